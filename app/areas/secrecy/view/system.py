"""The page 系统与备份: backups, the examination of the vault, the protection of this machine, lock and password rule.

It restores nothing: that is done while the vault is closed, at the unlock screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox, QVBoxLayout

from app.areas.secrecy import backups
from app.areas.secrecy.examination import Examination, examine
from app.areas.secrecy.keyholders import LEAST_RULE, MOST_RULE, notice_days, save_settings
from app.areas.secrecy.machine import Guard, Standing, guards
from app.core.errors import KnownError
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.badges import grade_text
from app.widgets.desk import Desk
from app.widgets.display import moment_text, size_text
from app.widgets.frame import WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.notices import Notice
from app.widgets.rows import Row, beside, button, words
from db.backup import Backup, list_backups
from db.keys import PasswordRule, password_rule
from db.places import backup_places
from db.vault import UserKey, Vault, VaultSettings

if TYPE_CHECKING:
    from db.session import Session

IDLE_LEAST, IDLE_MOST = 1, 60
DATABASES = 3
_SIGNS = {Standing.GOOD: "✓", Standing.WEAK: "▲", Standing.UNKNOWN: "？"}


@dataclass(frozen=True)
class Shown:
    """What the page shows. away: places that hold or held backups and are not in reach."""

    own_place: Path
    made: tuple[Backup, ...]
    away: tuple[Path, ...]
    guards: tuple[Guard, ...]
    settings: VaultSettings
    user: UserKey


class Examined:
    """The last examination since unlocking; kept beside the page, which may be thrown away and built anew."""

    last: Examination | None = None


def collect(vault: Vault) -> Shown:
    """Read backups and the machine's state; for a worker."""
    away = tuple(place for place in backup_places(vault.paths)[1:] if not place.is_dir())
    return Shown(
        vault.paths.backups,
        tuple(list_backups(vault)),
        away,
        guards(vault.paths.folder),
        vault.settings,
        vault.user,
    )


class SystemPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk, vault: Vault, examined: Examined) -> None:
        super().__init__(desk, "系统与备份", "备份、检查本库，看本机的防护和锁定设置")
        self._vault = vault
        self._examined = examined
        for made in (
            button("检查库", self._on_examine, icon_name="shield-check"),
            button("备份到U盘…", self._on_pick, icon_name="download"),
            button("立即备份", partial(self._back_up, None), icon_name="save", role="main"),
        ):
            self.buttons.addWidget(made)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.compute(partial(collect, self._vault), self._on_read, owner=self, slot="system")

    def _on_read(self, shown: Shown) -> None:
        box = redraw(self.body)
        self._draw_warnings(box, shown)
        _draw_backups(box, shown)
        self._draw_examination(box)
        _draw_guards(box, shown.guards)
        self._draw_lock(box, shown)
        box.addStretch(1)

    def _draw_warnings(self, box: QVBoxLayout, shown: Shown) -> None:
        if shown.user.must_change:
            made = Notice("warn", "key", "请先改掉别人给您的口令")
            made.line("现在的口令是别人设的，他也知道。改过以后，只有您一个人能用这个登录名。")
            made.offer("修改我的口令", partial(self.desk.open_page, "secrecy.users"))
            box.addWidget(made)
        if shown.made and backups.is_due(list(shown.made)):
            made = Notice("warn", "triangle-alert", "最近一份备份已超过一天")
            made.line(
                "程序在解锁后会自动备份，一天一份。如果解锁了一阵仍没有新的备份，请看磁盘是否已满，再按“立即备份”。"
            )
            box.addWidget(made)

    def _draw_examination(self, box: QVBoxLayout) -> None:
        last = self._examined.last
        section(box, "检查", moment_text(last.ended_at) if last else "")
        if last is None:
            box.addWidget(
                words(
                    "解锁后还没有全面检查过。“检查库”逐页核对文件、附件、台账和检索，不改动任何内容；库大时要几分钟。",
                    "muted",
                    wrap=True,
                )
            )
        elif not last.findings:
            made = Notice("notice", "circle-check", f"{moment_text(last.ended_at)} 检查完毕，没有发现问题")
            made.line("文件、附件、台账、检索都与记录一致。")
            box.addWidget(made)
        else:
            made = Notice(
                "stop",
                "circle-x",
                f"{moment_text(last.ended_at)} 检查完毕，发现 {len(last.findings)} 处问题",
            )
            made.line("程序没有改动任何内容，备份不受影响。请不要再往库里录入，先照下面的办法处理。")
            for place, finding in enumerate(last.findings, start=1):
                made.line(f"{place}. {finding.place}：{finding.text}")
                made.line(f"怎么办：{finding.todo}。")
            box.addWidget(made)

    def _draw_lock(self, box: QVBoxLayout, shown: Shown) -> None:
        settings = shown.settings
        section(box, "锁定与口令")
        box.addWidget(
            facts(
                (
                    ("最高密级", grade_text(settings.grade) or "未定密"),
                    (
                        "口令规则",
                        f"至少 {settings.rule.length} 个字符，四类字符至少 {settings.rule.classes} 类，"
                        f"每 {settings.rule.days} 天更换",
                    ),
                    ("我的口令", _expiry_text(shown.user, settings.rule)),
                )
            )
        )
        self._idle = QSpinBox()
        self._idle.setRange(IDLE_LEAST, IDLE_MOST)
        self._idle.setValue(settings.idle_minutes)
        self._idle.setSuffix(" 分钟")
        self._idle.setFixedWidth(theme.scaled(140))
        row = Row("空闲多久自动锁定", self._idle, help="涉密程度越高，时间应当越短；改动从下次解锁起生效")
        box.addWidget(row)
        self._draw_rule(box, settings)
        box.addLayout(
            beside(
                button("保存设置", self._on_save, name="保存设置"),
                button("修改我的口令…", partial(self.desk.open_page, "secrecy.users"), role="quiet"),
                None,
            )
        )

    def _draw_rule(self, box: QVBoxLayout, settings: VaultSettings) -> None:
        usual = password_rule(settings.grade)
        self._rule = tuple(
            _spin(getattr(LEAST_RULE, name), getattr(MOST_RULE, name), getattr(settings.rule, name), unit)
            for name, unit in (("length", " 个字符"), ("classes", " 类"), ("days", " 天"))
        )
        rows = beside(gap=theme.EDGE)
        for label, line in zip(("口令至少", "四类字符至少", "多久更换一次"), self._rule, strict=True):
            rows.addWidget(Row(label, line))
        rows.addStretch(1)
        box.addLayout(rows)
        box.addWidget(
            words(
                f"本库密级通常的规则：{usual.words}。改短更换期限，现有口令的到期日随之提前。",
                "muted",
                wrap=True,
            )
        )

    # Backup

    def _on_pick(self) -> None:
        dialogs.pick_folder(
            self.window(), "选择U盘或移动硬盘上的文件夹", lambda name: self.back_up_to(Path(name))
        )

    def back_up_to(self, folder: Path) -> None:
        """Make a backup under a folder that a person chose."""
        if folder.resolve().is_relative_to(self._vault.paths.folder.resolve()):
            self.desk.show_error(
                KnownError(
                    "这个文件夹在库里面",
                    kept="没有写入任何文件",
                    todo="本机备份请按“立即备份”；备份到U盘请选U盘上的文件夹",
                ),
                self.window(),
            )
            return
        self._back_up(folder)

    def _back_up(self, into: Path | None) -> None:
        vault = self._vault

        def make(progress: Progress, _cancelled: Cancel) -> Backup:
            step = iter(range(DATABASES))
            return backups.make(vault, into, lambda _what: progress(next(step, DATABASES), DATABASES))

        def made(backup: Backup) -> None:
            where = "移动介质" if into else "本机"
            self.desk.work.write(lambda session: session.note(f"备份到{where} {backup.folder.name}"))
            self.desk.note(f"已备份到{where}，{size_text(backup.size)}，写完后已逐页核对")
            self.refresh()

        self.desk.work.job("正在备份…", make, made, owner=self)

    # Examination

    def _on_examine(self) -> None:
        vault = self._vault

        def run(session: Session, progress: Progress, _cancelled: Cancel) -> Examination:
            return examine(vault, session, progress)

        self.desk.work.store_job("正在检查库…", run, self._on_examined, owner=self)

    def _on_examined(self, done: Examination) -> None:
        self._examined.last = done
        if not done.findings:
            self.desk.note("检查完毕，没有发现问题")
        self.refresh()

    # Settings

    def _on_save(self) -> None:
        if not self.desk.may("vault.set", "不能修改锁定和口令设置", self.window()):
            return
        vault = self._vault
        rule = PasswordRule(*(line.value() for line in self._rule))
        wanted = replace(vault.settings, idle_minutes=self._idle.value(), rule=rule)
        if wanted == vault.settings:
            self.desk.note("设置没有变化")
            return

        def saved(_none: None) -> None:
            self.desk.note(f"已保存，下次解锁起空闲 {wanted.idle_minutes} 分钟自动锁定")
            self.refresh()

        self.desk.work.store_job(
            "", lambda session, _p, _c: save_settings(session, vault, wanted), saved, owner=self
        )


