"""The public BagIt suite: it proves the tests' own validator, which then judges our bags; and all its bags are refused by us."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from app.bundle.bagreader import BagReader
from app.bundle.bundle import MemoryStaging, Sealed
from app.bundle.contents import is_extra_name
from app.core.errors import BundleError
from tests.bundle.builders import People, bag, draft_header, ordinary_files, suite
from tests.faults.bagit import problems
from tests.faults.figures import Figures

GOOD, BAD = ("valid", "warning"), ("invalid", "linux-only")
LACKING = {"duplicate-file-with-different-case", "special-system-files"}
"""Bags of which the packed suite lost a file (a name that differs in case alone, a .DS_Store): they are incomplete indeed."""


@pytest.fixture(scope="module")
def bags(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folder of every bag of the suite."""
    top = tmp_path_factory.mktemp("bagit")
    with tarfile.open(suite("bagit-conformance.tar.xz")) as archive:
        if hasattr(tarfile, "data_filter"):  # Python 3.11.4 and later
            archive.extractall(top, filter="data")
        else:
            archive.extractall(top)
    found = [path for path in top.glob("bagit/v*/*/*") if path.is_dir()]
    assert len(found) == 60
    return sorted(found)


def test_26_the_validator_of_the_tests_classifies_the_suite_right(bags: list[Path], figure: Figures) -> None:
    judged = {bag: not problems(bag) for bag in bags if bag.parent.name in GOOD + BAD}
    assert all(not judged.pop(bag) for bag in list(judged) if bag.name in LACKING)
    wrong = [
        f"{bag.parent.parent.name}/{bag.parent.name}/{bag.name}: {problems(bag)}"
        for bag, good in judged.items()
        if good != (bag.parent.name in GOOD)
    ]
    told = f"{len(judged) - len(wrong)} of {len(judged)} (those for Windows alone left out)"
    figure("26", "the suite judged by the tests' own validator", told, "all right", passed=not wrong)
    assert wrong == []


def test_26_our_bag_is_valid_for_that_validator_and_an_altered_one_is_not(
    sealed: Sealed, people: People, tmp_path: Path, figure: Figures
) -> None:
    payload = sealed.path.read_bytes()[sealed.header.payload_offset :]
    plain = pyrage.decrypt(payload, [pyrage.x25519.Identity.from_str(people.office.age_secret)])
    (tmp_path / "a.tar").write_bytes(plain)
    subprocess.run(["tar", "xf", "a.tar"], cwd=tmp_path, check=True)
    ours = tmp_path / sealed.bundle_id
    found = problems(ours)
    figure("26", "a bundle's bag", "; ".join(found) or "valid", "valid", passed=not found)
    assert found == []
    with (ours / "data" / "records.jsonl").open("ab") as file:
        file.write(b" ")
    assert problems(ours)


def test_26_no_bag_of_the_suite_is_taken_for_a_bundle(
    bags: list[Path], people: People, figure: Figures
) -> None:
    """As a sender could seal it: packed by another tar writer, three ways. Their files alone, in our own bag, are another matter:
    what has a name of our grammar is an extra file like any other, and what has none is refused."""
    refused = stray = 0
    for folder in bags:
        for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            packed = io.BytesIO()
            with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
                archive.add(folder, draft_header(people).bundle_id)
            refused += is_refused(people, packed.getvalue(), "0" * 64)
        paths = [path for path in (folder / "data").rglob("*") if path.is_file()]
        names = sorted(path.relative_to(folder).as_posix() for path in paths)
        fitting = [name for name in names if name.isascii() and len(name) <= 100]
        files = [(name, (folder / name).read_bytes()) for name in fitting]
        ours = all(is_extra_name(name.removeprefix("data/")) for name in fitting)
        stray += is_refused(people, *bag(people, [*ordinary_files(people)[:3], *files])) == ours
    told = f"{len(bags)} in 3 forms, {refused} refused; their files in our bag: {stray} judged wrong"
    figure("26", "bags of the suite offered as bundles", told, "all refused", passed=not stray)
    assert refused == 3 * len(bags)
    assert stray == 0


def is_refused(people: People, tar: bytes, root: str) -> bool:
    """Whether the reader refuses this archive; anything but a refusal or an acceptance fails the test."""
    header = replace(
        draft_header(people), content_root=root, length=len(tar), counts={}, nonce="",
        sha256=hashlib.sha256(tar).hexdigest(),
    )  # fmt: skip
    try:
        BagReader(io.BytesIO(tar).read, header, MemoryStaging()).run()
    except BundleError:
        return True
    return False
