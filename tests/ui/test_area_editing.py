"""The windows of 文书模板 and of writing: a template is loaded, used and looked at; reports are written by keyboard alone."""

# ruff: noqa: F401, F811 - fixtures of the report's tests are named again as arguments

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from app.areas.feedback.model import FeedbackLetter
from app.areas.feedback.prose import ADVICE_PROSE, LETTER_PROSE
from app.areas.feedback.service import draft_letter
from app.areas.libraries.templates.model import PaperTemplate
from app.areas.libraries.templates.view import load_file
from app.areas.preparation.model import Task
from app.areas.rectification.accounts.model import RectPlan
from app.areas.rectification.accounts.prose import MEETING_PROSE, PLAN_PROSE, REPORT_PROSE
from app.areas.reporting.model import Report
from app.areas.reporting.papers import report_paper
from app.areas.reporting.prose import Prose
from app.areas.reporting.review.service import comments_of
from app.areas.reporting.view.readback import compare_report, read_file_back
from app.areas.reporting.view.writing import level_of, next_number
from app.core.fields import Kind
from app.core.roles import Role
from app.documents.docx import render_docx
from app.hooks import paper_offers
from app.widgets.viewer import AttachmentViewer
from db.session import Session
from tests.areas.cases import on_site
from tests.ui.area_kit import Shown, dialog, filled_vault, look, open_dialogs, show_on
from tests.ui.desks import dialog as open_sheet
from tests.ui.desks import open_whole, tidy, with_session
from tests.ui.test_area_actions import choose, open_form, stored
from tests.ui.test_area_report import (
    REPORT,
    Opener,
    Vault,
    desk_of,
    entries,
    go,
    office,
    open_editor,
    report_of,
)
from tests.ui_typing import find_by_name, press, replace_text, shown_text, type_text

LETTER = "feedback_letter.feedback_opinion"


def docx(*paragraphs: str) -> bytes:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def said(shown: Shown) -> str:
    return "\n".join(label.text() for label in shown.window.findChildren(QLabel) if label.isVisible())


def test_a_template_is_loaded_put_to_use_and_makes_the_word_paper(qtbot: object, tmp_path: Path) -> None:
    def fill(session: object) -> None:
        from db.session import Session

        assert isinstance(session, Session)
        site = on_site(session)
        session.create(
            FeedbackLetter(task_id=site.task.id, title="关于巡察情况的反馈意见", overall="总的看。")
        )

    shown = show_on(filled_vault(tmp_path / "vault", "office", fill), (), keep_open=True)
    try:
        bad, good = tmp_path / "bad.docx", tmp_path / "good.docx"
        bad.write_bytes(docx("{{标题}}{{组掌}}"))
        good.write_bytes(docx("本县样式：{{标题}}", "{{总体评价}}"))
        load_file(shown.window.desk, LETTER, "写错的", bad)
        shown.settle(lambda: bool(open_dialogs()))
        sheet = dialog()
        assert "没有“组掌”这个字段" in "\n".join(label.text() for label in sheet.findChildren(QLabel))
        sheet.close()
        load_file(shown.window.desk, LETTER, "本县样式", good)
        shown.settle(lambda: len(look(shown.vault, lambda s: s.find(PaperTemplate))) == 2)
        shown.press("启用")
        shown.settle(lambda: bool(look(shown.vault, lambda s: s.find(PaperTemplate, state="active"))))

        letter = look(shown.vault, lambda s: s.find(FeedbackLetter))[0]
        offer = next(o for o in paper_offers()["feedback_letter"] if o.label == "反馈意见")
        shown.window.desk.print_paper("反馈意见", lambda session: offer.make(session, letter.id), (letter,))
        shown.settle(lambda: "用本单位的模板“本县样式”" in said(shown))
        shown.shot("template-preview")
        shown.press("查看模板文稿")
        shown.settle(lambda: any(isinstance(d, AttachmentViewer) and d.text for d in open_dialogs()))
        viewer = dialog()
        assert isinstance(viewer, AttachmentViewer)
        assert viewer.text.startswith("本县样式：关于巡察情况的反馈意见")
        viewer.close()
    finally:
        shown.close()
        shown.vault.close()


