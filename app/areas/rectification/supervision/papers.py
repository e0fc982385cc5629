"""The papers of supervision: letters that press, warning letters, notice and record of a summons, records of visits.

They print what was found and demanded; what cannot be known yet is left to be written by hand.
"""

from __future__ import annotations

from app.areas.feedback.delivery.papers.common import office_of, texts_of
from app.areas.libraries.model import Unit
from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    day_text,
    days_text,
    ended,
    filled_rows,
    joined,
    one_label,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_block,
    sign_row,
    signed_by,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.areas.rectification.model import RectTask
from app.areas.rectification.supervision.model.letters import RectWarning, Summons, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit, VisitCheck
from app.documents.paper import Align, Block, Column, Form, Heading, Layout, Paper, Paragraph, Table

# 督办函、提醒、告诫、通知、指导书 (domain.md §3.6-76) --------------------------------------------------------


def pressing_letter(
    held: SupervisionLetter,
    tasks: tuple[RectTask, ...],
    task: Task,
    unit: Unit,
    round_: Round,
    labels: Labels,
) -> Paper:
    """Number, addressee, problem, demand, day for the answer, and how it was delivered."""
    office = office_of(round_)
    kind = one_label(labels, "supervision_letter_kind", held.kind)
    due = f"请于{day_text(held.due_on)}前书面报告办理情况，附佐证材料。" if held.due_on else ""
    delivery = joined(
        f"{day_text(held.delivered_on)}送达" if held.delivered_on else "",
        f"送达人{held.delivered_by}" if held.delivered_by else "",
        f"签收人{held.receipt_by}" if held.receipt_by else "",
    )
    opening = (
        f"根据巡察整改督查工作安排，现就{unit.name}整改中的有关问题，"
        f"{'提出指导意见' if held.kind == 'guide' else '予以' + _verb(held.kind)}如下。"
    )
    listed = "\n".join(
        f"{n}.{rect.title}（期限{day_text(rect.due_on) or '未定'}）" for n, rect in enumerate(tasks, 1)
    )
    return Paper(
        name="supervision_letter",
        title=kind,
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number or held.number,
        addressee=held.addressee or unit.name,
        body=(
            Paragraph(opening),
            *texts_of(
                ("督办事项", joined(held.matter, listed if len(tasks) > 1 else "", by="\n")),
                ("发现的问题", held.problem),
                ("办理要求", held.requirement),
                ("报告时限", due),
            ),
        ),
        signed_by=(office,),
        signed_on=held.made_on or held.delivered_on,
        sealed=True,
        note=delivery,
    )


def _verb(kind: str) -> str:
    return {"remind": "提醒", "admonish": "告诫", "notice": "通知"}.get(kind, "督办")


# 预警函 (§3.6-77) ------------------------------------------------------------------------------------------


def warning_letter(
    held: RectWarning, rect: RectTask, task: Task, unit: Unit, round_: Round, labels: Labels
) -> Paper:
    """The colour, the days, the task, to whom, what is demanded and by when."""
    office = office_of(round_)
    colour = one_label(labels, "warning_colour", held.colour)
    left = held.days_left
    said = (
        ""
        if left is None
        else f"距完成时限还有{left}天"
        if left > 0
        else "今天到期"
        if left == 0
        else f"已逾期{-left}天"
    )
    state = rect.TYPE.lifecycle.state(rect.state).label
    rows = (
        *pair_rows(("预警等级", colour), ("预警日期", day_text(held.sent_on or held.found_on))),
        wide_row("整改任务", rect.title),
        *pair_rows(("完成时限", day_text(held.task_due)), ("距离时限", said)),
        *pair_rows(("责任领导", rect.leader), ("责任单位", rect.lead_unit)),
        *pair_rows(("目前状态", state), ("答复期限", day_text(held.answer_due))),
    )
    due = f"请于{day_text(held.answer_due)}前书面答复。" if held.answer_due else ""
    return Paper(
        name="warning_letter",
        title=f"巡察整改{colour.partition('（')[0]}预警函",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number or held.number,
        addressee=held.addressee or unit.name,
        body=(
            Paragraph(f"你单位下列整改任务{said}，现发出{colour.partition('（')[0]}预警。"),
            Form(rows, FORM_COLUMNS),
            *paragraphs(ended(held.requirement) + due),
        ),
        signed_by=(office,),
        signed_on=held.sent_on or held.found_on,
        sealed=True,
    )


