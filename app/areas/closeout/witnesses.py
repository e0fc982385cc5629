"""The two persons who agree to an erasure: their passwords, and the token files (令牌文件) of those who have one.

It keeps neither, and it does not say whose password was wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.errors import VaultError
from db.keys import normal_login
from db.token_file import read_token
from db.vault import UserKey, Vault

Tokens = Sequence[Path | None]
"""For each person the token file he chose."""


def confirmed(
    vault: Vault, persons: Sequence[tuple[str, str]], tokens: Tokens = ()
) -> tuple[tuple[UserKey | None, ...], list[str]]:
    """The users of `persons` (login, password), and every reason why they are not two who know their passwords.

    Seconds of Argon2id. With a token file missing or unreadable no password is tried, so that nobody has to wait for it.
    """
    paths = [*tokens, *(None for _ in persons[len(tokens) :])]
    if wrong := lacking(vault, [login for login, _ in persons], paths):
        return (), wrong
    held: list[bytes | None] = []
    for (login, _), path in zip(persons, paths, strict=True):
        try:
            held.append(read_token(path) if path is not None else None)
        except VaultError as error:
            wrong.append(f"“{login}”的{error.what}；{error.todo}")
    if wrong:
        return (), wrong
    found = tuple(
        vault.confirm(login, password, token=token)
        for (login, password), token in zip(persons, held, strict=True)
    )
    if len(persons) != 2 or len({user.user_id for user in found if user}) != 2:
        more = "，并选对各自的令牌文件" if any(held) else ""
        wrong.append(f"须由两名不同的使用人分别输入正确的口令{more}")
    return found, wrong


def lacking(vault: Vault, logins: Sequence[str], tokens: Tokens) -> list[str]:
    """Who has a token file and did not choose it. The one with which the vault was unlocked need not be chosen again."""
    bound = {normal_login(user.login): user for user in vault.users() if user.with_token}
    if vault.own_token is not None:
        bound.pop(normal_login(vault.user.login), None)
    return [
        f"“{login}”设过令牌：插好存放令牌的U盘，再选他的令牌文件"
        for login, path in zip(logins, tokens, strict=True)
        if path is None and normal_login(login) in bound
    ]
