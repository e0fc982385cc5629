"""Systems of appraisal, end to end: units, cadres and partners scored; the group's conduct; performance of cadres."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.closeout.appraisal import view
from app.areas.closeout.appraisal.model import GROUP, TYPES, ConductReview, InfoPiece, PartnerTask
from app.areas.closeout.appraisal.papers import PAPERS
from app.areas.closeout.appraisal.performance import FIGURES, points_for, ranking, score_member
from app.areas.closeout.appraisal.service import (
    add_sheet,
    appraise_member,
    appraise_nominee,
    appraise_partner,
    appraise_unit,
    board_of,
    count_review,
    item_averages,
    nominate,
    open_review,
    review_sheets,
    review_text,
)
from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Visit
from app.areas.libraries.deadlines.service import seed_rules
from app.areas.libraries.model import Person
from app.areas.libraries.schemes.service import confirm, result, rows_of, score
from app.areas.libraries.schemes.shipped import seed_schemes
from app.areas.preparation.model import Member
from app.areas.preparation.service import add_member
from app.areas.preparation.staffing.model import StaffLimit
from app.areas.preparation.staffing.shipped import seed_staffing
from app.core.errors import Refused
from app.documents.pdf import render_pdf
from app.documents.wording import texts
from db.opening import prepare
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.areas.cases import OnSite, on_site
from tests.builders import PASSWORD, new_session, new_vault, session_on

TODAY = date(2026, 6, 1)


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    with new_session(tmp_path / "vault", kind="office") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    made = on_site(session)
    seed_schemes(session)
    seed_staffing(session)
    return made


def serve(session: Session, site: OnSite, *names: str) -> tuple[Member, ...]:
    made = []
    for name in names:
        person = session.create(Person(name=name, employer="示例县审计局", post="科员", politics="party"))
        member = add_member(session, site.task, person)
        made.append(session.move(session.save(replace(member, joined_on=date(2026, 3, 9))), "join"))
    return tuple(made)


def printed(session: Session, name: str, key: str) -> str:
    spec = next(spec for spec in PAPERS if spec.name == name)
    made = spec.build(session, key)
    assert render_pdf(made).startswith(b"%PDF")
    return "\n".join(texts(made))


def test_the_pages_and_lists_stand_in_the_window_under_their_group(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库", kind="office")
    try:
        pages = {page.label: (page.step, page.group) for page in view.pages(vault)}
    finally:
        vault.close()
    assert pages == dict.fromkeys(("考评总表", "问卷和结果", "绩效考核"), ("closeout", GROUP))
    assert {cls.TYPE.group for cls in TYPES} == {GROUP}
    assert [spec.row for spec in PAPERS].count(89) == 2


def test_system_02_units_cadres_and_partners_are_appraised(session: Session, site: OnSite) -> None:
    """②: 被巡察单位配合, 抽调干部, 协作单位任务分解, 优秀巡察干部 within their share."""
    sheet = appraise_unit(session, site.task)
    sheet = score(session, sheet, {4: (40, "凭证晚交两天")})
    assert result(session, confirm(session, sheet)).formula == "得分＝100－4＝96.0（满分100，扣分1项）"
    assert appraise_unit(session, site.task).id == sheet.id

    members = serve(session, site, *(f"组员{letter}" for letter in "甲乙丙丁戊"))
    cadre = appraise_member(session, members[0])
    given = {row.position or 0: (row.full, "") for row in rows_of(session, cadre)}
    cadre = confirm(session, score(session, cadre, given))
    assert (cadre.points, cadre.grade) == (1000, "优秀")
    paper = printed(session, "cadre_appraisal", cadre.id)
    for said in (
        "组员甲",
        "中共党员",
        "示例县审计局 科员",
        "县委第一巡察组",
        "等次：优秀",
        "本人意见",
        "巡察办意见",
    ):
        assert said in paper

    for score_, done in ((95, date(2026, 3, 9)), (None, None)):
        session.create(
            PartnerTask(
                round_id=site.round.id, department="县审计局", content="提供审计情况", due_on=date(2026, 3, 6),
                done_on=done, result="已回复" if done else "", score=score_, state="checked" if done else "assigned",
            )
        )  # fmt: skip
    appraise_partner(session, site.round, "县审计局")
    board = board_of(session, site.round.id, today=TODAY)
    (partner,) = board.partners
    assert (partner.formula, partner.late) == ("完成1÷分解2；得分9.5÷分值10", 2)
    assert partner.sheet
    assert [(held.name, held.points) for held in board.units] == [("示例县甲局党组", 960)]
    assert "提供审计情况" in printed(session, "partner_table", site.round.id)

    assert board.share_text == "抽调5人×20%＝最多1人"
    first, second = (
        nominate(session, site.round, session.get(Person, members[n].person_id), deeds="查清账目")
        for n in (0, 1)
    )
    nominee = appraise_nominee(session, first)
    score(session, nominee, {1: (250, "")})
    first = session.move(first, "choose")
    with pytest.raises(Refused) as caught:
        session.move(second, "choose")
    assert caught.value.reasons == ("超过比例：抽调5人×20%＝最多1人，已评定1人",)
    share = next(held for held in session.find(StaffLimit) if held.code == "excellent_share")
    session.save(replace(share, value=40))
    second = session.save(replace(second, veto="失密一次"))
    assert session.why_not(second, "choose") == ("一票否决：失密一次",)
    assert board_of(session, site.round.id, today=TODAY).excellent[0].points == 250
    assert "抽调5人×40%＝最多2人，评定1人" in printed(session, "excellent_list", site.round.id)


def test_system_03_the_conduct_of_a_group_is_reviewed_by_anonymous_sheets_and_a_talk(
    session: Session, site: OnSite
) -> None:
    """③: several sheets counted without names, talk within its term, average with formula, result."""
    seed_rules(session)
    task = session.save(replace(site.task, stay_to=date(2026, 5, 8), feedback_on=date(2026, 6, 1)))
    review = open_review(session, task)
    assert open_review(session, task).id == review.id
    assert review.talk_due == date(2026, 6, 15)
    for weak in (0, 20):
        sheet = add_sheet(session, review)
        assert sheet.assessor == ""
        given = {row.position or 0: (row.full, "") for row in rows_of(session, sheet)}
        assert len(given) == 31
        given[7] = (50 - weak, "")
        confirm(session, score(session, sheet, given))
    add_sheet(session, review)
    assert [sheet.stage for sheet in review_sheets(session, review)] == ["第1份", "第2份", "第3份"]
    review, done = count_review(session, session.save(replace(review, sent=5)))
    assert review_text(review, done) == "发出5份，有效2份；平均分＝（100＋98）÷2＝99.0（满分100），好"
    weakest = item_averages(session, [s for s in review_sheets(session, review) if s.state == "confirmed"])[0]
    assert (weakest.position, weakest.average, weakest.full) == (7, 40, 50)
    assert session.why_not(review, "settle") == ("“结论和建议”还没有填写", "还没有登记评估谈话（日期和内容）")
    review = session.save(
        replace(review, talked_on=TODAY, talked_by="巡察办主任", talk="反映纪律严明", conclusion="总体良好")
    )
    review = session.move(review, "settle")
    with pytest.raises(Refused, match="不能再录问卷"):
        add_sheet(session, review)
    paper = printed(session, "conduct_review", review.id)
    for said in (
        "县委第一巡察组",
        "示例县甲局党组",
        "99.0分（满分100）",
        "不接受宴请、礼品礼金和各种安排",
        "反映纪律严明",
        "总体良好",
    ):
        assert said in paper
    assert session.get(ConductReview, review.id).sheets == 2


def test_system_35_cadres_are_ranked_by_what_the_records_say(session: Session, site: OnSite) -> None:
    """㉟: figures per cadre, points by a shown rule, ranking with reasons; clues only with the compartment."""
    first, second = serve(session, site, "组员乙", "组员丁")
    cases.signed_paper(session, site)
    cases.interview(session, site)
    session.create(Visit(task_id=site.task.id, place="示例村", visitors="组员丁、组员乙"))
    session.create(InfoPiece(task_id=site.task.id, title="巡察进村", author="组员乙"))
    session.create(Clue(task_id=site.task.id, summary="某人涉嫌违规", source="petition", registrar="组员乙"))
    ranked = ranking(session, site.round.id)
    best = ranked.cadres[0]
    assert best.name == "组员乙"
    assert best.counts == {
        "problems": 1, "papers": 1, "talks": 1, "visits": 1, "petitions": 0, "pieces": 1, "clues": 1,
    }  # fmt: skip
    assert ranked.reasons(best).startswith("发现问题1个（人均0.5）")
    assert points_for(200, 1, 0.5) == (200, "20.0×70%×1÷人均0.5＝20.0（不超过分值）")
    assert points_for(200, 1, 1.0)[0] == 140
    sheet = score_member(session, first)
    rows = rows_of(session, sheet)
    assert [row.points for row in rows[:5]] == [200, 150, 140, 0, 50]
    assert rows[0].reason == "20.0×70%×1÷人均0.5＝20.0（不超过分值）"
    assert rows[5].points is None
    with pytest.raises(Refused, match="确认评分"):
        confirm(session, sheet)
    sheet = score(session, sheet, {place: (row.full, "") for place, row in enumerate(rows, 1) if place > 5})
    sheet = confirm(session, sheet)
    assert score_member(session, first).id == sheet.id
    assert [(held.name, held.points, held.confirmed) for held in ranking(session, site.round.id).cadres] == [
        ("组员乙", 940, True),
        ("组员丁", None, False),
    ]
    score_member(session, second)
    assert ranking(session, site.round.id).cadres[1].points == 70


def test_somebody_without_the_compartment_sees_no_figure_of_clues(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    with new_session(folder, kind="office") as session:
        site = on_site(session)
        serve(session, site, "组员乙")
        assert set(ranking(session, site.round.id).averages) == set(FIGURES)
    vault = Vault.unlock(folder, "组长甲", PASSWORD)
    prepare(vault)
    vault.add_user("组员乙", PASSWORD + "2", may_clues=False)
    vault.close()
    vault = Vault.unlock(folder, "组员乙", PASSWORD + "2")
    prepare(vault)
    member = session_on(vault, name="组员乙")
    try:
        assert not member.can_clues
        assert "clues" not in ranking(member, site.round.id).averages
    finally:
        member.close()
        vault.close()
