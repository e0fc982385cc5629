"""What is sent to the printing system: the very PDF, copies and pages as chosen; a real queue where CUPS is there."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.documents import raster
from app.documents.pdf import render_pdf
from app.documents.print_queue import Printing, chosen_pages, page_list, send

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


def test_a_real_cups_queue_prints_the_chosen_pages_as_vectors(tmp_path: Path) -> None:
    missing = [tool for tool in ("lp", "lpstat") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{'、'.join(missing)} not installed: printing through CUPS not tested")
    listed = subprocess.run(["lpstat", "-v"], capture_output=True, text=True, check=False).stdout
    queue = next((line.split()[2].rstrip(":") for line in listed.splitlines() if "cups-pdf:" in line), "")
    if not queue:
        pytest.skip("no cups-pdf queue: printing through CUPS not tested")
    pdf = render_pdf(papers.official())
    send(pdf, raster.pages(pdf), Printing(queue, copies=1, two_sided=True, pages="1-2"))
    folder = Path.home() / "PDF"
    end = time.monotonic() + 30
    made: list[Path] = []
    while not made and time.monotonic() < end:
        made = [path for path in folder.glob("xuncha*.pdf") if path.stat().st_mtime > time.time() - 40]
    assert made, "the queue printed nothing"
    assert raster.pages(made[0].read_bytes()) == 2
