"""Loads the interface face that comes with the program. It must not touch the faces of printed papers."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase

from app.core.paths import RESOURCES

FOLDER = RESOURCES / "fonts"
FACES = ("UI-Regular.ttf", "UI-Bold.ttf")


@cache
def interface_family() -> str:
    """The family name of our interface face, "" when the files are absent (the system's face is used then)."""
    family = ""
    for name in FACES:
        path = FOLDER / name
        if not path.exists():
            continue
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families and not family:
            family = families[0]
    return family
