"""A working paper with everything that its papers name, read from the vault in the order of its links.

An opinion that a return has made void is never among what still stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.areas.fieldwork.model import Evidence
from app.areas.libraries.model import Policy, Unit
from app.areas.parts import PaperSource, signed_by
from app.areas.preparation.model import Round, Task
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.fields import Signature

STAGES = ("副组长", "组长", "巡察办")
_VALID = {"reviewed": 1, "signed": 2, "filed": 3}
"""State → how many of STAGES have decided; a return makes the earlier opinions void."""


@dataclass(frozen=True)
class Returned:
    """One time that the working paper was sent back: when, by whom, at which step, why."""

    on: date
    who: str
    step: str
    reason: str


@dataclass(frozen=True)
class Dossier:
    """A working paper with everything that its papers name."""

    paper: WorkingPaper
    task: Task
    round: Round
    unit: Unit
    findings: tuple[Finding, ...] = ()
    policies: tuple[Policy, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    returns: tuple[Returned, ...] = ()

    @property
    def number(self) -> str:
        """The formal number, before it is given the preliminary one."""
        return self.paper.formal_number or self.paper.number

    def material(self, index: int) -> str:
        """Number of the evidence at `index` (from 0) as papers give it: serial of the working paper, then 01, 02 …"""
        found = re.findall(r"\d+", self.number)
        return f"{found[-1] if found else '00'}-{index + 1:02}"

    def opinion(self, stage: str) -> Signature | None:
        """The opinion of a stage that still stands."""
        if STAGES.index(stage) < _VALID.get(self.paper.state, 0):
            return signed_by(self.paper.reviews, stage)
        return None


def open_dossier(source: PaperSource, key: str) -> Dossier:
    """The working paper with the records that it links to, in the order of its links."""
    held = source.get(WorkingPaper, key)
    task = source.get(Task, held.task_id)
    return Dossier(
        paper=held,
        task=task,
        round=source.get(Round, task.round_id),
        unit=source.get(Unit, task.unit_id),
        findings=tuple(source.get(Finding, item) for item in held.finding_ids),
        policies=tuple(source.get(Policy, item) for item in held.policy_ids),
        evidence=tuple(source.get(Evidence, item) for item in held.evidence_ids),
        returns=_returns(source, held),
    )


def _returns(source: PaperSource, held: WorkingPaper) -> tuple[Returned, ...]:
    found: list[Returned] = []
    back = [step for step in held.TYPE.lifecycle.transitions if step.target == "returned"]
    steps = {state: step.label for step in back for state in step.sources}
    for entry in reversed(source.history(held)):
        moved = next((change for change in entry.changes if change.field == "state"), None)
        if entry.op == "move" and moved is not None and moved.after == "returned":
            step = steps.get(str(moved.before), "退回")
            found.append(Returned(entry.at.date(), entry.who, step, entry.note))
    return tuple(found)
