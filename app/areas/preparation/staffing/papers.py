"""Papers: 组员名单, 抽调函, 涉密载体领用登记, and 培训清单 with its 签到和成绩. They read records and write nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.model import Person, Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    count_text,
    day_text,
    days_text,
    joined,
    lines,
    one_label,
    pair_rows,
    paragraphs,
    secrecy_of,
    short_day,
    sign_block,
)
from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.staffing.conditions import passed
from app.areas.preparation.staffing.model import DrawLetter, TrainingAttendance, TrainingCourse
from app.areas.preparation.staffing.training import attendance_text
from app.areas.secrecy.model import Carrier
from app.core.errors import KnownError
from app.core.points import short_points
from app.documents.paper import Align, Block, Column, Form, Heading, Layout, Paper, Paragraph, Table

_CENTER = Align.CENTER
RECUSAL_WORDS = {
    "clear": "无须回避",
    "recused": "决定回避",
    "declared": "已申报待审定",
    "seen": "组长已阅待审定",
}


@dataclass(frozen=True)
class Drawn:
    """One member with what the pool and the declaration say of them; person None when they are not in the pool."""

    member: Member
    task: Task
    person: Person | None
    recusal: Recusal | None


# 组员名单 (domain.md §3.1-3) --------------------------------------------------------------------------------


def member_list(people: Sequence[Drawn], heading: str, secrecy: str, labels: Labels) -> Paper:
    """Everybody of one or several groups, with origin, speciality, term and the result of the recusal check."""
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("姓名", 18, align=_CENTER),
        Column("性别", 12, align=_CENTER),
        Column("政治面貌", 20, align=_CENTER),
        Column("单位职务", weight=1.3),
        Column("专长", weight=0.8),
        Column("组别和职务", 34),
        Column("分工", 24),
        Column("起止", 26, align=_CENTER),
        Column("回避核查", 22, align=_CENTER),
    )
    rows = tuple(_drawn_row(place, held, labels) for place, held in enumerate(people, 1))
    count = len({held.member.person_id or held.member.name for held in people})
    said = f"共{count}人。" if people else "还没有组员。"
    return Paper(
        name="member_list",
        title="巡察组组员名单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        subtitle=heading,
        body=(Table(columns, rows), sign_block(said, ("巡察办", ""), ("组织部门", ""))),
        landscape=True,
    )


def _drawn_row(place: int, held: Drawn, labels: Labels) -> tuple[str, ...]:
    member, person = held.member, held.person
    return (
        str(place),
        member.name,
        one_label(labels, "gender", person.gender) if person else "",
        one_label(labels, "politics", person.politics) if person else "",
        " ".join(part for part in (person.employer, person.post) if part) if person else member.home_unit,
        all_labels(labels, "skill", person.skills) if person else "",
        lines(held.task.group_name, one_label(labels, "group_role", member.role)),
        member.duty,
        _term(member, held.task),
        _recusal_text(held.recusal, labels),
    )


def _term(member: Member, task: Task) -> str:
    return lines(short_day(member.joined_on or task.stay_from), short_day(member.left_on or task.stay_to))


def _recusal_text(held: Recusal | None, labels: Labels) -> str:
    if held is None:
        return "未申报"
    kind = one_label(labels, "recusal_kind", held.kind) if held.has_relation else ""
    return lines(RECUSAL_WORDS.get(held.state, held.state), kind)


# 抽调函 (§3.1-3) -------------------------------------------------------------------------------------------


def draw_letter(held: DrawLetter, round_: Round, people: Sequence[Drawn], labels: Labels) -> Paper:
    """What a home unit is asked: whom, for what, from when to when, until when to answer."""
    span = days_text(held.starts_on, held.ends_on)
    opening = joined(
        f"根据{round_.name}工作安排",
        f"经研究，拟从你单位抽调{held.people or '下列人员'}{f'等{len(people)}名同志' if len(people) > 2 else ''}参加巡察工作",
        f"时间为{span}" if span else "",
    )
    columns = (
        Column("姓名", 20, align=_CENTER),
        Column("性别", 13, align=_CENTER),
        Column("政治面貌", 22, align=_CENTER),
        Column("单位职务", weight=1.2),
        Column("专长", weight=0.8),
        Column("巡察组和职务", 36),
    )
    rows = tuple(
        (
            each.member.name,
            one_label(labels, "gender", each.person.gender) if each.person else "",
            one_label(labels, "politics", each.person.politics) if each.person else "",
            " ".join(part for part in (each.person.employer, each.person.post) if part)
            if each.person
            else "",
            all_labels(labels, "skill", each.person.skills) if each.person else "",
            lines(each.task.group_name, one_label(labels, "group_role", each.member.role)),
        )
        for each in people
    )
    answer = f"请于{day_text(held.reply_by)}前函复" if held.reply_by else "请尽快函复"
    closing = (
        "抽调期间，抽调人员与原岗位工作脱钩，由巡察组统一管理，工资关系和待遇不变；"
        "巡察结束后回原单位工作，考评结果函告你单位。"
    )
    ask = f"请核对上述人员有无应当回避的情形、是否处在处分影响期，{answer}。"
    body: list[Block] = [Paragraph(f"{opening}。人员名单如下。"), Table(columns, rows)]
    body += [Paragraph(closing), Paragraph(ask)]
    if held.contact.strip():
        body.append(Paragraph(f"联系人和电话：{held.contact.strip()}。"))
    issuer = held.issuer or "县委巡察工作领导小组办公室"
    return Paper(
        name="draw_letter",
        title=f"关于抽调人员参加{round_.name}的函",
        layout=Layout.LETTER,
        issuer_mark=issuer,
        secrecy=secrecy_of(labels, round_.secrecy),
        doc_number=held.doc_number,
        addressee=held.home_unit,
        body=tuple(body),
        signed_by=(issuer,),
        signed_on=held.sent_on,
        sealed=True,
    )


# 涉密设备和介质领用登记 (§3.1-6) ------------------------------------------------------------------------------


def carrier_register(carriers: Sequence[Carrier], heading: str, secrecy: str, labels: Labels) -> Paper:
    """Every device and medium with its hardware numbers, when it was taken and given back, and both signatures."""
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("名称及型号", weight=1),
        Column("类型", 22, align=_CENTER),
        Column("编号", 30),
        Column("密级", 16, align=_CENTER),
        Column("硬件号", weight=1.1),
        Column("领用时间", 24, align=_CENTER),
        Column("领用人签字", 26),
        Column("归还时间", 24, align=_CENTER),
        Column("接收人签字", 26),
    )
    rows = tuple(
        (
            str(place),
            lines(held.name, held.brand),
            one_label(labels, "carrier_kind", held.kind),
            lines(held.carrier_number, f"{count_text(held.copies, '份')}{count_text(held.sheets, '页')}"),
            one_label(labels, "secrecy", held.secrecy),
            lines(
                f"序列号 {held.serial_number}" if held.serial_number else "",
                f"硬盘 {held.disk_number}" if held.disk_number else "",
                f"出厂号 {held.factory_number}" if held.factory_number else "",
            ),
            short_day(held.issued_on),
            held.holder,
            short_day(held.returned_on),
            held.returned_to,
        )
        for place, held in enumerate(carriers, 1)
    )
    blank = tuple(("",) * len(columns) for _ in range(max(0, 8 - len(rows))))
    rule = "领用人负责保管，不外借、不联网、不带出规定场所；离组时全部交还并核验清除。"
    return Paper(
        name="carrier_register",
        title="涉密设备和介质领用登记表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        subtitle=heading,
        body=(Table(columns, (*rows, *blank)), sign_block(rule, ("保密员", ""), ("组长", ""))),
        landscape=True,
    )


# 培训清单、签到和成绩 (§3.1-17) -----------------------------------------------------------------------------


def training_list(round_: Round, courses: Sequence[tuple[TrainingCourse, str]], labels: Labels) -> Paper:
    """Every session of a round's training with how many came; `courses` go with the sum of their attendance."""
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("课程", weight=1.2),
        Column("类别", 24, align=_CENTER),
        Column("日期", 24, align=_CENTER),
        Column("学时", 14, align=_CENTER),
        Column("地点", 30),
        Column("授课人", 22, align=_CENTER),
        Column("对象", weight=0.7),
        Column("到训和考试", weight=1.2),
    )
    rows = tuple(
        (
            str(place),
            joined(held.name, held.turn, by="\n"),
            one_label(labels, "training_kind", held.kind),
            short_day(held.held_on),
            short_points(held.hours) if held.hours is not None else "",
            held.place,
            held.teacher,
            held.audience,
            said,
        )
        for place, (held, said) in enumerate(courses, 1)
    )
    hours = sum(held.hours or 0 for held, _ in courses)
    total = f"共{len(courses)}场，{short_points(hours)}学时。" if courses else "还没有安排培训。"
    return Paper(
        name="training_list",
        title="巡察培训清单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, round_.secrecy),
        subtitle=round_.name,
        body=(Table(columns, rows), sign_block(total, ("巡察办", ""))),
        landscape=True,
    )


