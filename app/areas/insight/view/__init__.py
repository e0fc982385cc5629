"""The pages of statistics: how far each task is, and a round's figures with what stands behind each. They change nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.areas.insight.view.reading import Behind, RoundShown, TaskShown, read_progress, read_round
from app.widgets import theme
from app.widgets.charts import Bar, BarChart
from app.widgets.desk import Desk
from app.widgets.frame import Lines, TaskBox, WorkPage, empty, redraw, section
from app.widgets.page import PageSpec
from app.widgets.rows import button, name_control, words
from db.vault import Vault

PROGRESS, FIGURES = "progress_board", "figures"
SOON = 10
"""Days from which on a deadline is shown in amber, as the yellow letter of rectification is."""
COUNTED = (
    "feedback_problem",
    "opinion",
    "interview",
    "petition",
    "visit",
    "working_paper",
    "rect_task",
    "task",
    "report",
    "member",
)

COLUMNS = (
    ("任务", 220),
    ("阶段", 156),
    ("下一时限", 150),
    ("还有", 96),
    ("已签谈话", 76),
    ("信访", 52),
    ("已审底稿", 76),
    ("线索", 52),
    ("报告", 84),
    ("反馈问题", 76),
    ("整改完成率", 88),
)
RIGHT = (3, 4, 5, 6, 7, 9, 10)


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """进度, 统计."""
    return (
        PageSpec(PROGRESS, "进度", "gauge", "insight", ProgressPage),
        PageSpec(FIGURES, "统计", "chart-column", "insight", FiguresPage),
    )


class ProgressPage(WorkPage):
    """Every task with its stage and its quantities."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "进度", "各任务走到哪一步；选定顶部的轮次，只看那一轮", about="task", wide=True
        )
        self.watch(*COUNTED)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(read_progress, round_id=self.desk.hand.round_id)
        self.desk.work.read(read, self._on_tasks, owner=self, slot="progress")

    def _on_tasks(self, tasks: tuple[TaskShown, ...]) -> None:
        box = redraw(self.body)
        if not tasks:
            go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
            box.addWidget(
                empty("gauge", "还没有巡察任务", "建立轮次和任务，或打开任务包以后，这里逐个显示进度。", go)
            )
            box.addStretch(1)
            return
        lines = Lines("各任务进度", [head for head, _ in COLUMNS], [width for _, width in COLUMNS], most=24)
        for task in tasks:
            self._add(lines, task)
        lines.right(*RIGHT)
        lines.opened.connect(partial(self.desk.open_record, "task"))
        lines.fit()
        section(box, "任务", f"{len(tasks)} 个；双击或按回车打开；谈话和底稿写作“已办/全部”")
        box.addWidget(lines)
        box.addStretch(1)

    def _add(self, lines: Lines, task: TaskShown) -> None:
        done = "●" * (task.stage + 1) + "○" * (len(task.stages) - task.stage - 1)
        item = lines.add(
            (task.title, f"{done} {task.stages[task.stage]}", task.due, _left_text(task.left), *task.cells),
            task.id,
        )
        item.setToolTip(1, " → ".join(task.stages))
        if task.left is not None and task.left <= SOON:
            item.setForeground(3, theme.color("red" if task.left < 0 else "amber"))


def _left_text(left: int | None) -> str:
    if left is None:
        return "—"
    if left < 0:
        return f"▲ 超 {-left} 天"
    return f"△ {left} 天" if left <= SOON else f"{left} 天"


class FiguresPage(WorkPage):
    """The figures of a round, each with its formula and its records one click away."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "统计", "每个数都由记录算出，写明算法，可以点开看背后的记录", about="round", wide=True
        )
        self._round = TaskBox(desk, "round")
        name_control(self._round, "轮次")
        self._round.chosen.connect(lambda _id: self._read())
        self.buttons.addWidget(self._round)
        self.watch(*COUNTED)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.ask()

    def _read(self) -> None:
        if self.desk.hand.round_id:
            self._round.choose(self.desk.hand.round_id)
        self.desk.work.read(
            partial(read_round, round_id=self._round.id), self._on_round, owner=self, slot="figures"
        )

    def _on_round(self, shown: RoundShown | None) -> None:
        box = redraw(self.body)
        if shown is None:
            go = button("去新建轮次", partial(self.desk.new_record, "round"), role="main")
            box.addWidget(
                empty(
                    "chart-column",
                    "还没有轮次",
                    "统计按轮次计算。先建立轮次和任务，再登记谈话、信访、底稿。",
                    go,
                )
            )
            box.addStretch(1)
            return
        section(box, shown.round.title)
        box.addWidget(self._figures(shown))
        charts = QGridLayout()
        charts.setHorizontalSpacing(theme.EDGE * 2)
        for place in range(2):
            charts.setColumnStretch(place, 1)
        drawn = [
            ("问题按聚焦", shown.by_focus, " 个"),
            ("问题按党组织", shown.by_unit, " 个"),
            ("整改任务按党组织", shown.by_state, " 项"),
            ("信访按渠道", shown.by_channel, " 件"),
        ]
        for place, (name, bars, unit) in enumerate(drawn):
            # The bars of rectification say all their parts, so that chart takes the whole width.
            line, column, span = (place // 2, place % 2, 1) if place < 2 else (place - 1, 0, 2)
            charts.addWidget(self._chart(name, bars, unit), line, column, 1, span)
        box.addLayout(charts)
        box.addStretch(1)

    def _figures(self, shown: RoundShown) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.EDGE)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        for line, row in enumerate(shown.figures):
            value = words(row.value, "strong")
            value.setFont(theme.font(theme.TYPE_LEAD, strong=True, tabular=True))
            value.setMinimumWidth(theme.scaled(80))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setAccessibleName(f"{row.label} {row.value}")
            grid.addWidget(words(row.label), line, 0)
            grid.addWidget(value, line, 1)
            grid.addWidget(words(row.how, "muted", wrap=True), line, 3)
            if row.behind is not None and row.behind.type in self.desk.catalog:
                go = button("查看记录", partial(self._on_behind, row.behind), role="link")
                go.setAccessibleName(f"查看{row.label}的记录")
                grid.addWidget(go, line, 2)
        return made

    def _chart(self, name: str, bars: tuple[Bar, ...], unit: str) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        section(box, name)
        if bars:
            chart = BarChart(name, bars, unit)
            chart.pressed.connect(self._on_behind)
            box.addWidget(chart)
        else:
            box.addWidget(words("还没有记录。", "body-muted"))
        box.addStretch(1)
        return made

    def _on_behind(self, behind: Behind) -> None:
        self.desk.open_list(behind.type, behind.filters)
