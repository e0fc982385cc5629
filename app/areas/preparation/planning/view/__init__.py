"""Pages and menu actions of planning. Nothing is written here; the service does it."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.preparation.planning.model.choosing import GROUP as CHOOSING
from app.areas.preparation.planning.model.focus import GROUP as FOCUS
from app.areas.preparation.planning.model.means import GROUP as SUPPORT
from app.areas.preparation.planning.model.partners import GROUP as COOPERATION
from app.areas.preparation.planning.model.plans import GROUP as PLANNING
from app.areas.preparation.planning.view.actions import offers
from app.areas.preparation.planning.view.checklist import CHECKLIST, ChecklistPage
from app.areas.preparation.planning.view.choice import CHOICE, ChoicePage
from app.areas.preparation.planning.view.coverage import COVERAGE, CoveragePage
from app.areas.preparation.planning.view.disciplines import DISCIPLINES, DisciplinesPage
from app.areas.preparation.planning.view.duties import DUTIES, DutiesPage
from app.areas.preparation.planning.view.leader import LEADER, LeaderPage
from app.areas.preparation.planning.view.letters import LETTERS, LettersPage
from app.areas.preparation.planning.view.linked import LINKED, LinkedPage
from app.areas.preparation.planning.view.means import MEANS, MeansPage
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault

STEP = "preparation"


def pages(vault: Vault) -> tuple[PageSpec, ...]:
    """Pages beside lists and forms; what concerns all units is for an office alone."""
    office = (
        PageSpec(DUTIES, "责任落实", "clipboard-list", STEP, DutiesPage, PLANNING),
        PageSpec(COVERAGE, "全覆盖", "gauge", STEP, CoveragePage, PLANNING),
        PageSpec(CHOICE, "对象排序", "scale", STEP, ChoicePage, CHOOSING),
    )
    every = (
        PageSpec(CHECKLIST, "一单位一清单", "list-checks", STEP, ChecklistPage, FOCUS),
        PageSpec(DISCIPLINES, "六项纪律", "shield-check", STEP, DisciplinesPage, FOCUS),
        PageSpec(LEADER, "一把手监督", "user-check", STEP, LeaderPage, FOCUS),
        PageSpec(LETTERS, "巡前情况", "mail", STEP, LettersPage, COOPERATION),
        PageSpec(LINKED, "联动进度", "git-merge", STEP, LinkedPage, COOPERATION),
        PageSpec(MEANS, "装备与经费", "package", STEP, MeansPage, SUPPORT),
    )
    return (*office, *every) if vault.kind == "office" else every


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Use cases in the menus of lists and forms."""
    return offers()
