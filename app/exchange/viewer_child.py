"""The limited child process that decodes foreign files for viewing: PDF, pictures, text, DOCX, XLSX.

It gets bytes on stdin and gives plain pixels and text on stdout; it opens no file of its own and writes none. What it
decodes may be hostile, so its memory, time, file writes and core dumps are limited before the first byte is looked at.

In:  one JSON line {"name": str, "size": int}, that many bytes, then lines `page <index> <dpi>`, `text`, until stdin ends.
Out: frames of a 4-byte big-endian header length, a JSON header, and header["bytes"] bytes. The first frame says what the
     file is: {"kind": "pages", "count"}, {"kind": "blocks"} with a JSON list of {"p": text, "level"} and {"t": rows}, or
     {"kind": "error", "say"}. With {"want": "sheets"} in the head the answer is {"kind": "sheet", "name"} with a JSON list of
     rows, as many frames a sheet as it needs, then {"kind": "end"}. With {"want": "table"} it is {"kind": "table"} with a JSON
     list of [sheet name, rows], read strictly as an import wants it. With {"want": "paragraphs"} it is {"kind":
     "paragraphs"} with {"paragraphs", "rows"}. With {"want": "template"} the answer is {"kind":
     "scan"}, what stands in a paper template; with {"values": size} and so many bytes more it is {"kind": "made"}, the
     paper made of it. With {"want": "cells"} it is {"kind": "cells"}, every cell of a small workbook with what it is
     (app.exchange.form_cells). What "leaves" and "bind" are, app.exchange.leaves says; "standalone" and "standalone-files",
     app.exchange.standalone. A page is {"kind": "page", "index", "width", "height"} with RGB888 rows.
"""

from __future__ import annotations

import contextlib
import io
import json
import struct
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from app.core.limits import limit_this_process, more_time
from app.exchange.blocks_child import (
    MOST_BLOCKS,
    MOST_COLUMNS,
    MOST_TEXT,
    MOST_UNPACKED,
    Unreadable,
    blocks,
    plain,
    refuse_bomb,
)

MEMORY = 1_000 << 20
SECONDS, TO_DRAW, TO_READ, AT_MOST = 20, 10, 30, 600
"""Of processor time: to open a file, for each page drawn, for all of its text; and however many pages are asked for."""
MOST_PAGES = 5_000
MOST_PIXELS = 60_000_000
MOST_CODE_PAGES = 5
MOST_LIST_ROWS, ROWS_A_FRAME = 200_000, 5_000

Draw = Callable[[int, int], tuple[int, int, bytes]]
PICTURES = ("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp")


def main() -> int:
    """Serve one file, then end."""
    _load_decoders()
    limit_this_process(memory=MEMORY, seconds=SECONDS, at_most=AT_MOST)
    source, out = sys.stdin.buffer, sys.stdout.buffer
    try:
        head = json.loads(source.readline(100_000))
        content = source.read(int(head["size"]))
        if head.get("want") == "codes":
            send_codes(str(head["name"]), content, out)
        elif head.get("want") == "sheets":
            more_time(TO_READ + SECONDS)
            send_sheets(str(head["name"]), content, out)
        elif head.get("want") == "table":
            send_table(content, out)
        elif head.get("want") == "paragraphs":
            send_paragraphs(content, out)
        elif head.get("want") == "cells":
            send_cells(content, out)
        elif head.get("want") in ("standalone", "standalone-files"):
            send_standalone(head, content, out)
        elif head.get("want") in ("leaves", "bind"):
            send_leaves(head, content, out)
        elif head.get("want") == "template":
            send_template(content, int(head.get("values", 0)), out)
        else:
            serve(str(head["name"]), content, source, out)
    except MemoryError:
        _send(out, {"kind": "error", "say": "文件太大，不能在程序内查看；可以另存后查看"})
    except Unreadable as error:
        _send(out, {"kind": "error", "say": str(error)})
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes ends here, without its text
        _send(out, {"kind": "error", "say": "文件已损坏，或不是它的后缀名所说的格式"})
    return 0


