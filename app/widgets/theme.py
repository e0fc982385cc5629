"""The only place with colours, type sizes and spacing: tokens, palette and style sheet over Fusion.

Widgets name a role ("accent", "muted"), never a colour. Amber and red mean deadlines, refusals and 密级 only.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from app.core.paths import RESOURCES
from app.widgets.sheet import SHEET

GRID = 4
GAP = 8
EDGE = 16
ROW = 32
CONTROL = 32
NAV_WIDTH = 200
CONTEXT_WIDTH = 300
FOLD_BELOW = 1366
FORM_WIDTH = 980
TYPE_SMALL, TYPE_BODY, TYPE_LEAD, TYPE_TITLE, TYPE_HERO = 12, 13, 14, 16, 20
ICON_SMALL, ICON_LARGE = 16, 20


class Scheme(StrEnum):
    """Light work surface, or near-black."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Tokens:
    """Colours by what they are for, as #rrggbb."""

    surface: str  # work surface
    raised: str  # bars, headers, side panes
    sunken: str  # read-only fields, alternate ground
    line: str  # hairlines
    edge: str  # control borders
    text: str
    muted: str
    faint: str  # placeholder, disabled
    ink: str  # navigation and selection
    ink_soft: str  # selected row ground
    ink_text: str  # text on ink_soft
    nav: str
    nav_text: str
    nav_muted: str
    nav_on: str
    link: str
    accent: str  # the one main action of a page
    accent_hover: str
    accent_text: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    green: str
    green_soft: str
    grey_soft: str
    hover: str


LIGHT = Tokens(
    surface="#ffffff", raised="#f6f7f9", sunken="#f3f5f7", line="#e3e6eb", edge="#c3c9d2",
    text="#1b2430", muted="#566173", faint="#8a94a3",
    ink="#1f3f72", ink_soft="#e4ebf6", ink_text="#16305a",
    nav="#1c2f4e", nav_text="#f1f4f9", nav_muted="#a9b8cf", nav_on="#2f4f80",
    link="#1d5fae", accent="#1d5fae", accent_hover="#174f93", accent_text="#ffffff",
    amber="#8f5600", amber_soft="#fdf1dc", red="#a8201a", red_soft="#fbe9e7",
    green="#1e6b45", green_soft="#e5f3eb", grey_soft="#eceff3", hover="#eef2f7",
)  # fmt: skip

DARK = Tokens(
    surface="#15181d", raised="#1b1f26", sunken="#1d2129", line="#2b313b", edge="#47505e",
    text="#e6e9ee", muted="#a5afbd", faint="#79838f",
    ink="#9dbcf0", ink_soft="#25385a", ink_text="#e3ecfb",
    nav="#10151d", nav_text="#e6ebf3", nav_muted="#90a0b8", nav_on="#26406b",
    link="#8ab8ff", accent="#2f6fc4", accent_hover="#3b7dd6", accent_text="#ffffff",
    amber="#f0b95c", amber_soft="#3a2d14", red="#ff8f86", red_soft="#43201e",
    green="#7fd0a3", green_soft="#1a3527", grey_soft="#2a3039", hover="#20262f",
)  # fmt: skip

TONES = {"draft": "grey", "active": "blue", "done": "green", "back": "amber", "stop": "red"}
"""Tone of a lifecycle state → family of its badge. The badge always carries the word, too."""

_now = LIGHT
_scheme = Scheme.LIGHT


def tokens() -> Tokens:
    """The tokens in force."""
    return _now


def scheme() -> Scheme:
    """The scheme in force."""
    return _scheme


def color(role: str) -> QColor:
    """The colour of token `role` in force."""
    return QColor(getattr(_now, role))


def tone_colors(tone: str) -> tuple[str, str]:
    """(text, ground) of a badge of that lifecycle tone; an unknown tone is grey."""
    match TONES.get(tone, "grey"):
        case "blue":
            return _now.ink_text, _now.ink_soft
        case "green":
            return _now.green, _now.green_soft
        case "amber":
            return _now.amber, _now.amber_soft
        case "red":
            return _now.red, _now.red_soft
        case _:
            return _now.muted, _now.grey_soft


def scaled(pixels: int) -> int:
    """`pixels` at 100 % at the text size in force, so that rows grow with a larger font."""
    return round(pixels * _scale)


_scale = 1.0


def set_type_scale(scale: float) -> None:
    """Enlarge type and controls by `scale` (1.0 to 2.0), beside what the display already does."""
    global _scale
    _scale = min(2.0, max(1.0, scale))


def font(size: int = TYPE_BODY, *, strong: bool = False, tabular: bool = False) -> QFont:
    """The interface face at `size` px of the scale; `tabular` sets figures of one width."""
    made = QFont(QApplication.font())
    made.setPixelSize(scaled(size))
    made.setBold(strong)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def apply(app: QApplication, chosen: Scheme, family: str) -> None:
    """Put Fusion, palette, font and style sheet on `app`. `family` comes from widgets.fonts."""
    global _now, _scheme
    _scheme = chosen
    _now = DARK if chosen is Scheme.DARK else LIGHT
    if app.style() is None or app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    base = QFont(family) if family else QFont(app.font())
    base.setPixelSize(scaled(TYPE_BODY))
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(base)
    app.setPalette(_palette(_now))
    app.setStyleSheet(_sheet(_now))


def repolish(widget: QWidget) -> None:
    """Make the style sheet look again after a property of `widget` changed; nothing to do before it was ever shown."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def mark(widget: QWidget, **properties: str) -> None:
    """Set dynamic properties that the style sheet reads, for example role="muted"."""
    changed = [name for name, value in properties.items() if widget.property(name) != value]
    for name in changed:
        widget.setProperty(name, properties[name])
    if changed:
        repolish(widget)


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for place, value in (
        (role.Window, t.surface), (role.Base, t.surface), (role.AlternateBase, t.raised),
        (role.WindowText, t.text), (role.Text, t.text), (role.ButtonText, t.text), (role.Button, t.raised),
        (role.Highlight, t.ink_soft), (role.HighlightedText, t.ink_text), (role.PlaceholderText, t.faint),
        (role.ToolTipBase, t.raised), (role.ToolTipText, t.text), (role.Link, t.link), (role.Mid, t.line),
        (role.Light, t.raised), (role.Dark, t.edge), (role.Midlight, t.line), (role.Shadow, t.edge),
        (role.BrightText, t.red), (role.Accent, t.accent),
    ):  # fmt: skip
        made.setColor(place, QColor(value))
    for place in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, place, QColor(t.faint))
    return made


def _sheet(t: Tokens) -> str:
    glyphs = RESOURCES / "glyphs"
    values = {f.name: getattr(t, f.name) for f in fields(t)}
    sizes = {
        "px12": scaled(TYPE_SMALL), "px13": scaled(TYPE_BODY), "px14": scaled(TYPE_LEAD),
        "px16": scaled(TYPE_TITLE), "px20": scaled(TYPE_HERO), "px28": scaled(28),
        "control": scaled(CONTROL) - 10, "row": scaled(ROW), "tick": scaled(16),
    }  # fmt: skip
    return Template(SHEET).substitute(values, glyphs=glyphs.as_posix(), **sizes)


def dark_wanted() -> bool:
    """Whether the desktop asks for a dark scheme."""
    return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
