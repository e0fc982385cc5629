"""Sealing and opening against the `age` program on the same bytes, in one run. It judges nothing: it measures.

Ours hashes every part and the payload, syncs, reads the medium back and, on opening, checks everything before
and after decryption; `age` only encrypts or decrypts.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.bundle.bundle import (
    AttachmentPart,
    BundleKind,
    Ledger,
    MemoryStaging,
    Payload,
    new_identity,
    open_bundle,
    seal,
)

SIZE_MB = 200
_BLOCK = 1 << 20


class _Sink(MemoryStaging):
    """Takes attachments and keeps nothing: the store's speed is measured elsewhere."""

    def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
        for _ in chunks:
            pass


def _best(action: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def _read(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _age(*arguments: str) -> None:
    subprocess.run(["age", *arguments], check=True, stdout=subprocess.DEVNULL)


def measure() -> list[tuple[str, float, float, str]]:
    """(what, ours, `age`, unit) for sealing, opening and the memory of opening; `age` is nan where it is absent."""
    sender, office = new_identity("组", "某组", "group"), new_identity("办", "某办", "office")
    pinned = {sender.key_id: sender.card}
    with tempfile.TemporaryDirectory(dir=os.environ.get("XUNCHA_BENCH_DIR")) as folder:
        plain, sealed, key = Path(folder, "plain"), Path(folder, "a.xcb"), Path(folder, "key")
        with open(plain, "wb") as file:
            for _ in range(SIZE_MB):
                file.write(os.urandom(_BLOCK))
        key.write_text(office.age_secret + "\n")
        part = AttachmentPart("ab" * 32, SIZE_MB * _BLOCK, lambda: _read(plain))

        def sealing() -> None:
            seal(
                sealed, Payload(attachments=[part]), kind=BundleKind.HANDOVER, sender=sender,
                recipients=[office.card], ledger=Ledger(1, ""), created=datetime.now(UTC), counts={}, anchors={},
            )  # fmt: skip

        def opening() -> None:
            open_bundle(sealed, me=office, pinned=pinned, into=_Sink())

        ours_seal, ours_open = SIZE_MB / _best(sealing), SIZE_MB / _best(opening)
        ours_memory = sum(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
        peer_seal = peer_open = float("nan")
        if shutil.which("age"):
            other = Path(folder, "b.age")
            recipient = office.card.age_recipient
            peer_seal = SIZE_MB / _best(lambda: _age("-r", recipient, "-o", str(other), str(plain)))
            peer_open = SIZE_MB / _best(lambda: _age("-d", "-i", str(key), str(other)))
    return [
        ("seal", ours_seal, peer_seal, "MB/s"),
        ("open", ours_open, peer_open, "MB/s"),
        ("memory of sealing and opening, both processes at most", ours_memory, float("nan"), "MB"),
    ]


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

if __name__ == "__main__":
    for what, ours, peer, unit in measure():
        print(f"{what}: {ours:.0f} {unit}, age {peer:.0f} {unit}, ratio {ours / peer:.2f}")
