"""A unit whose inspection is over: talks, papers, report, feedback, rectification under way.

All of it is invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.areas.clues.model import Clue
from app.areas.feedback.model import FeedbackProblem, Opinion
from app.areas.fieldwork.model import Evidence, Interview, Petition, Visit
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.rectification.model import Measure, Progress, RectTask
from app.areas.reporting.model import Report
from app.areas.reporting.service import compose
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.fields import Signature
from app.demo.calendar import day
from app.demo.making import Libraries, put, task_of
from db.session import Session


def inspected(session: Session, key: str, plan: dict[str, Any], round_: Round, libraries: Libraries) -> None:
    """Task and everything that came of it."""
    task = task_of(session, key, plan, round_, libraries, "rectifying")
    talks = [talk_with(session, f"{key}.{n}", task, plan, n, libraries) for n in range(1, plan["talks"] + 1)]
    _petitions(session, key, task, plan)
    _visits(session, key, task, plan)
    papers = tuple(
        _paper(session, f"{key}.{n}", task, row, libraries, talks[n % len(talks)], n)
        for n, row in enumerate(plan["problems"], 1)
    )
    report = _report(session, key, task, papers, libraries.units[plan["unit"]])
    for n, (row, paper) in enumerate(zip(plan["problems"], papers, strict=True), 1):
        problem = _problem(session, f"{key}.{n}", task, row, paper, report, n)
        _rectified(session, f"{key}.{n}", task, problem, n)
    for n, content in enumerate(plan["opinions"], 1):
        put(
            session, Opinion, f"{key}.{n}", task_id=task.id, position=n, kind="unit",
            receiver=libraries.units[plan["unit"]].name, content=content, state="issued",
        )  # fmt: skip
    if session.can_clues:
        for n, row in enumerate(plan["clues"], 1):
            clue_of(session, f"{key}.{n}", task, row, day(2026, 4, 20), day(2026, 5, 14))


def talk_with(
    session: Session, key: str, task: Task, plan: dict[str, Any], n: int, libraries: Libraries
) -> Interview:
    """A signed interview in which the n-th problem of the plan comes up."""
    row = plan["problems"][(n - 1) % len(plan["problems"])]
    asker, writer = (libraries.people[index].name for index in plan["members"][:2])
    assert task.stay_from is not None
    begun = datetime.combine(task.stay_from + timedelta(days=2 + n), datetime.min.time()).replace(hour=9)
    unit = libraries.units[plan["unit"]]
    return put(
        session,
        Interview,
        key,
        task_id=task.id,
        subject=f"谈话对象{n:02}",
        subject_unit=unit.name,
        subject_post="班子成员" if n <= 3 else "干部",
        subject_kind="leader" if n <= 3 else "staff",
        must="must" if n <= 3 else "chosen",
        started_at=begun,
        ended_at=begun + timedelta(minutes=70),
        place="谈话室",
        interviewer=asker,
        recorder=writer,
        content=f"问：请谈谈单位这两年的主要不足。\n答：我觉得{row['title']}比较突出。\n"
        f"问：具体是什么情况？\n答：{row['summary']}，大家都清楚，会上也提过。\n问：原因在哪里？\n答：制度有，没有人盯着执行。",
        extract=row["title"],
        confirmed="signed",
        confirmed_on=begun.date(),
        signed_pages=2,
        signed=(
            Signature("被谈话人", f"谈话对象{n:02}", begun.date()),
            Signature("记录人", writer, begun.date()),
        ),
        state="signed",
    )


def _petitions(session: Session, key: str, task: Task, plan: dict[str, Any]) -> None:
    assert task.stay_from is not None
    for n in range(1, plan["petitions"] + 1):
        outside = n % 5 == 0
        row = plan["problems"][(n - 1) % len(plan["problems"])]
        received = task.stay_from + timedelta(days=3 * n)
        put(
            session,
            Petition,
            f"{key}.{n}",
            task_id=task.id,
            received_on=received,
            registrar=task.liaison,
            channel=("letter", "visit", "phone", "box")[n % 4],
            naming="protected" if (key, n) == ("2", 3) else "anonymous" if n % 2 else "real",
            reporter="" if n % 2 else f"群众{n:02}",
            summary="反映相邻权纠纷" if outside else f"反映{row['title']}",
            content="反映个人房屋相邻权纠纷，请求处理。"
            if outside
            else f"反映：{row['summary']}，希望了解。",
            in_scope="out" if outside else "in",
            handling="transfer" if outside else "inspect",
            destination="县信访局" if outside else "",
            proposal="建议转县信访局" if outside else "建议重点了解",
            decision="同意",
            handler=task.liaison,
            conclusion="transferred" if outside else "partly",
            result="已转有关部门办理" if outside else "已了解，属实部分列入底稿",
            closed_on=received + timedelta(days=20),
            state="transferred" if outside else "closed",
        )


def _visits(session: Session, key: str, task: Task, plan: dict[str, Any]) -> None:
    assert task.stay_from is not None
    places, people = ("服务窗口", "下属站所", "项目现场", "村组和农户"), plan["visits"]
    for n, place in enumerate(places, 1):
        share = people // 4 + (1 if n <= people % 4 else 0)
        at = datetime.combine(task.stay_from + timedelta(days=6 * n), datetime.min.time()).replace(hour=14)
        put(
            session, Visit, f"{key}.{n}", task_id=task.id, kind="covert" if n == 1 else "home" if n == 4 else "visit",
            visited_at=at, place=place, visitors=f"{task.liaison}、{task.deputies}", people=share, unannounced=n == 1,
            content=f"走访{place}，了解制度执行和群众反映，共{share}人次。", state="checked",
            target_id=f"demo.extension_target.{key}.1" if n == 4 else "", households=share if n == 4 else None,
        )  # fmt: skip


def _paper(
    session: Session,
    key: str,
    task: Task,
    row: dict[str, Any],
    libraries: Libraries,
    talk: Interview,
    n: int,
) -> WorkingPaper:
    assert task.stay_to is not None
    common: dict[str, Any] = {"task_id": task.id, "secrecy": "internal", "state": "verified"}
    proofs = (
        put(
            session, Evidence, f"{key}.1", name=f"{row['title']}有关资料", source="document",
            pages=f"第{n}-{n + 3}页", page_total=n + 8, copy_number=f"{n:03}", **common,
        ),
        put(
            session, Evidence, f"{key}.2", name=f"{talk.number}谈话笔录", source="interview",
            interview_id=talk.id, pages="第1-2页", page_total=2, **common,
        ),
    )  # fmt: skip
    shared: dict[str, Any] = {
        "task_id": task.id,
        **{
            name: row[name]
            for name in ("title", "summary", "focus", "aspect", "phenomenon", "nature", "duty", "amount")
        },
        "sources": tuple(row["sources"]),
        "policy_ids": (libraries.policies[row["policy"]].id,),
        "evidence_ids": tuple(proof.id for proof in proofs),
        "disposals": ("feedback", "immediate") if row["immediate"] else ("feedback",),
        "cause_kinds": ("duty", "execution"),
    }
    found = put(
        session, Finding, key, **shared, found_by=task.liaison, found_on=task.stay_to,
        about_leader=row.get("about_leader", False), state="papered",
    )  # fmt: skip
    second = libraries.people[6 + n].name
    authors = task.liaison, second if second != task.liaison else task.deputies
    day = task.stay_to - timedelta(days=5)
    return put(
        session,
        WorkingPaper,
        key,
        **shared,
        formal_number=f"〔2026〕三巡-{task.group_ordinal}组-{n:02}号",
        made_on=day,
        finding_ids=(found.id,),
        inquiry=f"查阅{proofs[0].name}{proofs[0].pages}，个别谈话核实。",
        authors=tuple(Signature("承办人", name, day) for name in authors),
        reviews=(
            Signature("副组长", task.deputies, day + timedelta(days=1), "事实清楚，同意"),
            Signature("组长", task.leader, day + timedelta(days=2), "同意"),
            Signature("巡察办", "巡察办主任", day + timedelta(days=6), "予以备案"),
        ),
        state="filed",
    )


def _report(session: Session, key: str, task: Task, papers: tuple[WorkingPaper, ...], unit: Unit) -> Report:
    made = compose(papers, [(code.code, code.label) for code in session.codes("focus")])
    return put(
        session,
        Report,
        key,
        task_id=task.id,
        title=f"关于巡察{unit.name}情况的报告",
        made_on=day(2026, 5, 25),
        addressed_to="示例县委巡察工作领导小组",
        basics=f"2026年3月至5月，{task.group_name}对{unit.name}开展了常规巡察。",
        overall=f"{unit.name}能够履行职责，各项工作取得进展，但在决策落实、财务管理和制度执行上还有差距。",
        problems=made.problems,
        suggestions="1.压实主体责任，逐项整改。\n2.完善内部制度并严格执行。\n3.对反复出现的问题追查原因。",
        paper_ids=tuple(paper.id for paper in papers),
        crosswalk=made.crosswalk,
        drafter=task.liaison,
        approved_on=day(2026, 6, 10),
        gates=(
            Signature("文字关", task.liaison, day(2026, 5, 20), "文字已逐句核过"),
            Signature("事例关", task.deputies, day(2026, 5, 22), "事例与底稿一致"),
            Signature("观点关", task.leader, day(2026, 5, 22), "观点准确"),
            Signature("政治关", "巡察办主任", day(2026, 5, 26), "同意送审"),
        ),
        signed=(
            Signature("组长", task.leader, day(2026, 5, 27), "同意送审"),
            Signature("审定", "巡察办主任", day(2026, 6, 10), "同意"),
        ),
        state="final",
    )


def _problem(
    session: Session, key: str, task: Task, row: dict[str, Any], paper: WorkingPaper, report: Report, n: int
) -> FeedbackProblem:
    return put(
        session,
        FeedbackProblem,
        key,
        task_id=task.id,
        position=n,
        category=session.code_label("focus", row["focus"]),
        subcategory=session.code_label("focus_item", row["aspect"]),
        title=row["title"],
        detail=row["phenomenon"],
        focus=row["focus"],
        origin="report",
        report_id=report.id,
        paper_ids=(paper.id,),
        immediate=row["immediate"],
        about_leader=row.get("about_leader", False),
        state="closed" if n % 4 == 0 else "assigned",
    )


def _rectified(session: Session, key: str, task: Task, problem: FeedbackProblem, n: int) -> None:
    state = ("closed", "done", "doing", "mostly")[n % 4]
    finished = state in ("closed", "done")
    rect = put(
        session,
        RectTask,
        key,
        task_id=task.id,
        position=n,
        title=f"整改“{problem.title}”",
        problem_ids=(problem.id,),
        goal="查清原因，纠正到位，建立制度并严格执行",
        leader="班子成员",
        leader_kind="deputy",
        lead_unit="办公室",
        started_on=day(2026, 6, 25),
        due_on=task.rectification_due,
        done_on=day(2026, 8, 28) if finished else None,
        result="已纠正并修订制度" if finished else "正在推进，已完成自查",
        rules_made=1 if finished else None,
        proof="制度文本和整改凭据1份" if finished else "",
        signed=(Signature("销号审批", "巡察办主任", day(2026, 9, 4), "同意"),) if state == "closed" else (),
        state=state,
    )
    for m, (content, kind) in enumerate(
        (("逐笔逐项自查并纠正", "infer"), ("修订有关制度并组织培训", "system")), 1
    ):
        put(
            session, Measure, f"{key}.{m}", rect_task_id=rect.id, task_id=task.id, position=m, content=content,
            kind=kind, unit="办公室", due_on=task.rectification_due, result="已完成" if finished else "",
            done_on=day(2026, 8, 20) if finished else None, state="done" if finished else "open",
        )  # fmt: skip
    put(
        session, Progress, key, rect_task_id=rect.id, task_id=task.id, reported_on=day(2026, 8, 15),
        reported_by="责任单位", status=state if state != "closed" else "done", content="上报整改进展", detail=rect.result,
        proof=rect.proof, checked_by=task.liaison if finished else "", checked="查看凭据，与上报一致" if finished else "",
        state="verified" if finished else "reported",
    )  # fmt: skip


def clue_of(session: Session, key: str, task: Task, row: list[str], found: date, handed: date) -> None:
    """A clue that was handed over and received; `row` is summary, subject, unit, post, discipline, source."""
    summary, subject, unit, post, discipline, source = row
    put(
        session,
        Clue,
        key,
        task_id=task.id,
        summary=summary,
        registered_on=found,
        registrar=task.liaison,
        source=source,
        subject=subject,
        subject_unit=unit,
        subject_post=post,
        disciplines=(discipline,),
        content=f"反映{summary}，有时间和经手人，可以查证。",
        verifiable="strong",
        secrecy_term="5年",
        ground="巡察期间发现",
        assessment="反映具体，建议核实",
        proposal="verify",
        receiver_body="discipline",
        handed_on=handed,
        handed_by=task.leader,
        received_on=handed,
        received_by="案件监督管理室",
        state="received",
    )
