"""Between a session and sealed bundles: what goes out, what comes in, who is known, what was sent and seen.

Nothing that comes in is applied before `accept`; what an area does with a bundle is the area's.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.bundle.bundle import (
    AttachmentPart,
    BundleHeader,
    BundleKind,
    Card,
    Identity,
    Ledger,
    Payload,
    Receipt,
    Sealed,
    check_receipt,
    check_sequence,
    issue_receipt,
    open_bundle,
    seal,
)
from app.bundle.contents import Cancelled, Progress
from app.bundle.refusals import refusal
from app.core.errors import BundleError, KnownError
from app.core.records import Compartment, RecordType
from db import merge
from db.durable import sync_folder
from db.incoming import files_of, journal_line
from db.merge import Plan
from db.session import Session
from db.store import Store

_IDENTITY, _CARDS = "identity", "cards"


def own_identity(session: Session) -> Identity:
    """This vault's identity. KnownError before it was set up."""
    text = session.setting(_IDENTITY)
    if not text:
        raise KnownError("本库还没有名片", todo="请先在“名片与往来”里建立本单位名片")
    return Identity.from_json(text)


def has_identity(session: Session) -> bool:
    """Whether this vault can seal and receive."""
    return bool(session.setting(_IDENTITY))


def keep_identity(session: Session, identity: Identity) -> None:
    """Give the vault its identity."""
    session.set_setting(_IDENTITY, identity.to_json())


def cards(session: Session) -> dict[str, Card]:
    """The cards that were compared in person, by key id."""
    known = (Card.from_bytes(bytes.fromhex(text)) for text in json.loads(session.setting(_CARDS, "[]")))
    return {card.key_id: card for card in known}


def pin(session: Session, card: Card) -> None:
    """Keep a card whose words were compared in person."""
    with session.transaction():
        known = {**cards(session), card.key_id: card}
        session.set_setting(_CARDS, json.dumps([card.to_bytes().hex() for card in known.values()]))
        session.note(f"核对并登记名片：{card.kind_label} {card.key_id}")


def unpin(session: Session, key_id: str) -> None:
    """No longer accept what this key signs."""
    with session.transaction():
        left = [card.to_bytes().hex() for card in cards(session).values() if card.key_id != key_id]
        session.set_setting(_CARDS, json.dumps(left))
        session.note(f"停用名片 {key_id}")