def training_sheet(
    held: TrainingCourse, rows: Sequence[TrainingAttendance], labels: Labels, secrecy: str = ""
) -> Paper:
    """签到 and 成绩 of one session; before it is held, a sheet to be signed by hand. secrecy: 密级 of its round."""
    head = pair_rows(
        ("课程", joined(held.name, held.turn, by=" ")),
        ("类别", one_label(labels, "training_kind", held.kind)),
        ("日期", day_text(held.held_on)),
        ("学时", short_points(held.hours) if held.hours is not None else ""),
        ("地点", held.place),
        ("授课人", held.teacher),
        *(("培训对象", held.audience),) * bool(held.audience),
    )
    result = (Column("成绩", 16, align=_CENTER), Column("结果", 20, align=_CENTER)) if held.examined else ()
    columns = (
        Column("序号", 14, align=_CENTER),
        Column("姓名", 20, align=_CENTER),
        Column("单位", weight=1),
        Column("巡察组", 30),
        Column("签到", 14 if held.examined else 24, align=_CENTER),
        *result,
        Column("备注", 20),
    )
    table = tuple(_attendance_row(place, held, row) for place, row in enumerate(rows, 1))
    outline = paragraphs(held.outline)
    body: list[Block] = [Form(head, FORM_COLUMNS)]
    if outline:
        body += [
            Heading(1, "一、培训内容"),
            *outline,
            Heading(1, "二、签到和成绩" if held.examined else "二、签到"),
        ]
    body += [Table(columns, table), sign_block(f"{attendance_text(held, tuple(rows))}。", ("登记人", ""))]
    return Paper(
        name="training_sheet",
        title="培训签到和成绩表" if held.examined else "培训签到表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        body=tuple(body),
    )


