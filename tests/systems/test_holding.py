"""Who holds what at work: copies ticked off one by one, rules that say when things are due, chases, and the office's certifying."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.areas.closeout.erasure import begin_erasure, erase
from app.areas.closeout.handover import register_receipt, seal_handover
from app.areas.closeout.holding.certifying import certify, judge_code, judge_file
from app.areas.closeout.holding.model import HoldingChase
from app.areas.closeout.holding.service import chase, holding, still_held
from app.areas.closeout.holding.view.certificate_sheet import look_at_certificate
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.service import give_item, open_closeout, receive_item
from app.areas.closeout.view.preview import accept_arrival, issue_receipt
from app.areas.libraries.deadlines.model import DeadlineRule
from app.areas.libraries.deadlines.service import seed_rules
from app.areas.libraries.model import Policy, Unit
from app.areas.preparation.dispatch import send_tasks
from app.areas.preparation.model import Round, Task
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import BundleLog, Carrier, Exposure
from app.areas.secrecy.service import record_exposure, take_back_copies
from app.bundle import contacts, transfer
from app.bundle.bundle import new_identity
from app.compose import write_sheet
from app.core.errors import KnownError, Refused
from db.opening import keep_anchors
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.areas.cases import OnSite
from tests.builders import PASSWORD, new_session, new_vault, session_on
from tests.systems.places import paper_text

SECOND = ("联络员乙", "Bai-Yun-2026-fei")
TODAY = date(2026, 5, 20)


def test_copies_come_back_one_by_one_and_what_is_late_is_chased_and_counted(
    session: Session, site: OnSite, in_window: Callable[..., bool]
) -> None:
    seed_rules(session)
    prints = record_exposure(
        session, kind="print", paper="问题底稿", records=[site.task], copies=3, destination="组长甲"
    )
    prints = session.save(replace(prints, task_id=site.task.id, happened_at=datetime(2026, 4, 1, 9, 0)))
    stick = session.create(
        Carrier(task_id=site.task.id, name="涉密U盘", kind="usb", holder="组员丙", issued_on=date(2026, 3, 9))
    )
    session.move(stick, "issue")

    held = {one.what: one for one in still_held(session)}
    assert held["打印"].copies == ("000001", "000002", "000003")
    assert (
        held["打印"].due_on == held["涉密U盘"].due_on == date(2026, 5, 12)
    )  # 离点 5 月 8 日后 3 个工作日，9 日调休上班
    rule = session.get(DeadlineRule, "rule.handover_copies")
    session.save(replace(rule, offset=10))
    assert {one.what: one.due_on for one in still_held(session)}["打印"] == date(2026, 5, 21)

    assert take_back_copies(session, {prints.id: ["000002"]}, to="保密员丁", on=TODAY) == 1
    left = next(one for one in still_held(session) if one.type == "exposure")
    assert (left.copies, session.get(Exposure, prints.id).state) == (("000001", "000003"), "out")

    late = [one for one in still_held(session) if one.overdue(TODAY)]
    assert [one.type for one in late] == ["carrier"]
    first = session.move(chase(session, late, today=TODAY), "send")
    assert (first.times, first.pieces, first.reply_due) == (1, 1, date(2026, 5, 25))
    again = chase(session, late, today=date(2026, 5, 27))
    assert again.times == 2
    counted = next(one for one in still_held(session) if one.type == "carrier")
    assert (counted.chased, counted.chased_on) == (1, TODAY)
    said = paper_text(session, "holding_chase_notice", again.id)
    assert all(
        part in said for part in ("第2次", "涉密U盘", "组员丙", "2026-05-12", "15天", "2026年6月1日前")
    )

    (standing,) = holding(session, today=TODAY).groups
    assert (standing.out, standing.late, standing.chases) == (2, 1, 1)
    take_back_copies(session, {prints.id: []}, to="保密员丁", on=TODAY, destroyed=True)
    assert session.get(Exposure, prints.id).state == "destroyed"
    with pytest.raises(KnownError, match="没有要催的"):
        chase(session, [])
    assert len(session.find(HoldingChase)) == 2
    assert in_window("持有与清退", "closeout.holding", "list:holding_chase")


def test_a_saved_attachment_has_to_come_back_like_a_print(session: Session, site: OnSite) -> None:
    record_exposure(session, kind="file", paper="附件", records=[site.task], destination="/media/a/附件.pdf")
    assert [one.what for one in still_held(session)] == ["另存附件"]


@dataclass
class Desks:
    """An office that sent a task to a group, and the group at the end of its work."""

    office: Session
    group: Session
    vault: Vault
    folder: Path
    task_bundle: str


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    me = new_identity("第一巡察组", "示例县委", "group")
    vault = new_vault(tmp_path / "group" / "库")
    with new_session(tmp_path / "office", kind="office") as office:
        contacts.keep_identity(office, new_identity("巡察办", "示例县委", "office"))
        contacts.pin(office, me.card)
        site = cases.on_site(office)
        group = session_on(vault)
        contacts.keep_identity(group, me)
        contacts.pin(group, contacts.own_identity(office).card)
        path, log = send_tasks(office, tmp_path, [site.task], me.card, ["policies"])
        accept_arrival(group, transfer.receive(group, path), ())
        yield Desks(office, group, vault, tmp_path, log.bundle_id)
        if vault.is_open:
            group.close()
            vault.close()


def erased(desks: Desks) -> tuple[Path, Path]:
    """The group hands over, gets its receipt and erases; its certificate, and the printed sheet."""
    group, office, folder = desks.group, desks.office, desks.folder
    task = group.find(Task)[0]
    site = OnSite(group.get(Round, task.round_id), group.get(Unit, task.unit_id), task, group.find(Policy)[0])
    cases.signed_paper(group, site)
    report = group.save(replace(assemble_report(group, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = group.move(report, step)
    closeout, _ = seal_handover(
        group, open_closeout(group, site.task), folder / "h.xcb", contacts.own_identity(office).card
    )
    arrival = transfer.receive(office, folder / "h.xcb")
    accept_arrival(office, arrival, ())
    issue_receipt(office, folder / "r.xcb", arrival)
    closeout, _ = register_receipt(group, closeout, folder / "r.xcb")
    for item in group.find(HandoverItem):
        receive_item(group, give_item(group, item, giver="组长甲"), receiver="巡察办乙")
    desks.vault.add_user(*SECOND, may_clues=False)
    certificate = begin_erasure(group, desks.vault, closeout, (("组长甲", PASSWORD), SECOND))
    identity = contacts.own_identity(group)
    keep_anchors(desks.vault, group)
    group.close()
    place = desks.vault.paths.folder
    desks.vault.close()
    done = erase(place, certificate, folder / "out", identity)
    return folder / "out" / f"{done.number}.json", write_sheet(folder / "out", done)


def test_the_office_certifies_on_the_groups_certificate_and_task_bundles_come_back_by_themselves(
    desks: Desks,
) -> None:
    office = desks.office
    assert [entry.state for entry in office.find(Exposure, kind="bundle")] == ["noted"]
    path, sheet = erased(desks)
    # The group's register came along with the hand-over: the task bundle is known to have arrived.
    (entry,) = office.find(Exposure, kind="bundle")
    assert entry.state == "settled"
    (log,) = office.find(BundleLog, bundle_id=desks.task_bundle, direction="out")
    assert log.state == "imported"
    (standing,) = holding(office).groups
    assert (standing.state, standing.waits) == ("已收移交包，已出回执，待清除确认书", True)

    (held,) = office.find(Closeout)
    assert "清除确认书还没有核对" in "".join(
        office.why_not(replace(held, state="receipted", certificate_id="x"), "certify")
    )
    pytest.importorskip("zxingcpp")
    shown = look_at_certificate(office, sheet).judged
    assert shown.certifiable
    assert [point.label for point in shown.points if not point.good] == []
    judged = judge_file(office, path.read_bytes())
    done = certify(office, judged)
    assert (done.state, done.certificate_id, done.first_by, done.second_by) == (
        "certified", path.stem, "组长甲", "联络员乙",
    )  # fmt: skip
    assert "签名相符" in done.certified_how
    (row,) = office.find(HandoverItem, code="data_erased")
    assert (row.state, row.contents) == ("received", path.stem)
    (standing,) = holding(office).groups
    assert standing.certified
    with pytest.raises(Refused, match="已经登记过零持有"):
        certify(office, judge_file(office, path.read_bytes()))


def test_a_certificate_that_was_touched_is_not_certified(desks: Desks) -> None:
    path, _ = erased(desks)
    office = desks.office
    held = json.loads(path.read_text("utf-8"))

    def judged(**changes: object) -> list[str]:
        content = json.dumps({**held, **changes}, ensure_ascii=False).encode()
        found = judge_file(office, content)
        with pytest.raises(Refused):
            certify(office, found)
        return [point.label for point in found.points if not point.good]

    assert judged(erased_by=["别人", "别人乙"]) == ["电子签名"]
    assert judged(bundle_sha256="0" * 64) == ["移交包", "电子签名"]
    assert judged(receipt_id="0" * 32) == ["回执", "电子签名"]
    assert judged(anchors=[["seq", "1"], ["head", "0"]]) == ["台账锚点", "电子签名"]
    for content in (b"", b"{}", b"[1]", b'{"report": {}}', path.read_bytes()[:200]):
        with pytest.raises(KnownError, match="不是清除确认书"):
            judge_file(office, content)
    with pytest.raises(KnownError, match="不是清除确认书上的"):
        judge_code(office, "XCE 1\nvault 00")

    # Cut short after the keys were gone: the order is signed, the rest is not; two signatures on paper stand in.
    unsigned = judge_file(
        office, json.dumps({**held, "signature": "", "sheet": ""}, ensure_ascii=False).encode()
    )
    assert unsigned.certifiable
    with pytest.raises(Refused, match="须核对纸面上两人的签字"):
        certify(office, unsigned)
    assert certify(office, unsigned, seen_on_paper=True).state == "certified"
    assert office.find(Closeout)[0].state == "certified"
