"""Attachments and papers inside the window: added, viewed, saved, previewed, printed, each entered in the ledger."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import PIL.Image
import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from reportlab.pdfgen.canvas import Canvas

from app.core.fields import FileRef
from app.documents.paper import Layout, Paper, Paragraph
from app.tasks.decoder import extract_text
from app.widgets.desk import Exposure, Hooks
from app.widgets.inputs.files import FilesEditor
from app.widgets.preview import PaperPage
from app.widgets.viewer import AttachmentViewer
from db.session import Session
from tests.ui.desks import Opened, dialog
from tests.ui_typing import find_by_name, press, shown_text, type_text


def _pdf(pages: int = 3) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(pages):
        canvas.drawString(100, 700, f"voucher {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _docx() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_heading("会议纪要", 1)
    made.add_paragraph("研究云水镇道路项目。")
    made.add_table(1, 2).cell(0, 1).text = "二十万元"
    made.save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["项目", 12])
    book.save(out)
    return out.getvalue()


def _png() -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (300, 200), "white").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "text"),
    [
        ("纪要.docx", _docx, "二十万元"),
        ("台账.xlsx", _xlsx, "12"),
        ("说明.txt", lambda: "凭证齐全".encode("gb18030"), "凭证齐全"),
    ],
)
def test_office_files_and_texts_are_shown_as_read_only_text(
    desk: Opened, name: str, make: Callable[[], bytes], text: str
) -> None:
    viewer = AttachmentViewer(desk.window, FileRef("0" * 64, name, 1), make())
    viewer.show()
    desk.settle(lambda: text in viewer.text, seconds=20)
    viewer.close()
    desk.settle()


def test_pdf_pages_and_pictures_are_shown_page_by_page(desk: Opened) -> None:
    for name, content, count in (("凭证.pdf", _pdf(), 3), ("现场.png", _png(), 1)):
        viewer = AttachmentViewer(desk.window, FileRef("0" * 64, name, 1), content)
        viewer.show()
        desk.settle(lambda viewer=viewer: viewer.pages.page_is_shown, seconds=20)
        assert viewer.pages.count == count
        viewer.pages.go_to(count - 1)
        desk.settle(lambda viewer=viewer: viewer.pages.page_is_shown, seconds=20)
        assert viewer.pages.index == count - 1
        viewer.close()
        desk.settle()


def test_a_damaged_file_is_said_to_be_damaged_and_nothing_else_happens(desk: Opened) -> None:
    viewer = AttachmentViewer(desk.window, FileRef("0" * 64, "坏.pdf", 1), b"%PDF-1.7 broken")
    viewer.show()
    desk.settle(lambda: "打不开" in shown_text(viewer) or "损坏" in shown_text(viewer), seconds=20)
    viewer.close()
    desk.settle()


def test_text_of_a_pdf_is_taken_by_the_child_for_the_search() -> None:
    assert "voucher 2" in extract_text("凭证.pdf", _pdf())
    assert extract_text("坏.pdf", b"%PDF- nothing") == ""


def test_dropped_files_are_attached_listed_and_saved_out_with_a_ledger_entry(
    desk_on: Callable[..., Opened], tmp_path: Path
) -> None:
    seen: list[Exposure] = []

    def expose(_session: Session, exposure: Exposure) -> str:
        seen.append(exposure)
        return ""

    desk = desk_on(hooks=Hooks(expose=expose))
    source = tmp_path / "凭证.pdf"
    source.write_bytes(_pdf())
    desk.window.new_record("policy", {})
    desk.settle()
    type_text(find_by_name(desk.form, QLineEdit, "文件名称"), "《某某规定》")
    files = desk.form.findChildren(FilesEditor)[0]
    files.take_paths([str(source)])
    desk.settle(lambda: len(files.value()) == 1)
    desk.form.save()
    desk.settle(lambda: bool(desk.form.id))
    assert "凭证.pdf" in shown_text(desk.form)
    press(desk.form, "另存 凭证.pdf")
    chooser = dialog()
    assert isinstance(chooser, QFileDialog)
    target = tmp_path / "out.pdf"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    desk.settle(lambda: target.exists())
    assert target.read_bytes() == source.read_bytes()
    assert [entry.act for entry in seen] == ["file"]
    assert seen[0].sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    desk.settle(lambda: True, seconds=20)


def test_a_paper_is_previewed_and_saved_and_the_ledger_knows(
    desk_on: Callable[..., Opened], tmp_path: Path
) -> None:
    seen: list[Exposure] = []

    def expose(_session: Session, exposure: Exposure) -> str:
        seen.append(exposure)
        return "001"

    desk = desk_on(hooks=Hooks(expose=expose))
    paper = Paper(name="note", title="谈话记录", layout=Layout.PLAIN, body=(Paragraph("一问一答。" * 400),))
    desk.window.desk.print_paper("谈话记录", lambda _session: paper)
    page = desk.window.page
    assert isinstance(page, PaperPage)
    desk.settle(lambda: page.pages.page_is_shown, seconds=30)
    assert page.pages.count >= 2
    press(page, "另存为 PDF")
    chooser = dialog()
    assert isinstance(chooser, QFileDialog)
    target = tmp_path / "paper.pdf"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    desk.settle(lambda: target.exists())
    assert target.read_bytes().startswith(b"%PDF")
    assert [(entry.act, entry.title) for entry in seen] == [("pdf", "谈话记录")]
    assert seen[0].sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
