"""The page 使用人与口令: who opens this vault, with what posts; own password; a new recovery code.

Key derivation takes seconds and runs beside; no password is kept longer than the call that uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QPushButton

from app.areas.secrecy import keyholders
from app.areas.secrecy.keyholders import Wanted
from app.areas.secrecy.model import Account
from app.areas.secrecy.view.user_sheets import NewPassword, NewUser, OwnToken, Rekey
from app.core.roles import LABELS, Role, reason_against
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import barred, beside, button
from db.vault import UserKey, Vault

if TYPE_CHECKING:
    from db.session import Session


T = TypeVar("T")


@dataclass(frozen=True)
class RekeyRequest:
    """Who has the vault encrypted anew. The secrets show in no repr and are dropped with it."""

    login: str
    password: str = field(repr=False)
    token: bytes | None = field(repr=False)


OnRekey = Callable[[RekeyRequest], object]
"""Given by the composition root: lets go of the vault, encrypts it anew and shows what is to be written down."""


class UsersPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk, vault: Vault, on_rekey: OnRekey | None = None) -> None:
        super().__init__(desk, "使用人与口令", "一人一个登录名和口令；岗位决定能办哪些事", about="account")
        self._vault = vault
        self._on_rekey = on_rekey
        self._lines: Lines | None = None
        for made in (
            button("令牌文件…", self._on_token, icon_name="hard-drive"),
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
                button("谁能办什么", partial(self.desk.open_page, "secrecy.posts"), role="link"),
                *self._rekey_button(),
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

    def _rekey_button(self) -> tuple[QPushButton, ...]:
        if self._on_rekey is None:
            return ()
        made = button("全库重新加密…", self._ask_rekey, icon_name="key", hint="钥匙可能泄露时用")
        return (barred(made, reason_against(self.desk.actor, "vault.rekey")),)

    def _picked(self, what: str) -> tuple[UserKey | None, Account | None] | None:
        chosen = self._lines.chosen() if self._lines is not None else []
        if not chosen:
            dialogs.tell(self.window(), "请先选一名使用人", f"在列表里点一下要{what}的人，再按这个按钮。")
            return None
        found: tuple[UserKey | None, Account | None] = chosen[0]
        return found

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
        if self.desk.may("user.manage", "不能新增使用人", self.window()):
            NewUser(self.window(), self._vault, self.desk.actor.may("role.grant"), self._make).open()

    def _make(self, wanted: Wanted) -> None:
        self._run(
            "正在生成密钥…",
            lambda session: keyholders.add_user(session, self._vault, wanted),
            f"已新增使用人 {wanted.login}；首次登录后请本人修改口令",
        )

    # Disable

    def _on_disable(self) -> None:
        picked = self._picked("停用")
        user, _account = picked or (None, None)
        if user is None or not self.desk.may("user.manage", "不能停用使用人", self.window()):
            return

        def disable(reason: str) -> None:
            self._run(
                "",
                lambda session: keyholders.disable_user(session, self._vault, user.user_id, reason),
                "已停用",
                lambda _none: self._offer_rekey(user),
            )

        dialogs.ask_text(
            self.window(), f"停用 {user.login}", "停用原因", "停用", disable,
            text="停用后他的口令立即打不开本库。他此前看过、抄走的内容收不回来；需要时请同时更换恢复码。",
        )  # fmt: skip

    def _offer_rekey(self, user: UserKey) -> None:
        if self._on_rekey is not None:
            dialogs.ask(
                self.window(),
                f"{user.login}可能抄走过钥匙吗？",
                "他带走过库文件夹或备份、记过恢复码、或者电脑中过木马，就应当全库重新加密：旧口令、旧备份从此打不开新的内容。"
                "没有这些情况，不必做。",
                "全库重新加密…",
                self._ask_rekey,
            )

    # Encrypting anew

    def _ask_rekey(self) -> None:
        if not self.desk.may("vault.rekey", "不能全库重新加密", self.window()):
            return
        Rekey(self.window(), len(self._vault.users()) - 1, self._rekey).open()

    def _rekey(self, password: str) -> None:
        vault, on_rekey = self._vault, self._on_rekey
        assert on_rekey is not None
        request = RekeyRequest(vault.user.login, password, vault.own_token)
        self._run(
            "",
            lambda session: keyholders.require_rekey(session, vault),
            "",
            lambda _none: on_rekey(request),
        )

    # Passwords and tokens

    def _own(self) -> UserKey | None:
        if self._vault.user.login:
            return self._vault.user
        dialogs.tell(
            self.window(),
            "现在是用恢复码打开的",
            "请先在列表里选一名使用人，用“重设口令…”给他新口令，再用口令登录。",
        )
        return None

    def _on_own(self) -> None:
        if user := self._own():
            NewPassword(self.window(), self._vault, user, partial(self._set, user), old=True).open()

    def _on_token(self) -> None:
        if user := self._own():
            OwnToken(self.window(), user, self._set_token).open()

    def _set_token(self, password: str, folder: Path | None) -> None:
        def done(path: object) -> None:
            if path is None:
                self._done("不再用令牌文件，下次只用口令解锁")
                return
            sheet = dialogs.tell(
                self.window(),
                "令牌文件已写好",
                f"{path}\n下次解锁时，输口令以外还要选这个文件。请拔下U盘，另外保管。",
            )
            sheet.finished.connect(lambda _result: self.refresh())

        self._run(
            "正在更换令牌…",
            lambda session: keyholders.change_token(session, self._vault, password, folder),
            "",
            done,
        )

    def _on_reset(self) -> None:
        picked = self._picked("重设口令")
        if picked is None or picked[0] is None:
            return
        if not self.desk.may("user.manage", "不能重设口令", self.window()):
            return
        user = picked[0]
        if user.user_id == self._vault.user.user_id:
            self._on_own()
            return
        NewPassword(self.window(), self._vault, user, partial(self._set, user), old=False).open()

    def _set(self, user: UserKey, old: str | None, new: str) -> None:
        vault = self._vault
        if old is None:
            self._run(
                "正在更换口令…",
                lambda session: keyholders.reset_password(session, vault, user.user_id, new),
                f"已重设 {user.login} 的口令，他下次解锁时须自己换掉",
            )
            return
        self._run(
            "正在更换口令…",
            lambda session: keyholders.change_own_password(session, vault, old, new),
            "口令已修改，下次登录用新口令",
        )

    def _run(
        self,
        title: str,
        fn: Callable[[Session], T],
        said: str,
        then: Callable[[T], object] | None = None,
    ) -> None:
        """A use case on the writer's session, outside a transaction: it derives keys for seconds and journals by itself."""

        def done(value: T) -> None:
            if said:
                self._done(said)
            if then is not None:
                then(value)

        self.desk.work.store_job(title, lambda session, _p, _c: fn(session), done, owner=self)

    def _on_recovery(self) -> None:
        if not self.desk.may("role.grant", "不能更换恢复码", self.window()):
            return

        def make() -> None:
            self._run(
                "正在生成恢复码…",
                lambda session: keyholders.new_recovery_code(session, self._vault),
                "",
                self._show_code,
            )

        dialogs.ask(
            self.window(), "更换恢复码", "换了以后，原来那份恢复码立即作废。新的恢复码只显示一次，请备好纸笔和信封。", "更换", make
        )  # fmt: skip

    def _show_code(self, code: str) -> None:
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
    notes += ["要令牌文件"] if user.with_token else []
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
