"""Working papers: refused with every reason at once, numbered by the leader, given back when void."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.fieldwork.model import Evidence
from app.areas.workpapers.model import Finding, three_parts
from app.areas.workpapers.service import finding_from, make_paper, void_paper
from app.core.errors import InputProblems, Refused
from app.core.roles import Actor, Role, who_may
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite


def test_a_paper_carries_over_what_its_finding_says(session: Session, site: OnSite) -> None:
    paper = cases.draft_paper(session, site)
    (held,) = (session.get(Finding, key) for key in paper.finding_ids)
    assert held.state == "papered"
    assert (paper.phenomenon, paper.nature, paper.duty) == (held.phenomenon, held.nature, held.duty)
    assert paper.evidence_ids == held.evidence_ids
    assert "2025年第三季度凭证第3-5页" in paper.inquiry
    assert paper.number == f"预〔{date.today().year}〕001"


def test_submitting_says_everything_that_is_missing(session: Session, site: OnSite) -> None:
    paper = cases.draft_paper(session, site)
    paper = session.save(
        replace(
            cases.with_authors(session, paper, "组员乙"), evidence_ids=(), policy_ids=(), nature="", duty=""
        )
    )
    assert session.why_not(paper, "submit") == (
        "“定性”还没有填写",
        "“责任”还没有填写",
        "承办人须两人以上，现有1人",
        "没有佐证：至少挂一份带页码的佐证",
        "没有政策依据：从政策库选用，或在“依据补充”里写明条款",
    )


def test_evidence_without_a_page_is_not_enough(session: Session, site: OnSite) -> None:
    paper = cases.draft_paper(session, site)
    (proof,) = (session.get(Evidence, key) for key in paper.evidence_ids)
    session.save(replace(proof, pages=""))
    assert session.why_not(paper, "submit") == ("佐证都没有页码：至少一份要写明第几页",)


def test_the_leader_assigns_the_formal_number_and_the_office_files(session: Session, site: OnSite) -> None:
    first, second = cases.signed_paper(session, site), cases.signed_paper(session, site)
    year = date.today().year
    assert first.formal_number == f"〔{year}〕三巡-一组-01号"
    assert second.formal_number == f"〔{year}〕三巡-一组-02号"
    assert [row.role for row in first.reviews] == ["副组长", "组长"]
    assert session.move(first, "file").reviews[-1].role == "巡察办"
    with pytest.raises(Refused, match="组长已审签"):
        session.save(replace(second, title="改题"))


def test_a_returned_paper_says_why_and_keeps_its_number(session: Session, site: OnSite) -> None:
    paper = cases.signed_paper(session, site)
    with pytest.raises(Refused, match="须写明原因"):
        session.move(paper, "recall")
    back = session.move(paper, "recall", reason="金额要重新核对")
    assert back.state == "returned"
    back = session.save(replace(back, amount=426000))
    for step in ("submit", "review", "sign"):
        back = session.move(back, step)
    assert back.formal_number == paper.formal_number
    assert "金额要重新核对" in [entry.note for entry in session.history(back)]


def test_only_posts_may_take_their_steps() -> None:
    member = Actor("u", "组员乙", frozenset({Role.MEMBER}))
    deputy = Actor("u", "副组长", frozenset({Role.DEPUTY}))
    assert member.may("paper.submit")
    assert not member.may("paper.review")
    assert deputy.may("paper.review")
    assert not deputy.may("paper.sign")
    assert who_may("paper.sign") == "组长"


def test_a_withdrawn_finding_cannot_be_used(session: Session, site: OnSite) -> None:
    held = session.move(cases.confirmed(session, site), "withdraw", reason="查否")
    with pytest.raises(Refused, match="已撤销"):
        make_paper(session, site.task, [held])


def test_a_void_paper_gives_its_findings_back(session: Session, site: OnSite) -> None:
    paper = cases.draft_paper(session, site)
    void_paper(session, paper, "与另一份合并")
    (held,) = (session.get(Finding, key) for key in paper.finding_ids)
    assert held.state == "confirmed"


def test_a_finding_may_not_quote_a_clue(session: Session, site: OnSite) -> None:
    with pytest.raises(InputProblems, match="线索不能进入问题和底稿"):
        cases.finding(session, site, note="另见线索〔2026〕001号")


def test_wording_is_advised_on_and_never_stops_a_save(session: Session, site: OnSite) -> None:
    held = cases.finding(
        session, site, phenomenon="学习氛围不浓", nature="这是不对的", duty="相关人员负责", policy_ids=()
    )
    said = [problem.text for problem in held.TYPE.warnings(held)]
    assert [problem.where for problem in held.TYPE.warnings(held)] == [
        "phenomenon",
        "phenomenon",
        "nature",
        "nature",
        "duty",
    ]
    assert any("氛围不浓" in text for text in said)
    assert not list(
        three_parts("2025年8月3笔未附凭证。", "违反《办法》第五条。", "财务股负直接责任。", False)
    )


def test_a_finding_comes_out_of_an_interview_with_its_evidence(session: Session, site: OnSite) -> None:
    talk = cases.interview(session, site)
    held = finding_from(session, talk, title="报销没有复核", pages="第1页")
    (proof,) = (session.get(Evidence, key) for key in held.evidence_ids)
    assert (proof.interview_id, proof.pages, held.sources) == (talk.id, "第1页", ("interview",))
