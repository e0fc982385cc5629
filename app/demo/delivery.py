"""The demonstration's records of feedback.delivery: double feedback, copies to several levels, advice to departments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.areas.feedback.delivery.model import FeedbackSession, Notification, Recommendation
from app.areas.feedback.delivery.service import head_points, numbered
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.core.fields import Signature
from app.demo.calendar import day, told
from app.demo.making import put
from db.session import Session

LEVELS = (
    ("leader", "县政府分管副县长", "answered", "请单位逐项落实，月底前报进展。"),
    ("department", "县财政局", "received", ""),
    ("discipline", "县纪委监委", "sent", ""),
    ("organisation", "县委组织部", "draft", ""),
)


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    if not office:
        return
    tasks = [task for task in session.find(Task) if task.feedback_on]
    for place, task in enumerate(tasks, 1):
        _sessions(session, str(place), task)
    for place, level in enumerate(LEVELS, 1):
        _notification(session, f"1.{place}", tasks[0], *level)
    _recommendations(session, tasks)


def _sessions(session: Session, key: str, task: Task) -> None:
    unit = session.get(Unit, task.unit_id)
    letters = {kind: _letter(session, f"{key}.{kind}", task, unit, kind) for kind in ("body", "head")}
    for kind, letter in letters.items():
        receivers = unit.secretary or "党组织书记" if kind == "head" else "领导班子成员"
        common: dict[str, Any] = {
            "task_id": task.id,
            "kind": kind,
            "letter_id": letter.id,
            "held_on": task.feedback_on,
            "place": "小会议室" if kind == "head" else "机关三楼会议室",
            "presenter": task.leader,
            "chaired_by": unit.secretary,
            "receivers": receivers,
            "points": head_points(session, task) if kind == "head" else "",
            "headcount": 9 if kind == "body" else None,
            "news_on": task.feedback_on if kind == "body" else None,
            "news_where": "县委巡察网站；单位党内通报" if kind == "body" else "",
            "attended_by": "县委巡察工作领导小组成员1人\n县委巡察办2人\n巡察组全体",
        }
        if key != "1" and kind == "head":
            put(session, FeedbackSession, f"{key}.{kind}", **common, state="planned")
            continue
        put(
            session,
            FeedbackSession,
            f"{key}.{kind}",
            **common,
            group_speech="通报巡察情况，逐条指出问题，提出整改要求。",
            leader_speech="" if kind == "head" else "要把整改作为重要政治任务，主要负责人带头。",
            reply="照单全收，立即研究方案，按期完成整改。",
            letter_given=True,
            copies=2,
            signed_for_by=unit.secretary or "党组织书记",
            signed_for_on=task.feedback_on,
            state="held",
        )


def _letter(session: Session, key: str, task: Task, unit: Unit, kind: str) -> FeedbackLetter:
    problems = sorted(session.find(FeedbackProblem, task_id=task.id), key=lambda p: p.position or 0)
    assert task.feedback_on is not None
    return put(
        session,
        FeedbackLetter,
        key,
        task_id=task.id,
        title=f"{task.group_name}关于巡察{unit.name}的反馈意见",
        kind=kind,
        addressed_to=unit.name if kind == "body" else unit.secretary,
        made_on=task.feedback_on - timedelta(days=2),
        basis=f"根据县委统一部署，2026年3月至5月，{task.group_name}对{unit.name}开展了巡察。现将巡察情况反馈如下。",
        overall=f"{unit.name}能够履行职责，工作取得进展，但仍有差距。",
        problems=numbered(
            head_points(session, task).splitlines() if kind == "head" else (p.title for p in problems)
        ),
        opinions="1.压实主体责任，逐项整改。\n2.完善内部制度并严格执行。",
        requirements="请在15个工作日内报送整改方案，3个月内完成集中整改并报送整改进展情况报告。",
        held_on=task.feedback_on,
        presenter=task.leader,
        receipt_by=unit.secretary,
        received_on=task.feedback_on,
        signed=(Signature("审定", "巡察办主任", task.feedback_on - timedelta(days=1), "同意"),),
        state="delivered",
    )


def _notification(
    session: Session, key: str, task: Task, audience: str, addressee: str, state: str, answer: str
) -> None:
    unit = session.get(Unit, task.unit_id)
    problems = sorted(session.find(FeedbackProblem, task_id=task.id), key=lambda p: p.position or 0)
    sent = task.feedback_on + timedelta(days=3) if task.feedback_on and state != "draft" else None
    special = audience == "leader"
    put(
        session,
        Notification,
        key,
        task_id=task.id,
        kind="special" if special else "copy",
        audience=audience,
        addressee=unit.county_leader or addressee if special else addressee,
        title=f"关于巡察{unit.name}发现问题的{'专报' if special else '抄告'}",
        document_number=f"巡察办{'专报' if special else '抄告'}〔2026〕{int(key[-1]):02}号",
        made_on=sent,
        problem_ids=tuple(problem.id for problem in problems),
        overview=f"2026年3月至5月，{task.group_name}对{unit.name}开展了巡察，已于6月中旬反馈。",
        problems=numbered(problem.title for problem in problems),
        advice="请督促落实整改责任，协调解决需要县级层面推动的事项。"
        if special
        else "请按照职责加强指导和监督，有关情况在期限内答复。",
        sent_on=sent,
        sent_by="巡察办干部",
        receipt_by="收文人员" if state in ("received", "answered") else "",
        receipt_on=sent + timedelta(days=1) if sent and state in ("received", "answered") else None,
        due_on=sent + timedelta(days=90) if sent else None,
        answer=answer,
        answered_on=day(2026, 7, 6) if answer else None,
        signed=(Signature("签发", "巡察办主任", sent, "同意"),) if sent else (),
        state=state,
    )


def _recommendations(session: Session, tasks: list[Task]) -> None:
    problems = [p for task in tasks for p in session.find(FeedbackProblem, task_id=task.id)]
    plans = (
        ("advice", "县财政局", "关于规范单位财务报销审核的巡察建议", "answered", "adopted", "2026-07-30"),
        ("governance", "县财政局", "关于对化整为零规避集中采购开展专项治理的建议", "chased", "", ""),
        ("common", "县水利局", "关于小型水利项目调度不及时问题的移交函", "done", "partly", "2026-07-20"),
    )
    for place, (kind, receiver, title, state, adopted, answered) in enumerate(plans, 1):
        chosen = problems[place - 1 :: len(plans)][:3]
        put(
            session,
            Recommendation,
            str(place),
            round_id=tasks[0].round_id,
            kind=kind,
            receiver=receiver,
            industry="finance" if place == 1 else "",
            title=title,
            common_problem_id="demo.common_problem.1" if kind == "governance" else "",
            document_number=f"巡察建议〔2026〕{place}号",
            made_on=day(2026, 6, 22),
            problem_ids=tuple(problem.id for problem in chosen),
            problems=f"本轮巡察发现，{len({p.task_id for p in chosen})}个党组织存在以下问题：\n"
            + numbered(problem.title for problem in chosen),
            causes="制度规定不够细，业务指导和日常检查不经常。",
            advice="1.修订有关制度，明确办理时限和审核责任。\n2.组织一次业务培训。\n3.年内开展一次抽查。",
            sent_on=day(2026, 6, 24),
            due_on=day(2026, 7, 24),
            chased_on=day(2026, 7, 27) if state == "chased" else None,
            chases=1 if state == "chased" else None,
            answer="已研究落实措施，修订制度征求意见中。" if answered else "",
            answered_on=date.fromisoformat(told(answered)) if answered else None,
            adopted=adopted,
            result="制度已印发；抽查安排在下半年，暂未采纳的一条已说明理由。" if state == "done" else "",
            signed=(Signature("签发", "巡察办主任", day(2026, 6, 24), "同意"),),
            state=state,
        )
