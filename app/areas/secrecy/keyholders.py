"""Who opens a vault: users, posts, passwords, token files, the recovery code. Each use case asks the table of roles first.

What is done and what is refused stands in the journal; no password, code or token does. Derivations take seconds: for a
worker, on the writer's session, outside a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.areas.secrecy.model import Account
from app.areas.secrecy.service import account_of
from app.core.errors import InputProblems, KnownError, Problem, Refused
from app.core.roles import conflict_of
from db.keys import PasswordRule
from db.session import Session
from db.token_file import drop_token_file, new_token_file
from db.vault import UserKey, Vault, VaultSettings

LONGEST_NOTICE = 5
LEAST_RULE, MOST_RULE = PasswordRule(8, 2, 1), PasswordRule(32, 4, 90)


@dataclass(frozen=True)
class Wanted:
    """A user to be made. roles: codes of Role; the password shows in no repr and is dropped with it."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: str = field(repr=False)
    clues: bool


def notice_days(rule: PasswordRule) -> int:
    """How many days before its end the term of a password is told: five, for short terms fewer."""
    return max(2, min(LONGEST_NOTICE, rule.days // 4))


def term_notice(user: UserKey, rule: PasswordRule, today: date | None = None) -> str:
    """What is to be told of a password whose term ends soon; "" while there is time."""
    left = user.days_left(today or date.today())
    if left is None or left > notice_days(rule) or user.must_change:
        return ""
    return f"口令还有 {left} 天到期，到期后解锁时须先更换" if left > 0 else "口令已到期，下次解锁时须先更换"


def add_user(session: Session, vault: Vault, wanted: Wanted) -> UserKey:
    """A new user with slot and account; his password must be changed at its first use."""
    session.allow("user.manage", "不能新增使用人")
    if wanted.roles:
        session.allow("role.grant", "不能授予岗位")
    if reason := conflict_of(wanted.roles):
        raise InputProblems("使用人没有建立", [Problem("roles", reason)])
    user = vault.add_user(wanted.login, wanted.password, may_clues=wanted.clues)
    try:
        session.create(
            Account(
                user_id=user.user_id, login=user.login, name=wanted.name, roles=wanted.roles,
                clues=user.may_clues, joined_on=date.today(),
            )
        )  # fmt: skip
    except BaseException:
        vault.remove_user(user.user_id)
        raise
    return user


def disable_user(session: Session, vault: Vault, user_id: str, reason: str) -> None:
    """Take a user's slot away and close his account. Encrypting the vault anew is another step (db/rekey.py)."""
    session.allow("user.manage", "不能停用使用人")
    login = next((user.login for user in vault.users() if user.user_id == user_id), "")
    vault.remove_user(user_id)
    session.note(f"停用使用人：{login}")
    account = account_of(session, user_id)
    if account is not None:
        with session.transaction():
            held = session.save(replace(account, left_on=date.today()))
            if held.state == "active":
                session.move(held, "disable", reason=reason)


def reset_password(session: Session, vault: Vault, user_id: str, new: str) -> UserKey:
    """A new password for somebody else, who must change it; a lost token file is needed no more."""
    session.allow("user.manage", "不能重设口令")
    changed = vault.set_password(user_id, new, drop_token=True)
    session.note(f"重设口令：{changed.login}")
    return changed


def change_own_password(session: Session, vault: Vault, old: str, new: str) -> UserKey:
    """A new password for who is at the desk, who knows the old one. KnownError when it is wrong (a try that counts)."""
    user = vault.user
    if vault.confirm(user.login, old, token=vault.own_token) is None:
        raise KnownError("现在的口令不对", kept="口令没有修改", todo="请重新输入")
    changed = vault.set_password(user.user_id, new, token=vault.own_token)
    session.note(f"修改口令：{user.login}")
    return changed


def change_token(session: Session, vault: Vault, password: str, folder: Path | None) -> Path | None:
    """Bind the own password to a fresh token file in `folder` (a stick), or to none; where the new file lies.

    The old file opens nothing afterwards. A failure leaves the old one in force, and no new file behind.
    """
    if folder is None:
        vault.change_token(password, None)
        session.note(f"不再使用令牌文件：{vault.user.login}")
        return None
    require_outside(vault.paths.folder, folder)
    path, token = new_token_file(folder)
    try:
        vault.change_token(password, token)
    except BaseException:
        drop_token_file(path)
        raise
    session.note(f"更换令牌文件：{vault.user.login}")
    return path


def require_outside(vault_folder: Path, folder: Path) -> None:
    """KnownError when a token would lie with the vault that it protects."""
    if folder.resolve().is_relative_to(vault_folder.resolve()):
        raise KnownError(
            "令牌文件不能和库放在一起", kept="口令没有变化", todo="请选U盘上的文件夹；用完把U盘另外保管"
        )


def new_recovery_code(session: Session, vault: Vault) -> str:
    """Replace the recovery code; the new one is shown once."""
    session.allow("role.grant", "不能更换恢复码")
    code = vault.new_recovery_code()
    session.note("更换恢复码")
    return code


def save_settings(session: Session, vault: Vault, settings: VaultSettings) -> None:
    """Change the idle time or the password rule."""
    session.allow("vault.set", "不能修改锁定和口令设置")
    before = vault.settings
    vault.save_settings(settings)
    said = []
    if settings.idle_minutes != before.idle_minutes:
        said.append(f"自动锁定改为空闲 {settings.idle_minutes} 分钟")
    if settings.rule != before.rule:
        said.append(f"口令规则改为：{settings.rule.words}")
    if said:
        session.note("；".join(said))


def require_rekey(session: Session, vault: Vault) -> None:
    """Refused, with every reason, when who is at the desk may not have the whole vault encrypted anew."""
    session.allow("vault.rekey", "不能全库重新加密")
    reasons = []
    if not vault.user.login:
        reasons.append("现在是用恢复码打开的，请先给使用人设新口令，再用口令登录")
    if not vault.has_clues:
        reasons.append("须由能打开线索专区的人办理，否则专区换不了钥匙")
    if reasons:
        raise Refused("不能全库重新加密", reasons, kept="库和口令都没有变化")
    session.note("开始全库重新加密")
