"""Papers of the work in the field: 走访记录, 明察暗访记录, 个人有关事项抽查登记, 值班表, 开箱记录, 撤离公告.

A visit may be printed blank for the village it is made to; the notice of withdrawal says nothing of what was found.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.fieldwork.model import Petition, Visit
from app.areas.fieldwork.presence.model import (
    AnnouncementPost,
    DisclosureCheck,
    ExtensionTarget,
    HotlineDuty,
    MailboxOpening,
)
from app.areas.fieldwork.presence.papers.meetings import around
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    count_text,
    day_text,
    filled_rows,
    joined,
    moment_text,
    one_label,
    pair_rows,
    secrecy_of,
    short_day,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Task
from app.core.errors import KnownError
from app.documents.paper import Align, Column, Form, Layout, Paper, Paragraph, Table

BLANK_CHECKS = 8
WEEKDAYS = "一二三四五六日"

# 走访/下沉记录表, 明察暗访记录 (domain.md §3.2-29, 30) ------------------------------------------------------


def visit_record(
    held: Visit, task: Task, unit: Unit, labels: Labels, target: ExtensionTarget | None
) -> Paper:
    """One visit as written down, or a blank form for it."""
    blank = not held.content.strip()
    village = (
        joined(
            target.name,
            count_text(target.households, "户"),
            f"党员{target.members}人" if target.members is not None else "",
            f"负责人{target.head}" if target.head else "",
        )
        if target
        else ""
    )
    rows = (
        *pair_rows(
            ("走访时间", moment_text(held.visited_at)),
            ("走访方式", one_label(labels, "visit_kind", held.kind)),
        ),
        wide_row("走访地点", held.place),
        *filled_rows(("延伸对象", village)),
        *pair_rows(
            ("走访人", held.visitors),
            (
                "人次和户数",
                joined(count_text(held.people, "人次"), count_text(held.households, "户"), by="、"),
            ),
        ),
        wide_row("走访对象", held.met, 14),
        wide_row("反映和了解的情况", held.content, 90 if blank else 24),
        wide_row("问题提炼", held.extract, 24),
        wide_row("照片编号", _photos(held)),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="visit_record",
        title="走访记录表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=held.number,
        subtitle=f"{task.group_name}　{unit.name}",
        body=(
            Form(rows, FORM_COLUMNS),
            sign_block("以上情况由走访人共同核对。", ("走访人", held.visitors), ("记录人", "")),
        ),
    )


def _photos(held: Visit) -> str:
    if not held.attachments:
        return ""
    return "；".join(f"{number:02} {file.name}" for number, file in enumerate(held.attachments, 1))


def covert_record(held: Visit, task: Task, unit: Unit, labels: Labels) -> Paper:
    """One unannounced check with what was kept to (四不两直)."""
    blank = not held.content.strip()
    kept = "□不发通知　□不打招呼　□不听汇报　□不用陪同接待\n□直奔基层　□直插现场"
    rows = (
        *pair_rows(("暗访时间", moment_text(held.visited_at)), ("暗访人", held.visitors)),
        wide_row("暗访地点", held.place),
        wide_row("四不两直", kept.replace("□", "☑") if held.unannounced and not blank else kept),
        wide_row("看到的情况", held.content, 80 if blank else 24),
        wide_row("接触的人员", held.met, 12),
        wide_row("发现的问题", held.extract, 24),
        wide_row("照片编号", _photos(held)),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="covert_record",
        title="明察暗访记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=held.number,
        subtitle=f"{task.group_name}　{unit.name}",
        body=(
            Form(rows, FORM_COLUMNS),
            sign_block("以上情况由暗访人当日整理核对。", ("暗访人", held.visitors)),
        ),
    )


# 个人有关事项抽查登记 (§3.2-34) -----------------------------------------------------------------------------


def disclosure_list(checks: Sequence[DisclosureCheck], task: Task, unit: Unit, labels: Labels) -> Paper:
    """Every check of a task in one register; blank lines where none is registered yet."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("抽查对象", 22),
        Column("职务", weight=1),
        Column("抽查事项", weight=1.2),
        Column("本人报告情况", weight=1.8),
        Column("抽查了解情况", weight=1.8),
        Column("结果", weight=1),
        Column("处理意见", weight=1.2),
        Column("抽查人和日期", 30),
    )
    rows: list[tuple[str, ...]] = [
        (
            str(number),
            held.name,
            held.post,
            held.item,
            held.declared,
            held.found,
            one_label(labels, "disclosure_result", held.result),
            held.handling,
            joined(held.checker, short_day(held.checked_on), by="\n"),
        )
        for number, held in enumerate(checks, 1)
    ]
    rows = rows or [(str(n), *[""] * 8) for n in range(1, BLANK_CHECKS + 1)]
    return Paper(
        name="disclosure_list",
        title="个人有关事项抽查登记表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=f"{task.group_name}　{unit.name}",
        landscape=True,
        body=(
            Table(columns, tuple(rows), size_pt=10.5),
            sign_block(
                f"共抽查{len(checks)}项。" if checks else "抽查情况逐项登记。",
                ("登记人", ""),
                ("组长", task.leader),
            ),
        ),
    )


# 撤离公告 (§3.2-40) -----------------------------------------------------------------------------------------


