"""F1: the keys, and where to find what. Text only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.widgets import theme
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.rows import beside, hairline, tool, words

KEYS = (
    ("到处可用", (
        ("Ctrl+K", "搜索全部内容，或按名称打开页面"), ("Ctrl+L", "立即锁定"), ("F1", "本页"), ("Esc", "返回上一页"),
        ("Ctrl+I", "收起或展开右侧说明栏"), ("F6", "在导航、内容、说明栏之间切换"), ("F5", "刷新"),
    )),
    ("列表", (
        ("Ctrl+N", "新建"), ("Ctrl+F", "在列表中查找"), ("↑ ↓ PgUp PgDn", "移动"), ("Enter", "打开"),
        ("Shift+↑↓ / Ctrl+A", "多选 / 全选"), ("Home End", "第一条 / 最后一条"),
    )),
    ("表单", (
        ("Ctrl+S", "保存"), ("Ctrl+Enter", "办理主要一步"), ("Tab / Shift+Tab", "下一项 / 上一项"),
        ("↓", "展开可选项，可输拼音首字母"), ("Alt+↓", "打开日历"),
    )),
    ("文书预览与附件", (
        ("PgUp PgDn", "翻页"), ("Ctrl++ / Ctrl+- / Ctrl+0", "放大 / 缩小 / 适合宽度"), ("Ctrl+P", "打印"),
    )),
)  # fmt: skip
NOTES = (
    "没有保存的内容会自动加密留存；离开、锁定或断电后再打开，会恢复并提示。",
    "办不了的步骤可以照样按：程序会把全部原因一次说明。",
    "每次打印、另存、导出都记入输出台账。受控字段复制后 15 秒自动从剪贴板清除。",
    "本程序的加密是在合规设备上再加的一层保护，不是保密认证，也不代替核心密码、普通密码。",
)


class HelpPage(QWidget):
    """The page."""

    title = "帮助"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(theme.EDGE + theme.GAP, theme.EDGE, theme.EDGE, theme.EDGE)
        box.setSpacing(theme.GAP)
        box.addLayout(
            beside(tool("返回（Esc）", "arrow-left", desk.back, name="返回"), words("帮助", "hero"), None)
        )
        for head, keys in KEYS:
            box.addSpacing(theme.GAP)
            box.addWidget(words(head, "section"))
            box.addWidget(hairline())
            grid = QGridLayout()
            grid.setHorizontalSpacing(theme.EDGE)
            grid.setColumnMinimumWidth(0, theme.scaled(190))
            grid.setColumnStretch(1, 1)
            for line, (key, text) in enumerate(keys):
                grid.addLayout(beside(words(key, "kbd"), None), line, 0)
                grid.addWidget(words(text), line, 1)
            box.addLayout(grid)
        box.addSpacing(theme.GAP)
        box.addWidget(words("要知道的", "section"))
        box.addWidget(hairline())
        for note in NOTES:
            box.addWidget(words(note, wrap=True))
        box.addStretch(1)
        inner.setMaximumWidth(theme.scaled(760))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName("帮助")
        area.setObjectName("help")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_context(self) -> None:
        """No record here."""
        self._desk.context_wanted.emit(Context(None))
