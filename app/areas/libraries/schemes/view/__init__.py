"""Pages and menu actions: scoring schemes, their items, and assessments by them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.libraries.schemes.model import GROUP, Assessment, Scheme
from app.areas.libraries.schemes.service import begin, copy_scheme
from app.areas.libraries.schemes.view.items import export_items, import_items
from app.areas.libraries.schemes.view.scoring import ASSESSMENT, ScoringPage
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.field_sheet import active_window, ask_fields
from app.widgets.offering import on_both
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

SUBJECT = ("subject", "task_id", "unit_id", "person_id", "stage", "assessor", "assessed_on")


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """打分."""
    return (PageSpec(ASSESSMENT, "打分", "scale", "libraries", ScoringPage, GROUP),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Score by a scheme, copy it, its items as a sheet; score a sheet that was begun."""
    return {
        "scheme": (
            *on_both("用此方案打分…", "scale", "评分方案", score_by),
            *on_both("另存为本地方案…", "copy", "评分方案", save_as_local),
            ActionOffer("从表格导入项目…", "import", import_items),
            ActionOffer("导出项目表…", "download", export_items),
        ),
        "assessment": on_both("打分…", "scale", "评分记录", open_sheet),
    }


def open_sheet(desk: Desk, ids: tuple[str, ...]) -> None:
    """Open the scoring page at a sheet."""
    go_to(desk, ASSESSMENT, ids[0])


def score_by(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask what is to be scored, begin the sheet and open it."""

    def make(session: Session) -> Assessment:
        scheme = session.get(Scheme, ids[0])
        return Assessment(scheme_id=scheme.id, kind=scheme.kind, assessor=session.actor.name)

    ask_fields(
        desk, "用此方案打分", make, SUBJECT, "开始打分", partial(_begin, desk),
        text="选了人员、党组织或任务的，评分对象可以不填，自动取其名称。不记名的，评分人留空。",
    )  # fmt: skip


def _begin(desk: Desk, record: Record, values: dict[str, Any]) -> None:
    scheme_id = str(getattr(record, "scheme_id", ""))
    desk.work.write(
        lambda session: begin(session, scheme_id, **values), lambda made: open_sheet(desk, (made.id,))
    )


def save_as_local(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for a name and copy the scheme under it."""

    def copied(made: Scheme) -> None:
        desk.note(f"已另存为“{made.name}”，可以改项目和分值")
        desk.open_record("scheme", made.id)

    def store(name: str) -> None:
        desk.work.write(lambda session: copy_scheme(session, session.get(Scheme, ids[0]), name), copied)

    dialogs.ask_text(
        active_window(), "另存为本地方案", "本地方案名称", "另存", store,
        text="原方案不变；新方案带上全部项目，可以任意修改。", long=False,
    )  # fmt: skip
