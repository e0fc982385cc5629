"""Who this vault is and whose cards it compared: identities, cards (名片) and notices about them, kept in its settings.

Cards that are no longer good stay known, so that what they signed in their time can still be verified.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from app.bundle import notices, traffic
from app.bundle.header import BundleHeader
from app.bundle.identity import Card, Identity, new_identity
from app.bundle.notices import Notice, Revocation, Succession, notice_from
from app.bundle.refusals import refusal
from app.core.errors import KnownError, Refused
from app.core.roles import who_may
from db.session import Session

_IDENTITY, _CARDS, _FORMER, _NOTICES = "identity", "cards", "former_identities", "card_notices"


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


def former(session: Session) -> tuple[Identity, ...]:
    """The identities that this vault had before: what was sealed to them can still be opened. Newest first."""
    return tuple(Identity.from_json(text) for text in reversed(json.loads(session.setting(_FORMER, "[]"))))


def identity_for(session: Session, recipients: Collection[str]) -> Identity:
    """The identity to which a bundle was sealed, this vault's own when it is none of ours."""
    own = own_identity(session)
    return next((held for held in (own, *former(session)) if held.key_id in recipients), own)


def cards(session: Session) -> dict[str, Card]:
    """The cards that were compared in person, by key id, those no longer good among them."""
    known = (Card.from_bytes(bytes.fromhex(text)) for text in json.loads(session.setting(_CARDS, "[]")))
    return {card.key_id: card for card in known}


def valid_cards(session: Session) -> tuple[Card, ...]:
    """The cards to which something may be sealed: neither taken back nor replaced."""
    gone = {*revocations(session), *successions(session)}
    return tuple(card for card in cards(session).values() if card.key_id not in gone)


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


# Notices --------------------------------------------------------------------------------------------------


def revocations(session: Session) -> dict[str, Revocation]:
    """Cards that the office took back, by key id."""
    return {held.key_id: held for held in _notices(session) if isinstance(held, Revocation)}


def successions(session: Session) -> dict[str, Succession]:
    """Cards that were replaced, by the key id of the old one."""
    return {held.old: held for held in _notices(session) if isinstance(held, Succession)}


def keys_of(session: Session, key_id: str) -> frozenset[str]:
    """A key and those that it replaced."""
    keys, replaced = {key_id}, successions(session).values()
    while more := {held.old for held in replaced if held.new.key_id in keys} - keys:
        keys |= more
    return frozenset(keys)


def _notices(session: Session) -> tuple[Notice, ...]:
    return tuple(notice_from(bytes.fromhex(text)) for text in json.loads(session.setting(_NOTICES, "[]")))


def keep_notice(session: Session, notice: Notice) -> bool:
    """Believe a notice and keep it; False when it was known. BundleError when its signer may not say so.

    A succession enrols the new card as well: call it after a person has compared its words.
    """
    held = _notices(session)
    if any(notice.to_bytes() == other.to_bytes() for other in held):
        return False
    check_notice(session, notice)
    with session.transaction():
        session.set_setting(_NOTICES, json.dumps([n.to_bytes().hex() for n in (*held, notice)]))
        match notice:
            case Revocation():
                session.note(f"名片 {notice.key_id} 已被吊销：{notices.REASONS[notice.reason]}")
            case Succession():
                session.note(f"名片 {notice.old} 换发为 {notice.new.key_id}")
                if notice.new.key_id != own_identity(session).key_id:
                    pin(session, notice.new)
    return True


def check_notice(session: Session, notice: Notice) -> None:
    """BundleError unless the one who signed the notice may say so, as far as this vault knows."""
    ours = [held.card for held in (own_identity(session), *former(session))]
    known = {**cards(session), **{card.key_id: card for card in ours}}
    gone = revocations(session)
    signer = known.get(notice.by if isinstance(notice, Revocation) else notice.old)
    if signer is None:
        raise refusal("通告的签发人不在已核对的名片之中", "请先与签发人当面交换并核对名片")
    if signer.key_id in gone:
        raise refusal("通告的签发人自己的名片已被吊销", "请向巡察办核实")
    if isinstance(notice, Revocation) and signer.kind != "office":
        raise refusal("只有巡察办可以吊销名片，这份通告不是巡察办签发的", "请向巡察办核实")
    target = known.get(notice.key_id) if isinstance(notice, Revocation) else None
    if target is not None and target.kind == "office" and target.key_id != signer.key_id:
        raise refusal("巡察办的名片只能由它自己吊销", "请向那个巡察办核实；本库可以先“停用”它")
    if not notice.holds(signer):
        raise refusal("通告的签名不符，内容被改动过", "请签发人重新导出通告")
    if isinstance(notice, Succession):
        if notice.new.kind != signer.kind:
            raise refusal("新名片的类别与旧名片不同，不能算换发", "请当面交换并核对新名片")
        if notice.old in successions(session):
            raise refusal("这张名片已经换发过一次，又来一份不同的换发通告", "请与持有人当面核实")


