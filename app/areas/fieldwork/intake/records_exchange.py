"""Records out to other systems and back in, as JSON lines with a schema, and as one xlsx a type (docs/exchange-format.md).

Clues, accounts and ledgers never go; what leaves is entered in the ledger of exposures before it is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from app.areas.secrecy.service import record_exposure
from app.core.errors import InputProblems, KnownError, Problem, Refused
from app.core.fields import FieldSpec, Kind, Sensitivity, Signature
from app.core.records import Compartment, Record, RecordType
from app.exchange.tables import SheetColumn, write_table
from db.query import Query
from db.session import Session

FORMAT, VERSION = "xuncha-exchange", 1
INSIDE = frozenset(
    {"account", "exposure", "bundle_log", "closeout", "handover_item", "data_list", "data_hit"}
)
"""Record types that never leave by this way."""
MOST_BYTES = 64 << 20
MOST_LINES = 200_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Exported:
    """What was written: the folder, the files in it, how many records, the checksum of the lines."""

    folder: Path
    files: tuple[str, ...]
    records: int
    sha256: str


@dataclass(frozen=True)
class Arrival:
    """What a file brings: new records, how many the vault has already, and everything that is wrong."""

    records: tuple[Record, ...]
    known: int
    problems: tuple[Problem, ...]


def offered(session: Session) -> tuple[tuple[RecordType, int], ...]:
    """Every record type that may be exchanged, with how many records it has."""
    return tuple(
        (kind, session.count(Query(kind.name)))
        for kind in session.catalog
        if kind.compartment is Compartment.RECORDS and kind.name not in INSIDE
    )


# Out ------------------------------------------------------------------------------------------------------


def export_records(
    session: Session,
    folder: Path,
    names: Sequence[str],
    *,
    guarded: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write the records of the types `names` into a new folder inside `folder`; guarded fields only when asked for.

    The exposure is in the ledger before the first byte is written. Refused when the role does not allow it.
    """
    session.allow("table.export", "不能导出交换文件")
    kinds = [kind for kind, _ in offered(session) if kind.name in names]
    if not kinds:
        raise Refused("不能导出交换文件", ["还没有选记录种类"])
    held = {kind: _all(session, kind) for kind in kinds}
    total = sum(map(len, held.values()))
    lines = [json.dumps(schema(session, kinds, guarded), ensure_ascii=False)]
    for kind, records in held.items():
        for record in records:
            lines.append(json.dumps(_line(kind, record, guarded), ensure_ascii=False))
            if progress is not None and len(lines) % 200 == 0:
                progress(len(lines), total * 2)
    content = ("\n".join(lines) + "\n").encode()
    digest = hashlib.sha256(content).hexdigest()
    target = folder / f"exchange-{token_hex(4)}"
    books = [(f"{kind.name}.xlsx", _book(session, kind, held[kind], guarded)) for kind in kinds]
    files = [("records.jsonl", content), ("schema.json", _pretty(schema(session, kinds, guarded))), *books]
    entry = record_exposure(
        session,
        kind="xlsx",
        paper=f"数据交换文件（{'、'.join(kind.label for kind in kinds)}）",
        records=[record for records in held.values() for record in records],
        destination=str(target / "records.jsonl"),
        sha256=digest,
    )
    also = "\n".join(f"{name} {hashlib.sha256(book).hexdigest()}" for name, book in books)
    session.save(replace(entry, note=f"同一文件夹里的表格：\n{also}"))
    try:
        target.mkdir()
        for name, part in files:
            (target / name).write_bytes(part)
    except OSError as error:
        raise KnownError(
            "交换文件没有写成", kept="库内容没有变化", todo="请检查目标盘的空间和权限"
        ) from error
    return Exported(target, tuple(name for name, _ in files), total, digest)


def schema(session: Session, kinds: Sequence[RecordType], guarded: bool) -> dict[str, Any]:
    """The first line of a file: format, version, the fields of every type and the code lists that they use."""
    lists = {spec.codes for kind in kinds for spec in kind.fields if spec.codes}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_on": date.today().isoformat(),
        "types": {
            kind.name: {
                "label": kind.label,
                "states": {state.code: state.label for state in kind.lifecycle.states},
                "fields": {spec.name: _described(spec) for spec in _fields(kind, guarded)},
            }
            for kind in kinds
        },
        "codes": {name: {item.code: item.label for item in session.codes(name)} for name in sorted(lists)},
    }


