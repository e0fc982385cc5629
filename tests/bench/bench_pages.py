"""Every page of the window on a vault of many rounds beside the same page on the demonstration alone.

`XUNCHA_FULL=1` fills it whole (50,000 problems, 100,000 petitions, 200,000 interviews); else a twentieth of it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.bench.visits import Visit, Visitor
from tests.bench.volume import FULL, Size, full_vault, part

SLOWEST = 10


def measure() -> list[tuple[str, float, float, str]]:
    """The slowest pages of the full vault, each with its time on the demonstration."""
    size = FULL if os.environ.get("XUNCHA_FULL") else part(FULL, 20)
    with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as folder:
        full = _visits(Path(folder) / "full", size)
        small = {visit.code: visit for visit in _visits(Path(folder) / "demo", Size(0, 0, {}))}
    slowest = sorted(full, key=lambda visit: -visit.seconds)[:SLOWEST]
    return [(f"页面 {visit.code}", visit.seconds, small[visit.code].seconds, "s") for visit in slowest]


def _visits(folder: Path, size: Size) -> list[Visit]:
    visitor = Visitor(full_vault(folder, size), metered=False)
    try:
        return visitor.visit_all()
    finally:
        visitor.close()
