"""The token file (介质令牌): 32 random bytes on a stick, without which its user's password opens nothing.

Nothing here knows whose token it is, and its name tells nothing either.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.core.errors import VaultError
from db.durable import create_file
from db.keys import TOKEN_BYTES

SUFFIX = ".token"


def new_token_file(folder: Path) -> tuple[Path, bytes]:
    """Write a fresh token into `folder` (a stick) under a neutral name, durable and read back; its path and bytes."""
    token = secrets.token_bytes(TOKEN_BYTES)
    path = folder / f"xuncha-{secrets.token_hex(4)}{SUFFIX}"
    try:
        create_file(path, token)
        if path.read_bytes() != token:
            raise OSError("read back differs")
    except OSError as error:
        path.unlink(missing_ok=True)
        raise VaultError(
            "令牌文件没有写成", kept="口令和库都没有变化", todo="请检查U盘是否插好、能不能写，再试一次"
        ) from error
    return path, token


def read_token(path: Path) -> bytes:
    """The bytes of a token file; VaultError when it is not there or is none."""
    try:
        with path.open("rb") as file:
            token = file.read(TOKEN_BYTES + 1)
    except OSError as error:
        raise VaultError(
            "令牌文件读不出来", kept="库文件没有变化", todo="请插好存放令牌的U盘，再选一次令牌文件"
        ) from error
    if len(token) != TOKEN_BYTES:
        raise VaultError(
            "选的不是令牌文件", kept="库文件没有变化", todo=f"请选U盘上名为 xuncha-…{SUFFIX} 的文件"
        )
    return token


def drop_token_file(path: Path) -> None:
    """Remove a token that opens nothing: its bytes are overwritten first. Nothing happens when it is not there."""
    try:
        handle = os.open(path, os.O_WRONLY)
        try:
            os.write(handle, bytes(TOKEN_BYTES))
            os.fsync(handle)
        finally:
            os.close(handle)
        path.unlink()
    except OSError:
        return
