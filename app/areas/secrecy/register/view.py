"""The page 收发文一览: papers that wait to be dealt with, every numbered letter that went out, holes in the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from app.areas.secrecy.register.model import GROUP, OfficeDocument
from app.areas.secrecy.register.papers import incoming_book, outgoing_book
from app.areas.secrecy.register.service import Desk as Shown
from app.areas.secrecy.register.service import Letter, desk_of
from app.widgets import theme
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.pieces import Pieces
from app.widgets.rows import button, name_control
from db.query import Query
from db.vault import Vault

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session

PAGE = "secrecy.register"
MOST = 1000
MOST_ODD = 12
"""Hints about numbers that are shown; a page long of them nobody reads."""


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """收发文一览."""
    return (PageSpec(PAGE, "收发文一览", "mail", "secrecy", RegisterPage, group=GROUP),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """回复这件来文 begins an outgoing paper that names it."""
    return {"office_document": (ActionOffer("登记复文…", "undo-2", answer),)}


class RegisterPage(WorkPage):
    """The page. Outgoing letters are those of all records with a 文号, whichever list they stand in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "收发文一览", "来文拟办、批示到办结；各种带文号的发文合在一本，重号跳号有提示", about="office_document", wide=True
        )  # fmt: skip
        self._pieces = Pieces(desk.work, self)
        self._year = QComboBox()
        name_control(self._year, "年度")
        self._year.addItem("全部年度", None)
        self._year.activated.connect(self._on_year)
        for each in (
            self._year,
            button("打印收文登记簿", partial(self._on_print, outgoing=False), icon_name="printer"),
            button("打印发文登记簿", partial(self._on_print, outgoing=True), icon_name="printer"),
            button("登记发文", partial(self._on_new, "out"), icon_name="send"),
            button("登记来文", partial(self._on_new, "in"), icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch(
            "office_document", "notification", "recommendation", "feedback_letter", "supervision_letter"
        )
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(desk_of, year=self._year.currentData())
        self.desk.work.read(read, self._on_shown, owner=self, slot="register")

    def _on_year(self, _place: int) -> None:
        self.refresh()

    def _on_shown(self, shown: Shown) -> None:
        held = self._year.currentData()
        self._year.clear()
        self._year.addItem("全部年度", None)
        for year in shown.years:
            self._year.addItem(f"{year}年", year)
        self._year.setCurrentIndex(max(0, self._year.findData(held)))
        self._pieces.start(self._drawing(shown))

    def _drawing(self, shown: Shown) -> Iterator[Callable[[], object]]:
        """Steps that fill both tables, which may be thousands of rows, and then put them on the page."""
        heads = ("登记号", "收文", "来文单位", "文号", "标题", "承办人", "期限", "状态")
        waiting = Lines("在办来文", heads, (130, 96, 150, 190, 220, 90, 96, 90), grow=4, most=10)
        for one in shown.waiting:
            yield partial(_add_waiting, waiting, one, date.today())
        of_sent = ("文号", "标题", "文种", "主送", "日期", "密级", "状态")
        sent = Lines("发文", of_sent, (200, 260, 110, 150, 96, 72, 84), grow=1)
        for letter in shown.letters:
            yield partial(_add_letter, sent, letter)
        yield partial(self._show, shown, waiting, sent)

    def _show(self, shown: Shown, waiting: Lines, sent: Lines) -> None:
        box = redraw(self.body)
        if not shown.waiting and not shown.letters and not shown.done:
            go = button("登记来文", partial(self._on_new, "in"), role="main")
            text = "收到的公文函件先登记，再拟办、批示、承办；程序里起草的反馈意见、抄告函、建议书、督办文书填了文号，自动列到发文里。"
            box.addWidget(empty("mail", "还没有收发文", text, go))
            box.addStretch(1)
            return
        section(box, "在办来文", f"{len(shown.waiting)} 件；已办结 {shown.done} 件；双击打开")
        waiting.tight(0, 1, 6)
        waiting.opened.connect(self._on_opened)
        waiting.fit()
        box.addWidget(waiting)
        section(box, "发文", f"{len(shown.letters)} 件，按日期；双击打开原记录")
        if shown.odd:
            more = f"；还有 {len(shown.odd) - MOST_ODD} 处" if len(shown.odd) > MOST_ODD else ""
            box.addWidget(facts([("编号提示", "；".join(shown.odd[:MOST_ODD]) + more)]))
        sent.tight(4)
        sent.opened.connect(self._on_opened)
        sent.fill(box)
        box.addStretch(1)

    def _on_opened(self, key: tuple[str, str] | None) -> None:
        if key:
            self.desk.open_record(*key)

    def _on_new(self, direction: str) -> None:
        self.desk.new_record("office_document", direction=direction, moved_on=date.today())

    def _on_print(self, *, outgoing: bool) -> None:
        year = self._year.currentData()
        label = "发文登记簿" if outgoing else "收文登记簿"

        def make(session: Session) -> Paper:
            if outgoing:
                return outgoing_book(desk_of(session, year=year).letters, year, session.code_label)
            held = [
                one for one in session.some(Query("office_document"), MOST) if isinstance(one, OfficeDocument)
            ]
            mine = [one for one in held if year is None or (one.moved_on and one.moved_on.year == year)]
            return incoming_book(mine, year, session.code_label)

        self.desk.print_paper(label, make)


def _add_waiting(lines: Lines, one: OfficeDocument, today: date) -> None:
    late = one.due_on is not None and one.due_on < today
    texts = (
        one.number, _day(one.moved_on), one.other_side, one.document_number, one.title_text, one.handler,
        _day(one.due_on), "▲ 逾期" if late else one.TYPE.lifecycle.state(one.state).label,
    )  # fmt: skip
    row = lines.add(texts, ("office_document", one.id))
    if late:
        row.setForeground(7, theme.color("red"))


def _add_letter(lines: Lines, one: Letter) -> None:
    texts = (one.document_number, one.title, one.label, one.to, _day(one.on), one.grade, one.state)
    lines.add(texts, (one.type, one.id))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def answer(desk: Desk, ids: tuple[str, ...]) -> None:
    """Begin the paper that answers one that came."""

    def opened(held: OfficeDocument) -> None:
        desk.new_record(
            "office_document", direction="out", other_side=held.other_side, answers_id=held.id, moved_on=date.today(),
            secrecy=held.secrecy, task_id=held.task_id, round_id=held.round_id, title_text=f"关于“{held.title_text}”的复函",
        )  # fmt: skip

    desk.work.read(lambda session: session.get(OfficeDocument, ids[0]), opened)
