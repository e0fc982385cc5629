"""The rules of this project that no general tool knows, each a sentence. It must not check style that ruff checks.

Which layer may import which stands in pyproject.toml (import-linter).
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
LONGEST_FILE = 600
WANTED_LENGTH = 400
NETWORK = {"socket", "socketserver", "ssl", "http", "urllib", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib",
           "xmlrpc", "webbrowser", "asyncio", "requests", "httpx", "aiohttp", "urllib3", "websockets"}  # fmt: skip
THEME = "app/widgets/theme.py"


@cache
def _committed() -> tuple[Path, ...]:
    """What is or will be committed; without git (a source archive): all but what .gitignore names at the top."""
    ask = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    asked = subprocess.run(ask, cwd=TOP, capture_output=True, check=False) if shutil.which("git") else None
    if asked is not None and asked.returncode == 0:
        names = asked.stdout.decode().split("\0")
        return tuple(path for name in names if name and (path := TOP / name).is_file())
    ignored = {line.strip().rstrip("/") for line in (TOP / ".gitignore").read_text("utf-8").splitlines()} | {
        ".git"
    }
    return tuple(p for p in TOP.rglob("*") if p.is_file() and not ignored & set(p.relative_to(TOP).parts))


def _name(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


@cache
def _modules(*tops: str) -> tuple[tuple[str, str, ast.Module], ...]:
    """(name, text, tree) of each committed Python file under the named folders."""
    found = []
    for path in sorted(_committed()):
        if path.suffix == ".py" and _name(path).split("/")[0] in tops:
            text = path.read_text("utf-8")
            found.append((_name(path), text, ast.parse(text)))
    return tuple(found)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def _where(name: str, node: ast.expr | ast.stmt) -> str:
    return f"{name}:{node.lineno}"


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_the_product_has_no_network_code() -> None:
    bad = {
        f"{name} imports {module}"
        for name, _, tree in _modules("app", "db")
        for module in _imported(tree)
        if module.split(".")[0] in NETWORK
        or module.startswith("PySide6.QtNetwork")
        or "QtWebEngine" in module
    }
    assert not bad, "\n".join(sorted(bad))


def test_only_the_command_line_prints() -> None:
    bad = [
        _where(name, call)
        for name, _, tree in _modules("app", "db")
        if name not in ("app/cli.py", "app/__main__.py")
        for call in _calls(tree)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert not bad, "\n".join(bad)


def test_every_module_says_what_it_is_for() -> None:
    modules = _modules("app", "db", "tests", "packaging")
    bad = [name for name, text, tree in modules if text.strip() and not ast.get_docstring(tree)]
    assert not bad, "\n".join(bad)


def test_no_file_has_outgrown_its_room(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = {name: text.count("\n") for name, text, _ in _modules("app", "db")}
    long = [f"  {length}  {name}" for name, length in sorted(lengths.items()) if length > WANTED_LENGTH]
    if long:
        with capsys.disabled():
            print(f"\nfiles over {WANTED_LENGTH} lines, each asking for a new room:", *long, sep="\n")
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_dialogs_are_opened_and_never_executed() -> None:
    bad = [
        _where(name, call)
        for name, _, tree in _modules("app")
        for call in _calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("exec", "exec_")
        and not (isinstance(call.func.value, ast.Name) and call.func.value.id in ("application", "app", "qt"))
    ]
    assert not bad, "\n".join(bad)


def test_tests_wait_without_holding_back_the_workers() -> None:
    waits = [
        f"{name}:{node.lineno}"
        for name, _, tree in _modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "qWait"
    ]
    assert waits == [], "QTest.qWait keeps Python's lock: use tests.ui_typing.pause"


def test_only_widgets_dialogs_asks_with_message_boxes_and_file_dialogs() -> None:
    asking = {"QMessageBox", "QFileDialog", "QInputDialog"}
    bad = [
        f"{name} imports {module}"
        for name, _, tree in _modules("app")
        if not name.startswith(("app/widgets/dialogs", "app/story/"))  # the story drives those dialogs
        for module in _imported(tree)
        if module.rpartition(".")[2] in asking
    ]
    assert not bad, "\n".join(bad)


def test_colours_of_the_screen_stand_in_the_theme_alone() -> None:
    colour = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b|\brgba?\(")
    bad = []
    for name, _, tree in _modules("app"):
        if name == THEME or name.startswith(("app/documents/", "app/exchange/")):
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant) and isinstance(node.value, str) and colour.search(node.value)
            ) or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "QColor"
                and len(node.args) >= 3
                and all(isinstance(argument, ast.Constant) for argument in node.args)
            ):
                bad.append(_where(name, node))
    assert not bad, "\n".join(bad)


def test_every_icon_that_is_asked_for_is_there() -> None:
    asked = re.compile(r'\bicon\w*\(\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"')
    bad = [
        f"{name} asks for {icon}"
        for name, text, _ in _modules("app")
        for icon in asked.findall(text)
        if not (TOP / "resources" / "icons" / f"{icon}.svg").exists()
    ]
    assert not bad, "\n".join(bad)


def test_migrations_run_statement_by_statement() -> None:
    # executescript commits by itself: a migration and its version number would no longer be one transaction.
    calls = [
        _where(name, call)
        for name, _, tree in _modules("app", "db")
        for call in _calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "executescript"
    ]
    control = re.compile(
        r"^\s*(BEGIN\s*(IMMEDIATE|EXCLUSIVE|TRANSACTION)?\s*;|(COMMIT|ROLLBACK|PRAGMA|VACUUM|ATTACH)\b)",
        re.I | re.M,
    )
    scripts = [_name(p) for p in _committed() if p.suffix == ".sql" and control.search(p.read_text("utf-8"))]
    assert not calls + scripts, "\n".join(calls + scripts)


def test_nothing_committed_knows_where_it_was_written() -> None:
    # Put together here, so that this file does not hold what it looks for.
    hosts = [
        "py" + "pi.org",
        "pythonhosted" + ".org",
        "npm" + "js.org",
        "deb." + "debian.org",
        "golang" + ".org",
    ]
    folders = ["/wo" + "rk/", "/op" + "t/pypi", "/op" + "t/wheels", "/ro" + "ot/"]
    pattern = re.compile(
        "|".join([*map(re.escape, hosts), *(r"(?<![\w.~*])" + re.escape(f) for f in folders)])
    )
    bad = []
    for path in _committed():
        try:
            text = path.read_text("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        bad += [
            f"{_name(path)}:{n}: {line.strip()[:90]}"
            for n, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    assert not bad, "\n".join(bad)


def test_the_locks_hold_a_hash_for_every_package_and_no_place_to_fetch_it_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\S)", (TOP / name).read_text("utf-8").strip())
        bad = [
            entry.splitlines()[0]
            for entry in entries
            if not entry.startswith("#") and "--hash=sha256:" not in entry
        ]
        assert not bad, f"{name}: {bad}"
        assert not re.search(r"--(extra-)?index-url|--find-links|://|file:", "\n".join(entries)), name


def test_the_development_lock_holds_the_runtime_lock() -> None:
    runtime = set((TOP / "requirements.txt").read_text("utf-8").splitlines())
    development = set((TOP / "requirements-dev.txt").read_text("utf-8").splitlines())
    pins = {line for line in runtime if "==" in line}
    assert pins <= development
    project = (TOP / "pyproject.toml").read_text("utf-8").split("[tool.", 1)[0]
    declared = re.findall(r'^    "([A-Za-z0-9_.-]+)[><=~]', project, re.M)
    names = {line.split("==")[0] for line in development if "==" in line}
    lacking = {n.lower().replace("_", "-") for n in declared} - names - {"fonttools", "pyinstaller"}
    assert not lacking, f"declared in pyproject.toml but not locked: {lacking}"


def test_every_package_that_we_ship_brings_its_licence() -> None:
    shipped = re.findall(r"^([a-z0-9-]+)==(\S+)", (TOP / "requirements.txt").read_text("utf-8"), re.M)
    bad = []
    for name, version in shipped:
        text = TOP / "resources" / "licences" / f"{name}.txt"
        if not text.exists() or not text.read_text("utf-8").splitlines()[0].endswith(version):
            bad.append(f"{name} {version}")
    assert not bad, f"run packaging/licences/build_licences.py for {bad}"
