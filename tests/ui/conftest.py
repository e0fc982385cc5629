"""Fixtures of the window tests: a vault, the window on it, and tidying up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.widgets import theme
from db.vault import Vault
from tests.builders import new_vault
from tests.ui.desks import Opened, open_desk, tidy


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault with its code lists, not yet in a window."""
    return new_vault(tmp_path / "库", filled="codes")


@pytest.fixture
def desk_on(qapp: QApplication, vault: Vault) -> Iterator[Callable[..., Opened]]:
    """Opens the window on the vault; closes it, and the vault, after the test."""
    held: list[Opened] = []

    def opener(**options: object) -> Opened:
        made = open_desk(vault, **options)  # type: ignore[arg-type]
        held.append(made)
        return made

    yield opener
    for each in held:
        each.close()
    if vault.is_open:
        vault.close()
    theme.set_type_scale(1.0)
    tidy()


@pytest.fixture
def desk(desk_on: Callable[..., Opened]) -> Opened:
    """The window at 1366×768 for a leader."""
    return desk_on()
