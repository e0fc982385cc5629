"""Asks the limited child process about one foreign file and waits for its answer. For workers; it decodes nothing itself.

It must not put the file, or what is made of it, on the disk: everything goes through pipes.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from app.core.errors import KnownError

MOST_SECONDS = 90
TOP = Path(__file__).resolve().parents[2]


def child_command() -> list[str]:
    """The command that starts the child, also in a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--viewer-child"]
    return [sys.executable, "-m", "app.exchange.viewer_child"]


def frames(source: IO[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The frames of the child's answer: header and payload."""
    while len(size := source.read(4)) == 4:
        header = json.loads(source.read(struct.unpack(">I", size)[0]))
        yield header, source.read(int(header["bytes"]))


def answer(
    head: dict[str, Any], content: bytes, requests: bytes = b""
) -> tuple[tuple[dict[str, Any], bytes], ...]:
    """Every frame of the child's answer about `content`, as far as it came before it broke down or took too long.

    head, requests: what is wanted, before and behind the content, as app.exchange.viewer_child says.
    """
    line = json.dumps({"size": len(content), **head}, ensure_ascii=False).encode() + b"\n"
    found: list[tuple[dict[str, Any], bytes]] = []
    try:
        done = subprocess.run(
            child_command(),
            input=line + content + requests,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            cwd=TOP,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        found.extend(frames(BytesIO(done.stdout)))
    except (subprocess.TimeoutExpired, OSError, ValueError):
        pass
    return tuple(found)


def ask_child(head: dict[str, Any], content: bytes, *, kind: str, todo: str) -> bytes:
    """The payload of the frame `kind` that the child answers with.

    KnownError with the child's reason when it refuses, breaks down or takes too long; `todo` is what the user can do
    where the child does not say it better.
    """
    said, way = "", todo
    for header, payload in answer(head, content):
        if header["kind"] == kind:
            return payload
        said = str(header.get("say", said))
        way = str(header.get("todo") or way)
    raise KnownError(said or "文件太大或太复杂，没有处理完", kept="库内容没有变化", todo=way)


def sheets_in(content: bytes) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Every sheet of a workbook as (name, rows of texts), decoded in the child; KnownError with what is wrong with it."""
    todo = "请用表格软件打开检查，另存为 .xlsx 后再导入"
    made = json.loads(ask_child({"name": "表格.xlsx", "want": "table"}, content, kind="table", todo=todo))
    return tuple((str(name), tuple(tuple(row) for row in rows)) for name, rows in made)
