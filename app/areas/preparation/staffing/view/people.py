"""Which people a page of staffing looks at: those of a round, or a part of the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.areas.libraries.model import Person
from app.areas.preparation.staffing.recusal import people_of_round
from app.widgets import theme
from app.widgets.rows import name_control

if TYPE_CHECKING:
    from db.session import Session

ROUND, ALL = "round", "all"
POOLS = (
    ("leader", "组长库"),
    ("deputy", "副组长库"),
    ("member", "人才库"),
    ("expert", "协查专家库"),
    ("observer", "特约巡察员"),
)


class PeopleBox(QComboBox):
    """`changed()` when another part of the people is chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(theme.scaled(140))
        for code, label in ((ROUND, "本轮组员"), (ALL, "全部人员"), *POOLS):
            self.addItem(label, code)
        name_control(self, "核查谁")
        self.activated.connect(lambda _place: self.changed.emit())

    @property
    def code(self) -> str:
        """What is chosen: ROUND, ALL or a pool."""
        return str(self.currentData())


def read_people(session: Session, round_id: str, code: str) -> tuple[Person, ...]:
    """The people chosen; those of the round in the order of its groups."""
    if code == ROUND:
        return people_of_round(session, round_id) if round_id else ()
    found = session.find(Person)
    return found if code == ALL else tuple(person for person in found if person.pool == code)
