"""Builders for the area tests: a vault with a task on site, people of every post, records in given states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueTransfer
from app.areas.fieldwork.model import Evidence, Interview, Petition
from app.areas.libraries.model import Policy, Unit
from app.areas.libraries.service import seed_codes
from app.areas.preparation.model import Round, Task
from app.areas.preparation.service import new_task
from app.areas.workpapers.model import Finding, WorkingPaper
from app.areas.workpapers.service import make_paper
from app.core.fields import Signature
from db.session import Session


@dataclass(frozen=True)
class OnSite:
    """A round, its unit and task, and one policy to rest findings on."""

    round: Round
    unit: Unit
    task: Task
    policy: Policy


def on_site(session: Session, *, codes: bool = True) -> OnSite:
    if codes:
        seed_codes(session)
    session.set_setting("group", "一")
    session.set_setting("round", "三")
    round_ = session.create(Round(name="示例县委第三轮巡察", ordinal="三", year=2026))
    unit = session.create(Unit(name="示例县甲局党组", short_name="甲局", category="department"))
    task = new_task(
        session,
        round_,
        unit,
        group_name="县委第一巡察组",
        group_ordinal="一",
        leader="组长甲",
        stay_from=date(2026, 3, 9),
        stay_to=date(2026, 5, 8),
    )
    policy = session.create(
        Policy(title="《示例财务管理办法》", clause="第五条", content="报销须附原始凭证。")
    )
    return OnSite(round_, unit, task, policy)


def interview(session: Session, site: OnSite, *, signed: bool = True, subject: str = "受访人甲") -> Interview:
    held = session.create(
        Interview(
            task_id=site.task.id,
            subject=subject,
            started_at=datetime(2026, 3, 12, 9, 0),
            ended_at=datetime(2026, 3, 12, 10, 0),
            interviewer="组员乙",
            recorder="组员丙",
            content="问：报销怎么审？\n答：会计审一次，没有复核。",
            confirmed="signed",
            confirmed_on=date(2026, 3, 12),
        )
    )
    return session.move(held, "sign") if signed else held


def petition(session: Session, site: OnSite, **fields: object) -> Petition:
    given = {
        "task_id": site.task.id,
        "received_on": date(2026, 3, 10),
        "channel": "letter",
        "summary": "反映报销问题",
    }
    return session.create(Petition(**{**given, **fields}))


def evidence(session: Session, site: OnSite, *, pages: str = "第3-5页") -> Evidence:
    return session.create(
        Evidence(task_id=site.task.id, name="2025年第三季度凭证", source="account", pages=pages)
    )


def finding(session: Session, site: OnSite, proofs: Sequence[Evidence] = (), **fields: object) -> Finding:
    given = {
        "task_id": site.task.id,
        "title": "报销凭证审核不严",
        "summary": "三笔差旅报销没有原始凭证",
        "focus": "f4-2",
        "aspect": "f4-2-4",
        "sources": ("document",),
        "phenomenon": "2025年8月至9月，3笔差旅费4,260元没有原始凭证即予报销。",
        "nature": "违反《示例财务管理办法》第五条。",
        "duty": "财务股负审核责任，分管负责人负领导责任。",
        "policy_ids": (site.policy.id,),
        "evidence_ids": tuple(item.id for item in proofs),
        "disposals": ("feedback",),
    }
    return session.create(Finding(**{**given, **fields}))


def confirmed(session: Session, site: OnSite, **fields: object) -> Finding:
    return session.move(finding(session, site, [evidence(session, site)], **fields), "confirm")


def draft_paper(session: Session, site: OnSite, **fields: object) -> WorkingPaper:
    return make_paper(session, site.task, [confirmed(session, site, **fields)], authors=("组员乙", "组员丙"))


def signed_paper(session: Session, site: OnSite, **fields: object) -> WorkingPaper:
    paper = draft_paper(session, site, **fields)
    for step in ("submit", "review", "sign"):
        paper = session.move(paper, step, opinion="同意")
    return paper


def with_authors(session: Session, paper: WorkingPaper, *names: str) -> WorkingPaper:
    rows = tuple(Signature("承办人", name, date(2026, 4, 1)) for name in names)
    return session.save(replace(paper, authors=rows))


def handed_batch(session: Session, task: Task) -> tuple[ClueTransfer, Clue]:
    """An approved clue in a batch that was handed over."""
    clue = session.create(
        Clue(
            task_id=task.id, source="petition", subject="钱某", summary="虚报面积", ground="来信反映",
            disciplines=("integrity",), content="2025年虚报面积。", verifiable="high", assessment="可查", proposal="hand",
            assessed_on=date(2026, 4, 1), receiver_body="discipline",
        )
    )  # fmt: skip
    for step in [held.code for held in Clue.TYPE.lifecycle.transitions]:
        if session.get(Clue, clue.id).state in ("approved", "ready"):
            break
        if not session.why_not(session.get(Clue, clue.id), step):
            session.move(session.get(Clue, clue.id), step, reason="同意", opinion="同意")
    batch = session.create(
        ClueTransfer(
            task_id=task.id, clue_ids=(clue.id,), receiver="discipline", receiver_name="县纪委监委", sealed=True,
            seal_numbers="001", handed_on=date(2026, 4, 20), handed_by="巡察办乙", pieces=1,
        )
    )  # fmt: skip
    return session.move(batch, "hand"), session.get(Clue, clue.id)
