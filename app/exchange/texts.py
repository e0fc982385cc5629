"""Plain text and tables out of files that people bring: .txt, .docx, .xlsx, .pdf.

It opens nothing but the bytes it is given, follows no link and runs nothing; a damaged or hostile file
ends in a KnownError. Callers decode foreign files in the limited child process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import KnownError

MAX_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 3_000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200  # office XML packs to 1:20 as a rule; a bomb packs to 1:1000
MAX_CELLS = 2_000_000
MAX_PAGES = 2_000

Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TextDocument:
    """Paragraphs and tables of a file in their order; `lines` holds both, a table row as its cells with tabs between."""

    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it in the order of the file, one paragraph or table row a line."""
        return "\n".join(self.lines or self.paragraphs)


def read_text(source: Path | bytes, name: str = "") -> TextDocument:
    """Return the text of a file; its kind is taken from its first bytes, not from its name.

    Raises KnownError for a file that is too large, damaged, protected or of no known kind.
    """
    content = load(source)
    shown = name or (source.name if isinstance(source, Path) else "")
    if content.startswith(b"PK\x03\x04"):
        return _office(content, shown)
    if content.startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        return _pdf(content, shown)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise KnownError(
            f"{_named(shown)}是旧格式（.doc、.xls）或加了密码",
            kept="文件没有被改动",
            todo="请另存为不加密码的 .docx、.xlsx 或 .txt 后再导入",
        )
    return TextDocument(tuple(line.rstrip() for line in decode(content, shown).splitlines()))


def load(source: Path | bytes) -> bytes:
    """Return the bytes of a file of acceptable size."""
    if isinstance(source, bytes):
        content = source
    else:
        try:
            with source.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise KnownError(
                f"无法读取{_named(source.name)}", todo="请确认文件还在，并且没有被别的程序占用"
            ) from error
    if len(content) > MAX_BYTES:
        raise KnownError(
            "文件超过 64 MB，不能作为文本导入", kept="文件没有被改动", todo="请拆分后再导入，或作为附件保存"
        )
    return content


