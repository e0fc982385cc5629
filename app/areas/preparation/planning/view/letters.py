"""The page 巡前情况函: departments against units, who answered, who is late; letters in one go, chasing, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.partners import InfoRequest
from app.areas.preparation.planning.service.partners import (
    LetterBoard,
    answer,
    ask_all,
    board,
    chase,
    due_day,
)
from app.areas.preparation.planning.service.shipped import load_partners
from app.core.errors import Refused
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.field_sheet import active_window, ask_fields
from app.widgets.frame import IN_HAND, WorkPage, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button

if TYPE_CHECKING:
    from db.session import Session

LETTERS = "planning.letters"
MOST_UNITS = 8
"""Units that the matrix can show side by side at 1366; the list below shows all."""
MOST_OPEN = 80
"""Letters without an answer that are listed, the longest due first."""


class LettersPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "巡前情况", "向协作单位一次发函，谁答了、谁没答、催了几次", about="info_request", wide=True
        )
        for each in (
            button("协作单位", partial(desk.open_page, "list:partner"), icon_name="landmark"),
            button("制发情况函…", self._on_ask, icon_name="mail", role="main"),
        ):
            self.buttons.addWidget(each)
        self._open: Lines | None = None
        self.watch("info_request", "partner", "task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(
            partial(board, round_id=self.desk.hand.round_id), self._on_board, owner=self, slot="board"
        )

    def _on_board(self, held: LetterBoard) -> None:
        box = redraw(self.body)
        self._open = None
        if not held.partners:
            go = button("载入常用协作单位", self._on_load, role="main")
            text = "先登记协作单位和联络员，再一次向所有单位发出巡前情况函。"
            box.addWidget(empty("landmark", "还没有协作单位", text, go))
            box.addStretch(1)
            return
        late = held.waiting(date.today())
        answered = sum(request.state == "answered" for request in held.cells.values())
        section(box, "发函和回函", f"已发 {len(held.cells)} 件，已回 {answered} 件，逾期未回 {len(late)} 件")
        self._draw_matrix(box, held)
        self._draw_open(box, held)
        box.addStretch(1)

    def _draw_matrix(self, box: QVBoxLayout, held: LetterBoard) -> None:
        tasks = held.tasks[:MOST_UNITS]
        heads = ("协作单位", *(unit.short_name or unit.name for _, unit in tasks))
        lines = Lines("回函情况", heads, (200, *(130 for _ in tasks)), most=14)
        for partner in held.partners:
            cells = [_cell(held.cells.get((partner.id, task.id))) for task, _ in tasks]
            row = lines.add((partner.name, *cells), partner.id)
            for place, text in enumerate(cells, 1):
                if text.startswith("▲"):
                    row.setForeground(place, theme.color("red"))
        lines.opened.connect(self._on_partner)
        lines.fit()
        box.addWidget(lines)
        rest(box, len(held.tasks) + held.more - len(tasks), "个单位", IN_HAND)

    def _draw_open(self, box: QVBoxLayout, held: LetterBoard) -> None:
        rows = [request for request in held.cells.values() if request.state in ("draft", "sent")]
        rows.sort(key=lambda request: (request.due_on or date.max, request.partner_id))
        names = {partner.id: partner.name for partner in held.partners}
        units = {task.id: unit.short_name or unit.name for task, unit in held.tasks}
        section(box, "等待回函", f"{len(rows)} 件；选一行或几行，再催办或登记回函")
        heads = ("协作单位", "被巡察单位", "函号", "发函", "回函期限", "还有", "催办")
        lines = Lines("等待回函", heads, (190, 130, 170, 104, 104, 110, 150), most=10)
        lines.setSelectionMode(lines.SelectionMode.ExtendedSelection)
        for request in rows[:MOST_OPEN]:
            left = (request.due_on - date.today()).days if request.due_on else None
            said = "—" if left is None else f"{left} 天" if left >= 0 else f"▲ 超 {-left} 天"
            chased = f"{request.chased} 次，{request.chased_on}" if request.chased else ""
            row = lines.add(
                (
                    names.get(request.partner_id, ""),
                    units.get(request.task_id, ""),
                    request.letter_number,
                    _day(request.sent_on),
                    _day(request.due_on),
                    said,
                    chased,
                ),
                request.id,
            )
            if left is not None and left < 0:
                row.setForeground(5, theme.color("red"))
        lines.tight(3, 4)
        lines.opened.connect(self._on_request)
        lines.fit()
        self._open = lines
        box.addWidget(lines)
        every = partial(self.desk.open_page, "list:info_request")
        rest(box, len(rows) - MOST_OPEN, "件", go=("看全部情况函", every))
        box.addLayout(
            beside(
                button("催办…", self._on_chase, icon_name="bell"),
                button("登记回函…", self._on_answer, icon_name="check"),
                None,
            )
        )

    def _on_partner(self, id: str) -> None:
        self.desk.open_record("partner", id)

    def _on_request(self, id: str) -> None:
        self.desk.open_record("info_request", id)

    def _on_load(self) -> None:
        self.desk.work.write(
            load_partners, lambda count: self.desk.note(f"已载入 {count} 条，请改成本地的名称"), owner=self
        )

    def _on_ask(self) -> None:
        round_id = self.desk.hand.round_id
        ask_letters(self.desk, round_id=round_id)

    def _chosen(self) -> tuple[str, ...]:
        return tuple(self._open.chosen()) if self._open is not None else ()

    def _on_chase(self) -> None:
        chase_letters(self.desk, self._chosen())

    def _on_answer(self) -> None:
        answer_letter(self.desk, self._chosen())


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _cell(request: InfoRequest | None) -> str:
    if request is None:
        return "未发函"
    if request.state == "answered":
        return f"✓ 已回 {request.answered_on:%m-%d}" if request.answered_on else "✓ 已回"
    if request.state == "draft":
        return "拟函"
    late = request.due_on is not None and request.due_on < date.today()
    chased = f" 催{request.chased}次" if request.chased else ""
    return f"{'▲ 逾期' if late else '○ 待回'}{chased}"


# Menu actions as well ------------------------------------------------------------------------------------


def ask_round(desk: Desk, ids: tuple[str, ...]) -> None:
    """Letters about every task of a round."""
    ask_letters(desk, round_id=ids[0])


def ask_letters(desk: Desk, *, round_id: str) -> None:
    """Ask for the days and the contact, then make the letters to all departments in one go."""

    def make(session: Session) -> InfoRequest:
        tasks = session.find(Task, round_id=round_id) if round_id else session.find(Task)
        if not tasks:
            raise Refused("还不能制发情况函", ["还没有巡察任务"], todo="先建立本轮的巡察任务")
        today = date.today()
        return InfoRequest(
            sent_on=today,
            due_on=due_day(session, today, round_id=tasks[0].round_id),
            contact=session.actor.name,
            task_id=tasks[0].id,
        )

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> int:
            tasks = session.find(Task, round_id=round_id) if round_id else session.find(Task)
            return len(ask_all(session, tasks, **values))

        desk.work.write(write, lambda count: desk.note(f"已制发 {count} 件情况函，请逐个单位打印"))

    ask_fields(
        desk, "制发巡前情况函", make, ("sent_on", "due_on", "contact", "contact_phone"), "制发", store,
        needs=("sent_on", "due_on"), text="向所有参加协作的单位，就本轮每个被巡察单位发函；已经发过的不重复。",
    )  # fmt: skip


def chase_letters(desk: Desk, ids: tuple[str, ...]) -> None:
    """Note a reminder on one letter or several."""
    if not ids:
        dialogs.tell(active_window(), "还没有选中情况函", "先选要催办的一行或几行。")
        return

    def done(how: str) -> None:
        def write(session: Session) -> int:
            rows = [session.get(InfoRequest, id) for id in ids]
            return len([chase(session, row, on=date.today(), how=how) for row in rows])

        desk.work.write(write, lambda count: desk.note(f"已记 {count} 件催办"))

    dialogs.ask_text(active_window(), f"催办 {len(ids)} 件情况函", "催办方式和情况", "记录催办", done,
                     text="例如：电话联系，答复本周内回函。日期记今天。", long=False)  # fmt: skip


def answer_letter(desk: Desk, ids: tuple[str, ...]) -> None:
    """Record what one department answered."""
    if len(ids) != 1:
        dialogs.tell(active_window(), "请选一件情况函", "一次登记一件回函。")
        return

    def make(session: Session) -> InfoRequest:
        held = session.get(InfoRequest, ids[0])
        return replace(held, answered_on=held.answered_on or date.today())

    def store(record: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: answer(session, session.get(InfoRequest, record.id), **values),
            lambda _held: desk.note("已登记回函"),
        )

    ask_fields(
        desk, "登记回函", make, ("answered_on", "answered_by", "answer", "usable", "attachments"), "登记",
        store, needs=("answered_on", "answer"),
    )  # fmt: skip
