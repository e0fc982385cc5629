"""The control for attachments: add by dialog or by dropping, list, view, save as, take away.

It must not read a file itself: paths go to the surroundings, references come back.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.core.fields import FieldSpec, FileRef
from app.widgets import display, theme
from app.widgets.icons import pixmap
from app.widgets.inputs.base import Editor, Surroundings
from app.widgets.rows import beside, button, clear_layout, tool, words


def media_icon(ref: FileRef) -> str:
    """The icon for a kind of file."""
    match ref.name.rpartition(".")[2].lower():
        case "xlsx" | "xls" | "csv":
            return "table-2"
        case "jpg" | "jpeg" | "png" | "bmp" | "tif" | "tiff" | "webp":
            return "eye"
        case _:
            return "file-text"


def file_row(ref: FileRef, around: Surroundings, remove: object = None) -> QFrame:
    """One attachment as a line with its buttons; `remove` is a function or None."""
    sign = QLabel()
    sign.setPixmap(pixmap(media_icon(ref)))
    pages = f" · {ref.pages} 页" if ref.pages else ""
    box = beside(sign, words(ref.name), words(f"{display.size_text(ref.size)}{pages}", "muted"), None)
    box.setContentsMargins(theme.GAP, 2, theme.GRID, 2)
    if around.view is not None:
        view = around.view
        box.addWidget(tool(f"查看 {ref.name}", "eye", lambda: view(ref)))
    if around.save_as is not None:
        save_as = around.save_as
        box.addWidget(tool(f"另存 {ref.name}", "download", lambda: save_as(ref)))
    if callable(remove):
        box.addWidget(tool(f"移去 {ref.name}", "x", remove))
    made = QFrame()
    made.setLayout(box)
    return made


class FilesEditor(Editor):
    """The list of attachments, with a button and a place to drop files."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self._refs: list[FileRef] = []
        self.setAcceptDrops(around.attach is not None)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.add = button("添加文件…", self._on_add, icon_name="paperclip")
        self._hint = words("或把文件拖到这里", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addLayout(self._list)
        box.addLayout(beside(self.add, self._hint, None))
        self.add.setEnabled(around.attach is not None)

    @property
    def focus_widget(self) -> QWidget:
        """The button."""
        return self.add

    @property
    def wide(self) -> bool:
        """File names are long."""
        return True

    def value(self) -> Any:
        """The references."""
        return tuple(self._refs)

    def put(self, value: Any) -> None:
        """Show the references."""
        self._refs = list(value or ())
        self._draw()

    def take_paths(self, paths: list[str]) -> None:
        """Attach the files at these paths, as dropping them does."""
        if paths and self.around.attach is not None:
            self.around.attach(paths, self._on_attached)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if event.mimeData().hasUrls() and all(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        self.take_paths([url.toLocalFile() for url in event.mimeData().urls()])
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _on_add(self) -> None:
        if self.around.pick_files is not None:
            self.around.pick_files(self.take_paths)

    def _on_attached(self, refs: tuple[FileRef, ...]) -> None:
        held = {ref.sha256 for ref in self._refs}
        self._refs.extend(ref for ref in refs if ref.sha256 not in held)
        self._draw()
        self.changed.emit()

    def _remove(self, ref: FileRef) -> None:
        self._refs.remove(ref)
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        clear_layout(self._list)
        for ref in self._refs:
            self._list.addWidget(file_row(ref, self.around, partial(self._remove, ref)))
        self.updateGeometry()
