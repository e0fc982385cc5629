"""Backups made in the window restore, planted damage is found and explained, and the daily backup never holds up a lock."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSpinBox

from app.areas.libraries.model import Unit
from app.areas.secrecy import backups
from app.areas.secrecy.backups import DailyBackup, is_due
from app.areas.secrecy.machine import Standing, disk_encrypted, guards
from app.areas.secrecy.view import SYSTEM, pages
from app.areas.secrecy.view.system import SystemPage
from app.areas.secrecy.view.users import UsersPage
from app.catalog import catalog
from app.compose import compose
from app.core.errors import KnownError
from app.core.roles import Actor, Role
from app.doors import close_vault, session_opener
from app.tasks.work import Job
from app.widgets import theme
from app.widgets.lines import Lines
from db.backup import Backup, list_backups, restore
from db.session import Session
from db.vault import Vault
from tests.builders import ALL, PASSWORD, session_on
from tests.ui.area_kit import Shown, dialog, filled_vault, open_dialogs, show_on
from tests.ui.desks import tidy
from tests.ui_typing import find_by_name, press, shown_text

NAME = "中共示例县水务局党组"


@pytest.fixture
def shown_on(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Shown]]:
    """Opens the window on a vault with one unit; closes it after the test."""
    held: list[Shown] = []

    def opener(**options: object) -> Shown:
        vault = filled_vault(tmp_path / "库", "group", with_unit)
        held.append(show_on(vault, pages(vault), **options))  # type: ignore[arg-type]  # show_on's own options
        held[-1].go(SYSTEM)
        return held[-1]

    yield opener
    for each in held:
        each.close()
        if each.vault.is_open:
            each.vault.close()
    theme.set_type_scale(1.0)
    tidy()


@pytest.fixture
def shown(shown_on: Callable[..., Shown]) -> Shown:
    """The page on such a vault."""
    return shown_on()


def with_unit(session: Session) -> None:
    session.create(Unit(name=NAME, category="department"))


def units(vault: Vault) -> list[str]:
    session = session_on(vault, role="reader")
    try:
        return [unit.name for unit in session.find(Unit)]
    finally:
        session.close()


def notes(vault: Vault) -> list[str]:
    """What the journal says of events, in order."""
    conn = vault.connect("records", "reader")
    try:
        return [
            str(row[0]) for row in conn.execute("SELECT note FROM journal WHERE op = 'event' ORDER BY seq")
        ]
    finally:
        conn.close()


def age(backup: Backup, days: float) -> None:
    """Make a backup older by renaming it, as time would have it."""
    older = backup.made_at - timedelta(days=days)
    os.rename(backup.folder, backup.folder.with_name(f"{older:%Y%m%d-%H%M%S}"))


def rows_of(page: SystemPage) -> list[tuple[str, ...]]:
    lines = find_by_name(page, Lines, "备份列表")
    return [tuple(item.text(column) for column in range(4)) for item in lines.every()]


# Backup


def test_a_backup_made_in_the_window_restores(shown_on: Callable[..., Shown], tmp_path: Path) -> None:
    shown = shown_on(keep_open=True)
    page = shown.page(SystemPage)
    assert "还没有备份" in shown_text(page)
    shown.press("立即备份")
    assert [row[2:] for row in rows_of(page)] == [("本机，库文件夹里", "✓ 完整")]
    assert "还没有备份" not in shown_text(page)
    shown.shot("sys-backup")
    assert any(note.startswith("备份到本机") for note in notes(shown.vault))
    paths = shown.vault.paths
    shown.close()
    shown.vault.close()
    for path in (paths.records, paths.blobs, paths.clues):
        path.write_bytes(b"")
    restore(paths.folder, list_backups(paths.folder)[0], "组长甲", PASSWORD)
    vault = Vault.unlock(paths.folder, "组长甲", PASSWORD)
    try:
        assert units(vault) == [NAME]
    finally:
        vault.close()


def test_a_backup_on_a_stick_is_listed_and_named_when_the_stick_is_away(shown: Shown, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    page = shown.page(SystemPage)
    page.back_up_to(stick)
    shown.settle()
    assert [row[2] for row in rows_of(page)] == [str(list_backups(shown.vault)[0].folder.parent)]
    shutil.rmtree(stick)
    page.refresh()
    shown.settle()
    assert "介质不在手边" in shown_text(page)
    assert "还没有备份" in shown_text(page)


def test_the_vaults_own_folder_is_refused_as_a_stick(shown: Shown) -> None:
    shown.page(SystemPage).back_up_to(shown.vault.paths.folder / "内")
    shown.settle()
    assert "这个文件夹在库里面" in shown_text(dialog())
    press(dialog(), "知道了")
    assert list_backups(shown.vault) == []


def test_a_full_or_missing_stick_is_explained_and_leaves_nothing(shown: Shown, tmp_path: Path) -> None:
    target = tmp_path / "文件"
    target.write_bytes(b"no folder")
    shown.page(SystemPage).back_up_to(target)
    shown.settle()
    said = shown_text(dialog())
    assert "备份没有做成" in said
    assert "库里的内容和原有备份都在" in said
    press(dialog(), "知道了")


def test_a_backup_of_last_week_is_called_too_old(shown: Shown) -> None:
    shown.press("立即备份")
    page = shown.page(SystemPage)
    assert "最近一份备份已超过一天" not in shown_text(page)
    age(list_backups(shown.vault)[0], 7)
    page.refresh()
    shown.settle()
    assert "最近一份备份已超过一天" in shown_text(page)


# Examination


def test_a_sound_vault_is_said_to_be_sound_with_the_time(shown: Shown) -> None:
    page = shown.page(SystemPage)
    assert "解锁后还没有全面检查过" in shown_text(page)
    shown.press("检查库")
    said = shown_text(page)
    assert f"{datetime.now():%Y-%m-%d}" in said
    assert "检查完毕，没有发现问题" in said
    assert notes(shown.vault)[-1] == "检查库：没有发现问题"
    shown.shot("sys-sound")
    shown.window.back()
    shown.settle()
    shown.go(SYSTEM)
    assert "检查完毕，没有发现问题" in shown_text(shown.page(SystemPage))


def test_a_row_rewritten_behind_the_programs_back_is_found(shown: Shown) -> None:
    conn = shown.vault.connect("records", "writer")
    conn.execute("UPDATE unit SET name = '中共示例县住建局党组'")
    conn.close()
    shown.press("检查库")
    said = shown_text(shown.page(SystemPage))
    assert "发现 1 处问题" in said
    assert "工作记录：有 1 条被巡察党组织与台账不符" in said
    assert "停止录入，报安全保密管理员" in said
    assert notes(shown.vault)[-1] == "检查库：发现 1 处问题"
    shown.shot("sys-found")


def test_a_flipped_byte_of_a_page_is_found_with_the_way_back(shown: Shown) -> None:
    vault = shown.vault
    conn = vault.connect("blobs", "writer")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    conn.close()
    size = vault.paths.blobs.stat().st_size
    with vault.paths.blobs.open("r+b") as file:
        file.seek(size - 8000)
        byte = file.read(1)
        file.seek(size - 8000)
        file.write(bytes([byte[0] ^ 1]))
    shown.press("检查库")
    said = shown_text(shown.page(SystemPage))
    assert "附件：" in said
    assert "从备份恢复" in said
    assert "程序没有改动任何内容" in said


def test_an_examination_that_is_cancelled_says_nothing_and_notes_nothing(shown: Shown) -> None:
    jobs: list[Job] = []
    shown.window.work.started.connect(jobs.append)
    shown.window.work.started.connect(lambda job: job.cancel())
    shown.press("检查库")
    assert len(jobs) == 1
    assert "解锁后还没有全面检查过" in shown_text(shown.page(SystemPage))
    assert open_dialogs() == []
    assert not any(note.startswith("检查库") for note in notes(shown.vault))


# Machine, lock and password


def test_the_page_says_what_it_sees_of_the_machine(shown: Shown) -> None:
    said = shown_text(shown.page(SystemPage))
    for guard in guards(shown.vault.paths.folder):
        assert guard.name in said
        assert guard.found in said
    assert "它不能代替保密检查" in said


def test_disk_encryption_is_seen_through_the_layers_below(tmp_path: Path) -> None:
    number = os.stat(tmp_path).st_dev
    devices, top, crypt = tmp_path / "block", tmp_path / "dm-1", tmp_path / "dm-0"
    for made in (devices, top / "dm", top / "slaves", crypt / "dm"):
        made.mkdir(parents=True)
    (devices / f"{os.major(number)}:{os.minor(number)}").symlink_to(top)
    (top / "dm" / "uuid").write_text("LVM-abc")
    (crypt / "dm" / "uuid").write_text("LVM-def")
    (top / "slaves" / "dm-0").symlink_to(crypt)
    assert disk_encrypted(tmp_path, devices) is False
    (crypt / "dm" / "uuid").write_text("CRYPT-LUKS2-0123")
    assert disk_encrypted(tmp_path, devices) is True
    assert disk_encrypted(tmp_path, tmp_path / "nothing") is None


def test_memory_protection_is_on_after_looking(tmp_path: Path) -> None:
    assert guards(tmp_path)[0].standing is Standing.GOOD


def test_the_idle_time_is_kept_in_the_vault(shown_on: Callable[..., Shown]) -> None:
    shown = shown_on(keep_open=True)
    page = shown.page(SystemPage)
    box = find_by_name(page, QSpinBox, "空闲多久自动锁定")
    assert box.value() == 10
    box.setValue(5)
    shown.press("保存设置")
    assert shown.vault.settings.idle_minutes == 5
    assert notes(shown.vault)[-1] == "自动锁定改为空闲 5 分钟"
    shown.close()
    shown.vault.close()
    again = Vault.unlock(shown.vault.paths.folder, "组长甲", PASSWORD)
    try:
        assert again.settings.idle_minutes == 5
    finally:
        again.close()


def test_a_member_may_look_but_not_change_the_idle_time(shown_on: Callable[..., Shown]) -> None:
    shown = shown_on(roles=frozenset({Role.MEMBER}))
    find_by_name(shown.page(SystemPage), QSpinBox, "空闲多久自动锁定").setValue(60)
    shown.press("保存设置")
    assert "须由组长" in shown_text(dialog())
    press(dialog(), "知道了")
    assert shown.vault.settings.idle_minutes == 10


def test_rule_and_expiry_of_the_password_are_shown(shown: Shown) -> None:
    said = shown_text(shown.page(SystemPage))
    assert "至少 10 个字符，四类字符至少 3 类，每 30 天更换" in said
    assert "还有 30 天" in said
    assert "工作秘密" in said


def test_a_password_that_was_given_must_be_changed(qapp: QApplication, tmp_path: Path) -> None:
    vault = filled_vault(tmp_path / "库", "group")
    vault.add_user("组员乙", "Song-Bai-2026-chang", may_clues=False)
    vault.close()
    vault = Vault.unlock(tmp_path / "库", "组员乙", "Song-Bai-2026-chang")
    shown = show_on(vault, pages(vault), name="组员乙", roles=frozenset({Role.MEMBER}))
    shown.go(SYSTEM)
    assert "请先改掉别人给您的口令" in shown_text(shown.page(SystemPage))
    shown.press("修改我的口令")
    assert isinstance(shown.window.page, UsersPage)
    shown.close()
    tidy()


@pytest.mark.parametrize(
    ("scheme", "size", "scale"),
    [(theme.Scheme.DARK, (1366, 768), 1.0), (theme.Scheme.LIGHT, (1600, 900), 1.5)],
)
def test_the_page_stands_in_the_dark_and_at_a_larger_type(
    shown_on: Callable[..., Shown], scheme: theme.Scheme, size: tuple[int, int], scale: float
) -> None:
    theme.set_type_scale(scale)
    shown = shown_on(scheme=scheme, size=size)
    shown.press("立即备份")
    shown.press("检查库")
    shown.shot(f"sys-{scheme.value}-{scale}")
    bar = find_by_name(shown.page(SystemPage), Lines, "备份列表").horizontalScrollBar()
    assert bar.maximum() == 0


# The daily backup


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A vault with one unit, no window."""
    made = filled_vault(tmp_path / "库", "group", with_unit)
    yield made
    if made.is_open:
        made.close()


