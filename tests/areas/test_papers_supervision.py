"""Papers of delivery and rectification, built from the demonstration: complete, clean, printable in PDF and Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.areas.feedback.delivery import papers as delivery
from app.areas.feedback.delivery.model import Notification, Recommendation
from app.areas.feedback.model import FeedbackProblem
from app.areas.parts import PaperSpec
from app.areas.preparation.model import Task
from app.areas.rectification.accounts import papers as accounts
from app.areas.rectification.accounts.model import RectReport
from app.areas.rectification.model import RectTask
from app.areas.rectification.publication import papers as publication
from app.areas.rectification.publication.model import Publication
from app.areas.rectification.satisfaction import papers as satisfaction
from app.areas.rectification.supervision import papers as supervision
from app.areas.rectification.supervision.model.letters import RectWarning
from app.areas.rectification.supervision.model.visits import InspectionVisit
from app.core.records import Record
from app.demo import fill_demo
from app.documents.docx import render_docx
from app.documents.paper import Layout, Paper
from app.documents.pdf import render_pdf, unprintable
from app.hooks import PAPERS
from db.query import Query
from db.session import Session
from tests.areas.papers_reading import assert_clean, in_model
from tests.builders import new_session

OWN: tuple[PaperSpec, ...] = tuple(
    spec for module in (delivery, supervision, satisfaction, publication, accounts) for spec in module.PAPERS
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with new_session(tmp_path_factory.mktemp("papers") / "vault", kind="office") as session:
        fill_demo(session, office=True)
        yield session


def _first(session: Session, spec: PaperSpec) -> Record:
    records = session.page(spec.record, session.rows(Query(spec.record)))
    task = _fed_back(session)
    return next((r for r in records if task.id in (r.id, getattr(r, "task_id", ""))), records[0])


def _fed_back(session: Session) -> Task:
    return next(task for task in session.find(Task) if task.feedback_on)


def _paper(session: Session, name: str, id: str) -> Paper:
    return next(spec for spec in OWN if spec.name == name).build(session, id)


@pytest.mark.parametrize("spec", OWN, ids=lambda spec: f"{spec.name}-{spec.record}")
def test_paper_prints_clean_in_pdf_and_word(demo: Session, spec: PaperSpec) -> None:
    paper = spec.build(demo, _first(demo, spec).id)
    assert paper.name == spec.name
    assert_clean(in_model(paper))
    assert unprintable(paper) == ""
    assert render_pdf(paper).startswith(b"%PDF")
    assert render_docx(paper)


def test_every_document_of_feedback_hand_over_and_rectification_is_there() -> None:
    rows = {spec.row for spec in PAPERS}
    assert {*range(51, 57), 62, 63, *range(64, 73), *range(74, 82)} <= rows


def test_list_of_tasks_in_the_plan_has_the_seven_columns(demo: Session) -> None:
    paper = next(spec for spec in OWN if spec.name == "rect_plan").build(demo, "demo.rect_plan.1")
    (table,) = [block for block in paper.body if type(block).__name__ == "Table"]
    heads = [column.title for column in table.columns]  # type: ignore[union-attr]  # a Table
    assert heads == ["序号", "反馈问题", "整改目标", "整改措施", "责任领导", "责任部门", "完成时限"]


def test_public_text_has_contact_and_period_and_no_grade(demo: Session) -> None:
    for scope, grade in (("party", True), ("public", False)):
        (held,) = demo.find(Publication, scope=scope)
        paper = _paper(demo, "published_text", held.id)
        text = in_model(paper)
        assert (paper.secrecy is not None) == grade
        assert "0000-1234567" in text
        assert "公示期为2026年9月11日至9月30日" in text


def test_statistics_add_up_to_the_formula_below_them(demo: Session) -> None:
    text = in_model(_paper(demo, "rect_statistics", _fed_back(demo).id))
    assert "完成率＝已完成3÷应整改6＝50.00%" in text
    assert "合计" in text


def test_reports_number_their_problems_and_name_the_pledge(demo: Session) -> None:
    held = demo.find(RectReport, kind="progress")[0]
    assert "2.理论学习走过场" in held.done
    paper = _paper(demo, "progress_report", held.id)
    assert paper.attachments == ("整改报告真实性承诺书",)
    assert "2026年6月18日反馈了巡察意见" in in_model(paper)


def test_letters_to_others_stand_in_the_form_of_letters(demo: Session) -> None:
    copy = demo.find(Notification, audience="department")[0]
    advice = demo.find(Recommendation)[0]
    warning = demo.find(RectWarning, colour="red")[0]
    for name, id in (
        ("copy_letter", copy.id),
        ("recommendation_letter", advice.id),
        ("warning_letter", warning.id),
    ):
        paper = _paper(demo, name, id)
        assert paper.layout is Layout.LETTER
        assert paper.sealed
        assert paper.addressee
        assert paper.doc_number


def test_visit_record_shows_every_task_with_its_verdict(demo: Session) -> None:
    visit = demo.find(InspectionVisit, kind="special")[0]
    text = in_model(_paper(demo, "visit_record", visit.id))
    for rect in demo.find(RectTask, task_id=visit.task_id):
        assert rect.title in text
    for verdict in ("真改", "部分整改", "假改"):
        assert verdict in text


def test_news_leaves_out_what_is_withheld(demo: Session) -> None:
    task = _fed_back(demo)
    before = in_model(_paper(demo, "feedback_news", task.id))
    problem = next(p for p in demo.find(FeedbackProblem, task_id=task.id) if p.state == "assigned")
    assert problem.title in before
    held = demo.save(replace(problem, withheld=True, withheld_why="涉及内部安排"))
    assert problem.title not in in_model(_paper(demo, "feedback_news", task.id))
    demo.save(replace(held, withheld=False, withheld_why=""))
