"""The page 使用人与口令: who opens this vault, with what posts; own password; a new recovery code.

Key derivation takes seconds and runs beside; no password is kept longer than the call that uses it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from app.areas.secrecy.model import Account
from app.areas.secrecy.view.user_sheets import NewPassword, NewUser, Wanted
from app.core.errors import KnownError, Refused, XunchaError
from app.core.roles import LABELS, Role, who_may
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import Lines, WorkPage, empty, redraw, section
from app.widgets.rows import beside, button
from db.vault import UserKey, Vault

if TYPE_CHECKING:
    from db.session import Session


class UsersPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk, vault: Vault) -> None:
        super().__init__(desk, "使用人与口令", "一人一个登录名和口令；岗位决定能办哪些事", about="account")
        self._vault = vault
        self._lines: Lines | None = None
        for made in (
            button("新的恢复码…", self._on_recovery, icon_name="key"),
            button("修改我的口令…", self._on_own, icon_name="lock"),
            button("新增使用人…", self._on_new, icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(made)
        self.watch("account")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(
            lambda session: session.find(Account), self._on_accounts, owner=self, slot="accounts"
        )

    def _on_accounts(self, accounts: tuple[Account, ...]) -> None:
        box = redraw(self.body)
        by_key = {held.user_id: held for held in accounts}
        section(box, "能打开本库的人", f"{len(self._vault.users())} 人")
        self._lines = Lines(
            "使用人",
            ("登录名", "姓名", "岗位", "可打开线索", "口令到期", "说明"),
            (120, 96, 260, 88, 104, 140),
            grow=2,
        )
        for user in self._vault.users():
            self._lines.add(
                _user_texts(user, by_key.get(user.user_id), self.desk.actor.user_id),
                (user, by_key.get(user.user_id)),
            )
        self._lines.opened.connect(self._on_open)
        self._lines.tight(0, 1, 3, 4, 5)
        self._lines.fit()
        box.addWidget(self._lines)
        box.addLayout(
            beside(
                button(
                    "岗位与姓名…",
                    self._on_post,
                    icon_name="pencil",
                    hint="打开所选使用人的登记，修改姓名和岗位",
                ),
                button(
                    "重设口令…", self._on_reset, icon_name="key", hint="忘记口令时，给所选使用人一个新口令"
                ),
                button("停用…", self._on_disable, icon_name="ban"),
                None,
            )
        )
        gone = [
            held for held in accounts if held.user_id not in {user.user_id for user in self._vault.users()}
        ]
        if gone:
            section(box, "已停用", f"{len(gone)} 人")
            old = Lines("已停用的使用人", ("登录名", "姓名", "停用日期"), (160, 160, 120), grow=1)
            for held in gone:
                old.add(
                    (held.login, held.name, held.left_on.isoformat() if held.left_on else ""), (None, held)
                )
            old.opened.connect(self._on_open)
            old.fit()
            box.addWidget(old)
        if len(self._vault.users()) == 1:
            box.addWidget(
                empty(
                    "users",
                    "只有一个人能打开本库",
                    "建议再增加一名使用人：清除本库要两个人各自输入口令，口令遗失时也多一条路。",
                )
            )
        box.addStretch(1)

    def _picked(self, what: str) -> tuple[UserKey | None, Account | None] | None:
        chosen = self._lines.chosen() if self._lines is not None else []
        if not chosen:
            dialogs.tell(self.window(), "请先选一名使用人", f"在列表里点一下要{what}的人，再按这个按钮。")
            return None
        found: tuple[UserKey | None, Account | None] = chosen[0]
        return found

    def _may(self, what: str, action: str = "user.manage") -> bool:
        if self.desk.actor.may(action):
            return True
        self.desk.show_error(Refused(f"不能{what}", [f"须由{who_may(action)}办理"]), self.window())
        return False

    def _on_open(self, key: tuple[UserKey | None, Account | None]) -> None:
        user, account = key
        if account is not None:
            self.desk.open_record("account", account.id)
        elif user is not None:
            self.desk.new_record(
                "account", user_id=user.user_id, login=user.login, name=user.login, clues=user.may_clues
            )

    def _on_post(self) -> None:
        if picked := self._picked("修改"):
            self._on_open(picked)

    # New

    def _on_new(self) -> None:
        if self._may("新增使用人"):
            NewUser(self.window(), self._vault, self.desk.actor.may("role.grant"), self._make).open()

    def _make(self, wanted: Wanted) -> None:
        vault = self._vault

        def add(_progress: Progress, _cancelled: Cancel) -> UserKey:
            return vault.add_user(wanted.login, wanted.password, may_clues=wanted.clues)

        def added(user: UserKey) -> None:
            self.desk.work.write(
                lambda session: _new_account(session, user, wanted),
                lambda _account: self._done(f"已新增使用人 {user.login}；首次登录后请本人修改口令"),
                failed=partial(self._take_back, user),
                owner=self,
            )

        self.desk.work.job("正在生成密钥…", add, added, owner=self)

    def _take_back(self, user: UserKey, error: XunchaError) -> None:
        self.desk.show_error(error, self.window())
        self.desk.work.compute(
            partial(self._vault.remove_user, user.user_id), lambda _none: self.refresh(), owner=self
        )

    # Disable

    def _on_disable(self) -> None:
        picked = self._picked("停用")
        user, account = picked or (None, None)
        if user is None or not self._may("停用使用人"):
            return

        def disable(reason: str) -> None:
            self.desk.work.compute(
                partial(self._vault.remove_user, user.user_id),
                lambda _none: self._close(account, reason),
                owner=self,
            )

        dialogs.ask_text(
            self.window(), f"停用 {user.login}", "停用原因", "停用", disable,
            text="停用后他的口令立即打不开本库。他此前看过、抄走的内容收不回来；需要时请同时更换恢复码。",
        )  # fmt: skip

    def _close(self, account: Account | None, reason: str) -> None:
        if account is None:
            self._done("已停用")
            return
        self.desk.work.write(
            lambda session: _close_account(session, account, reason),
            lambda _a: self._done("已停用"),
            owner=self,
        )

    # Passwords

    def _on_own(self) -> None:
        user = self._vault.user
        if not user.login:
            dialogs.tell(
                self.window(),
                "现在是用恢复码打开的",
                "请先在列表里选一名使用人，用“重设口令…”给他新口令，再用口令登录。",
            )
            return
        NewPassword(self.window(), self._vault, user, partial(self._set, user), old=True).open()

    def _on_reset(self) -> None:
        picked = self._picked("重设口令")
        if picked is None or picked[0] is None or not self._may("重设口令"):
            return
        user = picked[0]
        if user.user_id == self._vault.user.user_id:
            self._on_own()
            return
        NewPassword(self.window(), self._vault, user, partial(self._set, user), old=False).open()

    def _set(self, user: UserKey, old: str | None, new: str) -> None:
        vault = self._vault

        def change(_progress: Progress, _cancelled: Cancel) -> None:
            if old is not None and vault.confirm(user.login, old) is None:
                raise KnownError("现在的口令不对", kept="口令没有修改", todo="请重新输入")
            vault.set_password(user.user_id, new)

        def changed(_none: None) -> None:
            self.desk.work.write(lambda session: session.note(f"修改口令：{user.login}"))
            self._done("口令已修改，下次登录用新口令")

        self.desk.work.job("正在更换口令…", change, changed, owner=self)

    def _on_recovery(self) -> None:
        if not self._may("更换恢复码", "role.grant"):
            return

        def make() -> None:
            self.desk.work.job(
                "正在生成恢复码…",
                lambda _progress, _cancelled: self._vault.new_recovery_code(),
                self._show_code,
                owner=self,
            )

        dialogs.ask(
            self.window(), "更换恢复码", "换了以后，原来那份恢复码立即作废。新的恢复码只显示一次，请备好纸笔和信封。", "更换", make
        )  # fmt: skip

    def _show_code(self, code: str) -> None:
        self.desk.work.write(lambda session: session.note("更换恢复码"))
        sheet = dialogs.Sheet(self.window(), "新的恢复码（只显示这一次）", sign="key", tone="amber")
        sheet.setMinimumWidth(theme.scaled(560))
        sheet.say("请手抄两遍核对，装入信封签封，交保密柜保管。不要拍照，不要存进电脑。")
        sheet.say(code, "code")
        sheet.foot("已抄写并封存", sheet.accept, main=True)
        sheet.open()

    def _done(self, said: str) -> None:
        self.desk.note(said)
        self.refresh()


def _user_texts(user: UserKey, account: Account | None, me: str) -> tuple[str, ...]:
    roles = "、".join(LABELS[Role(code)] for code in account.roles if code in set(Role)) if account else ""
    notes = ["本人"] if user.user_id == me else []
    notes += ["还没有登记岗位"] if not roles else []
    notes += ["首次登录须改口令"] if user.must_change else []
    notes += ["▲ 口令已到期"] if user.expires_on and user.expires_on <= date.today() else []
    expires = user.expires_on.isoformat() if user.expires_on else ""
    return (
        user.login,
        account.name if account else "",
        roles,
        "是" if user.may_clues else "否",
        expires,
        "；".join(notes),
    )


def _new_account(session: Session, user: UserKey, wanted: Wanted) -> Account:
    return session.create(
        Account(
            user_id=user.user_id, login=user.login, name=wanted.name, roles=wanted.roles, clues=user.may_clues,
            joined_on=date.today(),
        )
    )  # fmt: skip


def _close_account(session: Session, account: Account, reason: str) -> Account:
    held = session.save(replace(session.get(Account, account.id), left_on=date.today()))
    return session.move(held, "disable", reason=reason) if held.state == "active" else held
