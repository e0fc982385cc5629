"""Pages and menu actions of review: 评审通报, 稿次对照; scoring, defects, comments, appraisal, advice, further reports.

What is scored and how is the schemes'; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.libraries.schemes.view.scoring import ASSESSMENT
from app.areas.preparation.model import Task
from app.areas.reporting.drafts import draft_special, make_brief
from app.areas.reporting.model import Report
from app.areas.reporting.review.model import GROUP, Defect, ExpertAdvice, LeadershipAssessment
from app.areas.reporting.review.service import (
    KIND,
    begin_appraisal,
    begin_review,
    grade_by_scores,
    take_defects,
)
from app.areas.reporting.review.view.bulletin import BULLETIN, BulletinPage
from app.areas.reporting.review.view.compare import COMPARE, ComparePage
from app.areas.reporting.view.aim import EDITOR
from app.areas.workpapers.model import WorkingPaper
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields
from app.widgets.offering import on_both
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

ADVISED: Mapping[str, tuple[str, str]] = {
    "round": ("round_id", "plan"),
    "task": ("task_id", "plan"),
    "finding": ("finding_id", "finding"),
    "working_paper": ("paper_id", "paper"),
    "report": ("report_id", "report"),
    "rect_task": ("rect_task_id", "measure"),
    "measure": ("measure_id", "measure"),
}
"""What experts are asked about → the field of the advice that names it, and its kind."""


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """评审通报, 稿次对照."""
    return (
        PageSpec(BULLETIN, "评审通报", "chart-column", "reporting", BulletinPage, group=GROUP),
        PageSpec(COMPARE, "稿次对照", "columns-3", "reporting", ComparePage, group=GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Everything that review adds to the menus of reports, papers, tasks, appraisals and what experts are asked about."""
    own: dict[str, tuple[ActionOffer, ...]] = {
        "report": (
            ActionOffer("质量评审打分…", "scale", partial(review, Report)),
            ActionOffer("列出缺陷…", "triangle-alert", partial(_new_defect, "report_id", Report)),
            ActionOffer("稿次对照…", "columns-3", lambda desk, ids: go_to(desk, COMPARE, ids[0])),
            ActionOffer("生成汇报材料", "file-text", brief),
        ),
        "working_paper": (
            *on_both("质量评审打分…", "scale", "问题底稿", partial(review, WorkingPaper)),
            ActionOffer("自动检查列缺陷", "triangle-alert", list_defects),
        ),
        "task": (
            ActionOffer("起草专题报告…", "file-text", special),
            ActionOffer("起草班子评价", "gauge", appraise),
        ),
        "leadership_assessment": (
            ActionOffer("打分…", "scale", partial(review, LeadershipAssessment)),
            ActionOffer("按评分定等次", "check", grade),
            ActionOffer(
                "登记运用", "send", lambda desk, ids: desk.new_record("assessment_use", appraisal_id=ids[0])
            ),
        ),
    }
    for name in ADVISED:
        own[name] = (*own.get(name, ()), ActionOffer("请专家指导…", "user-check", partial(advise, name)))
    return own


# Scoring and defects --------------------------------------------------------------------------------------


def review(
    cls: type[Report] | type[WorkingPaper] | type[LeadershipAssessment], desk: Desk, ids: tuple[str, ...]
) -> None:
    """Begin a scoring sheet for the record and open it."""
    assert cls.TYPE.name in KIND
    desk.work.write(
        lambda session: begin_review(session, session.get(cls, ids[0])),
        lambda sheet: go_to(desk, ASSESSMENT, sheet.id),
    )


def list_defects(desk: Desk, ids: tuple[str, ...]) -> None:
    """List what the self-check finds wrong with a paper."""

    def made(found: tuple[Defect, ...]) -> None:
        if not found:
            dialogs.tell(active_window(), "没有新的缺陷", "自动检查没有发现问题，或者都已经列出。")
            return
        desk.note(f"已列出 {len(found)} 处缺陷")
        desk.open_list("defect", (Filter("paper_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: take_defects(session, session.get(WorkingPaper, ids[0])), made)


def _new_defect(field: str, cls: type[Report], desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.read(
        lambda session: session.get(cls, ids[0]).task_id,
        lambda task_id: desk.new_record("defect", **{field: ids[0], "task_id": task_id}),
    )


# Further reports ------------------------------------------------------------------------------------------


def brief(desk: Desk, ids: tuple[str, ...]) -> None:
    """汇报材料 of a report, opened in the outline."""
    desk.work.write(
        lambda session: make_brief(session, session.get(Report, ids[0])),
        lambda made: go_to(desk, EDITOR, made.id),
    )


def special(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for kind and working papers of a 专题报告, make it and open it in the outline."""

    def make(session: Session) -> Report:
        papers = session.find(WorkingPaper, task_id=ids[0])
        signed = tuple(held.id for held in papers if held.state in ("signed", "filed"))
        return Report(task_id=ids[0], kind="personnel", paper_ids=signed)

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> Report:
            papers = [session.get(WorkingPaper, id) for id in values["paper_ids"]]
            return draft_special(session, session.get(Task, ids[0]), values["kind"], papers)

        desk.work.write(write, lambda made: go_to(desk, EDITOR, made.id))

    ask_fields(
        desk, "起草专题报告", make, ("kind", "paper_ids"), "起草", store, needs=("kind", "paper_ids"),
        text="选好种类，再留下与这个专题有关的底稿；现状、原因和建议随后在提纲里写。",
    )  # fmt: skip


# Appraisal and advice -------------------------------------------------------------------------------------


def appraise(desk: Desk, ids: tuple[str, ...]) -> None:
    """Begin the appraisal of the leading group, or go on with it."""
    desk.work.write(
        lambda session: begin_appraisal(session, session.get(Task, ids[0])),
        lambda made: desk.open_record("leadership_assessment", made.id),
    )


def grade(desk: Desk, ids: tuple[str, ...]) -> None:
    """Set the grade by the confirmed sheets."""
    desk.work.write(
        lambda session: grade_by_scores(session, session.get(LeadershipAssessment, ids[0])),
        lambda made: desk.note(f"{made.number}已按评分定等次"),
    )


def advise(name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask an expert about a record."""
    field, kind = ADVISED[name]

    def make(session: Session) -> ExpertAdvice:
        held = session.fetch(name, ids[0])
        task_id = held.id if name == "task" else str(getattr(held, "task_id", ""))
        given: dict[str, Any] = {field: held.id, "task_id": task_id, "kind": kind}
        return ExpertAdvice(subject=f"{held.TYPE.label}：{held.title}"[:60], **given)

    def store(record: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: session.create(replace(record, **values)),
            lambda made: desk.open_record("expert_advice", made.id),
        )

    ask_fields(
        desk, "请专家指导", make, ("subject", "expert_id", "asked_on", "question"), "提请", store,
        needs=("subject",),
    )  # fmt: skip
