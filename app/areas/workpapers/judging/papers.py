"""The papers of judging: 立行立改通知书 and 反馈表, 与主要负责人沟通记录, 事实确认单.

All of them are read by the other side: no source, no clue, no opinion of the group on persons stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.fieldwork.model import Evidence
from app.areas.libraries.model import Unit
from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    UNSIGNED,
    Labels,
    PaperSource,
    PaperSpec,
    day_text,
    ended,
    filled_rows,
    hours_text,
    joined,
    lines,
    money_text,
    one_label,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_row,
    sign_text,
    signed_by,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.model import FactConfirmation, LeaderTalk
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.fields import Signature
from app.documents.paper import (
    Block,
    Cell,
    Form,
    FormRow,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Signatures,
    SignLine,
)

READ_BACK = "以上记录我看过，与我说的一致。"

# 立行立改通知书 and its 反馈表 (domain.md §3.2-37) ---------------------------------------------------------


def fix_notice(held: InstantFix, task: Task, unit: Unit, labels: Labels) -> Paper:
    """The notice to the unit: what is wrong, what is wanted, until when, and the line on which its head signs for it."""
    word = one_label(labels, "fix_mode", held.mode) or "立行立改"
    limit = f"请于{day_text(held.due_on)}前" if held.due_on else "请在规定时限内"
    body: list[Block] = [
        Paragraph(f"{task.group_name}在巡察中发现，你单位{held.title}，经研究，要求{word}。"),
        Heading(1, "一、存在问题"),
        *paragraphs(ended(held.problem)),
        Heading(1, "二、整改要求"),
        *paragraphs(ended(held.requirement)),
        Heading(1, "三、时限和反馈"),
        Paragraph(
            f"{limit}完成，并把整改措施、结果和佐证材料按所附反馈表报送{task.group_name}。"
            "党组织主要负责人是整改第一责任人，须本人签收、亲自部署；到期由巡察组现场验收，"
            "敷衍应付的，列入巡察报告。"
        ),
        Signatures(
            (SignLine("签收（主要负责人）", held.received_by, day_text(held.signed_on)),),
            follows=True,
        ),
    ]
    return Paper(
        name="instant_fix_notice",
        title=f"{word}通知书",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=task.group_name,
        doc_number=held.number,
        addressee=unit.name,
        body=tuple(body),
        attachments=(f"{word}反馈表",),
        signed_by=(task.group_name,),
        signed_on=held.issued_on,
        sealed=True,
    )


def fix_answer(
    held: InstantFix, task: Task, unit: Unit, proofs: tuple[Evidence, ...], labels: Labels
) -> Paper:
    """The form on which the unit answers and the group accepts; blank rows are filled by hand."""
    word = one_label(labels, "fix_mode", held.mode) or "立行立改"
    figures = joined(
        f"挽回金额{money_text(held.amount)}" if held.amount else "",
        f"处理{held.people}人" if held.people else "",
        f"建章立制{held.rules_made}项" if held.rules_made else "",
    )
    proof = lines(*(joined(item.number, item.name, item.pages, by=" ") for item in proofs), held.proof)
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("通知书编号", held.number),
            ("方式", word),
            ("责任单位", unit.name),
            ("党组织主要负责人", held.received_by or unit.secretary),
            ("签发日期", day_text(held.issued_on)),
            ("签收日期", day_text(held.signed_on)),
            ("整改时限", day_text(held.due_on)),
            ("反馈日期", day_text(held.answered_on)),
        ),
        wide_row("事项", held.title),
        wide_row("存在问题", held.problem),
        wide_row("整改要求", held.requirement),
        wide_row("整改措施", held.measures, 26),
        wide_row("整改结果", lines(held.result, figures), 26),
        wide_row("佐证材料", proof, 16),
        _unit_row("责任单位", "（党组织盖章）", held),
        sign_row("巡察组验收意见", signed_by(held.signed, "验收人"), opinion=held.acceptance),
        sign_row("组长签发意见", signed_by(held.signed, "组长")),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="instant_fix_answer",
        title=f"{word}反馈表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        doc_number=held.number,
        subtitle=joined(task.group_name, f"被巡察单位：{unit.name}", by="　"),
        body=(Form(rows, FORM_COLUMNS),),
    )


def _unit_row(label: str, stamp: str, held: InstantFix) -> FormRow:
    name = held.received_by if held.answered_on else ""
    text = f"主要负责人签字：{name}\n{stamp}\n{day_text(held.answered_on) or BLANK_DAY}"
    return (Cell(f"{label}意见", label=True, keep=True), Cell("", span=2, min_height_mm=18), Cell(text))


# 与主要负责人沟通记录 (§3.2-39) ----------------------------------------------------------------------------


def talk_record(
    held: LeaderTalk, task: Task, unit: Unit, findings: tuple[Finding, ...], labels: Labels
) -> Paper:
    """What was put to the head of the unit and what he said; signed by both sides."""
    about = "\n".join(joined(item.number, item.title, by=" ") for item in findings)
    rows: tuple[FormRow, ...] = (
        wide_row("沟通事项", held.matter),
        *pair_rows(
            ("沟通时机", one_label(labels, "leader_talk_stage", held.stage)),
            ("地点", held.place),
        ),
        wide_row("沟通时间", hours_text(held.talked_at, held.ended_at)),
        *pair_rows(
            ("主要负责人", held.partner),
            ("职务", held.partner_post),
            ("沟通人", held.speaker),
            ("记录人", held.recorder),
        ),
        *filled_rows(("其他在场人", held.others), ("涉及问题", about)),
        wide_row("沟通内容", held.content, 40),
        wide_row("对方态度", one_label(labels, "talk_attitude", held.attitude)),
        wide_row("对方意见", held.opinion, 40),
        *filled_rows(("后续办理", held.follow_up)),
        _signers(held),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="leader_talk_record",
        title="与主要负责人沟通记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        doc_number=held.number,
        subtitle=joined(task.group_name, f"被巡察单位：{unit.name}", by="　"),
        body=(Form(rows, FORM_COLUMNS),),
        page_foot="主要负责人签字：",
    )


def _signers(held: LeaderTalk) -> FormRow:
    def line(role: str, name: str) -> str:
        signed = signed_by(held.signed, role)
        return sign_text(signed or Signature(role, name)).replace("签字", role, 1)

    both = f"{line('沟通人', held.speaker)}\n{line('记录人', held.recorder)}"
    return (
        Cell("签字", label=True),
        Cell(f"{READ_BACK}\n{line('主要负责人', '')}", span=1, min_height_mm=24),
        Cell(both, span=2, min_height_mm=24),
    )


# 事实确认单 (§3.3-44) --------------------------------------------------------------------------------------


def fact_sheet(
    held: FactConfirmation,
    task: Task,
    unit: Unit,
    papers: tuple[WorkingPaper, ...],
    talk: LeaderTalk | None,
    labels: Labels,
) -> Paper:
    """Facts of one or several papers, the unit's opinion with its signatures, what was checked, the talk with its head."""
    numbers = "、".join(paper.formal_number or paper.number for paper in papers)
    opinion = joined(
        "".join(f"{'■' if held.opinion == code else '□'} {label}　" for code, label in _opinions(labels)),
        held.statement,
        by="\n",
    )
    spoken = lines(
        f"{day_text(talk.talked_at.date())}，{talk.speaker}与{talk.partner}沟通。"
        if talk and talk.talked_at
        else "",
        held.talked,
    )
    rows: tuple[FormRow, ...] = (
        wide_row("事项", held.title),
        *pair_rows(
            ("被巡察单位", unit.name),
            ("所据底稿", numbers),
            ("送核日期", day_text(held.sent_on)),
            ("反馈期限", day_text(held.answer_due)),
        ),
        wide_row("核对的事实", held.facts, 44),
        *_handler_rows(held),
        wide_row("单位意见", opinion, 30),
        *_unit_rows(held),
        wide_row("与主要负责人沟通情况", spoken, 16),
        sign_row("核实情况", signed_by(held.reviewed, "复核人"), opinion=held.verified),
        *filled_rows(("备注", held.note)),
        wide_row("填写说明", "逐条核对；有补充、更正的写明依据并附材料。逾期不反馈的，视为没有不同意见。"),
    )
    return Paper(
        name="fact_confirmation",
        title="巡察发现问题事实确认单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        doc_number=held.number,
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def _opinions(labels: Labels) -> Iterator[tuple[str, str]]:
    for code in ("agree", "partly", "disagree"):
        yield code, labels("fact_opinion", code)


def _handler_rows(held: FactConfirmation) -> Iterator[FormRow]:
    names = [row for row in held.handlers if row.name.strip()]
    texts = [joined(f"签字：{row.name}", day_text(row.on), by="　　") for row in names]
    texts += [UNSIGNED] * (2 - len(texts))
    label = Cell("承办人", rows=len(texts), label=True)
    for index, text in enumerate(texts):
        yield (label, Cell(text, span=3, keep=True))[0 if index == 0 else 1 :]


def _unit_rows(held: FactConfirmation) -> Iterator[FormRow]:
    head, clerk = (signed_by(held.unit_signed, role) for role in ("单位主要负责人", "单位经办人"))
    yield (
        Cell("单位签字", label=True),
        Cell(f"主要{sign_text(head).replace('签字', '负责人签字', 1)}", span=1, min_height_mm=18),
        Cell(f"经办人{sign_text(clerk)}\n（盖章）", span=2, min_height_mm=18),
    )


# From the vault -------------------------------------------------------------------------------------------


def _place(source: PaperSource, task_id: str) -> tuple[Task, Unit]:
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id)


