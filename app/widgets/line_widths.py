"""How wide the columns of a table of texts are: by what stands in them, within the room there is. It moves no column.

What is short — days, states, numbers, names — is never cut; sentences give way down to the width their page declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from app.widgets import theme
from app.widgets.table_view import Want

MOST_ROWS = 100
EDGE = 30
"""Room at both sides of a text, as the delegate and the heads set it."""
SHORT, SENTENCE = 136, 320
LEAST_GROWING = 150


def wants_of(tree: QTreeWidget, declared: Sequence[int], grow: int, firm: frozenset[int]) -> tuple[Want, ...]:
    """What each column asks for. declared: in pixels at 100 %; firm: columns that are as wide as their texts."""
    head, body, edge = tree.header().fontMetrics(), tree.fontMetrics(), theme.scaled(EDGE)
    rows = tuple(_rows(tree))
    found = []
    for column in range(tree.columnCount()):
        label = tree.headerItem().text(column)
        parts = label.split("\n") if label and not tree.isHeaderHidden() else ()
        title = max((head.horizontalAdvance(part) + edge for part in parts), default=0)
        widest = title
        for item, depth in rows:
            if text := item.text(column):
                indent = depth * tree.indentation() if column == 0 else 0
                sign = 0 if item.icon(column).isNull() else tree.iconSize().width()
                widest = max(widest, body.horizontalAdvance(text[:90]) + edge + indent + sign)
        found.append(_want(title, widest, theme.scaled(declared[column]), column == grow, column in firm))
    return tuple(found)


def _want(title: int, widest: int, declared: int, grows: bool, firm: bool) -> Want:
    if grows:
        return Want(max(title, min(widest, theme.scaled(LEAST_GROWING))), widest, True)
    if firm or widest <= theme.scaled(SHORT):
        return Want(widest, widest if firm else max(widest, declared), False)
    enough = max(title, min(max(widest, declared), max(declared, theme.scaled(SENTENCE))))
    return Want(max(title, min(widest, declared, enough)), enough, False)


def _rows(tree: QTreeWidget) -> Iterator[tuple[QTreeWidgetItem, int]]:
    base = 1 if tree.rootIsDecorated() else 0
    left = MOST_ROWS
    waiting = [(tree.topLevelItem(place), base) for place in range(min(tree.topLevelItemCount(), left))]
    while waiting and left:
        item, depth = waiting.pop(0)
        if item is None:
            continue
        left -= 1
        yield item, depth
        waiting[:0] = [(item.child(place), depth + 1) for place in range(min(item.childCount(), left))]
