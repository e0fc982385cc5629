"""No page of the window loads everything: on a vault of many rounds each reads a bounded number of whole records."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db.vault import Vault
from tests.bench.visits import Visit, Visitor, newest_of
from tests.bench.volume import FULL, full_vault, part
from tests.builders import PASSWORD
from tests.ui.desks import tidy

# Every page is built anew here; stalls of single pages are watched in the areas' own tests.
pytestmark = pytest.mark.allow_stall

SHARE = 20
MOST_READ = 1_500
"""Whole records that a page may read; the vault holds 10,000 interviews and 5,000 petitions."""


@pytest.mark.skipif(not os.environ.get("XUNCHA_FULL"), reason="minutes: XUNCHA_FULL=1")
def test_every_page_reads_a_bounded_number_of_records(qapp: QApplication, tmp_path: Path) -> None:
    visitor = Visitor(full_vault(tmp_path / "库", part(FULL, SHARE), searchable=False))
    try:
        found = visitor.visit_all()
    finally:
        visitor.close()
        tidy()
    assert len(found) > 200
    assert [(visit.code, visit.whole) for visit in found if visit.whole > MOST_READ] == []


@pytest.mark.skipif(not os.environ.get("XUNCHA_FULL"), reason="minutes: XUNCHA_FULL=1")
def test_every_page_and_form_of_a_full_vault_opens_in_half_a_second_without_a_stall(
    qapp: QApplication, tmp_path: Path
) -> None:
    """What is slow is opened twice more, each time in a fresh window: a machine that is shared is now and then away."""
    vault = full_vault(tmp_path / "库", FULL)
    records = newest_of(vault)
    login = vault.user.login
    slow = _slow_of(vault, [], records)
    for _ in range(2):
        if not slow:
            break
        told = {visit.code for visit in slow}
        codes = [code for code in told if not code.startswith("form:")]
        vault = Vault.unlock(tmp_path / "库", login, PASSWORD)
        slow = _slow_of(vault, ["home", *codes], [pair for pair in records if f"form:{pair[0]}" in told])
    assert not slow, "\n".join(visit.line for visit in slow)


def _slow_of(vault: Vault, codes: Sequence[str], records: Sequence[tuple[str, str]]) -> list[Visit]:
    visitor = Visitor(vault, metered=False)
    try:
        found = [*visitor.visit_all(codes), *visitor.every_form(records)]
    finally:
        visitor.close()
        tidy()
    return [visit for visit in found if visit.seconds > 0.5 or visit.stall > 0.1]
