"""The page of one task: a box to choose it, then what the task has. A page below fills `draw`."""

from __future__ import annotations

from app.widgets.aim import has_aim, take_aim
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw
from app.widgets.rows import button, name_control


class TaskPage(WorkPage):
    """Chooses a task and reads anew when it changes. `code` is the page's own; `read(id)` asks for its content."""

    code = ""

    def __init__(self, desk: Desk, title: str, purpose: str, *, about: str) -> None:
        super().__init__(desk, title, purpose, about=about, wide=True)
        self.box = TaskBox(desk)
        name_control(self.box, "巡察任务")
        self.box.chosen.connect(self._on_task)
        self.buttons.addWidget(self.box)

    def refresh(self) -> None:
        """Read anew."""
        self.box.ask()

    def _on_task(self, _id: str) -> None:
        if has_aim(self.desk, self.code) and self.box.count():
            self.box.choose(take_aim(self.desk, self.code))
        if self.box.id:
            self.read(self.box.id)
            return
        box = redraw(self.body)
        go = button("去新建巡察任务", lambda: self.desk.new_record("task"), role="main")
        text = "这里的内容归到巡察任务名下。先接收任务包，或新建巡察任务。"
        box.addWidget(empty("briefcase", "还没有巡察任务", text, go))
        box.addStretch(1)

    def read(self, task_id: str) -> None:
        """Ask for what the page shows of a task."""
        raise NotImplementedError
