"""The papers of the export's nodes: plan, reports and special meeting to their records, the others kept with the import.

A paper about clues never comes this far (app.exchange.standalone_values).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.areas.rectification.accounts.model import DemocraticMeeting, RectPlan, RectReport
from app.areas.rectification.unit_form.standalone import wording
from app.areas.rectification.unit_form.standalone.drafting import Change, Drafting, wired
from app.areas.rectification.unit_form.standalone.matching import Pairs, is_open
from app.core.ids import new_id
from app.exchange.standalone_model import LATER_REPORT, LIFE, MATERIALS, REPORT, SCHEME, Material
from app.exchange.standalone_values import Attached

if TYPE_CHECKING:
    from app.areas.preparation.model import Task
    from db.session import Session

_HOMES: dict[str, tuple[type[Any], dict[str, Any], str]] = {
    SCHEME: (RectPlan, {}, "整改方案"),
    REPORT: (RectReport, {"kind": "progress"}, "整改进展情况报告"),
    LATER_REPORT: (RectReport, {"kind": "follow_up"}, "后续整改情况报告"),
    LIFE: (DemocraticMeeting, {}, "巡察整改专题民主生活会"),
}
"""Node → its record type, what tells it from others of the type, and its title when it is new."""


def take_papers(
    session: Session, drafting: Drafting, pairs: Pairs, task: Task, materials: Sequence[Material]
) -> tuple[list[tuple[str, Attached]], list[str]]:
    """Add the changes of plan, reports and meeting. Gives (node, file) of what has no record, and lines about time and place."""
    left: list[tuple[str, Attached]] = []
    lines: list[str] = []
    for node, label in MATERIALS.items():
        held = [material for material in materials if material.node == node]
        files = tuple(dict.fromkeys(_named(material, file) for material in held for file in material.files))
        lines += [f"{label}　{said}" for material in held for said in material.said]
        if not files:
            continue
        if node not in _HOMES or not _at_home(session, drafting, pairs, task, node, files):
            left += [(label, file) for file in files]
    return left, lines


def _named(material: Material, file: Attached) -> Attached:
    """The file with its heading and version as what it is a proof of."""
    said = " ".join(dict.fromkeys(part for part in (material.title, file.said) if part and part != "其他"))
    return Attached(file.name, file.member, file.grade, said[:60])


def _at_home(
    session: Session, drafting: Drafting, pairs: Pairs, task: Task, node: str, files: tuple[Attached, ...]
) -> bool:
    type_, marks, title = _HOMES[node]
    held = [record for record in session.find(type_, task_id=task.id) if _has(record, marks.items())]
    here = pairs.other(f"papers:{node}", type_, held)
    where = f"“{MATERIALS[node]}”"
    if here is None and held:
        drafting.notices.append(f"{where}：库里有几份{title}，不知道归哪一份，附件留在这次读入的登记里")
        return False
    if here is not None and not is_open(here):
        label = here.TYPE.lifecycle.state(here.state).label
        drafting.notices.append(f"{where}：库里的{title}已是“{label}”，附件留在这次读入的登记里")
        return False
    grade = wording.highest(files)
    if here is None:
        name = {"theme" if type_ is DemocraticMeeting else "title": title}
        fixed = wired(type_, task_id=task.id, secrecy=grade, **marks, **name)
        return drafting.add(Change(f"papers:{node}", type_, new_id(), where, {}, fixed, files), None)
    ranks = list(wording.GRADE_CODES.values())
    if here.secrecy in ranks and ranks.index(here.secrecy) < ranks.index(grade):
        drafting.notices.append(f"{where}：附件里有密级高于库里这份{title}的，请核对它的密级")
    return drafting.add(Change(f"papers:{node}", type_, here.id, where, {}, {}, files), here)


def _has(record: Any, marks: Iterable[tuple[str, Any]]) -> bool:
    return all(getattr(record, name) == value for name, value in marks)
