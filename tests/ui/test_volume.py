"""No page of the window loads everything: on a vault of many rounds each reads a bounded number of whole records."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.bench.visits import Visitor, newest_of
from tests.bench.volume import FULL, full_vault, part
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
    vault = full_vault(tmp_path / "库", FULL)
    records = newest_of(vault)
    visitor = Visitor(vault, metered=False)
    try:
        found = [*visitor.visit_all(), *visitor.every_form(records)]
    finally:
        visitor.close()
        tidy()
    slow = [visit for visit in found if visit.seconds > 0.5 or visit.stall > 0.1]
    assert [(visit.code, round(visit.seconds, 2), round(visit.stall, 3)) for visit in slow] == []
