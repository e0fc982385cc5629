"""Shows pages one at a time with thumbnails, zoom and page keys. It must not know where pages come from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.widgets import theme
from app.widgets.rows import beside, name_control, tool, words

Fetch = Callable[[int, int], None]
"""fetch(index, dpi): the page comes later through PagesView.show_page."""
Hits = tuple[tuple[int, float, float, float, float], ...]
"""Places on pages: page from 0, left, top, right, bottom in points from the upper left corner."""
THUMB_DPI, THUMB_WIDTH = 20, 96
ZOOMS = (50, 75, 100, 125, 150, 200, 300)
PAPER_DPI = 96


class PagesView(QWidget):
    """`start(count, fetch)` begins; then pages asked for are handed to `show_page`."""

    def __init__(self) -> None:
        super().__init__()
        self._fetch: Fetch | None = None
        self._count = 0
        self._index = 0
        self._zoom = 0  # 0: as wide as the window
        self._image: QImage | None = None
        self._marks: Hits = ()
        self._mark = -1
        self._thumbs_left: list[int] = []
        self._thumbs = QListWidget()
        self._thumbs.setViewMode(QListView.ViewMode.IconMode)
        self._thumbs.setFlow(QListView.Flow.TopToBottom)
        self._thumbs.setWrapping(False)
        self._thumbs.setMovement(QListView.Movement.Static)
        self._thumbs.setUniformItemSizes(True)
        self._thumbs.setIconSize(QSize(THUMB_WIDTH, 136))
        self._thumbs.setFixedWidth(THUMB_WIDTH + 48)
        name_control(self._thumbs, "页面缩略图", name="thumbnails")
        self._thumbs.currentRowChanged.connect(self.go_to)
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paper.setAccessibleName("页面")
        self._area = QScrollArea()
        self._area.setWidget(self._paper)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().installEventFilter(self)
        name_control(self._area, "页面", name="page")
        self._line = QLineEdit()
        self._line.setFixedWidth(theme.scaled(56))
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        name_control(self._line, "页码", name="page-number")
        self._line.returnPressed.connect(self._on_number)
        self._of = words("", "muted")
        self._percent = words("适合宽度", "muted")
        bar = beside(
            tool("上一页（PgUp）", "chevron-left", lambda: self.go_to(self._index - 1)),
            self._line,
            self._of,
            tool("下一页（PgDn）", "chevron-right", lambda: self.go_to(self._index + 1)),
            None,
            tool("缩小（Ctrl+-）", "zoom-out", lambda: self.zoom_by(-1)),
            self._percent,
            tool("放大（Ctrl++）", "zoom-in", lambda: self.zoom_by(1)),
            tool("适合宽度（Ctrl+0）", "columns-3", lambda: self.set_zoom(0)),
        )
        bar.setContentsMargins(theme.GAP, theme.GRID, theme.GAP, theme.GRID)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._thumbs)
        middle.addWidget(self._area, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(bar)
        box.addLayout(middle, 1)

    @property
    def index(self) -> int:
        """The page shown, from 0."""
        return self._index

    @property
    def count(self) -> int:
        """How many pages."""
        return self._count

    @property
    def page_is_shown(self) -> bool:
        """Whether the picture of the page has come."""
        return self._image is not None

    def start(self, count: int, fetch: Fetch) -> None:
        """Show a document of `count` pages from its first page on."""
        self._count, self._fetch, self._index, self._image = count, fetch, 0, None
        self._of.setText(f"/ {count} 页")
        self._thumbs.blockSignals(True)
        self._thumbs.clear()
        for number in range(count):
            item = QListWidgetItem(str(number + 1))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            item.setSizeHint(QSize(THUMB_WIDTH + 16, 168))
            self._thumbs.addItem(item)
        self._thumbs.setCurrentRow(0)
        self._thumbs.blockSignals(False)
        self._thumbs.setVisible(count > 1)
        self._thumbs_left = list(range(min(count, 400))) if count > 1 else []
        self._show()
        self._next_thumb()

    def show_page(self, index: int, dpi: int, image: QImage) -> None:
        """A page has come."""
        if dpi == THUMB_DPI:
            item = self._thumbs.item(index)
            if item is not None:
                item.setIcon(QIcon(QPixmap.fromImage(image)))
            self._next_thumb()
        elif index == self._index:
            self._image = image
            self._draw()

    def go_to(self, index: int) -> None:
        """Show another page."""
        if self._count and 0 <= index < self._count and (index != self._index or self._image is None):
            self._index = index
            self._thumbs.setCurrentRow(index)
            self._area.verticalScrollBar().setValue(0)
            self._show()

    def mark(self, hits: Hits, current: int) -> None:
        """Mark places on the pages, one of them as the current one, whose page is shown; none for ()."""
        self._marks, self._mark = hits, current
        if 0 <= current < len(hits) and hits[current][0] != self._index:
            self.go_to(hits[current][0])
        else:
            self._draw()

    def set_zoom(self, percent: int) -> None:
        """Zoom in per cent, 0 for the width of the window."""
        self._zoom = percent
        self._percent.setText(f"{percent}%" if percent else "适合宽度")
        self._show()

    def zoom_by(self, steps: int) -> None:
        """One step larger or smaller."""
        now = self._zoom or round(self._dpi() * 100 / PAPER_DPI)
        nearest = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - now))
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, nearest + steps))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page and zoom keys."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self._index + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self._index - 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self._count - 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if control:
                self.zoom_by(1)
            case Qt.Key.Key_Minus if control:
                self.zoom_by(-1)
            case Qt.Key.Key_0 if control:
                self.set_zoom(0)
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+wheel zooms; the wheel past the end of a page turns it."""
        if isinstance(event, QWheelEvent) and watched is self._area.viewport():
            down = event.angleDelta().y() < 0
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.zoom_by(-1 if down else 1)
                return True
            bar = self._area.verticalScrollBar()
            if down and bar.value() == bar.maximum() and self._index + 1 < self._count:
                self.go_to(self._index + 1)
                return True
            if not down and bar.value() == bar.minimum() and self._index:
                self.go_to(self._index - 1)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to the new width."""
        super().resizeEvent(event)
        if not self._zoom:
            self._draw()

    def _dpi(self) -> int:
        ratio = self.devicePixelRatioF()
        if self._zoom:
            return round(PAPER_DPI * self._zoom / 100 * ratio)
        inches = 8.27
        wide = max(300, min(self._area.viewport().width() - 32, 1100))
        return max(40, min(220, round(wide / inches * ratio)))

    def _show(self) -> None:
        self._line.setText(str(self._index + 1))
        if self._fetch is not None and self._count:
            self._image = None
            self._fetch(self._index, self._dpi())

    def _draw(self) -> None:
        if self._image is None:
            return
        picture = QPixmap.fromImage(self._image)
        self._draw_marks(picture)
        ratio = self.devicePixelRatioF()
        picture.setDevicePixelRatio(ratio)
        self._paper.setPixmap(picture)

    def _draw_marks(self, picture: QPixmap) -> None:
        """Colour over what was found, stronger over the current place, and the view moved to it."""
        here = [(place, hit) for place, hit in enumerate(self._marks) if hit[0] == self._index]
        if not here:
            return
        scale = self._dpi() / 72
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for place, (_, left, top, right, bottom) in here:
            box = QRectF(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)
            painter.fillRect(
                box.adjusted(-2, -2, 2, 2), theme.color("amber" if place == self._mark else "amber_soft")
            )
            if place == self._mark:
                ratio = self.devicePixelRatioF()
                self._area.ensureVisible(round(box.left() / ratio), round(box.top() / ratio), 80, 120)
        painter.end()

    def _next_thumb(self) -> None:
        if self._thumbs_left and self._fetch is not None:
            self._fetch(self._thumbs_left.pop(0), THUMB_DPI)

    def _on_number(self) -> None:
        text = self._line.text().strip()
        if text.isdigit():
            self.go_to(max(0, min(self._count - 1, int(text) - 1)))
        self._line.setText(str(self._index + 1))
