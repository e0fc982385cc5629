"""The pages and menu actions of a text that people write: written in an outline, versions beside each other, read back.

The pages are opened from the record; they stand in no list of the navigation.
"""

from __future__ import annotations

from functools import partial

from app.areas.reporting.prose import Prose
from app.areas.reporting.review.view.compare import ComparePage
from app.areas.reporting.view.editor import EditorPage
from app.areas.reporting.view.readback import ask_back
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.offering import on_both
from app.widgets.page import PageSpec


def pages_of(*proses: Prose) -> tuple[PageSpec, ...]:
    """The editor and the comparison of each."""
    return tuple(
        page
        for prose in proses
        for page in (
            PageSpec(prose.page, prose.title, "pencil", "", partial(EditorPage, prose=prose)),
            PageSpec(prose.compare, "稿次对照", "columns-3", "", partial(ComparePage, prose=prose)),
        )
    )


def actions_of(prose: Prose) -> tuple[ActionOffer, ...]:
    """在提纲里编写, 稿次对照 and 读回修改稿 on a record."""
    return (
        *on_both("在提纲里编写", "pencil", prose.label, partial(_open, prose.page)),
        ActionOffer("稿次对照…", "columns-3", partial(_open, prose.compare)),
        ActionOffer("读回修改稿…", "file-text", partial(ask_back, prose)),
    )


def _open(page: str, desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, page, ids[0])
