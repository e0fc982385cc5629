"""The age payload: every file of the public testkit is classified, and hostile headers are refused at once."""

from __future__ import annotations

import hashlib
import io
import tarfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest

from app.bundle.ageheader import check_age_header
from app.bundle.decrypting import decrypted
from app.core.errors import BundleError
from tests.bundle.builders import suite
from tests.faults.figures import Figures

resource = pytest.importorskip("resource", reason="memory is measured where the system can tell it")


@dataclass(frozen=True)
class Case:
    """One file of the testkit: what must happen, with which identities, and the plaintext's hash."""

    name: str
    fields: dict[str, list[str]]
    body: bytes


def kit_cases() -> list[Case]:
    cases = []
    with tarfile.open(suite("age-testkit.tar.xz")) as archive:
        for member in archive:
            stored = archive.extractfile(member) if member.isfile() else None
            if stored is None:
                continue
            head, _, body = stored.read().partition(b"\n\n")
            fields: dict[str, list[str]] = {}
            for line in head.decode().splitlines():
                key, _, value = line.partition(": ")
                fields.setdefault(key, []).append(value)
            if fields.get("compressed") == ["zlib"]:
                body = zlib.decompress(body)
            cases.append(Case(member.name.rpartition("/")[2], fields, body))
    return cases


def ours(case: Case) -> bool:
    """Whether this is a file that we must open: sound, not armoured, for an X25519 key, no password."""
    return (
        case.fields["expect"] == ["success"]
        and "armored" not in case.fields
        and "passphrase" not in case.fields
        and case.fields["identity"][0].startswith("AGE-SECRET-KEY-1")
    )


def plaintext(path: Path, secret: str) -> bytes:
    with decrypted(path, 0, path.stat().st_size, secret) as stream:
        content = b""
        while chunk := stream.read(1 << 20):
            content += chunk
        stream.finish()
    return content


def test_07_every_file_of_the_age_testkit_is_classified_right(tmp_path: Path, figure: Figures) -> None:
    cases = kit_cases()
    assert len(cases) == 143
    opened = 0
    path = tmp_path / "case.age"
    for case in cases:
        path.write_bytes(case.body)
        secret = case.fields.get("identity", ["AGE-SECRET-KEY-1NONE"])[0]
        if ours(case):
            assert hashlib.sha256(plaintext(path, secret)).hexdigest() == case.fields["payload"][0], case.name
            opened += 1
        else:
            with pytest.raises(BundleError):
                pytest.fail(f"{case.name} was opened: {len(plaintext(path, secret))} bytes")
    figure("07", "age testkit", f"{len(cases)} classified, {opened} opened", "all 143 right")
    assert opened == 14


def hostile(stanzas: bytes) -> bytes:
    return b"age-encryption.org/v1\n" + stanzas + b"--- " + b"A" * 43 + b"\n" + bytes(64)


BODY = b"A" * 43 + b"\n"
X25519 = b"-> X25519 " + b"A" * 43 + b"\n" + BODY
HOSTILE = {
    "scrypt bomb": (hostile(b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n" + BODY), "口令方式"),
    "scrypt behind a key": (hostile(X25519 + b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" + BODY), "口令方式"),
    "65 recipients": (hostile(X25519 * 65), "数量超过规定"),
    "20,000 stanzas": (hostile(X25519 * 20_000), "数量超过规定"),
    "20,000 empty stanzas": (hostile(b"-> a\n\n" * 20_000), "数量超过规定"),
    "65 MB stanza": (hostile(b"-> a\n" + (b"A" * 64 + b"\n") * 1_000_000 + b"\n"), "过长或不完整"),
    "endless line": (hostile(b"-> " + b"a" * 70_000 + b"\n" + BODY), "过长或不完整"),
    "no stanza": (hostile(b""), "不合规定"),
    "version 2": (hostile(X25519).replace(b"/v1", b"/v2"), "不是 age"),
    "armour": (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "不是 age"),
    "carriage returns": (hostile(X25519).replace(b"\n", b"\r\n"), "不是 age"),
    "empty": (b"", "过长或不完整"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_07_hostile_age_header_is_refused_at_once_and_in_little_memory(
    name: str, tmp_path: Path, figure: Figures
) -> None:
    content, sentence = HOSTILE[name]
    path = tmp_path / "hostile.age"
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    with pytest.raises(BundleError, match=sentence), decrypted(path, 0, len(content), "never used"):
        pytest.fail("a child process was started")
    took = time.perf_counter() - begun
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    figure(
        "07",
        name,
        f"refused in {took * 1000:.0f} ms, {grown >> 10} MB",
        "0.2 s, 100 MB",
        passed=took < 0.2 and grown < 100 << 10,
    )
    assert took < 0.2
    assert grown < 100 << 10


def test_64_recipients_are_still_accepted() -> None:
    assert check_age_header(io.BytesIO(hostile(X25519 * 64))) == len(hostile(X25519 * 64)) - 64


def test_payload_cut_short_of_its_age_header_is_refused(tmp_path: Path) -> None:
    secret = pyrage.x25519.Identity.generate()
    path = tmp_path / "a.age"
    path.write_bytes(pyrage.encrypt(b"content", [secret.to_public()]))
    with pytest.raises(BundleError, match="不完整"), decrypted(path, 0, 50, str(secret)):
        pytest.fail("a child process was started")


def test_wrong_key_is_told_from_damage(tmp_path: Path) -> None:
    secret, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    path = tmp_path / "a.age"
    path.write_bytes(pyrage.encrypt(b"content" * 100_000, [secret.to_public()]))
    with pytest.raises(BundleError, match="本机的密钥打不开"):
        plaintext(path, str(other))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(BundleError, match="已损坏或被改动"):
        plaintext(path, str(secret))


def test_leaving_early_ends_the_child(tmp_path: Path) -> None:
    secret = pyrage.x25519.Identity.generate()
    path = tmp_path / "a.age"
    path.write_bytes(pyrage.encrypt(bytes(20 << 20), [secret.to_public()]))
    begun = time.perf_counter()
    with decrypted(path, 0, path.stat().st_size, str(secret)) as stream:
        assert stream.read(10) == bytes(10)
    assert time.perf_counter() - begun < 5
