"""The sheet from which a confirmed finding is taken into the report. It changes neither finding nor report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.areas.reporting.prose import Pick, Prose
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.dialogs import Sheet
from app.widgets.lines import ID, Lines
from app.widgets.rows import Row, words


class FindingSheet(Sheet):
    """Find and pick one. used: the text, so that what is there already is marked; cites: whether points name papers."""

    def __init__(
        self,
        parent: QWidget | None,
        picks: Sequence[Pick],
        used: str,
        then: Callable[[Pick], object],
        *,
        cites: bool = True,
    ) -> None:
        super().__init__(parent, "插入已认定的问题", sign="file-plus")
        self.setMinimumWidth(theme.scaled(760))
        self._then = then
        said = "插在光标所在行之后，自动编序号"
        self.say(f"{said}；有审签底稿的带上底稿号。" if cites else f"{said}。", "body-muted")
        self._find = QLineEdit()
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._on_find)
        self.body.addWidget(Row("查找", self._find))
        self._lines = Lines(
            "已认定的问题", ("问题", "聚焦", "底稿" if cites else "编号", ""), (280, 200, 176, 84), most=10
        )
        for pick in picks:
            there = (pick.paper_number and pick.paper_number in used) or pick.title in used
            self._lines.add(
                (
                    pick.title,
                    pick.focus,
                    pick.mark,
                    "已在报告" if there and cites else "已写入" if there else "",
                ),
                pick,
            )
        self._lines.setCurrentItem(self._lines.every()[0])
        self._lines.opened.connect(self._on_opened)
        self._lines.fit()
        self.body.addWidget(self._lines)
        self._none = words("没有符合的问题，换一个词。", "muted")
        self._none.hide()
        self.body.addWidget(self._none)
        self.foot("取消", self.reject)
        self.foot("插入", self._on_done, main=True)
        self._find.setFocus()

    def _on_find(self, text: str) -> None:
        shown = []
        for item in self._lines.every():
            fits = text.strip() in "".join(item.text(place) for place in range(3))
            item.setHidden(not fits)
            if fits:
                shown.append(item)
        self._none.setVisible(not shown)
        if shown:
            self._lines.setCurrentItem(shown[0])

    def _on_opened(self, pick: object) -> None:
        if isinstance(pick, Pick):
            self.accept()
            self._then(pick)

    def _on_done(self) -> None:
        item = self._lines.currentItem()
        if item is not None and not item.isHidden():
            self._on_opened(item.data(0, ID))


def ask_point(
    desk: Desk, owner: QWidget, prose: Prose, held: Record, used: str, then: Callable[[Pick], object]
) -> None:
    """Read what can be put into this text as a point, and let a person pick one."""
    read = prose.picks
    if read is None:
        return

    def show(picks: tuple[Pick, ...]) -> None:
        if picks:
            FindingSheet(owner.window(), picks, used, then, cites=prose.cites).open()
            return
        text = "问题在“问题”列表里登记，经会商认定后才能写进报告。"
        if not prose.cites:
            text = "问题经会商认定或列入反馈问题后，才能插入。"
        dialogs.tell(owner.window(), "本任务还没有会商认定的问题", text)

    desk.work.read(lambda session: read(session, held), show, owner=owner, slot="picks")
