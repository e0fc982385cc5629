"""The papers of delivery: feedback to the head, the meeting's plan and receipt, the news, report, copy, recommendation.

They print what each addressee is told; problems that are withheld stay out of what the public reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.areas.feedback.delivery.model import FeedbackSession, Notification, Recommendation
from app.areas.feedback.delivery.service import head_points, numbered
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem, Opinion
from app.areas.libraries.model import Unit
from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    chapter,
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
from app.areas.reporting.meetings.papers import OFFICE
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


def office_of(round_: Round) -> str:
    """The office that signs what goes out to others: that of the committee which approved the round."""
    return f"{round_.approved_by or '县委'}{OFFICE}"


def texts_of(*given: tuple[str, str]) -> Iterator[Block]:
    """Chapters numbered 一、二、三… of those that have a text."""
    kept = [(title, text) for title, text in given if text.strip()]
    for number, (title, text) in zip("一二三四五六七八", kept, strict=False):
        yield from chapter(number, title, text)


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


# 专报、抄告函 (§3.4-56, §3.5-63) ---------------------------------------------------------------------------


def special_report(held: Notification, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """To the county leader in charge: the unit, its main problems, what is suggested."""
    office = office_of(round_)
    return Paper(
        name="special_report",
        title=held.title or f"关于巡察{unit.name}发现问题的专报",
        layout=Layout.OFFICIAL,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number,
        addressee=held.addressee,
        body=(
            *paragraphs(held.overview),
            *texts_of(
                (
                    "被巡察单位",
                    joined(unit.name, f"书记：{unit.secretary}" if unit.secretary else "", by="\n"),
                ),
                ("主要问题", held.problems),
                ("建议", held.advice),
            ),
        ),
        signed_by=(office,),
        signed_on=held.sent_on or held.made_on,
        sealed=True,
        printed_by=office,
        printed_on=held.sent_on or held.made_on,
    )


def copy_letter(held: Notification, task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """To a department in charge, the discipline body or the organisation department: what concerns it."""
    office = office_of(round_)
    due = f"请于{day_text(held.due_on)}前书面答复办理情况。" if held.due_on else ""
    return Paper(
        name="copy_letter",
        title=held.title or f"关于巡察{unit.name}发现问题的抄告函",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number,
        addressee=held.addressee,
        body=(
            *paragraphs(held.overview),
            *texts_of(("主要问题", held.problems), ("有关建议", joined(held.advice, due, by="\n"))),
        ),
        signed_by=(office,),
        signed_on=held.sent_on or held.made_on,
        sealed=True,
    )


# 巡察建议书 (§3.5-62) --------------------------------------------------------------------------------------


def recommendation_letter(held: Recommendation, round_: Round | None, labels: Labels) -> Paper:
    """The common problems, why they arise, what is suggested, by when an answer is due; the form for the answer is attached."""
    office = office_of(round_) if round_ else f"县委{OFFICE}"
    kind = one_label(labels, "recommendation_kind", held.kind)
    due = f"请于{day_text(held.due_on)}前书面答复采纳和落实情况，并填报附件。" if held.due_on else ""
    rows = (
        *pair_rows(("建议书编号", held.number), ("答复单位", held.receiver)),
        *pair_rows(("答复期限", day_text(held.due_on)), ("答复日期", day_text(held.answered_on))),
        wide_row(
            "采纳情况",
            one_label(labels, "advice_adoption", held.adopted) or "全部采纳□　部分采纳□　没有采纳□",
        ),
        wide_row("答复内容", held.answer, 40),
        wide_row("落实结果", held.result, 40),
    )
    return Paper(
        name="recommendation_letter",
        title=held.title or kind,
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        issuer_mark=office,
        doc_number=held.document_number or held.number,
        addressee=held.receiver,
        body=(
            *texts_of(
                ("存在的问题", held.problems),
                ("原因分析", held.causes),
                ("具体建议", held.advice),
                ("答复要求", due),
            ),
            Attachment("", f"{kind}办理情况反馈表"),
            Form(rows, FORM_COLUMNS),
            sign_block("以上情况属实。", ("经办人", ""), ("单位负责人", "")),
        ),
        attachments=(f"{kind}办理情况反馈表",),
        signed_by=(office,),
        signed_on=held.sent_on or held.made_on,
        sealed=True,
    )


def advice_ledger(rows: Iterable[Recommendation], round_: Round, labels: Labels) -> Paper:
    """All recommendations of a round with answer, adoption and result: the register that follows them."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("发给", 30),
        Column("建议", weight=1.4),
        Column("发出", 24, align=Align.CENTER),
        Column("期限", 24, align=Align.CENTER),
        Column("答复", 24, align=Align.CENTER),
        Column("采纳", 22, align=Align.CENTER),
        Column("结果", weight=1),
    )
    lines = tuple(
        (
            str(place), held.receiver, held.title, str(held.sent_on or ""), str(held.due_on or ""),
            str(held.answered_on or ""), one_label(labels, "advice_adoption", held.adopted), held.result,
        )
        for place, held in enumerate(rows, 1)
    )  # fmt: skip
    return Paper(
        name="advice_ledger",
        title=f"{round_.name}巡察建议台账",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, round_.secrecy),
        body=(Table(columns, lines), sign_block(f"共{len(lines)}件。", ("填报人", ""), ("审核人", ""))),
        landscape=True,
    )


