"""Pages and menu actions: the handbooks, the six libraries, drop-down lists, the register of rules; tables in."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.libraries.handbook.model import HANDBOOK, HANDBOOK_GROUP, RULES_GROUP
from app.areas.libraries.handbook.view.codes import CODES, CodesPage
from app.areas.libraries.handbook.view.reader import HandbookPage
from app.areas.libraries.handbook.view.rules import RULES, RulesPage
from app.areas.libraries.handbook.view.shelves import SHELVES, ShelvesPage
from app.areas.libraries.model import SIX_LIBRARIES
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from app.widgets.record_import import import_offers
from db.vault import Vault

FROM_TABLE = (
    "unit", "person", "policy", "library_item", "work_rule", "code_item", "partner", "responsibility", "question",
    "focus_item", "checklist_item", "deadline_rule", "method", "carrier", "training_course", "equipment_item", "budget_item",
    "member", "extension_target",
)  # fmt: skip
"""Record types whose lists take a table. Names that a catalogue does not know offer nothing."""


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """指导手册, 六库, 制度流程登记, 下拉选项."""
    return (
        PageSpec(HANDBOOK, "指导手册", "book-open", "libraries", HandbookPage, HANDBOOK_GROUP),
        PageSpec(SHELVES, "六库一览", "folder-open", "libraries", ShelvesPage, SIX_LIBRARIES),
        PageSpec(RULES, "制度流程登记", "scale", "libraries", RulesPage, RULES_GROUP),
        PageSpec(CODES, "下拉选项", "list", "libraries", CodesPage),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Tables in, for every type that a county brings from elsewhere."""
    return {name: import_offers(name) for name in FROM_TABLE}
