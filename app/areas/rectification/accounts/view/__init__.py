"""Pages of lists and accounts, and the actions that draft the unit's papers. Nothing is written here but drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from app.areas.preparation.model import Task
from app.areas.rectification.accounts.model import LEDGERS, RectReport
from app.areas.rectification.accounts.service import (
    check_report,
    draft_meeting,
    draft_plan,
    draft_pledge,
    draft_report,
)
from app.areas.rectification.accounts.view.accounts_page import AccountsPage
from app.areas.rectification.accounts.view.lists_page import ListsPage
from app.areas.rectification.accounts.view.rates_page import RatesPage
from app.areas.rectification.rates import Checked, Rate
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

LISTS, ACCOUNTS, RATES = "rectification.lists", "rectification.accounts", "rectification.rates"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """四清单, 五账, 整改率核对."""
    return (
        PageSpec(LISTS, "四清单", "columns-3", "rectification", ListsPage, group=LEDGERS),
        PageSpec(ACCOUNTS, "五账", "table-2", "rectification", AccountsPage, group=LEDGERS),
        PageSpec(RATES, "整改率核对", "gauge", "rectification", RatesPage, group=LEDGERS),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Drafts of plan and reports from a task; pledge and check of a report."""
    return {
        "task": (
            ActionOffer("起草整改方案", "file-text", plan),
            ActionOffer("安排专题民主生活会", "users", meeting),
            ActionOffer("起草整改进展情况报告", "file-check", partial(report, "progress")),
            ActionOffer("起草主要负责人组织落实情况报告", "file-check", partial(report, "secretary")),
        ),
        "rect_report": (
            ActionOffer("生成真实性承诺书", "stamp", pledge),
            ActionOffer("核对报告数字", "scale", figures),
        ),
    }


def plan(desk: Desk, ids: tuple[str, ...]) -> None:
    """Draft the plan and open it."""
    desk.work.write(
        lambda session: draft_plan(session, session.get(Task, ids[0])).id,
        partial(desk.open_record, "rect_plan"),
    )


def meeting(desk: Desk, ids: tuple[str, ...]) -> None:
    """Arrange the special meeting and open it."""
    desk.work.write(
        lambda session: draft_meeting(session, session.get(Task, ids[0])).id,
        partial(desk.open_record, "democratic_meeting"),
    )


def report(kind: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Draft a report of a kind and open it."""
    desk.work.write(
        lambda session: draft_report(session, session.get(Task, ids[0]), kind, until=date.today()).id,
        partial(desk.open_record, "rect_report"),
    )


def pledge(desk: Desk, ids: tuple[str, ...]) -> None:
    """Make the pledge for a report and open it."""
    desk.work.write(
        lambda session: draft_pledge(session, session.get(RectReport, ids[0])).id,
        partial(desk.open_record, "pledge_of_truth"),
    )


def figures(desk: Desk, ids: tuple[str, ...]) -> None:
    """Say whether what a report prints agrees with itself and with the records."""

    def read(session: Session) -> tuple[Checked, Rate]:
        return check_report(session, session.get(RectReport, ids[0]))

    def shown(found: tuple[Checked, Rate]) -> None:
        checked, own = found
        said = list(checked.faults)
        if (checked.total, checked.done) != (own.total, own.done):
            said.append(
                f"报告写已完成{checked.done}、应整改{checked.total}，整改记录是{own.done}、{own.total}"
            )
        head = "报告的数字有出入" if said else "报告的数字相符"
        lines = [f"· {line}" for line in said] + [f"按报告：{checked.formula}", f"按记录：{own.formula}"]
        dialogs.tell(
            active_window(), head, "\n".join(lines), sign="triangle-alert" if said else "circle-check"
        )

    desk.work.read(read, shown)