# 约谈通知、约谈记录 (§3.6-76) ------------------------------------------------------------------------------


def summons_notice(held: Summons, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """Who is called in, why, when and where, by whom, and what to bring."""
    office = office_of(round_)
    return Paper(
        name="summons_notice",
        title="约谈通知书",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.number,
        addressee=joined(held.post, f"{held.called}同志", by=" "),
        body=(
            Paragraph(f"因{held.reason}，决定对你进行约谈，有关事项通知如下。"),
            *texts_of(
                ("约谈时间和地点", joined(day_text(held.talked_on) or "时间另行通知", held.place, by="\n")),
                (
                    "约谈人",
                    joined(held.talker, f"参加人：{held.attended}" if held.attended else "", by="\n"),
                ),
                ("准备材料", "1.有关问题的整改情况说明；\n2.没有完成的原因和下一步打算；\n3.有关佐证材料。"),
            ),
        ),
        signed_by=(office,),
        signed_on=held.made_on,
        sealed=True,
    )


def summons_record(held: Summons, task: Task, unit: Unit, labels: Labels) -> Paper:
    """What was said, promised and came of it, signed by both sides."""
    rows = (
        *pair_rows(("约谈对象", held.called), ("单位职务", held.post or unit.name)),
        *pair_rows(("约谈人", held.talker), ("参加人", held.attended)),
        *pair_rows(("约谈日期", day_text(held.talked_on)), ("地点", held.place)),
        wide_row("约谈事由", held.reason),
        wide_row("约谈记录", ended(held.content), 60),
        wide_row(
            "整改承诺",
            joined(
                ended(held.commitment),
                f"承诺期限：{day_text(held.commit_due)}" if held.commit_due else "",
                by="\n",
            ),
            30,
        ),
        wide_row("兑现情况", joined(ended(held.result), day_text(held.result_on), by="\n"), 24),
        sign_row("约谈对象", signed_by(held.signed, "约谈对象")),
        sign_row("约谈人", signed_by(held.signed, "约谈人")),
        *pair_rows(("记录人", held.recorder), ("文号", held.number)),
    )
    return Paper(
        name="summons_record",
        title="巡察整改约谈记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        body=(Form(rows, FORM_COLUMNS),),
    )


# 回访、专项督查记录 (§3.6-80) ------------------------------------------------------------------------------


def visit_record(
    held: InspectionVisit, checks: tuple[VisitCheck, ...], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """What was heard, compared, read, drawn and seen; each task with its verdict; findings and what is to follow."""
    kind = one_label(labels, "rect_visit_kind", held.kind)
    rows = (
        *pair_rows(("督查名称", held.title), ("编号", held.number)),
        *pair_rows(("被督查单位", unit.name), ("督查日期", days_text(held.visited_on, held.ended_on))),
        *pair_rows(("督查组长", held.leader), ("督查人员", held.inspectors)),
        *pair_rows(
            ("接待人员", held.received_by),
            ("督查方式", all_labels(labels, "rect_visit_method", held.methods)),
        ),
        wide_row("听取汇报", ended(held.heard), 14),
        wide_row("核对台账", ended(held.ledger), 14),
        wide_row("核查资料", ended(held.documents), 14),
        wide_row("抽查案卷", ended(held.cases), 14),
        wide_row("现场查看", ended(held.site), 14),
    )
    body: list[Block] = [Form(rows, FORM_COLUMNS)]
    if checks:
        body += [Heading(1, "逐项核查"), checks_table(checks, labels)]
    close = (
        wide_row("发现的问题", ended(held.findings), 20),
        wide_row("督查意见", ended(held.advice), 20),
        *filled_rows(("处理结果", held.result)),
        sign_row("督查组长", signed_by(held.signed, "督查组长")),
        wide_row("单位意见", f"\n签字：　　　　　　{BLANK_DAY}", 20),
    )
    body.append(Form(close, FORM_COLUMNS))
    return Paper(
        name="visit_record",
        title=f"巡察整改{kind}记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy),
        body=tuple(body),
    )


def checks_table(checks: tuple[VisitCheck, ...], labels: Labels) -> Table:
    """Each task: what the unit claimed, the verdict, what was seen, what is to follow."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("整改任务", weight=1.2),
        Column("自报", 20, align=Align.CENTER),
        Column("结论", 20, align=Align.CENTER),
        Column("核查情况", weight=1.4),
        Column("下一步要求", weight=1),
    )
    ordered = sorted(checks, key=lambda check: (check.position or 0, check.id))
    rows = tuple(
        (
            str(place), check.matter, check.claimed, one_label(labels, "rect_verdict", check.verdict), check.seen,
            check.demand,
        )
        for place, check in enumerate(ordered, 1)
    )  # fmt: skip
    return Table(columns, rows)


# 整改回头看评估 (§3.6-81) ----------------------------------------------------------------------------------


def lookback(
    held: InspectionVisit, checks: tuple[VisitCheck, ...], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """Four aspects: tasks done, measures carried out, effects that last, mechanisms; and the judgement."""
    counts = [
        f"{one_label(labels, 'rect_verdict', code)}{sum(check.verdict == code for check in checks)}项"
        for code in ("real", "partly", "fake", "none")
        if any(check.verdict == code for check in checks)
    ]
    rows = (
        *pair_rows(("被评估单位", unit.name), ("评估日期", days_text(held.visited_on, held.ended_on))),
        *pair_rows(("评估组长", held.leader), ("评估人员", held.inspectors)),
        wide_row("任务完成", joined(ended(held.completion), "，".join(counts), by="\n"), 26),
        wide_row("措施落实", ended(held.carried_out), 26),
        wide_row("成效巩固", ended(held.lasting), 26),
        wide_row("长效机制", ended(held.mechanism), 26),
        wide_row("存在问题", ended(held.findings), 22),
        wide_row("意见建议", ended(held.advice), 22),
        wide_row("总体评价", one_label(labels, "lookback_grade", held.grade) or "好□　较好□　一般□　差□"),
        sign_row("评估组长", signed_by(held.signed, "督查组长")),
    )
    return Paper(
        name="lookback",
        title="巡察整改回头看评估表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy),
        body=(
            Form(rows, FORM_COLUMNS),
            sign_block("评估结果已向被评估单位反馈。", ("单位负责人", unit.secretary)),
        ),
    )


# From the vault -------------------------------------------------------------------------------------------


def about(source: PaperSource, task_id: str) -> tuple[Task, Unit, Round]:
    """The inspection that a record belongs to, its unit and its round."""
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id), source.get(Round, task.round_id)


def _build_letter(source: PaperSource, key: str) -> Paper:
    held = source.get(SupervisionLetter, key)
    tasks = tuple(source.get(RectTask, id) for id in held.rect_task_ids)
    return pressing_letter(held, tasks, *about(source, held.task_id), source.code_label)


def _build_warning(source: PaperSource, key: str) -> Paper:
    held = source.get(RectWarning, key)
    rect = source.get(RectTask, held.rect_task_id)
    return warning_letter(held, rect, *about(source, held.task_id), source.code_label)


def _build_notice(source: PaperSource, key: str) -> Paper:
    held = source.get(Summons, key)
    return summons_notice(held, *about(source, held.task_id), source.code_label)


def _build_summons(source: PaperSource, key: str) -> Paper:
    held = source.get(Summons, key)
    task, unit, _ = about(source, held.task_id)
    return summons_record(held, task, unit, source.code_label)


def _build_visit(source: PaperSource, key: str) -> Paper:
    held = source.get(InspectionVisit, key)
    task, unit, _ = about(source, held.task_id)
    return visit_record(held, source.find(VisitCheck, visit_id=key), task, unit, source.code_label)


def _build_lookback(source: PaperSource, key: str) -> Paper:
    held = source.get(InspectionVisit, key)
    task, unit, _ = about(source, held.task_id)
    return lookback(held, source.find(VisitCheck, visit_id=key), task, unit, source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("supervision_letter", "督办文书", "supervision_letter", _build_letter, row=76),
    PaperSpec("summons_notice", "约谈通知书", "summons", _build_notice, row=76),
    PaperSpec("summons_record", "约谈记录", "summons", _build_summons),
    PaperSpec("warning_letter", "预警函", "warning", _build_warning, row=77),
    PaperSpec("visit_record", "督查记录", "inspection_visit", _build_visit, row=80),
    PaperSpec("lookback", "整改回头看评估表", "inspection_visit", _build_lookback, row=81),
)
