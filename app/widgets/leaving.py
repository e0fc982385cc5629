"""Files that leave the vault: written where a person chose, and entered in the ledger with the SHA-256 of what was written.

Call it inside a write of the session: of a file that could not be written no entry stays, and of what could not be entered
no file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.core.errors import KnownError
from app.widgets.desk import Desk, Exposure

if TYPE_CHECKING:
    from db.session import Session


def let_out(
    desk: Desk,
    session: Session,
    content: bytes | Callable[[BinaryIO], object],
    *exposures: Exposure,
    kept: str = "库内容没有变化",
) -> None:
    """Write `content`, or what it writes into the stream, to the target of the exposures, and enter each of them.

    KnownError when the disk refuses; whatever goes wrong, no file is left.
    """
    path = Path(exposures[0].target)
    try:
        with path.open("wb") as out:
            if isinstance(content, bytes):
                out.write(content)
            else:
                content(out)
        with path.open("rb") as held:
            sha256 = hashlib.file_digest(held, "sha256").hexdigest()
        if isinstance(content, bytes) and sha256 != hashlib.sha256(content).hexdigest():
            raise OSError("read back differs")
        if desk.hooks.expose is not None:
            for exposure in exposures:
                desk.hooks.expose(session, replace(exposure, sha256=sha256))
    except BaseException as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise KnownError("文件没有写成", kept=kept, todo="请检查目标盘的空间和权限") from error
        raise
