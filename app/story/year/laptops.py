"""The groups' laptops as the use cases see them: set up, unlock, take a bundle, seal one, and in the end nothing.

No window is opened here; the vaults are the same that the windows open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.areas.closeout.erasure import begin_erasure, erase
from app.areas.closeout.handover import register_receipt
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.papers import erase_certificate, erase_facts
from app.areas.closeout.service import open_closeout
from app.areas.closeout.view.closing import give_items, receive_items, seal_into
from app.areas.closeout.view.preview import accept_arrival
from app.areas.preparation.model import Task
from app.areas.secrecy.model import Account
from app.bundle import contacts, transfer
from app.bundle.bundle import Card, new_identity
from app.catalog import catalog, seed_shipped
from app.core.paths import certificate_folder
from app.core.records import Catalog
from app.core.roles import Actor, Role
from app.documents.pdf import render_pdf
from app.doors import DEMO_KDF
from app.story.stage import password
from db.opening import keep_anchors, open_session, prepare
from db.session import Session
from db.vault import Vault

ORG = "云栖县委"
RECEIVER = "苍雨桐"
LEADING = ((Role.LEADER, Role.DEPUTY, Role.MEMBER), (Role.DEPUTY, Role.MEMBER))
"""Posts of the two users of a leader's laptop; the leader also reviews, so that a short story needs no change of persons."""
OF_MEMBER = ((Role.LIAISON, Role.MEMBER), (Role.DEPUTY, Role.MEMBER))
"""Posts of the two users of a member's laptop."""


@dataclass(frozen=True)
class Laptop:
    """A laptop: the vault's folder, the name on its card, who has a password (the first made the vault) with which posts."""

    folder: Path
    name: str
    users: tuple[str, ...]
    posts: tuple[tuple[Role, ...], ...] = LEADING


@cache
def types() -> Catalog:
    """Every record type, read once."""
    return catalog()


def set_up(laptop: Laptop, *others: Card) -> Card:
    """Make the vault, its users and its card; the cards of `others` were compared. Returns its own card."""
    first = laptop.users[0]
    vault, _ = Vault.create(
        laptop.folder,
        kind="group",
        grade="工作秘密",
        login=first,
        password=password(first),
        kdf=DEMO_KDF,
        title=f"{ORG}{laptop.name}",
    )
    try:
        prepare(vault)
        founder = (*laptop.posts[0], Role.LEADER)  # who sets a laptop up grants its posts
        session = open_session(vault, types(), _actor(vault, first, founder), "writer")
        try:
            with session.transaction():
                seed_shipped(session)
            _add_account(session, vault.user.user_id, first, laptop.posts[0])
            for place, name in enumerate(laptop.users[1:], 1):
                user = vault.add_user(name, password(name), may_clues=True)
                _add_account(session, user.user_id, name, laptop.posts[place])
            identity = new_identity(laptop.name, ORG, "group")
            contacts.keep_identity(session, identity)
            for card in others:
                contacts.pin(session, card)
            keep_anchors(vault, session)
        finally:
            session.close()
    finally:
        vault.close()
    return identity.card


def _add_account(session: Session, user_id: str, name: str, roles: tuple[Role, ...]) -> None:
    session.create(
        Account(user_id=user_id, login=name, name=name, roles=tuple(role.value for role in roles), clues=True)
    )


def _actor(vault: Vault, name: str, roles: tuple[Role, ...]) -> Actor:
    return Actor(vault.user.user_id, name, frozenset(roles), vault.replica_id)


@contextmanager
def desk(laptop: Laptop, place: int = 0) -> Iterator[Session]:
    """A session of the user at `place` of the laptop; the vault is closed afterwards."""
    with unlocked(laptop, place) as (_, session):
        yield session


@contextmanager
def unlocked(laptop: Laptop, place: int = 0) -> Iterator[tuple[Vault, Session]]:
    """The vault with a session of one user."""
    name = laptop.users[place]
    vault = Vault.unlock(laptop.folder, name, password(name))
    try:
        prepare(vault)
        session = open_session(vault, types(), _actor(vault, name, laptop.posts[place]), "writer")
        try:
            yield vault, session
            keep_anchors(vault, session)
        finally:
            session.close()
    finally:
        vault.close()


def take(session: Session, bundle: Path) -> None:
    """Open a bundle and accept all of it."""
    accept_arrival(session, transfer.receive(session, bundle), ())


def hand_over(session: Session, folder: Path, office: Card) -> Path:
    """Open the checklist, which must be ripe, and seal everything to the office."""
    held = open_closeout(session, session.find(Task, state="reporting")[0])
    path, _ = seal_into(session, _progress, _never, closeout=held, folder=folder, office=office)
    return path


def hold_nothing(laptop: Laptop, receipt: Path) -> Path:
    """Verify the receipt, give all rows of the checklist over, erase with two persons; the folder of the certificate."""
    with unlocked(laptop) as (vault, session):
        held = session.find(Closeout)[-1]
        register_receipt(session, held, receipt)
        ids = [item.id for item in session.find(HandoverItem, task_id=held.task_id)]
        give_items(session, ids, laptop.users[0])
        receive_items(session, ids, RECEIVER)
        persons = [(name, password(name)) for name in laptop.users[:2]]
        certificate = begin_erasure(session, vault, session.get(Closeout, held.id), persons)
        identity = contacts.own_identity(session)
    output = certificate_folder(laptop.folder)
    done = erase(laptop.folder, certificate, output, identity)
    sheet = erase_certificate(erase_facts(done), lambda _list, code: code)
    (output / f"{done.number}.pdf").write_bytes(render_pdf(sheet))
    return output


def _progress(_done: int, _all: int) -> None:
    return None


def _never() -> bool:
    return False
