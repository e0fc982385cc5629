"""Dialogs about cards: comparing words, taking a card back, changing one's own, reading a notice. They keep nothing themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.bundle import contacts
from app.bundle.bundle import Card
from app.bundle.notices import NOTICE_LIMIT, REASONS, Notice, Revocation, Succession, notice_from
from app.core.errors import KnownError
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import facts, read_file, written
from app.widgets.rows import Row, name_control, words

if TYPE_CHECKING:
    from db.session import Session

KINDS = "名片通告 (*.xcn)"


def words_text(found: tuple[str, ...]) -> str:
    """The eight words in two groups of four, as they are read aloud."""
    return "　".join(" ".join(found[place : place + 4]) for place in range(0, len(found), 4))


def notice_text(notice: Notice) -> str:
    """What a notice says of a card, in one line."""
    if isinstance(notice, Revocation):
        return f"已在{notice.on.isoformat()}被巡察办吊销（{REASONS[notice.reason]}），它签发的包一律拒收"
    return f"已在{notice.on.isoformat()}换发为 {notice.new.key_id}；此前第{notice.last}号以内的包仍可核验"


class ConfirmCard(dialogs.Sheet):
    """Shows the words of a card; `then` is called only after the box is ticked."""

    def __init__(
        self, parent: QWidget, card: Card, found: tuple[str, ...], then: dialogs.Then, *, said: str = ""
    ) -> None:
        super().__init__(parent, "当面核对名片", sign="user-check")
        self._then = then
        if said:
            self.say(said)
        self.body.addWidget(
            facts((("类别", card.kind_label), ("名称", card.name), ("单位", card.org), ("标识", card.key_id)))
        )
        self.say("请对方打开他的“名片与往来”，逐词念出核对词。八个词和顺序完全一致，才是同一张名片：")
        self.say(words_text(found), "code")
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


class RevokeSheet(dialogs.Sheet):
    """Asks why a card is taken back."""

    def __init__(self, parent: QWidget, card: Card, then: Callable[[str], object]) -> None:
        super().__init__(parent, f"吊销{card.org}{card.name}的名片", sign="triangle-alert")
        self._then = then
        self.say(
            "吊销后，凡收到这份通告的库都拒收它签发的包，也不能再封给它；已收到的内容不受影响。"
            "通告随以后每个任务包发出，也可导出文件当面交接。吊销不能撤回，需要时请对方换发名片。"
        )
        self._why = QComboBox()
        for code, label in REASONS.items():
            self._why.addItem(label, code)
        self.body.addWidget(Row("原因", self._why, required=True))
        self.foot("取消", self.reject)
        self.foot("吊销", self._on_done, main=True)

    def _on_done(self) -> None:
        self.accept()
        self._then(str(self._why.currentData()))


def ask_revoke(desk: Desk, page: QWidget, card: Card, then: Callable[[], None]) -> None:
    """Ask why, then take the card back; the notice is kept and travels in task bundles."""

    def revoke(reason: str) -> None:
        desk.work.write(
            lambda session: contacts.take_back_card(session, card, reason), lambda _n: then(), owner=page
        )

    RevokeSheet(page.window(), card, revoke).open()


def ask_renew(desk: Desk, page: QWidget, then: Callable[[str], object]) -> None:
    """Ask, then give this vault new keys under the same name; `then` gets what to do next."""

    def renewed(notice: Succession | None) -> None:
        if notice is None:
            then("已另建本库名片：旧名片已被吊销，请导出新名片交给对方，当面核对登记")
        else:
            then("已换发本库名片，请导出换发通告交给对方")

    dialogs.ask(
        page.window(),
        "换发本库名片",
        "密钥可能泄露、电脑换人或到期更换时换发。新名片由旧名片签名，名称不变；发给旧名片的包仍能打开，"
        "换发以前签发的包别人仍能核验。换发后导出“换发通告”交给对方，当面核对新的八个词；"
        "旧名片已被吊销的没有通告，直接把新名片交给对方当面核对。",
        "换发",
        lambda: desk.work.write(contacts.renew, renewed, owner=page),
    )


def save_notice(desk: Desk, page: QWidget, notice: Notice) -> None:
    """Save a notice as a file, to be handed over."""
    key = notice.key_id if isinstance(notice, Revocation) else notice.old

    def save(target: str) -> None:
        def write(_progress: Progress, _cancelled: Cancel) -> None:
            written(Path(target), notice.to_bytes())

        desk.work.job("正在导出通告…", write, lambda _none: desk.note("通告已导出"), owner=page)

    dialogs.pick_save(page.window(), "导出名片通告", f"{key}.xcn", save, kinds=KINDS)


@dataclass(frozen=True)
class _Read:
    notice: Notice
    words: tuple[str, ...]


def read_notice(desk: Desk, page: QWidget, path: Path, then: Callable[[], None]) -> None:
    """Read a notice, show what it says, and keep it once a person agrees."""

    def read(session: Session) -> _Read:
        notice = notice_from(read_file(path, NOTICE_LIMIT * 4))
        contacts.check_notice(session, notice)
        known = {**contacts.revocations(session), **contacts.successions(session)}
        key = notice.key_id if isinstance(notice, Revocation) else notice.old
        if known.get(key) == notice:
            raise KnownError("这份通告已经登记过", kept="名片没有变化")
        return _Read(notice, notice.new.fingerprint_words() if isinstance(notice, Succession) else ())

    def keep(notice: Notice) -> None:
        desk.work.write(
            lambda session: contacts.keep_notice(session, notice), lambda _new: then(), owner=page
        )

    def ask(held: _Read) -> None:
        notice = held.notice
        if isinstance(notice, Succession):
            said = f"旧名片 {notice.old} 签发的换发通告：新名片由旧名片签名，签名相符。"
            ConfirmCard(page.window(), notice.new, held.words, lambda: keep(notice), said=said).open()
            return
        dialogs.ask(
            page.window(),
            f"吊销通告：{notice.holder}",
            f"名片 {notice.key_id} {notice_text(notice)}。通告由巡察办签名，签名相符。",
            "登记通告",
            lambda: keep(notice),
        )

    desk.work.read(read, ask, owner=page, slot="notice")
