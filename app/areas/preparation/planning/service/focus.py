"""Make a unit's own list (一单位一清单) from the boards, record what came of each point, propose and cite policies.

Findings are named by their type only: they stand to the right of preparation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.libraries.model import Policy
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.focus import ChecklistItem, FocusItem, PolicyReference
from app.core.errors import InputProblems, Problem, Refused
from app.core.records import Record
from app.exchange.tables import SheetColumn, read_table
from db.session import Session

COPIED = (
    "board", "theme", "focus", "discipline", "point", "questions", "documents", "talk_to", "basis", "about_leader",
)  # fmt: skip
"""What a point of the library hands to a unit's list; afterwards the two go their own ways."""
SHEET = (
    SheetColumn("监督重点", 36, aliases=("重点", "监督内容", "检查内容"), required=True),
    SheetColumn("聚焦", 24, aliases=("对应聚焦", "类别")),
    SheetColumn("具体问题点", 46, aliases=("具体问题", "问题表现", "检查要点")),
    SheetColumn("查阅资料", 30, aliases=("调阅资料", "资料")),
    SheetColumn("谈话对象", 20, aliases=("了解对象",)),
    SheetColumn("依据", 30, aliases=("政策依据", "文件依据")),
)


@dataclass(frozen=True)
class ListDone:
    """How far a unit's list is."""

    total: int
    open: int
    clear: int
    found: int
    skipped: int

    @property
    def words(self) -> str:
        """One line."""
        return f"共 {self.total} 条：待了解 {self.open}，未发现问题 {self.clear}，发现问题 {self.found}，不适用 {self.skipped}"


def unit_list(session: Session, task_id: str, board: str = "") -> tuple[ChecklistItem, ...]:
    """The list of one task in its order, of one board or of all."""
    found = [
        item for item in session.find(ChecklistItem, task_id=task_id) if not board or item.board == board
    ]
    return tuple(sorted(found, key=lambda item: (item.position or 0, item.id)))


def done_of(items: Iterable[ChecklistItem]) -> ListDone:
    """How far these points are."""
    states = [item.state for item in items]
    return ListDone(len(states), *(states.count(code) for code in ("open", "clear", "found", "skipped")))


def library(session: Session, board: str, theme: str = "") -> tuple[FocusItem, ...]:
    """The points in use of one board, of one theme where it is given."""
    found = [
        item
        for item in session.find(FocusItem, board=board)
        if item.active and (not theme or item.theme == theme)
    ]
    return tuple(sorted(found, key=lambda item: (item.theme, item.position or 0, item.id)))


def themes(session: Session) -> tuple[str, ...]:
    """The themes of special inspections that have a list."""
    return tuple(dict.fromkeys(item.theme for item in library(session, "special") if item.theme))


def theme_for(session: Session, task: Task) -> str:
    """The special theme of a task: its own, else its round's; "" for none."""
    if task.theme or not session.exists("round", task.round_id):
        return task.theme
    return session.get(Round, task.round_id).theme


def pick(session: Session, task: Task, items: Sequence[FocusItem]) -> tuple[ChecklistItem, ...]:
    """Copy points into the list of `task`, behind what is there; those already there are passed over."""
    have = unit_list(session, task.id)
    held = {item.item_id for item in have}
    place = max((item.position or 0 for item in have), default=0)
    made = []
    with session.transaction():
        for item in items:
            if item.id in held:
                continue
            place += 1
            given = {name: getattr(item, name) for name in COPIED}
            made.append(
                session.create(ChecklistItem(task_id=task.id, item_id=item.id, position=place, **given))
            )
    return tuple(made)


def start_list(session: Session, task: Task) -> tuple[ChecklistItem, ...]:
    """A first list: the leader's points, the board that suits the unit, and the special theme when there is one."""
    village = "village" in task.kinds
    wanted = [*library(session, "leader"), *library(session, "village" if village else "regular")]
    if theme := theme_for(session, task):
        wanted += library(session, "special", theme)
    if not wanted:
        raise Refused(
            "还不能列清单", ["重点库里还没有可用的监督重点"], todo="先在“监督重点库”载入随程序提供的重点"
        )
    return pick(session, task, wanted)  # fmt: skip


def record_check(
    session: Session,
    item: ChecklistItem,
    step: str,
    *,
    on: date | None = None,
    method: str = "",
    found: str = "",
    finding_ids: tuple[str, ...] = (),
) -> ChecklistItem:
    """Write down what came of a point and take its step (clear or find)."""
    with session.transaction():
        saved = session.save(
            replace(
                item,
                checked_on=on or date.today(),
                checked_by=session.actor.name,
                method=method,
                found=found,
                finding_ids=finding_ids,
            )
        )
        return session.move(saved, step)


