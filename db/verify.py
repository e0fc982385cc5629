"""Prove that what a session reads is what was written: journal chains, row seals, attachments, ledgers, search index.

It must not repair anything. Pages and pieces as bytes are db/check.py's business; this finds what is well formed and
yet false, such as an old page put back, which SQLCipher does not notice.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

from app.core.records import Compartment, RecordType
from db.connection import DatabaseError
from db.journal import GENESIS, entry_hash
from db.session import Session
from db.store import Store

Progress = Callable[[str, int], None]
"""Called with what is being looked at and how far it is, in percent."""

_PLACES = {Compartment.RECORDS: "工作记录", Compartment.CLUES: "线索专区"}
_SHOWN = 5
_WORDS_ASKED = (
    20_000  # of the index; an old page is felt by whole ranges of words, so that not each must be asked
)
# The words with which app/bundle/traffic.py (and transfer.py) note a bundle in the journal.
_BUNDLE_NOTE = re.compile(r"(封装|接收)\S{1,6} ([0-9a-f]{32})")


def verify(session: Session, progress: Progress | None = None) -> tuple[str, ...]:
    """Everything that contradicts the journal, one Chinese sentence each; empty when all of it holds.

    Reads every record and journal entry of the compartments that this user can open: about a minute for a million.
    Together with check.full_check (pages, structure, content of attachments) it is the whole examination of a vault.
    """
    say = progress or (lambda _what, _percent: None)
    found: list[str] = []
    for compartment, place in _PLACES.items():
        store = session.store(compartment)
        if store is None:
            continue
        say(f"{place}：台账", 0)
        found += _said(place, _chain(store, lambda percent, place=place: say(f"{place}：台账", percent)))  # type: ignore[misc]  # a bound default
        kinds = [kind for kind in session.catalog if kind.compartment is compartment]
        for number, kind in enumerate(kinds):
            say(f"{place}：{kind.label}", 100 * number // len(kinds))
            found += _said(place, _rows(store, kind))
        say(f"{place}：台账所记", 0)
        found += _said(place, _lost(store, kinds))
        say(f"{place}：附件", 0)
        found += _said(place, _files(session, compartment))
        say(f"{place}：检索", 0)
        found += _said(place, _index(store, kinds))
        if compartment is Compartment.RECORDS:
            say("往来登记", 0)
            found += _said("往来登记", _bundles(store))
            found += _said("收到的台账", _foreign(store))
    say("核对完毕", 100)
    return tuple(found)


def _said(place: str, findings: Iterator[str]) -> Iterator[str]:
    """The findings with their place; damage met on the way is a finding, too."""
    try:
        for finding in findings:
            yield f"{place}：{finding}"
    except (DatabaseError, ValueError, TypeError, KeyError):
        yield f"{place}：有内容读不出来，文件已损坏"


def _chain(store: Store, say: Callable[[int], None]) -> Iterator[str]:
    journal = store.journal
    if not journal.check_head():
        yield "台账末尾与封条不符"
    length = max(journal.head().seq, 1)
    broken = journal.broken_at(lambda seq: say(min(100 * seq // length, 100)))
    if broken is not None:
        yield f"台账从第 {broken} 条起接不上，此前的各条可信"


def _rows(store: Store, kind: RecordType) -> Iterator[str]:
    faulty = store.faulty_rows(kind)
    if faulty:
        yield f"有 {len(faulty)} 条{kind.label}与台账不符（{_named(store, kind, faulty)}）"


def _lost(store: Store, kinds: list[RecordType]) -> Iterator[str]:
    """Records of which the journal tells and that are not there; the journal is read through once for all types."""
    held = {kind.name: f"SELECT 1 FROM {kind.name} WHERE id = ?" for kind in kinds}
    lost: Counter[str] = Counter()
    for name, id in store.conn.execute("""SELECT DISTINCT type, record FROM journal WHERE mac <> x''"""):
        if name in held and store.conn.execute(held[name], (id,)).fetchone() is None:
            lost[name] += 1
    for kind in kinds:
        if lost[kind.name]:
            yield f"有 {lost[kind.name]} 条{kind.label}在台账里有、在库里没有"


def _named(store: Store, kind: RecordType, ids: list[str]) -> str:
    rows = (store.find_row(kind, id) for id in ids[:_SHOWN])
    shown = [row.record.number or row.record.id for row in rows if row]
    return "、".join(shown) + ("等" if len(ids) > _SHOWN else "")


def _files(session: Session, compartment: Compartment) -> Iterator[str]:
    missing = [
        ref for ref in session.files_held(compartment) if not session.has_content(ref.sha256, compartment)
    ]
    if missing:
        shown = "、".join(f"《{ref.name}》" for ref in missing[:_SHOWN])
        yield f"缺少 {len(missing)} 个附件的内容（{shown}{'等' if len(missing) > _SHOWN else ''}）"


def _index(store: Store, kinds: list[RecordType]) -> Iterator[str]:
    unlisted = 0
    for kind in kinds:
        unlisted += int(
            store.conn.execute(
                f"""SELECT count(*) FROM {kind.name} r WHERE deleted = 0 AND NOT EXISTS
                    (SELECT 1 FROM search_doc d WHERE d.record = r.id AND d.part = '')"""
            ).fetchone()[0]
        )
    empty = store.conn.execute(
        """SELECT count(*) FROM search_doc d WHERE NOT EXISTS
           (SELECT 1 FROM search_text t WHERE t.rowid = d.doc)"""
    ).fetchone()[0]
    if unlisted or empty:
        yield f"有 {unlisted + int(empty)} 条记录搜索不到，检索索引与记录不符"
    elif not _index_holds(store):
        yield "检索索引内部不一致，搜索可能有遗漏"


def _index_holds(store: Store) -> bool:
    """Whether the full-text index holds as many words as its table of sizes says, and finds each word where it stands.

    An old page of it holds others. Through a temporary table, which a reader's connection refuses: then it is not asked.
    """
    conn = store.conn
    if conn.execute("""PRAGMA query_only""").fetchone()[0]:
        return True
    conn.execute("""CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search_text, row)""")
    try:
        words = conn.execute("""SELECT term, doc, cnt FROM temp.word""").fetchall()
    finally:
        conn.execute("""DROP TABLE temp.word""")
    sizes = conn.execute("""SELECT sz FROM search_text_docsize""")
    if sum(cnt for _, _, cnt in words) != sum(_varint(bytes(size)) for (size,) in sizes):
        return False
    asked = words[:: len(words) // _WORDS_ASKED + 1]
    finding = """SELECT count(*) FROM search_text WHERE search_text MATCH ?"""
    return all(conn.execute(finding, (f'"{term}"',)).fetchone()[0] == doc for term, doc, _ in asked)


def _varint(coded: bytes) -> int:
    """The first SQLite varint in `coded`: seven bits a byte, most significant first."""
    value = 0
    for byte in coded:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value


def _bundles(store: Store) -> Iterator[str]:
    noted: dict[str, set[str]] = {"封装": set(), "接收": set()}
    for (note,) in store.conn.execute("""SELECT note FROM journal WHERE op = 'event' AND type = ''"""):
        if match := _BUNDLE_NOTE.fullmatch(str(note)):
            noted[match[1]].add(match[2])
    for word, table in (("封装", "bundle_sent"), ("接收", "bundle_seen")):
        held = {str(row[0]) for row in store.conn.execute(f"""SELECT bundle_id FROM {table}""")}
        if differing := held ^ noted[word]:
            yield f"{word}登记与台账不符，相差 {len(differing)} 个包"


def _foreign(store: Store) -> Iterator[str]:
    """Journals of other vaults: every entry must follow from one with the number before it."""
    at, before, here = 0, {GENESIS}, {GENESIS}
    for seq, body in store.conn.execute("""SELECT seq, body FROM foreign_journal ORDER BY seq"""):
        *parts, digest = json.loads(body)
        if seq != at:
            before, here, at = (here if seq == at + 1 else set()), set(), seq
        if not any(entry_hash(previous, *parts).hex() == digest for previous in before):
            yield f"第 {seq} 条接不上"
            return
        here.add(bytes.fromhex(digest))
