"""What menus offer: a fix on site out of a finding, facts of papers put before the unit, a finding judged. It writes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.fieldwork.view import on_both
from app.areas.libraries.model import LibraryItem
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.likeness import single, to_library
from app.areas.workpapers.judging.model import CommonProblem, FactConfirmation
from app.areas.workpapers.judging.service import confirm_facts, fix_from
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields

if TYPE_CHECKING:
    from db.session import Session


def offers() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Record type → its offers."""
    return {
        "finding": (
            ActionOffer("下发立行立改…", "clock", fix),
            ActionOffer("研判为典型问题", "flag", partial(judge, "typical")),
            ActionOffer("研判为个性问题", "user", partial(judge, "individual")),
        ),
        "working_paper": on_both("编制事实确认单…", "user-check", "问题底稿", facts),
        "common_problem": (ActionOffer("列入资料库", "book-open", into_library),),
        "task": (ActionOffer("撤点前检查", "log-out", lambda desk, _ids: desk.open_page("judging.leaving")),),
    }


def fix(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask what the unit has to do, then make the notice and open it."""

    def make(session: Session) -> InstantFix:
        finding = session.get(Finding, ids[0])
        return InstantFix(task_id=finding.task_id, title=finding.title)

    def store(_record: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: fix_from(
                session, session.get(Finding, ids[0]), requirement=values["requirement"]
            ),
            done,
        )

    def done(made: InstantFix) -> None:
        desk.note(f"已拟{made.number}，请核对时限后由组长签发")
        desk.open_record("instant_fix", made.id)

    ask_fields(desk, "下发立行立改", make, ("requirement",), "拟通知", store, needs=("requirement",))


def judge(nature: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Judge a finding as 个性 or 典型 and open what was made."""

    def done(made: CommonProblem) -> None:
        desk.note(f"已列{made.number}，待研判认定")
        desk.open_record("common_problem", made.id)

    desk.work.write(lambda session: single(session, session.get(Finding, ids[0]), nature), done)


def into_library(desk: Desk, ids: tuple[str, ...]) -> None:
    """Keep a judged problem among the libraries, without its units, and open it."""

    def done(made: LibraryItem) -> None:
        desk.note("已列入资料库，单位名称已隐去，请核对")
        desk.open_record("library_item", made.id)

    desk.work.write(lambda session: to_library(session, session.get(CommonProblem, ids[0])), done)


def facts(desk: Desk, ids: tuple[str, ...]) -> None:
    """Put the facts of one or several papers on one sheet for the unit."""

    def write(session: Session) -> FactConfirmation:
        papers = sorted((session.get(WorkingPaper, id) for id in ids), key=lambda held: held.number)
        return confirm_facts(session, papers)

    def done(made: FactConfirmation) -> None:
        desk.note(f"已拟{made.number}，只带事实部分，请核对后送单位")
        desk.open_record("fact_confirmation", made.id)

    if len(ids) == 1:
        desk.work.write(write, done)
    else:
        text = "几份底稿的事实编进同一张确认单，只送事实部分，不送定性和责任。"
        dialogs.ask(
            active_window(), f"把 {len(ids)} 份底稿编成一张事实确认单？", text, "编制",
            lambda: desk.work.write(write, done),
        )  # fmt: skip
