"""Record types: scoring schemes, their items, and assessments by them.

What is scored, and what the score is good for, is the business of the area that begins an assessment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    choice,
    day,
    files,
    flag,
    link,
    long_text,
    number,
    person,
    tenths,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.points import points_text
from app.core.records import Record, record

GROUP = "评分方案"
THRESHOLDS = "优秀 90\n良好 80\n一般 60\n较差 0"
_LINE = re.compile(r"^(\S.*?)[\s：:]+(\d{1,6})(?:\.(\d))?\s*分?$")


def thresholds_of(lines: str) -> tuple[tuple[str, int], ...]:
    """(grade, least points in tenths) of every line that can be read, highest first."""
    found = [
        (match[1].strip(), int(match[2]) * 10 + int(match[3] or 0))
        for line in lines.splitlines()
        if (match := _LINE.match(line.strip()))
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def _scheme_shape(held: Scheme) -> Iterator[Problem]:
    given = [line.strip() for line in held.thresholds.splitlines() if line.strip()]
    for line in given:
        if not _LINE.match(line):
            yield Problem("thresholds", f"“等次标准”里的“{line}”看不懂，请写成“优秀 90”")
    if held.full is not None and held.full <= 0:
        yield Problem("full", "“满分”必须大于0")


def _scheme_advice(held: Scheme) -> Iterator[Problem]:
    read = thresholds_of(held.thresholds)
    if read and read[-1][1] > 0:
        yield Problem("thresholds", f"低于{points_text(read[-1][1])}分没有等次，最低一档一般写 0")


@record(
    "scheme",
    "评分方案",
    area="libraries",
    heading="{name}",
    icon="scale",
    action="code.edit",
    group=GROUP,
    checks=(_scheme_shape,),
    warners=(_scheme_advice,),
    purpose="评估、考评、评审用的评分表：项目、分值、等次都可以改",
)
class Scheme(Record):
    """One way to score one kind of thing."""

    name: str = text("方案名称", required=True, search=True, listed=True, section="方案")
    kind: str = choice("用途", codes="scheme_kind", required=True, listed=True)
    method: str = choice(
        "计分方法",
        codes="scheme_method",
        default="add",
        required=True,
        listed=True,
        help="加分：各项得分相加；扣分：从满分里扣",
    )
    full: int | None = tenths("满分", default=1000, required=True, listed=True)
    averaged: bool = flag("多人评分取平均", listed=True, help="同一对象有几份评分的，按平均分定等次")
    thresholds: str = long_text("等次标准", default=THRESHOLDS, help="一行一档：等次和最低分，例如“优秀 90”")
    valid: bool = flag("启用", default=True, listed=True, section="使用")
    local: bool = flag("本地方案", listed=True, help="本地另存的方案；随程序提供的方案供参考，也可以直接改")
    note: str = long_text("说明", search=True, help="依据、适用对象、谁来评、何时评")


def _item_shape(held: SchemeItem) -> Iterator[Problem]:
    if held.points is not None and held.points < 0:
        yield Problem("points", "“分值”不能小于0")


@record(
    "scheme_item",
    "评分项目",
    area="libraries",
    sorting=(("scheme_id", False), ("position", False)),
    heading="{position} {content}",
    icon="list",
    action="code.edit",
    group=GROUP,
    checks=(_item_shape,),
    purpose="评分方案里的一项：评什么、多少分、怎么给分或扣分",
)
class SchemeItem(Record):
    """One line of a scheme."""

    scheme_id: str = link("评分方案", to="scheme", required=True, listed=True, section="项目")
    position: int | None = number("序号", listed=True)
    aspect: str = text("方面", search=True, listed=True)
    content: str = text("评分内容", required=True, search=True, listed=True)
    points: int | None = tenths("分值", listed=True, help="本项最多得（扣）多少分；留空表示不设上限")
    standard: str = long_text("评分标准", search=True, help="什么情况给多少分、扣多少分")
    evidence: str = text("查验材料", help="看什么材料、问什么人")


def _rows_filled(held: Assessment, reader: Reader) -> str | None:
    rows = reader.find(AssessmentScore, assessment_id=held.id)
    if not rows:
        return "没有评分项目"
    if held.method != "add":
        return None
    open_rows = [str(row.position or "") for row in rows if row.points is None]
    return f"还没有打分：第{'、'.join(open_rows)}项" if open_rows else None


def _deductions_said(held: Assessment, reader: Reader) -> str | None:
    if held.method != "deduct":
        return None
    rows = reader.find(AssessmentScore, assessment_id=held.id)
    silent = [str(row.position or "") for row in rows if row.points and not row.reason.strip()]
    return f"扣分没有写理由：第{'、'.join(silent)}项" if silent else None


@record(
    "assessment",
    "评分记录",
    area="libraries",
    heading="{subject} {stage} {assessed_on}",
    icon="scale",
    group=GROUP,
    by_program=True,
    lifecycle=Lifecycle(
        states=(State("draft", "评分中", "draft"), State("confirmed", "已确认", "done", locked=True)),
        transitions=(
            Transition(
                "confirm",
                "确认评分",
                ("draft",),
                "confirmed",
                needs=("assessed_on",),
                rules=(_rows_filled, _deductions_said),
            ),
            Transition("reopen", "退回重评", ("confirmed",), "draft", "report.approve", reason=True),
        ),
    ),
    purpose="按评分方案对一个对象的一次打分，逐项留痕",
)
class Assessment(Record):
    """One sheet: one subject scored once by one scheme. Items are copied, so that later edits of the scheme do not touch it."""

    scheme_id: str = link(
        "评分方案", to="scheme", required=True, listed=True, readonly=True, section="评分对象"
    )
    kind: str = choice("用途", codes="scheme_kind", listed=True, readonly=True)
    method: str = choice("计分方法", codes="scheme_method", default="add", readonly=True)
    subject: str = text("评分对象", required=True, search=True, listed=True)
    task_id: str = link("巡察任务", to="task")
    unit_id: str = link("党组织", to="unit")
    person_id: str = link("人员", to="person")
    subject_id: str = text("对象编码", readonly=True, inner=True)
    stage: str = text("阶段或份别", search=True, listed=True, help="例如：初评、复评、第3份")
    assessed_on: date | None = day("评分日期", listed=True, section="评分")
    assessor: str = person("评分人", search=True, listed=True, help="不记名的留空")
    points: int | None = tenths("得分", listed=True, readonly=True)
    full: int | None = tenths("满分", readonly=True)
    grade: str = text("等次", search=True, listed=True, readonly=True)
    opinion: str = long_text("评语和意见", search=True)
    attachments: tuple[FileRef, ...] = files("评分依据")


@record(
    "assessment_score",
    "评分明细",
    area="libraries",
    sorting=(("assessment_id", False), ("position", False)),
    heading="{position} {content}",
    icon="list",
    group=GROUP,
    by_program=True,
    purpose="一次评分里的一项得分（扣分）和理由；在“打分”页填写",
)
class AssessmentScore(Record):
    """One item of one sheet. points: what is given, or with a deducting scheme what is taken; None while open."""

    assessment_id: str = link("评分记录", to="assessment", required=True, listed=True, readonly=True)
    item_id: str = link("评分项目", to="scheme_item", readonly=True)
    position: int | None = number("序号", listed=True, readonly=True)
    aspect: str = text("方面", listed=True, readonly=True)
    content: str = text("评分内容", required=True, search=True, listed=True, readonly=True)
    standard: str = long_text("评分标准", readonly=True)
    full: int | None = tenths("分值", listed=True, readonly=True)
    points: int | None = tenths("得分（扣分）", listed=True, readonly=True)
    reason: str = text("理由", search=True, listed=True, readonly=True)


TYPES: tuple[type[Record], ...] = (Scheme, SchemeItem, Assessment, AssessmentScore)
