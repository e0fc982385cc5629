"""A paper as a Word file: the same text on the same grid, styles named in Chinese, official font names.

It measures nothing itself; where a page break depends on the number of pages it asks the PDF's composition.
"""

from __future__ import annotations

import copy
import struct
import zipfile
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Emu

from app.documents import docx_styles as styles
from app.documents.blocks import grid_measure
from app.documents.closing import imprint
from app.documents.compose import compose
from app.documents.docx_blocks import Target, add_block, fresh_page
from app.documents.docx_head import (
    add_closing,
    add_head,
    add_imprint,
    add_watermark,
    letter_footer,
    letter_header,
)
from app.documents.docx_tables import thin_end
from app.documents.docx_xml import (
    Element,
    add,
    field,
    in_schema_order,
    paragraph,
    properties,
    run,
    twips,
    w,
    writable,
)
from app.documents.fonts import Faces, faces
from app.documents.geometry import (
    LETTER_FOOT_RULE,
    LETTER_MARK_TOP,
    MM,
    NUMBER_GAP,
    OFFICIAL_AREA,
    SIGN_RULE,
    SMALL_FOUR,
    Area,
    area_of,
)
from app.documents.paper import Attachment, Layout, Paper
from app.documents.typeset import BODY, FORM_BODY, Typesetter

_STAMP = struct.pack("<HH", 0, 1 << 5 | 1)  # midnight of 1980-01-01 as ZIP writes it
_LONGEST_TITLE = 255
"""Characters that the core properties of a file may hold."""
_UNUSED = ("/thumbnail", "/theme", "/stylesWithEffects", "/webSettings", "/customXml", "/numbering")
_ORDERED = ("/word/styles.xml", "/word/settings.xml")
"""Parts that come out of the template as they went in."""
_EMU_PER_POINT = 12700


def render_docx(paper: Paper, *, fonts: Faces | None = None) -> bytes:
    """One paper as .docx; equal papers give equal bytes."""
    used = fonts or faces()
    setter = Typesetter(used)
    document: Any = Document(BytesIO(_template()))
    _describe(document, paper)
    form = paper.layout is Layout.FORM
    area = area_of(paper.layout, paper.landscape)
    body = document.element.body
    final = body.sectPr
    body.remove(final)
    _page(final, area, paper)
    _feet(document, final, paper, area)
    target = Target(
        body=body,
        width=area.width,
        style=styles.FORM_BODY if form else styles.BODY,
        place_picture=lambda element, data, width: _picture(document, element, data, width),
        turn_page=lambda landscape: _turn(target, paper, final, landscape),
        setter=setter,
        landscape=paper.landscape,
    )
    measure = grid_measure(area.width, FORM_BODY if form else BODY)
    add_head(paper, target)
    closed = False
    for block in paper.body:
        if isinstance(block, Attachment) and not closed:
            add_closing(paper, target, setter, measure)
            closed = True
        add_block(block, target)
    if not closed:
        add_closing(paper, target, setter, measure)
    _imprint(paper, target, used, setter)
    _page(final, area_of(paper.layout, target.landscape), paper)
    if form:
        thin_end(body)
    body.append(final)
    return _saved(document)


def _describe(document: Any, paper: Paper) -> None:
    """Title and language; no names, no dates of making."""
    core = document.core_properties
    core.title = writable(paper.title.replace("\n", ""))[:_LONGEST_TITLE]
    core.author, core.last_modified_by, core.comments = "", "", ""
    core.language, core.revision = "zh-CN", 1
    core.created = core.modified = datetime(2000, 1, 1)


def _page(section: Element, area: Area, paper: Paper) -> None:
    """Paper size, margins and grid of a section; a form has no grid, which LibreOffice would centre on the page."""
    for tag in ("pgSz", "pgMar", "cols", "docGrid"):
        for old in section.findall(w(tag)):
            section.remove(old)
    turned = area.page_width > area.page_height
    size = add(section, "pgSz", w=twips(area.page_width), h=twips(area.page_height))
    if turned:
        size.set(w("orient"), "landscape")
    below = area.page_height - area.bottom
    add(
        section,
        "pgMar",
        top=twips(area.top),
        right=twips(area.page_width - area.right),
        bottom=twips(below),
        left=twips(area.left),
        header=twips(LETTER_MARK_TOP if area.top > LETTER_MARK_TOP else 12 * MM),
        footer=twips(max(below - NUMBER_GAP - 16, LETTER_FOOT_RULE if below > 30 * MM else 20.0)),
        gutter=0,
    )
    add(section, "cols", space=425)
    if section.find(w("titlePg")) is not None:
        section.append(section.find(w("titlePg")))
    grid = {"type": "lines"} if paper.layout is not Layout.FORM else {}
    add(section, "docGrid", **grid, linePitch=styles.GRID_PITCH)


def _feet(document: Any, final: Element, paper: Paper, area: Area) -> None:
    """Page numbers: outside left and right for 公文, centred with the total for forms; none on a 信函's first page."""
    document.element.body.append(final)
    section = document.sections[0]
    if paper.layout is Layout.FORM:
        _form_number(_emptied(section.footer), paper, area)
    else:
        document.settings.odd_and_even_pages_header_footer = True
        foot = paper.page_foot if paper.layout is Layout.PLAIN else ""
        _number(_emptied(section.footer), foot, right=True)
        _number(_emptied(section.even_page_footer), foot, right=False)
    if paper.layout is Layout.LETTER:
        section.different_first_page_header_footer = True
        letter_header(paper, _emptied(section.first_page_header))
        letter_footer(_emptied(section.first_page_footer))
    if paper.watermark:
        _watermarks(document, section, paper)
    document.element.body.remove(final)


