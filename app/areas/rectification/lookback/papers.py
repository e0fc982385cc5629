"""The paper of a 回头看: every earlier problem with what the unit says, what was found and by which proof."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.model import Unit
from app.areas.parts import Labels, PaperSource, PaperSpec, one_label, secrecy_of, short_day, sign_block
from app.areas.preparation.model import Task
from app.areas.rectification.lookback.model import LookedBack
from app.documents.paper import Align, Column, Layout, Paper, Paragraph, Table


def check_table(
    task: Task,
    unit: Unit,
    rows: Sequence[tuple[FeedbackProblem, LookedBack | None]],
    labels: Labels,
) -> Paper:
    """The table of a 回头看; a problem that was not checked yet leaves room to write."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("原反馈问题", weight=2),
        Column("单位报告的整改情况", weight=2),
        Column("结论", 20, align=Align.CENTER),
        Column("现场核查情况", weight=2),
        Column("凭证", 34),
        Column("核查人和日期", 32),
    )
    body = tuple(
        (
            str(place),
            problem.title,
            held.claimed if held else "",
            one_label(labels, "lookback_result", held.result) if held else "",
            held.situation if held else "",
            held.evidence if held else "",
            f"{held.checked_by}\n{short_day(held.checked_on)}".strip() if held else "",
        )
        for place, (problem, held) in enumerate(rows, 1)
    )
    return Paper(
        name="lookback_table",
        title=f"巡察{unit.short_name or unit.name}“回头看”核查表",
        layout=Layout.FORM,
        landscape=True,
        secrecy=secrecy_of(labels, task.secrecy),
        body=(
            Paragraph(f"巡察组：{task.group_name}　　被巡察单位：{unit.name}", indent=False),
            Table(columns, body, size_pt=10),
            sign_block("逐条现场核查，情况属实。", ("核查人", ""), ("组长", task.leader)),
        ),
    )


def _build(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    held = {row.problem_id: row for row in source.find(LookedBack, task_id=key)}
    problems = [p for p in source.find(FeedbackProblem, task_id=task.earlier_task_id) if p.state != "dropped"]
    rows = [(p, held.get(p.id)) for p in sorted(problems, key=lambda p: p.position or 0)]
    return check_table(task, source.get(Unit, task.unit_id), rows, source.code_label)


CHECK_SPEC = PaperSpec("lookback_table", "回头看核查表", "task", _build)
PAPERS: tuple[PaperSpec, ...] = (CHECK_SPEC,)
