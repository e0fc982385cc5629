"""Making a vault: what for, how secret, who, password, and the recovery code shown once. It must not keep the code."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.shell.secret import secret_line
from app.shell.services import NewVault, Services, VaultKind
from app.widgets import dialogs, theme
from app.widgets.rows import Row, beside, button, name_control, words
from db.keys import password_rule

if TYPE_CHECKING:
    from app.shell.gate import Gate

GRADES = ("内部", "工作秘密", "秘密", "机密")
WORDS: dict[str, str] = {"group": "巡察组库", "office": "巡察办库"}


def rule_words(grade: str) -> str:
    """What a password of a vault of that 密级 must be, from the rule itself."""
    return password_rule(grade).words


class NewVaultPanel(QWidget):
    """The form; problems stand beside the lines as one types."""

    def __init__(self, gate: Gate, kind: str) -> None:
        super().__init__()
        self._gate = gate
        self._kind: VaultKind = "office" if kind == "office" else "group"
        label = WORDS[self._kind]
        self._title = QLineEdit()
        self._grade = QComboBox()
        self._grade.addItems(GRADES)
        self._grade.setCurrentIndex(1)
        self._name = QLineEdit()
        self._login = QLineEdit()
        self._new, self._again = secret_line(), secret_line()
        self._folder = QLineEdit(str(Path.home() / f"{label}-{date.today():%Y%m%d}"))
        hint = "如：第二轮第一巡察组" if self._kind == "group" else "如：县委巡察办"
        self._rows = {
            "title": Row("库的名称", self._title, required=True, help=f"{hint}；打开后才显示"),
            "grade": Row("最高密级", self._grade, help="不得超过本机批准的密级"),
            "name": Row("您的姓名", self._name, required=True),
            "login": Row("登录名", self._login, required=True),
            "password": Row("口令", self._new, required=True, help=rule_words(GRADES[1])),
            "again": Row("再输一遍", self._again, required=True),
            "folder": Row("存放位置", self._folder, required=True),
        }
        self._with_token = QCheckBox("解锁时另要令牌文件")
        name_control(
            self._with_token, "解锁时另要令牌文件", help="在U盘上写一个 32 字节的文件，口令和它缺一不可"
        )
        self._token_folder = QLineEdit()
        self._token_row = Row(
            "令牌存放的U盘文件夹", self._token_folder, help="U盘另外保管；丢了用恢复码重设。不能和库放在一起"
        )
        self._with_token.toggled.connect(self._token_row.setVisible)
        self._token_row.hide()
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, theme.GAP, 0)
        lines.setSpacing(theme.GRID)
        for row in self._rows.values():
            lines.addWidget(row)
        lines.addLayout(beside(None, button("选择文件夹…", self._on_folder, role="link")))
        lines.addWidget(self._with_token)
        lines.addWidget(self._token_row)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setMinimumHeight(theme.scaled(360))
        self._say = words("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GAP)
        box.addWidget(words(f"创建{label}", "title"))
        box.addWidget(area, 1)
        box.addWidget(self._say)
        self._make = button("创建", self.make, role="main")
        box.addLayout(beside(button("返回", gate.show_welcome), None, self._make))
        self._grade.currentTextChanged.connect(self._on_grade)
        self._new.textEdited.connect(lambda _text: self._check_password())
        self._login.textEdited.connect(lambda _text: self._check_password() if self._new.text() else None)
        self._again.textEdited.connect(lambda _text: self._rows["again"].show_problem(""))
        self.setFocusProxy(self._title)

    def make(self) -> None:
        """Make the vault when all lines are good."""
        held = {
            key: row.control.text().strip()
            for key, row in self._rows.items()
            if isinstance(row.control, QLineEdit)
        }
        good = True
        for key in ("title", "name", "login", "folder"):
            self._rows[key].show_problem("" if held[key] else "请填写")
            good = good and bool(held[key])
        good = self._check_password() and good
        same = self._new.text() == self._again.text()
        self._rows["again"].show_problem("" if same else "两遍不一样")
        place = self._token_folder.text().strip() if self._with_token.isChecked() else ""
        lacking = self._with_token.isChecked() and not place
        self._token_row.show_problem("请填写U盘上的文件夹" if lacking else "")
        if not good or not same or lacking:
            return
        wanted = NewVault(
            Path(held["folder"]), self._kind, self._grade.currentText(), held["title"], held["login"], held["name"],
            self._new.text(), Path(place) if place else None,
        )  # fmt: skip
        self._say.setText("正在创建：按本机速度校准口令强度，需要几秒钟…")
        self._gate.run("", lambda _p, _c: self._gate.doors.create(wanted), self._on_made, self._on_failed)

    def _on_grade(self, grade: str) -> None:
        self._rows["password"].show_help(rule_words(grade))

    def _check_password(self) -> bool:
        wrong = self._gate.doors.password_problems(self._login.text().strip(), self._new.text())
        self._rows["password"].show_problem("；".join(wrong))
        return not wrong

    def _on_failed(self, error: object) -> None:
        self._say.clear()
        self._gate.work.trouble.emit(error)

    def _on_made(self, made: tuple[Services, str]) -> None:
        self._new.clear()
        self._again.clear()
        self._say.clear()
        self._gate._show(RecoveryPanel(self._gate, *made))

    def _on_folder(self) -> None:
        def chosen(name: str) -> None:
            self._folder.setText(str(Path(name) / f"{WORDS[self._kind]}-{date.today():%Y%m%d}"))

        dialogs.pick_folder(self._gate, "选择存放位置", chosen)


class RecoveryPanel(QWidget):
    """The code, once. The vault is entered after the person says that it is kept."""

    def __init__(self, gate: Gate, services: Services, code: str) -> None:
        super().__init__()
        self._gate = gate
        self._services = services
        self._code = code
        shown = words(code, "code", wrap=True)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setAccessibleName(f"恢复码 {code}")
        self._kept = QCheckBox("恢复码已抄下或打印，并交组长保管")
        name_control(self._kept, "恢复码已抄下或打印，并交组长保管")
        self._enter = button("进入", self._on_enter, role="main")
        self._enter.setEnabled(False)
        self._kept.toggled.connect(self._enter.setEnabled)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GAP + theme.GRID)
        box.addWidget(words("恢复码：只显示这一次", "title"))
        box.addWidget(
            words(
                "全部口令都忘记时，只有它能打开这个库。请抄在纸上或打印，装袋封存，不要存进任何电子设备。",
                wrap=True,
            )
        )
        box.addWidget(shown)
        box.addWidget(self._kept)
        printing = button("打印恢复码", self._on_print, icon_name="printer")
        printing.setEnabled(bool(QPrinterInfo.availablePrinterNames()))
        printing.setToolTip("" if printing.isEnabled() else "本机没有安装打印机，请抄写")
        box.addLayout(beside(printing, None, self._enter))
        self.setFocusProxy(self._kept)

    def _on_print(self) -> None:
        dialogs.ask(
            self,
            "打印恢复码",
            "将在默认打印机上打印一页，请守在打印机旁。",
            "打印",
            partial(_print_code, self._code),
        )

    def _on_enter(self) -> None:
        self._code = ""
        self._gate.let_in(self._services)


def _print_code(code: str) -> None:
    document = QTextDocument()
    document.setPlainText(
        f"巡察工作台 恢复码\n\n{code}\n\n打印日期 {date.today().isoformat()}\n交组长装袋封存，不得复制。"
    )
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("xuncha")
    document.print_(printer)
