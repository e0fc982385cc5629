"""Record types of planning: responsibilities, plans, choice of units, focus lists, cooperation, a group's means.

They say what is to be done and by whom; what is found on site stands to the right and is only linked by id.
"""

from __future__ import annotations

from app.areas.preparation.planning.model.choosing import Candidate, ChoiceFactor, UnitSignal
from app.areas.preparation.planning.model.focus import ChecklistItem, FocusItem, PolicyReference
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem, PostDuty
from app.areas.preparation.planning.model.partners import Cooperation, CooperationDone, InfoRequest, Partner
from app.areas.preparation.planning.model.plans import (
    AnnualPoint,
    Linkage,
    LinkageMember,
    Plan,
    PlanUnit,
    Responsibility,
    RoundStep,
)
from app.core.records import Record

TYPES: tuple[type[Record], ...] = (
    Responsibility,
    Plan,
    PlanUnit,
    AnnualPoint,
    RoundStep,
    UnitSignal,
    ChoiceFactor,
    Candidate,
    ChecklistItem,
    FocusItem,
    PolicyReference,
    Partner,
    InfoRequest,
    Cooperation,
    CooperationDone,
    Linkage,
    LinkageMember,
    PostDuty,
    EquipmentItem,
    BudgetItem,
)
