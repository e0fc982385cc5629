"""Systems of tracking clues, end to end: routing, sealed batches, chasing, results, the chain in figures, and who sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.clues.papers import PAPERS as CLUE_PAPERS
from app.areas.clues.service import register_clue
from app.areas.clues.tracking.model import ClueTransfer, LeaderNote, UrgentReport
from app.areas.clues.tracking.papers import PAPERS
from app.areas.clues.tracking.routing import RoutingRule
from app.areas.clues.tracking.service import (
    batch,
    chain,
    chase,
    overdue,
    proposed,
    route_clues,
    seed_tracking,
    way_of,
)
from app.areas.parts import PaperSpec
from app.areas.workpapers.judging.service import open_points
from app.catalog import catalog
from app.compose import areas
from app.core.errors import Refused
from app.core.records import Compartment
from app.demo import fill_demo
from app.documents.wording import texts
from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.builders import PASSWORD, new_session, new_vault, session_on


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        seed_tracking(made)
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


def _approved(session: Session, site: OnSite, summary: str = "某股长收受礼金", **fields: object) -> Clue:
    given: dict[str, object] = {
        "subject_unit": "甲局", "subject_post": "股长", "subject_rank": "clerk", "content": "收礼", "ground": "谈话中反映",
        "assessment": "具体", "proposal": "verify", "disciplines": ("integrity",), "secrecy_term": "5年",
    }  # fmt: skip
    clue = register_clue(session, site.task, [], summary=summary, subject="某甲")
    clue = session.save(replace(clue, **{**given, **fields}))  # type: ignore[arg-type]
    return session.move(session.move(clue, "assess"), "approve")


def _paper(name: str, session: Session, key: str) -> str:
    spec: PaperSpec = next(spec for spec in (*PAPERS, *CLUE_PAPERS) if spec.name == name)
    return " ".join(texts(spec.build(session, key)))


def test_system_29_a_clue_goes_from_routing_to_its_result_in_one_ledger(
    session: Session, site: OnSite
) -> None:
    first, second = (
        _approved(session, site),
        _approved(session, site, "某主任违规兼职", subject_rank="section_head"),
    )
    rule = proposed(session, first)
    assert rule is not None
    assert rule.receiver == "discipline"
    village = replace(first, subject_rank="other")
    assert (found := proposed(session, village)) is not None
    assert found.receiver == "department"
    session.save(replace(session.get(RoutingRule, rule.id), receiver="superior"))
    assert (changed := proposed(session, first)) is not None
    assert changed.receiver == "superior"
    session.save(replace(session.get(RoutingRule, rule.id), receiver="discipline"))
    assert any("接收单位还没有定" in p.text for p in session.advice(first))
    assert len(route_clues(session, [first, second])) == 2
    first = session.move(session.move(session.get(Clue, first.id), "review"), "decide")

    held = batch(session, [first, session.get(Clue, second.id)], handed_on=date(2026, 5, 8))
    assert session.why_not(held, "hand") == (
        "“封条号”还没有填写",
        "材料还没有密封：封好、贴封条后勾选“已密封”",
    )
    held = session.save(replace(held, sealed=True, seal_numbers="封-01", receiver_name="示例县纪委监委"))
    assert first.number in _paper("clue_transfer_letter", session, held.id)
    held = session.move(held, "hand", opinion="密封移交")
    first = session.get(Clue, first.id)
    assert (first.state, first.transfer_id, first.reply_due) == ("handed", held.id, date(2026, 8, 8))
    with pytest.raises(Refused, match="已经移交"):
        batch(session, [first])
    held = session.save(replace(held, received_on=date(2026, 5, 9), received_by="接收人", intact=True))
    held = session.move(held, "receive")
    assert [session.get(Clue, key).state for key in held.clue_ids] == ["received", "received"]
    assert "接收人" in _paper("clue_handover_receipt", session, held.id)

    assert [c.id for c in overdue(session, today=date(2026, 8, 10))] == [first.id, second.id]
    assert overdue(session, today=date(2026, 8, 8)) == ()
    asked = chase(session, session.get(Clue, first.id))
    session.move(session.save(replace(asked, reply="正在核实", replied_on=date.today())), "answer")
    first = session.save(
        replace(
            session.get(Clue, first.id), disposal="verify", outcome="给予党内警告", outcome_on=date(2026, 8, 9),
            sanctions=("warning",), form="second", answered_on=date(2026, 8, 9), sanctioned=1, dual=True,
        )
    )  # fmt: skip
    assert session.why_not(first, "close") == ("给予党纪政务处分或移送司法的，要先登记立案",)
    first = session.save(replace(first, case_state="filed", filed_on=date(2026, 7, 1)))
    first = session.move(session.move(first, "answer"), "close")
    steps = [event.step for event in way_of(session, first)]
    assert steps[0] in ("登记", "移交批次")
    assert {"移交批次", "签收回执", "督办", "督办答复", "立案", "办理反馈", "处理结果", "已办结"} <= set(
        steps
    )
    assert "党内警告" in _paper("clue_outcome", session, first.id)


def test_system_46_clue_case_and_sanction_in_figures_with_formulas(tmp_path: Path) -> None:
    with new_session(tmp_path / "office", kind="office") as session:
        demo = fill_demo(session, office=True)
        tasks = session.find(type(demo.first_task), round_id=demo.round.id)
        found = chain(session, tasks, today=date(2026, 8, 20))
        assert (found.clues, found.handed, found.answered, found.filed, found.sanctioned) == (4, 4, 2, 1, 2)
        assert found.overdue == 2
        assert dict(found.by_sanction) == {"党内警告": 1, "提醒谈话": 1}
        assert dict(found.formulas)["立案率"] == "立案1÷已移交4＝25.00%"
        assert all(clue.secrecy_term for clue in session.find(Clue))
        assert session.find(LeaderNote)
        note = session.find(LeaderNote)[0]
        assert "另册密封移交" in _paper("leaders_report", session, note.id)


def test_an_urgent_report_stays_in_the_compartment_until_it_is_settled(
    session: Session, site: OnSite
) -> None:
    clue = _approved(session, site)
    held = session.create(
        UrgentReport(
            task_id=site.task.id, matter="有人统一口径", clue_ids=(clue.id,), content="两人反映", proposal="提前介入",
            addressee="领导小组组长",
        )
    )  # fmt: skip
    before = [str(reason) for reason in open_points(session, site.task)]
    assert before == ["还有单独保管的材料没有审定，请组长核对"]
    assert clue.number not in " ".join(before)
    held = session.move(session.move(held, "approve"), "report")
    held = session.move(
        session.save(replace(held, instruction="立即核查", instructed_on=date.today())), "answer"
    )
    assert session.move(session.save(replace(held, result="已介入")), "finish").state == "done"
    assert open_points(session, site.task) == ()
    assert "统一口径" in _paper("urgent_report", session, held.id)


def test_who_has_no_key_sees_nothing_of_it(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    session = session_on(vault)
    try:
        seed_tracking(session)
        site = on_site(session)
        clue = _approved(session, site)
        session.create(ClueTransfer(task_id=site.task.id, clue_ids=(clue.id,), receiver="discipline"))
        vault.add_user("组员乙", PASSWORD, may_clues=False)
    finally:
        session.close()
        vault.close()
    vault = type(vault).unlock(tmp_path / "库", "组员乙", PASSWORD)
    session = session_on(vault, name="组员乙", role="reader")
    try:
        assert not session.can_clues
        assert session.find(ClueTransfer) == ()
        with pytest.raises(Refused, match="打不开线索库"):
            chain(session, [site.task])
        assert all(area.step != "clues" for area in areas(vault, lambda _request: None))  # type: ignore[arg-type,return-value]
    finally:
        session.close()
        vault.close()


def test_the_pages_of_tracking_stand_in_the_window_under_one_heading(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    try:
        area = next(a for a in areas(vault, lambda _request: None) if a.step == "clues")  # type: ignore[arg-type,return-value]
        assert {(page.label, page.group) for page in area.pages} >= {
            ("线索台账", "移交与办理"), ("线索处置统计", "移交与办理"),
        }  # fmt: skip
        inside = {kind.name for kind in catalog() if kind.compartment is Compartment.CLUES}
        assert {"clue_transfer", "clue_chase", "urgent_report", "leader_note"} <= inside
        assert "routing_rule" not in inside
    finally:
        vault.close()


def test_a_limit_is_proposed_when_a_clue_is_received_without_one(session: Session, site: OnSite) -> None:
    clue = _approved(session, site)
    day = date.today() - timedelta(days=1)
    clue = session.save(replace(clue, receiver_body="discipline", handed_on=day, handed_by="组长甲"))
    clue = session.move(session.move(clue, "hand"), "receive")
    assert clue.reply_due is not None
    assert clue.reply_due > day + timedelta(days=85)
