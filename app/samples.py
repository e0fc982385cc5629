"""Every paper of the field's list, made from the demonstration vaults into a folder: what `./run papers` leaves to look at.

It shows what the product prints from records; nothing is written that a vault does not hold.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from app.areas.closeout.service import open_closeout
from app.areas.parts import PaperSpec
from app.areas.preparation.model import Task
from app.areas.reporting.drafts import draft_special
from app.areas.secrecy.model import BundleLog
from app.areas.secrecy.service import log_bundle
from app.areas.workpapers.model import WorkingPaper
from app.catalog import catalog, seed_shipped
from app.core.errors import KnownError
from app.core.records import Record
from app.core.roles import Actor, Role
from app.demo import fill_demo
from app.documents.contact_sheet import contact_sheets
from app.documents.docx import render_docx
from app.documents.paper import Paper
from app.documents.pdf import render_pdf
from app.documents.wording import texts
from app.doors import DEMO_KDF, DEMO_LOGIN, DEMO_PASSWORD
from app.hooks import PAPERS
from db.opening import open_session, prepare
from db.query import Query
from db.session import Session
from db.vault import Vault, VaultKind

ROWS = 89
_UNFIT = re.compile(r"[\\/:*?\"<>|（）()、，\s]+")
_TRIED, _LOOKED = 8, 200
"""How many records are tried for the one that says most on the paper, among how many that it may fit."""


@dataclass(frozen=True)
class Sample:
    """One paper as it was made: its row in the field's list, name and the finished model."""

    row: int
    label: str
    paper: Paper

    @property
    def name(self) -> str:
        """NN-name, fit for a file."""
        return f"{self.row:02}-{_UNFIT.sub('-', self.label).strip('-')}"


def write_samples(folder: Path, say: Callable[[str], object]) -> int:
    """Write every paper as PDF and DOCX with contact sheets; returns how many of the 89 rows have none. `say` gets a line each."""
    folder.mkdir(parents=True, exist_ok=True)
    made = samples()
    pages: list[tuple[str, bytes]] = []
    for sample in made:
        pdf = render_pdf(sample.paper)
        (folder / f"{sample.name}.pdf").write_bytes(pdf)
        (folder / f"{sample.name}.docx").write_bytes(render_docx(sample.paper))
        pages.append((sample.name, pdf))
        say(sample.name)
    for place, picture in enumerate(contact_sheets(pages), 1):
        (folder / f"contact-{place}.png").write_bytes(picture)
    lacking = sorted(set(range(1, ROWS + 1)) - {sample.row for sample in made})
    say(f"{len(made)} 份文书，在 {folder}/；对照总表 {ROWS} 种，缺 {len(lacking)} 种 {lacking or ''}")
    return len(lacking)


def samples() -> tuple[Sample, ...]:
    """The papers by row, each from the record that says most, of the office's vault and a group's."""
    found: dict[str, Sample] = {}
    specs = tuple(spec for spec in PAPERS if spec.row)
    for kind in ("office", "group"):
        with demonstration(kind) as session:
            for spec in specs:
                key = f"{spec.row}.{spec.name}.{spec.record}"
                held = fullest(session, spec)
                if held is not None and (key not in found or said(held[1]) > said(found[key].paper)):
                    found[key] = Sample(spec.row, spec.label, held[1])
    by_name = {
        sample.name: sample for sample in found.values()
    }  # one paper that two record types offer is shown once
    return tuple(sorted(by_name.values(), key=lambda sample: (sample.row, sample.label)))


def fullest(session: Session, spec: PaperSpec) -> tuple[Record, Paper] | None:
    """The record that gives the paper most text, with it; None where no record gives one."""
    rows = session.rows(Query(spec.record))
    found: list[tuple[Record, Paper]] = []
    for record in session.page(spec.record, rows[:_LOOKED]):
        if len(found) == _TRIED or not (spec.fits is None or spec.fits(record)):
            continue
        try:
            found.append((record, spec.build(session, record.id)))
        except KnownError:
            continue  # this record lacks what the paper needs, and says so to a person who asks
    return max(found, key=lambda held: said(held[1]), default=None)


def said(paper: Paper) -> int:
    """How much a paper says."""
    return sum(map(len, texts(paper)))


def _specialise(session: Session) -> None:
    """A 专题报告 out of the signed working papers of an inspection, which the demonstration leaves to the reader."""
    task = next(task for task in session.find(Task) if session.find(WorkingPaper, task_id=task.id))
    held = draft_special(session, task, "personnel", session.find(WorkingPaper, task_id=task.id)[:3])
    session.save(
        replace(
            held,
            overall="选人用人制度基本健全，执行中还有薄弱环节。",
            causes="制度学习不够，程序意识不强。\n日常管理宽松，监督检查没有跟上。",
            suggestions="1.修订干部选拔任用办法，明确动议、考察、讨论各环节的记录要求。\n2.每年开展一次选人用人自查。",
            made_on=date(2026, 5, 25),
        )
    )


def _close(session: Session, task: Task) -> None:
    """What only the last day of a group brings: the close-out opened, and a bundle in the register."""
    open_closeout(session, task)
    log_bundle(
        session,
        BundleLog(
            task_id=task.id,
            bundle_id="XCB-20260630-0001",
            label=f"{task.name}移交包",
            kind="handover",
            direction="out",
            made_at=datetime(2026, 6, 30, 16, 20),
            counterpart="示例县委巡察工作领导小组办公室",
            counterpart_key="A1B2-C3D4-E5F6-7788",
            sha256=_digits(b"sample bundle"),
            content_root=_digits(b"sample content"),
            size=18_432_000,
            sequence=1,
            counts="interview 19\npetition 11\nworking_paper 6\nfinding 11",
            records=47,
            attachments_count=32,
            handed_to="郑立言",
            medium="移交光盘-01",
        ),
    )


def _digits(content: bytes) -> str:
    """A checksum of figures alone, for a bundle that is not there."""
    return str(int(sha256(content).hexdigest(), 16))[:64]


@contextmanager
def demonstration(kind: VaultKind) -> Iterator[Session]:
    """A session on a demonstration of the kind, with what only the last day of a group brings; gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        vault, _ = Vault.create(
            Path(place) / "v", kind=kind, grade="内部", login=DEMO_LOGIN, password=DEMO_PASSWORD, kdf=DEMO_KDF
        )
        try:
            prepare(vault)
            session = open_session(
                vault, catalog(), Actor(vault.user.user_id, "演示用户", frozenset(Role)), "writer"
            )
            try:
                seed_shipped(session)
                demo = fill_demo(session, office=kind == "office")
                if kind == "group":
                    _close(session, demo.first_task)
                else:
                    _specialise(session)
                yield session
            finally:
                session.close()
        finally:
            vault.close()
