"""The page 导入反馈或整改通报: a published text is read, a person confirms its problems, and they become records.

Nothing is guessed: what could not be read stands there as such, and nothing is stored before it is confirmed.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QTreeWidgetItem, QVBoxLayout

from app.areas.feedback.service import FeedbackRow, Imported, import_feedback
from app.areas.feedback.view.figure_words import check_text, figure_rows
from app.areas.preparation.model import Task
from app.core.errors import KnownError
from app.exchange.notice import Notice, NoticeProblem, read_notice
from app.tasks.decoder import extract_text
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, facts, read_file, redraw, section
from app.widgets.lines import ID, Lines
from app.widgets.notices import Notice as Strip
from app.widgets.rows import Row, beside, button, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

KINDS = "文本 (*.txt *.docx *.pdf)"
MOST_BYTES = 64 << 20
TEXT_HEIGHT, TEXT_HEIGHT_READ, MOST_HEIGHT = 240, 120, 400
PROBLEM, MEASURE = "problem", "measure"


class NoticePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "导入反馈或整改通报",
            "粘贴公开的反馈或整改通报，读出问题清单，核对后导入",
            about="feedback_problem",
            wide=True,
        )
        self.buttons.addWidget(button("打开文件…", self._on_pick, icon_name="folder-open"))
        self._read = button("识别", self._on_read, role="main", hint="Ctrl+Enter")
        self.buttons.addWidget(self._read)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._on_read)
        self._text = QPlainTextEdit()
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText("把通报全文粘贴到这里，或用“打开文件…”选 .txt、.docx。")
        self._text.setFixedHeight(theme.scaled(TEXT_HEIGHT))
        self._text.textChanged.connect(self._on_typed)
        self.body.addWidget(Row("通报全文", self._text, name="notice-text"))
        self._result = QVBoxLayout()
        self._result.setSpacing(theme.GAP)
        self.body.addLayout(self._result)
        self.body.addStretch(1)
        self._task: TaskBox | None = None
        self._lines: ProblemLines | None = None
        self._draw_empty()

    def keyboard_start(self) -> QPlainTextEdit:
        """Where the keyboard goes when the page is shown."""
        return self._text

    # Reading

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择通报文件", lambda names: self.open_file(Path(names[0])), kinds=KINDS
        )

    def open_file(self, path: Path) -> None:
        """Take the text out of a file, in the child process, and read it."""

        def take() -> str:
            text = extract_text(path.name, read_file(path, MOST_BYTES))
            if not text.strip():
                raise KnownError(
                    "这个文件里没有读出文字",
                    kept="没有导入任何内容",
                    todo="扫描件请先识别成文字；旧格式请另存为 .docx 或 .txt",
                )
            return text

        def taken(text: str) -> None:
            self._text.setPlainText(text)
            self._on_read()

        self.desk.work.compute(take, taken, owner=self, slot="file")

    def _on_read(self) -> None:
        text = self._text.toPlainText()
        if not text.strip():
            dialogs.tell(self.window(), "还没有文本", "请先粘贴通报全文，或用“打开文件…”选一个文件。")
            return
        self.desk.work.compute(partial(read_notice, text), self._on_notice, owner=self, slot="notice")

    def _on_typed(self) -> None:
        theme.mark(self._read, role="main")

    # Drawing

    def _draw_empty(self) -> None:
        redraw(self._result).addWidget(
            empty(
                "import",
                "先放入通报全文",
                "程序读出单位、时间、每个问题和整改数字，读不懂的原样列出；您核对、改正、勾选以后才导入。",
            )
        )

    def _on_notice(self, notice: Notice) -> None:
        box = redraw(self._result)
        theme.mark(self._read, role="")
        self._text.setFixedHeight(theme.scaled(TEXT_HEIGHT_READ))
        section(box, "读出的内容", notice.document)
        start, end = notice.period
        period = f"{start or '？'} 至 {end or '？'}" if start or end else notice.period_text
        box.addWidget(
            facts(
                (
                    ("标题", notice.title or ""),
                    ("单位", "、".join(notice.units) or notice.unit or ""),
                    ("巡察组", notice.group or ""),
                    ("类型", notice.kind or ""),
                    ("巡察时间", period),
                    ("反馈日期", notice.feedback_on or ""),
                    ("公布日期", notice.published_on or ""),
                )
            )
        )
        if notice.warnings:
            strip = Strip("warn", "triangle-alert", f"有 {len(notice.warnings)} 处需要核对")
            for warning in notice.warnings:
                strip.line(f"△ {warning}")
            box.addWidget(strip)
        self._draw_problems(box, notice)
        self._draw_unread(box, notice)
        self._draw_figures(box, notice)
        self._draw_import(box)

    def _draw_problems(self, box: QVBoxLayout, notice: Notice) -> None:
        inner = len(notice.all_problems()) - len(notice.problems)
        section(
            box,
            "问题",
            f"读出 {len(notice.problems)} 个"
            + (f"，含子问题 {inner} 个" if inner else "")
            + "；双击或按 F2 改字，取消勾选的不导入",
        )
        lines = ProblemLines()
        for problem in notice.problems:
            lines.add_problem(problem)
        self._lines = lines
        rows = sum(1 + len(problem.children) for problem in notice.problems)
        lines.setFixedHeight(theme.scaled(min(MOST_HEIGHT, 48 + theme.ROW * max(2, rows))))
        box.addWidget(lines)
        if not notice.problems:
            box.addWidget(
                words("没有读出问题。可以把没读懂的句子加入清单，或直接新建反馈问题。", "body-muted")
            )

    def _draw_unread(self, box: QVBoxLayout, notice: Notice) -> None:
        if not notice.unread:
            return
        section(box, "没有读懂的", f"{len(notice.unread)} 处，原样列出；是问题的可以加入清单")
        for text in notice.unread:
            add = button("加入清单", lambda: None)
            add.setAccessibleName(f"加入清单 {text[:20]}")
            add.clicked.connect(partial(self._on_add, add, text))
            row = beside(add, words(text, wrap=True))
            row.setStretch(1, 1)
            box.addLayout(row)

    def _draw_figures(self, box: QVBoxLayout, notice: Notice) -> None:
        rows = figure_rows(notice.figures)
        if not rows and not notice.money:
            return
        said = check_text(notice.figures)
        section(box, "数字", said)
        box.addWidget(
            facts(
                [
                    *rows,
                    *((held.kind, f"{held.fen / 100:,.2f} 元（{held.text}）") for held in notice.money[:20]),
                ]
            )
        )

    def _draw_import(self, box: QVBoxLayout) -> None:
        section(box, "导入", "问题归到哪个任务")
        self._task = TaskBox(self.desk)
        box.addLayout(beside(Row("巡察任务", self._task), None))
        self._task.ask()
        box.addLayout(
            beside(
                button("确认导入", self._on_import, icon_name="import", role="main"),
                words("已有的同名问题不会重复导入，也不会被改动。", "muted"),
                None,
            )
        )

    # Importing

    def _on_add(self, pressed: object, text: str, _checked: bool = False) -> None:
        if self._lines is not None:
            self._lines.add_problem(NoticeProblem(None, "", text))
            getattr(pressed, "setEnabled", lambda _on: None)(False)
            self.desk.note("已加入清单")

    def _on_import(self) -> None:
        if self._lines is None or self._task is None:
            return
        rows = self._lines.rows()
        task_id = self._task.id
        if not task_id or not rows:
            what = "没有勾选任何问题" if not rows else "还没有巡察任务"
            dialogs.tell(
                self.window(), "还不能导入", what + ("。" if not rows else "，请先在“准备”里新建任务。")
            )
            return

        def store(session: Session) -> Imported:
            return import_feedback(session, session.get(Task, task_id), rows)

        self.desk.work.write(store, partial(self._on_imported, task_id), owner=self)

    def _on_imported(self, task_id: str, done: Imported) -> None:
        box = redraw(self._result)
        self._lines = None
        known = f"；{len(done.known)} 个已有，没有改动" if done.known else ""
        self.desk.note(f"已导入 {len(done.made)} 个反馈问题{known}")
        go = button(
            "查看反馈问题",
            partial(self.desk.open_list, "feedback_problem", (Filter("task_id", Op.EQ, task_id),)),
            role="main",
        )
        box.addWidget(
            empty(
                "circle-check",
                f"已导入 {len(done.made)} 个反馈问题",
                f"请逐个补上对应聚焦后再反馈{known}。",
                go,
            )
        )


class ProblemLines(Lines):
    """The problems with a box each; texts can be changed. Sub-problems and measures stand below theirs."""

    def __init__(self) -> None:
        super().__init__("问题清单", ("序号", "问题", "方面"), (110, 480, 200), grow=1)
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(False)
        self.setWordWrap(True)
        self.setEditTriggers(self.EditTrigger.NoEditTriggers)
        self.itemDoubleClicked.connect(self._on_edit)

    def fit(self) -> None:
        """Its height is given by the page."""

    def add_problem(self, problem: NoticeProblem, under: QTreeWidgetItem | None = None) -> None:
        """A problem with what stands below it."""
        item = self.add((str(problem.number or "—"), problem.text, problem.aspect), (PROBLEM, problem), under)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable)
        item.setCheckState(0, Qt.CheckState.Checked)
        for child in problem.children:
            self.add_problem(child, item)
        if problem.measures:
            head = self.add(
                ("措施", f"{len(problem.measures)} 条（供核对，不导入）", ""), (MEASURE, problem), item
            )
            for measure in problem.measures:
                line = self.add(("", measure, ""), (MEASURE, problem), head)
                line.setForeground(1, QBrush(theme.color("muted")))
        item.setExpanded(bool(problem.children))

    def keyPressEvent(self, event: object) -> None:
        """F2 changes the text of the row."""
        if getattr(event, "key", lambda: 0)() == Qt.Key.Key_F2:
            self._on_edit(self.currentItem(), 1)
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]  # Qt hands a QKeyEvent

    def rows(self) -> tuple[FeedbackRow, ...]:
        """The checked problems as rows; where sub-problems are checked, they are the rows and their parent the subhead."""
        found: list[FeedbackRow] = []
        for place in range(self.topLevelItemCount()):
            self._take(self.topLevelItem(place), "", "", found)
        return tuple(found)

    def _take(
        self, item: QTreeWidgetItem | None, category: str, above: str, found: list[FeedbackRow]
    ) -> None:
        if item is None or item.data(0, ID)[0] != PROBLEM:
            return
        text = " ".join(item.text(1).split())
        head = item.text(2) or category
        children = [item.child(place) for place in range(item.childCount())]
        below = len(found)
        for child in children:
            self._take(child, head, text, found)
        if len(found) == below and item.checkState(0) is Qt.CheckState.Checked:
            number = item.text(0)
            place = f"原文第{number}个问题" if number != "—" else "原文未编号的一句"
            found.append(FeedbackRow(category=head, subcategory=above, title=text, place=place))

    def _on_edit(self, item: QTreeWidgetItem | None, _column: int) -> None:
        if item is not None and item.data(0, ID)[0] == PROBLEM:
            self.editItem(item, 1)
