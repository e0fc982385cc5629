"""Close-out lists everything that is open, and opens no door before it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.closeout.model import HandoverItem
from app.areas.closeout.service import (
    closeout_blockers,
    give_item,
    open_closeout,
    receive_item,
)
from app.areas.clues.service import register_clue
from app.areas.insight.service import round_figures
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import Account, Carrier, Exposure
from app.areas.secrecy.service import record_exposure, settle_copies
from app.core.errors import InputProblems, Refused
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite


def test_the_checklist_is_opened_once_with_its_counts_and_dates(session: Session, site: OnSite) -> None:
    cases.interview(session, site)
    held = open_closeout(session, site.task)
    items = session.find(HandoverItem, task_id=site.task.id)
    assert len(items) == 17
    assert next(item for item in items if item.code == "interviews").due == 1
    cases.interview(session, site, subject="受访人乙")
    assert open_closeout(session, site.task).id == held.id
    items = session.find(HandoverItem, task_id=site.task.id)
    assert len(items) == 17
    assert next(item for item in items if item.code == "interviews").due == 2
    assert next(item for item in items if item.code == "computers").due_on == date(2026, 5, 12)


def test_everything_that_is_open_is_listed(session: Session, site: OnSite) -> None:
    cases.interview(session, site, signed=False)
    cases.petition(session, site)
    cases.draft_paper(session, site)
    clue = register_clue(session, site.task, [], summary="某甲问题")
    session.move(
        session.create(Carrier(name="涉密U盘", kind="usb", holder="组员乙", issued_on=date(2026, 3, 9))),
        "issue",
    )
    record_exposure(session, kind="print", paper="谈话记录", copies=2)
    said = "\n".join(closeout_blockers(session, site.task, sealed=True))
    for part in (
        "底稿没有走完审签：预〔",
        "谈话记录没有核对签字：谈话〔",
        "信访件没有处理结果：信访〔",
        "还没有巡察报告",
        f"线索没有移交：{clue.number}",
        "涉密载体没有归还：载体-0001",
        "打印导出件没有收回或销毁：登-00001",
        "还没有打开撤组清单",
    ):
        assert part in said


def test_refusing_to_complete_does_not_write_clues_into_the_common_journal(
    session: Session, site: OnSite
) -> None:
    clue = register_clue(session, site.task, [], summary="某甲问题")
    held = open_closeout(session, site.task)
    with pytest.raises(Refused) as refused:
        session.move(held, "complete")
    assert clue.number not in refused.value.message
    assert all(clue.number not in entry.note for entry in session.history(held))


def test_a_clean_task_completes_and_certifies_only_in_order(session: Session, site: OnSite) -> None:
    cases.signed_paper(session, site)
    report = session.save(replace(assemble_report(session, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)
    held = open_closeout(session, site.task)
    assert closeout_blockers(session, site.task) == ()
    held = session.move(held, "complete")
    assert "不能“登记零持有”" in session.why_not(held, "certify")[0]
    held = session.move(session.save(replace(held, bundle_id="b1", bundle_sha256="00")), "seal")
    held = session.save(
        replace(held, receipt_id="r1", receipt_on=date(2026, 5, 20), first_by="甲", second_by="乙")
    )
    held = session.move(held, "receipt")
    (why,) = session.why_not(held, "erase")
    assert "移交项2“涉密U盘、光盘、移动硬盘归还”未交" in why
    assert "移交项15" not in why
    for item in session.find(HandoverItem, task_id=site.task.id):
        receive_item(session, give_item(session, item, giver="组长甲"), receiver="巡察办乙")
    assert session.why_not(held, "erase") == ()


def test_giving_less_than_is_due_needs_an_explanation(session: Session, site: OnSite) -> None:
    cases.interview(session, site)
    open_closeout(session, site.task)
    item = next(i for i in session.find(HandoverItem, task_id=site.task.id) if i.code == "interviews")
    with pytest.raises(Refused, match="应交1，实交0"):
        give_item(session, item, giver="组长甲", given=0)
    assert session.get(HandoverItem, item.id).giver == ""


def test_copies_are_numbered_and_ticked_off(session: Session, site: OnSite) -> None:
    talk = cases.interview(session, site)
    entry = record_exposure(
        session, kind="print", paper="谈话记录", records=[talk], copies=2, destination="组长"
    )
    assert entry.copy_numbers == "000001、000002"
    assert entry.subjects == f"谈话记录 {talk.number}"
    assert entry.task_id == site.task.id
    clip = record_exposure(session, kind="clipboard", paper="信访件", copies=1)
    assert clip.copy_numbers == ""
    settle_copies(session, [entry], to="联络员", on=date(2026, 5, 9))
    assert session.get(Exposure, entry.id).state == "returned"


def test_the_ledger_does_not_tell_the_number_of_a_clue(session: Session, site: OnSite) -> None:
    clue = register_clue(session, site.task, [], summary="某甲问题")
    entry = record_exposure(session, kind="pdf", paper="线索移交清单", records=[clue])
    assert clue.number not in entry.subjects
    assert entry.secrecy == "secret"


def test_the_auditor_holds_no_other_office(session: Session) -> None:
    with pytest.raises(InputProblems, match="安全审计员不能兼任"):
        session.create(Account(user_id="u1", login="甲", name="甲", roles=("auditor", "system")))


def test_figures_of_a_round_are_counted_from_its_records(session: Session, site: OnSite) -> None:
    cases.interview(session, site)
    cases.petition(session, site)
    cases.signed_paper(session, site)
    register_clue(session, site.task, [], summary="某甲问题")
    figures = round_figures(session, site.round)
    assert (figures.units, figures.talks, figures.petitions, figures.papers, figures.clues) == (1, 1, 1, 1, 1)
    assert figures.formula == "没有应整改任务"
