"""Pages of lists and accounts, and the actions that draft the unit's papers. Nothing is written here but drafts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.areas.rectification.accounts.model import LEDGERS, RectReport
from app.areas.rectification.accounts.prose import MEETING_PROSE, PLAN_PROSE, REPORT_PROSE
from app.areas.rectification.accounts.service import check_report, draft_pledge
from app.areas.rectification.accounts.view.accounts_page import AccountsPage
from app.areas.rectification.accounts.view.lists_page import ListsPage
from app.areas.rectification.accounts.view.papers_page import PapersPage
from app.areas.rectification.accounts.view.rates_page import RatesPage
from app.areas.rectification.rates import Checked, Rate
from app.areas.reporting.view.prose_pages import actions_of, pages_of
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

PAPERS, LISTS = "rectification.papers", "rectification.lists"
ACCOUNTS, RATES = "rectification.accounts", "rectification.rates"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """整改材料, 四清单, 五账, 整改率核对; the editors of what the unit writes."""
    return (
        PageSpec(PAPERS, "整改材料", "file-check", "rectification", PapersPage, group=LEDGERS),
        PageSpec(LISTS, "四清单", "columns-3", "rectification", ListsPage, group=LEDGERS),
        PageSpec(ACCOUNTS, "五账", "table-2", "rectification", AccountsPage, group=LEDGERS),
        PageSpec(RATES, "整改率核对", "gauge", "rectification", RatesPage, group=LEDGERS),
        *pages_of(PLAN_PROSE, REPORT_PROSE, MEETING_PROSE),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Pledge and check of a report; plans, reports and materials are written in an outline. 整改材料 makes the drafts."""
    return {
        "rect_report": (
            ActionOffer("生成真实性承诺书", "stamp", pledge),
            ActionOffer("核对报告数字", "scale", figures),
            *actions_of(REPORT_PROSE),
        ),
        "rect_plan": actions_of(PLAN_PROSE),
        "democratic_meeting": actions_of(MEETING_PROSE),
    }


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
