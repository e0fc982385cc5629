"""Plan, ledger and statistics: the papers that lay out tasks in tables. Figures are computed from the tasks."""

from __future__ import annotations

from datetime import date

from app.areas.feedback.delivery.papers.common import texts_of
from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    joined,
    money_text,
    one_label,
    opened,
    secrecy_of,
    sign_block,
)
from app.areas.preparation.model import Round, Task
from app.areas.rectification.accounts.lists import Pair, due_text, pairs
from app.areas.rectification.accounts.model import HandledCadre, RectPlan
from app.areas.rectification.accounts.service import effects_of, measures_of, proof_of
from app.areas.rectification.model import RectTask
from app.areas.rectification.service import rate_of
from app.areas.rectification.supervision.papers import about
from app.documents.paper import Align, Attachment, Block, Column, Layout, Paper, Paragraph, Table
from db.session import Session

_CENTER = Align.CENTER

# 整改方案 (domain.md §3.6-64, A12) -------------------------------------------------------------------------


def plan(held: RectPlan, session: Session, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """The text, and the table of seven columns as its attachment: problem, aim, measures, who, which office, by when."""
    columns = (
        Column("序号", 12, align=_CENTER),
        Column("反馈问题", weight=1.1),
        Column("整改目标", weight=1),
        Column("整改措施", weight=1.8),
        Column("责任领导", 24, align=_CENTER),
        Column("责任部门", 34),
        Column("完成时限", 26, align=_CENTER),
    )
    rows = tuple(_plan_row(session, pair) for pair in pairs(session, task))
    table = "巡察反馈问题整改任务分解表"
    return Paper(
        name="rect_plan",
        title=held.title,
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy),
        doc_number=held.document_number,
        body=(
            Paragraph(f"根据{task.group_name}对{unit.name}的反馈意见，结合实际，制定如下整改方案。"),
            *texts_of(
                ("总体要求", held.requirement),
                ("组织领导", held.organisation),
                (
                    "任务分解和整改措施",
                    f"反馈问题分解为{_task_count(rows)}项整改任务，目标、措施、责任和时限见附件。",
                ),
                ("实施步骤", held.steps),
                ("保障措施", held.guarantee),
            ),
            Attachment("", table, landscape=True),
            Table(columns, rows) if rows else Paragraph("还没有分解整改任务。"),
        ),
        attachments=(table,),
        signed_by=(unit.name,),
        signed_on=held.made_on or held.received_on,
        sealed=True,
    )


def _task_count(rows: tuple[tuple[str, ...], ...]) -> int:
    return sum(bool(row[3]) for row in rows)


def _plan_row(session: Session, pair: Pair) -> tuple[str, ...]:
    held = pair.task
    if held is None:
        return (str(pair.place), pair.problem.title, "", "", "", "", "")
    measures = "\n".join(f"{n}.{row.content}" for n, row in enumerate(measures_of(session, held), 1))
    offices = joined(
        f"牵头：{held.lead_unit}" if held.partners else held.lead_unit,
        f"配合：{held.partners}" if held.partners else "",
        by="\n",
    )
    return (
        str(pair.place), pair.problem.title, held.goal, measures or held.title, held.leader, offices, due_text(held),
    )  # fmt: skip


# 整改台账 (§3.6-66) ----------------------------------------------------------------------------------------


