"""The pages of close-out: opening sealed bundles in any vault, and a group's way to holding nothing."""

from __future__ import annotations

from functools import partial

from app.areas.closeout.holding.model import GROUP as HOLDING_GROUP
from app.areas.closeout.holding.view.page import HoldingPage
from app.areas.closeout.view.arrival import CLOSING, ArrivalPage
from app.areas.closeout.view.conflicts import ConflictsPage
from app.areas.closeout.view.erase_sheet import EraseRequest, OnErase
from app.areas.closeout.view.exchanges import ExchangesPage
from app.areas.closeout.view.send import SendPage
from app.areas.closeout.view.steps import StepsPage
from app.widgets.desk import Desk
from app.widgets.page import PageSpec
from db.vault import Vault

__all__ = [
    "ARRIVAL",
    "CLOSING",
    "CONFLICTS",
    "EXCHANGES",
    "HOLDING",
    "SEND",
    "EraseRequest",
    "OnErase",
    "pages",
]

ARRIVAL = "closeout.arrival"
SEND, EXCHANGES, CONFLICTS = "closeout.send", "closeout.exchanges", "closeout.conflicts"
GROUP = "密封包往来"
HOLDING = "closeout.holding"


def pages(vault: Vault, on_erase: OnErase | None = None) -> tuple[PageSpec, ...]:
    """打开密封包; for a group also 撤组与零持有. on_erase: called once two persons agreed to erase."""
    arrival = PageSpec(ARRIVAL, "打开密封包", "package", "closeout", ArrivalPage)
    exchange = (
        PageSpec(SEND, "制作密封包", "send", "closeout", SendPage, group=GROUP),
        PageSpec(EXCHANGES, "往来登记", "receipt", "closeout", ExchangesPage, group=GROUP),
        PageSpec(CONFLICTS, "待裁决", "git-merge", "closeout", ConflictsPage, group=GROUP),
        PageSpec(HOLDING, "谁还持有什么", "users", "closeout", HoldingPage, group=HOLDING_GROUP),
    )
    if vault.kind == "office":
        return (arrival, *exchange)
    steps = PageSpec(
        CLOSING, "撤组与零持有", "package-check", "closeout", partial(_steps, vault=vault, on_erase=on_erase)
    )
    return (steps, arrival, *exchange)


def _steps(desk: Desk, *, vault: Vault, on_erase: OnErase | None) -> StepsPage:
    return StepsPage(desk, vault, on_erase)
