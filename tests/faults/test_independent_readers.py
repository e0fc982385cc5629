"""What another team's reader, written from SECURITY.md alone, finds in a vault and in a bundle: everything, and all seals right."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import shutil
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.catalog import catalog
from app.core.records import Compartment
from db.opening import keep_anchors
from tests.areas import cases
from tests.builders import PASSWORD, new_vault, session_on
from tests.faults import reader
from tests.faults.bagit import problems
from tests.faults.figures import Figures
from tests.faults.kernel_kit import LOGIN, everything, petition_of

pytest.importorskip(
    "apsw", reason="apsw-sqlite3mc, the independent reader of databases, is not installed here"
)
CONTENT = b"%PDF-1.7 scanned page " * 100_000


def test_28_vault_and_bundle_are_read_by_a_reader_made_from_the_specification(
    tmp_path: Path, figure: Figures
) -> None:
    vault = new_vault(tmp_path / "v")
    session = session_on(vault)
    me, office = new_identity("一组", "示例县委", "group"), new_identity("办", "示例县委", "office")
    contacts.keep_identity(session, me)
    cases.on_site(session, codes=False)
    task = session.find(Task)[0]
    ref = session.attach(io.BytesIO(CONTENT), "来信.pdf")
    petition = session.create(petition_of(task, attachments=(ref,), summary="反映鱼塘发包没有公示"))
    clue = session.create(Clue(task_id=task.id, source="petition", subject="某丙", summary="虚报面积"))
    transfer.send(
        session, tmp_path / "b.xcb", kind=BundleKind.HANDOVER, to=[office.card], kinds=list(catalog()),
        wanted=lambda record: True, facts={"task_id": task.id}, with_journal=True,
    )  # fmt: skip
    keep_anchors(vault, session)
    records = everything(session)
    heads = {place: session.head(place) for place in Compartment}
    session.close()
    vault.close()

    keys = reader.unlocked(tmp_path / "v" / "vault.hdr", LOGIN, PASSWORD)
    seals = entries = 0
    found: set[str] = set()
    for name, place in (("records", Compartment.RECORDS), ("clues", Compartment.CLUES)):
        conn = reader.database(tmp_path / "v" / f"{name}.vault", keys.keyspecs[name])
        rows = [
            [part.hex() if isinstance(part, bytes) else part for part in row]
            for row in conn.execute("SELECT * FROM journal ORDER BY seq")
        ]
        entries += len(rows)
        assert reader.chain(rows) == heads[place].hash
        seq, head, seal = conn.execute("SELECT seq, hash, mac FROM journal_head").fetchall()[0]
        made = hmac.digest(keys.subkey("journal-head", name), seq.to_bytes(8, "big") + head, hashlib.sha256)
        assert (seq, head, seal) == (heads[place].seq, heads[place].hash, made)
        for kind in (kind for kind in catalog() if kind.compartment is place):
            names = [row[1] for row in conn.execute(f"PRAGMA table_info({kind.name})")]
            for row in conn.execute(f"SELECT * FROM {kind.name}"):
                assert reader.row_seal(keys.subkey("row-mac", name), kind.name, names, row), kind.name
                found.add(row[names.index("id")])
                seals += 1
        conn.close()
    assert found == set(records)
    assert {petition.id, clue.id} <= found

    blobs = reader.database(tmp_path / "v" / "blobs.vault", keys.keyspecs["blobs"], 16384)
    digest = hashlib.sha256(CONTENT)
    address = hmac.digest(keys.subkey("blob-address", "records"), digest.digest(), hashlib.sha256).hex()
    (blob_id,) = blobs.execute("SELECT id FROM blob WHERE address = ?", (address,)).fetchall()[0]
    pieces = blobs.execute(
        "SELECT content FROM blob_piece WHERE id >= ? AND id < ? ORDER BY id",
        (blob_id << 24, (blob_id + 1) << 24),
    )
    assert b"".join(row[0] for row in pieces) == CONTENT
    blobs.close()
    told = f"{seals} row seals, {entries} journal entries in 2 chains, an attachment of {len(CONTENT) >> 10} KB: all right"
    figure("28", "vault by apsw and SECURITY.md alone", told, "read whole")

    header, start = reader.bundle_header(tmp_path / "b.xcb", me.card.sign_public)
    if shutil.which("age") is None:
        pytest.skip("age is not installed here: the vault was read, the bundle was not")
    (tmp_path / "out").mkdir()
    bag = reader.unpacked(tmp_path / "b.xcb", start, office.age_secret, tmp_path / "out")
    assert problems(bag) == []
    root = hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert root == header["content_root"]
    inside = json.loads((bag / "data" / "bundle.json").read_text("utf-8"))
    stated = {"counts": inside["counts"], "nonce": inside["nonce"]}
    commitment = hashlib.sha256(b"xuncha-desk bundle contents v1\0" + reader.canonical(stated)).hexdigest()
    assert commitment == header["commitment"]
    lines = [json.loads(line) for line in (bag / "data" / "records.jsonl").read_text("utf-8").splitlines()]
    assert {line["i"] for line in lines} == found
    told_of = next(line["x"]["summary"] for line in lines if line["i"] == petition.id)
    assert told_of == petition.summary
    assert (bag / "data" / "attachments" / ref.sha256).read_bytes() == CONTENT
    journal = [json.loads(line) for line in (bag / "data" / "journal.jsonl").read_text("utf-8").splitlines()]
    assert reader.chain(journal).hex() == journal[-1][11]
    told = (
        f"{len(lines)} records, {len(journal)} journal entries, signature, manifests, commitment: all right"
    )
    figure("28", "bundle by age, tar, sha256sum", told, "read whole")
    assert Petition.TYPE.name in {line["t"] for line in lines}


def test_28_a_wrong_password_opens_nothing_for_that_reader_either(tmp_path: Path) -> None:
    new_vault(tmp_path / "v").close()
    with pytest.raises(reader.InvalidTag):
        reader.unlocked(tmp_path / "v" / "vault.hdr", LOGIN, f"{PASSWORD}x")
