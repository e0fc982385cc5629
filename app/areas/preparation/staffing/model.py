"""Record types: conditions and limits for staff, needs, service elsewhere, letters to home units, training.

Who serves in which task stands in preparation.model; nothing here decides about a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.areas.preparation.model import Member
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Sensitivity,
    choice,
    choices,
    day,
    files,
    flag,
    link,
    links,
    long_text,
    number,
    person,
    tenths,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition, Writer
from app.core.records import Record, record

GROUP = "人员与培训"


@record(
    "staff_condition",
    "巡察人员条件",
    area="preparation",
    sorting=(("position", False),),
    heading="{name}",
    icon="list-checks",
    action="code.edit",
    group=GROUP,
    purpose="选人时逐项核对的条件，可以增改停用",
)
class Condition(Record):
    """One condition that somebody must meet before being drawn."""

    position: int | None = number("序号", listed=True, section="条件")
    name: str = text("条件", required=True, search=True, listed=True, help="例如：近三年考核称职以上")
    content: str = long_text("具体要求", search=True)
    rule: str = choice(
        "核对办法",
        codes="condition_rule",
        default="manual",
        required=True,
        listed=True,
        help="选“人工核对”的由人填结果；其余由程序按人员库先判一次，人可以改",
    )
    value: int | None = number("数值", listed=True, help="年龄、年限等办法用到的数")
    decisive: bool = flag("不符合就不能抽调", default=True, listed=True)
    valid: bool = flag("启用", default=True, listed=True)


@record(
    "condition_check",
    "条件核查",
    area="preparation",
    heading="{name} {condition}",
    icon="user-check",
    group=GROUP,
    purpose="一个人一项条件的核查结果和依据，由人认定",
)
class ConditionCheck(Record):
    """What people decided about one condition of one person; it stands over what the program proposed."""

    person_id: str = link("人员", to="person", required=True, section="核查")
    condition_id: str = link("条件", to="staff_condition", required=True)
    name: str = person("姓名", required=True, search=True, listed=True)
    condition: str = text("核查条件", required=True, search=True, listed=True)
    result: str = choice("结果", codes="condition_result", required=True, listed=True)
    basis: str = text("依据", search=True, listed=True, help="看了什么材料、哪个部门反馈的")
    checked_on: date | None = day("核查日期", listed=True)
    checked_by: str = person("核查人", listed=True)


def _limit_shape(held: StaffLimit) -> Iterator[Problem]:
    if held.value is not None and held.value < 0:
        yield Problem("value", "“数值”不能小于0")


@record(
    "staff_limit",
    "人员管理参数",
    area="preparation",
    heading="{name}",
    icon="settings",
    action="code.edit",
    group=GROUP,
    by_program=True,
    checks=(_limit_shape,),
    purpose="连续轮次、间隔年限、选配权重、评优比例等默认数值，按本地规定修改",
)
class StaffLimit(Record):
    """One figure of the local rules, used under its code."""

    code: str = text("内部代码", required=True, readonly=True, inner=True)
    name: str = text("参数", required=True, search=True, listed=True, readonly=True)
    value: int | None = number("数值", required=True, listed=True)
    unit: str = text("单位", listed=True, readonly=True)
    note: str = text("说明", listed=True)


@record(
    "staff_need",
    "用人需求",
    area="preparation",
    heading="{duty} {count}人",
    icon="users",
    action="preparation.write",
    group=GROUP,
    purpose="一个任务缺什么职务、什么专长、几个人",
)
class StaffNeed(Record):
    """One kind of person that a task needs."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="需求")
    role: str = choice("组内职务", codes="group_role", default="member", required=True, listed=True)
    duty: str = text("岗位或分工", required=True, search=True, listed=True, help="例如：财务审计、谈话外调")
    skills: tuple[str, ...] = choices("需要的专长", codes="skill", listed=True)
    count: int | None = number("人数", default=1, unit="人", required=True, listed=True)
    note: str = text("其他要求")


def _spell_dates(held: ServiceSpell) -> Iterator[Problem]:
    if held.started_on and held.ended_on and held.ended_on < held.started_on:
        yield Problem("ended_on", "“结束日期”早于“开始日期”")


@record(
    "service_spell",
    "以往巡察经历",
    area="preparation",
    heading="{name} {round_name}",
    icon="history",
    group=GROUP,
    checks=(_spell_dates,),
    purpose="本库建立以前参加过的巡察，供轮岗和抽调人次统计",
)
class ServiceSpell(Record):
    """One round served before this vault knew of it; rounds run in this vault are read from the members."""

    person_id: str = link("人员", to="person", required=True, section="经历")
    name: str = person("姓名", required=True, search=True, listed=True)
    year: int | None = number("年度", required=True, listed=True)
    round_name: str = text("轮次", required=True, search=True, listed=True)
    group_name: str = text("巡察组", search=True, listed=True)
    post: str = choice("组内职务", codes="group_role", default="member", listed=True)
    unit_name: str = text("被巡察党组织", search=True, listed=True)
    home_unit: str = text("派出单位", search=True, listed=True)
    started_on: date | None = day("开始日期")
    ended_on: date | None = day("结束日期")
    appraisal: str = text("考评结果")


