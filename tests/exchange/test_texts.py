"""Files people bring: their text comes out, whatever the encoding; damaged ones are refused in words."""

import contextlib
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from app.core.errors import KnownError
from app.exchange.notice import read_notice
from app.exchange.texts import join_lines, read_text

SAMPLE = "根据县委部署，巡察组开展了巡察。\n一、关于“台账不全”的问题"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_text_in_any_usual_encoding(encoding):
    assert read_text(SAMPLE.encode(encoding)).text == SAMPLE


def test_text_file_by_path(tmp_path: Path):
    path = tmp_path / "通报.txt"
    path.write_text(SAMPLE, encoding="gb18030")
    assert read_text(path).paragraphs == tuple(SAMPLE.split("\n"))


def test_missing_file_is_named(tmp_path: Path):
    with pytest.raises(KnownError, match="“没有"):
        read_text(tmp_path / "没有.txt")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(KnownError, match="文字编码"):
        read_text(bytes(range(128, 256)) * 4 + b"\xff\xff\xff")


def _docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("第一段")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "问题", "措施"
    table.cell(1, 0).text = "台账不全"
    document.add_paragraph("一、关于“台账不全”的问题\n整改情况：补齐。")
    document.add_paragraph("自动编号的段落", style="List Number")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_gives_paragraphs_and_tables_in_order():
    read = read_text(_docx())
    assert read.paragraphs[:3] == ("第一段", "一、关于“台账不全”的问题", "整改情况：补齐。")
    assert read.tables == ((("问题", "措施"), ("台账不全", "")),)


def test_docx_of_a_notice_reaches_the_importer():
    document = docx.Document()
    for line in (
        "中共青石镇委员会关于巡察整改情况的通报",
        "2023年5月6日至6月1日，县委第一巡察组对青石镇党委进行了巡察。现将整改情况公布如下。",
        "1.关于“台账不全”的问题",
        "整改情况：补齐台账。",
    ):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    notice = read_notice(read_text(buffer.getvalue()).text)
    assert notice.title == "中共青石镇委员会关于巡察整改情况的通报"
    assert [problem.text for problem in notice.problems] == ["台账不全"]


def test_xlsx_gives_tables_as_a_person_reads_them():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "金额", "日期", "是否"])
    import datetime

    sheet.append([3, 1.5, datetime.date(2024, 3, 15), True])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_text(buffer.getvalue()).tables == (
        (("编号", "金额", "日期", "是否"), ("3", "1.5", "2024-03-15", "是")),
    )


def test_truncated_docx_and_xlsx_are_refused():
    content = _docx()
    for damaged in (content[: len(content) // 2], content[:40], b"PK\x03\x04" + b"\x00" * 100):
        with pytest.raises(KnownError) as refused:
            read_text(damaged, "清单.docx")
        assert "清单.docx" in refused.value.what


def test_every_single_byte_of_damage_is_text_or_a_clear_refusal():
    content = _docx()
    for position in range(0, len(content), 997):
        damaged = bytearray(content)
        damaged[position] ^= 0xFF
        with contextlib.suppress(KnownError):
            read_text(bytes(damaged))


def test_archive_bomb_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\x20" * 120_000_000)
    with pytest.raises(KnownError, match="异常庞大"):
        read_text(buffer.getvalue())


def test_archive_with_countless_members_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(3_100):
            archive.writestr(f"word/{number}.xml", b"")
    with pytest.raises(KnownError, match="异常庞大"):
        read_text(buffer.getvalue())


def test_old_or_protected_office_file_says_what_to_do():
    with pytest.raises(KnownError, match="另存为") as refused:
        read_text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧表.xls")
    assert "旧表.xls" in str(refused.value)


def test_some_other_archive_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(KnownError, match=r"不是 \.docx"):
        read_text(buffer.getvalue())


def test_pdf_text_and_a_damaged_pdf():
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawString(72, 700, "Round 3 of 2024")
    canvas.showPage()
    canvas.save()
    assert "Round 3 of 2024" in read_text(buffer.getvalue()).text
    with pytest.raises(KnownError, match="损坏"):
        read_text(b"%PDF-1.7\n" + b"\x00" * 200, "报告.pdf")


def test_printed_lines_become_paragraphs():
    lines = [
        "一、关于台账不全的问题",
        "整改情况：局党组认真研究部署，重新梳理历年台账并且逐",
        "项补齐，专人保管。",
        "- 2 -",
        "二、关于值班脱岗的问题",
    ]
    assert join_lines(lines) == [
        "一、关于台账不全的问题",
        "整改情况：局党组认真研究部署，重新梳理历年台账并且逐项补齐，专人保管。",
        "二、关于值班脱岗的问题",
    ]
