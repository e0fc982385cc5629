"""Judges whether a verified bundle comes in order. It remembers nothing: the vault hands in what it has seen."""

from __future__ import annotations

from collections.abc import Mapping, Set

from app.bundle.header import BundleHeader
from app.bundle.refusals import refusal


def check_sequence(header: BundleHeader, seen: Mapping[str, tuple[int, str]], seen_ids: Set[str]) -> None:
    """Refuse a bundle that was received before, is older than one received, or breaks its sender's chain.

    seen: sender key id → (sequence, sha256) of the newest bundle received from that sender. Gaps are allowed,
    because a sender numbers its bundles over all recipients.
    """
    if header.bundle_id in seen_ids:
        raise refusal("这个密封包已经接收过，不能重复接收", "无需处理；若是新送来的，请核对文件是否拿错")
    newest = seen.get(header.sender)
    if newest is None:
        return
    sequence, sha256 = newest
    if header.sequence <= sequence:
        raise refusal(
            f"这个密封包是旧包：它是对方的第 {header.sequence} 号包，而第 {sequence} 号已经接收",
            "请向对方索取最新的密封包",
        )
    if header.sequence == sequence + 1 and header.previous != sha256:
        raise refusal(
            f"密封包的前后衔接不符：它不是接在已接收的第 {sequence} 号包之后的",
            "请与对方核对封装登记，弄清是否有另一份同号的包",
        )
