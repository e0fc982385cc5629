"""The demonstration's paper template: an entry to begin with, its file still to be brought in."""

from __future__ import annotations

from app.areas.libraries.templates.model import PaperTemplate
from app.demo.making import put
from db.session import Session


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction, where no file can be stored."""
    if office:
        put(
            session,
            PaperTemplate,
            "1",
            state="draft",
            paper="feedback_letter.feedback_opinion",
            name="反馈意见（本县样式）",
            note="先用“导出起始模板…”存出一份，在办公软件里改好版式，再添加到“模板文件”，点“检查模板”。",
        )
