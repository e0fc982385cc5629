"""The page 待裁决: every field that two laptops wrote differently, with both values, who and when, to decide.

It decides nothing itself, and nothing is lost while a question stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.merging.deciding import Answer, Question, draw_questions
from app.widgets.merging.plan import OPEN, both_of, names_for, value_text
from app.widgets.rows import words
from db.conflicts import OpenConflict, open_conflicts

if TYPE_CHECKING:
    from db.session import Session

MOST = 200
"""Questions drawn at once; deciding some brings up the next."""


def read_questions(session: Session) -> tuple[Question, ...]:
    """The open conflicts as questions, this vault's value first."""
    return tuple(_question(session, held) for held in open_conflicts(session))


def _question(session: Session, held: OpenConflict) -> Question:
    kind = session.catalog[held.type]
    names = names_for(session, kind, held.field, [side.value for side in held.sides])
    answers = []
    others = sum(not side.here for side in held.sides)
    for place, side in enumerate(held.sides):
        who = "本机" if side.here else "对方" if others == 1 else f"对方{place + 1}"
        answers.append(
            Answer(who, value_text(kind, held.field, side.value, names) or OPEN, side.value, side.said)
        )
    if len(held.sides) == 2:
        together = both_of(kind, held.field, held.sides[0].value, held.sides[1].value)
        if together is not None:
            answers.append(Answer("两者", "前后相接，都保留", together))
    return Question((held.type, held.id, held.field), kind.label, held.title, held.label, tuple(answers))


class ConflictsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "待裁决", "两台电脑改了同一处的地方，两边内容都留着，由人逐处选定", about="bundle_log"
        )
        desk.work.changed.connect(self._on_any_change)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(read_questions, self._on_questions, owner=self, slot="questions")

    def _on_any_change(self, _changes: object) -> None:
        if self.isVisible():
            self.refresh()

    def _on_questions(self, questions: tuple[Question, ...]) -> None:
        box = redraw(self.body)
        if not questions:
            text = "合并协作包、移交包以后，两边改了同一处而还没有选定的，都列在这里。"
            box.addWidget(empty("circle-check", "没有待裁决的地方", text))
        else:
            section(box, "待裁决", f"{len(questions)} 处")
            draw_questions(box, questions[:MOST], {}, self._on_decide, open_record=self.desk.open_record)
            if len(questions) > MOST:
                box.addWidget(words(f"还有 {len(questions) - MOST} 处，选定前面的后接着显示。", "muted"))
        box.addStretch(1)

    def _on_decide(self, pairs: Sequence[tuple[Question, Answer]]) -> None:
        wanted = tuple((question.key, answer.value) for question, answer in pairs)

        def settle(session: Session) -> int:
            for (type_name, id, field), value in wanted:
                session.settle(session.fetch(type_name, id), field, value)
            return len(wanted)

        self.desk.work.write(settle, self._on_settled, owner=self)

    def _on_settled(self, count: int) -> None:
        self.desk.note(f"已选定 {count} 处")
        self.refresh()
