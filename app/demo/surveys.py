"""The demonstration's records of fieldwork.surveys: a questionnaire with its sheets, an assessment with its votes.

All of it is invented; the numbers follow a fixed rule, so that two demonstration vaults are alike.
"""

from __future__ import annotations

from datetime import timedelta

from app.areas.fieldwork.surveys.model import (
    Answer,
    AnswerSheet,
    Poll,
    PollCount,
    Survey,
    SurveyQuestion,
    packed,
    spoken,
)
from app.areas.preparation.model import Task
from app.demo.calendar import day
from app.demo.making import put
from db.session import Session

_QUESTIONS = (
    ("single", "您的身份是", "班子成员\n中层干部\n一般干部职工", None),
    ("single", "您认为班子贯彻上级决策部署", "很及时\n比较及时\n不够及时\n不了解", None),
    ("multi", "您认为单位在哪些方面问题较多", "财务管理\n选人用人\n工作作风\n项目建设\n没有明显问题", 3),
    ("scale", "您对班子团结协作的评价", "很满意\n满意\n一般\n不满意", None),
    ("text", "您对改进工作的意见建议", "", None),
)
_WORDS = (
    "报销审核要有人复核，不能一个人说了算",
    "重要事项定了以后没有人通报进展",
    "希望干部多到基层服务窗口看看",
    "项目验收要让使用的人参加",
)
_VOTES = {"总体评价": (30, 12, 5, 1), "政治素质": (34, 10, 3, 1), "履职尽责": (27, 13, 7, 1), "工作作风": (25, 14, 7, 2), "廉洁自律": (31, 12, 4, 1)}  # fmt: skip


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    for key, sheets in (("2", 46), ("3", 24)) if office else (("1", 18),):
        task = session.get(Task, f"demo.task.{key}")
        _survey(session, key, task, sheets, closed=office)
        _poll(session, key, task, closed=office)


def _survey(session: Session, key: str, task: Task, sheets: int, *, closed: bool) -> None:
    begun = task.stay_from or day(2026, 3, 9)
    survey = put(
        session, Survey, key, task_id=task.id, name="干部职工问卷", kind="cadre", place="全体干部职工",
        opened_on=begun, closed_on=begun + timedelta(days=3) if closed else None, issued=sheets + 4,
        received=sheets, group_by=1, state="closed" if closed else "open",
    )  # fmt: skip
    for place, (kind, ask, options, most) in enumerate(_QUESTIONS, 1):
        put(
            session, SurveyQuestion, f"{key}.{place}", survey_id=survey.id, position=place, kind=kind, ask=ask,
            options=options, most=most, state="fixed",
        )  # fmt: skip
    entered = sheets if closed else sheets - 6
    for place in range(1, entered + 1):
        answers = _answers(place)
        put(
            session, AnswerSheet, f"{key}.{place:03}", survey_id=survey.id, task_id=task.id, position=place,
            origin="form" if place % 4 == 0 else "paper", answers=packed(answers), words=spoken(answers),
            state="valid",
        )  # fmt: skip


def _answers(place: int) -> tuple[Answer, ...]:
    who = 1 if place % 9 == 0 else 2 if place % 3 == 0 else 3
    found = [
        Answer(1, (who,)),
        Answer(2, ((1, 2, 2, 3, 1, 2, 4)[place % 7],)),
        Answer(3, ((1,), (1, 3), (3,), (1, 4), (5,))[place % 5]),
        Answer(4, ((1, 2, 2, 3, 2, 4)[place % 6],)),
    ]
    if place % 6 == 0:
        found.append(Answer(5, words=_WORDS[place // 6 % len(_WORDS)]))
    return tuple(found)


def _poll(session: Session, key: str, task: Task, *, closed: bool) -> None:
    poll = put(
        session, Poll, key, task_id=task.id, name="领导班子和成员民主测评", kind="leadership",
        held_on=task.mobilised_on or task.stay_from, place="机关会议室，参加动员会的干部职工",
        subjects="领导班子\n书记甲 党组织书记\n委员乙 副书记", issued=50, received=49, valid=48,
        counters="计票员甲、监票员乙", note="1张整张没有填写，按无效票计。", state="counted" if closed else "counting",
    )  # fmt: skip
    for row, subject in enumerate(("领导班子", "书记甲 党组织书记", "委员乙 副书记")):
        for place, (item, votes) in enumerate(_VOTES.items()):
            if not closed and row == 2 and place > 2:
                continue
            better = (votes[0] - 2 * row, votes[1] + row, votes[2] + row, votes[3])
            put(
                session, PollCount, f"{key}.{row}.{place}", poll_id=poll.id, subject=subject, item=item,
                votes=",".join(map(str, better)), abstained=0,
            )  # fmt: skip
