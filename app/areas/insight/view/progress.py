"""The page 进度: every task with its stage, what is next, and its quantities. It changes nothing."""

from __future__ import annotations

from functools import partial

from app.areas.insight.view.reading import TaskShown, read_progress
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import IN_HAND, WorkPage, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import button

SOON = 10
"""Days from which on a deadline is shown in amber, as the yellow letter of rectification is."""
COUNTED = (
    "task",
    "interview",
    "petition",
    "working_paper",
    "clue",
    "report",
    "feedback_problem",
    "rect_task",
)
COLUMNS = (
    ("任务", 220),
    ("阶段", 156),
    ("下一时限", 150),
    ("还有", 96),
    ("已签\n谈话", 52),
    ("信访", 52),
    ("已审\n底稿", 52),
    ("线索", 52),
    ("报告", 84),
    ("反馈\n问题", 52),
    ("整改\n完成率", 64),
)
RIGHT = (3, 4, 5, 6, 7, 9, 10)


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

    def _on_tasks(self, shown: tuple[tuple[TaskShown, ...], int]) -> None:
        tasks, more = shown
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
        section(box, "任务", f"{len(tasks) + more} 个；双击或按回车打开；谈话和底稿写作“已办/全部”")
        box.addWidget(lines)
        rest(box, more, "个较早的任务", IN_HAND, go=("看全部任务", self._on_all))
        box.addStretch(1)

    def _on_all(self) -> None:
        self.desk.open_page("list:task")

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
