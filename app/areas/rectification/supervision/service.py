"""Warnings by the calendar, letters that climb when nobody answers, and visits that judge task by task.

It proposes; a person sends. A task found to be put right in name only goes back to work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.deadlines.service import due_from, steps_of
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.rectification.model import Due, RectTask, due_colour
from app.areas.rectification.supervision.model.letters import RectWarning, Summons, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit, VisitCheck
from app.core.errors import Refused
from db.session import Session

WATCHED = ("idle", "doing", "mostly")
"""States of a task whose deadline still matters."""
COLOURS = {Due.GREEN: "green", Due.YELLOW: "yellow", Due.RED: "red"}


@dataclass(frozen=True)
class Pressed:
    """What was done about one rectification task, as one line of the page.

    warning: the newest warning that stands; letters: those that name the task; verdict: code of the newest check.
    """

    task: RectTask
    due: Due
    days_left: int | None
    warning: RectWarning | None
    letters: tuple[SupervisionLetter, ...]
    verdict: str


# Warnings -------------------------------------------------------------------------------------------------


def propose_warnings(
    session: Session, task: Task, *, today: date, steps: tuple[int, int, int] | None = None
) -> tuple[RectWarning, ...]:
    """A warning for each open task that reached a colour for which it has none; a later colour follows an earlier one.

    steps: days before the deadline, widest first; left out, those of the deadline rules (绿、黄、红色提醒).
    """
    days = steps_of(session) if steps is None else steps
    unit = session.get(Unit, task.unit_id)
    held = session.find(RectWarning, task_id=task.id)
    known = {(one.rect_task_id, one.colour, one.task_due) for one in held}
    made: list[RectWarning] = []
    with session.transaction():
        for rect in _in_order(session.find(RectTask, task_id=task.id)):
            colour = COLOURS.get(due_colour(rect.due_on, today, days), "")
            if rect.state not in WATCHED or not colour or (rect.id, colour, rect.due_on) in known:
                continue
            made.append(session.create(_warning(session, task, unit, rect, colour, today)))
    return tuple(made)


def _warning(
    session: Session, task: Task, unit: Unit, rect: RectTask, colour: str, today: date
) -> RectWarning:
    assert rect.due_on is not None
    left = (rect.due_on - today).days
    said = f"还有{left}天到期" if left > 0 else "今天到期" if left == 0 else f"已逾期{-left}天"
    return RectWarning(
        task_id=task.id,
        rect_task_id=rect.id,
        colour=colour,
        matter=f"{rect.title}，{said}",
        task_due=rect.due_on,
        found_on=today,
        days_left=left,
        addressee=unit.name,
        secrecy=task.secrecy,
        requirement="请查明没有完成的原因，明确完成时间和责任人，在答复期限内书面报告。",
        answer_due=due_from(session, "rect_warning_answer", today, round_id=task.round_id),
    )


def pressed(
    session: Session, task: Task, *, today: date, steps: tuple[int, int, int] | None = None
) -> tuple[Pressed, ...]:
    """Every rectification task of an inspection with its deadline, warnings, letters and newest verdict."""
    days = steps_of(session) if steps is None else steps
    warnings = session.find(RectWarning, task_id=task.id)
    letters = session.find(SupervisionLetter, task_id=task.id)
    checks = _newest_checks(session, task)
    found = []
    for rect in _in_order(session.find(RectTask, task_id=task.id)):
        open_task = rect.state in WATCHED
        standing = [w for w in warnings if w.rect_task_id == rect.id and w.state not in ("lifted", "dropped")]
        found.append(
            Pressed(
                rect,
                due_colour(rect.due_on, today, days) if open_task else Due.NONE,
                (rect.due_on - today).days if rect.due_on and open_task else None,
                standing[-1] if standing else None,
                tuple(letter for letter in letters if rect.id in letter.rect_task_ids),
                checks.get(rect.id, ""),
            )
        )
    return tuple(found)


def _newest_checks(session: Session, task: Task) -> dict[str, str]:
    days = {v.id: v.visited_on or date.min for v in session.find(InspectionVisit, task_id=task.id)}
    held = sorted(
        session.find(VisitCheck, task_id=task.id), key=lambda check: days.get(check.visit_id, date.min)
    )
    return {check.rect_task_id: check.verdict for check in held if check.verdict}


def _in_order(tasks: Iterable[RectTask]) -> list[RectTask]:
    return sorted((t for t in tasks if t.state != "dropped"), key=lambda t: (t.position or 0, t.id))


# Letters --------------------------------------------------------------------------------------------------


def draft_letter(
    session: Session, tasks: Sequence[RectTask], *, kind: str = "letter", today: date
) -> SupervisionLetter:
    """A letter about these tasks of one inspection, with their state and deadline as the facts."""
    if not tasks:
        raise Refused("不能起草督办文书", ["没有选整改任务"])
    if len({held.task_id for held in tasks}) > 1:
        raise Refused("不能起草督办文书", ["所选任务不属于同一个单位"], todo="一个单位一件，分开起草")
    task = session.get(Task, tasks[0].task_id)
    facts = "\n".join(f"{place}.{_fact(held, today)}" for place, held in enumerate(tasks, 1))
    return session.create(
        SupervisionLetter(
            task_id=task.id,
            kind=kind,
            addressee=session.get(Unit, task.unit_id).name,
            matter=tasks[0].title + (f"等{len(tasks)}项" if len(tasks) > 1 else ""),
            secrecy=task.secrecy,
            made_on=today,
            rect_task_ids=tuple(held.id for held in tasks),
            problem=facts,
            requirement="主要负责人专题研究，逐项说明原因。\n明确完成时限和责任人，倒排时间推进。\n在答复期限内书面报告，附佐证材料。",
            due_on=due_from(session, "supervision_answer", today, round_id=task.round_id),
        )
    )


def _fact(held: RectTask, today: date) -> str:
    label = held.TYPE.lifecycle.state(held.state).label
    if held.due_on is None:
        return f"{held.title}：{label}，没有确定完成时限"
    late = (today - held.due_on).days
    when = f"已逾期{late}天" if late > 0 else f"应于{held.due_on}完成"
    return f"{held.title}：{label}，{when}"


def escalate(session: Session, held: SupervisionLetter, *, today: date) -> SupervisionLetter | Summons:
    """Go one step up from a letter that was not answered in time, or not properly: the next kind of letter, at last a summons.

    Refused while the day for the answer has not come. The order of the steps is that of the code list.
    """
    if held.state == "delivered" and held.due_on and held.due_on >= today:
        raise Refused(
            "还不能升级",
            [f"答复期限是{held.due_on}，还没有过"],
            todo="过了期限没有答复，或者答复不合要求，再升级",
        )
    order = [code.code for code in session.codes("supervision_letter_kind")]
    place = order.index(held.kind) + 1 if held.kind in order else len(order)
    why = "期限内没有答复" if held.state == "delivered" else "答复不合要求"
    with session.transaction():
        session.move(held, "escalate", reason=why)
        if place < len(order):
            return _next_letter(session, held, order[place], why, today)
        return _summons(session, held, why, today)


def _next_letter(
    session: Session, held: SupervisionLetter, kind: str, why: str, today: date
) -> SupervisionLetter:
    before = session.code_label("supervision_letter_kind", held.kind)
    return session.create(
        SupervisionLetter(
            task_id=held.task_id,
            kind=kind,
            stage=held.stage,
            addressee=held.addressee,
            matter=held.matter,
            secrecy=held.secrecy,
            made_on=today,
            rect_task_ids=held.rect_task_ids,
            problem=f"{held.delivered_on or '此前'}送达{before}（{held.number}），{why}。\n{held.problem}",
            requirement=held.requirement,
            due_on=due_from(
                session, "supervision_answer", today, round_id=session.get(Task, held.task_id).round_id
            ),
            previous_id=held.id,
        )
    )


def _summons(session: Session, held: SupervisionLetter, why: str, today: date) -> Summons:
    unit = session.get(Unit, session.get(Task, held.task_id).unit_id)
    return session.create(
        Summons(
            task_id=held.task_id,
            letter_id=held.id,
            called=unit.secretary or "党组织书记",
            post=f"{unit.name}书记",
            reason=f"{held.matter}，多次督办{why}",
            secrecy=held.secrecy,
            made_on=today,
        )
    )


# Visits ---------------------------------------------------------------------------------------------------


def list_checks(session: Session, visit: InspectionVisit) -> tuple[VisitCheck, ...]:
    """A line to be judged for each task of the inspection that the visit has none for."""
    if visit.state in ("done", "closed"):
        raise Refused("不能再列任务", ["督查已经形成结论"], todo="需要补查的，先退回补查")
    known = {check.rect_task_id for check in session.find(VisitCheck, visit_id=visit.id)}
    place = len(known)
    made = []
    with session.transaction():
        for rect in _in_order(session.find(RectTask, task_id=visit.task_id)):
            if rect.id in known:
                continue
            place += 1
            made.append(
                session.create(
                    VisitCheck(
                        visit_id=visit.id,
                        task_id=visit.task_id,
                        rect_task_id=rect.id,
                        position=place,
                        matter=rect.title,
                        claimed=rect.TYPE.lifecycle.state(rect.state).label,
                    )
                )
            )
    return tuple(made)


def send_back(session: Session, visit: InspectionVisit) -> tuple[RectTask, ...]:
    """Return to work every task that the visit found to be done in part, in name only or not at all."""
    back: list[RectTask] = []
    with session.transaction():
        for check in session.find(VisitCheck, visit_id=visit.id):
            if check.verdict not in ("partly", "fake", "none"):
                continue
            rect = session.get(RectTask, check.rect_task_id)
            step = "reopen" if rect.state == "closed" else "return"
            if rect.state in rect.TYPE.lifecycle.transition(step).sources:
                label = session.code_label("rect_verdict", check.verdict)
                back.append(session.move(rect, step, reason=f"{visit.number}核查为{label}"))
    return tuple(back)


def verdicts(session: Session, visit: InspectionVisit) -> dict[str, int]:
    """How many tasks the visit gave each verdict, in the order of the code list; open lines under ""."""
    checks = session.find(VisitCheck, visit_id=visit.id)
    codes = [code.code for code in session.codes("rect_verdict")]
    counts = {code: sum(check.verdict == code for check in checks) for code in (*codes, "")}
    return {code: count for code, count in counts.items() if count}
