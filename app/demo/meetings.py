"""The demonstration's meetings: who met, what was decided, which items are tracked, which copies are still out.

All of it is invented.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.areas.preparation.model import Task
from app.areas.reporting.meetings.model import (
    AgendaItem,
    Deliberation,
    Instruction,
    ItemProgress,
    Meeting,
    MeetingMaterial,
    NamedItem,
)
from app.areas.reporting.model import Report
from app.areas.secrecy.model import Exposure
from app.areas.secrecy.service import copy_numbers
from app.core.fields import Signature
from app.demo.calendar import day, moment
from app.demo.making import put
from db.session import Session

ROUND = "demo.round.1"
BOTH = ("demo.task.2", "demo.task.3")
SECRETARY, HEAD, MINISTER, DIRECTOR = "关山远", "齐守中", "陶知止", "文清晏"


def play(session: Session, *, office: bool) -> None:
    """Meetings of the round in the office's vault; the group's own meeting on site in the group's."""
    if office:
        _before(session)
        _heard(session)
        _items(session)
        _levels(session)
        _copies(session)
    else:
        _on_site(session)


def _meeting(session: Session, key: str, kind: str, title: str, at: datetime, **more: Any) -> Meeting:
    given: dict[str, Any] = {
        "place": "县委二楼会议室",
        "recorder": "郑立言",
        "ends_at": at.replace(hour=at.hour + 2),
        "state": "minuted",
        "minuted_on": at.date(),
        "secrecy": "internal",
    }
    given |= more
    if given["state"] == "minuted":
        given["signed"] = (Signature("签发", given["chair"], at.date(), "同意印发"),)
    return put(session, Meeting, key, kind=kind, title=title, at=at, round_id=ROUND, **given)


def _agenda(session: Session, meeting: Meeting, *rows: tuple[str, str, str, str, str]) -> None:
    for place, (topic, reporter, task, result, opinion) in enumerate(rows, 1):
        put(
            session, AgendaItem, f"{meeting.id.rpartition('.')[2]}.{place}", meeting_id=meeting.id, position=place,
            topic=topic, reporter=reporter, minutes=30, task_id=f"demo.task.{task}" if task else "",
            report_id=f"demo.report.{task}" if task else "", result=result, opinion=opinion,
        )  # fmt: skip


def _before(session: Session) -> None:
    mobilised = _meeting(
        session, "mobilisation", "mobilisation", "巡察县水务局党组工作动员会", moment(2026, 3, 9, 9, 0),
        task_id=BOTH[0], place="县水务局三楼会议室", chair="方守正",
        attendees="方守正、孔思齐、任重行、水务局领导班子成员", observers="水务局中层干部",
        discussion="组长通报巡察任务和工作安排，单位主要负责人作表态发言。",
        conclusions="3月10日前送齐第一批调阅资料\n3月11日前设好意见箱、公布值班电话",
    )  # fmt: skip
    _agenda(
        session,
        mobilised,
        ("通报巡察任务", "方守正", "", "heard", ""),
        ("单位表态发言", "党组书记", "", "heard", ""),
    )
    joint = _meeting(
        session, "joint", "joint", "第三轮巡察报告组办联审会", moment(2026, 5, 26, 9, 0), task_ids=BOTH,
        chair=DIRECTOR, attendees="文清晏、方守正、何秉公、孔思齐、陆知行", observers="郑立言",
        discussion="逐份审核报告的定性、依据和建议，对照底稿核实数据。",
        conclusions="水务局报告第4条补写采购依据\n柏坪镇报告第2条分清镇、村两级责任",
    )  # fmt: skip
    _agenda(
        session, joint,
        ("联审县水务局党组巡察报告", "方守正", "2", "revise", "事实清楚，第4条补写采购依据后送审。"),
        ("联审柏坪镇党委巡察报告", "何秉公", "3", "revise", "第2条责任分清镇、村两级后送审。"),
    )  # fmt: skip