def decode(content: bytes, name: str = "") -> str:
    """Return plain text from bytes in UTF-8, UTF-16 or GB18030, whichever fits."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in _likely(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\x00") <= len(text) // 100:
            return text
    raise KnownError(
        f"{_named(name)}不是文本文件，或文字编码无法识别",
        kept="文件没有被改动",
        todo="请用记事本另存为 UTF-8 编码的 .txt 后再导入",
    )


def _likely(content: bytes) -> tuple[str, ...]:
    zeros = content[:4000].count(0)
    if zeros > len(content[:4000]) // 8:
        odd = content[1:4000:2].count(0)
        return ("utf-16-le", "utf-16-be") if odd * 2 >= zeros else ("utf-16-be", "utf-16-le")
    # UTF-16 text of Han characters alone has no zero bytes; GB18030 would read much of it as rare characters.
    guesses = ["utf-8", "gb18030"]
    if len(content) % 2 == 0 and len(content) >= 4:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                sample = content[: len(content[:4000]) // 2 * 2].decode(encoding)
            except UnicodeDecodeError:
                continue
            common = len(re.findall("[\u4e00-\u9fa5，。、；：（）“”0-9\r\n ]", sample))
            if common > 0.95 * len(sample) and len(re.findall("[，。的了和]", sample)) * 60 > len(sample):
                guesses.insert(1, encoding)
    return tuple(guesses)


def _named(name: str) -> str:
    return f"文件“{name}”" if name else "该文件"


def _damaged(name: str) -> KnownError:
    return KnownError(
        f"{_named(name)}已损坏或不是有效的文档",
        kept="文件没有被改动，已录入的内容都还在",
        todo="请用原来的软件打开后另存一份再导入",
    )


def check_archive(content: bytes, name: str = "") -> tuple[str, ...]:
    """Return the member names of an office archive, or refuse it: too many, too large, packed too tightly."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError) as error:
        raise _damaged(name) from error
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or unpacked > max(len(content), 50_000) * MAX_RATIO
        or any(
            member.file_size > 100_000 and member.file_size > max(member.compress_size, 1) * MAX_RATIO * 2
            for member in members
        )
    ):
        raise KnownError(
            f"{_named(name)}解开后异常庞大，可能是恶意文件，已拒绝",
            kept="文件没有被改动",
            todo="请核对文件来源",
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise KnownError(f"{_named(name)}加了密码", kept="文件没有被改动", todo="请去掉密码后再导入")
    return tuple(member.filename for member in members)


def _office(content: bytes, name: str) -> TextDocument:
    members = check_archive(content, name)
    if any(member.startswith("word/") for member in members):
        return _docx(content, name)
    if any(member.startswith("xl/") for member in members):
        sheets = read_sheets(content, name)
        return TextDocument((), tuple(rows for _, rows in sheets))
    raise KnownError(
        f"{_named(name)}不是 .docx 或 .xlsx",
        kept="文件没有被改动",
        todo="请选择 .docx、.xlsx、.pdf 或 .txt 文件",
    )


def _docx(content: bytes, name: str) -> TextDocument:
    from docx import Document

    try:
        document = Document(io.BytesIO(content))
        paragraphs: list[str] = []
        tables: list[Table] = []
        lines: list[str] = []
        for block in _blocks(document.element.body):
            if isinstance(block, str):
                paragraphs.extend(block.split("\n"))
                lines.extend(block.split("\n"))
            else:
                tables.append(block)
                lines.extend("\t".join(" ".join(cell.split()) for cell in row) for row in block)
    except Exception as error:  # whatever a damaged or hostile file provokes in the library is one refusal
        raise _damaged(name) from error
    return TextDocument(tuple(paragraphs), tuple(tables), tuple(lines))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _blocks(body: Any) -> Iterator[str | Table]:
    """Yield paragraphs as strings and tables as rows, in the order of the file, content controls opened."""
    counters: dict[tuple[str, int], int] = {}
    for child in body.iterchildren():
        if child.tag == f"{_W}p":
            yield _list_number(child, counters) + _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield _table(child)
        elif child.tag in (f"{_W}sdt", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            inner = child.find(f"{_W}sdtContent")
            yield from _blocks(inner if inner is not None else child)


def _paragraph(element: Any) -> str:
    """Return a paragraph's text with line breaks; deleted revisions are left out."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if node.getparent() is not None and node.getparent().tag == f"{_W}tabs":
            continue
        match node.tag.removeprefix(_W):
            case "t":
                parts.append(node.text or "")
            case "tab":
                parts.append("\t")
            case "noBreakHyphen":
                parts.append("-")
            case _:
                parts.append("\n")
    return "".join(parts)


def _list_number(element: Any, counters: dict[tuple[str, int], int]) -> str:
    """Return a running number for a paragraph that Word numbers by itself; its text holds none.

    The style of the number (一、 or 1.) lives in another part of the file; 1. is enough to keep the items apart.
    """
    found = element.find(f"{_W}pPr/{_W}numPr")
    if found is None or not "".join(element.itertext()).strip():
        return ""
    number_id = found.find(f"{_W}numId")
    level = found.find(f"{_W}ilvl")
    if number_id is None or number_id.get(f"{_W}val") in (None, "0"):
        return ""
    depth = int(level.get(f"{_W}val") or 0) if level is not None else 0
    key = (str(number_id.get(f"{_W}val")), depth)
    for other in [known for known in counters if known[0] == key[0] and known[1] > depth]:
        del counters[other]
    counters[key] = counters.get(key, 0) + 1
    return f"{counters[key]}." if depth == 0 else f"({counters[key]})"


def _table(element: Any) -> Table:
    rows: list[tuple[str, ...]] = []
    for row in element.iter(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc"):
            text = "\n".join(_paragraph(paragraph) for paragraph in cell.iter(f"{_W}p")).strip()
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = int(span.get(f"{_W}val") or 1) if span is not None else 1
            cells.append(text)
            cells.extend([""] * min(width - 1, 64))
        rows.append(tuple(cells))
    return tuple(rows)


def read_sheets(content: bytes, name: str = "") -> tuple[tuple[str, Table], ...]:
    """Return every sheet of an xlsx as (name, rows of text); numbers and dates as a person reads them."""
    import python_calamine

    check_archive(content, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        cells = 0
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            cells += sheet.total_height * sheet.total_width
            if cells > MAX_CELLS:
                raise KnownError(
                    f"{_named(name)}的单元格超过 200 万个",
                    kept="文件没有被改动",
                    todo="请删去多余的行和列后再导入",
                )
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append((str(sheet_name), tuple(tuple(cell_text(cell) for cell in row) for row in rows)))
    except KnownError:
        raise
    except Exception as error:  # as in reading a document
        raise _damaged(name) from error
    return tuple(sheets)


def cell_text(value: object) -> str:
    """Return a cell as text: 3 not 3.0, 2024-03-15 not a serial number, 是/否 for a truth value."""
    import datetime

    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(" ", "seconds")
        case _:
            return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _pdf(content: bytes, name: str) -> TextDocument:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise KnownError(
                f"{_named(name)}加了密码", kept="文件没有被改动", todo="请去掉密码后再导入"
            ) from error
        raise _damaged(name) from error
    try:
        if len(document) > MAX_PAGES:
            raise KnownError(
                f"{_named(name)}超过 {MAX_PAGES} 页", kept="文件没有被改动", todo="请拆分后再导入"
            )
        lines: list[str] = []
        for index in range(len(document)):
            page = document[index]
            text_page = page.get_textpage()
            lines.extend(text_page.get_text_bounded().replace("\r", "").split("\n"))
            text_page.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()
    paragraphs = join_lines(lines)
    if not any(paragraphs):
        raise KnownError(
            f"{_named(name)}里没有文字，可能是扫描件",
            kept="文件没有被改动",
            todo="请先做文字识别，或作为附件保存",
        )
    return TextDocument(tuple(paragraphs))


_STARTS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|[①-⑳]|整改(?:措施|情况|结果)[:：])"
)


def join_lines(lines: list[str]) -> list[str]:
    """Join the printed lines of a page into paragraphs: a full line without an end mark runs on."""
    full = max((len(line.strip()) for line in lines), default=0) * 0.8
    joined: list[str] = []
    open_line = False
    for line in lines:
        text = line.strip()
        if not text or re.fullmatch(r"[-—–\s]*\d{1,4}[-—–\s]*", text):
            continue  # an empty line or a page number
        if open_line and joined and not _STARTS.match(text):
            joined[-1] += text
        else:
            joined.append(text)
        open_line = len(text) >= full and not re.search("[。！？：:]$", text)
    return joined