def serve(name: str, content: bytes, requests: BinaryIO, out: BinaryIO) -> None:
    """Say what the file is, then answer requests for pages and text."""
    suffix = name.rpartition(".")[2].lower()
    if suffix == "pdf" or content[:5] == b"%PDF-":
        count, draw, text = _pdf(content)
    elif suffix in PICTURES:
        count, draw, text = _picture(content)
    else:
        found = blocks(suffix, content)
        _send(out, {"kind": "blocks"}, json.dumps(found, ensure_ascii=False).encode())
        for line in requests:
            if line.strip() == b"text":
                _send(out, {"kind": "text"}, plain(found).encode("utf-8", "replace"))
        return
    _send(out, {"kind": "pages", "count": count})
    for line in requests:
        words = line.split()
        if words and words[0] == b"page":
            index, dpi = int(words[1]), max(8, min(300, int(words[2])))
            if 0 <= index < count:
                more_time(TO_DRAW)
                width, height, pixels = draw(index, dpi)
                _send(
                    out,
                    {"kind": "page", "index": index, "dpi": dpi, "width": width, "height": height},
                    pixels,
                )
        elif words and words[0] == b"text":
            more_time(TO_READ)
            _send(out, {"kind": "text"}, text().encode("utf-8", "replace"))


def _load_decoders() -> None:
    # Imported before the limits fall, which would keep libraries from being loaded.
    import docx
    import PIL.Image
    import pypdfium2
    import python_calamine

    import app.exchange.leaves_child
    import app.exchange.standalone_child
    import app.exchange.templates
    import app.exchange.texts  # noqa: F401

    with contextlib.suppress(ImportError):  # only cards on paper need it
        import zxingcpp

        del zxingcpp
    PIL.Image.init()
    PIL.Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    del docx, pypdfium2, python_calamine


def _send(out: BinaryIO, header: dict[str, Any], payload: bytes = b"") -> None:
    head = json.dumps({**header, "bytes": len(payload)}, ensure_ascii=False).encode()
    out.write(struct.pack(">I", len(head)) + head)
    out.write(payload)
    out.flush()


