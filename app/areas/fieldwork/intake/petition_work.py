"""A petition on its nine steps (拆阅 to 移交), kept as they are taken; repeats found by the program.

It never reads the clue compartment: a protected reporter is compared with nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.areas.fieldwork.intake.model import PetitionStep
from app.areas.fieldwork.model import Petition
from app.areas.libraries.deadlines.service import due_from, set_due
from app.areas.preparation.model import Task
from app.core.hanzi import fold
from db.session import Session

STEPS = ("open", "register", "propose", "decide", "inquire", "report", "examine", "file", "hand")
"""The nine steps in order: codes of petition_step_kind."""
_MOVE = {
    "propose": "propose",
    "decide": "decide",
    "inquire": "handle",
    "report": "report",
    "examine": "examine",
    "file": "file",
    "hand": "hand",
}
"""Step → the transition of the petition that goes with it."""
_REACHED = {
    "registered": 2,
    "proposed": 3,
    "decided": 4,
    "handling": 4,
    "reported": 6,
    "examined": 7,
    "closed": 7,
    "filed": 8,
    "handed": 9,
}
"""State → how many of the nine steps lie behind it."""
ASIDE = ("transferred", "merged")
"""States that leave the nine steps."""
ALIKE = 0.5
"""Share of common character pairs from which two texts count as similar."""


@dataclass(frozen=True)
class StepMark:
    """One of the nine steps of a petition. state: done, now or todo; who and on are known for steps taken here."""

    code: str
    label: str
    state: str
    who: str = ""
    on: date | None = None
    opinion: str = ""


@dataclass(frozen=True)
class Repeat:
    """A petition that probably repeats an earlier one, and why."""

    petition: Petition
    earlier: Petition
    reasons: tuple[str, ...]


def step_marks(session: Session, petition: Petition) -> tuple[StepMark, ...]:
    """The nine steps with what is known of each, the newest entry of a step counting."""
    taken = {held.kind: held for held in session.find(PetitionStep, petition_id=petition.id)}
    reached = _REACHED.get(petition.state, 0)
    if petition.state in ASIDE:
        reached = max([2, *(STEPS.index(code) + 1 for code in taken if code in STEPS)])
    pending = "open" if next_step(petition) == "open" and "open" not in taken else ""
    marks = []
    for place, code in enumerate(STEPS):
        held = taken.get(code)
        done = place < reached and code != pending
        here = code == pending or (place == reached and not pending and petition.state not in ASIDE)
        state = "done" if done else "now" if here else "todo"
        label = session.code_label("petition_step_kind", code)
        if held is not None:
            marks.append(StepMark(code, label, state, held.who, held.taken_on, held.opinion))
        else:
            who, on = _known(petition, code) if done else ("", None)
            marks.append(StepMark(code, label, state, who, on))
    return tuple(marks)


def _known(petition: Petition, code: str) -> tuple[str, date | None]:
    """Who took a step and when, from the petition's own fields and signatures."""
    roles = {"propose": "拟办人", "decide": "批示领导", "examine": "审定领导"}
    if code in roles:
        rows = [row for row in petition.signed if row.role == roles[code]]
        return (rows[-1].name, rows[-1].on) if rows else ("", None)
    match code:
        case "open":
            return petition.opened_by, petition.opened_on
        case "register":
            return petition.registrar or petition.created_by, petition.received_on
        case "inquire" | "report":
            return petition.handler, None
        case "hand":
            return "", petition.handed_on
        case _:
            return "", None


def take_step(session: Session, petition: Petition, code: str, opinion: str = "") -> Petition:
    """Take one of the nine steps: the petition moves, and who, when and with what opinion is kept.

    Refused, with every reason, when the petition cannot move. 拆阅 fills its own two fields; 调查核实 may be entered
    again and again while the petition is being handled.
    """
    move = _MOVE.get(code, "")
    with session.transaction():
        if code == "open" and not petition.opened_on:
            petition = session.save(replace(petition, opened_on=date.today(), opened_by=session.actor.name))
        again = code == "inquire" and petition.state == "handling"
        if code in ("open", "propose", "inquire"):
            petition = with_due(session, petition)
        if move and not again:
            petition = session.move(petition, move, opinion=opinion)
        session.create(
            PetitionStep(
                task_id=petition.task_id,
                petition_id=petition.id,
                kind=code,
                who=session.actor.name,
                taken_on=date.today(),
                opinion=opinion,
            )
        )
    return petition


def with_due(session: Session, petition: Petition) -> Petition:
    """The petition with its time limit by the rules of deadlines; one that stands in it already is left.

    What does not belong here (不属于受理范围) has the shorter limit of passing it on, whatever stood there.
    """
    if petition.in_scope == "out":
        round_id = session.get(Task, petition.task_id).round_id
        due = due_from(session, "petition_transfer", petition.received_on, round_id=round_id)
        if due is None or due == petition.due_on:
            return petition
        return session.save(replace(petition, due_on=due), note="按“信访件转办”规则定期限")
    return petition if petition.due_on else set_due(session, petition, "petition_answer")


