"""The demonstration's records of libraries.deadlines: deadline rules, holidays, and which rule made which date."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
