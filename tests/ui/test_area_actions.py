"""The actions that areas add to the menus: sources become findings, findings papers, problems tasks; refusals say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from app.areas.clues import model as clues
from app.areas.clues.model import Clue
from app.areas.feedback import model as feedback
from app.areas.feedback.model import FeedbackProblem
from app.areas.fieldwork import model as fieldwork
from app.areas.fieldwork import view as fieldwork_view
from app.areas.fieldwork.model import Evidence, Interview, Petition
from app.areas.insight import view as insight_view
from app.areas.libraries import model as libraries
from app.areas.preparation import model as preparation
from app.areas.rectification import model as rectification
from app.areas.rectification import view as rectification_view
from app.areas.rectification.model import Measure, Progress, RectTask
from app.areas.reporting import model as reporting
from app.areas.reporting import view as reporting_view
from app.areas.workpapers import model as workpapers
from app.areas.workpapers import view as workpapers_view
from app.areas.workpapers.model import Finding, WorkingPaper
from app.catalog import catalog
from app.core.roles import Actor, Role
from app.shell.environment import make_application
from app.shell.services import Services
from app.shell.window import MainWindow
from app.widgets import theme
from app.widgets.desk import ActionOffer, Offers, VaultFacts
from app.widgets.form_page import FormPage
from app.widgets.list_page import ListPage
from app.widgets.page import AreaSpec
from db.opening import open_session
from db.session import Mode, Session
from db.vault import Vault
from tests.builders import ALL, new_vault, session_on
from tests.ui.desks import Opened, dialog, tidy, with_session
from tests.ui_typing import find_button, find_by_name, press, replace_text, shown_text, type_text

VIEWS = (fieldwork_view, workpapers_view, rectification_view, reporting_view)
TASK = "demo.task.1"


def area_desk(
    vault: Vault, *, roles: frozenset[Role] = ALL, scheme: theme.Scheme = theme.Scheme.LIGHT
) -> Opened:
    """The window on a vault with the pages and actions of the areas under test."""
    make_application([], scheme)
    kinds = catalog()
    actor = Actor(vault.user.user_id, "组长甲", roles, vault.replica_id)
    actions: dict[str, tuple[ActionOffer, ...]] = {}
    for view in VIEWS:
        for name, offers in view.actions().items():
            actions[name] = (*actions.get(name, ()), *offers)
    areas = (
        AreaSpec("preparation", "准备", "clipboard-list", preparation.TYPES),
        AreaSpec("fieldwork", "了解", "footprints", fieldwork.TYPES, fieldwork_view.pages(vault)),
        AreaSpec("workpapers", "底稿", "file-check", workpapers.TYPES, workpapers_view.pages(vault)),
        AreaSpec("clues", "线索", "lock", clues.TYPES),
        AreaSpec("reporting", "报告", "file-text", reporting.TYPES, reporting_view.pages(vault)),
        AreaSpec("feedback", "反馈", "send", feedback.TYPES),
        AreaSpec(
            "rectification", "整改", "list-checks", rectification.TYPES, rectification_view.pages(vault)
        ),
        AreaSpec("libraries", "资料库", "book-open", libraries.TYPES),
        AreaSpec("insight", "统计", "chart-column", (), insight_view.pages(vault)),
    )

    def session(mode: Mode) -> Session:
        return open_session(vault, kinds, actor, mode)

    services = Services(
        kinds, actor, VaultFacts("示例县委第一巡察组", vault.kind, "工作秘密"), areas, session, vault.close,
        lambda: None, offers=Offers({}, actions),
    )  # fmt: skip
    window = MainWindow(services)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 1000)
    opened = Opened(window, vault)
    opened.settle()
    return opened


def stored(vault: Vault, look: Callable[[Session], object]) -> object:
    """What a fresh session sees."""
    session = session_on(vault, role="reader")
    try:
        return look(session)
    finally:
        session.close()


def choose(desk: Opened, menu: str, text: str) -> None:
    """Open a menu of the page by its button and choose an entry by its words."""
    page = desk.window.page
    button = find_button(page, menu)
    assert isinstance(button, QPushButton)
    held = button.menu()
    assert held is not None
    held.aboutToShow.emit()
    found = [action for action in held.actions() if action.text() == text]
    assert len(found) == 1, [action.text() for action in held.actions()]
    action: QAction = found[0]
    action.trigger()
    desk.settle()


def open_form(desk: Opened, type_name: str, id: str) -> None:
    desk.window.open_record(type_name, id)
    desk.settle(lambda: desk.form.id == id and desk.form.record is not None)


def open_list(desk: Opened, type_name: str, *rows: int) -> ListPage:
    """A list with these rows selected."""
    desk.window.open_page(f"list:{type_name}")
    page = desk.window.page
    assert isinstance(page, ListPage)
    desk.settle(lambda: len(page.model.rows) > 0)
    page.table.clearSelection()
    for row in rows:
        page.table.selectionModel().select(
            page.model.index(row, 0),
            page.table.selectionModel().SelectionFlag.Select | page.table.selectionModel().SelectionFlag.Rows,
        )
    desk.settle()
    return page


def rows_by_id(page: ListPage) -> dict[str, int]:
    """Where each record stands in a list."""
    lines = ((row, page.model.line(row)) for row in range(len(page.model.rows)))
    return {line.id: row for row, line in lines if line is not None}


@pytest.fixture
def group(tmp_path: Path) -> Vault:
    """A group's laptop in its second week."""
    return new_vault(tmp_path / "库", filled="group")