# From the vault -------------------------------------------------------------------------------------------


def _about(source: PaperSource, task_id: str) -> tuple[Task, Unit, Round]:
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id), source.get(Round, task.round_id)


def _build_head(source: PaperSource, key: str) -> Paper:
    letters = source.find(FeedbackLetter, task_id=key, kind="head")
    sessions = source.find(FeedbackSession, task_id=key, kind="head")
    written = [held.problems for held in letters if held.problems.strip()]
    spoken = [held.points for held in sessions if held.points.strip()]
    points = "\n".join(_POINT.sub("", line) for line in (written or spoken or [""])[-1].splitlines())
    task, unit, round_ = _about(source, key)
    points = points or head_points(opened(source), task)
    return head_opinion(letters[-1] if letters else None, points, task, unit, round_, source.code_label)


def _build_plan(source: PaperSource, key: str) -> Paper:
    held = source.get(FeedbackSession, key)
    return meeting_plan(held, *_about(source, held.task_id), source.code_label)


def _build_receipt(source: PaperSource, key: str) -> Paper:
    held = source.get(FeedbackSession, key)
    task, unit, _ = _about(source, held.task_id)
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
        *_about(source, key),
    )


def _build_special(source: PaperSource, key: str) -> Paper:
    held = source.get(Notification, key)
    return special_report(held, *_about(source, held.task_id), source.code_label)


def _build_copy(source: PaperSource, key: str) -> Paper:
    held = source.get(Notification, key)
    return copy_letter(held, *_about(source, held.task_id), source.code_label)


def advice_paper(source: PaperSource, key: str) -> Paper:
    """A recommendation as its letter."""
    held = source.get(Recommendation, key)
    round_ = source.get(Round, held.round_id) if held.round_id else None
    return recommendation_letter(held, round_, source.code_label)


def _build_ledger(source: PaperSource, key: str) -> Paper:
    rows = [
        held for held in source.find(Recommendation, round_id=key) if held.state not in ("draft", "dropped")
    ]
    return advice_ledger(rows, source.get(Round, key), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("feedback_head", "反馈意见（主要负责人）", "task", _build_head, row=52),
    PaperSpec("feedback_plan", "反馈会方案和议程", "feedback_session", _build_plan, row=53),
    PaperSpec("feedback_receipt", "反馈签收单", "feedback_session", _build_receipt, row=53),
    PaperSpec("feedback_news", "反馈情况通报", "task", _build_news, row=55),
    PaperSpec("special_report", "专报", "notification", _build_special, row=56),
    PaperSpec("copy_letter", "抄告函", "notification", _build_copy, row=63),
    PaperSpec("recommendation_letter", "巡察建议书", "recommendation", advice_paper, row=62),
    PaperSpec("advice_ledger", "巡察建议台账", "round", _build_ledger),
)