def _heard(session: Session) -> None:
    leading = _meeting(
        session, "leading", "leading", "县委巡察工作领导小组第4次会议", moment(2026, 6, 3, 15, 0), task_ids=BOTH,
        chair=HEAD, attendees="齐守中、陶知止、文清晏", observers="方守正、何秉公", minutes_number="第4期",
        discussion="听取第二、第三巡察组汇报，审议两份巡察报告。会议认为问题找得准，建议可操作。",
        conclusions="两份报告修改后提请书记专题会\n差旅费问题由审计机关同步核查", copies_to="县委办公室、县纪委监委、县委组织部",
    )  # fmt: skip
    _agenda(
        session, leading,
        ("审议县水务局党组巡察报告", "方守正", "2", "pass", "原则通过，提请书记专题会听取。"),
        ("审议柏坪镇党委巡察报告", "何秉公", "3", "pass", "原则通过，提请书记专题会听取。"),
    )  # fmt: skip
    secretary = _meeting(
        session, "secretary", "secretary", "县委书记专题会（听取第三轮巡察情况汇报）", moment(2026, 6, 10, 9, 0),
        task_ids=BOTH, chair=SECRETARY, attendees="关山远、齐守中、陶知止", observers="文清晏、方守正、何秉公",
        minutes_number="第2期", secrecy="work_secret",
        discussion="会议听取第三轮巡察情况汇报。会议指出，水利项目慢、村集体资产乱，反映的是抓落实和管权力的问题。",
        conclusions="同意两份巡察报告，按程序反馈\n青石渠、白鹭塘项目由分管副县长牵头，7月底前开工\n"
        "全县村集体房屋出租开展一次清查\n差旅费没有审批的逐笔清退",
        copies_to="县委办公室、县纪委监委、县委组织部",
    )  # fmt: skip
    _agenda(
        session, secretary,
        ("听取县水务局党组巡察情况汇报", "方守正", "2", "pass", "同意报告，点到的项目限期开工。"),
        ("听取柏坪镇党委巡察情况汇报", "何秉公", "3", "pass", "同意报告，全县清查村集体房屋出租。"),
    )  # fmt: skip
    _meeting(
        session, "feedback", "feedback", "巡察县水务局党组情况反馈会", moment(2026, 6, 18, 15, 0), task_id=BOTH[0],
        place="县水务局三楼会议室", chair="文清晏", attendees="文清晏、方守正、水务局领导班子成员",
        discussion="组长反馈巡察意见，党组书记表态。", conclusions="15个工作日内报送整改方案", state="held",
        minuted_on=None,
    )  # fmt: skip
    for place, (task, name) in enumerate((("2", "县水务局党组巡察报告"), ("3", "柏坪镇党委巡察报告")), 1):
        put(
            session, MeetingMaterial, f"secretary.{place}", meeting_id=secretary.id, position=place, name=name,
            report_id=f"demo.report.{task}", provided_by="县委巡察办", secrecy="internal",
        )  # fmt: skip
    put(
        session, MeetingMaterial, "secretary.3", meeting_id=secretary.id, position=3, name="第三轮巡察情况综合汇报",
        provided_by="县委巡察办", secrecy="internal",
        content="一、总的情况\n第三轮巡察对3个党组织开展巡察，其中2个已经结束进驻。\n二、主要问题\n"
        "（一）项目推进慢\n列入计划的小型水利项目有2个晚开工。\n（二）集体资产管理乱\n7处集体房屋出租没有台账。\n"
        "三、下一步建议\n对重点事项逐件督办，整改期满组织核查。",
    )  # fmt: skip


