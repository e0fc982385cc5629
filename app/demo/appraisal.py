"""The demonstration's records of closeout.appraisal: conduct review of the group, performance of people and partners."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
