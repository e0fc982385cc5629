"""Record types: how the group shows itself (announcement, letter box, hotline), meetings it hears, checks of disclosures.

Village work and the vocabulary of methods stand in methods.py; who called is guarded, and a protected caller has no name here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.areas.fieldwork.presence.methods import GROUP as GROUP
from app.areas.fieldwork.presence.methods import ExtensionMinimum as ExtensionMinimum
from app.areas.fieldwork.presence.methods import ExtensionTarget as ExtensionTarget
from app.areas.fieldwork.presence.methods import Method as Method
from app.areas.fieldwork.presence.methods import MethodList as MethodList
from app.areas.fieldwork.presence.methods import MethodUse as MethodUse
from app.areas.fieldwork.presence.methods import WeeklyReport as WeeklyReport
from app.areas.preparation.model import Task
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Sensitivity,
    choice,
    day,
    files,
    flag,
    link,
    links,
    long_text,
    moment,
    number,
    person,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition, named
from app.core.records import Record, record

OPEN_GROUP = "公告与受理"

# Announcement ---------------------------------------------------------------------------------------------


@record(
    "announcement_post",
    "公告张贴",
    area="fieldwork",
    heading="{place}",
    icon="map-pin",
    group=OPEN_GROUP,
    lifecycle=Lifecycle(
        states=(State("up", "张贴中"), State("down", "已撤下", "done", locked=True)),
        transitions=(
            Transition("take_down", "撤下", ("up",), "down", needs=("taken_down_on", "taken_down_by")),
            Transition("put_up", "重新张贴", ("down",), "up", reason=True),
        ),
    ),
    purpose="公告贴在哪里、谁贴的、有照片为证、什么时候撤下",
)
class AnnouncementPost(Record):
    """One place where the announcement (or the notice of withdrawal) stands."""

    task_id: str = link("巡察任务", to="task", required=True, section="张贴")
    kind: str = choice("发布方式", codes="post_kind", default="post", required=True, listed=True)
    place: str = text("地点或平台", required=True, search=True, listed=True, help="例如：便民服务大厅公告栏")
    posted_at: datetime | None = moment("张贴时间", required=True, listed=True)
    posted_by: str = person("张贴人", listed=True)
    copies: int | None = number("份数", default=1, unit="份", listed=True)
    effective_at: datetime | None = moment(
        "撤离时点", show_if=("kind", ("leave",)), help="从这一刻起停止受理，写进撤离公告"
    )
    photos: tuple[FileRef, ...] = files("照片", help="看得清地点和内容，按编号排列")
    taken_down_on: date | None = day("撤下日期", listed=True, section="撤下")
    taken_down_by: str = person("撤下人")
    note: str = long_text("备注")


# Letter box -----------------------------------------------------------------------------------------------


def _two_openers(held: MailboxOpening) -> Iterator[Problem]:
    if held.opener and held.opener == held.witness:
        yield Problem("witness", "开箱须两人：两个开箱人不能是同一人")
    if (held.letters or 0) < len(held.petition_ids):
        yield Problem("letters", f"登记了{len(held.petition_ids)}件信访，比取出的信件多")


def _all_registered(held: MailboxOpening, _reader: Reader) -> str | None:
    left = (held.letters or 0) - len(held.petition_ids) - (held.other_items or 0)
    return f"还有{left}件没有登记为信访件，也没有列为其他物品" if left > 0 else None


@record(
    "mailbox_opening",
    "意见箱开箱",
    area="fieldwork",
    heading="{box} {opened_at}",
    icon="mail",
    group=OPEN_GROUP,
    checks=(_two_openers,),
    lifecycle=Lifecycle(
        states=(State("opened", "已开箱"), State("settled", "已登清", "done", locked=True)),
        transitions=(
            Transition(
                "settle", "登清", ("opened",), "settled", needs=("letters",), rules=(_all_registered,)
            ),
            Transition("reopen", "退回改正", ("settled",), "opened", reason=True),
        ),
    ),
    purpose="一次开箱一条：两人开箱，取出几件，逐件登记为信访件",
)
class MailboxOpening(Record):
    """One opening of one box by two people."""

    task_id: str = link("巡察任务", to="task", required=True, section="开箱")
    box: str = text("意见箱", required=True, search=True, listed=True, help="编号或位置")
    opened_at: datetime | None = moment("开箱时间", required=True, listed=True)
    opener: str = person("开箱人", required=True, listed=True)
    witness: str = person("同去的人", required=True, listed=True)
    sealed: bool = flag("封条完好", default=True, help="不完好的在备注写明情形并报告组长")
    letters: int | None = number("取出件数", unit="件", required=True, listed=True, help="空箱填0")
    other_items: int | None = number("其中与信访无关", unit="件", help="广告、空白纸等，在备注写明")
    petition_ids: tuple[str, ...] = links("登记为信访件", to="petition", section="去向")
    note: str = long_text("备注")


# Hotline --------------------------------------------------------------------------------------------------


@record(
    "hotline_duty",
    "值班安排",
    area="fieldwork",
    heading="{duty_on} {name}",
    icon="calendar-days",
    group=OPEN_GROUP,
    purpose="值班电话谁在哪天守，排班表可以打印",
)
class HotlineDuty(Record):
    """One person on duty on one day."""

    task_id: str = link("巡察任务", to="task", required=True, section="值班")
    duty_on: date | None = day("日期", required=True, listed=True)
    shift: str = choice("时段", codes="duty_shift", default="day", listed=True)
    name: str = person("值班人", required=True, search=True, listed=True)
    deputy: str = person("带班人", listed=True)
    note: str = text("备注", listed=True)


def _caller_hidden(held: HotlineCall) -> Iterator[Problem]:
    if held.naming != "real" and (held.caller.strip() or held.caller_phone.strip()):
        what = "要求保护身份" if held.naming == "protected" else "不愿留名"
        yield Problem("naming", f"来电人{what}的，不在这里留姓名和号码")


@record(
    "hotline_call",
    "来电登记",
    area="fieldwork",
    number="来电〔{year}〕{serial:03}号",
    heading="{number} {summary}",
    icon="phone",
    group=OPEN_GROUP,
    checks=(_caller_hidden,),
    lifecycle=Lifecycle(
        states=(
            State("logged", "已登记", "draft"),
            State("petition", "已转信访件", "done"),
            State("answered", "已当场答复", "done"),
        ),
        transitions=(
            Transition("answer", "当场答复", ("logged",), "answered", needs=("answer",)),
            Transition("register", "转信访件", ("logged",), "petition", needs=("petition_id",)),
            Transition("reopen", "重新登记", ("petition", "answered"), "logged", reason=True),
        ),
    ),
    purpose="值班电话每个来电一条；需要受理的一步转成信访件",
)
class HotlineCall(Record):
    """One call on the duty telephone."""

    task_id: str = link("巡察任务", to="task", required=True, section="来电")
    called_at: datetime | None = moment("来电时间", required=True, listed=True)
    minutes: int | None = number("通话", unit="分钟")
    recorder: str = person("接听人", required=True, listed=True)
    naming: str = choice("署名情况", codes="petition_naming", default="anonymous", required=True, listed=True)
    caller: str = person("来电人", sensitivity=Sensitivity.GUARDED, show_if=("naming", ("real",)))
    caller_phone: str = text("来电号码", sensitivity=Sensitivity.GUARDED, show_if=("naming", ("real",)))
    subject: str = person("被反映人", search=True)
    subject_post: str = text("被反映人单位职务", search=True)
    summary: str = text("内容摘要", required=True, search=True, listed=True, help="一句话，不写来电人")
    content: str = long_text("来电内容", search=True, help="照原话记")
    answer: str = long_text("答复情况", section="去向")
    petition_id: str = link("信访件", to="petition", listed=True, readonly=True)
    note: str = long_text("备注")


# Meetings that the group holds or hears -------------------------------------------------------------------


@record(
    "hearing",
    "座谈与会议",
    area="fieldwork",
    number="会议〔{year}〕{serial:03}号",
    heading="{number} {topic}",
    icon="users",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(State("draft", "草稿", "draft"), State("checked", "已核对", "done", locked=True)),
        transitions=(
            Transition(
                "check", "核对", ("draft",), "checked", needs=("held_at", "attendees", "recorder", "content")
            ),
            Transition("reopen", "退回改正", ("checked",), "draft", reason=True),
        ),
    ),
    purpose="座谈会、列席会议、听取汇报、动员会、临时党支部会，一会一记",
)
class Hearing(Record):
    """One meeting: held, attended or heard by the group."""

    task_id: str = link("巡察任务", to="task", required=True, section="会议")
    kind: str = choice("类别", codes="hearing_kind", default="seminar", required=True, listed=True)
    topic: str = text("主题", required=True, search=True, listed=True)
    held_at: datetime | None = moment("时间", listed=True)
    place: str = text("地点", listed=True)
    target_id: str = link("延伸对象", to="extension_target", help="在村（社区）、下属单位开的会填写")
    host: str = person("主持人")
    attendees: str = long_text("出席人员", search=True)
    observers: str = text("列席人员")
    people: int | None = number("参加人数", unit="人", listed=True)
    recorder: str = person("记录人")
    content: str = long_text("发言要点", search=True, section="内容", help="一人一段，姓名在前")
    extract: str = long_text("问题提炼", search=True, help="一行一个")
    attachments: tuple[FileRef, ...] = files("签到表和材料")
    note: str = long_text("备注")


@record(
    "temporary_branch",
    "临时党支部",
    area="fieldwork",
    heading="{name}",
    icon="flag",
    group=GROUP,
    purpose="巡察组成立的临时党支部：班子、批复、起止",
)
class TemporaryBranch(Record):
    """The party branch that a group has while it is out."""

    task_id: str = link("巡察任务", to="task", required=True, section="临时党支部")
    name: str = text("名称", required=True, search=True, listed=True)
    secretary: str = person("书记", required=True, listed=True, help="一般由组长担任")
    committee: str = text("其他委员和分工", listed=True, help="例如：组织委员某某、宣传委员某某")
    members: int | None = number("党员", unit="人", listed=True)
    asked_on: date | None = day("请示日期")
    approved_by: str = text("批复机关", listed=True, section="批复")
    approved_on: date | None = day("批复日期", listed=True)
    doc_number: str = text("批复文号")
    ended_on: date | None = day("撤销日期")
    note: str = long_text("备注")


# Checks of what leaders have reported of themselves -------------------------------------------------------


@record(
    "disclosure_check",
    "个人有关事项抽查",
    area="fieldwork",
    number="抽查〔{year}〕{serial:03}号",
    heading="{number} {item}",
    icon="user-check",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(State("draft", "抽查中", "draft"), State("checked", "已核对", "done", locked=True)),
        transitions=(
            Transition("check", "核对", ("draft",), "checked", needs=("result", "checker", "checked_on")),
            Transition("reopen", "退回改正", ("checked",), "draft", reason=True),
        ),
    ),
    purpose="领导干部个人有关事项随机抽查：抽了谁、查了什么、结果怎样",
)
class DisclosureCheck(Record):
    """One matter of one person, as reported and as found."""

    task_id: str = link("巡察任务", to="task", required=True, section="抽查")
    name: str = person("抽查对象", required=True, search=True, listed=True)
    post: str = text("职务", listed=True)
    item: str = text("抽查事项", required=True, listed=True, help="例如：房产、投资企业、因私出国（境）")
    declared: str = long_text("本人报告情况", sensitivity=Sensitivity.GUARDED)
    found: str = long_text("抽查了解情况", sensitivity=Sensitivity.GUARDED)
    result: str = choice("抽查结果", codes="disclosure_result", listed=True)
    source: str = text("比对来源", help="哪个部门提供的、哪一天查询的")
    checker: str = person("抽查人", listed=True)
    checked_on: date | None = day("抽查日期", listed=True)
    handling: str = text("处理意见")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (
    AnnouncementPost,
    MailboxOpening,
    HotlineDuty,
    HotlineCall,
    ExtensionTarget,
    ExtensionMinimum,
    Hearing,
    TemporaryBranch,
    DisclosureCheck,
    MethodList,
    Method,
    MethodUse,
    WeeklyReport,
)


def _nothing_unfinished(task: Task, reader: Reader) -> Iterator[str]:
    """What was begun on site and is still a draft when the group wants to leave."""
    for label, cls, state in (
        ("座谈、会议记录没有核对", Hearing, "draft"),
        ("意见箱开箱没有登清", MailboxOpening, "opened"),
        ("来电没有转信访件，也没有答复", HotlineCall, "logged"),
        ("个人有关事项抽查没有核对", DisclosureCheck, "draft"),
    ):
        yield from named(label, reader.find(cls, task_id=task.id, state=state))


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "leave"): _nothing_unfinished}
"""What stands against a step of an earlier area."""
