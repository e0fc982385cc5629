"""The papers of a report: 巡察报告 with its 工作量统计 and 问题与底稿对照表, 专题报告, and the short 汇报材料.

They print what the report says; the marks that tie a point to its working papers go into the attachment alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    centred,
    chapter,
    count_text,
    day_text,
    joined,
    lines,
    one_label,
    pair_rows,
    secrecy_of,
    short_day,
    sign_row,
    signed_by,
    urgency_of,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.areas.reporting.gates import gates_of
from app.areas.reporting.meetings.model import Deliberation, Meeting, NamedItem, ordered
from app.areas.reporting.model import POINT, SPECIAL, Report, cited, points, without_citations
from app.areas.reporting.service import Workload, workload
from app.areas.workpapers.model import WorkingPaper
from app.core.records import Record
from app.documents.paper import (
    Align,
    Attachment,
    Block,
    Cell,
    Column,
    Form,
    FormRow,
    Layout,
    Paper,
    Paragraph,
    Table,
)

CROSSWALK = "问题与底稿对照表"
NAMED = "点人点事清单"
Step = tuple[Deliberation, str]
"""A level of the deliberation with the title of the meeting that heard the report, "" for none."""


def report(
    held: Report,
    task: Task,
    round_: Round,
    papers: tuple[WorkingPaper, ...],
    labels: Labels,
    work: Workload | None = None,
    steps: tuple[Step, ...] = (),
    gates: tuple[str, ...] = (),
) -> Paper:
    """The report as it goes to the leading group: its chapters, then which working paper carries each problem.

    With a 文号 it is an upward 公文 with its 版头 (签发人: the group's leader), without one a titled text. Until it is
    final the subtitle says which draft it is. work: printed as 工作量统计 under the first chapter; steps: the levels
    that the report passed, gates: the names of those in use, both printed under 签发情况.
    """
    return _report("report", held, task, round_, papers, labels, tuple(_chapters(held, work)), steps, gates)


def special_report(
    held: Report,
    task: Task,
    round_: Round,
    papers: tuple[WorkingPaper, ...],
    labels: Labels,
    steps: tuple[Step, ...] = (),
    gates: tuple[str, ...] = (),
) -> Paper:
    """A report on one subject (专题报告): 现状, 问题, 原因, 建议; otherwise like the report."""
    texts = (
        ("基本情况和现状", joined(held.basics, held.overall, by="\n")),
        ("主要问题", without_citations(held.problems)),
        ("原因分析", held.causes),
        ("意见建议", held.suggestions),
        ("其他需要说明的情况", held.other),
    )
    return _report(
        "special_report", held, task, round_, papers, labels, tuple(_numbered(texts)), steps, gates
    )


def brief(
    held: Report, task: Task, round_: Round, labels: Labels, work: Workload, items: tuple[NamedItem, ...]
) -> Paper:
    """汇报材料 for the leading group or the secretary's meeting: the report shortened, then the 点人点事清单."""
    body = (
        *_chapters(held, work),
        *_named_table(items, labels),
    )
    return Paper(
        name="brief",
        title=held.title,
        subtitle=f"（{task.group_name}）",
        layout=Layout.PLAIN,
        doc_number=held.document_number,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, round_.secrecy, term=held.secrecy_term),
        body=body,
        attachments=(NAMED,) if items else (),
        signed_by=(task.group_name,),
        signed_on=held.made_on,
    )


def _report(
    name: str,
    held: Report,
    task: Task,
    round_: Round,
    papers: tuple[WorkingPaper, ...],
    labels: Labels,
    chapters: tuple[Block, ...],
    steps: tuple[Step, ...],
    gates: tuple[str, ...],
) -> Paper:
    final = held.state == "final"
    stage = held.TYPE.lifecycle.state(held.state).label if held.state else "初稿"
    draft = "" if final else f"（{joined(stage, f'第{held.version}稿' if held.version else '')}）"
    official = bool(held.document_number)
    signer = signed_by(held.signed, "组长")
    index = _crosswalk(held, papers)
    return Paper(
        name=name,
        title=held.title,
        subtitle=draft,
        layout=Layout.OFFICIAL if official else Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, round_.secrecy, term=held.secrecy_term),
        urgency=urgency_of(labels, held.urgency),
        issuer_mark=task.group_name if official else "",
        doc_number=held.document_number,
        signer=(signer.name if signer else task.leader) if official else "",
        addressee=held.addressed_to,
        body=(
            *chapters,
            *index,
            *_approval(held, labels, steps, gates, attached=bool(index)),
        ),
        attachments=(CROSSWALK,) if index else (),
        signed_by=(task.group_name,),
        signed_on=held.made_on,
        printed_by=task.group_name if official else "",
        printed_on=held.made_on if official else None,
    )


