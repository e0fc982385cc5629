"""The demonstration's records of closeout.archive: filing by item and by volume, pledges, a destruction."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

from app.areas.closeout.archive.model import ArchiveItem, ArchiveSetting, ArchiveVolume
from app.areas.closeout.archive.returning import Destruction, HoldingPledge
from app.areas.closeout.archive.service import archive_number, due_for_filing, item_of
from app.areas.closeout.archive.shipped import archive_setting
from app.areas.closeout.service import checklist
from app.areas.preparation.model import Member, Task
from app.areas.secrecy.model import Carrier
from app.core.records import META
from app.demo.calendar import day, is_moved, year
from app.demo.making import put
from db.session import Session

SHEETS = {"working_paper": 4, "interview": 2, "petition": 2, "report": 5, "feedback_letter": 4}
"""Roughly how many pages the papers of a record have; collecting counts them anew."""
NO_SCAN = "原件签字，待扫描"


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    task = session.get(Task, "demo.task.2" if office else "demo.task.1")
    if office:
        setting = session.save(
            replace(
                archive_setting(session), fonds_number="0068", fonds_name="中共示例县委巡察工作领导小组办公室",
                org_code="XCB", made_by="祁慎言", checked_by="宁致远",
            )
        )  # fmt: skip
        _filed(session, task, setting)
    _returned(session, task, office=office)


def _filed(session: Session, task: Task, setting: ArchiveSetting) -> None:
    """Talks, petitions, papers and the report of one inspection: the talks filed in a volume, the rest numbered."""
    last: dict[tuple[int | None, str], int] = {}
    talks: list[ArchiveItem] = []
    volume = "demo.archive_volume.1"
    for due in due_for_filing(session, task):
        if due.rule.source not in SHEETS or due.rule.papers.startswith("brief"):
            continue
        item = item_of(session, task, due, setting, SHEETS[due.rule.source], ())
        series = (item.year, item.retention)
        last[series] = number = last.get(series, 0) + 1
        fields = {key: value for key, value in asdict(item).items() if key not in META}
        talk = due.rule.source == "interview"
        fields |= {
            "attachments": (),
            "item_number": number,
            "archive_number": archive_number(item, number, setting),
            "volume_id": volume if talk else "",
            "location": "档案室2柜1层第3盒" if talk else "",
            "note": NO_SCAN if talk else "",
        }
        key = f"{due.rule.source}.{due.record.id.removeprefix('demo.')}"
        made = put(session, ArchiveItem, key, **fields, state="filed" if talk else "sorted")
        talks += [made] if talk else []
    put(
        session, ArchiveVolume, "1", task_id=task.id, fonds_name=setting.fonds_name, category_name="个别谈话",
        title=f"{task.group_name}巡察示例县水务局党组个别谈话材料", year=year(), retention="30y", secrecy="internal",
        starts_on=min(item.dated_on for item in talks if item.dated_on),
        ends_on=max(item.dated_on for item in talks if item.dated_on),
        item_count=len(talks), page_count=sum(item.pages or 0 for item in talks), filing_number=f"{year()}-30-01",
        archive_number=f"0068-WS·{year()}-D30-XCB-卷001", location="档案室2柜1层第3盒",
        made_by=setting.made_by, checked_by=setting.checked_by, made_on=day(2026, 9, 10), state="bound",
    )  # fmt: skip


def _returned(session: Session, task: Task, *, office: bool) -> None:
    """Two pledges, one signed; an old stick and spoiled prints destroyed."""
    codes = tuple(row.code for row in checklist())
    earlier = timedelta() if office else timedelta(days=58)
    for place, member in enumerate(session.find(Member, task_id=task.id)[:2]):
        signed = place == 0 and (office or not is_moved())
        put(
            session, HoldingPledge, member.id.removeprefix("demo.member."), task_id=task.id, member_id=member.id,
            name=member.name, ticked=codes if signed else codes[:12], signed_on=task.stay_to if signed else None,
            witness=task.liaison, state="signed" if signed else "draft",
        )  # fmt: skip
    stick = put(
        session, Carrier, "destroyed", task_id=task.id, name="涉密U盘", kind="usb", secrecy="internal",
        carrier_number="XC-U-0902", brand="8GB", serial_number="U0902-77A1", copies=1, holder=task.liaison,
        issued_on=day(2026, 3, 2), returned_on=day(2026, 5, 8) - earlier, returned_to="祁慎言", wiped=True,
        wipe_method="overwrite", wiped_on=day(2026, 5, 8) - earlier, verified_by="宁致远", wipe_report=f"清查-{year()}-07",
        destroy_method="physical", destroyed_on=day(2026, 5, 20) - earlier, approved_by="宋明远", supervised_by="祁慎言、宁致远",
        state="destroyed",
    )  # fmt: skip
    put(
        session, Destruction, "1", task_id=task.id, name="损坏U盘和废页集中销毁",
        reason="U盘接口损坏，不能再用；废页为打印错版，均已登记。", applicant=task.liaison, applied_on=day(2026, 5, 12) - earlier,
        secrecy="internal", carrier_ids=(stick.id,), contents="打印错版废页 37页\n草稿纸 21页", pieces=3,
        approved_by="宋明远", approved_on=day(2026, 5, 15) - earlier, opinion="同意，按规定两人监销。", method="physical",
        destroyed_on=day(2026, 5, 20) - earlier, place="县保密技术服务站", supervisor="祁慎言", second_supervisor="宁致远",
        state="destroyed",
    )  # fmt: skip
