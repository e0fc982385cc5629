"""System 4, the process of a round in six stages; and system 16, its schedule with standards and limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.areas.libraries.deadlines.model import DeadlineRule
from app.areas.libraries.deadlines.service import adopt_for_round
from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Member, Task
from app.areas.preparation.process.model import STAGES, ProcessStep
from app.areas.preparation.process.proof import measured, proofs_of
from app.areas.preparation.process.schedule import schedule
from app.areas.preparation.process.service import (
    Shown,
    chart,
    make_steps,
    plan_days,
    steps_of,
    template,
)
from app.areas.preparation.process.view import pages
from app.areas.preparation.service import new_task, set_feedback_day
from app.areas.reporting.meetings.model import Meeting
from app.catalog import catalog, seed_shipped
from app.core.errors import Refused
from db.session import Session
from db.vault import Vault
from tests.areas.cases import OnSite, on_site
from tests.builders import new_vault, session_on


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = new_vault(tmp_path / "库", kind="office")
    yield made
    made.close()


@pytest.fixture
def session(vault: Vault) -> Iterator[Session]:
    made = session_on(vault)
    yield made
    made.close()


@pytest.fixture
def site(session: Session) -> OnSite:
    seed_shipped(session)
    return on_site(session, codes=False)


def _steps(session: Session, site: OnSite, today: date) -> dict[str, Shown]:
    stages = chart(session, site.round.id, today=today)
    return {shown.step.code: shown for stage in stages for shown in stage.steps}


def _member(session: Session, task: Task, name: str) -> Recusal:
    session.create(Member(task_id=task.id, name=name))
    return session.create(Recusal(task_id=task.id, name=name))


def test_system_04_process_of_a_round(session: Session, site: OnSite, vault: Vault) -> None:
    made = make_steps(session, site.round)
    assert len(made) == len(template())
    stages = chart(session, site.round.id, today=date(2026, 3, 1))
    assert [stage.label for stage in stages] == ["准备", "了解", "报告", "反馈", "移交与整改督查", "立卷归档"]
    assert all(stage.steps for stage in stages)
    for step in steps_of(session, site.round.id):
        assert step.who
        assert step.what
        assert step.output
        assert step.standard
        assert step.time_limit or step.rule_id, step.code

    held = _steps(session, site, date(2026, 3, 1))
    assert held["4.2"].tone == "waiting"
    assert held["1.10"].limit == "进驻日期前10个工作日"
    assert (held["1.10"].tone, held["1.10"].due_on) == ("late", date(2026, 2, 24))
    assert held["3.2"].limit == "离点日期起10个工作日"

    first, second = (_member(session, site.task, name) for name in ("组员乙", "组员丙"))
    session.move(first, "clear")
    shown = _steps(session, site, date(2026, 3, 1))["1.3"]
    assert shown.proof is not None
    assert shown.proof.counted == "回避申报 1/2"
    assert shown.tone != "done"
    session.move(second, "clear")
    assert _steps(session, site, date(2026, 3, 1))["1.3"].tone == "done", "the records prove it by themselves"

    set_feedback_day(session, session.get(Task, site.task.id), date(2026, 6, 12))
    shown = _steps(session, site, date(2026, 6, 13))["4.2"]
    assert shown.tone == "done"
    assert shown.word == "已完成 2026-06-12"

    by_hand = session.find(ProcessStep, code="1.5")[0]
    with pytest.raises(Refused, match="完成"):
        session.move(by_hand, "finish")
    session.move(session.save(replace(by_hand, done_on=date(2026, 3, 5))), "finish")
    assert _steps(session, site, date(2026, 6, 13))["1.5"].tone == "done"
    skipped = session.find(ProcessStep, code="2.13")[0]
    session.move(skipped, "skip", reason="本轮没有")
    inspect = chart(session, site.round.id, today=date(2026, 6, 13))[1]
    assert inspect.counted == len(inspect.steps) - 1

    with pytest.raises(Refused):
        make_steps(session, site.round)
    assert "流程图" in [page.label for page in pages(vault)]


def test_system_16_schedule_with_standards_and_limits(session: Session, site: OnSite, vault: Vault) -> None:
    make_steps(session, site.round)
    session.create(
        Meeting(
            kind="joint", title="组办联审会", round_id=site.round.id, task_id=site.task.id,
            at=datetime(2026, 5, 19, 9, 0),
        )
    )  # fmt: skip
    found = schedule(session, site.round.id, today=date(2026, 4, 1))
    entries = [entry for week in found.weeks for entry in week.entries]
    whats = [entry.what for entry in entries]
    for wanted in (
        "进驻",
        "离点",
        "3.5 组办联审",
        "3.7 领导小组会审议",
        "3.8 书记专题会听取汇报",
        "期限：巡察报告提交",
    ):
        assert wanted in whats
    assert any(entry.type == "meeting" and entry.planned == "2026-05-19 09:00" for entry in entries)
    assert [week.starts_on.weekday() for week in found.weeks] == [0] * len(found.weeks)
    assert [week.starts_on for week in found.weeks] == sorted(week.starts_on for week in found.weeks)
    spring = next(week for week in found.weeks if week.starts_on == date(2026, 5, 4))
    assert spring.workdays == 4, "5 May is off, 9 May is worked"
    report = next(entry for entry in entries if entry.what == "3.2 起草巡察报告")
    assert "离点日期起10个工作日" in report.standard
    assert report.planned.endswith("05-22")
    late = next(entry for entry in entries if entry.what == "进驻")
    assert (late.tone, late.word) == ("late", "到日未办"), "planned for March, the task has not entered yet"

    other = new_task(
        session,
        site.round,
        session.create(replace(site.unit, id="", number="", rev=0, name="示例县乙局党组")),
        group_name="县委第二巡察组",
        group_ordinal="二",
        leader="组长甲",
        stay_from=date(2026, 5, 3),
        stay_to=date(2026, 6, 5),
    )
    clashes = [clash.text for clash in schedule(session, site.round.id, today=date(2026, 4, 1)).clashes]
    assert any(text.startswith("组长甲同时在") for text in clashes)
    assert any("进驻排在非工作日 2026-05-03" in text for text in clashes)
    assert other.name
    assert {"流程图", "日程表"} == {page.label for page in pages(vault)}
    assert {page.group for page in pages(vault)} == {"流程与日程"}


def test_the_limit_of_a_step_follows_the_rule_of_the_round(session: Session, site: OnSite) -> None:
    make_steps(session, site.round)
    rule = session.get(DeadlineRule, "rule.report_due")
    session.save(replace(adopt_for_round(session, rule, site.round.id), offset=15))
    shown = _steps(session, site, date(2026, 5, 10))["3.2"]
    assert shown.limit == "离点日期起15个工作日"
    assert shown.due_on == date(2026, 5, 28)


def test_planned_days_follow_the_tasks_when_asked(session: Session, site: OnSite) -> None:
    make_steps(session, site.round)
    before = {step.code: step.planned_to for step in steps_of(session, site.round.id)}
    assert before["2.15"] == date(2026, 5, 8)
    assert before["5.4"] is None, "no feedback day yet"
    session.save(replace(session.get(Task, site.task.id), stay_to=date(2026, 5, 15)))
    assert plan_days(session, site.round) == 0, "days that stand are not moved unasked"
    assert plan_days(session, site.round, again=True) > 5
    assert next(s for s in steps_of(session, site.round.id) if s.code == "2.15").planned_to == date(
        2026, 5, 15
    )


def test_interviews_that_are_all_signed_do_not_end_the_talks_while_the_group_is_on_site(
    session: Session, site: OnSite
) -> None:
    from tests.areas.cases import interview

    make_steps(session, site.round)
    interview(session, site)
    assert _steps(session, site, date(2026, 3, 20))["2.4"].tone == "doing"
    task = session.save(replace(session.get(Task, site.task.id)))
    for step in ("enter", "leave"):
        if not session.why_not(task, step):
            task = session.move(task, step)


def test_every_step_of_the_template_is_coherent() -> None:
    kinds = catalog()
    codes = [row["code"] for row in template()]
    assert len(codes) == len(set(codes))
    assert {row["stage"] for row in template()} == set(STAGES)
    for row in template():
        text = row.get("proof", "")
        proofs = proofs_of(text)
        assert len(proofs) == (text.count("|") + 1 if text else 0), row["code"]
        for proof in proofs:
            if proof.type not in kinds:
                continue
            kind = kinds[proof.type]
            assert not proof.field or kind.has(proof.field), row["code"]
            assert not proof.name or kind.has(proof.name), row["code"]
            assert set(proof.states) <= {state.code for state in kind.lifecycle.states}, row["code"]
            assert kind.has("task_id") or kind.has("round_id") or proof.type == "round", row["code"]
        start, _, end, _ = row["plan"]
        assert all(kinds["task"].has(place.partition(".")[2]) for place in (start, end)), row["code"]


def test_what_cannot_be_read_proves_nothing(session: Session, site: OnSite) -> None:
    assert proofs_of("") == ()
    assert measured(session, "no_such_type:done", site.round, [site.task]) is None
    found = measured(session, "no_such_type|task.stay_from", site.round, [site.task])
    assert found is not None
    assert found.complete