def ledger(session: Session, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """Problem, task, people, deadline, state, result, effects, proof and who struck it off, one row a task."""
    columns = (
        Column("序号", 11, align=_CENTER),
        Column("反馈问题", weight=1.2),
        Column("整改任务和措施", weight=2.4),
        Column("责任领导\n责任单位", 20),
        Column("时限", 22, align=_CENTER),
        Column("状态", 18, align=_CENTER),
        Column("完成情况", weight=1.4),
        Column("量化成效", 23),
        Column("佐证", weight=1),
        Column("销号审批", 26),
    )
    held = pairs(session, task)
    rows = tuple(_ledger_row(session, pair) for pair in held)
    tasks = {pair.task.id: pair.task for pair in held if pair.task}
    return Paper(
        name="rect_ledger",
        title=f"{unit.name}巡察整改台账",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        subtitle=joined(task.group_name, f"截至{_shown(date.today())}", by="　"),
        body=(
            Table(columns, rows) if rows else Paragraph("还没有已反馈的问题。"),
            sign_block(
                f"{rate_of(tasks.values()).formula}。", ("填报人", ""), ("单位负责人", unit.secretary)
            ),
        ),
        landscape=True,
    )


def _ledger_row(session: Session, pair: Pair) -> tuple[str, ...]:
    held = pair.task
    if held is None:
        return (str(pair.place), pair.problem.title, "还没有分解整改任务", *([""] * 7))
    measures = "\n".join(f"{n}.{row.content}" for n, row in enumerate(measures_of(session, held), 1))
    signed = [row for row in held.signed if row.role == "销号审批"]
    approved = (
        f"{signed[-1].name}\n{signed[-1].on or ''}\n{signed[-1].opinion}"
        if held.state == "closed" and signed
        else "未销号"
    )
    return (
        str(pair.place),
        pair.problem.title,
        joined(held.title, measures, by="\n"),
        joined(held.leader, held.lead_unit, by="\n"),
        due_text(held),
        held.TYPE.lifecycle.state(held.state).label,
        joined(held.result, f"未完成原因：{held.unfinished}" if held.unfinished.strip() else "", by="\n"),
        effects_text(held),
        proof_of(session, held) or "没有佐证",
        approved,
    )


def effects_text(held: RectTask) -> str:
    """What a task brought, one line each."""
    return joined(
        f"建章立制{held.rules_made}项" if held.rules_made else "",
        f"挽回{money_text(held.recovered)}" if held.recovered else "",
        f"处理{held.people_handled}人" if held.people_handled else "",
        by="\n",
    )


# 整改落实情况统计表 (§3.6-71) ------------------------------------------------------------------------------


def statistics(session: Session, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """By category: to be done, done, mostly done, under way, the rate; rules, money and people; sums with their formula."""
    columns = (
        Column("问题类别", weight=1.6),
        *(Column(head, 17, align=_CENTER) for head in ("问题", "应整改", "已完成", "基本完成", "正在整改")),
        Column("完成率", 20, align=_CENTER),
        Column("建章立制", 18, align=_CENTER),
        Column("挽回金额", 30, align=Align.RIGHT),
        Column("处理人数", 18, align=_CENTER),
    )
    held = pairs(session, task)
    heads = list(dict.fromkeys(pair.problem.category or "未分类" for pair in held))
    rows = [_stat_row(head, [p for p in held if (p.problem.category or "未分类") == head]) for head in heads]
    rows.append(_stat_row("合计", list(held)))
    tasks = {pair.task.id: pair.task for pair in held if pair.task}
    shared = sum(pair.task is not None for pair in held) - len(tasks)
    note = f"有{shared}处一项任务对应几个问题，合计中只算一次。" if shared else ""
    return Paper(
        name="rect_statistics",
        title=f"{unit.name}巡察整改落实情况统计表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        subtitle=f"截至{_shown(date.today())}",
        body=(
            Table(columns, tuple(rows)),
            Paragraph(f"{rate_of(tasks.values()).formula}。{note}", small=True),
            sign_block("以上数字由整改记录算出。", ("填报人", ""), ("单位负责人", unit.secretary)),
        ),
        landscape=True,
    )


def _stat_row(head: str, held: list[Pair]) -> tuple[str, ...]:
    tasks = tuple({pair.task.id: pair.task for pair in held if pair.task}.values())
    rate, effects = rate_of(tasks), effects_of(tasks)
    percent = f"{rate.percent:.2f}%" if rate.percent is not None else "—"
    problems = len({pair.problem.id for pair in held})
    counts = (problems, rate.total, rate.done, rate.mostly, rate.doing)
    money = money_text(effects.recovered) or "0"
    return (head, *map(str, counts), percent, str(effects.rules), money, str(effects.people))


# 处理干部情况汇总表 (§3.6-72) ------------------------------------------------------------------------------


def handled(
    cadres: tuple[HandledCadre, ...], problems: dict[str, str], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """Name and post, what was done, when, by whom, over which problem."""
    columns = (
        Column("序号", 12, align=_CENTER),
        Column("姓名", 22, align=_CENTER),
        Column("单位职务", weight=1),
        Column("反馈问题", weight=1.2),
        Column("处理方式", 28, align=_CENTER),
        Column("处理日期", 26, align=_CENTER),
        Column("处理机关和文号", weight=1),
        Column("备注", 24),
    )
    ordered = sorted(cadres, key=lambda one: (one.handled_on or date.max, one.id))
    rows = tuple(
        (
            str(place), one.name, one.post, problems.get(one.problem_id, one.reason), one_label(labels, "sanction", one.kind),
            str(one.handled_on or ""), joined(one.decided_by, one.document_number, by="\n"), one.note,
        )
        for place, one in enumerate(ordered, 1)
    )  # fmt: skip
    kinds = dict.fromkeys(one.kind for one in ordered)
    counts = "，".join(
        f"{one_label(labels, 'sanction', kind)}{sum(o.kind == kind for o in ordered)}人" for kind in kinds
    )
    body: tuple[Block, ...] = (
        Table(columns, rows) if rows else Paragraph("没有因反馈问题处理的干部。"),
        sign_block(
            f"共处理{len(rows)}人{f'：{counts}' if counts else ''}。",
            ("填报人", ""),
            ("单位负责人", unit.secretary),
        ),
    )
    return Paper(
        name="handled_cadres",
        title=f"{unit.name}反馈问题处理干部情况汇总表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        body=body,
        landscape=True,
    )


def _shown(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# From the vault -------------------------------------------------------------------------------------------


def build_plan(source: PaperSource, key: str) -> Paper:
    """The plan of a record."""
    held = source.get(RectPlan, key)
    return plan(held, opened(source), *about(source, held.task_id), source.code_label)


def build_ledger(source: PaperSource, key: str) -> Paper:
    """The ledger of an inspection."""
    return ledger(opened(source), *about(source, key), source.code_label)


def build_statistics(source: PaperSource, key: str) -> Paper:
    """The statistics of an inspection."""
    return statistics(opened(source), *about(source, key), source.code_label)


def build_handled(source: PaperSource, key: str) -> Paper:
    """The cadres dealt with after an inspection."""
    task, unit, _ = about(source, key)
    titles = {pair.problem.id: pair.problem.title for pair in pairs(opened(source), task)}
    return handled(source.find(HandledCadre, task_id=key), titles, task, unit, source.code_label)
