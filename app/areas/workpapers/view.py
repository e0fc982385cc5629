"""What is done with sources and findings beside their forms: drawn out as findings, put into papers, printed together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.fieldwork.model import Evidence, Interview, Petition, Visit
from app.areas.preparation.model import Task
from app.areas.secrecy.view.frame import ask_fields
from app.areas.workpapers.model import Finding, WorkingPaper
from app.areas.workpapers.papers import approval_sheet, open_dossier, working_paper
from app.areas.workpapers.service import finding_from, make_paper
from app.core.errors import Refused
from app.core.records import Record
from app.documents.paper import PageBreak, Paper
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

SOURCES: Mapping[str, type[Interview] | type[Petition] | type[Visit]] = {
    "interview": Interview,
    "petition": Petition,
    "visit": Visit,
}


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """None: findings and papers are lists and forms."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """提取为问题, 编入底稿, 打印底稿与审批单."""
    draw = {
        name: (ActionOffer("提取为问题…", "triangle-alert", partial(draw_finding, name)),) for name in SOURCES
    }
    return {
        **draw,
        "finding": (
            ActionOffer("编入底稿…", "file-check", put_into_paper),
            ActionOffer("所选问题编入一份底稿…", "file-check", put_into_paper, on_list=True),
        ),
        "working_paper": (ActionOffer("打印底稿与审批单", "printer", print_both),),
    }


def draw_finding(type_name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """A finding out of an interview, a petition or a visit, with that source as its first evidence."""
    cls = SOURCES[type_name]

    def make(session: Session) -> Finding:
        source = session.get(cls, ids[0])
        return Finding(
            task_id=source.task_id,
            title=_first_line(source),
            found_by=session.actor.name,
            found_on=date.today(),
        )

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> str:
            given = dict(values)
            title, pages = given.pop("title"), given.pop("pages")
            made = finding_from(session, session.get(cls, ids[0]), title=title, pages=pages)
            return session.save(replace(made, **given)).id

        desk.work.write(write, partial(_opened, desk, "finding", "已提取为问题"))

    ask_fields(
        desk, "提取为问题", make, ("title", "focus", "phenomenon"), "提取", store, needs=("title",),
        text="新问题自动挂上这份材料作佐证；其余内容在问题表单里补齐。", more=(Evidence.TYPE.field("pages"),),
    )  # fmt: skip


def put_into_paper(desk: Desk, ids: tuple[str, ...]) -> None:
    """One draft working paper out of one or several confirmed findings."""
    if not ids:
        desk.show_error(
            Refused("不能编制底稿", ["没有选择问题"], todo="请先在列表里选中要编入同一份底稿的问题")
        )
        return

    def make(session: Session) -> WorkingPaper:
        first = session.get(Finding, ids[0])
        return WorkingPaper(task_id=first.task_id, title=first.title)

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> str:
            findings = [session.get(Finding, id) for id in ids]
            task = session.get(Task, findings[0].task_id)
            return make_paper(
                session, task, findings, authors=(session.actor.name,), title=values["title"]
            ).id

        desk.work.write(write, partial(_opened, desk, "working_paper", "已编入底稿，请补齐承办人和支撑材料"))

    said = f"把 {len(ids)} 个问题编入一份底稿；" if len(ids) > 1 else ""
    ask_fields(
        desk, "编入底稿", make, ("title",), "编入底稿", store, needs=("title",),
        text=f"{said}问题里的事实、定性、责任、依据和佐证都带过去，您列为承办人之一。",
    )  # fmt: skip


def print_both(desk: Desk, ids: tuple[str, ...]) -> None:
    """The working paper with its approval sheet behind it, as one print."""

    def make(session: Session) -> Paper:
        dossier = open_dossier(session, ids[0])
        paper = working_paper(dossier, session.code_label)
        sheet = approval_sheet(dossier, session.code_label)
        return replace(paper, body=(*paper.body, PageBreak(), *sheet.body))

    def show(record: Record) -> None:
        desk.print_paper("问题底稿与审批单", make, (record,))

    desk.work.read(lambda session: session.get(WorkingPaper, ids[0]), show)


def _first_line(source: Interview | Petition | Visit) -> str:
    if isinstance(source, Petition):
        return source.summary
    return next((line.strip() for line in source.extract.splitlines() if line.strip()), "")


def _opened(desk: Desk, type_name: str, said: str, id: str) -> None:
    desk.note(said)
    desk.open_record(type_name, id)
