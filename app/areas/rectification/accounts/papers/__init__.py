"""The papers of the unit's rectification: plan, lists, ledgers, reports. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec
from app.areas.rectification.accounts.papers.lists import accounts_paper as accounts_paper
from app.areas.rectification.accounts.papers.lists import build_lists
from app.areas.rectification.accounts.papers.lists import one_list as one_list
from app.areas.rectification.accounts.papers.plans import (
    build_handled,
    build_ledger,
    build_plan,
    build_statistics,
)
from app.areas.rectification.accounts.papers.reports import (
    build_meeting,
    build_pledge,
    build_progress,
    build_secretary,
)
from app.core.records import Record


def _is_secretary(held: Record) -> bool:
    return getattr(held, "kind", "") == "secretary"


def _is_progress(held: Record) -> bool:
    return not _is_secretary(held)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("rect_plan", "整改方案", "rect_plan", build_plan, row=64),
    PaperSpec("four_lists", "四清单", "task", build_lists, row=65),
    PaperSpec("rect_ledger", "整改台账", "task", build_ledger, row=66),
    PaperSpec("democratic_meeting", "专题民主生活会材料", "democratic_meeting", build_meeting, row=67),
    PaperSpec(
        "progress_report", "整改进展情况报告", "rect_report", build_progress, row=68, fits=_is_progress
    ),
    PaperSpec(
        "secretary_report",
        "主要负责人组织落实情况报告",
        "rect_report",
        build_secretary,
        row=69,
        fits=_is_secretary,
    ),
    PaperSpec("pledge_of_truth", "真实性承诺书", "pledge_of_truth", build_pledge, row=70),
    PaperSpec("rect_statistics", "整改落实情况统计表", "task", build_statistics, row=71),
    PaperSpec("handled_cadres", "处理干部情况汇总表", "task", build_handled, row=72),
    PaperSpec("five_accounts", "五账", "task", accounts_paper),
)
