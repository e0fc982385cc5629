"""What is done with a carrier beside its form: handed out (领用) and taken back (归还), in one step each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.secrecy.model import Carrier
from app.core.records import Record
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import ask_fields

if TYPE_CHECKING:
    from db.session import Session


def actions() -> tuple[ActionOffer, ...]:
    """The offers for carriers."""
    return (
        ActionOffer("领用…", "user-check", issue),
        ActionOffer("归还…", "undo-2", give_back),
    )


def issue(desk: Desk, ids: tuple[str, ...]) -> None:
    """Hand a carrier out to somebody."""

    def make(session: Session) -> Carrier:
        held = session.get(Carrier, ids[0])
        return replace(
            held,
            issued_on=date.today(),
            issued_by=session.actor.name,
            returned_on=None,
            returned_to="",
            wiped=False,
        )

    ask_fields(
        desk, "领用载体", make, ("holder", "issued_on", "issued_by", "location", "return_due"), "登记领用",
        partial(_step, desk, "issue", "已登记领用"), needs=("holder", "issued_on"),
    )  # fmt: skip


def give_back(desk: Desk, ids: tuple[str, ...]) -> None:
    """Take a carrier back."""

    def make(session: Session) -> Carrier:
        held = session.get(Carrier, ids[0])
        return replace(held, returned_on=date.today(), returned_to=session.actor.name)

    ask_fields(
        desk, "归还载体", make, ("returned_on", "returned_to", "wiped", "note"), "登记归还",
        partial(_step, desk, "return", "已登记归还"), needs=("returned_on", "returned_to"),
        text="电脑、U盘归还前先清除内容并核验；清除报告编号写在备注。",
    )  # fmt: skip


def _step(desk: Desk, step: str, said: str, record: Record, values: dict[str, Any]) -> None:
    def write(session: Session) -> None:
        held = session.get(Carrier, record.id)
        session.move(session.save(replace(held, **_fresh(step), **values)), step)

    desk.work.write(write, lambda _none: desk.note(said))


def _fresh(step: str) -> dict[str, Any]:
    return {"returned_on": None, "returned_to": "", "wiped": False} if step == "issue" else {}
