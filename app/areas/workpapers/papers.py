"""The papers of a working paper: 问题底稿, its 审批单 and the 支撑材料目录, as pure functions from records to a Paper.

Nothing about clues is printed here, and no opinion of a review that a return has made void.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.areas.fieldwork.model import Evidence, page_count
from app.areas.parts import (
    FORM_COLUMNS,
    UNSIGNED,
    Labels,
    PaperSpec,
    all_labels,
    centred,
    count_text,
    day_text,
    days_text,
    filled_pairs,
    filled_rows,
    joined,
    label_row,
    lines,
    money_text,
    one_label,
    pair_rows,
    secrecy_of,
    sign_block,
    sign_row,
    wide_row,
)
from app.areas.workpapers.dossier import Dossier, Returned, open_dossier
from app.areas.workpapers.model import WorkingPaper
from app.documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Form,
    FormRow,
    Layout,
    Paper,
    Secrecy,
    Table,
)

# Label, then columns that the rows of evidence share out: 编号, 名称 (two), 页码, 份号, 密级.
_COLUMNS = (2.5, 2.1, 3.2, 2.5, 2.5, 1.6, 1.6)
_SHORT_LIST = 5  # a catalogue of so many rows is not broken over pages
_PAIR = (2, 3)
_SIGN = (3, 3)


def _mark(dossier: Dossier, labels: Labels) -> Secrecy | None:
    own = dossier.paper
    codes = (own.secrecy, dossier.task.secrecy, dossier.round.secrecy)
    return secrecy_of(labels, *codes, term=own.secrecy_term)


# 问题底稿 (domain.md §3.3-41) ------------------------------------------------------------------------------


def working_paper(dossier: Dossier, labels: Labels) -> Paper:
    """One problem on one form: classification, facts, nature, duty, causes, evidence, signatures of three stages."""
    held = dossier.paper
    rows: tuple[FormRow, ...] = (
        *_identity_rows(dossier, labels),
        wide_row("问题概述", held.summary),
        *filled_rows(("了解方式和过程", held.inquiry)),
        wide_row("查证事实", held.phenomenon),
        *filled_pairs(
            ("涉及金额", money_text(held.amount)),
            ("发生时间", days_text(held.happened_from, held.happened_to)),
            spans=_PAIR,
        ),
        wide_row("定性", held.nature),
        wide_row("政策依据", _basis(dossier)),
        wide_row("责任分析", held.duty),
        *_cause_rows(held, labels),
        *_evidence_rows(dossier, labels),
        wide_row("建议处理方式", all_labels(labels, "finding_disposal", held.disposals)),
        *filled_rows(
            (
                "沟通情况",
                joined(
                    f"{day_text(held.talked_on)}与主要负责人沟通。" if held.talked_on else "",
                    held.talked,
                    by="",
                ),
            )
        ),
        *_author_rows(held),
        *_review_rows(dossier),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="working_paper",
        title=f"{dossier.task.group_name}问题底稿",
        layout=Layout.FORM,
        secrecy=_mark(dossier, labels),
        doc_number=dossier.number,
        subtitle=f"编制日期：{day_text(held.made_on)}" if held.made_on else "",
        body=(Form(rows, _COLUMNS),),
    )


def _identity_rows(dossier: Dossier, labels: Labels) -> tuple[FormRow, ...]:
    held = dossier.paper
    stay = days_text(dossier.task.stay_from, dossier.task.stay_to)
    kind = joined(
        one_label(labels, "focus", held.focus), one_label(labels, "focus_item", held.aspect), by=" → "
    )
    where = joined(
        one_label(labels, "occurrence_level", held.level),
        one_label(labels, "unit_category", held.unit_kind),
        one_label(labels, "finding_scope", held.scope),
        by="／",
    )
    key = joined("是", one_label(labels, "key_case", held.key_case), by="：") if held.key else "否"
    listed = "\n".join(joined(item.number, item.title, by=" ") for item in dossier.findings)
    return (
        *pair_rows(("预编号", held.number), ("正式编号", held.formal_number), spans=_PAIR),
        *pair_rows(("被巡察单位", dossier.unit.name), ("巡察轮次", dossier.round.name), spans=_PAIR),
        *filled_rows(("巡察时间", stay)),
        wide_row("问题标题", held.title),
        *filled_rows(("所列问题", listed)),
        wide_row("问题来源", all_labels(labels, "finding_source", held.sources)),
        wide_row("问题分类", kind),
        *filled_rows(("发生单位", where)),
        wide_row("重点关注", key),
    )


def _basis(dossier: Dossier) -> str:
    """The clauses quoted, numbered where there are several, then what was written by hand."""
    quoted = [
        joined(f"{item.title}{item.clause}", item.content.strip(), by="：") for item in dossier.policies
    ]
    if len(quoted) > 1:
        quoted = [f"{index}.{text}" for index, text in enumerate(quoted, 1)]
    return lines(*quoted, dossier.paper.basis)


def _cause_rows(held: WorkingPaper, labels: Labels) -> tuple[FormRow, ...]:
    kinds = all_labels(labels, "cause_kind", held.cause_kinds)
    points = all_labels(labels, "risk_point", held.points)
    head = joined(f"原因类别：{kinds}" if kinds else "", f"三个点：{points}" if points else "", by="；")
    return filled_rows(("原因剖析", lines(head, held.causes)))


def _evidence_rows(dossier: Dossier, labels: Labels) -> Iterator[FormRow]:
    """支撑材料目录 inside the form; the label returns on every page that it goes on to."""
    if not dossier.evidence:
        yield wide_row("支撑材料目录", "")
        return
    count = len(dossier.evidence)
    head = label_row("编号", "材料名称", "页码", "份号", "密级")
    label = Cell("支撑材料目录", rows=count + 1, label=True)
    yield (label, replace(head[0], heads=count), replace(head[1], span=2), *head[2:])
    for index, item in enumerate(dossier.evidence):
        yield (
            replace(centred(dossier.material(index)), keep=count <= _SHORT_LIST and index < count - 1),
            Cell(item.name, span=2),
            centred(item.pages),
            centred(item.copy_number or "—"),
            centred(one_label(labels, "secrecy", item.secrecy)),
        )


def _author_rows(held: WorkingPaper) -> Iterator[FormRow]:
    """At least two lines: a working paper has two authors, whether they have signed yet or not."""
    signed = [row for row in held.authors if row.name.strip()]
    texts = [lines(row.opinion, joined(f"签字：{row.name}", day_text(row.on), by="　　")) for row in signed]
    texts += [UNSIGNED] * (2 - len(texts))
    label = Cell("承办人", rows=len(texts), label=True)
    for index, text in enumerate(texts):
        yield (label, Cell(text, keep=True))[0 if index == 0 else 1 :]


def _review_rows(dossier: Dossier) -> tuple[FormRow, ...]:
    return (
        sign_row("副组长复核意见", dossier.opinion("副组长"), spans=_SIGN),
        sign_row("组长审签意见", dossier.opinion("组长"), spans=_SIGN),
        sign_row("巡察办备案意见", dossier.opinion("巡察办"), spans=_SIGN),
    )


# 审批单 (§3.3-42) ------------------------------------------------------------------------------------------


def approval_sheet(dossier: Dossier, labels: Labels) -> Paper:
    """The sheet that goes round with the working paper: what it is about, three opinions, what was sent back."""
    held = dossier.paper
    authors = "、".join(row.name for row in held.authors if row.name.strip())
    state = held.TYPE.lifecycle.state(held.state).label if held.state else ""
    pages = sum(page_count(item.pages) for item in dossier.evidence)
    support = joined(
        f"佐证{len(dossier.evidence)}份", f"引用{pages}页" if pages else "", f"政策依据{_clauses(dossier)}条"
    )
    rows: tuple[FormRow, ...] = (
        *pair_rows(("正式编号", held.formal_number), ("预编号", held.number)),
        wide_row("问题标题", held.title),
        *pair_rows(
            ("巡察组", dossier.task.group_name),
            ("被巡察单位", dossier.unit.name),
            ("承办人", authors),
            ("编制日期", day_text(held.made_on)),
        ),
        wide_row("问题分类", one_label(labels, "focus", held.focus)),
        wide_row("问题概述", held.summary),
        *pair_rows(
            ("支撑情况", support), ("建议处理", all_labels(labels, "finding_disposal", held.disposals))
        ),
        wide_row("审核要点", "□ 了解方式准确　　□ 责任主体准确\n□ 时间地点准确　　□ 政策依据准确"),
        sign_row("副组长复核意见", dossier.opinion("副组长")),
        sign_row("组长审签意见", dossier.opinion("组长")),
        sign_row("巡察办备案意见", dossier.opinion("巡察办")),
        *_return_rows(dossier.returns),
        wide_row("当前状态", state),
    )
    return Paper(
        name="approval_sheet",
        title="问题底稿审批单",
        layout=Layout.FORM,
        secrecy=_mark(dossier, labels),
        doc_number=dossier.number,
        subtitle=dossier.round.name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def _clauses(dossier: Dossier) -> int:
    written = [line for line in dossier.paper.basis.splitlines() if line.strip()]
    return len(dossier.policies) + len(written)


def _return_rows(returns: tuple[Returned, ...]) -> tuple[FormRow, ...]:
    if not returns:
        return (wide_row("退回记录", "没有退回"),)
    text = "\n".join(f"{day_text(row.on)} {row.who} {row.step}：{row.reason}" for row in returns)
    return (wide_row("退回记录", text),)


# 支撑材料目录 (§3.3-43) ------------------------------------------------------------------------------------


def evidence_catalogue(dossier: Dossier, labels: Labels) -> Paper:
    """The evidence behind one working paper: number, name, source, pages, copy number, grade, where it is kept."""
    rows = tuple(_catalogue_row(dossier, index, item, labels) for index, item in enumerate(dossier.evidence))
    columns = (
        Column("编号", 15, align=Align.CENTER),
        Column("佐证号", 18, align=Align.CENTER),
        Column("材料名称", weight=3),
        Column("来源", 19, align=Align.CENTER),
        Column("引用页码", 22, align=Align.CENTER),
        Column("总页数", 14, align=Align.CENTER),
        Column("份号", 16, align=Align.CENTER),
        Column("密级", 13, align=Align.CENTER),
        Column("形式", 15, align=Align.CENTER),
        Column("证明的事实", weight=3.4),
        Column("存放位置", 23),
    )
    pages = sum(page_count(item.pages) for item in dossier.evidence)
    total = joined(f"共{len(dossier.evidence)}份材料", f"引用{pages}页" if pages else "") + "。"
    body: tuple[Block, ...] = (
        Table(columns, rows),
        sign_block(total, ("整理人", ""), ("核对人", "")),
    )
    return Paper(
        name="evidence_catalogue",
        title="问题底稿支撑材料目录",
        layout=Layout.FORM,
        secrecy=_mark(dossier, labels),
        doc_number=dossier.number,
        subtitle=f"问题标题：{dossier.paper.title}",
        body=body,
        landscape=True,
    )


def _catalogue_row(dossier: Dossier, index: int, item: Evidence, labels: Labels) -> tuple[str, ...]:
    return (
        dossier.material(index),
        item.number,
        item.name,
        one_label(labels, "evidence_source", item.source),
        item.pages,
        count_text(item.page_total),
        item.copy_number or "—",
        one_label(labels, "secrecy", item.secrecy),
        one_label(labels, "evidence_form", item.original),
        item.proves,
        item.storage,
    )


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec(
        "working_paper",
        "问题底稿",
        "working_paper",
        lambda source, key: working_paper(open_dossier(source, key), source.code_label),
        row=41,
    ),
    PaperSpec(
        "approval_sheet",
        "问题底稿审批单",
        "working_paper",
        lambda source, key: approval_sheet(open_dossier(source, key), source.code_label),
        row=42,
    ),
    PaperSpec(
        "evidence_catalogue",
        "支撑材料目录",
        "working_paper",
        lambda source, key: evidence_catalogue(open_dossier(source, key), source.code_label),
        row=43,
    ),
)