def _items(session: Session) -> None:
    common: dict[str, Any] = {
        "round_id": ROUND,
        "meeting_id": "demo.meeting.secretary",
        "said_by": SECRETARY,
        "said_on": day(2026, 6, 10),
    }
    rows: tuple[dict[str, Any], ...] = (
        {"kind": "matter", "content": "青石渠、白鹭塘项目7月底前开工", "about": "县水务局建设管理股", "task_id": BOTH[0],
         "unit_id": "demo.unit.2", "assigned_to": "县水务局党组", "handler": "分管副局长", "due_on": day(2026, 7, 31),
         "result": "青石渠7月20日、白鹭塘7月29日开工。", "answered_on": day(2026, 8, 2), "state": "closed"},
        {"kind": "person", "content": "分管财务的负责同志对报销审核失察，班子要谈话提醒", "about": "县水务局分管财务的副局长",
         "task_id": BOTH[0], "unit_id": "demo.unit.2", "assigned_to": "县委组织部", "due_on": day(2026, 7, 15),
         "result": "7月8日由组织部分管领导谈话提醒，已存档。", "answered_on": day(2026, 7, 9), "state": "reported"},
        {"kind": "matter", "content": "全县村集体房屋出租清查一遍，租金限期入账", "about": "各镇、街道", "task_id": BOTH[1],
         "unit_id": "demo.unit.3", "assigned_to": "县农业农村局", "due_on": day(2026, 9, 30), "state": "doing"},
        {"kind": "matter", "content": "没有审批单的差旅费逐笔清退", "about": "县水务局财务股", "task_id": BOTH[0],
         "unit_id": "demo.unit.2", "assigned_to": "县水务局党组", "due_on": day(2026, 12, 20), "state": "doing"},
        {"kind": "decision", "content": "同意两份巡察报告，按程序反馈", "about": "县委巡察办", "assigned_to": "县委巡察办",
         "due_on": day(2026, 6, 25), "result": "6月18日、6月19日完成反馈。", "answered_on": day(2026, 6, 20), "state": "closed"},
        {"kind": "person", "content": "村党组织书记管理集体资产的培训要补上", "about": "柏坪镇各村党组织书记",
         "task_id": BOTH[1], "unit_id": "demo.unit.3", "state": "open"},
    )  # fmt: skip
    for place, row in enumerate(rows, 1):
        done = row["state"] == "closed"
        signed = (Signature("核实", "文清晏", row["answered_on"], "属实，同意办结"),) if done else ()
        put(session, NamedItem, str(place), **common, **row, signed=signed)
    steps = (
        ("1", day(2026, 6, 30), "完成施工招标，确定进场时间。"),
        ("1", day(2026, 7, 29), "两个项目均已开工。"),
        ("3", day(2026, 7, 20), "印发清查方案，7个镇报来底数。"),
        ("4", day(2026, 8, 12), "21笔中已清退13笔。"),
    )
    for place, (item, on, content) in enumerate(steps, 1):
        put(
            session, ItemProgress, str(place), item_id=f"demo.named_item.{item}", happened_on=on, content=content,
            reported_by=rows[int(item) - 1]["assigned_to"], task_id=rows[int(item) - 1]["task_id"],
        )  # fmt: skip
    put(
        session, Instruction, "1", given_by=SECRETARY, post="县委书记", given_on=day(2026, 6, 12),
        on_paper="第三轮巡察情况综合汇报", round_id=ROUND, content="问题找得准。请分管领导分头牵头，整改期满报结果。",
        addressed_to="各分管领导、巡察办", requirement="整改期满报送结果", due_on=day(2026, 9, 30),
        feedback="各责任单位已报送进展，巡察办汇总呈报。", feedback_on=day(2026, 9, 8), state="answered",
    )  # fmt: skip
    put(
        session, Instruction, "2", given_by=HEAD, post="县纪委书记", given_on=day(2026, 6, 15), task_id=BOTH[1],
        on_paper="关于巡察柏坪镇党委情况的报告", report_id="demo.report.3", round_id=ROUND,
        content="村级监督要跟上，请县纪委党风室研究办法。", addressed_to="县纪委党风室", requirement="研究提出办法",
        due_on=day(2026, 12, 10), state="passed",
    )  # fmt: skip


