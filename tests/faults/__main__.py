"""`./run faults [NN …]`: the fault tests in full, and build/faults.md with what they reached.

Without numbers every file of tests runs, one after the other, and what an earlier run of the same sources has done well is
not done again: a run that was broken off goes on where it was. Named rows always run anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.figures import ROWS, load, store

TOP = Path(__file__).resolve().parents[2]
BUILD = TOP / "build"
SECONDS = 45 * 60
"""The most that one test may take."""
LONGER = {
    "test_kernel_kill.py": 3 * 3600,
    "test_vault_kill.py": 3 * 3600,
    "test_bundle_mutations.py": 2 * 3600,
    "test_viewer_corpus.py": 2 * 3600,
    "test_both_stories.py": 3 * 3600,
    "test_three_laptops.py": 2 * 3600,
}


def parts() -> dict[str, list[str]]:
    """File → the rows of which it holds tests, the file of the lowest row first."""
    found: dict[str, list[str]] = {}
    for path in Path(__file__).parent.glob("test_*.py"):
        named = re.findall(r"^def test_(\d\d)_", path.read_text("utf-8"), re.MULTILINE)
        if rows := sorted(ROWS.keys() & set(named)):
            found[path.name] = rows
    return dict(sorted(found.items(), key=lambda part: (part[1], part[0])))


def sources() -> str:
    """A digest of all that a figure depends on."""
    digest = hashlib.sha256()
    for folder in ("app", "db", "tests"):
        for path in sorted((TOP / folder).rglob("*")):
            if path.suffix in (".py", ".sql", ".c"):
                digest.update(path.relative_to(TOP).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def run(file: str, rows: Sequence[str], state: str) -> bool:
    """The tests of these rows in one file, in a process of their own; whether all is well."""
    limit = int(os.environ.get("XUNCHA_TEST_SECONDS") or LONGER.get(file, SECONDS))
    environment = {
        **os.environ,
        "XUNCHA_FULL": "1",
        "XUNCHA_FAULTS": str(BUILD),
        "XUNCHA_FAULTS_PART": file,
        "XUNCHA_TEST_SECONDS": str(limit),
        "PYTHONPATH": str(TOP),
    }
    chosen = " or ".join(f"test_{nn}_" for nn in rows)
    command = [sys.executable, "-m", "pytest", f"tests/faults/{file}", "-k", chosen, "--no-header"]
    held = load(BUILD)
    for nn in rows:  # what a run that is broken off leaves
        held.setdefault(nn, {})[file] = {"ended": {"broken off": 1}, "lines": [], "skipped": []}
    store(BUILD, held)
    begun = time.monotonic()
    try:
        status = subprocess.run(command, cwd=TOP, env=environment, timeout=3 * limit).returncode
    except subprocess.TimeoutExpired:
        status = -1
    held = load(BUILD)
    for nn in rows:
        well = status in (0, 1) and not {"failed", "broken off"} & set(held[nn][file]["ended"])
        held[nn][file] |= {"sources": state, "good": well, "seconds": round(time.monotonic() - begun)}
    store(BUILD, held)
    return status == 0


def main(wanted: Sequence[str]) -> int:
    """Run the files one by one, so that each result stands in the table as soon as it is there."""
    only = {f"{int(nn):02}" for nn in wanted}
    state = sources()
    good = True
    todo = [(file, [nn for nn in rows if not only or nn in only]) for file, rows in parts().items()]
    todo = [(file, rows) for file, rows in todo if rows]
    for number, (file, rows) in enumerate(todo, 1):
        print(f"[{number}/{len(todo)}] {', '.join(rows)}: {file}", flush=True)
        before = [load(BUILD).get(nn, {}).get(file, {}) for nn in rows]
        if not only and all(part.get("sources") == state and part.get("good") for part in before):
            print("  done before", flush=True)
            continue
        begun = time.monotonic()
        well = run(file, rows, state)
        good = good and well
        print(f"  {'good' if well else 'SHORT'}, {time.monotonic() - begun:.0f} s", flush=True)
    print(f"\n{BUILD / 'faults.md'}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
