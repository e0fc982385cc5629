"""Papers of petitions: 拟办单, 来电来访登记, 借阅复印审批单, 移交清单 and what became of those handed over.

Domain.md §3.2-26 to 28, §3.5-61, §3.6-73. The reporter is printed for real-name petitions alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.fieldwork.intake.model import PetitionLoan, PetitionStep
from app.areas.fieldwork.model import Petition
from app.areas.fieldwork.papers import reporter_rows
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    count_text,
    day_text,
    filled_rows,
    joined,
    lines,
    moment_text,
    one_label,
    pair_rows,
    secrecy_of,
    short_day,
    sign_block,
    sign_row,
    signed_by,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.secrecy.service import highest_grade
from app.documents.paper import Align, Block, Column, Form, FormRow, Layout, Paper, Paragraph, Table

GONE = ("handed", "transferred")
"""States of petitions that went to somebody else."""


def proposal_sheet(
    held: Petition, task: Task, unit: Unit, steps: Sequence[PetitionStep], labels: Labels
) -> Paper:
    """拟办单（拆阅单）: opened by whom, what it says, how it is to be handled, the leader's note, the result."""
    opened = next((step for step in steps if step.kind == "open"), None)
    who = held.opened_by or (opened.who if opened else "")
    on = held.opened_on or (opened.taken_on if opened else None)
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("编号", held.number),
            ("收到日期", day_text(held.received_on)),
            ("来源", one_label(labels, "petition_origin", held.origin)),
            ("渠道", one_label(labels, "petition_channel", held.channel)),
            ("拆阅人", who),
            ("拆阅日期", day_text(on)),
        ),
        *filled_rows(("交办单位文号", joined(held.from_body, held.from_number, by=" "))),
        *reporter_rows(held, labels),
        *pair_rows(("被反映人", held.subject), ("单位职务", held.subject_post)),
        wide_row("被巡察单位", unit.name),
        wide_row("内容摘要", lines(held.summary, held.content), 24),
        *pair_rows(
            ("涉及纪律", all_labels(labels, "discipline", held.disciplines)),
            ("受理范围", one_label(labels, "petition_scope", held.in_scope)),
            ("初步分类", one_label(labels, "petition_handling", held.handling)),
            ("原件页数", count_text(held.sheets, "页")),
        ),
        sign_row("拟办意见", signed_by(held.signed, "拟办人"), opinion=held.proposal),
        sign_row("领导批示", signed_by(held.signed, "批示领导"), opinion=held.decision),
        *pair_rows(("承办人", held.handler), ("办理时限", day_text(held.due_on))),
        wide_row("办理结果", joined(_conclusion(held, labels), held.result, by="\n"), 20),
        sign_row("审定意见", signed_by(held.signed, "审定领导"), opinion=held.verdict),
    )
    return _form("petition_proposal", "信访拟办单（拆阅单）", held, task, labels, rows)


def contact_record(held: Petition, task: Task, unit: Unit, labels: Labels) -> Paper:
    """来电记录 or 来访登记: who called or came, when, who took it, what was said in his words."""
    called = held.channel == "phone"
    receiver = held.met_by or held.registrar
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("编号", held.number),
            ("来电时间" if called else "来访时间", moment_text(held.met_at) or day_text(held.received_on)),
            ("接听人" if called else "接待人", receiver),
            ("登记人", held.registrar),
        ),
        *reporter_rows(held, labels),
        *filled_rows(("来访人数", count_text(held.joint, "人") if held.joint and not called else "")),
        *pair_rows(("被反映人", held.subject), ("单位职务", held.subject_post)),
        wide_row("被巡察单位", unit.name),
        wide_row("反映内容", lines(held.summary, held.content), 60),
        wide_row("当场答复", held.note, 16),
        wide_row("拟办意见", held.proposal, 16),
        *(() if called else (sign_row("来访人核对", None, opinion="以上内容已向我宣读，与我反映的一致。"),)),
    )
    title = "来电记录" if called else "来访登记表"
    return _form("petition_contact", title, held, task, labels, rows)


