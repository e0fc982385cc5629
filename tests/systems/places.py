"""Where the window shows each page and list, as the product composes them; for the tests of whole systems."""

from __future__ import annotations

from app.compose import areas
from app.hooks import PAPERS
from app.widgets.page import list_code
from db.session import Session
from db.vault import Vault
from tests.areas.papers_reading import in_model


def places(vault: Vault) -> dict[str, str]:
    """Code of every page and list → area/group/entry."""
    found = {}
    for area in areas(vault, lambda _request: None):
        for page in area.pages:
            found[page.code] = "/".join(part for part in (area.label, page.group, page.label) if part)
        for cls in area.types:
            kind = cls.TYPE
            found[list_code(kind.name)] = "/".join(
                part for part in (area.label, kind.group, kind.label) if part
            )
    return found


def paper_text(session: Session, name: str, id: str) -> str:
    """The text of a paper, by its name."""
    return in_model(next(spec for spec in PAPERS if spec.name == name).build(session, id))
