"""The big list of naughty strings through every text field, the search, a bundle, tables, papers, and the keyboard.

The gate puts each string into some fields, XUNCHA_FULL=1 each string into every field, and builds every paper from them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from app.areas.libraries.model import Unit
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.catalog import catalog, seed_shipped
from app.core.errors import KnownError
from app.core.fields import FileRef, Kind, Signature
from app.core.records import Record, RecordType
from app.demo import fill_demo
from app.documents.docx import render_docx
from app.documents.paper import Heading, Layout, Paper, Paragraph
from app.documents.pdf import render_pdf
from app.exchange.tables import SheetColumn, read_table, write_table
from app.hooks import PAPERS
from db.query import Query
from db.session import Session
from db.verify import verify
from tests.builders import new_session, session_on
from tests.bundle.builders import suite
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL
from tests.ui.conftest import desk, desk_on, vault
from tests.ui.desks import Opened, editor
from tests.ui_typing import replace_text

__all__ = ["desk", "desk_on", "vault"]
TEXTS = (Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON)


@pytest.fixture(scope="module")
def strings() -> list[str]:
    """The 515 strings."""
    held = json.loads(suite("blns.json").read_text("utf-8"))
    assert len(held) == 515
    return held


def record_of(kind: RecordType, number: int, draw: Callable[[], str]) -> Record:
    """A record of `kind` with a drawn string in every text, signature and attachment name."""
    values: dict[str, object] = {}
    for spec in kind.fields:
        if spec.kind in TEXTS:
            values[spec.name] = draw()
        elif spec.kind is Kind.SIGNATURES:
            values[spec.name] = (Signature(draw(), draw(), None, draw()),)
        elif spec.kind is Kind.FILES:
            values[spec.name] = (FileRef("ab" * 32, draw(), 1),)
    return kind.cls(id=f"naughty-{kind.name}-{number}", **values)  # type: ignore[arg-type]


def test_27_every_naughty_string_comes_back_from_every_field_and_through_a_bundle(
    strings: list[str], tmp_path: Path, figure: Figures
) -> None:
    place = iter(range(10**9))
    used: Counter[str] = Counter()

    def draw() -> str:
        used[text := strings[next(place) % len(strings)]] += 1
        return text

    group, me = new_identity("一组", "甲", "group"), new_identity("办", "甲", "office")
    with new_session(tmp_path / "a") as session, new_session(tmp_path / "b", kind="office") as office:
        for at, own, other in ((session, group, me), (office, me, group)):
            contacts.keep_identity(at, own)
            contacts.pin(at, other.card)
        made: list[Record] = []
        with session.transaction():
            for kind in catalog():
                for number in range(len(strings) if FULL else 1):
                    made.append(session.seed(record_of(kind, number, draw)))
        for record in made:
            assert session.fetch(record.TYPE.name, record.id) == record
        for text in strings:
            session.search(text)
        assert [text for text in verify(session) if "附件" not in text] == []
        # Attachments are names here without content: the bundle leaves them out.
        bare = [
            replace(record, **{spec.name: () for spec in record.TYPE.fields if spec.kind is Kind.FILES})
            for record in made
        ]
        kinds = [kind for kind in catalog() if not any(spec.kind is Kind.FILES for spec in kind.fields)]
        transfer.send(
            session, tmp_path / "a.xcb", kind=BundleKind.HANDOVER, to=[me.card], kinds=kinds,
            wanted=lambda record: True, facts={}, with_journal=True,
        )  # fmt: skip
        transfer.accept(office, transfer.receive(office, tmp_path / "a.xcb"))
        for record in bare:
            if record.TYPE in kinds:
                there = office.fetch(record.TYPE.name, record.id)
                assert replace(there, rev=record.rev) == record
        assert verify(office) == ()
    fields = sum(spec.kind in TEXTS for kind in catalog() for spec in kind.fields)
    told = f"{len(used)} strings, {used.total()} times in {fields} text fields of {len(list(catalog()))} types: all came back"
    figure("27", "fields, journal, search, bundle", told, f"{len(strings)} in every field")
    assert len(used) == len(set(strings))


def test_27_tables_hold_naughty_strings_as_text(strings: list[str], figure: Figures) -> None:
    made = write_table(None, "表", [SheetColumn("一"), SheetColumn("二")], [[text, "尾"] for text in strings])
    with ZipFile(BytesIO(made)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    rows = read_table(made, [SheetColumn("一"), SheetColumn("二")]).rows
    assert len(rows) == len(strings)
    altered = [
        text
        for text, row in zip(strings, rows, strict=True)
        if "".join(row.cells["一"].split()) != "".join(text.split())
    ]
    told = f"{len(strings)}: no formula, {len(altered)} read back otherwise than typed"
    figure("27", "an xlsx written and read back", told, "text, no formula", passed=not altered)
    assert altered == []


def printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def test_27_a_paper_of_naughty_strings_is_drawn_both_ways(strings: list[str], figure: Figures) -> None:
    chosen = strings if FULL else strings[::6]
    body = [block for text in chosen for block in (Heading(2, text), Paragraph(text))]
    paper = Paper("naughty", chosen[-1] or "-", Layout.PLAIN, tuple(body), doc_number=chosen[1])
    assert render_pdf(paper).startswith(b"%PDF")
    said = "".join("".join(p.text.split()) for p in Document(BytesIO(render_docx(paper))).paragraphs)
    lost = [text for text in chosen if "".join(printable(text).split()) not in said]
    told = f"{len(chosen)} strings as headings and paragraphs, {len(lost)} not found in the DOCX"
    figure("27", "a paper", told, "drawn, nothing lost", passed=not lost)
    assert lost == []


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="every paper from naughty strings: XUNCHA_FULL=1")
def test_27_every_paper_is_drawn_from_records_full_of_naughty_strings(
    strings: list[str], tmp_path: Path, figure: Figures
) -> None:
    drawn, refused, wrong = 0, 0, list[str]()
    place = iter(range(10**9))
    with new_session(tmp_path / "a", kind="office") as session:
        seed_shipped(session)
        fill_demo(session, office=True)
        with session.transaction():
            for kind in catalog():
                overwrite(session, kind, lambda: strings[next(place) % len(strings)])
        for spec in PAPERS:
            rows = session.rows(Query(spec.record))
            for record in session.page(spec.record, rows[:3]):
                try:
                    paper = spec.build(session, record.id)
                    render_pdf(paper)
                    render_docx(paper)
                    drawn += 1
                except KnownError:
                    refused += 1
                except Exception as crash:  # noqa: BLE001  a crash is what is looked for
                    wrong.append(f"{spec.name}: {type(crash).__name__}: {crash}"[:160])
    told = f"{drawn} drawn, {refused} refused in words, {len(wrong)} crashed"
    figure("27", f"{len(PAPERS)} kinds of papers", told, "0 crashes", passed=not wrong)
    assert not wrong, "\n".join(wrong)


def overwrite(session: Session, kind: RecordType, draw: Callable[[], str]) -> None:
    """Put a drawn string into every text field of every record of `kind`."""
    store = session.store(kind.compartment)
    assert store is not None
    for record in session.page(kind.name, session.rows(Query(kind.name))[:6]):
        row = store.find_row(kind, record.id)
        assert row is not None
        texts = {spec.name: draw() for spec in kind.fields if spec.kind in TEXTS}
        if texts:
            store.update(row, texts, session.signed())


@pytest.mark.allow_stall  # some hundred saves one after the other, nobody waits between them
def test_27_what_is_typed_into_a_form_is_saved_as_it_stands_there(
    desk: Opened, strings: list[str], figure: Figures
) -> None:
    desk.window.new_record("unit", {"name": "示例镇党委"})
    desk.settle(lambda: desk.form.record is not None)
    desk.form.save()
    desk.settle(lambda: bool(desk.form.id))
    # Byte order marks and what is no character at all cannot be seen, and Qt leaves them out.
    unseen = str.maketrans("", "", "\ufeff\ufffe\uffff")
    wanted = [text for text in (strings if FULL else strings[5::60]) if text.translate(unseen).strip()]
    typed: list[str] = []
    for text in wanted:
        replace_text(editor(desk.form, "note").focus_widget, text)  # type: ignore[arg-type]
        typed.append(editor(desk.form, "note").value())
        desk.form.save()
        desk.settle(lambda: not desk.form.dirty)
    reader = session_on(desk.vault, role="reader")
    try:
        unit = reader.get(Unit, desk.form.id)
        saved = [c.after for e in reversed(reader.history(unit)) for c in e.changes if c.field == "note"]
    finally:
        reader.close()
    firsts = [text for at, text in enumerate(typed) if text and (at == 0 or typed[at - 1] != text)]
    assert [text for text in saved if text] == firsts
    otherwise = [
        t
        for t, stood in zip(wanted, typed, strict=True)
        if "".join(t.translate(unseen).split()) != "".join(stood.translate(unseen).split())
    ]
    told = f"{len(wanted)} strings typed and saved, {len(otherwise)} altered by the field"
    figure("27", "a form in the window", told, "saved as typed", passed=not otherwise)
    assert otherwise == []
