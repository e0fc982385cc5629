"""A whole run of the program's lower half, with canaries wherever text goes: run as `python -m tests.faults.whole_run FOLDER`.

It prints the canaries as one JSON list and then waits for a line, so that its files can be looked at while they are open.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime
from pathlib import Path

from app.areas.fieldwork.model import Interview
from app.areas.fieldwork.papers import interview_record
from app.areas.libraries.model import Unit
from app.areas.libraries.service import seed_codes
from app.areas.preparation.model import Task
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.catalog import catalog
from app.core.fields import Kind
from app.core.records import Record, RecordType
from app.documents.docx import render_docx
from app.documents.pdf import render_pdf
from db.backup import back_up
from db.opening import keep_anchors
from db.session import Session
from tests.builders import new_vault, session_on
from tests.canary import new_canary

SAID: list[str] = []


def canary() -> str:
    """A canary that will be looked for."""
    SAID.append(new_canary())
    return SAID[-1]


def full_record(kind: RecordType, number: int, session: Session) -> Record:
    """A record of `kind` with a canary in every text, a signature and an attachment that hold one, too."""
    held: dict[str, object] = {}
    for spec in kind.fields:
        if spec.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON):
            held[spec.name] = canary()
        elif spec.kind is Kind.FILES:
            content = (canary() + "\n").encode() * 1000
            held[spec.name] = (
                session.attach(io.BytesIO(content), f"{canary()}.pdf", compartment=kind.compartment),
            )
    return kind.cls(id=f"whole-run-{kind.name}-{number}", **held)  # type: ignore[arg-type]


def filled(session: Session) -> None:
    """Every record type twice, changed, removed, searched, with drafts, settings and a note of each."""
    for kind in catalog():
        for number in (1, 2):
            made = session.seed(full_record(kind, number, session))
            texts = [spec.name for spec in kind.fields if spec.kind is Kind.LONG_TEXT]
            if texts:
                coded = {name: canary() for name in texts}
                store = session.store(kind.compartment)
                assert store is not None
                with session.transaction():
                    row = store.find_row(kind, made.id)
                    assert row is not None
                    store.update(row, coded, session.signed(), note=canary())
            for spec in kind.fields:
                if spec.kind is Kind.FILES:
                    session.index_attachment(made, getattr(made, spec.name)[0], canary())
            session.keep_draft(f"form:{kind.name}:{made.id}", json.dumps(canary()).encode())
            session.search(SAID[-2])
    session.set_setting("group", canary())


def papers(session: Session, folder: Path) -> None:
    """One paper in both forms, the user's own export."""
    unit = session.create(Unit(name="示例镇党委"))
    task = session.create(Task(name="巡察示例镇", group_name="第一巡察组", unit_id=unit.id, round_id="r"))
    talk = Interview(
        task_id=task.id, subject="某甲", started_at=datetime(2026, 3, 12, 9), ended_at=datetime(2026, 3, 12, 10),
        interviewer="某乙", recorder="某丙", content="问：怎么审？\n答：审一次。", confirmed="signed",
        confirmed_on=date(2026, 3, 12), number="谈话1",
    )  # fmt: skip
    paper = interview_record(talk, task, unit, session.code_label)
    (folder / "谈话记录.pdf").write_bytes(render_pdf(paper))
    (folder / "谈话记录.docx").write_bytes(render_docx(paper))


def main(top: Path) -> None:
    """The run; `top` gets vaults, bundles, a stick, and the folder `chosen` for exports."""
    for name in ("bundles", "stick", "chosen"):
        (top / name).mkdir()
    mine, theirs = new_identity(canary(), canary(), "group"), new_identity(canary(), canary(), "office")
    vault, office_vault = new_vault(top / "group"), new_vault(top / "office", kind="office")
    session, office = session_on(vault), session_on(office_vault)
    for at, me, other in ((session, mine, theirs), (office, theirs, mine)):
        contacts.keep_identity(at, me)
        contacts.pin(at, other.card)
    seed_codes(session)
    filled(session)
    keep_anchors(vault, session)
    back_up(vault)
    back_up(vault, top / "stick")
    transfer.send(
        session, top / "bundles" / "0001.xcb", kind=BundleKind.HANDOVER, to=[theirs.card],
        kinds=list(catalog()), wanted=lambda record: True, facts={"task_id": "1"}, with_journal=True,
        extra=[("papers/01.pdf", canary().encode())],
    )  # fmt: skip
    arrival = transfer.receive(office, top / "bundles" / "0001.xcb")
    transfer.accept(office, arrival)
    transfer.answer(office, top / "bundles" / "0001-receipt.xcb", arrival)
    sent = traffic.sent(session, BundleKind.HANDOVER)
    assert sent is not None
    transfer.read_receipt(session, top / "bundles" / "0001-receipt.xcb", sent)
    assert any(office.search(text) for text in SAID[:40])
    papers(session, top / "chosen")
    print(json.dumps(SAID, ensure_ascii=False), flush=True)
    sys.stdin.readline()
    for at, held in ((session, vault), (office, office_vault)):
        keep_anchors(held, at)
        at.close()
        held.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
