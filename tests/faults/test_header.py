"""What the key file withstands: worn, torn, forged, downgraded, swapped and old headers."""

from __future__ import annotations

import hashlib
import random
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import VaultError
from db import header
from db.header import REGION
from db.keys import KdfParams
from db.layout import VaultPaths
from db.vault import Vault, WrongPassword
from tests.db.vault_kit import FULL, LOGIN, MEMBER, MEMBER_PASSWORD, PASSWORD, open_vault, vault_copy
from tests.faults.figures import Figures

PARAMETERS = 36  # offset in a region: memory u32, passes u16, lanes u16


def forge(paths: VaultPaths, change: object) -> None:
    """Change the live region and make its SHA-256 right again, as somebody without the key could."""
    live = header.read(paths.header).region
    region = bytearray(paths.header.read_bytes()[live * REGION : (live + 1) * REGION])
    change(region)  # type: ignore[operator]
    region[-32:] = hashlib.sha256(region[:-32]).digest()
    paths.header.write_bytes(bytes(region) + bytes(REGION))


def try_both(paths: VaultPaths) -> list[str]:
    """What unlocking says to each user."""
    said = []
    for login, password in ((LOGIN, PASSWORD), (MEMBER, MEMBER_PASSWORD)):
        paths.backoff.unlink(missing_ok=True)
        with pytest.raises(VaultError) as caught:
            Vault.unlock(paths.folder, login, password)
        said.append(str(caught.value))
    return said


def test_12_after_ten_password_changes_at_most_one_header_remains(tmp_path: Path, figure: Figures) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    old_slots = set()
    for number in range(10):
        old_slots |= {slot.sealed for slot in header.read(paths.header).header.slots if slot.kind == 1}
        vault.set_anchor("records", number + 1, bytes(32))
        vault.set_password(vault.user.user_id, f"Yi-Ci{number}-Genggai")
    present = {slot.sealed for slot in header.read(paths.header).header.slots}
    vault.close()
    remnants = 0
    for file in paths.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            remnants += sum(content.count(sealed) for sealed in old_slots - present)
    assert len(old_slots - present) == 10
    figure("12", "old slots found in any file after 10 changes", remnants, "≤ 1", passed=remnants <= 1)
    assert remnants == 0


def test_12_an_old_password_opens_no_region_that_is_left(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    vault.set_password(vault.user.user_id, "Gao-Shan5-Xinglu")
    vault.close()
    content = paths.header.read_bytes()
    regions = [header.decode(content[at : at + REGION]) for at in (0, REGION)]
    assert len({region.slots for region in regions if region is not None}) == 1
    with pytest.raises(WrongPassword):
        open_vault(paths)


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [(8 * 1024, 3, 4), (64 * 1024, 1, 4), (4 << 20, 3, 4), (64 * 1024, 11, 4), (64 * 1024, 3, 255)],
    ids=["less memory", "fewer passes", "memory bomb", "time bomb", "lane bomb"],
)
def test_18_kdf_costs_out_of_bounds_are_refused_before_deriving(
    tmp_path: Path, memory: int, passes: int, lanes: int, figure: Figures
) -> None:
    paths, _ = vault_copy(tmp_path)
    forge(paths, lambda region: struct.pack_into(">IHH", region, PARAMETERS, memory, passes, lanes))
    begun = time.perf_counter()
    with pytest.raises(VaultError, match="口令参数") as caught:
        open_vault(paths)
    took = time.perf_counter() - begun
    assert "备份" in caught.value.todo
    assert not paths.backoff.exists()
    figure("18", "costs out of bounds", "refused before a derivation", "refused", passed=took < 0.5)
    assert took < 0.5


