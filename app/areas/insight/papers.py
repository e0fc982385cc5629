"""统计表, 对比表 and 问题分析表: figures with their formulas, as papers and as rows of a table. They count nothing themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.areas.insight.comparison import BY, Comparison, compare
from app.areas.insight.counting import Scope, Slice, scope_of
from app.areas.insight.figures import BY_CODE, Section
from app.areas.insight.problems import Analysis, analyse
from app.areas.insight.service import overview
from app.areas.parts import PaperSource, PaperSpec, day_text, opened
from app.documents.paper import Align, Block, Column, Heading, Layout, Paper, Paragraph, Table, heading_number
from app.exchange.tables import SheetColumn
from db.session import Session

FIGURE_COLUMNS = (
    SheetColumn("环节", 16),
    SheetColumn("项目", 22),
    SheetColumn("数", 14, "number"),
    SheetColumn("单位", 8),
    SheetColumn("怎么算的", 60),
)
ANALYSIS_COLUMNS = (SheetColumn("分类", 20), SheetColumn("项目", 40), SheetColumn("问题数", 12, "number"))


def figure_rows(sections: Iterable[Section]) -> Iterator[tuple[object, ...]]:
    """Every figure as a row; money in 元."""
    for part in sections:
        for figure in part.figures:
            value = figure.value / 100 if figure.money and figure.value is not None else figure.value
            yield part.name, figure.label, "" if value is None else value, figure.unit, figure.formula


def figures_paper(session: Session, scope: Scope) -> Paper:
    """统计表: every figure that is not nought, by step of the work."""
    columns = (
        Column("项目", width_mm=38),
        Column("数", width_mm=34, align=Align.RIGHT),
        Column("怎么算的"),
    )
    body: list[Block] = [
        Paragraph(f"统计范围：{scope.label}　　统计日期：{day_text(date.today())}", indent=False)
    ]
    held = [
        (part.name, [figure for figure in part.figures if figure.value]) for part in overview(session, scope)
    ]
    for place, (name, figures) in enumerate([one for one in held if one[1]], 1):
        body.append(Heading(1, f"{heading_number(1, place)}{name}"))
        rows = tuple((figure.label, figure.text, figure.formula) for figure in figures)
        body.append(Table(columns, rows, size_pt=10))
    body.append(Paragraph("各数由库内记录计算；没有记录的项目不列。"))
    return Paper(name="figures", title="巡察工作统计表", layout=Layout.PLAIN, body=tuple(body))


def compare_columns(held: Comparison) -> tuple[SheetColumn, ...]:
    """The heads of a comparison."""
    first = BY[held.by].removeprefix("按")
    counts = (SheetColumn(SHORT.get(code, BY_CODE[code].label), 10, "number") for code in held.columns)
    return (SheetColumn(first, 30), *counts, SheetColumn("完成率", 10))


SHORT = {
    "talks": "谈话", "petitions": "信访", "loans": "调阅", "findings": "问题", "papers": "底稿", "fixes": "立行立改",
    "clues": "线索", "problems": "反馈问题", "opinions": "意见",
}  # fmt: skip


def compare_rows(held: Comparison) -> Iterator[tuple[object, ...]]:
    """Every line, then the sum."""
    for line in (*held.lines, held.total):
        percent = f"{line.rate.percent:.2f}%" if line.rate.percent is not None else "—"
        yield line.label, *line.values, percent


def comparison_paper(session: Session, scope: Scope, by: str) -> Paper:
    """对比表: one line a group, unit, task or round."""
    held = compare(session, scope, by)
    sheet = compare_columns(held)
    columns = (
        Column(sheet[0].title, weight=3.2),
        *(Column(one.title, align=Align.RIGHT) for one in sheet[1:-1]),
        Column(sheet[-1].title, weight=1.3, align=Align.RIGHT),
    )
    rows = tuple(tuple(map(str, row)) for row in compare_rows(held))
    return Paper(
        name="comparison",
        title=f"巡察工作对比表（{BY[by]}）",
        layout=Layout.PLAIN,
        landscape=True,
        body=(
            Paragraph(f"统计范围：{scope.label}　　统计日期：{day_text(date.today())}", indent=False),
            Table(columns, rows, size_pt=9),
            Paragraph(f"{held.total.rate.formula}。"),
        ),
    )


def analysis_rows(found: Analysis) -> Iterator[tuple[object, ...]]:
    """Every part of every breakdown, then the commonest and the repeated."""
    for name, slices in _breakdowns(found):
        for part in slices:
            yield name, part.label, part.value
    for common in found.common:
        yield "最普遍的问题", f"{common.label}（{common.units} 个单位）", common.problems
    for again in found.repeated:
        yield "反复出现的问题", f"{again.unit}：{again.label}（{len(again.rounds)} 轮）", again.problems


def _breakdowns(found: Analysis) -> tuple[tuple[str, tuple[Slice, ...]], ...]:
    return (
        ("发现问题按聚焦", found.by_focus),
        ("反馈问题按聚焦", found.fed_back),
        ("按子类", found.by_aspect),
        ("按行业领域", found.by_industry),
        ("按单位级别", found.by_level),
        ("按单位类别", found.by_category),
        ("按发生层级", found.by_place),
        ("按原因", found.by_cause),
    )


def analysis_paper(session: Session, scope: Scope) -> Paper:
    """问题分析表: each breakdown with its shares, the commonest, the repeated."""
    found = analyse(session, scope)
    columns = (
        Column("项目"),
        Column("问题数", width_mm=24, align=Align.RIGHT),
        Column("占比", width_mm=26, align=Align.RIGHT),
    )
    body: list[Block] = [
        Paragraph(f"统计范围：{scope.label}　　统计日期：{day_text(date.today())}", indent=False)
    ]
    number = 0
    for name, slices in _breakdowns(found):
        total = sum(part.value for part in slices)
        if not total:
            continue
        number += 1
        body.append(Heading(1, f"{heading_number(1, number)}{name}"))
        body.append(
            Table(
                columns,
                tuple((part.label, str(part.value), f"{part.value * 100 / total:.2f}%") for part in slices),
                size_pt=10,
            )
        )
    more = (
        (
            "最普遍的问题",
            ("子类", "单位", "问题数"),
            [(c.label, str(c.units), str(c.problems)) for c in found.common],
        ),
        (
            "反复出现的问题",
            ("党组织和子类", "轮次", "问题数"),
            [(f"{r.unit}：{r.label}", "、".join(r.rounds), str(r.problems)) for r in found.repeated],
        ),
    )
    for name, heads, rows in more:
        if rows:
            number += 1
            body.append(Heading(1, f"{heading_number(1, number)}{name}"))
            columns = (
                Column(heads[0]),
                Column(heads[1], weight=0.7),
                Column(heads[2], width_mm=24, align=Align.RIGHT),
            )
            body.append(Table(columns, tuple(rows), size_pt=10))
    return Paper(name="problem_analysis", title="巡察发现问题分析表", layout=Layout.PLAIN, body=tuple(body))


def _of_round(source: PaperSource, key: str) -> Paper:
    session = opened(source)
    return figures_paper(session, scope_of(session, round_id=key))


def _problems_of_round(source: PaperSource, key: str) -> Paper:
    session = opened(source)
    return analysis_paper(session, scope_of(session, round_id=key))


def _compared_of_round(source: PaperSource, key: str) -> Paper:
    session = opened(source)
    return comparison_paper(session, scope_of(session, round_id=key), "unit")


PAPERS = (
    PaperSpec("figures", "统计表", "round", _of_round),
    PaperSpec("comparison", "对比表", "round", _compared_of_round),
    PaperSpec("problem_analysis", "问题分析表", "round", _problems_of_round),
)
