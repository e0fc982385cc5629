"""The only place that makes message boxes, file dialogs and questions. They are opened, never executed: nothing waits.

A dialog must not keep the program from locking; `close_all` takes every one away without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BugError, InputProblems, KnownError, Refused, XunchaError
from app.core.lifecycle import Reason
from app.tasks.work import Job
from app.widgets import theme
from app.widgets.icons import pixmap
from app.widgets.rows import Row, beside, button, words
from app.widgets.sheet_keys import begins_with_button, button_in_focus, has_typed, is_plain_enter

Then = Callable[[], object]
MOST_WAYS = 4


class Sheet(QDialog):
    """A dialog with a sign, a headline, a body and buttons on the right. It deletes itself when closed.

    Enter presses the button in focus, else the main one; Esc leaves, and asks first when something was typed.
    asks: False where what is typed is soon typed again.
    """

    asks = True

    def __init__(self, parent: QWidget | None, title: str, *, sign: str = "", tone: str = "ink") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.scaled(420))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.setSpacing(theme.GAP + theme.GRID)
        self.headline = words(title, "title", wrap=True)
        head = beside(gap=theme.GAP + theme.GRID)
        if sign:
            mark = QLabel()
            mark.setPixmap(pixmap(sign, tone, theme.ICON_LARGE))
            mark.setAlignment(Qt.AlignmentFlag.AlignTop)
            head.addWidget(mark)
        head.addWidget(self.headline, 1)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.GAP)
        outer.addLayout(self.body)
        self._buttons: list[QPushButton] = []
        self._main: QPushButton | None = None
        self.feet = beside(None)
        outer.addSpacing(theme.GRID)
        outer.addLayout(self.feet)

    def say(self, text: str, role: str = "") -> QLabel:
        """Add a paragraph that can be selected."""
        made = words(text, role, wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.setAccessibleName(text)
        self.body.addWidget(made)
        return made

    def foot(self, text: str, pressed: Then, *, main: bool = False) -> None:
        """Add a button; the main one answers to Enter."""
        made = button(text, pressed, role="main" if main else "")
        made.setMinimumWidth(theme.scaled(88))
        if main:
            self._main = made
            made.setDefault(True)
            made.setAutoDefault(True)
            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(keys), self, made.click)
        self._buttons.append(made)
        self.feet.addWidget(made)
        if self.isVisible():
            made.show()  # a layout does so only when the events of the window have gone round

    def make_room(self) -> None:
        """Grow for a text that has appeared, so that it squeezes no other."""
        held = self.layout()
        if held is not None:
            held.activate()
            self.resize(self.width(), max(self.height(), held.totalHeightForWidth(self.width())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc; a text of several lines keeps Enter for itself."""
        if is_plain_enter(event):
            event.accept()
            alone = self._buttons[0] if len(self._buttons) == 1 else None
            pressed = button_in_focus(self) or self._main or alone
            # A list in the sheet may have closed it with this very key.
            if pressed is not None and self.isVisible() and not event.isAutoRepeat():
                pressed.click()
        elif event.key() == Qt.Key.Key_Escape:
            event.accept()
            self._leave()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard starts in the first field; where there is none, on the main button."""
        super().showEvent(event)
        if self._main is not None and begins_with_button(self):
            self._main.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The cross of the window asks like Esc."""
        if event.spontaneous() and self.asks and has_typed(self):
            event.ignore()
            self._leave()
        else:
            super().closeEvent(event)

    def _leave(self) -> None:
        if not (self.asks and has_typed(self)):
            self.reject()
            return
        doubt = Sheet(self, "放弃填写的内容？", sign="circle-help", tone="amber")
        doubt.say("这里填写的还没有保存，关掉就没有了。")
        doubt.foot("放弃", _closing(doubt, self.reject))
        doubt.foot("继续填写", doubt.reject, main=True)
        doubt.open()


