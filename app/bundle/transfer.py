"""Between a session and sealed bundles: what goes out, what comes in, and the receipts for it.

Nothing that comes in is applied before `accept`; what an area does with a bundle is the area's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.bundle import traffic
from app.bundle.bundle import (
    BundleHeader,
    BundleKind,
    Card,
    Payload,
    Receipt,
    Sealed,
    check_receipt,
    inspect,
    issue_receipt,
    open_bundle,
    seal,
)
from app.bundle.contacts import (
    cards,
    check_sealing,
    check_sender,
    identity_for,
    own_identity,
    with_successors,
)
from app.bundle.contents import Cancelled, Progress
from app.bundle.staging import VaultStaging, attachments
from app.bundle.unfinished import waiting_for
from app.core.errors import BundleError
from app.core.records import Compartment, RecordType
from db import merge
from db.incoming import journal_line
from db.merge import Plan
from db.session import Session


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
    sender = own_identity(session)
    check_sealing(session, sender, to)
    with waiting_for(session, path) as waiting, session.transaction():
        lines = list(merge.export_lines(session, kinds, wanted))
        journal = list(merge.journal_lines(session, Compartment.RECORDS)) if with_journal else []
        head = session.head()
        sealed = seal(
            waiting,
            Payload(lines, journal, facts, attachments(session, lines), extra),
            kind=kind,
            sender=sender,
            recipients=to,
            ledger=traffic.ledger(session),
            created=datetime.now(),
            counts=_counts(lines),
            anchors=traffic.anchors(session),
            progress=progress,
            cancelled=cancelled,
        )
        traffic.note_sent(session, sealed, head.seq)
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
    header = inspect(path)
    check_sender(session, header)
    staging = VaultStaging(session)
    opened = open_bundle(
        path,
        me=identity_for(session, header.recipients),
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
        traffic.check_order(session, arrival.header)
        counts = merge.apply(
            session, arrival.plan, source=f"{arrival.header.kind.label} {arrival.header.bundle_id[:8]}"
        )
        merge.keep_foreign_journal(session, arrival.journal)
        traffic.note_seen(session, arrival.header)
        session.note(traffic.seen_note(arrival.header.kind, arrival.header.bundle_id))
    return counts


def decline(session: Session) -> None:
    """Forget an arrival: remove the attachments that came with it."""
    session.sweep()


def answer(session: Session, path: Path, arrival: Arrival) -> Sealed:
    """Issue the receipt for an accepted bundle."""
    with waiting_for(session, path) as waiting, session.transaction():
        sealed = issue_receipt(
            waiting,
            opened=with_successors(session, arrival.header),
            office=own_identity(session),
            to=arrival.sender,
            imported=_counts(arrival.records),
            ledger=traffic.ledger(session),
            created=datetime.now(),
        )
        traffic.note_sent(session, sealed, session.head().seq)
    return replace(sealed, path=path)


def read_receipt(session: Session, path: Path, header: BundleHeader) -> Receipt:
    """The receipt in `path`, when it covers exactly the sent bundle `header`; BundleError says what differs."""
    came = inspect(path)
    check_sender(session, came)
    me = identity_for(session, came.recipients)
    return check_receipt(path, me=me, pinned=cards(session), sent=with_successors(session, header))


def _counts(lines: Iterable[bytes]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        name = str(json.loads(line)["t"])
        found[name] = found.get(name, 0) + 1
    return found
