"""What field controls may ask of a desk: records to link, names, attachments in and out. It must not hold a form."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.core.fields import FileRef, Kind
from app.core.records import Compartment, RecordType
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk, Exposure
from app.widgets.display import Names
from app.widgets.inputs.base import Option, Surroundings
from app.widgets.inputs.pick import matching
from app.widgets.leaving import let_out
from app.widgets.viewer import view_attachment
from db.query import Query

if TYPE_CHECKING:
    from db.session import Session

OFFERED = 60
PIECE = 1 << 20


def surroundings(
    desk: Desk, kind: RecordType, names: Names, owner: QWidget, *, editable: bool
) -> Surroundings:
    """Everything a form of `kind` needs, bound to `owner`: answers that come after it is gone are dropped."""

    def look(type_name: str, text: str, then: Callable[[tuple[Option, ...]], None]) -> None:
        desk.work.read(partial(find_options, type_name=type_name, text=text), then, owner=owner, slot="look")

    def people(text: str, then: Callable[[tuple[Option, ...]], None]) -> None:
        desk.work.read(partial(find_people, kind=kind, text=text), then, owner=owner, slot="people")

    def attach(paths: list[str], then: Callable[[tuple[FileRef, ...]], None]) -> None:
        desk.work.store_job("正在加密附件…", partial(_attach, paths, kind.compartment), then, owner=owner)

    def pick(then: Callable[[list[str]], None]) -> None:
        dialogs.pick_open(owner.window(), "选择要添加的文件", then, many=True)

    return Surroundings(
        names=names,
        look=look,
        people=people,
        attach=attach if editable else None,
        pick_files=pick if editable else None,
        view=lambda ref: view_attachment(desk, owner, ref, kind.compartment),
        save_as=lambda ref: save_attachment(desk, owner, ref, kind.compartment),
        open=desk.open_record,
    )


def find_options(session: Session, *, type_name: str, text: str) -> tuple[Option, ...]:
    """Records of a type that hold `text`, newest first, as options."""
    rows = session.rows(Query(type_name, text=text.strip()))[:OFFERED]
    kind = session.catalog[type_name]
    found = [
        Option(record.id, record.title, note="" if record.number in record.title else record.number)
        for record in session.page(type_name, rows)
    ]
    if not found and text.strip():
        every = session.page(type_name, session.rows(Query(type_name))[:500])
        options = tuple(Option(record.id, record.title) for record in every)
        found = list(matching(options, text))[:OFFERED]
    del kind
    return tuple(found)


def find_people(session: Session, *, kind: RecordType, text: str) -> tuple[Option, ...]:
    """Names that fit `text`, from the pool of people and from what was written in records of this type."""
    names: dict[str, str] = {session.actor.name: ""}
    for type_name in ("person", kind.name):
        if type_name not in session.catalog:
            continue
        fields = [spec.name for spec in session.catalog[type_name].fields if spec.kind is Kind.PERSON]
        for record in session.page(type_name, session.rows(Query(type_name))[:300]):
            for field in fields:
                if name := getattr(record, field):
                    names.setdefault(name, record.title if type_name == "person" else "")
    options = tuple(
        Option(name, name, note=note.removeprefix(name).strip()) for name, note in names.items() if name
    )
    return matching(options, text)[:OFFERED]


def save_attachment(desk: Desk, owner: QWidget, ref: FileRef, compartment: Compartment) -> None:
    """Ask where, then write the attachment out of the vault; it is an exposure and enters the ledger."""
    suffix = Path(ref.name).suffix or ".bin"

    def chosen(target: str) -> None:
        exposure = Exposure("file", ref.name, target=target)
        desk.work.write_job(
            "正在另存附件…",
            partial(_save, ref=ref, compartment=compartment, desk=desk, exposure=exposure),
            lambda _none: desk.note("附件已另存，并已记入输出台账"),
            owner=owner,
        )

    name = f"附件-{ref.sha256[:8]}{suffix}"
    dialogs.pick_save(
        owner.window(), "另存附件（解密后离开本库，记入台账）", name, chosen, kinds=f"*{suffix}"
    )


def _attach(
    paths: list[str], compartment: Compartment, session: Session, progress: Progress, cancelled: Cancel
) -> tuple[FileRef, ...]:
    sizes = [Path(path).stat().st_size for path in paths]
    total, before = sum(sizes), 0
    found = []
    for path, size in zip(paths, sizes, strict=True):
        media = mimetypes.guess_type(path)[0] or "application/octet-stream"
        try:
            with Path(path).open("rb") as source:
                ref = session.attach(
                    source, Path(path).name, compartment=compartment, media=media,
                    progress=lambda done, before=before: progress(before + done, total),  # type: ignore[misc]  # a bound default
                    cancelled=cancelled,
                )  # fmt: skip
        except OSError as error:
            raise KnownError(
                "这个文件读不出来", kept="已填写的内容都还在", todo="请检查U盘或文件后重试"
            ) from error
        found.append(ref)
        before += size
    return tuple(found)


def _save(
    session: Session, progress: Progress, cancelled: Cancel, *, ref: FileRef, compartment: Compartment,
    desk: Desk, exposure: Exposure,
) -> None:  # fmt: skip
    def write(out: BinaryIO) -> None:
        done = 0
        with session.open_attachment(ref, compartment) as source:
            while piece := source.read(PIECE):
                if cancelled():
                    raise Cancelled
                out.write(piece)
                done += len(piece)
                progress(done, ref.size)

    let_out(desk, session, write, exposure, kept="库内附件没有变化")