def show_error(parent: QWidget | None, error: XunchaError) -> Sheet:
    """Say what happened, what was not lost and what to do; every reason as a line of its own."""
    match error:
        case Refused():
            sheet = Sheet(parent, error.what, sign="ban", tone="amber")
            if error.reasons:
                sheet.say("为何不能：", "strong")
            for reason in error.reasons:
                sheet.say(f"· {reason}")
        case InputProblems():
            sheet = Sheet(parent, error.what, sign="triangle-alert", tone="amber")
            for problem in error.problems:
                sheet.say(f"· {problem.text}")
        case KnownError():
            sheet = Sheet(parent, error.what, sign="triangle-alert", tone="amber")
        case BugError():
            sheet = Sheet(parent, "程序出了差错，这一步没有完成", sign="triangle-alert", tone="red")
            sheet.say("库内容没有变化。")
            sheet.say("请把下面的代码告诉维护人员，然后可以继续做别的：")
            sheet.say(error.code, "code")
        case _:
            sheet = Sheet(parent, "这一步没有完成", sign="triangle-alert", tone="red")
    if isinstance(error, KnownError):
        for text in (error.kept, error.todo):
            if text:
                sheet.say(text if text.endswith(("。", "！", "？")) else f"{text}。", "body-muted")
    sheet.foot("知道了", sheet.accept, main=True)
    sheet.open()
    return sheet


def show_reasons(
    parent: QWidget | None,
    step: str,
    reasons: Sequence[str],
    kept: str = "",
    open_record: Callable[[str, str], object] | None = None,
) -> Sheet:
    """为何不能: every reason against a step; `open_record` leads to the records that a Reason speaks of."""
    if open_record is None or not any(isinstance(reason, Reason) and reason.about for reason in reasons):
        return show_error(parent, Refused(f"现在不能“{step}”", reasons, kept=kept))
    sheet = Sheet(parent, f"现在不能“{step}”", sign="ban", tone="amber")
    sheet.setMinimumWidth(theme.scaled(560))
    sheet.say("为何不能：", "strong")
    for reason in reasons:
        sheet.say(f"· {reason}")
        if isinstance(reason, Reason) and reason.about:
            ways = beside(words("　去办理", "muted"))
            for type_name, id, name in reason.about[:MOST_WAYS]:
                way = button(name, partial(_way, sheet, open_record, type_name, id), role="link")
                way.setAccessibleName(f"去办理 {name}")
                ways.addWidget(way)
            ways.addStretch(1)
            sheet.body.addLayout(ways)
    if kept:
        sheet.say(f"{kept}。", "body-muted")
    sheet.foot("知道了", sheet.accept, main=True)
    sheet.open()
    return sheet


def _way(sheet: Sheet, open_record: Callable[[str, str], object], type_name: str, id: str) -> None:
    sheet.accept()
    open_record(type_name, id)


def tell(parent: QWidget | None, title: str, text: str = "", *, sign: str = "info") -> Sheet:
    """Say something that needs to be read."""
    sheet = Sheet(parent, title, sign=sign)
    if text:
        sheet.say(text)
    sheet.foot("知道了", sheet.accept, main=True)
    sheet.open()
    return sheet


def ask(
    parent: QWidget | None, title: str, text: str, yes: str, then: Then, *, danger: bool = False
) -> Sheet:
    """A yes-or-no question; `yes` names what will be done."""
    sheet = Sheet(
        parent, title, sign="triangle-alert" if danger else "circle-help", tone="amber" if danger else "ink"
    )
    if text:
        sheet.say(text)
    sheet.foot("取消", sheet.reject)
    sheet.foot(yes, _closing(sheet, then), main=True)
    sheet.open()
    return sheet


def ask_text(
    parent: QWidget | None,
    title: str,
    label: str,
    yes: str,
    then: Callable[[str], object],
    *,
    text: str = "",
    required: bool = True,
    long: bool = True,
    help: str = "",
) -> Sheet:
    """Ask for a reason, an opinion or a name. While `required`, an empty answer is refused beside the line."""
    sheet = Sheet(parent, title)
    if text:
        sheet.say(text, "body-muted")
    line: QPlainTextEdit | QLineEdit = QPlainTextEdit() if long else QLineEdit()
    if isinstance(line, QPlainTextEdit):
        line.setTabChangesFocus(True)
        line.setFixedHeight(theme.scaled(88))
    row = Row(label, line, required=required, help=help)
    sheet.body.addWidget(row)

    def done() -> None:
        said = (line.toPlainText() if isinstance(line, QPlainTextEdit) else line.text()).strip()
        if required and not said:
            row.show_problem("请填写")
            line.setFocus()
            return
        sheet.accept()
        then(said)

    sheet.foot("取消", sheet.reject)
    sheet.foot(yes, done, main=True)
    sheet.open()
    line.setFocus()
    return sheet


