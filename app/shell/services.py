"""What the composition root hands to the shell: the doors before a vault is open, and its services afterwards.

Nothing is built here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from app.core.records import Catalog
from app.core.roles import Actor
from app.widgets.desk import Desk, Hooks, Offers, VaultFacts
from app.widgets.page import AreaSpec

if TYPE_CHECKING:
    from db.session import Session

VaultKind = Literal["group", "office"]


@dataclass(frozen=True)
class Renewal:
    """A new password that is due before anything else. why: for the person; problems: what is wrong with a new one.

    renew takes it, in seconds: for a worker.
    """

    why: str
    rule: str
    problems: Callable[[str], list[str]]
    renew: Callable[[str], None]


@dataclass(frozen=True)
class Services:
    """An unlocked vault and all that works on it.

    open_session runs on the thread that will use the session; close gives keys and lock back, after all sessions are
    closed; replace puts a fresh process at the unlock screen (a test puts a hook here). tiles: the record types that the
    first page counts. renewal: what has to be done before the window opens, None when nothing. begin: called once with the desk
    of the window, for what goes on beside the work.
    """

    catalog: Catalog
    actor: Actor
    vault: VaultFacts
    areas: tuple[AreaSpec, ...]
    open_session: Callable[[Literal["writer", "reader"]], Session]
    close: Callable[[], None]
    replace: Callable[[], None]
    hooks: Hooks = field(default_factory=Hooks)
    offers: Offers = field(default_factory=Offers)
    idle_minutes: int = 10
    tiles: tuple[str, ...] = ()
    renewal: Renewal | None = None
    begin: Callable[[Desk], None] | None = None


@dataclass(frozen=True)
class KnownVault:
    """A vault that was open on this machine. label: kind and place, no title of a case."""

    path: Path
    label: str
    demo: bool = False


@dataclass(frozen=True)
class Backup:
    """A backup that the vault folder holds."""

    path: Path
    at: datetime
    label: str = ""


@dataclass(frozen=True)
class NewVault:
    """What the wizard asks. name: who sits here; title: of the vault, shown only when it is open.

    token_folder: where a token file is to be written that unlocking then needs beside the password, None for none.
    """

    folder: Path
    kind: VaultKind
    grade: str
    title: str
    login: str
    name: str
    password: str
    token_folder: Path | None = None


@dataclass(frozen=True)
class Repaired:
    """What a salvage saved. lines: what was kept and what was lost, for the person who reads them."""

    lines: tuple[str, ...]


Steps = Callable[[str, int, int], None]
"""Called with what is being done, how far, of how much; raises when the person cancels."""


class Doors(Protocol):
    """What may be done while no vault is open. All but `recent` and `password_problems` take seconds: for a worker."""

    def recent(self) -> tuple[KnownVault, ...]:
        """Vaults opened before, last one first."""
        ...

    def wait_seconds(self, path: Path) -> int:
        """Seconds until the next try after wrong passwords, 0 for none."""
        ...

    def password_problems(self, login: str, password: str) -> tuple[str, ...]:
        """What is wrong with a new password, in the user's words; empty when it is good."""
        ...

    def unlock(self, path: Path, login: str, password: str, token: Path | None = None) -> Services:
        """Open a vault; VaultError with `wait_seconds` for a wrong password. token: the token file, where one is used."""
        ...

    def recover(self, path: Path, code: str, login: str, password: str) -> Services:
        """Open with the recovery code and give `login` a new password."""
        ...

    def create(self, wanted: NewVault) -> tuple[Services, str]:
        """Make a vault and open it; the second is the recovery code, shown once."""
        ...

    def demo(self) -> tuple[Path, str, str]:
        """The demonstration vault, made when it is not there: path, login, password."""
        ...

    def backups(self, path: Path) -> tuple[Backup, ...]:
        """Backups of a vault, newest first."""
        ...

    def restore(
        self,
        path: Path,
        backup: Path,
        login: str,
        password: str,
        token: Path | None = None,
        steps: Steps | None = None,
    ) -> None:
        """Put a backup in the place of the vault; the damaged files are kept beside."""
        ...

    def salvage(
        self, path: Path, login: str, password: str, token: Path | None = None, steps: Steps | None = None
    ) -> Repaired:
        """Keep of a damaged vault what still verifies; the damaged files are kept beside."""
        ...
