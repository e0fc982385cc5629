"""Read an export of the stand-alone program into the records of one task: checked, shown, taken in as one commit, taken back.

It merges as a form that came back is merged (app.areas.rectification.unit_form.service); it has no second way to write.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.areas.preparation.model import Round, Task
from app.areas.rectification.unit_form import reading
from app.areas.rectification.unit_form.model import UnitReturn
from app.areas.rectification.unit_form.standalone import copies, papers_in, wording
from app.areas.rectification.unit_form.standalone.drafting import Change, Drafting, Line
from app.areas.rectification.unit_form.standalone.matching import Asked, Pairs, differing
from app.areas.rectification.unit_form.standalone.wording import Words
from app.core.errors import InputProblems, KnownError, Problem, Refused
from app.core.fields import FileRef
from app.core.ids import new_id
from app.core.roles import who_may
from app.exchange.standalone import Package, contents_of
from app.exchange.standalone_model import Head, Told
from app.exchange.standalone_rows import read_task
from app.exchange.standalone_values import Attached
from db import merge
from db.merge import Outcome, Plan, PlannedRecord
from db.versions import Wire

if TYPE_CHECKING:
    from db.session import Session

BROUGHT = "单机版带来的内容.json"
WHO = "单机版导出包"
Progress = Callable[[int, int], None]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Checked:
    """An export against one task here. asked: what a person has to say first; left: files without a record of their own.

    partial: whether bad values were left out.
    """

    task_id: str
    head: Head
    told: Told
    changes: tuple[Change, ...]
    shown: tuple[Line, ...]
    asked: tuple[Asked, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    left: tuple[tuple[str, Attached], ...]
    lines: tuple[str, ...]
    partial: bool
    digest: str

    @property
    def files(self) -> tuple[str, ...]:
        """The attachments that would come in, by their names in the export."""
        held = [file for change in self.changes for file in change.files] + [file for _, file in self.left]
        return tuple(dict.fromkeys(file.member for file in held if file.member))

    @property
    def graded(self) -> int:
        """How many of them are 秘密 or 机密."""
        held = {file.member: file for change in self.changes for file in change.files}
        held |= {file.member: file for _, file in self.left}
        return sum(bool(name) and file.grade in wording.GRADE_ORDER[2:] for name, file in held.items())


@dataclass(frozen=True)
class Earlier:
    """What earlier imports of the same export settled. ids: row → record; said: record → field → value that stands."""

    returns: tuple[UnitReturn, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, Wire]] = field(default_factory=dict)


def examine(
    session: Session, package: Package, head: Head, task_id: str, answers: Mapping[str, str], *, leave: bool = False
) -> Checked:  # fmt: skip
    """Everything that the export would change, is wrong with it, or has to be asked; KnownError when it came before.

    leave: what is wrong is left out, and only said.
    """
    if not session.actor.may("bundle.open"):
        raise Refused("不能读入单机版导出包", [f"须由{who_may('bundle.open')}办理"])
    task = session.get(Task, task_id)
    earlier = earlier_of(session, task_id, head)
    digest = _digest(package, head)
    reading.refuse_twice(earlier.returns, digest, "导出包")
    told = read_task(package, head)
    pairs = Pairs(session, task_id, earlier.ids, answers)
    drafting = Drafting(session, task, pairs, Words(session, session.get(Round, task.round_id).scheme))
    drafting.take(told.items)
    left, lines = papers_in.take_papers(session, drafting, pairs, task, told.materials)
    problems = (*told.problems, *drafting.problems)
    notices = (
        *differing(session, head, task),
        *_above(session, task, told),
        *told.notices,
        *drafting.notices,
    )
    if leave:
        notices = (*notices, *(f"{problem.text}：没有带入" for problem in problems))
        problems = ()
    if told.sealed:
        text = f"有 {told.sealed} 个附件是线索材料，没有带入：请由有线索权限的人另行登记"
        notices = (text, *notices)
    return Checked(
        task_id, head, told, tuple(drafting.changes), tuple(drafting.lines), tuple(pairs.asked), problems, notices, tuple(left), tuple(lines),
        leave, digest,
    )  # fmt: skip


def _above(session: Session, task: Task, told: Told) -> Iterator[str]:
    """Whether a file has a higher 密级 than the task that it would lie in."""
    held = [file for item in told.items for step in item.steps for file in step.files]
    held += [file for material in told.materials for file in material.files]
    grade = wording.highest([file for file in held if file.member])
    ranks = tuple(wording.GRADE_CODES.values())
    if task.secrecy in ranks and ranks.index(grade) > ranks.index(task.secrecy):
        labels = [session.code_label("secrecy", code) for code in (grade, task.secrecy)]
        yield f"附件里密级最高的是{labels[0]}，本库这个任务的密级是{labels[1]}，请核对任务的密级"


def earlier_of(session: Session, task_id: str, head: Head) -> Earlier:
    """What earlier imports of this export into this task brought; of those taken back only which record was which row."""
    returns: list[UnitReturn] = []
    ids: dict[str, str] = {}
    said: dict[str, dict[str, Wire]] = {}
    held = [back for back in session.find(UnitReturn, task_id=task_id) if not back.form_id]
    for back in sorted(held, key=lambda back: back.position or 0):
        ref = next((ref for ref in back.stub if ref.name == BROUGHT), None)
        kept = json.loads(b"".join(session.read_attachment(ref))) if ref is not None else {}
        if kept.get("table") != head.table:
            continue
        returns.append(back)
        ids.update(kept["ids"])
        if back.state == "taken":
            for id, values in kept["said"].items():
                said[id] = values
    return Earlier(tuple(returns), ids, said)


def _digest(package: Package, head: Head) -> str:
    files = sorted((name, size) for name, (size, _) in package.files.items())
    held = [head.table, package.tables.get(head.table), files]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Arrival:
    """An export that was checked, with its files stored, and what taking it in would change."""

    checked: Checked
    plan: Plan
    stub: tuple[FileRef, ...]
    sha256: str
    files: int


def stage(
    session: Session, checked: Checked, package: Package, content: bytes, progress: Progress | None = None
) -> Arrival:
    """Store the attachments and plan; InputProblems while something is wrong or has to be said. Outside a transaction.

    Nothing else changes; `service.decline` or the next sweep removes the files if nobody accepts.
    """
    if checked.problems or checked.asked:
        asked = [Problem(each.key, f"{each.text}还没有选定") for each in checked.asked]
        raise InputProblems(
            "导出包里还有要改或要选定的地方", [*checked.problems, *asked], kept="没有带入任何一条"
        )
    try:
        held = _store(session, checked, package, content, progress)
        plan, brought = _planned(session, checked, held)
        stub = [session.attach(iter([brought]), BROUGHT, media="application/json")]
        stub += [
            replace(held[file.member], name=f"{label} {wording.file_name(file)}")
            for label, file in checked.left
            if file.member
        ]
    except BaseException:
        session.sweep()
        raise
    return Arrival(checked, plan, tuple(stub), hashlib.sha256(content).hexdigest(), len(checked.files))


def _store(
    session: Session, checked: Checked, package: Package, content: bytes, progress: Progress | None
) -> dict[str, FileRef]:
    held: dict[str, FileRef] = {}
    total = sum(package.files[name][0] for name in checked.files)
    done = 0
    for name, payload in contents_of(content, package, checked.files):
        held[name] = session.attach(iter([payload]), name.rpartition("/")[2])
        done += len(payload)
        if progress is not None:
            progress(done, total)
    return held


def _planned(session: Session, checked: Checked, held: Mapping[str, FileRef]) -> tuple[Plan, bytes]:
    earlier = earlier_of(session, checked.task_id, checked.head)
    replica = f"alone-{new_id()}"
    ids, said = dict(earlier.ids), {id: dict(values) for id, values in earlier.said.items()}
    lines = []
    for change in checked.changes:
        refs = wording.once(
            replace(held[file.member], name=wording.file_name(file)) for file in change.files if file.member
        )
        before = dict(said.get(change.id, {}))
        if checked.partial:  # a value that was left out was not emptied there
            change = replace(change, values={**_fields(before), **change.values})
        copy = copies.copy_of(session, change, refs, before, replica)
        if copy is not None:
            lines.append(copies.line_of(session, change, copy, WHO))
        ids[change.key] = change.id
        said[change.id] = copies.said_of(change, refs, before)
    brought = {"table": checked.head.table, "ids": ids, "said": said}
    return merge.plan(session, lines), json.dumps(brought, ensure_ascii=False).encode()


def _fields(before: Mapping[str, Wire]) -> dict[str, Wire]:
    return {name: value for name, value in before.items() if name != copies.ATTACHMENTS}


def accept(session: Session, arrival: Arrival, decided: Mapping[Key, Any] | None = None) -> UnitReturn:
    """Take an export in as one commit and register it. decided: (type, id, field) → the value that stands."""
    checked = arrival.checked
    if not session.actor.may("bundle.open"):
        raise Refused("不能读入单机版导出包", [f"须由{who_may('bundle.open')}办理"])
    reading.refuse_twice(earlier_of(session, checked.task_id, checked.head).returns, checked.digest, "导出包")
    with session.transaction():
        place = 1 + max((back.position or 0 for back in session.find(UnitReturn, form_id="")), default=0)
        source = f"{WHO} 第{place}次读入"
        merge.apply(session, _numbered(session, arrival.plan), source=source)
        for (type_name, id, name), value in (decided or {}).items():
            session.settle(session.fetch(type_name, id), name, value)
        counts = arrival.plan.counts
        return session.create(
            UnitReturn(
                task_id=checked.task_id,
                label=source,
                position=place,
                came_at=datetime.now().replace(second=0, microsecond=0),
                taken_by=session.actor.name,
                changed=sum(counts[key] for key in ("new", "take", "join", "conflict")),
                files_came=arrival.files,
                digest=checked.digest,
                sha256=arrival.sha256,
                source=source,
                stub=arrival.stub,
                note="\n".join(checked.lines),
            )
        )


def _numbered(session: Session, plan: Plan) -> Plan:
    """The plan with a number of this vault for every record that is new. Inside a transaction."""
    return Plan(tuple(_with_number(session, item) for item in plan.records))


def _with_number(session: Session, item: PlannedRecord) -> PlannedRecord:
    pattern = session.catalog[item.type].pattern
    if item.outcome is not Outcome.NEW or not pattern or item.state.value("number"):
        return item
    shown = {**item.state.shown, "number": session.number(pattern)}
    return replace(item, state=replace(item.state, shown=shown))


def refuse_empty(heads: tuple[Head, ...]) -> None:
    """KnownError when an export holds no task at all."""
    if not heads:
        raise KnownError(
            "导出包里没有整改任务", kept="库内容没有变化", todo="请在单机版里打开任务，再“打包导出”一次"
        )
