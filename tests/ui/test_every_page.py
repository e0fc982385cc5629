"""The window as the product composes it: every entry opens for every post, and pages that went away hear nothing more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.areas.libraries.model import Unit
from app.core.roles import Role
from app.shell.window import MOST_PAGES
from app.widgets.desk import Hand
from app.widgets.list_page import ListPage
from db.query import Query
from db.session import Session
from tests.builders import new_vault
from tests.ui.desks import Opened, open_whole, tidy

# Page after page is built here on purpose; stalls of one page at work are watched in test_form, test_list and the areas' tests.
pytestmark = pytest.mark.allow_stall


@pytest.fixture
def whole_on(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[frozenset[Role]], Opened]]:
    """Opens the whole window on a filled vault for a person with the given posts."""
    vault = new_vault(tmp_path / "库", filled="office")
    held: list[Opened] = []

    def opener(roles: frozenset[Role]) -> Opened:
        held.append(open_whole(vault, roles))
        return held[-1]

    yield opener
    for each in held:
        each.close()
    if vault.is_open:
        vault.close()
    tidy()


def _errors(desk: Opened) -> list[str]:
    """Texts of the error dialogs now open; they are closed."""
    found = []
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            found.append(window.windowTitle())
            window.close()
    desk.settle()
    return found


WALKERS = [Role.LEADER, Role.AUDITOR]
if os.environ.get("XUNCHA_FULL"):
    WALKERS += [Role.MEMBER, Role.DIRECTOR, Role.OFFICER]


@pytest.mark.parametrize("role", WALKERS)
def test_every_entry_of_the_navigation_opens_without_an_error(
    whole_on: Callable[[frozenset[Role]], Opened], role: Role
) -> None:
    desk = whole_on(frozenset({role}))
    troubles: list[object] = []
    desk.window.work.trouble.connect(troubles.append)
    codes = desk.window.codes()
    assert len(codes) > 30
    for code in codes:
        desk.window.open_page(code)
        desk.settle()
        assert _errors(desk) == [], code
        assert troubles == [], code
        # A second visit finds the page again and refreshes it.
        desk.window.open_page(code)
        desk.settle()
        assert (_errors(desk), troubles) == ([], []), code


def test_pages_that_went_away_hear_of_nothing_any_more(whole_on: Callable[[frozenset[Role]], Opened]) -> None:
    desk = whole_on(frozenset({Role.LEADER}))
    codes = desk.window.codes()
    assert len(codes) > MOST_PAGES
    for code in codes:
        desk.window.open_page(code)
        desk.settle()
    assert len(desk.window.pages) <= MOST_PAGES
    hands: list[Hand] = []
    written: list[str] = []

    def units(session: Session) -> tuple[str, ...]:
        return tuple(record.id for record in session.page("unit", session.rows(Query("unit"))[:2]))

    def write(session: Session) -> str:
        held = session.page("unit", session.rows(Query("unit"))[:1])[0]
        assert isinstance(held, Unit)
        return session.save(replace(held, short_name=f"{held.short_name}。")).id

    desk.window.work.read(units, lambda ids: hands.extend(Hand("", id) for id in ids))
    desk.settle()
    for hand in (*hands, Hand()):
        desk.window.desk.take_in_hand(hand)
        desk.window.work.write(write, written.append)
        desk.settle()
    assert len(hands) == len(written) - 1 == 2
    assert _errors(desk) == []
    # pytest-qt fails the test when an exception was raised in a slot.


def test_a_list_that_was_covered_shows_what_changed_meanwhile(
    whole_on: Callable[[frozenset[Role]], Opened],
) -> None:
    desk = whole_on(frozenset({Role.LEADER}))
    desk.window.open_page("list:unit")
    desk.settle(lambda: desk.window.page.model.line(0) is not None)
    page = desk.window.page
    first = page.model.line(0)
    desk.window.open_record("unit", first.id)
    desk.settle()

    def write(session: Session) -> None:
        session.save(replace(session.get(Unit, first.id), name="中共青山县新设局党组"))

    desk.window.work.write(write)
    desk.settle()
    desk.window.back()
    desk.settle()
    assert desk.window.page is page
    desk.settle(lambda: page.model.line(0) is not None)
    assert any("中共青山县新设局党组" in (page.model.line(row) or first).cells for row in range(6))


def test_state_and_number_are_seen_in_every_list_without_scrolling(
    whole_on: Callable[[frozenset[Role]], Opened],
) -> None:
    desk = whole_on(frozenset({Role.LEADER}))
    seen = 0
    for size in ((1366, 768), (1440, 900), (1920, 1080)):
        desk.window.resize(*size)
        for code in desk.window.codes():
            if not code.startswith("list:"):
                continue
            desk.window.open_page(code)
            desk.settle()
            page = desk.window.page
            assert isinstance(page, ListPage)
            if not len(page.model.rows):
                continue
            desk.settle(lambda page=page: page.model.line(0) is not None)  # type: ignore[misc]
            for place, column in enumerate(page.model.columns):
                end = page.table.columnViewportPosition(place) + page.table.columnWidth(place)
                if column.name in ("number", "state") or place == 0:
                    assert end <= page.table.viewport().width(), f"{code} {column.label} ends at {end}"
                    seen += 1
    assert seen > 60
