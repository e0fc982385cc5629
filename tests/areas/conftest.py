"""One real vault for each test of the areas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault", filled="codes") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)
