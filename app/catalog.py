"""Every record type of the program, area by area from left to right; the composition root's list, made by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256

from app.areas.closeout import model as closeout
from app.areas.closeout.appraisal import model as appraisal
from app.areas.closeout.archive import model as archive
from app.areas.closeout.archive.shipped import seed_archive
from app.areas.closeout.holding import model as holding
from app.areas.clues import model as clues
from app.areas.clues.tracking import model as tracking
from app.areas.clues.tracking.service import seed_tracking
from app.areas.feedback import model as feedback
from app.areas.feedback.delivery import model as delivery
from app.areas.fieldwork import model as fieldwork
from app.areas.fieldwork.comparison import model as comparison
from app.areas.fieldwork.comparison.service import seed_comparisons
from app.areas.fieldwork.intake import model as intake
from app.areas.fieldwork.intake.shipped import seed_questions
from app.areas.fieldwork.presence import model as presence
from app.areas.fieldwork.presence.service import seed_methods
from app.areas.fieldwork.surveys import model as surveys
from app.areas.libraries import model as libraries
from app.areas.libraries.deadlines import model as deadlines
from app.areas.libraries.deadlines.service import seed_rules
from app.areas.libraries.documents import model as documents
from app.areas.libraries.documents.service import seed_series
from app.areas.libraries.handbook import model as handbook
from app.areas.libraries.schemes import model as schemes
from app.areas.libraries.schemes.shipped import seed_schemes
from app.areas.libraries.service import seed_codes
from app.areas.libraries.templates import model as templates
from app.areas.preparation import model as preparation
from app.areas.preparation.planning import model as planning
from app.areas.preparation.process import model as process
from app.areas.preparation.staffing import model as staffing
from app.areas.preparation.staffing.shipped import seed_staffing
from app.areas.rectification import model as rectification
from app.areas.rectification.accounts import model as accounts
from app.areas.rectification.lookback import model as lookback
from app.areas.rectification.publication import model as publication
from app.areas.rectification.satisfaction import model as satisfaction
from app.areas.rectification.supervision import model as supervision
from app.areas.rectification.unit_form import model as unit_form
from app.areas.reporting import model as reporting
from app.areas.reporting.gates import seed_gates
from app.areas.reporting.meetings import model as meetings
from app.areas.reporting.review import model as review
from app.areas.secrecy import model as secrecy
from app.areas.secrecy.register import model as register
from app.areas.workpapers import model as workpapers
from app.areas.workpapers.judging import model as judging
from app.areas.workpapers.judging.service import seed_judging
from app.core.lifecycle import StepRule
from app.core.paths import RESOURCES
from app.core.records import Catalog
from db.session import Session

AREAS = (
    libraries,
    deadlines,
    schemes,
    handbook,
    templates,
    documents,
    preparation,
    process,
    planning,
    staffing,
    fieldwork,
    surveys,
    presence,
    intake,
    comparison,
    workpapers,
    judging,
    clues,
    tracking,
    reporting,
    meetings,
    review,
    feedback,
    delivery,
    rectification,
    supervision,
    satisfaction,
    publication,
    accounts,
    lookback,
    unit_form,
    closeout,
    appraisal,
    archive,
    holding,
    secrecy,
    register,
)
SEEDS: tuple[Callable[[Session], int], ...] = (
    seed_codes,
    seed_schemes,
    seed_staffing,
    seed_questions,
    seed_comparisons,
    seed_methods,
    seed_judging,
    seed_tracking,
    seed_gates,
    seed_rules,
    seed_series,
    seed_archive,
)
"""What a vault is given of resources/: code lists, then each area's tables. Each adds only what is not there."""


def catalog() -> Catalog:
    """The catalogue of all record types, with what later areas demand of the steps of earlier ones."""
    return Catalog((cls for area in AREAS for cls in area.TYPES), step_rules())


def step_rules() -> dict[tuple[str, str], tuple[StepRule, ...]]:
    """(type, step) → rules, from every model that declares STEP_RULES, in the order of the work."""
    found: dict[tuple[str, str], tuple[StepRule, ...]] = {}
    for area in AREAS:
        declared: Mapping[tuple[str, str], StepRule] = getattr(area, "STEP_RULES", {})
        for key, rule in declared.items():
            found[key] = (*found.get(key, ()), rule)
    return found


def seed_shipped(session: Session) -> int:
    """Store what the program ships and the vault does not have yet; returns how many were added.

    It runs at every unlock, and looks record by record only where the shipped files are not those of the last time.
    """
    key, shipped = f"shipped.{session.can_clues:d}", _shipped_digest()
    if session.setting(key) == shipped:
        return 0
    added = sum(seed(session) for seed in SEEDS)
    session.set_setting(key, shipped)
    return added


@cache
def _shipped_digest() -> str:
    """A digest over every shipped table, and over which seeds there are."""
    digest = sha256(",".join(seed.__name__ for seed in SEEDS).encode())
    for path in sorted(RESOURCES.rglob("*.json")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
