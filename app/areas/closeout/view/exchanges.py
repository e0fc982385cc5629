"""The page 往来登记: every bundle that went out or came in, which receipts are missing, and taking an import back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.closeout.sending import register_receipt
from app.areas.closeout.taking_back import Exchanged, exchanged
from app.areas.closeout.view.taking_back import ask_take_back
from app.areas.secrecy.model import BundleLog
from app.bundle.bundle import BundleKind, Receipt
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button

if TYPE_CHECKING:
    from db.session import Session

KINDS = "密封包 (*.xcb)"


class ExchangesPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "往来登记", "送出、收到的每一个密封包，谁还没有回执", about="bundle_log", wide=True
        )
        self._lines: Lines | None = None
        self._receipt = button("登记回执…", self._on_receipt, icon_name="receipt", role="main")
        self._undo = button("撤销本次导入…", self._on_undo, icon_name="undo-2")
        self.buttons.addWidget(self._undo)
        self.buttons.addWidget(self._receipt)
        self.watch("bundle_log")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(exchanged, self._on_read, owner=self, slot="exchanges")

    def _on_read(self, found: tuple[Exchanged, ...]) -> None:
        box = redraw(self.body)
        self._lines = None
        for each in (self._receipt, self._undo):
            each.setVisible(bool(found))
        if not found:
            text = "制作或接收密封包以后，这里逐个登记方向、对方、序号和回执。"
            box.addWidget(empty("package", "还没有往来", text))
            box.addStretch(1)
            return
        waiting = sum(held.waits for held in found)
        section(box, "密封包往来", f"{len(found)} 个，未收到回执 {waiting} 个")
        lines = Lines(
            "密封包往来",
            ("种类和对方", "方向", "时间", "序号", "记录", "状态", "包号"),
            (280, 64, 140, 56, 64, 160, 120),
        )
        for held in found:
            lines.add(_texts(self.desk, held), held)
        lines.right(3, 4)
        lines.tight(1, 2, 5, 6)
        lines.opened.connect(self._on_open)
        lines.setCurrentItem(lines.every()[0])
        self._lines = lines
        lines.fill(box)
        box.addLayout(beside(button("打开登记", self._on_open_chosen), None))
        box.addStretch(1)

    def _chosen(self) -> BundleLog | None:
        held = self._lines.chosen() if self._lines is not None else []
        return held[0].log if held else None

    def _on_open(self, held: Exchanged) -> None:
        self.desk.open_record("bundle_log", held.log.id)

    def _on_open_chosen(self) -> None:
        log = self._chosen()
        if log is not None:
            self.desk.open_record("bundle_log", log.id)

    def _on_undo(self) -> None:
        log = self._chosen()
        if log is None:
            dialogs.tell(self.window(), "请先选一行", "选中要撤销的那个收到的包。")
            return
        ask_take_back(self.desk, self, log, self.refresh)

    def _on_receipt(self) -> None:
        log = self._chosen()
        if log is None or log.direction != "out":
            dialogs.tell(self.window(), "请先选一行", "选中送出的那个包，再登记它的回执。")
            return
        dialogs.pick_open(
            self.window(),
            "选择回执（.xcb）",
            lambda names: self.take_receipt(log, Path(names[0])),
            kinds=KINDS,
        )

    def take_receipt(self, log: BundleLog, path: Path) -> None:
        """Verify a receipt for a bundle that went out, and register it."""

        def register(session: Session, _progress: Progress, _cancelled: Cancel) -> Receipt:
            return register_receipt(session, log, path)

        self.desk.work.write_job("正在核验回执…", register, self._on_registered, owner=self)

    def _on_registered(self, receipt: Receipt) -> None:
        self.desk.note(f"回执相符，{receipt.office.org}{receipt.office.name} {receipt.issued:%Y-%m-%d} 签发")
        self.refresh()


def _texts(desk: Desk, held: Exchanged) -> tuple[str, ...]:
    log = held.log
    state = desk.catalog["bundle_log"].lifecycle.state(log.state).label
    if held.waits:
        state = "▲ 未收到回执"
    elif held.undone:
        state = "已撤销导入"
    elif held.answered:
        state = "已出具回执"
    return (
        f"{BundleKind(log.kind).label}　{log.counterpart}",
        "收到" if log.direction == "in" else "送出",
        f"{log.made_at:%Y-%m-%d %H:%M}" if log.made_at else "",
        str(log.sequence or ""),
        str(log.records or ""),
        state,
        log.bundle_id[:12],
    )
