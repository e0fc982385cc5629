"""Records of any type in from a table whose columns are the type's field labels, and the blank table to be filled in.

Every cell is checked and all problems are named at once; then all rows go in or none. It overwrites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.core.errors import InputProblems, Problem
from app.core.fields import FieldSpec, Kind
from app.core.ids import new_id
from app.core.records import Record, RecordType
from app.exchange.tables import Row, SheetColumn, Sheets, as_date, table_in, write_table
from db.query import Query
from db.session import Session

_LEFT_OUT = frozenset((Kind.FILES, Kind.SIGNATURES))
_LINKED = frozenset((Kind.LINK, Kind.LINKS))
_YES, _NO = frozenset("是√1有对"), frozenset("否×0无")
_WIDTH = {Kind.LONG_TEXT: 36.0, Kind.CHOICES: 20.0, Kind.LINK: 24.0, Kind.LINKS: 24.0}
MOST_LISTED = 40


@dataclass(frozen=True)
class Incoming:
    """A table that was read. known: rows that the vault has already and that are left alone."""

    kind: RecordType
    records: tuple[Record, ...]
    known: int
    problems: tuple[Problem, ...]


def table_fields(kind: RecordType) -> tuple[FieldSpec, ...]:
    """The fields that a table can bring: all but attachments, signatures and what the program fills in."""
    return tuple(spec for spec in kind.fields if spec.kind not in _LEFT_OUT and not spec.readonly)


def table_columns(kind: RecordType) -> tuple[SheetColumn, ...]:
    """The columns of the table of a type, under the labels of its form."""
    return tuple(
        SheetColumn(spec.label, _WIDTH.get(spec.kind, 16.0), required=spec.required)
        for spec in table_fields(kind)
    )


def blank_table(session: Session, kind: RecordType) -> bytes:
    """An empty xlsx to be filled in; its second sheet says what each column takes."""
    lines = ["一行一条，不要合并单元格，不要改列名；不需要的列可以删去，带“必填”的不能删。"]
    lines += [f"{spec.label}：{'；'.join(_takes(session, spec))}" for spec in table_fields(kind)]
    return write_table(None, kind.label, table_columns(kind), (), note="\n".join(lines))


def _takes(session: Session, spec: FieldSpec) -> Iterator[str]:
    if spec.required:
        yield "必填"
    match spec.kind:
        case Kind.CHOICE | Kind.CHOICES:
            labels = [item.label for item in session.codes(spec.codes) if item.active]
            more = f"等 {len(labels)} 项" if len(labels) > MOST_LISTED else ""
            yield ("可填几项，用顿号隔开：" if spec.kind is Kind.CHOICES else "填其中一项：") + (
                "、".join(labels[:MOST_LISTED]) + more
            )
        case Kind.LINK | Kind.LINKS:
            label = session.catalog[spec.to].label if spec.to in session.catalog else "记录"
            yield f"填{label}的名称或编号" + ("，几条用顿号隔开" if spec.kind is Kind.LINKS else "")
        case Kind.DATE:
            yield "日期，如 2026-03-15"
        case Kind.MOMENT:
            yield "日期和时间，如 2026-03-15 09:30"
        case Kind.FLAG:
            yield "填“是”或“否”"
        case Kind.NUMBER:
            yield f"整数{'，单位' + spec.unit if spec.unit else ''}"
        case Kind.MONEY:
            yield "金额，单位元，最多两位小数"
        case Kind.POINTS:
            yield "分值，最多一位小数"
        case _:
            yield "文字"
    if spec.help:
        yield spec.help


def read_records(session: Session, kind: RecordType, sheets: Sheets) -> Incoming:
    """The records of a table, ready to be stored. A row whose title is in the vault already is counted, not stored."""
    specs = {spec.label: spec for spec in table_fields(kind)}
    required = {label for label, spec in specs.items() if spec.required}
    table = table_in(sheets, table_columns(kind), least=min(3, max(1, len(required))))
    problems = [p for p in table.problems if not p.text.startswith("缺少") or p.where in required]
    if not table.rows and not problems:
        problems.append(Problem("", "表里没有数据行"))
    there = _titles(session, kind)
    found: list[tuple[Row, Record]] = []
    seen: dict[str, int] = {}
    known = 0
    for row in table.rows:
        values, wrong = _values(session, specs, row)
        problems += wrong
        if wrong:
            continue
        made = kind.cls(id=new_id(), **values)
        if made.title in there:
            known += 1
            continue
        if made.title in seen:
            problems.append(_problem(row, f"与第{seen[made.title]}行相同（{made.title[:30]}）"))
            continue
        seen[made.title] = row.line
        found.append((row, made))
    linked, wrong = _linked(session, kind, found)
    problems += wrong
    for row, made in linked:
        # A missing cell was named with its place when the table was read.
        problems += [_problem(row, p.text) for p in kind.problems(made) if "必须填写" not in p.text]
    return Incoming(kind, tuple(made for _, made in linked), known, tuple(problems))


def import_records(session: Session, incoming: Incoming) -> tuple[Record, ...]:
    """Store all records of a table that has no problem; InputProblems otherwise, and nothing is stored."""
    if incoming.problems:
        raise InputProblems("表格里还有要改的地方", incoming.problems, kept="没有导入任何一行")
    with session.transaction():
        return tuple(session.create(record, note="从表格导入") for record in incoming.records)


def cell_value(session: Session, spec: FieldSpec, said: str) -> tuple[Any, str]:
    """(value, "") of a cell as a field takes it, or (None, what is wrong). Links are not cells: see read_records."""
    match spec.kind:
        case Kind.CHOICE:
            code = _code(session, spec.codes, said)
            return (code, "") if code else (None, f"填的是“{said[:20]}”，下拉选项里没有")
        case Kind.CHOICES:
            parts = parted(said)
            codes = [_code(session, spec.codes, part) for part in parts]
            strange = "、".join(part[:20] for part, code in zip(parts, codes, strict=True) if not code)
            return (None, f"里的“{strange}”，下拉选项里没有") if strange else (tuple(codes), "")
        case Kind.NUMBER:
            return (int(said), "") if said.isdecimal() else (None, "应为整数")
        case Kind.MONEY:
            return _decimal(said, 2, "应为金额，最多两位小数")
        case Kind.POINTS:
            return _decimal(said, 1, "应为分值，最多一位小数")
        case Kind.FLAG:
            return (said in _YES, "") if said in _YES | _NO else (None, "应填“是”或“否”")
        case Kind.DATE:
            day: date | None = as_date(said)
            return (day, "") if day else (None, "应为日期，如 2026-03-15")
        case Kind.MOMENT:
            return _moment(said)
        case _:
            return said, ""


def parted(said: str) -> tuple[str, ...]:
    """The parts of a cell that holds several values."""
    return tuple(part.strip() for part in re.split("[、，,;；\n]", said) if part.strip())


def _decimal(said: str, places: int, wrong: str) -> tuple[int | None, str]:
    match = re.fullmatch(rf"(-?)([\d,]+)(?:\.(\d{{1,{places}}}))?", said)
    digits = match[2].replace(",", "") if match else ""
    if match is None or not digits:
        return None, wrong
    value = int(digits) * 10**places + int((match[3] or "").ljust(places, "0"))
    return (-value if match[1] else value), ""


def _moment(said: str) -> tuple[datetime | None, str]:
    first, _, rest = said.replace("T", " ").partition(" ")
    day = as_date(first)
    clock = re.fullmatch(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?", rest.strip() or "0:00")
    if day is None or clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return None, "应为日期和时间，如 2026-03-15 09:30"
    return datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2])), ""


def _code(session: Session, list_name: str, said: str) -> str:
    return next((item.code for item in session.codes(list_name) if said in (item.label, item.code)), "")


def _problem(row: Row, text: str) -> Problem:
    return Problem(f"第{row.line}行", f"第{row.line}行：{text}")


def _values(session: Session, specs: dict[str, FieldSpec], row: Row) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for label, spec in specs.items():
        said = row.cells.get(label, "")
        if not said or spec.kind in _LINKED:
            continue
        value, wrong = cell_value(session, spec, said)
        if wrong:
            problems.append(Problem(f"第{row.line}行", f"第{row.line}行“{label}”{wrong}"))
        else:
            values[spec.name] = value
    return values, problems


def _titles(session: Session, kind: RecordType) -> dict[str, list[str]]:
    """Ids by title, number, and name of every record of a type."""
    found: dict[str, list[str]] = {}
    for record in session.page(kind.name, session.rows(Query(kind.name))):
        for name in _names(record):
            found.setdefault(name, []).append(record.id)
    return found


def _names(record: Record) -> set[str]:
    plain = (str(getattr(record, name, "")) for name in ("name", "short_name"))
    return {name for name in (record.title, record.number, *plain) if name}


def _linked(
    session: Session, kind: RecordType, found: Iterable[tuple[Row, Record]]
) -> tuple[list[tuple[Row, Record]], list[Problem]]:
    rows = list(found)
    specs = [spec for spec in table_fields(kind) if spec.kind in _LINKED and spec.to in session.catalog]
    offered = {spec.to: _titles(session, session.catalog[spec.to]) for spec in specs}
    for _, made in rows if kind.name in offered else ():  # rows of the table may name each other
        for name in _names(made):
            offered[kind.name].setdefault(name, []).append(made.id)
    problems: list[Problem] = []
    done = []
    for row, made in rows:
        values: dict[str, Any] = {}
        for spec in specs:
            ids, wrong = _ids(offered[spec.to], row.cells.get(spec.label, ""), many=spec.kind is Kind.LINKS)
            problems += [Problem(f"第{row.line}行", f"第{row.line}行“{spec.label}”{text}") for text in wrong]
            if ids:
                values[spec.name] = ids if spec.kind is Kind.LINKS else ids[0]
        done.append((row, replace(made, **values)))
    return done, problems


def _ids(offered: dict[str, list[str]], said: str, *, many: bool) -> tuple[tuple[str, ...], list[str]]:
    found: list[str] = []
    wrong: list[str] = []
    for part in parted(said) if many else (said,) if said else ():
        match offered.get(part, []):
            case []:
                wrong.append(f"填的是“{part[:20]}”，库里没有这一条")
            case [id]:
                found.append(id)
            case _:
                wrong.append(f"里的“{part[:20]}”有几条同名，请改填编号或全称")
    return tuple(found), wrong
