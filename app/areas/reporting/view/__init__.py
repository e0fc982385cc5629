"""The pages and menu actions of the report: 汇成报告, 报告编写, and clues taken out of what was heard.

What a report may rest on is decided by app.areas.reporting.service.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.areas.fieldwork.view import on_both
from app.areas.reporting.prose import REPORT
from app.areas.reporting.view import clues
from app.areas.reporting.view.aim import ASSEMBLE, EDITOR, go_to
from app.areas.reporting.view.assemble import AssemblePage
from app.areas.reporting.view.editor import EditorPage
from app.areas.reporting.view.readback import ask_back
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
    """在提纲里编写 and 读回修改稿 on a report, 汇成报告 on a task, 提取为线索 on what a clue can come from."""
    return {
        "report": (
            *on_both("在提纲里编写", "pencil", "巡察报告", _write),
            ActionOffer("读回修改稿…", "file-text", partial(ask_back, REPORT)),
        ),
        "task": (ActionOffer("汇成报告", "file-check", _assemble),),
        **clues.actions(),
    }


def _write(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, EDITOR, ids[0])


def _assemble(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, ASSEMBLE, ids[0])
