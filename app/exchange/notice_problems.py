"""From the outline of a rectification notice (整改通报) to its problems, sub-problems and measures.

It takes the words as printed; a heading it cannot place is left to the caller as narrative.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from app.exchange.notice_headings import (
    ASPECT_HEAD,
    EXPLICIT_HEAD,
    FILLER,
    MEASURE_START,
    NEXT,
    ORGANISING,
    SECTION_HEAD,
    TRANSFERRED,
    states_shortcoming,
)
from app.exchange.notice_marks import DEFICIENT, Label
from app.exchange.notice_model import NoticeProblem
from app.exchange.notice_outline import Node, Outline
from app.exchange.notice_statements import STATE_BEFORE, STATE_BEHIND, printed, statements
from app.exchange.notice_titles import ABOUT_STATE, own_title

_COUNTED = re.compile(
    r" ?\((?=[^()\n]{0,16}\d{1,3}(?:个|条|项))(?=[^()\n]{0,60}(?:问题|整改|完成))[^()\n]{2,60}\)[。:]?"
)
_CLAIM = re.compile(
    r"\((?=[^()\n]{0,60}(?:问题|整改|完成))[^()\n]{0,10}?(?P<n>\d{1,3})(?:个|条|项)[^()\n]{0,60}\)"
    r"|(?:该方面|本方面|此方面|这方面|该部分)[^。\n]{0,12}?(?P<m>\d{1,3})(?:个|条|项)[^。\n]*"
)


@dataclass(frozen=True)
class Claim:
    """How many problems a part of the notice says it has, and how many were read in it."""

    name: str
    stated: int
    read: int
    leaves: int


@dataclass
class Found:
    """The problems, and which nodes of the outline became fields."""

    problems: list[NoticeProblem] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def read_problems(body: str, text: str, outline: Outline, *, answered: bool = True) -> Found:
    """Return the problems of a notice; `body` as printed and `text` uniform, position for position.

    answered: the text says what was done. In a feedback report what follows a heading describes the problem.
    """
    return _Reader(body, text, outline.labels, answered).read(outline.root)


def lists_problems(text: str, outline: Outline) -> bool:
    """Tell whether problems stand as numbered headings on lines of their own."""
    headings = [
        node
        for node in outline.root.walk()
        if node.own_line and node.style in tuple("ABCDE") and DEFICIENT.search(head_of(text, node))
    ]
    return len(headings) >= 2


def head_of(text: str, node: Node) -> str:
    """Return the first words of a node, to its first full stop, line end or label."""
    own = text[node.text_start : min(node.end, node.text_start + 260)]
    return re.split("[。\n]", own)[0].strip()


class _Reader:
    """Walks the outline once, with the labels at hand by position."""

    def __init__(self, body: str, text: str, labels: list[Label], answered: bool) -> None:
        self.answered = answered
        self.body = body
        self.text = text
        self.labels = labels
        self.found = Found()
        self.heads: dict[int, str] = {}
        self.strong: dict[int, bool] = {}

    def read(self, root: Node) -> Found:
        for node in self._structural(root):
            self._section(node)
        return self.found

    def _section(self, node: Node) -> None:
        if node.style == "Z":
            self.found.skipped.append((node.start, node.close))
            return
        head = self._head(node)
        strong = sum(self._is_strong(inner) for inner in (node, *node.walk()))
        explicit = SECTION_HEAD.search(head) is not None and not re.search(
            "组织(?:整改|领导|落实)|主体责任|第一责任人", head
        )
        deficient = DEFICIENT.search(head) is not None or EXPLICIT_HEAD.search(head) is not None
        if node.style in "AU" or node.style == "B":
            closing = NEXT.search(head) is not None and not deficient and not (explicit and strong)
            organising = ORGANISING.search(head) is not None and not explicit and not deficient
            if closing or (organising and not ASPECT_HEAD.search(head) and strong < 2):
                self.found.skipped.append((node.start, node.close))
                return
        if node.style == "F" or not (strong or explicit or deficient or self._weak_share(node) > 0.5):
            self.found.skipped.append((node.start, node.close))
            return
        empty = explicit and not deficient and not strong and not self._structural(node)
        if empty or (TRANSFERRED.search(head) and not strong):
            self.found.skipped.append((node.start, node.close))
            return
        generic = self._is_generic(node, head)
        self.found.problems.extend(self._collect(node, "", section=generic, trusted=explicit or strong > 1))

    def _collect(self, node: Node, aspect: str, *, section: bool, trusted: bool) -> list[NoticeProblem]:
        kids = [kid for kid in self._structural(node) if self._may_be_problem(kid, node)]
        if section:
            self._note_heading(node)
            others = [kid for kid in self._structural(node) if kid not in kids]
            self.found.skipped.extend((kid.start, kid.close) for kid in others)
            problems: list[NoticeProblem] = []
            for kid in kids:
                problems.extend(self._collect(kid, aspect, section=False, trusted=trusted))
            return problems
        if kids and self._is_aspect(node, kids, aspect):
            name = self._aspect_name(node)
            self._note_heading(node)
            problems = []
            for kid in kids:
                problems.extend(self._collect(kid, name or aspect, section=False, trusted=trusted))
            self._note_claim(node, name, problems)
            return problems
        if not kids and not (trusted or self._looks_like_problem(node)):
            self.found.skipped.append((node.start, node.close))
            return []
        problem = self._problem(node, kids, aspect)
        return [problem] if problem is not None else []

    def _is_generic(self, node: Node, head: str) -> bool:
        """Tell a section (反馈问题整改情况) from an aspect: it names nothing of its own."""
        if node.style not in "ABC" or not self._structural(node):
            return False
        if head.endswith("方面"):
            return False
        if len(own := FILLER.sub("", head)) <= 4 and len(own) < 0.5 * len(head):
            return True
        named = (
            DEFICIENT.search(head)
            or re.search("方面|专项检查|选人用人|意识形态|审计", head)
            or re.match(" ?(?:关于|针对|聚焦)", head)
        )
        return node.style == "A" and SECTION_HEAD.search(head) is not None and not named

    def _note_heading(self, node: Node) -> None:
        self.found.headings.append((node.start, self._title(node)[1]))

    def _note_claim(self, node: Node, name: str, problems: list[NoticeProblem]) -> None:
        """Keep what a part says of itself: （共3个问题，已整改3个）."""
        claim = _CLAIM.search(self.text, node.text_start, node.end)
        if claim is None:
            return
        start, end = claim.span()
        self.found.claims.append(
            Claim(
                name,
                int(claim["n"] or claim["m"]),
                len(problems),
                sum(not inner.children for one in problems for inner in one.with_children()),
            )
        )
        self.found.used.append((start, end))

    def _structural(self, node: Node) -> list[Node]:
        return [kid for kid in node.children if not kid.style.startswith("m") and kid.style != "F"]

    def _may_be_problem(self, kid: Node, parent: Node) -> bool:
        """Sort a numbered item under a heading: a problem of its own, or one of the measures."""
        head = self._head(kid)
        if self._label_at(kid) is not None:
            return False  # 1.整改措施：… is part of its parent
        if self._is_strong(kid) or any(self._is_strong(inner) for inner in kid.walk()):
            return True
        if self._is_strong(parent) and not self._is_section_like(parent):
            beside = [self._head(one) for one in self._structural(parent) if not self._is_strong(one)]
            return sum(map(states_shortcoming, beside)) > 0.5 * len(beside)
        if MEASURE_START.match(head) and not states_shortcoming(head):
            return False
        return DEFICIENT.search(head) is not None or ASPECT_HEAD.search(head) is not None or len(head) <= 60

    def _is_section_like(self, node: Node) -> bool:
        head = self._head(node)
        if re.match(" ?(?:关于|针对|“)", head) and "问题" in head:
            return False
        return SECTION_HEAD.search(head) is not None or ASPECT_HEAD.search(head) is not None

    def _head(self, node: Node) -> str:
        if node.start not in self.heads:
            self.heads[node.start] = head_of(self.text, node)
        return self.heads[node.start]

    def _is_strong(self, node: Node) -> bool:
        if node.start not in self.strong:
            self.strong[node.start] = self._states_problem(node)
        return self.strong[node.start]

    def _states_problem(self, node: Node) -> bool:
        if node.style in ("", "F") or node.style.startswith("m"):
            return False
        if node.style in "QP" or node.in_measures:
            return True
        head = self._head(node)
        return re.search(
            r"^ ?(?:关于|针对)[^\n]*问题|问题的整改|^ ?“[^\n]{2,240}”(?:等)?的?问题(?:$|[ ,:(])", head
        ) is not None or (ABOUT_STATE.match(head) is not None and DEFICIENT.search(head) is not None)

    def _looks_like_problem(self, node: Node) -> bool:
        head = self._head(node)
        return (
            self._is_strong(node)
            or DEFICIENT.search(head) is not None
            or EXPLICIT_HEAD.search(head) is not None
        )

    def _weak_share(self, node: Node) -> float:
        leaves = [
            inner for inner in node.walk() if not self._structural(inner) and inner.style[0] not in "mF"
        ]
        if not leaves:
            return 0.0
        return sum(DEFICIENT.search(self._head(leaf)[:80]) is not None for leaf in leaves) / len(leaves)

    def _is_aspect(self, node: Node, kids: list[Node], aspect: str) -> bool:
        head = self._head(node)
        deeper = any(
            [grandkid for grandkid in self._structural(kid) if self._may_be_problem(grandkid, kid)]
            for kid in kids
        )
        if node.in_measures and not deeper:
            return False
        if node.style in "AU":
            return True
        if node.style == "B":
            if deeper:
                return True
            about = (
                re.match(r" ?(?:关于|针对)| ?“[^\n]{2,240}”(?:等)?的?问题", head) is not None
                and "方面" not in head[-8:]
            )
            kids_about = any(re.match(" ?(?:关于|针对|“)", self._head(kid)) for kid in kids)
            if aspect and (about or DEFICIENT.search(head)):
                return kids_about and not about
            return not about or kids_about
        return bool(ASPECT_HEAD.search(head) and not aspect and "问题" not in head)

    def _aspect_name(self, node: Node) -> str:
        if node.style == "U" and (
            own := re.match(r"[^,:。\n\]]+", self.text[node.text_start : node.text_start + 120])
        ):
            begin = node.text_start + (1 if own[0].startswith("[") else 0)
            return re.sub(
                r"^(?:关于|针对|围绕|在)",
                "",
                re.sub(
                    r"(?<=方面)存在的?(?:主要)?问题.*$", "", self._printed(begin, node.text_start + own.end())
                ),
            )
        title, _ = self._title(node)
        heading = self.body[node.text_start : node.text_start + 300]
        if heading[heading.find(title) + len(title) :].startswith("方面") and title:
            title += "方面"
        elif (
            not DEFICIENT.search(title)
            and (whole := re.match(r"[^。\n:]{4,60}(?=[。\n:])", heading))
            and "方面" not in whole[0]
        ):
            title = (
                whole[0]
                if title in whole[0]
                and title != whole[0].strip("“”")
                and not whole[0].startswith(("关于", "在", "“"))
                else title
            )
        title = re.sub(r"^(?:关于|针对|围绕|在)(?=[“\u4e00-\u9fff])", "", title)
        # 党的领导方面存在的问题整改情况 names the aspect 党的领导方面.
        title = re.sub(
            r"(?<=方面)(?:存在)?(?:的)?(?:主要|突出|具体)?(?:问题)?(?:的?整改)?(?:落实|进展|完成)?(?:情况)?$",
            "",
            title.rstrip("。"),
        )
        return title.rstrip("。")

    # ── text of one problem ──

    def _problem(self, node: Node, kids: list[Node], aspect: str) -> NoticeProblem | None:
        title, rest_start, state = self._title_and_state(node)
        children = tuple(child for kid in kids if (child := self._child(kid, aspect)) is not None)
        stop = kids[0].start if kids else node.close
        detail, measures = self._detail_and_measures(node, rest_start, stop)
        if detail and detail.strip("。 ") not in title:
            joiner = "" if title.endswith(("。", "；", ";", "：", ":", "，")) or not title else "。"
            title = f"{title}{joiner}{detail}"
        title = title.rstrip("。")
        self.found.used.append((node.start, stop))
        if not title and not children and not measures:
            return None
        return NoticeProblem(node.number, aspect, title, children, tuple(measures), state)

    def _child(self, node: Node, aspect: str) -> NoticeProblem | None:
        kids = [kid for kid in self._structural(node) if self._may_be_problem(kid, node)]
        return self._problem(node, kids, aspect)

    def _title_and_state(self, node: Node) -> tuple[str, int, str]:
        """Return the problem's words, where the text after them begins, and a state in brackets beside them."""
        start, stop = node.text_start, self._own_stop(node)
        if before := STATE_BEFORE.match(self.text, start, stop):
            title, rest = self._title(node, before.end())
            return title, rest, self._printed(*before.span("state"))
        title, rest = self._title(node)
        if behind := STATE_BEHIND.match(self.text, rest, node.close):
            return title, behind.end(), self._printed(*behind.span("state"))
        if inside := STATE_BEHIND.search(self.text, start, rest):
            state = self._printed(*inside.span("state"))
            return self._printed(start, inside.start()), inside.end(), state
        return title, rest, ""

    def _title(self, node: Node, begin: int | None = None) -> tuple[str, int]:
        """Return the problem's own words and where the text after its heading begins."""
        start, stop = begin or node.text_start, self._own_stop(node)
        if count := _COUNTED.search(self.text, start, min(stop, start + 200)):
            own_line = self.text.find("\n", start, stop)
            if own_line < 0 or count.start() < own_line:
                title, rest = own_title(self.body, self.text, start, count.start())
                return title, (count.end() if rest >= count.start() else rest)
        return own_title(self.body, self.text, start, stop)

    def _own_stop(self, node: Node) -> int:
        """Own text ends where a child, a measure item or the first label begins."""
        label = next(
            (lb for lb in self._labels_in(node.text_start, node.end) if lb.start > node.text_start), None
        )
        return min(node.end, label.start) if label is not None else node.end

    def _label_at(self, node: Node) -> Label | None:
        return next(
            (lb for lb in self._labels_in(node.text_start, node.text_start + 3) if lb.sort != "problem"), None
        )

    def _labels_in(self, start: int, end: int) -> list[Label]:
        low = bisect_left(self.labels, start, key=lambda lb: lb.start)
        high = bisect_left(self.labels, end, key=lambda lb: lb.start)
        return self.labels[low:high]

    def _detail_and_measures(self, node: Node, start: int, stop: int) -> tuple[str, list[str]]:
        labels = self._labels_in(start, stop)
        first = labels[0].start if labels else stop
        measures: list[str] = []
        detail = ""
        before = self._printed(start, first)
        if any(label.sort == "measure" for label in labels) or not self.answered:
            detail = before
        elif before:
            measures.extend(self._statements(start, first))
        for index, label in enumerate(labels):
            end = labels[index + 1].start if index + 1 < len(labels) else stop
            if label.sort == "measure":
                measures.extend(self._statements(label.end, end))
            elif label.sort == "problem" and (said := self._printed(label.end, end)):
                detail = f"{detail}{said}" if detail else said
        return detail, measures

    def _statements(self, start: int, stop: int) -> list[str]:
        return statements(self.body, self.text, start, stop)

    def _printed(self, start: int, end: int) -> str:
        return printed(self.body, start, end)
