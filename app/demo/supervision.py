"""The demonstration's records of rectification.supervision: warnings, inspection visits, satisfaction, publication, accounts."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
