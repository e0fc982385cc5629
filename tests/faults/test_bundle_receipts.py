"""Receipts: accepted for exactly the bundle that was sent, refused for anything else."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path

import pytest

from app.bundle import keys, strictjson
from app.bundle.bundle import (
    BundleHeader,
    BundleKind,
    Card,
    Identity,
    Ledger,
    MemoryStaging,
    Opened,
    Payload,
    Sealed,
    check_receipt,
    inspect,
    issue_receipt,
    new_identity,
    open_bundle,
    seal,
)
from app.bundle.header import signed_header
from app.core.errors import BugError, BundleError
from tests.bundle.builders import COUNTS, FULL, WHEN, People, seal_small, suite
from tests.faults.figures import Figures


@pytest.fixture
def opened(sealed: Sealed, people: People) -> Opened:
    return open_bundle(sealed.path, me=people.office, pinned=people.pinned, into=MemoryStaging())


def issue(path: Path, opened: Opened, people: People, *, imported: dict[str, int] | None = None) -> Sealed:
    return issue_receipt(
        path, opened=opened.header, office=people.office, to=people.group.card,
        imported=COUNTS if imported is None else imported, ledger=Ledger(1, ""), created=WHEN,
    )  # fmt: skip


def refusal_of(path: Path, people: People, sent: BundleHeader) -> str:
    with pytest.raises(BundleError) as refused:
        check_receipt(path, me=people.group, pinned=people.pinned, sent=sent)
    assert refused.value.kept == "本机数据没有变化"
    return refused.value.what


def test_20_receipt_covers_exactly_the_bundle_that_was_sent(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path
) -> None:
    made = issue(tmp_path / "r.xcb", opened, people)
    stored = BundleHeader.from_json(sealed.header.to_json())
    receipt = check_receipt(made.path, me=people.group, pinned=people.pinned, sent=stored)
    assert receipt.bundle_id == sealed.bundle_id
    assert receipt.sha256 == sealed.sha256
    assert receipt.counts == COUNTS
    assert receipt.office == people.office.card
    assert receipt.issued == WHEN
    assert made.size < 20_000


def test_20_receipt_is_checked_against_the_mere_file_too(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path
) -> None:
    made = issue(tmp_path / "r.xcb", opened, people)
    receipt = check_receipt(made.path, me=people.group, pinned=people.pinned, sent=inspect(sealed.path))
    assert receipt.nonce == sealed.header.nonce


def test_20_receipt_for_another_bundle_names_what_differs(
    opened: Opened, people: People, tmp_path: Path
) -> None:
    made = issue(tmp_path / "r.xcb", opened, people)
    other = seal_small(tmp_path / "b.xcb", people, ledger=Ledger(2, opened.header.sha256))
    what = refusal_of(made.path, people, other.header)
    assert "包号、文件指纹、内容指纹、核对码" in what
    assert "核对码" in refusal_of(made.path, people, inspect(other.path))


@pytest.mark.parametrize(
    "counts", [{}, {"petition": 4}, {"petition": 4, "interview": 2}, {**COUNTS, "clue": 1}]
)
def test_20_receipt_with_other_counts_is_refused(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path, counts: dict[str, int]
) -> None:
    made = issue(tmp_path / "r.xcb", opened, people, imported=counts)
    assert "记录数量" in refusal_of(made.path, people, sealed.header)
    assert "记录数量" in refusal_of(made.path, people, inspect(sealed.path))


def test_20_receipt_altered_anywhere_is_refused(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path, figure: Figures
) -> None:
    made = issue(tmp_path / "r.xcb", opened, people)
    content = made.path.read_bytes()
    places = range(0, len(content), 1 if FULL else 23)
    figure("20", "receipts with one bit flipped", f"{len(places)}, 0 accepted", "0 accepted")
    for position in places:
        altered = bytearray(content)
        altered[position] ^= 4
        made.path.write_bytes(altered)
        refusal_of(made.path, people, sealed.header)


def forged(path: Path, signer: Identity, opened: Opened, people: People) -> Path:
    """What a forger who somehow knows every number would seal."""
    header = opened.header
    covered = {
        "format": "xuncha-receipt", "bundle_id": header.bundle_id, "sha256": header.sha256,
        "content_root": header.content_root, "counts": dict(header.counts), "nonce": header.nonce,
    }  # fmt: skip
    seal(
        path, Payload(extra=[("receipt.json", strictjson.encode(covered))]), kind=BundleKind.RECEIPT, sender=signer,
        recipients=[people.group.card], ledger=Ledger(1, ""), created=WHEN, counts={}, anchors={},
    )  # fmt: skip
    return path


def test_20_receipt_by_anyone_but_the_recipient_is_refused(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path
) -> None:
    unknown = new_identity("巡察办", "某县委巡察办", "office")
    path = forged(tmp_path / "r.xcb", unknown, opened, people)
    assert "不在已核对的名片之中" in refusal_of(path, people, sealed.header)
    for pinned_but_wrong in (people.stranger, people.group):
        path = forged(tmp_path / "r.xcb", pinned_but_wrong, opened, people)
        assert "不是由这个密封包的接收单位签发" in refusal_of(path, people, sealed.header)


def test_20_no_receipt_signed_with_any_of_the_914_edge_case_keys_is_accepted(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path, figure: Figures
) -> None:
    """Even if the weak key had been pinned in place of the office's, its signature must not verify."""
    vectors = json.loads(lzma.decompress(suite("ed25519vectors.json.xz").read_bytes()))
    path = tmp_path / "r.xcb"
    issue(path, opened, people)
    genuine = inspect(path)
    payload = path.read_bytes()[genuine.payload_offset :]
    figure("20", "receipts under edge-case keys", f"{len(vectors)} vectors, 0 accepted", "914, 0")
    for vector in vectors:
        key, signature = bytes.fromhex(vector["key"]), bytes.fromhex(vector["sig"])
        office = people.office.card
        weak = Card(office.name, office.org, office.kind, key, office.age_recipient, office.signature)
        header = replace(genuine, sender=weak.key_id, sender_key=key)
        _, start = signed_header(header, people.office.sign_seed)
        path.write_bytes(start[:-64] + signature + payload)
        sent = replace(sealed.header, recipients=(weak.key_id,))
        with pytest.raises(BundleError):
            check_receipt(path, me=people.group, pinned={weak.key_id: weak}, sent=sent)


