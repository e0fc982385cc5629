"""Every record type of the program, area by area from left to right; the composition root's list, made by hand."""

from __future__ import annotations

from app.areas.closeout import model as closeout
from app.areas.closeout.appraisal import model as appraisal
from app.areas.closeout.archive import model as archive
from app.areas.clues import model as clues
from app.areas.clues.tracking import model as tracking
from app.areas.feedback import model as feedback
from app.areas.feedback.delivery import model as delivery
from app.areas.fieldwork import model as fieldwork
from app.areas.fieldwork.comparison import model as comparison
from app.areas.fieldwork.intake import model as intake
from app.areas.fieldwork.presence import model as presence
from app.areas.fieldwork.surveys import model as surveys
from app.areas.libraries import model as libraries
from app.areas.libraries.deadlines import model as deadlines
from app.areas.libraries.handbook import model as handbook
from app.areas.libraries.schemes import model as schemes
from app.areas.preparation import model as preparation
from app.areas.preparation.planning import model as planning
from app.areas.preparation.process import model as process
from app.areas.preparation.staffing import model as staffing
from app.areas.rectification import model as rectification
from app.areas.rectification.lookback import model as lookback
from app.areas.rectification.supervision import model as supervision
from app.areas.reporting import model as reporting
from app.areas.reporting.meetings import model as meetings
from app.areas.reporting.review import model as review
from app.areas.secrecy import model as secrecy
from app.areas.workpapers import model as workpapers
from app.areas.workpapers.judging import model as judging
from app.core.records import Catalog

AREAS = (
    libraries,
    deadlines,
    schemes,
    handbook,
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
    lookback,
    closeout,
    appraisal,
    archive,
    secrecy,
)


def catalog() -> Catalog:
    """The catalogue of all record types."""
    return Catalog(cls for area in AREAS for cls in area.TYPES)
