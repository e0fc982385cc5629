"""The page 整改率核对: the rate of every inspection with its formula, and printed figures held against their own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.rectification.accounts.model import RectReport
from app.areas.rectification.accounts.service import check_report
from app.areas.rectification.service import Checked, Rate, completions, reconcile, split_of, sum_of
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, facts, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import Row, beside, button, words
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

MOST = 999_999
MOST_TASKS = 60
"""Newest inspections and reports that are shown; 对比 and 统计 have all."""


@dataclass(frozen=True)
class Shown:
    """Rates of the newest inspections (title, rate, id), the split over them, and reports whose figures do not agree.

    more, unread: inspections, and reports with a rate, that are older than those.
    """

    rates: tuple[tuple[str, Rate, str], ...]
    split: str
    faults: tuple[tuple[str, str, str], ...]
    more: int = 0
    unread: int = 0


def read_rates(session: Session) -> Shown:
    """Everything of the page."""
    newest = [task for task in session.some(Query("task"), MOST_TASKS) if isinstance(task, Task)]
    tasks = newest[::-1]
    known = completions(session, [task.id for task in tasks])
    rates = tuple((task.title, known[task.id], task.id) for task in tasks)
    faults = []
    printed = Query("rect_report", (Filter("printed_rate", Op.FILLED),))
    reports = session.some(printed, MOST_TASKS)
    for report in reports:
        assert isinstance(report, RectReport)
        checked, own = check_report(session, report)
        said = [*checked.faults]
        if checked.total and (checked.total, checked.done) != (own.total, own.done):
            said.append(f"整改记录是{own.done}÷{own.total}")
        if said:
            faults.append((report.title, "；".join(said), report.id))
    return Shown(
        rates,
        split_of(session, tasks).formula,
        tuple(faults),
        session.count(Query("task")) - len(tasks),
        session.count(printed) - len(reports),
    )


class RatesPage(WorkPage):
    """Rates above, a place to check any printed figure below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "整改率核对", "完成率写明分子分母；基本完成不算完成；和印出来的数字对不上的标出来",
            about="rect_task", wide=True,
        )  # fmt: skip
        self._total, self._done = _count(), _count()
        self._printed = QLineEdit()
        self._said = words("", "strong", wrap=True)
        self.watch("rect_task", "rect_report", "task", "feedback_problem")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(read_rates, self._on_read, owner=self, slot="rates")

    def _on_read(self, shown: Shown) -> None:
        box = redraw(self.body)
        self._total, self._done, self._printed = _count(), _count(), QLineEdit()
        self._said = words("", "strong", wrap=True)
        if not shown.rates:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"), role="main")
            box.addWidget(empty("gauge", "还没有巡察任务", "整改率按任务计算。", go))
            box.addStretch(1)
            return
        section(box, "各单位整改率", sum_of(rate for _, rate, _ in shown.rates).formula)
        heads = ("巡察任务", "应整改", "已完成", "基本完成", "正在推进", "完成率")
        lines = Lines("各单位整改率", heads, (260, 72, 72, 80, 80, 90))
        for title, rate, id in shown.rates:
            percent = f"{rate.percent:.2f}%" if rate.percent is not None else "—"
            lines.add((title, *map(str, (rate.total, rate.done, rate.mostly, rate.doing)), percent), id)
        lines.right(1, 2, 3, 4, 5)
        lines.opened.connect(self._on_task)
        lines.fit()
        box.addWidget(lines)
        every = partial(self.desk.open_page, "list:task")
        how = "上面的合计没有算它们，全部的在“对比”里"
        rest(box, shown.more, "个较早的任务", how, go=("看全部任务", every))
        box.addWidget(facts([("分解", shown.split)]))
        section(box, "整改报告里对不上的数", f"{len(shown.faults)}份")
        for title, why, id in shown.faults:
            go = button("打开", partial(self.desk.open_record, "rect_report", id), role="link")
            box.addLayout(beside(words(f"{title}：{why}", "problem", wrap=True), None, go))
        if not shown.faults:
            box.addWidget(words("没有。", "body-muted"))
        every = partial(self.desk.open_page, "list:rect_report")
        rest(box, shown.unread, "份较早的报告", "没有核对", go=("看全部整改报告", every))
        self._draw_check(box)
        box.addStretch(1)

    def _draw_check(self, box: QVBoxLayout) -> None:
        section(box, "核对一个印出来的完成率", "照材料填三个数")
        row = beside(
            Row("应整改", self._total, name="total"),
            Row("已完成", self._done, name="done"),
            Row("材料上写的完成率", self._printed, name="printed", help="例如：98.81%"),
            None,
        )
        box.addLayout(row)
        box.addLayout(beside(button("核对", self._on_check, role="main"), self._said, None))

    def _on_check(self) -> None:
        found: Checked = reconcile(self._total.value(), self._done.value(), self._printed.text())
        theme.mark(self._said, role="problem" if found.faults else "strong")
        self._said.setText("；".join(found.faults) or f"相符：{found.formula}")

    def _on_task(self, id: object) -> None:
        self.desk.open_record("task", str(id))


def _count() -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, MOST)
    made.setMinimumWidth(theme.scaled(110))
    return made
