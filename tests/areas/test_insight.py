"""The one statistics service: the sizes of printed texts come out as they should, and each figure opens what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.feedback.model import FeedbackProblem
from app.areas.fieldwork.model import Visit
from app.areas.insight.comparison import BY, compare
from app.areas.insight.counting import Figure, Scope, scope_of
from app.areas.insight.figures import BY_CODE
from app.areas.insight.papers import analysis_paper, comparison_paper, figure_rows, figures_paper
from app.areas.insight.problems import analyse
from app.areas.insight.service import covered, overview, round_figures, task_figures
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.plans import Plan
from app.areas.preparation.staffing.rotation import person_times
from app.areas.rectification.accounts.model import RectReport
from app.areas.rectification.model import RectTask
from app.core.records import Record
from app.demo import fill_demo
from app.documents.paper import Table
from db.query import Query
from db.schema import columns
from db.session import Session
from db.vault import Vault
from tests.areas.cases import OnSite, confirmed, on_site
from tests.builders import PASSWORD, new_session, new_vault, session_on

TODAY = date(2026, 11, 1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "办", kind="office") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


def copies(session: Session, record: Record, count: int, **own: str) -> None:
    """More records like a stored one, by SQL; `own` gives SQL for single columns, where n.i counts from 1."""
    kind = record.TYPE
    store = session.store(kind.compartment)
    assert store is not None
    names = [name for name, _ in columns(kind) if name != "row"]
    own.setdefault("id", "held.id || '.' || n.i")
    values = ", ".join(own.get(name, f"held.{name}") for name in names)
    with session.transaction():
        store.conn.execute(
            f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO {kind.name} ({", ".join(names)})
            SELECT {values} FROM n, (SELECT * FROM {kind.name} WHERE id = ?) AS held""",
            (record.id,),
        )


def rect_tasks(session: Session, task: Task, total: int, done: int) -> None:
    first = session.create(RectTask(task_id=task.id, position=1, title="整改", state="closed"))
    copies(session, first, total - 1, state=f"CASE WHEN n.i < {done} THEN 'closed' ELSE 'doing' END")


def named(session: Session, scope: Scope, code: str) -> Figure:
    every = [figure for part in overview(session, scope, today=TODAY) for figure in part.figures]
    (found,) = [figure for figure in every if figure.code == code]
    return found


def test_coverage_of_96_of_112_units_is_85_71_per_cent(session: Session, site: OnSite) -> None:
    session.create(Plan(name="规划", from_year=2022, to_year=2026, target=112, state="running"))
    first = session.create(Unit(name="单位", last_inspected=date(2024, 5, 1)))
    # One unit of the task, one made here; 95 more inspected and 15 that are not.
    copies(session, first, 95)
    copies(session, first, 15, id="held.id || '.open.' || n.i", last_inspected="NULL")
    found = named(session, scope_of(session), "coverage")
    assert (found.text, found.formula) == ("85.71%", "覆盖率＝任期内已巡察96÷应巡察112＝85.71%")
    assert found.behind is not None
    assert session.count(Query(found.behind.type, found.behind.filters)) == 96
    assert covered(0, 0).text == "—"


@pytest.mark.parametrize(
    ("total", "done", "printed", "wrong"), [(4173, 4119, "98.81%", 1), (697, 688, "98.71%", 0)]
)
def test_the_rate_of_thousands_of_tasks_is_counted_and_a_misprinted_one_is_flagged(
    session: Session, site: OnSite, total: int, done: int, printed: str, wrong: int
) -> None:
    rect_tasks(session, site.task, total, done)
    session.create(
        RectReport(
            title="整改报告",
            task_id=site.task.id,
            printed_total=total,
            printed_done=done,
            printed_rate=printed,
        )
    )
    scope = scope_of(session, round_id=site.round.id)
    rate = named(session, scope, "rate")
    assert rate.text == "98.71%"
    assert f"已完成{done}÷应整改{total}＝98.71%" in rate.formula
    flagged = named(session, scope, "misprinted")
    assert flagged.number == wrong
    if wrong:
        assert f"报告写{printed}，按{done}÷{total}应为98.71%" in flagged.formula


def test_26_and_84_problems_make_106_tasks_of_which_98_are_done(session: Session, site: OnSite) -> None:
    village = session.create(Unit(name="示例村党总支", category="village"))
    below = session.create(
        Task(name="示例村", round_id=site.round.id, unit_id=village.id, group_name="县委第一巡察组")
    )
    for task, problems, tasks, done in ((site.task, 26, 22, 14), (below, 84, 84, 84)):
        first = session.create(FeedbackProblem(task_id=task.id, position=1, title="问题", state="assigned"))
        copies(session, first, problems - 1)
        rect_tasks(session, task, tasks, done)
    held = round_figures(session, site.round)
    assert (held.problems, held.rate.total, held.rate.done, held.rate.percent) == (110, 106, 98, 92.45)
    assert task_figures(session, below).rate.percent == 100.0
    lines = {line.label: line for line in compare(session, scope_of(session), "unit").lines}
    assert lines["示例县甲局党组"].rate.formula.startswith("完成率＝已完成14÷应整改22＝63.64%")
    assert compare(session, scope_of(session), "group").total.rate.done == 98


