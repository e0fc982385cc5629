"""The certificate of an erasure (清除确认书): what it states, its file, its code on paper, its signatures and their check.

It holds numbers and kinds, nothing of the case; it erases nothing and asks nobody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from app.bundle import keys
from app.bundle.bundle import Card, Identity
from app.core.errors import KnownError
from db.erase import EraseReport, RemovedFile
from db.residue import PlaceScanned, Trace

MOST_BYTES = 4 << 20
DOMAIN = b"xuncha-desk certificate v1"
ORDER_DOMAIN = b"xuncha-desk erasure order v1"
SHEET_DOMAIN = b"xuncha-desk certificate sheet v1"
SHEET_MAGIC = "XCE 1"
_SHEET_FACTS = ("vault", "erased", "bundle", "sha256", "receipt", "keys")


@dataclass(frozen=True)
class Outside:
    """A copy that left the program, as the certificate lists it: number, what kind, copies, how it ended."""

    number: str
    kind: str
    paper: str
    copies: int
    copy_numbers: str
    end: str


@dataclass(frozen=True)
class Certificate:
    """What the printed 清除确认书 states. It holds numbers and kinds, nothing of the case.

    report: None until the erasure has run; signer: key id of the vault's identity; order: its signature over what two
    persons ordered, made before anything is destroyed; sheet: its signature over the code on paper; signature: over
    everything. sheet and signature are "" when the erasure was cut short between, for the key is destroyed first.
    """

    number: str
    task: str
    bundle_id: str
    bundle_sha256: str
    receipt_id: str
    receipt_on: str
    office: str
    erased_by: tuple[str, str]
    outside: tuple[Outside, ...]
    anchors: tuple[tuple[str, str], ...]
    report: EraseReport | None = None
    signature: str = ""
    signer: str = ""
    order: str = ""
    sheet: str = ""
    left_out: tuple[str, ...] = ()
    """What could not be reached when the erasure was ordered, in the user's words."""
    receipt_file: str = ""
    """The verified receipt itself, hex: it stays on the laptop inside its certificate."""


# Texts ----------------------------------------------------------------------------------------------------


def to_plain(certificate: Certificate) -> dict[str, Any]:
    """What is written to its file."""
    held = asdict(certificate)
    if certificate.report is not None:
        held["report"]["begun_at"] = certificate.report.begun_at.isoformat()
    return held


def from_plain(held: Mapping[str, Any]) -> Certificate:
    """What `to_plain` made, read back. TypeError, KeyError or ValueError when it is something else."""
    fields = dict(held)
    if report := fields["report"]:
        places = [
            PlaceScanned(**{**place, "traces": tuple(Trace(**trace) for trace in place["traces"])})
            for place in report["places_scanned"]
        ]
        fields["report"] = EraseReport(
            report["vault_id"],
            datetime.fromisoformat(report["begun_at"]),
            report["keys_destroyed"],
            tuple(RemovedFile(**file) for file in report["files_removed"]),
            tuple(places),
            tuple(report["places_missing"]),
            tuple(report["not_covered"]),
        )
    fields["outside"] = tuple(Outside(**entry) for entry in fields["outside"])
    fields["erased_by"] = tuple(fields["erased_by"])
    fields["anchors"] = tuple((key, value) for key, value in fields["anchors"])
    fields["left_out"] = tuple(fields.get("left_out", ()))
    return Certificate(**fields)


def read_certificate(content: bytes) -> Certificate:
    """The certificate in a file that somebody brought; KnownError when it is none. Nothing is checked yet."""
    try:
        if len(content) > MOST_BYTES:
            raise ValueError("size")
        made = from_plain(json.loads(content))
        _require_texts(made)
        return made
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KnownError(
            "这个文件不是清除确认书",
            kept="没有登记零持有",
            todo="请选组里交来的“清-….json”，或确认书上二维码的照片、扫描件",
        ) from None


def _require_texts(made: Certificate) -> None:
    texts = (
        made.number,
        made.task,
        made.bundle_id,
        made.bundle_sha256,
        made.receipt_id,
        made.signature,
        made.signer,
    )
    pairs = [part for pair in made.anchors for part in pair]
    if not all(isinstance(text, str) for text in (*texts, made.order, made.sheet, *made.erased_by, *pairs)):
        raise ValueError("text")
    if len(made.erased_by) != 2:
        raise ValueError("persons")


def sheet_text(certificate: Certificate) -> str:
    """What the code on the printed sheet holds: facts that a later check compares, one a line, in ASCII.

    The last lines name the signer and carry the signature over the lines above, when there is one.
    """
    text = _sheet_facts(certificate)
    return f"{text}\nsig {certificate.sheet}" if certificate.sheet else text


