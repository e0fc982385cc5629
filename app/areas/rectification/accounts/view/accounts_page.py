"""The page 五账: each problem with its five accounts, and which of them stand open or dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.rectification.accounts.ledgers import (
    ACCOUNTS,
    STANDING,
    Account,
    accounts_line,
    dead_days,
    dead_line,
    five_accounts,
    set_dead_days,
)
from app.areas.rectification.accounts.model import RectPlan
from app.areas.rectification.accounts.papers import accounts_paper
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import ask_fields, section
from app.widgets.lines import Lines
from app.widgets.rows import button, words
from app.widgets.task_page import TaskPage

if TYPE_CHECKING:
    from db.session import Session

DAYS = FieldSpec(
    "days", "呆账天数", Kind.NUMBER, unit="天", help="没有销账，且逾期或者没有进展超过这些天，算呆账"
)
HEADS = ("序号", "反馈问题", *ACCOUNTS, "账况")
TONE = {"dead": "red", "settled": "green"}


@dataclass(frozen=True)
class Shown:
    """The accounts of one inspection and the days that make one dead."""

    accounts: tuple[Account, ...]
    days: int


class AccountsPage(TaskPage[Shown]):
    """Problems down, accounts across."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "五账",
            "报告是报账，反馈是交账，移交是转账，督办是查账，整改是销账；日期和凭据取自各环节的记录",
            about="feedback_problem",
            watched=(
                "feedback_problem", "rect_task", "progress", "notification", "recommendation", "warning",
                "supervision_letter", "inspection_visit", "visit_check", "feedback_session",
            ),
            more=(
                button("呆账天数…", self._on_days),
                button("打印五账", self._on_print, icon_name="printer", role="main"),
            ),
        )  # fmt: skip

    def read(self, session: Session, task_id: str) -> Shown:
        """The accounts of one inspection."""
        days = dead_days(session)
        return Shown(five_accounts(session, session.get(Task, task_id), today=date.today(), days=days), days)

    def draw(self, box: QVBoxLayout, shown: Shown) -> None:
        """The table, its sums, what a dead account is."""
        section(box, "五账", accounts_line(shown.accounts))
        lines = Lines("五账", HEADS, (48, 170, 96, 96, 96, 96, 130, 80), grow=1)
        for place, one in enumerate(shown.accounts, 1):
            entries = [str(entry.on or "") or entry.proof or "—" for entry in one.entries]
            standing = STANDING[one.standing] + (f"（{one.why}）" if one.why else "")
            item = lines.add(
                (str(place), one.problem.title, *entries, STANDING[one.standing]), one.problem.id
            )
            for column, entry in enumerate(one.entries, 2):
                item.setToolTip(column, entry.text)
            item.setToolTip(7, standing)
            if one.standing in TONE:
                item.setForeground(7, QBrush(theme.color(TONE[one.standing])))
        lines.right(0)
        lines.opened.connect(self._on_row)
        lines.fit()
        box.addWidget(lines)
        box.addWidget(words(dead_line(shown.days, date.today()), "muted", wrap=True))
        for one in shown.accounts:
            if one.standing == "dead":
                box.addWidget(words(f"呆账：{one.problem.title}，{one.why}", "problem", wrap=True))

    def _on_row(self, id: object) -> None:
        self.desk.open_record("feedback_problem", str(id))

    def _on_days(self) -> None:
        ask_fields(
            self.desk, "呆账天数", lambda _session: RectPlan(task_id="", title=""), (), "保存", self._store,
            needs=("days",), more=(DAYS,),
        )  # fmt: skip

    def _store(self, _record: Record, values: dict[str, Any]) -> None:
        self.desk.work.write(lambda session: set_dead_days(session, int(values["days"])), self._on_stored)

    def _on_stored(self, _none: object) -> None:
        self.again()

    def _on_print(self) -> None:
        task_id = self.task_id
        if task_id:
            self.desk.print_paper("五账", lambda session: accounts_paper(session, task_id))
