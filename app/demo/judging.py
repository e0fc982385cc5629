"""The demonstration's judging: two findings that units have in common, fixes on site, facts confirmed, a talk with a head.

All of it is invented.
"""

from __future__ import annotations

from typing import Any

from app.areas.preparation.model import Task
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.model import CommonProblem, FactConfirmation, LeaderTalk
from app.areas.workpapers.model import Finding
from app.core.fields import Signature
from app.demo.calendar import day, moment
from app.demo.making import put
from db.session import Session


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    if office:
        _common(session)
        for key in ("2", "3"):
            _verified(session, session.get(Task, f"demo.task.{key}"), key)
    else:
        _on_site(session, session.get(Task, "demo.task.1"))


def _common(session: Session) -> None:
    """Findings beside those of the papers, alike over two units, and one typical problem that was judged."""
    rows: tuple[dict[str, Any], ...] = (
        {
            "key": "2.91", "task_id": "demo.task.2", "title": "闲置房屋出租没有台账",
            "summary": "2处闲置房屋出租没有登记台账", "focus": "f4-2", "aspect": "f4-2-6",
            "phenomenon": "2024年至2025年，局属管理站2处闲置房屋出租，没有登记资产台账，租金0.96万元没有及时入账。",
        },
        {
            "key": "3.91", "task_id": "demo.task.3", "title": "公务接待费报销审核不严",
            "summary": "9笔公务接待费没有审批单即予报销", "focus": "f4-2", "aspect": "f4-2-4",
            "phenomenon": "2024年1月至2025年12月，抽查镇机关公务接待费报销32笔，其中9笔没有审批单，涉及金额1.12万元。",
        },
    )  # fmt: skip
    for row in rows:
        key = row.pop("key")
        put(
            session, Finding, key, **row, nature="与资产、财务管理制度关于登记、审批的规定不符。",
            duty="党委（党组）负主体责任，财务股负直接责任。", sources=("document",), spread="common",
            disposals=("common",), found_on=day(2026, 4, 22), meeting_steps=("what", "why", "whose", "how"),
            meeting_views=("duty", "discipline"), state="confirmed",
        )  # fmt: skip
    put(
        session, CommonProblem, "1", title="化整为零规避集中采购", nature="typical", focus="f4-2", aspect="f4-2-5",
        round_ids=("demo.round.1",), unit_ids=(session.get(Task, "demo.task.2").unit_id,),
        finding_ids=("demo.finding.2.4",), summary="一项监测设备采购拆成3份合同，供货方为同一家公司。",
        causes="采购计划不细，内部没有复核；集中采购限额知晓不够。", treatments=("circular", "rules"),
        proposal="在全县通报，由财政部门清理拆分采购。", signed=(Signature("研判人", "巡察办主任", day(2026, 5, 12), "典型，通报"),),
        state="confirmed",
    )  # fmt: skip


def _verified(session: Session, task: Task, key: str) -> None:
    talk = put(
        session, LeaderTalk, key, task_id=task.id, matter="底稿所列问题的事实", stage="facts",
        talked_at=moment(2026, 4, 24, 9, 0), ended_at=moment(2026, 4, 24, 10, 10), place="小会议室",
        partner="党组织书记", partner_post="党组织书记", speaker=task.leader, recorder=task.liaison,
        finding_ids=(f"demo.finding.{key}.1", f"demo.finding.{key}.2"),
        content="逐条沟通底稿所列问题的事实和数据，听取补充说明。", attitude="agree",
        opinion="事实清楚，没有不同意见，马上组织整改。", follow_up="两处数据以单位补交的台账为准。",
        signed=(Signature("主要负责人", "党组织书记", day(2026, 4, 24)), Signature("记录人", task.liaison, day(2026, 4, 24))),
        state="signed",
    )  # fmt: skip
    put(
        session, FactConfirmation, key, task_id=task.id, title="底稿所列2个问题的事实",
        paper_ids=(f"demo.working_paper.{key}.1", f"demo.working_paper.{key}.2"),
        facts="\n".join(
            f"{n}.{session.get(Finding, f'demo.finding.{key}.{n}').phenomenon}" for n in (1, 2)
        ),
        handlers=tuple(Signature("承办人", name, day(2026, 4, 22)) for name in (task.liaison, task.deputies)),
        sent_on=day(2026, 4, 22), answer_due=day(2026, 4, 24), answered_on=day(2026, 4, 24), opinion="agree",
        unit_signed=(Signature("单位主要负责人", "党组织书记", day(2026, 4, 24)),), talk_id=talk.id,
        talked="主要负责人对事实没有不同意见。", reviewed=(Signature("复核人", task.deputies, day(2026, 4, 25), "同意"),),
        state="confirmed",
    )  # fmt: skip
    put(
        session, InstantFix, key, task_id=task.id, title="服务窗口午间无人值守", problem="2026年3月18日和3月20日午间，服务窗口无人值守，群众两次跑空。",
        requirement="实行午间轮值，公示值班表和电话。", issued_on=day(2026, 3, 23), due_on=day(2026, 3, 30),
        received_by="党组织书记", received_post="党组织书记", signed_on=day(2026, 3, 23),
        measures="排出午间值班表，窗口公示，纳入考勤。", result="3月26日起午间有人值守，随机抽查3次均在岗。", rules_made=1,
        proof="值班表、公示照片2张", answered_on=day(2026, 3, 27), accepted_on=day(2026, 3, 30),
        acceptance="现场查看，已改到位。",
        signed=(Signature("组长", task.leader, day(2026, 3, 23), "同意签发"), Signature("验收人", task.deputies, day(2026, 3, 30), "验收通过")),
        state="accepted",
    )  # fmt: skip


def _on_site(session: Session, task: Task) -> None:
    put(
        session, InstantFix, "1", task_id=task.id, title="居务公开栏长期没有更新", petition_id="demo.petition.1.1",
        problem="2025年第四季度以来，社区居务公开栏没有更新，集体房屋租金收支没有公布。",
        requirement="补齐2025年四个季度的收支公开，今后按季公布。", issued_on=day(2026, 3, 27), due_on=day(2026, 4, 8),
        received_by="社区书记甲", received_post="社区党总支书记", signed_on=day(2026, 3, 27),
        signed=(Signature("组长", task.leader, day(2026, 3, 27), "同意签发"),), state="signed",
    )  # fmt: skip
    put(
        session, LeaderTalk, "1", task_id=task.id, matter="集体房屋租金管理", stage="midway",
        talked_at=moment(2026, 3, 20, 16, 0), ended_at=moment(2026, 3, 20, 16, 40), place="社区二楼",
        partner="社区书记甲", partner_post="社区党总支书记", speaker=task.leader, recorder=task.liaison,
        finding_ids=("demo.finding.1.1",), content="沟通集体房屋租金没有台账、没有公布的情况。", attitude="partly",
        opinion="认可没有公布，台账有一部分，愿意补交。", follow_up="三日内补交台账，由资料组核对。", state="draft",
    )  # fmt: skip
    put(
        session, FactConfirmation, "1", task_id=task.id, title="集体资产出租收入管理的事实",
        paper_ids=("demo.working_paper.1.1",), facts="1.2023年至2025年，2处集体房屋年租金3.6万元，没有台账，没有公布收支。",
        handlers=tuple(Signature("承办人", name, day(2026, 3, 27)) for name in (task.liaison, "孟求真")),
        sent_on=day(2026, 3, 27), answer_due=day(2026, 4, 7), state="sent",
    )  # fmt: skip
