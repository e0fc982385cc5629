"""Deadlines are reckoned by rules that people can change, and move only when somebody was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.closeout.model import HandoverItem
from app.areas.closeout.service import open_closeout
from app.areas.libraries.deadlines.coming import upcoming
from app.areas.libraries.deadlines.holidays import import_holidays, load_years, read_holidays
from app.areas.libraries.deadlines.model import Deadline, DeadlineRule, Holiday
from app.areas.libraries.deadlines.reckoning import shipped_rules, split
from app.areas.libraries.deadlines.service import (
    adopt_for_round,
    apply_moves,
    calendar_of,
    dates_of,
    due_from,
    extend,
    finish,
    keep,
    length_of,
    moved_by,
    seed_rules,
    set_due,
    steps_of,
)
from app.areas.libraries.service import seed_codes, shipped_lists
from app.areas.preparation.model import Round, Task
from app.areas.preparation.service import set_feedback_day
from app.areas.rectification.accounts.model import DemocraticMeeting
from app.areas.rectification.model import Measure, RectTask
from app.catalog import catalog
from app.core.deadline import Due, due_words
from app.core.errors import InputProblems, Refused
from app.core.fields import Kind
from app.core.workdays import Calendar
from db.session import Session
from tests.areas.cases import OnSite

FEEDBACK = date(2026, 5, 20)


def fed_back(session: Session, site: OnSite) -> Task:
    return set_feedback_day(session, site.task, FEEDBACK)


def test_working_days_skip_the_national_holiday_and_count_the_days_worked_for_it(session: Session) -> None:
    days = calendar_of(session)
    # 2026-09-25 to 27 and 10-01 to 07 are off, 09-20 and 10-10 are worked
    assert days.workdays_after(date(2026, 9, 18), 1) == date(2026, 9, 20)
    assert days.workdays_after(date(2026, 9, 24), 3) == date(2026, 9, 30)
    assert days.workdays_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert days.workdays_after(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert days.workdays_after(date(2026, 9, 30), 0) == date(2026, 9, 30)


def test_a_year_without_a_table_has_weekends_only_and_the_sum_says_so(session: Session, site: OnSite) -> None:
    assert Calendar().workdays_after(date(2031, 1, 3), 1) == date(2031, 1, 6)
    task = set_due(session, session.save(replace(site.task, feedback_on=date(2031, 1, 3))), "plan_due")
    assert task.plan_due == date(2031, 1, 24)
    note = next(note for note in dates_of(session, task) if note.label == "整改方案报送")
    assert "2031年没有节假日表" in note.how


def test_holidays_of_a_file_replace_those_of_the_program(session: Session) -> None:
    assert load_years(session, (2026,)) == 39
    assert load_years(session, (2026,)) == 0
    table = "日期,类别,名称\n2026-10-08,放假,国庆节\n2026年10月10日,放假,\n2027-01-01,放假,元旦\n"
    rows = read_holidays(table.encode("utf-8-sig"))
    assert import_holidays(session, rows) == (2, 1)
    days = calendar_of(session)
    assert not days.is_workday(date(2026, 10, 8))
    assert not days.is_workday(date(2026, 10, 10))
    assert not days.is_workday(date(2026, 10, 1)), "the published days of the year are still there"
    assert not days.is_workday(date(2027, 1, 1))
    assert read_holidays(table.encode("gb18030")) == rows


def test_every_row_of_a_holiday_file_that_cannot_be_used_is_named() -> None:
    with pytest.raises(InputProblems) as refused:
        read_holidays("日期,类别,名称\n十月一日,放假,国庆节\n2026-10-02,也许,国庆节\n".encode())
    assert [problem.text[:4] for problem in refused.value.problems] == ["第2行：", "第3行："]


def test_a_holiday_that_a_person_edits_counts_at_once(session: Session) -> None:
    load_years(session, (2026,))
    held = session.find(Holiday, day=date(2026, 10, 10))[0]
    session.save(replace(held, kind="off"))
    assert calendar_of(session).workdays_after(date(2026, 9, 30), 3) == date(2026, 10, 12)


def test_every_shipped_rule_names_types_and_fields_that_exist() -> None:
    kinds = catalog()
    lists = {held.name: {item.code for item in held.items} for held in shipped_lists()}
    codes = [rule.code for rule in shipped_rules()]
    assert len(codes) == len(set(codes))
    for rule in shipped_rules():
        assert rule.offset is not None, rule.code
        assert rule.source_note, rule.code
        assert rule.unit in lists["deadline_unit"]
        assert rule.direction in lists["deadline_direction"]
        for place, known in (
            (rule.base, "deadline_event"),
            (rule.done, "deadline_event"),
            (rule.target, "deadline_target"),
        ):
            type_name, field = split(place)
            if place:
                assert place in lists[known], rule.code
                assert type_name in kinds, rule.code
            if field:
                assert kinds[type_name].field(field).kind is Kind.DATE, rule.code
        name, _, value = rule.applies.partition("=")
        if name:
            spec = kinds[split(rule.target)[0]].field(name)
            assert spec.kind is not Kind.CHOICE or value in lists[spec.codes], rule.code
        if rule.round_field:
            assert kinds["round"].field(rule.round_field).kind is Kind.NUMBER, rule.code
        if rule.target and split(rule.target)[0] != split(rule.base)[0]:
            links = [s.to for s in kinds[split(rule.target)[0]].fields if s.kind is Kind.LINK]
            assert split(rule.base)[0] in links, rule.code


def test_every_event_and_target_of_the_code_lists_exists() -> None:
    kinds = catalog()
    for shipped in shipped_lists():
        if shipped.name in ("deadline_event", "deadline_target"):
            for item in shipped.items:
                type_name, field = split(item.code)
                assert not field or kinds[type_name].field(field).kind is Kind.DATE, item.code


def test_the_table_of_deadlines_is_shipped_whole() -> None:
    wanted = {
        "plan_due", "rectification_due", "democratic_meeting", "progress_report", "publication", "evaluation",
        "clue_result", "clue_accept", "feedback_meeting", "report_due", "report_hearing", "immediate_fix",
        "petition_answer", "petition_transfer", "entry_notice", "warning_green", "warning_yellow", "warning_red",
        "long_term_follow_up", "aftertalk",
    }  # fmt: skip
    codes = {rule.code for rule in shipped_rules()}
    assert wanted <= codes
    assert sum(code.startswith("handover_") for code in codes) == 16  # the 17th waits for the receipt


def test_rules_are_stored_once_and_a_changed_rule_stays_changed(session: Session) -> None:
    assert seed_rules(session) == len(shipped_rules())
    rule = session.get(DeadlineRule, "rule.plan_due")
    session.save(replace(rule, offset=20))
    assert seed_rules(session) == 0
    assert due_from(session, "plan_due", FEEDBACK) == calendar_of(session).workdays_after(FEEDBACK, 20)
    session.save(replace(session.get(DeadlineRule, "rule.plan_due"), active=False))
    assert due_from(session, "plan_due", FEEDBACK) is None
    assert due_from(session, "rectification_due", None) is None


def test_a_round_has_rules_of_its_own(session: Session, site: OnSite) -> None:
    seed_rules(session)
    general = session.get(DeadlineRule, "rule.rectification_due")
    own = adopt_for_round(session, general, site.round.id)
    session.save(replace(own, offset=6))
    other = session.create(Round(name="另一轮"))
    assert due_from(session, "rectification_due", FEEDBACK, round_id=site.round.id) == date(2026, 11, 20)
    assert due_from(session, "rectification_due", FEEDBACK, round_id=other.id) == date(2026, 8, 20)
    assert fed_back(session, site).rectification_due == date(2026, 11, 20)
    assert adopt_for_round(session, general, site.round.id).offset == 6, "a second time it is the same copy"
    with pytest.raises(Refused):
        adopt_for_round(session, own, other.id)


def test_the_numbers_in_the_form_of_a_round_hold_for_that_round(session: Session, site: OnSite) -> None:
    seed_rules(session)
    round_ = session.save(replace(site.round, rectification_months=6, plan_workdays=10))
    task = fed_back(session, site)
    assert task.rectification_due == date(2026, 11, 20)
    assert task.plan_due == calendar_of(session).workdays_after(FEEDBACK, 10)
    assert length_of(session, "plan_due", round_id=round_.id) == "10个工作日"
    own = adopt_for_round(session, session.get(DeadlineRule, "rule.plan_due"), round_.id)
    assert own.offset == 10
    assert session.get(Round, round_.id).plan_workdays is None, "one place alone says how long"


def test_a_date_remembers_its_rule_and_its_sum(session: Session, site: OnSite) -> None:
    seed_codes(session)
    task = fed_back(session, site)
    row = session.get(Deadline, f"deadline.plan_due.{task.id}")
    assert row.due_on == task.plan_due == date(2026, 6, 10)
    assert row.base_on == FEEDBACK
    assert row.basis == "反馈日期2026-05-20起15个工作日，为2026-06-10（其间休息6天）"
    assert {r.rule_code for r in session.find(Deadline, task_id=task.id)} >= {
        "democratic_meeting", "publication", "evaluation", "aftertalk", "report_hearing", "entry_notice",
    }  # fmt: skip


def test_a_task_with_dates_gets_its_deadlines_when_it_is_made(session: Session, site: OnSite) -> None:
    assert site.task.report_due == date(2026, 5, 21)
    notice = session.get(Deadline, f"deadline.entry_notice.{site.task.id}")
    assert notice.due_on == date(2026, 2, 24), "ten working days before; Saturday 02-28 is worked"


def test_moving_the_day_of_feedback_offers_everything_that_rests_on_it(
    session: Session, site: OnSite
) -> None:
    task = fed_back(session, site)
    rect, _ = keep(session, RectTask(task_id=task.id, title="补凭证", in_period=True))
    assert rect.due_on == date(2026, 8, 20)
    measure, _ = keep(
        session, Measure(task_id=task.id, rect_task_id=rect.id, content="查", due_on=date(2026, 7, 1))
    )
    late = session.save(replace(task, feedback_on=date(2026, 6, 1)))
    moves = {move.label: move for move in moved_by(session, task, late)}
    assert moves["集中整改截止"].new == date(2026, 9, 1)
    assert moves["整改任务完成"].new == date(2026, 9, 1), "a date that rests on a moved date moves too"
    assert moves["整改措施完成"].by_hand, "what was set by hand is offered, but not ticked"
    assert "2026-08-20 → 2026-09-01" in moves["集中整改截止"].text
    assert session.get(Task, task.id).rectification_due == date(2026, 8, 20), (
        "nothing moves before the answer"
    )

    apply_moves(session, [move for move in moves.values() if not move.by_hand])
    assert session.get(Task, task.id).rectification_due == date(2026, 9, 1)
    assert session.get(RectTask, rect.id).due_on == date(2026, 9, 1)
    assert session.get(Measure, measure.id).due_on == date(2026, 7, 1)
    evaluation = session.get(Deadline, f"deadline.evaluation.{task.id}")
    assert evaluation.due_on == date(2026, 10, 1)


def test_a_date_that_was_typed_in_the_same_save_is_left_alone(session: Session, site: OnSite) -> None:
    task = fed_back(session, site)
    typed = replace(task, feedback_on=date(2026, 6, 1), rectification_due=date(2026, 12, 31))
    stored, moves = keep(session, typed)
    assert stored.rectification_due == date(2026, 12, 31)
    assert "集中整改截止" not in {move.label for move in moves}
    assert "整改成效评估" in {move.label for move in moves}, "what rests on the typed date is offered"


def test_leaving_the_site_later_moves_the_open_rows_of_the_close_out(session: Session, site: OnSite) -> None:
    open_closeout(session, site.task)
    items = session.find(HandoverItem, task_id=site.task.id)
    assert next(item for item in items if item.code == "computers").time_limit == "撤点后3个工作日"
    waived = next(item for item in items if item.code == "personal")
    session.move(waived, "waive", reason="没有个人笔记")
    task = session.get(Task, site.task.id)
    _, moves = keep(session, replace(task, stay_to=date(2026, 5, 15)))
    assert sum(move.type == "handover_item" for move in moves) == 15
    apply_moves(session, moves)
    held = {item.code: item.due_on for item in session.find(HandoverItem, task_id=task.id)}
    assert held["computers"] == date(2026, 5, 20)


def test_a_changed_rule_offers_the_dates_it_made(session: Session, site: OnSite) -> None:
    seed_rules(session)
    task = fed_back(session, site)
    rule = session.get(DeadlineRule, "rule.plan_due")
    _, moves = keep(session, replace(rule, offset=20))
    assert [(move.label, move.by_hand) for move in moves] == [("整改方案报送", False)]
    _, moves = keep(session, replace(site.round, rectification_months=6))
    assert "集中整改截止" in {move.label for move in moves}
    apply_moves(session, moves)
    assert session.get(Task, task.id).rectification_due == date(2026, 11, 20)


def test_what_falls_due_is_listed_nearest_first_until_it_is_done(session: Session, site: OnSite) -> None:
    task = fed_back(session, site)
    today = date(2026, 6, 5)
    rows = upcoming(session, today=today, task_id=task.id)
    labels = [row.label for row in rows]
    assert labels.index("整改方案报送") < labels.index("巡察整改专题民主生活会")
    assert [row.ends_on for row in rows] == sorted(row.ends_on for row in rows if row.ends_on)
    assert "集中整改截止" not in labels, "that is further than 20 days away"
    assert "召开反馈会" not in labels, "the feedback was given"
    assert upcoming(session, today=today, task_id="nobody") == ()
    assert [row.label for row in upcoming(session, today=today, round_id=site.round.id)] == labels
    finish(session, "plan_due", task, date(2026, 6, 4))
    assert "整改方案报送" not in [row.label for row in upcoming(session, today=today, task_id=task.id)]


def test_a_deadline_is_put_off_with_its_reason_only(session: Session, site: OnSite) -> None:
    task = fed_back(session, site)
    row = session.get(Deadline, f"deadline.plan_due.{task.id}")
    with pytest.raises(Refused):
        extend(session, row, date(2026, 6, 30), " ")
    extend(session, row, date(2026, 6, 30), "党组书记更换，领导小组组长同意")
    assert session.get(Task, task.id).plan_due == date(2026, 6, 30)
    note = next(n for n in dates_of(session, session.get(Task, task.id)) if n.label == "整改方案报送")
    assert "党组书记更换" in note.how
    assert upcoming(session, today=date(2026, 6, 29), task_id=task.id, within=1)[-1].label == "整改方案报送"


def test_the_steps_of_the_colours_are_rules_too(session: Session, site: OnSite) -> None:
    seed_rules(session)
    assert steps_of(session) == (20, 10, 0)
    session.save(replace(session.get(DeadlineRule, "rule.warning_green"), offset=400000))
    fed_back(session, site)
    task = session.get(Task, site.task.id)
    note = next(n for n in dates_of(session, replace(task, state="rectifying")) if n.label == "集中整改截止")
    assert note.due in (Due.GREEN, Due.YELLOW, Due.RED)
    assert due_words(date(2026, 6, 10), date(2026, 6, 12)) == "已超期2天"
    assert due_words(date(2026, 6, 10), date(2026, 6, 10)) == "今天到期"


def test_what_another_record_shows_as_done_reminds_no_more(session: Session, site: OnSite) -> None:
    task = fed_back(session, site)
    today = date(2026, 6, 18)
    assert "巡察整改专题民主生活会" in [row.label for row in upcoming(session, today=today, task_id=task.id)]
    session.create(DemocraticMeeting(task_id=task.id, theme="巡察整改", held_on=date(2026, 6, 15)))
    assert "巡察整改专题民主生活会" not in [
        row.label for row in upcoming(session, today=today, task_id=task.id)
    ]
    note = next(n for n in dates_of(session, task) if n.label == "巡察整改专题民主生活会")
    assert note.done
