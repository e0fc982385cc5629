"""A page about one inspection: its task to choose at the top, what is read of it drawn below, anew when records change.

It knows no record but the task; what is read and drawn is the page's own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw
from app.widgets.rows import button, name_control

if TYPE_CHECKING:
    from db.session import Session

T = TypeVar("T")


class TaskPage(WorkPage, Generic[T]):
    """Subclasses give `read` (on the reader, returns frozen values) and `draw` (into an empty box)."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        purpose: str,
        *,
        about: str,
        watched: tuple[str, ...],
        more: tuple[QWidget, ...] = (),
    ) -> None:
        super().__init__(desk, title, purpose, about=about, wide=True)
        self._box = TaskBox(desk)
        name_control(self._box, "巡察任务")
        self._box.chosen.connect(self._on_chosen)
        for each in (self._box, *more):
            self.buttons.addWidget(each)
        self.watch("task", *watched)
        self.refresh()

    @property
    def task_id(self) -> str:
        """The task chosen, "" when there is none."""
        return self._box.id

    def read(self, session: Session, task_id: str) -> T:
        """What the page shows of a task; runs on the reader and touches no widget."""
        raise NotImplementedError

    def draw(self, box: QVBoxLayout, shown: T) -> None:
        """Put what was read into the box."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def again(self) -> None:
        """Read the chosen task anew, after a choice that the page itself offers."""
        self._on_chosen(self.task_id)

    def with_task(self, run: Callable[[Desk, tuple[str, ...]], None]) -> Callable[[], None]:
        """A menu action on the chosen task, as what a button of the page does."""
        return lambda: run(self.desk, (self.task_id,)) if self.task_id else None

    def _on_chosen(self, task_id: str) -> None:
        if not task_id:
            self._on_none()
            return
        self.desk.work.read(partial(self.read, task_id=task_id), self._on_read, owner=self, slot="shown")

    def _on_none(self) -> None:
        box = redraw(self.body)
        go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
        box.addWidget(empty("list", "还没有巡察任务", "先接收任务包，或新建巡察任务。", go))
        box.addStretch(1)

    def _on_read(self, shown: T) -> None:
        box = redraw(self.body)
        self.draw(box, shown)
        box.addStretch(1)
