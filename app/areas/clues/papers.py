"""The papers of the clue compartment: 问题线索登记表 and the 问题线索移交清单 with signatures of both sides.

They are built only by somebody whose key opens the compartment; who asked for protection is not named in them.
"""

from __future__ import annotations

from datetime import date

from app.areas.clues.model import GONE, READY, Clue
from app.areas.fieldwork.model import Interview, Petition
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
    days_text,
    filled_rows,
    joined,
    lines,
    money_text,
    one_label,
    pair_rows,
    secrecy_of,
    sign_row,
    signed_by,
    to_sign,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.secrecy.service import highest_grade
from app.areas.secrecy.terms import longest_term
from app.areas.workpapers.model import Finding
from app.documents.paper import (
    Align,
    Block,
    Column,
    Form,
    Layout,
    Paper,
    Paragraph,
    Secrecy,
    Table,
)

# 问题线索登记表 (domain.md §3.5-57) ------------------------------------------------------------------------


def clue_form(held: Clue, task: Task, unit: Unit, sources: tuple[str, ...], labels: Labels) -> Paper:
    """One clue with its assessment. `sources` are the numbers of the petitions, interviews and findings behind it."""

    def label(name: str, code: str) -> str:
        return one_label(labels, name, code)

    rows = (
        *pair_rows(
            ("登记日期", day_text(held.registered_on)),
            ("登记人", held.registrar),
            ("线索来源", label("clue_source", held.source)),
            ("被巡察单位", unit.name),
        ),
        wide_row("线索名称", held.summary),
        *pair_rows(
            ("被反映人", held.subject),
            ("单位及职务", joined(held.subject_unit, held.subject_post, by=" ")),
            ("职级", label("rank", held.subject_rank)),
            ("政治面貌", label("politics", held.subject_politics)),
            ("县管干部", "是" if held.county_managed else "否"),
            ("涉及人数", count_text(held.persons, "人")),
        ),
        *filled_rows(("其他被反映人", held.others)),
        *pair_rows(
            ("涉及纪律", all_labels(labels, "discipline", held.disciplines)),
            ("拟处置建议", label("clue_disposal", held.proposal)),
        ),
        wide_row("反映问题", held.content),
        *pair_rows(
            ("涉及金额", money_text(held.amount)),
            ("发生时间", days_text(held.happened_from, held.happened_to)),
            ("可查性", label("verifiable", held.verifiable)),
            ("材料", _pieces(held)),
        ),
        *filled_rows(
            ("来源说明", lines("、".join(sources), held.ground)),
            ("已了解情况", held.inquiry),
        ),
        sign_row("研判意见", signed_by(held.signed, "研判人"), opinion=held.assessment),
        sign_row("组长审定", signed_by(held.signed, "组长")),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="clue_form",
        title="问题线索登记表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        urgency="急件" if held.urgent else "",
        doc_number=held.number,
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def _pieces(held: Clue) -> str:
    return joined(count_text(held.pieces, "件"), count_text(held.sheets, "页"))


# 问题线索移交清单 (§3.5-58, 59) ----------------------------------------------------------------------------


def clue_transfer_list(
    clues: tuple[Clue, ...], task: Task, unit: Unit, labels: Labels, number: str = ""
) -> Paper:
    """The clues of one hand-over to one receiver, their totals, and the block that both sides sign.

    The paper carries the highest grade of the clues on it.
    """
    listed = tuple(sorted(clues, key=lambda held: held.number))
    first = listed[0]
    receiver = one_label(labels, "clue_receiver", first.receiver_body)
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("线索编号", 39, align=Align.CENTER),
        Column("线索名称", weight=1.6),
        Column("被反映人", weight=1.3),
        Column("涉及纪律", 22),
        Column("来源", 20, align=Align.CENTER),
        Column("拟处置建议", 20, align=Align.CENTER),
        Column("件数", 11, align=Align.CENTER),
        Column("页数", 11, align=Align.CENTER),
        Column("密级", 13, align=Align.CENTER),
        Column("封条号", 26, align=Align.CENTER),
    )
    rows = tuple(_transfer_row(index, held, labels) for index, held in enumerate(listed, 1))
    persons = sum(held.persons or 1 for held in listed)
    pieces, sheets = sum(held.pieces or 0 for held in listed), sum(held.sheets or 0 for held in listed)
    total = joined(
        f"合计：线索{len(listed)}件、涉及{persons}人",
        joined(
            f"材料{pieces}件" if pieces else "",
            f"{sheets}页" if sheets else "",
            by="、",
        ),
    )
    body: tuple[Block, ...] = (
        Table(columns, rows, size_pt=10.5),
        Paragraph(
            f"{total}。材料已密封，封条完好；移交后移交方不留存纸质和电子材料。", small=True, follows=True
        ),
        _both_sides(listed, task, receiver),
    )
    return Paper(
        name="clue_transfer_list",
        title="问题线索移交清单",
        layout=Layout.FORM,
        secrecy=_highest(listed, task, labels),
        urgency="急件" if any(held.urgent for held in listed) else "",
        doc_number=number,
        subtitle=f"被巡察单位：{unit.name}",
        body=body,
        landscape=True,
    )


