"""Every cell of a filled workbook with what it is, decoded in the limited child process. It evaluates nothing.

Not for large tables: those are read by app.tasks.decoder.extract_sheets, without asking what a cell is.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from app.exchange.texts import cell_text

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 4_000, 60, 24
STRANGE = (
    ("vbaproject.bin", "宏"),
    ("xl/externallinks/", "外部链接"),
    ("xl/embeddings/", "嵌入对象"),
    ("xl/activex/", "控件"),
    ("xl/macrosheets/", "宏表"),
    ("xl/querytables/", "外部查询"),
    ("xl/connections.xml", "外部查询"),
)
"""Parts of a workbook that no form has, and what to call them."""


def decoded(content: bytes) -> dict[str, Any]:
    """{"strange", "sheets": [{"name", "state", "merged", "size", "rows": [[line, [[column, kind, text], …]], …]}, …]}.

    kind: s text, n number, d date, b truth value, f formula, e error. A sheet beyond the limits comes without rows.
    """
    import openpyxl

    strange = _strange(content)
    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False, keep_vba=False, data_only=False)
    return {"strange": strange, "sheets": [_sheet(page) for page in book.worksheets[:MOST_SHEETS]]}


def _strange(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name.lower() for name in archive.namelist()]
    return list(dict.fromkeys(word for part, word in STRANGE if any(part in name for name in names)))


def _sheet(page: Any) -> dict[str, Any]:
    fits = page.max_row <= MOST_ROWS and page.max_column <= MOST_COLUMNS
    rows: list[list[Any]] = []
    for row in page.iter_rows() if fits else ():
        cells = [[cell.column, *_said(cell)] for cell in row if getattr(cell, "value", None) is not None]
        if cells:
            rows.append([row[0].row, cells])
    return {
        "name": page.title,
        "state": page.sheet_state,
        "merged": [str(part) for part in page.merged_cells.ranges][:200],
        "size": [page.max_row, page.max_column],
        "rows": rows,
    }


def _said(cell: Any) -> tuple[str, str]:
    kind = str(cell.data_type)
    if kind == "f":
        return "f", ""
    return kind, cell_text(cell.value)
