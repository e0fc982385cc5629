"""The page 制作密封包: working, clue and rectification bundles; what goes out is shown before it is sealed.

The page decides nothing about a bundle; app.areas.closeout.sending makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QTreeWidgetItem, QVBoxLayout

from app.areas.closeout.sending import MAY, TO, Draft, batches, counts_of, send_draft
from app.areas.preparation.model import Task
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts
from app.bundle.bundle import BundleKind, Card
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, counted, empty, facts, redraw, section
from app.widgets.lines import ID, Lines
from app.widgets.rows import Row, beside, button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

ABOUT = {
    BundleKind.COLLAB: "同组几台电脑之间：把所选任务的记录送给组长或组员，对方打开后逐条合并。",
    BundleKind.CLUE: "把一个移交批次的线索送给纪委监委、组织部或职能部门；对方凭回执签收，办理结果再用线索包送回。",
    BundleKind.RECTIFICATION: "一个单位的整改任务、措施和进展，送给有本程序的单位填报，再用整改包送回。",
}
"""What a kind of bundle is for."""


@dataclass(frozen=True)
class Ready:
    """What the page offers. batches: (id, title) of clue batches that were handed over."""

    has_card: bool
    cards: tuple[Card, ...]
    tasks: tuple[tuple[str, str], ...]
    batches: tuple[tuple[str, str, str], ...]
    clues: bool


def read_ready(session: Session) -> Ready:
    """Cards, tasks and batches of this vault."""
    return Ready(
        contacts.has_identity(session),
        tuple(sorted(contacts.valid_cards(session), key=lambda card: (card.org, card.name))),
        tuple((task.id, task.title) for task in reversed(session.find(Task))),
        tuple((held.id, held.title, held.task_id) for held in batches(session)),
        session.can_clues,
    )


class SendPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "制作密封包", "协作包、线索包、整改包：封给对方的名片，存到U盘带去打开", about="bundle_log"
        )
        self._make = button("制作密封包…", self._on_make, icon_name="package", role="main")
        self.buttons.addWidget(self._make)
        self._ready = Ready(False, (), (), (), False)
        self._kind = BundleKind.COLLAB if desk.vault.kind == "group" else BundleKind.RECTIFICATION
        self._made: tuple[Path, BundleLog] | None = None
        self._tasks: Lines | None = None
        self._since: QCheckBox | None = None
        self._clues: QCheckBox | None = None
        self._batch: QComboBox | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(read_ready, self._on_ready, owner=self, slot="ready")

    def kinds(self) -> tuple[BundleKind, ...]:
        """The kinds that this vault and this person can make."""
        made = [BundleKind.COLLAB, BundleKind.RECTIFICATION]
        if self._ready.clues:
            made.append(BundleKind.CLUE)
        return tuple(kind for kind in made if self.desk.actor.may(MAY[kind]))

    def _on_ready(self, ready: Ready) -> None:
        self._ready = ready
        self._draw()

    def _draw(self) -> None:
        held = self.task_ids()
        box = redraw(self.body)
        self._tasks = None
        ready = self._ready
        self._make.setVisible(ready.has_card and bool(ready.cards) and bool(ready.tasks))
        if not ready.has_card or not ready.cards:
            what = "本库还没有名片" if not ready.has_card else "还没有登记对方的名片"
            go = button("去名片与往来", partial(self.desk.open_page, "secrecy.cards"), role="main")
            text = (
                "密封包要用本库的名片签发，只有名片的主人才能打开。请先建立名片，并当面核对、登记对方的名片。"
            )
            box.addWidget(empty("user-check", what, text, go))
        elif not ready.tasks:
            text = "先接收任务包，或新建轮次和巡察任务。"
            box.addWidget(empty("briefcase", "还没有任务", text))
        else:
            self._draw_form(box, held)
        box.addStretch(1)

    def _draw_form(self, box: QVBoxLayout, held: tuple[str, ...]) -> None:
        if self._made is not None:
            self._draw_made(box, *self._made)
        section(box, "1. 哪一种包")
        self._kinds = QComboBox()
        for kind in self.kinds():
            self._kinds.addItem(kind.label, kind)
        self._kinds.setCurrentIndex(max(0, self._kinds.findData(self._kind)))
        self._kind = BundleKind(self._kinds.currentData() or self._kind)
        self._kinds.setFixedWidth(theme.scaled(240))
        self._kinds.activated.connect(self._on_kind)
        box.addWidget(Row("种类", self._kinds, help=ABOUT[self._kind]))
        section(box, "2. 选任务")
        self._draw_tasks(box, held)
        section(box, "3. 封给谁")
        self._card = QComboBox()
        for card in self._ready.cards:
            if card.kind in TO[self._kind]:
                self._card.addItem(f"{card.org}{card.name}（{card.kind_label}）", card)
        self._card.setFixedWidth(theme.scaled(420))
        self._card.activated.connect(self._on_changed_choice)
        none = "" if self._card.count() else "还没有登记过这类名片，请先到“名片与往来”当面核对登记。"
        box.addWidget(Row("对方名片", self._card, help=none or "只有这张名片的主人打得开"))
        section(box, "4. 带哪些内容")
        self._draw_choices(box)
        self._said = words("", "body-muted", wrap=True)
        box.addWidget(self._said)
        self._count()

    def _draw_tasks(self, box: QVBoxLayout, held: tuple[str, ...]) -> None:
        lines = Lines("要送的任务", ("任务",), (560,), most=8)
        for id, title in self._ready.tasks:
            item = lines.add((title,), id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = id in held or len(self._ready.tasks) == 1
            item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        lines.itemChanged.connect(self._on_checked)
        lines.fit()
        self._tasks = lines
        box.addWidget(lines)

    def _draw_choices(self, box: QVBoxLayout) -> None:
        self._since = self._clues = None
        self._batch = None
        if self._kind is BundleKind.COLLAB:
            self._since = self._tick(box, "只带上次送给对方以来改动的记录")
            if self._ready.clues:
                self._clues = self._tick(box, "连同线索专库的内容（对方须有线索权限）")
            said = "上次的包对方没有收到时，不要勾上面这一项，全部重送；重复的内容合并时自动略过。"
            box.addWidget(words(said, "muted", wrap=True))
        elif self._kind is BundleKind.CLUE:
            batch = self._batch = QComboBox()
            batch.setFixedWidth(theme.scaled(420))
            for id, title, task in self._ready.batches:
                batch.addItem(title, (id, task))
            batch.activated.connect(self._on_changed_choice)
            none = "" if batch.count() else "先在“线索移交批次”办理“整批移交”。"
            box.addWidget(Row("移交批次", batch, help=none or "只送这一批的线索，不送其他内容"))

    def _tick(self, box: QVBoxLayout, text: str) -> QCheckBox:
        made = QCheckBox(text)
        name_control(made, text)
        made.toggled.connect(self._on_changed_choice)
        box.addWidget(made)
        return made

    def _draw_made(self, box: QVBoxLayout, path: Path, log: BundleLog) -> None:
        section(box, "刚制作的密封包")
        box.addWidget(
            facts(
                (
                    ("文件", str(path)),
                    ("种类", BundleKind(log.kind).label),
                    ("包号", f"{log.bundle_id}（第 {log.sequence} 号包）"),
                    ("封给", log.counterpart),
                    ("校验值", log.sha256),
                )
            )
        )
        box.addLayout(beside(button("打开登记", partial(self.desk.open_record, "bundle_log", log.id)), None))

    def task_ids(self) -> tuple[str, ...]:
        """The tasks that are ticked."""
        if self._tasks is None:
            return ()
        found: list[QTreeWidgetItem] = self._tasks.every()
        return tuple(item.data(0, ID) for item in found if item.checkState(0) is Qt.CheckState.Checked)

    def draft(self) -> Draft:
        """What the form asks for."""
        batch = self._batch.currentData() if self._batch is not None else None
        tasks = (str(batch[1]),) if batch else self.task_ids()
        return Draft(
            self._kind,
            tasks,
            self._card.currentData(),
            self._since is not None and self._since.isChecked(),
            self._clues is not None and self._clues.isChecked(),
            str(batch[0]) if batch else "",
        )

    def _on_kind(self, _place: int) -> None:
        self._kind = BundleKind(self._kinds.currentData())
        self._draw()

    def _on_checked(self, _item: QTreeWidgetItem, _column: int) -> None:
        self._count()

    def _on_changed_choice(self, _what: object) -> None:
        self._count()

    def _count(self) -> None:
        draft = self.draft()

        def show(counts: dict[str, int]) -> None:
            said = counted(counts, self.desk.catalog) or "没有可送的记录"
            self._said.setText(f"将要送出：{said}")

        self.desk.work.read(partial(counts_of, draft=draft), show, owner=self, slot="count")

    def _on_make(self) -> None:
        draft = self.draft()
        dialogs.pick_folder(
            self.window(), "存到哪个文件夹（U盘）", lambda folder: self.seal_into(Path(folder), draft)
        )

    def seal_into(self, folder: Path, draft: Draft) -> None:
        """Make the bundle in a folder, with progress."""

        def make(session: Session, progress: Progress, cancelled: Cancel) -> tuple[Path, BundleLog]:
            return send_draft(session, folder, draft, progress=progress, cancelled=cancelled)

        self.desk.work.store_job("正在制作密封包…", make, self._on_made, owner=self)

    def _on_made(self, made: tuple[Path, BundleLog]) -> None:
        self._made = made
        self.desk.note(f"密封包已制作：{made[0].name}，并已登记")
        self._draw()
