"""Petitions in from a table: every cell is checked, all problems are named at once, and then all rows go in or none.

It refuses names of reporters who asked for protection: a table is no place for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.areas.fieldwork.intake.petition_work import with_due
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.core.errors import InputProblems, Problem
from app.core.fields import Kind
from app.exchange.record_table import cell_value
from app.exchange.tables import Row, SheetColumn, Sheets, table_in, write_table
from db.session import Session

FIELDS = (
    "received_on", "origin", "from_body", "from_number", "channel", "business", "naming", "reporter", "reporter_contact",
    "reporter_address", "joint", "subject", "subject_post", "subject_level", "summary", "content", "disciplines",
    "in_scope", "sheets", "registrar", "handling", "proposal", "decision", "handler", "due_on", "methods", "process",
    "conclusion", "result", "destination", "closed_on", "note",
)  # fmt: skip
"""The columns in their order: fields of a petition."""
_ALIASES = {
    "received_on": ("收到日期", "来信日期", "登记日期"),
    "channel": ("反映渠道", "来源渠道"),
    "naming": ("实名匿名", "是否实名", "署名"),
    "reporter": ("来信人", "信访人", "举报人"),
    "reporter_contact": ("联系电话", "电话"),
    "subject_post": ("单位职务", "被反映人职务"),
    "summary": ("反映内容摘要", "摘要", "主要问题"),
    "sheets": ("页数",),
    "decision": ("批示",),
    "due_on": ("时限",),
    "methods": ("调查方式",),
    "conclusion": ("结论",),
}


@dataclass(frozen=True)
class Incoming:
    """A table that was read: petitions ready to be stored, and everything that is wrong, with its cell."""

    petitions: tuple[Petition, ...]
    problems: tuple[Problem, ...]


def columns() -> tuple[SheetColumn, ...]:
    """The columns of the table, under the labels of the form."""
    return tuple(
        SheetColumn(
            spec.label,
            36 if spec.kind is Kind.LONG_TEXT else 16,
            aliases=_ALIASES.get(name, ()),
            required=spec.required,
        )
        for name, spec in ((name, Petition.TYPE.field(name)) for name in FIELDS)
    )


def blank_table(session: Session) -> bytes:
    """An empty xlsx to be filled in, with a sheet that explains the columns."""
    note = "\n".join(
        f"{spec.label}：{'、'.join(item.label for item in session.codes(spec.codes) if item.active)}"
        for spec in map(Petition.TYPE.field, FIELDS)
        if spec.codes
    )
    head = "要求保护身份的反映人，姓名、电话、住址不要写进本表；日期写成 2026-03-15；几项用顿号隔开。"
    return write_table(None, "信访登记", columns(), (), note=f"{head}\n{note}")


def read_petitions(session: Session, task: Task, sheets: Sheets) -> Incoming:
    """The petitions of a table, for one task."""
    table = table_in(sheets, columns(), least=3)
    optional = [
        problem
        for problem in table.problems
        if not problem.text.startswith("缺少") or problem.where in _required()
    ]
    problems = list(optional)
    petitions = []
    for row in table.rows:
        values, wrong = _values(session, row)
        problems += wrong
        if wrong:
            continue
        made = Petition(task_id=task.id, **{"origin": "received", **values})
        problems += [
            Problem(f"第{row.line}行", f"第{row.line}行：{found.text}")
            for found in Petition.TYPE.problems(made)
            if "必须填写" not in found.text
        ]
        petitions.append(made)
    if not table.rows and not problems:
        problems.append(Problem("", "表里没有数据行"))
    return Incoming(tuple(petitions), tuple(problems))


def _required() -> frozenset[str]:
    return frozenset(spec.label for spec in map(Petition.TYPE.field, FIELDS) if spec.required)


def _values(session: Session, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in FIELDS:
        spec = Petition.TYPE.field(name)
        said = row.cells.get(spec.label, "")
        if not said:
            continue
        value, wrong = cell_value(session, spec, said)
        if wrong:
            problems.append(Problem(f"第{row.line}行", f"第{row.line}行“{spec.label}”{wrong}"))
        else:
            values[name] = value
    return values, problems


def import_petitions(session: Session, incoming: Incoming) -> tuple[Petition, ...]:
    """Store all petitions of a table that has no problem; InputProblems otherwise, and nothing is stored."""
    if incoming.problems:
        raise InputProblems("表格里还有要改的地方", incoming.problems, kept="没有导入任何一行")
    with session.transaction():
        return tuple(with_due(session, session.create(held)) for held in incoming.petitions)


def same_in_vault(session: Session, task_id: str, petitions: Sequence[Petition]) -> int:
    """How many of the petitions are already registered, by day, channel and summary; for a warning before importing."""
    known = {(p.received_on, p.channel, p.summary) for p in session.find(Petition, task_id=task_id)}
    return sum((p.received_on, p.channel, p.summary) in known for p in petitions)
