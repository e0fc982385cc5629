"""The papers of close-out, and how each is built from the vault, with the ledgers of secrecy for the same task.

The certificate of erasure is built without a vault: there is none left when it is printed.
"""

from __future__ import annotations

from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.papers.certificate import EraseFacts, erase_certificate, erase_facts
from app.areas.closeout.papers.checklist import zero_holding_list
from app.areas.closeout.papers.cover import CoverSheet, bundle_cover
from app.areas.libraries.model import Unit
from app.areas.parts import PaperSource, PaperSpec, one_label
from app.areas.preparation.model import Round, Task
from app.areas.secrecy.model import BundleLog, Carrier, Exposure
from app.areas.secrecy.papers import carrier_list, exposure_ledger
from app.documents.paper import Paper

__all__ = [
    "PAPERS",
    "CoverSheet",
    "EraseFacts",
    "bundle_cover",
    "cover_of",
    "erase_certificate",
    "erase_facts",
    "zero_holding_list",
]


def _build_list(source: PaperSource, key: str) -> Paper:
    held = source.get(Closeout, key)
    task = source.get(Task, held.task_id)
    items = source.find(HandoverItem, task_id=task.id)
    return zero_holding_list(held, items, task, source.get(Unit, task.unit_id), source.code_label)


def _build_ledger(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, source.get(Closeout, key).task_id)
    rows = [held for held in source.find(Exposure) if held.task_id in ("", task.id)]
    return exposure_ledger(rows, task.group_name, _grade(source, task), source.code_label)


def _build_carriers(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, source.get(Closeout, key).task_id)
    rows = [held for held in source.find(Carrier) if held.task_id in ("", task.id)]
    return carrier_list(rows, task.group_name, _grade(source, task), source.code_label)


def _build_cover(source: PaperSource, key: str) -> Paper:
    return bundle_cover(cover_of(source, source.get(BundleLog, key)), source.code_label)


def cover_of(source: PaperSource, held: BundleLog) -> CoverSheet:
    """The cover sheet of a bundle in the register, sent or received."""
    task = source.get(Task, held.task_id) if held.task_id else None
    ours = task.group_name if task else ""
    sent = held.direction == "out"
    anchor = (("", held.journal_seq, held.journal_head),) if held.journal_seq is not None else ()
    return CoverSheet(
        bundle_id=held.bundle_id,
        kind=one_label(source.code_label, "bundle_kind", held.kind),
        label=held.label,
        task=task.name if task else "",
        secrecy=_grade(source, task) if task else "",
        sealed_at=held.made_at,
        sealed_by=held.created_by if sent else "",
        sender=ours if sent else held.counterpart,
        receiver=held.counterpart if sent else ours if held.kind == "task" else "",
        receiver_key=held.counterpart_key if sent else "",
        sender_key="" if sent else held.counterpart_key,
        sha256=held.sha256,
        content_root=held.content_root,
        records=held.records,
        files=held.attachments_count,
        counts=_counts(source, held.counts),
        size=held.size,
        sequence=held.sequence,
        previous=held.previous_sha256,
        journal=anchor,
        medium=held.medium,
        carried_by=held.handed_to,
        receipt_id=held.receipt_id,
        note=held.note,
    )


def _counts(source: PaperSource, text: str) -> tuple[tuple[str, int], ...]:
    """The register's lines "interview 12" as (谈话记录, 12); a line without a number is left out."""
    found = []
    for line in text.splitlines():
        what, _, count = line.strip().rpartition(" ")
        if what and count.isdigit():
            label = source.catalog[what].label if what in source.catalog else what
            found.append((label, int(count)))
    return tuple(found)


def _grade(source: PaperSource, task: Task) -> str:
    return task.secrecy or source.get(Round, task.round_id).secrecy


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("zero_holding_list", "零持有移交清单", "closeout", _build_list),
    PaperSpec("exposure_ledger", "打印导出台账", "closeout", _build_ledger),
    PaperSpec("carrier_list", "涉密载体清退清单", "closeout", _build_carriers, row=84),
    PaperSpec("bundle_cover", "封装单", "bundle_log", _build_cover, row=88),
)
