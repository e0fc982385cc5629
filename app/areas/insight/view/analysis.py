"""The page 问题分析: what the problems are about, the commonest, and those that came again at the same unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from app.areas.insight.counting import Slice
from app.areas.insight.papers import ANALYSIS_COLUMNS, analysis_paper, analysis_rows
from app.areas.insight.problems import Analysis, Common, Repeated, analyse
from app.areas.insight.view.choosing import ScopePage
from app.areas.insight.view.figures import chart_of
from app.areas.insight.view.reading import Wanted, bars
from app.exchange.tables import SheetColumn
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.pieces import Pieces
from app.widgets.rows import button, words

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session


def read_analysis(session: Session, *, wanted: Wanted) -> Analysis:
    """The problems of a scope."""
    return analyse(session, wanted.scope(session))


class AnalysisPage(ScopePage):
    """The page, drawn part by part."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "问题分析", "按会商认定的问题数；点一条、双击一行看背后的问题", about="finding"
        )
        self._pieces = Pieces(desk.work, self)
        self.watch("finding", "feedback_problem", "task", "unit")
        self.refresh()

    def read(self, any_round: bool) -> None:
        """Count."""
        if not any_round:
            self._draw_empty()
            return
        self.desk.work.read(
            partial(read_analysis, wanted=self.wanted), self._on_analysis, owner=self, slot="analysis"
        )

    def table(self, session: Session) -> tuple[str, Sequence[SheetColumn], Iterable[Sequence[object]]]:
        """Every part of every breakdown as a row."""
        return "问题分析", ANALYSIS_COLUMNS, analysis_rows(read_analysis(session, wanted=self.wanted))

    def paper(self, session: Session) -> Paper:
        """问题分析表."""
        return analysis_paper(session, self.wanted.scope(session))

    def _draw_empty(self) -> None:
        self._pieces.stop()
        box = redraw(self.body)
        go = button("去问题列表", partial(self.desk.open_page, "list:finding"), role="main")
        text = "登记问题并选好“聚焦”和“子类”，这里就按聚焦、子类、行业和层级分析。"
        box.addWidget(empty("git-merge", "还没有问题", text, go))
        box.addStretch(1)

    def _on_analysis(self, found: Analysis) -> None:
        if not found.total and not found.fed_back:
            self._draw_empty()
            return
        box = redraw(self.body)
        pairs = (
            (("发现问题按聚焦", found.by_focus), ("反馈问题按聚焦", found.fed_back)),
            (("按子类（从多到少）", found.by_aspect), ("按行业领域", found.by_industry)),
            (("按单位级别", found.by_level), ("按单位类别", found.by_category)),
            (("按发生层级", found.by_place), ("按原因", found.by_cause)),
        )
        self._pieces.start(
            (
                *(partial(self._draw_pair, pair, box) for pair in pairs),
                partial(self._draw_common, found.common, found.more_common, box),
                partial(self._draw_repeated, found.repeated, found.more_repeated, box),
                partial(box.addStretch, 1),
            )
        )

    def _draw_pair(self, parts: Sequence[tuple[str, Sequence[Slice]]], box: QVBoxLayout) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.EDGE * 2)
        for place, (name, slices) in enumerate(parts):
            grid.setColumnStretch(place, 1)
            grid.addWidget(chart_of(self, name, bars(slices), " 个"), 0, place)
        box.addLayout(grid)

    def _draw_common(self, common: Sequence[Common], more: int, box: QVBoxLayout) -> None:
        section(box, "最普遍的问题", "两个以上单位都有的子类，按单位数排")
        if not common:
            box.addWidget(words("没有两个以上单位都有的子类。", "body-muted"))
            return
        lines = Lines("最普遍的问题", ("子类", "单位", "占比", "问题"), (320, 90, 90, 80), most=12)
        for place, one in enumerate(common):
            lines.add(
                (one.label, f"{one.units} 个", f"{one.units * 100 / one.of:.2f}%", f"{one.problems} 个"),
                place,
            )
        lines.right(1, 2, 3)
        lines.opened.connect(lambda key: self.open_behind(common[int(key)].behind))
        lines.fit()
        box.addWidget(lines)
        rest(box, more, "个子类")

    def _draw_repeated(self, repeated: Sequence[Repeated], more: int, box: QVBoxLayout) -> None:
        section(box, "反复出现的问题", "同一单位、同一子类，在两轮以上都发现的")
        if not repeated:
            box.addWidget(words("没有在两轮以上都发现的问题。", "body-muted"))
            return
        heads = ("党组织", "子类", "轮次", "问题")
        lines = Lines("反复出现的问题", heads, (220, 220, 260, 70), grow=2, most=12)
        for place, one in enumerate(repeated):
            shown = "、".join(one.rounds[-3:]) + (f"等 {len(one.rounds)} 轮" if len(one.rounds) > 3 else "")
            lines.add((one.unit, one.label, shown, f"{one.problems} 个"), place)
        lines.right(3)
        lines.opened.connect(lambda key: self.open_behind(repeated[int(key)].behind))
        lines.fit()
        box.addWidget(lines)
        rest(box, more, "组")
