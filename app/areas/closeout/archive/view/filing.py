"""The page 立卷归档: collect, number, bind, file, seal; items by category, what is lacking, figures. It numbers nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from app.areas.closeout.archive.binding import bind_volumes
from app.areas.closeout.archive.figures import Count, filing_figures
from app.areas.closeout.archive.model import ITEM, ArchiveItem
from app.areas.closeout.archive.packing import pack_into
from app.areas.closeout.archive.papers import PAPERS
from app.areas.closeout.archive.service import (
    Checked,
    Collected,
    check,
    collect,
    file_complete,
    sort_and_number,
)
from app.areas.closeout.archive.shipped import archive_setting
from app.areas.parts import PaperSpec
from app.areas.preparation.model import Task
from app.bundle import contacts
from app.bundle.bundle import Card
from app.core.fields import FileRef
from app.tasks.decoder import MOST_BYTES, look_at
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.badges import SIGNS
from app.widgets.desk import Desk
from app.widgets.frame import empty, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import Row, beside, button, words
from app.widgets.task_page import TaskPage

if TYPE_CHECKING:
    from db.session import Session

MOST_SHOWN = 30
HEADS = ("题名", "档号", "日期", "页数", "期限", "状态")
WIDTHS = (330, 190, 84, 48, 56, 96)


@dataclass(frozen=True)
class Shown:
    """What the page shows of a task. categories, retentions: code → label, in their order."""

    checked: Checked
    figures: tuple[Count, ...]
    categories: dict[str, str]
    retentions: dict[str, str]
    ready: bool
    has_card: bool
    cards: tuple[Card, ...]


class FilingPage(TaskPage[Shown]):
    """立卷归档 of one task."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "立卷归档",
            "按件归档：收集、编号、补缺、归档、封装；每件纸质档案对应一条系统记录",
            about="archive_item",
            watched=("archive_item", "archive_volume", "archive_rule", "archive_setting", "bundle_log"),
        )

    def read(self, session: Session, task_id: str) -> Shown:
        """Items, what is lacking, figures, and who the bundle could go to."""
        task = session.get(Task, task_id)
        has_card = contacts.has_identity(session)
        own = (contacts.own_identity(session).card,) if has_card else ()
        return Shown(
            checked=check(session, task),
            figures=filing_figures(session, task),
            categories={code.code: code.label for code in session.codes("archive_category")},
            retentions={code.code: code.label for code in session.codes("retention")},
            ready=bool(archive_setting(session).fonds_number.strip()),
            has_card=has_card,
            cards=(*(card for card in contacts.valid_cards(session) if card.kind == "office"), *own),
        )

    # Drawing

    def draw(self, box: QVBoxLayout, shown: Shown) -> None:
        """What to do next, then the items, what is lacking, the bundle, the figures."""
        items = shown.checked.items
        if not shown.ready:
            go = button("去归档设置", partial(self.desk.open_page, "list:archive_setting"), role="link")
            box.addLayout(beside(words("○ 还没有填全宗号，不能编档号。"), go, None))
        if not items:
            go = button("收集归档文件", self._on_collect, icon_name="download", role="main")
            text = "把这个任务已办结的记录按“归档范围”收成件，页数按文书自动数；可以反复收集，不会重复。"
            box.addWidget(empty("archive", "还没有归档文件", text, go))
            return
        box.addLayout(self._buttons(shown.checked))
        self._draw_items(box, shown)
        self._draw_lacks(box, shown.checked)
        self._draw_seal(box, shown)
        self._draw_figures(box, shown.figures)

    def _buttons(self, checked: Checked) -> QVBoxLayout:
        steps = beside(
            button("收集", self._on_collect, icon_name="download", role="main"),
            button("整理编号", self._on_number, icon_name="list-checks", hint="按年度、期限、类目、日期排序编件号"),
            button("组卷", self._on_bind, icon_name="folder", hint="同年度、期限、类目的件组成一卷"),
            button("归档齐全的件", self._on_file, icon_name="square-check"),
            None,
            button("打印目录", partial(self._print, "archive_catalogue"), icon_name="printer", role="quiet"),
            button("打印检查表", partial(self._print, "archive_check"), icon_name="printer", role="quiet"),
        )  # fmt: skip
        filed = sum(item.state == "filed" for item in checked.items)
        pages = sum(item.pages or 0 for item in checked.items)
        said = f"{len(checked.items)} 件，{pages} 页，已归档 {filed} 件，缺项 {len(checked.lacks)} 件"
        mapped = "✓ 档案与系统记录一一对应" if checked.mapped else "○ 档案与系统记录还没有全部对应"
        made = QVBoxLayout()
        made.addLayout(steps)
        made.addWidget(words(f"{said}　{mapped}", "muted"))
        return made

    def _draw_items(self, box: QVBoxLayout, shown: Shown) -> None:
        section(box, "归档文件", "按类目；双击打开")
        lines = Lines("归档文件", HEADS, WIDTHS, most=24)
        for code, label in shown.categories.items():
            own = [item for item in shown.checked.items if item.category == code]
            if not own and code != "clue":
                continue
            said = f"{label}　{len(own)} 件" if own else f"{label}　由能打开线索的人单独立卷"
            top = lines.add((said,))
            top.setFont(0, theme.font(strong=True))
            top.setFlags(top.flags() & ~Qt.ItemFlag.ItemIsSelectable)
            for item in own:
                lines.add(_cells(item, shown.retentions), item.id, top)
            top.setExpanded(len(shown.checked.items) <= MOST_SHOWN)
        lines.right(3)
        lines.tight(1, 2, 3, 4, 5)
        lines.opened.connect(self._on_item)
        lines.fit()
        box.addWidget(lines)

    def _draw_lacks(self, box: QVBoxLayout, checked: Checked) -> None:
        if not checked.lacks and checked.mapped:
            return
        section(box, "还缺什么", "补齐后按“归档齐全的件”")
        lines = Lines("还缺什么", ("归档文件", "缺什么"), (360, 380), grow=1, most=10)
        for one in checked.unfiled[:MOST_SHOWN]:
            lines.add((f"{one.label}　{one.number}", "已办结，没有归档件：请再收集"), (one.type, one.id))
        for gone in checked.lost:
            lines.add((gone.title, "来源记录已经移除"), ("archive_item", gone.id))
        for lack in checked.lacks[:MOST_SHOWN]:
            lines.add((lack.item.title, "；".join(lack.what)), ("archive_item", lack.item.id))
        lines.opened.connect(self._on_lack)
        lines.fit()
        box.addWidget(lines)
        more = max(0, len(checked.lacks) - MOST_SHOWN) + max(0, len(checked.unfiled) - MOST_SHOWN)
        rest(box, more, "条", "全部见检查表")

    def _draw_seal(self, box: QVBoxLayout, shown: Shown) -> None:
        section(box, "归档包", "每件一个 PDF、归档章、XML 目录和校验清单；不用本程序也能打开")
        if not shown.cards:
            go = button("去名片与往来", partial(self.desk.open_page, "secrecy.cards"))
            box.addLayout(beside(words("本库还没有名片，不能封装。"), go, None))
            return
        self._card = QComboBox()
        for card in shown.cards:
            self._card.addItem(f"{card.org}{card.name}", card)
        self._card.setFixedWidth(theme.scaled(360))
        box.addWidget(Row("封给谁的名片", self._card, help="只有持这张名片的人打得开；自存选本单位"))
        box.addLayout(beside(button("封装归档包…", self._on_seal, icon_name="package"), None))

    def _draw_figures(self, box: QVBoxLayout, figures: tuple[Count, ...]) -> None:
        section(box, "立卷归档统计")
        lines = Lines("立卷归档统计", ("项目", "系统登记", "已归档"), (240, 120, 120), most=12)
        for one in figures:
            lines.add(
                (one.label, f"{one.held}{one.unit}", "—" if one.filed is None else f"{one.filed}{one.unit}")
            )
        lines.right(1, 2)
        lines.fit()
        box.addWidget(lines)

    # Doing

    @property
    def specs(self) -> tuple[PaperSpec, ...]:
        """Every paper that the window offers, as the composition root named them."""
        return tuple(
            PaperSpec(offer.name, offer.label, name, offer.make, fits=offer.fits)  # type: ignore[arg-type]  # made on a session
            for name, offers in self.desk.offers.papers.items()
            for offer in offers
        )

    def _on_item(self, id: object) -> None:
        if id:
            self.desk.open_record("archive_item", str(id))

    def _on_lack(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)

    def _on_collect(self) -> None:
        job = partial(_collect, task_id=self.task_id, specs=self.specs)
        self.desk.work.write_job("正在收集归档文件…", job, self._on_collected, owner=self)

    def _on_collected(self, made: Collected) -> None:
        self.desk.note(f"新收集 {made.made} 件，更新 {made.renewed} 件")
        if made.failed:
            lines = "\n".join(f"· {what}：{why}" for what, why in made.failed[:MOST_SHOWN])
            dialogs.tell(
                self.window(), f"有 {len(made.failed)} 份文书还印不出来", lines, sign="triangle-alert"
            )
        self.again()

    def _on_number(self) -> None:
        id = self.task_id
        self.desk.work.write(
            lambda session: sort_and_number(session, session.get(Task, id)),
            lambda count: self._done(f"已整理编号 {count} 件"),
            owner=self,
        )

    def _on_bind(self) -> None:
        id = self.task_id
        self.desk.work.write(
            lambda session: bind_volumes(session, session.get(Task, id)),
            lambda count: self._done(f"组成或补入 {count} 卷" if count else "没有可组卷的件：先整理编号"),
            owner=self,
        )

    def _on_file(self) -> None:
        id = self.task_id
        self.desk.work.write(
            lambda session: file_complete(session, session.get(Task, id)),
            lambda made: self._done(f"已归档 {made[0]} 件，还有 {made[1]} 件没有归档"),
            owner=self,
        )

    def _on_seal(self) -> None:
        card: Card = self._card.currentData()
        dialogs.pick_folder(
            self.window(), "归档包存到哪个文件夹", lambda folder: self.seal_to(Path(folder), card)
        )

    def seal_to(self, folder: Path, card: Card) -> None:
        """Seal the archive bundle into a folder, with progress."""
        job = partial(pack_into, task_id=self.task_id, folder=folder, to=card, specs=self.specs)
        self.desk.work.store_job("正在封装归档包…", job, self._on_sealed, owner=self)

    def _on_sealed(self, path: Path) -> None:
        self._done(f"归档包已封装：{path.name}")

    def _print(self, name: str) -> None:
        task_id = self.task_id
        spec = next(spec for spec in PAPERS if spec.name == name)
        self.desk.print_paper(spec.label, lambda session: spec.build(session, task_id))

    def _done(self, said: str) -> None:
        self.desk.note(said)
        self.again()


def _cells(item: ArchiveItem, retentions: dict[str, str]) -> tuple[str, ...]:
    state = ITEM.state(item.state)
    return (
        item.title,
        item.archive_number or "未编",
        item.dated_on.isoformat() if item.dated_on else "",
        str(item.pages or ""),
        retentions.get(item.retention, item.retention),
        f"{SIGNS.get(state.tone, '○')} {state.label}",
    )


def _collect(
    session: Session, progress: Progress, cancelled: Cancel, *, task_id: str, specs: tuple[PaperSpec, ...]
) -> Collected:
    return collect(
        session,
        session.get(Task, task_id),
        specs,
        pages_of=partial(_pages, session),
        progress=progress,
        cancelled=cancelled,
    )


def _pages(session: Session, ref: FileRef) -> int:
    """Pages of a scan, counted in the limited child; 0 where it cannot be told."""
    if ref.pages or ref.size > MOST_BYTES:
        return ref.pages
    return look_at(ref.name, b"".join(session.read_attachment(ref))).pages
