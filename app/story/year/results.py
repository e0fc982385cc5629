"""What the office does for the units of a round beside the one that is played in the window: the same use cases, no clicks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.areas.feedback.delivery.model import FeedbackSession
from app.areas.feedback.delivery.service import draft_head_letter, plan_sessions
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.feedback.service import draft_letter, issue_all, problems_from_report
from app.areas.libraries.model import Unit
from app.areas.libraries.schemes.service import confirm, rows_of, score
from app.areas.preparation.model import Task
from app.areas.preparation.service import set_feedback_day
from app.areas.rectification.model import Measure, RectTask
from app.areas.rectification.publication.service import draft_publication
from app.areas.rectification.satisfaction.model import SatisfactionPoll
from app.areas.rectification.service import Plan, finish_measure, tasks_from_problem
from app.areas.reporting.model import Report
from app.areas.reporting.review.service import begin_review
from app.story.year.content import SATISFIED
from db.session import Session


def review(session: Session, task: Task) -> None:
    """The report of the task scored with full points but for the last item."""
    report = session.find(Report, task_id=task.id, kind="inspection")[-1]
    sheet = begin_review(session, report)
    rows = rows_of(session, sheet)
    given = {row.position or 0: (row.full, "") for row in rows}
    last = rows[-1]
    given[last.position or 0] = ((last.full or 0) - 10, "个别数字格式不规范")
    confirm(session, score(session, sheet, given))


def tell(session: Session, task: Task, on: date) -> None:
    """Problems out of the report, both letters, both sessions held, and every date that rests on the feedback."""
    report = session.find(Report, task_id=task.id, kind="inspection")[-1]
    problems_from_report(session, task, report)
    issue_all(session, task)
    for letter in (draft_letter(session, task), draft_head_letter(session, task)):
        approve(session, letter)
    for held in plan_sessions(session, task):
        session.move(_held(session, held, task, on), "hold")
    fed_back(session, task, on)


def approve(session: Session, letter: FeedbackLetter) -> None:
    """The letter filled up and approved."""
    filled = replace(
        letter,
        overall=letter.overall or "总体履职较好，制度执行有差距。",
        opinions=letter.opinions or "逐项整改并建立长效机制。",
    )
    session.move(session.save(filled), "approve", opinion="同意")


def _held(session: Session, held: FeedbackSession, task: Task, on: date) -> FeedbackSession:
    head = session.get(Unit, task.unit_id).secretary
    return session.save(
        replace(
            held,
            held_on=on,
            place="单位会议室",
            presenter=task.leader,
            receivers=held.receivers or head,
            letter_given=True,
            copies=2,
            signed_for_by=head,
            signed_for_on=on,
            reply="照单全收，立即整改",
        )
    )


def fed_back(session: Session, task: Task, on: date) -> Task:
    """The day of feedback with what rests on it; the task is then in rectification."""
    kept = set_feedback_day(session, session.get(Task, task.id), on)
    for step in ("give_feedback", "rectify"):
        kept = session.move(kept, step)
    return kept


def split(session: Session, task: Task, due: date) -> None:
    """Every problem broken into a task of its own, due on one day."""
    for problem in sorted(session.find(FeedbackProblem, task_id=task.id), key=lambda p: p.position or 0):
        if problem.state in ("issued", "assigned"):
            plan = Plan(
                f"整改“{problem.title}”",
                goal="查清原因，纠正到位，建立制度",
                leader="分管领导",
                lead_unit="综合办公室",
                due_on=due,
                measures=("逐项自查纠正", "修订制度并培训"),
            )
            tasks_from_problem(session, problem, [plan])


def strike(session: Session, held: RectTask, on: date) -> None:
    """One task all the way to 销号."""
    held = session.move(held, "start")
    for measure in session.find(Measure, rect_task_id=held.id):
        finish_measure(session, measure, result="已完成", done_on=on)
    held = session.save(
        replace(
            session.get(RectTask, held.id),
            result="已纠正并建章立制",
            proof="凭证复核单和制度文本",
            rules_made=1,
            done_on=on,
        )
    )
    session.move(session.move(held, "finish"), "close", opinion="同意销号")


def rectify(session: Session, task: Task, due: date) -> None:
    """The first problem of the unit struck off, the others begun."""
    split(session, task, due)
    first, *others = sorted(session.find(RectTask, task_id=task.id), key=lambda held: held.position or 0)
    strike(session, first, due - timedelta(days=30))
    for held in others:
        session.move(held, "start")


def poll(session: Session, task: Task, sides: tuple[str, ...], on: date) -> None:
    """The votes of some sides."""
    for side in sides:
        very, basic, bad = SATISFIED[side]
        total = very + basic + bad
        held = session.create(
            SatisfactionPoll(
                task_id=task.id,
                side=side,
                polled_on=on,
                issued=total,
                returned=total,
                very=very,
                basic=basic,
                dissatisfied=bad,
            )
        )
        session.move(held, "count")


def publish_within(session: Session, task: Task, today: date) -> None:
    """The version for the party."""
    draft_publication(session, task, "party", today=today)