def blank_contact(task: Task, unit: Unit, labels: Labels) -> Paper:
    """The same form, to be filled in by hand."""
    blank = "　"
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("方式", "□ 来电　　□ 来访"),
            ("登记编号", blank),
        ),
        *pair_rows(("接待接听人", blank), ("登记人", blank)),
        wide_row("时间", "　　　　年　　　月　　　日　　　时　　　分"),
        wide_row("署名情况", "□ 实名　　□ 匿名　　□ 要求保护身份（身份另登，不写在本表）"),
        *pair_rows(("反映人", blank), ("联系方式", blank)),
        wide_row("住址或单位", blank),
        *pair_rows(("被反映人", blank), ("单位职务", blank)),
        wide_row("被巡察单位", unit.name),
        wide_row("反映内容", blank, 72),
        wide_row("当场答复", blank, 14),
        wide_row("拟办意见", blank, 14),
        sign_row("来访人核对", None, opinion="以上内容与我反映的一致。"),
    )
    return Paper(
        name="petition_contact_blank",
        title="来电记录、来访登记表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def loan_sheet(held: PetitionLoan, petition: Petition, task: Task, labels: Labels) -> Paper:
    """借阅/复印审批单: which petition by its number, why, how many copies, who allowed it, when it came back."""
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("审批单号", held.number),
            ("申请日期", day_text(held.applied_on)),
            ("信访件号", petition.number),
            ("方式", one_label(labels, "petition_loan_kind", held.kind)),
            ("申请人", held.applicant),
            ("份数", count_text(held.copies, "份")),
        ),
        *filled_rows(("页码范围", held.pages)),
        wide_row("借阅复印原因", held.reason, 30),
        sign_row("批准人意见", signed_by(held.signed, "批准人")),
        *pair_rows(
            ("经办人", held.lent_by),
            ("应归还日期", day_text(held.due_on)),
            ("归还日期", day_text(held.returned_on)),
            ("归还份数", count_text(held.returned_copies, "份")),
            ("接收人", held.returned_to),
            ("当前状态", held.TYPE.lifecycle.state(held.state).label if held.state else ""),
        ),
        wide_row("要求", "借阅、复印件只供本事项使用，不得转借、翻拍、再复印，用完当日归还。"),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="petition_loan",
        title="信访件借阅、复印审批单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, petition.secrecy, task.secrecy, term=petition.secrecy_term),
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def handover_list(petitions: Sequence[Petition], task: Task, unit: Unit, labels: Labels) -> Paper:
    """信访件移交清单: every petition that goes to somebody else, with the block that both sides sign."""
    listed = sorted(petitions, key=lambda p: (p.destination, p.number))
    rows = tuple(
        (
            str(place),
            held.number,
            joined(
                one_label(labels, "petition_origin", held.origin),
                one_label(labels, "petition_channel", held.channel),
                by="\n",
            ),
            joined(held.subject, held.subject_post, by="\n"),
            held.summary,
            one_label(labels, "petition_handling", held.handling)
            or one_label(labels, "petition_scope", held.in_scope),
            held.destination,
            str(held.copies or 1),
            count_text(held.sheets),
        )
        for place, held in enumerate(listed, 1)
    )
    copies = sum(held.copies or 1 for held in listed)
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("信访号", 38, align=Align.CENTER),
        Column("来源", 28, align=Align.CENTER),
        Column("被反映人", 34),
        Column("内容摘要", weight=1.6),
        Column("分类", 24, align=Align.CENTER),
        Column("去向", 34),
        Column("份数", 12, align=Align.CENTER),
        Column("页数", 12, align=Align.CENTER),
    )
    body: tuple[Block, ...] = (
        Table(columns, rows, size_pt=10.5),
        Paragraph(
            f"合计{len(listed)}件、{copies}份。移交后移交方不留存原件；反映人要求保护身份的，身份随专库另行移交。",
            small=True,
            follows=True,
        ),
        sign_block(
            "以上信访件当面点清，件数、份数、页数相符。", ("移交人", ""), ("接收人", ""), ("监交人", "")
        ),
    )
    return _list("petition_handover", "信访件移交清单", listed, task, unit, labels, body)


