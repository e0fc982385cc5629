"""The page 谁还持有什么: per group, copy by copy, what is still out, with what is overdue marked. It changes nothing."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QBrush

from app.areas.closeout.holding import Held, still_held
from app.core.deadline import due_words
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import Lines, WorkPage, empty, redraw, section
from app.widgets.rows import words


class HoldingPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "谁还持有什么",
            "打印件逐份、载体、借阅资料、未回执的包：在谁手里、哪天该还",
            about="carrier",
            wide=True,
        )
        self.watch("exposure", "carrier", "document_loan", "petition_loan", "bundle_log")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(still_held, self._on_read, owner=self, slot="held")

    def _on_read(self, found: tuple[Held, ...]) -> None:
        box = redraw(self.body)
        if not found:
            text = "打印导出件都已收回或销毁，载体都已归还，送出的包都有回执。"
            box.addWidget(empty("circle-check", "没有在外的东西", text))
            box.addStretch(1)
            return
        today = date.today()
        late = sum(held.overdue(today) for held in found)
        box.addWidget(
            words(f"在外 {len(found)} 项，其中超期 {late} 项。双击一行，到登记处办理收回。", "body-muted")
        )
        for group in dict.fromkeys(held.group for held in found):
            self._draw_group(group, [held for held in found if held.group == group], today)
        box.addStretch(1)

    def _draw_group(self, group: str, found: list[Held], today: date) -> None:
        late = sum(held.overdue(today) for held in found)
        section(self.body, group, f"{len(found)} 项" + (f"，▲ 超期 {late}" if late else ""))
        lines = Lines(
            f"{group} 持有",
            ("名称", "种类", "份号或编号", "持有人", "何时起", "应还", "期限"),
            (220, 104, 160, 140, 104, 104, 112),
            most=14,
        )
        for held in found:
            row = lines.add(
                (
                    held.name,
                    held.what,
                    held.numbers,
                    held.holder,
                    held.since.isoformat() if held.since else "",
                    held.due_on.isoformat() if held.due_on else "",
                    ("▲ " if held.overdue(today) else "") + due_words(held.due_on, today),
                ),
                (held.type, held.id),
            )
            if held.overdue(today):
                row.setForeground(6, QBrush(theme.color("red")))
        lines.tight(1, 4, 5, 6)
        lines.fit()
        lines.opened.connect(self._on_open)
        self.body.addWidget(lines)

    def _on_open(self, key: tuple[str, str]) -> None:
        self.desk.open_record(*key)
