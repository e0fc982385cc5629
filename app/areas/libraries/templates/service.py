"""Load, check and use paper templates: the values that a template asks for, and the paper made of both in the child process.

Nothing it makes touches the disk; saving the paper is the page's, through the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, cast

from app.areas.libraries.templates.checking import Checked, check
from app.areas.libraries.templates.dictionary import Many, One, Text, names_of
from app.areas.libraries.templates.model import PaperTemplate
from app.areas.parts import day_text, moment_text, money_text
from app.core.errors import KnownError
from app.core.fields import FieldSpec, FileRef, Kind, Signature
from app.core.records import Catalog, Record, RecordType
from app.exchange.child import ask_child
from db.session import Session

MOST_BYTES = 20 << 20
MOST_ROWS = 2_000
_TODO = "请用办公软件打开检查，另存为 .docx 后再载入"


@dataclass(frozen=True)
class OwnPaper:
    """A paper that a template of the user's own makes. label: the template's name; make: waits, for a worker."""

    label: str
    content: bytes
    values: Mapping[str, Any]

    def make(self) -> bytes:
        """The finished .docx."""
        return made_of(self.content, self.values)


def scan_template(content: bytes) -> Mapping[str, Any]:
    """What stands in a template, found by the child process. Waits: for a worker. KnownError when it is no .docx."""
    if len(content) > MOST_BYTES:
        raise KnownError("模板超过 20 MB", kept="库内容没有变化", todo="请压缩其中的图片")
    found: Mapping[str, Any] = json.loads(
        ask_child({"name": "template.docx", "want": "template"}, content, kind="scan", todo=_TODO)
    )
    return found


def made_of(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The paper made of a template and values, by the child process. Waits: for a worker."""
    given = json.dumps(values, ensure_ascii=False).encode()
    head = {
        "name": "template.docx",
        "want": "template",
        "values": len(given),
        "size": len(content) + len(given),
    }
    todo = "请在“文书模板”里重新检查这个模板，或停用它"
    return ask_child(head, content + given, kind="made", todo=todo)


def kind_of(catalog: Catalog, paper: str) -> RecordType:
    """The record type that a paper is printed from; paper: "record type.paper name"."""
    name = paper.partition(".")[0]
    if name not in catalog:
        raise KnownError("不认识这种文书", kept="模板没有变化", todo="请在“文书”一栏重新选择")
    return catalog[name]


def content_of(session: Session, template: PaperTemplate) -> bytes:
    """The file of a template."""
    if len(template.file) != 1:
        raise KnownError(
            "模板文件要有一个，也只能有一个", kept="模板没有变化", todo="请在登记表里添加 .docx 后再检查"
        )
    return b"".join(session.read_attachment(template.file[0]))


def keep_check(session: Session, template: PaperTemplate, scan: Mapping[str, Any]) -> PaperTemplate:
    """The template with what the check found; the same file of the same paper need not be checked again."""
    found = checked(session.catalog, template.paper, scan)
    return session.save(
        replace(
            template,
            checked_at=datetime.now().replace(second=0, microsecond=0),
            checked_sha=template.file[0].sha256,
            checked_paper=template.paper,
            problems="\n".join(found.faults),
            placeholders="\n".join(found.used),
        ),
        note="检查模板",
    )


def checked(catalog: Catalog, paper: str, scan: Mapping[str, Any]) -> Checked:
    """Everything wrong with a template for a paper."""
    return check(catalog, kind_of(catalog, paper), cast("Mapping[str, Iterable[Mapping[str, str]]]", scan))


def load_template(
    session: Session, paper: str, name: str, ref: FileRef, scan: Mapping[str, Any]
) -> PaperTemplate:
    """A template brought in and checked; with faults it stands there with its list of them, not in use."""
    kind_of(session.catalog, paper)
    return keep_check(session, session.create(PaperTemplate(paper=paper, name=name, file=(ref,))), scan)


def active_template(session: Session, paper: str) -> PaperTemplate | None:
    """The template in use for a paper, None for the built-in one."""
    held = session.find(PaperTemplate, paper=paper)
    return next((one for one in held if one.state == "active" and not one.deleted), None)


