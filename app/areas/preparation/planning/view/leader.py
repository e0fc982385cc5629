"""The page 一把手监督: what concerns the head of each unit, apart from everything else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.areas.preparation.planning.service.leader import LeaderUnit, leader_units, left_out
from app.areas.preparation.planning.view.checklist import CHECKLIST
from app.core.records import Record
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import IN_HAND, WorkPage, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import button
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

LEADER = "planning.leader"


def read_leader(session: Session, *, round_id: str) -> tuple[tuple[LeaderUnit, ...], int]:
    """The units, and how many older tasks are left out."""
    return leader_units(session, round_id), left_out(session, round_id)


class LeaderPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "一把手监督", "各单位党组织主要负责人的监督事项和发现的问题，单独列出", about="checklist_item", wide=True
        )  # fmt: skip
        self.buttons.addWidget(
            button("涉及一把手的问题", self._on_findings, icon_name="list", hint="打开问题列表")
        )
        self.buttons.addWidget(
            button("去列清单", partial(desk.open_page, CHECKLIST), icon_name="list-checks", role="main")
        )
        self.watch("checklist_item", "finding", "feedback_problem", "task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(read_leader, round_id=self.desk.hand.round_id)
        self.desk.work.read(read, self._on_units, owner=self, slot="leader")

    def _on_units(self, read: tuple[tuple[LeaderUnit, ...], int]) -> None:
        units, more = read
        box = redraw(self.body)
        if not any(held.items or held.findings or held.problems for held in units):
            go = button("去列清单", partial(self.desk.open_page, CHECKLIST), role="main")
            text = (
                "在一单位一清单里列入“一把手和领导班子”的监督重点；写问题时勾上“涉及一把手”，这里单独汇总。"
            )
            box.addWidget(empty("user-check", "还没有一把手监督事项", text, go))
            box.addStretch(1)
            return
        items = sum(len(held.items) for held in units)
        found = sum(len(held.findings) for held in units)
        told = sum(len(held.problems) for held in units)
        section(box, "各单位", f"监督事项 {items} 条，问题 {found} 个，反馈问题 {told} 个；双击打开")
        lines = Lines("一把手监督", ("单位和事项", "种类", "状态", "情况"), (340, 96, 120, 420), grow=3)
        lines.setRootIsDecorated(True)
        for held in units:
            self._add(lines, held)
        lines.opened.connect(self._on_opened)
        lines.fill(box)
        rest(box, more, "个较早的任务", IN_HAND)
        box.addStretch(1)

    def _add(self, lines: Lines, held: LeaderUnit) -> None:
        clear = sum(item.state == "clear" for item in held.items)
        words = (
            f"{held.unit.name}（{held.unit.secretary or '书记未登记'}）　事项 {len(held.items)}，未发现问题 {clear}，"
            f"问题 {len(held.findings)}，反馈问题 {len(held.problems)}"
        )
        top = lines.add((words, "", "", ""))
        top.setFirstColumnSpanned(True)
        top.setFont(0, theme.font(strong=True))
        for item in held.items:
            lines.add((item.point, "监督事项", _state(item), " ".join((item.found or item.method).split())),
                      ("checklist_item", item.id), top)  # fmt: skip
        for kind, label, rows in (
            ("finding", "问题", held.findings),
            ("feedback_problem", "反馈问题", held.problems),
        ):
            for row in rows:
                said = str(getattr(row, "summary", "") or getattr(row, "detail", ""))
                name = str(getattr(row, "title", ""))
                lines.add((row.TYPE.title_of(row) or name, label, _state(row), " ".join(said.split())),
                          (kind, row.id), top)  # fmt: skip
        top.setExpanded(True)

    def _on_opened(self, key: tuple[str, str] | None) -> None:
        if key:
            self.desk.open_record(*key)

    def _on_findings(self) -> None:
        self.desk.open_list("finding", (Filter("about_leader", Op.EQ, True),))


def _state(record: Record) -> str:
    return record.TYPE.lifecycle.state(record.state).label
