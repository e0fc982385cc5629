"""Checks the header of an age v1 file before any library sees it. It decrypts nothing.

The library's parser is quadratic in the number of stanzas and obeys hostile scrypt work factors, so what
reaches it is bounded here: at most 64 KiB, at most 64 recipients, no scrypt (age-encryption.org/v1).
"""

from __future__ import annotations

import re
from typing import BinaryIO

from app.bundle.refusals import refusal

AGE_HEADER_LIMIT = 64 << 10
AGE_RECIPIENT_LIMIT = 64
_VERSION_LINE = b"age-encryption.org/v1"
_ARGUMENTS = re.compile(rb"-> [\x21-\x7e]+(?: [\x21-\x7e]+)*")
_BODY = re.compile(rb"[A-Za-z0-9+/]{0,64}")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}")


def check_age_header(file: BinaryIO) -> int:
    """Read the age header at the file's position; its length in bytes. BundleError when it is not acceptable.

    Kinds of recipient that are not known are let through (age's own writers add such "grease"), scrypt is not.
    """
    content = file.read(AGE_HEADER_LIMIT)
    position = 0
    recipients = 0
    in_body = False
    while True:
        end = content.find(b"\n", position)
        if end < 0:
            raise _malformed("加密内容的开头过长或不完整")
        line = content[position:end]
        if position == 0:
            if line != _VERSION_LINE:
                raise _malformed("加密内容不是 age 第 1 版格式")
        elif in_body:
            if not _BODY.fullmatch(line):
                raise _malformed()
            in_body = len(line) == 64
        elif line.startswith(b"-> "):
            recipients += 1
            _check_stanza(line, recipients)
            in_body = True
        elif _MAC.fullmatch(line) and recipients:
            return end + 1
        else:
            raise _malformed()
        position = end + 1


def _check_stanza(line: bytes, count: int) -> None:
    if count > AGE_RECIPIENT_LIMIT:
        raise _malformed("加密内容的接收人数量超过规定")
    if not _ARGUMENTS.fullmatch(line):
        raise _malformed()
    if line.split(b" ")[1] == b"scrypt":
        raise _malformed("加密内容使用了不允许的口令方式")


def _malformed(what: str = "加密内容的开头不合规定，已损坏或被改动") -> Exception:
    return refusal(what)
