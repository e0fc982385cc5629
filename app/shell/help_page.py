"""F1: the manual, chapter by chapter, with a search. It only shows; setting and finding are the chapter room's."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.widgets import theme
from app.widgets.chapters import ChapterRoom
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.reading import chapters
from app.widgets.rows import beside, holder, tool, words

CHAPTERS_WIDTH = 208
OF_AREA = {
    "preparation": "02",
    "fieldwork": "03",
    "libraries": "03",
    "workpapers": "04",
    "clues": "05",
    "reporting": "06",
    "meetings": "06",
    "feedback": "06",
    "rectification": "07",
    "insight": "07",
    "closeout": "08",
    "secrecy": "09",
}
"""The chapter that speaks of a step of the work, by the number its file begins with."""


class HelpPage(QWidget):
    """The page: chapters left, text right, a search above."""

    title = "帮助"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chapters = chapters()
        self._room = ChapterRoom(CHAPTERS_WIDTH)
        self._room.set_chapters(self._chapters)
        head = beside(
            tool("返回（Esc）", "arrow-left", self._desk.back, name="返回"),
            words("帮助", "title"),
            None,
            *self._room.head_parts(),
        )
        head.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(holder(head, "bar"))
        box.addWidget(self._room, 1)
        self._room.turn_to(self._fitting() or 0)

    def show_context(self) -> None:
        """No record here; the chapter of the page that was in hand comes up, unless somebody is searching."""
        self._desk.context_wanted.emit(Context(None))
        fitting = self._fitting()
        if fitting is not None and not self._room.search.text():
            self._room.turn_to(fitting)

    def keyboard_start(self) -> QWidget:
        """The keyboard begins in the search."""
        return self._room.search

    def refresh(self) -> None:
        """Set the chapter anew, as after a change of the colours."""
        self._room.set_again()

    def _fitting(self) -> int | None:
        """Index of the chapter that speaks of the page in hand, None for a page that belongs to no step."""
        wanted = OF_AREA.get(_area_of(_page_before(self)), "")
        return next((n for n, chapter in enumerate(self._chapters) if chapter.number == wanted), None)


def _page_before(page: QWidget) -> QWidget | None:
    """The page of the window that is shown, or was shown before `page` came."""
    for window in QApplication.topLevelWidgets():
        shown = getattr(window, "pages", None)
        if shown and window.isVisible():
            return next((held for held in reversed(shown) if held is not page), None)
    return None


def _area_of(page: QWidget | None) -> str:
    """The step of the work that a page belongs to: that of its records, or the one whose folder made it."""
    kind = getattr(page, "kind", None)
    if kind is not None:
        return str(kind.area)
    parts = type(page).__module__.split(".")
    return parts[2] if parts[:2] == ["app", "areas"] else ""
