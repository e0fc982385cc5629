"""The figures that the fault tests reach, one line each, gathered for `./run faults`. It must not judge a test by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

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
    """Collects lines during one run of pytest, and how the tests of each row ended."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.ended: dict[str, dict[str, int]] = {}

    def __call__(
        self, nn: str, what: str, reached: object, target: str, *, seed: object = "", passed: bool = True
    ) -> None:
        """Note one figure; call it before the assertion, so that a short one stands in the table, too."""
        self.lines.append(Line(nn, what, str(reached), target, str(seed), passed))

    def count(self, test: str, outcome: str) -> None:
        """Note how a test ended: passed, failed or skipped."""
        if match := _NAME.search(test):
            held = self.ended.setdefault(match[1], {})
            held[outcome] = held.get(outcome, 0) + 1

    def keep(self, folder: Path) -> None:
        """Write the rows of this run over those of earlier ones, and the table of all."""
        folder.mkdir(parents=True, exist_ok=True)
        store = folder / "faults.json"
        held = json.loads(store.read_text("utf-8")) if store.exists() else {}
        for nn, ended in self.ended.items():
            held[nn] = {"ended": ended, "lines": [asdict(line) for line in self.lines if line.nn == nn]}
        store.write_text(json.dumps(held, ensure_ascii=False, indent=1), "utf-8")
        (folder / "faults.md").write_text("\n".join(table(held)) + "\n", "utf-8")


def table(held: dict[str, dict[str, object]]) -> Iterable[str]:
    """`| NN | what | figure reached | pass or short |`, every row of the specification in its order."""
    yield "| NN | what | figure reached | pass or short |"
    yield "|---|---|---|---|"
    for nn, what in ROWS.items():
        if nn not in held:
            yield f"| {nn} | {what} | not run | short |"
            continue
        ended, lines = held[nn]["ended"], held[nn]["lines"]
        assert isinstance(ended, dict)
        assert isinstance(lines, list)
        told = [
            f"{line['what']}: {line['reached']} (asked: {line['target']}"
            + (f"; seed {line['seed']})" if line["seed"] else ")")
            for line in lines
        ]
        told.append("tests " + ", ".join(f"{count} {how}" for how, count in sorted(ended.items())))
        good = all(line["passed"] for line in lines) and not ended.get("failed") and ended.get("passed")
        skipped = " (some skipped)" if ended.get("skipped") else ""
        yield f"| {nn} | {what} | {'; '.join(told)} | {'pass' if good else 'short'}{skipped} |"
