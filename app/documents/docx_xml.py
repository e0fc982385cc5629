"""WordprocessingML elements, made fast: paragraphs, runs, fields and borders. It knows no papers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = "{" + NAMESPACE + "}"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = Any
"""An lxml element of python-docx's tree."""


@lru_cache(maxsize=512)
def w(name: str) -> str:
    """A tag or attribute name in the namespace of WordprocessingML."""
    return _W + name


def _child(parent: Element, tag: str) -> Element:
    element = parent.makeelement(tag)
    parent.append(element)
    return element


def add(parent: Element, tag: str, **attributes: object) -> Element:
    """Append an element with attributes of the same namespace; a trailing underscore of a name is dropped."""
    element = _child(parent, w(tag))
    for name, value in attributes.items():
        element.set(w(name.rstrip("_")), str(value))
    return element


def paragraph(parent: Element, style: str, text: str = "") -> Element:
    """A paragraph in a style with one run of plain text."""
    element = _child(parent, _P)
    _child(_child(element, _PPR), _PSTYLE).set(_VAL, style)
    if text:
        run(element, text)
    return element


def writable(text: str) -> str:
    """The text without what XML cannot hold: control characters and the like, such as pasted text may bring."""
    return _UNWRITABLE.sub("", text)


def run(parent: Element, text: str, style: str = "") -> Element:
    """A run; line feeds and tabs in the text become breaks and tabs."""
    text = writable(text)
    element = _child(parent, _R)
    if style:
        _child(_child(element, _RPR), _RSTYLE).set(_VAL, style)
    if "\n" not in text and "\t" not in text:
        _text(element, text)
        return element
    for index, line in enumerate(text.split("\n")):
        if index:
            _child(element, _BR)
        for order, piece in enumerate(line.split("\t")):
            if order:
                _child(element, _TAB)
            if piece:
                _text(element, piece)
    return element


def _text(parent: Element, text: str) -> None:
    element = _child(parent, _T)
    element.text = text
    if text[:1] == " " or text[-1:] == " ":
        element.set(_SPACE, "preserve")


def properties(element: Element) -> Element:
    """The pPr of a paragraph made by `paragraph`."""
    return element[0]


def field(parent: Element, code: str, shown: str = "1") -> None:
    """A field such as PAGE, with the text shown until it is updated."""
    add(add(parent, "r"), "fldChar", fldCharType="begin")
    instruction = add(add(parent, "r"), "instrText")
    instruction.text = f" {code} "
    instruction.set(_SPACE, "preserve")
    add(add(parent, "r"), "fldChar", fldCharType="separate")
    run(parent, shown)
    add(add(parent, "r"), "fldChar", fldCharType="end")


def border(parent: Element, side: str, kind: str, eighths: int, space: int, colour: str = "auto") -> None:
    """One border in pBdr, tblBorders or the like; `eighths` of a point, `space` in points."""
    add(parent, side, val=kind, sz=eighths, space=space, color=colour)


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def in_schema_order(root: Element) -> None:
    """Put the children of every pPr and rPr in the order that the schema, and Word, ask for."""
    for tag, order in ((_PPR, _PARAGRAPH_ORDER), (_RPR, _RUN_ORDER)):
        for settings in root.iter(tag):
            if len(settings) > 1:
                places = [order.get(child.tag, 99) for child in settings]
                if places != sorted(places):
                    settings[:] = sorted(settings, key=lambda child: order.get(child.tag, 99))


_P, _PPR, _PSTYLE, _VAL, _R, _T = w("p"), w("pPr"), w("pStyle"), w("val"), w("r"), w("t")
_RPR, _RSTYLE, _BR, _TAB = w("rPr"), w("rStyle"), w("br"), w("tab")

_PARAGRAPH_ORDER = {
    w(name): index
    for index, name in enumerate(
        (
            "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "tabs", "kinsoku",
            "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr",
        )
    )
}  # fmt: skip
_RUN_ORDER = {
    w(name): index
    for index, name in enumerate(("rStyle", "rFonts", "color", "spacing", "w", "kern", "sz", "szCs", "lang"))
}
