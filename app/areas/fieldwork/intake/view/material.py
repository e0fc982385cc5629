"""The page 扫描入库, and the actions on documents of the unit: list, receive, give back, read, take as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.intake.loans import ask_for, evidence_of, give_back, take_over
from app.areas.fieldwork.intake.model import DocumentLoan, Reading, Scan
from app.areas.fieldwork.intake.scans import LINKS, Brought, Seen, boxes, scan_in
from app.areas.fieldwork.model import Evidence
from app.areas.fieldwork.view import on_both
from app.areas.preparation.model import Task
from app.core.records import Record
from app.tasks.decoder import look_at
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import TaskBox, WorkPage, active_window, ask_fields, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.page import list_code
from app.widgets.rows import button, name_control
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

SCANS_PAGE = "fieldwork.scans"
HEADS = ("编号", "题名", "种类", "页数", "柜架", "盒号", "状态")
WIDTHS = (150, 300, 96, 60, 130, 90, 84)
NEWEST = 60


@dataclass(frozen=True)
class Shelf:
    """Scans of a task: where the originals lie, and the newest ones."""

    task: Task | None
    boxes: tuple[tuple[str, str, int, int], ...]
    scans: tuple[Scan, ...]
    rows: tuple[tuple[str, ...], ...]


def read_shelf(session: Session, task_id: str) -> Shelf:
    """What the page shows."""
    if not task_id:
        return Shelf(None, (), (), ())
    newest = tuple(reversed(session.find(Scan, task_id=task_id)))[:NEWEST]
    rows = tuple(
        (
            held.number,
            held.paper_title,
            session.code_label("scan_kind", held.kind) if held.kind else "",
            str(held.pages or ""),
            held.shelf,
            held.box,
            held.TYPE.lifecycle.state(held.state).label,
        )
        for held in newest
    )
    return Shelf(session.get(Task, task_id), boxes(session, task_id), newest, rows)


class ScansPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "扫描入库",
            "纸质材料扫描后一次选多份，逐份编号、记页数、记存放位置",
            about="scan",
            wide=True,
        )
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(self._on_task)
        self._shelf = Shelf(None, (), (), ())
        for each in (
            self._task,
            button("全部纸质材料", partial(desk.open_page, list_code("scan")), icon_name="list"),
            button("选择扫描件…", self._on_scan, icon_name="import", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("scan")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _on_task(self, id: str) -> None:
        self.desk.work.read(partial(read_shelf, task_id=id), self._on_shelf, owner=self, slot="shelf")

    def _on_shelf(self, shelf: Shelf) -> None:
        self._shelf = shelf
        box = redraw(self.body)
        if shelf.task is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            box.addWidget(
                empty("archive", "还没有巡察任务", "纸质材料归到任务名下。先接收任务包，或新建巡察任务。", go)
            )
        elif not shelf.scans:
            text = "把扫描好的文件一次选进来，程序逐份编号，图片和 PDF 自动数页数，能认出的文字可以检索。"
            box.addWidget(empty("archive", "还没有扫描件", text, button("选择扫描件", self._on_scan)))
        else:
            self._draw(box, shelf)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, shelf: Shelf) -> None:
        section(box, "存放位置", f"{len(shelf.boxes)} 处，双击看盒内目录")
        places = Lines("存放位置", ("柜架", "盒号", "份数", "页数"), (260, 200, 80, 80), most=6)
        for shelf_name, box_name, count, pages in shelf.boxes:
            texts = (shelf_name or "未登记", box_name or "未登记", str(count), str(pages))
            places.add(texts, (shelf_name, box_name))
        places.right(2, 3)
        places.opened.connect(self._on_box)
        places.fit()
        box.addWidget(places)
        section(box, "最近入库", "核对题名和页数后办理“核对”")
        lines = Lines("最近入库", HEADS, WIDTHS, grow=1, most=10)
        for held, row in zip(shelf.scans, shelf.rows, strict=True):
            lines.add(row, held.id)
        lines.right(3)
        lines.tight(0, 2, 6)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)

    def _on_box(self, place: tuple[str, str]) -> None:
        self.desk.open_list("scan", (Filter("shelf", Op.EQ, place[0]), Filter("box", Op.EQ, place[1])))

    def _on_opened(self, id: str) -> None:
        self.desk.open_record("scan", id)

    def _on_scan(self) -> None:
        if self._shelf.task is not None:
            ask_scans(self.desk, Scan(task_id=self._shelf.task.id))


# Actions --------------------------------------------------------------------------------------------------


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """扫描入库 for what scans hang on; documents of the unit; readings."""
    scans = {name: (ActionOffer("扫描件入库…", "archive", partial(scan_for, name)),) for name in LINKS}
    return {
        **scans,
        "task": (ActionOffer("生成调阅清单", "folder-open", list_documents),),
        "document_loan": (
            *on_both("接收资料…", "import", "调阅资料", receive),
            *on_both("归还资料…", "undo-2", "调阅资料", returning),
            ActionOffer("记查阅情况…", "book-open", read_in),
            *scans["document_loan"],
        ),
        "reading": on_both("登记为佐证", "paperclip", "查阅记录", take_reading),
    }


def scan_for(name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Scans that hang on one record."""

    def read(session: Session) -> Scan:
        record = session.fetch(name, ids[0])
        common: dict[str, Any] = {"task_id": getattr(record, "task_id", ""), LINKS[name]: record.id}
        return Scan(kind=name if name in ("petition", "interview") else "document", **common)

    desk.work.read(read, partial(ask_scans, desk))


