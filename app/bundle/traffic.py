"""What this vault sealed and what it accepted: numbers, headers, and what changed since. It opens no bundle.

The words of the notes are those that db.verify looks for in the journal.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.bundle.header import BundleHeader, BundleKind
from app.bundle.sealing import Ledger, Sealed
from app.bundle.sequence import check_sequence
from app.core.records import Compartment
from db.session import Session
from db.store import Store


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


def sent_to(session: Session, kind: BundleKind, keys: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Number of each bundle of this kind that was sealed for one of these cards, and where the journal then stood."""
    return tuple(
        (str(bundle_id), int(head))
        for bundle_id, head, text in _conn(session).execute(
            """SELECT bundle_id, head, header FROM bundle_sent WHERE kind = ? ORDER BY sequence""",
            (kind.value,),
        )
        if not set(keys).isdisjoint(BundleHeader.from_json(str(text)).recipients)
    )


def first_from(session: Session, kind: BundleKind, keys: Collection[str]) -> int | None:
    """Where the journal stood when the first bundle of this kind from one of these cards was accepted; None before."""
    notes = [
        seen_note(kind, str(bundle_id))
        for bundle_id, sender in _conn(session).execute(
            """SELECT bundle_id, sender FROM bundle_seen WHERE kind = ?""", (kind.value,)
        )
        if sender in keys
    ]
    places = ",".join("?" * len(notes))
    row = (
        _conn(session)
        .execute(f"""SELECT min(seq) FROM journal WHERE op = 'event' AND note IN ({places})""", notes)
        .fetchone()
    )
    return int(row[0]) if row[0] is not None else None


def seen_note(kind: BundleKind, bundle_id: str) -> str:
    """How the journal names the acceptance of a bundle."""
    return f"接收{kind.label} {bundle_id}"


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


def ledger(session: Session) -> Ledger:
    """Which number the next bundle of this vault bears, and the hash of the one before."""
    row = (
        _conn(session)
        .execute("""SELECT sequence, sha256 FROM bundle_sent ORDER BY sequence DESC LIMIT 1""")
        .fetchone()
    )
    return Ledger(int(row[0]) + 1, str(row[1])) if row else Ledger(1, "")


def note_sent(session: Session, sealed: Sealed, head: int) -> None:
    """Remember a sealed bundle, and where the journal stood. Inside a transaction."""
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


def note_seen(session: Session, header: BundleHeader) -> None:
    """Remember a bundle that was accepted. Inside a transaction."""
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


def check_order(session: Session, header: BundleHeader) -> None:
    """BundleError when this bundle came before, is older than one that came, or breaks its sender's chain."""
    newest: dict[str, tuple[int, str]] = {}
    ids: set[str] = set()
    for bundle_id, sender, sequence, sha256 in _conn(session).execute(
        """SELECT bundle_id, sender, sequence, sha256 FROM bundle_seen ORDER BY sequence"""
    ):
        newest[str(sender)] = (int(sequence), str(sha256))
        ids.add(str(bundle_id))
    check_sequence(header, newest, ids)


def anchors(session: Session) -> dict[str, str]:
    """Where this vault's journal stands, for the header of a bundle."""
    head = session.head()
    return {"seq": str(head.seq), "head": head.hash.hex()}


def _conn(session: Session) -> Any:
    store = session.store(Compartment.RECORDS)
    assert store is not None  # every session has the records
    return store.conn
