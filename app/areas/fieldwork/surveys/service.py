"""Enter answer sheets one by one or from a sheet that came back, and votes of a democratic assessment.

Nothing of a sheet with a fault is stored; what the counts mean is worked out in tally.py and polls.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.areas.fieldwork.surveys.model import (
    CHOSEN,
    Answer,
    AnswerSheet,
    Poll,
    PollBallot,
    PollCount,
    Survey,
    SurveyQuestion,
    answers_of,
    packed,
    spoken,
)
from app.areas.fieldwork.surveys.polls import (
    PollResult,
    Shape,
    lines_of,
    poll_result,
    shape_of,
)
from app.areas.fieldwork.surveys.tally import SurveyResult, survey_result
from app.core.errors import InputProblems, Problem, Refused
from db.session import Session

Sheet = tuple[Answer, ...]


# Answer sheets --------------------------------------------------------------------------------------------


def questions_of(session: Session, survey: Survey) -> tuple[SurveyQuestion, ...]:
    """The questions in the order of the paper."""
    found = session.find(SurveyQuestion, survey_id=survey.id)
    return tuple(sorted(found, key=lambda held: (held.position or 0, held.id)))


def sheet_problems(questions: Sequence[SurveyQuestion], answers: Sheet) -> tuple[Problem, ...]:
    """Everything in one sheet that does not fit its questions; `where` is 第几题."""
    by_position = {question.position: question for question in questions}
    wrong = []
    for answer in answers:
        where, question = f"第{answer.position}题", by_position.get(answer.position)
        if question is None:
            wrong.append(Problem(where, f"没有第{answer.position}题"))
            continue
        count = len(lines_of(question.options)) if question.kind in CHOSEN else 0
        if answer.chosen and not count:
            wrong.append(Problem(where, f"{where}是问答题，要写文字"))
        elif any(not 1 <= place <= count for place in answer.chosen):
            wrong.append(Problem(where, f"{where}只有{count}个选项"))
        elif len(set(answer.chosen)) != len(answer.chosen):
            wrong.append(Problem(where, f"{where}同一选项选了两次"))
        elif question.kind != "multi" and len(answer.chosen) > 1:
            wrong.append(Problem(where, f"{where}只能选一项"))
        elif question.most is not None and question.kind == "multi" and len(answer.chosen) > question.most:
            wrong.append(Problem(where, f"{where}最多选{question.most}项，选了{len(answer.chosen)}项"))
    if not any(answer.chosen or answer.words.strip() for answer in answers):
        wrong.append(Problem("", "一题也没有答；整份空白的，清点后按废卷计"))
    return tuple(wrong)


def record_sheet(session: Session, survey: Survey, answers: Sheet, *, origin: str = "paper") -> AnswerSheet:
    """Store one sheet under the next number of its survey. InputProblems lists all that does not fit.

    The first sheet fixes the questions: what has been answered is not reworded afterwards.
    """
    return record_sheets(session, survey, (answers,), origin=origin)[0]


def record_sheets(
    session: Session, survey: Survey, sheets: Sequence[Sheet], *, origin: str
) -> tuple[AnswerSheet, ...]:
    """Store several sheets or none. Refused unless the survey is open."""
    if survey.state != "open":
        label = survey.TYPE.lifecycle.state(survey.state).label
        raise Refused("不能录入答卷", [f"问卷的状态是“{label}”"], todo="“发放回收”的问卷才能录入")
    questions = questions_of(session, survey)
    wrong = [
        replace(problem, text=f"第{place}份：{problem.text}") if len(sheets) > 1 else problem
        for place, answers in enumerate(sheets, 1)
        for problem in sheet_problems(questions, answers)
    ]
    if wrong:
        raise InputProblems("答卷没有录入", wrong)
    with session.transaction():
        for question in questions:
            if question.state == "draft":
                session.move(question, "fix")
        held = session.find(AnswerSheet, survey_id=survey.id)
        place = max((sheet.position or 0 for sheet in held), default=0)
        return tuple(
            session.create(
                AnswerSheet(
                    survey_id=survey.id,
                    task_id=survey.task_id,
                    position=place + number,
                    origin=origin,
                    answers=packed(answers),
                    words=spoken(answers),
                )
            )
            for number, answers in enumerate(sheets, 1)
        )


def undo_last_sheet(session: Session, survey: Survey) -> AnswerSheet | None:
    """Take back the sheet entered last on paper, e.g. after a slip; None when there is none."""
    held = [
        s
        for s in session.find(AnswerSheet, survey_id=survey.id)
        if s.origin == "paper" and s.state == "valid"
    ]
    if not held:
        return None
    return session.delete(max(held, key=lambda sheet: sheet.position or 0), "录入有误，撤销后重录")


def same_sheet(sheet: AnswerSheet, answers: Sheet) -> bool:
    """Whether a stored sheet says exactly this."""
    said = {answer.position: answer for answer in answers if answer.chosen or answer.words.strip()}
    return answers_of(sheet) == said


def result_of(session: Session, survey: Survey) -> SurveyResult:
    """The count of a questionnaire as it stands."""
    return survey_result(
        survey, questions_of(session, survey), session.find(AnswerSheet, survey_id=survey.id)
    )


# Democratic assessment ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Votes:
    """The votes of one cell, best grade first."""

    votes: tuple[int, ...]
    abstained: int = 0


def poll_shape(session: Session, poll: Poll) -> Shape:
    """Subjects, items and grades of a poll."""
    return shape_of(session, poll)


def poll_result_of(session: Session, poll: Poll) -> PollResult:
    """The votes of a poll with everything that does not agree."""
    counts = session.find(PollCount, poll_id=poll.id)
    return poll_result(poll, shape_of(session, poll), counts, session.find(PollBallot, poll_id=poll.id))


def _counting(poll: Poll, method: str) -> None:
    reasons = []
    if poll.state != "counting":
        reasons.append(f"测评的状态是“{poll.TYPE.lifecycle.state(poll.state).label}”，开始计票后才能录入")
    if poll.method != method:
        reasons.append("计票方式是逐票录入" if poll.method == "ballot" else "计票方式是汇总票数")
    if reasons:
        raise Refused("不能计票", reasons)


def set_votes(session: Session, poll: Poll, cells: Mapping[tuple[str, str], Votes]) -> PollResult:
    """Store tallied votes by (subject, item), over what stood there; the result says what does not agree."""
    _counting(poll, "tally")
    shape = shape_of(session, poll)
    wrong = [
        Problem("", f"{subject}“{item}”不在测评表里")
        for subject, item in cells
        if (subject, item) not in shape.cells
    ]
    wrong += [
        Problem("", f"{subject}“{item}”的票数不能是负数")
        for (subject, item), cell in cells.items()
        if min((*cell.votes, cell.abstained), default=0) < 0
    ]
    if wrong:
        raise InputProblems("票数没有保存", wrong)
    held = {(c.subject, c.item): c for c in session.find(PollCount, poll_id=poll.id)}
    with session.transaction():
        for key, cell in cells.items():
            said = ",".join(map(str, cell.votes))
            before = held.get(key)
            if before is None:
                session.create(
                    PollCount(
                        poll_id=poll.id, subject=key[0], item=key[1], votes=said, abstained=cell.abstained
                    )
                )
            elif (before.votes, before.abstained) != (said, cell.abstained):
                session.save(replace(before, votes=said, abstained=cell.abstained))
    return poll_result_of(session, poll)


def record_ballot(session: Session, poll: Poll, marks: str) -> PollBallot:
    """Store one ballot; `marks` has one digit for each cell, 0 for one left open. A blank ballot is void."""
    _counting(poll, "ballot")
    shape = shape_of(session, poll)
    wrong = []
    if len(marks) != len(shape.cells) or not marks.isdecimal():
        wrong.append(Problem("", f"一张票有{len(shape.cells)}格，一格一个数字，没有填的是0"))
    wrong += [
        Problem("", f"{subject}“{item}”只有{len(shape.grades)}个等次")
        for (subject, item), mark in zip(shape.cells, marks, strict=False)
        if mark.isdecimal() and int(mark) > len(shape.grades)
    ]
    if wrong:
        raise InputProblems("这张票没有录入", wrong)
    held = session.find(PollBallot, poll_id=poll.id)
    place = max((ballot.position or 0 for ballot in held), default=0) + 1
    with session.transaction():
        made = session.create(PollBallot(poll_id=poll.id, position=place, marks=marks))
        return session.move(made, "void", reason="空白票") if not marks.strip("0") else made


def undo_last_ballot(session: Session, poll: Poll) -> PollBallot | None:
    """Take back the ballot entered last; None when there is none."""
    held = [b for b in session.find(PollBallot, poll_id=poll.id) if b.state == "valid"]
    if not held:
        return None
    return session.delete(max(held, key=lambda ballot: ballot.position or 0), "录入有误，撤销后重录")