def own_paper(session: Session, paper: str, records: Sequence[tuple[str, str]]) -> OwnPaper | None:
    """The paper of the user's own for one record, None when the built-in one is to be used. paper: PaperSpec.name."""
    if len(records) != 1:
        return None
    type_name, id = records[0]
    held = active_template(session, f"{type_name}.{paper}")
    if held is None or not session.exists(type_name, id):
        return None
    values = values_of(session, session.fetch(type_name, id), held.placeholders.splitlines())
    return OwnPaper(held.name, content_of(session, held), values)


def values_of(session: Session, record: Record, used: Iterable[str]) -> dict[str, Any]:
    """The values of the paths that a template uses, and of no others: texts, records as mappings, lists of them."""
    return _gather(session, record, [path.split(".") for path in used if path], own=True)


def _gather(session: Session, record: Record, paths: list[list[str]], *, own: bool = False) -> dict[str, Any]:
    names = names_of(session.catalog, record.TYPE, own=own)
    wanted: dict[str, list[list[str]]] = {}
    for head, *rest in paths:
        wanted.setdefault(head.removesuffix("[]"), []).append(rest)
    found: dict[str, Any] = {}
    for name, rests in wanted.items():
        inner = [rest for rest in rests if rest]
        match names.get(name):
            case Text() as text:
                found[name] = _text(session, record, text)
            case One() as one:
                linked = _linked(session, one.kind, (getattr(record, one.spec.name),))
                found[name] = _row(session, linked[0], inner) if linked else _open(inner)
            case Many() as many:
                found[name] = _rows(session, record, many, inner)
            case None:
                raise KnownError(
                    f"模板用到的“{name}”已经没有了",
                    kept="没有生成文稿",
                    todo="请在“文书模板”里重新检查这个模板",
                )
    return found


def _open(paths: list[list[str]]) -> dict[str, Any]:
    """What an empty link gives: empty texts at every depth, and empty lists."""
    found: dict[str, Any] = {"": ""}
    for head, *rest in paths:
        if head.endswith("[]"):
            found[head.removesuffix("[]")] = []
        elif rest:
            found[head] = {**_open([rest]), **(found.get(head) or {})}
        else:
            found.setdefault(head, "")
    return found


def _row(session: Session, record: Record, paths: list[list[str]]) -> dict[str, Any]:
    return {"": record.title, **_gather(session, record, paths)}


def _rows(session: Session, record: Record, many: Many, paths: list[list[str]]) -> list[dict[str, Any]]:
    if many.kind is None:
        items = getattr(record, many.spec.name)
        parts = many.parts or {}
        return [
            {"": item.name, **{label: _plain(getattr(item, part)) for label, part in parts.items()}}
            for item in items
            if isinstance(item, Signature | FileRef)
        ]
    if many.back:
        rows = session.find(many.kind.cls, **{many.spec.name: record.id})
        kept = sorted((row for row in rows if not row.deleted), key=_place)
    else:
        kept = _linked(session, many.kind, getattr(record, many.spec.name))
    return [_row(session, row, paths) for row in kept[:MOST_ROWS]]


def _place(record: Record) -> tuple[int, str]:
    position = getattr(record, "position", None)
    return (position if isinstance(position, int) else 0, record.number)


def _linked(session: Session, kind: RecordType, ids: Sequence[str]) -> list[Record]:
    held = [session.fetch(kind.name, id) for id in ids if id and session.exists(kind.name, id)]
    return [record for record in held if not record.deleted]


def _plain(value: object) -> str:
    return day_text(value) if isinstance(value, date) else "" if value is None else str(value)


def _text(session: Session, record: Record, text: Text) -> str:
    if text.spec is None:
        return (
            record.TYPE.lifecycle.state(record.state).label
            if text.part == "state"
            else str(getattr(record, text.part))
        )
    return _in_words(session, text.spec, getattr(record, text.spec.name))


def _in_words(session: Session, spec: FieldSpec, value: Any) -> str:
    label = partial(session.code_label, spec.codes)
    match spec.kind:
        case _ if spec.is_empty(value):
            return ""
        case Kind.CHOICE:
            return label(value)
        case Kind.CHOICES:
            return "、".join(map(label, value))
        case Kind.FLAG:
            return "是" if value else "否"
        case Kind.DATE:
            return day_text(value)
        case Kind.MOMENT:
            return moment_text(value)
        case Kind.MONEY:
            return money_text(value)
        case Kind.POINTS:
            return f"{value / 10:.1f}"
        case Kind.NUMBER:
            return f"{value}{spec.unit}"
        case _:
            return str(value)
