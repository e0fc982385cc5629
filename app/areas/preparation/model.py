"""Record types of preparation: the round, its tasks (group × unit), members.

It must not know what is found on site; later areas link back to the task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from app.areas.preparation.declarations import Pledge, Recusal
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    choice,
    choices,
    day,
    files,
    flag,
    link,
    long_text,
    number,
    person,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record


def _round_dates(held: Round) -> Iterator[Problem]:
    if held.starts_on and held.ends_on and held.ends_on < held.starts_on:
        yield Problem("ends_on", "“结束日期”早于“开始日期”")


def _tasks_past(*early: str) -> Callable[[Round, Reader], str | None]:
    """A rule that no task of the round is in one of these states."""

    def rule(held: Round, reader: Reader) -> str | None:
        tasks = reader.find(Task, round_id=held.id)
        left = [f"{t.name}（{t.TYPE.lifecycle.state(t.state).label}）" for t in tasks if t.state in early]
        return (
            f"还有任务没有走到这一步：{'、'.join(left[:6])}{'等' if len(left) > 6 else ''}" if left else None
        )

    return rule


ROUND = Lifecycle(
    states=(
        State("preparing", "筹备", "draft"),
        State("running", "进行中"),
        State("following", "整改督查"),
        State("closed", "已办结", "done", locked=True),
    ),
    transitions=(
        Transition(
            "start",
            "启动",
            ("preparing",),
            "running",
            "preparation.write",
            needs=("approved_on", "starts_on"),
        ),
        Transition(
            "follow",
            "转入整改督查",
            ("running",),
            "following",
            "preparation.write",
            rules=(_tasks_past("preparing", "onsite", "reporting"),),
        ),
        Transition(
            "close",
            "办结",
            ("following",),
            "closed",
            "report.approve",
            rules=(_tasks_past("preparing", "onsite", "reporting", "feedback", "rectifying"),),
            confirm="办结后本轮次不再修改，确定？",
        ),
        Transition("reopen", "重新打开", ("closed",), "following", "report.approve", reason=True),
    ),
)


@record(
    "round",
    "轮次",
    area="preparation",
    heading="{name}",
    icon="calendar",
    action="preparation.write",
    lifecycle=ROUND,
    checks=(_round_dates,),
    purpose="一轮巡察的总安排：对象、重点、起止、整改期限",
)
class Round(Record):
    """One round (轮次) of inspection."""

    name: str = text(
        "轮次名称", required=True, search=True, listed=True, section="轮次", help="例如：十五届县委第三轮巡察"
    )
    term: str = text("届次", help="例如：十五届县委")
    ordinal: str = text("轮次", listed=True, help="写汉字数字，用在底稿编号里，例如：三")
    year: int | None = number("年度", listed=True)
    kinds: tuple[str, ...] = choices("巡察类型", codes="inspection_kind", listed=True)
    scheme: str = choice(
        "问题分类方案",
        codes="focus_scheme",
        default="four_focus",
        help="本轮的问题按哪一套聚焦分类；旧方案的记录仍然可读",
    )
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    starts_on: date | None = day("开始日期", listed=True, section="安排")
    ends_on: date | None = day("结束日期", listed=True)
    approved_on: date | None = day("方案批准日期", help="党委或领导小组批准工作方案的日期")
    approved_by: str = text("批准机关")
    basis: str = text("授权依据", help="授权任职及任务分工决定的名称和文号，一次一授权")
    goals: str = long_text("总体要求", search=True, section="方案")
    emphasis: str = long_text("监督重点", search=True, help="一行一条")
    arrangement: str = long_text("时间安排与分工", search=True)
    rectification_months: int | None = number(
        "集中整改期",
        unit="个月",
        section="期限",
        help="市县通常为3个月，也有6个月的，以本轮方案为准；这一节空着的，按期限规则",
    )
    plan_workdays: int | None = number("整改方案报送", unit="个工作日")
    meeting_months: int | None = number("专题民主生活会", unit="个月")
    clue_months: int | None = number("线索办理反馈", unit="个月")
    attachments: tuple[FileRef, ...] = files("方案与批复", section="附件")
    note: str = long_text("备注")
    plan_id: str = link("巡察规划", to="plan", section="轮次", help="本轮属于哪个任期规划")
    theme: str = text("专项主题", section="轮次", help="专项巡察填写，与“监督重点库”里的专项主题一致")
    filed_on: date | None = day(
        "报上级备案日期", section="安排", help="对象、分工和方案报上级巡察机构备案的日期"
    )
    plan_number: str = text("方案文号", section="安排", help="印在轮次工作方案上；可用“编文号”按文号格式取")
    decision_number: str = text(
        "分工决定文号", section="安排", help="印在任务分工决定上；留空的，从授权依据里找"
    )


def _task_dates(held: Task) -> Iterator[Problem]:
    if held.stay_from and held.stay_to and held.stay_to < held.stay_from:
        yield Problem("stay_to", "“离点日期”早于“进驻日期”")
    if held.stay_to and held.petition_until and held.petition_until > held.stay_to:
        yield Problem("petition_until", "“信访受理截止”晚于“离点日期”")
    if held.stay_to and held.feedback_on and held.feedback_on < held.stay_to:
        yield Problem("feedback_on", "“反馈日期”早于“离点日期”")


def _members_declared(task: Task, reader: Reader) -> str | None:
    members = reader.find(Member, task_id=task.id)
    if not members:
        return "还没有登记组员"
    declared = {held.name for held in reader.find(Recusal, task_id=task.id)}
    missing = [member.name for member in members if member.name not in declared]
    return f"还没有回避申报：{'、'.join(missing)}" if missing else None


def _pledged(task: Task, reader: Reader) -> str | None:
    serving = {held.name for held in reader.find(Member, task_id=task.id) if held.state != "left"}
    signed = {held.name for held in reader.find(Pledge, task_id=task.id) if held.state == "signed"}
    left = sorted(serving - signed)
    return f"还没有签保密承诺：{'、'.join(left)}" if left else None


def _recusals_settled(task: Task, reader: Reader) -> str | None:
    held = reader.find(Recusal, task_id=task.id)
    open_ones = [item.name for item in held if item.state not in ("clear", "recused")]
    return f"回避申报还没有审定：{'、'.join(open_ones)}" if open_ones else None


def _recused_not_member(task: Task, reader: Reader) -> str | None:
    out = {item.name for item in reader.find(Recusal, task_id=task.id) if item.state == "recused"}
    still = [m.name for m in reader.find(Member, task_id=task.id) if m.name in out and m.state != "left"]
    return f"已决定回避的人员仍在组内：{'、'.join(still)}" if still else None


TASK = Lifecycle(
    states=(
        State("preparing", "巡前准备", "draft"),
        State("onsite", "进驻了解"),
        State("reporting", "汇报报告"),
        State("feedback", "反馈移交"),
        State("rectifying", "整改督查"),
        State("closed", "已归档", "done", locked=True),
    ),
    transitions=(
        Transition(
            "enter",
            "进驻",
            ("preparing",),
            "onsite",
            "preparation.write",
            needs=("stay_from", "leader"),
            rules=(_members_declared, _recusals_settled, _recused_not_member, _pledged),
        ),
        Transition("leave", "撤点", ("onsite",), "reporting", "preparation.write", needs=("stay_to",)),
        Transition(
            "give_feedback", "已反馈", ("reporting",), "feedback", "preparation.write", needs=("feedback_on",)
        ),
        Transition("rectify", "进入整改", ("feedback",), "rectifying", "preparation.write"),
        Transition(
            "close",
            "归档",
            ("feedback", "rectifying"),
            "closed",
            "report.approve",
            confirm="归档后本任务不再修改，确定？",
        ),
        Transition("reopen", "重新打开", ("closed",), "rectifying", "report.approve", reason=True),
    ),
)


@record(
    "task",
    "巡察任务",
    area="preparation",
    heading="{name}",
    icon="briefcase",
    action="preparation.write",
    lifecycle=TASK,
    checks=(_task_dates,),
    purpose="一个巡察组对一个被巡察党组织的任务，是其他记录的归属",
)
class Task(Record):
    """One group's inspection of one unit; every later record belongs to a task."""

    name: str = text(
        "任务名称",
        required=True,
        search=True,
        listed=True,
        section="任务",
        help="例如：第一巡察组巡察县民政局党组",
    )
    round_id: str = link("轮次", to="round", required=True, listed=True)
    unit_id: str = link("被巡察党组织", to="unit", required=True, listed=True)
    group_name: str = text("巡察组名称", required=True, listed=True, help="文书落款用，例如：县委第一巡察组")
    group_ordinal: str = text("组别", default="一", help="写汉字数字，用在底稿编号里，例如：一")
    kinds: tuple[str, ...] = choices("巡察类型", codes="inspection_kind")
    extended: str = long_text("延伸巡察对象", help="一行一个下属单位或村（社区）")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    leader: str = person("组长", listed=True, section="巡察组")
    deputies: str = text("副组长", help="几人用顿号隔开")
    liaison: str = person("联络员")
    authorised_on: date | None = day("授权日期")
    authorised_until: date | None = day("授权截止")
    hotline: str = text("值班电话", section="联系方式", help="写进公告的受理电话和时段")
    mailbox: str = text("联系信箱", help="邮政信箱、意见箱位置、电子邮箱")
    office: str = text("办公地点")
    mobilised_on: date | None = day("动员会日期", section="日程")
    stay_from: date | None = day("进驻日期", listed=True)
    stay_to: date | None = day("离点日期", listed=True)
    petition_until: date | None = day("信访受理截止", help="通常在离点之前若干天")
    report_due: date | None = day("报告提交期限")
    reported_on: date | None = day("听取汇报日期", help="书记专题会或常委会听取本任务汇报的日期")
    feedback_on: date | None = day("反馈日期", listed=True)
    feedback_by: str = person("反馈人")
    plan_due: date | None = day("整改方案期限")
    rectification_due: date | None = day("集中整改截止", listed=True)
    emphasis: str = long_text("监督重点", search=True, section="方案", help="“一单位一清单”，一行一条")
    approach: str = long_text("工作方式与分工", search=True)
    documents_read: int | None = number("查阅资料", unit="份", section="工作量")
    notices_posted: int | None = number("张贴公告", unit="份")
    meetings_held: int | None = number("座谈会", unit="次")
    questionnaires: int | None = number("回收问卷", unit="份")
    disclosures_checked: int | None = number("个人有关事项抽查", unit="人")
    attachments: tuple[FileRef, ...] = files("方案、通知与公告", section="附件")
    note: str = long_text("备注")
    theme: str = text("专项主题", section="方案", help="专项巡察填写；留空随本轮")
    earlier_task_id: str = link(
        "回头看的原任务", to="task", section="任务", help="“回头看”填写，逐条核查原来的反馈问题"
    )
    web_link: str = text("网上反映入口", section="联系方式", help="网址，公告上印成二维码；没有的留空")  # fmt: skip
    feedback_exception: str = long_text(
        "不作双反馈的理由",
        section="日程",
        help="对主要负责人、对领导班子分别反馈；按规定不必双反馈的（例如村、社区），写明理由和批准人",
    )
    plan_approved_on: date | None = day("工作方案批准日期", section="方案")
    plan_approved_by: str = text("方案批准机关", section="方案", help="报领导小组批准并备案")
    notice_sent_on: date | None = day("进驻通知发出日期", section="日程")
    notice_receipt_by: str = person("通知签收人", section="日程")
    notice_receipt_on: date | None = day("通知签收日期", section="日程")
    notice_number: str = text("进驻通知文号", section="日程", help="可用“编文号”按文号格式取")


