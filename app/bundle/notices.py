"""Signed notices about cards (名片通告): a card is no longer valid, or its holder has a new one. It keeps nothing.

A notice says nothing that its signature does not cover; whether its signer may be believed is the vault's question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.bundle import keys, strictjson
from app.bundle.header import BundleHeader
from app.bundle.identity import Card, Identity, check_card
from app.bundle.refusals import refusal

REASONS = {"lost": "介质或电脑丢失", "leaked": "密钥可能泄露", "left": "持有人离开", "wrong": "核对有误"}
"""Why a card was taken back."""
NOTICE_LIMIT = 8192
_DOMAIN = b"xuncha-desk notice v1"


@dataclass(frozen=True)
class Revocation:
    """The office says that what this card signs is no longer to be accepted. by: key id of the office's card."""

    key_id: str
    holder: str
    reason: str
    on: date
    by: str
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The content of a .xcn file."""
        return strictjson.encode({**self._signed(), "signature": self.signature.hex()})

    def _signed(self) -> dict[str, object]:
        return {
            "format": "xuncha-notice",
            "version": 1,
            "what": "revoked",
            "key_id": self.key_id,
            "holder": self.holder,
            "reason": self.reason,
            "on": self.on.isoformat(),
            "by": self.by,
        }

    def holds(self, office: Card) -> bool:
        """Whether `office` signed exactly this."""
        return office.key_id == self.by and keys.signed_by(
            office.sign_public, _DOMAIN, strictjson.encode(self._signed()), self.signature
        )


@dataclass(frozen=True)
class Succession:
    """The holder of an old card names the new one, signed by the old key; the new card is signed by its own.

    last: the highest number that a bundle of the old key bears; whatever bears a higher one is refused.
    """

    old: str
    new: Card
    last: int
    on: date
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The content of a .xcn file."""
        return strictjson.encode({**self._signed(), "signature": self.signature.hex()})

    def _signed(self) -> dict[str, object]:
        return {
            "format": "xuncha-notice",
            "version": 1,
            "what": "succeeded",
            "old": self.old,
            "new": self.new.to_bytes().decode(),
            "last": self.last,
            "on": self.on.isoformat(),
        }

    def holds(self, old: Card) -> bool:
        """Whether the old card's key signed exactly this."""
        return old.key_id == self.old and keys.signed_by(
            old.sign_public, _DOMAIN, strictjson.encode(self._signed()), self.signature
        )


Notice = Revocation | Succession


def revoke(office: Identity, card: Card, reason: str, on: date) -> Revocation:
    """The office's notice that `card` is no longer valid. reason: a key of REASONS."""
    if reason not in REASONS:
        raise ValueError(reason)
    unsigned = Revocation(card.key_id, f"{card.org}{card.name}", reason, on, office.key_id, b"")
    signature = keys.sign(office.sign_seed, _DOMAIN, strictjson.encode(unsigned._signed()))
    return Revocation(card.key_id, unsigned.holder, reason, on, office.key_id, signature)


def succeed(old: Identity, new: Card, last: int, on: date) -> Succession:
    """The old key's notice that `new` takes its place."""
    unsigned = Succession(old.key_id, new, last, on, b"")
    signature = keys.sign(old.sign_seed, _DOMAIN, strictjson.encode(unsigned._signed()))
    return Succession(old.key_id, new, last, on, signature)


def notice_from(content: bytes) -> Notice:
    """Read a .xcn file; BundleError when it is malformed. Its signature is not checked here: `holds` does that."""
    if len(content) > NOTICE_LIMIT:
        raise refusal("这个文件太大，不是名片通告", "请选择扩展名为 .xcn 的文件")
    try:
        fields = strictjson.decode(content)
        made = _made(fields)
        if made.to_bytes() != content:
            raise ValueError("fields beyond a notice's")
    except (ValueError, KeyError):
        raise refusal("这个文件不是名片通告，或者已经损坏", "请签发人重新导出通告") from None
    if isinstance(made, Succession):
        check_card(made.new)
    return made


def _made(fields: Mapping[str, object]) -> Notice:
    if fields["format"] != "xuncha-notice" or fields["version"] != 1:
        raise ValueError("format")
    on = date.fromisoformat(_text(fields, "on"))
    signature = bytes.fromhex(_text(fields, "signature"))
    if fields["what"] == "revoked":
        held = Revocation(
            _text(fields, "key_id"), _text(fields, "holder"), _text(fields, "reason"), on, _text(fields, "by"), signature
        )  # fmt: skip
        if held.reason not in REASONS or len(held.holder) > 128:
            raise ValueError("reason")
        return held
    if fields["what"] != "succeeded" or type(fields["last"]) is not int:
        raise ValueError("what")
    return Succession(
        _text(fields, "old"), Card.from_bytes(_text(fields, "new").encode()), fields["last"], on, signature
    )


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields[key]
    if not isinstance(value, str):
        raise ValueError(key)
    return value


def check_valid(
    header: BundleHeader, revoked: Mapping[str, Revocation], succeeded: Mapping[str, Succession]
) -> None:
    """Refuse a bundle of a card that was taken back, or one sealed with an old card after it was replaced."""
    gone = revoked.get(header.sender)
    if gone is not None:
        raise refusal(
            f"封装人的名片已在 {gone.on.isoformat()} 被巡察办吊销（{REASONS[gone.reason]}），它签发的包不再接收",
            "请封装人换发名片，当面核对后重新封装",
        )
    after = succeeded.get(header.sender)
    if after is not None and header.sequence > after.last:
        raise refusal(
            f"封装人已在 {after.on.isoformat()} 换发名片，这个包却是换卡之后用旧名片签的",
            "请与封装人当面核实；确是他的，请用新名片重新封装",
        )
