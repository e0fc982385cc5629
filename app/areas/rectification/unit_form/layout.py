"""What stands on a form: its three sheets, their columns, and the stub by which a form that comes back is judged.

It reads the vault and writes nothing; how a workbook is packed is app.exchange's business.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.areas.feedback.model import FeedbackProblem
from app.areas.rectification.model import Measure, Progress, RectTask
from app.core.errors import KnownError
from app.core.fields import FieldSpec, Kind
from app.core.ids import new_id
from app.core.records import Record
from app.exchange.form_book import Entry, FormColumn, FormRow, FormSheet, Said
from app.exchange.record_table import cell_value
from app.exchange.tables import as_date
from db.rows import codec, to_wire
from db.versions import Wire

if TYPE_CHECKING:
    from db.session import Session

FORMAT = "xuncha-unit-form 1"
FILES, OF_TASK = "附件文件名", "所属整改任务"
MOST_SPARE = 200


@dataclass(frozen=True)
class Part:
    """One sheet. fields: what the unit fills in; fixed: once the record exists, only the office changes these."""

    type: type[Record]
    title: str
    letter: str
    fields: tuple[str, ...]
    fixed: frozenset[str] = frozenset()
    fresh: bool = False
    """Whether the unit may add rows."""

    @property
    def name(self) -> str:
        """The record type's name."""
        return self.type.TYPE.name

    def specs(self) -> tuple[FieldSpec, ...]:
        """The declarations of the fields."""
        return tuple(self.type.TYPE.field(name) for name in self.fields)


PARTS = (
    Part(
        RectTask,
        "整改任务",
        "任",
        (
            "goal", "leader", "leader_kind", "lead_unit", "partners", "started_on", "done_on", "result", "rules_made",
            "recovered", "people_handled", "handled_how", "unfinished", "proof",
        ),
    ),
    Part(
        Measure,
        "整改措施",
        "措",
        ("content", "kind", "leader", "unit", "due_on", "done_on", "result"),
        frozenset({"content"}),
        fresh=True,
    ),
    Part(
        Progress,
        "整改进展",
        "进",
        (
            "reported_on", "reported_by", "status", "content", "detail", "rules_made", "recovered", "people_handled",
            "proof",
        ),
        fresh=True,
    ),
)  # fmt: skip
FIXED_OF_TASKS = ("编号", "反馈问题", "整改任务", "完成时限", "状态")
"""Locked columns of the first sheet, beside the fields."""


@dataclass(frozen=True)
class StubRow:
    """One row of a form as it went out.

    held: the record was in the vault, with version state `dots` and values `x`; said: field → text of its cell;
    shown: locked column → text.
    """

    mark: str
    type: str
    id: str
    held: bool
    dots: str = ""
    x: dict[str, Wire] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stub:
    """What the vault keeps of a form. key: seals its rows, known to the vault alone."""

    form_id: str
    key: str
    task_id: str
    rows: tuple[StubRow, ...]
    tasks: dict[str, str]
    """Number of a rectification task → its id, for the rows that a unit adds."""

    def to_bytes(self) -> bytes:
        """The JSON that is kept, encrypted, as an attachment of the form's record."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Stub:
        """Read back what to_bytes wrote."""
        raw = json.loads(content)
        if raw.pop("format") != FORMAT:
            raise KnownError("这张表的留底是更新版本的程序制作的", kept="库内容没有变化", todo="请升级本程序")
        return cls(**{**raw, "rows": tuple(StubRow(**row) for row in raw["rows"])})

    def seal(self, row: StubRow) -> str:
        """What stands in the row's hidden seal: only this vault can make it."""
        return sealed(self.key, self.form_id, row.type, row.id, row.mark)

    def checks(self) -> dict[str, str]:
        """What stands on the hidden sheet."""
        return {"格式": FORMAT, "表": self.form_id, "封": sealed(self.key, "form", self.form_id)}


def sealed(key: str, *parts: str) -> str:
    """Sixteen hex digits over the parts."""
    message = b"xuncha-desk unit form\x00" + json.dumps(parts, ensure_ascii=False).encode()
    return hmac.digest(bytes.fromhex(key), message, hashlib.sha256).hex()[:16]


def rows_of(session: Session, part: Part, task_id: str, spare: int) -> Iterator[tuple[StubRow, list[Said]]]:
    """The rows of a sheet: what the vault has and is not closed, then spare ones whose ids are given out now."""
    store = session.store(part.type.TYPE.compartment)
    assert store is not None  # the records are always open
    place = 0
    for record in _records(session, part, task_id):
        place += 1
        row = store.find_row(part.type.TYPE, record.id)
        assert row is not None  # it was just found
        said = {spec.name: said_of(session, spec, getattr(record, spec.name)) for spec in part.specs()}
        shown = _shown(session, part, record)
        stub = StubRow(
            f"{part.letter}{place}", part.name, record.id, True, row.dots, codec(part.type.TYPE).wire(record), said, shown
        )  # fmt: skip
        yield stub, [*shown.values(), *(cell_of(spec, getattr(record, spec.name), said[spec.name]) for spec in part.specs()), ""]  # fmt: skip
    for _ in range(min(spare, MOST_SPARE) if part.fresh else 0):
        place += 1
        stub = StubRow(f"{part.letter}{place}", part.name, new_id(), held=False)
        yield stub, ["", *("" for _ in part.fields), ""]