def test_person_times_of_visits_are_summed_and_a_blank_counts_one(session: Session, site: OnSite) -> None:
    for people in (100, 11, None):
        session.create(Visit(task_id=site.task.id, kind="visit", place="村部", people=people))
    found = named(session, scope_of(session, task_id=site.task.id), "visits")
    assert (found.text, found.formula) == ("112 人次", "走访记录 3 条，走访人次相加（没写的按 1）＝112")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with new_session(tmp_path_factory.mktemp("demo") / "办", kind="office") as made:
        fill_demo(made, office=True)
        yield made


def test_every_count_opens_exactly_the_records_it_counts(demo: Session) -> None:
    seen = 0
    for scope in (scope_of(demo), scope_of(demo, round_id="demo.round.1"), scope_of(demo, year=2026)):
        for part in overview(demo, scope, today=TODAY):
            for figure in part.figures:
                assert figure.behind is not None, figure.code
                behind = demo.count(Query(figure.behind.type, figure.behind.filters))
                count = BY_CODE.get(figure.code)
                if count is not None and not count.amount and not count.distinct:
                    assert behind == figure.number, figure.code
                    assert str(figure.number) in figure.formula
                    seen += 1
    assert seen > 100


def test_scopes_by_unit_and_group_add_up_to_the_round(demo: Session) -> None:
    whole = compare(demo, scope_of(demo, round_id="demo.round.1"), "task")
    for by in BY:
        held = compare(demo, scope_of(demo, round_id="demo.round.1"), by)
        assert held.total.values == whole.total.values
        sums = tuple(sum(line.values[n] for line in held.lines) for n in range(len(held.columns)))
        assert sums == held.total.values
    group = scope_of(demo, round_id="demo.round.1", group="县委第二巡察组")
    unit = scope_of(demo, round_id="demo.round.1", unit_id="demo.unit.2")
    assert group.tasks == unit.tasks == ("demo.task.2",)
    assert named(demo, group, "talks").number == 9


def test_figures_agree_with_the_services_of_the_steps(demo: Session) -> None:
    assert named(demo, scope_of(demo), "person_times").number == person_times(demo).total
    assert (
        named(demo, scope_of(demo, year=2026), "person_times").number == person_times(demo, year=2026).total
    )
    held = round_figures(demo, demo.get(Round, "demo.round.1"))
    assert (held.units, held.problems, held.opinions, held.clues) == (3, 11, 9, 4)
    assert (held.talks, held.petitions, held.visits, held.people) == (19, 11, 62, 25)


def test_a_problem_found_again_in_a_later_round_is_told(session: Session, site: OnSite) -> None:
    confirmed(session, site)
    other = session.create(Round(name="示例县委第四轮巡察", ordinal="四", year=2027))
    again = session.create(
        Task(name="再巡", round_id=other.id, unit_id=site.unit.id, group_name="县委第二巡察组")
    )
    confirmed(session, OnSite(other, site.unit, again, site.policy))
    found = analyse(session, scope_of(session, year=2027))
    assert [(r.unit, len(r.rounds), r.problems) for r in found.repeated] == [("示例县甲局党组", 2, 2)]
    assert session.count(Query("finding", found.repeated[0].behind.filters)) == 2
    assert found.total == 1
    assert analyse(session, scope_of(session)).common == ()


def test_without_the_key_no_figure_speaks_of_clues(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    with closing(session_on(vault)) as leader:
        site = on_site(leader)
        leader.create(Clue(task_id=site.task.id, summary="反映甲局", registered_on=TODAY, source="petition"))
        assert round_figures(leader, site.round).clues == 1
        vault.add_user("组员乙", PASSWORD, may_clues=False)
    vault.close()
    vault = Vault.unlock(tmp_path / "库", "组员乙", PASSWORD)
    with closing(session_on(vault, name="组员乙", role="reader")) as member:
        assert not member.can_clues
        figures = [
            figure for part in overview(member, scope_of(member), today=TODAY) for figure in part.figures
        ]
        assert not any("线索" in figure.label for figure in figures)
        assert "clues" not in compare(member, scope_of(member), "task").columns
        assert round_figures(member, member.find(Round)[0]).clues is None
    vault.close()


def test_papers_and_tables_carry_every_figure_with_its_formula(demo: Session) -> None:
    scope = scope_of(demo, round_id="demo.round.1")
    paper = figures_paper(demo, scope)
    cells = [cell for block in paper.body if isinstance(block, Table) for row in block.rows for cell in row]
    for said in ("个别谈话", "19 人次", "全覆盖率", "整改完成率"):
        assert said in cells
    rows = list(figure_rows(overview(demo, scope, today=TODAY)))
    assert len(rows) > 60
    assert all(len(row) == 5 for row in rows)
    compared = comparison_paper(demo, scope, "unit")
    assert any(isinstance(block, Table) and len(block.rows) == 4 for block in compared.body)
    assert sum(isinstance(block, Table) for block in analysis_paper(demo, scope).body) > 5
