"""Issues and checks receipts (回执): small bundles that say exactly which bundle was received. No vault here.

A receipt is bound to the payload's hash, the content root, the counts and the sender's nonce; the nonce lies
inside the payload only, so that a receipt also proves that the bundle was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.bundle import strictjson
from app.bundle.contents import MemoryStaging, Payload
from app.bundle.header import BundleHeader, BundleKind, commitment_of
from app.bundle.identity import Card, Identity
from app.bundle.opening import open_bundle, verify
from app.bundle.refusals import refusal
from app.bundle.sealing import Ledger, Sealed, seal
from app.core.errors import BugError

RECEIPT_NAME = "receipt.json"
RECEIPT_LIMIT = 1 << 20  # bytes of the whole file


@dataclass(frozen=True)
class Receipt:
    """A verified receipt. counts: records imported, by type; issued: when, by the issuer's clock."""

    bundle_id: str
    sha256: str
    content_root: str
    counts: Mapping[str, int]
    nonce: str
    office: Card
    issued: datetime
    header: BundleHeader


def issue_receipt(
    path: Path,
    *,
    opened: BundleHeader,
    office: Identity,
    to: Card,
    imported: Mapping[str, int],
    ledger: Ledger,
    created: datetime,
    anchors: Mapping[str, str] | None = None,
) -> Sealed:
    """Seal a receipt for `opened` (Opened.header) to the sender of that bundle. imported: what was committed.

    Raises BundleError when `to` is not that sender or `office` not a recipient, BugError for a header that was
    only inspected.
    """
    if not opened.nonce:
        raise BugError("RCPT-1", "header of a bundle that was not opened")
    if to.key_id != opened.sender:
        raise refusal("回执只能发给原密封包的封装人", "请选择封装人的名片")
    if office.key_id not in opened.recipients:
        raise refusal("本单位不是原密封包的接收人，不能出具回执", "请由接收单位出具回执")
    covered = {
        "format": "xuncha-receipt",
        "bundle_id": opened.bundle_id,
        "sha256": opened.sha256,
        "content_root": opened.content_root,
        "counts": dict(imported),
        "nonce": opened.nonce,
    }
    return seal(
        path,
        Payload(facts={"receipt_for": opened.bundle_id}, extra=[(RECEIPT_NAME, strictjson.encode(covered))]),
        kind=BundleKind.RECEIPT,
        sender=office,
        recipients=[to],
        ledger=ledger,
        created=created,
        counts={},
        anchors=anchors or {},
    )


def check_receipt(path: Path, *, me: Identity, pinned: Mapping[str, Card], sent: BundleHeader) -> Receipt:
    """The receipt in `path`, when it covers exactly the bundle `sent`; otherwise BundleError says what differs.

    sent: the header of the sealed bundle (with or without counts and nonce: its commitment covers both).
    """
    verified = verify(path, pinned=pinned)
    if verified.header.kind is not BundleKind.RECEIPT:
        raise refusal(f"这个文件是{verified.header.kind.label}，不是回执", "请选择接收单位送回的回执文件")
    if verified.header.sender not in sent.recipients:
        raise refusal("回执不是由这个密封包的接收单位签发的", "请向接收单位索取回执")
    if verified.header.payload_offset + verified.header.length > RECEIPT_LIMIT:
        raise refusal("回执文件过大，不合规定", "请接收单位重新出具回执")
    staging = MemoryStaging()
    opened = open_bundle(path, me=me, pinned=pinned, into=staging)
    receipt = _read(staging, opened.header, opened.sender)
    _compare(receipt, sent)
    return receipt


def _read(staging: MemoryStaging, header: BundleHeader, office: Card) -> Receipt:
    if set(staging.extras) != {RECEIPT_NAME} or staging.records or staging.attachments:
        raise _malformed()
    try:
        fields = strictjson.decode(staging.extras[RECEIPT_NAME])
        counts = fields["counts"]
        if fields["format"] != "xuncha-receipt" or not isinstance(counts, dict):
            raise ValueError("receipt")
        if not all(type(value) is int for value in counts.values()):
            raise ValueError("counts")
        texts = {key: fields[key] for key in ("bundle_id", "sha256", "content_root", "nonce")}
        if len(fields) != 6 or not all(isinstance(value, str) for value in texts.values()):
            raise ValueError("fields")
    except (ValueError, KeyError):
        raise _malformed() from None
    return Receipt(
        bundle_id=str(texts["bundle_id"]),
        sha256=str(texts["sha256"]),
        content_root=str(texts["content_root"]),
        counts=counts,
        nonce=str(texts["nonce"]),
        office=office,
        issued=header.created,
        header=header,
    )


def _compare(receipt: Receipt, sent: BundleHeader) -> None:
    """Every difference is named, not only the first."""
    differs = []
    if receipt.bundle_id != sent.bundle_id:
        differs.append("包号")
    if receipt.sha256 != sent.sha256:
        differs.append("文件指纹")
    if receipt.content_root != sent.content_root:
        differs.append("内容指纹")
    if sent.nonce:
        if receipt.counts != sent.counts:
            differs.append("记录数量")
        if receipt.nonce != sent.nonce:
            differs.append("核对码")
    elif commitment_of(receipt.nonce, receipt.counts) != sent.commitment:
        differs.append("记录数量或核对码")
    if differs:
        raise refusal(
            f"回执与送出的密封包不符：{'、'.join(differs)}不同", "请接收单位对这个密封包重新出具回执"
        )


def _malformed() -> Exception:
    return refusal("回执的内容不合规定", "请接收单位重新出具回执")
