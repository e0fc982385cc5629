"""The papers that each node of the stand-alone rectification program keeps, with the times and places written beside them.

It reads plain values; which record they belong to is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.exchange.standalone_model import MATERIALS, Material
from app.exchange.standalone_values import Attached, Notes


def materials_of(notes: Notes, node: str, rows: Any) -> list[Material]:
    """The papers of one node, heading by heading; headings without any are left out."""
    found = []
    label = MATERIALS[node]
    for place, row in notes.rows(rows, f"“{label}”"):
        where = f"“{label}”第{place}行"
        title = notes.line(row, "title", where, "事项")
        where += f"（{title[:40]}）" if title else ""
        said: list[str] = []
        files = [] if "title" in row else _files(notes, where, [row], said)
        for _, sub in notes.rows(row.get("sub"), where):
            heading = notes.line(sub, "subTitle", where, "事项")
            for _, field in notes.rows(sub.get("subsetItemList"), where):
                _field(notes, where, heading, field, said)
                files += _files(notes, where, [field], said, heading)
                files += _files(notes, where, field.get("fileData"), said, heading)
        for _, part in notes.rows(row.get("fileList"), where):
            if "files" in part:
                matter = notes.line(part, "matter", where, "事项")
                files += _files(notes, where, part.get("files"), said, matter)
            else:
                files += _files(notes, where, [part], said)
        if files or said:
            found.append(Material(node, title, tuple(dict.fromkeys(files)), tuple(dict.fromkeys(said))))
    return found


def _field(notes: Notes, where: str, heading: str, field: Mapping[str, Any], said: list[str]) -> None:
    name, content = notes.line(field, "fieldName", where, "名称"), field.get("content")
    parts: Sequence[Any] = content if isinstance(content, list) else [content]
    shown = " 至 ".join(str(part) for part in parts if isinstance(part, str) and part.strip())
    if shown and name != "密级":
        said.append(f"{heading}　{name}：{shown[:200]}")


def _files(notes: Notes, where: str, rows: Any, said: list[str], heading: str = "") -> list[Attached]:
    found = []
    for _, row in notes.rows(rows, where):
        file = notes.file(
            row,
            where,
            " ".join(part for part in (heading, notes.line(row, "version", where, "版本")) if part),
        )
        if file is None:
            continue
        found.append(file)
        for key, label in (("time", "时间"), ("address", "地点"), ("userName", "参加人员")):
            text = notes.line(row, key, where, label)
            if text:
                said.append(f"{heading}　{label}：{text[:200]}")
    return found
