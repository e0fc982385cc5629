"""Compose what is published from the rectification records, less what was approved to be withheld.

A problem withheld from the public may still stand in the party's version; a clue stands in neither.
"""

from __future__ import annotations

from datetime import date

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.deadlines.service import due_from
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.rectification.model import RectTask
from app.areas.rectification.publication.model import Publication, WithheldItem
from app.areas.rectification.service import rate_of
from app.areas.reporting.model import ordinal
from app.core.errors import Refused
from db.session import Session

"""公示期 that a new text starts with; its dates are edited in the form."""


def gather_withheld(session: Session, task: Task) -> tuple[WithheldItem, ...]:
    """An item for every problem that is marked 拟不公开, itself or one of its tasks, and has none yet."""
    known = {item.problem_id for item in session.find(WithheldItem, task_id=task.id)}
    tasks = session.find(RectTask, task_id=task.id)
    made = []
    with session.transaction():
        for problem in _in_order(session, task):
            mine = [held for held in tasks if problem.id in held.problem_ids and held.withheld]
            if problem.id in known or not (problem.withheld or mine):
                continue
            made.append(
                session.create(
                    WithheldItem(
                        task_id=task.id,
                        position=problem.position,
                        problem_id=problem.id,
                        matter=problem.title,
                        scopes=("public",),
                        problem_why=(problem.withheld_why or "见反馈问题备注") if problem.withheld else "",
                        measure_why="；".join(held.withheld_why or held.title for held in mine),
                    )
                )
            )
    return tuple(made)


def draft_publication(session: Session, task: Task, scope: str, *, today: date) -> Publication:
    """A text for one scope (party or public) from what the records say, with the period it is shown for."""
    unit = session.get(Unit, task.unit_id)
    text, withheld = composed(session, task, scope)
    if not text:
        raise Refused("没有可以公开的内容", ["这个任务还没有反馈问题和整改任务"])
    return session.create(
        Publication(
            task_id=task.id,
            scope=scope,
            title=f"{unit.name}关于巡察整改{'进展' if scope == 'public' else ''}情况的{'公示' if scope == 'public' else '通报'}",
            issuer=unit.name,
            made_on=today,
            content=text,
            withheld=withheld,
            from_on=today,
            to_on=due_from(session, "publication_period", today, round_id=task.round_id),
            contact=unit.contact,
            phone=unit.contact_phone,
            address=unit.address,
        )
    )


def composed(session: Session, task: Task, scope: str) -> tuple[str, int]:
    """The text and how many problems or measures were left out of it."""
    unit, round_ = session.get(Unit, task.unit_id), session.get(Round, task.round_id)
    items = {
        item.problem_id: item
        for item in session.find(WithheldItem, task_id=task.id)
        if item.state == "approved" and scope in item.scopes
    }
    tasks = [held for held in session.find(RectTask, task_id=task.id) if held.state != "dropped"]
    sections: dict[str, list[str]] = {}
    left = 0
    for problem in _in_order(session, task):
        item = items.get(problem.id)
        if item is not None:
            left += 1
            if item.problem_why.strip():
                continue
        done = [held for held in tasks if problem.id in held.problem_ids]
        lines = sections.setdefault(problem.category or "反馈问题", [])
        lines.append(_shown(len(lines) + 1, problem, done, measure_too=item is None))
    if not sections:
        return "", left
    rate = rate_of(tasks)
    fed_back = (
        f"{task.feedback_on.year}年{task.feedback_on.month}月{task.feedback_on.day}日"
        if task.feedback_on
        else ""
    )
    opening = (
        f"根据{round_.name}统一部署，{task.group_name}对{unit.name}开展了巡察"
        f"{f'，并于{fed_back}反馈了巡察意见' if fed_back else ''}。现将整改情况予以公布。"
    )
    body = [opening]
    for place, (head, lines) in enumerate(sections.items(), 1):
        body += [f"（{ordinal(place)}）{head}", *lines]
    body.append(
        f"应整改任务{rate.total}项，已完成{rate.done}项，基本完成{rate.mostly}项，正在推进{rate.doing}项。"
    )
    return "\n".join(body), left


def _shown(place: int, problem: FeedbackProblem, tasks: list[RectTask], *, measure_too: bool) -> str:
    head = f"{place}.{problem.title}"
    if not measure_too or not tasks:
        return head
    said = "；".join(held.result.strip().rstrip("。；") or "正在整改" for held in tasks)
    states = "、".join(dict.fromkeys(held.TYPE.lifecycle.state(held.state).label for held in tasks))
    return f"{head}\n整改情况：{said}。目前{states}。"


def _in_order(session: Session, task: Task) -> list[FeedbackProblem]:
    held = [p for p in session.find(FeedbackProblem, task_id=task.id) if p.state not in ("dropped", "draft")]
    return sorted(held, key=lambda p: (p.position or 0, p.id))
