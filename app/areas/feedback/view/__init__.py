"""The pages of feedback: a published notice read into problems, and the seven-column list in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.areas.feedback.model import FeedbackLetter
from app.areas.feedback.papers import opinion_paper
from app.areas.feedback.service import draft_letter, issue_all, problems_from_report
from app.areas.feedback.view.list_page import FeedbackListPage
from app.areas.feedback.view.notice_page import NoticePage
from app.areas.preparation.model import Task
from app.areas.reporting.model import Report
from app.areas.reporting.readback import LETTER, Edited, ReadBack, read_back
from app.areas.reporting.view.readback import open_to_change, pick
from app.documents.docx import render_docx
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

NOTICE, LIST = "feedback.notice", "feedback.list"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """导入反馈或整改通报, 反馈问题清单."""
    return (
        PageSpec(LIST, "反馈问题清单", "table-2", "feedback", FeedbackListPage),
        PageSpec(NOTICE, "导入反馈或整改通报", "import", "feedback", NoticePage),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """生成反馈问题 from a report; 全部反馈 and 起草反馈意见 from a task; 读回修改稿 on a letter."""
    return {
        "report": (ActionOffer("生成反馈问题", "list", _from_report),),
        "task": (
            ActionOffer("反馈问题全部登记为已反馈", "send", _issue),
            ActionOffer("起草反馈意见", "file-text", _letter),
        ),
        "feedback_letter": (ActionOffer("读回修改稿…", "file-text", _read_back),),
    }


def _read_back(desk: Desk, ids: tuple[str, ...]) -> None:
    pick(desk, ids[0], compare_letter)


def compare_letter(session: Session, id: str, edited: Edited) -> ReadBack:
    """A feedback letter against its edited paper; Refused while it is locked."""
    letter = session.get(FeedbackLetter, id)
    open_to_change(letter)
    return read_back(letter, LETTER, render_docx(opinion_paper(session, id)), edited)


def _from_report(desk: Desk, ids: tuple[str, ...]) -> None:
    def make(session: Session) -> tuple[int, str]:
        report = session.get(Report, ids[0])
        made = problems_from_report(session, session.get(Task, report.task_id), report)
        return len(made), report.task_id

    def made(held: tuple[int, str]) -> None:
        desk.note(f"已生成 {held[0]} 个反馈问题")
        desk.open_list("feedback_problem", (Filter("task_id", Op.EQ, held[1]),))

    desk.work.write(make, made)


def _issue(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: len(issue_all(session, session.get(Task, ids[0]))),
        lambda count: desk.note(f"已登记反馈 {count} 个问题"),
    )


def _letter(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: draft_letter(session, session.get(Task, ids[0])).id,
        lambda id: desk.open_record("feedback_letter", id),
    )
