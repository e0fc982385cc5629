"""The seven-column list of feedback problems (反馈问题清单), out to xlsx and back.

It carries the list exactly; deciding what becomes a record is left to the feedback area.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import Problem
from app.exchange.tables import SheetColumn, read_table, write_table

# Values of 对应聚焦 (county and city) and 重点关注情形, as the province-wide rectification program has them.
FOCUSES = (
    "聚焦党中央决策部署在基层落实情况",
    "聚焦群众身边不正之风和腐败问题",
    "聚焦基层党组织和党员队伍建设",
    "聚焦巡察整改落实情况",
    "其他",
)
_YES, _NO = "是", "否"

COLUMNS = (
    SheetColumn("问题类别", 22, aliases=("问题大类", "类别", "一级类别")),
    SheetColumn("问题子类", 22, aliases=("问题小类", "子类", "二级类别")),
    SheetColumn("具体问题", 46, aliases=("问题", "反馈问题", "问题内容", "巡察反馈问题"), required=True),
    SheetColumn("具体表现", 60, aliases=("问题表现", "表现", "主要表现")),
    SheetColumn(
        "对应聚焦", 30, aliases=("对应四落", "对应四落实", "对应四个落实", "对应三个聚焦", "对应四个聚焦")
    ),
    SheetColumn("是否重点关注", 14, choices=(_YES, _NO), aliases=("重点关注", "是否重点")),
    SheetColumn("重点关注情形", 36, aliases=("重点情形", "关注情形", "重点关注情况")),
)
_NOTE = (
    "“具体问题”必填；“是否重点关注”填是或否，填是的请写明“重点关注情形”。\n"
    "“对应聚焦”一般为：" + "；".join(FOCUSES) + "。"
)


@dataclass(frozen=True)
class FeedbackRow:
    """One row of the list. key_concern 是否重点关注 with concern_case 重点关注情形; focus 对应聚焦 is free text."""

    category: str
    subcategory: str
    problem: str
    manifestation: str = ""
    focus: str = ""
    key_concern: bool = False
    concern_case: str = ""


def write_feedback_list(rows: Iterable[FeedbackRow], title: str = "反馈问题清单") -> bytes:
    """Return the list as an xlsx with drop-downs and a sheet that explains the columns."""
    return write_table(
        None,
        title,
        COLUMNS,
        (
            (
                row.category,
                row.subcategory,
                row.problem,
                row.manifestation,
                row.focus,
                _YES if row.key_concern else _NO,
                row.concern_case,
            )
            for row in rows
        ),
        note=_NOTE,
    )


def read_feedback_list(content: bytes) -> tuple[tuple[FeedbackRow, ...], tuple[Problem, ...]]:
    """Return the rows and every problem found, with its cell.

    A category merged over several rows counts for each of them; a subcategory and a problem likewise, as
    long as the category has not changed. Headers of the provincial form (对应四落) are accepted.
    """
    table = read_table(content, COLUMNS)
    rows: list[FeedbackRow] = []
    problems = [
        problem
        for problem in table.problems
        if "“是否重点关注”应为" not in problem.text and "“具体问题”没有填写" not in problem.text
    ]
    category = subcategory = problem_text = ""
    for row in table.rows:
        cells = row.cells
        if cells.get("问题类别"):
            if cells["问题类别"] != category:
                subcategory = problem_text = ""
            category = cells["问题类别"]
        if cells.get("问题子类"):
            if cells["问题子类"] != subcategory:
                problem_text = ""
            subcategory = cells["问题子类"]
        stated = cells.get("具体问题", "")
        problem_text = stated or (problem_text if cells.get("具体表现") else "")
        if not problem_text:
            problems.append(Problem(f"C{row.line}", f"第{row.line}行“具体问题”没有填写"))
        concern = _truth(cells.get("是否重点关注", ""))
        if concern is None:
            problems.append(Problem(f"F{row.line}", f"第{row.line}行“是否重点关注”应为是或否"))
        case = cells.get("重点关注情形", "")
        if concern and not case and "重点关注情形" in cells:
            problems.append(Problem(f"G{row.line}", f"第{row.line}行重点关注的问题没有写明“重点关注情形”"))
        rows.append(
            FeedbackRow(
                category,
                subcategory,
                problem_text,
                cells.get("具体表现", ""),
                cells.get("对应聚焦", ""),
                bool(concern),
                case,
            )
        )
    return tuple(rows), tuple(problems)


def _truth(value: str) -> bool | None:
    match value.strip().lower():
        case "是" | "√" | "✓" | "y" | "yes" | "1" | "true" | "重点":
            return True
        case "" | "否" | "×" | "n" | "no" | "0" | "false" | "/" | "-" | "无":
            return False
        case _:
            return None
