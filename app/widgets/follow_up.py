"""What a save may bring with it: changes elsewhere that a person is asked about, all, some or none of them.

The question decides nothing; what is ticked is handed to the area that offered it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from app.core.records import Record
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.dialogs import Sheet
from app.widgets.rows import name_control

if TYPE_CHECKING:
    from db.session import Session

MOST_HIGH = 320


@dataclass(frozen=True)
class Line:
    """One change that is offered; `note` says where it comes from."""

    text: str
    note: str = ""
    ticked: bool = True


@dataclass(frozen=True)
class FollowUp:
    """Changes to ask about after a save. apply: takes the places of the lines that are ticked; done: said afterwards."""

    title: str
    text: str
    lines: tuple[Line, ...]
    yes: str
    no: str
    apply: Callable[[Session, tuple[int, ...]], object]
    done: str = ""


@dataclass(frozen=True)
class Kept:
    """A record as it was stored, and what the save brings with it."""

    record: Record
    offer: FollowUp | None = field(default=None)


def keep_alone(session: Session, record: Record) -> Kept:
    """Store a record that brings nothing with it."""
    return Kept(session.save(record) if record.id else session.create(record))


class FollowUpSheet(Sheet):
    """The question, with a tick for each change. Closing it changes nothing."""

    def __init__(self, desk: Desk, parent: QWidget | None, follow: FollowUp) -> None:
        super().__init__(parent, follow.title, sign="calendar-days")
        self.setMinimumWidth(theme.scaled(640))
        self.say(follow.text, "body-muted")
        self._desk = desk
        self._follow = follow
        self._ticks: list[QCheckBox] = []
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, theme.GAP, 0)
        box.setSpacing(theme.GRID)
        for line in follow.lines:
            tick = QCheckBox(line.text)
            tick.setChecked(line.ticked)
            tick.setToolTip(line.note)
            name_control(tick, line.text)
            self._ticks.append(tick)
            box.addWidget(tick)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        wanted = inner.sizeHint().height() + theme.GAP
        area.setFixedHeight(min(wanted, theme.scaled(MOST_HIGH)))
        self.body.addWidget(area)
        self.foot(follow.no, self.reject)
        self.foot(follow.yes, self._on_yes, main=True)

    def _on_yes(self) -> None:
        chosen = tuple(place for place, tick in enumerate(self._ticks) if tick.isChecked())
        self.accept()
        if chosen:
            self._desk.work.write(
                partial(_apply, follow=self._follow, chosen=chosen), partial(_said, self._desk, self._follow)
            )


def _apply(session: Session, *, follow: FollowUp, chosen: tuple[int, ...]) -> None:
    follow.apply(session, chosen)


def _said(desk: Desk, follow: FollowUp, _none: None) -> None:
    if follow.done:
        desk.note(follow.done)


def ask_follow_up(
    desk: Desk, parent: QWidget | None, follow: FollowUp, then: Callable[[], object] | None = None
) -> FollowUpSheet:
    """Open the question; `then` runs when it was answered either way."""
    sheet = FollowUpSheet(desk, parent, follow)
    if then is not None:
        sheet.finished.connect(lambda _result: then())
    sheet.open()
    return sheet
