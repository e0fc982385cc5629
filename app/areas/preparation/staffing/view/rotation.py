"""The page 轮岗和抽调人次: who served how often and how long, what became fixed, and person-times with their sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from app.areas.preparation.staffing.rotation import Served, Times, person_times, served, spells
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

ROTATION = "staffing.rotation"
MOST = 100
"""People listed; those with warnings come first."""


@dataclass(frozen=True)
class Shown:
    """Everything for the page; years: those that anything is known of."""

    people: tuple[Served, ...]
    times: Times
    years: tuple[str, ...]


def read_rotation(session: Session, *, year: int) -> Shown:
    """Who served, and the person-times of one year (0 for all)."""
    known = spells(session)
    years = tuple(name for name, _ in person_times(session, known=known).by_year)
    return Shown(
        served(session, today=date.today(), known=known),
        person_times(session, year=year, known=known),
        years,
    )


class RotationPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "轮岗和抽调人次",
            "谁在哪个组干过几轮、多久；组长、对象、关系是否固定",
            about="member",
            wide=True,
        )
        self._year = QComboBox()
        self._year.addItem("全部年度", 0)
        self._year.setMinimumWidth(theme.scaled(120))
        name_control(self._year, "年度")
        self._year.activated.connect(lambda _place: self.refresh())
        earlier = button("以往巡察经历", partial(desk.open_page, "list:service_spell"), icon_name="history")
        limits = button("参数…", partial(desk.open_page, "list:staff_limit"), icon_name="settings")
        for part in (self._year, earlier, limits):
            self.buttons.addWidget(part)
        self.watch("member", "task", "round", "service_spell", "person", "staff_limit")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(read_rotation, year=int(self._year.currentData() or 0))
        self.desk.work.read(read, self._on_read, owner=self, slot="rotation")

    def _on_read(self, shown: Shown) -> None:
        for year in shown.years:
            if self._year.findData(int(year)) < 0:
                self._year.addItem(f"{year}年", int(year))
        box = redraw(self.body)
        if not shown.people:
            go = button("去组员", partial(self.desk.open_page, "list:member"), role="main")
            text = "组员到组以后，或补录以往巡察经历以后，这里显示每人的轮次、时长和提示。"
            box.addWidget(empty("refresh-cw", "还没有巡察经历", text, go))
        else:
            self._draw_times(box, shown.times)
            self._draw_people(box, shown.people)
        box.addStretch(1)

    def _draw_times(self, box: QVBoxLayout, times: Times) -> None:
        section(box, f"抽调 {times.total} 人次", f"{times.people} 人")
        box.addWidget(words(times.formula, wrap=True))
        parts = (("按年度", times.by_year), ("按轮次", times.by_round), ("按派出单位", times.by_unit))
        row = beside(gap=theme.EDGE)
        for name, counts in parts:
            lines = Lines(name, (name, "人次"), (200, 60), most=6)
            for label, count in counts:
                lines.add((label, str(count)))
            lines.right(1)
            lines.fit()
            inner = QVBoxLayout()
            inner.addWidget(lines)
            inner.addStretch(1)
            row.addLayout(inner, 1)
        box.addLayout(row)

    def _draw_people(self, box: QVBoxLayout, people: tuple[Served, ...]) -> None:
        warned = sum(bool(one.warnings) for one in people)
        section(box, "轮岗", f"{len(people)} 人，有提示的 {warned} 人")
        heads = ("姓名", "单位", "轮次", "连续", "本次月数", "担任职务", "最近一次", "提示")
        lines = Lines("轮岗情况", heads, (84, 150, 48, 48, 72, 150, 170, 200), grow=7, most=16)
        for one in people[:MOST]:
            item = lines.add(
                (
                    one.name, one.employer, str(one.rounds), str(one.run),
                    "" if one.months is None else str(one.months), one.posts, one.last,
                    f"▲ {'；'.join(one.warnings)}" if one.warnings else "",
                ),
                one.person,
            )  # fmt: skip
            if one.warnings:
                item.setForeground(7, theme.color("amber"))
                item.setToolTip(7, "\n".join(one.warnings))
        lines.right(2, 3, 4)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)
        rest(box, len(people) - MOST, "人", go=("看全部组员", partial(self.desk.open_page, "list:member")))

    def _on_opened(self, person: object) -> None:
        self.desk.open_record("person", str(person))
