"""Runs a program under strace and tells what it wrote where and which sockets it opened. It must not judge what it finds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

WRITES = "openat,open,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate"
TRACER = ("strace", "-f", "--seccomp-bpf", "-s", "4096", "-e", f"trace=%network,{WRITES}")
_CALL = re.compile(r"^(?:\d+ +)?(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FOREIGN = re.compile(r"\bAF_(INET6?|NETLINK|PACKET)\b")


def can_trace() -> bool:
    """Whether strace is here and may trace."""
    return shutil.which("strace") is not None and not (
        subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode
    )


def traced(log: Path, command: Sequence[str]) -> list[str]:
    """The command that runs `command` and writes its calls to `log`; without a tracer the command as it is."""
    return [*TRACER, "-o", str(log), *command] if can_trace() else [*command]


def network(calls: Iterable[str]) -> list[str]:
    """The calls that name an internet, packet or netlink socket."""
    return [line for line in calls if _FOREIGN.search(line)]


def written(calls: Iterable[str], start: Path) -> Iterator[str]:
    """Absolute paths of everything that was created, opened for writing, renamed or linked, with success.

    start: the folder in which the program began.
    """
    for line in calls:
        call = _CALL.match(line)
        if call is None or int(call["result"]) < 0:
            continue
        if call["name"] in ("open", "openat") and not re.search(
            "O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call["arguments"]
        ):
            continue
        if call["name"] not in WRITES.split(","):
            continue
        for quoted in _QUOTED.findall(call["arguments"]):
            path = quoted.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
            yield os.path.normpath(start / path)
