"""Papers: a scheme as a blank scoring form, and a sheet that was scored. They read records and write nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.libraries.schemes.model import Assessment, AssessmentScore, Scheme, SchemeItem, thresholds_of
from app.areas.libraries.schemes.service import result_of, rows_of
from app.areas.parts import (
    FORM_COLUMNS,
    PaperSource,
    PaperSpec,
    day_text,
    pair_rows,
    sign_block,
    wide_row,
)
from app.core.points import short_points
from app.documents.paper import Align, Block, Column, Form, Layout, Paper, Paragraph, Table

_CENTER = Align.CENTER


def blank_sheet(scheme: Scheme, items: Sequence[SchemeItem]) -> Paper:
    """A form to be filled by hand: every item with its points, and blanks."""
    taken = "扣分" if scheme.method == "deduct" else "得分"
    rows = tuple(
        (str(place), item.aspect, _said(item.content, item.standard), _points(item.points), "", "")
        for place, item in enumerate(items, 1)
    )
    body: tuple[Block, ...] = (
        Form(pair_rows(("评分对象", ""), ("评分日期", "")), FORM_COLUMNS),
        *((Paragraph(scheme.note, small=True),) if scheme.note.strip() else ()),
        Table(_columns(taken), rows),
        Paragraph(f"等次：{grades_text(scheme)}。", small=True, follows=True),
        sign_block(f"合计{taken}：　　　　　等次：", ("评分人", "")),
    )
    return Paper(name="scheme_sheet", title=scheme.name, layout=Layout.FORM, body=body)


def scored_sheet(
    sheet: Assessment,
    scheme: Scheme,
    rows: Sequence[AssessmentScore],
    *,
    name: str,
    title: str,
    about: str = "",
) -> Paper:
    """A sheet that was scored: every item, the sum that made the result, grade, opinion, and the scorer."""
    taken = "扣分" if scheme.method == "deduct" else "得分"
    done = result_of(scheme, sheet.full, rows)
    head = [("评分对象", sheet.subject), ("评分日期", day_text(sheet.assessed_on))]
    head += [("阶段", sheet.stage)] if sheet.stage else []
    head += [("关联", about)] if about and about != sheet.subject else []
    lines = tuple(
        (
            str(row.position or ""),
            row.aspect,
            _said(row.content, row.standard),
            _points(row.full),
            _points(row.points) if row.points is not None else "0" if taken == "扣分" else "",
            row.reason,
        )
        for row in rows
    )
    close = [wide_row("结果", f"{done.formula}，等次：{done.grade or '未定'}")]
    close += [wide_row("评语和意见", sheet.opinion, 16)] if sheet.opinion.strip() else []
    body: tuple[Block, ...] = (
        Form(pair_rows(*head), FORM_COLUMNS),
        Table(_columns(taken), lines),
        Form(tuple(close), FORM_COLUMNS, follows=True),
        sign_block(f"等次标准：{grades_text(scheme)}。", ("评分人", sheet.assessor or "不记名")),
    )
    return Paper(name=name, title=title, layout=Layout.FORM, body=body)


def _columns(taken: str) -> tuple[Column, ...]:
    return (
        Column("序号", 14, align=_CENTER),
        Column("方面", 20, align=_CENTER),
        Column("评分内容和标准", weight=1.6),
        Column("分值", 13, align=_CENTER),
        Column(taken, 13, align=_CENTER),
        Column("理由", weight=1),
    )


def _said(content: str, standard: str) -> str:
    return f"{content}\n（{standard}）" if standard else content


def _points(tenths: int | None) -> str:
    return "不限" if tenths is None else short_points(tenths)


def grades_text(scheme: Scheme) -> str:
    """优秀90分以上，良好80分以上…, the lowest as 以下."""
    grades = thresholds_of(scheme.thresholds)
    parts = [f"{grade}{short_points(least)}分以上" for grade, least in grades if least > 0]
    parts += [f"其余为{grade}" for grade, least in grades if least <= 0]
    return "，".join(parts) or "按方案规定"


def _build_blank(source: PaperSource, key: str) -> Paper:
    items = sorted(source.find(SchemeItem, scheme_id=key), key=lambda item: item.position or 0)
    return blank_sheet(source.get(Scheme, key), items)


def _build_sheet(source: PaperSource, key: str) -> Paper:
    sheet = source.get(Assessment, key)
    scheme = source.get(Scheme, sheet.scheme_id)
    rows = rows_of(source, sheet)
    return scored_sheet(sheet, scheme, rows, name="assessment_sheet", title=scheme.name)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("scheme_sheet", "空白评分表", "scheme", _build_blank),
    PaperSpec("assessment_sheet", "评分表", "assessment", _build_sheet),
)
