"""The child's part of showing office and text files: their paragraphs and tables, and what is too large to be looked at.

It runs in the limited child process alone (app.exchange.viewer_child).
"""

from __future__ import annotations

import io
from typing import Any

MOST_ROWS, MOST_COLUMNS, MOST_BLOCKS = 5_000, 80, 20_000
MOST_TEXT = 4_000_000
MOST_UNPACKED = {"docx": 64 << 20, "xlsx": 200 << 20, "form": 48 << 20}
"""Bytes inside an office file beside its pictures: no paper and no list of people comes near it, a bomb passes it at once."""
TEXTS = ("txt", "md", "csv", "log", "json", "xml", "html", "htm")


class Unreadable(Exception):
    """The file is not what its name says, or too large to be shown; the text is for the user."""


def refuse_bomb(content: bytes, most: int) -> None:
    """Unreadable for a zip whose members hold more than `most` bytes. Counted, for what is declared may be false."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if not name.endswith((".xml", ".rels", ".vml", ".bin")):
                    continue
                with archive.open(name) as member:
                    while part := member.read(1 << 20):
                        most -= len(part)
                        if most < 0:
                            raise Unreadable("文件解开后过大，不能在程序内查看；可能是有意做坏的文件")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise Unreadable("文件已损坏，或不是它的后缀名所说的格式") from error


def blocks(suffix: str, content: bytes) -> list[dict[str, Any]]:
    """The paragraphs {"p", "level"} and tables {"t"} of a file that has no pages."""
    match suffix:
        case "docx":
            return _docx(content)
        case "xlsx" | "xlsm" | "xls" | "ods":
            return _sheets(content)
        case _ if suffix in TEXTS or b"\0" not in content[:4096]:
            return [{"p": line, "level": 0} for line in _decoded(content).split("\n")[:MOST_BLOCKS]]
    raise Unreadable("这种文件不能在程序内查看；可以另存后查看")


def _docx(content: bytes) -> list[dict[str, Any]]:
    import docx
    from docx.table import Table

    refuse_bomb(content, MOST_UNPACKED["docx"])
    document = docx.Document(io.BytesIO(content))
    found: list[dict[str, Any]] = []
    for item in document.iter_inner_content():
        if len(found) >= MOST_BLOCKS:
            break
        if isinstance(item, Table):
            rows = [[cell.text for cell in row.cells[:MOST_COLUMNS]] for row in item.rows[:MOST_ROWS]]
            found.append({"t": rows})
        else:
            style = (item.style.name or "") if item.style is not None else ""
            level = int(style[-1]) if style.startswith("Heading") and style[-1].isdigit() else 0
            found.append({"p": item.text, "level": level})
    return found


def _sheets(content: bytes) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    if content[:4] == b"PK\x03\x04":
        refuse_bomb(content, MOST_UNPACKED["xlsx"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found: list[dict[str, Any]] = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()[:MOST_ROWS]
        found.append({"p": name, "level": 1})
        if rows:
            found.append({"t": [[_cell(value) for value in row[:MOST_COLUMNS]] for row in rows]})
    return found


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content[: MOST_TEXT * 3].decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def plain(held: list[dict[str, Any]]) -> str:
    """The text of some blocks, a row of a table in a line."""
    lines: list[str] = []
    for block in held:
        if "p" in block:
            lines.append(block["p"])
        else:
            lines.extend("\t".join(row) for row in block["t"])
    return "\n".join(lines)[:MOST_TEXT]
