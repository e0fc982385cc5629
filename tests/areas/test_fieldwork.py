"""Petitions, interviews and evidence: what may be closed, and whose name may stand where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.fieldwork.model import page_count, page_reference, turns
from app.areas.fieldwork.service import evidence_from, merge_petition
from app.core.errors import InputProblems, Refused
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite


def test_a_petition_goes_its_way_to_a_result(session: Session, site: OnSite) -> None:
    held = cases.petition(session, site, naming="real", reporter="群众甲")
    assert held.number == f"信访〔{date.today().year}〕001号"
    with pytest.raises(Refused) as refused:
        session.move(held, "propose")
    assert refused.value.reasons == ("“受理范围”还没有填写", "“拟办意见”还没有填写")
    held = session.save(
        replace(held, in_scope="in", proposal="建议重点了解", handling="inspect", handler="组员乙")
    )
    held = session.move(held, "propose")
    held = session.move(session.save(replace(held, decision="同意")), "decide")
    held = session.move(held, "handle")
    held = session.save(replace(held, conclusion="partly", result="已查实两笔", closed_on=date(2026, 4, 2)))
    held = session.move(held, "close")
    assert [row.role for row in held.signed] == ["拟办人", "批示领导", "承办人"]
    with pytest.raises(Refused, match="已办结"):
        session.save(replace(held, result="改一改"))


def test_an_anonymous_petition_keeps_no_identity(session: Session, site: OnSite) -> None:
    with pytest.raises(InputProblems, match="匿名件里还留有反映人身份"):
        cases.petition(session, site, naming="anonymous", reporter="某某")
    held = cases.petition(session, site, naming="anonymous")
    shown = [spec.name for spec in held.TYPE.fields if spec.shown(held)]
    assert "reporter" not in shown
    assert "reporter_contact" not in shown


def test_only_what_is_out_of_scope_is_passed_on(session: Session, site: OnSite) -> None:
    inside = cases.petition(session, site, in_scope="in", destination="县信访局")
    assert "只有“不属于受理范围”的件才转办" in session.why_not(inside, "transfer")[0]
    outside = cases.petition(session, site, in_scope="out", destination="县信访局", summary="邻里地界纠纷")
    assert session.move(outside, "transfer").state == "transferred"


def test_a_repeated_petition_is_joined_to_the_first(session: Session, site: OnSite) -> None:
    first = cases.petition(session, site)
    again = merge_petition(session, cases.petition(session, site), first)
    assert again.state == "merged"
    assert again.number in session.get(type(first), first.id).note
    third = session.save(replace(cases.petition(session, site), repeated=True, merged_into=again.id))
    assert session.why_not(third, "merge") == (f"{again.number}也已并案，请并入首次登记的件",)


def test_an_interview_needs_two_people_and_a_confirmation(session: Session, site: OnSite) -> None:
    held = cases.interview(session, site, signed=False)
    held = session.save(replace(held, recorder="组员乙", confirmed="open"))
    assert session.why_not(held, "sign") == (
        "谈话须两人以上：谈话人和记录人不能是同一人",
        "还没有登记被谈话人核对签字的情况",
    )
    held = session.save(replace(held, recorder="组员丙", confirmed="refused"))
    assert session.why_not(held, "sign") == ("被谈话人没有签字的，要在备注里写明原因和在场人",)


def test_questions_and_answers_are_read_line_by_line() -> None:
    read = turns("问：谁审批？\n答: 会计。\n后来没人管。\n（停顿）")
    assert [(turn.speaker, turn.words) for turn in read] == [
        ("问", "谁审批？"),
        ("答", "会计。\n后来没人管。\n（停顿）"),
    ]


@pytest.mark.parametrize(
    ("value", "pages"), [("第3页", 1), ("第3-5页", 3), ("第3-5页、第9页", 4), ("3-5", 0), ("第x页", 0)]
)
def test_page_references_are_written_one_way(value: str, pages: int) -> None:
    assert (page_reference(value) is None) == bool(pages)
    assert page_count(value) == pages


def test_evidence_points_into_its_source_and_waits_for_its_signature(session: Session, site: OnSite) -> None:
    talk = cases.interview(session, site, signed=False)
    proof = evidence_from(session, talk, pages="第2页")
    assert proof.interview_id == talk.id
    assert session.why_not(proof, "verify") == (f"出处{talk.number}还没有核对签字",)
    session.move(talk, "sign")
    assert session.move(proof, "verify").state == "verified"
    letter = evidence_from(
        session, cases.petition(session, site, naming="real", reporter="群众甲"), pages="第1页"
    )
    assert "群众甲" not in letter.name
