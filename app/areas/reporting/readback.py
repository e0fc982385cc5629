"""Take a paper that was edited outside back in (读回修改稿): what changed against the vault's text, and what is taken over.

It compares print with print, so layout is never mistaken for a change; nothing is applied before a person chose it, and
text that belongs to no part is handed over, not dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.areas.reporting.model import CITATION, SPECIAL, Report
from app.areas.reporting.versions import Beside, compared
from app.core.errors import KnownError
from app.core.records import Record
from app.exchange.child import ask_child
from app.exchange.texts import read_text

MOST_BYTES = 40 << 20
_ALIKE = 0.35
_MOST_PAIRS = 900
_CHAPTER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[.、．])?\s*(.+?)\s*$")


@dataclass(frozen=True)
class Plan:
    """Which printed chapter holds which fields. lead: the field printed before the first chapter, "" for none."""

    chapters: tuple[tuple[str, tuple[str, ...]], ...]
    lead: str = ""


@dataclass(frozen=True)
class Edited:
    """An edited paper as the child read it: its paragraphs, and the rows of its tables as text."""

    paragraphs: tuple[str, ...]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One paragraph that differs. chapter: its printed heading; at: the place of the stored line that it replaces,
    or after which it comes; before, after: as printed, "" where there is none.
    """

    chapter: str
    at: int
    before: str
    after: str

    @property
    def beside(self) -> Beside:
        """Both sides with their marks."""
        return compared(self.before or None, self.after or None)

    @property
    def word(self) -> str:
        """改动, 增加 or 删去."""
        return "改动" if self.before and self.after else "增加" if self.after else "删去"


@dataclass(frozen=True)
class ReadBack:
    """What an edited paper brings: changes in the order of the text, and lines that belong to no part of the record."""

    record: Record
    plan: Plan
    changes: tuple[Change, ...]
    stray: tuple[str, ...]


def plan_of(report: Report) -> Plan:
    """The chapters of a report as app.areas.reporting.papers prints them."""
    first: tuple[tuple[str, tuple[str, ...]], ...] = (("基本情况", ("basics",)), ("总体评价", ("overall",)))
    if report.kind in SPECIAL:
        first = (("基本情况和现状", ("basics", "overall")),)
    rest = (
        ("主要问题", "problems"),
        ("原因分析", "causes"),
        ("意见建议", "suggestions"),
        ("其他需要说明的情况", "other"),
    )
    return Plan((*first, *((title, (name,)) for title, name in rest)))


LETTER = Plan(
    (
        ("总体评价", ("overall",)),
        ("主要问题", ("problems",)),
        ("意见建议", ("opinions",)),
        ("整改要求", ("requirements",)),
    ),
    lead="basis",
)
"""The chapters of a feedback letter."""


def read_edited(content: bytes) -> Edited:
    """The text of an edited DOCX, read by the child process. Waits: for a worker. KnownError when it cannot be read."""
    if not content.startswith(b"PK"):
        raise KnownError("这个文件不是 .docx", kept="库内容没有变化", todo="请另存为 .docx 后再读回")
    if len(content) > MOST_BYTES:
        raise KnownError("文件超过 40 MB", kept="库内容没有变化", todo="请去掉其中的大图片后再读回")
    todo = "请用办公软件另存为 .docx 后再读回"
    found = json.loads(
        ask_child({"name": "edited.docx", "want": "paragraphs"}, content, kind="paragraphs", todo=todo)
    )
    return Edited(tuple(found["paragraphs"]), tuple(found["rows"]))


def read_back(record: Record, plan: Plan, printed: bytes, edited: Edited) -> ReadBack:
    """Compare an edited paper with the record. printed: the same paper as the program makes it of the record now."""
    own = read_text(printed)
    own_rows = {" ".join(" ".join(row).split()) for table in own.tables for row in table}
    ours = _sorted(own.paragraphs, plan)
    kept = {chapter: len(_stored(record, plan, chapter)) for chapter in ours.texts}
    tail = {_plain(line) for chapter, lines in ours.texts.items() for line in lines[kept[chapter] :]}
    if plan.lead:
        count = len(_lines(str(getattr(record, plan.lead))))
        cut = len(ours.head) - count
        head, ours.texts[""] = {_plain(line) for line in ours.head[:cut]}, ours.head[cut:]
    else:
        head = {_plain(line) for line in ours.head}
    theirs = _sorted(edited.paragraphs, plan)
    stray = [line for line in theirs.head if _plain(line) not in head]
    if plan.lead:
        theirs.texts[""], stray = stray, []
    for chapter, lines in theirs.texts.items():
        own_lines = {_plain(line) for line in ours.texts.get(chapter, [])[: kept.get(chapter)]}
        end = next(
            (
                place
                for place, line in enumerate(lines)
                if _plain(line) in tail and _plain(line) not in own_lines
            ),
            len(lines),
        )
        stray += [line for line in lines[end:] if _plain(line) not in tail]
        theirs.texts[chapter] = lines[:end]
    changes: list[Change] = []
    order = (
        ("", *(title for title, _ in plan.chapters))
        if plan.lead
        else tuple(title for title, _ in plan.chapters)
    )
    for chapter in order:
        before = ours.texts.get(chapter, [])
        before = before[: kept[chapter]] if chapter in kept else before
        changes += _changes(chapter, before, theirs.texts.get(chapter, []))
    stray += [row for row in edited.rows if row and row not in own_rows]
    return ReadBack(record, plan, tuple(changes), tuple(stray))


