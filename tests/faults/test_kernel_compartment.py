"""What the common database and the outside of a bundle tell of the compartment of clues, and what a sweep must spare."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, inspect, new_identity
from app.catalog import catalog
from app.core.records import Compartment
from app.widgets import draft
from db.session import Session
from tests.areas import cases
from tests.builders import new_session
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
