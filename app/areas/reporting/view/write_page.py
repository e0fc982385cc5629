"""The page 编写报告: sections and points at the left, the text at the right, how long it is, findings put in.

It stores nothing but the texts of the report; steps and signatures stay with the form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QTreeWidgetItem, QVBoxLayout, QWidget

from app.areas.reporting.model import Report, cited, without_citations
from app.areas.reporting.view.assemble_page import WANTED
from app.areas.secrecy.view.frame import ID, Lines, TaskBox, empty
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.errors import XunchaError
from app.widgets import dialogs, theme
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.draft import Draft, draft_key, pack, unpack
from app.widgets.rows import beside, button, holder, name_control, words

if TYPE_CHECKING:
    from db.session import Session

SECTIONS = (
    ("basics", "一、基本情况"),
    ("overall", "二、总体评价"),
    ("problems", "三、主要问题"),
    ("suggestions", "四、意见建议"),
    ("other", "其他说明"),
)
FINDING_STATES = ("confirmed", "papered")
OUTLINE_MS = 300


@dataclass(frozen=True)
class Written:
    """The report, what was half typed last time, and the findings of its task that can be put in."""

    report: Report
    draft: Draft | None
    findings: tuple[tuple[str, str], ...]


def read_written(session: Session, id: str) -> Written:
    """Everything for the page; a finding comes as (title, text with its working paper's number)."""
    report = session.get(Report, id)
    papers = session.find(WorkingPaper, task_id=report.task_id)
    numbers = {
        key: paper.formal_number for paper in papers if paper.formal_number for key in paper.finding_ids
    }
    found = [f for f in session.find(Finding, task_id=report.task_id) if f.state in FINDING_STATES]
    findings = tuple((f"{f.number} {f.title}", finding_text(f, numbers.get(f.id, ""))) for f in found)
    return Written(report, unpack(report.TYPE, session.draft(draft_key("report", id))), findings)


def finding_text(finding: Finding, number: str) -> str:
    """A finding as one paragraph of a report; it cites its signed paper where it has one."""
    parts = [finding.title, finding.phenomenon, finding.nature, finding.duty]
    body = "".join(_sentence(" ".join(part.split())) for part in parts if part.strip())
    return f"{body}［底稿：{number}］" if number else body


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def length(text: str) -> int:
    """Characters as they are printed: without blanks, line ends and the marks that name working papers."""
    return len("".join(without_citations(text).split()))


class WritePage(QWidget):
    """The page."""

    title = "编写报告"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._written: Written | None = None
        self._texts: dict[str, str] = {}
        self._section = SECTIONS[0][0]
        self._pick = TaskBox(desk, "report")
        name_control(self._pick, "报告")
        self._pick.chosen.connect(self._on_picked)
        self._state = words("", "muted")
        self._save = button("保存", self.save, icon_name="save", role="main", hint="Ctrl+S")
        self._insert = button("插入问题…", self._on_insert, icon_name="plus")
        head = beside(
            words("编写报告", "title"),
            self._state,
            None,
            self._pick,
            self._insert,
            button("打开表单", self._on_form),
            self._save,
        )
        head.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._outline = Lines("报告目录", ("章节", "字数"), (180, 56), most=60)
        self._outline.setRootIsDecorated(False)
        self._outline.setMinimumWidth(theme.scaled(220))
        self._outline.currentItemChanged.connect(lambda item, _old: self._on_outline(item))
        self._text = QPlainTextEdit()
        self._text.setTabChangesFocus(True)
        self._text.setFont(theme.font(theme.TYPE_LEAD))
        name_control(self._text, "正文")
        self._text.textChanged.connect(self._on_typed)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._outline)
        self._split.addWidget(self._text)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([theme.scaled(300), theme.scaled(700)])
        self._empty = empty(
            "book-open", "还没有报告", "先在“汇成报告”里由审签过的底稿汇成，再到这里编写其余各节。",
            button("去汇成报告", partial(desk.open_page, "reporting.assemble"), role="main"),
        )  # fmt: skip
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(holder(head, "bar"))
        box.addWidget(self._empty)
        box.addWidget(self._split, 1)
        self._split.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(OUTLINE_MS)
        self._timer.timeout.connect(self._draw_outline)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        self.refresh()

    # What the window asks

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return bool(self._changed())

    def draft_now(self) -> tuple[str, bytes] | None:
        """What is half typed, for the lock; the form of the report brings it back too."""
        if self._written is None or not self.dirty:
            return None
        report = self._written.report
        return draft_key("report", report.id), pack(report.TYPE, Draft(self._changed(), {}, report.rev))

    def leave(self) -> None:
        """Another page comes over this one: keep what is half typed."""
        if held := self.draft_now():
            key, content = held
            self.desk.work.write(lambda session: session.keep_draft(key, content))

    def show_context(self) -> None:
        """Speak of the report."""
        self.desk.context_wanted.emit(
            Context(self.desk.catalog["report"], self._written.report if self._written else None)
        )

    def keyboard_start(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self._text

    def refresh(self) -> None:
        """Read the reports anew."""
        self._pick.ask()

    # Reading

    def _on_picked(self, id: str) -> None:
        wanted = str(self.desk.property(WANTED) or "")
        if wanted and self._pick.findData(wanted) >= 0:
            self.desk.setProperty(WANTED, "")
            self._pick.choose(wanted)
            id = wanted
        if not id:
            self._empty.show()
            self._split.hide()
            return
        if self._written is not None and self._written.report.id == id and self.dirty:
            return
        if self._written is not None and self._written.report.id != id:
            self.leave()
        self.desk.work.read(partial(read_written, id=id), self._on_written, owner=self, slot="report")

    def _on_written(self, written: Written) -> None:
        self._written = written
        self._texts = {name: getattr(written.report, name) for name, _ in SECTIONS}
        if written.draft is not None and not self._locked:
            self._texts.update({n: v for n, v in written.draft.values.items() if n in self._texts})
            if self.dirty:
                self.desk.note("已恢复上次没有保存的内容")
        self._empty.hide()
        self._split.show()
        self._text.setReadOnly(self._locked)
        self._insert.setEnabled(not self._locked)
        self._save.setEnabled(not self._locked)
        self._put()
        self._draw_outline()
        self.show_context()

    @property
    def _locked(self) -> bool:
        held = self._written
        return (
            held is None
            or held.report.TYPE.lifecycle.state(held.report.state).locked
            or not self.desk.actor.may("record.write")
        )

    def _changed(self) -> dict[str, str]:
        if self._written is None:
            return {}
        return {
            name: text for name, text in self._texts.items() if text != getattr(self._written.report, name)
        }

    # Drawing

    def _put(self) -> None:
        self._text.blockSignals(True)
        self._text.setPlainText(self._texts[self._section])
        self._text.blockSignals(False)

    def _draw_outline(self) -> None:
        outline = self._outline
        outline.blockSignals(True)
        outline.clear()
        for name, label in SECTIONS:
            text = self._texts.get(name, "")
            top = outline.add((label, f"{length(text):,}"), (name, 0))
            top.setFont(0, theme.font(strong=True))
            position = 0
            for line in text.split("\n"):
                bare = line.strip()
                if name == "problems" and (bare.startswith("（") or bare[:1].isdigit()):
                    mark = "" if bare.startswith("（") or cited(bare) else "▲ 未注底稿号 "
                    outline.add((f"{mark}{without_citations(bare)[:24]}", ""), (name, position), top)
                position += len(line) + 1
            top.setExpanded(True)
            if name == self._section:
                outline.setCurrentItem(top)
        outline.right(1)
        outline.blockSignals(False)
        total = sum(length(text) for text in self._texts.values())
        report = self._written.report if self._written else None
        state = report.TYPE.lifecycle.state(report.state).label if report else ""
        lock = "，不能修改，需要时先退回" if self._locked and report else ""
        self._state.setText(
            f"{state}{lock}　全文 {total:,} 字" + ("　● 有未保存的内容" if self.dirty else "")
        )

    # Typing

    def _on_outline(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        name, position = item.data(0, ID)
        if name != self._section:
            self._section = name
            self._put()
        cursor = self._text.textCursor()
        cursor.setPosition(min(position, len(self._text.toPlainText())))
        self._text.setTextCursor(cursor)
        self._text.centerCursor()

    def _on_typed(self) -> None:
        self._texts[self._section] = self._text.toPlainText()
        self._timer.start()

    def _on_insert(self) -> None:
        if self._written is None:
            return
        if not self._written.findings:
            dialogs.tell(self.window(), "还没有可以插入的问题", "会商认定或已入底稿的问题才能插入。")
            return
        FindingSheet(self.window(), self._written.findings, self._put_in).open()

    def _put_in(self, text: str) -> None:
        cursor = self._text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertText(f"\n{text}" if cursor.block().text() else text)
        self._text.setTextCursor(cursor)
        self._text.setFocus()
        self._on_typed()

    def save(self) -> None:
        """Store the texts."""
        if self._written is None or self._locked:
            return
        changed = self._changed()
        if not changed:
            self.desk.note("没有需要保存的修改")
            return
        report = replace(self._written.report, **changed)  # type: ignore[arg-type]  # names of text fields

        def store(session: Session) -> Report:
            session.drop_draft(draft_key("report", report.id))
            return session.save(report)

        self.desk.work.write(store, self._on_saved, failed=self._on_not_saved, owner=self)

    def _on_saved(self, report: Report) -> None:
        if self._written is not None:
            self._written = Written(report, None, self._written.findings)
        self.desk.note("报告已保存")
        self._draw_outline()

    def _on_not_saved(self, error: XunchaError) -> None:
        self.desk.show_error(error, self.window())
        self.leave()

    def _on_form(self) -> None:
        if self._written is not None:
            self.leave()
            self.desk.open_record("report", self._written.report.id)


class FindingSheet(dialogs.Sheet):
    """Pick a finding to be put in at the cursor."""

    def __init__(self, parent: QWidget, findings: tuple[tuple[str, str], ...], then: object) -> None:
        super().__init__(parent, "插入问题", sign="plus")
        self.setMinimumWidth(theme.scaled(640))
        self._then = then
        self.say("插在光标所在段之后，带上底稿号。", "body-muted")
        self._lines = Lines("问题", ("问题", "内容"), (240, 340), grow=1, most=10)
        for title, text in findings:
            self._lines.add((title, text), text)
        self._lines.setCurrentItem(self._lines.every()[0])
        self._lines.fit()
        self._lines.opened.connect(lambda _key: self._on_done())
        self.body.addWidget(self._lines)
        self.foot("取消", self.reject)
        self.foot("插入", self._on_done, main=True)

    def _on_done(self) -> None:
        chosen = self._lines.chosen()
        if chosen and callable(self._then):
            self.accept()
            self._then(str(chosen[0]))
