"""A text as an outline: headings, numbered points, length, numbers put in order.

Pure functions over text; they read no record and change no widget.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.areas.reporting.model import POINT, cited, without_citations
from app.areas.workpapers.model import Finding

HEADING = re.compile(r"^\s*(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]{1,3}、)")
_NUMBER = re.compile(r"^(\s*)(\d+)([.．、])")
_FIRST_SENTENCE = re.compile(r"[^。！？［]*")


@dataclass(frozen=True)
class Entry:
    """One line of the outline. place: where its line begins in the text; cites: numbers of its working papers."""

    text: str
    place: int
    heading: bool
    cites: tuple[str, ...] = ()


def outline(text: str) -> tuple[Entry, ...]:
    """Headings and numbered points of a text, in order; a point is shown by its first sentence."""
    found: list[Entry] = []
    place = 0
    for line in text.split("\n"):
        if HEADING.match(line):
            found.append(Entry(line.strip(), place, True))
        elif POINT.match(line):
            found.append(Entry(_first(line), place, False, cited(line)))
        elif found and not found[-1].heading and (more := cited(line)):
            last = found.pop()
            found.append(Entry(last.text, last.place, False, (*last.cites, *more)))
        place += len(line) + 1
    return tuple(found)


def _first(line: str) -> str:
    match = _FIRST_SENTENCE.match(line.strip())
    return match[0].strip() if match else line.strip()


def characters(text: str) -> int:
    """How many characters will be printed: blanks and the marks of working papers do not count (字数)."""
    return len("".join(without_citations(text).split()))


def in_order(text: str) -> bool:
    """Whether the points are numbered 1, 2, 3 … through all headings."""
    numbers = [int(match[2]) for line in text.split("\n") if (match := _NUMBER.match(line))]
    return numbers == list(range(1, len(numbers) + 1))


def renumbered(text: str) -> str:
    """The same text with its points numbered 1, 2, 3 … through all headings."""
    place = 0
    lines = []
    for line in text.split("\n"):
        if match := _NUMBER.match(line):
            place += 1
            line = f"{match[1]}{place}{match[3]}{line[match.end() :]}"
        lines.append(line)
    return "\n".join(lines)


def crosswalk(text: str) -> str:
    """The table that ties points to papers, as the report keeps it: number, title, working papers, by tabs."""
    rows = []
    for entry in outline(text):
        match = _NUMBER.match(entry.text)
        if match and entry.cites:
            rows.append(f"{match[2]}\t{entry.text[match.end() :].strip()}\t{'、'.join(entry.cites)}")
    return "\n".join(rows)


def point_of(finding: Finding, paper_number: str) -> str:
    """A finding as an unnumbered point: title, 现象, 定性, 责任; with the mark of its working paper when it has one."""
    parts = (finding.title, finding.phenomenon or finding.summary, finding.nature, finding.duty)
    said = "".join(_sentence(" ".join(part.split())) for part in parts if part.strip())
    return f"{said}［底稿：{paper_number}］" if paper_number else said


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def inserted(text: str, at: int, point: str) -> tuple[str, int]:
    """`text` with a point of its own after the line that `at` stands in, and where the point begins.

    Points that were in order stay so: the new one takes its number, those after it move on by one.
    """
    orderly = in_order(text)
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    start = text.rfind("\n", 0, at) + 1
    blank = not text[start:end].strip()
    head, tail = (text[:start], text[end:]) if blank else (text[:end] + "\n", text[end:])
    number = sum(1 for line in head.split("\n") if _NUMBER.match(line)) + 1
    made = f"{head}{number}.{point}{tail}"
    made = renumbered(made) if orderly else made
    return made, len(head)
