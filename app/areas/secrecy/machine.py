"""What the program can see of this machine's protection: memory, disk encryption, swap, hibernation, snapshots.

It must not claim more than it sees: what cannot be found out is said to be unknown.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from db.hardening import harden_process
from db.residue import surroundings

_DEVICES = Path("/sys/dev/block")
_SHOWN = ("交换", "休眠", "快照")


class Standing(StrEnum):
    """How a line stands: in order, to be dealt with, or not to be seen from here."""

    GOOD = "好"
    WEAK = "要处理"
    UNKNOWN = "请核对"


@dataclass(frozen=True)
class Guard:
    """One protection: its name, how it stands, what was found, and what to do ("" when nothing)."""

    name: str
    standing: Standing
    found: str
    todo: str = ""


def guards(folder: Path) -> tuple[Guard, ...]:
    """Everything that can be seen on this machine for a vault in `folder`. Reads files of the system: for a worker."""
    return (_memory(), _disk(folder), *_around(folder))


def disk_encrypted(folder: Path, devices: Path = _DEVICES) -> bool | None:
    """Whether the disk below `folder` is encrypted by the system; None when that cannot be seen.

    Linux with dm-crypt only: the device of the file system, or one it is built on, has a CRYPT- uuid.
    """
    if sys.platform != "linux":
        return None
    try:
        number = os.stat(folder).st_dev
        device = (devices / f"{os.major(number)}:{os.minor(number)}").resolve(strict=True)
    except OSError:
        return None
    return _crypt(device)


def _crypt(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text("ascii", errors="replace").startswith("CRYPT-"):
            return True
    except OSError:
        pass  # no mapped device
    below = device / "slaves"
    return below.is_dir() and any(_crypt(each.resolve()) for each in below.iterdir())


def _memory() -> Guard:
    left = harden_process()  # once more does no harm, and says what could not be switched on
    if left:
        return Guard("内存保护", Standing.WEAK, "；".join(left), "请报系统管理员；离开时务必锁定")
    return Guard("内存保护", Standing.GOOD, "不生成内存转储文件，同一用户的其他程序读不到本程序的内存")


def _disk(folder: Path) -> Guard:
    match disk_encrypted(folder):
        case True:
            return Guard("整盘加密", Standing.GOOD, "库所在的磁盘由系统加密")
        case False:
            return Guard(
                "整盘加密",
                Standing.WEAK,
                "没有看到系统的整盘加密",
                "库本身已加密；交换分区、休眠文件要靠整盘加密护住，请报系统管理员",
            )
        case None:
            return Guard("整盘加密", Standing.UNKNOWN, "从这里看不到", "请在系统设置里确认已启用整盘加密")


def _around(folder: Path) -> list[Guard]:
    made = []
    for line in surroundings(folder):
        name, _, found = line.partition("：")
        if name.startswith(_SHOWN):
            good = "未启用" in found or "加密或内存" in found
            known = good or "已启用" in found or "文件系统为 btrfs" in found or "文件系统为 zfs" in found
            standing = Standing.GOOD if good else Standing.WEAK if known else Standing.UNKNOWN
            made.append(Guard(name, standing, found))
    return made
