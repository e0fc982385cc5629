"""The whole examination of an open vault: pages, structure, attachments, journals, indexes. It must not repair anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.check import full_check, read_check
from db.session import Session
from db.vault import Vault
from db.verify import verify

RESTORE = "锁定，再在解锁页选“从备份恢复…”，选一份损坏之前的备份"
_STEPS_BESIDE = 12
"""Steps of an examination beside one for each record type; for the progress bar only."""


@dataclass(frozen=True)
class Finding:
    """One thing found: where, what, and what to do."""

    place: str
    text: str
    todo: str


@dataclass(frozen=True)
class Examination:
    """When it ended, and what it found; nothing found is an empty tuple."""

    ended_at: datetime
    findings: tuple[Finding, ...]


def examine(vault: Vault, session: Session, progress: Callable[[int, int], None]) -> Examination:
    """Look at everything this user can open, and note the outcome in the journal; minutes for a large vault.

    session: the writer's, outside a transaction, so that nobody writes meanwhile (a page that is newer in the log looks
    damaged). progress(done, total) may raise to cancel.
    """
    total = 100 * (sum(1 for _ in session.catalog) + _STEPS_BESIDE)
    steps: list[str] = []

    def say(what: str, percent: int) -> None:
        if what not in steps:
            steps.append(what)
        progress(min(100 * (len(steps) - 1) + percent, total - 1), total)

    damage = [Finding(found.where, found.text, RESTORE) for found in full_check(vault, say)]
    contradictions = [_finding(sentence) for sentence in verify(session, say)]
    findings = (*damage, *contradictions)
    if not findings:
        vault.note_examined()
    session.note(f"检查库：发现 {len(findings)} 处问题" if findings else "检查库：没有发现问题")
    return Examination(datetime.now(), findings)


def examined_by_reading(session: Session, progress: Callable[[str, int], None]) -> tuple[Finding, ...]:
    """The same on a reader's session while others write: structure, attachments, journals and seals as of one moment.

    Each page is authenticated as it is read. progress(what, percent) may raise to end it.
    """
    with session.snapshot():
        damage = [Finding(found.where, found.text, RESTORE) for found in read_check(session, progress)]
        contradictions = [_finding(sentence) for sentence in verify(session, progress)]
    return (*damage, *contradictions)


def _finding(sentence: str) -> Finding:
    place, _, text = sentence.partition("：")
    if "检索" in text:
        todo = f"记录没有受影响，但搜索可能有遗漏。{RESTORE}"
    elif text.startswith("缺少"):
        todo = f"{RESTORE}；或者重新挂接缺少的附件"
    elif "读不出来" in text:
        todo = RESTORE
    else:
        todo = f"可能有人绕过程序改过库，或换回了旧文件：停止录入，报安全保密管理员；查明后{RESTORE}"
    return Finding(place, text, todo)
