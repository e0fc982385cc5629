"""A form that came back, checked cell by cell against what went out; every problem at once, with its place.

It changes nothing in the vault. What a cell says is taken as text; formulas are never evaluated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.areas.rectification.model import RectTask
from app.areas.rectification.unit_form import layout
from app.areas.rectification.unit_form.enclosures import Assigned, Folder, Found, Named, assign
from app.areas.rectification.unit_form.layout import FILES, OF_TASK, PARTS, Part, Stub, StubRow
from app.areas.rectification.unit_form.model import UnitForm, UnitReturn
from app.core.errors import KnownError, Problem
from app.core.records import Record
from app.exchange.form_book import KEY, MARK, SEAL
from app.exchange.form_reading import Book, BookRow, BookSheet, Cell
from db.rows import codec, from_wire
from db.versions import Wire

if TYPE_CHECKING:
    from db.session import Session

ORIGINAL = "请用发给单位的原表填写"


@dataclass(frozen=True)
class Came:
    """What earlier returns of a form brought, by record id.

    cells: field → what the unit wrote last; states: (dots, values) of the copy that the form then was; last: how
    often it wrote, those taken back included.
    """

    cells: Mapping[str, Mapping[str, Wire]] = field(default_factory=dict)
    states: Mapping[str, tuple[str, Mapping[str, Wire]]] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What one row brings. values: field → new wire value; task: the rectification task of a row that is new."""

    row: StubRow
    where: str
    values: dict[str, Wire]
    task: str = ""
    files: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A form that came back. notices: worth knowing, but in nobody's way."""

    form: UnitForm
    stub: Stub
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    unknown: tuple[str, ...]
    digest: str


def wanted_sheets() -> dict[str, tuple[str, ...]]:
    """The sheets that a form has, with their columns."""
    return {part.title: layout.titles_of(part) for part in PARTS}


def form_of(session: Session, book: Book) -> UnitForm:
    """The form that this workbook is. KnownError when this vault never gave it out, or no longer takes it."""
    id = book.checks.get("表", "")
    if book.checks.get("格式", "") not in (layout.FORMAT, ""):
        raise _not_ours("这张表是别的版本的程序制作的", "请请制作它的单位用同版本程序打开")
    if not id or not session.exists("unit_form", id):
        raise _not_ours("这不是本库发出的填报表", "请核对是不是别的单位的表，或由制作它的库导入")
    form = session.get(UnitForm, id)
    if form.deleted or form.state == "void":
        raise _not_ours(
            f"{form.number}已作废，不再接收", "请让单位用新发的表填报；确需接收的，先“恢复”这张表"
        )
    return form


def _not_ours(what: str, todo: str) -> KnownError:
    return KnownError(what, kept="库内容没有变化", todo=todo)


def check(session: Session, book: Book, stub: Stub, came: Came, folder: Folder | None) -> Checked:
    """Everything that the form brings, and everything that is wrong with it."""
    form = session.get(UnitForm, stub.form_id)
    reading = _Reading(session, stub, came)
    if book.checks != stub.checks():
        reading.wrong("", f"表里的校验内容被改动过，{ORIGINAL}")
    for word in book.strange:
        reading.wrong("", f"文件里有{word}，填报表里不会有：{ORIGINAL}，不要启用宏或另加内容")
    for part in PARTS:
        sheet = book.sheets.get(part.title)
        if sheet is None:
            reading.wrong(part.title, f"没有找到“{part.title}”这张表，{ORIGINAL}，不要删表或改表名")
        elif reading.sheet_stands(part, sheet):
            for row in sheet.rows:
                reading.take(part, row)
    reading.note_missing({part.name for part in PARTS if part.title in book.sheets})
    assigned = assign(reading.named, folder)
    changes = reading.with_files(assigned)
    return Checked(
        form, stub, changes, (*reading.problems, *assigned.problems), tuple(reading.notices), assigned.unknown,
        _digest(reading.seen, folder),
    )  # fmt: skip


def refuse_twice(returns: Sequence[UnitReturn], digest: str, what: str = "表") -> None:
    """KnownError when the same content came in before and stands. what: a form, or a package."""
    standing = [held for held in returns if held.state == "taken"]
    same = next((held for held in standing if held.digest == digest), None)
    if same is None:
        return
    when = f"{same.came_at:%Y-%m-%d %H:%M}" if same.came_at else ""
    if same is standing[-1]:
        raise KnownError(f"同样内容的{what}已经导入过（第{same.position}次，{when}）", kept="库内容没有变化")
    raise KnownError(
        f"这是较早交回的一份（第{same.position}次，{when}），之后又收过第{standing[-1].position}次",
        kept="库内容没有变化",
        todo="请核对单位最后交来的是哪一份",
    )


