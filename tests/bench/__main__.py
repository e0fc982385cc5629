"""`python -m tests.bench`: every measure() of this folder, each ratio with both sides from this run."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> int:
    """Print one line a measure: what, ours, peer, ratio."""
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        module = importlib.import_module(f"tests.bench.{path.stem}")
        for what, ours, peer, unit in module.measure():
            ratio = ours / peer if peer else float("nan")
            sys.stdout.write(f"{what:<40} {ours:>10.4f} {peer:>10.4f} {unit:<5} 比值 {ratio:.2f}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
