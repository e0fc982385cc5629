"""轮次工作方案 and 巡察组工作方案 (domain.md §3.1-1, -9): what is to be done, by whom, when, under which discipline."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    day_text,
    days_text,
    ended,
    joined,
    paragraphs,
    secrecy_of,
    short_day,
)
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.planning.model.focus import ChecklistItem
from app.areas.preparation.planning.model.means import PostDuty
from app.areas.preparation.planning.model.plans import RoundStep
from app.areas.preparation.planning.papers.common import (
    chapters,
    lead_group_of,
    mark_of,
    office_of,
    outline,
    points,
    unit_of,
)
from app.documents.paper import Align, Block, Column, Layout, Paper, Paragraph, Table

# 轮次工作方案 (§3.1-1) ------------------------------------------------------------------------------------


def round_plan(
    held: Round, tasks: Sequence[tuple[Task, Unit]], steps: Sequence[RoundStep], labels: Labels
) -> Paper:
    """The plan of one round, put to the leading group: aims, points, units, times, organisation, matters of weight."""
    kinds = all_labels(labels, "inspection_kind", held.kinds)
    by = f"根据{held.approved_by}部署" if held.approved_by else "根据工作部署"
    opening = f"{by}，现就开展{held.name}{f'（{kinds}）' if kinds else ''}制定如下工作方案。"
    body = (
        Paragraph(opening),
        *chapters(
            (
                ("总体要求", paragraphs(ended(held.goals or GOALS))),
                ("监督重点", _emphasis(held)),
                ("巡察对象", _units(tasks, labels)),
                ("时间安排", _times(held, steps)),
                ("组织分工", _organisation(tasks)),
                ("重点事项", _matters(held, steps)),
            )
        ),
    )
    return Paper(
        name="round_plan",
        doc_number=held.plan_number,
        title=f"{held.name}工作方案",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy),
        subtitle="" if held.approved_on else "（送审稿）",
        body=body,
        signed_by=(office_of(held),),
        signed_on=held.approved_on,
    )


GOALS = "坚持政治巡察定位，紧盯权力和责任，推动解决突出问题，做到发现问题、形成震慑、推动改革、促进发展"


def _emphasis(held: Round) -> tuple[Block, ...]:
    theme = f"本轮专项主题：{held.theme}。" if held.theme else ""
    found = points(held.emphasis)
    return (*((Paragraph(theme),) if theme else ()), *found)


def _units(tasks: Sequence[tuple[Task, Unit]], labels: Labels) -> tuple[Block, ...]:
    if not tasks:
        return ()
    columns = (
        Column("序号", 14, align=Align.CENTER),
        Column("被巡察党组织", weight=2),
        Column("巡察方式", 34),
        Column("承担的巡察组", 40),
    )
    rows = tuple(
        (str(place), unit.name, all_labels(labels, "inspection_kind", task.kinds), task.group_name)
        for place, (task, unit) in enumerate(tasks, 1)
    )
    return (Paragraph(f"本轮巡察党组织{len(tasks)}个。"), Table(columns, rows))


def _times(held: Round, steps: Sequence[RoundStep]) -> tuple[Block, ...]:
    found: list[Block] = []
    if span := days_text(held.starts_on, held.ends_on):
        found.append(Paragraph(f"本轮巡察时间为{span}。"))
    found += points(held.arrangement)
    if steps:
        columns = (
            Column("阶段", 24, align=Align.CENTER),
            Column("工作内容", weight=2),
            Column("负责", 34),
            Column("完成时限", 28, align=Align.CENTER),
        )
        rows = tuple((step.phase, step.step, step.who, short_day(step.ends_on)) for step in steps)
        found.append(Table(columns, rows))
    return tuple(found)


def _organisation(tasks: Sequence[tuple[Task, Unit]]) -> tuple[Block, ...]:
    if not tasks:
        return ()
    columns = (
        Column("巡察组", 44),
        Column("组长", 24, align=Align.CENTER),
        Column("副组长", 32, align=Align.CENTER),
        Column("联络员", 24, align=Align.CENTER),
        Column("进驻时间", weight=1),
    )
    rows = tuple(
        (task.group_name, task.leader, task.deputies, task.liaison, days_text(task.stay_from, task.stay_to))
        for task, _ in tasks
    )
    return (Table(columns, rows),)


def _matters(held: Round, steps: Sequence[RoundStep]) -> tuple[Block, ...]:
    months, clues = held.rectification_months, held.clue_months
    rows = [
        "组长授权一次一授权，任务完成后自行终止；参加人员逐人申报回避、签订保密承诺",
        "进驻前向协作单位书面了解情况，逐单位制定监督重点清单",
        f"反馈后集中整改期{months}个月，整改方案按期报送"
        if months
        else "整改方案报送、集中整改的期限按本轮期限规则执行",
        f"线索和信访移交后，{clues}个月内反馈办理情况" if clues else "移交的线索和信访件按期反馈办理情况",
        "成果材料随阶段移交：" + "、".join(dict.fromkeys(s.output for s in steps if s.output))
        if steps
        else "",
    ]
    return points("\n".join(row for row in rows if row))


# 巡察组工作方案 (§3.1-9) ----------------------------------------------------------------------------------


def group_plan(
    task: Task,
    unit: Unit,
    round_: Round,
    items: Sequence[ChecklistItem],
    members: Sequence[Member],
    posts: Sequence[PostDuty],
    discipline: Sequence[str],
    labels: Labels,
) -> Paper:
    """One group's plan, put to the leading group: points made the unit's own, ways, schedule, people, discipline."""
    kinds = all_labels(labels, "inspection_kind", task.kinds or round_.kinds)
    basis = f"根据{round_.name}工作部署" + (f"（{round_.basis}）" if round_.basis else "")
    opening = f"{basis}，{task.group_name}对{unit.name}开展{kinds or '巡察'}，现制定如下工作方案。"
    emphasis = points(task.emphasis) or _listed(items)
    body = (
        Paragraph(opening),
        *chapters(
            (
                ("巡察重点", emphasis),
                ("工作方式", _ways(task, items)),
                ("时间安排", _schedule(task)),
                ("人员分工", _people(task, members, posts, labels)),
                ("工作纪律", points("\n".join(discipline))),
            )
        ),
    )
    return Paper(
        name="group_plan",
        title=f"{task.group_name}\n巡察{unit.short_name or unit.name}工作方案",
        layout=Layout.PLAIN,
        secrecy=mark_of(labels, task),
        addressee=lead_group_of(round_),
        body=body,
        signed_by=(task.group_name,),
        signed_on=task.authorised_on,
    )


def _listed(items: Sequence[ChecklistItem]) -> tuple[Block, ...]:
    lines = [item.point for item in items if item.state != "skipped" and item.board != "discipline"]
    if any(item.board == "discipline" for item in items):
        lines.append("对照六项纪律逐项了解")
    return points("\n".join(dict.fromkeys(lines)))


WAYS = (
    "听取党组织工作汇报和选人用人、意识形态、党风廉政建设专题汇报",
    "个别谈话：领导班子全体成员、纪检和组织人事负责人，中层干部、下属单位负责人和群众代表",
    "调阅决策部署、从严治党、组织建设、整改落实四类资料",
    "受理来信、来电、来访，走访服务对象和基层单位，开展问卷和民主测评",
)


def _ways(task: Task, items: Sequence[ChecklistItem]) -> tuple[Block, ...]:
    lines = [*(task.approach.splitlines() or WAYS)]
    if task.extended.strip():
        lines.append("延伸了解：" + "、".join(task.extended.split()))
    return points("\n".join(line for line in lines if line.strip()))


def _schedule(task: Task) -> tuple[Block, ...]:
    rows = [
        ("动员会", day_text(task.mobilised_on)),
        ("进驻了解", days_text(task.stay_from, task.stay_to)),
        ("信访受理截止", day_text(task.petition_until)),
        ("提交巡察报告", day_text(task.report_due)),
        ("反馈", day_text(task.feedback_on)),
    ]
    kept = tuple(row for row in rows if row[1])
    return (Table((Column("环节", 50), Column("时间", weight=1)), kept),) if kept else ()


def _people(
    task: Task, members: Sequence[Member], posts: Sequence[PostDuty], labels: Labels
) -> tuple[Block, ...]:
    found: list[Block] = []
    if members:
        rows = tuple(
            (member.name, labels("group_role", member.role), member.duty)
            for member in members
            if member.state != "left"
        )
        columns = (
            Column("姓名", 30, align=Align.CENTER),
            Column("组内职务", 40, align=Align.CENTER),
            Column("分工", weight=1),
        )
        found.append(Table(columns, rows))
    elif task.leader:
        found.append(
            Paragraph(joined(f"组长{task.leader}", f"副组长{task.deputies}" if task.deputies else "") + "。")
        )
    if posts:
        held = tuple((post.post, post.name, post.duties, post.outputs) for post in posts)
        heads = (
            Column("岗位", 26, align=Align.CENTER),
            Column("人员", 24, align=Align.CENTER),
            Column("职责", weight=2),
            Column("成果", 34),
        )
        found.append(Table(heads, held))
    return tuple(found)


# From the vault -------------------------------------------------------------------------------------------


def _build_round(source: PaperSource, key: str) -> Paper:
    held = source.get(Round, key)
    tasks = [(task, unit_of(source, task)) for task in source.find(Task, round_id=key)]
    steps = sorted(source.find(RoundStep, round_id=key), key=lambda step: step.position or 0)
    return round_plan(held, tasks, steps, source.code_label)


def _build_group(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return group_plan(
        task,
        unit_of(source, task),
        source.get(Round, task.round_id),
        sorted(source.find(ChecklistItem, task_id=key), key=lambda item: item.position or 0),
        source.find(Member, task_id=key),
        sorted(source.find(PostDuty, task_id=key), key=lambda post: post.position or 0),
        outline(source, "discipline_demands"),
        source.code_label,
    )


PLANS = (
    PaperSpec("round_plan", "轮次工作方案", "round", _build_round, row=1),
    PaperSpec("group_plan", "巡察组工作方案", "task", _build_group, row=9),
)