def _number_members(held: DrawLetter, writer: Writer, _said: str) -> None:
    for id in held.member_ids:
        member = writer.get(Member, id)
        if member.letter != held.doc_number:
            writer.save(replace(member, letter=held.doc_number))


@record(
    "draw_letter",
    "抽调函",
    area="preparation",
    heading="{home_unit}抽调函",
    icon="send",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟稿", "draft"),
            State("sent", "已发出", locked=True),
            State("agreed", "已回复同意", "done", locked=True),
            State("refused", "回复不同意", "back"),
        ),
        transitions=(
            Transition(
                "send",
                "发出",
                ("draft", "refused"),
                "sent",
                "preparation.write",
                needs=("sent_on", "doc_number"),
                effects=(_number_members,),
            ),
            Transition("agree", "对方同意", ("sent",), "agreed", "preparation.write"),
            Transition("refuse", "对方不同意", ("sent",), "refused", "preparation.write", reason=True),
            Transition("reopen", "改正", ("sent", "agreed"), "draft", "preparation.write", reason=True),
        ),
    ),
    purpose="一轮一个派出单位一份：抽调谁、做什么、起止、何时回复",
)
class DrawLetter(Record):
    """The letter that asks one home unit for its people."""

    round_id: str = link("轮次", to="round", required=True, listed=True, section="抽调函")
    home_unit: str = text(
        "派出单位", required=True, search=True, listed=True, help="函的主送单位，用规范全称"
    )
    member_ids: tuple[str, ...] = links("抽调人员", to="member", required=True)
    people: str = text("人员", listed=True, search=True, help="姓名用顿号隔开")
    starts_on: date | None = day("起", listed=True)
    ends_on: date | None = day("止", listed=True)
    doc_number: str = text("文号", search=True, listed=True)
    sent_on: date | None = day("发函日期", listed=True)
    reply_by: date | None = day("请于何日前回复")
    issuer: str = text("发函机关", help="文书落款，例如：县委巡察工作领导小组办公室")
    contact: str = text("联系人和电话", sensitivity=Sensitivity.GUARDED)
    attachments: tuple[FileRef, ...] = files("回函")


def _somebody_came(held: TrainingCourse, reader: Reader) -> str | None:
    rows = reader.find(TrainingAttendance, course_id=held.id)
    if not rows:
        return "还没有列入参训人员"
    return None if any(row.present for row in rows) else "还没有登记谁到训"


def _scored(held: TrainingCourse, reader: Reader) -> str | None:
    if not held.examined:
        return None
    rows = reader.find(TrainingAttendance, course_id=held.id)
    silent = [row.name for row in rows if row.present and row.score is None]
    return f"还没有成绩：{'、'.join(silent)}" if silent else None


@record(
    "training_course",
    "培训场次",
    area="preparation",
    heading="{name} {held_on}",
    icon="book-open",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(State("planned", "已安排", "draft"), State("held", "已举办", "done")),
        transitions=(
            Transition(
                "hold",
                "登记办结",
                ("planned",),
                "held",
                "preparation.write",
                needs=("held_on",),
                rules=(_somebody_came, _scored),
            ),
            Transition("reopen", "改正", ("held",), "planned", "preparation.write", reason=True),
        ),
    ),
    purpose="培训清单：一课一场一条，签到和成绩在“培训签到”页登记",
)
class TrainingCourse(Record):
    """One session of one course."""

    round_id: str = link("轮次", to="round", listed=True, section="课程")
    name: str = text("课程", required=True, search=True, listed=True)
    kind: str = choice("类别", codes="training_kind", default="duty", listed=True)
    turn: str = text("场次", listed=True, help="同一课程分几场的，写第几场")
    held_on: date | None = day("日期", listed=True)
    hours: int | None = tenths("学时", listed=True, unit="学时")
    place: str = text("地点")
    teacher: str = text("授课人", search=True, listed=True)
    audience: str = text("培训对象", help="例如：全体组员、新抽调人员、联络员")
    outline: str = long_text("培训内容", search=True, section="内容和考试")
    examined: bool = flag("有考试", listed=True)
    full: int | None = tenths("满分", default=1000, show_if=("examined", ("1",)))
    pass_mark: int | None = tenths("及格分", default=600, show_if=("examined", ("1",)))
    attachments: tuple[FileRef, ...] = files("课件、试卷和照片")


@record(
    "training_attendance",
    "参训记录",
    area="preparation",
    heading="{name}",
    icon="user-check",
    group=GROUP,
    by_program=True,
    purpose="一人一场：是否到训、成绩、补训；在“培训签到”页登记",
)
class TrainingAttendance(Record):
    """One person at one session."""

    course_id: str = link("培训场次", to="training_course", required=True, listed=True)
    person_id: str = link("人员", to="person")
    name: str = person("姓名", required=True, search=True, listed=True)
    employer: str = text("单位", listed=True)
    group_name: str = text("巡察组", listed=True)
    present: bool = flag("到训", listed=True)
    score: int | None = tenths("成绩", listed=True)
    made_up_on: date | None = day("补训日期", listed=True)
    note: str = text("缺训原因或备注", listed=True)


TYPES: tuple[type[Record], ...] = (
    StaffNeed,
    DrawLetter,
    TrainingCourse,
    TrainingAttendance,
    Condition,
    ConditionCheck,
    ServiceSpell,
    StaffLimit,
)
