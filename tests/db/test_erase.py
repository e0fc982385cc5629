"""What erasure promises: keys first, nothing of the vault left, an honest report."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.core.errors import VaultError
from db import header
from db.backup import back_up
from db.erase import erase_vault, finish_erasure
from db.residue import scan
from db.vault import Vault
from tests.db.vault_kit import LOGIN, PASSWORD, open_vault, vault_copy


def test_an_erased_vault_leaves_no_file_and_the_report_names_them(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "别人的文件.txt").write_text("与本库无关")
    vault = open_vault(paths)
    back_up(vault)
    back_up(vault, stick)
    vault_id = vault.vault_id
    vault.close()
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    (drafts / "a.tmp").write_bytes(b"draft")
    report = erase_vault(paths.folder, drafts=[drafts], scan_places=[tmp_path], canaries=["集体资产台账"])
    finish_erasure(paths.folder)
    finish_erasure(paths.folder)
    assert report.vault_id == vault_id
    assert report.keys_destroyed == 9
    assert {Path(file.path).name for file in report.files_removed} >= {
        "vault.hdr", "records.vault", "blobs.vault", "clues.vault", "a.tmp", "backup.json", "places.json",
    }  # fmt: skip
    assert report.traces == 0
    assert report.places_missing == ()
    assert any("交换" in line for line in report.not_covered)
    assert any("快照" in line for line in report.not_covered)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["别人的文件.txt"]
    assert not paths.folder.exists()


def test_a_backup_place_out_of_reach_is_named_in_the_report(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    vault = open_vault(paths)
    made = back_up(vault, stick)
    vault.close()
    stick.rename(tmp_path / "drawer")
    report = erase_vault(paths.folder)
    assert report.places_missing == (str(made.folder.parent),)
    assert any("不在手边" in line for line in report.not_covered)


def test_the_list_of_places_cannot_lead_the_erasure_to_foreign_folders(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    mine = tmp_path / "我的文档"
    mine.mkdir()
    (mine / "家庭照片").write_text("x")
    (paths.folder / "places.json").write_text(f'["{mine}", "{tmp_path}", "xuncha-0123456789ab"]')
    (paths.folder / "link").symlink_to(mine)
    erase_vault(paths.folder)
    assert (mine / "家庭照片").exists()


def test_an_open_vault_and_a_foreign_folder_are_not_erased(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    with pytest.raises(VaultError, match="另一个窗口"):
        erase_vault(paths.folder)
    vault.close()
    with pytest.raises(VaultError, match="没有工作库"):
        erase_vault(tmp_path)
    open_vault(paths).close()


def test_a_vault_whose_erasure_began_opens_no_more(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    erase_vault(paths.folder)
    with pytest.raises(VaultError, match="正在清除"):
        Vault.unlock(paths.folder, LOGIN, PASSWORD)


def test_keys_are_random_then_zero_before_any_database_is_touched(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    records = hashlib.sha256(paths.records.read_bytes()).hexdigest()
    seen: list[str] = []

    def watch(step: str) -> None:
        seen.append(step)
        if step == "zero vault.hdr" and len([s for s in seen if s == step]) == 1:
            content = paths.header.read_bytes()
            assert all(header.decode(content[at : at + 4096]) is None for at in (0, 4096))
            assert len(set(content)) > 200
        if step.startswith("file ") and seen.count("keys") and "overwrite" not in " ".join(seen):
            assert paths.header.read_bytes() == bytes(8192)
            assert hashlib.sha256(paths.records.read_bytes()).hexdigest() == records

    erase_vault(paths.folder, on_step=watch)
    assert seen.index("zero vault.hdr") < min(n for n, s in enumerate(seen) if s.startswith("file "))


def test_the_scan_finds_texts_in_four_encodings_and_known_files(tmp_path: Path) -> None:
    for number, encoding in enumerate(("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
        (tmp_path / f"{number}.bin").write_bytes(
            b"\0" * (4 << 20) + "张某某反映".encode(encoding) + b"\0" * 9
        )
    (tmp_path / "edge.bin").write_bytes(b"\0" * ((4 << 20) - 7) + "张某某反映".encode())
    (tmp_path / "clean.bin").write_bytes(b"\0" * 100)
    (tmp_path / "known.pdf").write_bytes(b"%PDF-known")
    (found,) = scan([tmp_path], ["张某某反映"], [hashlib.sha256(b"%PDF-known").hexdigest()])
    assert found.files == 7
    assert sorted(Path(trace.path).name for trace in found.traces) == [
        "0.bin", "1.bin", "2.bin", "3.bin", "edge.bin", "known.pdf",
    ]  # fmt: skip