class _Reading:
    """Row by row, collecting what is new and what is wrong."""

    def __init__(self, session: Session, stub: Stub, came: Came) -> None:
        self._session = session
        self._stub = stub
        self._came = came
        self._rows = {row.id: row for row in stub.rows}
        self._lines: dict[str, str] = {}
        self._changes: list[Change] = []
        self.named: list[Named] = []
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.problems: list[Problem] = []
        self.notices: list[str] = []

    def wrong(self, where: str, text: str) -> None:
        """One more problem."""
        self.problems.append(Problem(where, text))

    def sheet_stands(self, part: Part, sheet: BookSheet) -> bool:
        """Whether the sheet can be read row by row at all."""
        if sheet.too_large:
            self.wrong(part.title, f"“{part.title}”的行列过多，不是原表，{ORIGINAL}")
            return False
        for place in sheet.merged:
            self.wrong(part.title, f"“{part.title}”的 {place} 合并了单元格，请取消合并，一行一条")
        missing = [t for t in (MARK, *layout.titles_of(part), KEY, SEAL) if t not in sheet.titles]
        for title in missing:
            self.wrong(part.title, f"“{part.title}”缺少“{title}”这一列，{ORIGINAL}，不要删列或改列名")
        return not missing

    def take(self, part: Part, row: BookRow) -> None:
        """One row of a sheet."""
        where = f"“{part.title}”第{row.line}行"
        said = {title: cell for title, cell in row.cells.items() if title not in (MARK, KEY, SEAL)}
        stub = self._whose(part, row, where, bool(said))
        if stub is None:
            return
        self._lines[stub.id] = where
        bad = self._odd_cells(where, said)
        filled = {title: cell.text for title, cell in said.items() if title not in bad}
        if stub.held:
            self._locked(part, stub, where, filled, bad)
        elif not said:
            return
        self.seen.append((stub.id, filled))
        task = "" if stub.held else self._task(where, filled)
        values, wrong = self._values(part, stub, where, filled, bad)
        self.named.append(Named(stub.id, stub.mark, where, filled.get(FILES, "")))
        if (values or not stub.held) and not wrong and not bad:
            self._whole(part, stub, where, values, task)
        self._changes.append(Change(stub, where, values, task))

    def _whose(self, part: Part, row: BookRow, where: str, filled: bool) -> StubRow | None:
        key, seal, mark = row.text(KEY), row.text(SEAL), row.text(MARK)
        if not key and not seal:
            if filled:
                todo = (
                    "新增内容请填在下面的备用行里"
                    if part.fresh
                    else "任务由巡察办增减，请写进“未完成原因和下一步”"
                )
                self.wrong(where, f"{where}：这一行是另加的，没有键，{todo}")
            return None
        stub = self._rows.get(key)
        if stub is None or stub.type != part.name or not _same(seal, self._stub.seal(stub)):
            self.wrong(where, f"{where}：隐藏的键被改动过，认不出是哪一条，{ORIGINAL}")
            return None
        if mark != stub.mark:
            self.wrong(
                where, f"{where}：行号写的是“{mark[:12]}”，应为“{stub.mark}”，可能只排序或粘贴了部分列"
            )
            return None
        if key in self._lines:
            self.wrong(where, f"{where}：与{self._lines[key]}是同一条（{stub.mark}），请只留一行")
            return None
        return stub

    def _odd_cells(self, where: str, said: Mapping[str, Cell]) -> set[str]:
        for title, cell in said.items():
            if cell.kind == "f":
                self.wrong(where, f"{where}“{title}”（{cell.place}）是公式，请改填算好的结果")
            elif cell.kind == "e":
                self.wrong(where, f"{where}“{title}”（{cell.place}）是错误值，请改填内容或清空")
        return {title for title, cell in said.items() if cell.kind in ("f", "e")}

    def _locked(
        self, part: Part, stub: StubRow, where: str, filled: Mapping[str, str], bad: set[str]
    ) -> None:
        shown = dict(stub.shown)
        shown |= {part.type.TYPE.field(name).label: stub.said[name] for name in part.fixed}
        for title, text in shown.items():
            if title not in bad and not _same_text(filled.get(title, ""), text):
                self.wrong(where, f"{where}“{title}”是锁定的，内容被改动过或错了行，请恢复原样")

    def _task(self, where: str, filled: Mapping[str, str]) -> str:
        said = filled.get(OF_TASK, "")
        found = self._stub.tasks.get(said, "")
        if not found:
            told = f"填的是“{said[:20]}”，表里没有这项任务" if said else "没有选"
            self.wrong(where, f"{where}“{OF_TASK}”{told}，请从下拉里选")
        return found

    def _values(
        self, part: Part, stub: StubRow, where: str, filled: Mapping[str, str], bad: set[str]
    ) -> tuple[dict[str, Wire], bool]:
        came = self._came.cells.get(stub.id, {})
        empty = codec(part.type.TYPE).empty
        values: dict[str, Wire] = {}
        wrong = False
        for spec in part.specs():
            said = filled.get(spec.label, "")
            if spec.label in bad or (stub.held and spec.name in part.fixed):
                continue
            if spec.name not in came and stub.held and _same_text(said, stub.said[spec.name]):
                continue
            value, problem = layout.value_in(self._session, spec, said)
            if problem:
                wrong = True
                self.wrong(where, f"{where}“{spec.label}”{problem}")
                continue
            wire = layout.wire_in(spec, value)
            before = came[spec.name] if spec.name in came else stub.x.get(spec.name, empty[spec.name])
            if wire != before:
                values[spec.name] = wire
        return values, wrong

    def _whole(self, part: Part, stub: StubRow, where: str, values: dict[str, Wire], task: str) -> None:
        """The rules of the record as a whole, and whether it may still be changed."""
        kind = part.type.TYPE
        here = self._session.fetch(kind.name, stub.id) if self._session.exists(kind.name, stub.id) else None
        if here is None and stub.held:
            self.wrong(where, f"{where}：这条{kind.label}库里没有，请核对是不是本库发出的表")
            return
        if here is not None and values and stub.held:
            state = kind.lifecycle.state(here.state)
            if here.deleted or state.locked:
                told = "已移除" if here.deleted else f"已是“{state.label}”"
                self.wrong(
                    where, f"{where}：这条{kind.label}在库里{told}，不能再改，请恢复原样或与巡察办联系"
                )
                return
        decoded = {name: from_wire(kind.field(name).kind, wire) for name, wire in values.items()}
        if here is None:
            ties: dict[str, Any] = {"task_id": self._stub.task_id, "rect_task_id": task or "?"}
            after = part.type(**ties, **decoded)
            before: set[str] = set()
        else:
            after, before = replace(here, **decoded), {p.text for p in kind.problems(here)}
        for problem in kind.problems(after):
            if problem.text not in before:
                self.wrong(where, f"{where}：{problem.text}")

    def note_missing(self, present: set[str]) -> None:
        """Rows of records that are no longer on their sheet: said, and nothing is taken out of the vault."""
        for part in PARTS:
            lost = [
                row
                for row in self._stub.rows
                if row.type == part.name and row.held and row.id not in self._lines
            ]
            if lost and part.name in present:
                marks = "、".join(row.mark for row in lost[:20])
                self.notices.append(f"“{part.title}”里没有这些行：{marks}。按没有填写处理，库里的记录不动。")

    def with_files(self, assigned: Assigned) -> tuple[Change, ...]:
        """The changes with their files; rows that bring nothing are left out."""
        full = [replace(change, files=assigned.files.get(change.row.id, ())) for change in self._changes]
        return tuple(change for change in full if change.values or change.files)


