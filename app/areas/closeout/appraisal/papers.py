"""Papers: 作风纪律后评估表, 巡察干部考评表 and the lists of partners and excellent cadres. They write nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.closeout.appraisal.model import (
    ConductReview,
    ExcellentCadre,
    PartnerTask,
    cap_of,
    drawn_in,
    share_of,
)
from app.areas.closeout.appraisal.service import ItemAverage, item_averages
from app.areas.libraries.model import Person, Unit
from app.areas.libraries.schemes.model import Assessment, AssessmentScore, Scheme
from app.areas.libraries.schemes.papers import grades_text
from app.areas.libraries.schemes.service import result_of, rows_of
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    count_text,
    day_text,
    days_text,
    filled_rows,
    one_label,
    pair_rows,
    secrecy_of,
    short_day,
    sign_block,
    sign_row,
    wide_row,
)
from app.areas.preparation.model import Member, Round, Task
from app.core.errors import KnownError
from app.core.points import points_text, short_points
from app.core.records import Record
from app.documents.paper import Align, Block, Column, Form, Heading, Layout, Paper, Table

_CENTER = Align.CENTER
CADRES = ("secondment", "excellent_cadre", "cadre_performance")
"""Kinds of scheme whose sheets are about a person."""


# 作风纪律后评估表 (domain.md §3.7-89) ------------------------------------------------------------------------


def conduct_review(
    held: ConductReview, task: Task, unit: Unit, scheme: Scheme, items: Sequence[ItemAverage], labels: Labels
) -> Paper:
    """The review of one group: sheets, average of every item, talk, result and signatures; blanks while it is open."""
    head = (
        *pair_rows(
            ("巡察组", held.group_name or task.group_name),
            ("被巡察单位", unit.name),
            ("巡察时间", days_text(task.stay_from, task.stay_to)),
            ("评估开始", day_text(held.started_on)),
            ("发出问卷", count_text(held.sent, "份")),
            ("有效问卷", count_text(held.sheets, "份")),
            (
                "平均得分",
                f"{points_text(held.points)}分（满分{short_points(scheme.full or 0)}）"
                if held.points is not None
                else "",
            ),
            ("等次", held.grade),
        ),
        wide_row("等次标准", f"{grades_text(scheme)}。"),
    )
    columns = (
        Column("序号", 14, align=_CENTER),
        Column("方面", 32, align=_CENTER),
        Column("评估内容", weight=1),
        Column("分值", 16, align=_CENTER),
        Column("平均分", 18, align=_CENTER),
    )
    counted = bool(held.sheets)
    rows = tuple(
        (
            str(place),
            item.aspect,
            item.content,
            short_points(item.full),
            points_text(item.average) if counted else "",
        )
        for place, item in enumerate(items, 1)
    )
    talk = (
        *pair_rows(("谈话日期", day_text(held.talked_on)), ("谈话人", held.talked_by)),
        *filled_rows(("谈话对象", held.talked_with), ("巡察组自评", held.self_view)),
        wide_row("谈话情况", held.talk, 18),
        wide_row("结论和建议", held.conclusion, 18),
    )
    body: list[Block] = [Form(head, FORM_COLUMNS)]
    if rows:
        body += [Heading(1, "一、问卷各项平均"), Table(columns, rows)]
    body += [
        Heading(1, "二、评估谈话和结果" if rows else "一、评估谈话和结果"),
        Form(talk, FORM_COLUMNS, follows=True),
    ]
    body.append(sign_block("问卷不记名，结果由巡察办汇总。", ("评估人", ""), ("巡察办", "")))
    return Paper(
        name="conduct_review",
        title="巡察组作风纪律后评估表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        body=tuple(body),
    )


# 巡察干部考评表 (§3.7-89) -----------------------------------------------------------------------------------


def cadre_sheet(
    sheet: Assessment,
    scheme: Scheme,
    rows: Sequence[AssessmentScore],
    member: Member | None,
    person: Person | None,
    task: Task | None,
    labels: Labels,
) -> Paper:
    """One cadre: who, where and how long served, every item with points and reason, the sum, opinions to be signed."""
    done = result_of(scheme, sheet.full, rows)
    post = " ".join(part for part in (person.employer, person.post) if part) if person else ""
    head = pair_rows(
        ("姓名", sheet.subject),
        ("政治面貌", one_label(labels, "politics", person.politics) if person else ""),
        ("单位职务", post),
        ("来源", one_label(labels, "draw_kind", member.draw_kind) if member else ""),
        ("巡察组", task.group_name if task else ""),
        ("组内职务", one_label(labels, "group_role", member.role) if member else ""),
        ("起止时间", _term(member, task)),
        ("考评日期", day_text(sheet.assessed_on)),
    )
    columns = (
        Column("方面", 26, align=_CENTER),
        Column("考评内容", weight=1.2),
        Column("分值", 16, align=_CENTER),
        Column("扣分" if scheme.method == "deduct" else "得分", 16, align=_CENTER),
        Column("理由", weight=1.2),
    )
    table = tuple(
        (
            row.aspect,
            row.content,
            short_points(row.full) if row.full is not None else "不限",
            short_points(row.points) if row.points is not None else "",
            row.reason,
        )
        for row in rows
    )
    close = (
        wide_row("考评结果", f"{done.formula}；等次：{done.grade or '未定'}"),
        wide_row("评语", sheet.opinion, 18),
        sign_row("本人意见", None),
        sign_row("组长意见", None),
        sign_row("巡察办意见", None),
    )
    return Paper(
        name="cadre_appraisal",
        title=f"巡察干部考评表\n（{scheme.name}）",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy) if task else None,
        body=(Form(head, FORM_COLUMNS), Table(columns, table), Form(close, FORM_COLUMNS, follows=True)),
    )


def _term(member: Member | None, task: Task | None) -> str:
    start = (member.joined_on if member else None) or (task.stay_from if task else None)
    end = (member.left_on if member else None) or (task.stay_to if task else None)
    return days_text(start, end)


# 协作单位任务分解表、优秀巡察干部名单 --------------------------------------------------------------------------


def partner_table(round_: Round, tasks: Sequence[PartnerTask], labels: Labels) -> Paper:
    """协作单位任务分解表: who does what to which standard by when, done and scored."""
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("协作单位", 34),
        Column("任务内容", weight=1.2),
        Column("完成标准", weight=1),
        Column("责任人", 20, align=_CENTER),
        Column("时限", 24, align=_CENTER),
        Column("完成日期", 24, align=_CENTER),
        Column("完成情况", weight=1),
        Column("得分", 22, align=_CENTER),
    )
    rows = tuple(
        (
            str(place), held.department, held.content, held.standard, held.leader, short_day(held.due_on),
            short_day(held.done_on), held.result, _score(held),
        )
        for place, held in enumerate(tasks, 1)
    )  # fmt: skip
    done = sum(held.state != "assigned" for held in tasks)
    return Paper(
        name="partner_table",
        title="巡察协作单位任务分解表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, round_.secrecy),
        subtitle=round_.name,
        body=(Table(columns, rows), sign_block(f"共分解{len(tasks)}项，完成{done}项。", ("巡察办", ""))),
        landscape=True,
    )


def _score(held: PartnerTask) -> str:
    return f"{short_points(held.score)}／{short_points(held.full or 0)}" if held.score is not None else ""


def excellent_list(
    round_: Round, held: Sequence[ExcellentCadre], drawn: int, share: int, labels: Labels
) -> Paper:
    """优秀巡察干部名单 with the limit as a sum."""
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("姓名", 22, align=_CENTER),
        Column("单位职务", weight=0.9),
        Column("巡察组", 38),
        Column("得分", 18, align=_CENTER),
        Column("主要事迹", weight=1.6),
        Column("结果", 20, align=_CENTER),
    )
    rows = tuple(
        (
            str(place), each.name, each.employer, each.group_name,
            short_points(each.points) if each.points is not None else "", each.deeds,
            each.TYPE.lifecycle.state(each.state).label,
        )
        for place, each in enumerate(held, 1)
    )  # fmt: skip
    chosen = sum(each.state == "chosen" for each in held)
    said = f"抽调{drawn}人×{share}%＝最多{cap_of(drawn, share)}人，评定{chosen}人。"
    return Paper(
        name="excellent_list",
        title="优秀巡察干部评定名单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, round_.secrecy),
        subtitle=round_.name,
        body=(Table(columns, rows), sign_block(said, ("巡察办", ""), ("领导小组", ""))),
        landscape=True,
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_review(source: PaperSource, key: str) -> Paper:
    held = source.get(ConductReview, key)
    task = source.get(Task, held.task_id)
    scheme = source.get(Scheme, held.scheme_id)
    unit = source.get(Unit, task.unit_id)
    return conduct_review(held, task, unit, scheme, _averages(source, held), source.code_label)


def _averages(source: PaperSource, held: ConductReview) -> list[ItemAverage]:
    sheets = source.find(Assessment, kind="conduct_review", subject_id=held.id)
    found = item_averages(source, [sheet for sheet in sheets if sheet.state == "confirmed"])
    return sorted(found, key=lambda item: item.position)


def _of_cadre(held: Record) -> bool:
    return getattr(held, "kind", "") in CADRES


def _build_cadre(source: PaperSource, key: str) -> Paper:
    sheet = source.get(Assessment, key)
    if sheet.kind not in CADRES:
        raise KnownError(
            "这份评分不是对干部的考评",
            kept="评分没有变化",
            todo="请用打印菜单里的“评分表”",
        )
    task = source.get(Task, sheet.task_id) if sheet.task_id else None
    members = [held for held in source.find(Member, task_id=sheet.task_id) if held.id == sheet.subject_id]
    person = source.get(Person, sheet.person_id) if sheet.person_id else None
    scheme = source.get(Scheme, sheet.scheme_id)
    rows = rows_of(source, sheet)
    return cadre_sheet(sheet, scheme, rows, members[0] if members else None, person, task, source.code_label)


def _build_partners(source: PaperSource, key: str) -> Paper:
    tasks = sorted(
        source.find(PartnerTask, round_id=key), key=lambda held: (held.position or 0, held.department)
    )
    return partner_table(source.get(Round, key), tasks, source.code_label)


def _build_excellent(source: PaperSource, key: str) -> Paper:
    held = source.find(ExcellentCadre, round_id=key)
    return excellent_list(
        source.get(Round, key), held, drawn_in(source, key), share_of(source), source.code_label
    )


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("conduct_review", "作风纪律后评估表", "conduct_review", _build_review, row=89),
    PaperSpec("cadre_appraisal", "巡察干部考评表", "assessment", _build_cadre, row=89, fits=_of_cadre),
    PaperSpec("partner_table", "协作单位任务分解表", "round", _build_partners),
    PaperSpec("excellent_list", "优秀巡察干部名单", "round", _build_excellent),
)
