"""The demonstration's records of workpapers.judging: wording rules, common and typical problems, six-discipline check, quality of papers."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
