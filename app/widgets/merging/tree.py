"""What a bundle would change, as a tree on the screen. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush

from app.widgets import theme
from app.widgets.lines import Lines
from app.widgets.merging.deciding import Key
from app.widgets.merging.plan import WORDS, ShownGroup

FEW = 12
"""Records that are shown opened, field by field."""


def plan_lines(groups: tuple[ShownGroup, ...], chosen: Mapping[Key, tuple[str, Any]]) -> Lines:
    """The plan as a tree: type, then records, then differing fields, which open with their key and the value here."""
    lines = Lines("接收后的变化", ("记录", "变化", "本机", "对方", "采用"), (380, 150, 200, 200, 64), most=16)
    lines.setRootIsDecorated(True)
    few = sum(len(group.records) for group in groups) <= FEW
    for group in groups:
        said = "　".join(f"{WORDS[key][0]} {count}" for key, count in group.counts.items() if count)
        top = lines.add((group.label, said))
        font = theme.font(strong=True)
        top.setFont(0, font)
        for record in group.records:
            word, meaning = WORDS[record.outcome]
            note = "　▲ 编号与本机重复" if record.number_taken else ""
            row = lines.add((record.title, f"{word}：{meaning}{note}"), None, top)
            for held in record.differences:
                disputed_here = held.difference.conflict
                key = (record.type, record.id, held.difference.field)
                use = "" if disputed_here else "本机" if key in chosen else "对方"
                line = lines.add(
                    (held.label, "▲ 冲突" if disputed_here else "", held.mine, held.theirs, use),
                    None if disputed_here else (key, held.difference.mine),
                    row,
                )
                if disputed_here:
                    line.setForeground(1, QBrush(theme.color("amber")))
            row.setExpanded(few or record.outcome == "conflict")
        hidden = sum(group.counts[key] for key in ("new", "take", "join", "conflict")) - len(group.records)
        if hidden:
            lines.add((f"还有 {hidden} 条没有列出", ""), None, top)
        top.setExpanded(few or any(record.outcome == "conflict" for record in group.records))
    lines.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    lines.fit()
    return lines
