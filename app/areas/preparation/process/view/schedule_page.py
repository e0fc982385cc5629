"""The page 日程表: a round week by week, planned and actual, with standards and limits, and what clashes.

It moves nothing: a line opens its record, where the day stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTreeWidgetItem

from app.areas.preparation.process.schedule import Entry, Schedule, Week, schedule
from app.areas.preparation.process.view.chart_page import CHART, desk_types
from app.areas.preparation.process.view.stage_list import SIGNS
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control

if TYPE_CHECKING:
    from db.session import Session

SCHEDULE = "preparation.schedule"
HEADS = ("日期与事项", "任务", "标准和时限", "计划", "实际", "状态")
WIDTHS = (292, 168, 240, 132, 128, 136)
COLORS = {"late": "red", "near": "amber", "done": "green"}


@dataclass(frozen=True)
class Read:
    """What the page shows."""

    round_id: str
    schedule: Schedule


def read_schedule(session: Session, round_id: str) -> Read:
    """The schedule of a round, as of today."""
    if not round_id or not session.exists("round", round_id):
        return Read("", Schedule((), ()))
    return Read(round_id, schedule(session, round_id, today=date.today()))


class SchedulePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "日程表", "按周列出本轮的步骤、会议、任务日期和期限", about="process_step", wide=True
        )
        self._round = TaskBox(desk, "round")
        name_control(self._round, "轮次")
        self._round.chosen.connect(self._on_chosen)
        self.buttons.addWidget(self._round)
        self.buttons.addWidget(button("流程图", partial(desk.open_page, CHART), icon_name="columns-3"))
        self.watch(*desk_types(desk))
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.ask()

    def _on_chosen(self, _id: str) -> None:
        if self.desk.hand.round_id:
            self._round.choose(self.desk.hand.round_id)
        self.desk.work.read(
            partial(read_schedule, round_id=self._round.id), self._on_read, owner=self, slot="schedule"
        )

    def _on_read(self, read: Read) -> None:
        box = redraw(self.body)
        held = read.schedule
        if not held.weeks:
            go = button("去流程图建立流程", partial(self.desk.open_page, CHART), role="main")
            text = "先在流程图里按模板建立流程，并给任务填上进驻、离点等日期，这里就按周列出来。"
            box.addWidget(empty("calendar-days", "还没有日程", text, go))
            box.addStretch(1)
            return
        if held.clashes:
            section(box, f"有 {len(held.clashes)} 处冲突或不合时限", "双击打开来改")
            lines = Lines("冲突", ("日期", "哪里不合"), (112, 600), grow=1, most=5)
            for clash in held.clashes:
                item = lines.add((clash.on.isoformat(), f"▲ {clash.text}"), (clash.type, clash.id))
                item.setForeground(1, theme.color("red"))
            self._follow(lines)
            lines.fit()
            box.addWidget(lines)
        section(box, "按周日程", "双击或按回车打开；已完成的不占提醒")
        lines = Lines("日程", HEADS, WIDTHS, grow=2, most=200)
        lines.setRootIsDecorated(True)
        this_week = date.today() - timedelta(days=date.today().weekday())
        for week in held.weeks:
            self._add(lines, week, now=week.starts_on == this_week)
        lines.tight(3, 4, 5)
        self._follow(lines)
        lines.fit()
        box.addWidget(lines)
        box.addStretch(1)

    def _add(self, lines: Lines, week: Week, *, now: bool) -> None:
        ends = week.starts_on + timedelta(days=6)
        mark = "（本周）" if now else ""
        head = f"第{week.number}周 {week.starts_on} 至 {ends:%m-%d}{mark}"
        open_ones = sum(entry.tone != "done" and entry.tone != "skipped" for entry in week.entries)
        top = lines.add((head, "", f"{week.workdays}个工作日", "", "", f"{open_ones} 项未完"))
        for place in range(len(HEADS)):
            top.setFont(place, theme.font(strong=True))
        for entry in week.entries:
            self._line(lines, top, entry)
        top.setExpanded(True)

    def _line(self, lines: Lines, top: QTreeWidgetItem, entry: Entry) -> None:
        item = lines.add(
            (
                f"{entry.on:%m-%d} {entry.what}",
                entry.whose,
                entry.standard,
                entry.planned,
                entry.actual,
                f"{SIGNS[entry.tone]} {entry.word.partition(' ')[0]}",
            ),
            (entry.type, entry.id),
            top,
        )
        if entry.tone in COLORS:
            item.setForeground(5, theme.color(COLORS[entry.tone]))

    def _follow(self, lines: Lines) -> None:
        lines.opened.connect(self._on_opened)

    def _on_opened(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)
