"""Every record type of the program, area by area from left to right; the composition root's list, made by hand."""

from __future__ import annotations

from app.areas.closeout import model as closeout
from app.areas.clues import model as clues
from app.areas.feedback import model as feedback
from app.areas.fieldwork import model as fieldwork
from app.areas.libraries import model as libraries
from app.areas.preparation import model as preparation
from app.areas.rectification import model as rectification
from app.areas.reporting import model as reporting
from app.areas.secrecy import model as secrecy
from app.areas.workpapers import model as workpapers
from app.core.records import Catalog

AREAS = (
    libraries,
    preparation,
    fieldwork,
    workpapers,
    clues,
    reporting,
    feedback,
    rectification,
    closeout,
    secrecy,
)


def catalog() -> Catalog:
    """The catalogue of all record types."""
    return Catalog(cls for area in AREAS for cls in area.TYPES)
