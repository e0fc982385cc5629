"""The figures that the fault tests reach, one line each, gathered for `./run faults`. It must not judge a test by itself."""

from __future__ import annotations

import json
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROWS = {
    "01": "kill −9 while writing, sealing, importing",
    "02": "simulated power cut, torn at 512 B",
    "03": "close-out cut at each step",
    "04": "bit flips in any vault file",
    "05": "truncate, extend, zero any vault file",
    "06": "bundle mutations",
    "07": "age testkit and hostile age headers",
    "08": "hostile tar members",
    "09": "bombs: archives, DOCX, XLSX, images",
    "10": "malformed files through the viewer",
    "11": "canary scan of files and of a raw disk",
    "12": "header remnants after 10 password changes",
    "13": "memory of the process after lock",
    "14": "core dump, memory read by a neighbour",
    "15": "network system calls",
    "16": "files written outside",
    "17": "wrong passwords",
    "18": "KDF downgrade, slots removed or copied",
    "19": "bundle replayed, misdirected, old",
    "20": "forged receipts",
    "21": "rollback by page, file, WAL",
    "22": "disk full at each write",
    "23": "second instance, stale lock",
    "24": "clock back, forward, invalid",
    "25": "three laptops, random edits",
    "26": "beyond the 25: BagIt suite",
    "27": "beyond the 25: naughty strings",
    "28": "beyond the 25: independent readers",
}
_NAME = re.compile(r"test_(\d\d)_")


@dataclass(frozen=True)
class Line:
    """One figure of row `nn`: what was counted, what was reached, what is asked, the seed if there is one."""

    nn: str
    what: str
    reached: str
    target: str
    seed: str = ""
    passed: bool = True


class Figures:
    """Collects lines during one run of pytest, how the tests of each row ended, and why some were skipped."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.ended: dict[str, dict[str, int]] = {}
        self.skipped: dict[str, list[str]] = {}

    def __call__(
        self, nn: str, what: str, reached: object, target: str, *, seed: object = "", passed: bool = True
    ) -> None:
        """Note one figure; call it before the assertion, so that a short one stands in the table, too."""
        self.lines.append(Line(nn, what, str(reached), target, str(seed), passed))

    def count(self, test: str, outcome: str, reason: str = "") -> None:
        """Note how a test ended: passed, failed or skipped, and for what reason."""
        if (match := _NAME.search(test)) and match[1] in ROWS:
            held = self.ended.setdefault(match[1], {})
            held[outcome] = held.get(outcome, 0) + 1
            if reason and reason not in self.skipped.setdefault(match[1], []):
                self.skipped[match[1]].append(reason)

    def keep(self, folder: Path, part: str) -> None:
        """Write what this run reached in the tests of file `part` over what earlier runs did, and the table of all."""
        held = load(folder)
        for nn, ended in self.ended.items():
            lines = [asdict(line) for line in self.lines if line.nn == nn]
            held.setdefault(nn, {})[part] = {
                "ended": ended,
                "lines": lines,
                "skipped": self.skipped.get(nn, []),
            }
        store(folder, held)


Held = dict[str, dict[str, dict[str, Any]]]
"""Row → file of tests → what its last full run reached."""


def load(folder: Path) -> Held:
    """What earlier runs left in `folder`."""
    kept = folder / "faults.json"
    found: Held = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    return found


def store(folder: Path, held: Held) -> None:
    """Keep the figures, and the table that people read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faults.json").write_text(json.dumps(held, ensure_ascii=False, indent=1), "utf-8")
    (folder / "faults.md").write_text("\n".join(table(held)) + "\n", "utf-8")


def table(held: Held) -> Iterable[str]:
    """`| NN | what | figure reached, with seed | pass or short |`, every row of the specification in its order."""
    yield f"Full figures, reached on {machine()}."
    yield ""
    yield "| NN | what | figure reached, with seed | pass or short |"
    yield "|---|---|---|---|"
    for nn, what in ROWS.items():
        parts = list(held.get(nn, {}).values())
        if not parts:
            yield f"| {nn} | {what} | not run | short |"
            continue
        lines = [line for part in parts for line in part["lines"]]
        alike = Counter(
            f"{line['what']}: {line['reached']} (asked: {line['target']}"
            + (f"; seed {line['seed']})" if line["seed"] else ")")
            for line in lines
        )
        told = [text + (f" ×{count}" if count > 1 else "") for text, count in alike.items()]
        ended: dict[str, int] = {}
        for part in parts:
            for how, count in part["ended"].items():
                ended[how] = ended.get(how, 0) + count
        told.append("tests: " + ", ".join(f"{count} {how}" for how, count in sorted(ended.items())))
        told += sorted({f"skipped: {reason}" for part in parts for reason in part["skipped"]})
        good = all(line["passed"] for line in lines) and not {"failed", "broken off"} & set(ended)
        word = "pass" if good and ended.get("passed") else "short"
        word += ", but part of it skipped" if word == "pass" and ended.get("skipped") else ""
        yield f"| {nn} | {what} | {'; '.join(told)} | {word} |"


def machine() -> str:
    """The kind of machine, as far as it says anything about the figures."""
    memory = ""
    with suppress(OSError, ValueError, AttributeError):
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') >> 30} GB"
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors{memory}, "
        f"Python {platform.python_version()}"
    )
