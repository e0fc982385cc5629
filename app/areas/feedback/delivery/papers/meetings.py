"""The papers of the feedback meetings: what the head is told, the plan, the receipt, the news.

Problems that are withheld stay out of what the public reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.areas.feedback.delivery.model import FeedbackSession
from app.areas.feedback.delivery.papers.common import about, texts_of
from app.areas.feedback.delivery.service import head_points, numbered
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem, Opinion
from app.areas.libraries.model import Unit
from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    count_text,
    day_text,
    days_text,
    ended,
    joined,
    one_label,
    opened,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.documents.paper import Block, Form, Layout, Paper, Paragraph

_POINT = re.compile(r"^\s*\d+[.．、]\s*")
AGENDA = (
    "主持人说明会议内容",
    "巡察组组长反馈巡察意见",
    "领导小组成员讲话",
    "党组织书记表态发言",
    "交接书面反馈意见并签收",
)
HEAD_AGENDA = (
    "巡察组组长反馈巡察意见",
    "指出第一责任人应当负责的事项",
    "主要负责人表态",
    "交接书面反馈意见并签收",
)


# 反馈意见（主要负责人） (domain.md §3.4-52) ----------------------------------------------------------------


def head_opinion(
    letter: FeedbackLetter | None, points: str, task: Task, unit: Unit, round_: Round, labels: Labels
) -> Paper:
    """What the head is told alone: the judgement in short, what the first responsible answers for, what is demanded."""
    name = unit.secretary
    basis = letter.basis if letter else ""
    opening = basis or joined(
        f"根据{round_.name}工作安排",
        days_text(task.stay_from, task.stay_to),
        f"{task.group_name}对{unit.name}开展了巡察。现就第一责任人责任反馈如下。",
    )
    demand = letter.requirements if letter else ""
    return Paper(
        name="feedback_head",
        title=f"{task.group_name}关于巡察{unit.name}\n对主要负责人的反馈意见",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, letter.secrecy if letter else "", task.secrecy),
        issuer_mark=task.group_name,
        doc_number=letter.document_number if letter else "",
        addressee=f"{name}同志" if name and not name.endswith("同志") else name,
        body=(
            *paragraphs(opening),
            *texts_of(
                ("总体评价", letter.overall if letter else ""),
                ("应当负第一责任的问题", numbered(points.splitlines())),
                (
                    "整改要求",
                    demand
                    or f"请牵头制定整改方案，{round_.rectification_months or 3}个月内完成集中整改，"
                    "并报送主要负责人组织落实情况报告。",
                ),
            ),
        ),
        signed_by=(task.group_name,),
        signed_on=letter.made_on if letter else task.feedback_on,
        sealed=True,
    )


# 反馈会方案、议程、签收单 (§3.4-53) ------------------------------------------------------------------------


def meeting_plan(held: FeedbackSession, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """When, where, who, in which order, and who does what, for one of the two feedback sessions."""
    agenda = held.agenda.splitlines() or (HEAD_AGENDA if held.kind == "head" else AGENDA)
    alone = held.kind == "head"
    body = (
        Paragraph(
            f"根据{round_.name}工作安排，就{task.group_name}巡察{unit.name}情况"
            f"{'向主要负责人一对一' if alone else '向领导班子'}反馈，方案如下。"
        ),
        *texts_of(
            (
                "时间和地点",
                joined(day_text(held.held_on) or "时间待定", held.place or "地点待定", by="\n"),
            ),
            (
                "参加人员",
                joined(
                    f"被反馈人：{held.receivers}" if held.receivers else "",
                    f"到会人数：{held.headcount}人" if held.headcount else "",
                    f"参加人：{'、'.join(held.attended_by.split())}" if held.attended_by.strip() else "",
                    by="\n",
                ),
            ),
            (
                "主持和反馈",
                joined(
                    f"主持人：{held.chaired_by}" if held.chaired_by else "",
                    f"反馈人：{held.presenter}" if held.presenter else "",
                    by="\n",
                ),
            ),
            ("议程", numbered(line.strip() for line in agenda if line.strip())),
            (
                "会务和保密",
                "反馈意见当面交接、逐份签收；会场不录音、不录像、不带手机；会后材料由专人保管。",
            ),
        ),
    )
    return Paper(
        name="feedback_plan",
        title=f"巡察{unit.name}反馈会方案",
        subtitle="一对一反馈" if alone else "班子反馈",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        body=body,
        signed_by=(task.group_name,),
    )


def receipt(
    held: FeedbackSession, letter: FeedbackLetter | None, task: Task, unit: Unit, labels: Labels
) -> Paper:
    """What was handed over at the session, who took it, and what was said in answer."""
    rows = (
        *pair_rows(
            ("巡察组", task.group_name),
            ("被巡察单位", unit.name),
            ("反馈对象", one_label(labels, "feedback_kind", held.kind)),
            ("被反馈人", held.receivers),
            ("反馈日期", day_text(held.held_on)),
            ("地点", held.place),
            ("反馈人", held.presenter),
            ("主持人", held.chaired_by),
        ),
        wide_row("交接材料", letter.title if letter else "书面反馈意见、反馈问题清单"),
        *pair_rows(
            ("文号", letter.document_number if letter else ""), ("份数", count_text(held.copies, "份"))
        ),
        wide_row("反馈要点", ended(held.group_speech or held.points), 20),
        wide_row("讲话要点", ended(held.leader_speech), 14),
        wide_row("表态要点", ended(held.reply), 20),
    )
    signed = f"{held.signed_for_by or '　　　　'}　{day_text(held.signed_for_on) or BLANK_DAY}"
    return Paper(
        name="feedback_receipt",
        title="巡察反馈意见签收单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        body=(
            Form(rows, FORM_COLUMNS),
            sign_block(
                f"以上材料已当面交接。签收：{signed}",
                ("反馈人", held.presenter),
                ("签收人", held.signed_for_by),
            ),
        ),
    )


# 反馈情况通报、新闻稿 (§3.4-55) ----------------------------------------------------------------------------


def news(
    problems: Iterable[FeedbackProblem],
    opinions: Iterable[Opinion],
    session: FeedbackSession | None,
    task: Task,
    unit: Unit,
    round_: Round,
) -> Paper:
    """What the public is told: that feedback was given, the problems that are not withheld, and the demands."""
    shown = sorted(
        (p for p in problems if p.state in ("issued", "assigned", "closed") and not p.withheld),
        key=lambda p: p.position or 0,
    )
    heads = list(dict.fromkeys(p.category for p in shown if p.category))
    listed = [
        f"{head}方面：{'；'.join(p.title for p in shown if p.category == head)}。" for head in heads
    ] or [f"{'；'.join(p.title for p in shown)}。"] * bool(shown)
    when = day_text(session.held_on if session else task.feedback_on)
    advice = sorted((o for o in opinions if o.kind == "unit"), key=lambda o: o.position or 0)
    body: list[Block] = [
        Paragraph(
            joined(
                f"根据{round_.approved_by or '县委'}统一部署",
                f"{days_text(task.stay_from, task.stay_to)}，{task.group_name}对{unit.name}开展了巡察",
                f"{when}，{task.group_name}向{unit.name}反馈了巡察情况。" if when else "近日反馈了巡察情况。",
            )
        )
    ]
    if listed:
        body += [Paragraph("反馈指出，巡察发现的主要问题是："), *(Paragraph(line) for line in listed)]
    if advice:
        said = "；".join(o.content.rstrip("。；") for o in advice)
        body.append(Paragraph(f"巡察组提出的意见建议：{said}。"))
    if session and session.leader_speech.strip():
        body.append(Paragraph(f"领导小组成员要求：{ended(session.leader_speech)}"))
    if session and session.reply.strip():
        body.append(Paragraph(f"{unit.name}主要负责人表态：{ended(session.reply)}"))
    return Paper(
        name="feedback_news",
        title=f"{task.group_name}向{unit.name}\n反馈巡察情况",
        layout=Layout.PLAIN,
        body=tuple(body),
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_head(source: PaperSource, key: str) -> Paper:
    letters = source.find(FeedbackLetter, task_id=key, kind="head")
    sessions = source.find(FeedbackSession, task_id=key, kind="head")
    written = [held.problems for held in letters if held.problems.strip()]
    spoken = [held.points for held in sessions if held.points.strip()]
    points = "\n".join(_POINT.sub("", line) for line in (written or spoken or [""])[-1].splitlines())
    task, unit, round_ = about(source, key)
    points = points or head_points(opened(source), task)
    return head_opinion(letters[-1] if letters else None, points, task, unit, round_, source.code_label)


def _build_plan(source: PaperSource, key: str) -> Paper:
    held = source.get(FeedbackSession, key)
    return meeting_plan(held, *about(source, held.task_id), source.code_label)


def _build_receipt(source: PaperSource, key: str) -> Paper:
    held = source.get(FeedbackSession, key)
    task, unit, _ = about(source, held.task_id)
    letter = source.get(FeedbackLetter, held.letter_id) if held.letter_id else None
    return receipt(held, letter, task, unit, source.code_label)


def _build_news(source: PaperSource, key: str) -> Paper:
    sessions = [
        held for held in source.find(FeedbackSession, task_id=key, kind="body") if held.state == "held"
    ]
    return news(
        source.find(FeedbackProblem, task_id=key),
        source.find(Opinion, task_id=key),
        sessions[-1] if sessions else None,
        *about(source, key),
    )


MEETING_PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("feedback_head", "反馈意见（主要负责人）", "task", _build_head, row=52),
    PaperSpec("feedback_plan", "反馈会方案和议程", "feedback_session", _build_plan, row=53),
    PaperSpec("feedback_receipt", "反馈签收单", "feedback_session", _build_receipt, row=53),
    PaperSpec("feedback_news", "反馈情况通报", "task", _build_news, row=55),
)
