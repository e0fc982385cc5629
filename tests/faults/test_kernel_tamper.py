"""Old pages, old files and cut WALs put in place of new ones: noticed at unlock, or by the full examination, or harmless.

SQLCipher authenticates each page for itself and takes an old page of the same place for a good one; the digest of all
page seals in the header, the journal and its anchor, and the row seals do not. XUNCHA_FULL=1: two hundred cases.
"""

from __future__ import annotations

import io
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.bundle import contacts
from app.bundle.bundle import new_identity
from app.catalog import catalog
from app.core.errors import VaultError
from app.core.records import Compartment
from db.check import full_check
from db.connection import PAGE_SIZE, DatabaseError
from db.opening import keep_anchors
from db.session import Session
from db.verify import verify
from tests.areas import cases
from tests.builders import new_vault, session_on
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, petition_of, session_of, slot_key, unlock

PAGES, WALS = (160, 40) if FULL else (28, 8)
FILES = ("records.vault", "clues.vault")


@dataclass(frozen=True)
class TwoStates:
    """One vault as it stood before and after a day's work, both closed, and the key of its slot."""

    old: Path
    new: Path
    key: bytes
    content: tuple[object, ...]
    beside: tuple[object, ...]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> TwoStates:
    top = tmp_path_factory.mktemp("tampered")
    vault = new_vault(top / "old")
    session = session_on(vault)
    site = cases.on_site(session, codes=False)
    for number in range(650 if FULL else 40):
        session.create(petition_of(site.task, summary=f"反映第{number}件"))
    for number in range(200 if FULL else 12):
        session.create(Clue(task_id=site.task.id, source="petition", subject="某甲", summary=f"线索{number}"))
    keep_anchors(vault, session)
    session.close()
    vault.close()
    key = slot_key(top / "old")
    shutil.copytree(top / "old", top / "new")
    with session_of(top / "new", key) as session:
        days_work(session)
        content, unsealed = tuple(everything(session)), tuple(beside(session))
    return TwoStates(top / "old", top / "new", key, content, unsealed)


def days_work(session: Session) -> None:
    """Changes, removals, steps, new records, attachments and settings in both compartments."""
    for number, petition in enumerate(session.find(Petition)):
        if number % 3 == 0:
            session.save(
                replace(petition, summary=f"{petition.summary}，补充来信", received_on=date(2026, 4, 1))
            )
        elif number % 7 == 0:
            session.delete(petition, "登记重复")
    for clue in session.find(Clue)[::2]:
        session.save(replace(clue, content="据反映，该人虚报面积套取补助。"))
    site = cases.OnSite(*(session.find(kind)[0] for kind in site_kinds()))
    cases.signed_paper(session, site)
    ref = session.attach(io.BytesIO(b"%PDF-1.7" * 9000), "账页.pdf")
    session.create(petition_of(site.task, attachments=(ref,)))
    session.create(Clue(task_id=site.task.id, source="petition", subject="某丁", summary="新线索"))
    contacts.keep_identity(session, new_identity("第一巡察组", "示例县委", "group"))


def site_kinds() -> tuple[type, ...]:
    """The types of the fields of cases.OnSite, in order."""
    from app.areas.libraries.model import Policy, Unit
    from app.areas.preparation.model import Round

    return Round, Unit, Task, Policy


def everything(session: Session) -> Iterator[object]:
    """All that a user can see of the records: each record, its history, and what searching finds."""
    for kind in catalog():
        store = session.store(kind.compartment)
        assert store is not None
        for (id,) in store.conn.execute(f"SELECT id FROM {kind.name} ORDER BY id").fetchall():
            record = session.fetch(kind.name, id)
            yield record
            yield session.history(record)
    for typed in ("补充来信", "虚报面积", "反映第"):
        yield sorted(hit.id for hit in session.search(typed, 2000))


def beside(session: Session) -> Iterator[object]:
    """What lies beside the records without a seal of its own."""
    for compartment in Compartment:
        store = session.store(compartment)
        assert store is not None
        for table in ("sequence", "setting", "draft"):
            yield store.conn.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def judged(folder: Path, states: TwoStates) -> str:
    """ "unlock", "full", "harmless", or "missed": where a tampered vault was noticed."""
    try:
        vault = unlock(folder, states.key)
    except (VaultError, DatabaseError):
        return "unlock"
    try:
        session = session_on(vault)
        try:
            if verify(session):
                return "full"
            seen, unsealed = tuple(everything(session)), tuple(beside(session))
        except (DatabaseError, VaultError):
            return "full"
        finally:
            session.close()
        if full_check(vault):
            return "full"
        if seen != states.content:
            return "missed"
        return "harmless" if unsealed == states.beside else "unsealed"
    finally:
        vault.close()


