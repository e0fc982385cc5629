"""Says in Chinese what a bundle is and whether it is whole, for `./run verify`. It needs and shows no secret."""

from __future__ import annotations

from pathlib import Path

from app.bundle.header import BundleHeader
from app.bundle.opening import check_whole, inspect
from app.core.errors import BundleError


def describe(path: Path) -> list[str]:
    """One line a fact. A damaged bundle is described as far as its header can be trusted to be read.

    Who really sealed it can only be told against a pinned card: the last lines say so.
    """
    try:
        header = inspect(path)
    except BundleError as error:
        return [f"文件：{path.name}", f"结论：{error.message}"]
    try:
        check_whole(path, header.sender_key)
        verdict = "完整，与包头签名相符"
    except BundleError as error:
        verdict = error.message
    return [f"文件：{path.name}", *_facts(header), f"结论：{verdict}", *_how_to_open(path, header)]


def is_whole(path: Path) -> bool:
    """Whether header, signature (by the key it claims) and payload agree."""
    try:
        check_whole(path, inspect(path).sender_key)
    except BundleError:
        return False
    return True


def _facts(header: BundleHeader) -> list[str]:
    opened_with = "接收人密钥" if header.password_slot is None else "密码或接收人密钥"
    return [
        f"类别：{header.kind.label}",
        f"包号：{header.bundle_id}",
        f"封装时间：{header.created:%Y-%m-%d %H:%M:%S}（按封装人的时钟）",
        f"封装人密钥：{header.sender}，第 {header.sequence} 号包",
        f"上一个包的指纹：{header.previous or '无，这是第一个'}",
        f"接收人密钥：{'、'.join(header.recipients) or '无'}（用{opened_with}打开）",
        f"加密内容：{header.length} 字节，SHA-256 {header.sha256}",
        f"内容指纹：{header.content_root}",
        *(f"日志锚点 {name}：{value}" for name, value in sorted(header.anchors.items())),
    ]


def _how_to_open(path: Path, header: BundleHeader) -> list[str]:
    start = header.payload_offset + 1
    return [
        "说明：签名只对照了包头自称的密钥；封装人身份以当面核对过的名片为准，请在程序内打开时核对",
        f"离开本程序也能打开：tail -c +{start} {path.name} | age -d -i 密钥文件 | tar x，"
        "再在解出的文件夹内执行 sha256sum -c manifest-sha256.txt",
    ]
