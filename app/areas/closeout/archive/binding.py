"""Put items into volumes (组卷) and draft the pledges of holding nothing. A bound volume and a filed item are left alone."""

from __future__ import annotations

from dataclasses import replace

from app.areas.closeout.archive.model import ArchiveItem, ArchiveSetting, ArchiveVolume
from app.areas.closeout.archive.returning import HoldingPledge
from app.areas.closeout.archive.service import RETENTION_CODES, items_of
from app.areas.closeout.archive.shipped import archive_setting
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Member, Task
from db.session import Session


def bind_volumes(session: Session, task: Task) -> int:
    """Put the numbered items that are not filed yet into volumes, one for each year, retention and category; returns how many.

    An open volume of the same kind takes them in; counts, dates and numbers are brought up to date.
    """
    setting = archive_setting(session)
    waiting = [
        item
        for item in items_of(session, task)
        if item.item_number and not item.volume_id and item.state != "filed"
    ]
    groups: dict[tuple[int, str, str], list[ArchiveItem]] = {}
    for item in waiting:
        groups.setdefault((item.year or 0, item.retention, item.category), []).append(item)
    with session.transaction():
        for (year, retention, category), items in groups.items():
            volume = _volume(session, task, setting, (year, retention, category))
            for item in items:
                session.save(replace(item, volume_id=volume.id))
            renew_volume(session, volume)
    return len(groups)


def _volume(
    session: Session, task: Task, setting: ArchiveSetting, kind: tuple[int, str, str]
) -> ArchiveVolume:
    year, retention, category = kind
    name = session.code_label("archive_category", category)
    held = session.find(ArchiveVolume, task_id=task.id, year=year, retention=retention, category_name=name)
    for volume in held:
        if volume.state == "draft":
            return volume
    serial = 1 + len(session.find(ArchiveVolume, year=year, retention=retention))
    code = RETENTION_CODES.get(retention, retention)
    unit = session.get(Unit, task.unit_id).name if session.exists("unit", task.unit_id) else ""
    return session.create(
        ArchiveVolume(
            task_id=task.id,
            fonds_name=setting.fonds_name or setting.org_name,
            category_name=name,
            title=f"{task.group_name}巡察{unit}{name}材料",
            year=year,
            retention=retention,
            secrecy=task.secrecy,
            archive_number=f"{setting.fonds_number}-{setting.kind_code}·{year}-{code}-{setting.org_code}-卷{serial:03}",
            made_by=setting.made_by,
            checked_by=setting.checked_by,
        )
    )


def contents_of(session: Session, volume: ArchiveVolume) -> tuple[ArchiveItem, ...]:
    """The items in a volume by number."""
    return tuple(
        sorted(session.find(ArchiveItem, volume_id=volume.id), key=lambda i: (i.item_number or 0, i.id))
    )


def renew_volume(session: Session, volume: ArchiveVolume) -> ArchiveVolume:
    """Bring 件数, 页数 and 起止时间 of an open volume up to date from what lies in it."""
    items = contents_of(session, volume)
    days = sorted(item.dated_on for item in items if item.dated_on)
    fresh = replace(
        volume,
        item_count=len(items),
        page_count=sum(item.pages or 0 for item in items),
        starts_on=days[0] if days else volume.starts_on,
        ends_on=days[-1] if days else volume.ends_on,
    )
    return session.save(fresh, note="按卷内各件更新") if fresh != volume else volume


def draft_pledges(session: Session, task: Task) -> int:
    """A pledge of holding nothing for every member who has none; returns how many."""
    held = {pledge.member_id for pledge in session.find(HoldingPledge, task_id=task.id)}
    members = [m for m in session.find(Member, task_id=task.id) if m.id not in held]
    with session.transaction():
        for member in members:
            session.create(
                HoldingPledge(task_id=task.id, member_id=member.id, name=member.name, witness=task.liaison)
            )
    return len(members)
