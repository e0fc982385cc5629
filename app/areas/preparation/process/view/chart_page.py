"""The page 流程图: the six stages of a round side by side, each step with its state in colour and word.

A step opens its form, its proof opens the list behind it; nothing is ticked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.areas.preparation.model import Round
from app.areas.preparation.process.service import Shown, StageShown, chart, make_steps, plan_days
from app.widgets import theme
from app.widgets.badges import plain_badge
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw
from app.widgets.rows import beside, button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

CHART = "preparation.process"
SIGNS = {"done": "●", "doing": "◐", "late": "▲", "near": "△", "waiting": "○", "skipped": "■"}
TONES = {"done": "done", "doing": "active", "late": "stop", "near": "back", "waiting": "draft", "skipped": "draft"}
LONGEST = 30
COLUMN = 176


@dataclass(frozen=True)
class Drawn:
    """What the page shows; round_name is "" when there is no round."""

    round_id: str
    stages: tuple[StageShown, ...]

    @property
    def steps(self) -> tuple[Shown, ...]:
        """Every step."""
        return tuple(shown for stage in self.stages for shown in stage.steps)


def read_chart(session: Session, round_id: str) -> Drawn:
    """The chart of a round, as of today."""
    if not round_id or not session.exists("round", round_id):
        return Drawn("", ())
    return Drawn(round_id, chart(session, round_id, today=date.today()))


class ChartPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "流程图", "六个阶段每一步的状态；能由记录看出的自动更新", about="process_step", wide=True
        )
        self._drawn = Drawn("", ())
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
            partial(read_chart, round_id=self._round.id), self._on_drawn, owner=self, slot="chart"
        )

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn = drawn
        box = redraw(self.body)
        self._replan.setVisible(bool(drawn.steps))
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
        for place, stage in enumerate(stages):
            column = QVBoxLayout()
            column.setSpacing(theme.GRID + 2)
            head = words(f"{'一二三四五六'[place]}、{stage.label}", "section")
            column.addLayout(beside(head, None))
            column.addWidget(words(f"已完成 {stage.done}/{stage.counted}", "muted"))
            for shown in stage.steps:
                card = StepCard(shown)
                card.opened.connect(partial(self.desk.open_record, "process_step"))
                if shown.proof is not None:
                    card.add_proof(shown.proof.counted, partial(self._open_proof, shown))
                column.addWidget(card)
            column.addStretch(1)
            grid.addLayout(column, 0, place)
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, theme.scaled(COLUMN - 16))
        return made

    def _open_proof(self, shown: Shown) -> None:
        proof = shown.proof
        if proof is None:
            return
        if proof.type == "round":
            self.desk.open_record("round", self._drawn.round_id)
        else:
            self.desk.open_list(proof.type, proof.filters)

    def _on_replan(self) -> None:
        replan(self.desk, self._drawn.round_id)


class StepCard(QFrame):
    """One step: number and name, its state, who, until when. `opened(id)` by click, Enter or the space bar."""

    opened = Signal(str)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.setProperty("role", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._id = shown.step.id
        step = shown.step
        self.setObjectName(step.code)
        self.setAccessibleName(f"{step.code} {step.name} {shown.word}")
        self.setToolTip(_told(shown))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.GAP, theme.GRID + 2, theme.GAP, theme.GRID + 2)
        self._box.setSpacing(theme.GRID // 2)
        self._box.addWidget(words(f"{step.code} {step.name}", "strong", wrap=True))
        badge = plain_badge(f"{SIGNS[shown.tone]} {shown.word}", TONES[shown.tone])
        self._box.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addWidget(words(_short(step.who), "muted", wrap=True))
        if step.standard:
            self._box.addWidget(words(f"标准：{_short(step.standard)}", "muted", wrap=True))
        until = shown.due_on.isoformat() if shown.due_on and shown.tone not in ("done", "skipped") else ""
        if shown.limit or until:
            text = f"时限：{shown.limit}" if shown.limit else "计划：完成于"
            self._box.addWidget(words(" ".join(part for part in (text, until) if part), "muted", wrap=True))

    def add_proof(self, text: str, pressed: object) -> None:
        """The records that prove the step, one click away."""
        go = button(text, pressed, role="link")  # type: ignore[arg-type]  # a partial
        go.setAccessibleName(f"看佐证 {text}")
        self._box.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(self._id)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the space bar open."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._id)
            return
        super().keyPressEvent(event)


def _told(shown: Shown) -> str:
    step = shown.step
    rows = (("做什么", step.what), ("谁来做", step.who), ("产出", step.output), ("标准", step.standard))
    return "\n".join(f"{label}：{text}" for label, text in (*rows, ("时限", shown.limit)) if text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def desk_types(desk: Desk) -> tuple[str, ...]:
    """Types after whose change the chart is drawn anew: whatever belongs to a task or a round."""
    return tuple(kind.name for kind in desk.catalog if kind.has("task_id") or kind.has("round_id")) + ("round",)


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
