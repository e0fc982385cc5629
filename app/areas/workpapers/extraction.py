"""A finding out of the very words of a talk, or out of a hit of compared lists, with the words kept as evidence.

It makes drafts; whether they are findings is decided in the group's meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.areas.fieldwork.comparison.model import DataHit
from app.areas.fieldwork.intake.talks import Line, quoted_evidence
from app.areas.fieldwork.model import Evidence, Interview
from app.areas.workpapers.model import Finding
from app.core.errors import Refused
from db.session import Session


def finding_from_lines(
    session: Session, talk: Interview, lines: Sequence[Line], *, title: str, pages: str = ""
) -> Finding:
    """A draft finding on chosen lines of a talk; the lines stand in its evidence, with their numbers."""
    if not lines:
        raise Refused("不能提取为问题", ["还没有选谈话里的话"], kept="谈话记录没有变化")
    with session.transaction():
        proof = quoted_evidence(session, talk, lines, pages=pages, proves=title)
        return session.create(
            Finding(
                task_id=talk.task_id,
                title=title,
                phenomenon="\n".join(line.words for line in lines if line.speaker != "问"),
                sources=("interview",),
                evidence_ids=(proof.id,),
                found_by=session.actor.name,
                found_on=date.today(),
            )
        )


def finding_from_hit(session: Session, hit: DataHit, *, title: str) -> Finding:
    """A draft finding out of a hit that was checked; both rows stand in its evidence. Refused before that."""
    if hit.state != "lead":
        raise Refused(
            "不能提取为问题",
            ["这条比对结果还没有核实为线索"],
            kept="比对结果没有变化",
            todo="核实后先办理“成为线索”",
        )
    with session.transaction():
        proof = session.create(hit_evidence(session, hit, title))
        return session.create(
            Finding(
                task_id=hit.task_id,
                title=title,
                phenomenon=hit.finding,
                sources=("comparison",),
                amount=hit.amount,
                evidence_ids=(proof.id,),
                found_by=session.actor.name,
                found_on=date.today(),
            )
        )


def hit_evidence(session: Session, hit: DataHit, proves: str) -> Evidence:
    """A hit as a piece of evidence: which rule, both rows with their numbers; not stored yet."""
    held = Evidence(
        task_id=hit.task_id,
        name=f"数据比对结果{hit.number}（{hit.rule}）",
        source="comparison",
        hit_id=hit.id,
        proves=proves,
        quote=f"{hit.left_text}\n——\n{hit.right_text}",
        quote_lines=f"左表第{hit.left_line}行、右表第{hit.right_line}行",
        original="electronic",
        obtained_on=date.today(),
        obtained_by=session.actor.name,
    )
    return replace(held, secrecy="work_secret")
