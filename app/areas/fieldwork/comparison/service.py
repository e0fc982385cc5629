"""Lists in, compared, and out again: two tables joined by rules, hits kept as records, contents erased at will.

Nothing of a list leaves the vault; a hit is a hint, and people decide what it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from app.areas.fieldwork.comparison import keys
from app.areas.fieldwork.comparison.model import DataHit, DataList, DataRule
from app.areas.fieldwork.comparison.rows import Cells, cells_of, drop_rows, put_rows, rows_of
from app.core.errors import InputProblems, Problem, Refused
from app.core.paths import RESOURCES
from app.exchange.tables import Sheets
from db.session import Session

MOST_ROWS, MOST_COLUMNS, MOST_HITS = 200_000, 80, 5_000
LOOK_EVERY = 2_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Incoming:
    """A table that was read: its columns with what each is taken for, and the rows with their lines in the sheet."""

    name: str
    titles: tuple[str, ...]
    roles: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]
    digest: str = ""


@dataclass(frozen=True)
class Compared:
    """What came of a comparison: hits that are new, those known from before, and those past the limit."""

    made: tuple[DataHit, ...]
    known: int
    left_out: int


@dataclass(frozen=True)
class Side:
    """One list of a comparison, ready to be read."""

    held: DataList
    titles: tuple[str, ...]
    roles: tuple[str, ...]


# In -------------------------------------------------------------------------------------------------------


def incoming(name: str, sheets: Sheets, content: bytes = b"") -> Incoming:
    """The fullest sheet of a file as a list: the first line with two filled cells names the columns.

    InputProblems names everything that is wrong with it.
    """
    rows: Sequence[Sequence[str]] = max((rows for _, rows in sheets), key=len, default=())
    head = next(
        (place for place, row in enumerate(rows[:20]) if sum(bool(cell.strip()) for cell in row) >= 2), None
    )
    problems = []
    if head is None:
        raise InputProblems("这份表格不能导入", [Problem("", "前20行里没有找到表头")], kept="库内容没有变化")
    titles = tuple(cell.strip() or f"第{place}列" for place, cell in enumerate(rows[head][:MOST_COLUMNS], 1))
    found = tuple(
        (line, tuple(str(cell).strip() for cell in row[: len(titles)]))
        for line, row in enumerate(rows[head + 1 :], head + 2)
        if any(str(cell).strip() for cell in row)
    )
    if not found:
        problems.append(Problem("", "表头下面没有数据行"))
    if len(found) > MOST_ROWS:
        problems.append(Problem("", f"有{len(found)}行，超过{MOST_ROWS}行，请拆成几份"))
    if len(set(titles)) < len(titles):
        problems.append(Problem("", "有几列的表头相同，请改成不同的名称"))
    if problems:
        raise InputProblems("这份表格不能导入", problems, kept="库内容没有变化")
    digest = hashlib.sha256(content).hexdigest() if content else ""
    return Incoming(name, titles, tuple(map(keys.guess_role, titles)), found, digest)


def columns_text(titles: Sequence[str], roles: Sequence[str]) -> str:
    """The columns as the list keeps and shows them."""
    return "\n".join(
        f"{title.replace('=', '＝')} = {keys.ROLES[role]}" for title, role in zip(titles, roles, strict=True)
    )


def side_of(held: DataList) -> Side:
    """A list with its columns and what each is for."""
    codes = {label: code for code, label in keys.ROLES.items()}
    pairs = [line.rpartition(" = ") for line in held.columns.splitlines()]
    return Side(held, tuple(p[0] for p in pairs), tuple(codes.get(p[2], "") for p in pairs))


def import_list(
    session: Session, table: Incoming, *, name: str, task_id: str = "", source: str = "", period: str = "",
    roles: Sequence[str] = (), progress: Progress | None = None,
) -> DataList:  # fmt: skip
    """Store a table as a list, with how many of its identity numbers do not check out; one transaction."""
    chosen = tuple(roles) or table.roles
    if not any(chosen):
        raise InputProblems(
            "名单还不能导入",
            [Problem("", "还没有指明哪一列是证件号码、姓名、单位、账号或电话")],
            kept="库内容没有变化",
        )
    places = [place for place, role in enumerate(chosen) if role == "identity"]
    invalid = sum(
        any(cells[p].strip() and not keys.identity(cells[p]) for p in places if p < len(cells))
        for _, cells in table.rows
    )
    with session.transaction():
        held = session.create(
            DataList(
                task_id=task_id,
                name=name,
                source=source,
                period=period,
                obtained_on=date.today(),
                row_total=len(table.rows),
                columns=columns_text(table.titles, chosen),
                invalid=invalid if places else None,
                digest=table.digest,
            )
        )
        total = len(table.rows)
        put_rows(session, held.id, table.rows, (lambda done: progress(done, total)) if progress else None)
    return held


def set_roles(session: Session, held: DataList, roles: Sequence[str]) -> DataList:
    """Say anew what the columns of a list are for."""
    return session.save(replace(held, columns=columns_text(side_of(held).titles, roles)))


def empty_list(session: Session, held: DataList, reason: str) -> DataList:
    """Erase the contents of a list, with the reason; hits keep the two rows that they need."""
    with session.transaction():
        emptied = session.move(held, "empty", reason=reason)
        drop_rows(session, held.id)
    return emptied


# Compared -------------------------------------------------------------------------------------------------


def why_not(left: Side, right: Side, rule: DataRule) -> tuple[str, ...]:
    """Every reason against comparing these lists by this rule."""
    found = [f"{side.held.number}的内容已经清除" for side in (left, right) if side.held.state == "emptied"]
    if rule.same != (left.held.id == right.held.id):
        found.append("这条规则在同一份名单内查重，左右选同一份" if rule.same else "左右要选两份不同的名单")
    wanted = {
        "identity": {"identity"}, "name_last4": {"name", "identity"}, "name_unit": {"name", "unit"},
        "account": {"account"}, "phone": {"phone"}, "name": {"name"}, "unit": {"unit"},
    }  # fmt: skip
    usable = [
        key
        for key in rule.keys
        if wanted.get(key, {"?"}) <= set(left.roles) and wanted[key] <= set(right.roles)
    ]
    if not usable:
        found.append("两份名单没有这条规则要用的列：先在名单里指明哪列是证件号码、姓名、账号等")
    if rule.later and not ("date" in left.roles and "date" in right.roles):
        found.append("这条规则要比先后，两份名单都要有日期列")
    return tuple(found)


def compare(
    session: Session, left_id: str, right_id: str, rule: DataRule, *, progress: Progress | None = None
) -> Compared:
    """Join two lists by a rule and keep every pair that agrees as a hit; one transaction.

    `progress` hears how many rows were read; when it raises, nothing is kept.

    A pair that was hit before, under any rule, is not entered again. Past MOST_HITS new ones, they are only counted.
    """
    left, right = (side_of(session.get(DataList, id)) for id in (left_id, right_id))
    if reasons := why_not(left, right, rule):
        raise Refused("不能比对", reasons, kept="名单没有变化")
    known = {
        (held.left_line, held.right_line)
        for held in session.find(DataHit, left_list_id=left_id, right_list_id=right_id)
    }
    total = (left.held.row_total or 0) + (right.held.row_total or 0)
    watch = _Watch(progress, total)
    made: list[DataHit] = []
    seen = left_out = 0
    with session.transaction():
        for hit in _hits(session, left, right, rule, watch):
            if (hit.left_line, hit.right_line) in known:
                seen += 1
            elif len(made) >= MOST_HITS:
                left_out += 1
            else:
                made.append(session.create(hit))
    return Compared(tuple(made), seen, left_out)


class _Watch:
    """Counts rows and tells how far it is; whoever is told may end the work by raising."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total = progress, total
        self._done = 0

    def row(self) -> None:
        """One row was read."""
        self._done += 1
        if self._progress is not None and self._done % LOOK_EVERY == 0:
            self._progress(self._done, self._total)


