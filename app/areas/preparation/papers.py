"""The papers of preparation: 授权任职及任务分工决定, 巡察公告, 回避申报表 and 保密承诺书.

They state who inspects whom and how people can reach the group; what is found has papers of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.areas.libraries.model import Unit
from app.areas.parts import (
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
    qr_png,
    secrecy_of,
    sign_row,
    signed_by,
    wide_row,
)
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Round, Task
from app.documents.paper import (
    Align,
    Block,
    Column,
    Form,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Picture,
    Secrecy,
    Signatures,
    SignLine,
    Table,
)

DOCUMENT_NUMBER = re.compile(r"[^\s《》（）()，。]*〔\d{4}〕\d+号")
"""A 文号 inside a sentence."""

# 授权任职及任务分工决定 (domain.md §3.1-2) ------------------------------------------------------------------


def assignment_decision(held: Round, tasks: Sequence[tuple[Task, Unit]], labels: Labels) -> Paper:
    """Who leads which group against which unit, for how long: one authorisation for one round (一次一授权)."""
    columns = (
        Column("巡察组", 34),
        Column("组长", 18, align=Align.CENTER),
        Column("副组长", 20, align=Align.CENTER),
        Column("巡察对象", weight=1),
        Column("授权期限", 42),
    )
    rows = tuple(
        (
            task.group_name,
            task.leader,
            task.deputies.replace("、", "\n"),
            unit.name,
            days_text(task.authorised_on, task.authorised_until) + _open_end(task),
        )
        for task, unit in tasks
    )
    kinds = all_labels(labels, "inspection_kind", held.kinds)
    found = DOCUMENT_NUMBER.search(held.basis)
    opening = joined(
        f"经{held.approved_by}研究" if held.approved_by else "经研究",
        f"决定开展{held.name}{f'（{kinds}）' if kinds else ''}，现将组长授权任职及任务分工决定如下。",
    )
    body: tuple[Block, ...] = (
        Paragraph(opening),
        Table(columns, rows),
        Paragraph("授权只对本轮巡察有效，任务完成后自行终止；需要回避或者调整人员的，按程序另行批准。"),
    )
    return Paper(
        name="assignment_decision",
        title=f"关于{held.name}\n组长授权任职及任务分工的决定",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy),
        doc_number=held.decision_number or (found[0] if found else ""),
        body=body,
        signed_by=(held.approved_by,) if held.approved_by else (),
        signed_on=held.approved_on,
        sealed=bool(held.approved_by),
    )


def _open_end(task: Task) -> str:
    return "起" if task.authorised_on and not task.authorised_until else ""


# 巡察公告 (§3.1-13) ----------------------------------------------------------------------------------------


def announcement(task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """What is posted on the first day: who, when, what is accepted, how to reach the group. It is public."""
    return Paper(
        name="announcement",
        title="巡察公告",
        layout=Layout.PLAIN,
        body=tuple(_announcement(task, unit, round_, labels)),
        signed_by=(task.group_name,),
        signed_on=task.stay_from,
        sealed=True,
    )


def _announcement(task: Task, unit: Unit, round_: Round, labels: Labels) -> Iterator[Block]:
    kinds = all_labels(labels, "inspection_kind", task.kinds or round_.kinds) or "巡察"
    span = days_text(task.stay_from, task.stay_to)
    yield Paragraph(
        joined("根据县委统一部署", span, f"{task.group_name}对{unit.name}开展{kinds}。现将有关事项公告如下。")
    )
    sections: list[tuple[str, tuple[Block, ...]]] = []
    if task.emphasis.strip():
        sections.append(("监督重点", paragraphs(task.emphasis)))
    sections.append(
        (
            "受理范围",
            paragraphs(
                "主要受理反映被巡察党组织领导班子及其成员、下一级主要负责人和重要岗位人员违反政治纪律、组织纪律、"
                "廉洁纪律、群众纪律、工作纪律、生活纪律等方面问题的来信、来电、来访。\n"
                "个人诉求、涉法涉诉以及不属于受理范围的其他事项，按规定转有关部门办理，不作答复。"
            ),
        )
    )
    sections.append(("联系方式", tuple(_contacts(task))))
    for number, (title, blocks) in zip("一二三", sections, strict=False):
        yield Heading(1, f"{number}、{title}")
        yield from blocks


def _contacts(task: Task) -> Iterator[Block]:
    for label, value in (
        ("值班电话", task.hotline),
        ("联系信箱", task.mailbox),
        ("来访地点", task.office),
        ("网上反映", task.web_link),
    ):
        if value.strip():
            yield Paragraph(f"{label}：{value.strip()}")
    if task.web_link.strip():
        yield Picture(qr_png(task.web_link.strip()), 28, caption="扫码反映情况")
    if task.petition_until:
        yield Paragraph(f"受理来信、来电、来访截至{day_text(task.petition_until)}。")
    yield Paragraph("巡察组对反映人的身份和反映内容严格保密。")


# 回避申报表 (§3.1-4) ---------------------------------------------------------------------------------------


def recusal_form(held: Recusal, task: Task, unit: Unit, labels: Labels) -> Paper:
    """One member's declaration about one unit; without a relation it says so instead of leaving blanks."""
    relation = (
        (
            *pair_rows(
                ("回避种类", one_label(labels, "recusal_kind", held.kind)),
                ("关系", one_label(labels, "kinship", held.relation)),
                ("关系人姓名", held.related_name),
                ("单位职务", held.related_post),
            ),
            wide_row("情况说明", held.statement, 24),
            *filled_rows(("替换人员", held.substitute)),
        )
        if held.has_relation
        else (wide_row("申报内容", "本人与该单位没有任职回避、地域回避、公务回避的情形。", 24),)
    )
    rows = (
        *pair_rows(("申报人", held.name), ("申报日期", day_text(held.declared_on))),
        *filled_rows(("单位职务", held.employer)),
        *pair_rows(("巡察组", task.group_name), ("被巡察单位", unit.name)),
        *relation,
        sign_row("申报人意见", signed_by(held.signed, "申报人"), opinion=held.opinion),
        sign_row("组长意见", signed_by(held.signed, "组长")),
        sign_row("巡察办意见", signed_by(held.signed, "巡察办")),
    )
    return Paper(
        name="recusal_form",
        title="巡察工作人员回避申报表",
        layout=Layout.FORM,
        secrecy=_task_mark(task, labels),
        body=(Form(rows, FORM_COLUMNS),),
    )