def _member_dates(held: Member) -> Iterator[Problem]:
    if held.joined_on and held.left_on and held.left_on < held.joined_on:
        yield Problem("left_on", "“离组日期”早于“到组日期”")


@record(
    "member",
    "组员",
    area="preparation",
    heading="{name} {duty}",
    icon="users",
    action="preparation.write",
    checks=(_member_dates,),
    lifecycle=Lifecycle(
        states=(State("named", "拟任", "draft"), State("serving", "在组"), State("left", "已离组", "done")),
        transitions=(
            Transition("join", "到组", ("named",), "serving", "preparation.write", needs=("joined_on",)),
            Transition("leave", "离组", ("named", "serving"), "left", "preparation.write", reason=True),
            Transition("return", "重新到组", ("left",), "serving", "preparation.write", reason=True),
        ),
    ),
    purpose="谁在哪个任务里担任什么，起止时间",
)
class Member(Record):
    """One person in one task."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="组员")
    person_id: str = link("人才库人员", to="person")
    name: str = person("姓名", required=True, search=True, listed=True)
    role: str = choice("组内职务", codes="group_role", default="member", required=True, listed=True)
    duty: str = text("分工", search=True, listed=True, help="例如：谈话组、资料组、信访组、综合组")
    joined_on: date | None = day("到组日期", listed=True)
    left_on: date | None = day("离组日期", listed=True)
    letter: str = text("抽调函文号")
    handed_over: bool = flag("工作已交接", section="离组", help="资料、载体、账号都已移交")
    appraisal: str = long_text("表现评价")
    draw_kind: str = choice("来源", codes="draw_kind", default="drawn", section="抽调")
    home_unit: str = text("派出单位", search=True, help="抽调函发给谁；留空按人员库的工作单位")
    chosen_why: str = long_text("选配理由", help="按选配建议产生的，自动写明理由")


TYPES: tuple[type[Record], ...] = (Round, Task, Member, Recusal, Pledge)
