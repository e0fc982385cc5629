"""What must not be open when a group leaves the site (撤点): every reason at once, each with the records it speaks of.

Report and hand-over are not asked here; close-out asks for them later.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.fieldwork.model import SETTLED, Evidence, Interview, Petition, Visit
from app.areas.preparation.model import Task
from app.areas.secrecy.model import Carrier
from app.areas.workpapers.judging.fixes import OPEN, InstantFix
from app.areas.workpapers.model import APPROVED, Finding, WorkingPaper
from app.core.lifecycle import Reader, Reason, named


def open_before_leaving(task: Task, reader: Reader) -> Iterator[Reason]:
    """Everything of the work on site in `task` that is still open, in the order of the work."""
    evidence = reader.find(Evidence, task_id=task.id)
    yield from named(
        "谈话记录没有核对签字", (i for i in reader.find(Interview, task_id=task.id) if i.state != "signed")
    )
    yield from named(
        "走访记录没有核对", (v for v in reader.find(Visit, task_id=task.id) if v.state != "checked")
    )
    yield from named(
        "信访件没有处理结果", (p for p in reader.find(Petition, task_id=task.id) if p.state not in SETTLED)
    )
    yield from named(
        "调阅的原件没有归还",
        (e for e in evidence if e.original == "borrowed" and not e.returned_on and e.state != "dropped"),
    )
    yield from _of_papers(task, reader, evidence)
    yield from named(
        "立行立改没有验收", (f for f in reader.find(InstantFix, task_id=task.id) if f.state in OPEN)
    )
    yield from named("该还的涉密载体没有归还", (c for c in reader.find(Carrier) if _due_back(c, task)))


def _of_papers(task: Task, reader: Reader, evidence: tuple[Evidence, ...]) -> Iterator[Reason]:
    papers = [p for p in reader.find(WorkingPaper, task_id=task.id) if p.state != "void"]
    used = {key for paper in papers for key in paper.evidence_ids}
    yield from named(
        "问题没有会商认定，也没有撤销",
        (f for f in reader.find(Finding, task_id=task.id) if f.state == "draft"),
    )
    yield from named("底稿没有佐证", (p for p in papers if not p.evidence_ids))
    yield from named("底稿引用的佐证没有页码", (e for e in evidence if e.id in used and not e.pages))
    yield from named("底稿没有走完审签", (p for p in papers if p.state not in APPROVED))


def _due_back(held: Carrier, task: Task) -> bool:
    """The computer stays until close-out; what was lent beyond the stay stays as long."""
    if held.task_id not in ("", task.id) or held.state != "in_use" or held.kind == "computer":
        return False
    return held.return_due is None or task.stay_to is None or held.return_due <= task.stay_to
