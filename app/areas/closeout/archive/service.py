"""File a task by item (以件归档): collect from the finished records, sort and number, say what is lacking.

What a person typed into an item stays; a filed item is never touched. Records of the clue compartment make no items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.areas.closeout.archive.model import ArchiveItem, ArchiveRule, ArchiveSetting, lacking
from app.areas.closeout.archive.patterns import NUMBER, TITLE, filled, shown
from app.areas.closeout.archive.shipped import archive_setting
from app.areas.libraries.model import Unit
from app.areas.parts import PaperSpec
from app.areas.preparation.model import Round, Task
from app.bundle.refusals import cancelled_by_user
from app.core.errors import KnownError, Refused
from app.core.fields import FileRef, Kind
from app.core.records import Compartment, Record
from app.documents.paper import Paper
from app.documents.pdf import count_pages
from db.query import Query
from db.session import Session

RETENTION_CODES = {"permanent": "Y", "30y": "D30", "10y": "D10"}
"""保管期限 as 档号 writes it (DA/T 22-2015); a code added by the user is written as it is."""
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
PagesOf = Callable[[FileRef], int]
"""How many pages an attachment has; 0 where pages mean nothing or cannot be told."""


@dataclass(frozen=True)
class Due:
    """A finished record that the 归档范围 wants filed as one item."""

    rule: ArchiveRule
    record: Record

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes an item the same: source type, source, papers."""
        return (self.rule.source, self.record.id, self.rule.papers)


@dataclass(frozen=True)
class Collected:
    """What collecting did. failed: (what, why) for papers that cannot be made yet."""

    made: int
    renewed: int
    failed: tuple[tuple[str, str], ...]


def due_for_filing(session: Session, task: Task) -> tuple[Due, ...]:
    """Every finished record of the task and its round that an active rule names, in the order of the rules."""
    rules = sorted(
        (rule for rule in session.find(ArchiveRule) if rule.active), key=lambda r: (r.position or 0, r.id)
    )
    found = []
    for rule in rules:
        if rule.source not in session.catalog:
            continue
        kind = session.catalog[rule.source]
        if kind.compartment is not Compartment.CLUES:
            found += [Due(rule, held) for held in _records(session, kind.cls, task) if _finished(rule, held)]
    return tuple(found)


def _finished(rule: ArchiveRule, record: Record) -> bool:
    """In one of the rule's states; where it names none, on or after the day that the rule dates it by."""
    if rule.kinds and str(getattr(record, "kind", "")) not in rule.kinds.split():
        return False
    if rule.states:
        return record.state in rule.states.split()
    on = _day(getattr(record, rule.dated, None)) if rule.dated else date.today()
    return on is not None and on <= date.today()


def _records(session: Session, cls: type[Record], task: Task) -> tuple[Record, ...]:
    match cls.TYPE.name:
        case "task":
            return (session.get(Task, task.id),)
        case "round":
            return (session.get(Round, task.round_id),)
        case _ if cls.TYPE.has("task_id"):
            return session.find(cls, task_id=task.id)
        case _ if cls.TYPE.has("round_id"):
            return session.find(cls, round_id=task.round_id)
        case _:
            return ()


