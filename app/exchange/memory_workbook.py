"""A workbook that is built and packed in memory alone.

openpyxl passes every sheet through a temporary file in plain text; case text must not lie there, not even
for a moment. Nothing here decides what a sheet holds.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


def new_workbook(title: str) -> Any:
    """Return an empty write-only workbook that names no author."""
    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.title = title
    return book


def begin_rows(sheet: Any) -> None:
    """Send the sheet's rows to memory. Widths and frozen panes must be set before, rows come after."""
    sheet._writer = WorksheetWriter(sheet, out=io.BytesIO())
    sheet._writer.write_top()


def end_rows(sheets: Iterable[Any]) -> None:
    """Close sheets that will not be packed, after an error among the rows."""
    for sheet in sheets:
        if not sheet.closed:
            sheet.close()


def packed(book: Any) -> bytes:
    """Return the xlsx file; every sheet must have been begun with `begin_rows`."""
    book.properties.modified = datetime.datetime.now(tz=datetime.UTC).replace(tzinfo=None)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        _MemoryWriter(book, archive).save()
    return buffer.getvalue()


class _MemoryWriter(ExcelWriter):  # type: ignore[misc]  # openpyxl is untyped
    """openpyxl's writer, with the sheets taken from memory instead of from temporary files."""

    def write_worksheet(self, ws: Any) -> None:
        """Pack one finished sheet."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        if not ws.closed:
            ws.close()
        ws._rels = ws._writer._rels
        self._archive.writestr(ws.path[1:], ws._writer.out.getvalue())
        self.manifest.append(ws)
