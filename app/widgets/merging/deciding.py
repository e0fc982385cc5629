"""Questions of the form: this value, that one, or both; one by one, or all of a kind at once. It stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.widgets import theme
from app.widgets.rows import beside, button, words

Key = tuple[str, str, str]
"""Record type, record id, field."""


@dataclass(frozen=True)
class Answer:
    """One way to decide. who: 本机, 对方, 两者; text: what would stand; note: who wrote it and when."""

    who: str
    text: str
    value: Any
    note: str = ""


@dataclass(frozen=True)
class Question:
    """One field that two sides wrote differently."""

    key: Key
    kind: str
    title: str
    label: str
    answers: tuple[Answer, ...]

    def answer(self, who: str) -> Answer | None:
        """The answer of that name."""
        return next((held for held in self.answers if held.who == who), None)


def draw_questions(
    box: QVBoxLayout,
    questions: Sequence[Question],
    chosen: Mapping[Key, str],
    decide: Callable[[Sequence[tuple[Question, Answer]]], None],
    *,
    open_record: Callable[[str, str], None] | None = None,
) -> None:
    """The questions kind by kind. chosen: question → name of its answer; decide gets what a person settled."""
    for kind in dict.fromkeys(question.kind for question in questions):
        held = [question for question in questions if question.kind == kind]
        if len(held) > 1:
            box.addLayout(beside(words(f"{kind}　{len(held)} 处", "strong"), None, *_all(held, decide)))
        for question in held:
            box.addWidget(_frame(question, chosen.get(question.key, ""), decide, open_record))


def _all(
    held: Sequence[Question], decide: Callable[[Sequence[tuple[Question, Answer]]], None]
) -> tuple[Any, ...]:
    made = []
    for who, label in (("本机", "都用本机"), ("对方", "都用对方"), ("两者", "能并的都并")):
        pairs = [(question, found) for question in held if (found := question.answer(who)) is not None]
        if pairs:
            each = button(label, partial(decide, pairs), role="quiet")
            each.setAccessibleName(f"{held[0].kind} {label}")
            made.append(each)
    return tuple(made)


def _frame(
    question: Question,
    chosen: str,
    decide: Callable[[Sequence[tuple[Question, Answer]]], None],
    open_record: Callable[[str, str], None] | None,
) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "tile" if chosen else "warn")
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(theme.GAP + theme.GRID, theme.GAP, theme.GAP, theme.GAP)
    head = words(f"{question.kind} {question.title}　{question.label}", "strong", wrap=True)
    line = beside(head)
    line.setStretch(0, 1)
    if chosen:
        line.addWidget(words(f"✓ 接收后用{chosen}", "muted"))
    if open_record is not None:
        line.addWidget(button("打开", partial(open_record, *question.key[:2]), role="link"))
    inner.addLayout(line)
    for answer in question.answers:
        take = button(f"用{answer.who}", partial(decide, [(question, answer)]))
        take.setAccessibleName(f"{question.title} {question.label} 用{answer.who}")
        take.setEnabled(answer.who != chosen)
        row = beside(take, words(answer.text, wrap=True))
        row.setStretch(1, 1)
        if answer.note:
            row.addWidget(words(answer.note, "muted"))
        inner.addLayout(row)
    return frame
