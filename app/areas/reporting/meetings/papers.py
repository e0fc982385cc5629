"""The papers of meetings: agenda, sign-in sheet, minutes in the 纪要 format, the copies and their list, tracked items.

They read records and write nothing; numbers of copies come from the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    centred,
    count_text,
    ended,
    hours_text,
    joined,
    label_row,
    moment_text,
    one_label,
    paragraphs,
    secrecy_of,
    short_day,
    sign_block,
    text_blocks,
)
from app.areas.preparation.model import Task
from app.areas.reporting.meetings.issuing import Copy, copies_of, meeting_shown
from app.areas.reporting.meetings.item_papers import ITEM_PAPERS
from app.areas.reporting.meetings.model import (
    AgendaItem,
    Meeting,
    MeetingMaterial,
    names_in,
)
from app.areas.reporting.meetings.service import agenda_of, materials_of, people_of, tasks_of
from app.core.records import Record
from app.documents.paper import (
    Align,
    Attendance,
    Block,
    Bullets,
    Cell,
    Column,
    Form,
    Heading,
    KeyValues,
    Layout,
    Paper,
    Paragraph,
    Table,
    heading_number,
)
from app.exchange.leaves import bindable

OFFICE = "巡察工作领导小组办公室"
MARKS = {
    "leading": "巡察工作领导小组会议纪要",
    "secretary": "书记专题会议纪要",
    "standing": "常委会会议纪要",
    "joint": "组办联审会议纪要",
}
"""What stands in red above the minutes, by kind of meeting; a group's minutes carry the group's name."""
BLANK_ROWS = 6

# 纪要 (domain.md §3.2-35) -----------------------------------------------------------------------------------


def minutes(name: str, held: Meeting, agenda: tuple[AgendaItem, ...], group: str, labels: Labels) -> Paper:
    """Minutes in the 纪要 format: when, where, who presided; the items with what was said; the decisions; who was there."""
    own = held.kind in ("group", "mobilisation", "feedback")
    issuer = group if own and group else OFFICE
    label = one_label(labels, "meeting_kind", held.kind)
    one = held.kind == "group" and group and "、" not in group
    mark = f"{group}组务会纪要" if one else MARKS.get(held.kind, f"{label}纪要")
    return Paper(
        name=name,
        title=held.title,
        layout=Layout.MINUTES,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        issuer_mark=mark,
        doc_number=held.minutes_number,
        body=tuple(_minutes(held, agenda, labels)),
        signed_by=(issuer,),
        signed_on=held.minuted_on or (held.at.date() if held.at else None),
        attendance=tuple(
            Attendance(role, "、".join(names_in(names)))
            for role, names in (
                ("出席", f"{held.chair}、{held.attendees}"),
                ("列席", held.observers),
                ("记录", held.recorder),
            )
            if names.strip("、 \n")
        ),
        copies_to=(held.copies_to,) if held.copies_to.strip() else (),
        printed_by=issuer,
        printed_on=held.minuted_on,
    )


def _minutes(held: Meeting, agenda: tuple[AgendaItem, ...], labels: Labels) -> Iterator[Block]:
    opening = joined(
        hours_text(held.at, held.ends_at),
        f"{held.chair}在{held.place}主持召开{held.title}"
        if held.chair and held.place
        else f"召开{held.title}",
    )
    yield Paragraph(ended(f"{opening}，现将会议情况纪要如下"))
    if held.absent.strip():
        yield Paragraph(ended(f"请假：{joined(*held.absent.splitlines(), by='；')}"))
    number = 0
    if agenda:
        number += 1
        yield Heading(1, f"{heading_number(1, number)}议题和研究意见")
        for place, item in enumerate(agenda, 1):
            who = f"（{item.reporter}汇报）" if item.reporter else ""
            yield Heading(2, f"{heading_number(2, place)}{item.topic}{who}")
            said = one_label(labels, "hearing_result", item.result)
            yield from paragraphs(ended(joined(said, item.opinion, by="。")) or "会议听取了汇报。")
    if held.discussion.strip():
        number += 1
        yield Heading(1, f"{heading_number(1, number)}研究情况")
        yield from text_blocks(held.discussion)
    decisions = tuple(ended(line.strip()) for line in held.conclusions.splitlines() if line.strip())
    if decisions:
        number += 1
        yield Heading(1, f"{heading_number(1, number)}议定事项")
        yield Bullets(decisions, numbered=True)


# 会议议程 and 签到 --------------------------------------------------------------------------------------------


def agenda_paper(
    held: Meeting, agenda: tuple[AgendaItem, ...], materials: tuple[MeetingMaterial, ...], labels: Labels
) -> Paper:
    """The agenda with the list of materials; the first sheet of every copy."""
    body: list[Block] = [
        KeyValues(
            tuple(
                (label, value)
                for label, value in (
                    ("时间", hours_text(held.at, held.ends_at)),
                    ("地点", held.place),
                    ("主持", held.chair),
                    ("出席", "、".join(names_in(held.attendees))),
                    ("列席", "、".join(names_in(held.observers))),
                )
                if value
            )
        )
    ]
    if agenda:
        columns = (
            Column("序号", 14, align=Align.CENTER),
            Column("议题", weight=2),
            Column("汇报人", 30, align=Align.CENTER),
            Column("时间", 24, align=Align.CENTER),
        )
        rows = tuple(
            (str(place), item.topic, item.reporter, count_text(item.minutes, "分钟"))
            for place, item in enumerate(agenda, 1)
        )
        body += [Heading(1, "一、议程"), Table(columns, rows)]
    if materials:
        listed = (
            Column("序号", 14, align=Align.CENTER),
            Column("材料名称", weight=2),
            Column("提供单位", 40),
            Column("密级", 24, align=Align.CENTER),
            Column("备注", 24),
        )
        named = tuple(
            (
                str(place),
                item.name,
                item.provided_by,
                one_label(labels, "secrecy", item.secrecy),
                "另附" if _left_apart(item) else "",
            )
            for place, item in enumerate(materials, 1)
        )
        body += [Heading(1, f"{'二' if agenda else '一'}、材料目录"), Table(listed, named)]
    return Paper(
        name="agenda",
        title=f"{held.title}\n议程",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        body=tuple(body),
    )


def apart(item: MeetingMaterial) -> bool:
    """Whether a material has no text of its own: it is files only."""
    return bool(item.attachments) and not item.report_id and not item.content.strip()


def _left_apart(item: MeetingMaterial) -> bool:
    """Whether a file of the material is not made of pages and so is handed out beside the copies."""
    return any(not bindable(ref.name) for ref in item.attachments)


def sign_in(held: Meeting, labels: Labels) -> Paper:
    """A sheet to be signed on arrival: those expected by name, some lines left free."""
    names = people_of(held)
    blank = ("",) * max(BLANK_ROWS, 12 - len(names))
    rows = tuple(
        (
            centred(str(place)),
            Cell(name, align=Align.CENTER, min_height_mm=10),
            Cell(""),
            Cell(""),
            Cell(""),
        )
        for place, name in enumerate((*names, *blank), 1)
    )
    return Paper(
        name="sign_in",
        title=f"{held.title}\n签到表",
        layout=Layout.FORM,
        subtitle=joined(moment_text(held.at), held.place, by="　"),
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        body=(
            Form(
                (label_row("序号", "姓名", "单位及职务", "签名", "到会时间"), *rows),
                (1.0, 2.2, 4.0, 2.6, 2.2),
            ),
        ),
    )


# Copies of the materials ----------------------------------------------------------------------------------


def distribution(
    held: Meeting, copies: tuple[Copy, ...], materials: tuple[MeetingMaterial, ...], labels: Labels
) -> Paper:
    """Who took which copy and who brought it back, each to be signed; what is still out says so."""
    listed = copies or tuple(Copy("", "", name, "", None, None, "") for name in people_of(held))
    rows = tuple(
        (
            centred(copy.number),
            Cell(copy.reader, align=Align.CENTER, min_height_mm=10),
            Cell(""),
            centred(short_day(copy.given_on)),
            centred(_back(copy)),
            centred(joined(short_day(copy.returned_on), copy.returned_to, by="\n")),
        )
        for copy in listed
    )
    out = sum(copy.open for copy in copies)
    said = f"共发{len(copies)}份，已收回{len(copies) - out}份，未收回{out}份。" if copies else "尚未制作。"
    names = "、".join(f"《{item.name}》" for item in materials)
    return Paper(
        name="distribution",
        title="会议材料发放和收回登记表",
        layout=Layout.FORM,
        subtitle=f"{held.title}　{moment_text(held.at)}",
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        body=(
            Form(
                (
                    (Cell("材料", label=True), Cell(names or "会议议程", span=5)),
                    label_row("份号", "领取人", "领取签字", "领取日期", "收回", "收回日期和经手人"),
                    *rows,
                ),
                (1.6, 2.0, 2.4, 2.2, 1.6, 3.0),
            ),
            sign_block(said, ("会务人员", ""), ("保密员", "")),
        ),
    )


def _back(copy: Copy) -> str:
    return {"out": "未收回", "returned": "已收回", "destroyed": "已销毁", "settled": "已核销"}.get(
        copy.state, ""
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_minutes(name: str, source: PaperSource, key: str) -> Paper:
    held = source.get(Meeting, key)
    group = "、".join(dict.fromkeys(source.get(Task, id).group_name for id in tasks_of(held)))
    return minutes(name, held, agenda_of(source, key), group, source.code_label)


def _build_agenda(source: PaperSource, key: str) -> Paper:
    shown = meeting_shown(source, key)
    return agenda_paper(shown.meeting, shown.agenda, shown.materials, source.code_label)


def _build_sign_in(source: PaperSource, key: str) -> Paper:
    return sign_in(source.get(Meeting, key), source.code_label)


def _build_distribution(source: PaperSource, key: str) -> Paper:
    held = source.get(Meeting, key)
    return distribution(held, copies_of(source, key), materials_of(source, key), source.code_label)


def _minutes_of(name: str) -> Callable[[PaperSource, str], Paper]:
    return lambda source, key: _build_minutes(name, source, key)


def _of_kind(*kinds: str) -> Callable[[Record], bool]:
    return lambda held: getattr(held, "kind", "") in kinds


def _other(held: Record) -> bool:
    return getattr(held, "kind", "") not in ("group", "leading", "secretary", "standing")


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("agenda", "会议议程", "meeting", _build_agenda),
    PaperSpec("sign_in", "会议签到表", "meeting", _build_sign_in),
    PaperSpec(
        "group_minutes", "组务会纪要", "meeting", _minutes_of("group_minutes"), row=35, fits=_of_kind("group")
    ),
    PaperSpec(
        "leading_minutes",
        "领导小组会纪要",
        "meeting",
        _minutes_of("leading_minutes"),
        fits=_of_kind("leading"),
    ),
    PaperSpec(
        "secretary_minutes",
        "书记专题会纪要",
        "meeting",
        _minutes_of("secretary_minutes"),
        fits=_of_kind("secretary", "standing"),
    ),
    PaperSpec("meeting_minutes", "会议纪要", "meeting", _minutes_of("meeting_minutes"), fits=_other),
    PaperSpec("distribution", "会议材料发放登记", "meeting", _build_distribution),
    *ITEM_PAPERS,
)
