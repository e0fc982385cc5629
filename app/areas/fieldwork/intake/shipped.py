"""What is shipped for taking in: the question bank, whom to talk to, which documents to ask for.

Questions are loaded into the vault and edited there; the shipped files are only read here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.areas.fieldwork.intake.model import Question
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.focus import ChecklistItem
from app.areas.preparation.planning.service.shipped import shipped
from app.core.paths import RESOURCES
from db.session import Session

VILLAGE = "village"
CLASSES, OWN = ("decision", "discipline", "organisation", "rectification"), "own"
"""Codes of loan_class: the four classes in the order of the printed list, and what one unit's list asks for besides."""


@dataclass(frozen=True)
class DefaultSubject:
    """Whom a group talks to as a rule. person: the field of the unit that names him, "" when none does."""

    post: str
    subject_kind: str
    must: str
    person: str


@dataclass(frozen=True)
class StandardDocument:
    """A document that is asked of every unit: class of four, name, period."""

    kind: str
    name: str
    period: str


@cache
def shipped_questions() -> tuple[Question, ...]:
    """Every question of resources/questions, general ones first within a kind."""
    found = []
    for path in sorted((RESOURCES / "questions").glob("*.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        found += [
            Question(
                id=f"question.{item['code']}",
                use=read["use"],
                subject_kind=read["subject_kind"],
                wording=item["wording"],
                follow_up="\n".join(item["follow_up"]),
                basis=item["basis"],
                position=place,
            )
            for place, item in enumerate(read["items"], 1)
        ]
    return tuple(found)


def seed_questions(session: Session) -> int:
    """Store the shipped questions that the vault does not have yet; what a user changed stays."""
    missing = [item for item in shipped_questions() if not session.exists("question", item.id)]
    with session.transaction():
        for item in missing:
            session.seed(item)
    return len(missing)


def default_subjects(unit: Unit) -> tuple[DefaultSubject, ...]:
    """Whom to talk to in a unit of this category."""
    read = _read("talks/subjects.json")
    return tuple(DefaultSubject(**row) for row in read[VILLAGE if unit.category == VILLAGE else "items"])


def standard_documents() -> tuple[StandardDocument, ...]:
    """The documents of the four classes: those that the printed 调阅资料清单 asks every unit for."""
    read = shipped("planning", "reading")
    return tuple(
        StandardDocument(kind, str(name), str(read["period"]))
        for kind, row in zip(CLASSES, read["items"], strict=True)
        for name in row["names"]
    )


def own_documents(session: Session, task: Task) -> tuple[StandardDocument, ...]:
    """What the unit's own list of points (监督重点清单) asks for besides, each name once."""
    known = {row.name for row in standard_documents()}
    names = dict.fromkeys(
        name.strip()
        for item in session.find(ChecklistItem, task_id=task.id)
        if item.state != "skipped"
        for name in item.documents.splitlines()
        if name.strip() and name.strip() not in known
    )
    return tuple(StandardDocument(OWN, name, "") for name in names)


@cache
def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((RESOURCES / name).read_text(encoding="utf-8"))
    return read
