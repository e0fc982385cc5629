"""The page 回避核查: people × units of a round, every cell with its reasons, one step from the declaration."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.areas.libraries.model import Person
from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Task
from app.areas.preparation.staffing.recusal import HAS, NONE, OPEN, SILENT, Matrix, declare, matrix_of
from app.areas.preparation.staffing.view.people import OTHERS, PeopleBox, RoundBox, read_people
from app.widgets.aim import has_aim, take_aim
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, rest, section
from app.widgets.matrix import Matrix as Grid
from app.widgets.matrix import MatrixCell
from app.widgets.rows import beside, button, words

if TYPE_CHECKING:
    from db.session import Session

RECUSAL = "staffing.recusal"
TONES = {HAS: "red", OPEN: "amber", NONE: "green", SILENT: "muted"}
FIRM = 2


def read_matrix(session: Session, *, round_id: str, people: str) -> tuple[Matrix | None, int]:
    """The matrix of a round, None when there is no round; and how many people of the pool are left out of it."""
    if not round_id:
        return None, 0
    found = read_people(session, round_id, people)
    return matrix_of(session, round_id, found.people), found.more


class RecusalPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "回避核查", "每人对每个被巡察单位核一遍：任职、地域、公务", about="recusal", wide=True
        )
        self._round = RoundBox(desk)
        self._people = PeopleBox()
        for part in (self._round, self._people):
            self.buttons.addWidget(part)
        self._matrix: Matrix | None = None
        self._more = 0
        self._round.chosen.connect(self._on_round)
        self._people.changed.connect(self._read)
        self.watch("recusal", "member", "person", "task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.start(take_aim(self.desk, RECUSAL))

    def showEvent(self, event: QShowEvent) -> None:
        """A round may have been asked for while the page was covered."""
        super().showEvent(event)
        if has_aim(self.desk, RECUSAL):
            self.refresh()

    def _on_round(self, _id: str) -> None:
        self._read()

    def _read(self) -> None:
        read = partial(read_matrix, round_id=self._round.id, people=self._people.code)
        self.desk.work.read(read, self._on_matrix, owner=self, slot="matrix")

    def _on_matrix(self, read: tuple[Matrix | None, int]) -> None:
        matrix, self._more = read
        self._matrix = matrix
        box = redraw(self.body)
        if matrix is None or not matrix.tasks:
            go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
            text = "先建立轮次和巡察任务，写明哪个组巡察哪个党组织，再逐人核查。"
            box.addWidget(empty("shield-check", "还没有巡察任务", text, go))
        elif not matrix.lines:
            go = button("去选配建议", partial(self.desk.open_page, "staffing.suggest"), role="main")
            text = "本轮的组还没有人。先选配组员，或在右上角改看人才库。"
            box.addWidget(empty("users", "还没有要核查的人", text, go))
        else:
            self._draw(box, matrix)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, matrix: Matrix) -> None:
        counts = "，".join(
            f"{label}{matrix.count(state)}"
            for label, state in (("有", HAS), ("待核", OPEN), ("无", NONE), ("没有提示", SILENT))
        )
        section(box, f"{len(matrix.lines)} 人 × {len(matrix.units)} 个党组织", counts)
        heads = ("姓名", "单位和所在组", *(unit.short_name or unit.name for unit in matrix.units))
        rows = [
            (
                MatrixCell(line.person.name),
                MatrixCell(f"{line.person.employer}{f' · {line.groups}' if line.groups else ''}"),
                *(MatrixCell(cell.words, TONES[cell.state], "\n".join(cell.reasons)) for cell in line.cells),
            )
            for line in matrix.lines
        ]
        grid = Grid("回避核查表", heads, rows, firm=FIRM, most=11)
        grid.pointed.connect(self._on_pointed)
        grid.opened.connect(self._on_opened)
        box.addWidget(grid)
        rest(box, self._more, "人", OTHERS)
        box.addWidget(words("双击一格或按回车，打开回避申报；还没有申报的，当场建立一份。", "muted"))
        self._detail = QVBoxLayout()
        box.addLayout(self._detail)
        first = next(
            (
                (row, column)
                for wanted in (HAS, OPEN, NONE, SILENT)
                for row, line in enumerate(matrix.lines)
                for column, cell in enumerate(line.cells)
                if cell.state == wanted
            ),
            (0, 0),
        )
        grid.setCurrentCell(first[0], first[1] + FIRM)

    def _on_pointed(self, row: int, column: int) -> None:
        matrix = self._matrix
        if matrix is None or row < 0 or column < FIRM:
            return
        line, unit = matrix.lines[row], matrix.units[column - FIRM]
        cell = line.cells[column - FIRM]
        box = redraw(self._detail)
        label = "打开回避申报" if cell.recusal_id else "登记回避申报"
        go = button(label, partial(self._on_opened, row, column), icon_name="shield-check")
        section(box, f"{line.person.name} 对 {unit.name}", cell.words, go)
        for reason in cell.reasons or ("人员库里没有发现任职、地域、公务回避的提示，也还没有申报。",):
            box.addWidget(words(f"· {reason}", wrap=True))
        box.addLayout(
            beside(button("打开人员", partial(self.desk.open_record, "person", line.person.id)), None)
        )

    def _on_opened(self, row: int, column: int) -> None:
        matrix = self._matrix
        if matrix is None or column < FIRM:
            return
        line, task = matrix.lines[row], matrix.tasks[column - FIRM]
        cell = line.cells[column - FIRM]
        if cell.recusal_id:
            self.desk.open_record("recusal", cell.recusal_id)
            return
        person_id, task_id = line.person.id, task.id

        def write(session: Session) -> Recusal:
            return declare(session, session.get(Task, task_id), session.get(Person, person_id))

        self.desk.work.write(write, lambda made: self.desk.open_record("recusal", made.id), owner=self)
