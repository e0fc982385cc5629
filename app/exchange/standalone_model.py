"""The tables of the stand-alone rectification program as this program understands them: names of nodes, and what a row holds.

Key names are those of its database.json; docs/standalone-format.md says who writes them. Nothing is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import Problem
from app.exchange.standalone_values import Attached

LIST, PLAN = "FeedbackMeetNode-problemList", "RectificationPlanNode-fill"
ITEMS: Mapping[str, str] = {
    LIST: "反馈问题清单",
    PLAN: "整改方案",
    "ConcentratedRectificationNode-index": "集中整改",
    "RectificationReportNode-fill": "整改情况报告",
    "PublicRectificationSituationNode-unpublished": "拟不公开事项",
    "SubsequentRectificationNode-fill": "后续整改",
    "SubsequentRectificationReportNode-fill": "后续整改报告",
}
"""The nodes that hold the problems, each a copy of the one before with more filled in; in their order."""
SCHEME, LIFE = "RectificationPlanNode-scheme", "SpecialMeetNode-life"
REPORT, LATER_REPORT = "RectificationReportNode-report", "SubsequentRectificationReportNode-report"
MATERIALS: Mapping[str, str] = {
    "FeedbackMeetNode-feedback": "反馈会",
    "FeedbackMeetAdviceNode-advice": "公开反馈意见",
    SCHEME: "整改方案文本",
    "SpecialMeetNode-rectification": "整改专题会议",
    LIFE: "专题民主生活会",
    REPORT: "整改情况报告文本",
    "PublicRectificationSituationNode-situation": "公开整改情况",
    LATER_REPORT: "后续整改情况报告文本",
}
"""The nodes that hold papers."""
KINDS: Mapping[str, tuple[str, str]] = {
    "establishSystem": ("建章立制", "项"),
    "recoverLoss": ("挽回损失", "万元"),
    "accountability": ("追责问责", "人"),
    "drawInferences": ("举一反三", "项"),
    "specialRectification": ("专项整治", "项"),
    "significantMeasures": ("重大措施", "项"),
}
"""Kinds of measures: key → words, and in what their result is counted."""


@dataclass(frozen=True)
class Head:
    """One task of the export, as its start page names it. table: where its rows stand; current: the one last open."""

    table: str
    term: str
    round: str
    group: str
    kind: str
    unit: str
    current: bool

    @property
    def said(self) -> str:
        """The five words in one line."""
        return "　".join(part for part in (self.term, self.round, self.group, self.kind, self.unit) if part)


@dataclass(frozen=True)
class Step:
    """One measure. status: of standalone_values; counts: kind → figure."""

    where: str
    content: str
    leaders: tuple[tuple[str, str], ...]
    unit: str
    due: date | None
    kinds: tuple[str, ...]
    status: int | None
    done: str
    counts: Mapping[str, float]
    other: str
    files: tuple[Attached, ...]


@dataclass(frozen=True)
class Kept:
    """What of a problem is not to be told to `scope` (party, public), and why."""

    scope: str
    problem: str
    problem_why: str
    measure: str
    measure_why: str


@dataclass(frozen=True)
class Item:
    """One problem with everything that the nodes say of it. planned: whether any node after the list has filled it in."""

    id: str
    where: str
    special: str
    category: str
    subcategory: str
    title: str
    detail: str
    focus: str
    key: bool
    case: str
    planned: bool
    goal: str
    leaders: tuple[tuple[str, str], ...]
    unit: str
    lasting: bool | None
    in_period: bool | None
    due: date | None
    status: int | None
    overview: str
    steps: tuple[Step, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Material:
    """The papers under one heading of a node. said: time, place and who took part, a line each."""

    node: str
    title: str
    files: tuple[Attached, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One task read. unknown: what this program does not know; missing: files that the export does not hold.

    sealed: how many files are about clues; they are left where they are, and not named.
    """

    head: Head
    items: tuple[Item, ...]
    materials: tuple[Material, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    sealed: int
