"""Which round and which people a page looks at: those of a round, or a part of the pool. It reads no more than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.areas.libraries.model import Person
from app.areas.preparation.staffing.recusal import people_of_round
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox
from app.widgets.rows import name_control
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

MOST = 200
"""People of the pool checked at once."""
OTHERS = "改看一个轮次或一个库，只核那一部分"
"""What to do about those beyond."""

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


class RoundBox(TaskBox):
    """The round a page works on: the one in hand, else the newest that anybody was named for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "round")
        self._desk_at_hand = desk
        self._wanted = ""
        self.setMaximumWidth(theme.scaled(320))
        name_control(self, "轮次")

    def start(self, wanted: str = "") -> None:
        """Read the rounds anew; `wanted` is chosen, else the choice is kept, else a fitting one is made."""
        self._wanted = wanted or self._desk_at_hand.hand.round_id
        if self._wanted or self.id:
            self.ask()
        else:
            self._desk_at_hand.work.read(round_to_start, self._on_start, owner=self, slot="start")

    def _on_start(self, id: str) -> None:
        self._wanted = id
        self.ask()

    def _on_titles(self, titles: tuple[tuple[str, str], ...]) -> None:
        self.blockSignals(True)
        super()._on_titles(titles)
        self.choose(self._wanted)
        self.blockSignals(False)
        self._wanted = ""
        self.chosen.emit(self.id)


def round_to_start(session: Session) -> str:
    """The newest round that has members, else the newest, "" without any."""
    rounds = [str(id) for (id,) in session.values(Query("round", (), (("id", True),)), "id")]
    manned = {str(task) for (task,) in session.tally(Query("member"), "task_id")}
    staffed = {str(of) for id, of in session.values(Query("task"), "id", "round_id") if str(id) in manned}
    return next((id for id in rounds if id in staffed), next(iter(rounds), ""))


@dataclass(frozen=True)
class Found:
    """The people to be checked, and how many more the pool has."""

    people: tuple[Person, ...]
    more: int = 0


def read_people(session: Session, round_id: str, code: str) -> Found:
    """The people chosen, of the pool at most MOST; those of the round, all, in the order of its groups."""
    if code == ROUND:
        return Found(people_of_round(session, round_id) if round_id else ())
    query = Query("person", () if code == ALL else (Filter("pool", Op.EQ, code),), (("id", False),))
    people = tuple(person for person in session.some(query, MOST) if isinstance(person, Person))
    return Found(people, session.count(query) - len(people))
