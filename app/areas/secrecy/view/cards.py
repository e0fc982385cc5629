"""The page 名片与往来: this vault's own card, and the cards of others that were compared in person.

No key is made or shown here beyond the public card; nothing is pinned before a person has compared the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.areas.secrecy.papers import card_sheet
from app.areas.secrecy.view.card_notices import (
    ConfirmCard,
    ask_renew,
    ask_revoke,
    notice_text,
    read_notice,
    save_notice,
    words_text,
)
from app.bundle import contacts
from app.bundle.bundle import Card, new_identity
from app.bundle.identity import CARD_LIMIT
from app.bundle.notices import Notice, Revocation, Succession
from app.core.errors import KnownError, Refused
from app.core.roles import who_may
from app.tasks.decoder import extract_codes
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.badges import plain_badge
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, facts, read_file, redraw, section, written
from app.widgets.notices import Notice as Strip
from app.widgets.rows import Row, beside, button, words

if TYPE_CHECKING:
    from db.session import Session

KINDS = "名片 (*.card)"
ANY_CARD = "名片、名片通告、二维码照片或扫描件 (*.card *.xcn *.png *.jpg *.jpeg *.pdf)"
PICTURE_LIMIT = 40 << 20
QR_SIZE = 208
PICTURES = (".png", ".jpg", ".jpeg", ".pdf")


@dataclass(frozen=True)
class Shown:
    """A card with its words, and its QR code as rows of dark (1) and light (0) cells where it is wanted.

    notice: the notice by which the card was taken back or replaced.
    """

    card: Card
    words: tuple[str, ...]
    qr: tuple[bytes, ...] = ()
    notice: Notice | None = None


@dataclass(frozen=True)
class Cards:
    """What the page shows."""

    own: Shown | None
    known: tuple[Shown, ...]
    succession: Succession | None = None


def read_cards(session: Session) -> Cards:
    """Own card and known cards; a tenth of a second a card, for a worker."""
    if not contacts.has_identity(session):
        return Cards(None, ())
    notices: dict[str, Notice] = {**contacts.successions(session), **contacts.revocations(session)}
    card = contacts.own_identity(session).card
    own = Shown(card, card.fingerprint_words(), qr_rows(card.to_bytes()), notices.get(card.key_id))
    known = sorted(contacts.cards(session).values(), key=lambda card: (card.kind, card.org, card.name))
    shown = tuple(Shown(held, held.fingerprint_words(), notice=notices.get(held.key_id)) for held in known)
    return Cards(own, shown, contacts.own_succession(session))


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


class CardsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "名片与往来", "与对方当面交换、逐词核对名片后，才能互相封装和打开密封包", about="bundle_log"
        )
        self._add = button("登记对方名片…", self._on_pick, icon_name="user-check")
        self._save = button("导出名片…", self._on_export, icon_name="download", role="main")
        self._print = button("打印名片…", self._on_print, icon_name="printer")
        self._renew = button("换发名片…", self._on_renew, icon_name="key")
        for each in (self._renew, self._print, self._add, self._save):
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
        for each in (self._renew, self._print, self._add, self._save):
            each.setVisible(found.own is not None)
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
        if own.notice is not None:
            strip = Strip("stop", "circle-x", f"本库名片{notice_text(own.notice)}")
            strip.line("不能再签发密封包。请“换发名片…”，再把新名片交给对方当面核对登记。")
            box.addWidget(strip)
        if self._cards.succession is not None:
            said = words(
                f"本库{self._cards.succession.on.isoformat()}换发过名片；还没有登记新名片的，把换发通告交给对方。",
                "muted",
            )
            give = button("导出换发通告…", partial(save_notice, self.desk, self, self._cards.succession))
            box.addLayout(beside(said, give, None))
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
        row = beside()
        row.addLayout(text, 1)
        if shown.notice is not None:
            text.addWidget(words(f"▲ {notice_text(shown.notice)}", "problem", wrap=True))
        if isinstance(shown.notice, Revocation):
            row.addWidget(
                button("导出通告…", partial(save_notice, self.desk, self, shown.notice), role="quiet")
            )
        elif self.desk.vault.kind == "office":
            revoke = button("吊销…", partial(self._on_revoke, card), role="quiet")
            revoke.setAccessibleName(f"吊销 {card.org}{card.name}")
            row.addWidget(revoke)
        stop = button("停用", partial(self._on_stop, card), role="quiet")
        stop.setAccessibleName(f"停用 {card.org}{card.name}")
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

    def _on_print(self) -> None:
        own = self._cards.own
        if own is not None:
            self.desk.print_paper("名片", lambda _session: card_sheet(own.card, own.words, date.today()))

    def _on_renew(self) -> None:
        ask_renew(self.desk, self, self._done)

    def _on_revoke(self, card: Card) -> None:
        ask_revoke(self.desk, self, card, lambda: self._done("已吊销这张名片，通告随以后的任务包发出"))

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
        if path.suffix.lower() == ".xcn":
            read_notice(self.desk, self, path, lambda: self._done("名片通告已生效"))
            return

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
        ConfirmCard(self.window(), shown.card, shown.words, partial(self._pin, shown.card)).open()

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