def _chapters(held: Report, work: Workload | None) -> Iterator[Block]:
    texts = (
        ("基本情况", held.basics),
        ("总体评价", held.overall),
        ("主要问题", without_citations(held.problems)),
        ("原因分析", held.causes),
        ("意见建议", held.suggestions),
        ("其他需要说明的情况", held.other),
    )
    yield from _numbered(texts, _workload(work) if work else ())


def _numbered(texts: tuple[tuple[str, str], ...], after_first: tuple[Block, ...] = ()) -> Iterator[Block]:
    kept = [(title, text) for title, text in texts if text.strip()]
    for number, (title, text) in zip("一二三四五六", kept, strict=False):
        yield from chapter(number, title, text)
        if number == "一":
            yield from after_first


def _workload(work: Workload) -> tuple[Block, ...]:
    """工作量统计: every quantity in one row, noughts included."""
    cells = (
        ("个别谈话\n（人次）", work.talks),
        ("受理信访\n（件）", work.petitions),
        ("走访\n（人次）", work.visits),
        ("查阅资料\n（份）", work.documents),
        ("座谈会\n（次）", work.meetings),
        ("回收问卷\n（份）", work.questionnaires),
    )
    rows = (
        tuple(Cell(label, label=True) for label, _ in cells),
        tuple(centred(str(value)) for _, value in cells),
    )
    return (Form(rows, (1.0,) * len(cells), caption="工作量统计"),)


def _named_table(items: tuple[NamedItem, ...], labels: Labels) -> Iterator[Block]:
    """点人点事清单: what was pointed at, at whom, and how far it is."""
    if not items:
        return
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("类别", 13, align=Align.CENTER),
        Column("事项", weight=1.5),
        Column("涉及单位和职务", weight=1),
        Column("承办单位", 20),
        Column("期限", 22, align=Align.CENTER),
        Column("办理情况", weight=1.5),
    )
    rows = tuple(
        (
            str(place),
            one_label(labels, "named_kind", item.kind),
            item.content,
            item.about,
            item.assigned_to,
            short_day(item.due_on),
            joined(item.TYPE.lifecycle.state(item.state).label if item.state else "", item.result),
        )
        for place, item in enumerate(items, 1)
    )
    yield Attachment(title=NAMED)
    yield Table(columns, rows, size_pt=10.5)


def _crosswalk(held: Report, papers: tuple[WorkingPaper, ...]) -> tuple[Block, ...]:
    """Every numbered problem of the report beside the working papers that it cites; nothing without problems."""
    titles = {paper.formal_number: paper.title for paper in papers if paper.formal_number}
    rows = []
    for index, point in enumerate(points(held.problems), 1):
        numbers = cited(point)
        first = POINT.sub("", without_citations(point).strip()).split("。")[0].splitlines()[0]
        named = "\n".join(titles.get(number, "") for number in numbers)
        rows.append((str(index), first, "\n".join(numbers), named))
    if not rows:
        return ()
    columns = (
        Column("序号", 14, align=Align.CENTER),
        Column("报告中的问题", weight=1.2),
        Column("底稿编号", 50),
        Column("底稿标题", weight=1),
    )
    count = len({number for point in points(held.problems) for number in cited(point)})
    return (
        Attachment(title=CROSSWALK),
        Table(columns, tuple(rows), size_pt=10.5),
        Paragraph(f"报告所列问题{len(rows)}个，依据底稿{count}份。", small=True),
    )


