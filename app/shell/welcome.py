"""First start: four ways to begin. It opens nothing itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets import dialogs, theme
from app.widgets.rows import button, words

if TYPE_CHECKING:
    from app.shell.gate import Gate


class WelcomePanel(QWidget):
    """A line of explanation under each way."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(words("从哪里开始", "title"))
        ways = (
            (
                "创建巡察组库",
                "本机交给一个巡察组使用：谈话、信访、底稿、报告。",
                partial(gate.show_new, "group"),
                "main",
            ),
            (
                "创建巡察办库",
                "本机由巡察办使用：任务下达、接收移交、整改督办。",
                partial(gate.show_new, "office"),
                "",
            ),
            ("打开已有的库…", "选择库所在的文件夹。", self._on_open, ""),
            ("打开演示库", "虚构的县、虚构的人，可以放心试。", gate.open_demo, ""),
        )
        for text, note, act, role in ways:
            box.addSpacing(theme.GAP)
            box.addWidget(button(text, act, role=role))
            box.addWidget(words(note, "muted", wrap=True))

    def _on_open(self) -> None:
        dialogs.pick_folder(self._gate, "选择库所在的文件夹", lambda name: self._gate.show_unlock(Path(name)))
