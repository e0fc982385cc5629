"""Sealing and opening as people meet them: what goes in comes out, and a failure leaves nothing behind."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.bundle import decrypt_child, password
from app.bundle.bundle import (
    AttachmentPart,
    BundleCancelled,
    BundleHeader,
    BundleKind,
    Ledger,
    MemoryStaging,
    Payload,
    Sealed,
    describe,
    inspect,
    is_whole,
    open_bundle,
    seal,
    verify,
)
from app.core.errors import BugError, BundleError
from tests.bundle.builders import (
    ADDRESS,
    COUNTS,
    FULL,
    WHEN,
    CountingStaging,
    People,
    attachment,
    seal_small,
    small_payload,
)

CANARY = "绝密的谈话内容甲乙丙"


def test_everything_sealed_comes_out_again(sealed: Sealed, people: People) -> None:
    staging = MemoryStaging()
    opened = open_bundle(sealed.path, me=people.office, pinned=people.pinned, into=staging)
    assert staging.committed
    assert staging.records == [b'{"type":"petition","id":1}', b'{"type":"interview","id":2}']
    assert staging.journal_lines == [b'{"seq":1}']
    assert staging.attachments == {ADDRESS: b"scanned page " * 300}
    assert staging.extras == {"papers/01.pdf": b"%PDF-1.7 paper"}
    assert opened.facts == {"round": "2026-1", "revision": 7}
    assert opened.counts == COUNTS
    assert opened.sender == people.group.card
    assert opened.header == sealed.header == staging.header


def test_the_vault_remembers_what_it_sent(sealed: Sealed) -> None:
    assert BundleHeader.from_json(sealed.header.to_json()) == sealed.header
    with pytest.raises(BugError):
        BundleHeader.from_json("{}")


def test_outside_shows_neither_counts_nor_content_nor_names(sealed: Sealed, people: People) -> None:
    content = sealed.path.read_bytes()
    for hidden in (b"petition", b"interview", "巡察组".encode(), sealed.header.nonce.encode(), b"scanned"):
        assert hidden not in content
    seen = inspect(sealed.path)
    assert (seen.counts, seen.nonce) == ({}, "")
    assert seen.sha256 == sealed.sha256 == verify(sealed.path, pinned=people.pinned).header.sha256


def test_empty_bundle_and_all_kinds_are_sealed(tmp_path: Path, people: People) -> None:
    for kind in BundleKind:
        made = seal_small(tmp_path / f"{kind}.xcb", people, payload=Payload(), kind=kind)
        opened = open_bundle(made.path, me=people.office, pinned=people.pinned, into=MemoryStaging())
        assert opened.header.kind.label == kind.label


def test_several_recipients_each_open_with_their_own_key(tmp_path: Path, people: People) -> None:
    made = seal_small(tmp_path / "a.xcb", people, recipients=[people.office.card, people.stranger.card])
    for reader in (people.office, people.stranger):
        open_bundle(made.path, me=reader, pinned=people.pinned, into=MemoryStaging())
    with pytest.raises(BundleError, match="发给别的单位"):
        open_bundle(made.path, me=people.group, pinned=people.pinned, into=MemoryStaging())


def test_bundle_under_a_password_opens_with_it_and_with_nothing_else(tmp_path: Path, people: People) -> None:
    path = tmp_path / "a.xcb"
    seal(
        path, small_payload(), kind=BundleKind.CLUE, sender=people.group, recipients=[], ledger=Ledger(1, ""),
        created=WHEN, counts=COUNTS, anchors={}, password="口令ＡＢＣ-1234",
    )  # fmt: skip
    staging = MemoryStaging()
    open_bundle(path, me=people.office, pinned=people.pinned, into=staging, password="口令ＡＢＣ-1234")
    assert staging.committed
    with pytest.raises(BundleError, match="密码不对"):
        open_bundle(path, me=people.office, pinned=people.pinned, into=staging, password="口令ABC-1234")
    with pytest.raises(BundleError, match="需要密码"):
        open_bundle(path, me=people.office, pinned=people.pinned, into=staging)
    assert not staging.committed


def test_hostile_password_parameters_are_refused_before_deriving() -> None:
    good = password.PasswordSlot(64 << 10, 3, 4, bytes(16), bytes(12), bytes(90)).to_fields()
    assert password.PasswordSlot.from_fields(good).lanes == 4
    for key, value in (
        ("m", 2 << 20),
        ("m", 1024),
        ("t", 99),
        ("t", 1),
        ("p", 0),
        ("p", 64),
        ("m", True),
        ("t", "3"),
    ):
        with pytest.raises(ValueError):
            password.PasswordSlot.from_fields({**good, key: value})


def test_records_beyond_memory_are_kept_encrypted_while_they_wait(
    tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.bundle.spool.MEMORY_LIMIT", 1 << 20)
    spilled: list[Path] = []
    real = os.open

    def records() -> Iterator[bytes]:
        for number in range(60_000):
            yield f'{{"id":{number},"text":"{CANARY}"}}'.encode()
        # By now most lines lie in an unnamed file, reachable through the process's own descriptors on Linux.
        for descriptor in Path("/proc/self/fd").glob("*") if sys.platform == "linux" else ():
            target = os.readlink(descriptor) if descriptor.is_symlink() else ""
            if target.startswith(str(tmp_path)) and "deleted" in target:
                handle = real(descriptor, os.O_RDONLY)
                content = os.pread(handle, 1 << 22, 0)
                os.close(handle)
                assert len(content) > 1 << 20
                assert CANARY.encode() not in content
                spilled.append(descriptor)

    made = seal_small(tmp_path / "a.xcb", people, payload=Payload(records=records()))
    staging = MemoryStaging()
    open_bundle(made.path, me=people.office, pinned=people.pinned, into=staging)
    assert len(staging.records) == 60_000
    assert staging.records[59_999] == f'{{"id":59999,"text":"{CANARY}"}}'.encode()
    assert spilled or sys.platform != "linux"


def test_failing_attachment_leaves_no_file(tmp_path: Path, people: People) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise RuntimeError("the vault went away")

    with pytest.raises(RuntimeError, match="the vault went away"):
        seal_small(
            tmp_path / "a.xcb",
            people,
            payload=Payload(attachments=[AttachmentPart(ADDRESS, 1 << 20, broken)]),
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("claimed", [0, 9, 11])
def test_attachment_of_another_size_than_registered_is_not_sealed(
    tmp_path: Path, people: People, claimed: int
) -> None:
    part = AttachmentPart(ADDRESS, claimed, lambda: iter([b"0123456789"]))
    with pytest.raises(BundleError, match="大小不符"):
        seal_small(tmp_path / "a.xcb", people, payload=Payload(attachments=[part]))
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_the_older_file_and_nothing_else(tmp_path: Path, people: People) -> None:
    path = tmp_path / "a.xcb"
    path.write_bytes(b"the older file")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(BundleCancelled):
        seal(
            path, Payload(attachments=[attachment(bytes(8 << 20))]), kind=BundleKind.HANDOVER,
            sender=people.group, recipients=[people.office.card], ledger=Ledger(1, ""), created=WHEN,
            counts={}, anchors={}, cancelled=cancelled,
        )  # fmt: skip
    assert [item.name for item in tmp_path.iterdir()] == ["a.xcb"]
    assert path.read_bytes() == b"the older file"


def test_progress_moves_forward_to_the_whole(tmp_path: Path, people: People) -> None:
    told: list[tuple[int, int]] = []
    seal(
        tmp_path / "a.xcb", Payload(attachments=[attachment(bytes(20 << 20))]), kind=BundleKind.ARCHIVE,
        sender=people.group, recipients=[people.office.card], ledger=Ledger(1, ""), created=WHEN,
        counts={}, anchors={}, progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told == sorted(told)
    assert len(told) >= 4
    assert all(0 < done <= total for done, total in told)
    told.clear()
    open_bundle(
        tmp_path / "a.xcb", me=people.office, pinned=people.pinned, into=CountingStaging(),
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told == sorted(told)
    assert told[-1][0] > told[-1][1] * 0.9


def test_cancelling_an_opening_forgets_what_was_staged(tmp_path: Path, people: People) -> None:
    made = seal_small(tmp_path / "a.xcb", people, payload=Payload(attachments=[attachment(bytes(8 << 20))]))
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 20

    staging = MemoryStaging()
    with pytest.raises(BundleCancelled):
        open_bundle(made.path, me=people.office, pinned=people.pinned, into=staging, cancelled=cancelled)
    assert not staging.committed
    assert staging.header is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_full_disk_is_said_plainly(tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def full(path: Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".part"):
            return real("/dev/full", os.O_WRONLY)
        return real(path, flags, mode)

    monkeypatch.setattr("app.bundle.sealing.os.open", full)
    with pytest.raises(BundleError, match="磁盘空间不足"):
        seal_small(tmp_path / "a.xcb", people, payload=Payload(attachments=[attachment(bytes(8 << 20))]))
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_gone_is_said_plainly(tmp_path: Path, people: People) -> None:
    with pytest.raises(BundleError, match="介质出错"):
        seal_small(tmp_path / "gone" / "a.xcb", people)


def test_medium_that_stores_other_bytes_is_noticed(
    tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def rot(descriptor: int) -> None:
        real(descriptor)
        for part in tmp_path.glob(".*.part"):
            content = bytearray(part.read_bytes())
            content[-1] ^= 1
            part.write_bytes(content)

    monkeypatch.setattr("app.bundle.sealing.os.fsync", rot)
    with pytest.raises(BundleError, match="重新读取"):
        seal_small(tmp_path / "a.xcb", people)
    assert list(tmp_path.iterdir()) == []


def test_bundle_for_nobody_is_refused(tmp_path: Path, people: People) -> None:
    with pytest.raises(BundleError, match="没有指定接收人"):
        seal_small(tmp_path / "a.xcb", people, recipients=[])


def test_verify_says_in_chinese_what_a_bundle_is(sealed: Sealed) -> None:
    lines = describe(sealed.path)
    assert "类别：移交包" in lines
    assert f"包号：{sealed.bundle_id}" in lines
    assert "结论：完整，与包头签名相符" in lines
    assert any(f"tail -c +{sealed.header.payload_offset + 1}" in line for line in lines)
    assert is_whole(sealed.path)
    content = bytearray(sealed.path.read_bytes())
    content[-1] ^= 1
    sealed.path.write_bytes(content)
    assert any("已损坏或被改动" in line for line in describe(sealed.path))
    assert not is_whole(sealed.path)


@pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("age", "tar", "sha256sum", "tail", "sh")),
    reason="age, tar or sha256sum is not installed here",
)
def test_other_programs_open_our_bundle_and_confirm_every_file(
    sealed: Sealed, people: People, tmp_path: Path
) -> None:
    key = tmp_path / "key.txt"
    key.write_text(people.office.age_secret + "\n")
    start = sealed.header.payload_offset + 1
    (tmp_path / "out").mkdir()
    listed = subprocess.run(
        f"tail -c +{start} {sealed.path} | age -d -i {key} | tee out.tar | tar t && tar xf out.tar -C out",
        shell=True, cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert f"{sealed.bundle_id}/data/records.jsonl" in listed
    assert f"{sealed.bundle_id}/data/attachments/{ADDRESS}" in listed
    folder = tmp_path / "out" / sealed.bundle_id
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "-c", manifest], cwd=folder, check=True, capture_output=True)
    manifest_files = {
        line.split("  ")[1] for line in (folder / "manifest-sha256.txt").read_text().splitlines()
    }
    assert manifest_files == {str(p.relative_to(folder)) for p in (folder / "data").rglob("*") if p.is_file()}
    root = subprocess.run(
        ["sha256sum", "tagmanifest-sha256.txt"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[0]
    assert root == sealed.content_root


def test_packaged_program_decrypts_through_its_own_entry(
    sealed: Sealed, people: People, tmp_path: Path
) -> None:
    """The frozen program has no python to start: it is called again with --decrypt-child and three arguments."""
    run = subprocess.run(
        [sys.executable, "-c",
         "import sys; from app.bundle import decrypt_child; sys.exit(decrypt_child.main(sys.argv[1:]))",
         str(sealed.path), str(sealed.header.payload_offset), str(sealed.header.length)],
        input=people.office.age_secret.encode() + b"\n", capture_output=True, cwd=Path(decrypt_child.__file__).parents[2],
        check=True,
    )  # fmt: skip
    assert run.stdout[257:262] == b"ustar"


PEAK = "next(int(x.split()[1]) >> 10 for x in open('/proc/self/status') if x.startswith('VmHWM'))"  # MiB


def run_python(script: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a script against this source tree in a process of its own."""
    top = Path(decrypt_child.__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], input=stdin, capture_output=True, check=True, cwd=top
    )


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured through /proc")
def test_memory_of_opening_does_not_grow_with_the_bundle(tmp_path: Path, people: People) -> None:
    opening = f"""
import sys
from pathlib import Path
from app.bundle.bundle import *
class Sink(MemoryStaging):
    def attachment(self, address, size, chunks):
        for _ in chunks: pass
me = Identity.from_json(sys.stdin.buffer.readline().decode().strip())
card = Card.from_bytes(sys.stdin.buffer.readline().strip())
open_bundle(Path(sys.argv[1]), me=me, pinned={{card.key_id: card}}, into=Sink())
print({PEAK})
"""
    decrypting = f"""
import sys
from app.bundle import decrypt_child
assert decrypt_child.main(sys.argv[1:]) == 0
sys.stderr.write(str({PEAK}))
"""
    secrets = people.office.to_json().encode() + b"\n" + people.group.card.to_bytes() + b"\n"
    peaks = []
    for size in (8 << 20, (1024 if FULL else 96) << 20):
        path = tmp_path / f"{size}.xcb"
        part = AttachmentPart(ADDRESS, size, lambda size=size: (bytes(1 << 20) for _ in range(size >> 20)))
        header = seal_small(path, people, payload=Payload(attachments=[part])).header
        opened = run_python(opening, str(path), stdin=secrets)
        place = str(header.payload_offset), str(header.length)
        child = run_python(decrypting, str(path), *place, stdin=people.office.age_secret.encode() + b"\n")
        peaks.append(int(opened.stdout) + int(child.stderr))
    assert peaks[1] - peaks[0] < 16
    assert peaks[1] <= 150


