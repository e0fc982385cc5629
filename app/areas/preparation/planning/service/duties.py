"""How far the six responsible bodies (六大责任主体) have carried out what is on their lists. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.areas.preparation.planning.model.plans import Responsibility
from db.session import Session


@dataclass(frozen=True)
class BodyDuties:
    """One body's list. late: open items past their day; waived ones count in nothing but `items`."""

    body: str
    label: str
    items: tuple[Responsibility, ...]
    total: int
    done: int
    late: int

    @property
    def formula(self) -> str:
        """The rate as a sum that a reader can check."""
        if not self.total:
            return "没有应落实事项"
        return f"落实率＝已落实{self.done}÷应落实{self.total}＝{self.done * 100 / self.total:.1f}%"


def duties_of(session: Session, *, year: int | None, today: date) -> tuple[BodyDuties, ...]:
    """All six bodies in the order of the code list, also those that have nothing yet; `year` None for all years."""
    held = [item for item in session.find(Responsibility) if year is None or item.year == year]
    found = []
    for code in session.codes("responsible_body"):
        own = sorted((item for item in held if item.body == code.code), key=lambda i: (i.position or 0, i.id))
        if not own and not code.active:
            continue
        owed = [item for item in own if item.state != "waived"]
        late = sum(item.state == "open" and item.due_on is not None and item.due_on < today for item in owed)
        done = sum(item.state == "done" for item in owed)
        found.append(BodyDuties(code.code, code.label, tuple(own), len(owed), done, late))
    return tuple(found)


def years_of(session: Session) -> tuple[int, ...]:
    """The years that have duties, newest first."""
    return tuple(sorted({item.year for item in session.find(Responsibility) if item.year}, reverse=True))


def finish_duty(
    session: Session, item: Responsibility, *, done_on: date | None, proof: str, result: str = ""
) -> Responsibility:
    """Record when a duty was carried out and what proves it."""
    with session.transaction():
        saved = session.save(replace(item, done_on=done_on, proof=proof, result=result))
        return session.move(saved, "finish")
