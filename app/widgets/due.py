"""A deadline's colour, always with a sign and a word: the badge, and the strip of near deadlines above a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLabel, QWidget

from app.core.deadline import DateNote, Due, due_words
from app.widgets import theme
from app.widgets.badges import plain_badge
from app.widgets.rows import beside, holder, words

SIGNS = {Due.RED: "▲", Due.YELLOW: "△", Due.GREEN: "○", Due.CALM: "", Due.NONE: ""}
TONES = {Due.RED: "stop", Due.YELLOW: "back", Due.GREEN: "done", Due.CALM: "draft", Due.NONE: "draft"}
NEAR = (Due.RED, Due.YELLOW, Due.GREEN)
SHOWN = 3


def due_badge(on: date | None, due: Due, *, label: str = "", today: date | None = None) -> QLabel:
    """How far a deadline is, in its colour."""
    text = due_words(on, today or date.today())
    made = plain_badge(" ".join(part for part in (SIGNS[due], label, text) if part), TONES[due])
    made.setAccessibleName(f"{label} {text}".strip())
    return made


def dates_strip(notes: Sequence[DateNote]) -> QWidget | None:
    """The nearest open deadlines of a record, at most three; None when none is near."""
    near = sorted((note for note in notes if not note.done and note.due in NEAR), key=lambda note: note.on)
    if not near:
        return None
    row = beside(words("期限", "label"))
    for note in near[:SHOWN]:
        badge = due_badge(note.on, note.due, label=note.label)
        badge.setToolTip(f"{note.on.isoformat()}：{note.how}")
        row.addWidget(badge)
    if len(near) > SHOWN:
        row.addWidget(words(f"另有{len(near) - SHOWN}项", "muted"))
    row.addStretch(1)
    row.setContentsMargins(0, 0, 0, theme.GRID)
    return holder(row)
