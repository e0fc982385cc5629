"""The page 问卷统计: 发、收、有效, every option with its share, groups compared, answers in words with a way to a finding.

It counts nothing itself and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.surveys.model import AnswerSheet, Survey
from app.areas.fieldwork.surveys.papers import PAPERS
from app.areas.fieldwork.surveys.polls import percent
from app.areas.fieldwork.surveys.service import result_of
from app.areas.fieldwork.surveys.tally import QuestionResult, SurveyResult
from app.widgets import dialogs
from app.widgets.aim import has_aim, take_aim
from app.widgets.charts import Bar, BarChart
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

RESULTS = "surveys.results"
EXTRACT = "提取为问题…"
TAKE = "取为佐证…"


@dataclass(frozen=True)
class Behind:
    """The sheets on which an option was chosen."""

    survey_id: str
    position: int
    place: int


def read_result(session: Session, survey_id: str) -> SurveyResult | None:
    """The count of a survey; None when there is none."""
    if not survey_id or not session.exists("survey", survey_id):
        return None
    return result_of(session, session.get(Survey, survey_id))


class ResultsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "问卷统计", "每个比例写明分母；点一条看选它的答卷", about="survey", wide=True)
        self._box = TaskBox(desk, "survey")
        name_control(self._box, "问卷")
        self._box.chosen.connect(lambda _id: self._read())
        self.buttons.addWidget(self._box)
        self.buttons.addWidget(button("打印统计表", self._on_print, icon_name="printer"))
        self._result: SurveyResult | None = None
        self.watch("survey", "survey_question", "survey_answer_sheet")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def _read(self) -> None:
        if has_aim(self.desk, RESULTS):
            self._box.choose(take_aim(self.desk, RESULTS))
        read = partial(read_result, survey_id=self._box.id)
        self.desk.work.read(read, self._on_result, owner=self, slot="result")

    def _on_result(self, result: SurveyResult | None) -> None:
        self._result = result
        box = redraw(self.body)
        if result is None:
            go = button("去新建问卷", partial(self.desk.new_record, "survey"), role="main")
            text = "先出题、发放，录入收回的答卷；统计随录随出。"
            box.addWidget(empty("chart-column", "还没有问卷", text, go))
            box.addStretch(1)
            return
        section(box, result.survey.name, f"{len(result.questions)} 题")
        box.addWidget(words(result.formula, "body", wrap=True))
        if result.warning:
            box.addWidget(Notice("warn", "triangle-alert", result.warning))
        if result.groups:
            parts = "、".join(f"{name} {count} 份" for name, count in result.groups)
            box.addWidget(words(f"按第{result.survey.group_by}题分组：{parts}", "muted", wrap=True))
        for question in result.questions:
            self._draw_question(box, result, question)
        box.addStretch(1)

    def _draw_question(self, box: QVBoxLayout, result: SurveyResult, held: QuestionResult) -> None:
        asked = held.question
        section(box, f"{asked.position}. {asked.ask}")
        if asked.kind == "text":
            self._draw_said(box, held)
            return
        box.addWidget(
            words("；".join(part for part in (held.formula, held.mean) if part), "muted", wrap=True)
        )
        bars = [
            Bar(
                option.text,
                option.count,
                Behind(result.survey.id, asked.position or 0, option.place),
                note=percent(option.count, held.answered),
            )
            for option in held.options
        ]
        chart = BarChart(f"第{asked.position}题各选项", bars, " 份")
        chart.pressed.connect(self._on_behind)
        box.addWidget(chart)
        if result.groups and asked.position != result.survey.group_by:
            box.addWidget(self._crossed(result, held))

    def _crossed(self, result: SurveyResult, held: QuestionResult) -> Lines:
        """Each option by group: how many of a group's answering sheets chose it."""
        heads = ["选项", *(name for name, _ in result.groups)]
        lines = Lines(f"第{held.question.position}题分组", heads, [200, *[130] * len(result.groups)])
        for option in held.options:
            cells = [
                f"{count}（{percent(count, base)}）"
                for count, base in zip(option.groups, held.answered_by_group, strict=True)
            ]
            lines.add((option.text, *cells))
        lines.add(("作答份数", *(str(base) for base in held.answered_by_group)))
        lines.right(*range(1, len(heads)))
        lines.fit()
        return lines

    def _draw_said(self, box: QVBoxLayout, held: QuestionResult) -> None:
        if not held.said:
            box.addWidget(words("没有人写。", "body-muted"))
            return
        box.addWidget(words(f"{held.answered} 份写了；双击打开答卷", "muted"))
        name = f"第{held.question.position}题的回答"
        lines = Lines(name, ("答卷", "回答"), (110, 400), grow=1, most=12)
        for said in held.said:
            lines.add((said.number, said.words), said.sheet_id)
        lines.opened.connect(partial(self.desk.open_record, "survey_answer_sheet"))
        lines.fit()
        box.addWidget(lines)
        offers = [
            offer
            for offer in self.desk.offers.actions.get("survey_answer_sheet", ())
            if offer.label in (EXTRACT, TAKE) and not offer.on_list
        ]
        row = beside(
            *(button(o.label, partial(self._on_offer, lines, o.run), icon_name=o.icon) for o in offers), None
        )
        box.addLayout(row)

    def _on_offer(self, lines: Lines, run: object) -> None:
        chosen = lines.chosen()
        if not chosen:
            dialogs.tell(self.window(), "还没有选中回答", "先在上面点一行，再提取。")
        elif callable(run):
            run(self.desk, (str(chosen[0]),))

    def _on_behind(self, behind: object) -> None:
        if isinstance(behind, Behind):
            filters = (
                Filter("survey_id", Op.EQ, behind.survey_id),
                Filter("answers", Op.CONTAINS, f";{behind.position}={behind.place};"),
            )
            self.desk.open_list(AnswerSheet.TYPE.name, filters)

    def _on_print(self) -> None:
        result = self._result
        if result is None:
            dialogs.tell(self.window(), "没有可以打印的统计", "先新建问卷并录入答卷。")
            return
        spec = next(spec for spec in PAPERS if spec.name == "survey_results")
        survey = result.survey
        self.desk.print_paper(spec.label, lambda session: spec.build(session, survey.id), (survey,))
