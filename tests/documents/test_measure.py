"""The checker finds planted faults, each by its kind, and nothing in a sound file."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest

from app.documents import raster
from app.documents.measure import Kind, measure
from app.documents.paper import Heading, Layout, Paragraph, Secrecy
from app.documents.pdf import render_pdf

from . import papers

TEXT = pdfium_c.FPDF_PAGEOBJ_TEXT
PATH = pdfium_c.FPDF_PAGEOBJ_PATH
Chosen = Callable[[Any], bool]


def altered(pdf: bytes, page: int, kind: int, chosen: Chosen, change: Callable[[Any, Any], None]) -> bytes:
    """The file with some objects of a page changed by hand."""
    document: Any = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    for item in list(sheet.get_objects(filter=[kind])):
        if chosen(item):
            change(sheet, item)
    sheet.gen_content()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def moved(right: float, up: float) -> Callable[[Any, Any], None]:
    def change(_: Any, item: Any) -> None:
        item.set_matrix(item.get_matrix().translate(right, up))

    return change


def everything(_: Any) -> bool:
    return True


def low(item: Any) -> bool:
    return bool(item.get_bounds()[3] < 95)


def kinds(pdf: bytes, paper: Any) -> set[Kind]:
    return {fault.kind for fault in measure(pdf, paper)}


def test_text_moved_by_three_millimetres_leaves_the_margins() -> None:
    paper = papers.official()
    pdf = render_pdf(paper)
    for right, up in ((8.5, 0.0), (-8.5, 0.0), (0.0, 8.5)):
        assert Kind.MARGIN in kinds(altered(pdf, 1, TEXT, everything, moved(right, up)), paper)


def test_one_line_off_the_grid_is_found() -> None:
    paper = papers.official()
    pdf = render_pdf(paper)
    tops = sorted(
        {round(item.get_bounds()[1]) for item in pypdfium2.PdfDocument(pdf)[1].get_objects(filter=[TEXT])}
    )
    level = tops[len(tops) // 2]
    shifted = altered(pdf, 1, TEXT, lambda item: abs(item.get_bounds()[1] - level) < 3, moved(0, 6))
    assert Kind.GRID in kinds(shifted, paper)


def test_a_missing_or_misplaced_page_number_is_found() -> None:
    paper = papers.official()
    pdf = render_pdf(paper)
    gone = altered(pdf, 1, TEXT, low, lambda sheet, item: sheet.remove_obj(item))
    assert kinds(gone, paper) == {Kind.NUMBER}
    inside = altered(pdf, 1, TEXT, low, moved(60, 0))
    assert kinds(inside, paper) == {Kind.NUMBER}
    deep = altered(pdf, 1, TEXT, low, moved(0, -8))
    assert kinds(deep, paper) == {Kind.NUMBER}


def test_a_number_on_the_first_page_of_a_letter_is_found() -> None:
    paper = replace(papers.letter(), copies_to=())
    official = replace(paper, layout=Layout.OFFICIAL)
    faults = kinds(render_pdf(official), paper)
    assert {Kind.NUMBER, Kind.HEAD} <= faults


def test_a_red_rule_or_mark_out_of_place_is_found() -> None:
    paper = papers.official()
    pdf = render_pdf(paper)
    assert Kind.HEAD in kinds(altered(pdf, 0, PATH, everything, moved(0, 9)), paper)
    gone = altered(pdf, 0, PATH, everything, lambda sheet, item: sheet.remove_obj(item))
    assert Kind.HEAD in kinds(gone, paper)
    letter = papers.letter()
    assert Kind.HEAD in kinds(altered(render_pdf(letter), 0, PATH, everything, moved(0, 9)), letter)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (Heading(2, "一、总体要求"), Heading(1, "一、总体要求")),
        (Paragraph("一、总体要求"), Heading(1, "一、总体要求")),
    ],
)
def test_a_heading_in_the_wrong_face_is_found(printed: Heading | Paragraph, expected: Heading) -> None:
    base = papers.official()
    wrong = replace(base, body=(printed, *base.body[2:]))
    right = replace(base, body=(expected, *base.body[2:]))
    assert measure(render_pdf(right), right) == ()
    assert Kind.FACE in kinds(render_pdf(wrong), right)


def test_a_title_of_the_wrong_size_and_a_missing_grade_are_found() -> None:
    paper = papers.official()
    pdf = render_pdf(paper)

    def grow(_: Any, item: Any) -> None:
        left, bottom, _right, _top = item.get_bounds()
        item.set_matrix(item.get_matrix().translate(-left, -bottom).scale(0.8, 0.8).translate(left, bottom))

    def title(item: Any) -> bool:
        size = ctypes.c_float()
        pdfium_c.FPDFTextObj_GetFontSize(item.raw, size)
        return size.value == 22.0

    smaller = altered(pdf, 0, TEXT, title, grow)
    assert kinds(smaller, paper) & {Kind.FACE, Kind.GRID}
    unmarked = render_pdf(replace(paper, secrecy=None))
    assert Kind.FACE in kinds(unmarked, replace(paper, secrecy=Secrecy("机密", "1年")))


def test_a_line_that_begins_with_a_comma_is_found() -> None:
    paper = papers.official()
    planted = replace(paper, body=(*paper.body, Paragraph("巡察发现\n，个别问题")))
    assert kinds(render_pdf(planted), planted) == {Kind.LINE_START}


def test_a_line_that_ends_with_an_opening_mark_is_found() -> None:
    paper = papers.official()
    planted = replace(paper, body=(*paper.body, Paragraph("巡察发现（\n见附表）问题")))
    assert kinds(render_pdf(planted), planted) == {Kind.LINE_START}


def test_a_missing_character_is_found() -> None:
    paper = papers.official()
    planted = replace(paper, body=(*paper.body, Paragraph("姓名：\U00030edd")))
    assert kinds(render_pdf(planted), planted) == {Kind.MISSING}


def test_a_form_without_its_page_count_is_found() -> None:
    paper = papers.working_paper()
    pdf = altered(
        render_pdf(paper),
        0,
        TEXT,
        lambda item: item.get_bounds()[3] < 70,
        lambda sheet, item: sheet.remove_obj(item),
    )
    assert Kind.NUMBER in kinds(pdf, paper)


def test_paper_of_another_size_is_found() -> None:
    paper = papers.official()
    document: Any = pypdfium2.PdfDocument(render_pdf(paper))
    document[1].set_mediabox(0, 0, 612, 792)
    out = BytesIO()
    document.save(out)
    assert Kind.PAPER in kinds(out.getvalue(), paper)


def test_a_line_of_too_many_or_too_few_characters_is_found() -> None:
    paper = replace(papers.official(), body=(Paragraph("巡" * 900),))
    pdf = render_pdf(paper)
    assert measure(pdf, paper) == ()
    feet = [item.get_bounds()[1] for item in pypdfium2.PdfDocument(pdf)[1].get_objects(filter=[TEXT])]
    upper, lower = sorted({round(foot, 1) for foot in feet}, reverse=True)[4:6]

    def crowd(_: Any, item: Any) -> None:
        """Set two lines of 28 characters into one."""
        left, bottom, right, _top = item.get_bounds()
        below = abs(bottom - lower) < 1
        matrix = item.get_matrix().translate(-left, 0).scale(0.5, 1).translate(left, 0)
        item.set_matrix(matrix.translate((right - left) / 2, upper - lower) if below else matrix)

    def two(item: Any) -> bool:
        return min(abs(item.get_bounds()[1] - upper), abs(item.get_bounds()[1] - lower)) < 1

    assert Kind.CHARS in kinds(altered(pdf, 1, TEXT, two, crowd), paper)

    def stretch(_: Any, item: Any) -> None:
        """Leave out three characters' width: the line ends at the margin with fewer of them."""
        right = item.get_bounds()[2]
        item.set_matrix(item.get_matrix().translate(-right, 0).scale(1.2, 1).translate(right, 0))

    assert kinds(altered(pdf, 1, TEXT, two, stretch), paper) & {Kind.CHARS, Kind.MARGIN}


def test_rules_of_the_imprint_in_the_wrong_weight_or_place_are_found() -> None:
    paper = papers.official()
    pdf = render_pdf(paper)
    last = raster.pages(pdf) - 1

    def thicken(_: Any, item: Any) -> None:
        pdfium_c.FPDFPageObj_SetStrokeWidth(item.raw, 2.5)

    for change in (thicken, moved(0, 20), lambda sheet, item: sheet.remove_obj(item)):
        assert Kind.IMPRINT in kinds(altered(pdf, last, PATH, everything, change), paper)
