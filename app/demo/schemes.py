"""The demonstration's records of libraries.schemes: scoring schemes, their items, and assessments by them."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