def _levels(session: Session) -> None:
    heard = (
        ("group", "demo.meeting.own", day(2026, 5, 22), "事例准确，同意提交联审。", "", "passed"),
        ("consult", "", None, "", "", "skipped"),
        (
            "joint",
            "demo.meeting.joint",
            day(2026, 5, 26),
            "按联审意见修改后送审。",
            "已逐条修改。",
            "passed",
        ),
        ("leading", "demo.meeting.leading", day(2026, 6, 3), "原则通过。", "精简总体评价一段。", "passed"),
        ("secretary", "demo.meeting.secretary", day(2026, 6, 10), "同意报告。", "", "passed"),
    )
    own = _meeting(
        session, "own", "group", "第二、第三巡察组报告讨论会", moment(2026, 5, 22, 9, 0), task_ids=BOTH, chair="方守正",
        attendees="方守正、何秉公、孔思齐、陆知行、任重行、沈守静", place="巡察驻地会议室",
        discussion="逐条讨论报告事例和数据。", conclusions="按讨论意见修改后提交组办联审",
    )  # fmt: skip
    labels = {code.code: code.label for code in session.codes("deliberation_level")}
    for task in BOTH:
        report = session.get(Report, task.replace("task", "report"))
        for place, (level, meeting, on, opinion, handled, state) in enumerate(heard, 1):
            put(
                session, Deliberation, f"{task[-1]}.{place}", report_id=report.id, task_id=task, position=place,
                level=level, name=labels[level], required=level != "consult",
                meeting_id=own.id if level == "group" else meeting, held_on=on, opinion=opinion, handled=handled,
                draft="" if state == "skipped" else "送审稿" if level in ("leading", "secretary") else "征求意见稿", state=state,
            )  # fmt: skip


def _copies(session: Session) -> None:
    readers = (SECRETARY, HEAD, MINISTER, "文清晏", "方守正", "何秉公")
    for place, reader in enumerate(readers, 1):
        back = place != 5
        put(
            session, Exposure, f"meeting.{place}", meeting_id="demo.meeting.secretary", kind="print", paper="会议材料",
            happened_at=moment(2026, 6, 10, 8, 30), who="郑立言", copies=1, copy_numbers=copy_numbers(session, 1)[0],
            destination=reader, secrecy="work_secret", sheets=12, subjects="会议",
            returned_on=day(2026, 6, 10) if back else None, returned_to="郑立言" if back else "",
            returned_copies=1 if back else None, state="returned" if back else "out",
        )  # fmt: skip


def _on_site(session: Session) -> None:
    task = session.get(Task, "demo.task.1")
    met = _meeting(
        session, "own", "group", "第一巡察组第2次组务会", moment(2026, 3, 20, 19, 0), task_id=task.id, chair=task.leader,
        attendees=f"{task.leader}、{task.deputies}、{task.liaison}、孟求真、宁致远", place="驻地会议室",
        recorder=task.liaison, state="held", minuted_on=None,
        discussion="汇总两周了解情况，研究集体房屋租金和低保评议两件事。",
        conclusions="3月24日前核完集体房屋台账\n低保评议公示情况到村核实",
    )  # fmt: skip
    _agenda(
        session, met,
        ("研究集体房屋租金问题", task.deputies, "", "heard", "再核两处房屋的入账凭证。"),
        ("研究下周谈话安排", task.liaison, "", "heard", "补谈三名村民代表。"),
    )  # fmt: skip
    put(
        session, NamedItem, "1", kind="decision", content="3月24日前核完集体房屋台账", meeting_id=met.id, round_id=ROUND,
        task_id=task.id, said_by=task.leader, said_on=day(2026, 3, 20), assigned_to="资料组", due_on=day(2026, 3, 24),
        state="doing",
    )  # fmt: skip
    put(
        session, MeetingMaterial, "own.1", meeting_id=met.id, position=1, name="两周情况小结", provided_by="综合组",
        content="两周共谈话3人次，受理信访4件。集体房屋租金收支没有公开，低保评议没有张榜。",
    )  # fmt: skip
    put(
        session, Instruction, "1", given_by=HEAD, post="县纪委书记", given_on=day(2026, 3, 18), task_id=task.id,
        on_paper="第一巡察组周报", round_id=ROUND, content="村集体资产要查深查透。", addressed_to="第一巡察组",
        requirement="撤点前报告进展", due_on=day(2026, 4, 24), state="passed",
    )  # fmt: skip
