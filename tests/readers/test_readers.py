"""SECURITY.md says enough that another team can read what we write: their readers, which share no line with the program."""

from __future__ import annotations

import ast
import base64
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from app.areas.closeout.certificate import Certificate, ordered, sheet_text, signed, to_plain
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, Sealed, new_identity
from db.erase import EraseReport, RemovedFile
from db.header import REGION
from db.opening import keep_anchors
from db.session import Session
from tests.areas import cases
from tests.builders import PASSWORD, new_session, new_vault, session_on
from tests.readers import bundle_reader, certificate_reader, vault_reader

WITH_AGE = pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed here")


def test_the_readers_import_nothing_of_the_program() -> None:
    for module in (bundle_reader, certificate_reader, vault_reader):
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        names = [
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        ]
        names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [
            name
            for name in names
            if name.split(".")[0] in ("app", "db", "pyrage", "sqlcipher3", "apsw")
            or (name.split(".")[0] == "tests" and not name.startswith("tests.readers."))
        ]


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[tuple[Session, Sealed]]:
    """A hand-over bundle with records, a journal, an attachment and a paper, sealed to an identity of its own."""
    with new_session(tmp_path / "vault") as session:
        contacts.keep_identity(session, new_identity("第一巡察组", "示例县委", "group"))
        site = cases.on_site(session, codes=False)
        scan = session.attach(BytesIO(b"%PDF-1.7 scanned " * 999), "凭证.pdf", media="application/pdf")
        cases.petition(session, site, attachments=(scan,))
        office = new_identity("巡察办", "示例县委", "office")
        (tmp_path / "office.key").write_text(office.age_secret + "\n")
        made = transfer.send(
            session, tmp_path / "a.xcb", kind=BundleKind.HANDOVER, to=[office.card], kinds=list(session.catalog),
            wanted=lambda _record: True, facts={"task_id": site.task.id}, with_journal=True,
            extra=[("papers/01.pdf", b"%PDF-1.4 cover")],
        )  # fmt: skip
        yield session, made


@WITH_AGE
def test_another_teams_reader_opens_a_bundle_and_checks_all_that_is_promised(
    sealed: tuple[Session, Sealed], tmp_path: Path
) -> None:
    session, made = sealed
    card = bundle_reader.read_card(contacts.own_identity(session).card.to_bytes())
    assert bundle_reader.key_id(card) == contacts.own_identity(session).card.key_id
    opened = bundle_reader.read_bundle(made.path.read_bytes(), card, tmp_path / "office.key")
    assert (opened.header["bundle_id"], opened.header["kind"]) == (made.bundle_id, "handover")
    (petition,) = [record for record in opened.records if record["t"] == "petition"]
    assert petition["x"]["summary"] == "反映报销问题"
    assert opened.members["data/papers/01.pdf"] == b"%PDF-1.4 cover"
    assert opened.members["data/journal.jsonl"].count(b"\n") > 3

    # And it notices: a byte of the header, a byte of the payload, a card of somebody else.
    content = bytearray(made.path.read_bytes())
    content[40] ^= 1
    with pytest.raises((bundle_reader.Wrong, ValueError)):
        bundle_reader.read_bundle(bytes(content), card, tmp_path / "office.key")
    with pytest.raises(bundle_reader.Wrong, match="payload hash"):
        bundle_reader.read_bundle(made.path.read_bytes()[:-1] + b"\0", card, tmp_path / "office.key")
    other = bundle_reader.read_card(new_identity("某", "某", "group").card.to_bytes())
    with pytest.raises(bundle_reader.Wrong, match="sender"):
        bundle_reader.read_bundle(made.path.read_bytes(), other, tmp_path / "office.key")


