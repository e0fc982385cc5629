"""The demonstration's papers that came and went: some done, one waiting, one late. All of it is invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.areas.secrecy.register.model import OfficeDocument
from app.core.fields import Signature
from app.demo.calendar import day
from app.demo.making import put
from db.session import Session

ROUND = "demo.round.1"
DIRECTOR = "文清晏"


def play(session: Session, *, office: bool) -> None:
    """Fill the office's register; a group's stays as it writes it."""
    if not office:
        return
    today = date.today()
    came: tuple[tuple[str, dict[str, Any]], ...] = (
        (
            "1",
            {
                "title_text": "关于报送2026年度巡察工作计划的通知", "kind": "notice", "document_number": "市巡办〔2026〕3号",
                "other_side": "市委巡察办", "made_on": day(2026, 1, 8), "moved_on": day(2026, 1, 12),
                "proposal": "拟由综合科牵头起草，一月底前报送。", "decision": "同意，报前送我看。", "handler": "郑立言",
                "due_on": day(2026, 1, 30), "result": "年度计划已于1月28日报送。", "done_on": day(2026, 1, 28),
                "category": "entry", "retention": "10y", "kept_at": "文书柜一·2026收文盒", "state": "filed",
                "signed": (Signature("拟办", "郑立言", day(2026, 1, 12)), Signature("批示", DIRECTOR, day(2026, 1, 13))),
            },
        ),
        (
            "2",
            {
                "title_text": "关于反馈审计发现问题整改情况的函", "kind": "letter", "document_number": "县审函〔2026〕17号",
                "other_side": "县审计局", "moved_on": today - timedelta(days=20), "handler": "郑立言",
                "proposal": "拟转第二巡察组研究，作为了解的参考。", "decision": "同意。", "due_on": today - timedelta(days=6),
                "state": "decided", "task_id": "demo.task.2",
            },
        ),
        (
            "3",
            {
                "title_text": "关于商请支持巡察干部培训的函", "kind": "letter", "document_number": "县委党校函〔2026〕5号",
                "other_side": "县委党校", "moved_on": today - timedelta(days=3), "due_on": today + timedelta(days=9),
                "proposal": "拟请分管副主任阅示，培训计划由综合科衔接。", "state": "proposed",
                "signed": (Signature("拟办", "郑立言", today - timedelta(days=2)),),
            },
        ),
    )  # fmt: skip
    for key, fields in came:
        put(session, OfficeDocument, key, direction="in", copies=1, round_id=ROUND, **fields)
    sent = (
        (1, "关于印发第三轮巡察工作方案的通知", "各巡察组", day(2026, 2, 26), "notice"),
        (2, "关于做好巡察进驻配合保障工作的函", "各被巡察党组织", day(2026, 2, 27), "letter"),
        (4, "关于反馈巡察干部培训需求的复函", "县委党校", day(2026, 3, 6), "letter"),
    )
    for serial, title, to, on, kind in sent:
        put(
            session, OfficeDocument, f"9.{serial}", direction="out", title_text=title, kind=kind, other_side=to,
            document_number=f"县巡办〔2026〕{serial}号", made_on=on, moved_on=on, done_on=on, copies=12, drafter="郑立言",
            checker="郑立言", issuer=DIRECTOR, result="已送达签收。", round_id=ROUND, state="done",
        )  # fmt: skip
