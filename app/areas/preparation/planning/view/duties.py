"""The page 责任落实: what each of the six bodies owes, what is done with which proof, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox

from app.areas.preparation.planning.model.plans import Responsibility
from app.areas.preparation.planning.papers import DUTIES_SPEC
from app.areas.preparation.planning.service.duties import BodyDuties, duties_of, finish_duty, years_of
from app.areas.preparation.planning.service.shipped import load_responsibilities
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control

if TYPE_CHECKING:
    from db.session import Session

DUTIES = "planning.duties"
HEADS = (("责任主体和事项", 300), ("频次", 76), ("责任人", 130), ("期限", 104), ("落实", 150), ("佐证", 200))


@dataclass(frozen=True)
class Shown:
    """What the page shows."""

    years: tuple[int, ...]
    bodies: tuple[BodyDuties, ...]
    periods: dict[str, str]


def read_duties(session: Session, year: int | None) -> Shown:
    """The six lists of one year, of all years for None."""
    bodies = duties_of(session, year=year, today=date.today())
    return Shown(years_of(session), bodies, {code.code: code.label for code in session.codes("duty_period")})


class DutiesPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "责任落实", "六大责任主体各欠什么、做了没有、凭证是什么", about="responsibility", wide=True
        )
        self._year = QComboBox()
        name_control(self._year, "年度")
        self._year.addItem("全部年度", None)
        self._year.activated.connect(self._on_year)
        for each in (
            self._year,
            button("载入通用责任清单…", self._on_load, icon_name="import"),
            button("打印清单", self._on_print, icon_name="printer"),
            button("新增事项", self._on_new, icon_name="plus"),
            button("登记落实…", self._on_finish, icon_name="check", role="main"),
        ):
            self.buttons.addWidget(each)
        self._lines: Lines | None = None
        self._held: tuple[Responsibility, ...] = ()
        self.watch("responsibility")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(
            partial(read_duties, year=self._year.currentData()), self._on_shown, owner=self, slot="duties"
        )

    def _on_year(self, _place: int) -> None:
        self.refresh()

    def _on_shown(self, shown: Shown) -> None:
        held = self._year.currentData()
        self._year.clear()
        self._year.addItem("全部年度", None)
        for year in shown.years:
            self._year.addItem(f"{year}年", year)
        self._year.setCurrentIndex(max(0, self._year.findData(held)))
        self._lines = None
        self._held = tuple(item for body in shown.bodies for item in body.items)
        box = redraw(self.body)
        if not any(body.items for body in shown.bodies):
            go = button("载入通用责任清单…", self._on_load, role="main")
            text = "先载入通用清单，再按本地规定增删，给每一条定责任人和期限。"
            box.addWidget(empty("clipboard-list", "还没有责任清单", text, go))
            box.addStretch(1)
            return
        total, done = (sum(getattr(body, name) for body in shown.bodies) for name in ("total", "done"))
        late = sum(body.late for body in shown.bodies)
        section(
            box,
            "六大责任主体",
            f"应落实 {total} 项，已落实 {done} 项，逾期 {late} 项；双击打开，选一项再点“登记落实…”",
        )
        self._lines = Lines("责任清单", [head for head, _ in HEADS], [width for _, width in HEADS])
        self._lines.setRootIsDecorated(True)
        for body in shown.bodies:
            self._add(self._lines, body, shown.periods)
        self._lines.opened.connect(self._on_opened)
        self._lines.tight(3)
        self._lines.fill(box)
        box.addStretch(1)

    def _add(self, lines: Lines, body: BodyDuties, periods: dict[str, str]) -> None:
        late = f"　▲ 逾期 {body.late} 项" if body.late else ""
        top = lines.add((f"{body.label}　{body.formula}{late}", "", "", "", "", ""))
        top.setFirstColumnSpanned(True)
        top.setFont(0, theme.font(strong=True))
        top.setExpanded(True)
        today = date.today()
        for item in body.items:
            due = item.due_on.isoformat() if item.due_on else ""
            state = item.TYPE.lifecycle.state(item.state).label
            if item.done_on:
                state = f"✓ {state} {item.done_on.isoformat()}"
            overdue = item.state == "open" and item.due_on is not None and item.due_on < today
            if overdue:
                state = "▲ 逾期未落实"
            row = lines.add(
                (item.item, periods.get(item.period, ""), item.owner, due, state, item.proof), item.id, top
            )
            if overdue:
                row.setForeground(4, theme.color("red"))

    def _on_opened(self, id: str | None) -> None:
        if id:
            self.desk.open_record("responsibility", id)

    def _on_print(self) -> None:
        if not self._held:
            dialogs.tell(self.window(), "没有可以打印的清单", "先载入或新增责任事项。")
            return
        newest = max(self._held, key=lambda item: item.year or 0)
        rows = [item for item in self._held if item.year == newest.year]
        self.desk.print_paper(DUTIES_SPEC.label, lambda session: DUTIES_SPEC.build(session, newest.id), rows)

    def _on_new(self) -> None:
        self.desk.new_record("responsibility", year=self._year.currentData() or date.today().year)

    def _on_load(self) -> None:
        load_duties(self.desk, ())

    def _on_finish(self) -> None:
        chosen = self._lines.chosen() if self._lines is not None else []
        if not chosen:
            dialogs.tell(self.window(), "还没有选事项", "先在清单里点一项，再登记落实情况和凭证。")
            return
        ask_fields(
            self.desk, "登记落实", partial(_open_duty, id=str(chosen[0])), ("done_on", "proof", "result"), "登记",
            self._finish, needs=("done_on", "proof"),
        )  # fmt: skip

    def _finish(self, record: Record, values: dict[str, Any]) -> None:
        self.desk.work.write(
            lambda session: finish_duty(session, session.get(Responsibility, record.id), **values),
            lambda _made: self.desk.note("已登记落实"),
            owner=self,
        )


def _open_duty(session: Session, *, id: str) -> Responsibility:
    return session.get(Responsibility, id)


def load_duties(desk: Desk, _ids: tuple[str, ...]) -> None:
    """Ask for the year and load the shipped duties of the six bodies."""

    def store(_record: Record, values: dict[str, Any]) -> None:
        year = int(values["year"])
        desk.work.write(
            lambda session: load_responsibilities(session, year),
            lambda count: desk.note(f"已载入 {count} 项责任事项，请定责任人和期限"),
        )

    ask_fields(
        desk, "载入通用责任清单", lambda _session: Responsibility(year=date.today().year, item="-"), ("year",), "载入",
        store, needs=("year",), text="载入六大责任主体的通用事项；已经载入过的不重复。",
    )  # fmt: skip
