"""The demonstration's records of fieldwork.presence: announcement, letter box, hotline, meetings, villages, weekly report.

All of it is invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.areas.fieldwork.model import Visit
from app.areas.fieldwork.presence.model import (
    AnnouncementPost,
    DisclosureCheck,
    ExtensionTarget,
    Hearing,
    HotlineCall,
    HotlineDuty,
    MailboxOpening,
    MethodUse,
    TemporaryBranch,
    WeeklyReport,
)
from app.areas.fieldwork.presence.service import counted
from app.areas.preparation.model import Member, Task
from app.demo.calendar import day
from app.demo.making import put
from db.session import Session

_TARGETS = {
    "1": (("柳溪社区第一网格", "community", 320, 41), ("柳溪社区第二网格", "community", 268, 33), ("河湾小组", "village", 96, 12)),
    "2": (("水政监察队", "sub", None, 14), ("城区水厂", "sub", None, 22)),
    "3": (("柏坪村", "village", 212, 37), ("石桥村", "village", 168, 29), ("松岭村", "village", 134, 21)),
}  # fmt: skip
_PLACES = ("便民服务大厅公告栏", "机关大门公示栏", "农贸市场入口", "社区文化广场")


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    for key in ("2", "3") if office else ("1",):
        task = session.get(Task, f"demo.task.{key}")
        begun = task.stay_from or day(2026, 3, 9)
        _announced(session, key, task, begun, left=office)
        _reached(session, key, task, begun)
        _met(session, key, task, begun)
        for n, (name, kind, households, members) in enumerate(_TARGETS[key], 1):
            put(
                session, ExtensionTarget, f"{key}.{n}", task_id=task.id, name=name, kind=kind, households=households,
                members=members, head=f"负责人{'甲乙丙'[n - 1]}", team=task.liaison,
            )  # fmt: skip
        if not office:
            _visited(session, key, task, begun)
        _checked(session, key, task, begun)
        report = WeeklyReport(
            task_id=task.id, starts_on=begun, ends_on=begun + timedelta(days=6), author=task.liaison,
            approver=task.leader, work="完成动员、公告张贴和民主测评，开始个别谈话，调阅财务和会议资料。",
            next_plan="完成中层以上谈话\n到服务窗口和下属单位走访\n核对报销凭证", difficulties="部分会议记录没有装订，需要单位补充提供。",
        )  # fmt: skip
        made = counted(session, report)
        fields = {spec.name: getattr(made, spec.name) for spec in made.TYPE.fields}
        put(session, WeeklyReport, key, **fields, state="sent" if office else "draft")


def _at(day: date, after: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=after), datetime.min.time()).replace(
        hour=hour, minute=minute
    )


def _announced(session: Session, key: str, task: Task, begun: date, *, left: bool) -> None:
    down: dict[str, Any] = {"state": "up"}
    if left and task.stay_to:
        down = {"taken_down_on": task.stay_to, "taken_down_by": task.liaison, "state": "down"}
    for n, place in enumerate(_PLACES, 1):
        put(
            session, AnnouncementPost, f"{key}.{n}", task_id=task.id, kind="post", place=place,
            posted_at=_at(begun, 0, 10 + n), posted_by=task.liaison, copies=1, **down,
        )  # fmt: skip
    put(
        session, AnnouncementPost, f"{key}.5", task_id=task.id, kind="site", place="县政府网站公告栏",
        posted_at=_at(begun, 0, 16), posted_by=task.liaison, copies=1, state="up",
    )  # fmt: skip
    if left and task.stay_to:
        put(
            session, AnnouncementPost, f"{key}.6", task_id=task.id, kind="leave", place=_PLACES[0],
            posted_at=_at(task.stay_to, 0, 9), effective_at=_at(task.stay_to, 0, 17), posted_by=task.liaison,
            copies=1, state="up",
        )  # fmt: skip


def _reached(session: Session, key: str, task: Task, begun: date) -> None:
    for n, (letters, others) in enumerate(((2, 2), (0, None), (1, 1)), 1):
        put(
            session, MailboxOpening, f"{key}.{n}", task_id=task.id, box="1号箱（便民服务大厅）",
            opened_at=_at(begun, 7 * n, 9), opener=task.liaison, witness=task.deputies, letters=letters,
            other_items=others, note="取出的是广告和空白纸。" if others else "", state="settled",
        )  # fmt: skip
    members = [m for m in session.find(Member, task_id=task.id) if m.role != "leader"]
    for n in range(10):
        on = begun + timedelta(days=n)
        if on.weekday() < 5:
            put(
                session, HotlineDuty, f"{key}.{n}", task_id=task.id, duty_on=on,
                name=members[n % len(members)].name, deputy=task.leader,
            )  # fmt: skip
    calls = (
        ("反映窗口办事排队时间长", "anonymous", "answered", "已告知会向单位转达并在走访中了解。"),
        ("反映修路占用菜地没有说明", "anonymous", "logged", ""),
        ("询问反映问题的渠道和时间", "anonymous", "answered", "已告知受理范围、信箱和截止日期。"),
    )
    for n, (summary, naming, state, answer) in enumerate(calls, 1):
        put(
            session, HotlineCall, f"{key}.{n}", task_id=task.id, called_at=_at(begun, n, 14, 5 * n), minutes=6,
            recorder=members[n % len(members)].name, naming=naming, summary=summary, content=f"{summary}。",
            answer=answer, state=state,
        )  # fmt: skip


def _met(session: Session, key: str, task: Task, begun: date) -> None:
    put(
        session, TemporaryBranch, key, task_id=task.id, name=f"{task.group_name}临时党支部", secretary=task.leader,
        committee=f"组织委员{task.deputies}，宣传委员{task.liaison}", members=6, asked_on=begun - timedelta(days=9),
        approved_by="县委县直机关工委", approved_on=begun - timedelta(days=6), doc_number=f"县直工委复〔2026〕{key}号",
    )  # fmt: skip
    common: dict[str, Any] = {"task_id": task.id, "recorder": task.liaison, "state": "checked"}
    rows = (
        ("mobilise", "巡察工作动员会", 0, "机关会议室", "班子成员、中层干部和职工代表", 50, "组长作动员讲话，书记表态。\n当场完成民主测评和问卷。", ""),
        ("branch", "学习巡察工作纪律", 1, "巡察组驻地", "临时党支部全体党员", 6, "学习保密规定和“四不”要求，明确谈话、资料、信访三个小组的分工。", ""),
        ("report", "听取党组织工作汇报", 1, "机关会议室", "班子成员", 9, "书记汇报近三年工作，查摆不足占较大篇幅。\n巡察组就资金管理和整改落实提问。", "汇报没有提到上次检查指出的问题怎样整改"),
        ("seminar", "服务对象座谈会", 9, "便民服务大厅二楼", "服务对象和职工代表", 12, "群众甲：办事材料要求前后不一致。\n群众乙：公开栏更新慢。", "公开栏更新不及时"),
        ("attend", "列席班子会议", 12, "机关小会议室", "班子成员", 8, "研究近期工作，三项议题。", ""),
    )  # fmt: skip
    for n, (kind, topic, after, place, people, count, content, extract) in enumerate(rows, 1):
        target = f"demo.extension_target.{key}.1" if kind == "seminar" else ""
        put(
            session, Hearing, f"{key}.{n}", kind=kind, topic=topic, held_at=_at(begun, after, 9, 30), place=place,
            host=task.leader, attendees=people, people=count, content=content, extract=extract, target_id=target,
            **common,
        )  # fmt: skip


def _visited(session: Session, key: str, task: Task, begun: date) -> None:
    rows = (
        ("1", "home", 33, 33, "入户了解网格服务和低保评议公示情况。"),
        ("1", "talk", 6, None, "与网格员、党员代表谈话。"),
        ("1", "listen", 1, None, "听取网格工作情况。"),
        ("1", "check", 1, None, "查阅低保评议记录和公开栏照片。"),
        ("2", "home", 12, 12, "入户了解集体房屋出租收支公开情况。"),
        ("", "covert", 1, None, "到服务窗口看办事秩序，窗口一人离岗。"),
    )
    names = {n: name for n, (name, *_) in enumerate(_TARGETS[key], 1)}
    for n, (target, kind, people, households, content) in enumerate(rows, 1):
        put(
            session, Visit, f"{key}.p{n}", task_id=task.id, kind=kind, visited_at=_at(begun, 4 + n, 15),
            place=names[int(target)] if target else "便民服务大厅", visitors=f"{task.liaison}、{task.deputies}",
            people=people, households=households, content=content, unannounced=kind == "covert",
            target_id=f"demo.extension_target.{key}.{target}" if target else "", state="checked",
        )  # fmt: skip


def _checked(session: Session, key: str, task: Task, begun: date) -> None:
    rows = (("班子成员甲", "副职", "房产", "same"), ("班子成员乙", "副职", "投资企业", "missing"))
    for n, (name, post, item, result) in enumerate(rows, 1):
        put(
            session, DisclosureCheck, f"{key}.{n}", task_id=task.id, name=name, post=post, item=item,
            declared="按年度报告表填报。", found="与查询结果一致。" if result == "same" else "查询结果多一项，本人说明是漏填。",
            result=result, source="县有关部门查询结果", checker=task.liaison, checked_on=begun + timedelta(days=15),
            handling="" if result == "same" else "提醒补报，抄送组织部门核实", state="checked",
        )  # fmt: skip
    put(
        session, MethodUse, f"{key}.1", task_id=task.id, method_id="method.thirteen.13",
        used_on=begun + timedelta(days=18), times=1, users=task.liaison, content="请审计部门协助核对项目结算资料",
        outcome="两份结算单与合同数量不一致，另行核对。",
    )  # fmt: skip
