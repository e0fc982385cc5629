"""The page 制作会议材料: the papers of one meeting, its numbered copies, and which of them are still out.

Copies are issued and taken back by the service and the ledger; this page asks for whom and where to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout

from app.areas.reporting.meetings.issuing import MeetingShown, meeting_shown, take_back
from app.areas.reporting.meetings.model import Meeting, names_in
from app.areas.reporting.meetings.pack import Outlook, look_ahead, make_pack
from app.areas.reporting.meetings.papers import distribution
from app.areas.reporting.meetings.service import people_of
from app.areas.reporting.view.aim import has_aim, remember, remembered, take_aim
from app.areas.secrecy.model import Exposure
from app.core.errors import XunchaError
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.documents.paper import Paper
from app.documents.pdf import RenderCancelled
from app.documents.print_queue import Printing
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, ask_fields, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.printing import ApprovalSheet, PrintSheet, hand_over
from app.widgets.rows import button, name_control, words

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from db.session import Session

PACK = "meeting_pack"
READERS = FieldSpec("readers", "发给谁", Kind.LONG_TEXT, help="一人一份；姓名用顿号或换行隔开")
WATERMARK = FieldSpec("watermark", "页面底纹印领取人姓名", Kind.FLAG)
COPY_STATE = {"out": "▲ 未收回", "returned": "已收回", "destroyed": "已销毁", "settled": "已核销"}


class PackPage(WorkPage):
    """The page. It begins with the meeting that was aimed at, else with the one shown last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "制作会议材料", "一人一份、各有份号；制作时记入输出台账，会后逐份收回", about="meeting_material", wide=True
        )  # fmt: skip
        self._shown: MeetingShown | None = None
        self._copies: Lines | None = None
        self._box = TaskBox(desk, "meeting")
        name_control(self._box, "会议")
        self._box.chosen.connect(self._on_chosen)
        self._back = button("收回所选…", self._on_back, icon_name="undo-2", hint="先在下面选中收回的份号")
        self._print = button("打印会议材料…", partial(self._on_make, "print"), icon_name="printer")
        self._make = button(
            "制作会议材料…", partial(self._on_make, "pdf"), icon_name="paperclip", role="main"
        )
        self._sheet = button("发放登记表", self._on_sheet, icon_name="list")
        for part in (self._box, self._sheet, self._back, self._print, self._make):
            self.buttons.addWidget(part)
        self.watch("meeting", "agenda_item", "meeting_material", "exposure")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Another meeting may be wanted since the page was last shown."""
        super().showEvent(event)
        if has_aim(self.desk, PACK):
            self.refresh()

    def _on_chosen(self, id: str) -> None:
        wanted = take_aim(self.desk, PACK) or ("" if self._shown else remembered(self.desk, PACK))
        if wanted:
            self._box.choose(wanted)
            id = self._box.id
        if not id:
            self._show_nothing()
            return
        remember(self.desk, PACK, id)
        self.desk.work.read(partial(meeting_shown, id=id), self._on_shown, owner=self, slot="meeting")

    def _show_nothing(self) -> None:
        self._shown = None
        for part in (self._box, self._sheet, self._back, self._print, self._make):
            part.hide()
        go = button("登记会议", partial(self.desk.new_record, "meeting"), role="main")
        text = "先登记会议和议题，再把报告、汇报材料等列为会议材料，然后在这里一人一份制作。"
        box = redraw(self.body)
        box.addWidget(empty("users", "还没有会议", text, go))
        box.addStretch(1)

    def _on_shown(self, shown: MeetingShown) -> None:
        self._shown = shown
        for part in (self._box, self._sheet, self._back, self._print, self._make):
            part.show()
        box = redraw(self.body)
        held = shown.meeting
        box.addWidget(
            facts(
                (
                    ("会议", f"{held.title}（{held.TYPE.lifecycle.state(held.state).label}）"),
                    ("时间地点", f"{held.at:%Y-%m-%d %H:%M}　{held.place}" if held.at else held.place),
                    ("主持", held.chair),
                    ("出席", "、".join(names_in(held.attendees))),
                    ("列席", "、".join(names_in(held.observers))),
                )
            )
        )
        self._draw_agenda(box, shown)
        self._draw_materials(box, shown)
        self._draw_copies(box, shown)
        box.addStretch(1)

    def _draw_agenda(self, box: QVBoxLayout, shown: MeetingShown) -> None:
        more = button(
            "加议题", partial(self.desk.new_record, "agenda_item", meeting_id=shown.meeting.id), role="link"
        )
        section(box, "议题", f"{len(shown.agenda)} 项", more)
        if not shown.agenda:
            box.addWidget(words("还没有议题。", "body-muted"))
            return
        lines = Lines(
            "议题", ("序号", "议题", "汇报人", "时间", "研究意见"), (52, 320, 100, 84, 260), grow=1, most=8
        )
        for place, item in enumerate(shown.agenda, 1):
            spent = f"{item.minutes} 分钟" if item.minutes else ""
            lines.add((str(place), item.topic, item.reporter, spent, item.opinion), item.id)
        lines.opened.connect(partial(self.desk.open_record, "agenda_item"))
        lines.fit()
        box.addWidget(lines)

    def _draw_materials(self, box: QVBoxLayout, shown: MeetingShown) -> None:
        new = partial(self.desk.new_record, "meeting_material", meeting_id=shown.meeting.id)
        section(box, "会议材料", f"{len(shown.materials)} 份", button("加会议材料", new, role="link"))
        if not shown.materials:
            box.addWidget(words("还没有材料。可以取自报告，也可以直接写正文。", "body-muted"))
            return
        lines = Lines(
            "会议材料", ("序号", "材料名称", "来源", "提供单位"), (52, 360, 120, 160), grow=1, most=8
        )
        for place, item in enumerate(shown.materials, 1):
            source = "取自报告" if item.report_id else "正文" if item.content.strip() else "另附文件"
            lines.add((str(place), item.name, source, item.provided_by), item.id)
        lines.opened.connect(partial(self.desk.open_record, "meeting_material"))
        lines.fit()
        box.addWidget(lines)

    def _draw_copies(self, box: QVBoxLayout, shown: MeetingShown) -> None:
        out = len(shown.out)
        note = f"{len(shown.copies)} 份" + (
            f"，▲ 未收回 {out} 份" if out else "，全部收回" if shown.copies else ""
        )
        section(box, "份号和收回", note)
        self._copies = None
        if not shown.copies:
            box.addWidget(words("还没有制作。制作后这里逐份显示份号、领取人和收回情况。", "body-muted"))
            return
        heads = ("份号", "领取人", "制作日期", "收回", "收回日期", "经手人")
        lines = Lines("份号和收回", heads, (96, 160, 120, 110, 120, 120), grow=1, most=14)
        lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for copy in shown.copies:
            texts = (
                copy.number, copy.reader, _day(copy.given_on), COPY_STATE.get(copy.state, copy.state),
                _day(copy.returned_on), copy.returned_to,
            )  # fmt: skip
            item = lines.add(texts, copy.id)
            if copy.open:
                item.setForeground(3, theme.color("amber"))
        lines.opened.connect(partial(self.desk.open_record, "exposure"))
        lines.fit()
        self._copies = lines
        box.addWidget(lines)

    # Out

    def _on_make(self, act: str) -> None:
        if self._shown is None:
            return
        id = self._shown.meeting.id

        def start(record: Record) -> Mapping[str, Any]:
            assert isinstance(record, Meeting)
            return {"readers": "\n".join(people_of(record)), "watermark": True}

        ask_fields(
            self.desk, "制作会议材料", lambda session: session.get(Meeting, id), (), "制作",
            partial(self._on_readers, act), needs=("readers",), more=(READERS, WATERMARK), start=start,
            text="每份从议程和材料目录起，依次是各份材料；每份都有自己的份号，并记入输出台账。",
        )  # fmt: skip

    def _on_readers(self, act: str, record: Record, values: dict[str, Any]) -> None:
        readers = names_in(values["readers"])
        make = partial(make_pack, meeting_id=record.id, act=act, watermark=bool(values["watermark"]))
        ask = self._ask_printer if act == "print" else self._ask_approval
        self.desk.work.read(
            partial(look_ahead, meeting_id=record.id, readers=readers),
            partial(ask, make, readers),
            owner=self,
        )

    def _ask_approval(self, make: Any, readers: tuple[str, ...], outlook: Outlook) -> None:
        if outlook.grade:
            ApprovalSheet(self.window(), outlook.grade, partial(self._ask_folder, make, readers)).open()
        else:
            self._ask_folder(make, readers, "")

    def _ask_folder(self, make: Any, readers: tuple[str, ...], approved_by: str) -> None:
        store = partial(make, readers=readers, approved_by=approved_by)
        dialogs.pick_folder(
            self.window(), "会议材料存到哪个文件夹（离开本库，记入台账）",
            lambda folder: self._store(store, Path(folder)),
        )  # fmt: skip

    def make_into(self, folder: Path, readers: tuple[str, ...], *, watermark: bool) -> None:
        """Make the copies into a folder that a person chose."""
        assert self._shown is not None
        make = partial(
            make_pack, meeting_id=self._shown.meeting.id, readers=readers, act="pdf", watermark=watermark
        )
        self._store(make, folder)

    def _store(self, make: Any, folder: Path) -> None:
        def write(session: Session, progress: Progress, cancelled: Cancel) -> int:
            try:
                return len(make(session, folder=folder, progress=progress, cancelled=cancelled))
            except RenderCancelled as stopped:
                raise Cancelled from stopped

        self.desk.work.write_job("正在制作会议材料…", write, self._on_made, owner=self)

    def _on_made(self, count: int) -> None:
        self.desk.note(f"已制作 {count} 份会议材料，份号已记入输出台账")
        self.refresh()

    def _ask_printer(self, make: Any, readers: tuple[str, ...], outlook: Outlook) -> None:
        PrintSheet(
            self.desk,
            self.window(),
            outlook.pages,
            partial(self._print_next, make, readers, 0),
            grade=outlook.grade,
        ).open()

    def _print_next(self, make: Any, readers: tuple[str, ...], done: int, wanted: Printing) -> None:
        """Print the copy of the next reader, entered as it is taken by the printer; a fault ends the row there."""
        if done == len(readers):
            self._on_made(done)
            return

        def write(session: Session, progress: Progress, cancelled: Cancel) -> None:
            def send(pdf: bytes, pages: int) -> None:
                hand_over(pdf, pages, replace(wanted, copies=1), progress, cancelled)

            try:
                make(
                    session,
                    readers=readers[done : done + 1],
                    approved_by=wanted.approved_by,
                    send=send,
                    cancelled=cancelled,
                )
            except RenderCancelled as stopped:
                raise Cancelled from stopped

        def stopped(error: XunchaError) -> None:
            if done:
                self._on_made(done)
            if not isinstance(error, Cancelled):
                self.desk.show_error(error, self.window())

        self.desk.work.write_job(
            f"正在打印会议材料，第 {done + 1} 份，共 {len(readers)} 份…", write,
            lambda _none: self._print_next(make, readers, done + 1, wanted), failed=stopped, owner=self,
        )  # fmt: skip

    # Back

    def _on_back(self) -> None:
        ids = tuple(self._copies.chosen()) if self._copies is not None else ()
        if not ids:
            dialogs.tell(
                self.window(), "还没有选中份号", "在“份号和收回”里点收回的那一份；按住 Ctrl 可以选几份。"
            )
            return

        def make(session: Session) -> Exposure:
            return Exposure(returned_on=date.today(), returned_to=session.actor.name)

        def store(_record: Record, values: dict[str, Any]) -> None:
            self.desk.work.write(
                lambda session: take_back(session, ids, to=values["returned_to"], on=values["returned_on"]),
                lambda count: self.desk.note(f"已收回 {count} 份"),
                owner=self,
            )

        ask_fields(
            self.desk, f"收回 {len(ids)} 份", make, ("returned_on", "returned_to"), "收回", store,
            needs=("returned_on", "returned_to"),
        )  # fmt: skip

    def _on_sheet(self) -> None:
        if self._shown is None:
            return
        id = self._shown.meeting.id

        def make(session: Session) -> Paper:
            shown = meeting_shown(session, id)
            return distribution(shown.meeting, shown.copies, shown.materials, session.code_label)

        self.desk.print_paper("会议材料发放登记", make, (self._shown.meeting,))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