@pytest.mark.skipif(sys.platform != "linux", reason="the child's limits are set on Linux")
def test_child_writes_no_file_and_takes_no_more_than_its_memory(tmp_path: Path) -> None:
    script = """
import os, resource, signal, sys
from app.bundle import decrypt_child
decrypt_child._limit(1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
target = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
try: os.write(target, b"x")
except OSError as error: print(error.errno)
try: bytes(1 << 30)
except MemoryError: print("memory")
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""
    assert run_python(script, str(tmp_path / "never")).stdout.split() == [
        str(errno.EFBIG).encode(),
        b"memory",
        b"0",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_kill_during_sealing_leaves_no_bundle_and_no_plaintext(tmp_path: Path, people: People) -> None:
    """Whatever the moment: under the final name lies nothing or the whole, and no plaintext lies anywhere."""
    script = f"""
import sys
from pathlib import Path
from app.bundle.bundle import *
from tests.bundle.builders import *
me = Identity.from_json(sys.stdin.buffer.readline().decode().strip())
def chunks():
    for _ in range(64):
        yield "{CANARY}".encode().ljust(1 << 20)
print("begun", flush=True)
seal(Path(sys.argv[1]), Payload(attachments=[AttachmentPart(ADDRESS, 64 << 20, chunks)]), kind=BundleKind.HANDOVER,
     sender=me, recipients=[me.card], ledger=Ledger(1, ""), created=WHEN, counts={{}}, anchors={{}})
"""
    dice = random.Random(20260318)
    top = Path(decrypt_child.__file__).parents[2]
    for number in range(50 if FULL else 4):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "a.xcb"
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=top
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin, process.stdout:
            process.stdin.write(people.group.to_json().encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"begun\n"
            with suppress(subprocess.TimeoutExpired):
                process.wait(dice.uniform(0.0, 0.4))
            process.kill()
            process.wait()
        assert is_whole(path) or not path.exists()
        assert all(CANARY.encode() not in item.read_bytes() for item in folder.iterdir())
        for item in folder.iterdir():
            item.unlink()
