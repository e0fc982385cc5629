"""What the common database and the outside of a bundle tell of the compartment of clues, and what a sweep must spare."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.clues.model import Clue, ProtectedPerson
from app.areas.fieldwork.model import Petition
from app.areas.insight.service import round_figures
from app.areas.preparation.model import Task
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, inspect, new_identity
from app.catalog import catalog
from app.compose import areas
from app.core.fields import Kind
from app.core.records import Compartment, Record
from app.core.roles import Role
from app.demo import fill_demo
from app.shell.home import read_today
from app.widgets import draft
from app.widgets.desk import Hand
from app.widgets.page import entries
from db.query import Query
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.builders import PASSWORD, new_session, new_vault, session_on
from tests.faults.kernel_kit import petition_of


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        cases.on_site(made, codes=False)
        yield made


def common_text(session: Session) -> str:
    """Everything in the common database as text, as somebody without the key of clues could read it."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    tables = [row[0] for row in store.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(
        str(row) for table in tables for row in store.conn.execute(f"SELECT * FROM {table}").fetchall()
    )


def test_a_clue_leaves_no_number_and_no_half_typed_form_in_the_common_database(session: Session) -> None:
    task = session.find(Task)[0]
    clue = session.create(Clue(task_id=task.id, source="petition", subject="钱某", summary="虚报青苗补偿"))
    session.keep_draft("form:clue:new", "半份线索登记".encode())
    said = common_text(session)
    for text in (clue.number, clue.number.split("〔")[0] + "〔", clue.id, "青苗", "半份线索"):
        assert text not in said
    assert session.draft("form:clue:new") == "半份线索登记".encode()


def test_the_envelope_of_a_bundle_does_not_tell_how_many_clues_are_inside(
    session: Session, tmp_path: Path
) -> None:
    office = new_identity("巡察办", "示例县委", "office")
    contacts.keep_identity(session, new_identity("第一巡察组", "示例县委", "group"))
    task = session.find(Task)[0]
    outside = []
    for number in range(2):
        transfer.send(
            session, tmp_path / f"{number}.xcb", kind=BundleKind.HANDOVER, to=[office.card],
            kinds=list(catalog()), wanted=lambda record: True, facts={},
        )  # fmt: skip
        outside.append(inspect(tmp_path / f"{number}.xcb"))
        session.create(Clue(task_id=task.id, source="petition", subject="钱某", summary="虚报"))
    assert [set(header.anchors) for header in outside] == [{"seq", "head"}] * 2
    sent = traffic.sent(session, BundleKind.HANDOVER)
    assert sent is not None
    assert traffic.entries_since(session, sent, frozenset()) == 1


def test_an_attachment_of_a_half_typed_form_outlives_the_sweep(session: Session) -> None:
    ref = session.attach(io.BytesIO(b"%PDF-1.7 letter"), "来信.pdf")
    given_up = session.attach(io.BytesIO(b"given up"), "旧.pdf")
    petition = petition_of(session.find(Task)[0], attachments=(ref,))
    values = {spec.name: getattr(petition, spec.name) for spec in Petition.TYPE.fields}
    session.keep_draft("form:petition:new", draft.pack(Petition.TYPE, draft.Draft(values)))
    assert session.sweep() == 1
    assert session.has_content(ref.sha256)
    assert not session.has_content(given_up.sha256)
    session.drop_draft("form:petition:new")
    assert session.sweep() == 1


INSIDE = tuple(kind for kind in catalog() if kind.compartment is Compartment.CLUES)
MEMBER, MEMBER_PASSWORD = "组员乙", "Song-Bai-2026-chang"
LONG = 14
"""Texts of so many characters are nobody's by chance."""


def marks(record: Record) -> set[str]:
    """What gives a record of the compartment away: its id, its number, its own longer texts, who asked for protection."""
    found = {record.id, record.number}
    for spec in record.TYPE.fields:
        value = getattr(record, spec.name)
        if spec.kind in (Kind.TEXT, Kind.LONG_TEXT) and isinstance(value, str):
            found |= {line for line in value.splitlines() if len(line) >= LONG}
    if isinstance(record, ProtectedPerson):
        found |= {record.name, record.contact, record.identity_number}
    return found - {""}


@pytest.mark.parametrize("office", [True, False], ids=["office", "group"])
def test_a_vault_full_of_work_tells_somebody_without_the_key_nothing_of_the_compartment(
    tmp_path: Path, office: bool
) -> None:
    """Every record type and page that exists: tables, journal, search, counts, links, drafts, navigation, first page."""
    vault = new_vault(tmp_path / "vault", kind="office" if office else "group")
    session = session_on(vault)
    demo = fill_demo(session, office=office)
    task = session.find(Task)[0]
    petition = session.find(Petition)[0]
    session.create(
        ProtectedPerson(
            task_id=task.id,
            petition_id=petition.id,
            name="欧阳守密",
            contact="1390000太平街",
            unit="太平街九号院南楼二单元",
        )
    )
    clue = session.create(
        Clue(task_id=task.id, source="petition", subject="钱某", summary="虚报青苗补偿款并分送他人")
    )
    session.save(replace(clue, content="据反映在征地中虚报青苗面积套取补偿款。"))
    session.delete(
        session.create(Clue(task_id=task.id, source="petition", summary="登记重复的一条线索摘要甲乙丙丁")),
        "重复",
    )
    session.keep_draft("form:clue:new", "半份线索登记".encode())
    secrets = {
        mark
        for kind in INSIDE
        for deleted in (False, True)
        for record in session.page(kind.name, session.rows(Query(kind.name, deleted=deleted)))
        for mark in marks(record)
    } | {"半份线索登记"}
    assert len(secrets) > 20
    said = common_text(session)
    shared = {mark for mark in secrets if mark in said}
    assert shared == set(), shared
    vault.add_user(MEMBER, MEMBER_PASSWORD, may_clues=False)
    session.close()
    vault.close()

    vault = Vault.unlock(tmp_path / "vault", MEMBER, MEMBER_PASSWORD)
    session = session_on(vault, name=MEMBER, roles=frozenset({Role.MEMBER}))
    try:
        assert not session.can_clues
        for kind in INSIDE:
            assert session.find(kind.cls) == ()
            assert (len(session.rows(Query(kind.name))), session.count(Query(kind.name))) == (0, 0)
            assert session.tally(Query(kind.name), "state") == {}
            assert not session.exists(kind.name, clue.id)
        assert {hit.id for mark in sorted(secrets) for hit in session.search(mark[:LONG])} & secrets == set()
        for record in (task, petition, *demo.units):
            assert all(other.TYPE not in INSIDE for other in session.linked(record))
            assert not any(mark in repr(session.history(record)) for mark in secrets)
        assert "form:clue:new" not in session.drafts()
        today = repr(read_today(session, catalog(), Hand(), ("petition", "clue")))
        assert not any(mark in today for mark in secrets)
        figures = round_figures(session, demo.round)
        assert figures.clues is None
        listed = [entry for area in areas(vault, lambda _request: None) for entry in entries(area)]
        assert not {f"list:{kind.name}" for kind in INSIDE} & {entry.code for entry in listed}
        assert not {area.step for area in areas(vault, lambda _request: None)} & {"clues"}
    finally:
        session.close()
        vault.close()
    vault = Vault.unlock(tmp_path / "vault", "组长甲", PASSWORD)
    assert vault.has_clues
    vault.close()
