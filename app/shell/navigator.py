"""The left column: the steps of the work and, under the chosen one, its lists and pages. It opens nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.core.roles import Actor
from app.widgets import theme
from app.widgets.icons import icon, icon_size
from app.widgets.page import AreaSpec, gathered, group_code
from app.widgets.rows import name_control, words

CODE = Qt.ItemDataRole.UserRole
HOME = "home"


class Tree(QTreeWidget):
    """The tree itself; Enter and Space open."""

    chosen = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by keyboard."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and item is not None:
            self.itemClicked.emit(item, 0)
            return
        super().keyPressEvent(event)


class Navigator(QWidget):
    """`wanted(page code)` when a person chooses."""

    wanted = Signal(str)

    def __init__(self, areas: Sequence[AreaSpec], actor: Actor, vault_name: str) -> None:
        super().__init__()
        self.setProperty("role", "nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.scaled(theme.NAV_WIDTH))
        self._tree = Tree()
        self._tree.setHeaderHidden(True)
        self._tree.setIndentation(theme.scaled(18))
        self._tree.setRootIsDecorated(False)
        self._tree.setIconSize(icon_size())
        self._tree.setAnimated(False)
        self._tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.mark(self._tree.verticalScrollBar(), role="nav")
        self._tree.setExpandsOnDoubleClick(False)
        name_control(self._tree, "导航", name="navigator")
        self._tree.itemClicked.connect(self._on_item)
        self._codes: dict[str, QTreeWidgetItem] = {}
        self._within: dict[str, str] = {}  # page → the group under which it is gathered
        self._add(self._tree.invisibleRootItem(), "今日", "home", HOME)
        for area in areas:
            self._add_area(area)
        name = words("巡察工作台", "nav-name")
        name.setContentsMargins(theme.EDGE, theme.GAP + theme.GRID, theme.GAP, 0)
        under = words(vault_name, "nav-muted", wrap=True)
        under.setContentsMargins(theme.EDGE, 0, theme.GAP, theme.GAP)
        who = words(actor.name, "nav-muted")
        who.setContentsMargins(theme.EDGE, theme.GRID, theme.GAP, theme.GAP + theme.GRID)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(name)
        box.addWidget(under)
        box.addWidget(self._tree, 1)
        box.addWidget(who)

    @property
    def tree(self) -> QTreeWidget:
        """The tree, for the keyboard."""
        return self._tree

    def labels(self) -> tuple[str, ...]:
        """Every entry, in order."""
        return tuple(item.text(0) for item in self._codes.values())

    def codes(self) -> tuple[str, ...]:
        """The page code of every entry, in order."""
        return tuple(self._codes)

    def show_code(self, code: str) -> None:
        """Mark the entry of the page now shown; none when it has none."""
        item = self._codes.get(self._within.get(code, code))
        self._tree.blockSignals(True)
        if item is None:
            self._tree.clearSelection()
        else:
            self._open_only(item.parent() or item)
            self._tree.setCurrentItem(item)
        self._tree.blockSignals(False)

    def _add(self, parent: QTreeWidgetItem, label: str, icon_name: str, code: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [label])
        if icon_name:
            item.setIcon(0, icon(icon_name, "nav_text"))
        item.setData(0, CODE, code)
        item.setToolTip(0, label)
        item.setSizeHint(0, QSize(0, theme.scaled(theme.ROW)))
        if code:
            self._codes[code] = item
        return item

    def _add_area(self, area: AreaSpec) -> None:
        groups = gathered(area)
        alone = groups.pop("")
        shown = [(entry.label, entry.code) for entry in alone]
        shown += [(name, group_code(area.step, name)) for name in groups]
        if len(shown) == 1:
            self._add(self._tree.invisibleRootItem(), area.label, area.icon, shown[0][1])
        else:
            top = self._add(self._tree.invisibleRootItem(), area.label, area.icon, "")
            if area.purpose:
                top.setToolTip(0, area.purpose)
            for label, code in shown:
                self._add(top, label, "", code)
        for name, held in groups.items():
            for entry in held:
                self._within[entry.code] = group_code(area.step, name)

    def _open_only(self, wanted: QTreeWidgetItem) -> None:
        for place in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(place)
            if item is not None and item.childCount():
                item.setExpanded(item is wanted)

    def _on_item(self, item: QTreeWidgetItem, _column: int) -> None:
        code = str(item.data(0, CODE) or "")
        if code:
            self.wanted.emit(code)
            return
        if item.isExpanded():
            item.setExpanded(False)
            return
        self._open_only(item)
        if item.childCount():
            self.wanted.emit(str(item.child(0).data(0, CODE)))
