"""What several papers of delivery and of rectification share: who signs, numbered chapters, whom a paper is about."""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.libraries.model import Unit
from app.areas.parts import PaperSource, chapter
from app.areas.preparation.model import Round, Task
from app.areas.reporting.meetings.papers import OFFICE
from app.documents.paper import Block


def office_of(round_: Round) -> str:
    """The office that signs what goes out to others: that of the committee which approved the round."""
    return f"{round_.approved_by or '县委'}{OFFICE}"


def texts_of(*given: tuple[str, str]) -> Iterator[Block]:
    """Chapters numbered 一、二、三… of those that have a text."""
    kept = [(title, text) for title, text in given if text.strip()]
    for number, (title, text) in zip("一二三四五六七八", kept, strict=False):
        yield from chapter(number, title, text)


def about(source: PaperSource, task_id: str) -> tuple[Task, Unit, Round]:
    """A task with its unit and its round."""
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id), source.get(Round, task.round_id)
