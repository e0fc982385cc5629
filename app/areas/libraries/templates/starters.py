"""Templates to begin with: the Word form of a paper with its fields as placeholders, and the list of what may be named.

A county changes these in its office program; nothing of a vault's content stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from app.areas.libraries.templates.dictionary import Many, One, Text, item_of, listed, names_of
from app.core.fields import Kind
from app.core.paths import RESOURCES
from app.core.records import Catalog, RecordType
from app.documents.docx import render_docx
from app.documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Form,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Table,
    heading_number,
)
from app.exchange.tables import SheetColumn, write_table

_NUMBER_MM = 16.0
_LISTS = 3
"""Lists that a starter made from the declarations alone shows as examples."""
COLUMNS = (SheetColumn("在模板里这样写", 46), SheetColumn("是什么", 40), SheetColumn("种类", 14))


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (RESOURCES / "templates" / "starters.json").read_text(encoding="utf-8")
    )
    return found


def starter(catalog: Catalog, kind: RecordType, paper: str, label: str) -> bytes:
    """A .docx to begin with for the paper `paper` of records of that kind."""
    shipped = _shipped().get(f"{kind.name}.{paper}")
    return render_docx(_from_shipped(shipped) if shipped else _from_fields(catalog, kind, label))


def field_list(catalog: Catalog, kind: RecordType, label: str) -> bytes:
    """The 字段清单 of a paper as xlsx."""
    note = (
        f"“{label}”的模板可以写的占位符。重复的行：{{%tr for … %}} 和 {{%tr endfor %}} 各占表格的一行，"
        "中间一行逐条重复；有条件的段落：{%p if 字段 %} 和 {%p endif %} 各占一段。"
    )
    return write_table(None, "字段清单", COLUMNS, listed(catalog, kind), note=note)


def _from_shipped(row: dict[str, Any]) -> Paper:
    layout = Layout(row["layout"])
    body: list[Block] = []
    if "rows" in row:
        cells = tuple((Cell(label, label=True), Cell(text)) for label, text in row["rows"])
        body.append(Form(cells, (2.5, 13.5)))
    chapters = 0
    for line in row.get("body", ()):
        if line.startswith("# "):
            chapters += 1
            body.append(Heading(1, heading_number(1, chapters) + line[2:]))
        else:
            body.append(Paragraph(line))
    if "list" in row:
        body.append(
            _list(row["list"]["caption"], row["list"]["of"], row["list"]["item"], row["list"]["columns"])
        )
    body += [Paragraph(line, indent=False, align=Align.RIGHT) for line in row["end"]]
    return Paper(
        name="template",
        title=row["title"],
        layout=layout,
        body=tuple(body),
        issuer_mark=row.get("issuer", ""),
        doc_number=row.get("number", ""),
        addressee=row.get("addressee", ""),
    )


def _from_fields(catalog: Catalog, kind: RecordType, label: str) -> Paper:
    names = names_of(catalog, kind)
    rows: list[tuple[Cell, ...]] = []
    lists: list[Table] = []
    seen: set[int] = set()
    for name, meaning in names.items():
        spec = meaning.spec
        if id(meaning) in seen or (spec is not None and spec.kind is Kind.FILES):
            continue
        seen.add(id(meaning))
        if isinstance(meaning, Text | One):
            rows.append(
                (Cell(meaning.spec.label if meaning.spec else name, label=True), Cell(f"{{{{{name}}}}}"))
            )
        elif isinstance(meaning, Many) and len(lists) < _LISTS:
            lists.append(_list(meaning.label, name, item_of(name), tuple(_columns(name, meaning))))
    return Paper(
        name="template", title=label, layout=Layout.FORM, body=(Form(tuple(rows), (3.5, 12.5)), *lists)
    )


def _columns(name: str, many: Many) -> Iterator[tuple[str, str]]:
    item = item_of(name)
    yield "序号", "loop.index"
    for part in many.parts or ("标题",):
        yield part, f"{item}.{part}"


def _list(caption: str, of: str, item: str, columns: Any) -> Table:
    wide = len(columns)
    heads = tuple(Column(title, _NUMBER_MM if path == "loop.index" else 0.0) for title, path in columns)
    return Table(
        heads,
        (
            (f"{{%tr for {item} in {of} %}}", *("",) * (wide - 1)),
            tuple(f"{{{{{path}}}}}" for _, path in columns),
            ("{%tr endfor %}", *("",) * (wide - 1)),
        ),
        caption=caption,
    )
