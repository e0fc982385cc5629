"""The papers of a batch of clues that is handed over: 移交函 with its list, and 交接单. No reporter is named in them.

They say what is handed to whom; whether it may be is the model's rule.
"""

from __future__ import annotations

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueTransfer
from app.areas.libraries.model import Unit
from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    Labels,
    all_labels,
    count_text,
    day_text,
    filled_rows,
    joined,
    lines,
    one_label,
    pair_rows,
    secrecy_of,
    to_sign,
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
