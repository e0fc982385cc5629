"""Pages and menu actions of judging: common problems, self-check of papers, what keeps a group from leaving the site."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.workpapers.judging.model import GROUP
from app.areas.workpapers.judging.view.acts import offers
from app.areas.workpapers.judging.view.checks import LeavingPage, QualityPage
from app.areas.workpapers.judging.view.common import CommonPage
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """共性问题, 底稿自查, 撤点检查."""
    return (
        PageSpec("judging.common", "共性问题", "git-merge", "workpapers", CommonPage, GROUP),
        PageSpec("judging.quality", "底稿自查", "scale", "workpapers", QualityPage, GROUP),
        PageSpec("judging.leaving", "撤点检查", "log-out", "workpapers", LeavingPage, GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Use cases in the menus of findings, working papers and tasks."""
    return offers()
