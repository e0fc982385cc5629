"""Conditions of inspectors checked person by person: what the program can read, and what people decided.

A decision of people always stands over what was read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.model import Person
from app.areas.preparation.staffing.model import (
    Condition,
    ConditionCheck,
    TrainingAttendance,
    TrainingCourse,
)
from db.session import Session

POOR = ("基本称职", "不称职", "基本合格", "不合格", "不定等次", "未定等次")
EXCELLENT = "优秀"
_YEAR = re.compile(r"(20\d\d)\D{0,3}?[\s：:]*(\S+)")


@dataclass(frozen=True)
class Verdict:
    """One condition of one person. result: met, unmet or open; decided: people said so, not the program."""

    condition: Condition
    result: str
    basis: str
    decided: bool = False
    check_id: str = ""


def conditions(session: Session) -> tuple[Condition, ...]:
    """The conditions in use, in order."""
    found = [held for held in session.find(Condition) if held.valid]
    return tuple(sorted(found, key=lambda held: held.position or 0))


def verdicts(session: Session, person: Person, *, today: date) -> tuple[Verdict, ...]:
    """Every condition in use, for one person."""
    return checked(session, (person,), today=today)[person.id]


def checked(
    session: Session, people: tuple[Person, ...], *, today: date
) -> Mapping[str, tuple[Verdict, ...]]:
    """Every condition in use for each of `people`, by person id."""
    wanted = conditions(session)
    said = {(held.person_id, held.condition_id): held for held in session.find(ConditionCheck)}
    trained = _training(session) if any(each.rule == "trained" for each in wanted) else {}
    return {
        person.id: tuple(
            _decided(condition, said[person.id, condition.id])
            if (person.id, condition.id) in said
            else _read(condition, person, today, trained.get(person.id, ()))
            for condition in wanted
        )
        for person in people
    }


def _decided(condition: Condition, held: ConditionCheck) -> Verdict:
    by = "，".join(
        part for part in (held.checked_by, held.checked_on.isoformat() if held.checked_on else "") if part
    )
    basis = f"{held.basis}（{by}）" if by else held.basis
    return Verdict(condition, held.result, basis, True, held.id)


def _read(condition: Condition, person: Person, today: date, passed: tuple[str, ...]) -> Verdict:
    result, basis = _judge(condition, person, today, passed)
    return Verdict(condition, result, basis)


def _judge(condition: Condition, person: Person, today: date, passed: tuple[str, ...]) -> tuple[str, str]:
    match condition.rule:
        case "party":
            if not person.politics:
                return "open", "没有登记政治面貌"
            good = person.politics in ("party", "probationary")
            return ("met", "中共党员") if good else ("unmet", "不是中共党员")
        case "appraisal":
            return _appraisal(person)
        case "sanction":
            return _sanction(person, today)
        case "age":
            return _years(person.born, condition.value, today, "年龄", at_most=True)
        case "party_years":
            return _years(person.joined_party, condition.value, today, "党龄", at_most=False)
        case "available":
            return (
                ("met", "可以抽调")
                if person.available
                else ("unmet", person.unavailable_why or "标为不能抽调")
            )
        case "trained":
            return ("met", "、".join(passed)) if passed else ("open", "还没有参训合格的记录")
        case _:
            return "open", "由人核对"


def appraisals(person: Person) -> tuple[tuple[int, str], ...]:
    """(year, grade) of the yearly appraisals, newest first."""
    found = [(int(year), grade) for year, grade in _YEAR.findall(person.appraisals)]
    return tuple(sorted(found, reverse=True))


def _appraisal(person: Person) -> tuple[str, str]:
    newest = appraisals(person)[:3]
    said = "，".join(f"{year}年{grade}" for year, grade in newest)
    if any(grade in POOR for _, grade in newest):
        return "unmet", said
    if len(newest) < 3:
        return "open", f"只登记了{len(newest)}年{f'：{said}' if said else ''}"
    return "met", said


def _sanction(person: Person, today: date) -> tuple[str, str]:
    if person.sanction_until and person.sanction_until >= today:
        return "unmet", f"影响期至{person.sanction_until.isoformat()}"
    text = person.sanctions.strip()
    if not text:
        return "open", "没有登记处分和处理情况"
    if text in ("无", "没有"):
        return "met", "没有处分"
    return ("met", "已过影响期") if person.sanction_until else ("open", "有登记，没有写影响期")


def _years(
    start: date | None, limit: int | None, today: date, what: str, *, at_most: bool
) -> tuple[str, str]:
    if start is None:
        return "open", f"没有登记{'出生年月' if at_most else '入党时间'}"
    years = today.year - start.year - ((today.month, today.day) < (start.month, start.day))
    if limit is None:
        return "open", f"{what}{years}，没有规定数值"
    good = years <= limit if at_most else years >= limit
    return ("met" if good else "unmet"), f"{what}{years}"


def _training(session: Session) -> dict[str, tuple[str, ...]]:
    courses = {held.id: held for held in session.find(TrainingCourse)}
    found: dict[str, list[str]] = {}
    for row in session.find(TrainingAttendance):
        course = courses.get(row.course_id)
        if course is not None and row.person_id and passed(course, row):
            found.setdefault(row.person_id, []).append(course.name)
    return {person: tuple(dict.fromkeys(names)) for person, names in found.items()}


def passed(course: TrainingCourse, row: TrainingAttendance) -> bool:
    """Whether somebody was there (or made up for it) and, where there was an exam, reached the pass mark."""
    there = row.present or row.made_up_on is not None
    if not there or not course.examined:
        return there
    return row.score is not None and row.score >= (course.pass_mark or 0)


def decide(
    session: Session, person: Person, condition: Condition, *, result: str, basis: str, on: date
) -> ConditionCheck:
    """Record what people decided about one condition of one person, in place of an earlier decision."""
    held = session.find(ConditionCheck, person_id=person.id, condition_id=condition.id)
    given = ConditionCheck(
        person_id=person.id,
        condition_id=condition.id,
        name=person.name,
        condition=condition.name,
        result=result,
        basis=basis,
        checked_on=on,
        checked_by=session.actor.name,
    )
    if not held:
        return session.create(given)
    last = held[-1]
    return session.save(
        ConditionCheck(
            **{name: getattr(last, name) for name in ("id", "number", "state", "rev")},
            **{spec.name: getattr(given, spec.name) for spec in given.TYPE.fields},
        )
    )
