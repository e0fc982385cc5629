"""Badges: a word on a tinted ground. Colour never stands alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.core.lifecycle import State
from app.widgets import theme

STARRED = ("绝密", "机密", "秘密")
SIGNS = {"draft": "○", "active": "◐", "done": "●", "back": "↩", "stop": "■"}


GRADE_WORDS = {"internal": "内部", "work_secret": "工作秘密", "secret": "秘密", "confidential": "机密"}


def grade_text(grade: str) -> str:
    """The 密级 as it is written, from its word or its code: only a state secret carries ★; 内部 and the like do not."""
    grade = GRADE_WORDS.get(grade, grade)
    return f"{grade}★" if grade in STARRED else grade


def tint(label: QLabel, text_color: str, ground: str, *, border: str = "transparent") -> QLabel:
    """Make `label` a badge in two colours."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    label.setStyleSheet(
        f"color:{text_color};background:{ground};border:1px solid {border};border-radius:3px;"
        f"padding:1px 7px;font-size:{theme.scaled(theme.TYPE_SMALL)}px"
    )
    return label


def state_badge(state: State) -> QLabel:
    """The badge of a lifecycle state."""
    made = QLabel(f"{SIGNS.get(state.tone, '○')} {state.label}")
    made.setAccessibleName(f"状态 {state.label}")
    return tint(made, *theme.tone_colors(state.tone))


def grade_badge(grade: str) -> QLabel:
    """The 密级 badge: red for a state secret, grey otherwise."""
    made = QLabel(grade_text(grade) or "未定密")
    made.setAccessibleName(f"密级 {GRADE_WORDS.get(grade, grade) or '未定密'}")
    t = theme.tokens()
    if GRADE_WORDS.get(grade, grade) in STARRED:
        return tint(made, t.red, t.red_soft, border=t.red)
    return tint(made, t.muted, t.grey_soft)


def plain_badge(text: str, tone: str = "draft") -> QLabel:
    """A word on a tinted ground in the colours of a tone."""
    return tint(QLabel(text), *theme.tone_colors(tone))
