"""Give a form out, take one in that came back, and take that back again; what a unit wrote is merged, never just written.

A form counts as a laptop of its own: what it did not know is not overwritten, and where both sides wrote, a person decides.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.areas.preparation.model import Task
from app.areas.rectification.unit_form import layout, reading
from app.areas.rectification.unit_form.enclosures import Folder, pieces
from app.areas.rectification.unit_form.layout import PARTS, Stub
from app.areas.rectification.unit_form.model import UnitForm, UnitReturn
from app.areas.rectification.unit_form.reading import Came, Checked
from app.areas.rectification.unit_form.versions import Places, line_of, replica_of, theirs
from app.areas.secrecy.service import record_exposure
from app.core.errors import InputProblems, KnownError, Problem, Refused
from app.core.fields import FileRef
from app.core.ids import new_id
from app.core.records import Record
from app.core.roles import who_may
from app.exchange.form_book import Said, write_form
from app.exchange.form_reading import Book
from db import merge
from db.merge import Plan
from db.unmerge import Undoing, plan_undo, undo_import
from db.versions import pack

if TYPE_CHECKING:
    from db.session import Session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STUB, BROUGHT = "留底.json", "带来的内容.json"
Progress = Callable[[int, int], None]
Key = tuple[str, str, str]


# Out ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prepared:
    """A form that is ready to leave: its record, still to be stored, and the file."""

    form: UnitForm
    content: bytes
    tasks: tuple[Record, ...]


def prepare(session: Session, draft: UnitForm) -> Prepared:
    """Build the form and keep its stub. Refused or InputProblems, with everything that is wrong.

    Outside a transaction, as attachments are stored; `issue` makes it count.
    """
    if not session.actor.may("table.export"):
        raise Refused("不能制作填报表", [f"须由{who_may('table.export')}办理"])
    tasks = tuple(reading.tasks_open(session, draft.task_id))
    wrong = [
        Problem(name, f"“{label}”没有填写")
        for name, label in (("destination", "发给"), ("approved_by", "批准人"))
        if not str(getattr(draft, name)).strip()
    ]
    if not tasks:
        wrong.append(Problem("task_id", "这个任务还没有可以填报的整改任务：先分解反馈问题；已销号的不再填报"))
    if wrong:
        raise InputProblems("填报表还不能制作", wrong)
    form = replace(draft, id=new_id(), number=session.number(UnitForm.TYPE.pattern))
    stub, content = build(session, form)
    form = replace(
        form,
        made_at=datetime.now().replace(second=0, microsecond=0),
        rows=sum(row.held for row in stub.rows),
        sha256=hashlib.sha256(content).hexdigest(),
        stub=(
            session.attach(iter([content]), f"{form.id[-8:]}.xlsx", media=XLSX),
            session.attach(iter([stub.to_bytes()]), STUB, media="application/json"),
        ),
    )
    return Prepared(form, content, tasks)


def build(session: Session, form: UnitForm) -> tuple[Stub, bytes]:
    """The stub of a form, and the workbook."""
    cells: dict[str, list[Said]] = {}
    rows = []
    for part in PARTS:
        for row, said in layout.rows_of(session, part, form.task_id, form.spare or 0):
            rows.append(row)
            cells[row.id] = said
    tasks: dict[str, str] = {}
    for held in rows:
        if held.type == "rect_task":
            number = held.shown["编号"]
            tasks[number if number not in tasks else f"{number}（{held.mark}）"] = held.id
    stub = Stub(form.id, secrets.token_hex(32), form.task_id, tuple(rows), tasks)
    sheets = [layout.sheet_of(session, part, stub, cells) for part in PARTS]
    return stub, write_form("整改填报表", sheets, guide_of(session, form), stub.checks())


def guide_of(session: Session, form: UnitForm) -> list[str]:
    """The lines of the first sheet."""
    task = session.get(Task, form.task_id)
    grade = next((c.label for c in session.codes("secrecy") if c.code == form.secrecy), form.secrecy)
    due = f"请于 {form.due_on.isoformat()} 前填好交回。" if form.due_on else ""
    return [
        f"整改填报表　{form.number}",
        f"密级：{grade}　任务：{task.title}　发给：{form.destination}　批准：{form.approved_by}",
        f"{due}按密级保管，用单位批准的介质当面交接，不得用互联网、微信、邮箱传送。",
        "一、只填没有底色的格子；有底色的是锁定的。不要加列、删列、改列名、合并单元格，也不要写公式。",
        "二、一行一条。“整改任务”每项任务一行，由巡察办增减；“整改措施”“整改进展”下面留有备用行，新增的写在备用行里，先在“所属整改任务”里选任务。",
        "三、带下拉的从下拉里选；可填几项的用顿号隔开。日期写成 2026-03-15；金额以元为单位。",
        "四、佐证材料放进与本表同一位置的“附件”文件夹，文件名写在“附件文件名”一栏，几个用顿号隔开；"
        "也可以让文件名以行号开头，例如“任1 会议记录.pdf”。",
        "五、没有变化的格子不用动。填好后保存为 .xlsx，连同“附件”文件夹一起交回。",
        "六、隐藏的列和表是本程序核对用的，改动过的表不能导入。",
    ]


def issue(session: Session, ready: Prepared, path: Path) -> UnitForm:
    """Write the file, with its ledger entry and its record; when anything fails nothing of all this is left."""
    with session.transaction():
        exposure = record_exposure(
            session,
            kind="xlsx",
            paper="整改填报表",
            records=[session.get(Task, ready.form.task_id), *ready.tasks],
            destination=ready.form.destination,
            sha256=ready.form.sha256,
            secrecy=ready.form.secrecy,
            approved_by=ready.form.approved_by,
        )
        made = session.create(replace(ready.form, exposure_id=exposure.id))
        try:
            path.write_bytes(ready.content)
            if path.read_bytes() != ready.content:
                raise OSError
        except OSError as error:
            path.unlink(missing_ok=True)
            raise KnownError(
                "填报表没有写成", kept="库内容没有变化", todo="请检查目标盘的空间和权限"
            ) from error
    return made


# In -------------------------------------------------------------------------------------------------------


def examine(session: Session, book: Book, folder: Folder | None) -> Checked:
    """Check a form that came back; KnownError when it is none of ours, or the same came before."""
    if not session.actor.may("bundle.open"):
        raise Refused("不能导入填报表", [f"须由{who_may('bundle.open')}办理"])
    form = reading.form_of(session, book)
    returns = returns_of(session, form)
    checked = reading.check(session, book, stub_of(session, form), _came(session, form), folder)
    if not checked.problems:
        reading.refuse_twice(returns, checked.digest)
    return checked


def returns_of(session: Session, form: UnitForm) -> tuple[UnitReturn, ...]:
    """How often a form came back, oldest first."""
    return tuple(sorted(session.find(UnitReturn, form_id=form.id), key=lambda held: held.position or 0))


def stub_of(session: Session, form: UnitForm) -> Stub:
    """What was kept when the form went out."""
    return Stub.from_bytes(_kept(session, form.stub, STUB))


def _came(session: Session, form: UnitForm) -> Came:
    held = returns_of(session, form)
    return reading.came_before([(back, json.loads(_kept(session, back.stub, BROUGHT))) for back in held])


def _kept(session: Session, files: tuple[FileRef, ...], name: str) -> bytes:
    ref = next((held for held in files if held.name == name), None)
    if ref is None:
        raise KnownError("这张表的留底不在库里", kept="库内容没有变化", todo="请由制作它的库导入")
    return b"".join(session.read_attachment(ref))


@dataclass(frozen=True)
class Arrival:
    """A form that was checked, with its files stored, and what taking it in would change."""

    checked: Checked
    plan: Plan
    stub: tuple[FileRef, ...]
    sha256: str
    source: str
    position: int
    files: int


def stage(session: Session, checked: Checked, content: bytes, progress: Progress | None = None) -> Arrival:
    """Store the files that came along and plan; InputProblems while the form has problems.

    Outside a transaction. Nothing else changes; `decline` or the next sweep removes the files if nobody accepts.
    """
    if checked.problems:
        raise InputProblems("填报表里还有要改的地方", checked.problems, kept="没有导入任何一行")
    came = _came(session, checked.form)
    position = max((held.position or 0 for held in returns_of(session, checked.form)), default=0) + 1
    total = sum(found.size for change in checked.changes for found in change.files)
    done = 0
    lines: list[bytes] = []
    brought: dict[str, dict[str, object]] = {}
    places = Places(session)
    try:
        for change in checked.changes:
            refs = []
            for found in change.files:
                refs.append(session.attach(pieces(found), found.name))
                done += found.size
                if progress is not None:
                    progress(done, total)
            copy, values = theirs(session, checked.stub, change, came, tuple(refs), places)
            if values:
                replica = replica_of(checked.form.id)
                brought[change.row.id] = {
                    "n": copy.seen[replica], "x": values, "d": pack(copy), "v": copy.values(),
                }  # fmt: skip
                lines.append(line_of(session, checked.form, change, copy))
        stub = (
            session.attach(iter([content]), f"收回-{position}.xlsx", media=XLSX),
            session.attach(iter([json.dumps(brought, ensure_ascii=False).encode()]), BROUGHT, media="application/json"),
        )  # fmt: skip
    except BaseException:
        session.sweep()
        raise
    return Arrival(
        checked,
        merge.plan(session, lines),
        stub,
        hashlib.sha256(content).hexdigest(),
        f"{checked.form.number} 第{position}次收回",
        position,
        sum(len(change.files) for change in checked.changes),
    )


def decline(session: Session) -> None:
    """Forget a form that was staged: remove the files that came with it."""
    session.sweep()


def accept(session: Session, arrival: Arrival, decided: Mapping[Key, Any] | None = None) -> UnitReturn:
    """Take a form in as one commit and register it. decided: (type, id, field) → the value that stands."""
    form = session.get(UnitForm, arrival.checked.form.id)
    reading.refuse_twice(returns_of(session, form), arrival.checked.digest)
    with session.transaction():
        merge.apply(session, arrival.plan, source=arrival.source)
        for (type_name, id, field), value in (decided or {}).items():
            session.settle(session.fetch(type_name, id), field, value)
        counts = arrival.plan.counts
        made = session.create(
            UnitReturn(
                task_id=form.task_id,
                form_id=form.id,
                label=arrival.source,
                position=arrival.position,
                came_at=datetime.now().replace(second=0, microsecond=0),
                taken_by=session.actor.name,
                changed=sum(counts[key] for key in ("new", "take", "join", "conflict")),
                files_came=arrival.files,
                digest=arrival.checked.digest,
                sha256=arrival.sha256,
                source=arrival.source,
                stub=arrival.stub,
            )
        )
        if form.state == "issued":
            session.move(form, "collect")
    return made


# Back -----------------------------------------------------------------------------------------------------


def look_at_undo(session: Session, held: UnitReturn) -> Undoing:
    """What taking a return back would do, with every reason against it. Writes nothing."""
    planned = plan_undo(session, held.source)
    reasons = [] if session.actor.may("bundle.undo") else [f"须由{who_may('bundle.undo')}办理"]
    if held.state != "taken":
        reasons.append("这次导入已经撤销")
    return Undoing(planned.source, planned.records, (*reasons, *planned.reasons))


def take_back(session: Session, held: UnitReturn) -> Undoing:
    """Take a whole return back as new, journalled changes. Refused with every reason."""
    if reasons := look_at_undo(session, held).reasons:
        session.note_refusal("未能撤销导入：条件不符", held)
        raise Refused("不能撤销本次导入", reasons, kept="本库内容没有变化")
    with session.transaction():
        done = undo_import(session, held.source)
        session.move(held, "undo", reason=f"撤销导入，{len(done.records)} 条记录恢复原样")
    return done