def ask_password(
    parent: QWidget | None, title: str, text: str, then: Callable[[str], object], *, yes: str = "确定"
) -> Sheet:
    """Ask for the password of who sits here."""
    sheet = Sheet(parent, title, sign="key")
    if text:
        sheet.say(text, "body-muted")
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
    sheet.body.addWidget(Row("口令", line, required=True))

    def done() -> None:
        if said := line.text():
            line.clear()
            sheet.accept()
            then(said)

    sheet.foot("取消", sheet.reject)
    sheet.foot(yes, done, main=True)
    sheet.open()
    line.setFocus()
    return sheet


def pick_open(
    parent: QWidget | None, title: str, then: Callable[[list[str]], object], *, kinds: str = "所有文件 (*)",
    many: bool = False,
) -> QFileDialog:  # fmt: skip
    """Pick files to read; never the desktop's own dialog, which keeps a history of names."""
    made = _file_dialog(parent, title, kinds)
    made.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    made.filesSelected.connect(lambda names: then(list(names)))
    made.open()
    return made


def pick_save(
    parent: QWidget | None, title: str, name: str, then: Callable[[str], object], *, kinds: str
) -> QFileDialog:
    """Pick where to write; `name` should be neutral (an id, no title). Its suffix is added when left out."""
    made = _file_dialog(parent, title, kinds)
    made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    made.setDefaultSuffix(Path(name).suffix.lstrip("."))
    made.selectFile(name)
    made.fileSelected.connect(lambda chosen: then(str(chosen)))
    made.open()
    return made


def pick_folder(parent: QWidget | None, title: str, then: Callable[[str], object]) -> QFileDialog:
    """Pick a folder."""
    made = _file_dialog(parent, title, "")
    made.setFileMode(QFileDialog.FileMode.Directory)
    made.setOption(QFileDialog.Option.ShowDirsOnly)
    made.fileSelected.connect(lambda chosen: then(str(chosen)))
    made.open()
    return made


class ProgressSheet(Sheet):
    """Shows a job that takes longer than a moment, with a button that cancels it."""

    def __init__(self, parent: QWidget | None, job: Job) -> None:
        super().__init__(parent, job.title, sign="clock")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(job.title)
        self._bar.setObjectName("进度")
        self._count = words("", "muted")
        self.body.addWidget(self._bar)
        self.body.addWidget(self._count)
        self.foot("取消", self._on_cancel)
        self._job = job
        job.progressed.connect(self._on_progressed)
        job.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        # Not close(): that asks reject(), which means cancel here.
        self.done(QDialog.DialogCode.Accepted)
        self.deleteLater()

    def reject(self) -> None:
        """Escape cancels the job."""
        self._on_cancel()

    def _on_cancel(self) -> None:
        self._count.setText("正在取消…")
        self._job.cancel()

    def _on_progressed(self, done: int, total: int) -> None:
        if total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
            self._count.setText(f"{min(100, done * 100 // total)}%")


def close_all(keep: QWidget | None = None) -> None:
    """Close every dialog, popup and menu without asking; `keep` and its own parts stay."""
    for widget in QApplication.topLevelWidgets():
        if widget is keep or isinstance(widget, QMainWindow) or not widget.isVisible():
            continue
        widget.hide()
        if isinstance(widget, QDialog):
            widget.setParent(None)
            widget.deleteLater()


def _closing(sheet: Sheet, then: Then) -> Then:
    def run() -> None:
        sheet.accept()
        then()

    return run


def _file_dialog(parent: QWidget | None, title: str, kinds: str) -> QFileDialog:
    made = QFileDialog(parent, title, str(Path.home()), kinds)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    made.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    made.setSidebarUrls([])
    return made
