"""The page 归档, and what is done from the menus of items, volumes, the close-out and the records that are filed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.areas.closeout.archive.binding import draft_pledges, renew_volume
from app.areas.closeout.archive.model import GROUP, ArchiveItem, ArchiveVolume
from app.areas.closeout.archive.shipped import shipped_rules
from app.areas.closeout.archive.view.filing import FilingPage
from app.areas.closeout.model import Closeout
from app.areas.preparation.model import Task
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

FILING = "closeout.filing"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """立卷归档."""
    return (PageSpec(FILING, "立卷归档", "archive", "closeout", FilingPage, group=GROUP),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """From an item to its record, from a record to its items; pledges for everybody; counts of a volume."""
    sources = {row["source"] for row in shipped_rules()} - {"task", "round"}
    back = {
        name: (ActionOffer("查看归档文件", "archive", partial(show_items, type_name=name)),)
        for name in sorted(sources)
    }
    return {
        **back,
        "archive_item": (ActionOffer("打开来源记录", "link", open_source),),
        "archive_volume": (ActionOffer("更新件数、页数", "refresh-cw", renew),),
        "closeout": (ActionOffer("生成零持有承诺书", "user-check", pledges),),
    }


def show_items(desk: Desk, ids: tuple[str, ...], *, type_name: str) -> None:
    """The items that a record was filed as."""
    filters = (Filter("source_type", Op.EQ, type_name), Filter("source_id", Op.EQ, ids[0]))
    desk.open_list("archive_item", filters)


def open_source(desk: Desk, ids: tuple[str, ...]) -> None:
    """The record that an item was made from; a word where there is none."""

    def read(session: Session) -> tuple[str, str]:
        held = session.get(ArchiveItem, ids[0])
        known = held.source_type in session.catalog and session.exists(held.source_type, held.source_id)
        return (held.source_type, held.source_id) if known else ("", "")

    def show(found: tuple[str, str]) -> None:
        if found[0]:
            desk.open_record(*found)
        else:
            desk.note("这一件是纸质材料，系统里没有对应的记录")

    desk.work.read(read, show)


def renew(desk: Desk, ids: tuple[str, ...]) -> None:
    """Count anew what lies in a volume."""
    desk.work.write(
        lambda session: renew_volume(session, session.get(ArchiveVolume, ids[0])).item_count,
        lambda count: desk.note(f"卷内 {count} 件，已更新"),
    )


def pledges(desk: Desk, ids: tuple[str, ...]) -> None:
    """A pledge of holding nothing for every member who has none, and their list."""

    def write(session: Session) -> tuple[int, str]:
        task = session.get(Task, session.get(Closeout, ids[0]).task_id)
        return draft_pledges(session, task), task.id

    def show(made: tuple[int, str]) -> None:
        desk.note(f"新建零持有承诺 {made[0]} 份")
        desk.open_list("holding_pledge", (Filter("task_id", Op.EQ, made[1]),))

    desk.work.write(write, show)
