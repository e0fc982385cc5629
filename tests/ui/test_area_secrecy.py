"""Cards are pinned only after their words were compared; users and passwords change without a wait on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from app.areas.secrecy.model import Account
from app.areas.secrecy.view import CARDS, USERS, pages
from app.areas.secrecy.view.cards import CardsPage
from app.areas.secrecy.view.users import UsersPage
from app.bundle import contacts
from app.bundle.bundle import Card
from app.bundle.notices import REASONS, notice_from
from app.widgets.lines import Lines
from db.vault import Vault
from tests.builders import PASSWORD, session_on
from tests.ui.area_kit import Shown, dialog, filled_vault, show_on, with_cards
from tests.ui.desks import tidy
from tests.ui_typing import find_by_name, press, shown_text, type_text


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    vault = filled_vault(tmp_path / "库", "group")
    made = show_on(vault, pages(vault))
    yield made
    made.close()
    tidy()


def known_cards(vault: Vault) -> list[str]:
    session = session_on(vault, role="reader")
    try:
        return [card.name for card in contacts.cards(session).values()]
    finally:
        session.close()


def test_a_vault_without_a_card_says_what_to_do_and_makes_one(shown: Shown) -> None:
    shown.go(CARDS)
    page = shown.page(CardsPage)
    assert "本库还没有名片" in shown_text(page)
    shown.press("建立名片")
    assert shown_text(page).count("✕ 请填写") == 2
    type_text(find_by_name(page, QLineEdit, "名称"), "第一巡察组")
    type_text(find_by_name(page, QLineEdit, "单位"), "示例县委")
    shown.shot("area-secrecy-setup")
    shown.press("建立名片")
    said = shown_text(page)
    assert "示例县委第一巡察组" in said
    assert "还没有登记对方名片" in said
    shown.shot("area-secrecy-own")


def test_a_card_is_pinned_only_after_its_words_were_compared(shown: Shown, tmp_path: Path) -> None:
    office = filled_vault(tmp_path / "办", "office")
    card = with_cards(office, "巡察办", "office")
    office.close()
    with_cards(shown.vault, "第一巡察组", "group")
    path = tmp_path / "对方.card"
    path.write_bytes(card.to_bytes())
    shown.go(CARDS)
    page = shown.page(CardsPage)
    page.read_card(path)
    shown.settle()
    sheet = dialog()
    assert all(word in shown_text(sheet) for word in card.fingerprint_words())
    press(sheet, "登记名片")
    assert "请先当面核对" in shown_text(sheet)
    assert known_cards(shown.vault) == []
    shown.shot("area-secrecy-compare")
    find_by_name(sheet, QCheckBox, "当面核对无误，八个词完全一致").setChecked(True)
    press(sheet, "登记名片")
    shown.settle()
    assert known_cards(shown.vault) == ["巡察办"]
    assert "示例县委巡察办" in shown_text(page)
    shown.shot("area-secrecy-cards")
    press(page, "停用")
    press(dialog(), "停用")
    shown.settle()
    assert known_cards(shown.vault) == []


def test_a_file_that_is_no_card_is_refused_in_plain_words(shown: Shown, tmp_path: Path) -> None:
    with_cards(shown.vault, "第一巡察组", "group")
    path = tmp_path / "x.card"
    path.write_bytes(b"not a card")
    shown.go(CARDS)
    shown.page(CardsPage).read_card(path)
    shown.settle()
    assert "这个文件不是名片" in shown_text(dialog())
    press(dialog(), "知道了")


def test_a_second_user_is_added_with_posts_and_a_checked_password(shown: Shown) -> None:
    shown.go(USERS)
    page = shown.page(UsersPage)
    assert "只有一个人能打开本库" in shown_text(page)
    press(page, "新增使用人…")
    sheet = dialog()
    type_text(find_by_name(sheet, QLineEdit, "登录名"), "联络员乙")
    type_text(find_by_name(sheet, QLineEdit, "姓名"), "联络员乙")
    find_by_name(sheet, QCheckBox, "岗位 联络员").setChecked(True)
    first = find_by_name(sheet, QLineEdit, "初始口令")
    type_text(first, "short")
    assert "还差：口令至少" in shown_text(sheet)
    first.clear()
    type_text(first, "Song-Bai-2026-chang")
    assert "✓ 口令合格" in shown_text(sheet)
    type_text(find_by_name(sheet, QLineEdit, "再输一遍初始口令"), "Song-Bai-2026-chang")
    shown.shot("area-secrecy-new-user")
    press(sheet, "新增")
    shown.settle()
    assert [user.login for user in shown.vault.users()] == ["组长甲", "联络员乙"]
    session = session_on(shown.vault, role="reader")
    try:
        assert session.find(Account, login="联络员乙")[0].roles == ("liaison",)
    finally:
        session.close()
    assert shown.vault.confirm("联络员乙", "Song-Bai-2026-chang") is not None
    shown.shot("area-secrecy-users")


def chosen(shown: Shown, path: Path) -> None:
    """Answer the open file dialog."""
    chooser = dialog()
    assert isinstance(chooser, QFileDialog)
    if chooser.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
        chooser.fileSelected.emit(str(path))
    else:
        chooser.filesSelected.emit([str(path)])
    chooser.close()
    shown.settle()


def test_cards_are_changed_and_taken_back_and_their_notices_are_read_in_other_windows(
    qapp: QApplication, tmp_path: Path
) -> None:
    kinds = (("巡察办", "office"), ("第一巡察组", "group"), ("第一巡察组二号机", "group"))
    vaults = [filled_vault(tmp_path / name, kind) for name, kind in kinds]
    cards = [with_cards(vault, name, kind) for vault, (name, kind) in zip(vaults, kinds, strict=True)]
    for vault, own in zip(vaults, cards, strict=True):
        for card in cards:
            if card is not own:
                with_cards(vault, "", "", card)
    office, group, member = (show_on(vault, pages(vault)) for vault in vaults)
    for shown in (office, group, member):
        shown.go(CARDS)

    # 换发, and its notice in the office's window
    group.press("换发名片…")
    press(dialog(), "换发")
    group.settle()
    said = shown_text(group.page(CardsPage))
    assert "换发过名片" in said
    assert cards[1].key_id not in said
    group.press("导出换发通告…")
    changed = tmp_path / "换发.xcn"
    chosen(group, changed)
    office.press("登记对方名片…")
    chosen(office, changed)
    sheet = dialog()
    new = notice_from(changed.read_bytes()).new  # type: ignore[union-attr]  # a change, by what it says
    assert all(word in shown_text(sheet) for word in new.fingerprint_words())
    assert new.key_id in said
    press(sheet, "登记名片")
    assert "请先当面核对" in shown_text(sheet)
    find_by_name(sheet, QCheckBox, "当面核对无误，八个词完全一致").setChecked(True)
    office.shot("area-secrecy-succession")
    press(sheet, "登记名片")
    office.settle()
    assert f"换发为 {new.key_id}" in shown_text(office.page(CardsPage))
    assert new.key_id in [card.key_id for card in valid(vaults[0])]

    # 吊销, and its notice in the other windows
    find_by_name(office.window.page, QPushButton, "吊销 示例县委第一巡察组二号机").click()
    sheet = dialog()
    assert "吊销不能撤回" in shown_text(sheet)
    press(sheet, "取消")
    find_by_name(office.window.page, QPushButton, "吊销 示例县委第一巡察组二号机").click()
    why = dialog().findChild(QComboBox)
    why.setCurrentIndex(why.findData("leaked"))
    office.shot("area-secrecy-revoke")
    press(dialog(), "吊销")
    office.settle()
    said = shown_text(office.page(CardsPage))
    assert f"被巡察办吊销（{REASONS['leaked']}）" in said
    assert cards[2].key_id not in [card.key_id for card in valid(vaults[0])]
    office.press("导出通告…")
    revoked = tmp_path / "吊销.xcn"
    chosen(office, revoked)
    for shown, told in ((group, "▲ 已在"), (member, "本库名片已在")):
        shown.press("登记对方名片…")
        chosen(shown, revoked)
        assert "通告由巡察办签名，签名相符" in shown_text(dialog())
        press(dialog(), "登记通告")
        shown.settle()
        assert told in shown_text(shown.page(CardsPage))
        assert "被巡察办吊销" in shown_text(shown.page(CardsPage))
    member.shot("area-secrecy-revoked")

    # once more, and spoilt
    spoilt = tmp_path / "改过.xcn"
    spoilt.write_bytes(revoked.read_bytes().replace(b"leaked", b"lost"))
    for path, told in ((revoked, "这份通告已经登记过"), (spoilt, "签名不符")):
        group.press("登记对方名片…")
        chosen(group, path)
        assert told in shown_text(dialog())
        press(dialog(), "知道了")
    member.press("换发名片…")  # the way on that its page names
    press(dialog(), "换发")
    member.settle()
    said = shown_text(member.page(CardsPage))
    assert "本库名片已在" not in said
    assert "导出换发通告" not in said
    assert cards[2].key_id not in said
    for shown in (office, group, member):
        shown.close()
    tidy()


def valid(vault: Vault) -> tuple[Card, ...]:
    session = session_on(vault, role="reader")
    try:
        return contacts.valid_cards(session)
    finally:
        session.close()


def change_own(shown: Shown, old: str) -> None:
    shown.go(USERS)
    press(shown.page(UsersPage), "修改我的口令…")
    sheet = dialog()
    type_text(find_by_name(sheet, QLineEdit, "现在的口令"), old)
    type_text(find_by_name(sheet, QLineEdit, "新口令"), "Song-Bai-2026-chang")
    type_text(find_by_name(sheet, QLineEdit, "再输一遍新口令"), "Song-Bai-2026-chang")
    press(sheet, "修改")
    shown.settle()


def test_the_own_password_changes_with_the_old_one(shown: Shown) -> None:
    change_own(shown, PASSWORD)
    assert shown.vault.confirm("组长甲", "Song-Bai-2026-chang") is not None


def test_a_wrong_old_password_changes_nothing(shown: Shown) -> None:
    change_own(shown, "Cuo-Wu-2026-kouling")
    assert "现在的口令不对" in shown_text(dialog())
    press(dialog(), "知道了")


def test_the_new_recovery_code_is_shown_once(shown: Shown) -> None:
    shown.go(USERS)
    press(shown.page(UsersPage), "新的恢复码…")
    press(dialog(), "更换")
    shown.settle()
    assert "只显示这一次" in shown_text(dialog())
    shown.shot("area-secrecy-recovery")
    press(dialog(), "已抄写并封存")


def test_the_only_user_cannot_be_disabled(shown: Shown) -> None:
    shown.go(USERS)
    page = shown.page(UsersPage)
    lines = find_by_name(page, Lines, "使用人")
    lines.setCurrentItem(lines.every()[0])
    press(page, "停用…")
    sheet = dialog()
    type_text(find_by_name(sheet, QPlainTextEdit, "停用原因"), "离组")
    press(sheet, "停用")
    shown.settle()
    assert "不能删除正在使用的用户" in shown_text(dialog())
    press(dialog(), "知道了")