def test_21_an_untouched_vault_is_found_whole(states: TwoStates, tmp_path: Path) -> None:
    shutil.copytree(states.new, tmp_path / "vault")
    assert judged(tmp_path / "vault", states) == "harmless"


def old_pages(states: TwoStates, chance: random.Random) -> list[tuple[str, int]]:
    """Every page of the old files that differs from the new one in its place, in random order."""
    places = []
    for name in FILES:
        old, new = (folder / name for folder in (states.old, states.new))
        pages = min(old.stat().st_size, new.stat().st_size) // PAGE_SIZE
        places += [(name, page) for page in range(pages) if page_of(old, page) != page_of(new, page)]
    chance.shuffle(places)
    return places


def put_back(states: TwoStates, folder: Path, name: str, page: int) -> None:
    """One page of the old file into its place in `folder`."""
    with (folder / name).open("r+b") as file:
        file.seek(page * PAGE_SIZE)
        file.write(page_of(states.old / name, page))


def test_21_an_old_page_put_back_is_noticed_at_unlock(
    states: TwoStates, tmp_path: Path, figure: Figures
) -> None:
    places = old_pages(states, random.Random(21))[:PAGES]
    folder = tmp_path / "vault"
    found: Counter[str] = Counter()
    for name, page in places:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(states.new, folder)
        put_back(states, folder, name, page)
        found[judged(folder, states)] += 1
    told = ", ".join(f"{where} {count}" for where, count in found.items())
    figure("21", "old pages put back", told, "all at unlock", seed=21, passed=set(found) == {"unlock"})
    assert len(places) >= min(PAGES, 40)
    assert set(found) == {"unlock"}


def test_21_the_same_contradiction_is_told_at_every_unlock_and_names_the_way_back(
    states: TwoStates, tmp_path: Path
) -> None:
    shutil.copytree(states.new, tmp_path / "vault")
    put_back(states, tmp_path / "vault", *old_pages(states, random.Random(1))[0])
    for _ in range(2):
        with pytest.raises(VaultError, match="与上次关闭时不一致") as told:
            unlock(tmp_path / "vault", states.key)
        assert "从备份恢复" in told.value.todo
        assert "移交包" in told.value.todo


def test_21_after_a_sudden_end_the_contents_tell_of_an_old_page_or_nothing_changed(
    states: TwoStates, tmp_path: Path, figure: Figures
) -> None:
    """A vault that was not closed in order has no digest of its pages; the look at its contents follows the unlock."""
    ended = crashed(states, tmp_path, 1, anchored=True)
    for name in FILES:  # what the WAL holds would hide an old page in the file
        (ended / f"{name}-wal").rename(tmp_path / f"{name}-wal")
    shutil.copytree(ended, tmp_path / "whole")
    for name in FILES:
        shutil.copyfile(tmp_path / f"{name}-wal", tmp_path / "whole" / f"{name}-wal")
    with session_of(tmp_path / "whole", states.key) as session:
        whole = replace(states, content=tuple(everything(session)), beside=tuple(beside(session)))
    found: Counter[str] = Counter()
    for name, page in old_pages(states, random.Random(22)):
        folder = tmp_path / "vault"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ended, folder)
        put_back(states, folder, name, page)
        for wal in FILES:
            shutil.copyfile(tmp_path / f"{wal}-wal", folder / f"{wal}-wal")
        verdict = judged(folder, whole)
        found[verdict] += 1
        assert verdict != "missed", (name, page)
        if found.total() >= PAGES // 4:
            break
    told = ", ".join(f"{where} {count}" for where, count in found.items())
    figure("21", "old pages after a sudden end", told, "told by the contents, or nothing changed", seed=22)
    assert found["unlock"] + found["full"] > 0


@pytest.mark.parametrize("names", [("records.vault",), ("clues.vault",), FILES])
def test_21_an_old_database_file_is_noticed_at_unlock(
    states: TwoStates, tmp_path: Path, names: tuple[str, ...], figure: Figures
) -> None:
    shutil.copytree(states.new, tmp_path / "vault")
    for name in names:
        shutil.copyfile(states.old / name, tmp_path / "vault" / name)
    with pytest.raises(VaultError, match="旧文件") as told:
        unlock(tmp_path / "vault", states.key)
    assert "从备份恢复" in told.value.message
    figure("21", f"old {' and '.join(names)}", "at unlock", "at unlock")


