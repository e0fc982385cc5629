"""The page 名片与往来: this vault's own card, and the cards of others that were compared in person.

No key is made or shown here beyond the public card; nothing is pinned before a person has compared the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.bundle import contacts
from app.bundle.bundle import Card, new_identity
from app.bundle.identity import CARD_LIMIT
from app.core.errors import KnownError, Refused
from app.core.roles import who_may
from app.tasks.decoder import extract_codes
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.badges import plain_badge
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, facts, read_file, redraw, section, written
from app.widgets.rows import Row, beside, button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

KINDS = "名片 (*.card)"
ANY_CARD = "名片、二维码照片或扫描件 (*.card *.png *.jpg *.jpeg *.pdf)"
PICTURE_LIMIT = 40 << 20
QR_SIZE = 208
PICTURES = (".png", ".jpg", ".jpeg", ".pdf")


@dataclass(frozen=True)
class Shown:
    """A card with its words, and its QR code as rows of dark (1) and light (0) cells where it is wanted."""

    card: Card
    words: tuple[str, ...]
    qr: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Cards:
    """What the page shows."""

    own: Shown | None
    known: tuple[Shown, ...]


def read_cards(session: Session) -> Cards:
    """Own card and known cards; a tenth of a second a card, for a worker."""
    own = None
    if contacts.has_identity(session):
        card = contacts.own_identity(session).card
        own = Shown(card, card.fingerprint_words(), qr_rows(card.to_bytes()))
    known = sorted(contacts.cards(session).values(), key=lambda card: (card.kind, card.org, card.name))
    return Cards(own, tuple(Shown(card, card.fingerprint_words()) for card in known))


def card_in(path: Path) -> Card:
    """The card in a .card file, or in the QR code on a photograph or scan of one. For a worker."""
    if path.suffix.lower() not in PICTURES:
        return Card.from_bytes(read_file(path, CARD_LIMIT * 16))
    for content in extract_codes(path.name, read_file(path, PICTURE_LIMIT)):
        if content.startswith(b"{"):
            return Card.from_bytes(content)
    raise KnownError(
        "图上没有找到名片二维码",
        kept="没有登记任何名片",
        todo="请拍正、拍清整个二维码，或改用对方导出的 .card 文件",
    )


def qr_rows(content: bytes) -> tuple[bytes, ...]:
    """A QR code as rows, with its quiet margin of four cells."""
    return tuple(bytes(row) for row in segno.make_qr(content, error="m").matrix_iter(border=4))


def qr_picture(rows: tuple[bytes, ...]) -> QPixmap:
    """The rows as a picture: black on white in every scheme, because scanners need it so."""
    side = len(rows)
    cells = b"".join(bytes(0 if cell else 255 for cell in row) for row in rows)
    image = QImage(cells, side, side, side, QImage.Format.Format_Grayscale8)
    return QPixmap.fromImage(image.scaled(QR_SIZE * 2, QR_SIZE * 2))


def words_text(found: tuple[str, ...]) -> str:
    """The eight words in two groups of four, as they are read aloud."""
    return "　".join(" ".join(found[place : place + 4]) for place in range(0, len(found), 4))


class CardsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "名片与往来", "与对方当面交换、逐词核对名片后，才能互相封装和打开密封包", about="bundle_log"
        )
        self._add = button("登记对方名片…", self._on_pick, icon_name="user-check")
        self._save = button("导出名片…", self._on_export, icon_name="download", role="main")
        for each in (self._add, self._save):
            each.hide()
            self.buttons.addWidget(each)
        self._cards = Cards(None, ())
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(read_cards, self._on_cards, owner=self, slot="cards")

    def _on_cards(self, found: Cards) -> None:
        self._cards = found
        box = redraw(self.body)
        self._add.setVisible(found.own is not None)
        self._save.setVisible(found.own is not None)
        if found.own is None:
            self._draw_setup(box)
        else:
            self._draw_own(box, found.own)
            self._draw_known(box, found.known)
        box.addStretch(1)

    def _draw_setup(self, box: QVBoxLayout) -> None:
        office = self.desk.vault.kind == "office"
        box.addWidget(
            empty(
                "user-check",
                "本库还没有名片",
                "名片是本库对外的身份：对方凭它把密封包封给本库，也凭它核对本库签发的包和回执。建立一次，长期使用。",
            )
        )
        self._name = QLineEdit()
        self._org = QLineEdit()
        self._name_row = Row(
            "名称", self._name, required=True, help="例如：巡察办" if office else "例如：第一巡察组"
        )
        self._org_row = Row(
            "单位",
            self._org,
            required=True,
            help="例如：某县委；名片上连起来写成“某县委第一巡察组”，不写个人姓名",
        )
        form = QWidget()
        form.setFixedWidth(theme.scaled(420))
        inner = QVBoxLayout(form)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.GAP)
        inner.addWidget(self._name_row)
        inner.addWidget(self._org_row)
        inner.addLayout(beside(None, button("建立名片", self._on_make, role="main")))
        box.addLayout(beside(None, form, None))

    def _draw_own(self, box: QVBoxLayout, own: Shown) -> None:
        section(box, "本库名片")
        code = QLabel()
        picture = qr_picture(own.qr)
        picture.setDevicePixelRatio(2)
        code.setPixmap(picture)
        code.setAccessibleName("本库名片二维码")
        code.setAlignment(Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(theme.GAP)
        text.addWidget(words(f"{own.card.org}{own.card.name}", "title", wrap=True))
        text.addWidget(
            facts(
                (
                    ("类别", own.card.kind_label),
                    ("名称", own.card.name),
                    ("单位", own.card.org),
                    ("标识", own.card.key_id),
                )
            )
        )
        text.addWidget(words("核对词（当面逐词念给对方听）", "label"))
        said = words(words_text(own.words), "code", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setAccessibleName(f"核对词 {' '.join(own.words)}")
        text.addWidget(said)
        text.addWidget(
            words("名片本身不涉密，可以用U盘或纸面二维码交给对方；真伪只看八个核对词。", "muted", wrap=True)
        )
        text.addStretch(1)
        row = beside(code, gap=theme.EDGE * 2)
        row.addLayout(text, 1)
        box.addLayout(row)

    def _draw_known(self, box: QVBoxLayout, known: tuple[Shown, ...]) -> None:
        section(box, "已核对的对方名片", f"{len(known)} 张" if known else "")
        if not known:
            other = "巡察组" if self.desk.vault.kind == "office" else "巡察办"
            box.addWidget(
                empty(
                    "user-check",
                    "还没有登记对方名片",
                    f"请{other}导出名片（.card 文件），用右上角“登记对方名片…”打开，当面核对八个词。",
                )
            )
        for shown in known:
            box.addWidget(self._known_row(shown))

    def _known_row(self, shown: Shown) -> QWidget:
        card = shown.card
        made = QFrame()
        made.setProperty("role", "tile")
        text = QVBoxLayout()
        text.setSpacing(theme.GRID)
        text.addLayout(
            beside(words(f"{card.org}{card.name}", "strong"), plain_badge(card.kind_label, "active"), None)
        )
        text.addWidget(words(f"核对词 {words_text(shown.words)}　标识 {card.key_id}", "muted", wrap=True))
        stop = button("停用", partial(self._on_stop, card), role="quiet")
        stop.setAccessibleName(f"停用 {card.org}{card.name}")
        row = beside()
        row.addLayout(text, 1)
        row.addWidget(stop)
        row.setContentsMargins(theme.EDGE, theme.GAP, theme.GAP, theme.GAP)
        made.setLayout(row)
        return made

    def _on_make(self) -> None:
        name, org = self._name.text().strip(), self._org.text().strip()
        self._name_row.show_problem("" if name else "请填写")
        self._org_row.show_problem("" if org else "请填写")
        if not self._may("建立名片") or not (name and org):
            return
        kind = "office" if self.desk.vault.kind == "office" else "group"

        def make(session: Session) -> None:
            if contacts.has_identity(session):
                raise KnownError("本库已经有名片", kept="原来的名片没有变化")
            contacts.keep_identity(session, new_identity(name, org, kind))
            session.note("建立本库名片")

        self.desk.work.write(make, lambda _none: self._done("已建立本库名片"), owner=self)

    def _on_export(self) -> None:
        if self._cards.own is None:
            return
        card = self._cards.own.card

        def save(target: str) -> None:
            def write(_progress: Progress, _cancelled: Cancel) -> None:
                written(Path(target), card.to_bytes())

            self.desk.work.job("正在导出名片…", write, lambda _none: self.desk.note("名片已导出"), owner=self)

        dialogs.pick_save(self.window(), "导出名片", f"{card.key_id}.card", save, kinds=KINDS)

    def _on_pick(self) -> None:
        if self._may("登记对方名片"):
            dialogs.pick_open(
                self.window(),
                "选择对方的名片文件",
                lambda names: self.read_card(Path(names[0])),
                kinds=ANY_CARD,
            )

    def read_card(self, path: Path) -> None:
        """Read a card file and show its words to be compared."""
        own = self._cards.own

        def read() -> Shown:
            card = card_in(path)
            if own is not None and card.key_id == own.card.key_id:
                raise KnownError(
                    "这是本库自己的名片", kept="没有登记任何名片", todo="请选择对方导出的名片文件"
                )
            return Shown(card, card.fingerprint_words())

        self.desk.work.compute(read, self._on_read, owner=self)

    def _on_read(self, shown: Shown) -> None:
        held = next((old for old in self._cards.known if old.card.key_id == shown.card.key_id), None)
        if held is not None:
            dialogs.tell(
                self.window(), "这张名片已经登记过", f"{held.card.org}{held.card.name}，不用再登记。"
            )
            return
        ConfirmCard(self.window(), shown, partial(self._pin, shown.card)).open()

    def _pin(self, card: Card) -> None:
        self.desk.work.write(
            lambda session: contacts.pin(session, card),
            lambda _none: self._done(f"已登记{card.org}{card.name}的名片"),
            owner=self,
        )

    def _on_stop(self, card: Card) -> None:
        if not self._may("停用名片"):
            return

        def stop() -> None:
            self.desk.work.write(
                lambda session: contacts.unpin(session, card.key_id),
                lambda _none: self._done("已停用这张名片"),
                owner=self,
            )

        dialogs.ask(
            self.window(),
            f"停用{card.org}{card.name}的名片",
            "停用后，本库不再接收它签发的密封包和回执，也不能再封给它。已经收到的内容不受影响；需要时可以重新当面核对登记。",
            "停用",
            stop,
            danger=True,
        )

    def _done(self, said: str) -> None:
        self.desk.note(said)
        self.refresh()

    def _may(self, what: str) -> bool:
        if self.desk.actor.may("bundle.open"):
            return True
        self.desk.show_error(Refused(f"不能{what}", [f"须由{who_may('bundle.open')}办理"]), self.window())
        return False


class ConfirmCard(dialogs.Sheet):
    """Shows the words of a card; it is enrolled only after the box is ticked."""

    def __init__(self, parent: QWidget, shown: Shown, then: dialogs.Then) -> None:
        super().__init__(parent, "当面核对名片", sign="user-check")
        card = shown.card
        self._then = then
        self.body.addWidget(
            facts((("类别", card.kind_label), ("名称", card.name), ("单位", card.org), ("标识", card.key_id)))
        )
        self.say("请对方打开他的“名片与往来”，逐词念出核对词。八个词和顺序完全一致，才是同一张名片：")
        self.say(words_text(shown.words), "code")
        self._box = QCheckBox("当面核对无误，八个词完全一致")
        name_control(self._box, "当面核对无误，八个词完全一致")
        self.body.addWidget(self._box)
        self._problem = words("", "problem")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.foot("不登记", self.reject)
        self.foot("登记名片", self._on_done, main=True)

    def _on_done(self) -> None:
        if not self._box.isChecked():
            self._problem.setText("✕ 请先当面核对，再勾选“当面核对无误”")
            self._problem.show()
            return
        self.accept()
        self._then()
