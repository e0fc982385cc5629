"""What may be done while no vault is open: make one, unlock one, recover, restore. The shell's Doors, on real vaults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from app.areas.secrecy.keyholders import require_outside
from app.areas.secrecy.model import Account
from app.areas.secrecy.service import account_of
from app.catalog import seed_shipped
from app.core.errors import KnownError
from app.core.records import Catalog
from app.core.roles import Actor, Role, separated
from app.known import demo_folder, known_vaults, remember
from app.shell.services import Backup, KnownVault, NewVault, Renewal, Repaired, Services, Steps
from db import backup as backups
from db.backoff import TooSoon, require_waited
from db.keys import KdfParams, check_password, normal_login
from db.layout import VaultPaths
from db.opening import keep_anchors, open_session, prepare
from db.salvage import salvage
from db.session import Session
from db.token_file import drop_token_file, new_token_file, read_token
from db.vault import Vault

Compose = Callable[[Vault, Actor, Path], Services]
DEMO_LOGIN = "演示"
DEMO_PASSWORD = "Yan-Shi-2026-ku"
DEMO_KDF = KdfParams(memory_kib=64 * 1024, passes=3, lanes=4)
"""The lowest cost that is allowed: the demonstration holds invented texts only, and its password is shown."""
_BESIDE_SECONDS = 0.4
"""How long a lock waits for a backup or an examination; what is unfinished then is swept away, or done at the next unlock."""
_FIRST_ROLES = {"group": (Role.LEADER,), "office": (Role.DIRECTOR,)}


class VaultDoors:
    """Implements shell.services.Doors. `compose` makes the services of an unlocked vault."""

    def __init__(self, catalog: Catalog, compose: Compose) -> None:
        self._catalog = catalog
        self._compose = compose

    def recent(self) -> tuple[KnownVault, ...]:
        """Vaults opened before that are still there, last one first."""
        return known_vaults()

    def wait_seconds(self, path: Path) -> int:
        """Seconds until the next try after wrong passwords."""
        try:
            require_waited(VaultPaths(path).backoff)
        except TooSoon as wait:
            return wait.wait_seconds
        return 0

    def password_problems(self, login: str, password: str) -> tuple[str, ...]:
        """What is wrong with a new password, by the strictest rule a new vault starts with."""
        return tuple(check_password(password, "工作秘密", login=login))

    def unlock(self, path: Path, login: str, password: str, token: Path | None = None) -> Services:
        """Open a vault with a user's password, and his token file where he has one."""
        held = read_token(token) if token is not None else None
        return self._opened(Vault.unlock(path, login, password, token=held), path)

    def recover(self, path: Path, code: str, login: str, password: str) -> Services:
        """Open with the recovery code, give `login` the new password, and open for him. A token file is needed no more."""
        vault = Vault.unlock_with_recovery(path, code)
        try:
            wanted = normal_login(login)
            user = next((held for held in vault.users() if normal_login(held.login) == wanted), None)
            if user is None:
                raise KnownError("没有这个登录名", kept="恢复码仍然有效", todo="请核对登录名")
            vault.set_password(user.user_id, password, drop_token=True)
        finally:
            vault.close()
        return self.unlock(path, login, password)

    def create(self, wanted: NewVault) -> tuple[Services, str]:
        """Make a vault, its code lists and its first user; the second is the recovery code, shown once."""
        return self._made(wanted, None)

    def demo(self) -> tuple[Path, str, str]:
        """The demonstration vault, made and filled when it is not there."""
        from app.demo import fill_demo

        folder = demo_folder()
        if not (folder / "vault.hdr").exists():
            wanted = NewVault(folder, "office", "内部", "演示库", DEMO_LOGIN, "演示用户", DEMO_PASSWORD)
            vault = self._create(wanted, DEMO_KDF)[0]
            try:
                session = open_session(vault, self._catalog, _actor(vault, "演示用户", tuple(Role)), "writer")
                try:
                    fill_demo(session, office=True, today=date.today())
                    keep_anchors(vault, session)
                finally:
                    session.close()
            finally:
                vault.close()
        return folder, DEMO_LOGIN, DEMO_PASSWORD

    def backups(self, path: Path) -> tuple[Backup, ...]:
        """Backups of a vault, newest first."""
        return tuple(Backup(held.folder, held.made_at) for held in backups.list_backups(path))

    def restore(
        self,
        path: Path,
        backup: Path,
        login: str,
        password: str,
        token: Path | None = None,
        steps: Steps | None = None,
    ) -> None:
        """Put a backup in the place of the vault; the damaged files are kept beside it."""
        chosen = next(held for held in backups.list_backups(path) if held.folder == backup)
        held = read_token(token) if token is not None else None
        backups.restore(path, chosen, login, password, token=held, progress=steps)

    def salvage(
        self, path: Path, login: str, password: str, token: Path | None = None, steps: Steps | None = None
    ) -> Repaired:
        """Keep of a damaged vault what still verifies; the damaged files are kept beside it."""
        held = read_token(token) if token is not None else None
        done = salvage(path, self._catalog, login, password, token=held, progress=steps)
        return Repaired(done.lines)

    def _made(self, wanted: NewVault, kdf: KdfParams | None) -> tuple[Services, str]:
        vault, code = self._create(wanted, kdf)
        return self._opened(vault, wanted.folder), code

    def _create(self, wanted: NewVault, kdf: KdfParams | None) -> tuple[Vault, str]:
        vault, code = _with_token(wanted, kdf)
        try:
            if wanted.title:
                vault.save_settings(replace(vault.settings, title=wanted.title))
            prepare(vault)
            roles = tuple(Role) if wanted.login == DEMO_LOGIN else _FIRST_ROLES[wanted.kind]
            session = open_session(vault, self._catalog, _actor(vault, wanted.name, roles), "writer")
            try:
                seed_shipped(session)
                session.create(
                    Account(
                        user_id=vault.user.user_id,
                        login=wanted.login,
                        name=wanted.name,
                        roles=tuple(role.value for role in separated(roles)),
                        clues=True,
                        joined_on=date.today(),
                    )
                )
                keep_anchors(vault, session)
            finally:
                session.close()
        except BaseException:
            vault.close()
            raise
        return vault, code

    def _opened(self, vault: Vault, path: Path) -> Services:
        try:
            prepare(vault)
            session = open_session(vault, self._catalog, _actor(vault, vault.user.login, ()), "writer")
            try:
                account = account_of(session, vault.user.user_id)
                actor = _actor(vault, *_post(account, vault))
                session.sweep()
                seed_shipped(session)
                _note_unlock(session, actor)
                keep_anchors(vault, session)
            finally:
                session.close()
            remember(path, vault.kind)
            services = self._compose(vault, actor, path)
            # The demonstration vault holds inventions, and its password is shown beside it.
            return services if path == demo_folder() else replace(services, renewal=_renewal(vault, services))
        except BaseException:
            vault.close()
            raise


