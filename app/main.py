"""The composition root: the doors before a vault is open, and the start of the shell. See app/compose.py for the rest."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.core.paths import PENDING_ERASURE, certificate_folder
from app.known import known_vaults, unfinished_erasure
from app.shell import entry
from app.shell.services import Doors, KnownVault, Services

if TYPE_CHECKING:
    from app.core.roles import Actor
    from db.vault import Vault


def open_demo() -> int:
    """Open the desk on the demonstration vault; an erasure of any known vault that was cut short goes on instead."""
    left = unfinished_erasure()
    if left is not None:
        return _resume(certificate_folder(left))
    return entry.start(doors(), demo=True, preload=_load)


def open_path(path: Path) -> int:
    """Open the desk at the unlock screen of a vault; an erasure that was cut short goes on instead."""
    output = certificate_folder(path)
    if (output / PENDING_ERASURE).exists():
        return _resume(output)
    return entry.start(doors(), path, preload=_load)


def _resume(output: Path) -> int:
    from app import compose

    entry.prepare()
    compose.resume(output)
    return entry.run()


class LateDoors:
    """The doors, loaded with all the record types when somebody goes through one; the unlock screen does not wait."""

    def __init__(self, load: Callable[[], Doors]) -> None:
        self._load = cache(load)

    def recent(self) -> tuple[KnownVault, ...]:
        """Vaults opened before that are still there, last one first."""
        return known_vaults()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)


def doors(*, replace: Callable[[], None] = entry.replace_process) -> Doors:
    """The doors of the product. replace: what lock does once the vault is closed."""

    def load() -> Doors:
        from app.catalog import catalog
        from app.doors import VaultDoors

        types = catalog()

        def opened(vault: Vault, actor: Actor, path: Path) -> Services:
            from app import compose

            return compose.compose(types, vault, actor, path, replace=replace)

        return VaultDoors(types, opened)

    return cast("Doors", LateDoors(load))


def _load() -> None:
    """Bring in the pages while the unlock screen waits for the password."""
    import app.compose  # noqa: F401 - for its being loaded


def self_test() -> int:
    """What a packaged program must be able to do: open its parts, fill a vault with the demonstration, draw one of its
    papers, make it by a template, bind a file in. The last two start the program once more, as its limited child. 0 when
    all went well.
    """
    from app.areas.feedback.model import FeedbackLetter
    from app.areas.feedback.papers import opinion_paper
    from app.areas.libraries.templates.service import checked, made_of, scan_template, values_of
    from app.areas.libraries.templates.starters import starter
    from app.catalog import catalog
    from app.core.roles import Actor, Role
    from app.demo import fill_demo
    from app.documents.docx import render_docx
    from app.documents.paper import Layout, Paper, Slot
    from app.documents.pdf import render_pdf
    from app.doors import DEMO_KDF, DEMO_PASSWORD
    from app.exchange.leaves import Leaf, bind, leaf_sizes
    from db.opening import open_session, prepare
    from db.vault import Vault

    name = "feedback_letter.feedback_opinion"
    kinds = catalog()
    with tempfile.TemporaryDirectory() as folder:
        vault, _ = Vault.create(
            Path(folder) / "v",
            kind="office",
            grade="内部",
            login="自检",
            password=DEMO_PASSWORD,
            kdf=DEMO_KDF,
        )
        prepare(vault)
        session = open_session(vault, kinds, Actor(vault.user.user_id, "自检", frozenset(Role)), "writer")
        fill_demo(session, office=True)
        letter = session.find(FeedbackLetter)[0]
        paper = opinion_paper(session, letter.id)
        template = starter(kinds, FeedbackLetter.TYPE, name, "反馈意见")
        values = values_of(session, letter, checked(kinds, name, scan_template(template)).used)
        session.close()
        vault.close()
    pdf, docx = render_pdf(paper), render_docx(paper)
    own = made_of(template, values)
    files = (("反馈意见.pdf", pdf),)
    pages = len(leaf_sizes(files)[0])
    pack = render_pdf(Paper("self_test", "", Layout.PLAIN, tuple(Slot() for _ in range(pages))))
    box = (28.0, 28.0, 540.0, 760.0)
    bound = bind(pack, b"", files, tuple(Leaf(page, 0, page, -1, box) for page in range(pages)))
    sys.stdout.write(
        f"自检通过：库、演示内容、文书（PDF {len(pdf)}、DOCX {len(docx)} 字节）、"
        f"本单位模板（{len(own)} 字节）、合订（{len(bound)} 字节）\n"
    )
    return 0
