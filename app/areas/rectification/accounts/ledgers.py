"""五账: for each problem when it was reported, handed to the unit, passed on, checked and settled, with the proof.

Every entry is read from the records of the step itself; nothing is entered twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.areas.feedback.delivery.model import FeedbackSession, Notification, Recommendation
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.preparation.model import Task
from app.areas.rectification.accounts.service import problems_of
from app.areas.rectification.model import Progress, RectTask
from app.areas.rectification.supervision.model.letters import RectWarning, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit, VisitCheck
from app.areas.reporting.model import Report
from db.session import Session

ACCOUNTS = ("报账", "交账", "转账", "查账", "销账")
DEAD_DAYS = "rectification.dead_days"
DEFAULT_DEAD_DAYS = 30
"""Days after which an open problem is a dead account until the office sets its own number."""
STANDING = {"settled": "已销账", "open": "挂账", "dead": "呆账"}


@dataclass(frozen=True)
class Entry:
    """One account of one problem: the newest day and what proves it; on is None while nothing was done."""

    on: date | None
    proof: str

    @property
    def text(self) -> str:
        """The entry in one cell."""
        return f"{self.on or ''} {self.proof}".strip() or "—"


@dataclass(frozen=True)
class Account:
    """The five accounts of one problem. standing: a key of STANDING; why: what makes it a dead account, else ""."""

    problem: FeedbackProblem
    entries: tuple[Entry, ...]
    standing: str
    why: str


def dead_days(session: Session) -> int:
    """After how many days an open problem counts as a dead account (呆账)."""
    return int(session.setting(DEAD_DAYS, str(DEFAULT_DEAD_DAYS)))


def set_dead_days(session: Session, days: int) -> None:
    """Change that number for this vault."""
    session.set_setting(DEAD_DAYS, str(max(1, days)))


def five_accounts(
    session: Session, task: Task, *, today: date, days: int | None = None
) -> tuple[Account, ...]:
    """Every problem of an inspection that was fed back, with its five accounts."""
    limit = dead_days(session) if days is None else days
    known = _read(session, task)
    return tuple(_account(session, known, p, today, limit) for p in problems_of(session, task))


@dataclass(frozen=True)
class _Known:
    """What is read once for all problems of a task. checks: (rectification tasks, day, what was looked at)."""

    task: Task
    tasks: tuple[RectTask, ...]
    held: tuple[FeedbackSession, ...]
    letters: tuple[FeedbackLetter, ...]
    checks: tuple[tuple[frozenset[str], date | None, str], ...]


def _read(session: Session, task: Task) -> _Known:
    return _Known(
        task,
        tuple(t for t in session.find(RectTask, task_id=task.id) if t.state != "dropped"),
        tuple(
            s
            for s in session.find(FeedbackSession, task_id=task.id)
            if s.state == "held" and s.kind == "body"
        ),
        tuple(row for row in session.find(FeedbackLetter, task_id=task.id) if row.state == "delivered"),
        tuple(_checks(session, task)),
    )


def _account(session: Session, known: _Known, problem: FeedbackProblem, today: date, limit: int) -> Account:
    tasks = [t for t in known.tasks if problem.id in t.problem_ids]
    entries = (
        _reported(session, problem),
        _handed(known, problem),
        _passed_on(session, problem),
        _checked(known, tasks),
        _settled(problem, tasks),
    )
    if problem.state == "closed":
        return Account(problem, entries, "settled", "")
    why = _dead(session, tasks, problem, today, limit)
    return Account(problem, entries, "dead" if why else "open", why)


def _reported(session: Session, problem: FeedbackProblem) -> Entry:
    if not problem.report_id:
        return Entry(None, "由外来清单读入" if problem.origin == "import" else "")
    held = session.get(Report, problem.report_id)
    if held.state not in ("submitted", "final"):
        return Entry(None, "报告还没有送审")
    return Entry(held.approved_on or held.made_on, held.number or held.title)


def _handed(known: _Known, problem: FeedbackProblem) -> Entry:
    held, letters = known.held, known.letters
    if held:
        return Entry(held[-1].held_on, f"反馈会，{held[-1].signed_for_by}签收")
    if letters:
        return Entry(letters[-1].held_on or letters[-1].received_on, letters[-1].number)
    return (
        Entry(known.task.feedback_on, "已反馈")
        if problem.state in ("issued", "assigned", "closed")
        else Entry(None, "")
    )


def _passed_on(session: Session, problem: FeedbackProblem) -> Entry:
    rows: list[Notification | Recommendation] = [*session.find(Notification, problem_ids=problem.id)]
    rows += session.find(Recommendation, problem_ids=problem.id)
    found = [(row.sent_on, row.number) for row in rows if row.state not in ("draft", "dropped")]
    return _newest(found, "件")


def _checks(session: Session, task: Task) -> Iterator[tuple[frozenset[str], date | None, str]]:
    for letter in session.find(SupervisionLetter, task_id=task.id):
        if letter.state != "draft":
            yield frozenset(letter.rect_task_ids), letter.delivered_on, letter.number
    for row in session.find(RectWarning, task_id=task.id):
        if row.state not in ("proposed", "dropped"):
            yield frozenset((row.rect_task_id,)), row.sent_on, row.number
    for check in session.find(VisitCheck, task_id=task.id):
        if check.verdict:
            visit = session.get(InspectionVisit, check.visit_id)
            verdict = session.code_label("rect_verdict", check.verdict)
            yield frozenset((check.rect_task_id,)), visit.visited_on, f"{visit.number}{verdict}"


def _checked(known: _Known, tasks: list[RectTask]) -> Entry:
    ids = {held.id for held in tasks}
    return _newest([(on, said) for about, on, said in known.checks if about & ids], "次")


def _newest(found: list[tuple[date | None, str]], counter: str) -> Entry:
    if not found:
        return Entry(None, "")
    on, proof = max(found, key=lambda row: row[0] or date.min)
    return Entry(on, proof if len(found) == 1 else f"{proof}等{len(found)}{counter}")


def _settled(problem: FeedbackProblem, tasks: list[RectTask]) -> Entry:
    closed = [held for held in tasks if held.state == "closed"]
    signed = [row for held in closed for row in held.signed if row.role == "销号审批"]
    last = max((row.on for row in signed if row.on), default=None)
    if problem.state == "closed":
        return Entry(last, f"{signed[-1].name}审批" if signed else "已销号")
    return Entry(None, f"任务{len(closed)}/{len(tasks)}项销号" if tasks else "还没有分解任务")


def _dead(session: Session, tasks: list[RectTask], problem: FeedbackProblem, today: date, limit: int) -> str:
    waiting = [held for held in tasks if held.state in ("idle", "doing", "mostly")]
    late = [held for held in waiting if held.due_on and (today - held.due_on).days > limit]
    if late:
        days = max((today - held.due_on).days for held in late if held.due_on)
        return f"逾期{days}天"
    if tasks and not waiting:
        return ""
    moved = _last_move(session, problem, tasks)
    still = (today - moved).days if moved else 0
    return f"{still}天没有进展" if still > limit else ""


def _last_move(session: Session, problem: FeedbackProblem, tasks: list[RectTask]) -> date | None:
    days = [problem.updated_at.date()] if problem.updated_at and not tasks else []
    for held in tasks:
        days += [day for day in (held.started_on, held.done_on) if day]
        days += [row.reported_on for row in session.find(Progress, rect_task_id=held.id) if row.reported_on]
        if not days and held.updated_at:
            days.append(held.updated_at.date())
    return max(days, default=None)


def accounts_line(accounts: tuple[Account, ...]) -> str:
    """The sums below the table, which add up to all problems."""
    counts = {code: sum(one.standing == code for one in accounts) for code in STANDING}
    said = "，".join(f"{label}{counts[code]}" for code, label in STANDING.items())
    settled = counts["settled"]
    share = f"；销账率＝{settled}÷{len(accounts)}＝{settled * 100 / len(accounts):.2f}%" if accounts else ""
    return f"反馈问题{len(accounts)}个：{said}{share}"


def dead_line(days: int, today: date) -> str:
    """What a dead account is, in words."""
    return f"呆账：没有销账，且逾期超过{days}天，或者{days}天没有进展（{today - timedelta(days=days)}以来）"
