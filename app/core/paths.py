"""Where the program's own files and the user's vaults lie. It creates folders only when asked to."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from app.core.errors import KnownError

RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2])) / "resources"


def data_folder() -> Path:
    """The folder for vaults of this user, made when it is not there.

    XUNCHA_HOME names another one. KnownError when there is no place to write, as under a user without a home.
    """
    named = os.environ.get("XUNCHA_HOME")
    folder = Path(named) if named else _usual()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise KnownError(
            "没有可以存放工作库的文件夹",
            todo="请用有主目录的用户运行，或设置 XUNCHA_HOME 指向一个可写的文件夹",
        ) from error
    if not os.access(folder, os.W_OK):
        raise KnownError(
            "存放工作库的文件夹不可写", todo="请检查权限，或设置 XUNCHA_HOME 指向一个可写的文件夹"
        )
    return folder


def _usual() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    else:
        base = os.environ.get("XDG_DATA_HOME") or (
            f"{os.environ['HOME']}/.local/share" if os.environ.get("HOME") else None
        )
    if not base or not Path(base).is_absolute():
        raise KnownError(
            "找不到当前用户的主目录", todo="请用有主目录的用户运行，或设置 XUNCHA_HOME 指向一个可写的文件夹"
        )
    return Path(base) / "xuncha-desk"


PENDING_ERASURE = "清除进行中.json"
"""In the folder of certificates: an erasure that has begun and is not yet finished."""


def certificate_folder(vault: Path) -> Path:
    """Where the certificate of a vault's erasure is written: beside the vault, for nothing of the vault stays."""
    return vault.absolute().parent / "清除确认书"


SESSION_PREFIX = "xuncha-session-"
"""How the folder begins that takes what Qt wants to remember; the number of its process follows."""


def session_folders() -> tuple[Path, ...]:
    """The session folders of this user that are there now, those of killed processes included."""
    bases = dict.fromkeys(
        Path(base) for base in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()) if base
    )
    found = (path for base in bases if base.is_dir() for path in sorted(base.glob(f"{SESSION_PREFIX}*")))
    return tuple(path for path in found if path.is_dir() and not path.is_symlink())
