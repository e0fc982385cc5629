"""Who this vault is and whose cards it compared: its identity and the cards (名片) of others, kept in its settings.

No key is made here; which card may sign what is judged where a bundle is opened.
"""

from __future__ import annotations

import json

from app.bundle.identity import Card, Identity
from app.core.errors import KnownError
from db.session import Session

_IDENTITY, _CARDS = "identity", "cards"


def own_identity(session: Session) -> Identity:
    """This vault's identity. KnownError before it was set up."""
    text = session.setting(_IDENTITY)
    if not text:
        raise KnownError("本库还没有名片", todo="请先在“名片与往来”里建立本单位名片")
    return Identity.from_json(text)


def has_identity(session: Session) -> bool:
    """Whether this vault can seal and receive."""
    return bool(session.setting(_IDENTITY))


def keep_identity(session: Session, identity: Identity) -> None:
    """Give the vault its identity."""
    session.set_setting(_IDENTITY, identity.to_json())


def cards(session: Session) -> dict[str, Card]:
    """The cards that were compared in person, by key id."""
    known = (Card.from_bytes(bytes.fromhex(text)) for text in json.loads(session.setting(_CARDS, "[]")))
    return {card.key_id: card for card in known}


def pin(session: Session, card: Card) -> None:
    """Keep a card whose words were compared in person."""
    with session.transaction():
        known = {**cards(session), card.key_id: card}
        session.set_setting(_CARDS, json.dumps([card.to_bytes().hex() for card in known.values()]))
        session.note(f"核对并登记名片：{card.kind_label} {card.key_id}")


def unpin(session: Session, key_id: str) -> None:
    """No longer accept what this key signs."""
    with session.transaction():
        left = [card.to_bytes().hex() for card in cards(session).values() if card.key_id != key_id]
        session.set_setting(_CARDS, json.dumps(left))
        session.note(f"停用名片 {key_id}")
