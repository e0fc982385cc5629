"""The papers of the work on site: 谈话记录 and 信访登记表, as pure functions from records to a Paper.

The identity of a reporter is printed for real-name petitions alone; this module never reads the clue compartment.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.fieldwork.model import Interview, Petition, Turn, turns
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    count_text,
    day_text,
    filled_pairs,
    filled_rows,
    hours_text,
    joined,
    lines,
    one_label,
    pair_rows,
    secrecy_of,
    sign_row,
    signed_by,
    wide_row,
)
from app.areas.preparation.model import Task
from app.core.fields import Signature
from app.documents.paper import (
    Block,
    Face,
    Form,
    FormRow,
    Layout,
    Paper,
    Paragraph,
    QuestionAnswer,
    Run,
    Signatures,
    SignLine,
)

PROTECTED = "已按规定保护"
READ_BACK = "以上记录我看过，与我说的一致。"

# 谈话记录 (domain.md §3.2-20) ------------------------------------------------------------------------------


def interview_record(held: Interview, task: Task, unit: Unit, labels: Labels) -> Paper:
    """The record that the person interviewed reads, corrects and signs on every page.

    What the group draws from the talk (问题提炼) and the phone number stay out of it: the paper is read by the other side.
    """
    kind = joined(
        one_label(labels, "interview_kind", held.kind),
        one_label(labels, "interview_must", held.must),
        by="、",
    )
    head = Form(
        (
            wide_row("谈话时间", hours_text(held.started_at, held.ended_at)),
            *pair_rows(
                ("谈话地点", held.place),
                ("谈话方式", kind),
                ("谈话对象", held.subject),
                ("政治面貌", one_label(labels, "politics", held.subject_politics)),
            ),
            wide_row("单位及职务", joined(held.subject_unit, held.subject_post, by=" ")),
            *filled_rows(("对象类别", one_label(labels, "interview_subject", held.subject_kind))),
            *pair_rows(("谈话人", held.interviewer), ("记录人", held.recorder)),
            *filled_rows(("其他在场人", held.others)),
            wide_row("被巡察单位", unit.name),
        ),
        FORM_COLUMNS,
    )
    return Paper(
        name="interview_record",
        title="谈话记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        doc_number=held.number,
        subtitle=task.group_name,
        body=(head, *_told(held, task, unit), *_talk(turns(held.content)), *_confirmation(held)),
        page_foot="被谈话人签字：",
    )


def _told(held: Interview, task: Task, unit: Unit) -> Iterator[Block]:
    if not held.told:
        return
    people = joined(held.interviewer, held.recorder, by="、")
    us = f"我们是{task.group_name}工作人员{people}，" if people else f"我们是{task.group_name}工作人员，"
    words = (
        f"{us}根据组织安排对{unit.name}开展巡察，今天向你了解有关情况。"
        "请你实事求是地回答，对所谈内容的真实性负责，不夸大、不缩小、不隐瞒；"
        "认为我们应当回避的，可以提出；谈话内容双方都要保密，不得打听和外传。"
        "谈话结束后请你逐页核对记录，有出入的可以补充、更正，确认无误后签字。"
    )
    yield Paragraph(runs=(Run("告知事项：", Face.HEI), Run(words)))


def _talk(found: tuple[Turn, ...]) -> Iterator[Block]:
    """Questions with their answers; a line without its counterpart stands as it was said."""
    index = 0
    while index < len(found):
        turn = found[index]
        follower = found[index + 1] if index + 1 < len(found) else Turn("", "")
        if turn.speaker == "问" and follower.speaker == "答":
            yield QuestionAnswer(turn.words, follower.words)
            index += 2
            continue
        if turn.speaker:
            yield Paragraph(runs=(Run(f"{turn.speaker}：", Face.HEI), Run(turn.words)))
        else:
            yield Paragraph(turn.words)
        index += 1


def _confirmation(held: Interview) -> Iterator[Block]:
    day = day_text(held.confirmed_on)
    if held.confirmed == "refused":
        yield _said(joined("被谈话人核对记录后没有签字。", held.note.strip(), by=""))
        items = [SignLine("在场人签字")]
    else:
        pages = f"共核对签字{held.signed_pages}页。" if held.signed_pages else ""
        yield _said(f"核对意见：{READ_BACK}{pages}")
        items = [SignLine("被谈话人签字", date=day)]
    items += [SignLine("谈话人签字", held.interviewer, day), SignLine("记录人签字", held.recorder, day)]
    yield Signatures(tuple(items), follows=True)


def _said(words: str) -> Paragraph:
    return Paragraph(runs=(Run(words, Face.HEI),), follows=True)


# 信访登记表 (domain.md §3.2-25, §4.5) ----------------------------------------------------------------------


def petition_form(held: Petition, task: Task, unit: Unit, labels: Labels, merged_into: str = "") -> Paper:
    """One petition with its handling. `merged_into` is the number of the petition it repeats."""

    def label(name: str, code: str) -> str:
        return one_label(labels, name, code)

    accused = joined(held.subject_post, label("rank", held.subject_level))
    repeated = (
        joined("重复件", f"首次登记{merged_into}" if merged_into else "") if held.repeated else "初次反映"
    )
    scanned = f"扫描{len(held.attachments)}件" if held.attachments else ""
    rows: tuple[FormRow, ...] = (
        *pair_rows(
            ("受理日期", day_text(held.received_on)),
            ("登记人", held.registrar),
            ("渠道", label("petition_channel", held.channel)),
            ("来源", label("petition_origin", held.origin)),
            ("业务类型", label("petition_business", held.business)),
            ("是否重复", repeated),
        ),
        *filled_pairs(("交办单位", held.from_body), ("来文号", held.from_number)),
        wide_row("被巡察单位", unit.name),
        *reporter_rows(held, labels),
        *pair_rows(("被反映人", held.subject), ("单位职务", accused)),
        wide_row("内容摘要", held.summary),
        *filled_rows(("反映内容", held.content)),
        *pair_rows(
            ("涉及纪律", all_labels(labels, "discipline", held.disciplines)),
            ("受理范围", label("petition_scope", held.in_scope)),
            ("原件页数", joined(count_text(held.sheets, "页"), scanned)),
            ("处理方式", label("petition_handling", held.handling)),
        ),
        sign_row("拟办意见", signed_by(held.signed, "拟办人"), opinion=held.proposal),
        sign_row("领导批示", signed_by(held.signed, "批示领导"), opinion=held.decision),
        *pair_rows(("承办人", held.handler), ("办理时限", day_text(held.due_on))),
        *_outcome_rows(held, labels),
    )
    return Paper(
        name="petition_form",
        title="信访登记表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        doc_number=held.number,
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def reporter_rows(held: Petition, labels: Labels) -> tuple[FormRow, ...]:
    """Who reported. Only a real name is printed; what may have been left in the fields of others is not."""
    naming = joined(
        one_label(labels, "petition_naming", held.naming),
        f"{held.joint}人联名" if held.joint and held.joint > 1 else "",
    )
    if held.naming != "real":
        shown = PROTECTED if held.naming == "protected" else "未署名"
        return pair_rows(("署名情况", naming), ("反映人", shown))
    return (
        *pair_rows(("署名情况", naming), ("反映人", held.reporter)),
        *pair_rows(("联系方式", held.reporter_contact), ("住址或单位", held.reporter_address)),
    )


def _outcome_rows(held: Petition, labels: Labels) -> tuple[FormRow, ...]:
    inquiry = lines(
        joined("了解方式：", all_labels(labels, "inquiry_method", held.methods), by="")
        if held.methods
        else "",
        held.process,
    )
    done = signed_by(held.signed, "承办人")
    if done is None and held.handler and held.closed_on:
        done = Signature("承办人", held.handler, held.closed_on)
    return (
        wide_row("了解经过", inquiry, 16),
        sign_row(
            "办理结果",
            done,
            opinion=lines(
                f"结论：{labels('petition_conclusion', held.conclusion)}" if held.conclusion else "",
                held.result,
            ),
        ),
        *filled_rows(("调查报告", held.report)),
        *(
            (sign_row("审定意见", signed_by(held.signed, "审定领导"), opinion=held.verdict),)
            * bool(held.verdict)
        ),
        *pair_rows(
            ("去向", held.destination),
            ("移交日期", day_text(held.handed_on)),
            ("办结日期", day_text(held.closed_on)),
            ("当前状态", held.TYPE.lifecycle.state(held.state).label if held.state else ""),
        ),
        *filled_pairs(("归档位置", held.filed_as), ("答复日期", day_text(held.answered_on))),
        *filled_rows(("备注", held.note)),
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_interview(source: PaperSource, key: str) -> Paper:
    held = source.get(Interview, key)
    task = source.get(Task, held.task_id)
    return interview_record(held, task, source.get(Unit, task.unit_id), source.code_label)


def _build_petition(source: PaperSource, key: str) -> Paper:
    held = source.get(Petition, key)
    task = source.get(Task, held.task_id)
    first = source.get(Petition, held.merged_into).number if held.repeated and held.merged_into else ""
    return petition_form(held, task, source.get(Unit, task.unit_id), source.code_label, first)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("interview_record", "谈话记录", "interview", _build_interview, row=20),
    PaperSpec("petition_form", "信访登记表", "petition", _build_petition, row=25),
)
