"""Pages and menu actions: comparison of imported lists."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.fieldwork.comparison.view import judging
from app.areas.fieldwork.comparison.view.page import COMPARE_PAGE, ComparePage
from app.areas.fieldwork.intake.model import MATERIAL
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """数据比对."""
    return (PageSpec(COMPARE_PAGE, "数据比对", "scale", "fieldwork", ComparePage, group=MATERIAL),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Use cases in the menus of lists and forms."""
    return judging.actions()
