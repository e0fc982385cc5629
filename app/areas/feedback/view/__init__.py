"""The pages of feedback: a published notice read into problems, and the seven-column list in and out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.areas.feedback.prose import LETTER_PROSE
from app.areas.feedback.service import draft_letter, issue_all, problems_from_report
from app.areas.feedback.view.list_page import FeedbackListPage
from app.areas.feedback.view.notice_page import NoticePage
from app.areas.preparation.model import Task
from app.areas.reporting.model import Report
from app.areas.reporting.view.prose_pages import actions_of, pages_of
from app.areas.reporting.view.readback import Compare, compare_prose
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

NOTICE, LIST = "feedback.notice", "feedback.list"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """导入反馈或整改通报, 反馈问题清单; the editor of the letter."""
    return (
        PageSpec(LIST, "反馈问题清单", "table-2", "feedback", FeedbackListPage),
        PageSpec(NOTICE, "导入反馈或整改通报", "import", "feedback", NoticePage),
        *pages_of(LETTER_PROSE),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """生成反馈问题 from a report; 全部反馈 and 起草反馈意见 from a task; a letter is written and read back."""
    return {
        "report": (ActionOffer("生成反馈问题", "list", _from_report),),
        "task": (
            ActionOffer("反馈问题全部登记为已反馈", "send", _issue),
            ActionOffer("起草反馈意见", "file-text", _letter),
        ),
        "feedback_letter": actions_of(LETTER_PROSE),
    }


compare_letter: Compare = partial(compare_prose, LETTER_PROSE)
"""A feedback letter against its edited paper."""


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