def _build_notice(source: PaperSource, key: str) -> Paper:
    held = source.get(InstantFix, key)
    return fix_notice(held, *_place(source, held.task_id), source.code_label)


def _build_answer(source: PaperSource, key: str) -> Paper:
    held = source.get(InstantFix, key)
    proofs = tuple(source.get(Evidence, item) for item in held.evidence_ids)
    return fix_answer(held, *_place(source, held.task_id), proofs, source.code_label)


def _build_talk(source: PaperSource, key: str) -> Paper:
    held = source.get(LeaderTalk, key)
    findings = tuple(source.get(Finding, item) for item in held.finding_ids)
    return talk_record(held, *_place(source, held.task_id), findings, source.code_label)


def _build_facts(source: PaperSource, key: str) -> Paper:
    held = source.get(FactConfirmation, key)
    papers = tuple(source.get(WorkingPaper, item) for item in held.paper_ids)
    talk = source.get(LeaderTalk, held.talk_id) if held.talk_id else None
    return fact_sheet(held, *_place(source, held.task_id), papers, talk, source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("instant_fix_notice", "立行立改通知书", "instant_fix", _build_notice, row=37),
    PaperSpec("instant_fix_answer", "立行立改反馈表", "instant_fix", _build_answer, row=37),
    PaperSpec("leader_talk_record", "与主要负责人沟通记录", "leader_talk", _build_talk, row=39),
    PaperSpec("fact_confirmation", "事实确认单", "fact_confirmation", _build_facts, row=44),
)
