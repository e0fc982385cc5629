"""汇成报告 and 报告编写: which papers are used and which are not, the outline, findings put in, drafts, locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
)

from app.areas.reporting.model import Report
from app.areas.reporting.outline import characters, crosswalk, inserted, outline, renumbered
from app.areas.workpapers.model import Finding, WorkingPaper
from app.widgets.form_page import FormPage
from db.session import Session
from db.vault import Vault
from tests.builders import new_vault
from tests.ui.desks import Opened, dialog, tidy, with_session
from tests.ui.test_area_actions import area_desk, choose, open_form, stored
from tests.ui_typing import find_by_name, press, replace_text, shown_text, type_text

REPORT = "demo.report.2"
TEXT = "（一）第一方面\n1.甲问题。事实。［底稿：〔2026〕三巡-二组-01号］\n（二）第二方面\n2.乙问题。事实。［底稿：〔2026〕三巡-二组-02号］"


@pytest.fixture
def office(tmp_path: Path) -> Vault:
    """The office's vault; the report of the second task is a draft again."""
    vault = new_vault(tmp_path / "办", kind="office", filled="office")

    def fill(session: Session) -> None:
        session.move(session.get(Report, REPORT), "send_back", reason="补充内容")

    with_session(vault, fill)
    return vault


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


def open_editor(desk: Opened, id: str = REPORT) -> None:
    """The editor, by the action of the report's form."""
    open_form(desk, "report", id)
    choose(desk, "更多", "在提纲里编写")
    desk.settle(lambda: desk.window.page.title == "报告编写")  # type: ignore[attr-defined]  # every page has a title


def entries(desk: Opened) -> dict[str, QTreeWidgetItem]:
    """The lines of the outline by their text."""
    tree = find_by_name(desk.window.page, QTreeWidget, "提纲")
    tops = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    found = [item for item in tops if item is not None]
    found += [top.child(place) for top in list(found) for place in range(top.childCount())]
    return {item.text(0).strip(): item for item in found}


def go(desk: Opened, text: str) -> QPlainTextEdit:
    """Choose a line of the outline; the text box it shows."""
    tree = find_by_name(desk.window.page, QTreeWidget, "提纲")
    tree.setCurrentItem(next(item for key, item in entries(desk).items() if text in key))
    return next(box for box in desk.window.page.findChildren(QPlainTextEdit) if box.isVisible())


def report_of(vault: Vault, id: str = REPORT) -> Report:
    held = stored(vault, lambda session: session.get(Report, id))
    assert isinstance(held, Report)
    return held


def test_the_outline_reads_headings_points_and_their_papers() -> None:
    lines = outline(TEXT)
    assert [(line.text, line.heading) for line in lines] == [
        ("（一）第一方面", True), ("1.甲问题", False), ("（二）第二方面", True), ("2.乙问题", False),
    ]  # fmt: skip
    assert lines[3].cites == ("〔2026〕三巡-二组-02号",)
    assert TEXT[lines[3].place :].startswith("2.乙问题")


def test_a_point_put_in_takes_its_number_and_moves_the_others_on() -> None:
    text, place = inserted(TEXT, TEXT.index("1.甲") + 3, "丙问题。")
    assert text[place:].startswith("2.丙问题。\n（二）")
    assert "3.乙问题" in text


def test_a_point_put_into_an_empty_text_is_the_first() -> None:
    assert inserted("", 0, "丙问题。") == ("1.丙问题。", 0)


def test_numbers_that_people_chose_are_left_alone_until_they_ask() -> None:
    odd = TEXT.replace("2.乙", "7.乙")
    assert "7.乙问题" in inserted(odd, 0, "丙问题。")[0]
    assert renumbered(odd) == TEXT


def test_marks_of_papers_and_blanks_are_not_counted_as_characters() -> None:
    assert characters("1.甲 问题。\n［底稿：〔2026〕三巡-二组-01号］") == 6


def test_the_table_of_papers_follows_the_points() -> None:
    assert crosswalk(TEXT).split("\n")[1] == "2\t乙问题\t〔2026〕三巡-二组-02号"


