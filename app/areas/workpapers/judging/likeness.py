"""Common problems (共性问题): confirmed findings of several units that speak of the same thing, found by their wording.

The program only proposes; a person confirms a proposal into a CommonProblem or leaves it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from app.areas.libraries.model import LibraryItem, Unit
from app.areas.preparation.model import Round, Task
from app.areas.workpapers.judging.model import CommonProblem
from app.areas.workpapers.model import Finding
from app.core.errors import Refused
from app.core.hanzi import fold
from db.query import Filter, Op, Query
from db.session import Session

LEVELS = {"loose": 0.16, "middle": 0.24, "strict": 0.4}
"""How alike two texts must be (0 to 1), by what the page calls 宽、中、严."""
STANDING = ("confirmed", "papered")
_EMPTY_WORDS = ("没有", "问题", "情况", "工作", "单位", "开展", "落实", "年度", "以来", "个月")


@dataclass(frozen=True)
class Proposal:
    """Findings that may be one common problem. share: the lowest likeness (0 to 1) that holds the group together."""

    title: str
    focus: str
    aspect: str
    findings: tuple[Finding, ...]
    units: tuple[Unit, ...]
    rounds: tuple[Round, ...]
    share: float

    @property
    def why(self) -> str:
        """Why the program put them together, in one line."""
        return (
            f"同一子类，{len(self.findings)}个问题涉及{len(self.units)}个单位，文字相近度{self.share:.0%}以上"
        )


def propose(session: Session, rounds: Sequence[Round], *, level: str = "middle") -> tuple[Proposal, ...]:
    """Groups of alike findings over all units of `rounds`, widest first; those already judged common are left out."""
    taken = {
        key
        for held in session.find(CommonProblem)
        if held.state != "dropped" and held.nature == "common"
        for key in held.finding_ids
    }
    tasks = {task.id: task for round_ in rounds for task in session.find(Task, round_id=round_.id)}
    units = {task.unit_id: session.get(Unit, task.unit_id) for task in tasks.values()}
    by_aspect: dict[tuple[str, str], list[Finding]] = {}
    for key in tasks:
        standing = (Filter("task_id", Op.EQ, key), Filter("state", Op.IN, STANDING))
        rows = session.rows(Query("finding", standing, (("id", False),)))
        for finding in session.page("finding", rows):
            if isinstance(finding, Finding) and finding.id not in taken and finding.focus:
                by_aspect.setdefault((finding.focus, finding.aspect), []).append(finding)
    named = {round_.id: round_ for round_ in rounds}
    found = [
        _proposal(group, share, tasks, units, named)
        for findings in by_aspect.values()
        for group, share in _alike(findings, tasks, units, LEVELS[level])
    ]
    wide = [proposal for proposal in found if len(proposal.units) > 1]
    return tuple(sorted(wide, key=lambda p: (-len(p.units), -len(p.findings), -p.share, p.title)))


def _proposal(
    group: Sequence[Finding],
    share: float,
    tasks: dict[str, Task],
    units: dict[str, Unit],
    rounds: dict[str, Round],
) -> Proposal:
    ids = dict.fromkeys(tasks[finding.task_id].unit_id for finding in group)
    held = dict.fromkeys(tasks[finding.task_id].round_id for finding in group)
    return Proposal(
        title=min((finding.title for finding in group), key=len),
        focus=group[0].focus,
        aspect=group[0].aspect,
        findings=tuple(group),
        units=tuple(units[id] for id in ids),
        rounds=tuple(rounds[id] for id in held),
        share=share,
    )


def likeness(one: str, other: str, without: Iterable[str] = ()) -> float:
    """How alike two texts are, 0 to 1: the cosine of their pairs of characters, empty words and `without` left out."""
    folded = _folded(without)
    return _cosine(_pairs(one, folded), _pairs(other, folded))


def _folded(without: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in (*without, *_EMPTY_WORDS) if word))


def _pairs(text: str, without: Iterable[str]) -> Counter[str]:
    """The pairs of characters of a text, the folded words `without` left out."""
    cleaned = fold(text)
    for word in without:
        cleaned = cleaned.replace(word, " ")
    kept = "".join(char if char.isalpha() else " " for char in cleaned)
    return Counter(a + b for a, b in pairwise(kept) if a != " " and b != " ")


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[pair] for pair, count in one.items() if pair in other)
    size = _size(one) * _size(other)
    return shared / size if size else 0.0


def _size(pairs: Counter[str]) -> float:
    return sqrt(sum(n * n for n in pairs.values()))


def _links(texts: Sequence[Counter[str]], least: float) -> Iterator[tuple[float, int, int]]:
    """(likeness, place, later place) of the texts that are alike by `least` or more.

    Texts meet only in the pairs of characters that they share, so that strangers cost nothing.
    """
    sizes = [_size(text) for text in texts]
    holding: dict[str, list[tuple[int, int]]] = {}
    for later, text in enumerate(texts):
        shared: defaultdict[int, int] = defaultdict(int)
        for pair, count in text.items():
            for earlier, held in holding.setdefault(pair, []):
                shared[earlier] += count * held
            holding[pair].append((later, count))
        for earlier, product in shared.items():
            if (share := product / (sizes[earlier] * sizes[later])) >= least:
                yield share, earlier, later


def _alike(
    findings: Sequence[Finding], tasks: dict[str, Task], units: dict[str, Unit], least: float
) -> Iterator[tuple[list[Finding], float]]:
    """Groups that chains of alike findings hold together, with the weakest link that was needed."""
    names = [name for unit in units.values() for name in (unit.name, unit.short_name)]
    # The title says what the problem is, so it counts twice.
    written: dict[str, list[int]] = {}
    for place, f in enumerate(findings):
        written.setdefault(f"{f.title} {f.title} {f.summary} {f.phenomenon}", []).append(place)
    folded = _folded(names)
    texts = [_pairs(text, folded) for text in written]
    places = list(written.values())
    of = [{tasks[findings[place].task_id].unit_id for place in held} for held in places]
    head = list(range(len(texts)))
    # Word for word the same in several units is a group already; in one unit it is none.
    weakest = {n: 1.0 for n, text in enumerate(texts) if text and len(of[n]) > 1}
    for share, a, b in sorted(_links(texts, least), reverse=True):
        kept, gone = head[a], head[b]
        if kept != gone and len(of[a] | of[b]) > 1:
            head = [kept if held == gone else held for held in head]
            weakest[kept] = min(share, weakest.get(kept, 1.0), weakest.pop(gone, 1.0))
    for top, share in weakest.items():
        mine = sorted(place for n, held in enumerate(places) if head[n] == top for place in held)
        yield [findings[place] for place in mine], share


def adopt(session: Session, proposal: Proposal, *, treatments: Sequence[str] = ()) -> CommonProblem:
    """Take a proposal over as a common problem to be judged; its findings are marked 共性 where that still can be."""
    if len(proposal.units) < 2:
        raise Refused("不能列为共性问题", ["只涉及一个单位"])
    return session.create(
        CommonProblem(
            title=proposal.title,
            nature="common",
            focus=proposal.focus,
            aspect=proposal.aspect,
            round_ids=tuple(round_.id for round_ in proposal.rounds),
            unit_ids=tuple(unit.id for unit in proposal.units),
            finding_ids=tuple(finding.id for finding in proposal.findings),
            summary="\n".join(f"{finding.number} {finding.summary}" for finding in proposal.findings),
            likeness=proposal.why,
            treatments=tuple(treatments),
        )
    )


def single(session: Session, finding: Finding, nature: str) -> CommonProblem:
    """Judge one finding as 个性 or 典型; the treatment that fits the kind is proposed."""
    if held := [
        item for item in session.find(CommonProblem, finding_ids=finding.id) if item.state != "dropped"
    ]:
        raise Refused("这个问题已经研判过", [f"见{held[0].number}"])
    task = session.get(Task, finding.task_id)
    return session.create(
        CommonProblem(
            title=finding.title,
            nature=nature,
            focus=finding.focus,
            aspect=finding.aspect,
            round_ids=(task.round_id,),
            unit_ids=(task.unit_id,),
            finding_ids=(finding.id,),
            summary=finding.summary,
            causes=finding.causes,
            treatments=("circular",) if nature == "typical" else ("feedback",),
        )
    )


def to_library(session: Session, held: CommonProblem) -> LibraryItem:
    """A judged problem as an item of the libraries: 典型 among the cases, the others among the common problems.

    Refused while it is not judged; units are left out, for the libraries travel to every group.
    """
    if held.state not in ("confirmed", "treated"):
        raise Refused("不能列入资料库", [f"{held.number}还没有研判认定"])
    mark = f"研判 {held.number}"
    if session.find(LibraryItem, source=mark):
        raise Refused("不能列入资料库", [f"{held.number}已经列入"])
    parts = (
        ("共同表现", held.summary),
        ("原因", held.causes),
        ("建议", held.proposal),
        ("结果", held.result),
    )
    names = [name for key in held.unit_ids for name in _names(session.get(Unit, key))]
    content = "\n".join(f"{label}：{text}" for label, text in parts if text.strip())
    for name in sorted(names, key=len, reverse=True):
        content = content.replace(name, "某单位")
    return session.create(
        LibraryItem(
            title=held.title,
            kind="cases" if held.nature == "typical" else "problems",
            focuses=(held.focus,) if held.focus else (),
            content=content,
            tags=session.code_label("problem_nature", held.nature),
            source=mark,
        )
    )


def _names(unit: Unit) -> tuple[str, ...]:
    return tuple(name for name in (unit.name, unit.short_name) if name)
