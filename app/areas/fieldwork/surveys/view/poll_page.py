"""The page 测评计票: votes by tally or ballot by ballot, the three numbers reconciled, and the summary with its rates.

What does not agree is said at once; nothing is rounded or made to fit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.surveys.model import Poll
from app.areas.fieldwork.surveys.papers import PAPERS
from app.areas.fieldwork.surveys.polls import PollResult
from app.areas.fieldwork.surveys.service import (
    Votes,
    poll_result_of,
    record_ballot,
    set_votes,
    undo_last_ballot,
)
from app.areas.fieldwork.surveys.view.keys import KeyForm, KeyLine
from app.areas.fieldwork.surveys.view.votes import VoteGrid
from app.widgets import dialogs
from app.widgets.aim import has_aim, take_aim
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.notices import Notice
from app.widgets.rows import button, name_control, words

if TYPE_CHECKING:
    from app.core.errors import XunchaError
    from db.session import Session

POLL = "surveys.poll"


def read_poll(session: Session, poll_id: str) -> PollResult | None:
    """The votes of a poll; None when there is none."""
    if not poll_id or not session.exists("poll", poll_id):
        return None
    return poll_result_of(session, session.get(Poll, poll_id))


class PollPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "测评计票", "发、收、有效和各等票数对得上，才能汇总", about="poll", wide=True)
        self._box = TaskBox(desk, "poll")
        name_control(self._box, "民主测评")
        self._box.chosen.connect(lambda _id: self._read())
        self._save = button("保存票数", self._on_save, icon_name="save", role="main")
        for each in (
            self._box,
            button("打开测评", self._on_open, icon_name="external-link"),
            button("打印汇总表", self._on_print, icon_name="printer"),
            self._save,
        ):
            self.buttons.addWidget(each)
        self._result: PollResult | None = None
        self._grid: VoteGrid | None = None
        self._form: KeyForm | None = None
        self.watch("poll")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def _read(self) -> None:
        if has_aim(self.desk, POLL):
            self._box.choose(take_aim(self.desk, POLL))
        read = partial(read_poll, poll_id=self._box.id)
        self.desk.work.read(read, self._on_result, owner=self, slot="poll")

    def _on_result(self, result: PollResult | None) -> None:
        self._result = result
        self._grid = self._form = None
        box = redraw(self.body)
        self._save.setVisible(False)
        if result is None:
            go = button("去新建民主测评", partial(self.desk.new_record, "poll"), role="main")
            text = "先建一次民主测评：测评对象、项目、等次和发出票数，再来这里计票。"
            box.addWidget(empty("scale", "还没有民主测评", text, go))
            box.addStretch(1)
            return
        poll = result.poll
        state = poll.TYPE.lifecycle.state(poll.state).label
        section(
            box, poll.name, f"{state}；{len(result.shape.subjects)} 个对象 × {len(result.shape.items)} 项"
        )
        box.addWidget(words(result.formula, wrap=True))
        self._draw_check(box, result)
        if poll.state == "counting":
            self._draw_entry(box, result)
        elif poll.state == "draft":
            box.addWidget(words("办理“开始计票”以后，在这里录入票数。", "body-muted"))
        self._draw_summary(box, result)
        box.addStretch(1)

    def _draw_check(self, box: QVBoxLayout, result: PollResult) -> None:
        if result.problems:
            strip = Notice("warn", "triangle-alert", f"有 {len(result.problems)} 处对不上")
            for problem in result.problems[:12]:
                strip.line(problem)
            if len(result.problems) > 12:
                strip.line(f"……还有 {len(result.problems) - 12} 处")
            box.addWidget(strip)
        elif result.rows:
            box.addWidget(Notice("notice", "circle-check", "发、收、有效和各等票数都对得上"))

    def _draw_entry(self, box: QVBoxLayout, result: PollResult) -> None:
        grades = result.shape.grades
        if result.poll.method == "ballot":
            undo = button("撤销上一张", self._on_undo, icon_name="undo-2", role="quiet")
            hint = "　".join(f"{n} {grade}" for n, grade in enumerate(grades, 1)) + "　0 未填"
            section(box, "逐票录入", f"已录入 {result.entered} 张；{hint}；回车录下一张", undo)
            self._form = KeyForm(
                [KeyLine(f"cell-{n}", f"{s}　{i}", grades) for n, (s, i) in enumerate(result.shape.cells)],
                check=lambda _place, text: "" if int(text) <= len(grades) else f"只有{len(grades)}个等次",
                compact=True,
            )
            self._form.submitted.connect(self._on_ballot)
            box.addWidget(self._form)
            self._form.focus(0)
            return
        self._save.setVisible(True)
        section(box, "汇总票数", "按唱票结果填；合计与有效票不符的，行尾会写明差几张")
        self._grid = VoteGrid(result)
        box.addWidget(self._grid)

    def _draw_summary(self, box: QVBoxLayout, result: PollResult) -> None:
        good = "好评率" if result.poll.favourable else "合计率"
        heads = (
            "测评对象",
            "项目",
            *result.shape.grades,
            "未填",
            "合计",
            *(f"{g}率" for g in result.shape.grades),
            good,
        )
        widths = (150, 110, *[58] * len(result.shape.grades), 58, 58, *[76] * len(result.shape.grades), 76)
        section(box, "汇总表")
        lines = Lines("测评汇总表", heads, widths, most=24)
        for row in result.rows:
            votes = (*map(str, row.votes), str(row.abstained), str(row.total))
            lines.add((row.subject, row.item, *votes, *result.rates(row)))
        lines.right(*range(2, len(heads)))
        lines.fit()
        box.addWidget(lines)

    # Entry

    def _on_save(self) -> None:
        result, grid = self._result, self._grid
        if result is None or grid is None:
            return
        cells = grid.votes()

        def store(session: Session) -> PollResult:
            poll = session.get(Poll, result.poll.id)
            return set_votes(session, poll, {key: Votes(*cell) for key, cell in cells.items()})

        def stored(done: PollResult) -> None:
            self.desk.note(
                "票数已保存" if not done.problems else f"票数已保存，有 {len(done.problems)} 处对不上"
            )
            self._on_result(done)

        self.desk.work.write(store, stored, owner=self)

    def _on_ballot(self, texts: tuple[str, ...]) -> None:
        result, form = self._result, self._form
        if result is None or form is None:
            return
        marks = "".join(text or "0" for text in texts)

        def store(session: Session) -> PollResult:
            poll = session.get(Poll, result.poll.id)
            record_ballot(session, poll, marks)
            return poll_result_of(session, poll)

        self.desk.work.write(store, self._on_result, failed=self._on_refused, owner=self)

    def _on_refused(self, error: XunchaError) -> None:
        self.desk.show_error(error, self.window())

    def _on_undo(self) -> None:
        result = self._result
        if result is None:
            return

        def store(session: Session) -> PollResult:
            poll = session.get(Poll, result.poll.id)
            undo_last_ballot(session, poll)
            return poll_result_of(session, poll)

        self.desk.work.write(store, self._on_result, owner=self)

    def _on_open(self) -> None:
        if self._result is not None:
            self.desk.open_record("poll", self._result.poll.id)

    def _on_print(self) -> None:
        result = self._result
        if result is None:
            dialogs.tell(self.window(), "没有可以打印的汇总", "先新建民主测评并计票。")
            return
        spec = next(spec for spec in PAPERS if spec.name == "poll_summary")
        poll = result.poll
        self.desk.print_paper(spec.label, lambda session: spec.build(session, poll.id), (poll,))
