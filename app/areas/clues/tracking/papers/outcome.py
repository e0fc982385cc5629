"""The papers of one clue after it was handed over: 办理情况反馈表 and 督办函. They name no reporter.

The reminder names the clue by its number alone.
"""

from __future__ import annotations

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueChase
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
    one_label,
    pair_rows,
    secrecy_of,
    to_sign,
    wide_row,
)
from app.areas.preparation.model import Task
from app.documents.paper import (
    Form,
    FormRow,
    Layout,
    Paper,
    Paragraph,
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
        ),
        wide_row(
            "处置方式", label("clue_disposal", held.disposal) or _boxes(labels, "clue_disposal", _DISPOSALS)
        ),
        wide_row("立案情况", _case(held, labels)),
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
