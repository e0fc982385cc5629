"""The papers of tracking: 移交函 with its list, 交接单, 办理情况反馈表, 督办函, 即时报告, 领导班子及成员情况报告.

They are built only by somebody whose key opens the compartment; no reporter is named in them.
"""

from __future__ import annotations

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueChase, ClueTransfer, LeaderNote, UrgentReport
from app.areas.clues.tracking.papers.outcome import chase_letter, outcome_form
from app.areas.clues.tracking.papers.reports import leaders_report, urgent_form
from app.areas.clues.tracking.papers.transfer import handover_receipt, transfer_letter
from app.areas.libraries.model import Unit
from app.areas.parts import Labels, PaperSource, PaperSpec
from app.areas.preparation.model import Task
from app.documents.paper import Paper


def _place(source: PaperSource, task_id: str) -> tuple[Task, Unit]:
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id)


def _batch(source: PaperSource, key: str) -> tuple[ClueTransfer, tuple[Clue, ...], Task, Unit, Labels]:
    held = source.get(ClueTransfer, key)
    clues = sorted((source.get(Clue, item) for item in held.clue_ids), key=lambda clue: clue.number)
    return held, tuple(clues), *_place(source, held.task_id), source.code_label


def _build_letter(source: PaperSource, key: str) -> Paper:
    return transfer_letter(*_batch(source, key))


def _build_receipt(source: PaperSource, key: str) -> Paper:
    return handover_receipt(*_batch(source, key))


def _build_outcome(source: PaperSource, key: str) -> Paper:
    held = source.get(Clue, key)
    return outcome_form(held, *_place(source, held.task_id), source.code_label)


def _build_chase(source: PaperSource, key: str) -> Paper:
    held = source.get(ClueChase, key)
    clue = source.get(Clue, held.clue_id)
    return chase_letter(held, clue, source.get(Task, held.task_id), source.code_label)


def _build_urgent(source: PaperSource, key: str) -> Paper:
    held = source.get(UrgentReport, key)
    clues = tuple(source.get(Clue, item) for item in held.clue_ids)
    return urgent_form(held, clues, *_place(source, held.task_id), source.code_label)


def _build_leaders(source: PaperSource, key: str) -> Paper:
    task_id = source.get(LeaderNote, key).task_id
    clues = tuple(c for c in source.find(Clue, task_id=task_id) if c.state != "dropped")
    notes = source.find(LeaderNote, task_id=task_id)
    return leaders_report(notes, clues, *_place(source, task_id), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("urgent_report", "线索（重要情况）即时报告", "urgent_report", _build_urgent, row=38),
    PaperSpec("leaders_report", "领导班子及成员情况报告", "leader_note", _build_leaders, row=48),
    PaperSpec("clue_transfer_letter", "问题线索移交函", "clue_transfer", _build_letter, row=58),
    PaperSpec("clue_handover_receipt", "交接单（签收回执）", "clue_transfer", _build_receipt, row=59),
    PaperSpec("clue_outcome", "办理情况反馈表", "clue", _build_outcome, row=60),
    PaperSpec("clue_chase_letter", "督办函", "clue_chase", _build_chase),
)
