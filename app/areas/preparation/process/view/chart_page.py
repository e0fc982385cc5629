"""The page 流程图: the six stages of a round side by side, each step with its state in colour and word.

A step opens its form, its proof opens the list behind it; nothing is ticked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.areas.preparation.model import Round
from app.areas.preparation.process.service import Shown, StageShown, chart, make_steps, plan_days
from app.areas.preparation.process.view.stage_list import SIGNS, TONES, StageList
from app.widgets import theme
from app.widgets.badges import plain_badge
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw
from app.widgets.rows import beside, button, holder, name_control, words

if TYPE_CHECKING:
    from db.session import Session

CHART = "preparation.process"


@dataclass(frozen=True)
class Drawn:
    """What the page shows; round_name is "" when there is no round."""

    round_id: str
    stages: tuple[StageShown, ...]

    @property
    def steps(self) -> tuple[Shown, ...]:
        """Every step."""
        return tuple(shown for stage in self.stages for shown in stage.steps)


def read_chart(session: Session, round_id: str, unit_id: str = "") -> Drawn:
    """The chart of a round as of today, narrowed to a unit when one is in hand."""
    if not round_id or not session.exists("round", round_id):
        return Drawn("", ())
    return Drawn(round_id, chart(session, round_id, today=date.today(), unit_id=unit_id))


class ChartPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "流程图", "六个阶段每一步的状态；能由记录看出的自动更新", about="process_step", wide=True
        )
        self._drawn = Drawn("", ())
        self._lists: list[StageList] = []
        self._chosen: Shown | None = None
        self._detail = QVBoxLayout()
        self._detail.setSpacing(theme.GRID)
        self._detail.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._told = holder(self._detail, "bar")
        self._told.hide()
        page = self.layout()
        assert isinstance(page, QVBoxLayout)
        page.insertWidget(1, self._told)
        self._round = TaskBox(desk, "round")
        name_control(self._round, "轮次")
        self._round.chosen.connect(self._on_chosen)
        self._replan = button("重排计划", self._on_replan, icon_name="calendar")
        self.buttons.addWidget(self._round)
        self.buttons.addWidget(self._replan)
        self.watch(*desk_types(desk))
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.ask()

    def _on_chosen(self, _id: str) -> None:
        if self.desk.hand.round_id:
            self._round.choose(self.desk.hand.round_id)
        self.desk.work.read(
            partial(read_chart, round_id=self._round.id, unit_id=self.desk.hand.unit_id),
            self._on_drawn,
            owner=self,
            slot="chart",
        )

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn = drawn
        held = self._chosen.step.id if self._chosen else ""
        self._chosen = next((shown for shown in drawn.steps if shown.step.id == held), _pressing(drawn))
        box = redraw(self.body)
        self._replan.setVisible(bool(drawn.steps))
        self._told.setVisible(bool(drawn.steps))
        self._tell()
        if not drawn.round_id:
            go = button("去新建轮次", partial(self.desk.new_record, "round"), role="main")
            box.addWidget(empty("columns-3", "还没有轮次", "先建立轮次和巡察任务，再按模板建立流程。", go))
        elif not drawn.steps:
            make = button("按模板建立流程", partial(make_for, self.desk, drawn.round_id), role="main")
            text = "从提出对象到立卷归档，每一步写明谁做、产出、标准和时限；建立后可以逐步增改或注明不适用。"
            box.addWidget(empty("columns-3", "本轮还没有流程", text, make))
        else:
            box.addLayout(self._sums(drawn))
            box.addWidget(self._columns(drawn.stages))
        box.addStretch(1)

    def _sums(self, drawn: Drawn) -> QVBoxLayout:
        tones = [shown.tone for shown in drawn.steps]
        badges = [
            plain_badge(f"{SIGNS[tone]} {label} {tones.count(tone)}", TONES[tone])
            for tone, label in (
                ("late", "已超期"),
                ("near", "临近"),
                ("doing", "进行中"),
                ("done", "已完成"),
                ("waiting", "未开始"),
                ("skipped", "不适用"),
            )
            if tone in tones
        ]
        made = QVBoxLayout()
        made.addLayout(beside(*badges, None))
        return made

    def _columns(self, stages: Sequence[StageShown]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, theme.GAP, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        self._lists = []
        for place, stage in enumerate(stages):
            column = QVBoxLayout()
            column.setSpacing(theme.GRID)
            column.addWidget(words(f"{'一二三四五六'[place]}、{stage.label}", "section"))
            column.addWidget(words(f"已完成 {stage.done}/{stage.counted}", "muted"))
            held = StageList(stage)
            held.chosen.connect(self._on_step)
            held.opened.connect(partial(self.desk.open_record, "process_step"))
            self._lists.append(held)
            column.addWidget(held)
            column.addStretch(1)
            grid.addLayout(column, 0, place)
            grid.setColumnStretch(place, 1)
        return made

    def _on_step(self, shown: Shown) -> None:
        """Say everything of the step that was chosen, above the columns."""
        for held in self._lists:
            held.leave(shown.step.id)
        self._chosen = shown
        self._tell()

    def _tell(self) -> None:
        box = redraw(self._detail)
        shown = self._chosen
        if shown is None:
            return
        step = shown.step
        badge = plain_badge(f"{SIGNS[shown.tone]} {shown.word}", TONES[shown.tone])
        go = button(
            "打开步骤", partial(self.desk.open_record, "process_step", step.id), icon_name="external-link"
        )
        head = beside(words(f"{step.code} {step.name}", "section"), badge, None, go)
        if shown.proof is not None:
            head.addWidget(
                button(f"看佐证：{shown.proof.counted}", self._open_proof, icon_name="list-checks")
            )
        box.addLayout(head)
        due = f"{shown.due_on}" if shown.due_on else ""
        rows = (
            ("做什么", step.what), ("谁来做", step.who), ("产出", step.output), ("标准", step.standard),
            ("时限", "　".join(part for part in (shown.limit, due) if part)),
        )  # fmt: skip
        text = "　".join(f"{label}：{said}" for label, said in rows if said)
        told = words(text, wrap=True)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(told)

    def _open_proof(self) -> None:
        proof = self._chosen.proof if self._chosen else None
        if proof is None:
            return
        if proof.type == "round":
            self.desk.open_record("round", self._drawn.round_id)
        else:
            self.desk.open_list(proof.type, proof.filters)

    def _on_replan(self) -> None:
        replan(self.desk, self._drawn.round_id)


def _pressing(drawn: Drawn) -> Shown | None:
    """The step to speak of first: the first that is late, near or begun."""
    tones = ("late", "near", "doing", "waiting")
    found = (shown for tone in tones for shown in drawn.steps if shown.tone == tone)
    return next(found, drawn.steps[0] if drawn.steps else None)


def desk_types(desk: Desk) -> tuple[str, ...]:
    """Types after whose change the chart is drawn anew: whatever belongs to a task or a round."""
    held = (kind.name for kind in desk.catalog if kind.has("task_id") or kind.has("round_id"))
    return ("round", *held)


def make_for(desk: Desk, round_id: str) -> None:
    """Make the steps of a round, then show the chart."""

    def done(count: int) -> None:
        desk.note(f"已建立流程 {count} 步")
        desk.open_page(CHART)

    desk.work.write(lambda session: len(make_steps(session, session.get(Round, round_id))), done)


def replan(desk: Desk, round_id: str) -> None:
    """Plan the open steps anew from the days of the tasks."""
    desk.work.write(
        lambda session: plan_days(session, session.get(Round, round_id), again=True),
        lambda count: desk.note(f"已重排 {count} 步的计划日期" if count else "计划日期没有变化"),
    )