def _pdf(content: bytes) -> tuple[int, Draw, Callable[[], str]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("这个 PDF 打不开：可能有口令或已损坏") from error
    count = min(len(document), MOST_PAGES)

    def draw(index: int, dpi: int) -> tuple[int, int, bytes]:
        page = document[index]
        width, height = page.get_size()
        scale = min(dpi / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()
        return picture.width, picture.height, picture.tobytes()

    def text() -> str:
        parts: list[str] = []
        size = 0
        for index in range(count):
            part = document[index].get_textpage().get_text_bounded()
            parts.append(part)
            size += len(part)
            if size > MOST_TEXT:
                break
        return "\n".join(parts)[:MOST_TEXT]

    return count, draw, text


def _picture(content: bytes) -> tuple[int, Draw, Callable[[], str]]:
    from PIL import Image, ImageOps

    try:
        image = Image.open(io.BytesIO(content))
        count = int(getattr(image, "n_frames", 1))
    except (OSError, Image.DecompressionBombError) as error:
        raise Unreadable("这张图片打不开：可能太大或已损坏") from error

    def draw(index: int, dpi: int) -> tuple[int, int, bytes]:
        image.seek(index)
        picture = ImageOps.exif_transpose(image).convert("RGB")
        # A picture has no paper: at 96 dpi it is shown to fit about an A4 page's width.
        wide = max(1, round(794 * dpi / 96))
        if picture.width > wide:
            picture = picture.resize((wide, max(1, round(picture.height * wide / picture.width))))
        return picture.width, picture.height, picture.tobytes()

    return min(count, MOST_PAGES), draw, str


def send_table(content: bytes, out: BinaryIO) -> None:
    """Every sheet of a workbook that somebody wants to import, or what is wrong with it in the user's words."""
    from app.core.errors import KnownError
    from app.exchange.texts import read_sheets

    more_time(TO_READ)
    try:
        sheets = read_sheets(content)
    except KnownError as error:
        _send(out, {"kind": "error", "say": error.what, "todo": error.todo})
        return
    _send(out, {"kind": "table"}, json.dumps(sheets, ensure_ascii=False).encode())


def send_paragraphs(content: bytes, out: BinaryIO) -> None:
    """The paragraphs and table rows of a DOCX, tracked insertions taken in and deletions left out."""
    from app.core.errors import KnownError
    from app.exchange.texts import read_text

    try:
        found = read_text(content)
    except KnownError as error:
        raise Unreadable(error.what) from error
    rows = [" ".join(" ".join(row).split()) for table in found.tables for row in table]
    made = {"paragraphs": found.paragraphs[:MOST_BLOCKS], "rows": rows[:MOST_BLOCKS]}
    _send(out, {"kind": "paragraphs"}, json.dumps(made, ensure_ascii=False).encode())


def send_leaves(head: dict[str, Any], content: bytes, out: BinaryIO) -> None:
    """The sizes of the pages of some files; or a paper of ours with pages of theirs bound in."""
    from app.exchange import leaves_child

    names, parts = head["names"], leaves_child.split(content, head["sizes"])
    if head["want"] == "leaves":
        _send(out, {"kind": "leaves"}, leaves_child.measure(names, parts))
    else:
        _send(out, {"kind": "bound"}, leaves_child.bind(names, parts))


def send_standalone(head: dict[str, Any], content: bytes, out: BinaryIO) -> None:
    """What is in an export of the stand-alone program; or some of its attachments, a frame each."""
    from app.exchange import standalone_child

    more_time(TO_READ)
    if head["want"] == "standalone":
        found = standalone_child.examined(content)
        _send(out, {"kind": "standalone"}, json.dumps(found, ensure_ascii=False).encode())
        return
    for place, held in standalone_child.contents(content, [int(place) for place in head["places"]]):
        _send(out, {"kind": "file", "place": place}, held)


def send_template(content: bytes, values: int, out: BinaryIO) -> None:
    """What stands in a paper template; with values behind the file, the paper made of both."""
    from app.core.errors import KnownError
    from app.exchange import templates

    try:
        if not values:
            scan = templates.scan(content)
            _send(out, {"kind": "scan"}, json.dumps(scan, ensure_ascii=False).encode())
            return
        made = templates.render(content[:-values], json.loads(content[-values:]))
        _send(out, {"kind": "made"}, made)
    except KnownError as error:
        raise Unreadable(error.what) from error


def send_codes(name: str, content: bytes, out: BinaryIO) -> None:
    """What the QR codes on a picture, or on the first pages of a PDF, hold: one frame a code, then the end."""
    try:
        import zxingcpp
    except ImportError as error:
        raise Unreadable("本机没有识读二维码的组件，请改用对方导出的 .card 文件") from error
    from PIL import Image

    pdf = name.lower().endswith(".pdf") or content[:5] == b"%PDF-"
    count, draw, _text = _pdf(content) if pdf else _picture(content)
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for index in range(min(count, MOST_CODE_PAGES)):
        width, height, pixels = draw(index, 200)
        grey = Image.frombytes("RGB", (width, height), pixels).convert("L")
        # Through the buffer protocol: so nothing but this library is needed.
        plane = memoryview(grey.tobytes()).cast("B", (height, width))
        for found in zxingcpp.read_barcodes(plane, formats=wanted):
            _send(out, {"kind": "code"}, bytes(found.bytes))
    _send(out, {"kind": "end"})


def send_sheets(name: str, content: bytes, out: BinaryIO) -> None:
    """All rows of all sheets, up to MOST_LIST_ROWS, in frames of some thousands."""
    from app.exchange.texts import cell_text

    total = 0
    for title, rows in _all_rows(name, content):
        total += len(rows)
        if total > MOST_LIST_ROWS + 20:
            raise Unreadable(f"表格超过 {MOST_LIST_ROWS} 行，请拆成几个文件再导入")
        for start in range(0, len(rows), ROWS_A_FRAME):
            part = [
                [cell_text(value) for value in row[:MOST_COLUMNS]]
                for row in rows[start : start + ROWS_A_FRAME]
            ]
            _send(out, {"kind": "sheet", "name": title}, json.dumps(part, ensure_ascii=False).encode())
    _send(out, {"kind": "end"})


def send_cells(content: bytes, out: BinaryIO) -> None:
    """Every cell of a workbook that was filled in by hand."""
    from app.exchange.form_cells import decoded

    refuse_bomb(content, MOST_UNPACKED["form"])
    _send(out, {"kind": "cells"}, json.dumps(decoded(content), ensure_ascii=False).encode())


def _all_rows(name: str, content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    if name.rpartition(".")[2].lower() in ("xlsx", "xlsm", "xls", "ods") or content[:4] == b"PK\x03\x04":
        from python_calamine import CalamineWorkbook

        if content[:4] == b"PK\x03\x04":
            refuse_bomb(content, MOST_UNPACKED["xlsx"])
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in book.sheet_names:
            yield title, book.get_sheet_by_name(title).to_python()
        return
    import csv

    from app.exchange.texts import decode

    text = decode(content)
    first = text[:4000].partition("\n")[0]
    mark = max(",\t;|", key=first.count)
    csv.field_size_limit(1 << 20)
    yield "表格", list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))


if __name__ == "__main__":
    sys.exit(main())