def _emptied(part: Any) -> Element:
    part.is_linked_to_previous = False
    element = part._element
    for child in list(element):
        element.remove(child)
    return element


def _watermarks(document: Any, section: Any, paper: Paper) -> None:
    """The watermark in every header that the section has; a 信函 has one on its first page already."""
    first, even = paper.layout is Layout.LETTER, document.settings.odd_and_even_pages_header_footer
    add_watermark(_emptied(section.header), paper.watermark, 1)
    if even:
        add_watermark(_emptied(section.even_page_header), paper.watermark, 2)
    if first:
        add_watermark(section.first_page_header._element, paper.watermark, 3)


def _number(footer: Element, foot: str, *, right: bool) -> None:
    """— n — one character in from the outer edge; what is signed on every page stands at the other side."""
    element = paragraph(footer, styles.PAGE.key)
    side = "right" if right else "left"
    add(properties(element), "ind", **{side: 14 * 20})
    if foot:
        tabs = add(properties(element), "tabs")
        signed = len(foot) * styles.PAGE.size + SIGN_RULE
        if right:
            add(tabs, "tab", val="left", leader="underscore", pos=twips(signed))
            add(tabs, "tab", val="right", pos=twips(OFFICIAL_AREA.width - 14))
            run(element, f"{foot}\t\t")
        else:
            add(tabs, "tab", val="left", pos=twips(OFFICIAL_AREA.width - signed))
            add(tabs, "tab", val="right", leader="underscore", pos=twips(OFFICIAL_AREA.width))
    else:
        add(properties(element), "jc", val=side)
    run(element, "— ")
    field(element, "PAGE")
    run(element, " —")
    if foot and not right:
        run(element, f"\t{foot}\t")


def _form_number(footer: Element, paper: Paper, area: Area) -> None:
    element = paragraph(footer, styles.CELL.key)
    if paper.page_foot:
        tabs = add(properties(element), "tabs")
        place = len(paper.page_foot) * SMALL_FOUR + SIGN_RULE
        add(tabs, "tab", val="left", leader="underscore", pos=twips(place))
        add(tabs, "tab", val="right", pos=twips(area.width))
        run(element, f"{paper.page_foot}\t\t")
    else:
        add(properties(element), "jc", val="center")
    run(element, "第 ")
    field(element, "PAGE")
    run(element, " 页  共 ")
    field(element, "NUMPAGES")
    run(element, " 页")


def _turn(target: Target, paper: Paper, final: Element, landscape: bool) -> None:
    """End the section at hand; the next one is turned the other way."""
    section = copy.deepcopy(final)
    _page(section, area_of(paper.layout, target.landscape), paper)
    last = target.body[-1] if len(target.body) else None
    if (
        last is None or last.find(w("r")) is None
    ):  # LibreOffice takes an empty paragraph that ends a section away
        last = paragraph(target.body, styles.FLUSH.key)
        add(properties(last), "spacing", line=14, lineRule="exact")
    properties(last).append(section)
    _without_first(final)
    target.page_ends = False
    target.landscape = landscape
    target.width = area_of(paper.layout, landscape).width


def _without_first(section: Element) -> None:
    """A later section has no first page of its own: the mark of a 信函 stands on the first page of the paper alone."""
    for child in list(section):
        if child.tag == w("titlePg") or child.get(w("type")) == "first":
            section.remove(child)


def _imprint(paper: Paper, target: Target, used: Faces, setter: Typesetter) -> None:
    if paper.layout not in (Layout.OFFICIAL, Layout.MINUTES, Layout.LETTER):
        return
    if not (paper.copies_to or paper.printed_by or paper.printed_on):
        return
    composed = compose(paper, used)
    if target.landscape:
        target.turn_page(False)
    else:
        for _ in range(len(composed.pages) - composed.body_pages):
            fresh_page(target)
    part = imprint(paper, setter, grid_measure(OFFICIAL_AREA.width, BODY))
    add_imprint(paper, target.body, part.height if part else 0.0)


def _picture(document: Any, element: Element, data: BytesIO, width: float) -> None:
    inline = document.part.new_pic_inline(data, width=Emu(round(width * _EMU_PER_POINT)))
    add(add(element, "r"), "drawing").append(inline)


@lru_cache(maxsize=1)
def _template() -> bytes:
    """python-docx's own empty document with our styles, without the parts that nothing here uses."""
    document: Any = Document()
    styles.install_styles(document.styles.element)
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(_UNUSED)]:
            del relations[key]
    for part in document.part.package.iter_parts():
        if hasattr(part, "element"):
            in_schema_order(part.element)
    packed, plain = BytesIO(), BytesIO()
    document.save(packed)
    # Opened for every paper: without compression that takes half the time.
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(plain, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry))
    return plain.getvalue()


def _saved(document: Any) -> bytes:
    """The package with the time of making taken out of every entry."""
    for part in document.part.package.iter_parts():
        if hasattr(part, "element") and part.partname not in _ORDERED:
            in_schema_order(part.element)
    made = BytesIO()
    document.save(made)
    package = bytearray(made.getvalue())
    with zipfile.ZipFile(made) as source:
        position = source.start_dir
        for entry in source.infolist():
            package[entry.header_offset + 10 : entry.header_offset + 14] = _STAMP
    while package[position : position + 4] == b"PK\x01\x02":
        package[position + 12 : position + 16] = _STAMP
        position += 46 + sum(struct.unpack_from("<3H", package, position + 28))
    return bytes(package)
