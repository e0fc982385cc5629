"""Pages and menu actions of tracking: the ledger of clues with the whole way of each, and the chain in figures.

A vault whose user cannot open the compartment has none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.clues.tracking.model import GROUP
from app.areas.clues.tracking.view.acts import offers
from app.areas.clues.tracking.view.figures import FiguresPage
from app.areas.clues.tracking.view.ledger import LedgerPage
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(vault: Vault) -> tuple[PageSpec, ...]:
    """线索台账, 线索处置统计."""
    if not vault.has_clues:
        return ()
    return (
        PageSpec("tracking.ledger", "线索台账", "list-checks", "clues", LedgerPage, GROUP),
        PageSpec("tracking.figures", "线索处置统计", "chart-column", "clues", FiguresPage, GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Use cases in the menus of clues."""
    return offers()
