"""Every page of the window, and the long lists used, on a vault of many rounds beside the same on the demonstration alone.

`XUNCHA_FULL=1` fills it whole (50,000 problems, 100,000 petitions, 200,000 interviews); else a twentieth of it.
`python -m tests.bench.bench_pages FOLDER [code …]` measures the pages, forms and lists of the vault kept at FOLDER, which is
built there the first time: wall clock, time of the processor, and how long the window did not answer.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.visits import Visit, Visitor, newest_of
from tests.bench.volume import FULL, Size, full_vault, kept_vault, part

SLOWEST = 10
LISTS = ("interview", "petition", "finding", "feedback_problem")
WORDS = "报销"


def measure() -> list[tuple[str, float, float, str]]:
    """The slowest pages of the full vault by time of the processor, and the work in its long lists, each with its time on
    the demonstration.
    """
    size = FULL if os.environ.get("XUNCHA_FULL") else part(FULL, 20)
    with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as folder:
        pages, lists = _visits(Path(folder) / "full", size)
        small = {v.code: v for part in _visits(Path(folder) / "demo", Size(0, 0, {})) for v in part}
    slowest = sorted(pages, key=lambda visit: -visit.cpu)[:SLOWEST]
    return [(visit.code, visit.cpu, small[visit.code].cpu, "s cpu") for visit in (*slowest, *lists)]


def _visits(folder: Path, size: Size) -> tuple[list[Visit], list[Visit]]:
    visitor = Visitor(full_vault(folder, size), metered=False)
    try:
        pages = visitor.visit_all()
        used = [visit for name in LISTS for visit in visitor.use_list(name, WORDS)]
        return pages, [*used, visitor.search(WORDS)]
    finally:
        visitor.close()


def every(folder: Path, codes: Sequence[str]) -> Iterator[Visit]:
    """The pages with these codes; without any every page, every form, and the work in the four long lists."""
    vault = kept_vault(folder, FULL)
    forms = newest_of(vault)
    visitor = Visitor(vault, metered=False)
    try:
        for code in codes or visitor.window.codes():
            yield visitor.visit(code)
        if codes:
            return
        for name in LISTS:
            yield from visitor.use_list(name, WORDS)
        yield visitor.search(WORDS)
        for form in forms:
            yield from visitor.every_form((form,))
    finally:
        visitor.close()


def main() -> None:
    """Print one line a page as it is opened."""
    for visit in every(Path(sys.argv[1]), sys.argv[2:]):
        sys.stdout.write(f"{visit.line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
