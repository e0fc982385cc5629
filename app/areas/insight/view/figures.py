"""The page 统计: every figure of a scope by step of the work, with formula and records one click away, and bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.areas.insight.counting import Figure
from app.areas.insight.figures import BY_CODE, Section
from app.areas.insight.papers import FIGURE_COLUMNS, figure_rows, figures_paper
from app.areas.insight.service import overview
from app.areas.insight.view.choosing import ScopePage
from app.areas.insight.view.reading import Shown, read_shown
from app.exchange.tables import SheetColumn
from app.widgets import theme
from app.widgets.charts import Bar, BarChart
from app.widgets.desk import Desk
from app.widgets.frame import empty, redraw, section
from app.widgets.pieces import Pieces
from app.widgets.rows import button, words

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session

COUNTED = tuple(dict.fromkeys(count.type for count in BY_CODE.values()))


class FiguresPage(ScopePage):
    """The page. It is drawn section by section, so that the window answers meanwhile."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "统计", "每个数都由记录算出，写明算法；点名称看背后的记录", about="round")
        self._pieces = Pieces(desk.work, self)
        self.watch(*COUNTED)
        self.refresh()

    def read(self, any_round: bool) -> None:
        """Count."""
        if not any_round:
            self._draw_empty()
            return
        self.desk.work.read(
            partial(read_shown, wanted=self.wanted), self._on_shown, owner=self, slot="figures"
        )

    def table(self, session: Session) -> tuple[str, Sequence[SheetColumn], Iterable[Sequence[object]]]:
        """Every figure as a row."""
        scope = self.wanted.scope(session)
        return "统计表", FIGURE_COLUMNS, figure_rows(overview(session, scope))

    def paper(self, session: Session) -> Paper:
        """统计表."""
        return figures_paper(session, self.wanted.scope(session))

    def _draw_empty(self) -> None:
        self._pieces.stop()
        box = redraw(self.body)
        go = button("去新建轮次", partial(self.desk.new_record, "round"), role="main")
        text = "统计按轮次计算。先建立轮次和任务，再登记谈话、信访、底稿。"
        box.addWidget(empty("chart-column", "还没有轮次", text, go))
        box.addStretch(1)

    def _on_shown(self, shown: Shown) -> None:
        box = redraw(self.body)
        steps = [partial(self._draw_section, part, box) for part in shown.sections]
        self._pieces.start((*steps, partial(self._draw_charts, shown, box), partial(box.addStretch, 1)))

    def _draw_section(self, part: Section, box: QVBoxLayout) -> None:
        filled = [figure for figure in part.figures if figure.value]
        section(box, part.name)
        if filled:
            box.addWidget(self._grid(filled))
        if none := [figure.label for figure in part.figures if not figure.value]:
            box.addWidget(words(f"还没有记录的：{'、'.join(none)}", "muted", wrap=True))

    def _grid(self, figures: Sequence[Figure]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.EDGE)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, theme.scaled(150))
        grid.setColumnMinimumWidth(1, theme.scaled(96))
        grid.setColumnStretch(2, 1)
        number = theme.font(theme.TYPE_LEAD, strong=True, tabular=True)
        for line, figure in enumerate(figures):
            value = words(figure.text, "strong")
            value.setFont(number)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setAccessibleName(f"{figure.label} {figure.text}")
            grid.addWidget(value, line, 1)
            grid.addWidget(words(figure.formula, "muted", wrap=True), line, 2)
            if figure.behind is not None and figure.behind.type in self.desk.catalog:
                go = button(figure.label, partial(self.open_behind, figure.behind), role="link")
                go.setAccessibleName(f"查看{figure.label}的记录")
                grid.addWidget(go, line, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                grid.addWidget(words(figure.label), line, 0)
        return made

    def _draw_charts(self, shown: Shown, box: QVBoxLayout) -> None:
        charts = QGridLayout()
        charts.setHorizontalSpacing(theme.EDGE * 2)
        for place in range(2):
            charts.setColumnStretch(place, 1)
        drawn = [
            ("问题按聚焦", shown.by_focus, " 个"),
            ("问题按党组织", shown.by_unit, " 个"),
            ("整改任务按党组织", shown.by_state, " 项"),
            ("信访按渠道", shown.by_channel, " 件"),
        ]
        for place, (name, bars, unit) in enumerate(drawn):
            # The bars of rectification say all their parts, so that chart takes the whole width.
            line, column, span = (place // 2, place % 2, 1) if place < 2 else (place - 1, 0, 2)
            charts.addWidget(chart_of(self, name, bars, unit), line, column, 1, span)
        box.addLayout(charts)


def chart_of(page: ScopePage, name: str, bars: tuple[Bar, ...], unit: str) -> QWidget:
    """A chart under its heading; a press on a bar opens its records."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    section(box, name)
    if bars:
        chart = BarChart(name, bars, unit)
        chart.pressed.connect(page.open_behind)
        box.addWidget(chart)
    else:
        box.addWidget(words("还没有记录。", "body-muted"))
    box.addStretch(1)
    return made
