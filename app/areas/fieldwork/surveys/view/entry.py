"""The page 答卷录入: paper sheets by the digits of the keyboard, and many at once from the offline form.

A workbook with one wrong cell imports nothing; every problem of it is listed at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.surveys.model import CHOSEN, Answer, AnswerSheet, Survey, SurveyQuestion
from app.areas.fieldwork.surveys.offline import Filled, offline_form, read_form
from app.areas.fieldwork.surveys.polls import lines_of
from app.areas.fieldwork.surveys.service import (
    Sheet,
    questions_of,
    record_sheet,
    record_sheets,
    sheet_problems,
    undo_last_sheet,
)
from app.areas.fieldwork.surveys.view.keys import KeyForm, KeyLine
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.aim import has_aim, take_aim
from app.widgets.desk import Desk, Exposure
from app.widgets.frame import TaskBox, WorkPage, empty, read_file, redraw, section
from app.widgets.leaving import let_out
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from app.core.errors import XunchaError
    from db.session import Session

ENTRY = "surveys.entry"
KINDS = "表格 (*.xlsx)"
MOST_BYTES = 32 << 20
BLANK_ROWS = 30
MOST_ROWS = 2000
KIND_HINT = {"multi": "可选几项，依次按数字，空格到下一题", "text": "直接输入文字"}


@dataclass(frozen=True)
class Held:
    """The survey in hand with its questions, and how many sheets stand under it."""

    survey: Survey
    questions: tuple[SurveyQuestion, ...]
    entered: int
    void: int
    last: AnswerSheet | None


def read_held(session: Session, survey_id: str) -> Held | None:
    """The survey with its questions and count; None when there is none."""
    if not survey_id or not session.exists("survey", survey_id):
        return None
    survey = session.get(Survey, survey_id)
    sheets = session.find(AnswerSheet, survey_id=survey_id)
    last = max(sheets, key=lambda sheet: sheet.position or 0, default=None)
    void = sum(sheet.state == "void" for sheet in sheets)
    return Held(survey, questions_of(session, survey), len(sheets), void, last)


def key_line(question: SurveyQuestion) -> KeyLine:
    """A question as a line of the keyboard form."""
    options = lines_of(question.options) if question.kind in CHOSEN else ()
    digits = 0 if not options else len(options) if question.kind == "multi" else 1
    hint = f"（{KIND_HINT[question.kind]}）" if question.kind in KIND_HINT else ""
    return KeyLine(
        f"question-{question.position}", f"{question.position}. {question.ask}{hint}", options, digits
    )


def answer_to(question: SurveyQuestion, text: str) -> Answer:
    """What was typed on the line of a question."""
    position = question.position or 0
    if question.kind in CHOSEN:
        return Answer(position, tuple(sorted(int(digit) for digit in text)))
    return Answer(position, words=text)


class EntryPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "答卷录入",
            "一题按一个数字，回车录下一份；录错了可以撤销上一份",
            about="survey_answer_sheet",
        )
        self._box = TaskBox(desk, "survey")
        name_control(self._box, "问卷")
        self._box.chosen.connect(lambda _id: self._read())
        for each in (
            self._box,
            button("导出电子问卷…", self._on_export, icon_name="download"),
            button("导入答卷…", self._on_pick, icon_name="import"),
            button("录入本份", self._on_press, icon_name="check", role="main"),
        ):
            self.buttons.addWidget(each)
        self._held: Held | None = None
        self._shown: tuple[object, ...] = ()
        self._form: KeyForm | None = None
        self._filled: tuple[str, Filled] | None = None
        self._count = words("", "strong")
        self._last = words("", "muted")
        self.watch("survey", "survey_question")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask((Filter("state", Op.EQ, "open"),))

    def _read(self) -> None:
        if has_aim(self.desk, ENTRY):
            self._box.choose(take_aim(self.desk, ENTRY))
        read = partial(read_held, survey_id=self._box.id)
        self.desk.work.read(read, self._on_held, owner=self, slot="held")

    def _on_held(self, held: Held | None) -> None:
        self._held = held
        # The first sheet fixes the questions and so changes them; the lines under the typing hands stay.
        shown = (
            tuple((q.id, q.position, q.ask, q.kind, q.options, q.most) for q in held.questions)
            if held
            else ()
        )
        if held is None or self._form is None or shown != self._shown or self._filled is not None:
            self._shown = shown
            self._draw()
        self._tell()

    def _draw(self) -> None:
        box = redraw(self.body)
        self._form = None
        held = self._held
        if held is None:
            go = button("去问卷", partial(self.desk.open_page, "list:survey"))
            text = "先新建问卷、出好题目，填上发出份数，办理“开始发放”，再来这里录入收回的纸卷。"
            box.addWidget(empty("keyboard", "没有正在发放回收的问卷", text, go))
            box.addStretch(1)
            return
        if self._filled is not None:
            self._draw_filled(box, *self._filled)
        self._count, self._last = words("", "strong"), words("", "muted")
        undo = button("撤销上一份", self._on_undo, icon_name="undo-2", role="quiet")
        box.addLayout(beside(self._count, self._last, None, undo))
        section(box, held.survey.name, "↓ 或空格下一题，↑ 上一题，回车录入；没有答的题空着")
        self._form = KeyForm([key_line(q) for q in held.questions], check=self._wrong)
        self._form.submitted.connect(self._on_submitted)
        box.addWidget(self._form)
        box.addStretch(1)
        self._form.focus(0)

    def _tell(self) -> None:
        held = self._held
        if held is None:
            return
        received = held.survey.received
        left = f"，清点收回 {received} 份，还有 {received - held.entered} 份" if received is not None else ""
        void = f"，其中废卷 {held.void} 份" if held.void else ""
        self._count.setText(f"已录入 {held.entered} 份{void}{left}")
        self._last.setText(f"上一份：第{held.last.position}份" if held.last else "还没有录入")

    def _wrong(self, place: int, text: str) -> str:
        if self._held is None:
            return ""
        question = self._held.questions[place]
        found = sheet_problems((question,), (answer_to(question, text),))
        return found[0].text if found else ""

    # One sheet

    def _on_press(self) -> None:
        if self._form is not None:
            self._on_submitted(self._form.texts)

    def _on_submitted(self, texts: tuple[str, ...]) -> None:
        held, form = self._held, self._form
        if held is None or form is None:
            return
        answers: Sheet = tuple(
            answer_to(q, text) for q, text in zip(held.questions, texts, strict=True) if text
        )
        problems = sheet_problems(held.questions, answers)
        if problems:
            places = {f"第{q.position}题": place for place, q in enumerate(held.questions)}
            for problem in problems:
                form.show_problem(places.get(problem.where, 0), problem.text)
            form.focus(places.get(problems[0].where, 0))
            return
        form.clear()
        self.desk.work.write(
            lambda session: _recorded(session, held.survey.id, answers),
            self._on_recorded,
            failed=partial(self._on_refused, texts),
            owner=self,
        )

    def _on_recorded(self, held: Held | None) -> None:
        self._held = held
        self._tell()

    def _on_refused(self, texts: tuple[str, ...], error: XunchaError) -> None:
        if self._form is not None and self._form.is_empty:
            self._form.fill(texts)
        self.desk.show_error(error, self.window())

    def _on_undo(self) -> None:
        held = self._held
        if held is None:
            return

        def undone(result: tuple[AnswerSheet | None, Held | None]) -> None:
            taken, self._held = result
            said = f"已撤销第{taken.position}份" if taken else "没有可以撤销的纸卷"
            self.desk.note(said)
            self._tell()
            if self._form is not None:
                self._form.focus(0)

        self.desk.work.write(lambda session: _undone(session, held.survey.id), undone, owner=self)

    # Many at once

    def _on_export(self) -> None:
        if self._held is None:
            dialogs.tell(self.window(), "没有可以导出的问卷", "先让问卷处于“发放回收”。")
            return
        dialogs.pick_save(
            self.window(), "导出电子问卷（离开本库，记入台账）", f"问卷-{self._held.survey.id[-6:]}.xlsx",
            lambda target: self.export_to(Path(target)), kinds=KINDS,
        )  # fmt: skip

    def export_to(self, path: Path) -> None:
        """Write the empty form with drop-downs and enter it in the ledger."""
        held, desk = self._held, self.desk
        if held is None:
            return
        rows = min(held.survey.issued or BLANK_ROWS, MOST_ROWS)

        def write(session: Session, _progress: Progress, _cancelled: Cancel) -> None:
            entry = ((held.survey.TYPE.name, held.survey.id),)
            content = offline_form(held.survey, held.questions, rows)
            let_out(desk, session, content, Exposure("xlsx", "电子问卷（空白）", entry, target=str(path)))

        said = f"已导出空白电子问卷（{rows} 行），并已记入输出台账"
        desk.work.write_job("正在导出…", write, lambda _none: desk.note(said), owner=self)

    def _on_pick(self) -> None:
        if self._held is None:
            dialogs.tell(self.window(), "没有可以导入的问卷", "先让问卷处于“发放回收”。")
            return
        dialogs.pick_open(
            self.window(),
            "选择填好的电子问卷（.xlsx）",
            lambda names: self.open_file(Path(names[0])),
            kinds=KINDS,
        )

    def open_file(self, path: Path) -> None:
        """Read a filled form and show what it holds with everything that is wrong with it."""
        held = self._held
        if held is None:
            return

        def read() -> Filled:
            return read_form(read_file(path, MOST_BYTES), held.survey, held.questions)

        def shown(filled: Filled) -> None:
            self._filled = (path.name, filled)
            self._draw()
            self._tell()

        self.desk.work.compute(read, shown, owner=self, slot="filled")

    def _draw_filled(self, box: QVBoxLayout, name: str, filled: Filled) -> None:
        unused = f"，{filled.unused} 行没有填写" if filled.unused else ""
        section(box, f"要导入的答卷：{name}", f"{len(filled.sheets)} 份{unused}")
        if filled.problems:
            strip = Notice(
                "stop",
                "circle-x",
                f"表里有 {len(filled.problems)} 处要改，改好后重新选择；现在一份也没有导入",
            )
            for problem in filled.problems[:60]:
                strip.line(f"✕ {problem.text}")
            if len(filled.problems) > 60:
                strip.line(f"……还有 {len(filled.problems) - 60} 处")
            box.addWidget(strip)
        confirm = button(f"确认导入 {len(filled.sheets)} 份", self._on_import, icon_name="import")
        confirm.setVisible(bool(filled.sheets) and not filled.problems)
        box.addLayout(beside(confirm, button("不导入", self._on_drop), None))

    def _on_drop(self) -> None:
        self._filled = None
        self._draw()
        self._tell()

    def _on_import(self) -> None:
        held, filled = self._held, self._filled
        if held is None or filled is None:
            return
        sheets = filled[1].sheets

        def store(session: Session) -> int:
            return len(record_sheets(session, session.get(Survey, held.survey.id), sheets, origin="form"))

        def stored(count: int) -> None:
            self._filled = None
            self._shown = ()
            self.desk.note(f"已导入 {count} 份答卷")
            self._read()

        self.desk.work.write(store, stored, owner=self)


def _recorded(session: Session, survey_id: str, answers: Sheet) -> Held | None:
    record_sheet(session, session.get(Survey, survey_id), answers)
    return read_held(session, survey_id)


def _undone(session: Session, survey_id: str) -> tuple[AnswerSheet | None, Held | None]:
    taken = undo_last_sheet(session, session.get(Survey, survey_id))
    return taken, read_held(session, survey_id)
