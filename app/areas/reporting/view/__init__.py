"""The pages and menu actions of the report: 汇成报告, 报告编写.

What a report may rest on is decided by app.areas.reporting.service.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.reporting.view.aim import ASSEMBLE, EDITOR, go_to
from app.areas.reporting.view.assemble import AssemblePage
from app.areas.reporting.view.editor import EditorPage
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """汇成报告 and 报告编写, in every vault."""
    return (
        PageSpec(ASSEMBLE, "汇成报告", "file-check", "reporting", AssemblePage),
        PageSpec(EDITOR, "报告编写", "pencil", "reporting", EditorPage),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """在提纲里编写 on a report, 汇成报告 on a task."""
    return {
        "report": (ActionOffer("在提纲里编写", "pencil", _write),),
        "task": (ActionOffer("汇成报告", "file-check", _assemble),),
    }


def _write(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, EDITOR, ids[0])


def _assemble(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, ASSEMBLE, ids[0])