def send(
    session: Session,
    path: Path,
    *,
    kind: BundleKind,
    to: Sequence[Card],
    kinds: Sequence[RecordType],
    wanted: Callable[[Any], bool],
    facts: Mapping[str, str | int],
    with_journal: bool = False,
    extra: Iterable[tuple[str, bytes]] = (),
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Sealed:
    """Seal the records of `kinds` that are `wanted`, with their attachments, as one state of the vault.

    It gets its name only after the note that it was sent is durable: cut short between, a number is skipped, and no
    bundle goes round whose number a later one bears, too. When anything fails, nothing stands at `path`.
    """
    with _waiting(session, path) as waiting, session.transaction():
        lines = list(merge.export_lines(session, kinds, wanted))
        journal = list(merge.journal_lines(session, Compartment.RECORDS)) if with_journal else []
        head = session.head()
        sealed = seal(
            waiting,
            Payload(lines, journal, facts, _attachments(session, lines), extra),
            kind=kind,
            sender=own_identity(session),
            recipients=to,
            ledger=_ledger(session),
            created=datetime.now(),
            counts=_counts(lines),
            anchors=_anchors(session),
            progress=progress,
            cancelled=cancelled,
        )
        _note_sent(session, sealed, head.seq)
    return replace(sealed, path=path)


@dataclass(frozen=True)
class Arrival:
    """An opened and verified bundle, before anything of it is applied. records: JSON lines."""

    header: BundleHeader
    sender: Card
    facts: Mapping[str, str | int]
    plan: Plan
    records: tuple[bytes, ...]
    journal: tuple[bytes, ...]
    extras: Mapping[str, bytes]


def receive(
    session: Session,
    path: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Arrival:
    """Open a bundle for this vault and say what it would change. BundleError leaves the vault as it was.

    Attachments are stored at once, encrypted; `decline` or the next sweep removes them if nobody accepts.
    """
    staging = _VaultStaging(session)
    opened = open_bundle(
        path,
        me=own_identity(session),
        pinned=cards(session),
        into=staging,
        progress=progress,
        cancelled=cancelled,
    )
    try:
        plan = merge.plan(session, staging.records)
        for line in staging.journal_lines:
            journal_line(line)
    except BundleError:
        decline(session)
        raise
    return Arrival(
        opened.header,
        opened.sender,
        opened.facts,
        plan,
        tuple(staging.records),
        tuple(staging.journal_lines),
        staging.extras,
    )


def accept(session: Session, arrival: Arrival) -> dict[str, int]:
    """Apply an arrival as one commit; outcome → how many records. Refused when it was accepted before."""
    with session.transaction():
        _check_order(session, arrival.header)
        counts = merge.apply(
            session, arrival.plan, source=f"{arrival.header.kind.label} {arrival.header.bundle_id[:8]}"
        )
        merge.keep_foreign_journal(session, arrival.journal)
        _note_seen(session, arrival.header)
        session.note(f"接收{arrival.header.kind.label} {arrival.header.bundle_id}")
    return counts


def decline(session: Session) -> None:
    """Forget an arrival: remove the attachments that came with it."""
    session.sweep()


def answer(session: Session, path: Path, arrival: Arrival) -> Sealed:
    """Issue the receipt for an accepted bundle."""
    with _waiting(session, path) as waiting, session.transaction():
        sealed = issue_receipt(
            waiting,
            opened=arrival.header,
            office=own_identity(session),
            to=arrival.sender,
            imported=_counts(arrival.records),
            ledger=_ledger(session),
            created=datetime.now(),
        )
        _note_sent(session, sealed, session.head().seq)
    return replace(sealed, path=path)


def sent(session: Session, kind: BundleKind) -> BundleHeader | None:
    """The newest bundle of this kind that this vault sealed."""
    row = (
        _conn(session)
        .execute(
            """SELECT header FROM bundle_sent WHERE kind = ? ORDER BY sequence DESC LIMIT 1""", (kind.value,)
        )
        .fetchone()
    )
    return BundleHeader.from_json(str(row[0])) if row else None


def sent_bundle(session: Session, bundle_id: str) -> BundleHeader | None:
    """The header of a bundle that this vault sealed."""
    row = (
        _conn(session)
        .execute("""SELECT header FROM bundle_sent WHERE bundle_id = ?""", (bundle_id,))
        .fetchone()
    )
    return BundleHeader.from_json(str(row[0])) if row else None


def last_sent_to(session: Session, kind: BundleKind, key_id: str) -> BundleHeader | None:
    """The newest bundle of this kind that this vault sealed for a card."""
    for (text,) in _conn(session).execute(
        """SELECT header FROM bundle_sent WHERE kind = ? ORDER BY sequence DESC""", (kind.value,)
    ):
        header = BundleHeader.from_json(str(text))
        if key_id in header.recipients:
            return header
    return None


def read_receipt(session: Session, path: Path, header: BundleHeader) -> Receipt:
    """The receipt in `path`, when it covers exactly the sent bundle `header`; BundleError says what differs."""
    return check_receipt(path, me=own_identity(session), pinned=cards(session), sent=header)


def entries_since(session: Session, header: BundleHeader, apart_from: frozenset[str]) -> int:
    """How many records were changed after `header` was sealed, leaving out the types `apart_from`."""
    return len(changed_since(session, header, apart_from))


def changed_since(
    session: Session, header: BundleHeader, apart_from: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Ids of the records that were changed after `header` was sealed, leaving out the types `apart_from`."""
    row = (
        _conn(session)
        .execute("""SELECT head FROM bundle_sent WHERE bundle_id = ?""", (header.bundle_id,))
        .fetchone()
    )
    changed: set[str] = set()
    for compartment in Compartment:
        store = session.store(compartment)
        if store is None:
            continue
        since = int(row[0]) if compartment is Compartment.RECORDS else _clues_sealed_at(store, header)
        changed.update(
            str(found[0])
            for found in store.conn.execute(
                """SELECT record, type FROM journal WHERE seq > ? AND op <> 'event'""", (since,)
            )
            if found[1] not in apart_from
        )
    return frozenset(changed)


class _VaultStaging:
    """Keeps lines in memory and puts attachments straight into the encrypted store."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._places: dict[str, set[Compartment]] | None = None
        self.records: list[bytes] = []
        self.journal_lines: list[bytes] = []
        self.extras: dict[str, bytes] = {}

    def begin(self, header: BundleHeader) -> None:
        """Refuse what was received before, ahead of all work."""
        _check_order(self._session, header)

    def record(self, line: bytes) -> None:
        """Keep a record."""
        self.records.append(line)

    def journal(self, line: bytes) -> None:
        """Keep a journal entry."""
        self.journal_lines.append(line)

    def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
        """Store an attachment where the records that hold it live."""
        if self._places is None:
            self._places = _places(self._session, self.records)
        wanted = self._places.get(address)
        if not wanted:
            raise refusal("密封包里的附件与记录对不上")
        first, *others = sorted(wanted)
        ref = self._session.attach(chunks, "", compartment=first)
        if ref.sha256 != address or ref.size != size:
            raise refusal("密封包里的附件内容与记录不符")
        for place in others:
            self._session.attach(self._session.read_attachment(ref, first), "", compartment=place)

    def extra(self, name: str, content: bytes) -> None:
        """Keep a paper that came along."""
        self.extras[name] = content

    def commit(self) -> None:
        """Everything was whole: every attachment that a record names must have come or be here."""
        self._places = self._places or _places(self._session, self.records)
        for sha256, compartments in self._places.items():
            if not all(self._session.has_content(sha256, place) for place in compartments):
                raise refusal("密封包里缺少附件", "请对方重新封装")

    def abort(self) -> None:
        """Remove what was stored."""
        stored = self._places is not None
        self.records.clear()
        self.journal_lines.clear()
        self.extras.clear()
        if stored:
            self._session.sweep()


def working_path(session: Session, folder: Path) -> Path:
    """A hidden name of this vault's own in `folder` for a bundle that has no name yet; older ones of ours are removed."""
    sweep_leftovers(session, folder)
    return folder / f".{_mark(session)}{secrets.token_hex(4)}.sealed"


def sweep_leftovers(session: Session, folder: Path) -> int:
    """Remove what sealing by this vault left in `folder` when it was killed. Nobody else's files; how many they were.

    One process holds a vault, so that nothing of this vault's is being written while this runs.
    """
    ours = re.compile(rf"\.{_mark(session)}[0-9a-f]{{8}}\.sealed(\.[0-9a-f]{{8}}\.part)?")
    removed = 0
    with suppress(OSError):
        for path in folder.iterdir():
            if ours.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    path.unlink()
                    removed += 1
    return removed


def _mark(session: Session) -> str:
    """Eight hex digits that only this vault puts on unfinished files; they tell nothing to others."""
    return hashlib.sha256(b"unfinished" + own_identity(session).sign_seed).hexdigest()[:8]


@contextmanager
def _waiting(session: Session, path: Path) -> Iterator[Path]:
    """A hidden name beside `path`; what stands there is given its real name when the block ends well."""
    waiting = path if path.name.startswith(".") else working_path(session, path.parent)
    try:
        yield waiting
        try:
            os.replace(waiting, path)
            sync_folder(path.parent)
        except OSError:
            raise refusal("密封包没有放到指定的位置", "请换一个位置或介质后重新封装") from None
    except BaseException:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise


def _conn(session: Session) -> Any:
    store = session.store(Compartment.RECORDS)
    assert store is not None  # every session has the records
    return store.conn


def _ledger(session: Session) -> Ledger:
    row = (
        _conn(session)
        .execute("""SELECT sequence, sha256 FROM bundle_sent ORDER BY sequence DESC LIMIT 1""")
        .fetchone()
    )
    return Ledger(int(row[0]) + 1, str(row[1])) if row else Ledger(1, "")


def _note_sent(session: Session, sealed: Sealed, head: int) -> None:
    _conn(session).execute(
        """INSERT INTO bundle_sent (bundle_id, sequence, kind, sha256, header, head, at) VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            sealed.bundle_id,
            sealed.header.sequence,
            sealed.header.kind.value,
            sealed.sha256,
            sealed.header.to_json(),
            head,
            session.signed().at,
        ),
    )
    session.note(_sealed_note(sealed.header))
    clues = session.store(Compartment.CLUES)
    if clues is not None:
        # In the clues' own journal, so that how many entries it has stands on no envelope.
        signed = session.signed()
        clues.journal.append("event", at=signed.at, who=signed.who, note=_sealed_note(sealed.header))


def _sealed_note(header: BundleHeader) -> str:
    return f"封装{header.kind.label} {header.bundle_id}"


def _clues_sealed_at(store: Store, header: BundleHeader) -> int:
    """Where the clues' journal stood when the bundle was sealed; 0 when it was sealed without them."""
    row = store.conn.execute(
        """SELECT seq FROM journal WHERE op = 'event' AND note = ?""", (_sealed_note(header),)
    ).fetchone()
    return int(row[0]) if row else 0


def _note_seen(session: Session, header: BundleHeader) -> None:
    _conn(session).execute(
        """INSERT INTO bundle_seen (bundle_id, sender, sequence, kind, sha256, at) VALUES (?, ?, ?, ?, ?, ?)""",
        (
            header.bundle_id,
            header.sender,
            header.sequence,
            header.kind.value,
            header.sha256,
            session.signed().at,
        ),
    )


def _check_order(session: Session, header: BundleHeader) -> None:
    newest: dict[str, tuple[int, str]] = {}
    ids: set[str] = set()
    for bundle_id, sender, sequence, sha256 in _conn(session).execute(
        """SELECT bundle_id, sender, sequence, sha256 FROM bundle_seen ORDER BY sequence"""
    ):
        newest[str(sender)] = (int(sequence), str(sha256))
        ids.add(str(bundle_id))
    check_sequence(header, newest, ids)


def _anchors(session: Session) -> dict[str, str]:
    head = session.head()
    return {"seq": str(head.seq), "head": head.hash.hex()}


def _counts(lines: Iterable[bytes]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        name = str(json.loads(line)["t"])
        found[name] = found.get(name, 0) + 1
    return found


def _places(session: Session, lines: Iterable[bytes]) -> dict[str, set[Compartment]]:
    found: dict[str, set[Compartment]] = {}
    for compartment, ref in files_of(session.catalog, lines):
        if session.store(compartment) is None:
            raise merge.no_key()
        found.setdefault(ref.sha256, set()).add(compartment)
    return found


def _attachments(session: Session, lines: Iterable[bytes]) -> Iterator[AttachmentPart]:
    done: set[str] = set()
    for compartment, ref in files_of(session.catalog, lines):
        if ref.sha256 not in done:
            done.add(ref.sha256)
            yield AttachmentPart(
                ref.sha256,
                ref.size,
                lambda ref=ref, place=compartment: session.read_attachment(ref, place),  # type: ignore[misc]
            )
