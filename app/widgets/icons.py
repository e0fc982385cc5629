"""Icons of the one family, drawn in a colour of the theme. It must not draw anything that is not in resources/icons."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.core.paths import RESOURCES
from app.widgets import theme

FOLDER = RESOURCES / "icons"
FALLBACK = "file-text"


def icon(name: str, role: str = "muted", size: int = theme.ICON_SMALL) -> QIcon:
    """Icon `name` in the colour of theme token `role`; an unknown name shows a plain sheet of paper."""
    size = theme.scaled(size)
    made = QIcon(_pixmap(name, theme.color(role).name(), size, _ratio()))
    made.addPixmap(_pixmap(name, theme.color("faint").name(), size, _ratio()), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, role: str = "muted", size: int = theme.ICON_SMALL) -> QPixmap:
    """The same as a picture of `size` logical pixels at 100 %; it grows with the type."""
    return _pixmap(name, theme.color(role).name(), theme.scaled(size), _ratio())


def icon_size(size: int = theme.ICON_SMALL) -> QSize:
    """`size` at the type size in force as QSize, for setIconSize."""
    return QSize(theme.scaled(size), theme.scaled(size))


def _ratio() -> float:
    screen = QGuiApplication.primaryScreen()
    return max(2.0, screen.devicePixelRatio() if screen else 1.0)


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    path = FOLDER / f"{name}.svg"
    if not path.exists():
        path = FOLDER / f"{FALLBACK}.svg"
    text = path.read_text("utf-8").replace("currentColor", colour)
    text = text.replace('stroke-width="2"', 'stroke-width="1.75"')
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
