"""The statistics of one task, a round, a year or all: every figure counted by the database, with its formula and its records.

It reads every area and is read by none; it writes nothing and loads no record to count it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from app.areas.insight.counting import Behind, Figure, Scope, by_code, scope_of
from app.areas.insight.figures import (
    AFTER,
    ALIVE,
    BY_CODE,
    CLUES,
    FEEDBACK,
    PAPERS,
    PREPARATION,
    RECTIFICATION,
    Section,
    figure,
    sections,
)
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.plans import Plan
from app.areas.preparation.planning.service.coverage import coverage
from app.areas.rectification.rates import Rate, percent_of, reconcile
from app.areas.rectification.satisfaction.service import rule_for
from app.areas.workpapers.judging.service import FixFigures, fix_figures
from db.query import Filter, Op, Query
from db.session import Session

LATE = tuple(Filter("state", Op.NE, state) for state in ("draft", "void", "accepted"))
"""States of 立行立改 that still wait for the unit."""


@dataclass(frozen=True)
class RoundFigures:
    """The quantities of one round. clues, clue_persons: None for a user who cannot open the compartment.

    immediate_fixes: feedback problems so marked; fixes: notices given out on site. people: the talent pool; members: people drawn into this round's groups, each once.
    """

    units: int
    problems: int
    opinions: int
    suggestions: int
    clues: int | None
    clue_persons: int | None
    people: int
    members: int
    talks: int
    petitions: int
    visits: int
    papers: int
    immediate_fixes: int
    fixes: FixFigures
    rate: Rate

    @property
    def formula(self) -> str:
        """How the completion rate was computed."""
        return self.rate.formula


def task_figures(session: Session, task: Task) -> RoundFigures:
    """The quantities of one task alone."""
    return _figures(session, scope_of(session, task_id=task.id))


def round_figures(session: Session, round_: Round) -> RoundFigures:
    """The quantities of one round, over all its tasks."""
    tasks = tuple(
        str(id) for (id,) in session.tally(Query("task", (Filter("round_id", Op.EQ, round_.id),)), "id")
    )
    return _figures(session, Scope(round_.title, tasks, (round_.id,)))


def _figures(session: Session, scope: Scope) -> RoundFigures:
    def number(code: str) -> int:
        return figure(session, code, scope).number

    can = session.can_clues
    return RoundFigures(
        units=number("units"),
        problems=number("problems"),
        opinions=number("opinions"),
        suggestions=number("suggestions"),
        clues=number("clues") if can else None,
        clue_persons=number("clue_persons") if can else None,
        people=number("people"),
        members=number("members"),
        talks=number("talks"),
        petitions=number("petitions"),
        visits=number("visits"),
        papers=number("papers"),
        immediate_fixes=number("immediate"),
        fixes=fix_figures(session, scope.tasks or ()),
        rate=rate_in(session, scope),
    )


def rate_in(session: Session, scope: Scope) -> Rate:
    """The completion rate of all rectification tasks of a scope; those 不再适用 are left out of the total."""
    query = Query("rect_task", (*scope.filters(session.catalog["rect_task"]), *ALIVE))
    return rate_from({str(state): n for (state,), n in session.tally(query, "state").items()})


def rate_from(states: dict[str, int]) -> Rate:
    """A rate out of how many tasks stand in each state."""
    done = states.get("done", 0) + states.get("closed", 0)
    total, mostly = sum(states.values()) - states.get("dropped", 0), states.get("mostly", 0)
    return Rate(total=total, done=done, mostly=mostly, doing=total - done - mostly)


def overview(session: Session, scope: Scope, *, today: date | None = None) -> tuple[Section, ...]:
    """Every figure of a scope by step of the work; a section where nothing is registered yet stays, with its noughts."""
    return sections(session, scope, partial(_more, session, scope, today or date.today()))


def _more(
    session: Session, scope: Scope, today: date, section: str, held: dict[str, Figure]
) -> Iterator[Figure]:
    """The figures of a section that are put together from several records."""
    if section == PREPARATION:
        yield person_times_in(session, scope)
        if (covered := coverage_in(session, today)) is not None:
            yield covered
    elif section == PAPERS:
        yield _late_fixes(session, scope, today)
    elif section == FEEDBACK:
        yield from _parts(session, scope, "opinions", "kind", "条", but=("unit",))
    elif section == RECTIFICATION:
        rate = rate_in(session, scope)
        behind = held["due_tasks"].behind
        yield Figure("rate", "整改完成率", rate.percent, "%", rate.formula, behind)
        yield from _printed(session, scope)
        yield from _parts(session, scope, "cadres", "kind", "人次")
    elif section == AFTER:
        yield from _parts(session, scope, "pressing", "kind", "件", but=("letter",))
        yield satisfied(session, held)
    elif section == CLUES:
        yield from _parts(session, scope, "clues_handed", "receiver_body", "件", word="移交")


def _parts(
    session: Session,
    scope: Scope,
    code: str,
    name: str,
    unit: str,
    *,
    word: str = "",
    but: tuple[str, ...] = (),
) -> Iterator[Figure]:
    """A figure split by a code list, each part one click from its records; parts of nought are left out."""
    count = BY_CODE[code]
    for part in by_code(session, count, scope, name, empty=False):
        if part.key not in but:
            label = f"{word}{part.label}"
            yield Figure(
                f"{code}.{part.key}",
                label,
                part.value,
                unit,
                f"{count.label}中的“{part.label}” {part.value} {unit}",
                part.behind,
            )


def person_times_in(session: Session, scope: Scope) -> Figure:
    """抽调人次: one person in one round counts once; those merely named are left out, spells before this vault are in."""
    rounds = {str(id): str(of) for id, of in session.tally(Query("task"), "id", "round_id")}
    query = Query("member", (*scope.filters(session.catalog["member"]), Filter("state", Op.NE, "named")))
    found = {
        (str(person or name), rounds.get(str(task), ""))
        for task, person, name in session.tally(query, "task_id", "person_id", "name")
        if rounds.get(str(task))
    }
    own = len(found)
    earlier = 0
    if not scope.narrow and (scope.rounds is None or scope.years):
        years = (Filter("year", Op.IN, scope.years),) if scope.years else ()
        before = session.tally(Query("service_spell", years), "person_id", "name", "year", "round_name")
        earlier = len({(person or name, year, round_) for person, name, year, round_ in before})
    more = f"，加上以往巡察经历 {earlier}" if earlier else ""
    formula = f"同一人在同一轮算一人次：本库各轮 {own}{more}，共 {own + earlier}"
    return Figure("person_times", "抽调人次", own + earlier, "人次", formula, Behind("member", query.filters))


def coverage_in(session: Session, today: date) -> Figure | None:
    """全覆盖率 by the newest plan in force; None without one."""
    plans = session.some(Query("plan", (Filter("state", Op.NE, "ended"),)), 1)
    if not plans or not isinstance(plans[0], Plan):
        return None
    whole = coverage(session, plans[0], today=today).whole
    return covered(whole.done, whole.total, tuple(whole.ids["done"]))


def covered(done: int, total: int, ids: tuple[str, ...] = ()) -> Figure:
    """覆盖率 of so many units."""
    percent = percent_of(done, total)
    text = f"覆盖率＝任期内已巡察{done}÷应巡察{total}" if total else "没有应巡察的党组织"
    formula = f"{text}＝{percent:.2f}%" if percent is not None else text
    return Figure("coverage", "全覆盖率", percent, "%", formula, Behind("unit", (Filter("id", Op.IN, ids),)))


def satisfied(session: Session, held: dict[str, Figure]) -> Figure:
    """满意率 over all polls: 满意 and 基本满意 at its worth, over all valid votes."""
    very, basic, against, unsure = (
        held[f"votes_{name}"].number for name in ("very", "basic", "against", "unsure")
    )
    rule = rule_for(session, "")
    worth = 100 if rule.basic_share is None else rule.basic_share
    valid = very + basic + against + unsure
    percent = percent_of(very * 100 + basic * worth, valid * 100)
    times = "" if worth == 100 else f"×{worth}%"
    formula = (
        f"（满意{very}＋基本满意{basic}{times}）÷有效票{valid}＝{percent:.2f}%"
        if percent is not None
        else "还没有票"
    )
    return Figure("satisfaction", "整改满意率", percent, "%", formula, held["votes_very"].behind)


def _late_fixes(session: Session, scope: Scope, today: date) -> Figure:
    """立行立改 past their limit and not accepted."""
    kind = session.catalog["instant_fix"]
    late = (Filter("due_on", Op.LE, today - timedelta(days=1)), *LATE)
    query = Query("instant_fix", (*scope.filters(kind), *late))
    n = session.count(query)
    behind = Behind("instant_fix", query.filters)
    return Figure("fixes_late", "立行立改超时限", n, "件", f"过了时限还没有验收的 {n} 件", behind)


def _printed(session: Session, scope: Scope) -> Iterator[Figure]:
    """How many rectification reports print a rate that their own numbers do not give."""
    query = Query(
        "rect_report",
        (*scope.filters(session.catalog["rect_report"]), Filter("printed_rate", Op.FILLED)),
    )
    found = session.tally(query, "id", "printed_total", "printed_done", "printed_rate")
    wrong = {
        str(id): reconcile(int(total or 0), int(done or 0), str(rate)).faults
        for id, total, done, rate in found
    }
    wrong = {id: faults for id, faults in wrong.items() if faults}
    if found:
        said = "；".join(fault for faults in list(wrong.values())[:3] for fault in faults)
        formula = f"写了完成率的整改报告 {len(found)} 份，与自己的分子分母不符的 {len(wrong)} 份"
        behind = Behind("rect_report", (Filter("id", Op.IN, tuple(wrong)),) if wrong else query.filters)
        yield Figure(
            "misprinted",
            "完成率写错的报告",
            len(wrong),
            "份",
            f"{formula}：{said}" if said else formula,
            behind,
        )
