"""The page 线索台账: every clue with its receiver, limit and state, and below it the whole way of the one chosen.

It shows nothing that the compartment's key does not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QVBoxLayout

from app.areas.clues.model import GONE, OUT, Clue
from app.areas.clues.tracking.service import Event, days_late, proposed, way_of
from app.areas.clues.tracking.view.acts import ask_chase, make_batch, propose
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, rest, section
from app.widgets.lines import ID, Lines
from app.widgets.rows import button, name_control, words
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

VIEWS = (
    ("全部线索", ""),
    ("待移交", "ready"),
    ("办理中", "out"),
    ("超期未反馈", "late"),
    ("已反馈办结", "end"),
)
HEADS = ("编号", "线索名称", "接收单位", "移交日期", "环节期限", "反馈期限", "期限情况", "状态", "结果")
WIDTHS = (138, 180, 130, 92, 140, 92, 104, 80, 120)
WAY_HEADS = ("日期", "环节", "经办", "内容")
WAY_WIDTHS = (100, 150, 150, 500)


MOST = 80
"""Clues listed; the list of clues has all."""


@dataclass(frozen=True)
class Row:
    """One clue in the ledger. late: past its limit."""

    id: str
    texts: tuple[str, ...]
    late: bool


@dataclass(frozen=True)
class Ledger:
    """The first rows of one view. every: clues in all views; fitting: in this one; late: past their limit, in all."""

    rows: tuple[Row, ...]
    every: int
    fitting: int
    late: int


def read_ledger(session: Session, *, round_id: str, unit_id: str, view: str = "") -> Ledger:
    """The clues that this user sees in the round and unit in hand, those whose limit is nearest first."""
    asked = (("round_id", round_id), ("unit_id", unit_id))
    scope = tuple(Filter(name, Op.EQ, id) for name, id in asked if id)
    tasks = {str(id) for (id,) in session.values(Query("task", scope), "id")}
    today = date.today().isoformat()
    held = [
        (state not in OUT, str(due or "9999"), str(number), str(id), _group(str(state)))
        for id, task, state, due, number in session.values(
            Query("clue"), "id", "task_id", "state", "reply_due", "number"
        )
        if task in tasks
    ]
    late = {id for settled, due, _, id, _ in held if not settled and due < today}
    fitting = [one for one in held if view in ("", one[-1]) or (view == "late" and one[3] in late)]
    first = [one[3] for one in sorted(fitting)[:MOST]]
    rows = tuple(_row(session, session.get(Clue, id)) for id in first)
    return Ledger(rows, len(held), len(fitting), len(late))


def _group(state: str) -> str:
    if state not in (*GONE, "dropped"):
        return "ready"
    return "out" if state in OUT else "end"


def _row(session: Session, clue: Clue) -> Row:
    days = days_late(clue, date.today())
    limit = "" if days is None else f"▲超期{days}天" if days > 0 else f"还有{-days}天"
    receiver = (
        session.code_label("clue_receiver", clue.receiver_body)
        if clue.receiver_body
        else _proposal(session, clue)
    )
    ends = [session.code_label("case_result", clue.case_state) if clue.case_state else ""]
    ends += [session.code_label("sanction", code) for code in clue.sanctions]
    if clue.dual:
        ends.append("一案双查")
    return Row(
        clue.id,
        (
            clue.number, clue.summary, receiver, str(clue.handed_on or ""), _inner(clue), str(clue.reply_due or ""), limit,
            clue.TYPE.lifecycle.state(clue.state).label, "、".join(end for end in ends if end),
        ),
        bool(days and days > 0),
    )  # fmt: skip


def _inner(clue: Clue) -> str:
    """The limit inside the handling: what for and until when, with a sign once it is past."""
    if clue.inner_due is None:
        return ""
    label, due = clue.inner_due
    return f"{'▲' if due < date.today() else ''}{label} {due.isoformat()}"


def _proposal(session: Session, clue: Clue) -> str:
    rule = proposed(session, clue) if clue.state not in (*GONE, "dropped") else None
    return f"拟：{session.code_label('clue_receiver', rule.receiver)}" if rule else "未定"


def read_way(session: Session, *, id: str) -> tuple[str, tuple[Event, ...]]:
    """The number of a clue and everything that happened to it."""
    clue = session.get(Clue, id)
    return clue.number, way_of(session, clue)


class LedgerPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "线索台账", "登记、移交、签收、督办、结果一账到底", about="clue", wide=True)
        self._view = QComboBox()
        name_control(self._view, "台账范围")
        for label, code in VIEWS:
            self._view.addItem(label, code)
        self._view.activated.connect(self._on_view)
        for each in (
            self._view,
            button("按管理权限提出去向", self._on_propose, icon_name="send"),
            button("督办…", self._on_chase, icon_name="bell"),
            button("编移交批次", self._on_batch, icon_name="package", role="main"),
        ):
            self.buttons.addWidget(each)
        self._ledger = Ledger((), 0, 0, 0)
        self._lines: Lines | None = None
        self._way = QVBoxLayout()
        self.watch("clue", "clue_transfer", "clue_chase", "urgent_report", "routing_rule")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        hand = self.desk.hand
        self.desk.work.read(
            partial(
                read_ledger,
                round_id=hand.round_id,
                unit_id=hand.unit_id,
                view=str(self._view.currentData() or ""),
            ),
            self._on_ledger,
            owner=self,
            slot="rows",
        )

    def _on_ledger(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._draw()

    def _on_view(self, _place: int) -> None:
        self.refresh()

    def _draw(self) -> None:
        chosen = self._chosen()
        box = redraw(self.body)
        self._lines = None
        shown, late = self._ledger.rows, self._ledger.late
        if not self._ledger.every:
            text = "在信访件、谈话或问题的“更多”里“提取为线索”，或在“问题线索”里新建；这里管移交以后的事。"
            go = button("去问题线索", partial(self.desk.open_page, "list:clue"))
            box.addWidget(empty("lock", "还没有登记线索", text, go))
            box.addStretch(1)
            return
        section(box, "台账", f"{self._ledger.fitting} 件" + (f"，超期未反馈 {late} 件" if late else ""))
        lines = Lines("线索台账", HEADS, WIDTHS, grow=1, most=12)
        lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for row in shown:
            item = lines.add(row.texts, row.id)
            if row.late:
                item.setForeground(6, theme.color("red"))
        lines.tight(0, 3, 4, 5)
        lines.fit()
        lines.opened.connect(self._on_open)
        lines.itemSelectionChanged.connect(self._on_selected)
        self._lines = lines
        box.addWidget(lines)
        every = partial(self.desk.open_page, "list:clue")
        rest(box, self._ledger.fitting - len(shown), "件", go=("看全部线索", every))
        self._way = QVBoxLayout()
        box.addLayout(self._way)
        box.addStretch(1)
        for item in lines.every():
            if item.data(0, ID) == (chosen[0] if chosen else shown[0].id if shown else ""):
                lines.setCurrentItem(item)

    def _chosen(self) -> tuple[str, ...]:
        return tuple(str(key) for key in self._lines.chosen()) if self._lines else ()

    def _on_selected(self) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self.desk.work.read(partial(read_way, id=chosen[0]), self._on_way, owner=self, slot="way")

    def _on_way(self, found: tuple[str, tuple[Event, ...]]) -> None:
        number, events = found
        box = redraw(self._way)
        section(box, "办理全程", number)
        lines = Lines("办理全程", WAY_HEADS, WAY_WIDTHS, grow=3, most=14)
        for event in events:
            lines.add((str(event.on), event.step, event.who, event.text))
        lines.fit()
        box.addWidget(lines)
        box.addWidget(words("双击台账里的一行，打开这件线索。", "muted"))

    def _on_open(self, key: object) -> None:
        self.desk.open_record("clue", str(key))

    def _acted_on(self) -> tuple[str, ...]:
        chosen = self._chosen()
        if not chosen:
            dialogs.tell(
                self.window(), "还没有选中线索", "在台账里点一行；按住 Ctrl 或 Shift 再点，可以选几行。"
            )
        return chosen

    def _on_propose(self) -> None:
        if chosen := self._acted_on():
            propose(self.desk, chosen)

    def _on_batch(self) -> None:
        if chosen := self._acted_on():
            make_batch(self.desk, chosen)

    def _on_chase(self) -> None:
        if chosen := self._acted_on():
            ask_chase(self.desk, chosen)