def test_21_an_old_attachment_file_is_noticed_at_unlock(states: TwoStates, tmp_path: Path) -> None:
    shutil.copytree(states.new, tmp_path / "vault")
    shutil.copyfile(states.old / "blobs.vault", tmp_path / "vault" / "blobs.vault")
    with pytest.raises(VaultError, match="附件与上次关闭时不一致"):
        unlock(tmp_path / "vault", states.key)


def test_21_an_old_wal_put_beside_a_closed_vault_is_noticed_at_unlock(
    states: TwoStates, tmp_path: Path
) -> None:
    ended = crashed(states, tmp_path, 2, anchored=True)
    for name in FILES:
        shutil.rmtree(tmp_path / "vault", ignore_errors=True)
        shutil.copytree(states.new, tmp_path / "vault")
        shutil.copyfile(ended / f"{name}-wal", tmp_path / "vault" / f"{name}-wal")
        with pytest.raises(VaultError, match="与上次关闭时不一致"):
            unlock(tmp_path / "vault", states.key)


def crashed(states: TwoStates, place: Path, changes: int, *, anchored: bool) -> Path:
    """The vault as a sudden end leaves it: `changes` later in both compartments, the work still in the WAL."""
    folder, copy = place / "working", place / "crashed"
    for old in (folder, copy):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(states.new, folder)
    vault = unlock(folder, states.key)
    session = session_on(vault)
    task = session.find(Task)[0]
    for _ in range(changes):
        session.create(petition_of(task))
        session.create(Clue(task_id=task.id, source="petition", subject="某戊", summary="又一件"))
    if anchored:
        keep_anchors(vault, session)
    shutil.copytree(folder, copy)
    session.close()
    vault.close()
    return copy


def test_21_a_wal_that_was_taken_away_is_noticed_at_unlock(
    states: TwoStates, tmp_path: Path, figure: Figures
) -> None:
    for number in range(WALS):
        copy = crashed(states, tmp_path, number % 4 + 1, anchored=True)
        if number == 0:  # the control: with its WAL the same vault opens
            unlock(copy, states.key).close()
            copy = crashed(states, tmp_path, 1, anchored=True)
        name = FILES[number % 2]
        (copy / f"{name}-wal").unlink()
        with pytest.raises(VaultError, match="旧文件"):
            unlock(copy, states.key)
    figure("21", "WALs taken away", f"{WALS} of {WALS} at unlock", "all at unlock")


def test_21_what_was_not_yet_anchored_can_be_cut_off_with_the_wal_unnoticed(
    states: TwoStates, tmp_path: Path
) -> None:
    """The limit, said aloud in SECURITY.md: the header knows how far the journals were when it was last written."""
    copy = crashed(states, tmp_path, 2, anchored=False)
    for name in FILES:
        (copy / f"{name}-wal").unlink()
    assert judged(copy, states) == "harmless"


def test_21_rows_written_around_the_program_are_named_by_the_full_examination(
    states: TwoStates, tmp_path: Path
) -> None:
    folder = tmp_path / "vault"
    cuts = {
        "UPDATE petition SET summary = '换过' WHERE row = 2": "与台账不符",
        "DELETE FROM petition WHERE row = 3": "在台账里有、在库里没有",
        "DELETE FROM search_doc WHERE record = (SELECT id FROM petition WHERE row = 5)": "搜索不到",
        "DELETE FROM journal_head": "封条不符",
    }
    for statement, says in cuts.items():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(states.new, folder)
        vault = unlock(folder, states.key)
        session = session_on(vault)
        store = session.store(Compartment.RECORDS)
        assert store is not None
        store.conn.execute(statement)
        found = verify(session)
        session.close()
        vault.close()
        assert len(found) == 1, statement
        assert says in found[0]


def test_the_examination_tells_how_far_it_is(states: TwoStates, tmp_path: Path) -> None:
    shutil.copytree(states.new, tmp_path / "vault")
    told: list[tuple[str, int]] = []
    with session_of(tmp_path / "vault", states.key) as session:
        assert verify(session, lambda what, percent: told.append((what, percent))) == ()
    assert ("工作记录：台账", 0) in told
    assert told[-1] == ("核对完毕", 100)
    assert all(0 <= percent <= 100 for _, percent in told)


def page_of(path: Path, page: int) -> bytes:
    with path.open("rb") as file:
        file.seek(page * PAGE_SIZE)
        return file.read(PAGE_SIZE)
