"""Ask what came of one point of a unit's list and record it; used by every page that shows such points."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.preparation.planning.model.focus import ChecklistItem
from app.areas.preparation.planning.service.focus import record_check
from app.core.errors import Refused
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.field_sheet import active_window, ask_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.session import Session


def ask_clear(desk: Desk, ids: Sequence[str]) -> None:
    """Record that nothing was found of one point."""
    _ask(desk, ids, "clear", "未发现问题", ("checked_on", "method"), needs=("checked_on", "method"))


def ask_found(desk: Desk, ids: Sequence[str]) -> None:
    """Record what was found of one point, with the findings that came of it."""
    _ask(
        desk, ids, "find", "发现问题", ("checked_on", "method", "found", "finding_ids"), needs=("checked_on", "found")
    )  # fmt: skip


def _ask(
    desk: Desk, ids: Sequence[str], step: str, title: str, fields: tuple[str, ...], *, needs: tuple[str, ...]
) -> None:
    if len(ids) != 1:
        dialogs.tell(active_window(), "请选一条", "先在清单里点一条监督重点，再登记了解的结果。")
        return

    def make(session: Session) -> ChecklistItem:
        item = session.get(ChecklistItem, ids[0])
        if item.state != "open":
            label = item.TYPE.lifecycle.state(item.state).label
            raise Refused(
                "这一条已有结论", [f"现在是“{label}”"], kept="原来的结论没有变化", todo="打开它，先“重新了解”"
            )
        return replace(item, checked_on=item.checked_on or date.today())

    ask_fields(desk, title, make, fields, "登记", partial(_store, desk, step), needs=needs)


def _store(desk: Desk, step: str, record: Record, values: dict[str, Any]) -> None:
    given = {"on" if name == "checked_on" else name: value for name, value in values.items()}
    desk.work.write(
        lambda session: record_check(session, session.get(ChecklistItem, record.id), step, **given),
        lambda _item: desk.note("已登记"),
    )
