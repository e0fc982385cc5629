"""The page 撤组与零持有: six steps from the open checklist to holding nothing, with everything that is still open.

The page takes no step by its own judgement: each is a use case that refuses with every reason.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.areas.closeout.erasure import begin_erasure, search_for
from app.areas.closeout.handover import name_sealed, register_receipt
from app.areas.closeout.model import Closeout
from app.areas.closeout.service import open_closeout
from app.areas.closeout.view.closing import (
    Closing,
    at_step,
    read_closing,
    seal_into,
    summary,
)
from app.areas.closeout.view.ending import draw_end, draw_erase
from app.areas.closeout.view.erase_sheet import EraseRequest, EraseSheet, OnErase, Persons
from app.areas.closeout.view.items import Step, ask_items, checklist_lines
from app.areas.closeout.view.rows import (
    blocker_rows,
    bundle_facts,
    print_cover,
    print_list,
    receipt_facts,
    step_frame,
)
from app.areas.closeout.witnesses import Tokens, lacking
from app.areas.preparation.model import Task
from app.bundle import contacts
from app.bundle.bundle import Card, Receipt
from app.core.paths import certificate_folder
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, counted, empty, redraw
from app.widgets.notices import Notice
from app.widgets.rows import Row, beside, button, name_control, words
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

KINDS = "密封包 (*.xcb)"
STEPS = ("清单", "齐备", "封装", "回执", "清除", "零持有")


class StepsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk, vault: Vault, on_erase: OnErase | None) -> None:
        super().__init__(
            desk,
            "撤组与零持有",
            "从清单到零持有：没有核验过的回执不清除，没有清除不出确认书",
            about="closeout",
        )
        self._vault = vault
        self._on_erase = on_erase
        self._closing: Closing | None = None
        self._open: set[int] | None = None
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(lambda _id: self._read())
        self.buttons.addWidget(self._task)
        self.watch(
            "closeout",
            "handover_item",
            "bundle_log",
            "exposure",
            "carrier",
            "interview",
            "petition",
            "working_paper",
            "report",
            "clue",
        )
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _read(self) -> None:
        self.desk.work.read(
            partial(read_closing, task_id=self._task.id), self._on_closing, owner=self, slot="closing"
        )

    def _on_closing(self, closing: Closing | None) -> None:
        before = self._closing
        self._closing = closing
        if (
            before is None
            or closing is None
            or before.task.id != closing.task.id
            or at_step(before) != at_step(closing)
        ):
            self._open = None
        self._draw()

    # Drawing

    def _draw(self) -> None:
        box = redraw(self.body)
        closing = self._closing
        if closing is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"), role="main")
            box.addWidget(
                empty(
                    "package-check",
                    "还没有巡察任务",
                    "撤组按任务办理。先打开任务包接收任务，或新建巡察任务。",
                    go,
                )
            )
            box.addStretch(1)
            return
        at = at_step(closing)
        if self._open is None:
            self._open = {0, at} if at == 4 and closing.after else {at}
        draw: tuple[Callable[[QVBoxLayout, Closing], None], ...] = (
            self._draw_list, self._draw_ready, self._draw_seal, self._draw_receipt, self._draw_erase, self._draw_end,
        )  # fmt: skip
        for place, name in enumerate(STEPS):
            box.addWidget(self._step(place, name, at, draw[place], closing))
        box.addStretch(1)

    def _step(
        self, place: int, name: str, at: int, draw: Callable[[QVBoxLayout, Closing], None], closing: Closing
    ) -> QWidget:
        opened = self._open is not None and place in self._open
        made, box = step_frame(
            place, name, at, summary(place, closing), partial(self._fold, place), opened=opened
        )
        if opened:
            draw(box, closing)
        return made

    def _unfold(self, place: int) -> None:
        assert self._open is not None
        self._open |= {place}
        self._draw()

    def _fold(self, place: int) -> None:
        assert self._open is not None
        self._open ^= {place}
        self._draw()

    def _draw_list(self, box: QVBoxLayout, closing: Closing) -> None:
        if closing.closeout is None:
            box.addWidget(words("打开清单后，应交的件数按本库记录自动计好，逐项移交、接收。", "body-muted"))
            box.addLayout(
                beside(button("打开撤组清单", self._on_open_list, icon_name="list-checks", role="main"), None)
            )
            return
        lines = checklist_lines(self.desk, closing)
        self._lines = lines
        box.addWidget(lines)
        box.addLayout(
            beside(
                button(
                    "移交所选…",
                    partial(self._on_items, "give"),
                    icon_name="send",
                    hint="先在清单里选中要移交的行，可以多选",
                ),
                button(
                    "接收所选…",
                    partial(self._on_items, "receive"),
                    icon_name="check",
                    hint="先在清单里选中已移交的行",
                ),
                button("打开所选", self._on_open_item, role="quiet"),
                None,
                button("重新计数", self._on_open_list, icon_name="refresh-cw", role="quiet"),
                button(
                    "打印零持有移交清单",
                    partial(print_list, self.desk, closing.closeout),
                    icon_name="printer",
                    role="quiet",
                ),
            )
        )

    def _draw_ready(self, box: QVBoxLayout, closing: Closing) -> None:
        if closing.before:
            box.addWidget(words("以下各项办结后才能封装；点编号直接去办。", "body-muted"))
        else:
            box.addWidget(words("✓ 没有未了的事项，可以封装移交。", "body-muted"))
        blocker_rows(box, self.desk, closing.before, closing.task.id)

    def _draw_seal(self, box: QVBoxLayout, closing: Closing) -> None:
        if closing.unnamed is not None:
            cut = Notice("warn", "triangle-alert", "封装登记以后程序中断，移交包还没有正式的文件名")
            cut.line(f"插好封装时用的U盘（{closing.unnamed.parent}），按“完成封装”；包不用重封。")
            cut.offer("完成封装", self._on_name)
            box.addWidget(cut)
        if closing.bundle is not None:
            log = closing.bundle
            box.addWidget(bundle_facts(log))
            box.addLayout(
                beside(
                    button(
                        "打印封装单",
                        partial(print_cover, self.desk, log),
                        icon_name="printer",
                        role="main" if at_step(closing) == 3 else "",
                    ),
                    button("打开登记", partial(self.desk.open_record, "bundle_log", log.id), role="quiet"),
                    None,
                )
            )
        if closing.closeout is not None and closing.closeout.state in ("open", "complete"):
            self._draw_seal_form(box, closing)

    def _draw_seal_form(self, box: QVBoxLayout, closing: Closing) -> None:
        if not closing.has_card or not closing.offices:
            what = "本库还没有名片" if not closing.has_card else "还没有登记巡察办的名片"
            go = button("去名片与往来", partial(self.desk.open_page, "secrecy.cards"))
            box.addLayout(beside(words(f"{what}，不能封装。"), go, None))
            return
        self._card = QComboBox()
        for card in closing.offices:
            self._card.addItem(f"{card.org}{card.name}", card)
        self._card.setFixedWidth(theme.scaled(360))
        box.addWidget(
            Row(
                "封给巡察办的名片",
                self._card,
                help="把本库全部记录、附件、日志封成一个文件；只有持这张名片的巡察办打得开",
            )
        )
        box.addLayout(beside(button("封装移交包…", self._on_seal, icon_name="package", role="main"), None))

    def _draw_receipt(self, box: QVBoxLayout, closing: Closing) -> None:
        closeout = closing.closeout
        if closeout is None or not closeout.bundle_id:
            box.addWidget(words("封装并送交巡察办以后，凭他们出具的回执办理。", "body-muted"))
            return
        if closing.changed:
            box.addWidget(
                Notice(
                    "warn",
                    "triangle-alert",
                    f"封装以后又有 {closing.changed} 条记录改动，须退回撤组、重新封装",
                )
            )
            box.addLayout(
                beside(button("打开撤组记录", partial(self.desk.open_record, "closeout", closeout.id)), None)
            )
        if closeout.receipt_id:
            box.addWidget(receipt_facts(closeout))
        else:
            box.addWidget(
                words(
                    "把移交包送到巡察办，对方打开核验后出具回执（.xcb 文件），带回来在这里登记。",
                    "body-muted",
                )
            )
            box.addLayout(
                beside(button("登记回执…", self._on_receipt, icon_name="receipt", role="main"), None)
            )

    def _draw_erase(self, box: QVBoxLayout, closing: Closing) -> None:
        draw_erase(box, self.desk, closing, partial(self._unfold, 0), self._on_erase_wanted)

    def _draw_end(self, box: QVBoxLayout, _closing: Closing) -> None:
        draw_end(box, certificate_folder(self._vault.paths.folder))

    # Doing

    def _on_open_list(self) -> None:
        task_id = self._task.id
        self.desk.work.write(
            lambda session: open_closeout(session, session.get(Task, task_id)),
            lambda _c: self._done("清单已按现有记录计数"),
            owner=self,
        )

    def _on_open_item(self) -> None:
        for id in self._lines.chosen()[:1]:
            self.desk.open_record("handover_item", id)

    def _on_items(self, step: Step) -> None:
        ids = [id for id in self._lines.chosen() if id]
        ask_items(self.desk, self, step, ids, self._done)

    def _on_seal(self) -> None:
        card: Card = self._card.currentData()
        dialogs.pick_folder(
            self.window(), "移交包存到哪个文件夹（U盘）", lambda folder: self.seal_to(Path(folder), card)
        )

    def seal_to(self, folder: Path, card: Card) -> None:
        """Seal the hand-over bundle into a folder, with progress."""
        if self._closing is None or self._closing.closeout is None:
            return
        job = partial(seal_into, closeout=self._closing.closeout, folder=folder, office=card)
        self.desk.work.store_job("正在封装移交包…", job, self._on_sealed, owner=self)

    def _on_sealed(self, made: tuple[Path, Closeout]) -> None:
        self._done(f"移交包已封装：{made[0].name}")

    def _on_name(self) -> None:
        self.desk.work.write(name_sealed, self._on_named, owner=self)

    def _on_named(self, path: Path | None) -> None:
        self._done(f"移交包已封装：{path.name}" if path is not None else "移交包已有正式的文件名")

    def _on_receipt(self) -> None:
        dialogs.pick_open(
            self.window(),
            "选择巡察办出具的回执（.xcb）",
            lambda names: self.take_receipt(Path(names[0])),
            kinds=KINDS,
        )

    def take_receipt(self, path: Path) -> None:
        """Verify a receipt and register it."""
        if self._closing is None or self._closing.closeout is None:
            return
        id = self._closing.closeout.id

        def check(session: Session, _progress: Progress, _cancelled: Cancel) -> tuple[Closeout, Receipt]:
            return register_receipt(session, session.get(Closeout, id), path)

        self.desk.work.write_job(
            "正在核验回执…", check, lambda _made: self._done("回执已核验并登记"), owner=self
        )

    def _on_erase_wanted(self) -> None:
        closing = self._closing
        if closing is None or closing.closeout is None:
            return
        held = counted(closing.counts, self.desk.catalog)
        bundle = f"包号 {closing.closeout.bundle_id[:12]}，回执号 {closing.closeout.receipt_id[:12]}"
        place = str(self._vault.paths.folder)
        asked = any(user.with_token for user in self._vault.users())
        EraseSheet(
            self.window(), held, place, bundle, self._begin, saved=closing.saved,
            lacking=partial(lacking, self._vault) if asked else None,
        ).open()  # fmt: skip

    def _begin(self, persons: Persons, tokens: Tokens) -> None:
        assert self._closing is not None
        assert self._closing.closeout is not None
        id, vault = self._closing.closeout.id, self._vault

        def begin(session: Session, _progress: Progress, _cancelled: Cancel) -> EraseRequest:
            certificate = begin_erasure(session, vault, session.get(Closeout, id), persons, tokens)
            return EraseRequest(
                certificate,
                contacts.own_identity(session),
                search_for(session, vault.paths.folder),
            )

        self.desk.work.write_job("正在核对两人口令…", begin, self._on_begun, owner=self)

    def _on_begun(self, request: EraseRequest) -> None:
        if self._on_erase is not None:
            self._on_erase(request)
        else:
            self._done("已开始清除")

    def _done(self, said: str) -> None:
        self.desk.note(said)
        self._read()
