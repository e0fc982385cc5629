"""What the tests of whole systems share: a vault with a task on site, and the codes that the window can open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.compose import areas
from app.widgets.page import list_code
from db.session import Session
from db.vault import Vault
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session, new_vault


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault", filled="codes") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


@pytest.fixture(scope="session")
def in_window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., bool]]:
    """Whether an office's window lists every one of the given codes, each with its group."""
    vault: Vault = new_vault(tmp_path_factory.mktemp("window") / "vault", kind="office")
    found = {
        page.code: page.group for area in areas(vault, lambda _request: NotImplemented) for page in area.pages
    }
    found |= {
        list_code(cls.TYPE.name): cls.TYPE.group
        for area in areas(vault, lambda _request: NotImplemented)
        for cls in area.types
    }

    def listed(group: str, *codes: str) -> bool:
        return all(found.get(code) == group for code in codes)

    yield listed
    vault.close()
