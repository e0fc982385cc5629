"""Papers as they are built from a real vault: every spec of every area, through the records that it links to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from app.areas.closeout.papers import cover_of
from app.areas.closeout.service import open_closeout
from app.areas.clues.model import Clue
from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.service import draft_letter
from app.areas.parts import PaperSpec
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import BundleLog
from app.catalog import catalog
from app.documents.pdf import render_pdf
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite
from tests.areas.papers_reading import assert_clean, in_model
from tests.areas.papers_samples_closing import HASH, ROOT

AREAS = ("preparation", "fieldwork", "workpapers", "clues", "reporting", "feedback", "closeout")
SPECS: tuple[PaperSpec, ...] = tuple(
    spec for area in AREAS for spec in import_module(f"app.areas.{area}.papers").PAPERS
)


def test_every_spec_starts_from_a_record_type_that_exists_and_has_a_label() -> None:
    kinds = catalog()
    assert all(spec.record in kinds and spec.label for spec in SPECS)
    keys = [(spec.name, spec.record) for spec in SPECS]
    assert len(keys) == len(set(keys))


def test_every_paper_is_built_from_the_vault_and_printed(session: Session, site: OnSite) -> None:
    ids = _one_of_each(session, site)
    for spec in SPECS:
        paper = spec.build(session, ids[spec.record])
        assert paper.name == spec.name
        assert_clean(in_model(paper))
        assert render_pdf(paper).startswith(b"%PDF")


def _one_of_each(session: Session, site: OnSite) -> dict[str, str]:
    paper = cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    session.create(FeedbackProblem(task_id=site.task.id, position=1, title="报销审核不严", focus="f4-2"))
    first = cases.petition(session, site)
    repeat = cases.petition(session, site, repeated=True, merged_into=first.id)
    talk = cases.interview(session, site)
    clue = session.create(
        Clue(
            task_id=site.task.id,
            summary="某负责人涉嫌违规报销",
            source="petition",
            petition_ids=(repeat.id,),
            interview_ids=(talk.id,),
            receiver_body="discipline",
        )
    )
    bundle = session.create(
        BundleLog(
            task_id=site.task.id,
            bundle_id="01KQ7ZB3M8W2V9XH5T4N6R1CDE",
            kind="handover",
            direction="out",
            sha256=HASH,
            content_root=ROOT,
            counterpart="县委巡察办",
            counts="interview 46\nworking_paper 14",
            sequence=1,
            journal_seq=31,
            journal_head=HASH,
        )
    )
    recusal = session.create(Recusal(task_id=site.task.id, name="组员乙"))
    pledge = session.create(Pledge(task_id=site.task.id, name="组员乙"))
    return {
        "round": site.round.id,
        "recusal": recusal.id,
        "pledge": pledge.id,
        "interview": talk.id,
        "petition": repeat.id,
        "working_paper": paper.id,
        "report": report.id,
        "feedback_letter": draft_letter(session, site.task).id,
        "task": site.task.id,
        "clue": clue.id,
        "closeout": open_closeout(session, site.task).id,
        "bundle_log": bundle.id,
    }


def test_returns_of_a_working_paper_come_from_its_history(session: Session, site: OnSite) -> None:
    held = cases.draft_paper(session, site)
    held = session.move(session.move(held, "submit"), "return", reason="金额没有写清，请补。")
    sheet = next(spec for spec in SPECS if spec.name == "approval_sheet")
    text = in_model(sheet.build(session, held.id))
    assert "退回：金额没有写清，请补。" in text
    assert f"{date.today().year}年" in text
    assert session.actor.name in text
    held = session.move(session.move(held, "submit"), "review", opinion="同意")
    assert "签字：组长甲" in in_model(sheet.build(session, held.id))


def test_petition_form_names_the_first_petition_by_number(session: Session, site: OnSite) -> None:
    first = cases.petition(session, site)
    repeat = cases.petition(session, site, repeated=True, merged_into=first.id)
    form = next(spec for spec in SPECS if spec.name == "petition_form")
    assert f"首次登记{first.number}" in in_model(form.build(session, repeat.id))


def test_cover_sheet_of_the_register_says_types_in_chinese(session: Session, site: OnSite) -> None:
    ids = _one_of_each(session, site)
    sheet = cover_of(session, session.get(BundleLog, ids["bundle_log"]))
    assert ("谈话记录", 46) in sheet.counts
    assert (sheet.sender, sheet.receiver) == (site.task.group_name, "县委巡察办")


def test_clue_list_takes_only_the_clues_of_the_same_hand_over(session: Session, site: OnSite) -> None:
    ids = _one_of_each(session, site)
    held = session.get(Clue, ids["clue"])
    other = session.create(
        replace(held, id="", number="", summary="另一处接收的线索", receiver_body="organisation")
    )
    transfer = next(spec for spec in SPECS if spec.name == "clue_transfer_list")
    text = in_model(transfer.build(session, held.id))
    assert held.summary in text
    assert other.summary not in text


@pytest.mark.parametrize("kind", ["body", "head"])
def test_feedback_letter_goes_to_the_body_with_the_list_and_to_its_head_without(
    session: Session, site: OnSite, kind: str
) -> None:
    session.save(replace(session.get(type(site.unit), site.unit.id), secretary="邵砚耕"))
    session.create(FeedbackProblem(task_id=site.task.id, position=1, title="报销审核不严", focus="f4-2"))
    letter = draft_letter(session, site.task, kind=kind)
    paper = next(spec for spec in SPECS if spec.name == "feedback_opinion").build(session, letter.id)
    assert paper.addressee == ("邵砚耕同志" if kind == "head" else site.unit.name)
    assert bool(paper.attachments) == (kind == "body")
