"""Damaged, foreign, replayed and forged bundles: each refused with one clear sentence, and nothing staged."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.bundle.bundle import (
    BundleHeader,
    BundleKind,
    Ledger,
    MemoryStaging,
    Payload,
    Sealed,
    check_sequence,
    describe,
    inspect,
    new_identity,
    open_bundle,
    verify,
)
from app.bundle.header import signed_header
from app.core.errors import BundleError
from tests.bundle.builders import FULL, People, draft_header, encrypt, seal_raw, seal_small


def refusal_of(path: Path, people: People, me: str = "office") -> BundleError:
    """The error with which opening ends; staging must have been told to forget everything."""
    staging = MemoryStaging()
    with pytest.raises(BundleError) as refused:
        open_bundle(path, me=getattr(people, me), pinned=people.pinned, into=staging)
    assert not staging.committed
    assert staging.header is None
    assert refused.value.kept == "本机数据没有变化"
    assert refused.value.todo
    return refused.value


def flipped(content: bytes, position: int, bit: int = 1) -> bytes:
    altered = bytearray(content)
    altered[position] ^= bit
    return bytes(altered)


def test_06_one_flipped_byte_anywhere_in_the_header_is_refused(
    sealed: Sealed, people: People, tmp_path: Path
) -> None:
    content = sealed.path.read_bytes()
    path = tmp_path / "b.xcb"
    for position in range(sealed.header.payload_offset):
        for bit in (1 << position % 8,) if not FULL else (1, 2, 4, 8, 16, 32, 64, 128):
            path.write_bytes(flipped(content, position, bit))
            refusal_of(path, people)


def test_06_one_flipped_byte_anywhere_in_the_payload_is_refused(
    sealed: Sealed, people: People, tmp_path: Path
) -> None:
    content = sealed.path.read_bytes()
    path = tmp_path / "b.xcb"
    dice = random.Random(20260315)
    for _ in range(10_000 if FULL else 300):
        position = dice.randrange(sealed.header.payload_offset, len(content))
        path.write_bytes(flipped(content, position, 1 << dice.randrange(8)))
        assert "已损坏或被改动" in str(refusal_of(path, people))


def test_06_file_cut_anywhere_is_refused_as_incomplete(
    sealed: Sealed, people: People, tmp_path: Path
) -> None:
    content = sealed.path.read_bytes()
    path = tmp_path / "b.xcb"
    for length in {
        0,
        1,
        7,
        8,
        13,
        14,
        100,
        sealed.header.payload_offset,
        len(content) // 2,
        len(content) - 1,
    }:
        path.write_bytes(content[:length])
        expected = "不完整" if length else "不是密封包"
        assert expected in str(refusal_of(path, people)), length


def test_06_file_with_something_appended_is_refused(sealed: Sealed, people: People, tmp_path: Path) -> None:
    path = tmp_path / "b.xcb"
    for more in (b"\0", b"x" * 70_000):
        path.write_bytes(sealed.path.read_bytes() + more)
        assert "末尾多出了内容" in str(refusal_of(path, people))


def test_06_file_that_is_no_bundle_is_refused(people: People, tmp_path: Path) -> None:
    path = tmp_path / "b.xcb"
    for content in (b"%PDF-1.7", b"PK\3\4" * 100, b"SQLite format 3\0", b"XCB\x89\r\n\x1a\r" * 9):
        path.write_bytes(content)
        assert "不是密封包" in str(refusal_of(path, people))
        assert any("不是密封包" in line for line in describe(path))
    assert "找不到" in str(refusal_of(tmp_path / "absent.xcb", people))
    assert "读不到" in str(refusal_of(tmp_path, people))


def test_06_hostile_header_json_is_refused_without_harm(
    sealed: Sealed, people: People, tmp_path: Path
) -> None:
    start = sealed.path.read_bytes()[:10]
    path = tmp_path / "b.xcb"
    for text in (b"[" * 60_000, b"{" * 60_000, b'{"a":1,"a":2}', b'{"length":1e400}', b'{"n":' + b"9" * 60_000 + b"}",
                 b"null", b"{}", b"\xff" * 100, b'{"a":NaN}', b'"' + b"a" * 60_000):  # fmt: skip
        path.write_bytes(start + len(text).to_bytes(4, "big") + text + bytes(64))
        assert "包头内容不合规定" in str(refusal_of(path, people))
    path.write_bytes(start + (1 << 31).to_bytes(4, "big") + b"{}")
    assert "包头长度超出规定" in str(refusal_of(path, people))
    path.write_bytes(start[:9] + b"\x02" + start[:4])
    assert "不认识" in str(refusal_of(path, people))


def test_19_bundle_of_an_unknown_sender_is_refused(people: People, tmp_path: Path) -> None:
    unknown = new_identity("来路不明", "不明单位", "group")
    made = seal_small(tmp_path / "a.xcb", people, sender=unknown)
    assert "不在已核对的名片之中" in str(refusal_of(made.path, people))
    assert inspect(made.path).sender == unknown.key_id


def test_19_bundle_that_claims_another_senders_name_is_refused(people: People, tmp_path: Path) -> None:
    """The header names the group's key id, but carries and uses a key of the forger's own."""
    forger = new_identity("冒名者", "不明单位", "group")
    path = tmp_path / "a.xcb"
    seal_raw(path, people, encrypt(people, b""))
    header = inspect(path)
    _, start = signed_header(replace(header, sender_key=forger.card.sign_public), forger.sign_seed)
    path.write_bytes(start + path.read_bytes()[header.payload_offset :])
    assert "冒用" in str(refusal_of(path, people))
    _, start = signed_header(header, forger.sign_seed)
    path.write_bytes(start + path.read_bytes()[header.payload_offset :])
    assert "签名不符" in str(refusal_of(path, people))


def test_19_bundle_for_another_office_is_refused(people: People, tmp_path: Path) -> None:
    made = seal_small(tmp_path / "a.xcb", people, recipients=[people.stranger.card])
    assert "发给别的单位" in str(refusal_of(made.path, people))
    assert verify(made.path, pinned=people.pinned).sender == people.group.card


def test_19_bundle_that_names_us_but_was_encrypted_to_others_is_refused(
    people: People, tmp_path: Path
) -> None:
    path = tmp_path / "a.xcb"
    other = People(people.group, people.stranger, people.stranger)
    seal_raw(path, people, encrypt(other, b"not for us"))
    assert "本机的密钥打不开" in str(refusal_of(path, people))


def test_06_payload_in_another_bundles_envelope_is_refused(people: People, tmp_path: Path) -> None:
    """Even the sender's own key cannot put an old payload under a new number: both sides repeat the facts."""
    first = seal_small(tmp_path / "a.xcb", people)
    header = replace(first.header, sequence=9)
    _, start = signed_header(header, people.group.sign_seed)
    path = tmp_path / "b.xcb"
    path.write_bytes(start.ljust(header.payload_offset) + first.path.read_bytes()[header.payload_offset :])
    assert "换过信封" in str(refusal_of(path, people))


