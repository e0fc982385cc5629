"""The demonstration's records of libraries.schemes: the shipped schemes, and what they were used for."""

from __future__ import annotations

from app.areas.libraries.schemes.shipped import seed_schemes
from db.session import Session


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    del office
    seed_schemes(session)
