"""The page 填报表, and taking a return back from its list. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.rectification.unit_form.model import FORMS
from app.areas.rectification.unit_form.view.forms_page import PAGE, FormsPage
from app.areas.rectification.unit_form.view.taking_back import from_menu
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """填报表."""
    return (PageSpec(PAGE, "填报表", "table-2", "rectification", FormsPage, group=FORMS),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """撤销本次导入."""
    return {"unit_return": (ActionOffer("撤销本次导入…", "undo-2", from_menu),)}