def ended() -> None:
    """Wait until the daily backup has ended by itself."""
    for thread in threading.enumerate():
        if thread.name == "xuncha-daily-backup":
            thread.join(20.0)
            assert not thread.is_alive()


def test_a_vault_without_a_backup_gets_one_by_itself_and_the_journal_says_so(vault: Vault) -> None:
    daily = DailyBackup(vault, after=0.0)
    daily.begin()
    ended()
    folder = vault.paths.folder
    actor = Actor(vault.user.user_id, "组长甲", ALL, vault.replica_id)
    opener = session_opener(vault, catalog(), actor)
    close_vault(vault, lambda: opener("writer"), daily)
    again = Vault.unlock(folder, "组长甲", PASSWORD)
    try:
        assert [held.complete for held in list_backups(again)] == [True]
        assert notes(again)[-1].startswith("自动备份 2")
    finally:
        again.close()


def test_a_fresh_backup_is_enough_for_a_day(vault: Vault) -> None:
    made = backups.make(vault)
    now = made.made_at
    assert not is_due([made], now + timedelta(hours=23))
    assert is_due([made], now + timedelta(hours=25))
    assert is_due([made], now - timedelta(days=3))
    daily = DailyBackup(vault, after=0.0)
    daily.begin()
    ended()
    assert daily.end(1.0) == ""
    assert list_backups(vault) == [made]


