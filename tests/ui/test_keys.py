"""The keys as people use them: token files, passwords that are due, the ways back, posts, and the whole vault encrypted anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from app.areas.secrecy.audit import Wanted, audit
from app.areas.secrecy.model import Account
from app.areas.secrecy.view import JOURNAL, POSTS, USERS, pages
from app.areas.secrecy.view.users import RekeyRequest, UsersPage
from app.catalog import catalog
from app.compose import rekey_vault_of
from app.core.roles import Actor, Role
from app.doors import VaultDoors
from app.shell.environment import make_application, remove_settings
from app.shell.gate import Gate
from app.shell.rekeying import RekeyingWindow
from app.shell.services import Services
from app.shell.unlock import UnlockPanel
from app.widgets.desk import VaultFacts
from app.widgets.lines import Lines
from app.widgets.matrix import Matrix
from app.widgets.table_view import ListTable
from db.backup import back_up
from db.opening import keep_anchors, open_session, prepare
from db.token_file import new_token_file
from db.vault import Vault, WrongPassword
from tests.builders import CHEAP, PASSWORD, session_on
from tests.ui.area_kit import dialog, filled_vault, open_dialogs, show_on
from tests.ui.desks import tidy
from tests.ui_typing import find_button, find_by_name, pause, press, replace_text, shown_text, type_text

OWN, GIVEN, THIRD = "Song-Bai-2026-chang", "Chu-Shi-2026-kouling", "Gao-Shan5-Xinglu"
OPENED: list[Services] = []


@pytest.fixture
def gate(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The gate on real doors, with a data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    make_application([])
    made = Gate(VaultDoors(catalog(), _services))
    made.show()
    made.activateWindow()
    OPENED.clear()
    made.opened.connect(OPENED.append)
    yield made
    for services in OPENED:
        services.close()
    made.close()
    made.deleteLater()
    QApplication.processEvents()
    remove_settings()


def _services(vault: Vault, actor: Actor, _path: Path) -> Services:
    kinds = catalog()
    return Services(
        kinds, actor, VaultFacts("", vault.kind), (), lambda mode: open_session(vault, kinds, actor, mode),
        vault.close, lambda: None,
    )  # fmt: skip


def wait(until: Callable[[], object], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        pause(20)
    assert until()


def fill(where: QWidget, **typed: str) -> None:
    for label, text in typed.items():
        replace_text(find_by_name(where, QLineEdit, label), text)


def unlock(gate: Gate, path: Path, login: str, password: str, token: Path | None = None) -> None:
    gate.show_unlock(path)
    fill(gate.panel, 登录名=login, 口令=password)
    if token is not None:
        assert isinstance(gate.panel, UnlockPanel)
        gate.panel.token.choose(token)
    press(gate.panel, "解锁")


def let_out() -> Services:
    wait(lambda: OPENED)
    services = OPENED.pop()
    services.close()
    return services


def test_a_password_that_is_due_a_token_and_every_way_back_go_through_the_gate(
    gate: Gate, tmp_path: Path
) -> None:
    folder, stick = tmp_path / "库", tmp_path / "U盘"
    stick.mkdir()
    token, held = new_token_file(stick)
    vault, code = Vault.create(
        folder, kind="group", grade="工作秘密", login="林青", password=PASSWORD, kdf=CHEAP, token=held
    )
    prepare(vault)
    session = session_on(vault)
    session.create(Account(user_id=vault.user.user_id, login="林青", name="林青", roles=("leader",)))
    keep_anchors(vault, session)
    session.close()
    vault.add_user("乙", GIVEN, may_clues=False)
    back_up(vault)
    vault.close()

    # A token file is needed, and asked for in the same words as a wrong password.
    unlock(gate, folder, "林青", PASSWORD)
    wait(lambda: "设过令牌的，还要选令牌文件" in shown_text(gate.panel))
    vault.paths.backoff.unlink()
    unlock(gate, folder, "林青", PASSWORD, token)
    let_out()

    # A password that was given is changed before anything opens; going back closes the vault.
    unlock(gate, folder, "乙", GIVEN)
    wait(lambda: "请先更换口令" in shown_text(gate.panel))
    press(gate.panel, "先不进入")
    unlock(gate, folder, "乙", GIVEN)
    wait(lambda: "请先更换口令" in shown_text(gate.panel))
    fill(gate.panel, 新口令="123", 再输一遍新口令="123")
    press(gate.panel, "更换并进入")
    assert "口令至少" in shown_text(gate.panel)
    fill(gate.panel, 新口令=OWN, 再输一遍新口令=OWN)
    press(gate.panel, "更换并进入")
    assert let_out().renewal is None

    # One whose term is over, likewise.
    vault = Vault.unlock(folder, "林青", PASSWORD, token=token.read_bytes())
    vault.save_settings(replace(vault.settings, rule=replace(vault.settings.rule, days=0)))
    vault.close()
    unlock(gate, folder, "林青", PASSWORD, token)
    wait(lambda: "您的口令已经到期" in shown_text(gate.panel))
    fill(gate.panel, 新口令=THIRD, 再输一遍新口令=THIRD)
    press(gate.panel, "更换并进入")
    let_out()
    vault = Vault.unlock(folder, "林青", THIRD, token=token.read_bytes())
    vault.save_settings(replace(vault.settings, rule=replace(vault.settings.rule, days=30)))
    assert vault.user.with_token
    vault.close()

    # The stick is lost: the printed code sets a password without it.
    token.unlink()
    gate.show_unlock(folder)
    press(gate.panel, "忘记口令")
    sheet = dialog()
    fill(sheet, 恢复码=code, 登录名="林青", 新口令=OWN, 再输一遍=OWN)
    press(sheet, "重设并解锁")
    wait(lambda: OPENED or "请先更换口令" in shown_text(gate.panel))
    let_out()

    # Damage leads to the ways back; the backup first.
    vault.paths.records.write_bytes(b"")
    unlock(gate, folder, "林青", OWN)
    wait(open_dialogs)
    assert "文件是空的" in said()
    press(dialog(), "从备份恢复…")
    wait(lambda: any(d.windowTitle() == "修复工作库" for d in open_dialogs()))
    pause(50)
    sheet = dialog()
    assert find_by_name(sheet, QRadioButton, "从备份恢复").isChecked()
    fill(sheet, 登录名="林青", 口令=OWN)
    press(sheet, "恢复")
    wait(lambda: "已从备份恢复" in said())
    press(dialog(), "知道了")
    unlock(gate, folder, "林青", OWN)
    let_out()

    # And the salvage, which says what it kept.
    gate.show_unlock(folder)
    press(gate.panel, "从备份恢复")
    wait(open_dialogs)
    sheet = dialog()
    find_by_name(sheet, QRadioButton, "抢救能核对的内容").click()
    fill(sheet, 登录名="林青", 口令=OWN)
    press(sheet, "恢复")
    wait(lambda: "抢救完成" in said())
    assert "条记录" in said()
    press(dialog(), "知道了")
    unlock(gate, folder, "林青", OWN)
    assert Role.LEADER in let_out().actor.roles


def said() -> str:
    return "\n".join(each.windowTitle() + shown_text(each) for each in open_dialogs())


def pick(page: UsersPage, login: str) -> None:
    lines = find_by_name(page, Lines, "使用人")
    lines.setCurrentItem(next(item for item in lines.every() if item.text(0) == login))


def test_posts_passwords_of_others_and_a_new_encryption_in_the_window(
    qapp: QApplication, tmp_path: Path
) -> None:
    vault = filled_vault(tmp_path / "库", "group")
    for login in ("乙", "丙"):
        vault.add_user(login, GIVEN, may_clues=False)
    asked: list[RekeyRequest] = []
    shown = show_on(vault, pages(vault, asked.append), keep_open=True)
    shown.go(USERS)
    page = shown.page(UsersPage)

    # Another person's password, and the rule said as it is.
    pick(page, "乙")
    press(page, "重设口令…")
    sheet = dialog()
    assert "大写字母、小写字母、数字、其他字符四类中至少 3 类" in shown_text(sheet)
    type_text(find_by_name(sheet, QLineEdit, "新口令"), OWN)
    type_text(find_by_name(sheet, QLineEdit, "再输一遍新口令"), OWN)
    press(sheet, "修改")
    shown.settle()
    assert vault.confirm("乙", OWN) is not None

    # One's own token file, on a stick.
    stick = tmp_path / "U盘"
    stick.mkdir()
    press(page, "令牌文件…")
    sheet = dialog()
    type_text(find_by_name(sheet, QLineEdit, "现在的口令"), PASSWORD)
    type_text(find_by_name(sheet, QLineEdit, "U盘上的文件夹"), str(stick))
    press(sheet, "写入令牌文件")
    shown.settle(open_dialogs)
    (token,) = stick.glob("*.token")
    assert token.name in said()
    press(dialog(), "知道了")
    shown.settle()
    assert vault.user.with_token
    shown.shot("keys-users")

    # Removing somebody offers to encrypt anew.
    pick(page, "丙")
    press(page, "停用…")
    type_text(find_by_name(dialog(), QPlainTextEdit, "停用原因"), "离组")
    press(dialog(), "停用")
    shown.settle(open_dialogs)
    assert "可能抄走过钥匙吗" in said()
    shown.shot("keys-offer")
    press(dialog(), "全库重新加密…")
    pause(50)
    type_text(find_by_name(dialog(), QLineEdit, "现在的口令"), PASSWORD)
    shown.shot("keys-rekey")
    press(dialog(), "开始")
    shown.settle(lambda: bool(asked))
    assert [user.login for user in vault.users()] == ["组长甲", "乙"]

    # Who may do what, and what was done.
    shown.go(POSTS)
    assert any(
        "组长" in table.horizontalHeaderItem(2).text() for table in shown.window.page.findChildren(Matrix)
    )
    assert "没有超级管理员" in shown_text(shown.window.page)
    shown.shot("keys-posts")
    shown.go(JOURNAL)
    find_by_name(shown.window.page, Lines, "操作日志")
    session = session_on(vault, role="reader")
    told = [line.what for line in audit(session, Wanted.PEOPLE)]
    session.close()
    for text in ("重设口令：乙", "更换令牌文件：组长甲", "停用使用人：丙", "开始全库重新加密"):
        assert text in told
    shown.shot("keys-journal")
    shown.close()
    vault.close()

    # The encryption itself: its window tells what has to be written down.
    left: list[bool] = []
    window = rekey_vault_of(tmp_path / "库", lambda: left.append(True), asked[0])
    assert isinstance(window, RekeyingWindow)
    wait(lambda: "新的恢复码" in shown_text(window))
    told_text = shown_text(window)
    assert "新的恢复码" in told_text
    assert "乙 的一次性口令" in told_text
    press(window, "已抄写，去解锁")
    assert left == [True]
    pause(50)
    with pytest.raises(WrongPassword):
        Vault.unlock(tmp_path / "库", "乙", OWN)
    vault.paths.backoff.unlink()
    Vault.unlock(tmp_path / "库", "组长甲", PASSWORD, token=token.read_bytes()).close()
    tidy()


def test_what_may_not_be_done_says_why_and_who_can(qapp: QApplication, tmp_path: Path) -> None:
    vault = filled_vault(tmp_path / "库", "group")
    shown = show_on(
        vault,
        pages(vault, lambda _request: None),
        name="审计员",
        roles=frozenset({Role.AUDITOR}),
        keep_open=True,
    )
    shown.go(USERS)
    again = find_button(shown.window.page, "全库重新加密…")
    assert not again.isEnabled()
    assert again.toolTip().startswith("为何不能：须由组长、巡察办主任、安全保密管理员办理")
    press(shown.window.page, "新增使用人…")
    shown.settle(open_dialogs)
    assert "须由组长、联络员、巡察办主任、系统管理员办理（您是：安全审计员）" in said()
    press(dialog(), "知道了")
    shown.go("list:carrier")
    new = find_button(shown.window.page, "新建涉密载体")
    assert not new.isEnabled()
    assert "为何不能" in new.toolTip()
    assert shown.window.page.findChildren(ListTable)
    shown.go(JOURNAL)
    shown.settle()
    table = find_by_name(shown.window.page, Lines, "操作日志")
    assert "不能新增使用人：岗位不符" in {item.text(3) for item in table.every()}
    shown.close()
    vault.close()
    tidy()
