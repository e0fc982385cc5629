"""Double feedback, reports and copies to several levels, and recommendations that are chased until answered.

It chooses what each addressee is told by the problems' own marks; a clue never gets into any of these texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.feedback.delivery.model import (
    KINDS,
    FeedbackSession,
    Notification,
    Recommendation,
    missing_of,
    sessions_of,
)
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.feedback.service import draft_letter
from app.areas.libraries.deadlines.service import due_from
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.workpapers.judging.model import CommonProblem
from app.areas.workpapers.model import WorkingPaper
from app.core.errors import Refused
from db.session import Session

JUDGED = ("confirmed", "treated")
"""States of a common problem in which it may be put to others."""
OF_COMMON = ("common", "governance")
"""Kinds of recommendation that rest on a common problem."""


@dataclass(frozen=True)
class DoubleFeedback:
    """How far the double feedback (双反馈) of a task is; missing: what stands against counting it, in the user's words.

    exception: why the task goes without one of them, "" where it does not.
    """

    head: FeedbackSession | None
    body: FeedbackSession | None
    missing: tuple[str, ...]
    exception: str = ""

    @property
    def fed_back(self) -> bool:
        """Whether the task counts as fed back: both were held, or what was left out has a reason."""
        return not self.missing


@dataclass(frozen=True)
class Level:
    """One addressee of the feedback beside the unit; sent: its notification, None while there is none."""

    kind: str
    audience: str
    sent: Notification | None


@dataclass(frozen=True)
class Followed:
    """How recommendations came out. adopted counts those adopted in full or in part."""

    sent: int
    answered: int
    adopted: int
    done: int
    overdue: int

    @property
    def formula(self) -> str:
        """The rates as sums that a reader can check."""
        if not self.sent:
            return "还没有发出建议书"
        return (
            f"答复率＝已答复{self.answered}÷已发出{self.sent}＝{self.answered * 100 / self.sent:.2f}%；"
            f"采纳率＝已采纳{self.adopted}÷已发出{self.sent}＝{self.adopted * 100 / self.sent:.2f}%"
        )


# 双反馈 ----------------------------------------------------------------------------------------------------


def double_feedback(session: Session, task: Task) -> DoubleFeedback:
    """Both sessions of a task, and what is missing before it counts as fed back."""
    found = sessions_of(session, task.id)
    exception = task.feedback_exception.strip()
    missing = () if exception else missing_of(found, lambda kind: session.code_label("feedback_kind", kind))
    return DoubleFeedback(found["head"], found["body"], tuple(missing), exception)


def fed_back_tasks(session: Session, round_: Round) -> tuple[Task, ...]:
    """The tasks of a round that count as fed back."""
    return tuple(
        task for task in session.find(Task, round_id=round_.id) if double_feedback(session, task).fed_back
    )


def plan_sessions(session: Session, task: Task) -> tuple[FeedbackSession, ...]:
    """A session for each kind of feedback that the task has none for, with what is known filled in."""
    unit = session.get(Unit, task.unit_id)
    letters = {held.kind: held for held in session.find(FeedbackLetter, task_id=task.id)}
    existing = {held.kind for held in session.find(FeedbackSession, task_id=task.id)}
    made = []
    with session.transaction():
        for kind in KINDS:
            if kind in existing:
                continue
            letter = letters.get(kind)
            made.append(
                session.create(
                    FeedbackSession(
                        task_id=task.id,
                        kind=kind,
                        letter_id=letter.id if letter else "",
                        held_on=(letter.held_on if letter else None) or task.feedback_on,
                        place=(letter.place if letter else "") or unit.address,
                        presenter=(letter.presenter if letter else "") or task.feedback_by or task.leader,
                        chaired_by=letter.chaired_by if letter else "",
                        receivers=unit.secretary if kind == "head" else "领导班子成员",
                        points=head_points(session, task) if kind == "head" else "",
                    )
                )
            )
    return tuple(made)


def head_points(session: Session, task: Task) -> str:
    """What the head answers for in person, one line each: key problems first, then the duty of the first responsible."""
    held = _listed(session.find(FeedbackProblem, task_id=task.id))
    chosen = [problem for problem in held if problem.key] or held[:3]
    lines = [f"带头整改“{problem.title}”" for problem in chosen]
    return "\n".join((*lines, "主持研究整改方案，定期听取整改汇报", "对整改进展情况报告的真实性签字负责"))


def draft_head_letter(session: Session, task: Task) -> FeedbackLetter:
    """The written feedback to the head: what the first responsible answers for, in place of the list of problems."""
    with session.transaction():
        letter = draft_letter(session, task, kind="head")
        return session.save(replace(letter, problems=numbered(head_points(session, task).splitlines())))


# 专报、抄告 ------------------------------------------------------------------------------------------------


def levels(session: Session, task: Task) -> tuple[Level, ...]:
    """Every level that the feedback goes to beside the unit, in the order of the code list."""
    held = [one for one in session.find(Notification, task_id=task.id) if one.state != "dropped"]
    found = []
    for code in session.codes("notification_audience"):
        kind = "special" if code.code == "leader" else "copy"
        mine = [one for one in held if one.audience == code.code]
        found.append(Level(kind, code.code, mine[-1] if mine else None))
    return tuple(found)


def draft_notifications(session: Session, task: Task) -> tuple[Notification, ...]:
    """A draft for every level that has none yet: the report to the county leader, copies to the others."""
    with session.transaction():
        return tuple(
            draft_notification(session, task, level.audience)
            for level in levels(session, task)
            if level.sent is None
        )


def draft_notification(session: Session, task: Task, audience: str) -> Notification:
    """A draft for one level, with the problems that concern it; its addressee is filled in where the libraries know it."""
    unit, round_ = session.get(Unit, task.unit_id), session.get(Round, task.round_id)
    problems = problems_for(session, task, audience)
    if not problems:
        raise Refused("没有可以告知的问题", ["这个任务还没有已反馈的问题"], todo="先登记反馈，再专报和抄告")
    kind = "special" if audience == "leader" else "copy"
    head = "专报" if kind == "special" else "抄告"
    return session.create(
        Notification(
            task_id=task.id,
            kind=kind,
            audience=audience,
            addressee=unit.county_leader if audience == "leader" else "",
            title=f"关于巡察{unit.name}发现问题的{head}",
            secrecy=task.secrecy,
            made_on=date.today(),
            problem_ids=tuple(problem.id for problem in problems),
            overview=f"{round_.name}期间，{task.group_name}对{unit.name}开展了巡察，已于"
            f"{_chinese(task.feedback_on)}反馈。",
            problems=numbered(problem.title for problem in problems),
            advice=_advice(audience, unit),
            due_on=due_from(session, "notification_answer", date.today(), round_id=task.round_id),
        )
    )


def problems_for(session: Session, task: Task, audience: str) -> tuple[FeedbackProblem, ...]:
    """The problems that concern an audience: 组织 those of the personnel list where there are any, others all of them."""
    held = _listed(session.find(FeedbackProblem, task_id=task.id))
    issued = [problem for problem in held if problem.state in ("issued", "assigned", "closed")]
    narrowed = [p for p in issued if p.special == "personnel"] if audience == "organisation" else []
    return tuple(narrowed or issued)


def _advice(audience: str, unit: Unit) -> str:
    match audience:
        case "leader":
            return f"请督促{unit.short_name or unit.name}落实整改责任，协调解决需要县级层面推动的事项。"
        case "discipline":
            return "请把整改情况纳入日常监督，对整改不力的及时提醒、问责。"
        case "organisation":
            return "请结合领导班子考核和干部管理，对选人用人和基层党建方面的问题加强指导。"
        case _:
            return "请按照职责加强业务指导，对同类问题举一反三，有关情况在期限内答复。"


# 建议 ------------------------------------------------------------------------------------------------------


def draft_recommendation(
    session: Session, problems: Sequence[FeedbackProblem], *, kind: str = "advice", receiver: str = ""
) -> Recommendation:
    """A draft to one department out of problems of one or more units; who is concerned is counted, not named."""
    if not problems:
        raise Refused("不能起草建议书", ["没有选问题"], todo="在“反馈问题”里选中一个或几个问题")
    tasks = {problem.task_id: session.get(Task, problem.task_id) for problem in problems}
    units = {task.unit_id: session.get(Unit, task.unit_id) for task in tasks.values()}
    industries = {unit.industry for unit in units.values()}
    label = session.code_label("recommendation_kind", kind)
    titles = list(dict.fromkeys(problem.title for problem in problems))
    return session.create(
        Recommendation(
            round_id=next(iter(tasks.values())).round_id,
            task_id=next(iter(tasks)) if len(tasks) == 1 else "",
            kind=kind,
            receiver=receiver,
            industry=industries.pop() if len(industries) == 1 else "",
            title=f"关于解决“{titles[0]}”{'等' if len(titles) > 1 else ''}问题的{label}",
            made_on=date.today(),
            common_problem_id=_common_of(session, problems) if kind in OF_COMMON else "",
            problem_ids=tuple(problem.id for problem in problems),
            problems=f"巡察发现，{len(units)}个党组织存在以下问题：\n{numbered(titles)}",
            due_on=due_from(
                session, "recommendation_answer", date.today(), round_id=next(iter(tasks.values())).round_id
            ),
        )
    )


def _common_of(session: Session, problems: Sequence[FeedbackProblem]) -> str:
    """Id of the judged problem that rests on the same findings, "" when there is none."""
    found = set(_findings(session, problems))
    held = [
        one for one in session.find(CommonProblem) if one.state in JUDGED and found & set(one.finding_ids)
    ]
    return held[-1].id if held else ""


def _findings(session: Session, problems: Iterable[FeedbackProblem]) -> Iterator[str]:
    for problem in problems:
        for paper_id in problem.paper_ids:
            yield from session.get(WorkingPaper, paper_id).finding_ids


def recommend_common(
    session: Session, common: CommonProblem, *, kind: str = "common", receiver: str = ""
) -> Recommendation:
    """A draft to the department of the trade out of a judged problem, with its feedback problems; Refused before it is judged."""
    if common.state not in JUDGED:
        label = common.TYPE.lifecycle.state(common.state).label
        raise Refused(
            "不能起草建议书", [f"这个问题还是“{label}”"], kept="问题没有变化", todo="先办理“研判认定”，再起草"
        )
    findings = set(common.finding_ids)
    problems = [p for p in session.find(FeedbackProblem) if findings & set(_findings(session, (p,)))]
    round_id = common.round_ids[-1] if common.round_ids else ""
    label = session.code_label("recommendation_kind", kind)
    wide = f"巡察发现，{len(common.unit_ids)}个党组织存在以下问题："
    return session.create(
        Recommendation(
            round_id=round_id,
            kind=kind,
            receiver=receiver or common.authority,
            title=f"关于解决“{common.title}”问题的{label}",
            made_on=date.today(),
            common_problem_id=common.id,
            problem_ids=tuple(problem.id for problem in problems if problem.state != "dropped"),
            problems="\n".join(part for part in (wide, common.summary.strip() or common.title) if part),
            causes=common.causes,
            advice=common.proposal,
            due_on=due_from(session, "recommendation_answer", date.today(), round_id=round_id),
        ),
        note="由研判认定的问题转来",
    )


def chase(session: Session, held: Recommendation, *, on: date) -> Recommendation:
    """Enter one more reminder (催办) of a recommendation that was not answered."""
    with session.transaction():
        noted = session.save(replace(held, chased_on=on, chases=(held.chases or 0) + 1))
        return session.move(noted, "chase", reason="催办")


def overdue(session: Session, *, today: date) -> tuple[Recommendation, ...]:
    """Recommendations that wait for an answer beyond their day, the oldest first."""
    waiting = [one for one in session.find(Recommendation) if one.state in ("sent", "chased")]
    late = [one for one in waiting if one.due_on and one.due_on < today]
    return tuple(sorted(late, key=lambda one: one.due_on or today))


def followed(session: Session, round_id: str, *, today: date) -> Followed:
    """Counts over the recommendations of a round, "" for all rounds."""
    held = session.find(Recommendation, round_id=round_id) if round_id else session.find(Recommendation)
    out = [one for one in held if one.state not in ("draft", "dropped")]
    return Followed(
        sent=len(out),
        answered=sum(one.state in ("answered", "done") for one in out),
        adopted=sum(
            one.adopted in ("adopted", "partly") and one.state in ("answered", "done") for one in out
        ),
        done=sum(one.state == "done" for one in out),
        overdue=sum(
            one.state in ("sent", "chased") and one.due_on is not None and one.due_on < today for one in out
        ),
    )


def numbered(texts: Iterable[str]) -> str:
    """1.…； 2.…。 as lines, the marks that they had at their ends taken off."""
    kept = [text.strip().rstrip("。；;") for text in texts]
    marks = ["；"] * (len(kept) - 1) + ["。"]
    return (
        "\n".join(
            f"{place}.{text}{mark}" for place, (text, mark) in enumerate(zip(kept, marks, strict=True), 1)
        )
        if kept
        else ""
    )


def _listed(problems: Iterable[FeedbackProblem]) -> list[FeedbackProblem]:
    return sorted((p for p in problems if p.state != "dropped"), key=lambda p: (p.position or 0, p.id))


def _chinese(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else "近期"
