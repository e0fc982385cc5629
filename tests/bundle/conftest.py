"""Fixtures of the bundle tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bundle.bundle import Sealed
from tests.bundle.builders import People, new_people, seal_small


@pytest.fixture(scope="session")
def people() -> People:
    return new_people()


@pytest.fixture
def sealed(tmp_path: Path, people: People) -> Sealed:
    return seal_small(tmp_path / "a.xcb", people)
