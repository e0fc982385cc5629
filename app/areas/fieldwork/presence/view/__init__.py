"""Pages and menu actions of the work on site: villages, methods; letters and calls into petitions; duty; weekly reports.

Nothing is written here; the service does it, and every refusal comes from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from app.areas.fieldwork.model import Petition
from app.areas.fieldwork.presence.methods import WeeklyReport
from app.areas.fieldwork.presence.model import HotlineCall, MailboxOpening
from app.areas.fieldwork.presence.service import (
    call_to_petition,
    counted,
    letters_to_petitions,
    next_report,
    plan_duty,
    targets_from_task,
)
from app.areas.fieldwork.presence.view.methods_page import METHODS_PAGE
from app.areas.fieldwork.presence.view.villages import VILLAGES_PAGE
from app.areas.preparation.model import Task
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """延伸巡察, 方法计数."""
    return (VILLAGES_PAGE, METHODS_PAGE)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """登记为信访件, 转为信访件, 排值班, 写周报, 重算数字."""
    return {
        "mailbox_opening": (ActionOffer("逐件登记为信访件…", "mail", letters),),
        "hotline_call": (ActionOffer("转为信访件", "mail", call),),
        "task": (
            ActionOffer("按延伸巡察对象生成登记", "home", targets),
            ActionOffer("排值班", "calendar-days", duty),
            ActionOffer("写周报", "file-text", partial(report, "weekly")),
            ActionOffer("写中期汇报", "file-text", partial(report, "mid")),
        ),
        "weekly_report": (ActionOffer("重算数字", "refresh-cw", recount),),
    }


def letters(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for one line a letter, and register each as a petition."""

    def write(session: Session, text: str) -> tuple[Petition, ...]:
        return letters_to_petitions(session, session.get(MailboxOpening, ids[0]), text.splitlines())

    def done(made: tuple[Petition, ...]) -> None:
        desk.note(f"已登记 {len(made)} 件信访件，请逐件补齐")
        desk.open_list("petition", (Filter("number", Op.IN, tuple(held.number for held in made)),))

    dialogs.ask_text(
        active_window(), "逐件登记为信访件", "内容摘要（一行一件）", "登记",
        lambda text: desk.work.write(lambda session: write(session, text), done),
        text="渠道记为意见箱，日期用开箱日期；署名情况先记匿名，实名的在信访件里改。不要写反映人。",
    )  # fmt: skip


def call(desk: Desk, ids: tuple[str, ...]) -> None:
    """Make a petition of a call, in one step, and open it."""

    def done(made: Petition) -> None:
        desk.note(f"已登记{made.number}")
        desk.open_record("petition", made.id)

    desk.work.write(lambda session: call_to_petition(session, session.get(HotlineCall, ids[0])), done)


def targets(desk: Desk, ids: tuple[str, ...]) -> None:
    """A target for every line of the task's 延伸巡察对象."""

    def done(count: int) -> None:
        desk.note(f"已登记 {count} 个延伸对象" if count else "没有新的延伸对象")
        desk.open_page(VILLAGES_PAGE.code)

    desk.work.write(lambda session: len(targets_from_task(session, session.get(Task, ids[0]))), done)


def duty(desk: Desk, ids: tuple[str, ...]) -> None:
    """Fill the roster of the telephone."""

    def done(count: int) -> None:
        desk.note(f"已排 {count} 天，可以逐天改" if count else "每个工作日都已有人值班")
        desk.open_list("hotline_duty", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: len(plan_duty(session, session.get(Task, ids[0]))), done)


def report(kind: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """A new report with its figures filled in, opened to be written."""

    def write(session: Session) -> WeeklyReport:
        task = session.get(Task, ids[0])
        return session.create(next_report(session, task, today=date.today(), kind=kind))

    desk.work.write(write, lambda made: desk.open_record("weekly_report", made.id))


def recount(desk: Desk, ids: tuple[str, ...]) -> None:
    """Work the figures out anew; what people wrote stays."""

    def write(session: Session) -> WeeklyReport:
        return session.save(counted(session, session.get(WeeklyReport, ids[0])))

    def done(made: WeeklyReport) -> None:
        desk.note("数字已按记录重算")
        desk.open_record("weekly_report", made.id)

    desk.work.write(write, done)
