"""The register of rules and processes (制度流程登记) in figures: what is in force, by kind and by subject, what is due for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.areas.libraries.handbook.model import WorkRule
from db.query import Filter, Op, Query
from db.session import Session


@dataclass(frozen=True)
class KindCount:
    """One kind: how many in force and ended, with the filters that open each."""

    code: str
    label: str
    in_force: int
    ended: int

    def filters(self, *, in_force: bool) -> tuple[Filter, ...]:
        """What narrows the list to these."""
        return (Filter("kind", Op.EQ, self.code), Filter("in_force", Op.EQ, in_force))


@dataclass(frozen=True)
class Register:
    """The register. rows: in force, by kind and place; due: those whose review is overdue."""

    kinds: tuple[KindCount, ...]
    rows: tuple[WorkRule, ...]
    due: tuple[WorkRule, ...]
    subjects: dict[str, str]

    @property
    def sentence(self) -> str:
        """The count by kind, in words."""
        return "、".join(f"{kind.label} {kind.in_force} 件" for kind in self.kinds)


def due_filters(today: date) -> tuple[Filter, ...]:
    """What narrows the list to rules in force whose review is due."""
    return (Filter("in_force", Op.EQ, True), Filter("review_by", Op.LE, today))


def register(session: Session, *, today: date) -> Register:
    """The whole register as it stands."""

    def count(code: str, in_force: bool) -> int:
        held = (Filter("kind", Op.EQ, code), Filter("in_force", Op.EQ, in_force))
        return session.count(Query("work_rule", held))

    kinds = tuple(
        KindCount(item.code, item.label, count(item.code, True), count(item.code, False))
        for item in session.codes("work_rule_kind")
    )
    order = {kind.code: place for place, kind in enumerate(kinds)}
    rows = sorted(
        session.find(WorkRule, in_force=True),
        key=lambda rule: (order.get(rule.kind, len(order)), rule.position or 9999, rule.name),
    )
    due = tuple(rule for rule in rows if rule.review_by is not None and rule.review_by <= today)
    subjects = {item.code: item.label for item in session.codes("work_rule_subject")}
    return Register(kinds, tuple(rows), due, subjects)
