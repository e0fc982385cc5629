"""Whole papers as PDF: what can be read back, embedded fonts, outline, equal bytes, progress, page numbers."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from app.documents import raster
from app.documents.fonts import MISSING, faces
from app.documents.measure import measure
from app.documents.paper import Attachment, Heading, Layout, Paper, Paragraph, Picture
from app.documents.pdf import RenderCancelled, count_pages, render_pdf, unprintable
from app.documents.wording import block_texts, texts

from . import papers


def whole_text(pdf: bytes) -> str:
    text = "".join(raster.page_text(pdf, index) for index in range(raster.pages(pdf)))
    return "".join(text.split()).replace("\ufffe", "")


@pytest.mark.parametrize("build", papers.ALL, ids=lambda build: build.__name__)
def test_a_paper_measures_right_and_loses_no_character(build: Callable[[], Paper]) -> None:
    paper = build()
    pdf = render_pdf(paper)
    assert measure(pdf, paper) == ()
    printed = Counter(whole_text(pdf))
    wanted = Counter("".join("".join(texts(paper)).split()))
    assert not wanted - printed


def test_the_text_of_a_report_reads_back_in_order() -> None:
    paper = papers.report(2, 7)
    text = whole_text(render_pdf(paper))
    position = 0
    for block in paper.body:
        for piece in block_texts(block):
            found = text.find("".join(piece.split())[:20], position)
            assert found >= 0, piece[:20]
            position = found


def test_equal_papers_make_equal_bytes_and_another_word_makes_others() -> None:
    paper = papers.official()
    assert render_pdf(paper) == render_pdf(papers.official())
    assert render_pdf(paper) != render_pdf(replace(paper, urgency="加急"))


def test_the_file_names_the_title_and_the_language_and_nobody() -> None:
    pdf = render_pdf(papers.official())
    document = pypdfium2.PdfDocument(pdf)
    facts = document.get_metadata_dict()
    assert facts["Title"] == papers.official().title
    assert facts["Author"] == ""
    assert facts["Producer"] == facts["Creator"] == "Xuncha Desk"
    assert b"/Lang (zh-CN)" in pdf
    assert b"anonymous" not in pdf


def test_headings_and_attachments_stand_in_the_outline() -> None:
    paper = papers.report(2, 7)
    document = pypdfium2.PdfDocument(render_pdf(paper))
    marks = [(item.level, item.get_title()) for item in document.get_toc()]
    assert (0, "一、落实党的理论和路线方针政策方面") in marks
    assert (3, "（1）学用结合不够") in marks
    assert marks[-1] == (0, "附件1 问题与底稿对照表")


def test_several_papers_in_one_file_keep_their_own_page_numbers_and_outline() -> None:
    both = render_pdf([papers.letter(), papers.official()])
    first = count_pages(papers.letter())
    assert raster.pages(both) == first + count_pages(papers.official())
    assert "—1—" in "".join(raster.page_text(both, first).split())
    marks = [(item.level, item.get_title()) for item in pypdfium2.PdfDocument(both).get_toc()]
    assert marks[0] == (0, papers.letter().title)
    assert (1, "一、总体要求") in marks


def test_an_empty_list_of_papers_still_makes_a_readable_file() -> None:
    assert raster.pages(render_pdf([])) == 1


def test_progress_counts_every_page_and_cancelling_leaves_nothing() -> None:
    seen: list[tuple[int, int]] = []
    paper = papers.report(3, 7)
    render_pdf(paper, progress=lambda done, total: seen.append((done, total)))
    total = count_pages(paper)
    assert seen == [(page, total) for page in range(1, total + 1)]
    with pytest.raises(RenderCancelled):
        render_pdf(paper, cancelled=lambda: True)


def test_rare_names_print_and_a_character_without_font_is_reported() -> None:
    paper = Paper("names", "名单", Layout.PLAIN, (Paragraph("邹喆堃、赟翀、玥昇、镕犇、㛃䶮、𬭎𬤊"),))
    text = whole_text(render_pdf(paper))
    assert unprintable(paper) == ""
    for char in "喆堃赟翀玥昇镕犇㛃䶮":
        assert char in text
    odd = replace(paper, body=(Paragraph("缺字：\U00030edd与\U0002a6d6"),))
    missing = unprintable(odd)
    assert missing
    assert whole_text(render_pdf(odd)).count(MISSING) == len(missing)


def test_control_characters_never_reach_the_page() -> None:
    paper = Paper("control", "标题", Layout.PLAIN, (Paragraph("甲\x00乙\x07丙\u200b丁\ufeff\r\n戊"),))
    assert "甲乙丙丁" in whole_text(render_pdf(paper))
    assert unprintable(paper) == ""


def test_the_imprint_stands_at_the_foot_of_an_even_page() -> None:
    for paragraphs in range(1, 9):
        paper = papers.official(paragraphs)
        pdf = render_pdf(paper)
        pages = raster.pages(pdf)
        assert pages % 2 == 0
        assert "6日印发" in raster.page_text(pdf, pages - 1).replace("\n", "")
        assert measure(pdf, paper) == ()


def test_a_signature_never_stands_on_a_page_without_text() -> None:
    for paragraphs in range(1, 9):
        paper = replace(papers.official(paragraphs), copies_to=(), printed_by="", printed_on=None)
        pdf = render_pdf(paper)
        last = raster.page_text(pdf, raster.pages(pdf) - 1)
        assert "2026年3月5日" in last
        assert "不准；" in last


def test_a_joint_paper_signs_for_every_issuer() -> None:
    issuers = ("青禾县纪委监委", "中共青禾县委组织部", "中共青禾县委巡察办", "青禾县审计局")
    for sealed in (True, False):
        paper = replace(papers.official(), signed_by=issuers, sealed=sealed)
        text = whole_text(render_pdf(paper))
        assert all(name in text for name in issuers)


def test_a_wide_attachment_turns_its_page_and_numbers_it_along_the_edge() -> None:
    pdf = render_pdf(papers.report(1, 7))
    last = raster.pages(pdf) - 1
    width, height = raster.page_size(pdf, last)
    assert width > height
    assert f"—{last + 1}—" in "".join(raster.page_text(pdf, last).split())


def test_a_reader_name_as_watermark_and_a_picture_print() -> None:
    png = raster.page_png(render_pdf(papers.letter()), 0, 20)
    body = (
        Heading(1, "一、附图"),
        Picture(png, 60, "图1 首页"),
        Attachment("", "说明"),
        Paragraph("附件正文。"),
    )
    paper = Paper("picture", "附图", Layout.PLAIN, body, watermark="阅件人 方圆")
    pdf = render_pdf(paper)
    assert "附图" in whole_text(pdf)
    assert "图1首页" in whole_text(pdf)
    assert pdf == render_pdf(paper)


def test_pages_come_as_pixels_for_the_screen() -> None:
    pdf = render_pdf(papers.letter())
    width, height, stride, pixels = raster.page_image(pdf, 0, 72)
    assert (width, height) in ((595, 842), (596, 842))
    assert len(pixels) == stride * height
    assert stride >= width * 4
    assert raster.page_png(pdf, 0, 50, grey=True)[:4] == b"\x89PNG"
    hits = raster.find_text(pdf, "信访局")
    assert hits[0][0] == 0


def test_fonts_are_embedded_and_the_file_is_sound(tmp_path: Path) -> None:
    tools = [tool for tool in ("qpdf", "pdffonts") if shutil.which(tool) is None]
    if tools:
        pytest.skip(f"{'、'.join(tools)} not installed")
    for build in papers.ALL:
        path = tmp_path / f"{build.__name__}.pdf"
        path.write_bytes(render_pdf(build()))
        checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
        rows = listed.splitlines()[2:]
        assert rows
        for row in rows:
            assert row.split()[-5:-2] == ["yes", "yes", "yes"], row


def test_bundled_fonts_cover_the_text_of_every_sample() -> None:
    bundled = faces(official=False)
    for build in papers.ALL:
        assert bundled.uncovered(texts(build())) == ""
