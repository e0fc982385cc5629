"""The fonts and icons that the program carries are whole, embeddable, licensed and cover the characters of names.

It measures the files themselves with the PDF writer that will embed them; it must not trust resources/fonts/README.md.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

TOP = Path(__file__).resolve().parents[2]
FONTS = TOP / "resources" / "fonts"
ICONS = TOP / "resources" / "icons"
FACES = {
    "Song-Bold.ttf": "XC Song",
    "Fang.ttf": "XC Fang",
    "Kai.ttf": "XC Kai",
    "Hei.ttf": "XC Hei",
    "UI-Regular.ttf": "XC UI",
    "UI-Bold.ttf": "XC UI",
}
SIZE_LIMIT = 45e6


@pytest.fixture(scope="module")
def charsets() -> ModuleType:
    place = TOP / "packaging" / "fonts" / "charsets.py"
    spec = importlib.util.spec_from_file_location("charsets", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def covered() -> dict[str, set[str]]:
    """Characters for which the PDF writer finds an outline, by file."""
    return {name: {chr(c) for c in TTFontFile(str(FONTS / name)).charToGlyph} for name in FACES}


def test_the_set_is_complete_and_small_enough() -> None:
    files = list(FONTS.glob("*.ttf"))
    assert {path.name for path in files} == set(FACES)
    assert sum(path.stat().st_size for path in files) <= SIZE_LIMIT


@pytest.mark.parametrize("name", FACES)
def test_a_font_has_truetype_outlines_and_a_neutral_name(name: str) -> None:
    font = TTFontFile(str(FONTS / name))
    assert "glyf" in font.table
    assert "CFF " not in font.table
    assert font.familyName.decode() == FACES[name]
    assert not re.search("Noto|Source|LXGW|Fandol", font.fullName.decode())


def test_no_character_of_the_standard_list_is_without_an_outline(
    charsets: ModuleType, covered: dict[str, set[str]]
) -> None:
    tgh, han = set(charsets.tgh()), charsets.gb2312()[0]
    assert (len(tgh), len(han), len(charsets.gbk())) == (8105, 6763, 20902)
    for name in ("Song-Bold.ttf", "Kai.ttf", "Hei.ttf", "UI-Regular.ttf", "UI-Bold.ttf"):
        assert not (tgh | han | set(charsets.NAMES)) - covered[name], name
    assert not han - covered["Fang.ttf"]
    for name in ("Kai.ttf", "UI-Regular.ttf", "UI-Bold.ttf"):
        assert not charsets.gbk() - covered[name], name


def test_the_signs_of_papers_and_forms_are_in_every_face(covered: dict[str, set[str]]) -> None:
    for name, has in covered.items():
        assert (
            not set("，。、；：？！“”‘’（）《》〈〉【】〔〕…—·～￥％①⑩×÷±℃№※→■□△▲○◎●★☆〇√☐☑☒0123456789") - has
        ), name


def test_digits_of_the_screen_faces_have_one_width() -> None:
    for name in ("UI-Regular.ttf", "UI-Bold.ttf"):
        font = TTFontFile(str(FONTS / name))
        assert len({font.charWidths[ord(digit)] for digit in "0123456789"}) == 1


def test_every_font_has_its_licence_beside_it() -> None:
    table = (FONTS / "README.md").read_text("utf-8")
    for name in FACES:
        row = next(line for line in table.splitlines() if line.startswith(f"| {name} "))
        licence = FONTS / "LICENCES" / row.split("|")[-2].strip()
        assert "Version" in licence.read_text("utf-8")
    assert "special exception" in (FONTS / "LICENCES" / "GPL-3.0-Fandol.txt").read_text("utf-8")
    assert "ISC License" in (ICONS / "LICENCE.txt").read_text("utf-8")


def test_icons_are_of_one_family_and_take_the_colour_of_the_theme() -> None:
    icons = sorted(ICONS.glob("*.svg"))
    assert len(icons) >= 60
    for path in icons:
        text = path.read_text("utf-8")
        root = ElementTree.fromstring(text)
        assert (root.get("stroke"), root.get("stroke-width"), root.get("viewBox")) == (
            "currentColor",
            "1.5",
            "0 0 24 24",
        ), path
        assert not re.search(r"#[0-9a-fA-F]{3,8}|script|href", text), path