def _hits(session: Session, left: Side, right: Side, rule: DataRule, watch: _Watch) -> Iterator[DataHit]:
    index: dict[tuple[str, str], list[int]] = {}
    first_days: dict[int, date] = {}
    for line, cells in rows_of(session, left.held.id):
        watch.row()
        if rule.later and (found := _days(left, cells)):
            first_days[line] = min(found)
        for kind in rule.keys:
            for key in keys.join_keys(kind, cells, left.roles):
                index.setdefault((kind, key), []).append(line)
    labels = {item.code: item.label for item in session.codes("join_key")}
    same = left.held.id == right.held.id
    for line, cells in rows_of(session, right.held.id):
        watch.row()
        last = max(_days(right, cells), default=None) if rule.later else None
        for other, kinds in _matched(index, rule, cells, right).items():
            if same and other >= line:
                continue
            before = first_days.get(other)
            if rule.later and not (last and before and last > before):
                continue
            said = "、".join(labels.get(kind, kind) for kind in kinds)
            shown = cells_of(session, left.held.id, other)
            yield _hit(rule, said, (left, other, shown), (right, line, cells))


def _matched(
    index: dict[tuple[str, str], list[int]], rule: DataRule, cells: Cells, right: Side
) -> dict[int, tuple[str, ...]]:
    """Lines of the left list that agree with a row of the right one, and by which keys."""
    found: dict[int, tuple[str, ...]] = {}
    for kind in rule.keys:
        for key in keys.join_keys(kind, cells, right.roles):
            for other in index.get((kind, key), ()):
                if kind not in found.get(other, ()):
                    found[other] = (*found.get(other, ()), kind)
    return found


