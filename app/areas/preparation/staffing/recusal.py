"""Recusal checked as a matrix, person × unit: what was declared, what was decided, what the libraries hint at.

A hint never decides; only people clear or recuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.areas.libraries.model import Person, Unit
from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Member, Task
from app.areas.preparation.service import recusal_hints
from db.session import Session

SILENT, NONE, OPEN, HAS = "silent", "none", "open", "has"
STATE_WORDS = {SILENT: "○ 无提示", NONE: "✓ 无", OPEN: "△ 待核", HAS: "■ 有"}


@dataclass(frozen=True)
class Cell:
    """One person against one unit. state: SILENT nothing known, NONE cleared, OPEN to be looked at, HAS recused."""

    state: str
    reasons: tuple[str, ...] = ()
    recusal_id: str = ""

    @property
    def words(self) -> str:
        """The cell with its sign."""
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class Line:
    """One person with a cell for each task of the round. groups: where the person serves in the round."""

    person: Person
    groups: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """tasks and units go together, one for each column."""

    tasks: tuple[Task, ...]
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]

    def count(self, state: str) -> int:
        """How many cells are in a state."""
        return sum(cell.state == state for line in self.lines for cell in line.cells)


def cell_of(person: Person, unit: Unit, declared: Recusal | None) -> Cell:
    """What is known of one person and one unit."""
    hints = recusal_hints(person, unit)
    if declared is None:
        return Cell(OPEN if hints else SILENT, hints)
    label = declared.TYPE.lifecycle.state(declared.state).label
    said = (
        [f"申报：{declared.statement.strip()}"]
        if declared.has_relation and declared.statement.strip()
        else []
    )
    told = [hint for hint in hints if hint not in declared.statement]
    reasons = (f"回避申报{label}", *said, *told)
    match declared.state:
        case "recused":
            state = HAS
        case "clear":
            state = NONE
        case _:
            state = OPEN
    return Cell(state, reasons, declared.id)


def people_of_round(session: Session, round_id: str) -> tuple[Person, ...]:
    """Everybody of the round's groups who is in the pool and has not left."""
    found: dict[str, Person] = {}
    for task in session.find(Task, round_id=round_id):
        for member in session.find(Member, task_id=task.id):
            if member.state != "left" and session.exists("person", member.person_id):
                found.setdefault(member.person_id, session.get(Person, member.person_id))
    return tuple(found.values())


def matrix_of(session: Session, round_id: str, people: Iterable[Person]) -> Matrix:
    """Every one of `people` against every unit of the round."""
    tasks = tuple(
        task for task in session.find(Task, round_id=round_id) if session.exists("unit", task.unit_id)
    )
    units = tuple(session.get(Unit, task.unit_id) for task in tasks)
    declared: dict[tuple[str, str], Recusal] = {}
    groups: dict[str, list[str]] = {}
    for task in tasks:
        for held in session.find(Recusal, task_id=task.id):
            declared[task.id, held.person_id or held.name] = held
        for member in session.find(Member, task_id=task.id):
            if member.state != "left":
                groups.setdefault(member.person_id, []).append(task.group_name)
    lines = tuple(
        Line(
            person,
            "、".join(dict.fromkeys(groups.get(person.id, ()))),
            tuple(
                cell_of(
                    person, unit, declared.get((task.id, person.id)) or declared.get((task.id, person.name))
                )
                for task, unit in zip(tasks, units, strict=True)
            ),
        )
        for person in people
    )
    return Matrix(tasks, units, lines)


def declare(session: Session, task: Task, person: Person) -> Recusal:
    """The declaration of a person for a task, made with the hints filled in when there is none."""
    held = session.find(Recusal, task_id=task.id, person_id=person.id)
    if held:
        return held[-1]
    hints = recusal_hints(person, session.get(Unit, task.unit_id))
    return session.create(
        Recusal(
            task_id=task.id,
            person_id=person.id,
            name=person.name,
            employer=" ".join(part for part in (person.employer, person.post) if part),
            has_relation=bool(hints),
            kind=_kind(hints),
            statement="\n".join(hints),
        )
    )


def _kind(hints: Sequence[str]) -> str:
    kinds = {"任职回避": "post", "地域回避": "region", "公务回避": "duty"}
    return next((code for hint in hints for start, code in kinds.items() if hint.startswith(start)), "")
