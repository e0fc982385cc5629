"""Who signs and who receives: identities (secret) and cards (public, 名片). It keeps nothing on disk itself."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field

import pyrage
from nacl.signing import SigningKey

from app.bundle import keys, strictjson
from app.bundle.keys import check_public as check_public
from app.bundle.refusals import refusal
from app.bundle.words import WORDS
from app.core.errors import BugError

KINDS = {"group": "巡察组", "office": "巡察办", "person": "个人", "organ": "接收机关"}
CARD_LIMIT = 4096  # bytes; a real card is about 400 and fits a QR code
_DOMAIN = b"xuncha-desk card v1"
_NAME_LIMIT = 64
# A forged pair of keys must match 64 bits, each try made this much dearer.
_FINGERPRINT_ROUNDS = 100_000


@dataclass(frozen=True)
class Card:
    """The public half of an identity, exchanged in person and signed by its own key.

    kind: "group", "office", "person" or "organ"; sign_public: 32 bytes Ed25519; age_recipient: age1… text.
    """

    name: str
    org: str
    kind: str
    sign_public: bytes
    age_recipient: str
    signature: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """The first 16 hex digits of SHA-256 over both public keys."""
        return hashlib.sha256(self._both_keys()).hexdigest()[:16]

    @property
    def kind_label(self) -> str:
        """What kind of holder this is, in Chinese."""
        return KINDS[self.kind]

    def fingerprint_words(self) -> tuple[str, ...]:
        """Eight Chinese words to compare aloud; they follow from the two public keys alone. Takes about 0.1 s."""
        digest = hashlib.pbkdf2_hmac("sha512", self._both_keys(), _DOMAIN, _FINGERPRINT_ROUNDS, 8)
        return tuple(WORDS[byte] for byte in digest)

    def to_bytes(self) -> bytes:
        """The content of a .card file, also what the QR code on paper holds."""
        return strictjson.encode({**_signed_part(self), "signature": self.signature.hex()})

    @classmethod
    def from_bytes(cls, content: bytes) -> Card:
        """Read a .card file; BundleError when it is malformed, altered, or holds a weak key."""
        if len(content) > CARD_LIMIT:
            raise refusal("这个文件太大，不是名片", "请选择扩展名为 .card 的文件")
        try:
            fields = strictjson.decode(content)
            card = cls(
                name=_text(fields, "name"),
                org=_text(fields, "org"),
                kind=_text(fields, "kind"),
                sign_public=bytes.fromhex(_text(fields, "sign")),
                age_recipient=_text(fields, "age"),
                signature=bytes.fromhex(_text(fields, "signature")),
            )
            if card.to_bytes() != content:
                raise ValueError("fields beyond a card's")
        except ValueError:
            raise refusal("这个文件不是名片，或者已经损坏", "请对方重新导出名片") from None
        check_card(card)
        return card

    def _both_keys(self) -> bytes:
        return self.sign_public + self.age_recipient.encode()


@dataclass(frozen=True)
class Identity:
    """A card's secret half: it signs bundles and opens those sent to it. It lives in the vault only.

    sign_seed: 32 bytes Ed25519 seed; age_secret: AGE-SECRET-KEY-1… text. Neither shows in repr().
    """

    name: str
    org: str
    kind: str
    sign_seed: bytes = field(repr=False)
    age_secret: str = field(repr=False)

    @property
    def card(self) -> Card:
        """The public card, freshly signed (the signature is deterministic)."""
        unsigned = Card(
            name=self.name,
            org=self.org,
            kind=self.kind,
            sign_public=bytes(SigningKey(self.sign_seed).verify_key),
            age_recipient=str(pyrage.x25519.Identity.from_str(self.age_secret).to_public()),
            signature=b"",
        )
        signature = keys.sign(self.sign_seed, _DOMAIN, strictjson.encode(_signed_part(unsigned)))
        return Card(
            unsigned.name,
            unsigned.org,
            unsigned.kind,
            unsigned.sign_public,
            unsigned.age_recipient,
            signature,
        )

    @property
    def key_id(self) -> str:
        """The card's key id."""
        return self.card.key_id

    def to_json(self) -> str:
        """The text that the vault stores. It is secret."""
        return strictjson.encode(
            {
                "name": self.name,
                "org": self.org,
                "kind": self.kind,
                "sign_seed": self.sign_seed.hex(),
                "age_secret": self.age_secret,
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> Identity:
        """Read back what to_json() wrote; BugError when it is anything else."""
        try:
            fields = strictjson.decode(text.encode())
            seed = bytes.fromhex(_text(fields, "sign_seed"))
            if len(seed) != 32:
                raise ValueError("seed length")
            return cls(
                _text(fields, "name"), _text(fields, "org"), _text(fields, "kind"), seed,
                _text(fields, "age_secret"),
            )  # fmt: skip
        except ValueError:
            raise BugError("IDENT-1", "stored identity is unreadable") from None


def new_identity(name: str, org: str, kind: str) -> Identity:
    """A fresh identity from the system's random numbers. kind: a key of KINDS; names at most 64 characters."""
    identity = Identity(name, org, kind, secrets.token_bytes(32), str(pyrage.x25519.Identity.generate()))
    check_card(identity.card)
    return identity


def check_card(card: Card) -> None:
    """Everything that must hold before a card may be enrolled (pinned); BundleError names the first failure."""
    if card.kind not in KINDS:
        raise refusal("名片上的持有人类别不认识", "请对方升级程序后重新导出名片")
    for text in (card.name, card.org):
        if not 1 <= len(text) <= _NAME_LIMIT or any(unicodedata.category(c)[0] == "C" for c in text):
            raise refusal("名片上的姓名或单位为空、过长或含有不可见字符", "请对方改正后重新导出名片")
    check_public(card.sign_public)
    keys.check_recipient(card.age_recipient)
    if not keys.signed_by(card.sign_public, _DOMAIN, strictjson.encode(_signed_part(card)), card.signature):
        raise refusal("名片的签名不符，内容被改动过", "请与对方当面重新交换名片")


def _signed_part(card: Card) -> dict[str, object]:
    return {
        "format": "xuncha-card",
        "version": 1,
        "name": card.name,
        "org": card.org,
        "kind": card.kind,
        "sign": card.sign_public.hex(),
        "age": card.age_recipient,
    }


def _text(fields: dict[str, object], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise ValueError(key)
    return value
