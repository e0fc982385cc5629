"""The page 资格核查: people × conditions; what the program reads is marked apart from what people decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.libraries.model import Person
from app.areas.preparation.staffing.conditions import Verdict, checked, conditions, decide
from app.areas.preparation.staffing.model import Condition, ConditionCheck
from app.areas.preparation.staffing.view.people import OTHERS, PeopleBox, RoundBox, read_people
from app.core.records import Record
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import WorkPage, empty, redraw, rest, section
from app.widgets.matrix import Matrix as Grid
from app.widgets.matrix import MatrixCell
from app.widgets.rows import beside, button, words

if TYPE_CHECKING:
    from db.session import Session

CONDITIONS = "staffing.conditions"
WORDS = {"met": "✓ 符合", "unmet": "■ 不符合", "open": "△ 待核"}
TONES = {"met": "green", "unmet": "red", "open": "amber"}
FIRM = 2


@dataclass(frozen=True)
class Sheet:
    """Everybody asked for with every condition in use. more: people of the pool beyond them."""

    people: tuple[Person, ...]
    conditions: tuple[Condition, ...]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    more: int = 0


def read_sheet(session: Session, *, round_id: str, people: str) -> Sheet:
    """The people chosen against the conditions in use."""
    found = read_people(session, round_id, people)
    verdicts = checked(session, found.people, today=date.today())
    return Sheet(found.people, conditions(session), verdicts, found.more)


class ConditionsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "资格核查", "逐人逐项核对抽调条件；程序先判，人来认定", about="staff_condition", wide=True
        )
        self._round = RoundBox(desk)
        self._people = PeopleBox()
        edit = button("条件…", partial(desk.open_page, "list:staff_condition"), icon_name="list-checks")
        for part in (self._round, self._people, edit):
            self.buttons.addWidget(part)
        self._sheet: Sheet | None = None
        self._round.chosen.connect(self._on_round)
        self._people.changed.connect(self._read)
        self.watch("staff_condition", "condition_check", "person", "member", "training_attendance")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.start()

    def _on_round(self, _id: str) -> None:
        self._read()

    def _read(self) -> None:
        read = partial(read_sheet, round_id=self._round.id, people=self._people.code)
        self.desk.work.read(read, self._on_sheet, owner=self, slot="sheet")

    def _on_sheet(self, sheet: Sheet) -> None:
        self._sheet = sheet
        box = redraw(self.body)
        if not sheet.people:
            go = button("去人员", partial(self.desk.open_page, "list:person"), role="main")
            text = "本轮还没有组员。先在人员库登记人选，或在右上角改看人才库。"
            box.addWidget(empty("user-check", "还没有要核查的人", text, go))
        elif not sheet.conditions:
            go = button("去巡察人员条件", partial(self.desk.open_page, "list:staff_condition"), role="main")
            box.addWidget(empty("list-checks", "没有启用的条件", "先登记或启用选人条件。", go))
        else:
            self._draw(box, sheet)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, sheet: Sheet) -> None:
        every = [held for person in sheet.people for held in sheet.verdicts[person.id]]
        counts = "，".join(
            f"{label}{sum(held.result == code for held in every)}"
            for code, label in (("unmet", "不符合"), ("open", "待核"), ("met", "符合"))
        )
        section(box, f"{len(sheet.people)} 人 × {len(sheet.conditions)} 项条件", counts)
        heads = ("姓名", "单位", *(held.name for held in sheet.conditions))
        rows = [
            (
                MatrixCell(person.name),
                MatrixCell(person.employer),
                *(
                    MatrixCell(
                        f"{WORDS[held.result]}{'（认定）' if held.decided else ''}",
                        TONES[held.result],
                        held.basis,
                    )
                    for held in sheet.verdicts[person.id]
                ),
            )
            for person in sheet.people
        ]
        grid = Grid("资格核查表", heads, rows, firm=FIRM, most=11)
        grid.pointed.connect(self._on_pointed)
        grid.opened.connect(self._on_opened)
        box.addWidget(grid)
        rest(box, sheet.more, "人", OTHERS)
        box.addWidget(words("双击一格或按回车认定；“认定”过的以人的结论为准。", "muted"))
        self._detail = QVBoxLayout()
        box.addLayout(self._detail)
        grid.setCurrentCell(0, FIRM)

    def _on_pointed(self, row: int, column: int) -> None:
        sheet = self._sheet
        if sheet is None or row < 0 or column < FIRM:
            return
        person = sheet.people[row]
        held = sheet.verdicts[person.id][column - FIRM]
        box = redraw(self._detail)
        go = button("认定…", partial(self._on_opened, row, column), icon_name="pencil")
        section(box, f"{person.name}：{held.condition.name}", WORDS[held.result], go)
        box.addWidget(words(f"依据：{held.basis or '—'}", wrap=True))
        if held.condition.content:
            box.addWidget(words(held.condition.content, "muted", wrap=True))
        box.addLayout(beside(button("打开人员", partial(self.desk.open_record, "person", person.id)), None))

    def _on_opened(self, row: int, column: int) -> None:
        sheet = self._sheet
        if sheet is None or column < FIRM:
            return
        person = sheet.people[row]
        held = sheet.verdicts[person.id][column - FIRM]

        def make(_session: Session) -> ConditionCheck:
            basis = "" if held.decided else held.basis
            return ConditionCheck(
                person_id=person.id, result=held.result, basis=basis, checked_on=date.today()
            )

        ask_fields(
            self.desk, f"认定：{person.name} {held.condition.name}", make, ("result", "basis", "checked_on"),
            "认定", partial(self._decide, person.id, held.condition.id), needs=("result", "basis", "checked_on"),
        )  # fmt: skip

    def _decide(self, person_id: str, condition_id: str, _record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> ConditionCheck:
            return decide(
                session, session.get(Person, person_id), session.get(Condition, condition_id),
                result=values["result"], basis=values["basis"], on=values["checked_on"],
            )  # fmt: skip

        self.desk.work.write(write, lambda _held: self.desk.note("已认定"), owner=self)
