"""What is kept of a damaged vault, and what is told of the rest; and the look at the contents after a sudden end."""

from __future__ import annotations

import io
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.areas.secrecy.afterwards import Afterwards
from app.areas.secrecy.examination import Examination
from app.catalog import catalog
from app.core.errors import VaultError
from app.core.records import Compartment
from db.connection import PAGE_SIZE, DatabaseError, connect
from db.layout import DatabaseName, VaultPaths
from db.leaves import Pages
from db.opening import keep_anchors, prepare
from db.salvage import salvage
from db.vault import Vault, WrongPassword
from db.verify import verify
from tests.areas import cases
from tests.builders import PASSWORD, new_vault, session_on
from tests.faults.kernel_kit import petition_of

LEADER = "组长甲"
COUNT = 60
FULL = os.environ.get("XUNCHA_FULL") == "1"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("salvage") / "vault"
    vault = new_vault(folder)
    session = session_on(vault)
    site = cases.on_site(session, codes=False)
    for number in range(COUNT):
        session.create(petition_of(site.task, summary=f"反映第{number}件" + "细" * 900))
    for number in range(5):
        ref = session.attach(io.BytesIO(bytes([number]) * 500_000), f"{number}.pdf")
        session.create(petition_of(site.task, summary="带附件", attachments=(ref,)))
    clue_file = session.attach(io.BytesIO(b"clue"), "线索.pdf", compartment=Compartment.CLUES)
    session.create(
        Clue(
            task_id=site.task.id, source="petition", subject="某乙", summary="虚报", attachments=(clue_file,)
        )
    )
    session.keep_draft("form:petition:new", b"half")
    keep_anchors(vault, session)
    session.close()
    vault.close()
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path / "vault")
    return tmp_path / "vault"


def opened(folder: Path) -> Vault:
    vault = Vault.unlock(folder, LEADER, PASSWORD)
    try:
        prepare(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def ruin(path: Path, *pages: int, size: int = PAGE_SIZE) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * size + 100)
            file.write(b"\xff" * 40)


