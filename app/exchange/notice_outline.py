"""The outline of a notice: numbered headings of any style, on their own line or inside one, as a tree.

Which of them are problems is not decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.exchange.notice_marks import DEFICIENT, EXPLICIT, Label, Mark, read_marks

_SPREAD = "A", "B", "C", "D", "G", "E", "F"


@dataclass
class Node:
    """One heading with the text up to the next one; positions refer to the page's body."""

    style: str
    number: int | None
    start: int
    text_start: int
    own_line: bool
    end: int = 0
    close: int = 0
    in_measures: bool = False
    label_end: int = 0
    in_detail: bool = False  # after 主要表现：, before what was done about it
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield every node below this one."""
        for child in self.children:
            yield child
            yield from child.walk()


@dataclass
class Outline:
    """The tree under `root`, the labels in order, and what was odd about the numbering."""

    root: Node
    labels: list[Label]
    warnings: list[str]


def read_outline(text: str, *, opening: int = 0) -> Outline:
    """Return the outline of uniform text (`notice_text.shadow`)."""
    marks, labels = read_marks(text)
    return _Builder(text, marks, labels).build()


class _Builder:
    """Places marks into a tree by their style, their number and what was open before them."""

    def __init__(self, text: str, marks: list[Mark], labels: list[Label]) -> None:
        self.text = text
        self.marks = marks
        self.labels = labels
        self.rank = self._ranks()
        self.root = Node("", None, 0, 0, True)
        self.path = [self.root]
        self.last_seen: dict[str, int] = {}
        self.warnings: list[str] = []

    def _ranks(self) -> dict[str, float]:
        """Order the styles: by custom, but 1. before (一) where the text plainly nests them so."""
        order = list(_SPREAD)
        for _ in range(3):
            for i in range(5):
                outer, inner = order[i], order[i + 1]
                if self._inverted(outer, inner):
                    order[i], order[i + 1] = inner, outer
        rank = {style: float(index) for index, style in enumerate(order)}
        rank["U"] = rank["A"] + 0.5 if rank["A"] < rank["B"] else rank["B"] + 0.5
        rank["P"] = rank["C"] - 0.2
        rank["V"] = rank["D"] + 0.5  # a dash stands below whatever number is open
        rank["H"] = rank["C"] + 0.5
        rank["Q"] = rank["C"] - 0.1
        rank["Z"] = -1.0
        return rank

    def _inverted(self, outer: str, inner: str) -> bool:
        outers = [mark for mark in self.marks if mark.style == outer and mark.own_line]
        inners = [mark for mark in self.marks if mark.style == inner and mark.own_line]
        restarts = [mark for mark in outers if mark.number == 1]
        inner_ones = [mark for mark in inners if mark.number == 1]
        return (
            len(restarts) >= 2
            and len(inner_ones) == 1
            and len(inners) >= 2
            and inner_ones[0].start < restarts[0].start
        )

    def build(self) -> Outline:
        waiting = iter(self.labels)
        label = next(waiting, None)
        for index, mark in enumerate(self.marks):
            while label is not None and label.start <= mark.start:
                self._see(label)
                label = next(waiting, None)
            self._place(index, mark)
        while label is not None:
            self._see(label)
            label = next(waiting, None)
        self._close(self.root, len(self.text))
        return Outline(self.root, self.labels, self.warnings)

    def _see(self, label: Label) -> None:
        top = self.path[-1]
        if label.sort == "measure":
            # A label ends a list of measures that the last problem left open.
            while top.style.startswith("m") or top.style == "F":
                self.path.pop()
                top = self.path[-1]
            top.in_measures = True
            top.in_detail = False
            top.label_end = label.end
        elif label.sort == "problem" and not top.in_measures:
            top.in_detail = True
            top.label_end = label.end

    def _place(self, index: int, mark: Mark) -> None:
        style, value = mark.style, mark.number
        if value is None:
            self._push(mark, style)
            return
        top = self.path[-1]
        detailed = self.path[-2] if top.style == "m" + style and self.path[-2].in_detail else None
        if detailed is not None and value == (top.number or 0) + 1:
            self._push_measure(mark, detailed)
            return
        if top.in_detail and self._lists_detail(index, mark, top):
            self._push_measure(mark, top)
            return
        measuring = next((node for node in reversed(self.path) if node.in_measures), None)
        if measuring is not None and self._nested(mark, measuring):
            self._push_measure(mark, measuring)
            return
        open_same = next((node for node in reversed(self.path) if node.style == style), None)
        # Problems may be numbered through all aspects: 一、 1. 2. 二、 3. 4.
        last = open_same.number if open_same is not None else self.last_seen.get(style)
        if self._fits(index, mark, last, open_same is not None):
            self._push(mark, style)

    def _nested(self, mark: Mark, measuring: Node) -> bool:
        """Tell whether the mark numbers a measure of the open problem rather than the next heading."""
        if mark.style == "F":
            return True
        if (
            mark.number == 1
            and not self.text[measuring.label_end : mark.start].strip()
            and not self._is_explicit(mark)
        ):
            return True  # 整改情况：1.…
        own = self.rank.get(measuring.style, -1.0)
        rank = self.rank[mark.style]
        listed = next((node for node in reversed(self.path) if node.style == "m" + mark.style), None)
        follows_list = listed is not None and listed.number is not None and mark.number == listed.number + 1
        outer = next((node for node in reversed(self.path) if node.style == mark.style), None)
        if rank > own:
            return follows_list or not self._is_problem(mark)
        follows_outer = outer is not None and outer.number is not None and mark.number == outer.number + 1
        if follows_list and follows_outer and outer is not None:
            # Beside 关于…问题 the next problem is named in the same way; else the words decide.
            if EXPLICIT.search(re.split("[。\n]", self.text[outer.text_start : outer.text_start + 260])[0]):
                return not self._is_explicit(mark)
            return not self._is_problem(mark)
        if follows_list:
            return True
        starts_over = mark.number == 1 and outer is not None and not follows_outer
        return starts_over and not self._is_problem(mark)

    def _lists_detail(self, index: int, mark: Mark, top: Node) -> bool:
        """Tell 主要表现：1.…2.… 整改措施：… from a list in which every item has its own answer."""
        if mark.number != 1 or mark.style == top.style or self.text[top.label_end : mark.start].strip():
            return False
        later = next(
            (other for other in self.marks[index + 1 : index + 40] if other.style == mark.style), None
        )
        end = later.start if later is not None and later.number == 2 else mark.start
        first = bisect_left(self.labels, mark.start, key=lambda label: label.start)
        last = bisect_left(self.labels, end, key=lambda label: label.start)
        answered = any(label.sort == "measure" for label in self.labels[first:last])
        return later is not None and not answered

    def _is_explicit(self, mark: Mark) -> bool:
        return EXPLICIT.search(re.split("[。\n]", self.text[mark.end : mark.end + 260])[0]) is not None

    def _is_problem(self, mark: Mark) -> bool:
        head = re.split("[。\n]", self.text[mark.end : mark.end + 260])[0]
        return EXPLICIT.search(head) is not None or DEFICIENT.search(head[:80].split(";")[0]) is not None

    def _fits(self, index: int, mark: Mark, last: int | None, is_open: bool) -> bool:
        value = mark.number or 0
        if mark.glued:
            return value == (last or 0) + 1 if is_open else value == 1 and self._continues(index, mark)
        if last is not None and value == last + 1:
            return True
        if value == 1:
            return mark.own_line or self._continues(index, mark) or self._is_problem(mark)
        if not mark.own_line:
            return False
        if (last is not None and 1 < value - last <= 3) or (
            last is None and value <= 3 and mark.style != "C"
        ):
            self.warnings.append(f"编号不连续：“{self._snippet(mark)}”之前缺少编号")
            return True
        if last is not None and is_open and value == last:
            self.warnings.append(f"编号重复：“{self._snippet(mark)}”")
            return True
        return False

    def _snippet(self, mark: Mark) -> str:
        return self.text[mark.start : mark.start + 24].split("\n")[0]

    def _continues(self, index: int, mark: Mark) -> bool:
        """A 1 inside a line counts only where its 2 follows before the style starts over."""
        for later in self.marks[index + 1 : index + 400]:
            if later.style == mark.style:
                return later.number == 2
        return False

    def _push(self, mark: Mark, style: str) -> None:
        rank = self.rank[style]
        while len(self.path) > 1 and self._rank_of(self.path[-1]) >= rank:
            self.path.pop()
        node = Node(style, mark.number, mark.start, mark.end, mark.own_line)
        self.path[-1].children.append(node)
        self.path.append(node)
        if mark.number is not None:
            self.last_seen[style] = mark.number

    def _push_measure(self, mark: Mark, measuring: Node) -> None:
        while self.path[-1] is not measuring:
            self.path.pop()
        style = "m" + mark.style
        siblings = measuring.children
        node = Node(style, mark.number, mark.start, mark.end, mark.own_line)
        siblings.append(node)
        self.path.append(node)

    def _rank_of(self, node: Node) -> float:
        return 99.0 if node.style.startswith("m") else self.rank[node.style]

    def _close(self, node: Node, end: int) -> None:
        """Set `end` (own text) and `close` (with everything below) from the starts that follow."""
        node.close = end
        for index, child in enumerate(node.children):
            following = node.children[index + 1].start if index + 1 < len(node.children) else end
            self._close(child, following)
        node.end = node.children[0].start if node.children else end
