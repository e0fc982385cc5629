"""Holding nothing (零持有) and filing at work: seventeen rows, and an archive bundle that others read without this program."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.areas.closeout.archive.model import ArchiveItem
from app.areas.closeout.archive.packing import NAMESPACE, pack
from app.areas.closeout.archive.service import collect, file_complete, items_of, sort_and_number
from app.areas.closeout.archive.shipped import archive_setting, seed_archive
from app.areas.closeout.handover import seal_handover
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.service import give_item, open_closeout, receive_item
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleCancelled, Sealed, new_identity
from app.core.errors import Refused
from app.documents import raster
from app.hooks import PAPERS
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite
from tests.systems.places import paper_text

ITEM = f"{{{NAMESPACE}}}item"
FILE = f"{{{NAMESPACE}}}file"


def test_system_17_seventeen_rows_stand_between_a_group_and_holding_nothing(
    session: Session, site: OnSite, tmp_path: Path, in_window: Callable[..., bool]
) -> None:
    cases.signed_paper(session, site)
    talk = cases.interview(session, site, signed=False)
    office = new_identity("巡察办", "示例县委", "office")
    contacts.keep_identity(session, new_identity("第一巡察组", "示例县委", "group"))
    held = open_closeout(session, site.task)
    rows = sorted(session.find(HandoverItem, task_id=site.task.id), key=lambda row: row.position or 0)
    assert len(rows) == 17
    assert len({row.aspect for row in rows}) == 7
    assert all(row.name and row.standard and row.time_limit for row in rows)
    assert {row.due_on for row in rows} >= {date(2026, 5, 12), date(2026, 5, 8)}
    with pytest.raises(Refused) as refused:
        seal_handover(session, held, tmp_path / "a.xcb", office.card)
    assert any(talk.number in why for why in refused.value.reasons)
    session.move(session.save(replace(talk, confirmed_on=date(2026, 3, 12))), "sign")
    report = session.save(replace(assemble_report(session, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)
    held, sealed = seal_handover(session, session.get(Closeout, held.id), tmp_path / "a.xcb", office.card)
    assert (held.state, held.bundle_id) == ("sealed", sealed.bundle_id)
    held = session.move(session.save(replace(held, receipt_id="r1", receipt_on=date(2026, 5, 20))), "receipt")
    held = session.save(replace(held, first_by="甲", second_by="乙"))
    for row in rows:
        reasons = "".join(session.why_not(held, "erase"))
        if row.code in ("computers", "data_erased"):
            assert f"移交项{row.position}“" not in reasons
            continue
        assert f"移交项{row.position}“{row.name}”未交" in reasons
        given = give_item(session, session.get(HandoverItem, row.id), giver="组长甲")
        assert f"移交项{row.position}“{row.name}”已交" in "".join(session.why_not(held, "erase"))
        done = receive_item(session, given, receiver="巡察办乙")
        assert (done.giver, done.receiver, done.given) == ("组长甲", "巡察办乙", done.due)
        assert [sign.role for sign in done.signed] == ["移交人", "接收人"]
    assert session.why_not(held, "erase") == ()
    said = paper_text(session, "zero_holding_list", held.id)
    assert all(part in said for part in ("共7个方面17个环节", "组长甲", "巡察办乙", "移交签字", "接收签字"))
    assert in_window("", "list:handover_item", "list:closeout")
    assert in_window("归档", "list:holding_pledge", "list:destruction")


@pytest.fixture
def filed(session: Session, site: OnSite) -> OnSite:
    """A task with everything filed, one item of paper alone, one with a signed scan."""
    seed_archive(session)
    session.save(
        replace(archive_setting(session), fonds_number="0068", fonds_name="示例县委巡察办", org_code="XCB")
    )
    contacts.keep_identity(session, new_identity("巡察办", "示例县委", "office"))
    talk = cases.interview(session, site, signed=False)
    scan = session.attach(BytesIO(b"%PDF-1.7 signed page"), "签字页.pdf", media="application/pdf")
    session.move(session.save(replace(talk, attachments=(scan,))), "sign")
    cases.signed_paper(session, site)
    session.create(
        ArchiveItem(
            task_id=site.task.id, title="[动员会签到册]", category="hearing", responsible="县委第一巡察组",
            dated_on=date(2026, 3, 9), pages=2, year=2026, retention="10y", location="2柜3盒",
        )
    )  # fmt: skip
    collect(session, site.task, PAPERS, pages_of=lambda _ref: 1)
    sort_and_number(session, site.task)
    for item in session.find(ArchiveItem):
        if not item.attachments:
            session.save(replace(item, note="原件装订在卷"))
    filed, left = file_complete(session, site.task)
    assert (filed > 4, left) == (True, 0)
    return site


def seal(session: Session, site: OnSite, path: Path) -> Sealed:
    return pack(session, site.task, path, contacts.own_identity(session).card, PAPERS)


def test_an_item_that_is_not_filed_or_a_cancel_leaves_no_bundle(
    session: Session, filed: OnSite, tmp_path: Path
) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    card = contacts.own_identity(session).card
    told: list[tuple[int, int]] = []
    with pytest.raises(BundleCancelled):
        pack(
            session, filed.task, tmp_path / "a.xcb", card, PAPERS, cancelled=cancelled,
            progress=lambda done, total: told.append((done, total)),
        )  # fmt: skip
    assert told[0] == (0, len(items_of(session, filed.task)))
    item = session.move(items_of(session, filed.task)[0], "return", reason="题名有误")
    with pytest.raises(Refused, match="还没有归档") as refused:
        seal(session, filed, tmp_path / "a.xcb")
    assert item.title in refused.value.reasons[0]
    assert list(tmp_path.glob("*.xcb")) == []
    assert session.find(BundleLog) == ()


@pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("age", "tar", "sha256sum", "tail", "sh")),
    reason="age, tar or sha256sum is not installed here",
)
def test_the_archive_bundle_is_read_with_age_tar_and_any_xml_reader(
    session: Session, filed: OnSite, tmp_path: Path, in_window: Callable[..., bool]
) -> None:
    sealed = seal(session, filed, tmp_path / "a.xcb")
    (logged,) = session.find(BundleLog, kind="archive", direction="out")
    assert (logged.bundle_id, logged.sha256) == (sealed.bundle_id, sealed.sha256)
    key = tmp_path / "key.txt"
    key.write_text(contacts.own_identity(session).age_secret + "\n")
    (tmp_path / "out").mkdir()
    start = sealed.header.payload_offset + 1
    subprocess.run(
        f"tail -c +{start} a.xcb | age -d -i {key} | tar x -C out", shell=True, cwd=tmp_path, check=True
    )
    bag = tmp_path / "out" / sealed.bundle_id
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "-c", manifest], cwd=bag, check=True, capture_output=True)

    root = ElementTree.parse(bag / "data" / "catalogue.xml").getroot()
    items = items_of(session, filed.task)
    listed = root.findall(f".//{ITEM}")
    assert [one.get("id") for one in listed] == [item.id for item in items]
    for one, item in zip(listed, items, strict=True):
        found = {child.tag.split("}")[1]: child for child in one}
        assert found["archive-number"].text == item.archive_number
        assert found["title"].text == item.title
        assert found["item-number"].text == f"{item.item_number:04}"
        files = one.findall(FILE)
        assert [file.get("role") for file in files] == ["paper", *("scan" for _ in item.attachments)]
        for file in files:
            content = (bag / str(file.get("path"))).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file.get("sha256")
            assert str(len(content)) == file.get("size")
        first = raster.page_text((bag / str(files[0].get("path"))).read_bytes(), 0)
        assert all(part in first for part in ("全宗号", "0068", f"{item.item_number:04}", "保管期限"))
    assert "归档文件目录" in raster.page_text((bag / "data" / "catalogue.pdf").read_bytes(), 0)
    assert "sha256sum -c" in (bag / "data" / "README.txt").read_text(encoding="utf-8")
    assert in_window(
        "归档", "closeout.filing", "list:archive_item", "list:archive_volume", "list:archive_rule",
        "list:archive_setting",
    )  # fmt: skip


def test_the_office_opens_its_own_archive_bundle_with_the_program(
    session: Session, filed: OnSite, tmp_path: Path
) -> None:
    sealed = seal(session, filed, tmp_path / "a.xcb")
    identity = contacts.own_identity(session)
    contacts.pin(session, identity.card)
    arrival = transfer.receive(session, sealed.path)
    assert {"catalogue.xml", "catalogue.pdf", "README.txt"} <= set(arrival.extras)
    assert arrival.header.kind.label == "归档包"
    assert arrival.plan.counts["new"] == 0