def test_locking_right_after_unlocking_makes_no_backup_and_waits_for_none(vault: Vault) -> None:
    services = compose(
        catalog(), vault, Actor(vault.user.user_id, "组长甲", ALL, vault.replica_id), vault.paths.folder,
        replace=lambda: None,
    )  # fmt: skip
    began = time.monotonic()
    services.close()
    assert time.monotonic() - began < 2.0
    assert not vault.is_open
    assert list_backups(vault.paths.folder) == []


def test_an_end_in_the_middle_leaves_no_half_backup(vault: Vault) -> None:
    class Ended(Exception):
        pass

    def end(what: str) -> None:
        if what == "正在备份附件":
            assert [path.suffix for path in vault.paths.backups.iterdir() if path.is_dir()] == [".part"]
            raise Ended

    with pytest.raises(Ended):
        backups.make(vault, progress=end)
    assert not [path for path in vault.paths.backups.iterdir() if path.is_dir()]
    assert backups.make(vault).complete


def test_two_backups_at_once_do_not_sweep_each_other_away(vault: Vault) -> None:
    def second(_what: str) -> None:
        with pytest.raises(KnownError, match="另一份备份正在做"):
            backups.make(vault)

    assert backups.make(vault, progress=second).complete


def test_a_daily_backup_that_fails_is_noted_and_stops_nothing(vault: Vault) -> None:
    shutil.rmtree(vault.paths.backups, ignore_errors=True)
    vault.paths.backups.write_bytes(b"in the way")
    daily = DailyBackup(vault, after=0.0)
    daily.begin()
    ended()
    assert daily.end(1.0).startswith("自动备份没有做成")
    assert units(vault) == [NAME]
