"""Speed of the documents engine against its peers in the same process: reportlab Paragraph and python-docx."""

from __future__ import annotations

import gc
from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import Any

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus import PageBreak as PeerPageBreak
from reportlab.platypus import Paragraph as PeerParagraph

from app.documents.docx import render_docx
from app.documents.fonts import faces
from app.documents.geometry import CELL, PITCH
from app.documents.paper import Face, Heading, Layout, Paper, Paragraph, heading_number
from app.documents.pdf import count_pages, render_pdf
from app.documents.wording import texts

PAGES = 80
LETTERS = 1000
TEXT = (
    "2026年3月至5月，县委第三巡察组对县供销合作社联合社党组开展了常规巡察，共开展个别谈话63人次，查阅资料1280份，受理信访件"
    "17件，走访基层单位9个。巡察发现，该单位党组在落实“三重一大”决策制度方面存在差距，2024年以来有6项、涉及资金12.5万元的大额"
    "支出未经集体研究（详见附表），个别班子成员对《中国共产党巡视工作条例》理解不深、把握不准。"
)


def long_paper(pages: int) -> Paper:
    """A report of about `pages` pages: eight paragraphs under two headings, again and again."""
    body: list[Heading | Paragraph] = []
    for section in range(1, pages * 22 // 98 + 2):
        body.append(Heading(1, heading_number(1, section % 99 + 1) + "主要问题"))
        body.append(Heading(2, heading_number(2, 1) + "决策制度执行不严"))
        body.extend(Paragraph(TEXT * 2 + str(index)) for index in range(8))
    return Paper(name="bench", title="关于巡察情况的报告", layout=Layout.PLAIN, body=tuple(body))


def peer_pdf(paper: Paper) -> bytes:
    """The same text through reportlab's own Paragraph with CJK wrapping."""
    glyphs = {face: faces().glyphs(face).main for face in (Face.FANG, Face.HEI, Face.KAI)}

    def style(face: Face) -> Any:
        return ParagraphStyle(
            face.name,
            fontName=glyphs[face],
            fontSize=CELL,
            leading=PITCH,
            wordWrap="CJK",
            firstLineIndent=2 * CELL,
        )

    styles = {face: style(face) for face in glyphs}
    story = []
    for block in paper.body:
        if isinstance(block, Heading):
            story.append(PeerParagraph(block.text, styles[Face.HEI if block.level == 1 else Face.KAI]))
        elif isinstance(block, Paragraph):
            story.append(PeerParagraph(block.text, styles[Face.FANG]))
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(PageTemplate("p", [Frame(79.4, 99.2, 442.2, 638, 0, 0, 0, 0)]))
    document.build(story)
    return out.getvalue()


def peer_docx(paper: Paper) -> bytes:
    """The same text as python-docx's documentation writes it: paragraph, run, font by font."""
    document = Document()
    for block in paper.body:
        if not isinstance(block, Heading | Paragraph):
            continue
        paragraph = document.add_paragraph()
        form = paragraph.paragraph_format
        form.first_line_indent = Pt(32)
        form.space_after = form.space_before = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(28.95)
        run = paragraph.add_run(block.text)
        run.font.name = "仿宋_GB2312"
        run.font.size = Pt(16)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def letters() -> list[Paper]:
    """One letter for each of many departments."""
    return [
        Paper(
            name="bench",
            title="关于提供被巡察单位有关情况的函",
            layout=Layout.LETTER,
            body=(Paragraph(TEXT + str(index)),),
            issuer_mark="示例县委巡察工作领导小组办公室",
            doc_number=f"巡察办〔2026〕{index + 1}号",
            addressee=f"第{index + 1}单位",
            signed_by=("示例县委巡察工作领导小组办公室",),
        )
        for index in range(LETTERS)
    ]


def joined(papers: list[Paper]) -> Paper:
    """The same texts as one paper, for the peer, which knows no letters."""
    return Paper(
        name="bench",
        title="",
        layout=Layout.PLAIN,
        body=tuple(block for paper in papers for block in paper.body),
    )


def peer_letters(papers: list[Paper]) -> bytes:
    """All words of the letters through reportlab's own Paragraph, each letter on a page of its own; no rules, no grid."""
    font = faces().glyphs(Face.FANG).main
    style = ParagraphStyle("letter", fontName=font, fontSize=CELL, leading=PITCH, wordWrap="CJK")
    story: list[Any] = []
    for paper in papers:
        story += [PeerParagraph(text, style) for text in texts(paper)]
        story.append(PeerPageBreak())
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(PageTemplate("p", [Frame(79.4, 99.2, 442.2, 638, 0, 0, 0, 0)]))
    document.build(story)
    return out.getvalue()


def best(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        gc.collect()
        start = perf_counter()
        work()
        found.append((perf_counter() - start) * 1000)
    return min(found)


def measure() -> list[tuple[str, float, float, str]]:
    """(what, ours, peer, unit); less is better."""
    paper = long_paper(PAGES)
    pages = count_pages(paper)
    render_pdf(paper)
    peer_pdf(paper)
    big = long_paper(500)
    return [
        (
            f"{pages}-page paper, PDF, against reportlab Paragraph",
            best(lambda: render_pdf(paper)),
            best(lambda: peer_pdf(paper)),
            "ms",
        ),
        (
            f"{pages}-page paper, DOCX, against python-docx",
            best(lambda: render_docx(paper)),
            best(lambda: peer_docx(paper)),
            "ms",
        ),
        (
            f"{count_pages(big)}-page paper, PDF, against reportlab Paragraph",
            best(lambda: render_pdf(big), 1),
            best(lambda: peer_pdf(big), 1),
            "ms",
        ),
        (
            f"{count_pages(big)}-page paper, DOCX, against python-docx",
            best(lambda: render_docx(big), 1),
            best(lambda: peer_docx(big), 1),
            "ms",
        ),
        (
            f"{LETTERS} letters in one PDF, against reportlab Paragraph, bodies alone",
            best(lambda: render_pdf(letters()), 3),
            best(lambda: peer_pdf(joined(letters())), 3),
            "ms",
        ),
        (
            f"{LETTERS} letters in one PDF, against reportlab Paragraph, all words, a page each",
            best(lambda: render_pdf(letters()), 3),
            best(lambda: peer_letters(letters()), 3),
            "ms",
        ),
    ]


if __name__ == "__main__":
    for what, ours, peer, unit in measure():
        print(f"{what}: {ours:.0f} {unit} / {peer:.0f} {unit} = {ours / peer:.2f}")
