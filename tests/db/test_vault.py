"""What a vault promises to its users: who may open it, with what, and what stays closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.core.errors import InputProblems, Refused, VaultError
from db.connection import open_connections
from db.keys import MINIMUM_KDF, calibrate, check_password, new_recovery_code, parse_recovery_code
from db.vault import Vault, WrongPassword, describe
from tests.db.vault_kit import LOGIN, MEMBER, MEMBER_PASSWORD, PASSWORD, open_vault, vault_copy

NEW = "Gao-Shan5-Xinglu"


def test_the_first_user_opens_all_three_databases(tmp_path: Path) -> None:
    vault = open_vault(vault_copy(tmp_path)[0])
    for name in ("records", "blobs", "clues"):
        conn = vault.connect(name, "reader")
        assert conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
        conn.close()
    assert open_connections() == 0
    vault.close()


def test_nobody_learns_names_or_titles_from_the_files(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    card = describe(paths.folder)
    assert (card.kind, card.slots) == ("group", 3)
    content = b"".join(file.read_bytes() for file in paths.folder.rglob("*") if file.is_file())
    for word in (LOGIN, MEMBER, "巡察组工作库", "秘密", "集体资产"):
        assert word.encode() not in content


def test_a_member_without_the_right_has_no_clue_compartment(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = Vault.unlock(paths.folder, MEMBER, MEMBER_PASSWORD)
    assert not vault.has_clues
    assert vault.anchor("clues") is None
    with pytest.raises(VaultError):
        vault.connect("clues", "reader")
    with pytest.raises(VaultError):
        vault.subkey("journal-head", "clues")
    with pytest.raises(Refused):
        vault.add_user("又一人", NEW, may_clues=True)
    with pytest.raises(Refused):
        vault.new_recovery_code()
    vault.close()


def test_a_second_window_is_told_that_the_vault_is_in_use(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    with pytest.raises(VaultError, match="另一个窗口"):
        open_vault(paths)
    vault.close()
    open_vault(paths).close()


def test_the_recovery_code_opens_and_lets_a_password_be_set(tmp_path: Path) -> None:
    paths, code = vault_copy(tmp_path)
    typed = "-".join((code[:6], code[6:13], code[13:])).lower().replace("0", "o").replace("1", "l")
    vault = Vault.unlock_with_recovery(paths.folder, typed)
    first = vault.users()[0]
    assert (first.login, vault.user.user_id, vault.has_clues) == (LOGIN, "recovery", True)
    assert not vault.set_password(first.user_id, NEW).must_change
    fresh = vault.new_recovery_code()
    vault.close()
    vault = Vault.unlock(paths.folder, LOGIN, NEW)
    assert vault.has_clues
    vault.close()
    with pytest.raises(WrongPassword):
        Vault.unlock_with_recovery(paths.folder, code)
    paths.backoff.unlink()
    Vault.unlock_with_recovery(paths.folder, fresh).close()


def test_recovery_codes_have_26_characters_and_bring_back_128_bits() -> None:
    for _ in range(200):
        code, bits = new_recovery_code()
        assert len(code) == 26
        assert parse_recovery_code(code) == bits
    for wrong in ("", "U" * 26, "Z" * 26, "0" * 25):
        with pytest.raises(VaultError, match="恢复码"):
            parse_recovery_code(wrong)


def test_a_token_file_is_needed_where_one_was_set(tmp_path: Path) -> None:
    token = bytes(range(32))
    vault, _ = Vault.create(
        tmp_path / "v",
        kind="office",
        grade="机密",
        login=LOGIN,
        password=PASSWORD,
        kdf=MINIMUM_KDF,
        token=token,
    )
    with pytest.raises(InputProblems, match="令牌"):
        vault.set_password(vault.user.user_id, NEW)
    vault.set_password(vault.user.user_id, NEW, token=token)
    vault.close()
    with pytest.raises(WrongPassword):
        Vault.unlock(tmp_path / "v", LOGIN, NEW)
    (tmp_path / "v" / "wait").unlink()
    vault = Vault.unlock(tmp_path / "v", LOGIN, NEW, token=token)
    assert vault.user.with_token
    vault.close()


def test_a_member_changes_the_first_password_and_gets_a_new_term(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = Vault.unlock(paths.folder, MEMBER, MEMBER_PASSWORD)
    assert vault.user.must_change
    with pytest.raises(InputProblems, match="原口令"):
        vault.set_password(vault.user.user_id, MEMBER_PASSWORD)
    changed = vault.set_password(vault.user.user_id, NEW, now=datetime(2026, 3, 1))
    assert (changed.must_change, changed.expires_on) == (False, date(2026, 3, 31))
    vault.close()
    with pytest.raises(WrongPassword):
        Vault.unlock(paths.folder, MEMBER, MEMBER_PASSWORD)
    paths.backoff.unlink()
    vault = Vault.unlock(paths.folder, MEMBER.upper() + " ", NEW)
    assert vault.user == changed
    vault.close()


def test_a_removed_user_cannot_open_and_the_last_clue_holder_stays(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    me, member = vault.users()
    vault.remove_user(member.user_id)
    with pytest.raises(Refused) as caught:
        vault.remove_user(me.user_id)
    assert len(caught.value.reasons) == 2
    vault.close()
    with pytest.raises(WrongPassword):
        Vault.unlock(paths.folder, MEMBER, MEMBER_PASSWORD)


def test_users_fit_for_a_whole_group_and_then_the_limit_is_said(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    for number in range(13):
        vault.add_user(f"巡察组成员第{number:02}号", f"Xing-Lu{number:02}-Wanli", may_clues=number % 2 == 0)
    with pytest.raises(InputProblems) as caught:
        vault.add_user(MEMBER, "short", may_clues=False)
    assert len(caught.value.problems) >= 3
    vault.add_user("最后一名组员", "Hou-Lai16-Youyi", may_clues=False)
    with pytest.raises(Refused, match="不能再添加用户"):
        vault.add_user("再多一名组员", "Hou-Lai17-Youyi", may_clues=False)
    assert len(vault.users()) == 16
    vault.close()
    open_vault(paths).close()


def test_password_rules_name_all_problems_at_once() -> None:
    assert len(check_password("aaa", "秘密")) == 3
    assert check_password(PASSWORD, "机密") == []
    assert any("登录名" in text for text in check_password("Zhangzu-2026-x", "秘密", login=LOGIN))
    assert any("弱口令" in text for text in check_password("Password-2026", "秘密"))


def test_a_secret_grade_shortens_the_term_and_the_rule_can_be_edited(tmp_path: Path) -> None:
    vault, _ = Vault.create(
        tmp_path / "v", kind="group", grade="机密", login=LOGIN, password=PASSWORD, kdf=MINIMUM_KDF,
        now=datetime(2026, 3, 1),
    )  # fmt: skip
    assert vault.user.expires_on == date(2026, 3, 8)
    vault.save_settings(replace(vault.settings, title="第三轮", rule=replace(vault.settings.rule, length=14)))
    with pytest.raises(InputProblems, match="至少 14 个字符"):
        vault.add_user("组员乙", "Abc-defg-12", may_clues=False)
    vault.close()
    vault = Vault.unlock(tmp_path / "v", LOGIN, PASSWORD)
    assert vault.settings.title == "第三轮"
    vault.close()


def test_anchors_and_subkeys_come_back_and_anchors_never_go_backwards(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    vault.set_anchor("records", 7, b"r" * 32)
    vault.set_anchor("clues", 3, b"c" * 32)
    keys = {vault.subkey(p, d) for p in ("journal-head", "row-mac") for d in ("records", "blobs", "clues")}
    replica = vault.replica_id
    vault.close()
    vault = open_vault(paths)
    records, clues = vault.anchor("records"), vault.anchor("clues")
    assert records is not None
    assert clues is not None
    assert (records.seq, clues.seq, clues.head) == (7, 3, b"c" * 32)
    assert len(keys) == 6
    assert vault.subkey("row-mac") in keys
    assert vault.replica_id == replica
    with pytest.raises(ValueError, match="backwards"):
        vault.set_anchor("records", 6, b"r" * 32)
    vault.close()
    with pytest.raises(VaultError, match="锁定"):
        vault.connect("records", "reader")


def test_a_vault_is_not_created_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "文件.txt").write_text("已有")
    with pytest.raises(Refused):
        Vault.create(
            tmp_path / "v", kind="group", grade="秘密", login=LOGIN, password=PASSWORD, kdf=MINIMUM_KDF
        )
    with pytest.raises(VaultError):
        Vault.unlock(tmp_path / "v", LOGIN, PASSWORD)
    assert sorted(file.name for file in (tmp_path / "v").iterdir()) == ["文件.txt"]


def test_an_independent_reader_opens_records_and_blobs_with_the_raw_key(tmp_path: Path) -> None:
    apsw = pytest.importorskip("apsw", reason="apsw-sqlite3mc, the independent reader, is not installed here")
    vault = open_vault(vault_copy(tmp_path)[0])
    for name, page, query in (
        ("records", 4096, "SELECT count(*) FROM note"),
        ("blobs", 16384, "SELECT 300 + key_epoch * 0 FROM key_state"),
    ):
        conn = apsw.Connection(str(vault.paths.database(name)))
        for pragma in ("cipher='sqlcipher'", "legacy=4", f"legacy_page_size={page}"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute(f"""PRAGMA key = "x'{vault.database_key(name).hex()}'" """)
        assert conn.execute(query).fetchall() == [(300,)]
        conn.close()
    vault.close()


def test_calibration_stays_within_the_bounds_on_any_machine() -> None:
    for speed in (0.7, 30.0):
        ticks = iter([0.0, speed] * 8)
        params = calibrate(lambda ticks=ticks: next(ticks))
        params.require_sane()
        assert params.memory_kib <= 256 * 1024
