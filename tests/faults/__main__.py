"""`./run faults [NN …]`: the fault tests in full, and build/faults.md with what they reached.

Without numbers all 25 rows run one after the other; a row that hangs is ended by the tests' own clock. Rows run alone
are put into the table beside those of earlier runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.figures import ROWS

TOP = Path(__file__).resolve().parents[2]
BUILD = TOP / "build"
SECONDS = 2 * 3600
"""The most that one row may take."""


def main(wanted: Sequence[str]) -> int:
    """Run the rows one by one, so that each result stands in the table as soon as it is there."""
    rows = [f"{int(nn):02}" for nn in wanted] or list(ROWS)
    environment = {
        **os.environ,
        "XUNCHA_FULL": "1",
        "XUNCHA_FAULTS": str(BUILD),
        "XUNCHA_TEST_SECONDS": os.environ.get("XUNCHA_TEST_SECONDS", str(SECONDS // 4)),
        "PYTHONPATH": str(TOP),
    }
    good = True
    for number, nn in enumerate(rows, 1):
        begun = time.monotonic()
        print(f"[{number}/{len(rows)}] {nn} {ROWS[nn]}", flush=True)
        command = [sys.executable, "-m", "pytest", "tests/faults", "-k", f"test_{nn}_", "--no-header"]
        try:
            status = subprocess.run(command, cwd=TOP, env=environment, timeout=SECONDS).returncode
        except subprocess.TimeoutExpired:
            print(f"  {nn}: ended after {SECONDS} s", flush=True)
            status = 1
        good = good and status == 0
        print(f"  {'good' if status == 0 else 'SHORT'}, {time.monotonic() - begun:.0f} s", flush=True)
    print(f"\n{BUILD / 'faults.md'}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
