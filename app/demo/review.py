"""The demonstration's records of reporting.review: quality review of reports and papers, appraisal of leading groups, advice of experts."""

from __future__ import annotations

from db.session import Session


def play(_session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