@pytest.fixture
def office(tmp_path: Path) -> Vault:
    """The office's vault, two units inspected."""
    return new_vault(tmp_path / "办", kind="office", filled="office")


@pytest.fixture
def desk_of(qapp: QApplication) -> Iterator[Callable[[Vault], Opened]]:
    held: list[Opened] = []

    def opener(vault: Vault) -> Opened:
        held.append(area_desk(vault))
        return held[-1]

    yield opener
    for each in held:
        each.close()
        if each.vault.is_open:
            each.vault.close()
    tidy()


Opener = Callable[[Vault], Opened]


def test_a_petition_becomes_a_finding_with_itself_as_evidence(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    open_form(desk, "petition", "demo.petition.1.1")
    choose(desk, "更多", "提取为问题…")
    sheet = dialog()
    title = find_by_name(sheet, QLineEdit, "问题标题")
    assert title.text() == "集体房屋租金收支不公开"
    pages = sheet.findChildren(QLineEdit)[-1]
    replace_text(pages, "3到5页")
    press(sheet, "提取")
    assert "要写成“第3页”或“第3-5页”" in shown_text(sheet)
    replace_text(pages, "第3-5页")
    press(sheet, "提取")
    desk.settle(lambda: isinstance(desk.window.page, FormPage) and desk.form.kind.name == "finding")
    found = stored(group, lambda session: session.find(Finding, title="集体房屋租金收支不公开"))
    assert isinstance(found, tuple)
    assert found[0].state == "draft"
    assert found[0].sources == ("petition",)
    proof = stored(group, lambda session: session.get(Evidence, found[0].evidence_ids[0]))
    assert isinstance(proof, Evidence)
    assert (proof.petition_id, proof.pages) == ("demo.petition.1.1", "第3-5页")
    assert "已提取为" in shown_text(desk.window)


def test_two_interviews_become_one_finding_with_two_pieces_of_evidence(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    page = open_list(desk, "interview", 1, 2)
    assert len(page.chosen_ids()) == 2
    choose(desk, "更多", "提取为问题…")
    sheet = dialog()
    press(sheet, "提取")
    desk.settle(lambda: isinstance(desk.window.page, FormPage))
    record = desk.form.record
    assert isinstance(record, Finding)
    assert len(record.evidence_ids) == 2


def test_a_list_action_without_a_chosen_row_says_what_to_do_first(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    open_list(desk, "interview")
    choose(desk, "更多", "提取为问题…")
    sheet = dialog()
    assert "还没有选中谈话记录" in shown_text(sheet)
    press(sheet, "知道了")


def test_a_source_becomes_a_clue_and_keeps_no_trace_of_it(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    before = stored(group, lambda session: session.get(Petition, "demo.petition.1.4"))
    open_form(desk, "petition", "demo.petition.1.4")
    choose(desk, "更多", "提取为线索…")
    sheet = dialog()
    press(sheet, "登记线索")
    desk.settle(lambda: isinstance(desk.window.page, FormPage) and desk.form.kind.name == "clue")
    found = stored(group, lambda session: session.find(Clue, petition_ids="demo.petition.1.4"))
    assert isinstance(found, tuple)
    assert found[0].summary == "社区干部优亲厚友"
    assert stored(group, lambda session: session.get(Petition, "demo.petition.1.4")) == before


def test_a_finding_that_is_not_confirmed_is_refused_with_its_state(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    open_form(desk, "finding", "demo.finding.1.2")
    choose(desk, "更多", "编入底稿")
    sheet = dialog()
    assert "不能编制底稿" in shown_text(sheet)
    assert "会商认定的问题才能入底稿" in shown_text(sheet)
    press(sheet, "知道了")
    assert desk.form.kind.name == "finding"


def test_a_confirmed_finding_goes_into_a_paper_that_its_author_signs(desk_of: Opener, group: Vault) -> None:
    def confirm(session: Session) -> None:
        held = session.get(Finding, "demo.finding.1.2")
        session.move(session.save(replace(held, evidence_ids=("demo.evidence.1.1",))), "confirm")

    with_session(group, confirm)
    desk = desk_of(group)
    open_form(desk, "finding", "demo.finding.1.2")
    choose(desk, "更多", "编入底稿")
    desk.settle(lambda: desk.form.kind.name == "working_paper" and desk.form.record is not None)
    assert desk.form.record is not None
    paper_id = desk.form.record.id
    choose(desk, "更多", "承办人签字…")
    press(dialog(), "签字")
    desk.settle()
    paper = stored(group, lambda session: session.get(WorkingPaper, paper_id))
    assert isinstance(paper, WorkingPaper)
    assert [row.name for row in paper.authors] == ["组长甲"]
    choose(desk, "更多", "承办人签字…")
    press(dialog(), "签字")
    desk.settle()
    assert "组长甲已经签过" in shown_text(desk.window)


def test_a_locked_paper_cannot_be_signed_and_says_why(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    open_form(desk, "working_paper", "demo.working_paper.1.1")
    choose(desk, "更多", "承办人签字…")
    press(dialog(), "签字")
    desk.settle()
    assert "待副组长复核" in shown_text(dialog())
    press(dialog(), "知道了")


def test_repeated_petitions_join_the_one_received_first(desk_of: Opener, group: Vault) -> None:
    def second(session: Session) -> None:
        session.create(
            Petition(
                task_id=TASK, received_on=date(2026, 3, 20), channel="phone", naming="anonymous",
                summary="又反映低保评议没有公示",
            )
        )  # fmt: skip

    with_session(group, second)
    desk = desk_of(group)
    titles = rows_by_id(open_list(desk, "petition"))
    newest = next(row for id, row in titles.items() if not id.startswith("demo."))
    open_list(desk, "petition", newest, titles["demo.petition.1.2"])
    choose(desk, "更多", "并案…")
    press(dialog(), "并案")
    desk.settle(lambda: isinstance(desk.window.page, FormPage))
    first = stored(group, lambda session: session.get(Petition, "demo.petition.1.2"))
    assert isinstance(first, Petition)
    assert "并入本件" in first.note
    merged = stored(group, lambda session: session.find(Petition, merged_into="demo.petition.1.2"))
    assert isinstance(merged, tuple)
    assert merged[0].state == "merged"


def test_a_settled_petition_cannot_be_joined_and_stays_as_it_was(desk_of: Opener, group: Vault) -> None:
    desk = desk_of(group)
    rows = rows_by_id(open_list(desk, "petition"))
    open_list(desk, "petition", rows["demo.petition.1.2"], rows["demo.petition.1.3"])
    choose(desk, "更多", "并案…")
    press(dialog(), "并案")
    desk.settle()
    assert "已转办" in shown_text(dialog())
    press(dialog(), "知道了")
    held = stored(group, lambda session: session.get(Petition, "demo.petition.1.3"))
    assert isinstance(held, Petition)
    assert held.state == "transferred"


def test_a_feedback_problem_is_broken_into_a_task_with_measures(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    open_form(desk, "feedback_problem", "demo.feedback_problem.2.1")
    choose(desk, "更多", "生成整改任务…")
    sheet = dialog()
    type_text(find_by_name(sheet, QPlainTextEdit, "整改措施"), "逐项核对项目台账\n修订调度制度")
    press(sheet, "生成")
    desk.settle(lambda: isinstance(desk.window.page, FormPage) and desk.form.kind.name == "rect_task")
    made = desk.form.record
    assert isinstance(made, RectTask)
    measures = stored(office, lambda session: session.find(Measure, rect_task_id=made.id))
    assert isinstance(measures, tuple)
    assert [held.content for held in measures] == ["逐项核对项目台账", "修订调度制度"]


def test_a_problem_that_was_not_fed_back_gets_no_task(desk_of: Opener, office: Vault) -> None:
    def draft(session: Session) -> None:
        session.create(FeedbackProblem(id="draft.problem", task_id="demo.task.2", title="拟反馈的问题"))

    with_session(office, draft)
    desk = desk_of(office)
    open_form(desk, "feedback_problem", "draft.problem")
    choose(desk, "更多", "生成整改任务…")
    assert "反馈后才分解" in shown_text(dialog())
    press(dialog(), "知道了")


def test_progress_is_reported_on_a_task_and_opened(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    open_form(desk, "rect_task", "demo.rect_task.2.2")
    choose(desk, "更多", "登记进展…")
    sheet = dialog()
    press(sheet, "登记")
    assert "请填写" in shown_text(sheet)
    type_text(find_by_name(sheet, QLineEdit, "进展摘要"), "已完成自查")
    press(sheet, "登记")
    desk.settle(lambda: isinstance(desk.window.page, FormPage) and desk.form.kind.name == "progress")
    found = stored(office, lambda session: session.find(Progress, content="已完成自查"))
    assert isinstance(found, tuple)
    assert found[0].reported_by == "组长甲"


def test_an_interview_offers_every_line_of_its_extract(desk_of: Opener, group: Vault) -> None:
    def two_lines(session: Session) -> None:
        held = session.create(
            Interview(id="two.lines", task_id=TASK, subject="谈话对象09", extract="租金没有台账\n支部不开会")
        )
        assert held.id

    with_session(group, two_lines)
    desk = desk_of(group)
    open_form(desk, "interview", "two.lines")
    choose(desk, "更多", "提取为问题…")
    sheet = dialog()
    lines = next(box for box in sheet.findChildren(QComboBox) if box.accessibleName() == "从提炼里选一行")
    assert [lines.itemText(place) for place in range(lines.count())] == ["租金没有台账", "支部不开会"]
    lines.setCurrentIndex(1)
    lines.textActivated.emit(lines.currentText())
    assert find_by_name(sheet, QLineEdit, "问题标题").text() == "支部不开会"
    press(sheet, "取消")
