"""Identities and cards: what may be enrolled, and what may not."""

from __future__ import annotations

import json
import lzma

import pytest
from nacl.signing import SigningKey
from pypinyin import lazy_pinyin

from app.bundle import keys, strictjson
from app.bundle.bundle import Card, Identity, check_card, check_public, new_identity
from app.bundle.identity import _DOMAIN, _signed_part
from app.bundle.words import WORDS
from app.core.errors import BundleError
from tests.bundle.builders import People, suite

# The points of low order of X25519 (RFC 7748 §6), in age's text form.
LOW_ORDER_RECIPIENTS = (
    "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
    "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
)


def self_signed(name: str, age_recipient: str) -> Card:
    key = SigningKey.generate()
    card = Card(name, "单位", "person", bytes(key.verify_key), age_recipient, b"")
    signature = keys.sign(bytes(key), _DOMAIN, strictjson.encode(_signed_part(card)))
    return Card(name, "单位", "person", bytes(key.verify_key), age_recipient, signature)


def test_card_survives_its_file_and_fits_a_qr_code(people: People) -> None:
    content = people.group.card.to_bytes()
    assert Card.from_bytes(content) == people.group.card
    assert len(content) < 1000


def test_identity_survives_the_vault_and_shows_no_secret_when_printed(people: People) -> None:
    identity = people.group
    assert Identity.from_json(identity.to_json()) == identity
    assert "AGE-SECRET" not in repr(identity)
    assert identity.sign_seed.hex() not in repr(identity)


def test_key_id_and_words_follow_from_the_keys_and_nothing_else(people: People) -> None:
    mine = people.group
    renamed = Identity("另一个名字", "另一单位", "person", mine.sign_seed, mine.age_secret)
    assert renamed.key_id == mine.key_id
    assert renamed.card.fingerprint_words() == mine.card.fingerprint_words()
    assert people.office.card.fingerprint_words() != mine.card.fingerprint_words()
    assert len(mine.card.fingerprint_words()) == 8


def test_no_two_fingerprint_words_sound_alike() -> None:
    assert len(WORDS) == 256
    assert all(len(word) == 2 for word in WORDS)
    assert len({"".join(lazy_pinyin(word)) for word in WORDS}) == 256


def test_card_with_any_byte_altered_is_refused(people: People) -> None:
    content = people.office.card.to_bytes()
    for position in range(len(content)):
        altered = bytearray(content)
        altered[position] ^= 1
        with pytest.raises(BundleError) as refused:
            Card.from_bytes(bytes(altered))
        assert refused.value.kept == "本机数据没有变化"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"[" * 4000, b"{" * 5000, b"\xff\xfe", b"1e999"])
def test_file_that_is_no_card_is_refused(content: bytes) -> None:
    with pytest.raises(BundleError):
        Card.from_bytes(content)


def test_card_with_hidden_or_overlong_name_is_refused() -> None:
    recipient = new_identity("某人", "单位", "person").card.age_recipient
    for name in ("", "\u202e人某", "某\x00人", "字" * 65):
        with pytest.raises(BundleError, match="姓名或单位"):
            check_card(self_signed(name, recipient))


@pytest.mark.parametrize("recipient", LOW_ORDER_RECIPIENTS)
def test_receiving_key_that_anyone_can_open_is_refused(recipient: str) -> None:
    with pytest.raises(BundleError, match="弱密钥"):
        check_card(self_signed("某人", recipient))


@pytest.mark.parametrize("recipient", ["", "age1", "AGE1QQ", "age1" + "q" * 58, "ssh-ed25519 AAAA"])
def test_receiving_key_that_is_no_age_key_is_refused(recipient: str) -> None:
    with pytest.raises(BundleError, match="接收公钥格式不对"):
        check_card(self_signed("某人", recipient))


def test_low_order_and_non_canonical_signing_keys_are_refused_at_enrolment() -> None:
    vectors = json.loads(lzma.decompress(suite("ed25519vectors.json.xz").read_bytes()))
    assert len(vectors) == 914
    weak = {"low_order_A", "low_order_component_A", "non_canonical_A"}
    for vector in vectors:
        if weak & set(vector["flags"] or ()):
            with pytest.raises(BundleError):
                check_public(bytes.fromhex(vector["key"]))


def test_the_one_sound_vector_key_is_accepted() -> None:
    vectors = json.loads(lzma.decompress(suite("ed25519vectors.json.xz").read_bytes()))
    (sound,) = [vector for vector in vectors if not vector["flags"]]
    check_public(bytes.fromhex(sound["key"]))
