"""The papers that are sent up apart: 即时报告 and 领导班子及成员情况报告. They are never bound with the inspection report.

No reporter is named in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import LeaderNote, UrgentReport
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
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
    urgency_of,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.secrecy.service import highest_grade
from app.areas.secrecy.terms import longest_term
from app.documents.paper import (
    Align,
    Block,
    Column,
    Form,
    FormRow,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Table,
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