def _described(spec: FieldSpec) -> dict[str, Any]:
    more = {"codes": spec.codes, "to": spec.to, "unit": spec.unit}
    return {
        "label": spec.label,
        "kind": spec.kind.value,
        **({"required": True} if spec.required else {}),
        **{key: value for key, value in more.items() if value},
    }


def _fields(kind: RecordType, guarded: bool) -> tuple[FieldSpec, ...]:
    return tuple(s for s in kind.fields if guarded or s.sensitivity is not Sensitivity.GUARDED)


def _all(session: Session, kind: RecordType) -> tuple[Record, ...]:
    rows = session.rows(Query(kind.name))
    return tuple(reversed(session.page(kind.name, rows)))


def _line(kind: RecordType, record: Record, guarded: bool) -> dict[str, Any]:
    fields = {spec.name: _out(spec.kind, getattr(record, spec.name)) for spec in _fields(kind, guarded)}
    return {
        "type": kind.name,
        "id": record.id,
        "number": record.number,
        "state": record.state,
        "fields": fields,
    }


def _out(kind: Kind, value: Any) -> Any:
    match kind:
        case Kind.DATE:
            return value.isoformat() if value else None
        case Kind.MOMENT:
            return value.isoformat(timespec="minutes") if value else None
        case Kind.CHOICES | Kind.LINKS:
            return list(value)
        case Kind.FILES:
            return [{"name": ref.name, "size": ref.size, "sha256": ref.sha256} for ref in value]
        case Kind.SIGNATURES:
            return [
                {
                    "role": row.role,
                    "name": row.name,
                    "on": row.on.isoformat() if row.on else None,
                    "opinion": row.opinion,
                }
                for row in value
            ]
        case _:
            return value


