"""The page 数据交换: chosen record types out as files with a schema, and files of that format in.

Every export is in the ledger; nothing comes in that was not checked whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from app.areas.fieldwork.intake.records_exchange import (
    MOST_BYTES,
    Arrival,
    Exported,
    export_records,
    import_records,
    offered,
    read_arrival,
)
from app.core.records import Record
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, facts, read_file, redraw, section
from app.widgets.lines import ID, Lines
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

EXCHANGE_PAGE = "fieldwork.exchange"
USUAL = frozenset({"unit", "petition", "interview", "evidence", "feedback_problem", "rect_task"})


@dataclass(frozen=True)
class Offer:
    """A record type that may be exchanged."""

    name: str
    label: str
    count: int


class ExchangePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "数据交换", "给外部系统的数据文件：带格式说明，导出记台账，导入先检查")
        self._types: Lines | None = None
        self._offers: tuple[Offer, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._arrival: tuple[str, Arrival] | None = None
        self._done: Exported | None = None
        for each in (
            button("导入交换文件…", self._on_pick, icon_name="import"),
            button("导出…", self._on_export, icon_name="upload", role="main"),
        ):
            self.buttons.addWidget(each)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(_offers, self._on_offers, owner=self, slot="offers")

    def _on_offers(self, offers: tuple[Offer, ...]) -> None:
        self._chosen = frozenset(self.chosen()) if self._types is not None else USUAL
        self._offers = offers
        self._draw()

    def _draw(self) -> None:
        box = redraw(self.body)
        if self._arrival is not None:
            self._draw_arrival(box, *self._arrival)
        if self._done is not None:
            section(box, "刚导出的文件")
            box.addWidget(
                facts(
                    (
                        ("文件夹", str(self._done.folder)),
                        ("文件", "、".join(self._done.files)),
                        ("记录", f"{self._done.records} 条"),
                        ("校验值", self._done.sha256),
                    )
                )
            )
        section(box, "选记录种类", "线索、账号和台账不在其内")
        lines = Lines("要导出的记录种类", ("种类", "记录数"), (360, 90), most=14)
        for offer in self._offers:
            if not offer.count:
                continue
            item = lines.add((offer.label, str(offer.count)), offer.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = offer.name in self._chosen
            item.setCheckState(0, Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        lines.right(1)
        lines.fit()
        self._types = lines
        box.addWidget(lines)
        self._guarded = QCheckBox("连同受控字段（反映人、联系电话等）")
        name_control(self._guarded, "连同受控字段")
        box.addWidget(self._guarded)
        box.addWidget(
            words("导出三样：逐条记录（records.jsonl）、字段和代码说明（schema.json）、每种记录一份表格（xlsx）。附件不导出。", "muted", wrap=True)
        )  # fmt: skip
        box.addStretch(1)

    def chosen(self) -> tuple[str, ...]:
        """Names of the record types that are ticked."""
        if self._types is None:
            return ()
        return tuple(
            item.data(0, ID) for item in self._types.every() if item.checkState(0) is Qt.CheckState.Checked
        )

    def _on_export(self) -> None:
        if not self.chosen():
            dialogs.tell(self.window(), "请先勾选记录种类", "在“选记录种类”里勾上要导出的。")
            return
        dialogs.pick_folder(
            self.window(),
            "导出到哪个文件夹（离开本库，记入台账）",
            lambda folder: self.export_to(Path(folder)),
        )

    def export_to(self, folder: Path) -> None:
        """Write the files, with the ledger entry before them."""
        names, guarded = self.chosen(), self._guarded.isChecked()

        def run(session: Session, progress: Progress, _cancelled: Cancel) -> Exported:
            return export_records(session, folder, names, guarded=guarded, progress=progress)

        def done(exported: Exported) -> None:
            self._done = exported
            self.desk.note(f"已导出 {exported.records} 条，并已记入输出台账")
            self.refresh()

        self.desk.work.write_job("正在导出…", run, done, owner=self)

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择交换文件（records.jsonl）", lambda names: self.open_file(Path(names[0])),
            kinds="交换文件 (*.jsonl)",
        )  # fmt: skip

    def open_file(self, path: Path) -> None:
        """Read a file and show what it brings, and everything that is wrong with it."""

        def read(session: Session, _progress: Progress, _cancelled: Cancel) -> Arrival:
            return read_arrival(session, read_file(path, MOST_BYTES))

        def shown(arrival: Arrival) -> None:
            self._arrival = (path.name, arrival)
            self._draw()

        self.desk.work.read_job("正在检查…", read, shown, owner=self)

    def _draw_arrival(self, box: QVBoxLayout, name: str, arrival: Arrival) -> None:
        section(
            box, f"要导入的文件：{name}", f"新记录 {len(arrival.records)} 条，库里已有 {arrival.known} 条"
        )
        if arrival.problems:
            strip = Notice("stop", "circle-x", f"文件里有 {len(arrival.problems)} 处要改，改好后重新选择")
            for problem in arrival.problems[:200]:
                strip.line(f"✕ {problem.text}")
            box.addWidget(strip)
        confirm = button("确认导入", self._on_import, icon_name="import", role="main")
        confirm.setVisible(bool(arrival.records) and not arrival.problems)
        note = words("编号由本库另编，状态从头开始；库里已有的不动。", "muted")
        box.addLayout(beside(confirm, button("不导入", self._on_drop), note, None))

    def _on_drop(self) -> None:
        self._arrival = None
        self._draw()

    def _on_import(self) -> None:
        if self._arrival is None:
            return

        def stored(made: tuple[Record, ...]) -> None:
            self._arrival = None
            self.desk.note(f"已导入 {len(made)} 条记录")
            self.refresh()

        self.desk.work.write(partial(import_records, arrival=self._arrival[1]), stored, owner=self)


def _offers(session: Session) -> tuple[Offer, ...]:
    return tuple(Offer(kind.name, kind.label, count) for kind, count in offered(session))
