"""Cards taken back, changed, printed and read again: who believes which notice, and what becomes of bundles."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from app.areas.closeout.sending import Draft, send_draft
from app.areas.closeout.view.preview import accept_arrival, issue_receipt, open_arrival
from app.areas.fieldwork.model import Petition
from app.areas.preparation.dispatch import send_tasks
from app.areas.preparation.model import Task
from app.areas.secrecy.papers import card_sheet
from app.areas.secrecy.view.cards import card_in
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.bundle.notices import Revocation, notice_from, revoke, succeed
from app.core.errors import BundleError, Refused
from app.documents.pdf import render_pdf
from tests.areas import cases
from tests.areas.test_exchange import Laptop, events, no_step
from tests.builders import new_session


@pytest.fixture
def trio(tmp_path: Path) -> Iterator[tuple[Laptop, Laptop, Laptop]]:
    """The office and two laptops of a group, all known to each other."""
    made = []
    with ExitStack() as stack:
        for name, kind in (("巡察办", "office"), ("第一巡察组", "group"), ("第一巡察组组员", "person")):
            folder = tmp_path / name
            folder.mkdir()
            session = stack.enter_context(
                new_session(folder / "库", kind="office" if kind == "office" else "group")
            )
            made.append(Laptop(session, name, kind, folder))
        for laptop in made:
            laptop.knows(*made)
        yield (made[0], made[1], made[2])


def task_bundle(office: Laptop, to: Laptop) -> Path:
    path, _ = send_tasks(office.session, office.folder, office.session.find(Task), to.card, ())
    return path


def test_a_card_that_the_office_took_back_is_refused_wherever_its_notice_came(
    trio: tuple[Laptop, Laptop, Laptop],
) -> None:
    office, group, member = trio
    cases.on_site(office.session, codes=False)
    group.take(task_bundle(office, group))
    early = member_bundle(member, group)
    with pytest.raises(Refused, match="只有巡察办的库"):
        contacts.take_back_card(group.session, member.card, "lost")
    notice = contacts.take_back_card(office.session, member.card, "lost")
    group.take(early)  # the group does not know yet
    group.take(task_bundle(office, group))  # the notice travels in the next task bundle
    assert contacts.revocations(group.session) == {member.card.key_id: notice}
    with pytest.raises(BundleError, match=r"已在 .* 被巡察办吊销（介质或电脑丢失），它签发的包不再接收"):
        group.take(member_bundle(member, group))
    with pytest.raises(BundleError, match="名片已被吊销，不能再封给它"):
        send_draft(group.session, group.folder, Draft(BundleKind.COLLAB, tasks_of(group), member.card))
    assert member.card not in contacts.valid_cards(group.session)
    assert any("未接收密封包（协作包" in said and "吊销" in said for said in events(group.session))

    assert contacts.keep_notice(member.session, notice_from(notice.to_bytes()))
    with pytest.raises(BundleError, match="本库的名片已被巡察办吊销"):
        member_bundle(member, group)
    assert not contacts.keep_notice(member.session, notice)  # twice is a no-op
    assert (
        contacts.renew(member.session) is None
    )  # nobody would believe a notice signed by the card taken back
    contacts.pin(group.session, contacts.own_identity(member.session).card)
    group.take(member_bundle(member, group))


def tasks_of(laptop: Laptop) -> tuple[str, ...]:
    return tuple(task.id for task in laptop.session.find(Task))


def member_bundle(member: Laptop, to: Laptop) -> Path:
    """A bundle of whatever the member has; an own petition each time."""
    if not member.session.find(Task):
        cases.on_site(member.session, codes=False)
    (site,) = member.session.find(Task)
    member.session.create(
        Petition(task_id=site.id, received_on=date(2026, 3, 1), channel="letter", summary="来信")
    )
    return member.send(to, BundleKind.COLLAB)


def test_a_notice_is_believed_only_of_an_office_and_only_as_it_was_signed(
    trio: tuple[Laptop, Laptop, Laptop],
) -> None:
    office, group, member = trio
    own = contacts.own_identity(office.session)
    good = revoke(own, member.card, "leaked", date(2026, 5, 1))
    forged = replace(good, key_id=group.card.key_id)
    by_group = revoke(contacts.own_identity(group.session), member.card, "lost", date(2026, 5, 1))
    stranger = revoke(new_identity("巡察办", "别的县", "office"), member.card, "lost", date(2026, 5, 1))
    for notice, said in ((forged, "签名不符"), (by_group, "只有巡察办可以"), (stranger, "不在已核对的名片")):
        with pytest.raises(BundleError, match=said):
            contacts.keep_notice(member.session, notice)
    for content in (b"{}", good.to_bytes()[:-1], good.to_bytes().replace(b"leaked", b"bored"), b"x" * 9000):
        with pytest.raises(BundleError):
            notice_from(content)
    held = notice_from(good.to_bytes())
    assert isinstance(held, Revocation)
    assert contacts.keep_notice(member.session, held)


def test_after_a_change_of_keys_old_bundles_are_verified_and_new_ones_of_the_old_key_are_not(
    trio: tuple[Laptop, Laptop, Laptop], tmp_path: Path
) -> None:
    office, group, _ = trio
    site = cases.on_site(group.session, codes=False)
    cases.petition(group.session, site)
    before = handover(group, office, tmp_path / "before.xcb")
    old = contacts.own_identity(group.session)
    notice = contacts.renew(group.session)
    assert notice is not None
    new = contacts.own_identity(group.session).card
    assert new.key_id != old.key_id
    assert (new.name, new.kind) == (old.name, old.kind)
    assert notice.last == 1

    with pytest.raises(BundleError, match="不在已核对的名片"):
        office.take(handover(group, office, tmp_path / "unknown.xcb"))
    assert contacts.keep_notice(office.session, notice_from(notice.to_bytes()))
    assert contacts.successions(office.session)[old.key_id].new == new
    preview = open_arrival(office.session, no_step, lambda: False, path=before)  # type: ignore[arg-type]  # a step that tells nobody
    assert "已换发名片" in preview.sender_note
    log = accept_arrival(office.session, preview.arrival, ())
    assert log.counterpart_key == old.key_id
    issue_receipt(office.session, tmp_path / "r.xcb", preview.arrival)  # sealed to the old card
    header = traffic.sent_bundle(group.session, preview.arrival.header.bundle_id)
    assert header is not None
    assert transfer.read_receipt(group.session, tmp_path / "r.xcb", header).bundle_id == header.bundle_id
    office.take(handover(group, office, tmp_path / "after.xcb"))

    contacts.keep_identity(group.session, old)  # a thief with the old key
    with pytest.raises(BundleError, match="换卡之后用旧名片签的"):
        office.take(handover(group, office, tmp_path / "thief.xcb"))
    second = succeed(old, new_identity("第一巡察组", "示例县委", "group").card, 9, date(2026, 6, 1))
    with pytest.raises(BundleError, match="已经换发过一次"):
        contacts.keep_notice(office.session, second)
    with pytest.raises(BundleError, match="已换发名片，不能再封给旧名片"):
        send_draft(office.session, office.folder, Draft(BundleKind.RECTIFICATION, tasks_of(office)[:1], replace(old.card, kind="organ")))  # fmt: skip


def handover(group: Laptop, office: Laptop, path: Path) -> Path:
    transfer.send(
        group.session, path, kind=BundleKind.HANDOVER, to=[office.card],
        kinds=[group.session.catalog[name] for name in ("round", "unit", "task", "petition")],
        wanted=lambda _record: True, facts={},
    )  # fmt: skip
    return path


def scanned(pdf: bytes, angle: float, noise: int, seed: int = 7) -> bytes:
    """The sheet as a scanner gives it: 200 dpi, askew, with specks."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L")
    page = page.rotate(angle, expand=True, fillcolor=245, resample=Image.Resampling.BICUBIC)
    dice = random.Random(seed)
    pixels = page.load()
    assert pixels is not None
    for _ in range(noise):
        pixels[dice.randrange(page.width), dice.randrange(page.height)] = dice.choice((0, 60, 200, 255))
    out = io.BytesIO()
    page.save(out, format="PNG")
    return out.getvalue()


def test_a_printed_card_is_read_back_from_a_scan_that_is_askew_and_noisy(tmp_path: Path) -> None:
    pytest.importorskip("zxingcpp")
    card = new_identity("第一巡察组", "示例县委", "group").card
    words = card.fingerprint_words()
    paper = card_sheet(card, words, date(2026, 5, 1))
    assert all(word in str(paper) for word in words)
    assert card.key_id in str(paper)
    pdf = render_pdf(paper)
    (tmp_path / "名片.pdf").write_bytes(pdf)
    assert card_in(tmp_path / "名片.pdf") == card
    for angle, noise in ((7.0, 20_000), (-93.0, 60_000)):
        path = tmp_path / "扫描.png"
        path.write_bytes(scanned(pdf, angle, noise))
        assert card_in(path) == card
