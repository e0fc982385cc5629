"""Turns whatever a worker raised into something that may be shown. It must not put case text in a log.

Exception messages of libraries can quote values, so only types and places are kept.
"""

from __future__ import annotations

import logging
import traceback
import zlib

from app.core.errors import BugError, KnownError, XunchaError

log = logging.getLogger("xuncha.tasks")


class Cancelled(KnownError):
    """The person stopped a long job; nothing is shown for it."""

    def __init__(self) -> None:
        super().__init__("已取消", kept="库内容没有变化")


def presentable(error: BaseException) -> XunchaError:
    """KnownError and BugError as they are; anything else as a BugError whose code names the place."""
    if isinstance(error, XunchaError):
        return error
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
    code = f"E-{zlib.crc32('|'.join([type(error).__name__, *places]).encode()) & 0xFFFFF:05X}"
    log.error("%s %s at %s", code, type(error).__name__, " < ".join(reversed(places)) or "?")
    return BugError(code, type(error).__name__)