def withdrawal_notice(task: Task, unit: Unit, post: AnnouncementPost | None) -> Paper:
    """When the group leaves, which ways to reach it end, whom to turn to afterwards, and thanks."""
    at = moment_text(post.effective_at) if post and post.effective_at else day_text(task.stay_to)
    ways = [
        f"{label}（{value.strip()}）"
        for label, value in (
            ("值班电话", task.hotline),
            ("联系信箱", task.mailbox),
            ("来访接待点", task.office),
        )
        if value.strip()
    ]
    span = joined(day_text(task.stay_from), day_text(task.stay_to), by="至")
    begun = f"根据县委统一部署，{task.group_name}{f'于{span}' if span else ''}对{unit.name}开展巡察，现场工作已经结束。"
    return Paper(
        name="withdrawal_notice",
        title="撤离公告",
        layout=Layout.PLAIN,
        body=(
            Paragraph(f"{begun}现将有关事项公告如下。"),
            Paragraph(f"一、巡察组自{at or '公告之日'}起撤离，不再受理来信、来电、来访。"),
            Paragraph(f"二、{'、'.join(ways) or '巡察期间公布的值班电话、意见箱和接待点'}同时停用。"),
            Paragraph("三、此后仍有情况需要反映的，请按规定向有关机关、单位的信访渠道反映。"),
            Paragraph("感谢广大干部群众对巡察工作的关心和支持。"),
        ),
        signed_by=(task.group_name,),
        signed_on=post.effective_at.date() if post and post.effective_at else task.stay_to,
        sealed=True,
    )


# 值班表, 开箱记录 -------------------------------------------------------------------------------------------


def duty_roster(duties: Sequence[HotlineDuty], task: Task, unit: Unit, labels: Labels) -> Paper:
    """Who answers the telephone on which day."""
    columns = (
        Column("日期", 34),
        Column("星期", 16, align=Align.CENTER),
        Column("时段", 24, align=Align.CENTER),
        Column("值班人", weight=1),
        Column("带班人", weight=1),
        Column("备注", weight=1.4),
    )
    ordered = sorted(duties, key=lambda held: (str(held.duty_on or ""), held.shift))
    rows = tuple(
        (
            day_text(held.duty_on),
            WEEKDAYS[held.duty_on.weekday()] if held.duty_on else "",
            one_label(labels, "duty_shift", held.shift),
            held.name,
            held.deputy,
            held.note,
        )
        for held in ordered
    )
    return Paper(
        name="duty_roster",
        title="值班安排表",
        layout=Layout.FORM,
        subtitle=joined(
            task.group_name, unit.name, f"值班电话：{task.hotline}" if task.hotline else "", by="　"
        ),
        body=(Table(columns, rows or (("",) * 6,) * 10),),
    )


def mailbox_record(
    held: MailboxOpening, task: Task, unit: Unit, numbers: Sequence[str], labels: Labels
) -> Paper:
    """One opening of a box, signed by both who opened it."""
    others = count_text(held.other_items, "件与信访无关") if held.other_items else ""
    rows = (
        *pair_rows(("意见箱", held.box), ("开箱时间", moment_text(held.opened_at))),
        *pair_rows(
            ("封条", "完好" if held.sealed else "不完好，情形见备注"),
            ("取出", joined(count_text(held.letters, "件"), others)),
        ),
        wide_row("登记为信访件", "、".join(numbers) or "无"),
        wide_row("备注", held.note, 16),
    )
    return Paper(
        name="mailbox_record",
        title="意见箱开箱记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=f"{task.group_name}　{unit.name}",
        body=(
            Form(rows, FORM_COLUMNS),
            sign_block("两人当场开箱，件数相符。", ("开箱人", held.opener), ("同去的人", held.witness)),
        ),
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_visit(source: PaperSource, key: str) -> Paper:
    held = source.get(Visit, key)
    target = source.get(ExtensionTarget, held.target_id) if held.target_id else None
    return visit_record(held, *around(source, held.task_id), source.code_label, target)


def _build_blank_visit(source: PaperSource, key: str) -> Paper:
    target = source.get(ExtensionTarget, key)
    blank = Visit(task_id=target.task_id, kind="", place=target.name, people=None, target_id=target.id)
    return visit_record(blank, *around(source, target.task_id), source.code_label, target)


def _build_covert(source: PaperSource, key: str) -> Paper:
    held = source.get(Visit, key)
    if held.kind != "covert":
        raise KnownError(
            "这份走访不是明察暗访", kept="记录没有改动", todo="请印走访记录表，或把走访方式改为明察暗访"
        )
    return covert_record(held, *around(source, held.task_id), source.code_label)


def _build_disclosures(source: PaperSource, key: str) -> Paper:
    return disclosure_list(source.find(DisclosureCheck, task_id=key), *around(source, key), source.code_label)


def _build_withdrawal(source: PaperSource, key: str) -> Paper:
    posts = source.find(AnnouncementPost, task_id=key, kind="leave")
    return withdrawal_notice(*around(source, key), posts[-1] if posts else None)


def _build_roster(source: PaperSource, key: str) -> Paper:
    return duty_roster(source.find(HotlineDuty, task_id=key), *around(source, key), source.code_label)


def _build_mailbox(source: PaperSource, key: str) -> Paper:
    held = source.get(MailboxOpening, key)
    numbers = [source.get(Petition, id).number for id in held.petition_ids]
    return mailbox_record(held, *around(source, held.task_id), numbers, source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("visit_record", "走访记录表", "visit", _build_visit, row=29),
    PaperSpec("visit_record", "走访记录表（空白）", "extension_target", _build_blank_visit, row=29),
    PaperSpec("covert_record", "明察暗访记录", "visit", _build_covert, row=30),
    PaperSpec("disclosure_list", "个人有关事项抽查登记表", "task", _build_disclosures, row=34),
    PaperSpec("withdrawal_notice", "撤离公告", "task", _build_withdrawal, row=40),
    PaperSpec("duty_roster", "值班安排表", "task", _build_roster),
    PaperSpec("mailbox_record", "意见箱开箱记录", "mailbox_opening", _build_mailbox),
)
