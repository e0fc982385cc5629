"""The page 回头看."""

from __future__ import annotations

from collections.abc import Mapping

from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """Pages beside lists and forms."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Use cases in the menus of lists and forms."""
    return {}
