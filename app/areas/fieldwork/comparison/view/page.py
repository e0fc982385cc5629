"""The page 数据比对: lists in, two of them compared by a rule, both rows of a hit side by side.

The work runs on the writer with progress; cancelled, it leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from app.areas.fieldwork.comparison.model import DataHit, DataList, DataRule
from app.areas.fieldwork.comparison.service import (
    MOST_HITS,
    Compared,
    Incoming,
    compare,
    import_list,
    incoming,
)
from app.areas.fieldwork.comparison.view import judging
from app.areas.fieldwork.comparison.view.incoming import IncomingPanel
from app.core.records import Record
from app.tasks.decoder import extract_sheets
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, ask_fields, empty, read_file, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.page import list_code
from app.widgets.rows import Row, beside, button, clear_layout, words
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

COMPARE_PAGE = "fieldwork.compare"
KINDS = "表格 (*.xlsx *.xls *.csv)"
MOST_BYTES = 200 << 20
SHOWN_HITS, SHOWN_LISTS = 60, 40
"""The newest that are shown and offered; the lists of the navigation have all."""
LIST_HEADS = ("编号", "名单名称", "提供单位", "行数", "证件号码有误", "状态")
LIST_WIDTHS = (96, 300, 200, 90, 110, 96)
HIT_HEADS = ("编号", "姓名", "规则", "对上的依据", "金额", "状态")
HIT_WIDTHS = (110, 96, 240, 220, 110, 84)


@dataclass(frozen=True)
class Board:
    """The newest lists and hits, the rules, how many hits are open, and how many more lists and hits there are."""

    lists: tuple[DataList, ...]
    rules: tuple[DataRule, ...]
    hits: tuple[DataHit, ...]
    open: int
    task_id: str
    more_lists: int = 0
    more_hits: int = 0


def read_state(session: Session, unit_id: str) -> Board:
    """Everything on the page; new lists belong to the task in hand, or to the only one."""
    tasks = session.some(Query("task", (Filter("unit_id", Op.EQ, unit_id),) if unit_id else ()), 2)
    rules = [rule for rule in session.find(DataRule) if rule.active]
    lists = [held for held in session.some(Query("data_list"), SHOWN_LISTS) if isinstance(held, DataList)]
    hits = [hit for hit in session.some(Query("data_hit"), SHOWN_HITS) if isinstance(hit, DataHit)]
    return Board(
        tuple(sorted(lists, key=lambda held: held.id)),
        tuple(sorted(rules, key=lambda rule: (rule.position or 0, rule.name))),
        tuple(hits),
        session.count(Query("data_hit", (Filter("state", Op.EQ, "open"),))),
        tasks[0].id if len(tasks) == 1 else "",
        session.count(Query("data_list")) - len(lists),
        session.count(Query("data_hit")) - len(hits),
    )


class ComparePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "数据比对", "名单只在本库里比对，不带出；对上的逐条核实", about="data_hit", wide=True
        )
        self._table: Incoming | None = None
        self._state = Board((), (), (), 0, "")
        self._picked = ""
        self._chosen: tuple[str, str, str] = ("", "", "")
        for each in (
            button("比对规则", partial(desk.open_page, list_code("data_rule")), icon_name="scale"),
            button("全部结果", partial(desk.open_page, list_code("data_hit")), icon_name="list"),
            button("导入名单…", self._on_pick, icon_name="import"),
        ):
            self.buttons.addWidget(each)
        self.watch("data_list", "data_rule", "data_hit")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(read_state, unit_id=self.desk.hand.unit_id)
        self.desk.work.read(read, self._on_state, owner=self, slot="state")

    def _on_state(self, state: Board) -> None:
        self._state = state
        self._draw()

    def _draw(self) -> None:
        box = redraw(self.body)
        self._sides = QHBoxLayout()
        if self._table is not None:
            section(
                box,
                f"要导入的表格：{self._table.name}",
                f"{len(self._table.rows)} 行、{len(self._table.titles)} 列",
            )
            box.addWidget(IncomingPanel(self._table, self._on_confirm, self._on_drop))
            box.addStretch(1)
            return
        if not self._state.lists:
            text = "把有关单位提供的名单（.xlsx、.csv）导入两份以上，指明哪列是证件号码、姓名、账号，再选规则比对。"
            box.addWidget(empty("scale", "还没有名单", text, button("导入名单", self._on_pick, role="main")))
            box.addStretch(1)
            return
        self._draw_choice(box)
        self._draw_lists(box)
        if self._state.hits:
            self._draw_hits(box)
        box.addStretch(1)

    def _draw_choice(self, box: QVBoxLayout) -> None:
        section(box, "比对")
        usable = [held for held in self._state.lists if held.state == "loaded"]
        self._left, self._right, self._rule = QComboBox(), QComboBox(), QComboBox()
        for pick in (self._left, self._right):
            for held in usable:
                pick.addItem(f"{held.name}（{held.row_total} 行）", held.id)
        for rule in self._state.rules:
            self._rule.addItem(rule.name, rule.id)
        if len(usable) > 1:
            self._right.setCurrentIndex(1)
        for pick, id in zip((self._left, self._right, self._rule), self._chosen, strict=True):
            if id and pick.findData(id) >= 0:
                pick.setCurrentIndex(pick.findData(id))
            pick.setMinimumWidth(theme.scaled(240))
        go = button("开始比对", self._on_compare, icon_name="scale", role="main")
        row = beside(Row("左边名单", self._left), Row("右边名单", self._right), Row("规则", self._rule), None)
        box.addLayout(row)
        self._meaning = words("", "muted", wrap=True)
        told = beside(go, self._meaning)
        told.setStretch(1, 1)
        box.addLayout(told)
        self._rule.currentIndexChanged.connect(self._on_rule)
        self._on_rule()

    def _on_rule(self, _place: int = 0) -> None:
        rule = next((r for r in self._state.rules if r.id == self._rule.currentData()), None)
        self._meaning.setText(f"{rule.left_kind} × {rule.right_kind}：{rule.meaning}" if rule else "")

    def _draw_lists(self, box: QVBoxLayout) -> None:
        clear = button("清除所选名单…", self._on_empty, role="link")
        section(box, "名单", "双击打开，可看各列的作用", clear)
        lines = Lines("名单", LIST_HEADS, LIST_WIDTHS, grow=1, most=5)
        for held in self._state.lists:
            texts = (
                held.number,
                held.name,
                held.source,
                str(held.row_total or ""),
                str(held.invalid or "") if held.invalid is not None else "—",
                held.TYPE.lifecycle.state(held.state).label,
            )
            lines.add(texts, held.id)
        lines.right(3, 4)
        lines.tight(0, 5)
        lines.opened.connect(self._on_list_opened)
        lines.fit()
        self._lists = lines
        box.addWidget(lines)
        every = partial(self.desk.open_page, list_code("data_list"))
        rest(box, self._state.more_lists, "份较早的名单", go=("看全部名单", every))

    def _draw_hits(self, box: QVBoxLayout) -> None:
        out = button("排除…", self._on_rule_out)
        lead = button("核实为线索…", self._on_lead)
        section(box, "比对结果", f"核实中 {self._state.open} 条，选中一条看两边原文", out, lead)
        lines = Lines("比对结果", HIT_HEADS, HIT_WIDTHS, grow=2, most=6)
        lines.setSelectionMode(Lines.SelectionMode.ExtendedSelection)
        for hit in self._state.hits:
            amount = f"{hit.amount / 100:,.2f}" if hit.amount is not None else ""
            state = hit.TYPE.lifecycle.state(hit.state).label
            lines.add((hit.number, hit.name, hit.rule, hit.matched, amount, state), hit.id)
        lines.right(4)
        lines.tight(0, 1, 5)
        lines.opened.connect(self._on_hit_opened)
        lines.itemSelectionChanged.connect(self._on_hit)
        lines.fit()
        self._hits = lines
        box.addWidget(lines)
        every = partial(self.desk.open_page, list_code("data_hit"))
        rest(box, self._state.more_hits, "条较早的结果", go=("看全部结果", every))
        box.addLayout(self._sides)
        places = [n for n, hit in enumerate(self._state.hits) if hit.id == self._picked]
        lines.setCurrentItem(lines.every()[places[0] if places else 0])

    def _on_hit(self) -> None:
        chosen = self._hits.chosen()
        hit = next((h for h in self._state.hits if chosen and h.id == chosen[-1]), None)
        if hit is None:
            return
        self._picked = hit.id
        clear_layout(self._sides)
        for said in (hit.left_text, hit.right_text):
            text = words(said, "body", wrap=True)
            text.setAccessibleName(said)
            self._sides.addWidget(text, 1)

    # In

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择名单", lambda names: self.open_file(Path(names[0])), kinds=KINDS
        )

    def open_file(self, path: Path) -> None:
        """Decode a table in the child process and show its columns."""

        def decode(_progress: Progress, cancelled: Cancel) -> Incoming:
            content = read_file(path, MOST_BYTES)
            return incoming(path.stem, extract_sheets(path.name, content, cancelled), content)

        self.desk.work.job("正在读取名单…", decode, self._on_table, owner=self)

    def _on_table(self, table: Incoming) -> None:
        self._table = table
        self._draw()

    def _on_drop(self) -> None:
        self._table = None
        self._draw()

    def _on_confirm(self, roles: tuple[str, ...]) -> None:
        table = self._table
        if table is None:
            return

        def make(_session: Session) -> Record:
            return DataList(name=table.name, task_id=self._state.task_id)

        def store(_record: Record, values: dict[str, Any]) -> None:
            self._import(table, roles, values)

        ask_fields(
            self.desk, "导入名单", make, ("name", "source", "period", "task_id"), "导入", store, needs=("name", "task_id"),
            text="写明谁提供的、数据到哪一天；名单只存在本库，用完随时清除。",
        )  # fmt: skip

    def _import(self, table: Incoming, roles: tuple[str, ...], values: dict[str, Any]) -> None:
        def run(session: Session, progress: Progress, _cancelled: Cancel) -> DataList:
            return import_list(session, table, roles=roles, progress=progress, **values)

        def done(held: DataList) -> None:
            self._table = None
            wrong = f"，其中证件号码有误 {held.invalid} 行" if held.invalid else ""
            self.desk.note(f"{held.number}已导入 {held.row_total} 行{wrong}")
            self.refresh()

        self.desk.work.write_job("正在导入名单…", run, done, owner=self)

    # Compared

    def _on_compare(self) -> None:
        left, right = str(self._left.currentData() or ""), str(self._right.currentData() or "")
        rule_id = str(self._rule.currentData() or "")
        if not (left and right and rule_id):
            dialogs.tell(self.window(), "还不能比对", "先导入名单，再选左右两份和规则。")
            return
        self._chosen = (left, right, rule_id)

        def run(session: Session, progress: Progress, _cancelled: Cancel) -> Compared:
            return compare(session, left, right, session.get(DataRule, rule_id), progress=progress)

        self.desk.work.write_job("正在比对…", run, self._on_compared, owner=self)

    def _on_compared(self, done: Compared) -> None:
        parts = [f"新对上 {len(done.made)} 条"]
        if done.known:
            parts.append(f"以前登记过 {done.known} 条")
        self.desk.note("，".join(parts))
        if done.left_out:
            dialogs.tell(
                self.window(), "对上的太多，没有全部登记",
                f"一次最多登记 {MOST_HITS} 条，还有 {done.left_out} 条没有登记。请换更严的规则，或先核实、再比对一次。",
            )  # fmt: skip
        self.refresh()

    def _on_list_opened(self, id: str) -> None:
        self.desk.open_record("data_list", id)

    def _on_hit_opened(self, id: str) -> None:
        self.desk.open_record("data_hit", id)

    def _on_empty(self) -> None:
        self._with(self._lists, "名单", judging.empty)

    def _on_rule_out(self) -> None:
        self._with(self._hits, "比对结果", judging.rule_out)

    def _on_lead(self) -> None:
        self._with(self._hits, "比对结果", judging.lead)

    def _with(self, lines: Lines, what: str, run: Any) -> None:
        ids = tuple(lines.chosen())
        if ids:
            run(self.desk, ids)
        else:
            dialogs.tell(
                self.window(), f"还没有选中{what}", "先点一行；按住 Ctrl 或 Shift 再点，可以选几行。"
            )