def test_06_altered_counts_or_nonce_break_the_commitment(people: People, tmp_path: Path) -> None:
    first = seal_small(tmp_path / "a.xcb", people)
    header = replace(first.header, commitment="0" * 64)
    _, start = signed_header(header, people.group.sign_seed)
    path = tmp_path / "b.xcb"
    path.write_bytes(start + first.path.read_bytes()[header.payload_offset :])
    assert "换过信封" in str(refusal_of(path, people))


def test_19_second_copy_of_a_bundle_is_refused(sealed: Sealed) -> None:
    seen = {sealed.header.sender: (1, sealed.sha256)}
    with pytest.raises(BundleError, match="已经接收过"):
        check_sequence(sealed.header, seen, {sealed.bundle_id})


def test_19_older_bundle_after_a_newer_one_is_refused(people: People, tmp_path: Path) -> None:
    first = seal_small(tmp_path / "a.xcb", people)
    second = seal_small(tmp_path / "b.xcb", people, ledger=Ledger(2, first.sha256))
    with pytest.raises(BundleError, match="旧包"):
        check_sequence(first.header, {people.group.key_id: (2, second.sha256)}, {second.bundle_id})
    check_sequence(second.header, {people.group.key_id: (1, first.sha256)}, {first.bundle_id})
    check_sequence(second.header, {}, set())


def test_19_bundle_that_does_not_follow_the_one_received_is_refused(people: People) -> None:
    header = replace(draft_header(people), sequence=2, previous="1" * 64)
    with pytest.raises(BundleError, match="衔接不符"):
        check_sequence(header, {people.group.key_id: (1, "2" * 64)}, set())
    check_sequence(replace(header, sequence=5), {people.group.key_id: (1, "2" * 64)}, set())


def test_each_cause_has_a_sentence_of_its_own(people: People, tmp_path: Path) -> None:
    good = seal_small(tmp_path / "a.xcb", people)
    content = good.path.read_bytes()
    path = tmp_path / "b.xcb"
    sentences: list[str] = []
    for altered in (
        flipped(content, 0), flipped(content, 9), flipped(content, 10), flipped(content, 100),
        flipped(content, good.header.payload_offset - 1), flipped(content, len(content) - 1),
        content[:-1], content + b"\0",
    ):  # fmt: skip
        path.write_bytes(altered)
        sentences.append(refusal_of(path, people).what)
    seal_small(path, people, recipients=[people.stranger.card])
    sentences.append(refusal_of(path, people).what)
    seal_small(path, people, sender=new_identity("某", "某", "group"))
    sentences.append(refusal_of(path, people).what)
    assert len(set(sentences)) == len(sentences)


def test_stored_headers_of_every_kind_read_back(people: People) -> None:
    for kind in BundleKind:
        header = replace(draft_header(people), kind=kind)
        assert BundleHeader.from_json(header.to_json()) == header


def test_bundle_file_holds_no_plaintext_in_any_encoding(people: People, tmp_path: Path) -> None:
    canary = "青石镇谈话记录甲乙丙丁"
    seal_small(tmp_path / "a.xcb", people, payload=Payload(records=[b'{"t":"%s"}' % canary.encode()]))
    everything = b"".join(item.read_bytes() for item in tmp_path.iterdir())
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        assert canary.encode(encoding) not in everything
