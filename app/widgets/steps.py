"""Taking a step of a lifecycle: why not, then confirm, reason or opinion, then move. It must not write around the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.core.lifecycle import Transition
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import Desk
from db.session import Session


@dataclass(frozen=True)
class _Asked:
    reasons: tuple[str, ...]


def take_step(
    desk: Desk, page: QWidget, record: Record, step: Transition, done: Callable[[Record], None]
) -> None:
    """Take `step` with a stored record; a refusal names every reason and is journalled."""
    desk.work.write(
        lambda session: _reasons(session, record, step),
        lambda asked: _ask(desk, page, record, step, asked, done),
        owner=page,
    )


def _reasons(session: Session, record: Record, step: Transition) -> _Asked:
    # Inside one transaction a raised Refused would roll its own journal note back; so ask, note, and return.
    stored = session.fetch(record.TYPE.name, record.id)
    reasons = session.why_not(stored, step.code)
    if reasons:
        session.note(f"未能{step.label}：" + "；".join(reasons), stored)
    return _Asked(reasons)


def _ask(
    desk: Desk, page: QWidget, record: Record, step: Transition, asked: _Asked, done: Callable[[Record], None]
) -> None:
    if asked.reasons:
        dialogs.show_reasons(page.window(), step.label, asked.reasons, "已填写的内容都还在", desk.open_record)
        return

    def move(reason: str = "", opinion: str = "") -> None:
        desk.work.write(
            lambda session: session.move(record, step.code, reason=reason, opinion=opinion), done, owner=page
        )

    if step.reason:
        dialogs.ask_text(page.window(), step.label, "原因", step.label, move, text=step.confirm)
    elif step.signs is not None:
        dialogs.ask_text(
            page.window(), step.label, "意见", step.label, lambda said: move("", said),
            text=step.confirm or f"将以“{step.signs[1]}”身份签署，姓名和日期自动填写。", required=False,
        )  # fmt: skip
    elif step.confirm:
        dialogs.ask(page.window(), step.label, step.confirm, step.label, move)
    else:
        move()
