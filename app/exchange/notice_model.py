"""What a published notice holds once it has been read: frozen shapes, and their JSON.

No reading happens here; `app.exchange.notice` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NoticeProblem:
    """One problem (反馈问题) of a notice.

    number: as printed, as an integer, None where none is printed. aspect: the heading it stands under
    (方面), "" where none. measures: what the unit says it did, one statement each. state: the state that
    stands beside the problem or in its own column (已完成, 长期坚持…), as printed, "" where none.
    """

    number: int | None
    aspect: str
    text: str
    children: tuple[NoticeProblem, ...] = ()
    measures: tuple[str, ...] = ()
    state: str = ""

    def with_children(self) -> tuple[NoticeProblem, ...]:
        """Return this problem and everything below it, in the order of the text."""
        return (self, *(inner for child in self.children for inner in child.with_children()))


@dataclass(frozen=True)
class Money:
    """One sum as printed: `kind` in the notice's words, `fen` in 分, `text` the clause it stands in."""

    kind: str
    fen: int
    text: str


@dataclass(frozen=True)
class Contact:
    """Where the public can write or call, and how long the notice is displayed (公示期)."""

    phones: tuple[str, ...] = ()
    mail: str = ""
    emails: tuple[str, ...] = ()
    publicity: str = ""


Figure = int | float | str | None


@dataclass(frozen=True)
class Notice:
    """A published text, read. Dates are ISO days or None; a date that is not printed whole is None."""

    document: str
    title: str | None
    unit: str | None
    units: tuple[str, ...]
    group: str | None
    kind: str | None
    period: tuple[str | None, str | None]
    period_text: str
    feedback_on: str | None
    published_on: str | None
    problems: tuple[NoticeProblem, ...]
    figures: Mapping[str, Figure]
    meetings: Mapping[str, int]
    money: tuple[Money, ...]
    contact: Contact
    warnings: tuple[str, ...]
    unread: tuple[str, ...]
    narrative: tuple[str, ...] = field(default=(), repr=False)

    def all_problems(self) -> tuple[NoticeProblem, ...]:
        """Return every problem and sub-problem, in the order of the text."""
        return tuple(inner for problem in self.problems for inner in problem.with_children())


def to_json(notice: Notice) -> dict[str, Any]:
    """Return the notice as plain JSON values; the keys of `./run notice` first, further ones after."""
    figures: dict[str, Any] = dict(notice.figures)
    if notice.meetings:
        figures["meetings_by_kind"] = dict(notice.meetings)
    if notice.money:
        figures["money"] = [{"kind": sum_.kind, "fen": sum_.fen, "text": sum_.text} for sum_ in notice.money]
    contact = notice.contact
    return {
        "title": notice.title,
        "unit": notice.unit,
        "group": notice.group,
        "kind": notice.kind,
        "period": list(notice.period),
        "feedback_on": notice.feedback_on,
        "problems": [_problem(problem) for problem in notice.problems],
        "figures": figures,
        "warnings": list(notice.warnings),
        "unread": list(notice.unread),
        "document": notice.document,
        "units": list(notice.units),
        "period_text": notice.period_text,
        "published_on": notice.published_on,
        "contact": {
            "phone": list(contact.phones),
            "mail": contact.mail,
            "email": list(contact.emails),
            "publicity": contact.publicity,
        },
    }


def _problem(problem: NoticeProblem) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "number": problem.number,
        "aspect": problem.aspect or None,
        "text": problem.text,
        "children": [_problem(child) for child in problem.children],
        "measures": list(problem.measures),
    }
    return {**shown, "state": problem.state} if problem.state else shown