def _highest(listed: tuple[Clue, ...], task: Task, labels: Labels) -> Secrecy | None:
    grade = highest_grade([held.secrecy for held in listed])
    term = longest_term(held.secrecy_term for held in listed if held.secrecy == grade)
    return secrecy_of(labels, grade, task.secrecy, term=term)


def _transfer_row(index: int, held: Clue, labels: Labels) -> tuple[str, ...]:
    who = joined(held.subject, joined(held.subject_unit, held.subject_post, by=""), by="\n")
    return (
        str(index),
        held.number,
        held.summary,
        who,
        all_labels(labels, "discipline", held.disciplines),
        one_label(labels, "clue_source", held.source),
        one_label(labels, "clue_disposal", held.proposal),
        count_text(held.pieces),
        count_text(held.sheets),
        one_label(labels, "secrecy", held.secrecy),
        held.seal_number,
    )


def _both_sides(clues: tuple[Clue, ...], task: Task, receiver: str) -> Form:
    """移交方 and 接收方 side by side, and what the receiver found."""
    first = clues[0]
    approved = signed_by(first.signed, "组长")
    return Form(
        (
            *pair_rows(
                ("移交方", task.group_name),
                ("接收方", receiver),
                ("移交经办人", _signing(first.handed_by, first.handed_on)),
                ("接收经办人", _signing(first.received_by, first.received_on)),
                ("组长审定", to_sign(approved.name if approved else task.leader)),
                ("接收核对", "□ 件数、页数相符　　□ 封条完好"),
            ),
        ),
        FORM_COLUMNS,
        follows=True,
    )


def _signing(name: str, day: date | None) -> str:
    return f"{to_sign(name)}\n{day_text(day) or BLANK_DAY}"


# From the vault -------------------------------------------------------------------------------------------


def _build_form(source: PaperSource, key: str) -> Paper:

    held = source.get(Clue, key)
    task = source.get(Task, held.task_id)
    numbers = [source.get(Petition, item).number for item in held.petition_ids]
    numbers += [source.get(Interview, item).number for item in held.interview_ids]
    numbers += [source.get(Finding, item).number for item in held.finding_ids]
    return clue_form(held, task, source.get(Unit, task.unit_id), tuple(numbers), source.code_label)


def _build_list(source: PaperSource, key: str) -> Paper:
    """The list of the hand-over that this clue belongs to: same task, receiver, day and stage."""
    held = source.get(Clue, key)
    task = source.get(Task, held.task_id)
    together = tuple(
        other
        for other in source.find(Clue, task_id=task.id)
        if (other.receiver_body, other.handed_on) == (held.receiver_body, held.handed_on)
        and _stage(other) == _stage(held)
    )
    return clue_transfer_list(together or (held,), task, source.get(Unit, task.unit_id), source.code_label)


def _stage(held: Clue) -> str:
    """Clues still being prepared, those ready to go, and those gone are three different lists."""
    if held.state in GONE:
        return "gone"
    return "ready" if held.state in READY else held.state


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("clue_transfer_list", "问题线索移交清单", "clue", _build_list, row=58),
    PaperSpec("clue_form", "问题线索登记表", "clue", _build_form, row=57),
)
