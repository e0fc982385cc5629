"""Rows of the export as values of records: what each record would hold if everything of the export were taken.

It writes nothing. Records that the office has closed are left out, and what was left out is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.rectification.model import Measure, RectTask
from app.areas.rectification.publication.model import WithheldItem
from app.areas.rectification.unit_form.standalone import wording
from app.areas.rectification.unit_form.standalone.matching import Pairs, is_open
from app.areas.rectification.unit_form.standalone.wording import Words
from app.areas.rectification.unit_form.versions import undone_last
from app.areas.workpapers.model import names_clue
from app.core.errors import Problem
from app.core.ids import new_id
from app.core.records import Record
from app.exchange.standalone_model import Item, Step
from app.exchange.standalone_values import DONE, MOSTLY, OPEN, Attached
from db.rows import from_wire, to_wire
from db.versions import Wire

if TYPE_CHECKING:
    from db.session import Session

ORDER = ("idle", "doing", "mostly", "done")
"""States of a rectification task that a unit may report, in their order."""


@dataclass(frozen=True)
class Change:
    """What the export says of one record. key: its row; values: open to dispute; steps: not; files: for its attachments."""

    key: str
    type: type[Record]
    id: str
    where: str
    values: dict[str, Wire]
    steps: dict[str, Wire] = field(default_factory=dict)
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Line:
    """One problem of the export, as a person sees it before anything is taken in. here: what it is in this vault."""

    title: str
    here: str
    task: str
    goal: str
    measures: int
    status: str
    files: int


def wired(type_: type[Record], **values: Any) -> dict[str, Wire]:
    """Wire values of the fields that say something."""
    kind = type_.TYPE
    return {
        name: to_wire(kind.field(name).kind, value)
        for name, value in values.items()
        if value is not None and not kind.field(name).is_empty(value)
    }


class Drafting:
    """The changes, problem by problem; then what is wrong with them and what was left out."""

    def __init__(self, session: Session, task: Task, pairs: Pairs, words: Words) -> None:
        self._session = session
        self._task = task
        self._pairs = pairs
        self._words = words
        self._unit = session.get(Unit, task.unit_id).name
        kinds: tuple[type[Any], ...] = (FeedbackProblem, RectTask, WithheldItem)
        self._places = {
            kind: max((held.position or 0 for held in session.find(kind, task_id=task.id)), default=0)
            for kind in kinds
        }
        self.changes: list[Change] = []
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.notices: list[str] = []

    def take(self, items: Sequence[Item]) -> None:
        """All problems with their plans, measures and what is withheld."""
        found = self._pairs.problems(items)
        for item in items:
            self._item(item, found[item.id])

    def add(self, change: Change, here: Record | None) -> bool:
        """Keep a change when its record may have it; whether it was kept."""
        if here is not None and here.deleted and not undone_last(self._session, here):
            self.notices.append(f"{change.where}：这条{here.TYPE.label}在库里已移除，没有带入")
            return False
        wrong = [problem.text for problem in self._wrong(change, here)]
        self.problems += [Problem(change.where, f"{change.where}：{text}") for text in wrong]
        if not wrong:
            self.changes.append(change)
        return not wrong

    def _wrong(self, change: Change, here: Record | None) -> Iterator[Problem]:
        kind = change.type.TYPE
        said = [value for value in change.values.values() if isinstance(value, str)]
        decoded = {
            name: from_wire(kind.field(name).kind, wire)
            for name, wire in {**change.values, **change.steps}.items()
            if kind.has(name)
        }
        before = {problem.text for problem in kind.problems(here)} if here is not None else set()
        after = kind.problems(replace(here if here is not None else change.type(), **decoded))
        yield from (problem for problem in after if problem.text not in before)
        if names_clue(*said) and not any("线索" in problem.text for problem in after):
            yield Problem("", "写了线索编号；线索不进整改记录，请在单机版里删去")

    def place(self, kind: type[Any]) -> int:
        """The next number in a list."""
        self._places[kind] += 1
        return self._places[kind]

    # One problem

    def _item(self, item: Item, here: FeedbackProblem | None) -> None:
        if here is not None and not is_open(here):
            self.notices.append(f"{item.where}“{item.title[:30]}”在库里{_state(here)}，没有带入")
            return
        task, left = self._pairs.rect_task(item, here) if item.planned else (None, False)
        id = here.id if here is not None else new_id()
        planned = item.planned and not left
        if not self.add(self._problem(item, here, id, planned=planned), here):
            return
        self._kept(item, id)
        self.lines.append(_line(item, here, task, planned=planned))
        if not planned:
            return
        if task is not None and not is_open(task):
            self.notices.append(f"{item.where}“{item.title[:30]}”的整改任务在库里{_state(task)}，没有带入")
            return
        task_id = task.id if task is not None else new_id()
        steps = self._pairs.measures(item, task)
        if not self.add(self._rect_task(item, task, task_id, id, steps), task):
            return
        for place, (key, step, held) in enumerate(steps, 1):
            self._measure(key, step, held, task_id, place)
        self._left_alone(item, task, steps)

    def _problem(self, item: Item, here: FeedbackProblem | None, id: str, *, planned: bool) -> Change:
        where = item.where
        focus, case = self._words.focus(item.focus), self._words.case(item.case) if item.key else ""
        if focus is None:
            self.problems.append(Problem(where, f"{where}“对应聚焦”填的是“{item.focus[:40]}”，本库的问题分类里没有"))  # fmt: skip
        if case is None or (item.key and not case):
            told = f"填的是“{item.case[:40]}”，本库没有" if item.case else "没有填"
            self.problems.append(Problem(where, f"{where}是重点关注的，“重点关注情形”{told}"))
        if not item.focus:
            self.notices.append(f"{where}没有“对应聚焦”，带入后请补上")
        special = wording.LISTS.get(item.special)
        if special is None or item.special == "巡察专项":
            self.notices.append(f"{where}“所属专项”是“{item.special[:20]}”，本库归在“巡察”")
        whys = [why for kept in item.kept for why in (kept.problem_why, kept.measure_why) if why]
        values = wired(
            FeedbackProblem, category=item.category, subcategory=item.subcategory, detail=item.detail, focus=focus,
            key=item.key and bool(case), key_case=case,
            special=self._words.one("problem_list", special or "main") if item.special else None,
            immediate=special == "immediate", withheld=bool(item.kept), withheld_why="\n".join(dict.fromkeys(whys)),
        )  # fmt: skip
        if here is not None:
            moved = {"state": "assigned"} if planned and here.state == "issued" else {}
            return Change(f"problem:{item.id}", FeedbackProblem, id, where, values, dict(moved))
        steps = wired(
            FeedbackProblem, task_id=self._task.id, position=self.place(FeedbackProblem), title=item.title, origin="import",
            source_text=f"单机版导出包 {where}",
        )  # fmt: skip
        steps["state"] = "assigned" if planned else "issued"
        return Change(f"problem:{item.id}", FeedbackProblem, id, where, values, steps)

    def _rect_task(
        self, item: Item, here: RectTask | None, id: str, problem_id: str,
        steps: Sequence[tuple[str, Step, Measure | None]],
    ) -> Change:  # fmt: skip
        kind = next((wording.LEADER_KINDS[k] for _, k in item.leaders if k in wording.LEADER_KINDS), "")
        values = wired(
            RectTask, goal=item.goal, leader=wording.leaders_of(item.leaders), lead_unit=item.unit,
            leader_kind=self._words.one("leader_kind", kind), result=item.overview, **wording.figures_of(item),
        )  # fmt: skip
        state, proof = self._state(item, here, steps)
        values |= wired(RectTask, proof=proof)
        if here is not None:
            self._note_dates(item, here)
            ahead = here.state in ORDER and state in ORDER[ORDER.index(here.state) + 1 :]
            moved: dict[str, Wire] = {"state": state} if ahead and item.status is not None else {}
            moved |= wired(RectTask, due_on=item.due) if here.due_on is None and not here.permanent else {}
            return Change(f"task:{item.id}", RectTask, id, item.where, values, moved)
        lasting = bool(item.lasting)
        fixed = wired(
            RectTask, task_id=self._task.id, position=self.place(RectTask), title=item.title, problem_ids=(problem_id,),
            permanent=lasting, due_on=item.due, note=wording.leaders_note(item.leaders),
        )  # fmt: skip
        in_period = item.in_period if item.in_period is not None else not lasting
        fixed |= {"state": state, "in_period": int(in_period)}
        fixed |= {} if item.unit else wired(RectTask, lead_unit=self._unit)
        return Change(f"task:{item.id}", RectTask, id, item.where, values, fixed)

    def _state(
        self, item: Item, here: RectTask | None, steps: Sequence[tuple[str, Step, Measure | None]]
    ) -> tuple[str, str]:
        """The state that the unit's own word comes to, and what to say of the proofs."""
        began = "doing" if item.steps and item.goal else "idle"
        if item.status in (None, OPEN):
            return began, ""
        files = sum(bool(file.member) for step in item.steps for file in step.files)
        against = [] if item.overview else ["没有“问题完成情况概述”"]
        if item.status == MOSTLY:
            reached = "mostly"
        else:
            reached = "done"
            paired = {held.id for _, _, held in steps if held is not None}
            more = self._session.find(Measure, rect_task_id=here.id) if here is not None else ()
            waiting = any(m.id not in paired and m.state not in ("done", "dropped") for m in more)
            if waiting or any(step.status != DONE for step in item.steps) or not item.steps:
                against.append("还有措施没有完成")
            if not files and not (here is not None and (here.attachments or here.proof.strip())):
                against.append("没有佐证材料")
        if against:
            told = wording.STATUS_WORDS[item.status or OPEN]
            label = RectTask.TYPE.lifecycle.state(began).label
            self.notices.append(f"{item.where}自报“{told}”，但{'，'.join(against)}：按“{label}”带入")
            return began, ""
        return reached, f"见各项整改措施所附佐证材料，共 {files} 份" if files else ""

    def _note_dates(self, item: Item, here: RectTask) -> None:
        """The office's deadline stands; where the export says another, that is said."""
        if item.due is not None and item.due != here.due_on:
            held = here.due_on.isoformat() if here.due_on else "没有填"
            self.notices.append(
                f"{item.where}“预计完成时间”是 {item.due}，库里的完成时限{held}，以库里的为准"
            )
        if item.lasting is not None and item.lasting != here.permanent:
            self.notices.append(f"{item.where}“是否常态化坚持”与库里的“长期坚持”不一致，以库里的为准")

    def _measure(self, key: str, step: Step, here: Measure | None, rect_task_id: str, place: int) -> None:
        if here is not None and not is_open(here):
            self.notices.append(f"{step.where}在库里{_state(here)}，没有带入")
            return
        kind = wording.MEASURE_KINDS[step.kinds[0]] if step.kinds else ""
        values = wired(
            Measure, content=step.content, kind=self._words.one("measure_kind", kind), unit=step.unit, due_on=step.due,
            leader=wording.leaders_of(step.leaders), result=wording.result_of(step),
        )  # fmt: skip
        state = wording.MEASURE_STATES[step.status or OPEN]
        if here is None:
            fixed = wired(Measure, task_id=self._task.id, rect_task_id=rect_task_id, position=place)
            change = Change(key, Measure, new_id(), step.where, values, {**fixed, "state": state}, step.files)
        else:
            ranks = tuple(wording.MEASURE_STATES.values())
            ahead = here.state in ranks and ranks.index(state) > ranks.index(here.state)
            moved: dict[str, Wire] = {"state": state} if ahead else {}
            change = Change(key, Measure, here.id, step.where, values, moved, step.files)
        self.add(change, here)

    def _left_alone(
        self, item: Item, task: RectTask | None, steps: Sequence[tuple[str, Step, Measure | None]]
    ) -> None:
        paired = {held.id for _, _, held in steps if held is not None}
        more = (
            [m for m in self._session.find(Measure, rect_task_id=task.id) if m.id not in paired]
            if task
            else []
        )
        if more:
            self.notices.append(f"{item.where}：库里另有 {len(more)} 条措施导出包里没有，库里的不动")

    def _kept(self, item: Item, problem_id: str) -> None:
        for kept in item.kept:
            key = f"kept:{item.id}:{kept.scope}"
            held = self._session.find(WithheldItem, problem_id=problem_id)
            here = self._pairs.other(key, WithheldItem, (h for h in held if h.scopes == (kept.scope,)))
            if not kept.problem_why and not kept.measure_why:
                self.notices.append(f"{item.where}列为拟不公开，没有写理由：只在问题上作了标记")
                continue
            if here is not None and not is_open(here):
                self.notices.append(f"{item.where}的拟不公开事项在库里{_state(here)}，没有带入")
                continue
            told = [part for part in (kept.measure, kept.measure_why) if part]
            values = wired(
                WithheldItem, matter=" ".join((kept.problem or item.title).split()), problem_why=kept.problem_why,
                measure_why="\n理由：".join(told) if kept.measure_why else "",
            )  # fmt: skip
            fixed = {} if here is not None else wired(
                WithheldItem, task_id=self._task.id, problem_id=problem_id, scopes=(kept.scope,),
                position=self.place(WithheldItem),
            )  # fmt: skip
            id = here.id if here is not None else new_id()
            self.add(Change(key, WithheldItem, id, item.where, values, fixed), here)


def _line(item: Item, here: FeedbackProblem | None, task: RectTask | None, *, planned: bool) -> Line:
    return Line(
        item.title,
        (here.number or "已有") if here is not None else "新增",
        ((task.number or "已有") if task is not None else "新增") if planned else "",
        item.goal,
        len(item.steps),
        wording.STATUS_WORDS[item.status] if item.status is not None else "",
        sum(bool(file.member) for step in item.steps for file in step.files),
    )


def _state(held: Record) -> str:
    return f"已是“{held.TYPE.lifecycle.state(held.state).label}”"