@dataclass
class _Sorted:
    head: list[str]
    texts: dict[str, list[str]]


def _sorted(lines: Sequence[str], plan: Plan) -> _Sorted:
    """Lines by chapter; a chapter begins where its heading stands alone in a line, with its number or without."""
    titles = {title for title, _ in plan.chapters}
    found = _Sorted([], {})
    into = found.head
    for line in lines:
        if not line.strip():
            continue
        match = _CHAPTER.match(line.strip())
        title = match[1] if match else ""
        if title in titles and title not in found.texts:
            into = found.texts[title] = []
        else:
            into.append(line.strip())
    return found


def _plain(line: str) -> str:
    return "".join(line.split())


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _fields(plan: Plan, chapter: str) -> tuple[str, ...]:
    return next((names for title, names in plan.chapters if title == chapter), (plan.lead,))


_HEADED = re.compile(r"^[一二三四五六七八九十]+、[^。；]{1,14}$")


def _stored(record: Record, plan: Plan, chapter: str) -> list[tuple[str, str]]:
    """(field, line) of every line of a chapter that is printed; the chapter's heading typed once more is not."""
    found = [(name, line) for name in _fields(plan, chapter) for line in _lines(str(getattr(record, name)))]
    return found[1:] if chapter and found and _HEADED.match(found[0][1].strip()) else found


def _changes(chapter: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    old, new = [_plain(line) for line in before], [_plain(line) for line in after]
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        at = a
        for left, right in _paired(before[a:b], after[c:d]):
            yield Change(chapter, at if left else at - 1, left, right)
            at += bool(left)


def _paired(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Lines of both sides in their order, those alike beside each other; "" where one side has none."""
    if len(left) * len(right) > _MOST_PAIRS:
        longest = max(len(left), len(right))
        yield from (
            (left[n] if n < len(left) else "", right[n] if n < len(right) else "") for n in range(longest)
        )
        return
    alike = [[_likeness(one, other) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            with_pair = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(with_pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(left) or j < len(right):
        if (
            i < len(left)
            and j < len(right)
            and alike[i][j]
            and best[i][j] == alike[i][j] + best[i + 1][j + 1]
        ):
            yield left[i], right[j]
            i, j = i + 1, j + 1
        elif i < len(left) and (j == len(right) or best[i][j] == best[i + 1][j]):
            yield left[i], ""
            i += 1
        else:
            yield "", right[j]
            j += 1


def _likeness(one: str, other: str) -> float:
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE else 0.0


def taken(found: ReadBack, chosen: Collection[int]) -> dict[str, str]:
    """Field → text with the chosen changes (places in found.changes) applied; fields that do not change are left out.

    A line that is replaced keeps the marks of its working papers, which no print shows.
    """
    texts: dict[str, str] = {}
    by_chapter: dict[str, list[Change]] = {}
    for place in sorted(chosen):
        by_chapter.setdefault(found.changes[place].chapter, []).append(found.changes[place])
    for chapter, changes in by_chapter.items():
        texts.update(_applied(found, chapter, changes))
    return texts


def _applied(found: ReadBack, chapter: str, changes: Sequence[Change]) -> dict[str, str]:
    names = _fields(found.plan, chapter)
    stored = _stored(found.record, found.plan, chapter)
    replaced = {change.at: change.after for change in changes if change.before}
    added: dict[int, list[str]] = {}
    for change in changes:
        if not change.before:
            added.setdefault(change.at, []).append(change.after)
    made: dict[str, list[str]] = {name: [] for name in names}
    for line in _lines(str(getattr(found.record, names[0])))[:1]:
        if stored and stored[0][1] != line and names[0] == stored[0][0]:
            made[names[0]].append(line)  # the heading typed once more stays where it was
    made[names[0]] += added.get(-1, [])
    for place, (name, line) in enumerate(stored):
        if place not in replaced:
            made[name].append(line)
        elif replaced[place]:
            made[name].append(_with_marks(line, replaced[place]))
        made[name] += added.get(place, [])
    return {
        name: "\n".join(lines)
        for name, lines in made.items()
        if lines != _lines(str(getattr(found.record, name)))
    }


def _with_marks(old: str, new: str) -> str:
    marks = "".join(match[0] for match in CITATION.finditer(old))
    return new if not marks or CITATION.search(new) else new + marks
