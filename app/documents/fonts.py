"""Which font file stands for which official face, and which font can print a character.

It registers fonts with reportlab and never draws. An official font installed on the machine comes first; the
bundled one stands in for it, and a character it lacks is taken from the next face (仿宋→楷体→黑体).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.documents.paper import Face

MISSING = "〓"
"""Printed in place of a character that no font has."""

_BUNDLED = {Face.SONG: "Song-Bold.ttf", Face.FANG: "Fang.ttf", Face.KAI: "Kai.ttf", Face.HEI: "Hei.ttf"}
# TrueType outlines only: reportlab cannot embed CFF. Lower-case file names.
_OFFICIAL: Mapping[Face, tuple[str, ...]] = {
    Face.SONG: ("fzxbsjw.ttf", "fzxbsjw--gb1-0.ttf", "方正小标宋简体.ttf", "方正小标宋简.ttf", "fzxbsk.ttf",
                "方正小标宋_gbk.ttf"),
    Face.FANG: ("仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "simfang_gb2312.ttf", "simfang.ttf"),
    Face.KAI: ("楷体_gb2312.ttf", "kaiti_gb2312.ttf", "simkai_gb2312.ttf", "simkai.ttf"),
    Face.HEI: ("simhei.ttf", "黑体.ttf"),
    Face.TEXT: ("simsun.ttc", "simsun.ttf"),
}  # fmt: skip
_FALLBACK: Mapping[Face, tuple[Face, ...]] = {
    Face.FANG: (Face.FANG, Face.KAI, Face.HEI),
    Face.KAI: (Face.KAI, Face.FANG, Face.HEI),
    Face.HEI: (Face.HEI, Face.KAI, Face.FANG),
    Face.SONG: (Face.SONG, Face.KAI, Face.HEI),
    Face.TEXT: (Face.TEXT, Face.FANG, Face.KAI),
}
# The bundled 楷体 and 黑体 draw these narrower than a character; 仿宋 draws them whole.
_FROM_FANG = frozenset("…—·")
# Half a character or narrower in some fonts, yet a whole cell in Chinese text.
_WHOLE = frozenset("“”‘’…—·×÷±℃°‰★☆※№§→←↑↓≥≤≠√")


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is printed: font name of reportlab, glyph and advance width in em, whole cell or not.

    kind: "." a whole glyph of the face's own font, "x" a narrow one; "o" and "y" the same from elsewhere, or a
    narrow glyph centred in a whole cell.
    """

    font: str
    width: float
    advance: float
    whole: bool
    kind: str


class _Replace(dict[int, int | None]):
    """A translation table that learns: control characters vanish, uncovered ones become 〓."""

    def __init__(self, chain: tuple[TTFont, ...]) -> None:
        super().__init__({0x09: 0x20, 0x0B: 0x0A, 0x0D: None, 0xA0: 0x20, 0x200B: None, 0xFEFF: None})
        self._chain = chain

    def __missing__(self, code: int) -> int | None:
        if code == 0x0A or any(code in font.face.charToGlyph for font in self._chain):
            found: int | None = code
        else:
            found = None if code < 0x20 or 0x7F <= code < 0xA0 else ord(MISSING)
        self[code] = found
        return found


class Glyphs(dict[str, Glyph]):
    """Characters of one face, looked up once each. Text must have gone through `clean` first."""

    def __init__(self, chain: tuple[TTFont, ...], fang: TTFont) -> None:
        super().__init__()
        self._chain = chain
        self._fang = fang
        self.main: str = chain[0].fontName
        self._replace = _Replace(chain)

    def __missing__(self, char: str) -> Glyph:
        code = ord(char)
        chain = (self._fang, *self._chain) if char in _FROM_FANG else self._chain
        font = next((font for font in chain if code in font.face.charToGlyph), chain[-1])
        width = font.face.charWidths.get(code, font.face.defaultWidth) / 1000
        whole = char in _WHOLE or (code >= 0x2E80 and width > 0.6) or 0x2460 <= code < 0x2600
        own = font.fontName == self.main
        kind = ("." if own and width == 1.0 else "o") if whole else ("x" if own else "y")
        glyph = Glyph(font.fontName, width, 1.0 if whole else width, whole, kind)
        self[char] = glyph
        return glyph

    def clean(self, text: str) -> str:
        """The text with what cannot be printed replaced by 〓 and control characters removed."""
        return text.translate(self._replace)


class Faces:
    """The fonts of one machine, loaded when first used."""

    def __init__(self, official: bool) -> None:
        self._official = official
        self._fonts: dict[Face, TTFont] = {}
        self._glyphs: dict[Face, Glyphs] = {}

    def glyphs(self, face: Face) -> Glyphs:
        """The characters of a face with its fallbacks."""
        known = self._glyphs.get(face)
        if known is None:
            chain = tuple(self._font(item) for item in _FALLBACK[face])
            known = self._glyphs[face] = Glyphs(chain, self._font(Face.FANG))
        return known

    def font_name(self, face: Face) -> str:
        """The PostScript name of the font that prints a face, as it stands in a PDF."""
        name = self._font(face).face.name
        return name.decode("latin-1") if isinstance(name, bytes) else str(name)

    def uncovered(self, texts: Iterable[str], face: Face = Face.FANG) -> str:
        """The characters, each once, that would print as 〓."""
        glyphs = self.glyphs(face)
        wanted = {char for text in texts for char in text if not char.isspace()}
        return "".join(sorted(char for char in wanted if glyphs.clean(char) not in (char, "")))

    def _font(self, face: Face) -> TTFont:
        font = self._fonts.get(face)
        if font is None:
            font = self._fonts[face] = self._load(face)
        return font

    def _load(self, face: Face) -> TTFont:
        installed = _installed() if self._official else {}
        for wanted in _OFFICIAL[face]:
            path = installed.get(wanted)
            font = _register(face, path) if path else None
            if font is not None:
                return font
        if face is Face.TEXT:  # no 宋体 is bundled; the digits of 仿宋 are the nearest
            return self._font(Face.FANG)
        font = _register(face, bundled_path(face))
        if font is None:
            raise FileNotFoundError(f"bundled font {_BUNDLED[face]}")
        return font


def bundled_path(face: Face) -> Path:
    """Where the bundled font of a face lies, in the source tree and in the packaged program alike."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    return root / "resources" / "fonts" / _BUNDLED[face]


def _register(face: Face, path: Path) -> TTFont | None:
    """Load a TrueType font; None when it is absent or has outlines that cannot be embedded."""
    name = f"{face.name}-{path.stem}"
    try:
        font = TTFont(name, str(path))
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """Font files of this machine by lower-case file name."""
    home = Path.home() if "HOME" in os.environ or "USERPROFILE" in os.environ else Path("/nonexistent")
    roots = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".fonts",
        home / ".local/share/fonts",
        Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "Fonts",
        Path(os.environ.get("LOCALAPPDATA", "/nonexistent")) / "Microsoft/Windows/Fonts",
        Path("/Library/Fonts"),
        home / "Library/Fonts",
    ]
    wanted = {name for names in _OFFICIAL.values() for name in names}
    found: dict[str, Path] = {}
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in names:
                if name.lower() in wanted:
                    found.setdefault(name.lower(), Path(folder) / name)
    return found


@lru_cache(maxsize=2)
def faces(official: bool = True) -> Faces:
    """The fonts to print with. `official=False` uses the bundled ones alone (equal bytes on every machine)."""
    return Faces(official)