def _attendance_row(place: int, course: TrainingCourse, row: TrainingAttendance) -> tuple[str, ...]:
    done = course.state == "held"
    came = (
        "到"
        if row.present
        else f"补训{short_day(row.made_up_on)}"
        if row.made_up_on
        else "缺"
        if done
        else ""
    )
    score = short_points(row.score) if row.score is not None else ""
    verdict = ("合格" if passed(course, row) else "不合格") if row.score is not None else ""
    result = (score, verdict) if course.examined else ()
    return (str(place), row.name, row.employer, row.group_name, came, *result, row.note)


# From the vault -------------------------------------------------------------------------------------------


def drawn_of(source: PaperSource, task: Task) -> tuple[Drawn, ...]:
    """The members of a task who have not left, leader first."""
    order = ("leader", "deputy", "liaison")
    members = [held for held in source.find(Member, task_id=task.id) if held.state != "left"]
    members.sort(key=lambda held: order.index(held.role) if held.role in order else len(order))
    return tuple(_drawn(source, member, task) for member in members)


def _drawn(source: PaperSource, member: Member, task: Task) -> Drawn:
    declared = [
        held
        for held in source.find(Recusal, task_id=task.id)
        if (held.person_id or held.name) in (member.person_id, member.name)
    ]
    return Drawn(member, task, _person(source, member.person_id), declared[-1] if declared else None)


def _person(source: PaperSource, id: str) -> Person | None:
    try:
        return source.get(Person, id) if id else None
    except KnownError:
        return None


def _build_task_list(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    heading = f"{task.group_name}　{source.get(Unit, task.unit_id).name}"
    return member_list(drawn_of(source, task), heading, task.secrecy, source.code_label)


def _build_round_list(source: PaperSource, key: str) -> Paper:
    held = source.get(Round, key)
    people = [each for task in source.find(Task, round_id=key) for each in drawn_of(source, task)]
    return member_list(people, held.name, held.secrecy, source.code_label)


def _build_letter(source: PaperSource, key: str) -> Paper:
    held = source.get(DrawLetter, key)
    members = [source.get(Member, id) for id in held.member_ids]
    people = [_drawn(source, member, source.get(Task, member.task_id)) for member in members]
    return draw_letter(held, source.get(Round, held.round_id), people, source.code_label)


def _build_register(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    carriers = source.find(Carrier, task_id=key)
    return carrier_register(carriers, task.group_name, task.secrecy, source.code_label)


def _build_training_list(source: PaperSource, key: str) -> Paper:
    courses = sorted(source.find(TrainingCourse, round_id=key), key=lambda held: held.held_on or date.max)
    pairs = [(held, attendance_text(held, _rows(source, held))) for held in courses]
    return training_list(source.get(Round, key), pairs, source.code_label)


def _build_training_sheet(source: PaperSource, key: str) -> Paper:
    held = source.get(TrainingCourse, key)
    grade = source.get(Round, held.round_id).secrecy if held.round_id else ""
    return training_sheet(held, _rows(source, held), source.code_label, grade)


def _rows(source: PaperSource, held: TrainingCourse) -> tuple[TrainingAttendance, ...]:
    return source.find(TrainingAttendance, course_id=held.id)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("member_list", "组员名单", "task", _build_task_list, row=3),
    PaperSpec("member_list", "组员名单（全轮）", "round", _build_round_list, row=3),
    PaperSpec("draw_letter", "抽调函", "draw_letter", _build_letter, row=3),
    PaperSpec("carrier_register", "涉密设备和介质领用登记表", "task", _build_register, row=6),
    PaperSpec("training_list", "培训清单", "round", _build_training_list, row=17),
    PaperSpec("training_sheet", "培训签到和成绩表", "training_course", _build_training_sheet, row=17),
)