def _spin(least: int, most: int, value: int, unit: str) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setValue(value)
    made.setSuffix(unit)
    made.setFixedWidth(theme.scaled(140))
    return made


def _draw_backups(box: QVBoxLayout, shown: Shown) -> None:
    newest = next((backup for backup in shown.made if backup.complete), None)
    section(box, "备份", f"最近一次 {moment_text(newest.made_at)}" if newest else "")
    if shown.made:
        lines = Lines("备份列表", ("时间", "大小", "位置", "状态"), (150, 96, 320, 96), grow=2, most=12)
        for backup in shown.made:
            at_home = backup.folder.parent == shown.own_place
            where = "本机，库文件夹里" if at_home else str(backup.folder.parent)
            state = "✓ 完整" if backup.complete else "▲ 缺文件"
            lines.add((moment_text(backup.made_at), size_text(backup.size), where, state))
        lines.right(1)
        lines.tight(0, 1, 3)
        lines.fit()
        box.addWidget(lines)
    else:
        box.addWidget(
            empty(
                "hard-drive",
                "还没有备份",
                "程序在解锁后会自动备份，一天一份；也可以现在就按“立即备份”。备份和库一样加密，清除本库时一并销毁。",
            )
        )
    for place in shown.away:
        box.addWidget(words(f"▲ 介质不在手边，其中的备份没有列出：{place}", wrap=True))
    box.addWidget(
        words(
            "每处留最近 7 天、5 周、12 个月各一份，同一天只留最新的一份。要恢复时，先锁定，再在解锁页选“从备份恢复…”。",
            "muted",
            wrap=True,
        )
    )


def _draw_guards(box: QVBoxLayout, found: tuple[Guard, ...]) -> None:
    weak = sum(guard.standing is Standing.WEAK for guard in found)
    section(box, "本机防护", f"{weak} 项要处理" if weak else "程序能看到的，没有要处理的")
    box.addWidget(facts((guard.name, _guard_text(guard)) for guard in found))
    box.addWidget(words("这里只写程序看得到的。它不能代替保密检查。", "muted", wrap=True))


def _guard_text(guard: Guard) -> str:
    said = f"{_SIGNS[guard.standing]} {guard.standing.value}　{guard.found}"
    return f"{said}。{guard.todo}" if guard.todo else said


def _expiry_text(user: UserKey, rule: PasswordRule, today: date | None = None) -> str:
    if not user.login:
        return "现在是用恢复码打开的，请先给使用人设新口令"
    if user.expires_on is None:
        return "没有期限"
    left = (user.expires_on - (today or datetime.now().date())).days
    day = user.expires_on.isoformat()
    if left <= 0:
        return f"▲ 已于 {day} 到期，请更换"
    return f"{'▲ ' if left <= notice_days(rule) else ''}还有 {left} 天，{day} 到期"
