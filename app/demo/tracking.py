"""The demonstration's records of clues.tracking: routing, transfer, chase and result of clues."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
