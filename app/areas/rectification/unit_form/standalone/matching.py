"""Which task, problem, rectification task and measure here is meant by a row of the export; asked where it is not certain.

Nothing is guessed: what fits more than one record becomes a question, and what fits none is new.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.rectification.model import Measure, RectTask
from app.core.records import Record
from app.exchange.standalone_model import Head, Item, Step

if TYPE_CHECKING:
    from db.session import Session

NEW, LEAVE = "new", "leave"
MOST_NEAR = 6
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True)
class Asked:
    """A question to a person. answers: value → what it says."""

    key: str
    text: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fitting:
    """The tasks here that the head of an export may mean. certain: the one that it must mean, "" when a person decides."""

    certain: str
    near: tuple[tuple[str, str], ...]


def plain(text: str) -> str:
    """A text in the spelling in which rows are compared."""
    return re.sub(r"[\s。；;，,、：:]+", "", unicodedata.normalize("NFKC", text)).casefold()


def tasks_fitting(session: Session, head: Head) -> Fitting:
    """Certain is a task only when unit and round are both named as here and no second task has both."""
    unit = plain(head.unit)
    exact, near = [], []
    for task in session.find(Task):
        held = session.get(Unit, task.unit_id)
        names = [plain(name) for name in (held.name, held.short_name) if name.strip()]
        if unit in names:
            exact.append(task)
        elif unit and any(unit in name or name in unit for name in names):
            near.append(task)
    sure = [task for task in exact if _same_round(session.get(Round, task.round_id), head)]
    shown = tuple((task.id, f"{task.name or task.title}") for task in (*exact, *near)[:MOST_NEAR])
    return Fitting(sure[0].id if len(sure) == 1 else "", shown)


def differing(session: Session, head: Head, task: Task) -> list[str]:
    """In what the head of the export is not the task that was chosen for it."""
    unit, round_ = session.get(Unit, task.unit_id), session.get(Round, task.round_id)
    found = []
    if plain(head.unit) not in (plain(unit.name), plain(unit.short_name)):
        found.append(f"导出包的党组织是“{head.unit[:40]}”，本库的任务是“{unit.name}”，请确认没有选错")
    if not _same_round(round_, head):
        found.append(
            f"导出包的轮次是“{head.term[:20]} {head.round[:20]}”，本库的任务是“{round_.name}”，请确认没有选错"
        )
    return found


def _same_round(round_: Round, head: Head) -> bool:
    said, term = _ordinal(head.round), plain(head.term)
    if not said or said not in (_ordinal(round_.ordinal), _ordinal(round_.name)):
        return plain(head.round) == plain(round_.name) != ""
    here = plain(round_.term)
    return not term or not here or term in here or here in term


def _ordinal(text: str) -> str:
    """三 of 第三轮, 第3轮, 三 and 十五届县委第三轮巡察; "" when there is none."""
    said = unicodedata.normalize("NFKC", text)
    found = re.search(r"第?([0-9〇零一二三四五六七八九十]+)\s*轮", said) or re.fullmatch(
        r"\s*第?([0-9〇零一二三四五六七八九十]+)\s*", said
    )
    if found is None:
        return ""
    number = found[1]
    if number.isdecimal() and 10 <= int(number) < 100:
        tens, ones = divmod(int(number), 10)
        return (
            ("" if tens == 1 else str(tens)).translate(_NUMERALS)
            + "十"
            + str(ones or "").translate(_NUMERALS)
        )
    return number.translate(_NUMERALS)


class Pairs:
    """Records here for rows of the export. earlier: row key → id, as earlier imports settled it; answers: what a person said."""

    def __init__(
        self, session: Session, task_id: str, earlier: Mapping[str, str], answers: Mapping[str, str]
    ) -> None:
        self._session = session
        self._earlier = earlier
        self._answers = answers
        self._claimed: set[str] = set()
        self.asked: list[Asked] = []
        self._problems = session.find(FeedbackProblem, task_id=task_id)
        self._tasks = session.find(RectTask, task_id=task_id)

    def problems(self, items: Sequence[Item]) -> dict[str, FeedbackProblem | None]:
        """Item id → its problem here, None for a new one."""
        found: dict[str, FeedbackProblem | None] = {}
        for item in items:
            known = self._known(f"problem:{item.id}", FeedbackProblem)
            if known is not None:
                found[item.id] = known
        ways: tuple[Callable[[Any], tuple[str, ...]], ...] = (
            lambda held: (plain(held.title), plain(held.detail)),
            lambda held: (plain(held.detail),) if held.detail.strip() else (),
            lambda held: (plain(held.title),),
        )
        for way in ways:
            self._only(items, self._problems, way, found)
        titled: dict[str, list[FeedbackProblem]] = {}
        for problem in self._problems:
            titled.setdefault(plain(problem.title), []).append(problem)
        for item in items:
            if item.id not in found:
                found[item.id] = self._choose_problem(item, titled.get(plain(item.title), []))
        return found

    def _only(
        self, items: Sequence[Item], held: Sequence[FeedbackProblem], way: Callable[[Any], tuple[str, ...]],
        found: dict[str, FeedbackProblem | None],
    ) -> None:  # fmt: skip
        """Pair what is alike in this way and alike to nothing else on either side."""
        here: dict[tuple[str, ...], list[FeedbackProblem]] = {}
        there: dict[tuple[str, ...], list[Item]] = {}
        for problem in held:
            if problem.id not in self._claimed:
                here.setdefault(way(problem), []).append(problem)
        for item in items:
            if item.id not in found:
                there.setdefault(way(item), []).append(item)
        for said, wanted in there.items():
            fitting = here.get(said, []) if said else []
            if len(fitting) == len(wanted) == 1:
                found[wanted[0].id] = self._claim(fitting[0])

    def _choose_problem(self, item: Item, titled: Sequence[FeedbackProblem]) -> FeedbackProblem | None:
        here = [problem for problem in titled if problem.id not in self._claimed]
        if not here:
            return None
        labels = [(p.id, f"库里的：{p.title[:40]}　{p.detail[:40]}") for p in here]
        said = self._ask(f"problem:{item.id}", f"{item.where}“{item.title[:40]}　{item.detail[:40]}”", labels)
        chosen = next((p for p in here if p.id == said), None)
        return self._claim(chosen) if chosen else None

    def rect_task(self, item: Item, problem: FeedbackProblem | None) -> tuple[RectTask | None, bool]:
        """The rectification task of an item, None for a new one; and whether it is to be left out."""
        known = self._known(f"task:{item.id}", RectTask)
        if known is not None or problem is None:
            return known, False
        held = [task for task in self._tasks if problem.id in task.problem_ids]
        here = [task for task in held if task.id not in self._claimed]
        if not held:
            return None, False
        if len(held) == 1 and here:
            return self._claim(here[0]), False
        alike = [task for task in here if item.goal and plain(task.goal) == plain(item.goal)]
        if len(alike) == 1:
            return self._claim(alike[0]), False
        labels = [(task.id, f"库里的：{task.number} {task.title[:40]}") for task in here]
        said = self._ask(f"task:{item.id}", f"{item.where}“{item.title[:40]}”的整改任务", labels, leave=True)
        chosen = next((task for task in here if task.id == said), None)
        return (self._claim(chosen) if chosen else None), said == LEAVE

    def measures(self, item: Item, task: RectTask | None) -> list[tuple[str, Step, Measure | None]]:
        """(row key, measure of the export, its record here or None), and nothing asked: a new wording is a new measure."""
        here = self._session.find(Measure, rect_task_id=task.id) if task else ()
        found: dict[int, Measure] = {}
        keys = [f"measure:{item.id}:{place}" for place in range(1, len(item.steps) + 1)]
        for place, step in enumerate(item.steps):
            alike = [m for m in here if m.id not in self._claimed and plain(m.content) == plain(step.content)]
            if alike:
                found[place] = self._claim(alike[0])
        for place in range(len(item.steps)):
            known = None if place in found else self._known(keys[place], Measure)
            if known is not None:
                found[place] = known
        return [(keys[place], step, found.get(place)) for place, step in enumerate(item.steps)]

    def other(self, key: str, kind: type[Any], here: Iterable[Any]) -> Any:
        """The record of an earlier import, else the only one of these; None for a new one or for several."""
        known = self._known(key, kind)
        if known is not None:
            return known
        left = [record for record in here if record.id not in self._claimed]
        return self._claim(left[0]) if len(left) == 1 else None

    def _known(self, key: str, kind: type[Any]) -> Any:
        id = self._earlier.get(key, "")
        if not id or id in self._claimed or not self._session.exists(kind.TYPE.name, id):
            return None
        return self._claim(self._session.get(kind, id))

    def _claim(self, record: Any) -> Any:
        self._claimed.add(record.id)
        return record

    def _ask(self, key: str, text: str, labels: Sequence[tuple[str, str]], *, leave: bool = False) -> str:
        said = self._answers.get(key, "")
        answers = [*labels, (NEW, "作为新的带入")] + (
            [(LEAVE, "只带问题，不带整改任务和措施")] if leave else []
        )
        if said not in dict(answers):
            self.asked.append(Asked(key, text, tuple(answers)))
            return ""
        return said


def is_open(record: Record) -> bool:
    """Whether the office has not closed this record."""
    return not record.TYPE.lifecycle.state(record.state).locked