def ask_scans(desk: Desk, common: Scan) -> None:
    """Ask where the originals lie, then for the files, and bring them in with progress."""

    def make(_session: Session) -> Record:
        return common

    def pick(_record: Record, values: dict[str, Any]) -> None:
        dialogs.pick_open(
            active_window(), "选择扫描件（可以多选）",
            lambda names: bring(desk, [Path(name) for name in names], replace(common, **values)),
            kinds="扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp);;所有文件 (*)", many=True,
        )  # fmt: skip

    ask_fields(
        desk, "扫描件入库", make, ("kind", "secrecy", "shelf", "box", "made_by"), "选择文件…", pick,
        text="这一批共有的内容先写在这里；题名先用文件名，入库后逐份核对。文件名里不要写反映人。",
    )  # fmt: skip


def bring(desk: Desk, paths: list[Path], common: Scan) -> None:
    """Bring the files in; what is in stays when it is cancelled."""

    def run(session: Session, progress: Progress, cancelled: Cancel) -> Brought:
        return scan_in(session, paths, common, _look, progress=progress, cancelled=cancelled)

    def done(brought: Brought) -> None:
        desk.note(f"已入库 {len(brought.made)} 份")
        if brought.failed:
            dialogs.tell(
                active_window(), f"有 {len(brought.failed)} 份没有入库",
                "文件读不出来、是空的或超过 200 MB：\n" + "\n".join(brought.failed[:20]),
            )  # fmt: skip
        desk.open_page(SCANS_PAGE)

    desk.work.store_job("正在入库…", run, done)


def _look(name: str, content: bytes) -> Seen:
    looked = look_at(name, content)
    return Seen(looked.pages, looked.text)


def list_documents(desk: Desk, ids: tuple[str, ...]) -> None:
    """The standard documents of the four classes, to be asked for."""

    def done(made: tuple[DocumentLoan, ...]) -> None:
        desk.note(f"已列入 {len(made)} 份资料，可以增减" if made else "常规资料都已列入")
        desk.open_list("document_loan", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: ask_for(session, session.get(Task, ids[0])), done)


def receive(desk: Desk, ids: tuple[str, ...]) -> None:
    """Receive documents from the unit."""

    def make(session: Session) -> Record:
        held = session.get(DocumentLoan, ids[0])
        return replace(held, provided_on=date.today(), received_by=session.actor.name)

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> int:
            return take_over(
                session, [session.get(DocumentLoan, id) for id in ids], provided_by=values["provided_by"],
                received_by=values["received_by"], on=values["provided_on"],
            )  # fmt: skip

        desk.work.write(write, lambda count: desk.note(f"已接收 {count} 份"))

    names = ("provided_on", "provided_by", "received_by")
    ask_fields(desk, "接收资料", make, names, "接收", store, needs=names, text=f"共 {len(ids)} 份")


def returning(desk: Desk, ids: tuple[str, ...]) -> None:
    """Give documents back to the unit."""

    def make(session: Session) -> Record:
        held = session.get(DocumentLoan, ids[0])
        return replace(
            held, returned_on=date.today(), returned_by=session.actor.name, returned_to=held.provided_by
        )

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> int:
            return give_back(
                session, [session.get(DocumentLoan, id) for id in ids], returned_by=values["returned_by"],
                returned_to=values["returned_to"], on=values["returned_on"],
            )  # fmt: skip

        desk.work.write(write, lambda count: desk.note(f"已归还 {count} 份"))

    names = ("returned_on", "returned_by", "returned_to")
    ask_fields(desk, "归还资料", make, names, "归还", store, needs=names, text=f"共 {len(ids)} 份")


def read_in(desk: Desk, ids: tuple[str, ...]) -> None:
    """Note what was read in a document and what was found."""

    def make(session: Session) -> Record:
        loan = session.get(DocumentLoan, ids[0])
        return Reading(
            task_id=loan.task_id, loan_id=loan.id, name=loan.name, reader=session.actor.name, read_on=date.today()
        )  # fmt: skip

    def store(record: Record, values: dict[str, Any]) -> None:
        assert isinstance(record, Reading)
        held = replace(record, **values)
        desk.work.write(
            lambda session: session.create(held), lambda made: desk.open_record("reading", made.id)
        )

    ask_fields(
        desk, "记查阅情况", make, ("pages", "excerpt", "found", "reader"), "登记", store, needs=("found",)
    )


def take_reading(desk: Desk, ids: tuple[str, ...]) -> None:
    """Register readings as evidence."""

    def write(session: Session) -> tuple[Evidence, ...]:
        return tuple(evidence_of(session, session.get(Reading, id)) for id in ids)

    def done(made: tuple[Evidence, ...]) -> None:
        desk.note(f"已登记佐证 {len(made)} 份")
        if len(made) == 1:
            desk.open_record("evidence", made[0].id)

    desk.work.write(write, done)
