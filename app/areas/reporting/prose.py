"""What the outline editor is told of a record type whose texts people write: reports, feedback, plans and reports of rectification.

It declares; how texts are edited, compared and read back is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.areas.parts import PaperSource
from app.areas.reporting.model import Report, cited
from app.areas.reporting.outline import crosswalk, point_of
from app.areas.reporting.papers import report_paper
from app.areas.reporting.readback import Plan, plan_of
from app.areas.workpapers.model import APPROVED, Finding, WorkingPaper
from app.core.records import Record
from app.documents.paper import Paper

if TYPE_CHECKING:
    from db.session import Session

CONFIRMED = ("confirmed", "papered")


@dataclass(frozen=True)
class Pick:
    """Something settled that can be put in as a point. mark: its number or paper as shown; paper_id, paper_number:
    the signed working paper that lists it, "" for none.
    """

    title: str
    focus: str
    mark: str
    point: str
    paper_id: str = ""
    paper_number: str = ""


@dataclass(frozen=True)
class Prose:
    """A record type written in the editor. page, compare: codes of its pages; names: its texts in the paper's order.

    points: the text that takes points, "" for none; cites: whether a point names its working paper; picks: what can be
    put in as a point; plan and paper: as it is printed and read back; also: names that versions are compared by before the texts. start: what to do while there is none; begin: label and page
    of the way there, "" for a new record.
    """

    record: type[Record]
    page: str
    compare: str
    title: str
    names: tuple[str, ...]
    plan: Callable[[Record], Plan]
    paper: Callable[[PaperSource, str], Paper]
    points: str = ""
    cites: bool = False
    picks: Callable[[Session, Record], tuple[Pick, ...]] | None = None
    also: tuple[str, ...] = ("title",)
    start: str = ""
    begin: tuple[str, str] = ("", "")

    @property
    def name(self) -> str:
        """The name of the record type."""
        return self.record.TYPE.name

    @property
    def label(self) -> str:
        """What a user calls the record."""
        return self.record.TYPE.label


def finding_picks(session: Session, task_id: str, *, cites: bool = True) -> tuple[Pick, ...]:
    """The confirmed findings of a task, those on signed papers first; with `cites` a point names its paper."""
    numbers: dict[str, WorkingPaper] = {}
    for paper in session.find(WorkingPaper, task_id=task_id):
        if paper.state in APPROVED:
            numbers.update(dict.fromkeys(paper.finding_ids, paper))
    found = []
    for finding in session.find(Finding, task_id=task_id):
        if finding.state not in CONFIRMED:
            continue
        held = numbers.get(finding.id)
        number = held.formal_number if held else ""
        found.append(
            Pick(
                finding.title,
                session.code_label("focus", finding.focus),
                number or "还没有审签",
                point_of(finding, number if cites else ""),
                held.id if held else "",
                number,
            )
        )
    return tuple(sorted(found, key=lambda pick: (not pick.paper_number, pick.paper_number)))


def _report_picks(session: Session, held: Record) -> tuple[Pick, ...]:
    assert isinstance(held, Report)
    return finding_picks(session, held.task_id)


def _report_plan(held: Record) -> Plan:
    assert isinstance(held, Report)
    return plan_of(held)


REPORT = Prose(
    record=Report,
    page="report_editor",
    compare="report_compare",
    title="报告编写",
    names=("basics", "overall", "problems", "causes", "suggestions", "other"),
    plan=_report_plan,
    paper=report_paper,
    points="problems",
    cites=True,
    picks=_report_picks,
    start="报告由组长审签的底稿汇成。先选任务汇成初稿，再回到这里按提纲编写。",
    begin=("去汇成报告", "assemble_report"),
)


def with_points(held: Record, before: Record, papers: dict[str, str]) -> Record:
    """A report whose points changed: papers of points put in are added, the table follows the points."""
    if not isinstance(held, Report) or not isinstance(before, Report):
        return held
    numbers = set(cited(held.problems))
    ids = [id for id, number in papers.items() if number in numbers and id not in before.paper_ids]
    made = replace(held, paper_ids=(*before.paper_ids, *ids))
    return replace(made, crosswalk=crosswalk(held.problems)) if held.problems != before.problems else made