def test_18_changed_kdf_costs_within_bounds_open_nothing(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    forge(paths, lambda region: struct.pack_into(">IHH", region, PARAMETERS, 65 * 1024, 3, 4))
    assert all("不正确" in said for said in try_both(paths))


def test_18_a_slot_removed_by_somebody_without_the_key_is_noticed(tmp_path: Path, figure: Figures) -> None:
    paths, _ = vault_copy(tmp_path)
    held = header.read(paths.header).header
    for gone in range(len(held.slots)):
        kept = tuple(slot for number, slot in enumerate(held.slots) if number != gone)
        region = header.encode(replace(held, slots=kept), bytes(32))
        paths.header.write_bytes(region + bytes(REGION))
        said = try_both(paths)
        assert all("改动过" in text or "不正确" in text for text in said)
        assert any("改动过" in text for text in said)
    figure("18", "slots removed", f"each of {len(held.slots)} noticed", "refused")


def test_18_a_slot_copied_from_another_vault_does_not_open(tmp_path: Path, figure: Figures) -> None:
    paths, _ = vault_copy(tmp_path)
    other, _ = Vault.create(
        tmp_path / "other", kind="group", grade="秘密", login="外人", password="Wai-Ren9-Laile",
        kdf=KdfParams(64 * 1024, 3, 4),
    )  # fmt: skip
    other.close()
    foreign = header.read(other.paths.header).header.slots[0]
    held = header.read(paths.header).header
    for slots in ((*held.slots, foreign), (foreign, *held.slots[1:])):
        paths.header.write_bytes(header.encode(replace(held, slots=slots), bytes(32)) + bytes(REGION))
        with pytest.raises(WrongPassword):
            Vault.unlock(paths.folder, "外人", "Wai-Ren9-Laile")
        paths.backoff.unlink()
        assert any("改动过" in text for text in try_both(paths))
    figure("18", "slot of another vault", "opens nothing, the change is named, 2 ways", "refused")


def test_18_swapping_the_slots_of_two_users_gains_nothing(tmp_path: Path, figure: Figures) -> None:
    paths, _ = vault_copy(tmp_path)
    held = header.read(paths.header).header
    first, code, second = held.slots
    swapped = (replace(first, sealed=second.sealed), code, replace(second, sealed=first.sealed))
    paths.header.write_bytes(header.encode(replace(held, slots=swapped), bytes(32)) + bytes(REGION))
    assert all("不正确" in said for said in try_both(paths))
    figure("18", "slots of two users swapped", "opens nothing", "refused")


def test_21_an_older_header_put_back_is_refused(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    before = paths.header.read_bytes()
    vault = open_vault(paths)
    vault.remove_user(vault.users()[1].user_id)
    vault.close()
    paths.header.write_bytes(before)
    with pytest.raises(VaultError, match="换回了旧的一份") as caught:
        Vault.unlock(paths.folder, MEMBER, MEMBER_PASSWORD)
    assert "备份" in caught.value.todo


def test_02_a_torn_write_leaves_the_other_region_and_is_mended_at_unlock(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    whole = paths.header.read_bytes()
    live = header.read(paths.header).region
    vault = open_vault(paths)
    vault.set_anchor("records", 1, b"h" * 32)
    vault.close()
    newer = paths.header.read_bytes()
    assert header.read(paths.header).region == 1 - live
    for cut in range(0, REGION, 512):
        at = (1 - live) * REGION
        torn = bytearray(whole)
        torn[at : at + cut] = newer[at : at + cut]
        paths.header.write_bytes(torn)
        file = header.read(paths.header)
        assert file.region == live
        assert file.other == ("broken" if cut else "same")
    open_vault(paths).close()
    assert header.read(paths.header).other in ("empty", "same")


def test_04_bit_flips_in_the_header_are_refused_or_harmless(tmp_path: Path, figure: Figures) -> None:
    paths, _ = vault_copy(tmp_path)
    whole = paths.header.read_bytes()
    read = header.read(paths.header)
    slots = read.header.slots
    chance = random.Random(20260315)
    flips, refused = 2000 if FULL else 200, 0
    for _ in range(flips):
        at = chance.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[at] ^= 1 << chance.randrange(8)
        paths.header.write_bytes(flipped)
        ways_back = []
        try:
            held = header.read(paths.header).header
        except VaultError as error:
            ways_back.append(error.todo)
        else:  # the other region holds the same slots
            assert held.slots == slots
        assert all("从备份恢复" in todo for todo in ways_back)
        refused += len(ways_back)
    told = f"{flips}: {refused} refused with the way back, {flips - refused} harmless by the other region"
    figure("04", "flips in the header", told, "2,000", seed=20260315)


def test_05_empty_short_long_and_zeroed_headers_are_refused_or_harmless(
    tmp_path: Path, figure: Figures
) -> None:
    paths, _ = vault_copy(tmp_path)
    whole = paths.header.read_bytes()
    for content in (b"", bytes(8192), whole[:100], b"\xff" * 8192):
        paths.header.write_bytes(content)
        with pytest.raises(VaultError) as caught:
            open_vault(paths)
        assert "从备份恢复" in caught.value.todo
        assert paths.header.read_bytes() == content
    paths.header.unlink()
    with pytest.raises(VaultError, match="不见了"):
        open_vault(paths)
    assert not paths.header.exists()
    paths.header.write_bytes(whole + b"tail" * 1000)
    open_vault(paths).close()
    figure("05", "a ruined header", "5 refused, a lengthened one opened", "refused, no new empty vault")
