"""The page 回头看: an earlier inspection's problems one by one, what the unit says and what was found on site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QTreeWidgetItem

from app.areas.preparation.model import Task
from app.areas.rectification.lookback.model import LookedBack
from app.areas.rectification.lookback.papers import CHECK_SPEC
from app.areas.rectification.lookback.service import LookedAt, Row, begin, look
from app.core.errors import Refused
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.aim import go_to, has_aim, take_aim
from app.widgets.desk import ActionOffer, Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import ID, Lines
from app.widgets.page import PageSpec
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

LOOKBACK = "lookback"
GROUP = "回头看"
SIGN = {"real": "✓", "partly": "△", "fake": "▲", "none": "▲", "back": "▲"}
FIELDS = ("result", "checked_on", "checked_by", "situation", "evidence", "evidence_ids", "proposal")


@dataclass(frozen=True)
class Shown:
    """One 回头看 with the labels of its outcomes."""

    held: LookedAt
    results: tuple[tuple[str, str], ...]


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """回头看."""
    return (PageSpec(LOOKBACK, "逐条核查", "history", "rectification", LookbackPage, GROUP),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Open the page from a task."""
    return {"task": (ActionOffer("回头看：逐条核查", "history", _open),)}


def _open(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, LOOKBACK, ids[0])


def read_lookback(session: Session, task_id: str) -> Shown | None:
    """The page's content, None without a task."""
    if not task_id:
        return None
    results = tuple((code.code, code.label) for code in session.codes("lookback_result"))
    return Shown(look(session, task_id), results)


class LookbackPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "回头看", "原来的反馈问题逐条到现场核查：真改、假改、未改还是反弹", about="looked_back", wide=True
        )  # fmt: skip
        self._box = TaskBox(desk)
        name_control(self._box, "回头看任务")
        self._box.chosen.connect(self._on_task)
        for each in (
            self._box,
            button("打印核查表", self._on_print, icon_name="printer"),
            button("登记核查…", self._on_check, icon_name="check", role="main"),
        ):
            self.buttons.addWidget(each)
        self._lines: Lines | None = None
        self._held: LookedAt | None = None
        self.watch("looked_back", "task", "feedback_problem", "rect_task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask((Filter("earlier_task_id", Op.FILLED),))

    def _on_task(self, id: str) -> None:
        if has_aim(self.desk, LOOKBACK) and self._box.count():
            self._box.choose(take_aim(self.desk, LOOKBACK))
            id = self._box.id
        self.desk.work.read(partial(read_lookback, task_id=id), self._on_shown, owner=self, slot="lookback")

    def _on_shown(self, shown: Shown | None) -> None:
        box = redraw(self.body)
        self._lines, self._held = None, shown.held if shown else None
        if shown is None or shown.held.earlier is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            text = "在“回头看”的巡察任务里填上“回头看的原任务”，这里就逐条列出原来的反馈问题和整改情况。"
            box.addWidget(empty("history", "还没有回头看任务", text, go))
            box.addStretch(1)
            return
        held = shown.held
        section(box, f"原任务：{shown.held.earlier.name}")
        box.addWidget(words(held.formula, "title", wrap=True))
        counts = [f"{label} {held.count(code)}" for code, label in shown.results]
        box.addWidget(words("　".join([*counts, f"待核查 {held.count('')}"]), "body-muted"))
        labels = dict(shown.results)
        heads = ("原反馈问题", "单位整改情况", "结论", "现场核查情况", "凭证", "日期")
        lines = Lines("逐条核查", heads, (260, 170, 110, 240, 160, 104), grow=3, most=20)
        for row in held.rows:
            self._add(lines, row, labels)
        lines.tight(5)
        lines.opened.connect(self._on_opened)
        lines.fit()
        self._lines = lines
        section(box, "逐条核查", f"{len(held.rows)} 个问题；双击打开")
        box.addWidget(lines)
        if any(row.held is None for row in held.rows):
            go = button("逐条列出", self._on_begin, icon_name="list")
            box.addLayout(
                beside(go, words("为还没有核查记录的问题各建一条，带上单位报告的整改情况。", "muted"), None)
            )
        box.addStretch(1)

    def _add(self, lines: Lines, row: Row, labels: dict[str, str]) -> None:
        checked = row.held is not None and row.held.state == "checked"
        state = row.problem.TYPE.lifecycle.state(row.problem.state).label
        percent = f"，任务完成 {row.rate.done}/{row.rate.total}" if row.tasks else ""
        result = "○ 待核查"
        if row.held is not None and checked:
            result = f"{SIGN.get(row.held.result, '')} {labels.get(row.held.result, '')}".strip()
        cells = (
            row.problem.title,
            f"{state}{percent}",
            result,
            " ".join(row.held.situation.split()) if row.held else "",
            row.held.evidence if row.held else "",
            row.held.checked_on.isoformat() if row.held and row.held.checked_on else "",
        )
        item: QTreeWidgetItem = lines.add(cells, row)
        if checked and row.held is not None and row.held.result in ("fake", "none", "back"):
            item.setForeground(2, theme.color("red"))

    def _on_opened(self, row: Row) -> None:
        if row.held is not None:
            self.desk.open_record("looked_back", row.held.id)
        else:
            self.desk.open_record("feedback_problem", row.problem.id)

    def _on_begin(self) -> None:
        id = self._box.id
        self.desk.work.write(
            lambda session: len(begin(session, session.get(Task, id))),
            lambda count: self.desk.note(f"已列出 {count} 个问题，请逐条到现场核查"),
            owner=self,
        )

    def _on_check(self) -> None:
        rows = self._lines.selectedItems() if self._lines is not None else []
        row = rows[0].data(0, ID) if rows else None
        if not isinstance(row, Row) or row.held is None:
            dialogs.tell(
                self.window(), "还没有选问题", "先“逐条列出”，再点一个问题，登记现场核查的结论和凭证。"
            )
            return
        ask_fields(
            self.desk, "登记核查", partial(_check_of, id=row.held.id), FIELDS, "登记",
            partial(_store, self.desk), needs=("result", "checked_on", "situation", "evidence"), text=row.problem.title,
        )  # fmt: skip

    def _on_print(self) -> None:
        held = self._held
        if held is None or not held.rows:
            dialogs.tell(self.window(), "没有可以打印的核查表", "先选回头看任务。")
            return
        id = held.task.id
        records = [row.held for row in held.rows if row.held is not None]
        self.desk.print_paper(CHECK_SPEC.label, lambda session: CHECK_SPEC.build(session, id), records)


def _check_of(session: Session, *, id: str) -> LookedBack:
    held = session.get(LookedBack, id)
    if held.state != "open":
        raise Refused("这个问题已核查", ["已有结论"], kept="原来的结论没有变化", todo="打开它，先“重新核查”")
    return replace(
        held,
        checked_on=held.checked_on or date.today(),
        checked_by=held.checked_by or session.actor.name,
    )


def _store(desk: Desk, record: Record, values: dict[str, Any]) -> None:
    def write(session: Session) -> LookedBack:
        with session.transaction():
            return session.move(session.save(replace(session.get(LookedBack, record.id), **values)), "check")

    desk.work.write(write, lambda _held: desk.note("已登记核查"))
