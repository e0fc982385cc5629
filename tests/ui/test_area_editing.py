"""The windows of 文书模板 and of writing: a template is loaded, used and looked at; reports are written by keyboard alone."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from PySide6.QtWidgets import QLabel

from app.areas.feedback.model import FeedbackLetter
from app.areas.libraries.templates.model import PaperTemplate
from app.areas.libraries.templates.view import load_file
from app.hooks import paper_offers
from app.widgets.viewer import AttachmentViewer
from tests.areas.cases import on_site
from tests.ui.area_kit import Shown, dialog, filled_vault, look, open_dialogs, show_on

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