def test_papers_that_are_not_ready_stand_with_their_reasons_and_stop_the_report(
    desk_of: Opener, office: Vault
) -> None:
    def draft(session: Session) -> None:
        session.create(WorkingPaper(task_id="demo.task.2", title="还没审签的底稿"))

    with_session(office, draft)
    desk = desk_of(office)
    open_form(desk, "task", "demo.task.2")
    choose(desk, "更多", "汇成报告")
    desk.settle()
    page = desk.window.page
    waiting = find_by_name(page, QTreeWidget, "还不能用的底稿")
    row = waiting.topLevelItem(0)
    assert row is not None
    assert row.text(1) == "还没审签的底稿"
    assert "组长审签后才能进报告" in row.text(2)
    assert "没有选聚焦" in row.text(2)
    assert find_by_name(page, QTreeWidget, "将写进报告的底稿").topLevelItemCount() == 6
    press(page, "重新汇编")
    desk.settle()
    assert "不能汇编报告" in shown_text(dialog())
    assert "没有选聚焦" in shown_text(dialog())
    press(dialog(), "知道了")


def test_a_report_is_assembled_from_signed_papers_and_opened(desk_of: Opener, office: Vault) -> None:
    with_session(office, lambda session: session.delete(session.get(Report, REPORT), "重新汇编") and None)
    desk = desk_of(office)
    open_form(desk, "task", "demo.task.2")
    choose(desk, "更多", "汇成报告")
    desk.settle()
    press(desk.window.page, "汇成报告")
    desk.settle(lambda: isinstance(desk.window.page, FormPage) and desk.form.kind.name == "report")
    made = desk.form.record
    assert isinstance(made, Report)
    assert len(made.paper_ids) == 6
    assert "（一）" in made.problems
    assert "报告已由 6 份底稿汇成" in shown_text(desk.window)


def test_replacing_what_people_wrote_is_asked_first(desk_of: Opener, office: Vault) -> None:
    def rewrite(session: Session) -> None:
        held = session.get(Report, REPORT)
        session.save(replace(held, problems=held.problems + "\n补充的一句话。"))

    with_session(office, rewrite)
    desk = desk_of(office)
    open_form(desk, "task", "demo.task.2")
    choose(desk, "更多", "汇成报告")
    desk.settle()
    press(desk.window.page, "重新汇编")
    assert "替换" in shown_text(dialog())
    press(dialog(), "取消")
    assert "补充的一句话" in report_of(office).problems
    press(desk.window.page, "重新汇编")
    press(dialog(), "替换")
    desk.settle(lambda: isinstance(desk.window.page, FormPage))
    assert "补充的一句话" not in report_of(office).problems


def test_without_a_task_the_page_says_what_to_do_first(desk_of: Opener, tmp_path: Path) -> None:
    desk = desk_of(new_vault(tmp_path / "空"))
    desk.window.open_page("assemble_report")
    desk.settle()
    assert "还没有巡察任务" in shown_text(desk.window.page)
    desk.window.open_page("report_editor")
    desk.settle()
    assert "还没有巡察报告" in shown_text(desk.window.page)
    press(desk.window.page, "去汇成报告")
    desk.settle()
    assert "还没有巡察任务" in shown_text(desk.window.page)