def take_back_card(session: Session, card: Card, reason: str) -> Revocation:
    """The office takes a card back; the notice is kept here and goes out as a file and in every task bundle."""
    own = own_identity(session)
    reasons = [] if session.actor.may("card.revoke") else [f"须由{who_may('card.revoke')}办理"]
    if own.kind != "office":
        reasons.append("只有巡察办的库可以吊销名片；本组可以“停用”，并报告巡察办")
    if reasons:
        raise Refused("不能吊销名片", reasons, kept="名片没有变化")
    notice = notices.revoke(own, card, reason, date.today())
    keep_notice(session, notice)
    return notice


def notices_to_pass_on(session: Session) -> bytes:
    """What this office has taken back, one notice a line, for a task bundle; empty when nothing."""
    own = own_identity(session)
    ours = {held.key_id for held in (own, *former(session))}
    return b"\n".join(held.to_bytes() for held in revocations(session).values() if held.by in ours)


def take_notices(session: Session, content: bytes) -> int:
    """Keep the notices that came in a bundle; how many were new. One that may not be believed is noted, not kept."""
    new = 0
    for line in content.split(b"\n"):
        if not line:
            continue
        notice = notice_from(line)
        try:
            new += isinstance(notice, Revocation) and keep_notice(session, notice)
        except KnownError as error:
            session.note(f"未采用随包的名片通告：{error.what}")
    return new


def renew(session: Session) -> Succession | None:
    """Give the vault new keys under the same name; the notice, signed by the old ones, is what others import.

    None when the old card was taken back: nobody would believe its word, so the new one is compared in person.
    """
    if not session.actor.may("bundle.seal"):
        raise Refused("不能换发名片", [f"须由{who_may('bundle.seal')}办理"], kept="名片没有变化")
    old = own_identity(session)
    fresh = new_identity(old.name, old.org, old.kind)
    with session.transaction():
        held = json.loads(session.setting(_FORMER, "[]"))
        session.set_setting(_FORMER, json.dumps([*held, old.to_json()]))
        keep_identity(session, fresh)
        if old.key_id in revocations(session):
            session.note(f"名片 {old.key_id} 已被吊销，另建新名片 {fresh.key_id}")
            return None
        notice = notices.succeed(old, fresh.card, traffic.ledger(session).sequence - 1, date.today())
        keep_notice(session, notice)
    return notice


def own_succession(session: Session) -> Succession | None:
    """The notice by which others learn of this vault's newest card; None before its first change."""
    own = own_identity(session)
    return next((held for held in successions(session).values() if held.new.key_id == own.key_id), None)


# Bundles --------------------------------------------------------------------------------------------------


def check_sender(session: Session, header: BundleHeader) -> None:
    """Refuse a bundle of a card that was taken back, or one sealed with an old card after it was replaced."""
    notices.check_valid(header, revocations(session), successions(session))


def check_sealing(session: Session, sender: Identity, to: Collection[Card]) -> None:
    """Refuse to seal with, or to, a card that is no longer good."""
    gone, replaced = revocations(session), successions(session)
    if sender.key_id in gone:
        raise refusal("本库的名片已被巡察办吊销，不能再签发", "请“换发名片”，并与巡察办当面核对新名片")
    for card in to:
        if card.key_id in gone:
            raise refusal(f"{card.org}{card.name}的名片已被吊销，不能再封给它", "请对方换发名片并当面核对")
        if card.key_id in replaced:
            raise refusal(f"{card.org}{card.name}已换发名片，不能再封给旧名片", "请选对方的新名片")


def with_successors(session: Session, header: BundleHeader) -> BundleHeader:
    """The header as if it had been sealed to the new cards of its recipients, too: a receipt may come from those."""
    after = successions(session)
    more = [after[key].new.key_id for key in header.recipients if key in after]
    return replace(header, recipients=(*header.recipients, *more)) if more else header
