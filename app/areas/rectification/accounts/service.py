"""Draft the unit's papers from the records, hold a report's figures against them, and show who struck off what.

A report is accepted only with a signed pledge of truth; that rule stands in the model.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.deadlines.service import due_from
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.rectification.accounts.model import DemocraticMeeting, PledgeOfTruth, RectPlan, RectReport
from app.areas.rectification.model import Measure, Progress, RectTask
from app.areas.rectification.service import Checked, Rate, completions, rate_of, reconcile
from app.areas.reporting.model import ordinal
from app.core.fields import Signature
from db.session import Session

STATEMENT = (
    "报送的《{title}》内容真实、数字准确，没有虚报、瞒报和提前销号；所附佐证材料与原件一致。"
    "如有不实，愿意承担第一责任人的责任。"
)


@dataclass(frozen=True)
class StruckOff:
    """One task on the way to being struck off: who approved it, what proves it, and why it cannot be yet."""

    task: RectTask
    approved: Signature | None
    proof: str
    against: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """What rectification brought, summed over tasks: rules made, money recovered in 分, people handled."""

    rules: int
    recovered: int
    people: int


def draft_plan(session: Session, task: Task) -> RectPlan:
    """The text of a plan with what is known of unit, round and deadlines."""
    unit, round_ = session.get(Unit, task.unit_id), session.get(Round, task.round_id)
    months = round_.rectification_months or 3
    secretary = unit.secretary or "党组织书记"
    return session.create(
        RectPlan(
            task_id=task.id,
            title=f"{unit.name}关于落实巡察反馈意见的整改方案",
            secrecy=task.secrecy,
            requirement=f"对照{task.group_name}反馈的问题，逐项明确目标、措施、责任和时限，"
            "做到问题不查清不放过、整改不到位不放过，以整改推动工作。",
            organisation=f"成立整改工作领导小组，{secretary}任组长，负第一责任；班子成员按分工负责分管领域的整改。",
            steps=f"部署阶段：收到反馈意见之日起{round_.plan_workdays or 15}个工作日内制定方案、分解任务。\n"
            f"集中整改阶段：{months}个月内逐项整改、逐项销号。\n"
            "巩固阶段：长期任务持续推进，定期报告。",
            guarantee="每月听取一次整改进展，对进度滞后的提醒督促。\n整改情况纳入班子和个人考核。",
            due_on=task.plan_due or due_from(session, "plan_due", task.feedback_on, round_id=task.round_id),
        )
    )


def draft_report(session: Session, task: Task, kind: str, *, until: date) -> RectReport:
    """A report of one kind out of tasks, measures and progress; what the unit adds stays to be written."""
    unit = session.get(Unit, task.unit_id)
    rate = rate_of(session.find(RectTask, task_id=task.id))
    label = session.code_label("rect_report_kind", kind)
    titles = {"progress": "关于巡察整改进展情况的报告", "secretary": "主要负责人组织落实巡察整改情况的报告"}
    return session.create(
        RectReport(
            task_id=task.id,
            kind=kind,
            title=f"{unit.name}{titles.get(kind, f'关于巡察{label}')}",
            secrecy=task.secrecy,
            until=until,
            organised=_organised(unit, kind),
            done=done_text(session, task),
            figures=figures_text(session, task),
            remaining=remaining_text(session, task),
            ahead="对没有完成的任务逐项倒排时间；对已完成的开展自查，防止反弹；对长期任务按季度报告进展。",
            due_on=due_from(session, "progress_report", task.rectification_due, round_id=task.round_id)
            or task.rectification_due,
            printed_total=rate.total,
            printed_done=rate.done,
            printed_rate=f"{rate.percent:.2f}%" if rate.percent is not None else "",
        )
    )


def _organised(unit: Unit, kind: str) -> str:
    name = unit.secretary or "党组织书记"
    if kind == "secretary":
        return (
            f"{name}作为整改第一责任人，主持研究整改方案，牵头重点难点问题，定期听取整改汇报，"
            "对班子成员落实分管责任进行督促。"
        )
    return f"成立由{name}任组长的整改工作领导小组，召开专题会议部署，逐项明确责任领导和完成时限。"


def done_text(session: Session, task: Task) -> str:
    """What was done, problem by problem, in the order and under the heads of the feedback."""
    tasks = session.find(RectTask, task_id=task.id)
    sections: dict[str, list[str]] = {}
    places: Counter[str] = Counter()
    for problem in problems_of(session, task):
        head = problem.category or "反馈问题"
        lines = sections.setdefault(head, [])
        places[head] += 1
        mine = [held for held in tasks if problem.id in held.problem_ids and held.state != "dropped"]
        states = (
            "、".join(dict.fromkeys(t.TYPE.lifecycle.state(t.state).label for t in mine)) or "还没有分解任务"
        )
        said = "；".join(t.result.strip().rstrip("。；") for t in mine if t.result.strip())
        lines.append(f"{places[head]}.{problem.title}（{states}）")
        if said:
            lines.append(f"{said}。")
    return "\n".join(
        line
        for n, (head, lines) in enumerate(sections.items(), 1)
        for line in (f"（{ordinal(n)}）{head}", *lines)
    )


def figures_text(session: Session, task: Task) -> str:
    """The rate with its formula, and the effects in numbers."""
    tasks = session.find(RectTask, task_id=task.id)
    effects = effects_of(tasks)
    lines = [rate_of(tasks).formula]
    if effects.rules:
        lines.append(f"建章立制{effects.rules}项")
    if effects.recovered:
        lines.append(f"挽回或清退{effects.recovered / 100:,.2f}元")
    if effects.people:
        lines.append(f"处理{effects.people}人")
    return "；".join(lines) + "。"


def remaining_text(session: Session, task: Task) -> str:
    """Tasks that are not finished, each with its reason."""
    held = [t for t in session.find(RectTask, task_id=task.id) if t.state in ("idle", "doing", "mostly")]
    return "\n".join(
        f"{n}.{t.title}：{t.unfinished.strip() or t.TYPE.lifecycle.state(t.state).label}"
        for n, t in enumerate(sorted(held, key=lambda t: t.position or 0), 1)
    )


def draft_pledge(session: Session, report: RectReport) -> PledgeOfTruth:
    """The pledge for one report, to be printed, signed and scanned."""
    unit = session.get(Unit, session.get(Task, report.task_id).unit_id)
    return session.create(
        PledgeOfTruth(
            task_id=report.task_id,
            report_id=report.id,
            unit_name=unit.name,
            secretary=unit.secretary,
            statement=STATEMENT.format(title=report.title),
        )
    )


def draft_meeting(session: Session, task: Task) -> DemocraticMeeting:
    """The special meeting still to be held, with its deadline by the rule."""
    unit = session.get(Unit, task.unit_id)
    return session.create(
        DemocraticMeeting(
            task_id=task.id,
            theme="落实巡察整改，压实管党治党责任",
            secrecy=task.secrecy,
            due_on=due_from(session, "democratic_meeting", task.feedback_on, round_id=task.round_id),
            chaired_by=unit.secretary,
            plan="通报反馈意见；班子和个人对照检查；相互批评；上级点评。",
        )
    )


def check_report(session: Session, report: RectReport) -> tuple[Checked, Rate]:
    """What a report prints, held against its own numbers, beside what the records of today say."""
    own = completions(session, (report.task_id,))[report.task_id]
    return reconcile(report.printed_total or 0, report.printed_done or 0, report.printed_rate), own


def struck_off(session: Session, task: Task) -> tuple[StruckOff, ...]:
    """Every task of an inspection with its approval and proof, or the reasons why it cannot be struck off."""
    found = []
    for held in sorted(session.find(RectTask, task_id=task.id), key=lambda t: (t.position or 0, t.id)):
        if held.state == "dropped":
            continue
        signed = [row for row in held.signed if row.role == "销号审批"]
        closed = held.state == "closed"
        found.append(
            StruckOff(
                held,
                signed[-1] if closed and signed else None,
                proof_of(session, held),
                () if closed else session.why_not(held, "close"),
            )
        )
    return tuple(found)


def proof_of(session: Session, held: RectTask) -> str:
    """What proves a task, in a few words: its own files and notes, else those of verified progress."""
    said = [held.proof.strip()] if held.proof.strip() else []
    if held.attachments:
        said.append(f"附件{len(held.attachments)}份")
    for row in session.find(Progress, rect_task_id=held.id):
        if (
            row.state == "verified"
            and (row.proof.strip() or row.attachments)
            and row.proof.strip() not in said
        ):
            said.append(row.proof.strip() or f"经核实的进展附件{len(row.attachments)}份")
    return "；".join(said)


def effects_of(tasks: tuple[RectTask, ...]) -> Effects:
    """Rules, money and people over tasks that are not dropped."""
    kept = [held for held in tasks if held.state != "dropped"]
    return Effects(
        sum(held.rules_made or 0 for held in kept),
        sum(held.recovered or 0 for held in kept),
        sum(held.people_handled or 0 for held in kept),
    )


def problems_of(session: Session, task: Task) -> tuple[FeedbackProblem, ...]:
    """The problems that were fed back, in their order."""
    held = [p for p in session.find(FeedbackProblem, task_id=task.id) if p.state not in ("dropped", "draft")]
    return tuple(sorted(held, key=lambda p: (p.position or 0, p.id)))


def measures_of(session: Session, held: RectTask) -> tuple[Measure, ...]:
    """The measures of a task in order, without those cancelled."""
    rows = [row for row in session.find(Measure, rect_task_id=held.id) if row.state != "dropped"]
    return tuple(sorted(rows, key=lambda row: (row.position or 0, row.id)))