def outcome_table(petitions: Sequence[Petition], task: Task, unit: Unit, labels: Labels) -> Paper:
    """移交信访件处理情况汇总表: what the receivers reported of each petition."""
    listed = sorted(petitions, key=lambda p: (p.destination, p.number))
    rows = tuple(
        (
            str(place),
            held.number,
            held.summary,
            held.destination,
            short_day(held.handed_on),
            _conclusion(held, labels) or "未报",
            held.result,
            short_day(held.closed_on),
            short_day(held.answered_on) or ("不需答复" if held.naming != "real" else "未答复"),
        )
        for place, held in enumerate(listed, 1)
    )
    reported = sum(bool(held.conclusion) for held in listed)
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("信访号", 38, align=Align.CENTER),
        Column("内容摘要", weight=1.2),
        Column("承办单位", 32),
        Column("移交日期", 26, align=Align.CENTER),
        Column("结论", 22, align=Align.CENTER),
        Column("处理情况", weight=1.4),
        Column("办结日期", 26, align=Align.CENTER),
        Column("答复反映人", 26, align=Align.CENTER),
    )
    body: tuple[Block, ...] = (
        Table(columns, rows, size_pt=10.5),
        Paragraph(
            f"移交{len(listed)}件，已报结果{reported}件，未报{len(listed) - reported}件。",
            small=True,
            follows=True,
        ),
    )
    return _list("petition_outcomes", "移交信访件处理情况汇总表", listed, task, unit, labels, body)


def _conclusion(held: Petition, labels: Labels) -> str:
    return one_label(labels, "petition_conclusion", held.conclusion)


def _form(
    name: str, title: str, held: Petition, task: Task, labels: Labels, rows: tuple[FormRow, ...]
) -> Paper:
    return Paper(
        name=name,
        title=title,
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def _list(
    name: str,
    title: str,
    listed: Sequence[Petition],
    task: Task,
    unit: Unit,
    labels: Labels,
    body: tuple[Block, ...],
) -> Paper:
    grade = highest_grade([held.secrecy for held in listed] or [task.secrecy])
    return Paper(
        name=name,
        title=title,
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, grade),
        subtitle=joined(task.group_name, f"被巡察单位：{unit.name}", by="　"),
        body=body,
        landscape=True,
    )


# From the vault -------------------------------------------------------------------------------------------


def _with_task(source: PaperSource, task_id: str) -> tuple[Task, Unit]:
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id)


def _build_proposal(source: PaperSource, key: str) -> Paper:
    held = source.get(Petition, key)
    steps = source.find(PetitionStep, petition_id=key)
    return proposal_sheet(held, *_with_task(source, held.task_id), steps, source.code_label)


def _build_contact(source: PaperSource, key: str) -> Paper:
    held = source.get(Petition, key)
    return contact_record(held, *_with_task(source, held.task_id), source.code_label)


def _build_blank(source: PaperSource, key: str) -> Paper:
    return blank_contact(*_with_task(source, key), source.code_label)


def _build_loan(source: PaperSource, key: str) -> Paper:
    held = source.get(PetitionLoan, key)
    task, _unit = _with_task(source, held.task_id)
    return loan_sheet(held, source.get(Petition, held.petition_id), task, source.code_label)


def _gone(source: PaperSource, task_id: str) -> tuple[Petition, ...]:
    return tuple(p for p in source.find(Petition, task_id=task_id) if p.state in GONE)


def _build_handover(source: PaperSource, key: str) -> Paper:
    return handover_list(_gone(source, key), *_with_task(source, key), source.code_label)


def _build_outcomes(source: PaperSource, key: str) -> Paper:
    return outcome_table(_gone(source, key), *_with_task(source, key), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("petition_proposal", "信访拟办单（拆阅单）", "petition", _build_proposal, row=26),
    PaperSpec("petition_contact", "来电记录、来访登记", "petition", _build_contact, row=27),
    PaperSpec("petition_contact_blank", "来电记录、来访登记（空白）", "task", _build_blank, row=27),
    PaperSpec("petition_loan", "信访借阅、复印审批单", "petition_loan", _build_loan, row=28),
    PaperSpec("petition_handover", "信访件移交清单", "task", _build_handover, row=61),
    PaperSpec("petition_outcomes", "移交信访件处理情况汇总表", "task", _build_outcomes, row=73),
)