def _pretty(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _book(session: Session, kind: RecordType, records: Sequence[Record], guarded: bool) -> bytes:
    specs = _fields(kind, guarded)
    columns = [SheetColumn("编号", 22), *(SheetColumn(s.label, 20) for s in specs), SheetColumn("状态", 12)]
    labels = {s.codes: {c.code: c.label for c in session.codes(s.codes)} for s in specs if s.codes}

    def cells(record: Record) -> Iterator[object]:
        yield record.number
        for spec in specs:
            yield _shown(session, spec, getattr(record, spec.name), labels.get(spec.codes, {}))
        yield kind.lifecycle.state(record.state).label

    return write_table(None, kind.label, columns, (tuple(cells(record)) for record in records))


def _shown(session: Session, spec: FieldSpec, value: Any, labels: dict[str, str]) -> object:
    match spec.kind:
        case Kind.CHOICE:
            return labels.get(value, value)
        case Kind.CHOICES:
            return "、".join(labels.get(code, code) for code in value)
        case Kind.LINK:
            return session.fetch(spec.to, value).title if session.exists(spec.to, value) else ""
        case Kind.LINKS:
            return "、".join(session.fetch(spec.to, id).title for id in value if session.exists(spec.to, id))
        case Kind.FILES | Kind.SIGNATURES:
            return "、".join(item.name for item in value)
        case Kind.MONEY:
            return "" if value is None else f"{value / 100:.2f}"
        case Kind.FLAG:
            return "是" if value else "否"
        case Kind.DATE | Kind.MOMENT:
            return f"{value}" if value else ""
        case _:
            return "" if value is None else str(value)


# In -------------------------------------------------------------------------------------------------------


def read_arrival(session: Session, content: bytes) -> Arrival:
    """What a file of this format brings, checked field by field; nothing is stored.

    A record whose id is here already is counted and left alone: nothing is overwritten in silence.
    """
    lines = _lines(content)
    allowed = {kind.name: kind for kind, _ in offered(session)}
    records: list[Record] = []
    problems: list[Problem] = []
    known = 0
    coming = {(str(held.get("type")), str(held.get("id"))) for _, held in lines}
    for place, held in lines:
        where = f"第{place}行"
        kind = allowed.get(str(held.get("type")))
        id = held.get("id")
        if kind is None or not isinstance(id, str) or not id or not isinstance(held.get("fields"), dict):
            problems.append(Problem(where, f"{where}：不认识的记录种类，或缺少 id、fields"))
            continue
        if session.exists(kind.name, id):
            known += 1
            continue
        values, wrong = _in_fields(session, kind, held["fields"], coming)
        problems += [Problem(where, f"{where}（{kind.label}）{text}") for text in wrong]
        if not wrong:
            made = kind.cls(id=id, **values)
            problems += [Problem(where, f"{where}（{kind.label}）{p.text}") for p in kind.problems(made)]
            records.append(made)
    return Arrival(tuple(records), known, tuple(problems))


def _lines(content: bytes) -> list[tuple[int, dict[str, Any]]]:
    if len(content) > MOST_BYTES:
        raise KnownError("交换文件超过 64 MB", kept="库内容没有变化", todo="请分批导出再导入")
    try:
        texts = content.decode("utf-8-sig").splitlines()
        parsed = [(n, json.loads(text)) for n, text in enumerate(texts[: MOST_LINES + 1], 1) if text.strip()]
    except (ValueError, RecursionError) as error:
        raise KnownError(
            "这个文件不是交换文件", kept="库内容没有变化", todo="请选 records.jsonl，编码为 UTF-8"
        ) from error
    head = parsed[0][1] if parsed else None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise KnownError("这个文件不是交换文件", kept="库内容没有变化", todo="第一行应写明 format 和 version")
    if head.get("version") != VERSION:
        raise KnownError(
            "交换文件的版本不对", kept="库内容没有变化", todo=f"本程序读第 {VERSION} 版，请按格式说明另出一份"
        )
    return [(n, held if isinstance(held, dict) else {}) for n, held in parsed[1:]]


def _in_fields(
    session: Session, kind: RecordType, given: dict[str, Any], coming: set[tuple[str, str]]
) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in given.items():
        if not kind.has(name):
            wrong.append(f"没有“{name[:30]}”这个字段")
            continue
        spec = kind.field(name)
        if spec.kind is Kind.FILES:
            continue
        try:
            values[name] = _in(spec.kind, value)
        except (ValueError, TypeError, KeyError):
            wrong.append(f"“{spec.label}”的值不合格式（{spec.kind.value}）")
            continue
        wrong += _strange(session, spec, values[name], coming)
    return values, wrong


def _strange(session: Session, spec: FieldSpec, value: Any, coming: set[tuple[str, str]]) -> list[str]:
    ids = (value,) if spec.kind is Kind.LINK and value else value if spec.kind is Kind.LINKS else ()
    lost = [id for id in ids if (spec.to, id) not in coming and not session.exists(spec.to, id)]
    if lost:
        return [f"“{spec.label}”指向的记录不在库里，也不在文件里"]
    codes = (value,) if spec.kind is Kind.CHOICE and value else value if spec.kind is Kind.CHOICES else ()
    known = {item.code for item in session.codes(spec.codes)} if codes else set()
    return [f"“{spec.label}”的代码“{code[:20]}”不在下拉选项里" for code in codes if code not in known]


def _in(kind: Kind, value: Any) -> Any:
    match kind:
        case Kind.NUMBER | Kind.MONEY:
            if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
                raise TypeError
            return value
        case Kind.DATE:
            return date.fromisoformat(value) if value else None
        case Kind.MOMENT:
            return (
                datetime.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None) if value else None
            )
        case Kind.FLAG:
            if not isinstance(value, bool):
                raise TypeError
            return value
        case Kind.CHOICES | Kind.LINKS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise TypeError
            return tuple(value)
        case Kind.SIGNATURES:
            return tuple(
                Signature(
                    str(row["role"]),
                    str(row["name"]),
                    date.fromisoformat(row["on"]) if row.get("on") else None,
                    str(row.get("opinion", "")),
                )
                for row in value
            )
        case _:
            if not isinstance(value, str):
                raise TypeError
            return value


def import_records(session: Session, arrival: Arrival) -> tuple[Record, ...]:
    """Store what a file brings, all or nothing; numbers are this vault's own, states start anew.

    InputProblems when something is wrong with the file.
    """
    if arrival.problems:
        raise InputProblems("交换文件里还有要改的地方", arrival.problems, kept="没有导入任何记录")
    with session.transaction():
        return tuple(
            session.create(replace(record, number="", state=""), note="数据交换导入")
            for record in arrival.records
        )