def _same(seal: str, right: str) -> bool:
    return len(seal) == len(right) and seal == right


def _same_text(said: str, held: str) -> bool:
    """Whether a cell says what went out; an office program may cut a long text at the limit of a cell."""
    return said == held or (len(held) > 32_000 and held.startswith(said[:32_000]))


def _digest(seen: Sequence[tuple[str, dict[str, str]]], folder: Folder | None) -> str:
    files = [(held.name, held.size) for held in folder.files] if folder else []
    return hashlib.sha256(json.dumps([sorted(seen), files], ensure_ascii=False).encode()).hexdigest()


def came_before(returns: Sequence[tuple[UnitReturn, Mapping[str, Any]]]) -> Came:
    """What returns brought, oldest first; those taken back leave only their counts."""
    cells: dict[str, dict[str, Wire]] = {}
    states: dict[str, tuple[str, Mapping[str, Wire]]] = {}
    last: dict[str, int] = {}
    for held, brought in returns:
        for id, row in brought.items():
            last[id] = max(int(row["n"]), last.get(id, 0))
            if held.state == "taken":
                cells.setdefault(id, {}).update(row["x"])
                states[id] = (row["d"], row["v"])
    return Came(cells, states, last)


def tasks_open(session: Session, task_id: str) -> Iterator[Record]:
    """The rectification tasks of an inspection that a unit can still report on."""
    for held in session.find(RectTask, task_id=task_id):
        if not held.TYPE.lifecycle.state(held.state).locked:
            yield held