def collect(
    session: Session,
    task: Task,
    specs: Iterable[PaperSpec],
    *,
    pages_of: PagesOf | None = None,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Collected:
    """Make an item of every finished record that has none, and bring page counts and scans of open items up to date.

    Run again it makes nothing twice. Fields that were typed stay; filed items are left alone.
    """
    due, offered = due_for_filing(session, task), tuple(specs)
    known = {(item.source_type, item.source_id, item.papers): item for item in session.find(ArchiveItem)}
    setting = archive_setting(session)
    made = renewed = 0
    failed: list[tuple[str, str]] = []
    with session.transaction():
        for place, one in enumerate(due):
            if cancelled is not None and cancelled():
                raise cancelled_by_user("收集")
            if progress is not None:
                progress(place, len(due))
            held = known.get(one.key)
            if held is not None and held.state == "filed":
                continue
            try:
                counted = sum(map(count_pages, papers_of(session, *one.key, offered)))
            except KnownError as error:
                failed.append((one.rule.label, error.message))
                continue
            scans = scans_of(one.record)
            counted += sum((pages_of(ref) if pages_of else ref.pages) for ref in scans)
            if held is None:
                session.create(item_of(session, task, one, setting, counted, scans))
                made += 1
            elif (fresh := _renewed(held, counted, scans)) != held:
                session.save(fresh, note="重新收集")
                renewed += 1
    return Collected(made, renewed, tuple(failed))


def papers_of(
    session: Session, source: str, id: str, papers: str, specs: Iterable[PaperSpec]
) -> tuple[Paper, ...]:
    """The papers of one item as they print now, in binding order; KnownError when its record cannot be printed yet."""
    offered = {spec.name: spec for spec in specs if spec.record == source}
    record = session.fetch(source, id)
    named = [offered[name] for name in papers.split() if name in offered]
    fitting = [spec for spec in named if spec.fits is None or spec.fits(record)]
    if not fitting:
        raise KnownError("没有可印的文书", kept="记录没有改动", todo="请检查“归档范围”里这一行的文书代码")
    return tuple(spec.build(session, id) for spec in fitting)


def scans_of(record: Record) -> tuple[FileRef, ...]:
    """Every attachment of a record."""
    found: dict[str, FileRef] = {}
    for spec in record.TYPE.fields:
        if spec.kind is Kind.FILES:
            found.update({ref.sha256: ref for ref in getattr(record, spec.name)})
    return tuple(found.values())


def item_of(
    session: Session, task: Task, due: Due, setting: ArchiveSetting, counted: int, scans: tuple[FileRef, ...]
) -> ArchiveItem:
    """The item of a finished record, not stored: title and responsible by the rule's patterns, the rest from the record."""
    rule, record = due.rule, due.record
    words = words_of(session, task, rule, record, setting)
    dated = _day(getattr(record, rule.dated, None)) if rule.dated else None
    return ArchiveItem(
        task_id=task.id,
        title=_filled(rule.title_pattern, words) or rule.label,
        category=rule.category,
        responsible=_filled(rule.responsible, words),
        document_number=str(getattr(record, "document_number", "")) or record.number,
        dated_on=dated,
        secrecy=str(getattr(record, "secrecy", "")) or task.secrecy,
        pages=counted or None,
        counted=counted,
        year=(dated or task.stay_from or date.today()).year,
        retention=rule.retention,
        attachments=scans,
        source_type=rule.source,
        source_id=record.id,
        papers=rule.papers,
    )


def words_of(
    session: Session, task: Task, rule: ArchiveRule, record: Record, setting: ArchiveSetting
) -> dict[str, str]:
    """What the patterns of a rule may name."""
    return {
        "label": rule.label,
        "number": record.number,
        "title": record.title,
        "unit": session.get(Unit, task.unit_id).name if session.exists("unit", task.unit_id) else "",
        "group": task.group_name,
        "round": session.get(Round, task.round_id).name if session.exists("round", task.round_id) else "",
        "office": setting.org_name,
    }


def _filled(pattern: str, words: dict[str, str]) -> str:
    try:
        return " ".join(filled(pattern, TITLE, words).split())
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise Refused(
            "归档范围里有一行的格式写错了",
            [f"“{pattern}”：只能用 {shown(TITLE)}"],
            kept="没有收集任何文件",
            todo="请在“归档范围”里改正后再收集",
        ) from error


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _renewed(held: ArchiveItem, counted: int, scans: tuple[FileRef, ...]) -> ArchiveItem:
    pages = counted if held.pages in (None, held.counted) else held.pages
    kept = {ref.sha256 for ref in held.attachments}
    joined = (*held.attachments, *(ref for ref in scans if ref.sha256 not in kept))
    return replace(held, pages=pages, counted=counted, attachments=joined)


# Sorting and numbering ------------------------------------------------------------------------------------


def items_of(session: Session, task: Task) -> tuple[ArchiveItem, ...]:
    """The items of a task as the 归档文件目录 lists them: year, retention, 件号; those without a number last, by category."""
    place = _places(session)

    def listed(item: ArchiveItem) -> tuple[object, ...]:
        year, retention, *rest = place(item)
        return (year, retention, item.item_number or 10**6, *rest)

    return tuple(sorted(session.find(ArchiveItem, task_id=task.id), key=listed))


def _places(session: Session) -> Callable[[ArchiveItem], tuple[Any, ...]]:
    """Where an item stands before it is numbered: year, retention, category, date."""
    retentions, categories = (
        {code.code: at for at, code in enumerate(session.codes(name))}
        for name in ("retention", "archive_category")
    )
    return lambda item: (
        item.year or 0,
        retentions.get(item.retention, 99),
        categories.get(item.category, 99),
        item.dated_on or date.max,
        item.document_number,
        item.id,
    )


def sort_and_number(session: Session, task: Task) -> int:
    """Number every open item in the order year, retention, category, date; returns how many.

    件号 run on within one year, retention and 机构（问题） of the whole vault; those of filed items and of other tasks
    stay. Refused, with every reason, when settings or items lack what the 档号 needs.
    """
    setting = archive_setting(session)
    held = (item for item in session.find(ArchiveItem, task_id=task.id) if item.state != "filed")
    open_items = sorted(held, key=_places(session))
    reasons = ["“归档设置”里没有填全宗号"] if not setting.fonds_number.strip() else []
    reasons += [
        f"“{item.title}”没有年度或保管期限" for item in open_items if not item.year or not item.retention
    ]
    if reasons:
        raise Refused("还不能编号", reasons, kept="各件都没有改动", todo="请补全后再编号")
    own = {item.id for item in open_items}
    last: dict[tuple[object, ...], int] = {}
    for item in session.find(ArchiveItem):
        if item.id not in own and item.item_number:
            key = _series(item, setting)
            last[key] = max(last.get(key, 0), item.item_number)
    with session.transaction():
        for item in open_items:
            key = _series(item, setting)
            last[key] = number = last.get(key, 0) + 1
            stored = session.save(
                replace(item, item_number=number, archive_number=archive_number(item, number, setting)),
                note="整理编号",
            )
            if stored.state == "collected":
                session.move(stored, "sort")
    return len(open_items)


def _series(item: ArchiveItem, setting: ArchiveSetting) -> tuple[object, ...]:
    return (item.year, item.retention, item.org or setting.org_code)


def archive_number(item: ArchiveItem, number: int, setting: ArchiveSetting) -> str:
    """档号 of an item by the pattern of the settings."""
    words = {
        "fonds": setting.fonds_number,
        "kind": setting.kind_code,
        "year": item.year,
        "retention": RETENTION_CODES.get(item.retention, item.retention),
        "org": item.org or setting.org_code,
        "item": number,
    }
    return filled(setting.pattern, NUMBER, words)


def file_complete(session: Session, task: Task) -> tuple[int, int]:
    """File every numbered item that lacks nothing: (filed now, still open)."""
    filed = left = 0
    with session.transaction():
        for item in session.find(ArchiveItem, task_id=task.id):
            if item.state == "filed":
                continue
            if item.state == "sorted" and not session.why_not(item, "file"):
                session.move(item, "file")
                filed += 1
            else:
                left += 1
    return filed, left


# What is lacking, and the two directions between paper and record -----------------------------------------


@dataclass(frozen=True)
class Lack:
    """An item and everything that it lacks."""

    item: ArchiveItem
    what: tuple[str, ...]


@dataclass(frozen=True)
class Unfiled:
    """A finished record without an item."""

    type: str
    id: str
    label: str
    number: str


@dataclass(frozen=True)
class Checked:
    """The 归档检查表 of a task.

    lacks: items that cannot be filed yet; unfiled: finished records that no item answers to; lost: items whose record is
    gone; by_hand: items of paper alone, which never had one.
    """

    items: tuple[ArchiveItem, ...]
    lacks: tuple[Lack, ...]
    unfiled: tuple[Unfiled, ...]
    lost: tuple[ArchiveItem, ...]
    by_hand: tuple[ArchiveItem, ...]

    @property
    def mapped(self) -> bool:
        """全映射: every finished record has its item, and every item made from a record still has that."""
        return not self.unfiled and not self.lost


def check(session: Session, task: Task) -> Checked:
    """What keeps the task from being filed whole, in both directions. Makes no paper, so it is quick."""
    items = items_of(session, task)
    known = set(session.values(Query("archive_item"), "source_type", "source_id", "papers"))
    return Checked(
        items=items,
        lacks=tuple(Lack(i, what) for i in items if i.state != "filed" and (what := lacking(i, session))),
        unfiled=tuple(
            Unfiled(one.rule.source, one.record.id, one.rule.label, one.record.number or one.record.title)
            for one in due_for_filing(session, task)
            if one.key not in known
        ),
        lost=tuple(item for item in items if item.source_id and not _alive(session, item)),
        by_hand=tuple(item for item in items if not item.source_id),
    )


def _alive(session: Session, item: ArchiveItem) -> bool:
    if item.source_type not in session.catalog or not session.exists(item.source_type, item.source_id):
        return False
    return not session.fetch(item.source_type, item.source_id).deleted


def items_for(session: Session, record: Record) -> tuple[ArchiveItem, ...]:
    """The items that a record was filed as: the way back from the record to the paper."""
    return session.find(ArchiveItem, source_type=record.TYPE.name, source_id=record.id)
