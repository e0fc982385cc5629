"""Talks with the child process that decodes foreign files. It must not decode anything itself, nor touch the disk."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal
from PySide6.QtGui import QImage

from app.core.errors import KnownError
from app.exchange.child import TOP, answer, child_command, frames
from app.exchange.tables import Sheets
from app.tasks.faults import Cancelled

MOST_BYTES = 200 << 20
LONGEST_SECONDS = 45
"""By the clock, for one answer of the viewing child; the limits of its own count processor time."""


@dataclass(frozen=True)
class Looked:
    """What a look at a file found: how many pages it has (0 where pages mean nothing), and its text."""

    pages: int
    text: str


def extract_text(name: str, content: bytes) -> str:
    """The text of a file for the search index, "" when it has none or cannot be read. Waits: for a worker."""
    return look_at(name, content).text


def look_at(name: str, content: bytes) -> Looked:
    """Pages and text of a file; nothing of both when it cannot be read. Waits: for a worker."""
    pages, text = 0, ""
    for header, payload in answer({"name": name}, content, b"text\n"):
        if header["kind"] == "pages":
            pages = int(header["count"])
        elif header["kind"] == "text":
            text = payload.decode("utf-8", "replace")
    return Looked(pages, text)


def extract_codes(name: str, content: bytes) -> tuple[bytes, ...]:
    """What the QR codes on a picture or PDF hold; KnownError when it cannot be read. Waits: for a worker."""
    found: list[bytes] = []
    said = ""
    for header, payload in answer({"name": name, "want": "codes"}, content):
        match header["kind"]:
            case "code":
                found.append(payload)
            case "end":
                return tuple(found)
            case "error":
                said = str(header["say"])
    raise KnownError(
        said or "这张图读不出来", kept="没有登记任何名片", todo="请换一张清楚的图，或改用 .card 文件"
    )


def extract_sheets(name: str, content: bytes, cancelled: Callable[[], bool] | None = None) -> Sheets:
    """Every sheet of an xlsx, xls or csv as rows of texts, up to 200,000 rows. Waits: for a worker.

    KnownError for a file that cannot be read or is too large; Cancelled once `cancelled` says so.
    """
    head = json.dumps({"name": name, "size": len(content), "want": "sheets"}).encode() + b"\n"
    child = subprocess.Popen(
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=TOP,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    feeder = threading.Thread(target=_feed, args=(child.stdin, head + content), daemon=True)
    feeder.start()
    found: dict[str, list[list[str]]] = {}
    said = ""
    try:
        for header, payload in frames(child.stdout):
            if cancelled is not None and cancelled():
                raise Cancelled
            match header["kind"]:
                case "sheet":
                    found.setdefault(str(header["name"]), []).extend(json.loads(payload))
                case "end":
                    return tuple(found.items())
                case "error":
                    said = str(header["say"])
    finally:
        child.kill()
        child.wait()
        feeder.join(1)
        child.stdout.close()
    raise KnownError(
        said or "这个表格读不出来",
        kept="库内容没有变化",
        todo="请用表格软件打开检查，另存为 .xlsx 或 .csv 后再导入",
    )


def _feed(into: IO[bytes], content: bytes) -> None:
    with suppress(OSError), into:
        into.write(content)


class Decoder(QObject):
    """One child for one file. Signals: pages(count), blocks(list), page(index, dpi, QImage), failed(text)."""

    pages = Signal(int)
    blocks = Signal(object)
    page = Signal(int, int, object)
    failed = Signal(str)

    def __init__(self, name: str, content: bytes, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = bytearray()
        self._said = False
        self._stopped = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONDONTWRITEBYTECODE", "1")
        self._process.setProcessEnvironment(environment)
        self._process.setWorkingDirectory(str(TOP))
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.finished.connect(self._on_finished)
        command = child_command()
        self._process.start(command[0], command[1:])
        head = json.dumps({"name": name, "size": len(content)}).encode() + b"\n"
        self._process.write(head)
        self._process.write(content)
        self._waiting = 1
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(LONGEST_SECONDS * 1000)
        self._clock.timeout.connect(self._on_too_long)
        self._clock.start()

    def want_page(self, index: int, dpi: int) -> None:
        """Ask for a page; it comes with `page`."""
        self._waiting += 1
        self._clock.start()
        self._process.write(f"page {index} {dpi}\n".encode())

    def stop(self) -> None:
        """End the child at once."""
        if self._stopped:
            return
        self._said = self._stopped = True
        self._clock.stop()
        self._process.readyReadStandardOutput.disconnect(self._on_output)
        self._process.finished.disconnect(self._on_finished)
        self._process.kill()
        self._process.waitForFinished(500)

    def _on_output(self) -> None:
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        while len(self._buffer) >= 4:
            (size,) = struct.unpack(">I", self._buffer[:4])
            if len(self._buffer) < 4 + size:
                return
            header: dict[str, Any] = json.loads(bytes(self._buffer[4 : 4 + size]))
            end = 4 + size + int(header["bytes"])
            if len(self._buffer) < end:
                return
            payload = bytes(self._buffer[4 + size : end])
            del self._buffer[:end]
            self._take(header, payload)

    def _on_too_long(self) -> None:
        self.stop()
        self.failed.emit("文件太复杂，打开太久，已停止；可以另存后查看")

    def _take(self, header: dict[str, Any], payload: bytes) -> None:
        self._said = True
        self._waiting = max(0, self._waiting - 1)
        if self._waiting:
            self._clock.start()
        else:
            self._clock.stop()
        match header["kind"]:
            case "pages":
                self.pages.emit(int(header["count"]))
            case "blocks":
                self.blocks.emit(json.loads(payload))
            case "page":
                width, height = int(header["width"]), int(header["height"])
                if width * height * 3 == len(payload):
                    self.page.emit(int(header["index"]), int(header["dpi"]), image_of(width, height, payload))
            case "error":
                self.failed.emit(str(header["say"]))

    def _on_finished(self, _code: int, _status: object) -> None:
        if not self._said:
            self._said = True
            self.failed.emit("文件太大或太复杂，不能在程序内查看；可以另存后查看")


def image_of(width: int, height: int, pixels: bytes) -> QImage:
    """RGB888 rows as an image of its own."""
    return QImage(pixels, width, height, width * 3, QImage.Format.Format_RGB888).copy()