def _approval(
    held: Report, labels: Labels, steps: tuple[Step, ...], gates: tuple[str, ...], *, attached: bool
) -> Iterator[Block]:
    """签发情况 under the crosswalk: who wrote, checked, heard and approved the report. It is not part of the text."""
    if not attached:
        return
    yield Form(
        (
            *pair_rows(
                ("报告种类", one_label(labels, "report_kind", held.kind)),
                ("版次", count_text(held.version)),
                ("执笔人", held.drafter),
                ("核稿人", held.checker),
                ("领导小组审议", day_text(held.heard_on or _heard(steps, "leading"))),
                ("书记专题会", day_text(held.approved_on or _heard(steps, "secretary"))),
            ),
            *_gate_rows(held, gates),
            *_step_rows(steps),
            *(() if not held.consulted.strip() else (wide_row("征求意见情况", held.consulted),)),
            sign_row("组长签发", signed_by(held.signed, "组长")),
            sign_row("审定", signed_by(held.signed, "审定"), opinion=lines(held.approval)),
        ),
        FORM_COLUMNS,
        caption="签发情况",
    )


def _heard(steps: tuple[Step, ...], level: str) -> date | None:
    return next((step.held_on for step, _ in steps if step.level == level and step.state == "passed"), None)


def _gate_rows(held: Report, gates: tuple[str, ...]) -> tuple[FormRow, ...]:
    """Every gate with who signed it, those not yet signed blank; nothing until one is signed."""
    if not held.gates:
        return ()
    named = []
    for gate in dict.fromkeys((*gates, *(row.role for row in held.gates))):
        row = signed_by(held.gates, gate)
        named.append((gate, f"{row.name}　{short_day(row.on)}\n{row.opinion}".strip() if row else ""))
    return pair_rows(*named)


def _step_rows(steps: tuple[Step, ...]) -> tuple[FormRow, ...]:
    """One row a level that was heard: which meeting, when, what it said, what was changed."""
    return tuple(
        wide_row(
            step.name,
            lines(
                joined(title, day_text(step.held_on), step.TYPE.lifecycle.state(step.state).label),
                step.opinion,
                f"修改采纳：{step.handled}" if step.handled.strip() else "",
            ),
        )
        for step, title in steps
        if step.state in ("passed", "returned")
    )


# From the vault -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Around:
    """What every paper of a report reads beside the report."""

    held: Report
    task: Task
    round: Round
    papers: tuple[WorkingPaper, ...]
    steps: tuple[Step, ...]
    gates: tuple[str, ...]


def _around(source: PaperSource, key: str) -> _Around:
    held = source.get(Report, key)
    task = source.get(Task, held.task_id)
    steps = tuple(
        (step, source.get(Meeting, step.meeting_id).title if step.meeting_id else "")
        for step in ordered(source.find(Deliberation, report_id=key))
    )
    papers = tuple(source.get(WorkingPaper, item) for item in held.paper_ids)
    return _Around(
        held,
        task,
        source.get(Round, task.round_id),
        papers,
        steps,
        tuple(gate.name for gate in gates_of(source)),
    )


def _build(source: PaperSource, key: str) -> Paper:
    got = _around(source, key)
    work = workload(source, got.task)
    return report(got.held, got.task, got.round, got.papers, source.code_label, work, got.steps, got.gates)


def _build_special(source: PaperSource, key: str) -> Paper:
    got = _around(source, key)
    return special_report(got.held, got.task, got.round, got.papers, source.code_label, got.steps, got.gates)


def _build_brief(source: PaperSource, key: str) -> Paper:
    got = _around(source, key)
    items = source.find(NamedItem, task_id=got.task.id)
    return brief(got.held, got.task, got.round, source.code_label, workload(source, got.task), items)


def report_paper(source: PaperSource, key: str) -> Paper:
    """A report as the paper of its kind."""
    kind = source.get(Report, key).kind
    build = _build_brief if kind == "brief" else _build_special if kind in SPECIAL else _build
    return build(source, key)


def _of_kind(*kinds: str) -> Callable[[Record], bool]:
    return lambda held: getattr(held, "kind", "") in kinds


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("report", "巡察报告", "report", _build, row=46, fits=_of_kind("inspection")),
    PaperSpec("special_report", "专题报告", "report", _build_special, row=47, fits=_of_kind(*SPECIAL)),
    PaperSpec("brief", "汇报材料", "report", _build_brief, row=49, fits=_of_kind("brief")),
)
