"""Ruled forms and tables: growing cells, page breaks, repeated headers, merged cells."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import raster
from app.documents.measure import measure
from app.documents.measure_read import read_pages
from app.documents.paper import Cell, Column, Form, Layout, Paper, Table
from app.documents.pdf import render_pdf

from . import papers
from .test_pdf import whole_text


def form_of(*rows: tuple[Cell, ...], columns: tuple[float, ...] = ()) -> Paper:
    return Paper("form", "登记表", Layout.FORM, (Form(rows, columns),))


def test_a_cell_of_five_pages_goes_on_and_its_label_returns() -> None:
    paper = papers.working_paper(50)
    pdf = render_pdf(paper)
    pages = raster.pages(pdf)
    assert pages >= 5
    text = whole_text(pdf)
    for index in range(1, 51):
        assert f"{index}.2026年3月至5月" in text
    assert "（续）" in raster.page_text(pdf, 1)
    assert measure(pdf, paper) == ()


def test_every_page_of_a_long_table_repeats_the_header_and_no_row_is_lost() -> None:
    pdf = render_pdf(papers.landscape_list(60))
    pages = raster.pages(pdf)
    for index in range(pages):
        assert "具体表现" in raster.page_text(pdf, index)
    text = whole_text(pdf)
    assert all(f"党的建设{row}" in text for row in range(1, 61))


def test_the_frame_never_leaves_the_type_area() -> None:
    for paper in (papers.working_paper(50), papers.landscape_list(60), papers.interview(40)):
        for page in read_pages(render_pdf(paper)):
            foot = max((rule.bottom for rule in page.rules), default=0)
            assert foot < page.height - 40
            assert min((rule.left for rule in page.rules), default=100) > 60


def test_a_row_that_fits_on_a_page_is_not_torn() -> None:
    rows = tuple((str(index), "县供销合作社联合社" * 6) for index in range(80))
    table = Table((Column("序号", 15), Column("内容")), rows)
    pdf = render_pdf(Paper("list", "清单", Layout.FORM, (table,)))
    for page in read_pages(pdf):
        cells = [line.text for line in page.lines if line.text.startswith("县供销")]
        assert cells
    text = whole_text(pdf)
    assert text.count("县供销合作社联合社") == 480


def test_merged_cells_keep_their_text_over_a_page_break() -> None:
    long = "甲乙丙丁戊己庚辛" * 60
    rows = [(Cell("支撑材料", label=True, rows=6), Cell("一"), Cell(long, rows=6))]
    rows += [(Cell(f"第{index}项", min_height_mm=60),) for index in range(5)]
    pdf = render_pdf(form_of(*rows, columns=(20, 60, 60)))
    assert raster.pages(pdf) > 1
    text = whole_text(pdf)
    assert text.count("甲") == 60
    assert text.count("辛") == 60
    assert "（续）" in text


def test_a_row_short_of_cells_is_filled_by_its_last_one() -> None:
    pdf = render_pdf(form_of((Cell("甲"), Cell("乙"), Cell("丙")), (Cell("独占一行"),)))
    rules = read_pages(pdf)[0].rules
    assert rules
    assert "独占一行" in whole_text(pdf)


def test_an_empty_form_and_an_empty_table_still_print() -> None:
    empty = Paper("empty", "空表", Layout.FORM, (Table((Column("序号"), Column("内容")), ()),))
    assert "序号" in whole_text(render_pdf(empty))
    assert raster.pages(render_pdf(form_of((Cell(""),)))) == 1


CELL = st.builds(
    Cell,
    text=st.integers(0, 400).map(lambda count: "整改落实情况，" * (count // 7)),
    span=st.integers(1, 3),
    rows=st.integers(1, 3),
    label=st.booleans(),
    min_height_mm=st.sampled_from((0.0, 0.0, 30.0, 120.0)),
)


@given(st.lists(CELL, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_form_prints_all_its_text_inside_the_page(cells: list[Cell]) -> None:
    rows = tuple((cell,) for cell in cells)
    try:
        pdf = render_pdf(form_of(*rows, columns=(1, 1, 1, 1)))
    except ValueError as error:
        assert "more cells" in str(error)  # noqa: PT017 - a grid that is full is refused in plain words
        return
    text = whole_text(pdf)
    wanted = sum(cell.text.count("改") for cell in cells)
    assert text.count("改") >= wanted
    for page in read_pages(pdf):
        assert all(mark.ink[3] < page.height - 25 for mark in page.marks if mark.char.strip())
