"""Read the notices under `notices/`: a text, a line of =====, and what a reader by hand found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.exchange.notice import Notice, NoticeProblem

FOLDER = Path(__file__).parent / "notices"


@dataclass
class Expected:
    """One problem as written by hand; a measure that ends in … is compared up to there."""

    number: int | None
    aspect: str
    text: str
    measures: list[str] = field(default_factory=list)
    children: list[Expected] = field(default_factory=list)


@dataclass
class Case:
    """A notice and the fields expected of it; a field that is absent from `fields` is not compared."""

    name: str
    text: str
    fields: dict[str, str]
    problems: list[Expected]


def load(path: Path) -> Case:
    text, _, answer = path.read_text(encoding="utf-8").partition("\n=====\n")
    fields: dict[str, str] = {}
    problems: list[Expected] = []
    last: Expected | None = None
    for line in filter(None, (line.rstrip() for line in answer.split("\n"))):
        if line.startswith("= ") and last is not None:
            last.measures.append(line[2:])
        elif line.startswith("> "):
            number, text_ = (part.strip() for part in line[2:].split("|", 1))
            last = Expected(int(number) if number != "-" else None, problems[-1].aspect, text_)
            problems[-1].children.append(last)
        elif line.count("|") >= 2:
            number, aspect, text_ = (part.strip() for part in line.split("|", 2))
            last = Expected(int(number) if number != "-" else None, aspect if aspect != "-" else "", text_)
            problems.append(last)
        else:
            key, _, value = line.partition(":")
            fields[key.strip()] = value.strip()
    return Case(path.stem, text, fields, problems)


def cases() -> list[Case]:
    return [load(path) for path in sorted(FOLDER.glob("*.txt"))]


def _matches(expected: str, actual: str) -> bool:
    if expected.endswith("…"):
        return actual.startswith(expected[:-1])
    return expected == actual


def _list_matches(expected: str, actual: tuple[str, ...]) -> bool:
    """Compare a list of fragments, `;;` between them: as many as there are, each found in its own."""
    wanted = [piece.strip() for piece in expected.split(";;") if piece.strip()]
    return len(wanted) == len(actual) and all(
        piece in line for piece, line in zip(wanted, actual, strict=True)
    )


def differences(case: Case, notice: Notice) -> dict[str, list[str]]:
    """Return what differs, by field; a field without difference has an empty list."""
    found: dict[str, list[str]] = {}
    plain = {
        "title": notice.title, "unit": notice.unit, "group": notice.group, "kind": notice.kind,
        "period": " ".join(day or "-" for day in notice.period), "feedback": notice.feedback_on,
        "document": notice.document,
    }  # fmt: skip
    for key, value in plain.items():
        if key in case.fields:
            same = (value or "-") == (case.fields[key] or "-")
            found[key] = [] if same else [f"{value!r}, expected {case.fields[key]!r}"]
    if "figures" in case.fields:
        found["figures"] = []
        for pair in case.fields["figures"].split():
            key, _, number = pair.partition("=")
            actual = notice.figures.get(key)
            same = actual is None if number == "-" else actual is not None and float(actual) == float(number)
            if not same:
                found["figures"].append(f"{key} = {actual}, expected {number}")
    for key, lines in (("warnings", notice.warnings), ("unread", notice.unread)):
        if key in case.fields:
            same = _list_matches(case.fields[key], lines)
            found[key] = [] if same else [f"{lines}, expected {case.fields[key]!r}"]
    for part in ("count", "number", "aspect", "text", "children", "measures"):
        found[part] = []
    _problems(case.problems, notice.problems, found, "")
    return found


def _problems(
    expected: list[Expected], actual: tuple[NoticeProblem, ...], found: dict[str, list[str]], at: str
) -> None:
    if len(expected) != len(actual):
        names = [f"{problem.number}|{problem.aspect}|{problem.text}" for problem in actual]
        found["children" if at else "count"].append(
            f"{at}{len(actual)} read, expected {len(expected)}: {names}"
        )
        return
    for index, (want, have) in enumerate(zip(expected, actual, strict=True)):
        place = f"{at}[{index}] "
        if want.number != have.number:
            found["number"].append(f"{place}{have.number}, expected {want.number}")
        if want.aspect != have.aspect:
            found["aspect"].append(f"{place}{have.aspect!r}, expected {want.aspect!r}")
        if want.text != have.text:
            found["text"].append(f"{place}{have.text!r}, expected {want.text!r}")
        if len(want.measures) != len(have.measures) or not all(map(_matches, want.measures, have.measures)):
            found["measures"].append(f"{place}{have.measures}, expected {want.measures}")
        _problems(want.children, have.children, found, place)