def test_another_teams_reader_unlocks_a_vault_and_reads_its_pages_and_its_journal(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "vault", login="组长甲")
    session = session_on(vault)
    site = cases.on_site(session, codes=False)
    cases.petition(session, site, summary="反映低保问题")
    keep_anchors(vault, session)
    session.close()
    paths, vault_id = vault.paths, vault.vault_id
    vault.close()

    opened = vault_reader.unlock(paths.header, " 组长甲 ", PASSWORD)
    assert opened.vault_id.hex() == vault_id
    assert opened.clue_key is not None
    with pytest.raises(vault_reader.Wrong, match="no slot opens"):
        vault_reader.unlock(paths.header, "组长甲", PASSWORD + "x")
    left = {name: base64.b64decode(digest) for name, digest in opened.body["l"].items()}
    for name, page_size in (("records", 4096), ("clues", 4096), ("blobs", 16_384)):
        path = paths.folder / f"{name}.vault"
        plain = bytearray(vault_reader.plain_database(path, opened.keyspec(name), page_size))
        plain[18:20] = b"\1\1"  # no write-ahead log beside it
        base = sqlite3.connect(":memory:")
        base.deserialize(bytes(plain))
        assert base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
        if name != "blobs":
            assert vault_reader.page_digest(path) == left[name[0]]
        if name == "records":
            assert base.execute("SELECT summary FROM petition").fetchall() == [("反映低保问题",)]
            rows = base.execute(
                "SELECT seq, at, who, device, op, type, record, rev, changes, note, mac, hash FROM journal ORDER BY seq"
            ).fetchall()
            head = base.execute("SELECT * FROM journal_head").fetchone()
            vault_reader.check_journal(rows, tuple(part for part in head)[-3:], opened)
            with pytest.raises(vault_reader.Wrong, match="journal entry 2"):
                vault_reader.check_journal([rows[0], *rows[2:]], tuple(head)[-3:], opened)
        base.close()

    content = bytearray(paths.records.read_bytes())
    content[5000] ^= 1
    paths.records.write_bytes(content)
    with pytest.raises(vault_reader.Wrong, match="seal of page 2"):
        list(vault_reader.pages(paths.records, opened.keyspec("records")))
    header = bytearray(paths.header.read_bytes())
    header[60] ^= 1
    header[REGION + 60] ^= 1
    paths.header.write_bytes(header)
    with pytest.raises(vault_reader.Wrong, match="no whole region"):
        vault_reader.unlock(paths.header, "组长甲", PASSWORD)


def test_another_team_checks_a_certificate_as_a_file_and_as_the_code_on_its_sheet() -> None:
    group = new_identity("第一巡察组", "示例县委", "group")
    report = EraseReport(
        "ab" * 16,
        datetime(2026, 5, 16, 9, 41),
        6,
        (RemovedFile("/v/vault.hdr", 8192),),
        (),
        (),
        ("交换分区：未启用",),
    )
    begun = ordered(
        Certificate(
            "清-0123abcd", "县委第一巡察组", "01" * 16, "02" * 32, "03" * 16, "2026-05-15", "示例县委巡察办", ("组长甲", "联络员乙"),
            (), (("seq", "31"), ("head", "04" * 32)),
        ),
        group,
    )  # fmt: skip
    done = signed(replace(begun, report=report), group)
    card = bundle_reader.read_card(group.card.to_bytes())
    content = json.dumps(to_plain(done), ensure_ascii=False, indent=1).encode()
    assert certificate_reader.check_certificate(content, card)["erased_by"] == ["组长甲", "联络员乙"]
    facts = certificate_reader.check_code(sheet_text(done), card)
    assert (facts["bundle"], facts["hits"], facts["seq"]) == ("01" * 16, "0", "31")
    with pytest.raises(bundle_reader.Wrong, match="certificate v1"):
        certificate_reader.check_certificate(
            content.replace(b'"keys_destroyed": 6', b'"keys_destroyed": 9'), card
        )
    with pytest.raises(bundle_reader.Wrong, match="sheet"):
        certificate_reader.check_code(sheet_text(done).replace("hits 0", "hits 1"), card)
