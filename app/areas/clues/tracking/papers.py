"""The papers of tracking: 移交函 with its list, 交接单, 办理情况反馈表, 督办函, 即时报告, 领导班子及成员情况报告.

They are built only by somebody whose key opens the compartment; no reporter is named in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueChase, ClueTransfer, LeaderNote, UrgentReport
from app.areas.libraries.model import Unit
from app.areas.parts import (
    BLANK_DAY,
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
    sign_row,
    signed_by,
    to_sign,
    urgency_of,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.secrecy.service import highest_grade
from app.areas.secrecy.terms import longest_term
from app.documents.paper import (
    Align,
    Attachment,
    Block,
    Column,
    Form,
    FormRow,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Secrecy,
    Table,
)

# 移交函 and its list (domain.md §3.5-58) -------------------------------------------------------------------


def transfer_letter(
    held: ClueTransfer, clues: tuple[Clue, ...], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """The letter that goes with sealed clues: no names in its text, the list behind it as an attachment."""
    persons = sum(clue.persons or 1 for clue in clues)
    receiver = held.receiver_name or one_label(labels, "clue_receiver", held.receiver)
    due = f"请于{day_text(held.reply_due)}前" if held.reply_due else "请于规定期限内"
    basis = f"{held.basis.rstrip('，。')}，" if held.basis.strip() else "按照干部管理权限和有关规定，"
    body: tuple[Block, ...] = (
        Paragraph(
            f"{task.group_name}对{unit.name}开展巡察，了解到问题线索{len(clues)}件、涉及{persons}人。"
            f"{basis}现将线索材料密封移交你单位处理。"
        ),
        Paragraph(f"{due}反馈办理情况，并附办理情况反馈表；立案和处理处分的，另附有关文书复印件。"),
        Paragraph("材料属国家秘密的，按保密规定保管、传阅和清退；未经同意不得复制、摘抄和扩大知悉范围。"),
        Attachment("", "移交问题线索清单", landscape=True),
        _clue_table(clues, labels),
    )
    return Paper(
        name="clue_transfer_letter",
        title="关于移交问题线索的函",
        layout=Layout.LETTER,
        secrecy=_mark(held, clues, task, labels),
        urgency="特急" if any(clue.urgent for clue in clues) else "",
        issuer_mark=task.group_name,
        doc_number=held.letter_number or held.number,
        addressee=receiver,
        body=body,
        attachments=("移交问题线索清单",),
        signed_by=(task.group_name,),
        signed_on=held.handed_on,
        sealed=True,
    )


def _mark(held: ClueTransfer, clues: tuple[Clue, ...], task: Task, labels: Labels) -> Secrecy | None:
    """The highest grade of batch and clues, with the longest of the terms at that grade."""
    pairs = [(held.secrecy, held.secrecy_term), *((c.secrecy, c.secrecy_term) for c in clues)]
    grade = highest_grade([code for code, _ in pairs])
    term = longest_term(term for code, term in pairs if code == grade)
    return secrecy_of(labels, grade, task.secrecy, term=term)


def _clue_table(clues: tuple[Clue, ...], labels: Labels) -> Table:
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("线索编号", 38, align=Align.CENTER),
        Column("线索名称", weight=1.7),
        Column("被反映人及单位职务", weight=1.5),
        Column("涉及纪律", 24),
        Column("拟处置建议", 24, align=Align.CENTER),
        Column("件数", 13, align=Align.CENTER),
        Column("页数", 13, align=Align.CENTER),
        Column("密级", 16, align=Align.CENTER),
    )
    rows = tuple(
        (
            str(index),
            clue.number,
            clue.summary,
            joined(clue.subject, joined(clue.subject_unit, clue.subject_post, by=""), by="\n"),
            all_labels(labels, "discipline", clue.disciplines),
            one_label(labels, "clue_disposal", clue.proposal),
            count_text(clue.pieces) or "—",
            count_text(clue.sheets) or "—",
            one_label(labels, "secrecy", clue.secrecy),
        )
        for index, clue in enumerate(clues, 1)
    )
    return Table(columns, rows, size_pt=10.5)


# 交接单 (§3.5-59) ------------------------------------------------------------------------------------------


def handover_receipt(
    held: ClueTransfer, clues: tuple[Clue, ...], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """What both sides sign when the sealed material changes hands; the copy that comes back is the receipt."""
    receiver = held.receiver_name or one_label(labels, "clue_receiver", held.receiver)
    numbers = "\n".join(f"{index}. {clue.number}" for index, clue in enumerate(clues, 1))
    pieces = held.pieces or sum(clue.pieces or 0 for clue in clues)
    sheets = held.sheets or sum(clue.sheets or 0 for clue in clues)
    amount = joined(
        f"线索{len(clues)}件", f"材料{pieces}件" if pieces else "", f"共{sheets}页" if sheets else ""
    )
    check = "■" if held.intact else "□"
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("移交批次", held.number),
            ("移交函文号", held.letter_number),
            ("移交方", task.group_name),
            ("接收方", receiver),
            ("被巡察单位", unit.name),
            ("封条号", held.seal_numbers),
        ),
        wide_row("线索编号", numbers),
        *pair_rows(("数量", amount), ("单据份数", count_text(held.copies, "份"))),
        wide_row("核对情况", f"{check} 件数、页数相符　　{check} 封条完好　　□ 不符（写明）", 14),
        *pair_rows(
            ("移交经办人", lines(to_sign(held.handed_by), to_sign(held.second_by) if held.second_by else "")),
            ("接收经办人", to_sign(held.received_by)),
            ("移交日期", day_text(held.handed_on) or BLANK_DAY),
            ("签收日期", day_text(held.received_on) or BLANK_DAY),
        ),
        *filled_rows(("办理反馈期限", day_text(held.reply_due)), ("回执号", held.receipt_number)),
        wide_row("备注", held.note, 12),
        wide_row("说明", "移交后移交方不留存纸质和电子材料；接收方签字后一份退移交方，作为回执存档。"),
    )
    return Paper(
        name="clue_handover_receipt",
        title="问题线索交接单（签收回执）",
        layout=Layout.FORM,
        secrecy=_mark(held, clues, task, labels),
        doc_number=held.number,
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


# 办理情况反馈表 (§3.5-60) ----------------------------------------------------------------------------------


def outcome_form(held: Clue, task: Task, unit: Unit, labels: Labels) -> Paper:
    """What the receiver fills in about one clue; what is known stands in it, the rest is written by hand."""

    def label(name: str, code: str) -> str:
        return one_label(labels, name, code)

    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("线索编号", held.number),
            ("移交日期", day_text(held.handed_on)),
            ("承办单位", label("clue_receiver", held.receiver_body)),
            ("反馈期限", day_text(held.reply_due)),
        ),
        wide_row("线索名称", held.summary),
        *pair_rows(
            ("被反映人", held.subject),
            ("单位及职务", joined(held.subject_unit, held.subject_post, by=" ")),
            (
                "处置方式",
                label("clue_disposal", held.disposal) or _boxes(labels, "clue_disposal", _DISPOSALS),
            ),
            ("立案情况", _case(held, labels)),
        ),
        wide_row("办理经过和结果", held.outcome, 46),
        wide_row("四种形态", label("four_forms", held.form) or _boxes(labels, "four_forms", _FORMS)),
        wide_row("处理处分", all_labels(labels, "sanction", held.sanctions), 14),
        *pair_rows(
            ("处理人数", count_text(held.sanctioned, "人")),
            ("办结日期", day_text(held.outcome_on)),
        ),
        wide_row("一案双查", joined("是" if held.dual else "否", held.dual_note, by="：")),
        wide_row("承办人", f"{to_sign(held.answered_by)}　　{day_text(held.answered_on) or BLANK_DAY}"),
        wide_row("承办单位意见", f"\n\n（盖章）{BLANK_DAY}", 26),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="clue_outcome",
        title="问题线索办理情况反馈表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        doc_number=held.number,
        subtitle=joined(task.group_name, f"被巡察单位：{unit.name}", by="　"),
        body=(Form(rows, FORM_COLUMNS),),
    )


_DISPOSALS = ("letter", "verify", "hold", "settle")
_FORMS = ("first", "second", "third", "fourth")


def _boxes(labels: Labels, name: str, codes: tuple[str, ...]) -> str:
    return "　".join(f"□ {labels(name, code)}" for code in codes)


def _case(held: Clue, labels: Labels) -> str:
    return joined(one_label(labels, "case_result", held.case_state), day_text(held.filed_on), by=" ")


# 督办函 ----------------------------------------------------------------------------------------------------


def chase_letter(held: ClueChase, clue: Clue, task: Task, labels: Labels) -> Paper:
    """A reminder about one clue by its number; neither its name nor the person stands in it."""
    handed = f"{day_text(clue.handed_on)}移交" if clue.handed_on else "移交"
    due = f"，反馈期限为{day_text(clue.reply_due)}" if clue.reply_due else ""
    return Paper(
        name="clue_chase_letter",
        title="关于问题线索办理情况的督办函",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, clue.secrecy, task.secrecy, term=clue.secrecy_term),
        issuer_mark=task.group_name,
        doc_number=held.number,
        addressee=held.addressee or one_label(labels, "clue_receiver", clue.receiver_body),
        body=(
            Paragraph(f"{task.group_name}{handed}你单位的{clue.number}{due}，至今没有收到办理结果。"),
            *((Paragraph(held.demand),) if held.demand.strip() else ()),
            Paragraph(
                f"请于{day_text(held.reply_due)}前书面答复。" if held.reply_due else "请尽快书面答复。"
            ),
        ),
        signed_by=(task.group_name,),
        signed_on=held.chased_on,
        sealed=True,
    )


# 即时报告 (§3.2-38) ----------------------------------------------------------------------------------------


def urgent_form(held: UrgentReport, clues: tuple[Clue, ...], task: Task, unit: Unit, labels: Labels) -> Paper:
    """The urgent sheet: one thing, to whom it is reported, what is proposed, room for the instruction."""
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("种类", one_label(labels, "urgent_kind", held.kind)),
            ("报告时间", moment_text(held.reported_at)),
            ("报送对象", held.addressee),
            ("报告人", held.reporter),
        ),
        wide_row("事由", held.matter),
        wide_row("被巡察单位", unit.name),
        *filled_rows(("涉及线索", "、".join(clue.number for clue in clues))),
        wide_row("情况", held.content, 32),
        *filled_rows(("已采取措施", held.done), ("不及时处理的后果", held.risk)),
        wide_row("建议", held.proposal, 20),
        sign_row("组长意见", signed_by(held.signed, "组长")),
        wide_row("领导批示", _instruction(held), 26),
        wide_row("落实情况", held.result, 18),
    )
    return Paper(
        name="urgent_report",
        title="线索（重要情况）即时报告",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        urgency=urgency_of(labels, held.urgency),
        doc_number=held.number,
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def _instruction(held: UrgentReport) -> str:
    return lines(held.instruction, joined(held.instructed_by, day_text(held.instructed_on), by="　"))


# 领导班子及成员情况报告 (§3.4-48) --------------------------------------------------------------------------


def leaders_report(
    notes: tuple[LeaderNote, ...], clues: tuple[Clue, ...], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """The leadership as a whole, each member, and the clues handed over apart; never bound with the report."""
    ordered = sorted(notes, key=lambda note: (note.kind != "team", note.position or 99, note.id))
    team = [note for note in ordered if note.kind == "team"]
    members = [note for note in ordered if note.kind != "team"]
    body = tuple(_chapters(team, members, clues, labels))
    grade = highest_grade([note.secrecy for note in ordered])
    term = longest_term(note.secrecy_term for note in ordered if note.secrecy == grade)
    return Paper(
        name="leaders_report",
        title=f"关于{unit.name}领导班子及成员有关情况的报告",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, grade, task.secrecy, term=term),
        subtitle=f"{task.group_name}　单独报送，不与巡察报告合订",
        body=body,
        signed_by=(task.group_name,),
        signed_on=_newest(ordered),
    )


def _newest(notes: list[LeaderNote]) -> date | None:
    days = [row.on for note in notes for row in note.signed if row.on]
    return max(days, default=None)


def _chapters(
    team: list[LeaderNote], members: list[LeaderNote], clues: tuple[Clue, ...], labels: Labels
) -> Iterator[Block]:
    yield Heading(1, "一、领导班子总体情况")
    for note in team:
        for text in (note.merits, note.reflections, note.votes, note.opinion):
            yield from (Paragraph(line) for line in text.splitlines() if line.strip())
    if not team:
        yield Paragraph("没有单独反映班子总体的情况。")
    yield Heading(1, "二、班子成员有关情况")
    yield Table(
        (
            Column("序号", 10, align=Align.CENTER),
            Column("姓名", 20, align=Align.CENTER),
            Column("职务", 26),
            Column("反映", weight=2),
            Column("来源", 28),
            Column("初步意见", weight=1.3),
        ),
        tuple(
            (str(index), note.name, note.post, _heard(note), note.sources, note.opinion)
            for index, note in enumerate(members, 1)
        ),
        size_pt=10.5,
    )
    yield Heading(1, "三、另行移交的问题线索")
    if clues:
        persons = sum(clue.persons or 1 for clue in clues)
        numbers = "、".join(clue.number for clue in clues)
        yield Paragraph(f"共{len(clues)}件、涉及{persons}人，编号为{numbers}，另册密封移交。")
    else:
        yield Paragraph("没有另行移交的问题线索。")


def _heard(note: LeaderNote) -> str:
    return lines(f"主要表现：{note.merits}" if note.merits else "", note.reflections, note.votes)


# From the vault -------------------------------------------------------------------------------------------


def _place(source: PaperSource, task_id: str) -> tuple[Task, Unit]:
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id)


def _batch(source: PaperSource, key: str) -> tuple[ClueTransfer, tuple[Clue, ...], Task, Unit, Labels]:
    held = source.get(ClueTransfer, key)
    clues = sorted((source.get(Clue, item) for item in held.clue_ids), key=lambda clue: clue.number)
    return held, tuple(clues), *_place(source, held.task_id), source.code_label


def _build_letter(source: PaperSource, key: str) -> Paper:
    return transfer_letter(*_batch(source, key))


def _build_receipt(source: PaperSource, key: str) -> Paper:
    return handover_receipt(*_batch(source, key))


def _build_outcome(source: PaperSource, key: str) -> Paper:
    held = source.get(Clue, key)
    return outcome_form(held, *_place(source, held.task_id), source.code_label)


def _build_chase(source: PaperSource, key: str) -> Paper:
    held = source.get(ClueChase, key)
    clue = source.get(Clue, held.clue_id)
    return chase_letter(held, clue, source.get(Task, held.task_id), source.code_label)


def _build_urgent(source: PaperSource, key: str) -> Paper:
    held = source.get(UrgentReport, key)
    clues = tuple(source.get(Clue, item) for item in held.clue_ids)
    return urgent_form(held, clues, *_place(source, held.task_id), source.code_label)


def _build_leaders(source: PaperSource, key: str) -> Paper:
    task_id = source.get(LeaderNote, key).task_id
    clues = tuple(c for c in source.find(Clue, task_id=task_id) if c.state != "dropped")
    notes = source.find(LeaderNote, task_id=task_id)
    return leaders_report(notes, clues, *_place(source, task_id), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("urgent_report", "线索（重要情况）即时报告", "urgent_report", _build_urgent, row=38),
    PaperSpec("leaders_report", "领导班子及成员情况报告", "leader_note", _build_leaders, row=48),
    PaperSpec("clue_transfer_letter", "问题线索移交函", "clue_transfer", _build_letter, row=58),
    PaperSpec("clue_handover_receipt", "交接单（签收回执）", "clue_transfer", _build_receipt, row=59),
    PaperSpec("clue_outcome", "办理情况反馈表", "clue", _build_outcome, row=60),
    PaperSpec("clue_chase_letter", "督办函", "clue_chase", _build_chase),
)