# 保密承诺书 (§3.1-5, A14) ----------------------------------------------------------------------------------


def pledge_letter(held: Pledge, task: Task, unit: Unit, labels: Labels) -> Paper:
    """What a member undertakes on joining: scope, carriers, holding nothing on leaving, silence afterwards."""
    texts = (
        (
            "涉密事项",
            held.scope or "方案、谈话、底稿、线索、报告、会议内容和其他没有公开的材料，都属于保密范围。",
        ),
        ("领用载体与设备", held.devices or "暂未领用；以后领用的，以涉密设备和介质领用登记表上的签字为准。"),
        (
            "承诺内容",
            held.duties
            or "不打听、不外传巡察内容；不在工作以外谈论；不私自复制、留存和带出材料；不用联网设备处理巡察材料。",
        ),
        (
            "零持有和离岗义务",
            "离组时把纸质材料、电子数据、载体和设备全部移交，不以任何形式留存副本；"
            "离开岗位后继续保守秘密，不向他人提供，不公开发表。",
        ),
        ("违约责任", "违反以上承诺的，愿意接受纪律处分，构成违法犯罪的依法承担责任。"),
    )
    kept = [(title, text) for title, text in texts if text.strip()]
    body: list[Block] = [
        Paragraph(f"本人参加{task.group_name}对{unit.name}的巡察，已接受保密教育，郑重承诺如下。")
    ]
    for number, (title, text) in zip("一二三四五", kept, strict=False):
        body += [Heading(1, f"{number}、{title}"), *paragraphs(ended(text))]
    body.append(Signatures((SignLine("承诺人", held.name, day_text(held.signed_on)),), follows=True))
    return Paper(
        name="pledge_letter",
        title="巡察工作保密承诺书",
        layout=Layout.PLAIN,
        secrecy=_task_mark(task, labels),
        body=tuple(body),
    )


def _task_mark(task: Task, labels: Labels) -> Secrecy | None:
    return secrecy_of(labels, task.secrecy)


# From the vault -------------------------------------------------------------------------------------------


def _build_decision(source: PaperSource, key: str) -> Paper:
    tasks = source.find(Task, round_id=key)
    pairs = [(task, source.get(Unit, task.unit_id)) for task in tasks]
    return assignment_decision(source.get(Round, key), pairs, source.code_label)


def _build_announcement(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    unit, round_ = source.get(Unit, task.unit_id), source.get(Round, task.round_id)
    return announcement(task, unit, round_, source.code_label)


def _build_recusal(source: PaperSource, key: str) -> Paper:
    held = source.get(Recusal, key)
    task = source.get(Task, held.task_id)
    return recusal_form(held, task, source.get(Unit, task.unit_id), source.code_label)


def _build_pledge(source: PaperSource, key: str) -> Paper:
    held = source.get(Pledge, key)
    task = source.get(Task, held.task_id)
    return pledge_letter(held, task, source.get(Unit, task.unit_id), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("assignment_decision", "任务分工决定", "round", _build_decision, row=2),
    PaperSpec("announcement", "巡察公告", "task", _build_announcement, row=13),
    PaperSpec("recusal_form", "回避申报表", "recusal", _build_recusal, row=4),
    PaperSpec("pledge_letter", "保密承诺书", "pledge", _build_pledge, row=5),
)