def _records(session: Session, part: Part, task_id: str) -> list[Any]:
    def open_now(record: Record) -> bool:
        return not record.TYPE.lifecycle.state(record.state).locked

    tasks = [t for t in session.find(RectTask, task_id=task_id) if open_now(t)]
    tasks.sort(key=lambda t: (t.position or 0, t.number))
    if part.type is RectTask:
        return list(tasks)
    order = {task.id: place for place, task in enumerate(tasks)}
    held: list[Any] = [r for r in session.find(part.type, task_id=task_id) if open_now(r)]
    held = [record for record in held if record.rect_task_id in order]
    held.sort(key=lambda r: (order[r.rect_task_id], getattr(r, "position", 0) or 0, r.id))
    return held


def _shown(session: Session, part: Part, record: Any) -> dict[str, str]:
    if part.type is not RectTask:
        return {OF_TASK: session.get(RectTask, record.rect_task_id).number}
    problems = [session.get(FeedbackProblem, id).title for id in record.problem_ids if session.exists("feedback_problem", id)]  # fmt: skip
    due = record.due_on.isoformat() if record.due_on else "长期坚持" if record.permanent else ""
    state = record.TYPE.lifecycle.state(record.state).label
    return dict(
        zip(FIXED_OF_TASKS, (record.number, "；".join(problems), record.title, due, state), strict=True)
    )


def sheet_of(session: Session, part: Part, stub: Stub, cells: dict[str, list[Said]]) -> FormSheet:
    """The sheet of a part, its rows sealed. cells: record id → what stands in its row."""
    columns: list[FormColumn] = []
    if part.type is RectTask:
        columns += [
            FormColumn(title, 34.0 if title in ("反馈问题", "整改任务") else 13.0) for title in FIXED_OF_TASKS
        ]
    else:
        hint = "新增的行请从下拉里选"
        columns.append(FormColumn(OF_TASK, 18.0, "choice", tuple(stub.tasks), hint))
    columns += [_column(session, spec) for spec in part.specs()]
    columns.append(
        FormColumn(FILES, 28.0, hint="附件文件夹里的文件名，几个用顿号隔开；也可以让文件名以行号开头")
    )
    titles = [column.title for column in columns]
    rows = []
    for row in stub.rows:
        if row.type == part.name:
            locked = set(row.shown) | (
                {part.type.TYPE.field(name).label for name in part.fixed} if row.held else set()
            )
            rows.append(
                FormRow(row.mark, row.id, stub.seal(row), tuple(cells[row.id]), frozenset(titles) - locked)
            )
    return FormSheet(part.title, tuple(columns), tuple(rows))  # fmt: skip


def titles_of(part: Part) -> tuple[str, ...]:
    """The titles that a sheet of this part must have."""
    fixed = FIXED_OF_TASKS if part.type is RectTask else (OF_TASK,)
    return (*fixed, *(spec.label for spec in part.specs()), FILES)


_ENTRY: dict[Kind, Entry] = {
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.DATE: "date",
    Kind.CHOICE: "choice",
    Kind.CHOICES: "choices",
}


def _column(session: Session, spec: FieldSpec) -> FormColumn:
    offered = tuple(item.label for item in session.codes(spec.codes) if item.active) if spec.codes else ()
    hint = {
        Kind.CHOICES: "可填几项，用顿号隔开",
        Kind.DATE: "日期，例如 2026-03-15",
        Kind.MONEY: "单位元，最多两位小数",
        Kind.NUMBER: f"整数{'，单位' + spec.unit if spec.unit else ''}",
    }.get(spec.kind, spec.help)
    return FormColumn(
        spec.label,
        38.0 if spec.kind is Kind.LONG_TEXT else 16.0,
        _ENTRY.get(spec.kind, "text"),
        offered,
        hint,
    )


def said_of(session: Session, spec: FieldSpec, value: Any) -> str:
    """A field's value as its cell says it, in the spelling in which cells are compared."""
    match spec.kind:
        case Kind.CHOICE:
            return _label(session, spec, value)
        case Kind.CHOICES:
            return "、".join(_label(session, spec, code) for code in value)
        case Kind.MONEY:
            return "" if value is None else f"{value / 100:.2f}"
        case Kind.DATE:
            return value.isoformat() if value else ""
        case Kind.NUMBER:
            return "" if value is None else str(value)
        case _:
            return plain(str(value))


def cell_of(spec: FieldSpec, value: Any, said: str) -> Said:
    """A field's value as a cell of the office program holds it."""
    match spec.kind:
        case Kind.MONEY:
            return "" if value is None else value / 100
        case Kind.NUMBER | Kind.DATE:
            return "" if value is None else value
        case _:
            return said


def value_in(session: Session, spec: FieldSpec, said: str) -> tuple[Any, str]:
    """(value, "") of what a cell says, or (None, what is wrong and what to write instead)."""
    if not said:
        return spec.empty, ""
    if spec.kind is Kind.DATE:
        return _day_in(said)
    value, wrong = cell_value(session, spec, said)
    if not wrong and spec.kind is Kind.MONEY and value < 0:
        return None, "不能是负数"
    if wrong and spec.codes:
        return None, f"{wrong}，请从下拉里选"
    return value, wrong


def _day_in(said: str) -> tuple[date | None, str]:
    found: date | None = as_date(said.split(" ")[0])
    if found is not None and 1990 <= found.year <= 2100:
        return found, ""
    if said.isdecimal():
        return None, f"填的是“{said[:12]}”，像是日期的序号，请写成 2026-03-15"
    return None, f"填的是“{said[:12]}”，不是日期，请写成 2026-03-15"


def wire_in(spec: FieldSpec, value: Any) -> Wire:
    """The wire value of what was read."""
    return to_wire(spec.kind, value)


def plain(text: str) -> str:
    """A text in the spelling in which cells are compared."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _label(session: Session, spec: FieldSpec, code: str) -> str:
    return next((item.label for item in session.codes(spec.codes) if item.code == code), code)