def test_20_signature_vectors_verify_only_where_nothing_is_odd() -> None:
    vectors = json.loads(lzma.decompress(suite("ed25519vectors.json.xz").read_bytes()))
    accepted = [
        vector
        for vector in vectors
        if keys.verifies(bytes.fromhex(vector["key"]), vector["msg"].encode(), bytes.fromhex(vector["sig"]))
    ]
    assert [vector["flags"] for vector in accepted] == [None]


def test_20_other_bundles_are_no_receipts(sealed: Sealed, people: People, tmp_path: Path) -> None:
    answer = seal_small(tmp_path / "a.xcb", people, sender=people.office, recipients=[people.group.card])
    assert "移交包，不是回执" in refusal_of(answer.path, people, sealed.header)
    for payload in (Payload(), Payload(records=[b"{}"]), Payload(extra=[("receipt.json", b"{}")]),
                    Payload(extra=[("receipt.json", b"[" * 9000)]), Payload(extra=[("other.json", b"{}")])):  # fmt: skip
        made = seal_small(
            tmp_path / "r.xcb", people, sender=people.office, recipients=[people.group.card], payload=payload,
            kind=BundleKind.RECEIPT,
        )  # fmt: skip
        assert "回执的内容不合规定" in refusal_of(made.path, people, sealed.header)


def test_20_receipt_is_issued_only_by_who_opened_and_only_to_who_sent(
    sealed: Sealed, opened: Opened, people: People, tmp_path: Path
) -> None:
    def attempt(header: BundleHeader, office: Identity, to: Card) -> None:
        issue_receipt(
            tmp_path / "r.xcb", opened=header, office=office, to=to, imported=COUNTS, ledger=Ledger(1, ""),
            created=WHEN,
        )  # fmt: skip

    with pytest.raises(BugError):
        attempt(inspect(sealed.path), people.office, people.group.card)
    with pytest.raises(BundleError, match="只能发给原密封包的封装人"):
        attempt(opened.header, people.office, people.stranger.card)
    with pytest.raises(BundleError, match="不是原密封包的接收人"):
        attempt(opened.header, people.stranger, people.group.card)
    assert not (tmp_path / "r.xcb").exists()
