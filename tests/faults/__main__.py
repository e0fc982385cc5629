"""`./run faults [NN …]`: the fault tests in full, and build/faults.md with what they reached.

Without numbers every row runs, one file of tests after the other, and what an earlier run of the same sources has done
is not done again: a run that was broken off goes on where it was. Named rows always run anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.figures import ROWS, load, store

TOP = Path(__file__).resolve().parents[2]
BUILD = TOP / "build"
SECONDS = 45 * 60
"""The most that one test of a row may take."""
LONGER = {
    "01": 3 * 3600,
    "06": 2 * 3600,
    "10": 2 * 3600,
    "11": 2 * 3600,
    "15": 2 * 3600,
    "16": 2 * 3600,
    "25": 2 * 3600,
}


def parts() -> Iterator[tuple[str, str]]:
    """(row, file) of every file that holds tests of a row, rows in order."""
    found = {
        (nn, path.name)
        for path in Path(__file__).parent.glob("test_*.py")
        for nn in re.findall(r"^def test_(\d\d)_", path.read_text("utf-8"), re.MULTILINE)
        if nn in ROWS
    }
    yield from sorted(found)


def sources() -> str:
    """A digest of all that a figure depends on."""
    digest = hashlib.sha256()
    for folder in ("app", "db", "tests"):
        for path in sorted((TOP / folder).rglob("*")):
            if path.suffix in (".py", ".sql", ".c"):
                digest.update(path.relative_to(TOP).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def run(nn: str, file: str, state: str) -> bool:
    """One file's tests of one row, in a process of their own; whether all is well."""
    limit = int(os.environ.get("XUNCHA_TEST_SECONDS") or LONGER.get(nn, SECONDS))
    environment = {
        **os.environ,
        "XUNCHA_FULL": "1",
        "XUNCHA_FAULTS": str(BUILD),
        "XUNCHA_FAULTS_PART": file,
        "XUNCHA_TEST_SECONDS": str(limit),
        "PYTHONPATH": str(TOP),
    }
    command = [sys.executable, "-m", "pytest", f"tests/faults/{file}", "-k", f"test_{nn}_", "--no-header"]
    begun = time.monotonic()
    try:
        status = subprocess.run(command, cwd=TOP, env=environment, timeout=3 * limit).returncode
    except subprocess.TimeoutExpired:
        status = 1
    held = load(BUILD)
    part = held.setdefault(nn, {}).setdefault(file, {"ended": {}, "lines": [], "skipped": []})
    if status not in (0, 1) or not part["ended"]:
        part["ended"] = {"broken off": 1}
    part |= {"sources": state, "good": status == 0, "seconds": round(time.monotonic() - begun)}
    store(BUILD, held)
    return status == 0


def main(wanted: Sequence[str]) -> int:
    """Run the parts one by one, so that each result stands in the table as soon as it is there."""
    rows = {f"{int(nn):02}" for nn in wanted}
    state = sources()
    chosen = [(nn, file) for nn, file in parts() if not rows or nn in rows]
    good = True
    for number, (nn, file) in enumerate(chosen, 1):
        before = load(BUILD).get(nn, {}).get(file, {})
        print(f"[{number}/{len(chosen)}] {nn} {ROWS[nn]}: {file}", flush=True)
        if not rows and before.get("sources") == state and before.get("good"):
            print("  done before", flush=True)
            continue
        begun = time.monotonic()
        well = run(nn, file, state)
        good = good and well
        print(f"  {'good' if well else 'SHORT'}, {time.monotonic() - begun:.0f} s", flush=True)
    print(f"\n{BUILD / 'faults.md'}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
