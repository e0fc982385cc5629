"""Papers as Word files: the same text, the grid, official fonts, real headings and fields."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.documents import raster
from app.documents.docx import render_docx
from app.documents.paper import Attachment, Layout, PageBreak, Paper, Paragraph, Picture
from app.documents.pdf import count_pages, render_pdf
from app.documents.wording import texts

from . import papers
from .office import office_pages

TEN = "甲乙丙丁戊己庚辛壬癸。"


def docx_text(docx: bytes) -> str:
    """All text of body, headers and footers, white space taken out."""
    found = []
    with zipfile.ZipFile(BytesIO(docx)) as package:
        for name in package.namelist():
            if re.match(r"word/(document|header\d*|footer\d*)\.xml", name):
                xml = package.read(name).decode()
                found += re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)
    return "".join("".join(found).split()).replace("&amp;", "&")


@pytest.mark.parametrize("build", papers.ALL, ids=lambda build: build.__name__)
def test_the_word_file_holds_the_text_of_the_paper(build: Callable[[], Paper]) -> None:
    paper = build()
    text = docx_text(render_docx(paper))
    wanted = Counter("".join("".join(texts(paper)).split()))
    assert not wanted - Counter(text)
    for piece in texts(paper):
        assert "".join(piece.split()).rstrip("；。") in text


def test_pdf_and_word_file_carry_the_same_words() -> None:
    for paper in (papers.official(), papers.letter(), papers.minutes(), papers.interview()):
        pdf = render_pdf(paper)
        printed = "".join(raster.page_text(pdf, index) for index in range(raster.pages(pdf)))
        pdf_chars = Counter(re.findall(r"[\u4e00-\u9fff]", printed))
        word_chars = Counter(re.findall(r"[\u4e00-\u9fff]", docx_text(render_docx(paper))))
        if paper.layout is Layout.FORM:  # the footer of every page against one footer
            for char in "第页共被谈话人签名续":
                pdf_chars.pop(char, None)
                word_chars.pop(char, None)
        assert pdf_chars == word_chars


def test_what_pasted_text_brings_and_xml_cannot_hold_is_left_out_of_both() -> None:
    pasted = "甲乙\x0b丙丁\x00戊己"
    paper = replace(
        papers.letter(), title=pasted * 80, watermark=pasted, body=(Paragraph(pasted), Paragraph("完"))
    )
    assert "甲乙丙丁戊己完" in docx_text(render_docx(paper))
    pdf = render_pdf(paper)
    printed = "".join(raster.page_text(pdf, index) for index in range(raster.pages(pdf)))
    assert "甲乙丙丁戊己" in "".join(printed.split())


def test_equal_papers_make_equal_word_files() -> None:
    assert render_docx(papers.official()) == render_docx(papers.official())


def test_the_grid_and_the_margins_are_those_of_the_standard() -> None:
    section = Document(BytesIO(render_docx(papers.official()))).sections[0]
    assert round(section.page_width.mm) == 210
    assert [
        round(side.mm)
        for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:linePitch")) == "579"


def test_styles_are_chinese_and_name_the_official_fonts() -> None:
    document = Document(BytesIO(render_docx(papers.report(1, 7))))
    fonts = {}
    for style in document.styles:
        if style.element.rPr is not None and style.element.rPr.rFonts is not None:
            fonts[style.name] = style.element.rPr.rFonts.get(qn("w:eastAsia"))
    assert fonts["公文标题"] == "方正小标宋简体"
    assert fonts["公文正文"] == "仿宋_GB2312"
    assert fonts["公文一级标题"] == "黑体"
    assert fonts["公文二级标题"] == "楷体_GB2312"
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"公文标题", "公文正文", "公文一级标题", "公文二级标题"} <= used


def test_headings_carry_outline_levels_and_tables_repeat_their_header() -> None:
    docx = render_docx(papers.report(1, 7))
    document = Document(BytesIO(docx))
    style = document.styles["公文一级标题"].element
    assert style.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "0"
    table = document.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1].cells[0].text == "1"


def test_page_numbers_are_fields_odd_right_and_even_left() -> None:
    document = Document(BytesIO(render_docx(papers.official())))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer._element.xml
        assert " PAGE " in xml
        assert f'<w:jc w:val="{side}"/>' in xml


def test_a_letter_has_its_mark_and_double_rules_on_the_first_page_alone() -> None:
    section = Document(BytesIO(render_docx(papers.letter()))).sections[0]
    assert section.different_first_page_header_footer
    assert papers.OFFICE in section.first_page_header._element.xml
    assert "thickThinSmallGap" in section.first_page_header._element.xml
    assert "thinThickSmallGap" in section.first_page_footer._element.xml
    assert "PAGE" not in section.first_page_footer._element.xml


def test_a_turned_attachment_becomes_a_section_of_its_own() -> None:
    document = Document(BytesIO(render_docx(papers.report(1, 7))))
    shapes = [section.page_width > section.page_height for section in document.sections]
    assert shapes == [False, True]


def test_a_form_keeps_its_merged_cells() -> None:
    document = Document(BytesIO(render_docx(papers.working_paper(2))))
    table = document.tables[0]
    column = [row.cells[0].text.replace("\n", "") for row in table.rows]
    assert column.count("支撑材料目录") == 3
    assert table.rows[1].cells[1].text == table.rows[1].cells[3].text


def test_the_file_names_nobody_and_no_time() -> None:
    docx = render_docx(papers.official())
    core = Document(BytesIO(docx)).core_properties
    assert core.author == core.last_modified_by == core.comments == ""
    assert core.title == papers.official().title
    with zipfile.ZipFile(BytesIO(docx)) as package:
        assert package.testzip() is None
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in package.namelist())


def test_properties_stand_in_the_order_that_word_asks_for() -> None:
    order = [
        "pStyle",
        "keepNext",
        "pageBreakBefore",
        "framePr",
        "pBdr",
        "tabs",
        "kinsoku",
        "overflowPunct",
        "snapToGrid",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
        "sectPr",
    ]
    for build in papers.ALL:
        document = Document(BytesIO(render_docx(build())))
        for settings in document.element.body.iter(qn("w:pPr")):
            names = [child.tag.split("}")[1] for child in settings]
            places = [order.index(name) for name in names]
            assert places == sorted(places), names
            assert len(set(names)) == len(names), names


def test_a_picture_is_inside_the_word_file() -> None:
    png = raster.page_png(render_pdf(papers.letter()), 0, 20)
    paper = Paper("picture", "附图", Layout.PLAIN, (Paragraph("见图。"), Picture(png, 60, "图1")))
    document = Document(BytesIO(render_docx(paper)))
    assert len(document.inline_shapes) == 1


def test_signing_lines_of_a_paper_without_seal_keep_their_places() -> None:
    paper = replace(papers.letter(), sealed=False)
    document = Document(BytesIO(render_docx(paper)))
    signed = next(item for item in document.paragraphs if item.text == papers.OFFICE)
    day = next(item for item in document.paragraphs if item.text == "2026年5月18日")
    assert day.paragraph_format.left_indent.pt - signed.paragraph_format.left_indent.pt == pytest.approx(
        31.6, abs=0.3
    )


def test_a_page_filled_to_its_last_line_has_the_same_lines_in_libreoffice(tmp_path: Path) -> None:
    bare = {"attachments": (), "note": "", "copies_to": (), "printed_by": "", "printed_on": None}
    official = replace(papers.official(), **bare)  # type: ignore[arg-type]  # fields of a Paper
    minutes = replace(papers.minutes(), **bare, title="讨论会", attendance=())  # type: ignore[arg-type]  # fields of a Paper
    kinds = {
        "whole": (papers.official(), (17, 18, 19)),
        "minutes": (papers.minutes(), (5, 6, 7)),
        "head": (official, (1, 2, 3)),
        "head of minutes": (minutes, (8, 9, 10)),
        "letter": (replace(papers.letter(), **bare), (10, 11, 12)),  # type: ignore[arg-type]  # fields of a Paper
        "whole letter": (papers.letter(), (7, 8)),
        "two lines": (replace(official, issuer_mark="中共青禾县委\n青禾县人民政府文件"), (1, 22)),
        "page break": (
            replace(official, body=(*[Paragraph(TEN)] * 24, PageBreak(), Paragraph(TEN)), signed_by=(), signed_on=None),
            (),
        ),
    }  # fmt: skip
    built = {
        f"{name} {count}": replace(paper, body=(Paragraph(TEN),) * count) if count else paper
        for name, (paper, counts) in kinds.items()
        for count in counts or (0,)
    }
    converted = office_pages(tmp_path, {name: render_docx(paper) for name, paper in built.items()})
    assert converted == {name: count_pages(paper) for name, paper in built.items()}


def test_the_mark_of_a_letter_stands_on_its_first_page_alone() -> None:
    wide = replace(papers.letter(), body=(Paragraph(TEN), Attachment(landscape=True), Paragraph(TEN)))
    first, *later = Document(BytesIO(render_docx(wide))).sections
    assert first.different_first_page_header_footer
    assert later
    assert not any(section.different_first_page_header_footer for section in later)


def test_libreoffice_opens_every_word_file_with_the_page_count_of_the_pdf(tmp_path: Path) -> None:
    built = {build.__name__: build() for build in papers.ALL}
    converted = office_pages(tmp_path, {name: render_docx(paper) for name, paper in built.items()})
    for name, paper in built.items():
        pages = count_pages(paper)
        letter = paper.layout in (Layout.OFFICIAL, Layout.LETTER, Layout.MINUTES)
        allowed = 0 if letter or (paper.layout is Layout.PLAIN and pages <= 30) else 1
        assert abs(converted[name] - pages) <= allowed, (name, pages, converted[name])