def _sheet_facts(certificate: Certificate) -> str:
    report = certificate.report
    assert report is not None  # a sheet is printed after the erasure alone
    facts = (
        SHEET_MAGIC,
        f"vault {report.vault_id}",
        f"erased {report.begun_at:%Y-%m-%dT%H:%M}",
        f"bundle {certificate.bundle_id}",
        f"sha256 {certificate.bundle_sha256}",
        f"receipt {certificate.receipt_id}",
        *(f"{name} {value}" for name, value in certificate.anchors),
        f"keys {report.keys_destroyed} files {len(report.files_removed)} hits {report.traces}",
    )
    return "\n".join((*facts, f"signer {certificate.signer}") if certificate.signer else facts)


# Signatures -----------------------------------------------------------------------------------------------


def ordered(certificate: Certificate, identity: Identity) -> Certificate:
    """The certificate so far, signed as the order of two persons to erase, while the key is still there."""
    named = replace(certificate, signer=identity.card.key_id)
    return replace(named, order=_sign(identity, ORDER_DOMAIN, _order_digest(named)))


def signed(certificate: Certificate, identity: Identity) -> Certificate:
    """The finished certificate with the signatures over its sheet and over everything."""
    named = replace(certificate, signer=identity.card.key_id, signature="", sheet="")
    text = _sheet_facts(named).encode("ascii")
    sheet = replace(named, sheet=_sign(identity, SHEET_DOMAIN, hashlib.sha256(text).digest()))
    return replace(sheet, signature=_sign(identity, DOMAIN, _digest(sheet)))


def _sign(identity: Identity, domain: bytes, digest: bytes) -> str:
    return keys.sign(identity.sign_seed, domain, digest).hex()


def _digest(certificate: Certificate) -> bytes:
    body = to_plain(replace(certificate, signature=""))
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).digest()


def _order_digest(certificate: Certificate) -> bytes:
    return _digest(replace(certificate, report=None, order="", sheet=""))


def _good(card: Card, domain: bytes, digest: bytes, signature: str) -> bool:
    try:
        return keys.signed_by(card.sign_public, domain, digest, bytes.fromhex(signature))
    except ValueError:
        return False


# The check ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brought:
    """A certificate as it was brought: as a file, or as the code on the printed sheet.

    facts: what the code holds, by name. signed_by: the card whose key signed everything, None when nobody's did;
    ordered_by: the card whose key signed the order to erase. whole: the file, None for a sheet.
    """

    facts: Mapping[str, str]
    signed_by: Card | None
    ordered_by: Card | None
    whole: Certificate | None = None

    @property
    def hits(self) -> int:
        """Traces that were found."""
        return int(self.facts["hits"])


def check_file(content: bytes, known: Mapping[str, Card]) -> Brought:
    """The certificate in a file, held against the cards that were compared in person. KnownError when it is none."""
    made = read_certificate(content)
    if made.report is None:
        raise KnownError("这份确认书没有写清除情况", kept="没有登记零持有", todo="请组里完成清除后再交确认书")
    digest, order = _digest(made), _order_digest(made)
    cards = known.values()
    return Brought(
        _parse(_sheet_facts(made)),
        next((card for card in cards if _good(card, DOMAIN, digest, made.signature)), None),
        next((card for card in cards if _good(card, ORDER_DOMAIN, order, made.order)), None),
        made,
    )


def check_sheet(code: str, known: Mapping[str, Card]) -> Brought:
    """What the code on a printed sheet says, held against the cards. KnownError when it is no such code."""
    text, _, signature = code.partition("\nsig ")
    digest = hashlib.sha256(text.encode()).digest()
    facts = _parse(text)
    signer = next(
        (card for card in known.values() if _good(card, SHEET_DOMAIN, digest, signature.strip())), None
    )
    return Brought(facts, signer, signer)


def _parse(text: str) -> dict[str, str]:
    lines = text.splitlines()
    facts: dict[str, str] = {}
    for line in lines[1:]:
        words = line.split(" ")
        facts.update(zip(words[::2], words[1::2], strict=False))
    missing = [name for name in (*_SHEET_FACTS, "hits", "files") if not facts.get(name)]
    if lines[:1] != [SHEET_MAGIC] or missing or not facts["hits"].isdigit():
        raise KnownError(
            "这个二维码不是清除确认书上的",
            kept="没有登记零持有",
            todo="请拍清楚确认书上的二维码，或选“清-….json”文件",
        )
    return facts
