"""Write resources/licences: for each package of the runtime lock, one file with its name, version and licence texts.

It must not judge licences. Run on Debian in the project's environment: `.venv/bin/python
packaging/licences/build_licences.py`. LGPL and GPL come from the system, SQLCipher's text from Debian's own package of it.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
OUT = TOP / "resources" / "licences"
SYSTEM = Path("/usr/share/common-licenses")
# Wheels that bring no text of their own: where the text stands on Debian.
FROM_SYSTEM = {
    "pyside6-essentials": ("LGPL-3", "GPL-3"),
    "shiboken6": ("LGPL-3", "GPL-3"),
    "docxtpl": ("LGPL-2.1",),
}
# Statically linked into the sqlcipher3 wheel.
INSIDE = {"sqlcipher3": ("libsqlcipher0", "Apache-2.0")}
MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
_TEXT = re.compile(r"licen[sc]|copying|notice|authors", re.IGNORECASE)


def locked() -> list[str]:
    """Names of the packages in requirements.txt."""
    return re.findall(r"^([a-z0-9-]+)==", (TOP / "requirements.txt").read_text("utf-8"), re.MULTILINE)


def texts(name: str) -> list[str]:
    """The licence texts that the installed package brings, or that stand for it."""
    found: dict[str, str] = {}
    for file in importlib.metadata.distribution(name).files or []:
        legal = _TEXT.search(file.name) or "/licenses/" in str(file).lower()
        if legal and file.suffix.lower() not in (".py", ".pyc", ".pyi"):
            text = Path(str(file.locate())).read_text("utf-8", "replace")
            found.setdefault(text.strip(), file.name)
    return [f"--- {title}\n\n{text}\n" for text, title in found.items()]


def debian_copyright(package: str) -> str:
    """What Debian's package says about the copyright of its upstream."""
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["apt-get", "download", "-q", package], cwd=work, check=True, capture_output=True)
        deb = next(Path(work).glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(deb), work], check=True)
        return Path(work, "usr/share/doc", package, "copyright").read_text("utf-8")


def main() -> None:
    """Write one file a package; none may stay without a text."""
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.txt"):
        old.unlink()
    for name in locked():
        about = importlib.metadata.metadata(name)
        parts = texts(name)
        parts += [
            f"--- {title}\n\n{(SYSTEM / title).read_text('utf-8')}" for title in FROM_SYSTEM.get(name, ())
        ]
        if name in INSIDE:
            package, licence = INSIDE[name]
            parts.append(f"--- SQLCipher, linked inside\n\n{debian_copyright(package)}")
            parts.append(f"--- OpenSSL, linked inside\n\n{(SYSTEM / licence).read_text('utf-8')}")
        if not parts and "MIT" in (about.get("License") or about.get("License-Expression") or ""):
            parts = [f"--- MIT\n\nCopyright (c) {about.get('Author') or 'the authors'}\n\n{MIT}"]
        if not parts:
            raise SystemExit(f"{name}: no licence text found")
        licence = about.get("License-Expression") or (about.get("License") or "see below").splitlines()[0]
        head = f"{about['Name']} {about['Version']}\nlicence: {licence}\n\n"
        (OUT / f"{name}.txt").write_text(head + "\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
