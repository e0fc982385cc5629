"""Copy the chosen lucide icons into resources/icons with a 1.5 px stroke. It must not draw or recolour anything.

`currentColor` stays in the files: app.widgets puts the theme's colour in its place. Run: `python
packaging/icons/build_icons.py`; the npm package comes through the machine's own npm.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "lucide-static@1.62.0"
TOP = Path(__file__).resolve().parents[2]
OUT = TOP / "resources" / "icons"
NAMES = """
    lock unlock search home users user user-check building calendar calendar-days clipboard-list file-text file-check
    file-plus folder folder-open archive package package-check shield shield-check key eye eye-off mail phone
    message-square map-pin footprints list list-checks check circle-check square square-check minus x circle-x ban
    triangle-alert info bell clock history undo-2 trash-2 plus pencil save printer download upload import paperclip link
    filter columns-3 arrow-up arrow-down arrow-up-down arrow-left arrow-right chevron-left chevron-right chevron-up
    chevron-down chevrons-left chevrons-right ellipsis menu panel-left panel-right grip-vertical settings sun moon monitor
    chart-column layout-dashboard table-2 flag star stamp scale landmark book-open gauge send receipt qr-code circle-help
    keyboard log-out hard-drive copy external-link refresh-cw git-merge zoom-in zoom-out circle
"""
# The plain receipt carries a dollar sign, which has no place here.
DRAWN_AS = {"receipt": "receipt-text"}


def slim(svg: str) -> str:
    """One line per icon, without the class and comment that only a web page needs."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r'\s+class="[^"]*"', "", svg)
    svg = svg.replace('stroke-width="2"', 'stroke-width="1.5"')
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", svg)).replace(" >", ">").strip() + "\n"


def main() -> None:
    """Fetch the package, write the icons and their licence."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=work, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(work).glob("*.tgz"))) as archive:
            archive.extractall(work, filter="data")
        source = Path(work) / "package"
        for name in NAMES.split():
            svg = (source / "icons" / f"{DRAWN_AS.get(name, name)}.svg").read_text("utf-8")
            (OUT / f"{name}.svg").write_text(slim(svg), "utf-8")
        (OUT / "LICENCE.txt").write_text((source / "LICENSE").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
