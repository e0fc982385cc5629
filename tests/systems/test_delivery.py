"""Systems of feedback at work: double feedback, reports and copies to several levels, recommendations that are chased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.feedback.delivery.model import FeedbackSession, Recommendation
from app.areas.feedback.delivery.service import (
    chase,
    double_feedback,
    draft_notifications,
    draft_recommendation,
    fed_back_tasks,
    followed,
    levels,
    overdue,
    plan_sessions,
)
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.feedback.service import draft_letter, issue_all
from app.areas.workpapers.judging.model import CommonProblem
from app.compose import areas
from app.core.errors import Refused
from app.widgets.page import list_code
from db.session import Session
from db.vault import Vault
from tests.areas.cases import OnSite, on_site
from tests.builders import new_vault, session_on

TITLES = ("重大项目调度不及时", "报销审核不严", "选任程序不规范", "服务窗口值守不到位")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = new_vault(tmp_path / "vault", kind="office")
    yield made
    made.close()


@pytest.fixture
def session(vault: Vault) -> Iterator[Session]:
    made = session_on(vault)
    yield made
    made.close()


@pytest.fixture
def site(session: Session) -> OnSite:
    made = on_site(session)
    unit = session.save(
        replace(made.unit, secretary="邵砚耕", county_leader="分管副县长", industry="finance")
    )
    task = session.save(replace(made.task, feedback_on=date(2026, 6, 18)))
    for place, title in enumerate(TITLES, 1):
        session.create(
            FeedbackProblem(
                task_id=task.id, position=place, title=title, focus="f4-2", detail=f"{title}的具体情况",
                special="personnel" if place == 3 else "main",
            )
        )  # fmt: skip
    issue_all(session, task)
    return replace(made, unit=unit, task=task)


def in_window(vault: Vault) -> set[str]:
    """Codes of every page and list that the window offers, with the entry that gathers them behind a slash."""
    found = set()
    for area in areas(vault, lambda _request: None):  # type: ignore[arg-type, return-value]  # nothing is erased here
        found |= {f"{area.label}/{cls.TYPE.group}/{list_code(cls.TYPE.name)}" for cls in area.types}
        found |= {f"{area.label}/{page.group}/{page.code}" for page in area.pages}
    return found


def _delivered(session: Session, held: FeedbackSession) -> FeedbackSession:
    letter = session.get(FeedbackLetter, held.letter_id)
    letter = session.save(replace(letter, overall="总体较好", opinions="逐项整改", problems="见清单"))
    session.move(letter, "approve", opinion="同意")
    return session.save(
        replace(
            held, place="会议室", letter_given=True, copies=2, signed_for_by="邵砚耕",
            signed_for_on=date(2026, 6, 18), reply="照单全收",
        )
    )  # fmt: skip


def test_system_20_double_feedback_needs_both_meetings_or_a_reason(
    session: Session, site: OnSite, vault: Vault
) -> None:
    for kind in ("body", "head"):
        draft_letter(session, site.task, kind=kind)
    head, body = plan_sessions(session, site.task)
    assert (head.kind, head.receivers, body.kind) == ("head", "邵砚耕", "body")
    assert "带头整改" in head.points
    with pytest.raises(Refused) as refused:
        session.move(head, "hold")
    assert {"反馈意见还是“拟稿”，审定后才反馈", "“签收人”还没有填写"} <= set(refused.value.reasons)
    session.move(_delivered(session, body), "hold")
    assert double_feedback(session, site.task).missing == ("对主要负责人的反馈还是“已安排”",)
    assert fed_back_tasks(session, site.round) == ()
    with pytest.raises(Refused):
        session.move(session.get(FeedbackSession, head.id), "waive")
    noted = session.save(replace(session.get(FeedbackSession, head.id), waived_why="主要负责人空缺"))
    session.move(noted, "waive", opinion="同意")
    assert double_feedback(session, site.task).fed_back
    assert [task.id for task in fed_back_tasks(session, site.round)] == [site.task.id]
    assert plan_sessions(session, site.task) == ()
    assert {"反馈/反馈会与抄告/list:feedback_session", "反馈/反馈会与抄告/feedback.delivery"} <= in_window(
        vault
    )


def test_system_21_feedback_goes_to_the_county_leader_and_to_three_departments(
    session: Session, site: OnSite, vault: Vault
) -> None:
    made = draft_notifications(session, site.task)
    assert [(one.kind, one.audience) for one in made] == [
        ("special", "leader"), ("copy", "department"), ("copy", "discipline"), ("copy", "organisation"),
    ]  # fmt: skip
    special, *copies = made
    assert special.addressee == "分管副县长"
    assert special.problems.count("\n") == 3
    assert [len(copy.problem_ids) for copy in copies] == [4, 4, 1]
    assert TITLES[2] in copies[2].problems
    assert draft_notifications(session, site.task) == ()
    with pytest.raises(Refused) as refused:
        session.move(copies[0], "send")
    assert "“收件单位或领导”还没有填写" in refused.value.reasons
    sent = session.move(
        session.save(replace(copies[0], addressee="县财政局", sent_on=date(2026, 6, 20))), "send"
    )
    sent = session.save(replace(sent, receipt_by="收文", receipt_on=date(2026, 6, 21)))
    sent = session.move(sent, "receive")
    sent = session.save(replace(sent, answer="已督促", answered_on=date(2026, 7, 1)))
    assert session.move(sent, "answer").state == "answered"
    states = [level.sent.state for level in levels(session, site.task) if level.sent]
    assert states == ["draft", "answered", "draft", "draft"]
    assert "反馈/反馈会与抄告/list:notification" in in_window(vault)


def _sent(session: Session, held: Recommendation) -> Recommendation:
    filled = replace(
        held, receiver=held.receiver or "县财政局", advice="修订制度。", sent_on=date(2026, 6, 24),
        due_on=date(2026, 7, 24),
    )  # fmt: skip
    return session.move(session.save(filled), "send", opinion="同意")


def test_system_12_governance_advice_is_drafted_from_problems_of_several_units(
    session: Session, site: OnSite, vault: Vault
) -> None:
    problems = session.find(FeedbackProblem, task_id=site.task.id)
    made = draft_recommendation(session, problems[:2], kind="governance", receiver="县委组织部")
    assert "专项治理建议" in made.title
    assert TITLES[1] in made.problems
    assert made.round_id == site.round.id
    with pytest.raises(Refused):
        draft_recommendation(session, ())
    assert _sent(session, made).state == "sent"
    assert "反馈/建议与移交/list:recommendation" in in_window(vault)


def test_system_47_recommendations_are_chased_until_answered_and_carried_out(
    session: Session, site: OnSite
) -> None:
    problems = session.find(FeedbackProblem, task_id=site.task.id)
    first = _sent(session, draft_recommendation(session, problems[:1], receiver="县财政局"))
    second = _sent(session, draft_recommendation(session, problems[1:2], receiver="县水利局"))
    assert overdue(session, today=date(2026, 7, 24)) == ()
    assert len(overdue(session, today=date(2026, 7, 25))) == 2
    first = chase(session, first, on=date(2026, 7, 27))
    first = chase(session, first, on=date(2026, 8, 1))
    assert (first.state, first.chases) == ("chased", 2)
    assert "“采纳情况”还没有填写" in session.why_not(first, "answer")
    first = session.save(replace(first, answer="已办", answered_on=date(2026, 8, 3), adopted="partly"))
    first = session.move(first, "answer")
    assert "没有全部采纳的，在“落实结果”里写明理由和后续安排" in session.why_not(first, "finish")
    first = session.move(session.save(replace(first, result="制度已印发，一条暂缓并说明理由")), "finish")
    counts = followed(session, site.round.id, today=date(2026, 8, 5))
    assert (counts.sent, counts.answered, counts.adopted, counts.done, counts.overdue) == (2, 1, 1, 1, 1)
    assert counts.formula == "答复率＝已答复1÷已发出2＝50.00%；采纳率＝已采纳1÷已发出2＝50.00%"
    assert second.state == "sent"


def test_system_52_common_problems_are_handed_to_the_department_of_the_trade(
    session: Session, site: OnSite
) -> None:
    common = session.create(CommonProblem(title="财务审核普遍不严", summary="三个单位都有"))
    problems = session.find(FeedbackProblem, task_id=site.task.id)
    made = draft_recommendation(session, problems[1:2], kind="common", receiver="县财政局")
    assert made.industry == "finance"
    made = session.save(replace(made, common_problem_id=common.id))
    assert [one.id for one in session.find(Recommendation, common_problem_id=common.id)] == [made.id]
    assert made.id in {record.id for record in session.linked(common)}
