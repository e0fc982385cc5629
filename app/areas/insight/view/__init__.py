"""The pages of statistics: figures by step of the work, comparison, analysis of problems, progress of tasks. They change nothing."""

from __future__ import annotations

from app.areas.insight.view.analysis import AnalysisPage
from app.areas.insight.view.compare import ComparePage
from app.areas.insight.view.figures import FiguresPage
from app.areas.insight.view.progress import ProgressPage
from app.widgets.page import PageSpec
from db.vault import Vault

PROGRESS, FIGURES, COMPARE, ANALYSIS = "progress_board", "figures", "figures.compare", "figures.problems"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """进度, 统计, 对比, 问题分析."""
    return (
        PageSpec(PROGRESS, "进度", "gauge", "insight", ProgressPage),
        PageSpec(FIGURES, "统计", "chart-column", "insight", FiguresPage),
        PageSpec(COMPARE, "对比", "list-checks", "insight", ComparePage),
        PageSpec(ANALYSIS, "问题分析", "git-merge", "insight", AnalysisPage),
    )