def test_numbers_and_levels_of_lines() -> None:
    assert [level_of(line) for line in ("一、总体情况", "（一）学习方面", "1.学习不深入", "（1）表现", "一般文字", "1.一句话。")] == [
        1, 2, 3, 4, 0, 0,
    ]  # fmt: skip
    assert [next_number(line) for line in ("九、甲", "（十）乙", "9.丙", "（3）丁", "2026.3.5", "戊")] == [
        "十、", "（十一）", "10.", "（4）", "", "",
    ]  # fmt: skip


def test_a_report_is_written_and_searched_by_keyboard_alone(office: Vault, desk_of: Opener) -> None:
    desk = desk_of(office)
    open_editor(desk)
    box = go(desk, "意见建议")
    box.selectAll()
    type_text(box, "一、加强学习。")
    QTest.keyClick(box, Qt.Key.Key_Return)
    type_text(box, "规范报销。")
    QTest.keyClick(box, Qt.Key.Key_Return)
    type_text(box, "三、自己打了序号。")
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.toPlainText() == "一、加强学习。\n二、规范报销。\n三、自己打了序号。\n"

    QTest.keyClick(box, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = find_by_name(desk.window.page, QLineEdit, "查找内容")
    assert line.hasFocus()
    type_text(line, "报销")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.isVisible()
    assert desk.window.page.title == "报告编写"  # type: ignore[attr-defined]
    box = next(b for b in desk.window.page.findChildren(QPlainTextEdit) if b.isVisible())
    assert box.textCursor().selectedText() == "报销"

    QTest.keyClick(box, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    put = find_by_name(desk.window.page, QLineEdit, "替换为")
    assert put.hasFocus()
    type_text(put, "费用报销")
    press(desk.window.page, "全部替换")
    assert "二、规范费用报销。" in go(desk, "意见建议").toPlainText()
    QTest.keyClick(go(desk, "意见建议"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.settle(lambda: "二、规范费用报销。" in report_of(office).suggestions)


def test_a_passage_is_registered_as_named_item_from_the_text(office: Vault, desk_of: Opener) -> None:
    from app.areas.reporting.meetings.items import NamedItem

    desk = desk_of(office)
    open_editor(desk)
    box = go(desk, "基本情况")
    passage = box.toPlainText()[:8]
    cursor = box.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(8, QTextCursor.MoveMode.KeepAnchor)
    box.setTextCursor(cursor)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_F9)
    desk.settle(lambda: any(d.windowTitle() == "登记点人点事" for d in open_dialogs()))
    press(open_sheet(), "登记")
    desk.settle(lambda: bool(stored(office, lambda s: s.find(NamedItem, content=passage))))


def test_an_edited_report_is_read_back_and_taken_in_part(
    office: Vault, desk_of: Opener, tmp_path: Path
) -> None:
    desk = desk_of(office)
    printed = stored(office, lambda session: render_docx(report_paper(session, REPORT)))
    assert isinstance(printed, bytes)
    before = report_of(office)
    first, second = (before.basics.splitlines()[0], before.overall.splitlines()[0])
    document = Document(io.BytesIO(printed))
    for paragraph in document.paragraphs:
        if paragraph.text.strip() == first.strip():
            paragraph.text = "改过的开头。" + first
        elif paragraph.text.startswith(second[:20]):
            paragraph.text = "另一处改动。" + paragraph.text
    document.add_paragraph("写在文末的话")
    path = tmp_path / "改过.docx"
    document.save(str(path))

    read_file_back(desk.window.desk, REPORT, path, compare_report)
    desk.settle(lambda: any(d.windowTitle() == "读回修改稿" for d in open_dialogs()))
    sheet = next(d for d in open_dialogs() if d.windowTitle() == "读回修改稿")
    import os

    if os.environ.get("XUNCHA_SHOTS"):
        sheet.grab().save(str(Path(os.environ["XUNCHA_SHOTS"]) / "readback.png"))
    boxes = sheet.findChildren(QCheckBox)
    assert len(boxes) == 2
    assert find_by_name(sheet, QPlainTextEdit, "没有归入任何部分的文字").toPlainText() == "写在文末的话"
    assert report_of(office) == before
    boxes[0].setChecked(True)
    press(sheet, "采用勾选的")
    desk.settle(lambda: report_of(office).basics.startswith("改过的开头。"))
    after = report_of(office)
    assert after.overall == before.overall
    assert stored(office, lambda s: s.history(s.get(Report, REPORT))[0].note) == "采用修改稿 1 处"


def test_feedback_and_rectification_texts_are_written_in_the_same_editor(
    office: Vault, qapp: QApplication
) -> None:
    ids: dict[str, str] = {}

    def fill(session: Session) -> None:
        task = session.get(Task, "demo.task.2")
        ids["letter"] = draft_letter(session, task).id
        ids["plan"] = session.create(RectPlan(task_id=task.id, title="整改方案", requirement="逐条整改。")).id

    with_session(office, fill)
    opened = open_whole(office, frozenset({Role.LEADER, Role.DIRECTOR}))
    try:
        open_form(opened, "feedback_letter", ids["letter"])
        choose(opened, "更多", "在提纲里编写")
        opened.settle(lambda: shown_text(opened.window.page).startswith("反馈意见编写"))
        assert {"引言", "总体评价", "主要问题", "意见建议", "整改要求"} <= set(entries(opened))
        box = go(opened, "主要问题")
        before = box.toPlainText()
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_F4)
        opened.settle(lambda: any(d.windowTitle() == "插入已认定的问题" for d in open_dialogs()))
        press(open_sheet(), "插入")
        opened.settle(lambda: box.toPlainText() != before)
        assert "［底稿" not in box.toPlainText()
        press(opened.window.page, "保存")
        opened.settle(
            lambda: (
                stored(office, lambda s: s.get(FeedbackLetter, ids["letter"]).problems)
                == box.toPlainText().rstrip()
            )
        )
        press(opened.window.page, "稿次对照")
        opened.settle(lambda: "增 " in shown_text(opened.window.page))
        press(opened.window.page, "在提纲里编写")
        opened.settle(lambda: shown_text(opened.window.page).startswith("反馈意见编写"))

        open_form(opened, "rect_plan", ids["plan"])
        choose(opened, "更多", "在提纲里编写")
        opened.settle(lambda: shown_text(opened.window.page).startswith("整改方案编写"))
        box = go(opened, "实施步骤")
        type_text(box, "一、动员部署")
        QTest.keyClick(box, Qt.Key.Key_Return)
        type_text(box, "集中整改")
        opened.settle(lambda: "二、集中整改" in entries(opened))
        box.selectAll()
        press(opened.window.page, "加批注…")
        opened.settle(lambda: bool(open_dialogs()))
        assert "批注在“实施步骤”里" in shown_text(open_sheet())
        replace_text(find_by_name(open_sheet(), QPlainTextEdit, "意见"), "各阶段写明起止")
        press(open_sheet(), "加上")
        opened.settle(lambda: "批注 1 条待处理" in shown_text(opened.window.page))
        press(opened.window.page, "保存")
        opened.settle(
            lambda: (
                stored(office, lambda s: s.get(RectPlan, ids["plan"]).steps) == "一、动员部署\n二、集中整改"
            )
        )
        (made,) = stored(office, lambda s: comments_of(s, ids["plan"], "rect_plan"))
        assert (made.part, made.quoted) == ("steps", "一、动员部署\n二、集中整改")
        find_by_name(opened.window.page, QPushButton, "采纳 各阶段写明起止").click()
        opened.settle(lambda: "批注 1 条待处理" not in shown_text(opened.window.page))
    finally:
        opened.close()
        tidy()


@pytest.mark.parametrize("prose", [LETTER_PROSE, ADVICE_PROSE, PLAN_PROSE, REPORT_PROSE, MEETING_PROSE])
def test_what_is_written_is_what_the_form_calls_it_and_every_chapter_is_read_back(prose: Prose) -> None:
    kind = prose.record.TYPE
    assert all(kind.field(name).kind is Kind.LONG_TEXT for name in prose.names)
    assert not prose.points or prose.points in prose.names
    plan = prose.plan(prose.record())
    read = {name for _, names in plan.chapters for name in names} | ({plan.lead} if plan.lead else set())
    assert set(prose.names) - read <= {"figures", "plan"}
