"""Pages and menu actions: appraisals of a round at a glance, the conduct of a group, the performance of cadres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.areas.closeout.appraisal.model import GROUP, ExcellentCadre
from app.areas.closeout.appraisal.performance import score_member
from app.areas.closeout.appraisal.service import appraise_member, appraise_nominee, appraise_unit, open_review
from app.areas.closeout.appraisal.view.board import BOARD, BoardPage
from app.areas.closeout.appraisal.view.conduct import CONDUCT_PAGE, ConductPage
from app.areas.closeout.appraisal.view.performance import PERFORMANCE_PAGE, PerformancePage
from app.areas.libraries.schemes.view import open_sheet
from app.areas.preparation.model import Member, Task
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """考评总表, 作风纪律后评估, 绩效考核."""
    return (
        PageSpec(BOARD, "考评总表", "scale", "closeout", BoardPage, GROUP),
        PageSpec(CONDUCT_PAGE, "问卷和结果", "shield-check", "closeout", ConductPage, GROUP),
        PageSpec(PERFORMANCE_PAGE, "绩效考核", "chart-column", "closeout", PerformancePage, GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Begin a sheet where the task or the member is; open the page of a review."""
    return {
        "task": (
            ActionOffer("评被巡察单位配合情况", "scale", _score_unit),
            ActionOffer("作风纪律后评估", "shield-check", _review),
        ),
        "member": (
            ActionOffer("抽调干部考评", "scale", _score_member),
            ActionOffer("绩效考核打分", "chart-column", _score_performance),
        ),
        "excellent_cadre": (ActionOffer("评选打分", "scale", _score_nominee),),
        "conduct_review": (ActionOffer("问卷和结果", "shield-check", _to_review),),
    }


def _score_unit(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: appraise_unit(session, session.get(Task, ids[0])),
        lambda sheet: open_sheet(desk, (sheet.id,)),
    )


def _score_member(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: appraise_member(session, session.get(Member, ids[0])),
        lambda sheet: open_sheet(desk, (sheet.id,)),
    )


def _score_performance(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: score_member(session, session.get(Member, ids[0])),
        lambda sheet: open_sheet(desk, (sheet.id,)),
    )


def _score_nominee(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: appraise_nominee(session, session.get(ExcellentCadre, ids[0])),
        lambda sheet: open_sheet(desk, (sheet.id,)),
    )


def _review(desk: Desk, ids: tuple[str, ...]) -> None:
    def make(session: Session) -> str:
        return open_review(session, session.get(Task, ids[0])).id

    desk.work.write(make, lambda id: go_to(desk, CONDUCT_PAGE, id))


def _to_review(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, CONDUCT_PAGE, ids[0])
