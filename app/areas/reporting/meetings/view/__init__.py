"""Pages and menu actions of meetings: 点人点事, 会议材料, 逐级审议; decisions and instructions into tracked items.

What may be issued, taken back or passed is decided by app.areas.reporting.meetings.service.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.fieldwork.view import on_both
from app.areas.reporting.meetings.model import GROUP, Instruction, ItemProgress, Meeting, NamedItem
from app.areas.reporting.meetings.service import item_from_instruction, items_from_minutes, report_on
from app.areas.reporting.meetings.view.deliberation import DELIBERATION, DeliberationPage
from app.areas.reporting.meetings.view.pack_page import PACK, PackPage
from app.areas.reporting.meetings.view.tracked_page import TRACKED, TrackedPage
from app.areas.reporting.view.aim import go_to
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields
from app.widgets.page import PageSpec
from app.widgets.texts import index_new_files
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """点人点事, 会议材料, 逐级审议."""
    return (
        PageSpec(TRACKED, "点人点事", "flag", "reporting", TrackedPage, group=GROUP),
        PageSpec(PACK, "制作会议材料", "paperclip", "reporting", PackPage, group=GROUP),
        PageSpec(DELIBERATION, "逐级审议", "list-checks", "reporting", DeliberationPage, group=GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """议定事项转为督办事项 and 制作会议材料 on a meeting, 登记进展 on an item, 逐级审议 on a report."""
    return {
        "meeting": (
            ActionOffer("议定事项转为督办事项", "flag", decisions),
            ActionOffer("制作会议材料…", "paperclip", lambda desk, ids: go_to(desk, PACK, ids[0])),
            ActionOffer("加议题", "list", lambda desk, ids: _add(desk, "agenda_item", ids[0])),
            ActionOffer("加会议材料", "file-plus", lambda desk, ids: _add(desk, "meeting_material", ids[0])),
        ),
        "instruction": (ActionOffer("转为督办事项", "flag", instruct),),
        "named_item": on_both("登记督办进展…", "history", "督办事项", progress),
        "report": (
            ActionOffer("逐级审议…", "list-checks", lambda desk, ids: go_to(desk, DELIBERATION, ids[0])),
        ),
    }


def _add(desk: Desk, type_name: str, meeting_id: str) -> None:
    desk.new_record(type_name, meeting_id=meeting_id)


def decisions(desk: Desk, ids: tuple[str, ...]) -> None:
    """Every decision of the minutes becomes a tracked item, then they are shown."""

    def made(items: tuple[NamedItem, ...]) -> None:
        if not items:
            text = "每一项议定事项都已经是督办事项，在“点人点事”里可以看到。"
            dialogs.tell(active_window(), "没有新的督办事项", text)
            return
        desk.note(f"已转为 {len(items)} 件督办事项，请逐件写明承办单位和期限")
        desk.open_list("named_item", (Filter("meeting_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: items_from_minutes(session, session.get(Meeting, ids[0])), made)


def instruct(desk: Desk, ids: tuple[str, ...]) -> None:
    """The instruction becomes a tracked item, which is opened."""
    desk.work.write(
        lambda session: item_from_instruction(session, session.get(Instruction, ids[0])),
        lambda item: desk.open_record("named_item", item.id),
    )


def progress(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask what was done about an item and store it."""
    if len(ids) > 1:
        dialogs.tell(active_window(), "一次登记一件事项的进展", "请只选一件。")
        return

    def make(session: Session) -> ItemProgress:
        item = session.get(NamedItem, ids[0])
        return ItemProgress(item_id=item.id, task_id=item.task_id, reported_by=item.assigned_to)

    ask_fields(
        desk, "登记督办进展", make, ("happened_on", "reported_by", "content", "attachments"), "登记",
        partial(_report, desk, ids[0]), needs=("happened_on", "content"),
    )  # fmt: skip


def _report(desk: Desk, id: str, before: Record, values: dict[str, Any]) -> None:
    def write(session: Session) -> ItemProgress:
        item = session.get(NamedItem, id)
        return report_on(
            session,
            item,
            values["content"],
            by=values["reported_by"],
            on=values["happened_on"],
            files=values["attachments"],
        )

    def done(made: ItemProgress) -> None:
        index_new_files(desk, made, before)
        desk.note("已登记督办进展")

    desk.work.write(write, done)