def _days(side: Side, cells: Cells) -> list[date]:
    dated = (cell for cell, role in zip(cells, side.roles, strict=False) if role == "date")
    return [found for cell in dated if (found := keys.day(cell))]


def _hit(
    rule: DataRule, matched: str, first: tuple[Side, int, Cells], second: tuple[Side, int, Cells]
) -> DataHit:
    left, left_line, left_cells = first
    right, right_line, right_cells = second
    return DataHit(
        task_id=right.held.task_id or left.held.task_id,
        rule=rule.name,
        name=_of(right, right_cells, "name") or _of(left, left_cells, "name"),
        matched=matched,
        amount=keys.cents(_of(right, right_cells, "amount")),
        left_list_id=left.held.id,
        left_line=left_line,
        left_text=_told(left, left_cells),
        right_list_id=right.held.id,
        right_line=right_line,
        right_text=_told(right, right_cells),
    )


def _of(side: Side, cells: Cells, role: str) -> str:
    return next(
        (cell for cell, held in zip(cells, side.roles, strict=False) if held == role and cell.strip()), ""
    )


def _told(side: Side, cells: Cells) -> str:
    told = [f"{title}：{cell}" for title, cell in zip(side.titles, cells, strict=False) if cell]
    return "\n".join([f"【{side.held.name}】", *told])


# Judged ---------------------------------------------------------------------------------------------------


def exclude(session: Session, hits: Sequence[DataHit], reason: str) -> int:
    """Exclude hits for one reason; returns how many."""
    with session.transaction():
        for hit in hits:
            filled = session.save(
                replace(
                    hit, checker=session.actor.name, checked_on=date.today(), finding=hit.finding or reason
                )
            )
            session.move(filled, "exclude", reason=reason)
    return len(hits)


def make_lead(session: Session, hit: DataHit, finding: str) -> DataHit:
    """A hit that was checked and is not explained (成为线索); from here it may become a finding or a clue."""
    with session.transaction():
        filled = session.save(
            replace(hit, checker=session.actor.name, checked_on=date.today(), finding=finding)
        )
        return session.move(filled, "lead")


# Shipped rules --------------------------------------------------------------------------------------------


@cache
def shipped_comparisons() -> tuple[DataRule, ...]:
    """The rules of resources/comparison."""
    read: list[dict[str, Any]] = json.loads(
        (RESOURCES / "comparison" / "rules.json").read_text(encoding="utf-8")
    )["items"]
    return tuple(
        DataRule(
            id=f"data_rule.{row['code']}",
            name=row["name"],
            left_kind=row["left"],
            right_kind=row["right"],
            keys=tuple(row["keys"]),
            later=row["later"],
            same=row["same"],
            meaning=row["meaning"],
            position=place,
        )
        for place, row in enumerate(read, 1)
    )


def seed_comparisons(session: Session) -> int:
    """Store the shipped rules that the vault does not have yet; what a user changed stays."""
    missing = [rule for rule in shipped_comparisons() if not session.exists("data_rule", rule.id)]
    with session.transaction():
        for rule in missing:
            session.seed(rule)
    return len(missing)
