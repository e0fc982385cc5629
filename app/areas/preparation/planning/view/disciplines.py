"""The page 六项纪律: the six disciplines against one unit, point by point, with what was found and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.focus import ChecklistItem
from app.areas.preparation.planning.papers import DISCIPLINE_SPEC
from app.areas.preparation.planning.service.focus import done_of, library, pick, unit_list
from app.areas.preparation.planning.service.shipped import load_boards
from app.areas.preparation.planning.view.checking import ask_clear, ask_found
from app.areas.preparation.planning.view.task_page import TaskPage
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.display import title_of
from app.widgets.frame import empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button

if TYPE_CHECKING:
    from db.session import Session

DISCIPLINES = "planning.disciplines"


@dataclass(frozen=True)
class Shown:
    """The points by discipline. titles: finding id → its title."""

    items: tuple[ChecklistItem, ...]
    disciplines: tuple[tuple[str, str], ...]
    titles: dict[str, str]


def read_disciplines(session: Session, task_id: str) -> Shown:
    """The discipline board of one task."""
    items = unit_list(session, task_id, "discipline")
    ids = {id for item in items for id in item.finding_ids}
    return Shown(
        items,
        tuple((code.code, code.label) for code in session.codes("discipline")),
        {id: title_of(session, "finding", id) for id in ids},
    )


class DisciplinesPage(TaskPage):
    """The page."""

    code = DISCIPLINES

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "六项纪律", "逐项纪律、逐个要点对照本单位，写明结果，挂上问题", about="checklist_item"
        )
        self.buttons.addWidget(button("打印对照表", self._on_print, icon_name="printer"))
        self.buttons.addWidget(button("发现问题…", self._on_found, icon_name="triangle-alert", role="main"))
        self._lines: Lines | None = None
        self._items: tuple[ChecklistItem, ...] = ()
        self.watch("checklist_item", "finding")
        self.refresh()

    def read(self, task_id: str) -> None:
        """Ask for the matrix of a task."""
        self.desk.work.read(
            partial(read_disciplines, task_id=task_id), self._on_shown, owner=self, slot="disciplines"
        )

    def _on_shown(self, shown: Shown) -> None:
        self._items = shown.items
        self._lines = None
        box = redraw(self.body)
        if not shown.items:
            go = button("列出六项纪律要点", self._on_start, icon_name="list-checks", role="main")
            text = "把六项纪律的要点列入本单位清单，逐条对照；要点可以在监督重点库里增删。"
            box.addWidget(empty("list-checks", "还没有对照六项纪律", text, go))
            box.addStretch(1)
            return
        section(box, "对照结果", done_of(shown.items).words)
        heads = ("纪律和要点", "结论", "了解方式", "发现的情况", "问题")
        lines = Lines("六项纪律对照", heads, (270, 116, 190, 260, 220), grow=3, most=34)
        lines.setRootIsDecorated(True)
        for code, label in shown.disciplines:
            own = [item for item in shown.items if item.discipline == code]
            if not own:
                continue
            found = sum(item.state == "found" for item in own)
            open_ones = sum(item.state == "open" for item in own)
            said = f"{label}　要点 {len(own)}，发现问题 {found}，待了解 {open_ones}"
            top = lines.add((said, "", "", "", ""))
            top.setFirstColumnSpanned(True)
            top.setFont(0, theme.font(strong=True))
            for item in own:
                state = item.TYPE.lifecycle.state(item.state).label
                titles = "；".join(shown.titles.get(id, "") for id in item.finding_ids)
                cells = (item.point, state, item.method, " ".join(item.found.split()), titles)
                row = lines.add(cells, item.id, top)
                if item.state == "found":
                    row.setText(1, f"▲ {state}")
                    row.setForeground(1, theme.color("amber"))
            top.setExpanded(True)
        lines.opened.connect(self._on_opened)
        lines.fit()
        self._lines = lines
        box.addWidget(lines)
        box.addLayout(
            beside(
                button("未发现问题…", self._on_clear, icon_name="check"),
                button("打开所挂的问题", self._on_findings, icon_name="link"),
                None,
            )
        )
        box.addStretch(1)

    def _chosen(self) -> list[str]:
        return self._lines.chosen() if self._lines is not None else []

    def _on_opened(self, id: str | None) -> None:
        if id:
            self.desk.open_record("checklist_item", id)

    def _on_clear(self) -> None:
        ask_clear(self.desk, self._chosen())

    def _on_found(self) -> None:
        ask_found(self.desk, self._chosen())

    def _on_findings(self) -> None:
        ids = [id for item in self._items if item.id in self._chosen() for id in item.finding_ids]
        if not ids:
            dialogs.tell(self.window(), "这一条没有挂问题", "先选发现了问题、并且挂了问题的一条。")
            return
        self.desk.open_record("finding", ids[0])

    def _on_start(self) -> None:
        id = self.box.id

        def write(session: Session) -> int:
            load_boards(session)
            return len(pick(session, session.get(Task, id), library(session, "discipline")))

        self.desk.work.write(write, lambda count: self.desk.note(f"已列出 {count} 个要点"), owner=self)

    def _on_print(self) -> None:
        if not self._items:
            dialogs.tell(self.window(), "没有可以打印的对照表", "先列出六项纪律要点。")
            return
        id = self.box.id
        self.desk.print_paper(
            DISCIPLINE_SPEC.label, lambda session: DISCIPLINE_SPEC.build(session, id), self._items
        )
