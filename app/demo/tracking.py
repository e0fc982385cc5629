"""The demonstration's tracking: batches with receipts, a clue that ended in a sanction, one that is late and chased, notes.

All of it is invented, and nothing is made for a user who cannot open the compartment.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueChase, ClueTransfer, LeaderNote, UrgentReport
from app.areas.preparation.model import Task
from app.core.fields import Signature
from app.demo.calendar import day, moment
from app.demo.making import put
from db.session import Session


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    if not session.can_clues:
        return
    if office:
        for key in ("2", "3"):
            _handed(session, session.get(Task, f"demo.task.{key}"), key)
        _ended(session)
    else:
        _on_site(session, session.get(Task, "demo.task.1"))


def _handed(session: Session, task: Task, key: str) -> None:
    put(
        session, ClueTransfer, key, task_id=task.id, clue_ids=(f"demo.clue.{key}.1", f"demo.clue.{key}.2"),
        receiver="discipline", receiver_name="示例县纪委监委", letter_number=f"示例巡移〔2026〕{key}号",
        basis="经示例县委巡察工作领导小组2026年5月12日会议审定", secrecy_term="5年", sealed=True,
        seal_numbers=f"封-000{key}", pieces=4, sheets=26, handed_on=day(2026, 5, 14), handed_by=task.leader,
        second_by=task.liaison, reply_due=day(2026, 8, 14), received_on=day(2026, 5, 14), received_by="案件监督管理室",
        receipt_number=f"收字{key}号", intact=True, signed=(Signature("移交人", task.leader, day(2026, 5, 14)),), state="received",
    )  # fmt: skip
    rows: tuple[dict[str, Any], ...] = (
        {"kind": "team", "reflections": "班子分工清楚，能够完成上级任务；大额支出集体研究不够，监督偏软。", "opinion": "健全议事规则，一把手带头执行。", "votes": "民主测评：好68%，较好22%，一般10%。"},
        {"kind": "member", "name": "班子成员甲", "post": "副职", "rank": "section_deputy", "position": 1, "merits": "熟悉业务，肯干事", "reflections": "分管的采购把关不严，群众有议论。", "sources": "谈话5人次、信访2件", "opinion": "已谈话提醒，另有线索移交。", "clue_ids": (f"demo.clue.{key}.1",)},
        {"kind": "member", "name": "班子成员乙", "post": "副职", "rank": "section_deputy", "position": 2, "reflections": "联系村组不够经常。", "sources": "谈话3人次", "opinion": "列入反馈，督促改进。"},
    )  # fmt: skip
    for n, row in enumerate(rows, 1):
        put(
            session, LeaderNote, f"{key}.{n}", task_id=task.id, **row, secrecy_term="5年",
            signed=(Signature("组长", task.leader, day(2026, 5, 13), "同意"),), state="approved",
        )  # fmt: skip
    for n in (1, 2):
        clue = session.get(Clue, f"demo.clue.{key}.{n}")
        session.save(
            replace(
                clue, transfer_id=f"demo.clue_transfer.{key}", seal_number=f"封-000{key}", pieces=2, sheets=13,
                subject_rank="village" if "村" in clue.subject else "clerk", reply_due=day(2026, 8, 14),
                accepted_on=day(2026, 5, 18),
            )
        )  # fmt: skip


def _ended(session: Session) -> None:
    """One clue ended in a case and a sanction, one was closed by a talk, one is late and was chased."""
    first = session.get(Clue, "demo.clue.2.1")
    session.move(
        session.save(
            replace(
                first, disposal="verify", case_state="closed", filed_on=day(2026, 6, 18), form="second", sanctions=("warning",),
                sanctioned=1, outcome="初步核实后立案，给予党内警告处分，责令退缴违规收入。", outcome_on=day(2026, 8, 6),
                answered_on=day(2026, 8, 10), answered_by="案件监督管理室", dual=True,
                dual_note="同时对分管负责人提醒谈话。",
            )
        ),
        "close", opinion="已办结",
    )  # fmt: skip
    second = session.get(Clue, "demo.clue.3.2")
    session.move(
        session.save(
            replace(
                second, disposal="letter", approved_on=day(2026, 5, 21), case_state="none", form="first", sanctions=("remind",), sanctioned=1,
                outcome="谈话函询，本人作出说明，予以提醒谈话。", outcome_on=day(2026, 7, 20),
                answered_on=day(2026, 7, 22), answered_by="案件监督管理室",
            )
        ),
        "answer", opinion="已反馈",
    )  # fmt: skip
    late = session.get(Clue, "demo.clue.3.1")
    session.move(
        session.save(replace(late, disposal="verify", handle_due=day(2026, 9, 25))),
        "handle",
        opinion="初步核实",
    )
    put(
        session, ClueChase, "1", task_id=late.task_id, clue_id=late.id, kind="letter", chased_on=day(2026, 8, 18),
        chased_by="巡察办主任", addressee="示例县纪委监委", demand="请反馈初步核实进展；需要延期的，说明理由和时间。",
        reply_due=day(2026, 9, 2), state="open",
    )  # fmt: skip


def _on_site(session: Session, task: Task) -> None:
    put(
        session, UrgentReport, "1", task_id=task.id, matter="有人打听巡察组了解的情况", kind="matter",
        secrecy_term="5年", reported_at=moment(2026, 3, 19, 18, 30), addressee="县委巡察工作领导小组组长",
        reporter=task.leader, clue_ids=("demo.clue.1.1",),
        content="3月19日下午，两名谈话对象反映有人向他们打听谈话内容，并要求统一口径。", done="已调整谈话地点和顺序，提醒保密。",
        risk="可能串供、毁损账册。", proposal="由纪委监委提前介入了解，请街道党工委约束有关人员。",
        signed=(Signature("组长", task.leader, day(2026, 3, 19), "报"),), state="reported",
    )  # fmt: skip
