"""The paper of the inspection report: 巡察报告 with the 问题与底稿对照表 as its attachment.

It prints what the report says; the marks that tie a point to its working papers go into the attachment alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    chapter,
    count_text,
    day_text,
    joined,
    lines,
    one_label,
    pair_rows,
    secrecy_of,
    sign_row,
    signed_by,
    urgency_of,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.areas.reporting.model import POINT, Report, cited, points, without_citations
from app.areas.workpapers.model import WorkingPaper
from app.documents.paper import (
    Align,
    Attachment,
    Block,
    Column,
    Form,
    Layout,
    Paper,
    Paragraph,
    Table,
)

CROSSWALK = "问题与底稿对照表"


def report(
    held: Report, task: Task, round_: Round, papers: tuple[WorkingPaper, ...], labels: Labels
) -> Paper:
    """The report as it goes to the leading group: four chapters, then which working paper carries each problem.

    With a 文号 it is an upward 公文 with its 版头 (签发人: the group's leader), without one a titled text. Until it is
    final the subtitle says which draft it is.
    """
    final = held.state == "final"
    stage = held.TYPE.lifecycle.state(held.state).label if held.state else "初稿"
    draft = "" if final else f"（{joined(stage, f'第{held.version}稿' if held.version else '')}）"
    official = bool(held.document_number)
    signer = signed_by(held.signed, "组长")
    index = _crosswalk(held, papers)
    return Paper(
        name="report",
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
            *_chapters(held),
            *index,
            *_approval(held, labels, attached=bool(index)),
        ),
        attachments=(CROSSWALK,) if index else (),
        signed_by=(task.group_name,),
        signed_on=held.made_on,
        printed_by=task.group_name if official else "",
        printed_on=held.made_on if official else None,
    )


def _chapters(held: Report) -> Iterator[Block]:
    texts = (
        ("基本情况", held.basics),
        ("总体评价", held.overall),
        ("主要问题", without_citations(held.problems)),
        ("意见建议", held.suggestions),
        ("其他需要说明的情况", held.other),
    )
    kept = [(title, text) for title, text in texts if text.strip()]
    for number, (title, text) in zip("一二三四五", kept, strict=False):
        yield from chapter(number, title, text)


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


def _approval(held: Report, labels: Labels, *, attached: bool) -> Iterator[Block]:
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
                ("领导小组审议", day_text(held.heard_on)),
                ("书记专题会", day_text(held.approved_on)),
            ),
            *(() if not held.consulted.strip() else (wide_row("征求意见情况", held.consulted),)),
            sign_row("组长签发", signed_by(held.signed, "组长")),
            sign_row("审定", signed_by(held.signed, "审定"), opinion=lines(held.approval)),
        ),
        FORM_COLUMNS,
        caption="签发情况",
    )


# From the vault -------------------------------------------------------------------------------------------


def _build(source: PaperSource, key: str) -> Paper:
    held = source.get(Report, key)
    task = source.get(Task, held.task_id)
    papers = tuple(source.get(WorkingPaper, item) for item in held.paper_ids)
    round_ = source.get(Round, task.round_id)
    return report(held, task, round_, papers, source.code_label)


PAPERS: tuple[PaperSpec, ...] = (PaperSpec("report", "巡察报告", "report", _build),)
