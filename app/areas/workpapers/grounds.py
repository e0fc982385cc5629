"""The rules on what a finding or a working paper rests on: its evidence, its basis, its two authors.

Each returns the reason against, in the user's words, or None.
"""

from __future__ import annotations

from typing import Protocol

from app.areas.fieldwork.model import Evidence, page_reference
from app.areas.libraries.model import Policy
from app.core.fields import Signature
from app.core.lifecycle import Reader


class Grounded(Protocol):
    """A record of a task that names its evidence."""

    @property
    def task_id(self) -> str: ...
    @property
    def evidence_ids(self) -> tuple[str, ...]: ...


class Written(Grounded, Protocol):
    """One that also names its basis and its authors."""

    @property
    def policy_ids(self) -> tuple[str, ...]: ...
    @property
    def basis(self) -> str: ...
    @property
    def authors(self) -> tuple[Signature, ...]: ...


def evidence_of_task(held: Grounded, reader: Reader) -> str | None:
    """The evidence belongs to the task of the record itself."""
    strays = [
        item.number
        for item in (reader.get(Evidence, key) for key in held.evidence_ids)
        if item.task_id != held.task_id
    ]
    return f"佐证不属于本任务：{'、'.join(strays)}" if strays else None


def evidence_usable(held: Grounded, reader: Reader) -> str | None:
    """None of the evidence is deleted or set aside."""
    bad = [
        item.number
        for item in (reader.get(Evidence, key) for key in held.evidence_ids)
        if item.deleted or item.state == "dropped"
    ]
    return f"引用了已删除或不采用的佐证：{'、'.join(bad)}" if bad else None


def two_authors(held: Written, _reader: Reader) -> str | None:
    """Two different people have signed as its authors."""
    names = {row.name.strip() for row in held.authors if row.name.strip()}
    return None if len(names) >= 2 else f"承办人须两人以上，现有{len(names)}人"


def has_page_evidence(held: Written, reader: Reader) -> str | None:
    """There is evidence, and each piece says on which page."""
    if not held.evidence_ids:
        return "没有佐证：至少挂一份带页码的佐证"
    paged = [reader.get(Evidence, key) for key in held.evidence_ids]
    lacking = [item.number for item in paged if page_reference(item.pages) is not None]
    if len(lacking) == len(paged):
        return "佐证都没有页码：至少一份要写明第几页"
    return f"以下佐证没有页码：{'、'.join(lacking)}" if lacking else None


def has_basis(held: Written, reader: Reader) -> str | None:
    """It cites a rule of the library or quotes one, and none that was deleted."""
    if not held.policy_ids and not held.basis.strip():
        return "没有政策依据：从政策库选用，或在“依据补充”里写明条款"
    gone = [item.title for item in (reader.get(Policy, key) for key in held.policy_ids) if item.deleted]
    return f"引用的政策依据已从库中删除：{'、'.join(gone)}" if gone else None
