"""The one door to sealed bundles: everything the rest of the program may call. It holds no code of its own."""

from __future__ import annotations

from app.bundle.contents import AttachmentPart, MemoryStaging, Payload, Staging
from app.bundle.describe import describe, is_whole
from app.bundle.header import BundleHeader, BundleKind
from app.bundle.identity import Card, Identity, check_card, check_public, new_identity
from app.bundle.opening import Opened, Verified, inspect, open_bundle, verify
from app.bundle.receipt import Receipt, check_receipt, issue_receipt
from app.bundle.refusals import BundleCancelled
from app.bundle.sealing import Ledger, Sealed, seal
from app.bundle.sequence import check_sequence

__all__ = [
    "AttachmentPart",
    "BundleCancelled",
    "BundleHeader",
    "BundleKind",
    "Card",
    "Identity",
    "Ledger",
    "MemoryStaging",
    "Opened",
    "Payload",
    "Receipt",
    "Sealed",
    "Staging",
    "Verified",
    "check_card",
    "check_public",
    "check_receipt",
    "check_sequence",
    "describe",
    "inspect",
    "is_whole",
    "issue_receipt",
    "new_identity",
    "open_bundle",
    "seal",
    "verify",
]
