"""What is sent to the printing system: the very PDF, copies and pages as chosen; a real queue where CUPS is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pypdfium2
import pytest

from app.core.errors import KnownError
from app.documents import raster
from app.documents.pdf import render_pdf
from app.documents.print_queue import Printing, chosen_pages, page_list, queues, send

from . import papers


def test_pages_are_read_as_a_person_types_them() -> None:
    assert chosen_pages("", 3) == (1, 2, 3)
    assert chosen_pages("1-3，5", 9) == (1, 2, 3, 5)
    assert chosen_pages(" 4、2 - 3 ", 9) == (2, 3, 4)
    assert page_list((1, 2, 3, 5)) == "1-3,5"


@pytest.mark.parametrize("text", ["0", "4", "3-2", "首页", "1-"])
def test_a_page_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="页"):
        chosen_pages(text, 3)


def test_a_queue_that_takes_nothing_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KnownError, match="打印机没有接收"):
        send(render_pdf(papers.letter()), 2, Printing("没有这台打印机"))


def test_a_real_cups_queue_prints_the_chosen_pages_as_vectors() -> None:
    missing = [tool for tool in ("lp", "lpstat") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"没有 CUPS（缺 {'、'.join(missing)}）：没有试真打印队列")
    listed = subprocess.run(["lpstat", "-v"], capture_output=True, text=True, check=False).stdout
    queue = next((line.split()[2].rstrip(":") for line in listed.splitlines() if "cups-pdf:" in line), "")
    if not queue:
        pytest.skip("CUPS 里没有 cups-pdf 队列：没有试真打印队列")
    import pwd

    assert queue in queues()
    pdf = render_pdf(papers.official())
    began = time.time()
    send(pdf, raster.pages(pdf), Printing(queue, copies=1, two_sided=True, pages="1-2"))
    folder = Path(os.environ.get("XUNCHA_CUPS_PDF") or Path(pwd.getpwuid(os.getuid()).pw_dir) / "PDF")
    made = b""
    while not made.rstrip().endswith(b"%%EOF") and time.time() < began + 150:
        printed = [path for path in folder.glob("*xuncha*.pdf") if path.stat().st_mtime >= began - 1]
        made = printed[0].read_bytes() if printed else b""
        time.sleep(0.2)
    assert made, "the queue printed nothing"
    assert raster.pages(made) == 2
    document = pypdfium2.PdfDocument(made)
    kinds = {item.type for page in document for item in page.get_objects()}
    document.close()
    assert pypdfium2.raw.FPDF_PAGEOBJ_TEXT in kinds
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