def ruin_records(vault: Vault, every: int) -> None:
    """Every so-many-th page of the last third, but for those of the schema, without which nothing can be asked."""
    path, key = vault.paths.records, vault.database_key("records")
    vault.close()
    pages = path.stat().st_size // PAGE_SIZE
    for page in range(pages * 2 // 3, pages, every):
        before = path.read_bytes()
        ruin(path, page)
        try:
            conn = connect(path, key, role="reader")
            conn.execute("PRAGMA table_info(journal)").fetchall()
            conn.close()
        except (VaultError, DatabaseError):
            path.write_bytes(before)


def test_what_verifies_is_kept_and_what_is_lost_is_counted_by_kind(folder: Path) -> None:
    paths = VaultPaths(folder)
    vault = opened(folder)
    conn = vault.connect("records", "writer")
    conn.execute("UPDATE petition SET summary = '换过' WHERE row BETWEEN 5 AND 9")
    conn.close()
    vault.close()
    if FULL:  # each question that meets damage opens the copy anew
        ruin_records(opened(folder), 31)
    ruin(paths.blobs, *range(40, paths.blobs.stat().st_size // 16384, 60), size=16384)
    with pytest.raises(WrongPassword):
        salvage(folder, catalog(), LEADER, "Cuo-Wu-2026-kouling")
    paths.backoff.unlink()
    told: list[str] = []
    done = salvage(folder, catalog(), LEADER, PASSWORD, progress=lambda what, _d, _t: told.append(what))
    assert "正在抢救信访件" in told
    assert (done.aside / "records.vault").exists()
    kept, lost = done.kept.get("信访件", 0), done.lost.get("信访件", 0)
    assert kept + lost == COUNT + 5 or "信访件" in done.uncounted
    assert lost > 0 or "信访件" in done.uncounted
    assert done.kept["问题线索"] == 1
    assert done.attachments_lost > 0
    assert any(line.startswith("信访件") and "丢" in line for line in done.lines)
    assert any("移交包" in line for line in done.lines)
    vault = opened(folder)
    session = session_on(vault)
    assert len(session.find(Petition)) == kept
    assert session.find(Clue)[0].summary == "虚报"
    wrong = verify(session)
    assert all("缺少" in sentence and "附件" in sentence for sentence in wrong)
    session.note("抢救以后")
    session.close()
    vault.close()


def schema_pages(vault: Vault, name: DatabaseName, size: int) -> list[int]:
    """The pages of the schema, found by what nobody can read without them; the vault is closed."""
    path, key = vault.paths.database(name), vault.database_key(name)
    vault.close()
    pages = Pages(path, key, size)
    found = [1]  # as SQLite counts; `ruin` counts from 0
    for number in range(2, pages.count + 1):
        page = pages.page(number)
        rows = list(pages.rows(number, page)) if page and pages.kind(number, page) == 0x0D else []
        if rows and len(rows[0][1]) == 5 and rows[0][1][0] in ("table", "index", "trigger"):
            found.append(number)
    pages.close()
    return [number - 1 for number in found]


@pytest.mark.parametrize("which", ["the first", "all"])
def test_a_damaged_schema_costs_no_record_whose_page_can_be_read(folder: Path, which: str) -> None:
    paths = VaultPaths(folder)
    vault = opened(folder)
    session = session_on(vault)
    before = {held.id: (held.number, held.summary, held.attachments) for held in session.find(Petition)}
    session.close()
    pages = schema_pages(vault, "records", PAGE_SIZE)
    assert len(pages) > 10
    ruin(paths.records, *(pages[:1] if which == "the first" else pages))
    ruin(paths.blobs, 0, size=16384)
    with pytest.raises(VaultError):
        opened(folder)
    done = salvage(folder, catalog(), LEADER, PASSWORD)
    assert done.unreadable == []
    assert done.kept["信访件"] == COUNT + 5
    assert "信访件" not in done.lost
    assert done.attachments == 6  # one of them in the compartment of clues
    assert any("工作记录的目录已损坏，是逐页读出来的" in line for line in done.lines)
    vault = opened(folder)
    session = session_on(vault)
    after = {held.id: (held.number, held.summary, held.attachments) for held in session.find(Petition)}
    assert after == before
    (ref,) = next(refs for _, summary, refs in after.values() if summary == "带附件")
    assert len(b"".join(session.read_attachment(ref))) == 500_000
    assert session.find(Clue)[0].summary == "虚报"
    if which == "the first":
        assert session.draft("form:petition:new") == b"half"
    assert verify(session) == ()
    session.close()
    vault.close()


def test_what_was_only_in_the_wal_is_read_with_a_damaged_schema(folder: Path) -> None:
    paths = VaultPaths(folder)
    vault = opened(folder)
    session = session_on(vault)
    late = session.create(petition_of(session.find(Task)[0], summary="刚收到的一件"))
    key = vault.database_key("records")
    for suffix in ("", "-wal"):  # as a sudden end would leave them
        shutil.copyfile(f"{paths.records}{suffix}", folder.parent / f"copy{suffix}")
    session.close()
    vault.close()
    ruin(folder.parent / "copy", 0)
    pages = Pages(folder.parent / "copy", key, PAGE_SIZE)
    found = [
        values
        for number in range(1, pages.count + 1)
        if (page := pages.page(number)) and pages.kind(number, page) == 0x0D
        for _, values in pages.rows(number, page)
    ]
    pages.close()
    assert any(values[1] == late.id and "刚收到的一件" in values for values in found if len(values) > 12)


def test_a_salvage_that_is_cancelled_changes_nothing_and_a_whole_vault_loses_nothing(folder: Path) -> None:
    class Stop(Exception):
        pass

    def stop(what: str, _done: int, _total: int) -> None:
        if what == "正在核对附件":
            raise Stop

    before = VaultPaths(folder).records.read_bytes()
    with pytest.raises(Stop):
        salvage(folder, catalog(), LEADER, PASSWORD, progress=stop)
    assert VaultPaths(folder).records.read_bytes() == before
    assert not (folder / "restoring").exists()
    done = salvage(folder, catalog(), LEADER, PASSWORD)
    assert (done.lost, done.attachments, done.attachments_lost) == ({}, 6, 0)
    vault = opened(folder)
    session = session_on(vault)
    assert verify(session) == ()
    assert session.draft("form:petition:new") == b"half"
    assert len(session.find(Petition)) == COUNT + 5
    session.close()
    vault.close()


def crashed(folder: Path, place: Path) -> Path:
    """The vault as a sudden end leaves it."""
    vault = opened(folder)
    session = session_on(vault)
    session.create(petition_of(session.find(Task)[0], summary="断电前"))
    shutil.copytree(folder, place)
    session.close()
    vault.close()
    return place


def looked(vault: Vault) -> Examination | None:
    """The outcome of the look at the contents after a sudden end."""
    told: list[Examination] = []
    heard = threading.Event()

    def hear(done: Examination) -> None:
        told.append(done)
        heard.set()

    work = Afterwards(lambda: session_on(vault, role="reader"), hear, after=0.0)
    work.begin()
    heard.wait(60)
    said = work.end(5)
    assert ("发现" in said) == bool(told)
    return told[0] if told else None


def test_after_a_sudden_end_the_contents_are_looked_at_until_somebody_has(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = crashed(folder, tmp_path / "ended")
    assert not opened_unsure(folder)
    vault = opened(ended)
    assert vault.is_unsure
    vault.close()
    vault = opened(ended)
    assert vault.is_unsure  # nobody has looked yet, though it was closed in order meanwhile
    done = looked(vault)
    assert done is not None
    assert done.findings == ()
    vault.note_examined()
    vault.close()
    assert not opened_unsure(ended)
    ended = crashed(folder, tmp_path / "again")
    vault = opened(ended)
    session = session_on(vault)
    store = session.store(Compartment.RECORDS)
    assert store is not None
    store.conn.execute("UPDATE petition SET summary = '换过' WHERE row = 2")
    session.close()
    done = looked(vault)
    assert done is not None
    assert "信访件与台账不符" in done.findings[0].text
    assert "停止录入" in done.findings[0].todo
    vault.close()


def opened_unsure(folder: Path) -> bool:
    """Whether the vault opens as unsure."""
    vault = opened(folder)
    try:
        return vault.is_unsure
    finally:
        vault.close()


def test_the_look_goes_on_beside_writing_without_false_alarm(folder: Path) -> None:
    vault = opened(folder)
    session = session_on(vault)
    task = session.find(Task)[0]
    begun = threading.Event()
    told: list[Examination] = []

    def reader() -> object:
        begun.set()
        return session_on(vault, role="reader")

    hear: Callable[[Examination], None] = told.append
    work = Afterwards(reader, hear, after=0.0)  # type: ignore[arg-type]  # a session
    work.begin()
    begun.wait(20)
    for number in range(40):
        session.create(petition_of(task, summary=f"同时写入{number}"))
    for _ in range(200):
        if told:
            break
        threading.Event().wait(0.1)
    assert [done.findings for done in told] == [()]
    work.end(5)
    session.close()
    vault.close()
