"""Hands a finished PDF to the printing system (CUPS) as it is, with its vectors, and says in words what went wrong.

The PDF goes through a pipe and never lies on the disk as a file of ours; nothing of its content stands in the command.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from app.core.errors import KnownError

WAIT_SECONDS = 60
LIST_SECONDS = 3
_PART = re.compile(r"(\d+)(?:-(\d+))?\Z")


@dataclass(frozen=True)
class Printing:
    """What a person chose: the queue, copies, both sides, the pages ("" for all, else as typed), who approved it."""

    printer: str
    copies: int = 1
    two_sided: bool = True
    pages: str = ""
    approved_by: str = ""


def chosen_pages(text: str, count: int) -> tuple[int, ...]:
    """The pages (from 1, ascending) that "1-3，5" means in a document of `count` pages; all for "".

    Raises ValueError with the reason in the user's words.
    """
    found: set[int] = set()
    joined = re.sub(r"\s*[-—－~至]\s*", "-", text)
    for part in filter(None, re.split(r"[,，、;；\s]+", joined)):
        match = _PART.match(part)
        if match is None:
            raise ValueError(f"“{part}”不是页码，例如 1-3，5")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            raise ValueError(f"“{part}”超出了第1页至第{count}页")
        found.update(range(first, last + 1))
    return tuple(sorted(found)) or tuple(range(1, count + 1))


def page_list(pages: tuple[int, ...]) -> str:
    """Pages as the printing system takes them: 1-3,5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def has_queues() -> bool:
    """Whether the commands of a printing system are there."""
    return shutil.which("lp") is not None


def lists_queues() -> bool:
    """Whether the printing system can be asked for its queues."""
    return shutil.which("lpstat") is not None


def queues() -> tuple[str, ...]:
    """Names of the queues that the printing system knows, the usual one first; none where it is absent or silent.

    Waits for seconds where the system is slow: for a worker.
    """
    found = tuple(line.strip() for line in _asked("-e") if line.strip())
    if len(found) < 2:
        return found
    usual = next((line.rpartition(":")[2].strip() for line in _asked("-d")), "")
    return tuple(sorted(found, key=lambda name: name != usual))


def _asked(option: str) -> list[str]:
    command = shutil.which("lpstat")
    if command is None:
        return []
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            [command, option], capture_output=True, text=True, timeout=LIST_SECONDS, check=False, env=plain
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines()


def send(pdf: bytes, count: int, wanted: Printing) -> None:
    """Hand the PDF of `count` pages to the queue. Raises KnownError when it is not taken."""
    sides = "two-sided-long-edge" if wanted.two_sided else "one-sided"
    command = [
        "lp",
        "-s",
        "-d",
        wanted.printer,
        "-n",
        str(wanted.copies),
        "-t",
        "xuncha",
        "-o",
        f"sides={sides}",
    ]
    if wanted.pages:
        command += ["-P", page_list(chosen_pages(wanted.pages, count))]
    try:
        done = subprocess.run(
            [*command, "-"],
            input=pdf,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refused() from error
    if done.returncode:
        raise refused()


def refused() -> KnownError:
    """The printer did not take the paper."""
    return KnownError(
        "打印机没有接收这份文书", kept="文书没有变化", todo="请检查打印机是否开机、联机、有纸后重试"
    )
