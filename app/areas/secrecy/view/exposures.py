"""What is done with an entry of the ledger of prints beside its form: spoilt pages (废页) are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.areas.secrecy.model import Exposure
from app.areas.secrecy.service import note_waste
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import ask_fields

if TYPE_CHECKING:
    from db.session import Session

_SHEETS = FieldSpec("waste_sheets", "废页数", Kind.NUMBER, unit="页")
_HOW = FieldSpec("waste_how", "如何处理", Kind.TEXT, help="例如：当场碎掉、交保密员集中销毁")


def actions() -> tuple[ActionOffer, ...]:
    """The offers for entries of the ledger."""
    return (ActionOffer("登记废页…", "trash-2", waste),)


def waste(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask how many pages were spoilt and what became of them."""

    def then(record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> None:
            note_waste(session, session.get(Exposure, record.id), values["waste_sheets"], values["waste_how"])

        desk.work.write(write, lambda _none: desk.note("废页已登记"))

    ask_fields(
        desk, "登记废页", lambda session: session.get(Exposure, ids[0]), (), "登记", then,
        needs=("waste_sheets", "waste_how"), more=(_SHEETS, _HOW),
        text="印坏、多印的页也是涉密载体：写明几页、如何处理，记在这条打印登记的备注里。",
    )  # fmt: skip
