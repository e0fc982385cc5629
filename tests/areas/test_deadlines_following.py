"""Dates that follow: registered meetings and talks, limits inside a clue, rules of the user's own, letters of one number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.areas.closeout.appraisal.model import ConductReview
from app.areas.closeout.appraisal.service import open_review
from app.areas.clues.model import Clue
from app.areas.libraries.deadlines.coming import upcoming
from app.areas.libraries.deadlines.model import Deadline, DeadlineRule
from app.areas.libraries.deadlines.reckoning import shipped_rules
from app.areas.libraries.deadlines.service import (
    adopt_for_round,
    apply_moves,
    due_from,
    keep,
    seed_rules,
)
from app.areas.libraries.model import Unit
from app.areas.libraries.schemes.shipped import seed_schemes
from app.areas.libraries.service import shipped_lists
from app.areas.preparation.planning.model.partners import InfoRequest, Partner
from app.areas.preparation.service import set_feedback_day
from app.areas.rectification.accounts.model import DemocraticMeeting
from app.areas.rectification.accounts.service import draft_meeting
from db.session import SHIPPED, Session
from tests.areas.cases import OnSite

FEEDBACK = date(2026, 5, 20)


def test_letters_of_one_number_are_told_apart_by_whom_they_ask_about_whom(
    session: Session, site: OnSite
) -> None:
    seed_rules(session)
    for name in ("示例县审计局", "示例县财政局"):
        partner = session.create(Partner(name=name, kind="audit"))
        keep(
            session,
            InfoRequest(
                task_id=site.task.id, partner_id=partner.id, letter_number="巡情函〔2026〕04号", content="三年情况",
                sent_on=date(2026, 6, 1), due_on=date(2026, 6, 12), state="sent",
            ),
        )  # fmt: skip
    rows = upcoming(session, today=date(2026, 6, 5))
    unit = session.get(Unit, site.task.unit_id)
    told = sorted(row.subject for row in rows if row.about_type == "info_request")
    assert told == [
        f"{who} {unit.short_name or unit.name} 巡情函〔2026〕04号" for who in ("示例县审计局", "示例县财政局")
    ]


def test_meeting_and_talk_that_are_registered_follow_the_day_of_feedback(
    session: Session, site: OnSite
) -> None:
    seed_schemes(session)
    task = set_feedback_day(session, site.task, date(2026, 6, 1))
    meeting, review = draft_meeting(session, task), open_review(session, task)
    assert task.feedback_on is not None
    later = task.feedback_on + timedelta(days=14)
    kept, moves = keep(session, replace(task, feedback_on=later))
    asked = {(move.type, move.field): move for move in moves}
    assert asked["democratic_meeting", "due_on"].old == meeting.due_on
    assert not asked["conduct_review", "talk_due"].by_hand
    apply_moves(session, moves)
    held = session.get(DemocraticMeeting, meeting.id)
    assert held.due_on == due_from(session, "democratic_meeting", later)
    talk = session.get(ConductReview, review.id).talk_due
    assert talk == due_from(session, "aftertalk", later)
    assert talk is not None
    said = [row.label for row in upcoming(session, today=talk, task_id=kept.id) if "评估谈话" in row.label]
    assert said == ["反馈后评估谈话（后评估登记）"], "one line, not two"
    session.save(replace(session.get(ConductReview, review.id), talked_on=talk))
    assert not [row for row in upcoming(session, today=talk, task_id=kept.id) if "评估谈话" in row.label]


def test_limits_inside_the_handling_of_a_clue_are_reckoned_and_waited_for(
    session: Session, site: OnSite
) -> None:
    rule = next(rule for rule in shipped_rules() if rule.code == "clue_review")
    session.seed(replace(rule, target="", done="", applies=""))  # as a vault of an earlier version has it
    seed_rules(session)
    clue = session.create(
        Clue(
            task_id=site.task.id, summary="某甲有关问题", source="petition", receiver_body="discipline",
            handed_on=date(2026, 6, 1), handed_by="甲", state="handed",
        )
    )  # fmt: skip
    clue = session.move(clue, "receive")
    assert clue.accept_due == due_from(session, "clue_accept", date(2026, 6, 1))
    assert clue.inner_due == ("分办", clue.accept_due)
    seen = [row.label for row in upcoming(session, today=date(2026, 6, 3)) if row.about_type == "clue"]
    assert seen == ["问题线索受理分办"]
    clue = session.move(session.save(replace(clue, disposal="verify")), "handle")
    assert clue.accepted_on is not None
    assert clue.handle_due == due_from(session, "clue_review", date(2026, 6, 1))
    assert clue.approval_due is None
    assert clue.inner_due == ("初核", clue.handle_due)
    seen = [row.label for row in upcoming(session, today=date(2026, 6, 20)) if row.about_type == "clue"]
    assert seen == ["初步核实"]
    assert not session.find(Deadline, about_type="clue"), "the register keeps nothing of clues"


def test_a_rule_that_a_user_adds_needs_no_code_and_a_round_may_have_its_own(
    session: Session, site: OnSite
) -> None:
    seed_rules(session)
    assert DeadlineRule.TYPE.field("code").inner
    added, _ = keep(
        session,
        DeadlineRule(
            label="问询书答复", base="fact_confirmation.sent_on", offset=9, unit="day",
            target="fact_confirmation.answer_due", position=1,
        ),
    )  # fmt: skip
    assert due_from(session, added.key, date(2026, 6, 1)) == date(2026, 6, 10)
    own = adopt_for_round(session, added, site.round.id)
    session.save(replace(own, offset=3))
    assert due_from(session, added.key, date(2026, 6, 1), round_id=site.round.id) == date(2026, 6, 4)
    assert due_from(session, added.key, date(2026, 6, 1)) == date(2026, 6, 10)


def test_where_a_rule_is_used_comes_with_a_newer_program_unless_somebody_changed_it(session: Session) -> None:
    shipped = {rule.code: rule for rule in shipped_rules()}
    for code in ("clue_review", "clue_accept", "clue_inquiry"):
        session.seed(
            replace(shipped[code], target="", done="", applies="")
        )  # as an earlier version shipped it
    longer = session.get(DeadlineRule, "rule.clue_accept")
    session.save(replace(longer, offset=7))
    elsewhere = session.get(DeadlineRule, "rule.clue_inquiry")
    session.save(replace(elsewhere, target="clue.accept_due"))
    seed_rules(session)
    review, accept, inquiry = (
        session.get(DeadlineRule, f"rule.{code}") for code in ("clue_review", "clue_accept", "clue_inquiry")
    )
    assert (review.target, review.done) == ("clue.handle_due", "clue.answered_on")
    assert review.updated_by == SHIPPED
    assert (accept.target, accept.offset) == ("clue.accept_due", 7), "how long it gives is the user's"
    assert inquiry.target == "clue.accept_due", "so is the place that somebody chose"
    seed_rules(session)
    assert session.get(DeadlineRule, review.id).rev == review.rev, "nothing is written twice"


def test_conditions_of_rules_are_shown_in_the_users_words() -> None:
    lists = {held.name: {item.code for item in held.items} for held in shipped_lists()}
    assert {rule.applies for rule in shipped_rules() if rule.applies} <= lists["deadline_condition"]
