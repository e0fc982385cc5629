"""The demonstration data are sound records whose figures leave room for the unit that is still to be inspected."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.clues.service import register_clue
from app.areas.feedback.model import Opinion
from app.areas.feedback.service import FeedbackRow, import_feedback
from app.areas.fieldwork.model import Interview
from app.areas.insight.service import round_figures
from app.areas.libraries.deadlines.coming import Coming, upcoming
from app.areas.preparation.model import Round, Task
from app.areas.workpapers.model import WorkingPaper
from app.catalog import catalog
from app.core.fields import Kind
from app.core.records import Record
from app.demo import calendar, fill_demo
from db.query import Query
from db.session import Session
from tests.builders import new_session


def _every_record(session: Session) -> None:
    for kind in catalog():
        if kind.name == "code_item":
            continue
        states = {state.code for state in kind.lifecycle.states}
        codes = {
            spec.codes: {c.code for c in session.codes(spec.codes)} for spec in kind.fields if spec.codes
        }
        for record in session.page(kind.name, session.rows(Query(kind.name))):
            assert record.state in states, record
            assert kind.problems(record) == (), record
            for spec in kind.fields:
                value = getattr(record, spec.name)
                if spec.kind is Kind.CHOICE and value:
                    assert value in codes[spec.codes], (kind.name, spec.name, value)
                if spec.kind is Kind.CHOICES:
                    assert set(value) <= codes[spec.codes], (kind.name, spec.name, value)
                if spec.kind is Kind.LINK and value:
                    assert session.exists(spec.to, value), (kind.name, spec.name, value)
                if spec.kind is Kind.LINKS:
                    assert all(session.exists(spec.to, key) for key in value), (kind.name, spec.name, value)


def test_the_office_has_a_round_that_waits_for_its_first_unit(tmp_path: Path) -> None:
    with new_session(tmp_path / "vault", kind="office") as session:
        begun = time.perf_counter()
        demo = fill_demo(session, office=True)
        assert time.perf_counter() - begun < 20
        figures = round_figures(session, demo.round)
        assert (figures.units, figures.problems, figures.opinions, figures.clues) == (3, 11, 9, 4)
        assert (figures.people, figures.talks, figures.petitions, figures.visits) == (25, 19, 11, 62)
        assert figures.rate.total == 11
        assert session.get(Task, demo.first_task.id).state == "preparing"
        assert session.why_not(demo.first_task, "enter") == ()
        assert not session.find(Interview, task_id=demo.first_task.id)
        _every_record(session)
        empty = {kind.name for kind in catalog() if not session.count(Query(kind.name))}
        assert empty <= {"account", "bundle_log"}, "people and bundles of a vault are its own"


def test_the_laptop_of_a_group_holds_only_its_own_task(tmp_path: Path) -> None:
    with new_session(tmp_path / "vault") as session:
        demo = fill_demo(session, office=False)
        assert [task.id for task in session.find(Task)] == [demo.first_task.id]
        assert [paper.state for paper in session.find(WorkingPaper)] == ["submitted"]
        (paper,) = session.find(WorkingPaper)
        assert session.why_not(paper, "review") == ()
        assert len(session.find(Clue)) == 1
        _every_record(session)


HISTORY = {
    ("unit", "last_inspected"), ("unit_signal", "seen_on"), ("plan", "approved_on"), ("person", "born"),
    ("person", "joined_party"), ("person", "sanction_until"), ("work_rule", "issued_on"), ("work_rule", "ended_on"),
    ("work_rule", "reviewed_on"), ("service_spell", "started_on"), ("service_spell", "ended_on"),
}  # fmt: skip
"""Days that are not of the story: before the round, or a term that has nothing to do with it."""
LATE = {("task", "1"), ("round", "1"), ("info_request", "1"), ("warning", "3"), ("holding_pledge", "01")}
LATE_TYPES = {"responsibility", "partner_task", "round_step"}
"""Where a moved story tells something else: the unit still ahead, what came of it, what a group has not signed yet."""
RECKONED = {
    ("handover_item", "due_on"),
    ("clue", "accept_due"),
    ("clue", "approval_due"),
    ("clue", "handle_due"),
    ("task", "plan_due"),
    ("draw_letter", "ends_on"),
    ("office_document", "moved_on"),
    ("office_document", "due_on"),
}


def _told(folder: Path, *, office: bool, today: date | None) -> tuple[dict[str, Record], tuple[Coming, ...]]:
    with new_session(folder, kind="office" if office else "group") as session:
        fill_demo(session, office=office, today=today)
        rows = {
            held.id: held
            for kind in catalog()
            for held in session.page(kind.name, session.rows(Query(kind.name)))
            if held.id.startswith("demo.")
        }
        if today:
            _every_record(session)
        return rows, upcoming(session, today=today) if today else ()


@pytest.mark.parametrize(("office", "today"), [(True, date(2027, 2, 3)), (False, date(2026, 11, 25))])
def test_the_story_moves_whole_to_the_day_on_which_it_is_made(
    tmp_path: Path, office: bool, today: date
) -> None:
    written, _ = _told(tmp_path / "written", office=office, today=None)
    moved, waiting = _told(tmp_path / "moved", office=office, today=today)
    assert written.keys() == moved.keys()
    astray = []
    with calendar.told_on(today, office=office):
        for key, was in written.items():
            if was.TYPE.name in LATE_TYPES or (was.TYPE.name, key.rpartition(".")[2]) in LATE:
                continue
            for spec in was.TYPE.fields:
                before, after = getattr(was, spec.name), getattr(moved[key], spec.name)
                if isinstance(before, date | str) and (was.TYPE.name, spec.name) not in HISTORY | RECKONED:
                    astray += [(key, spec.name, before, after)] if calendar.told(before) != after else []
    assert astray == []
    past = [row for row in waiting if row.ends_on < today]
    assert len(past) <= (14 if office else 4), past
    assert any(today <= row.ends_on <= today + timedelta(days=10) for row in waiting)
    task = moved["demo.task.1"]
    assert isinstance(task, Task)
    assert task.stay_from
    assert task.stay_to
    middle = task.stay_from + (task.stay_to - task.stay_from) / 2
    assert task.stay_from > today if office else abs(middle - today) < timedelta(days=7)


@pytest.mark.parametrize("office", [True, False])
def test_new_records_are_numbered_after_the_demonstration(tmp_path: Path, office: bool) -> None:
    with new_session(tmp_path / "vault") as session:
        demo = fill_demo(session, office=office)
        taken = {held.number for held in session.find(Interview)}
        fresh = session.create(Interview(task_id=demo.first_task.id, subject="受访人"))
        assert fresh.number not in taken
        assert session.find(Round)[0].title == demo.round.name


def test_the_first_unit_done_by_hand_completes_the_figures_of_the_round(tmp_path: Path) -> None:
    """Three units, 16 problems, 13 opinions, 5 clues, 25 people: the quantities of the published round."""
    with new_session(tmp_path / "vault", kind="office") as session:
        demo = fill_demo(session, office=True)
        task = session.move(demo.first_task, "enter")
        names = (
            "日常党建不扎实",
            "两个责任落实不到位",
            "意识形态工作不受重视",
            "财务管理不规范",
            "群众服务意识不强",
        )
        import_feedback(session, task, [FeedbackRow(title=name) for name in names])
        for place in range(1, 5):
            session.create(Opinion(task_id=task.id, position=place, content=f"整改意见{place}"))
        register_clue(session, task, [], summary="反映社区干部优亲厚友")
        figures = round_figures(session, demo.round)
        assert (figures.units, figures.problems, figures.opinions) == (3, 16, 13)
        assert (figures.clues, figures.people) == (5, 25)
        assert figures.formula == "完成率＝已完成6÷应整改11＝54.55%（基本完成2项不计入已完成）"
