"""Systems of staffing, end to end: conditions, recusal and rotation; people proposed; training; person-times drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.libraries.model import Person, Unit
from app.areas.parts import PaperSpec
from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.papers import PAPERS as PREPARATION_PAPERS
from app.areas.preparation.service import add_member, new_task
from app.areas.preparation.staffing import view
from app.areas.preparation.staffing.conditions import conditions, decide, verdicts
from app.areas.preparation.staffing.letters import letters_for
from app.areas.preparation.staffing.model import GROUP, TYPES, ServiceSpell, StaffNeed, TrainingCourse
from app.areas.preparation.staffing.papers import PAPERS
from app.areas.preparation.staffing.recusal import HAS, NONE, OPEN, declare, matrix_of, people_of_round
from app.areas.preparation.staffing.rotation import person_times, served
from app.areas.preparation.staffing.shipped import seed_staffing
from app.areas.preparation.staffing.suggest import Pick, name_members, propose
from app.areas.preparation.staffing.training import attendance_of, attendance_text, enrol, mark, summary
from app.areas.secrecy.model import Carrier
from app.documents.paper import Paper
from app.documents.pdf import render_pdf
from app.documents.wording import texts
from app.hooks import PAPERS as EVERY_PAPER
from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session, new_vault

TODAY = date(2026, 3, 1)
GOOD = {"politics": "party", "appraisals": "2023 称职\n2024 优秀\n2025 称职", "sanctions": "无"}


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    with new_session(tmp_path / "vault", kind="office") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    seed_staffing(session)
    return on_site(session)


def person(session: Session, name: str, **fields: object) -> Person:
    return session.create(Person(name=name, employer="示例县审计局", post="科员", **{**GOOD, **fields}))


def built(session: Session, specs: tuple[PaperSpec, ...], name: str, record: str, key: str) -> str:
    spec = next(spec for spec in specs if (spec.name, spec.record) == (name, record))
    made: Paper = spec.build(session, key)
    assert render_pdf(made).startswith(b"%PDF")
    return "\n".join(texts(made))


def test_the_pages_and_lists_stand_in_the_window_under_their_group(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库", kind="office")
    try:
        pages = {page.label: (page.step, page.group) for page in view.pages(vault)}
    finally:
        vault.close()
    assert pages == dict.fromkeys(
        ("选配建议", "回避核查", "资格核查", "轮岗和抽调人次", "培训签到"), ("preparation", GROUP)
    )
    assert {cls.TYPE.group for cls in TYPES} == {GROUP}
    rows = {spec.row for spec in EVERY_PAPER}
    assert {3, 4, 5, 6, 17} <= rows


def test_system_24_conditions_recusal_and_rotation(session: Session, site: OnSite) -> None:
    """㉔: editable conditions checked per person; recusal as person × unit; 三个不固定 and spells served."""
    clean = person(session, "组员甲")
    kin = person(session, "组员乙", relatives="配偶 甲局财务股 会计")
    punished = person(session, "组员丙", sanction_until=date(2099, 1, 1))
    assert {held.result for held in verdicts(session, punished, today=TODAY)} >= {"unmet", "open"}
    manual = next(held for held in conditions(session) if held.rule == "manual")
    decide(session, clean, manual, result="met", basis="组织部书面回复", on=TODAY)
    assert next(v for v in verdicts(session, clean, today=TODAY) if v.condition == manual).decided
    session.save(replace(manual, valid=False))
    assert manual.id not in {held.id for held in conditions(session)}

    other = session.create(Unit(name="示例县乙镇党委", short_name="乙镇", category="township"))
    task = new_task(session, site.round, other, group_name="县委第二巡察组", group_ordinal="二", leader="丁")
    session.move(declare(session, site.task, clean), "clear")
    session.move(declare(session, task, clean), "recuse", reason="曾任该镇副镇长")
    matrix = matrix_of(session, site.round.id, (clean, kin))
    assert [[cell.state for cell in line.cells] for line in matrix.lines] == [[NONE, HAS], [OPEN, "silent"]]
    assert matrix.lines[1].cells[0].reasons[0].startswith("任职回避")
    form = built(session, PREPARATION_PAPERS, "recusal_form", "recusal", session.find(Recusal)[0].id)
    assert "被巡察单位" in form

    member = add_member(session, site.task, clean, "leader")
    session.move(session.save(replace(member, joined_on=date(2026, 3, 2))), "join")
    session.create(
        ServiceSpell(
            person_id=clean.id, name=clean.name, year=2025, round_name="第二轮", group_name="县委第一巡察组",
            post="leader", unit_name=site.unit.name,
        )
    )  # fmt: skip
    (row,) = served(session, today=date(2026, 6, 2))
    assert (row.rounds, row.run, row.months, row.posts) == (2, 2, 3, "组长2次")
    assert [text.split("：")[0] for text in row.warnings] == ["组长不固定", "巡察对象不固定"]
    assert people_of_round(session, site.round.id) == (clean,)


def test_system_25_people_are_proposed_with_reasons_and_named_by_a_person(
    session: Session, site: OnSite
) -> None:
    """㉕: speciality, load and recusal make the order; what a person picks becomes 拟任, with list and letter."""
    auditor = person(session, "组员甲", skills=("audit",), gender="female")
    writer = person(session, "组员乙", skills=("writing",))
    person(session, "组员丙", skills=("audit",), career="2019年 甲局 会计")
    session.create(StaffNeed(task_id=site.task.id, duty="财务审计", skills=("audit",), count=1))
    (answer,) = propose(session, site.task, today=TODAY)
    assert [held.person.id for held in answer.candidates] == [auditor.id, writer.id]
    assert any("专长对口：审计" in text for text in answer.candidates[0].reasons)
    assert "公务回避" in answer.excluded[0].reasons[0]
    (member,) = name_members(
        session, site.task, [Pick(auditor.id, "member", "财务审计", answer.candidates[0].why)]
    )
    assert (member.state, member.task_id) == ("named", site.task.id)
    assert propose(session, site.task, today=TODAY)[0].open == 0
    (letter,) = letters_for(session, session.get(Round, site.round.id))
    assert "组员甲" in built(session, PAPERS, "draw_letter", "draw_letter", letter.id)
    listed = built(session, PAPERS, "member_list", "task", site.task.id)
    for said in ("组员甲", "女", "中共党员", "示例县审计局 科员", "审计", "已申报待审定"):
        assert said in listed


def test_system_15_training_is_listed_attended_and_scored(session: Session, site: OnSite) -> None:
    """⑮: courses, sessions, attendance and results, per round and per person, on list and sheet."""
    for name in ("组员甲", "组员乙"):
        add_member(session, site.task, person(session, name))
    course = session.create(
        TrainingCourse(
            round_id=site.round.id, name="底稿制作", kind="skill", held_on=TODAY, hours=60, teacher="授课人甲",
            place="党校", audience="全体组员", examined=True,
        )
    )  # fmt: skip
    assert enrol(session, course) == 2
    first, second = attendance_of(session, course)
    mark(session, course, {first.id: (True, 920, ""), second.id: (True, 500, "")})
    held = session.move(course, "hold")
    assert "及格率＝1÷2＝50.0%" in attendance_text(held, attendance_of(session, held))
    assert [(one.name, one.missed) for one in summary(session, site.round.id)] == [
        ("组员乙", ("底稿制作",)),
        ("组员甲", ()),
    ]
    sheet = built(session, PAPERS, "training_sheet", "training_course", held.id)
    assert all(said in sheet for said in ("底稿制作", "授课人甲", "92", "合格", "不合格"))
    assert "共1场，6学时" in built(session, PAPERS, "training_list", "round", site.round.id)


def test_system_42_person_times_drawn_are_counted_with_their_formula(session: Session, site: OnSite) -> None:
    """㊷: by year, unit of origin and round; one person counts once in one round, 拟任 not at all."""
    for name in ("组员甲", "组员乙"):
        member = add_member(session, site.task, person(session, name))
        session.move(session.save(replace(member, joined_on=TODAY)), "join")
    add_member(session, site.task, person(session, "组员丙"))
    times = person_times(session, round_name=site.round.name)
    assert (times.total, times.people, times.by_unit) == (2, 2, (("示例县审计局", 2),))
    assert times.formula.startswith("抽调人次＝示例县委第三轮巡察2＝2人次")
    assert person_times(session, year=2025).total == 0
    assert len(session.find(Member)) == 3


def test_the_register_of_devices_names_hardware_and_days(session: Session, site: OnSite) -> None:
    session.create(
        Carrier(
            task_id=site.task.id, name="保密笔记本", kind="computer", carrier_number="巡-01",
            serial_number="SN123", disk_number="HD456", holder="组员甲", issued_on=TODAY,
        )
    )  # fmt: skip
    text = built(session, PAPERS, "carrier_register", "task", session.find(Task)[0].id)
    assert all(
        said in text for said in ("保密笔记本", "巡-01", "序列号 SN123", "硬盘 HD456", "组员甲", "2026-03-01")
    )