class Beside(Protocol):
    """Something that goes on beside the work of an open vault."""

    def end(self, seconds: float) -> str:
        """Let it end, wait at most `seconds`; what the journal is to hold."""
        ...


def close_vault(vault: Vault, open_writer: Callable[[], Session], *beside: Beside) -> None:
    """End what goes on beside, anchor the journals in the header, and give keys and lock back. Under a second."""
    said = [each.end(_BESIDE_SECONDS) for each in beside]
    session = open_writer()
    try:
        for text in filter(None, said):
            session.note(text)
        keep_anchors(vault, session)
    finally:
        session.close()
        vault.close()


def session_opener(vault: Vault, catalog: Catalog, actor: Actor) -> Callable[..., Session]:
    """Opens sessions for a role, on the thread that calls it."""
    return partial(open_session, vault, catalog, actor)


def _post(account: Account | None, vault: Vault) -> tuple[str, tuple[Role, ...]]:
    """Name and roles of the account; a user of the header without an account may only look."""
    if account is None or account.state == "off":
        return vault.user.login, ()
    return account.name, tuple(separated(Role(code) for code in account.roles if code in set(Role)))


def _with_token(wanted: NewVault, kdf: KdfParams | None) -> tuple[Vault, str]:
    """The vault itself; a token file is written first, and taken away again when there is no vault for it."""
    path, token = None, None
    if wanted.token_folder is not None:
        require_outside(wanted.folder, wanted.token_folder)
        path, token = new_token_file(wanted.token_folder)
    try:
        return Vault.create(
            wanted.folder,
            kind=wanted.kind,
            grade=wanted.grade,
            login=wanted.login,
            password=wanted.password,
            kdf=kdf,
            token=token,
        )
    except BaseException:
        if path is not None:
            drop_token_file(path)
        raise


def _renewal(vault: Vault, services: Services) -> Renewal | None:
    """What a password given by somebody else, or past its term, asks for before anything else."""
    user, settings = vault.user, vault.settings
    if not user.login or not user.must_renew(date.today()):
        return None

    def renew(new: str) -> None:
        vault.set_password(user.user_id, new, token=vault.own_token)
        session = services.open_session("writer")
        try:
            session.note(f"解锁时更换口令：{user.login}")
        finally:
            session.close()

    return Renewal(
        "现在的口令是别人给您的，他也知道。请先换成只有您知道的口令。"
        if user.must_change
        else "您的口令已经到期。请先更换，再继续。",
        settings.rule.words,
        lambda new: check_password(new, settings.grade, login=user.login, rule=settings.rule),
        renew,
    )


def _actor(vault: Vault, name: str, roles: tuple[Role, ...]) -> Actor:
    return Actor(vault.user.user_id, name, frozenset(roles), vault.replica_id)


def _note_unlock(session: Session, actor: Actor) -> None:
    session.note(f"{actor.name}解锁")