def test_the_editor_goes_to_a_point_and_saves_what_is_typed(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    open_editor(desk)
    box = go(desk, "2.")
    assert box.toPlainText()[box.textCursor().position() :].startswith("2.")
    box = go(desk, "总体评价")
    replace_text(box, "总体向好，整改要跟上。")
    desk.settle()
    assert "11 字" in shown_text(desk.window.page)
    assert "有未保存的内容" in shown_text(desk.window.page)
    press(desk.window.page, "保存")
    desk.settle()
    assert report_of(office).overall == "总体向好，整改要跟上。"
    assert "有未保存的内容" not in shown_text(desk.window.page)


def test_a_confirmed_finding_is_put_in_with_its_paper_and_saved_with_the_table(
    desk_of: Opener, office: Vault
) -> None:
    def add(session: Session) -> None:
        seen = session.get(Finding, "demo.finding.2.1")
        extra = session.seed(replace(seen, id="extra.finding", number="问题〔2026〕099", title="补充的问题"))
        paper = session.get(WorkingPaper, "demo.working_paper.2.1")
        session.seed(
            replace(
                paper, id="extra.paper", number="预〔2026〕099", formal_number="〔2026〕三巡-二组-99号",
                finding_ids=(extra.id,), title=extra.title,
            )
        )  # fmt: skip

    with_session(office, add)
    desk = desk_of(office)
    open_editor(desk)
    go(desk, "1.")
    press(desk.window.page, "插入问题…")
    desk.settle()
    sheet = dialog()
    type_text(find_by_name(sheet, QLineEdit, "查找"), "补充的")
    press(sheet, "插入")
    desk.settle(lambda: any(key.startswith("2.补充的问题") for key in entries(desk)))
    press(desk.window.page, "保存")
    desk.settle()
    held = report_of(office)
    assert "extra.paper" in held.paper_ids
    assert "2\t补充的问题\t〔2026〕三巡-二组-99号" in held.crosswalk
    assert [line.text[:2] for line in outline(held.problems) if not line.heading] == [
        f"{n}." for n in range(1, 8)
    ]


def test_leaving_the_editor_keeps_what_is_half_typed_and_the_form_finds_it(
    desk_of: Opener, office: Vault
) -> None:
    desk = desk_of(office)
    open_editor(desk)
    type_text(go(desk, "意见建议"), "写了一半")
    press(desk.window.page, "打开登记表")
    desk.settle(lambda: isinstance(desk.window.page, FormPage))
    assert "写了一半" not in report_of(office).suggestions
    record = desk.form.record
    assert isinstance(record, Report)
    desk.form.refresh()
    desk.settle()
    record = desk.form.record
    assert isinstance(record, Report)
    assert "写了一半" in record.suggestions
    desk.window.back()
    desk.settle()
    assert "写了一半" in go(desk, "意见建议").toPlainText()
    assert "有未保存的内容" in shown_text(desk.window.page)


def test_a_draft_comes_back_with_a_notice_when_the_editor_is_opened_anew(
    desk_of: Opener, office: Vault
) -> None:
    desk = desk_of(office)
    open_editor(desk)
    type_text(go(desk, "意见建议"), "写了一半")
    desk.window.back()
    desk.settle()
    desk.window.open_page("report_editor")
    desk.settle()
    assert "没有保存的内容" in shown_text(desk.window.page)
    assert "写了一半" in go(desk, "意见建议").toPlainText()
    press(desk.window.page, "放弃这些内容")
    desk.settle()
    assert "写了一半" not in go(desk, "意见建议").toPlainText()


def test_locking_keeps_the_half_written_report(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    open_editor(desk)
    type_text(go(desk, "意见建议"), "写了一半")
    held = desk.window.page.draft_now()  # type: ignore[attr-defined]  # the editor offers it
    assert held is not None
    assert held[0] == f"form:report:{REPORT}"
    assert "写了一半" in held[1].decode()


def test_a_locked_report_can_only_be_read(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    open_editor(desk, "demo.report.3")
    text = shown_text(desk.window.page)
    assert "报告已是“定稿”，只能看" in text
    assert go(desk, "总体评价").isReadOnly()
    shown = [b.text() for b in desk.window.page.findChildren(QPushButton) if b.isVisible()]
    assert "保存" not in shown
    assert "插入问题…" not in shown


def test_a_report_changed_elsewhere_keeps_both_texts_to_choose_from(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    open_editor(desk)
    replace_text(go(desk, "总体评价"), "我写的评价。")
    with_session(
        office,
        lambda session: session.save(replace(session.get(Report, REPORT), overall="别人写的评价。")) and None,
    )
    press(desk.window.page, "保存")
    desk.settle()
    press(dialog(), "知道了")
    desk.settle()
    text = shown_text(desk.window.page)
    assert "两处不一致" in text
    assert "别人写的评价。" in text
    press(desk.window.page, "保存")
    desk.settle()
    assert report_of(office).overall == "我写的评价。"