def next_step(petition: Petition) -> str:
    """The step that comes next, "" when the petition has left the nine steps or is handed over."""
    if petition.state == "registered" and not petition.opened_on:
        return "open"
    if petition.state in ("handling", "examined"):
        return "report" if petition.state == "handling" else "close"
    reached = _REACHED.get(petition.state, len(STEPS))
    return STEPS[reached] if reached < len(STEPS) else ""


def fill_and_step(
    session: Session, petition: Petition, code: str, values: dict[str, Any], opinion: str = ""
) -> Petition:
    """Fill what a step needs and take it, in one transaction; 办结 (close) goes through the petition's own step.

    A settled petition is not edited: where it was filed stands in the opinion of the step.
    """
    with session.transaction():
        known = {name: value for name, value in values.items() if petition.TYPE.has(name)}
        if known and not petition.TYPE.lifecycle.state(petition.state).locked:
            petition = session.save(replace(petition, **known))
        if code == "close":
            return session.move(petition, "close", opinion=opinion)
        return take_step(session, petition, code, opinion)


# Repeats --------------------------------------------------------------------------------------------------


def repeats(session: Session, task_id: str) -> tuple[Repeat, ...]:
    """Petitions of a task that probably repeat an earlier one: same person reported, similar text, same phone.

    Merged ones are left out. Of several earlier ones the one received first is named.
    """
    held = [p for p in session.find(Petition, task_id=task_id) if p.state != "merged"]
    held.sort(key=lambda p: (str(p.received_on or ""), p.number))
    return tuple(found for found in map(_Earlier(held).of, held) if found is not None)


class _Earlier:
    """Looks petitions up by what they have in common, so that a thousand are not compared pair by pair.

    Those with the same words count once against the words of others.
    """

    def __init__(self, held: Sequence[Petition]) -> None:
        self._held = held
        self._place = {p.id: n for n, p in enumerate(held)}
        self._keys = [_keys(p) for p in held]
        self._text: list[int] = []
        self._with_text: list[list[int]] = []
        self._texts: list[frozenset[str]] = []
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        self._near: dict[int, dict[int, int]] = {}
        known: dict[str, int] = {}
        for place, p in enumerate(held):
            written = f"{p.summary} {p.content}"
            if written not in known:
                known[written] = len(self._texts)
                self._texts.append(_pairs(written))
                self._with_text.append([])
                for pair in self._texts[-1]:
                    self._by_pair[pair].append(known[written])
            self._text.append(known[written])
            self._with_text[known[written]].append(place)
            for key in self._keys[place]:
                self._by_key[key].append(place)

    def of(self, petition: Petition) -> Repeat | None:
        """The first earlier petition that this one repeats."""
        mine = self._place[petition.id]
        common = self._common(self._text[mine])
        near = {place for key in self._keys[mine] for place in self._by_key[key]}
        near |= {self._with_text[text][0] for text in common}
        for place in sorted(near):
            if place >= mine:
                break
            if reasons := self._reasons(mine, place, common.get(self._text[place], 0)):
                return Repeat(petition, self._held[place], reasons)
        return None

    def _common(self, text: int) -> dict[int, int]:
        """How many pairs of characters a text shares with each other one."""
        if text not in self._near:
            votes: dict[int, int] = defaultdict(int)
            for pair in self._texts[text]:
                for other in self._by_pair[pair]:
                    votes[other] += 1
            self._near[text] = votes
        return self._near[text]

    def _reasons(self, one: int, other: int, common: int) -> tuple[str, ...]:
        union = len(self._texts[self._text[one]]) + len(self._texts[self._text[other]]) - common
        alike = common / union if union else 0.0
        keys = {name for name, _ in set(self._keys[one]) & set(self._keys[other])}
        found = []
        if "subject" in keys and ("post" in keys or alike >= ALIKE / 2):
            found.append("被反映人相同")
        if "phone" in keys:
            found.append("联系电话相同")
        if alike >= ALIKE:
            found.append(f"内容相似{round(alike * 100)}%")
        return tuple(found)


def _keys(petition: Petition) -> tuple[tuple[str, str], ...]:
    phone = "".join(re.findall(r"\d", petition.reporter_contact)) if petition.naming == "real" else ""
    subject, post = _plain(petition.subject), _plain(petition.subject_post)
    return (
        *((("subject", subject),) if len(subject) >= 2 else ()),
        *((("post", post),) if post else ()),
        *((("phone", phone),) if len(phone) >= 7 else ()),
    )


def _plain(text: str) -> str:
    return re.sub(r"[\s·•.,，。、（）()]+", "", fold(text))


def _pairs(text: str) -> frozenset[str]:
    plain = _plain(text).replace("反映", "")
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))