def set_emphasis(session: Session, task: Task) -> Task:
    """Write the points of the list into the task's 监督重点, one line each, as plans and announcements print it."""
    items = unit_list(session, task.id)
    if not items:
        raise Refused("还没有清单", ["先列出一单位一清单"])
    lines = dict.fromkeys(item.point for item in items if item.state != "skipped")
    return session.save(replace(task, emphasis="\n".join(lines)))


# A list from outside -------------------------------------------------------------------------------------


def read_points(content: bytes) -> tuple[tuple[FocusItem, ...], tuple[Problem, ...]]:
    """The points in an xlsx (监督重点、聚焦、具体问题点、查阅资料、谈话对象、依据) and everything wrong with it."""
    table = read_table(content, SHEET)
    lacking = [problem for problem in table.problems if not problem.text.startswith("缺少")]
    rows = tuple(
        FocusItem(
            position=place,
            point=row.cells["监督重点"],
            focus=row.cells.get("聚焦", ""),
            questions=row.cells.get("具体问题点", ""),
            documents=row.cells.get("查阅资料", ""),
            talk_to=row.cells.get("谈话对象", ""),
            basis=row.cells.get("依据", ""),
        )
        for place, row in enumerate(table.rows, 1)
        if row.cells.get("监督重点")
    )
    if not rows and not lacking:
        lacking = [Problem("", "表里没有监督重点")]
    return rows, tuple(lacking)


def import_theme(session: Session, rows: Sequence[FocusItem], theme: str) -> int:
    """Keep the points of a sheet as the list of one special theme; points of the same words are not doubled."""
    if not theme.strip():
        raise InputProblems("还不能导入", [Problem("theme", "要写明专项主题")])
    codes = {code.label: code.code for code in session.codes("focus")}
    known = {item.point for item in library(session, "special", theme)}
    place = len(known)
    added = 0
    with session.transaction():
        for row in rows:
            if row.point in known:
                continue
            place, added = place + 1, added + 1
            known.add(row.point)
            session.create(
                replace(row, board="special", theme=theme, position=place, focus=codes.get(row.focus, ""))
            )
    return added


# Policies ------------------------------------------------------------------------------------------------


def propose_policies(session: Session, task: Task) -> tuple[PolicyReference, ...]:
    """Put on the task's reference list the policies in force whose focus or keywords meet a point of its list."""
    items = unit_list(session, task.id)
    if not items:
        raise Refused("还不能提出政策参考", ["本任务还没有清单"], todo="先列一单位一清单")
    held = session.find(PolicyReference, task_id=task.id)
    known = {row.policy_id for row in held}
    made = []
    place = len(held)
    with session.transaction():
        for policy in session.find(Policy):
            if not policy.valid or policy.id in known:
                continue
            met = [item for item in items if _meets(policy, item)]
            if not met:
                continue
            place += 1
            made.append(
                session.create(
                    PolicyReference(
                        round_id=task.round_id,
                        task_id=task.id,
                        position=place,
                        policy_id=policy.id,
                        focus=met[0].focus,
                        why="、".join(item.point for item in met[:2]),
                    )
                )
            )
    return tuple(made)


def _meets(policy: Policy, item: ChecklistItem) -> bool:
    if item.focus and item.focus in policy.focuses:
        return True
    words = [word for word in policy.keywords.replace("，", "、").split("、") if len(word) > 1]
    said = f"{item.point}{item.questions}{item.basis}"
    bare = policy.title.strip("《》")
    return any(word in said for word in words) or (len(bare) > 3 and bare in said)


def references_for(session: Session, task_id: str) -> tuple[PolicyReference, ...]:
    """The reference list that holds for a task: its own rows and those of its whole round."""
    task = session.get(Task, task_id)
    own = session.find(PolicyReference, task_id=task_id)
    whole = [row for row in session.find(PolicyReference, round_id=task.round_id) if not row.task_id]
    return tuple(sorted((*own, *whole), key=lambda row: (row.position or 0, row.id)))


def citable(session: Session, finding_id: str) -> tuple[tuple[PolicyReference, Policy], ...]:
    """The reference list of a finding's task without what it cites already; the rows of its own focus first."""
    finding = session.fetch("finding", finding_id)
    cited = set(getattr(finding, "policy_ids", ()))
    rows = [
        (row, session.get(Policy, row.policy_id))
        for row in references_for(session, str(getattr(finding, "task_id", "")))
        if row.policy_id not in cited and session.exists("policy", row.policy_id)
    ]
    focus = str(getattr(finding, "focus", ""))
    return tuple(sorted(rows, key=lambda pair: pair[0].focus != focus))


def cite(session: Session, finding_id: str, policy_ids: Sequence[str]) -> Record:
    """Add policies to what a finding rests on; each once."""
    finding = session.fetch("finding", finding_id)
    held: tuple[str, ...] = getattr(finding, "policy_ids", ())
    changed: Record = replace(finding, policy_ids=tuple(dict.fromkeys((*held, *policy_ids))))  # type: ignore[call-arg]  # a Finding, known by its type name
    return session.save(changed)
