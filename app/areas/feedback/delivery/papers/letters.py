"""Letters of delivery: the report to the county leader, the copy to departments, the recommendation and its ledger.

Each prints what its addressee is told and what is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.feedback.delivery.model import Notification, Recommendation
from app.areas.feedback.delivery.papers.common import about, office_of, texts_of
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    day_text,
    joined,
    one_label,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.areas.reporting.meetings.papers import OFFICE
from app.core.records import Record
from app.documents.paper import Align, Attachment, Column, Form, Layout, Paper, Table

# 专报、抄告函 (§3.4-56, §3.5-63) ---------------------------------------------------------------------------


def special_report(held: Notification, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """To the county leader in charge: the unit, its main problems, what is suggested."""
    office = office_of(round_)
    return Paper(
        name="special_report",
        title=held.title or f"关于巡察{unit.name}发现问题的专报",
        layout=Layout.OFFICIAL,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number,
        addressee=held.addressee,
        body=(
            *paragraphs(held.overview),
            *texts_of(
                (
                    "被巡察单位",
                    joined(unit.name, f"书记：{unit.secretary}" if unit.secretary else "", by="\n"),
                ),
                ("主要问题", held.problems),
                ("建议", held.advice),
            ),
        ),
        signed_by=(office,),
        signed_on=held.made_on or held.sent_on,
        sealed=True,
        printed_by=office,
        printed_on=held.sent_on or held.made_on,
    )


def copy_letter(held: Notification, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """To a department in charge, the discipline body or the organisation department: what concerns it."""
    office = office_of(round_)
    due = f"请于{day_text(held.due_on)}前书面答复办理情况。" if held.due_on else ""
    return Paper(
        name="copy_letter",
        title=held.title or f"关于巡察{unit.name}发现问题的抄告函",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number,
        addressee=held.addressee,
        body=(
            *paragraphs(held.overview),
            *texts_of(("主要问题", held.problems), ("有关建议", joined(held.advice, due, by="\n"))),
        ),
        signed_by=(office,),
        signed_on=held.made_on or held.sent_on,
        sealed=True,
    )


# 巡察建议书 (§3.5-62) --------------------------------------------------------------------------------------


def recommendation_letter(held: Recommendation, round_: Round | None, labels: Labels) -> Paper:
    """The common problems, why they arise, what is suggested, by when an answer is due; the form for the answer is attached."""
    office = office_of(round_) if round_ else f"县委{OFFICE}"
    kind = one_label(labels, "recommendation_kind", held.kind)
    due = f"请于{day_text(held.due_on)}前书面答复采纳和落实情况，并填报附件。" if held.due_on else ""
    rows = (
        *pair_rows(("建议书编号", held.number), ("答复单位", held.receiver)),
        *pair_rows(("答复期限", day_text(held.due_on)), ("答复日期", day_text(held.answered_on))),
        wide_row(
            "采纳情况",
            one_label(labels, "advice_adoption", held.adopted) or "全部采纳□　部分采纳□　没有采纳□",
        ),
        wide_row("答复内容", held.answer, 40),
        wide_row("落实结果", held.result, 40),
    )
    return Paper(
        name="recommendation_letter",
        title=held.title or kind,
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number or held.number,
        addressee=held.receiver,
        body=(
            *texts_of(
                ("存在的问题", held.problems),
                ("原因分析", held.causes),
                ("具体建议", held.advice),
                ("答复要求", due),
            ),
            Attachment("", f"{kind}办理情况反馈表"),
            Form(rows, FORM_COLUMNS),
            sign_block("以上情况属实。", ("经办人", ""), ("单位负责人", "")),
        ),
        attachments=(f"{kind}办理情况反馈表",),
        signed_by=(office,),
        signed_on=held.made_on or held.sent_on,
        sealed=True,
    )


def advice_ledger(rows: Iterable[Recommendation], round_: Round, labels: Labels) -> Paper:
    """All recommendations of a round with answer, adoption and result: the register that follows them."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("发给", 30),
        Column("建议", weight=1.4),
        Column("发出", 24, align=Align.CENTER),
        Column("期限", 24, align=Align.CENTER),
        Column("答复", 24, align=Align.CENTER),
        Column("采纳", 22, align=Align.CENTER),
        Column("结果", weight=1),
    )
    lines = tuple(
        (
            str(place), held.receiver, held.title, str(held.sent_on or ""), str(held.due_on or ""),
            str(held.answered_on or ""), one_label(labels, "advice_adoption", held.adopted), held.result,
        )
        for place, held in enumerate(rows, 1)
    )  # fmt: skip
    return Paper(
        name="advice_ledger",
        title=f"{round_.name}巡察建议台账",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, round_.secrecy),
        body=(Table(columns, lines), sign_block(f"共{len(lines)}件。", ("填报人", ""), ("审核人", ""))),
        landscape=True,
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_special(source: PaperSource, key: str) -> Paper:
    held = source.get(Notification, key)
    return special_report(held, *about(source, held.task_id), source.code_label)


def _build_copy(source: PaperSource, key: str) -> Paper:
    held = source.get(Notification, key)
    return copy_letter(held, *about(source, held.task_id), source.code_label)


def advice_paper(source: PaperSource, key: str) -> Paper:
    """A recommendation as its letter."""
    held = source.get(Recommendation, key)
    round_ = source.get(Round, held.round_id) if held.round_id else None
    return recommendation_letter(held, round_, source.code_label)


def _build_ledger(source: PaperSource, key: str) -> Paper:
    rows = [
        held for held in source.find(Recommendation, round_id=key) if held.state not in ("draft", "dropped")
    ]
    return advice_ledger(rows, source.get(Round, key), source.code_label)


def _is_special(held: Record) -> bool:
    return getattr(held, "kind", "") == "special"


def _is_copy(held: Record) -> bool:
    return not _is_special(held)


LETTER_PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("special_report", "专报", "notification", _build_special, row=56, fits=_is_special),
    PaperSpec("copy_letter", "抄告函", "notification", _build_copy, row=63, fits=_is_copy),
    PaperSpec("recommendation_letter", "巡察建议书", "recommendation", advice_paper, row=62),
    PaperSpec("advice_ledger", "巡察建议台账", "round", _build_ledger),
)
