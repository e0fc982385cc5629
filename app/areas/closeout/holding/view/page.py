"""The page 谁还持有什么: how every group stands, what is still out copy by copy, chases, and certificates that groups bring."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QTreeWidgetItem

from app.areas.closeout.holding.certifying import certify
from app.areas.closeout.holding.model import HoldingChase
from app.areas.closeout.holding.service import GroupStanding, Held, Holding, chase, holding
from app.areas.closeout.holding.view.certificate_sheet import (
    KINDS,
    CertificateSheet,
    Looked,
    look_at_certificate,
)
from app.areas.closeout.model import Closeout
from app.areas.secrecy.model import Exposure
from app.areas.secrecy.service import take_back_copies
from app.core.deadline import due_words
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, ask_fields, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import button, words

if TYPE_CHECKING:
    from db.session import Session

Key = tuple[str, str, str]
"""Type and id of the record, and the number of one copy, "" for all of it."""
MOST = 60
"""Tasks, and things that a group has out, that are listed."""
_DESTROYED = FieldSpec("destroyed", "已当面销毁（不是收回）", Kind.FLAG)


class HoldingPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "谁还持有什么",
            "打印件逐份、载体、借阅资料、未回执的包：在谁手里、哪天该还、催过几次",
            about="holding_chase",
            wide=True,
        )
        self._lines: list[Lines] = []
        self.buttons.addWidget(button("登记收回…", self._on_back, icon_name="undo-2"))
        if desk.vault.kind == "office":
            self.buttons.addWidget(
                button("登记零持有…", self._on_certificate, icon_name="shield-check", role="main")
            )
        self.watch(
            "exposure", "carrier", "document_loan", "petition_loan", "bundle_log", "holding_chase", "closeout"
        )
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(holding, self._on_read, owner=self, slot="held")

    # Drawing

    def _on_read(self, found: Holding) -> None:
        box = redraw(self.body)
        self._lines = []
        today = date.today()
        if not found.held:
            text = "打印导出件都已收回或销毁，载体都已归还，送出的包都有回执。"
            box.addWidget(empty("circle-check", "没有在外的东西", text))
        else:
            late = sum(held.overdue(today) for held in found.held)
            said = f"在外 {len(found.held)} 项，其中超期 {late} 项。双击一行去登记处；份号可以选中后逐份“登记收回…”。"
            box.addWidget(words(said, "body-muted"))
        if found.groups:
            self._draw_standings(found.groups)
        for group in dict.fromkeys(held.group for held in found.held):
            self._draw_group(group, [held for held in found.held if held.group == group], today)
        box.addStretch(1)

    def _draw_standings(self, groups: tuple[GroupStanding, ...]) -> None:
        done = sum(group.certified for group in groups)
        section(self.body, "各组", f"{len(groups)} 个任务，已登记零持有 {done} 个")
        lines = Lines(
            "各组零持有进展",
            ("巡察组", "被巡察党组织", "进展", "在外", "超期", "已催"),
            (200, 220, 260, 64, 64, 64),
            grow=2,
            most=12,
        )
        for group in groups[-MOST:]:
            sign = "✓ " if group.certified else "▲ " if group.waits or group.late else ""
            texts = (
                group.group,
                group.unit,
                sign + group.state,
                *map(str, (group.out, group.late, group.chases)),
            )
            row = lines.add(
                texts,
                ("closeout", group.closeout_id, "") if group.closeout_id else ("task", group.task_id, ""),
            )
            if group.late:
                row.setForeground(4, QBrush(theme.color("red")))
        lines.right(3, 4, 5)
        lines.tight(0, 3, 4, 5)
        lines.fit()
        lines.opened.connect(self._on_open)
        self.body.addWidget(lines)
        every = partial(self.desk.open_page, "list:task")
        rest(self.body, len(groups) - MOST, "个较早的任务", go=("看全部任务", every))

    def _draw_group(self, group: str, found: list[Held], today: date) -> None:
        late = [held for held in found if held.overdue(today)]
        press = (
            (button("催还超期…", partial(self._on_chase, tuple(late)), icon_name="bell", role="quiet"),)
            if late
            else ()
        )
        section(self.body, group, f"{len(found)} 项" + (f"，▲ 超期 {len(late)}" if late else ""), *press)
        lines = Lines(
            f"{group} 持有",
            ("名称", "种类", "份号或编号", "持有人", "何时起", "应还", "期限", "催办"),
            (200, 96, 150, 120, 96, 96, 104, 110),
            most=16,
        )
        lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for held in found[:MOST]:
            row = lines.add(_texts(held, today), (held.type, held.id, ""))
            if len(held.copies) > 1:
                for number in held.copies:
                    lines.add((f"第 {number} 份", "", number, held.holder), (held.type, held.id, number), row)
            if held.overdue(today):
                row.setForeground(6, QBrush(theme.color("red")))
        lines.setRootIsDecorated(any(len(held.copies) > 1 for held in found))
        lines.tight(1, 4, 5, 6, 7)
        lines.fit()
        lines.opened.connect(self._on_open)
        self.body.addWidget(lines)
        rest(self.body, len(found) - MOST, "项", "前面的办完，接着列出")
        self._lines.append(lines)

    # Doing

    def _on_open(self, key: Key) -> None:
        self.desk.open_record(key[0], key[1])

    def _chosen(self) -> dict[str, list[str]]:
        """Exposures that are selected → the numbers of their copies, none for all."""
        found: dict[str, list[str]] = {}
        items: list[QTreeWidgetItem] = [item for lines in self._lines for item in lines.selectedItems()]
        keys: list[Key] = [item.data(0, 0x0100) for item in items]
        for type_name, id, number in keys:
            if type_name == "exposure":
                found.setdefault(id, []).extend([number] if number else [])
        whole = {id for type_name, id, number in keys if type_name == "exposure" and not number}
        return {id: [] if id in whole else numbers for id, numbers in found.items()}

    def _on_back(self) -> None:
        wanted = self._chosen()
        if not wanted:
            dialogs.tell(
                self.window(),
                "请先选中收回的份",
                "在下面的清单里点选打印导出件，展开可以只选其中几份，按住 Ctrl 多选。载体、借阅资料双击去登记归还。",
            )
            return

        def then(_record: Record, values: dict[str, Any]) -> None:
            def write(session: Session) -> int:
                return take_back_copies(
                    session,
                    wanted,
                    to=str(values["returned_to"]),
                    on=values["returned_on"],
                    destroyed=bool(values["destroyed"]),
                )

            self.desk.work.write(write, self._on_taken_back, owner=self)

        ask_fields(
            self.desk, "登记收回", lambda session: session.get(Exposure, next(iter(wanted))),
            ("returned_on", "returned_to"), "登记", then, needs=("returned_on", "returned_to"), more=(_DESTROYED,),
            start=lambda _record: {"returned_on": date.today()},
            text="按份核对份号后登记；最后一份收回，这条登记就办结。",
        )  # fmt: skip

    def _on_taken_back(self, count: int) -> None:
        self.desk.note(f"已登记收回 {count} 份")
        self.refresh()

    def _on_chase(self, late: tuple[Held, ...]) -> None:
        self.desk.work.write(lambda session: chase(session, late), self._on_chased, owner=self)

    def _on_chased(self, made: HoldingChase) -> None:
        self.desk.note(f"已拟{made.number}（第{made.times}次），核对后“发出”，并打印清退催办通知")
        self.desk.open_record("holding_chase", made.id)

    # Certificates

    def _on_certificate(self) -> None:
        dialogs.pick_open(
            self.window(),
            "选择清除确认书：组里交来的“清-….json”，或纸面二维码的照片、扫描件",
            lambda names: self.open_certificate(Path(names[0])),
            kinds=KINDS,
        )

    def open_certificate(self, path: Path) -> None:
        """Look at a certificate that a group brought, and show what it is worth."""

        def look(session: Session, _progress: Progress, _cancelled: Cancel) -> Looked:
            return look_at_certificate(session, path)

        self.desk.work.read_job("正在核对确认书…", look, self._on_looked, owner=self)

    def _on_looked(self, looked: Looked) -> None:
        CertificateSheet(self.window(), looked.judged, partial(self._certify, looked)).open()

    def _certify(self, looked: Looked, seen_on_paper: bool) -> None:
        def store(session: Session, _progress: Progress, _cancelled: Cancel) -> Closeout:
            papers = looked.keep(session)
            return certify(session, looked.judged, papers=papers, seen_on_paper=seen_on_paper)

        self.desk.work.store_job("正在登记零持有…", store, self._on_certified, owner=self)

    def _on_certified(self, held: Closeout) -> None:
        self.desk.note(f"已登记零持有：{held.name}，{held.certificate_id}")
        self.refresh()


def _texts(held: Held, today: date) -> tuple[str, ...]:
    last = held.chased_on.isoformat()[5:] if held.chased_on else ""
    return (
        held.name,
        held.what,
        held.numbers,
        held.holder,
        held.since.isoformat() if held.since else "",
        held.due_on.isoformat() if held.due_on else "",
        ("▲ " if held.overdue(today) else "") + due_words(held.due_on, today),
        f"{held.chased} 次，{last}" if held.chased else "",
    )
