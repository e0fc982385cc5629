"""Deductions in 日常监督, 中期指导 and 专项督查: one sheet a stage by the warning scheme, each point with its reason.

The schemes are edited in the libraries; nothing here knows an item or a number of points.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.libraries.schemes.model import Assessment, AssessmentScore
from app.areas.libraries.schemes.service import (
    Result,
    begin,
    result,
    rows_of,
    schemes_of,
    score,
    sheets_about,
)
from app.areas.preparation.model import Task
from app.core.errors import Refused
from db.session import Session

SCHEME_KIND = "rectification_warning"


@dataclass(frozen=True)
class StageScore:
    """What a unit lost in one stage. sheet: None while nothing was scored in it."""

    stage: str
    label: str
    sheet: Assessment | None
    result: Result | None
    lost: tuple[AssessmentScore, ...]


def stage_scores(session: Session, task: Task) -> tuple[StageScore, ...]:
    """Every stage in the order of its code list, with its sheet and what was taken off."""
    sheets = sheets_about(session, SCHEME_KIND, task_id=task.id)
    found = []
    for code in session.codes("supervision_stage"):
        mine = [sheet for sheet in sheets if sheet.subject_id == code.code]
        sheet = mine[-1] if mine else None
        lost = tuple(row for row in rows_of(session, sheet) if row.points) if sheet else ()
        found.append(
            StageScore(code.code, code.label, sheet, result(session, sheet) if sheet else None, lost)
        )
    return tuple(found)


def stage_sheet(session: Session, task: Task, stage: str) -> Assessment:
    """The open sheet of a stage; a new one where there is none or the last one was confirmed."""
    open_sheets = [
        sheet
        for sheet in sheets_about(session, SCHEME_KIND, task_id=task.id)
        if sheet.subject_id == stage and sheet.state == "draft"
    ]
    if open_sheets:
        return open_sheets[-1]
    schemes = schemes_of(session, SCHEME_KIND)
    if not schemes:
        raise Refused("不能扣分", ["没有启用的“整改预警”评分方案"], todo="在资料库的评分方案里启用或新建一个")
    return begin(
        session,
        schemes[0].id,
        task_id=task.id,
        unit_id=task.unit_id,
        subject_id=stage,
        stage=session.code_label("supervision_stage", stage),
        assessor=session.actor.name,
    )


def deduct(
    session: Session, task: Task, stage: str, position: int, points: int, reason: str
) -> tuple[Assessment, Result]:
    """Take points (tenths) off one item of a stage's sheet, on top of what was taken before; the reason is added to it.

    Refused when the item would lose more than it has.
    """
    if not reason.strip():
        raise Refused("不能扣分", ["须写明理由"])
    with session.transaction():
        sheet = stage_sheet(session, task, stage)
        row = next((row for row in rows_of(session, sheet) if row.position == position), None)
        before, said = (row.points or 0, row.reason) if row else (0, "")
        why = "；".join(part for part in (said.strip(), reason.strip()) if part)
        sheet = score(session, sheet, {position: (before + points, why)})
    return sheet, result(session, sheet)
