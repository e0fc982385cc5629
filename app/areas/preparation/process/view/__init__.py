"""Pages and menu actions of the process: the chart 流程图 and the schedule 日程表.

They show what app.areas.preparation.process.service reads, and write only what a button says.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.preparation.process.model import GROUP
from app.areas.preparation.process.view.chart_page import CHART, ChartPage, make_for, replan
from app.areas.preparation.process.view.schedule_page import SCHEDULE, SchedulePage
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """流程图 and 日程表."""
    return (
        PageSpec(CHART, "流程图", "columns-3", "preparation", ChartPage, group=GROUP),
        PageSpec(SCHEDULE, "日程表", "calendar-days", "preparation", SchedulePage, group=GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """建立流程 and 按任务日期排计划, from a round."""
    return {
        "round": (
            ActionOffer("按模板建立流程", "columns-3", lambda desk, ids: make_for(desk, ids[0])),
            ActionOffer("流程按任务日期重排计划", "calendar", lambda desk, ids: replan(desk, ids[0])),
        )
    }
