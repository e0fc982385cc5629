"""What must stay together on a page does, headers inside forms return, and short words are broken well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.documents import raster
from app.documents.forms import evenly
from app.documents.paper import (
    Attachment,
    Block,
    Cell,
    Column,
    Form,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Picture,
    Signatures,
    SignLine,
    Table,
)
from app.documents.pdf import render_pdf
from app.documents.titles import break_label, break_title

from . import papers

STAGES = ("副组长复核意见", "组长审签意见", "巡察办备案意见")


def pages_of(*body: Block, layout: Layout = Layout.FORM) -> list[str]:
    """The text of every page of a paper with these blocks, white space taken out."""
    pdf = render_pdf(Paper("kept", "登记表", layout, body))
    return ["".join(raster.page_text(pdf, index).split()) for index in range(raster.pages(pdf))]


@pytest.mark.parametrize("before", range(8, 24))
def test_approvals_are_never_torn_from_each_other(before: int) -> None:
    rows = [(Cell("事项", label=True), Cell(f"第{index}项")) for index in range(before)]
    rows += [(Cell(stage, label=True, keep=True), Cell("", min_height_mm=16)) for stage in STAGES]
    pages = pages_of(Form(tuple(rows), (2, 8)))
    assert [all(stage in page for stage in STAGES) for page in pages][-1]


@pytest.mark.parametrize("before", range(14, 30))
def test_a_header_inside_a_form_returns_with_its_rows(before: int) -> None:
    rows = [(Cell("事项", label=True), Cell(f"第{index}项")) for index in range(before)]
    label = Cell("支撑材料", label=True, rows=13)
    rows.append((label, Cell("编号", label=True, heads=12), Cell("页码", label=True)))
    rows += [(Cell(f"佐证{index:02}"), Cell("第3页")) for index in range(12)]
    pages = pages_of(Form(tuple(rows), (2, 4, 4)))
    for page in pages:
        assert ("佐证" in page) == ("页码" in page)
    assert sum(page.count("佐证") for page in pages) == 12


@pytest.mark.parametrize("before", range(10, 22))
def test_signatures_and_pictures_stay_with_the_block_before_them(before: int) -> None:
    png = raster.page_png(render_pdf(papers.letter()), 0, 20)
    columns = (Column("序号", 20), Column("内容"))
    table = Table(columns, tuple((str(index), f"第{index}行") for index in range(1, before + 1)))
    signs = Signatures((SignLine("承诺人"), SignLine("见证人")), follows=True)
    note = Paragraph("以上共计。", follows=True)
    last = pages_of(table, note, signs)[-1]
    assert f"第{before}行" in last
    assert "见证人" in last
    last = pages_of(table, Picture(png, 60, "图", follows=True))[-1]
    assert f"第{before}行" in last


@pytest.mark.parametrize("before", range(16, 28))
def test_the_last_row_of_a_table_does_not_stand_alone(before: int) -> None:
    columns = (Column("序号", 20), Column("内容"))
    table = Table(columns, tuple((str(index), f"第{index}行") for index in range(1, before * 2 + 1)))
    assert all(page.count("行") >= 2 for page in pages_of(table))


def test_an_outline_that_skips_levels_prints() -> None:
    body = (
        Heading(3, "1.甲"),
        Heading(1, "一、乙"),
        Heading(4, "（1）丙"),
        Attachment("1", "丁"),
        Heading(2, "（一）戊"),
    )
    paper = replace(papers.report(1, 7), body=body)
    assert render_pdf(paper).startswith(b"%PDF")
    assert render_pdf([paper, paper]).startswith(b"%PDF")


def test_many_short_headings_do_not_leave_half_a_page_empty() -> None:
    body = [Paragraph(papers.SENTENCE)] * 3 + [Heading(2, f"（一）第{index}条意见") for index in range(14)]
    pages = pages_of(*body, layout=Layout.PLAIN)
    assert "条意见" in pages[0]


def test_short_words_are_broken_evenly_and_compounds_stay_whole() -> None:
    assert evenly("工作秘密", 3.1 * 12, 12) == "工作\n秘密"
    assert evenly("内部", 3.1 * 12, 12) == "内部"
    assert break_label("工作秘密", 3) == ["工作", "秘密"]
    title = "关于对青禾县人力资源和社会保障局党组开展常规巡察情况的报告"
    assert break_title(title, 18) == ["关于对青禾县人力资源和社会保障局", "党组开展常规巡察情况的报告"]
    for line in break_title("中共青禾县委第三巡察组组长副组长授权任职决定", 18)[1:]:
        assert not line.startswith(("长", "组长副", "巡察组组长"))
