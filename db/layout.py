"""Which files a vault folder holds, and what may be known of it before unlocking. It must not need a key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from db import header

DatabaseName = Literal["records", "blobs", "clues"]
DATABASES: tuple[DatabaseName, ...] = ("records", "blobs", "clues")


@dataclass(frozen=True)
class VaultPaths:
    """The files of one vault folder."""

    folder: Path

    @property
    def header(self) -> Path:
        """Key slots."""
        return self.folder / "vault.hdr"

    @property
    def records(self) -> Path:
        """The records database."""
        return self.folder / "records.vault"

    @property
    def blobs(self) -> Path:
        """The attachments database."""
        return self.folder / "blobs.vault"

    @property
    def clues(self) -> Path:
        """The clue compartment."""
        return self.folder / "clues.vault"

    @property
    def lock(self) -> Path:
        """The file under the operating-system lock."""
        return self.folder / "lock"

    @property
    def backups(self) -> Path:
        """The folder of backups inside the vault folder."""
        return self.folder / "backups"

    @property
    def header_mirror(self) -> Path:
        """The second copy of the key slots, beside the backups; always as new as the first."""
        return self.backups / "vault.hdr"

    @property
    def backoff(self) -> Path:
        """Waiting time after wrong passwords."""
        return self.folder / "wait"

    @property
    def erasing(self) -> Path:
        """The journal of an erasure that has begun."""
        return self.folder / "erasing"

    @property
    def rekeying(self) -> Path:
        """A copy that is being encrypted anew; it counts for nothing."""
        return self.folder / "rekeying"

    @property
    def rekeyed(self) -> Path:
        """The whole and verified copy under new keys; from its appearing on it counts, and the old files are to go."""
        return self.folder / "rekeyed"

    def database(self, name: DatabaseName) -> Path:
        """The file of one database."""
        return self.folder / f"{name}.vault"


@dataclass(frozen=True)
class VaultCard:
    """What may be shown before unlocking: no title, no names. `slots` counts users and the recovery code."""

    vault_id: str
    kind: str
    slots: int


def describe(folder: Path) -> VaultCard:
    """The card of the vault in `folder`; VaultError with the way back when the header is missing or damaged."""
    held = header.read(VaultPaths(folder).header).header
    return VaultCard(held.vault_id.hex(), held.kind, len(held.slots))


def is_vault(folder: Path) -> bool:
    """True when the folder holds any of a vault's own files, damaged or not."""
    paths = VaultPaths(folder)
    return paths.header.exists() or any(paths.database(name).exists() for name in DATABASES)
