"""The page 延伸巡察: every village and sub-unit of a task with what was done there, and what is missing against the minimum.

It counts nothing itself; the minimums are records that the group edits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.presence.counting import TargetState, extension_states
from app.areas.fieldwork.presence.methods import GROUP, ExtensionMinimum
from app.areas.fieldwork.presence.service import targets_from_task
from app.areas.preparation.model import Task
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

VILLAGES = "presence.villages"
VILLAGES_PAGE = PageSpec(
    VILLAGES, "延伸巡察", "home", "fieldwork", lambda desk: VillagesPage(desk), group=GROUP
)


@dataclass(frozen=True)
class Shown:
    """A task with the state of each target, and the names of the minimums in order."""

    task: Task
    states: tuple[TargetState, ...]
    rules: tuple[ExtensionMinimum, ...]
    listed: int


def read_villages(session: Session, task_id: str) -> Shown | None:
    """Everything of the page; None when there is no task."""
    if not task_id or not session.exists("task", task_id):
        return None
    task = session.get(Task, task_id)
    states = extension_states(session, task)
    used = {item.minimum.id: item.minimum for state in states for item in state.met}
    rules = sorted(used.values(), key=lambda rule: (rule.position or 0, rule.id))
    listed = len([line for line in task.extended.splitlines() if line.strip()])
    return Shown(task, states, tuple(rules), listed)


class VillagesPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "延伸巡察", "每个村（社区）做到了多少，还差什么", about="extension_target", wide=True
        )
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(lambda _id: self._read())
        self._visit = button("登记走访", self._on_visit, icon_name="footprints", role="main")
        for each in (
            self._task,
            button("最低要求", partial(desk.open_page, "list:extension_minimum"), icon_name="list-checks"),
            button("增加延伸对象", self._on_add, icon_name="plus"),
            self._visit,
        ):
            self.buttons.addWidget(each)
        self._shown: Shown | None = None
        self._lines: Lines | None = None
        self.watch("task", "visit", "hearing", "extension_target", "extension_minimum")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _read(self) -> None:
        read = partial(read_villages, task_id=self._task.id)
        self.desk.work.read(read, self._on_shown, owner=self, slot="villages")

    def _on_shown(self, shown: Shown | None) -> None:
        self._shown, self._lines = shown, None
        box = redraw(self.body)
        self._visit.setVisible(bool(shown and shown.states))
        if shown is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"), role="main")
            box.addWidget(
                empty("home", "还没有巡察任务", "延伸对象归到任务名下。先接收任务包，或新建巡察任务。", go)
            )
        elif not shown.states:
            self._draw_first(box, shown)
        else:
            self._draw(box, shown)
        box.addStretch(1)

    def _draw_first(self, box: QVBoxLayout, shown: Shown) -> None:
        text = "把要延伸到的村（社区）和下属单位逐个登记，填上户数和党员数，走访记录挂到它名下。"
        parts = [
            button("增加延伸对象", self._on_add, role="" if shown.listed else "main", name="first-target")
        ]
        if shown.listed:
            take = button(f"按任务里写的 {shown.listed} 个生成", self._on_take, role="main")
            parts.insert(0, take)
        box.addWidget(empty("home", "还没有延伸对象", text, *parts))

    def _draw(self, box: QVBoxLayout, shown: Shown) -> None:
        short = [state for state in shown.states if state.missing]
        done = len(shown.states) - len(short)
        section(box, shown.task.title, f"{len(shown.states)} 个延伸对象，{done} 个已达到最低要求；双击打开")
        heads = ("延伸对象", "户数", "党员", *(rule.name for rule in shown.rules), "达标")
        widths = (150, 60, 60, *[104] * len(shown.rules), 120)
        lines = Lines("延伸对象", heads, widths, grow=0, most=16)
        for state in shown.states:
            found = {item.minimum.id: item for item in state.met}
            cells = []
            for rule in shown.rules:
                item = found.get(rule.id)
                cells.append(
                    "—" if item is None else f"{item.done} / {'？' if item.needed is None else item.needed}"
                )
            target = state.target
            whole = (_figure(target.households), _figure(target.members))
            said = f"△ 还差 {len(state.missing)} 项" if state.missing else "✓ 已达到"
            row = lines.add((target.name, *whole, *cells, said), target.id)
            row.setToolTip(len(heads) - 1, "\n".join(f"{i.minimum.name}：{i.how}" for i in state.met))
            if state.missing:
                row.setForeground(len(heads) - 1, theme.color("amber"))
        lines.right(*range(1, len(heads) - 1))
        lines.opened.connect(partial(self.desk.open_record, "extension_target"))
        lines.fit()
        self._lines = lines
        box.addWidget(lines)
        see = button("看选中对象的走访记录", self._on_visits, icon_name="list")
        box.addLayout(
            beside(
                see,
                words("格里是“已做 / 至少”。最低要求因地而定，可以在“最低要求”里增改、停用。", "muted"),
                None,
            )
        )
        if short:
            self._draw_missing(box, short)

    def _draw_missing(self, box: QVBoxLayout, short: list[TargetState]) -> None:
        section(box, "还差什么")
        for state in short:
            name = button(
                state.target.name,
                partial(self.desk.open_record, "extension_target", state.target.id),
                role="link",
            )
            said = words("；".join(state.missing), wrap=True)
            row = beside(name, said)
            row.setStretch(1, 1)
            box.addLayout(row)

    def _chosen(self) -> str:
        shown, lines = self._shown, self._lines
        if shown is None or lines is None:
            return ""
        chosen = lines.chosen()
        if chosen:
            return str(chosen[0])
        return shown.states[0].target.id if len(shown.states) == 1 else ""

    def _on_visit(self) -> None:
        shown, id = self._shown, self._chosen()
        if shown is None:
            return
        if not id:
            dialogs.tell(self.window(), "还没有选中延伸对象", "先在列表里点一行，再登记对它的走访。")
            return
        target = next(state.target for state in shown.states if state.target.id == id)
        kind = "home" if target.kind in ("village", "community") else "visit"
        self.desk.new_record(
            "visit", task_id=shown.task.id, target_id=id, place=target.name, kind=kind, visitors=target.team
        )

    def _on_visits(self) -> None:
        id = self._chosen()
        if not id:
            dialogs.tell(self.window(), "还没有选中延伸对象", "先在列表里点一行。")
            return
        self.desk.open_list("visit", (Filter("target_id", Op.EQ, id),))

    def _on_add(self) -> None:
        self.desk.new_record("extension_target", task_id=self._task.id)

    def _on_take(self) -> None:
        shown = self._shown
        if shown is None:
            return

        def made(count: int) -> None:
            self.desk.note(f"已登记 {count} 个延伸对象，请补填户数和党员数")
            self._read()

        self.desk.work.write(
            lambda session: len(targets_from_task(session, session.get(Task, shown.task.id))),
            made,
            owner=self,
        )


def _figure(value: int | None) -> str:
    return "未填" if value is None else str(value)
