"""The papers of feedback: the 反馈意见 as a letter, and the 反馈问题清单 of seven columns.

They print what the unit is told; problems that are not fed back, and clues, never stand in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    chapter,
    joined,
    one_label,
    paragraphs,
    secrecy_of,
    sign_block,
)
from app.areas.preparation.model import Round, Task
from app.documents.paper import (
    Align,
    Block,
    Column,
    Layout,
    Paper,
    Table,
)

LIST = "反馈问题清单"

# 反馈意见 (domain.md §3.4-51, A11) -------------------------------------------------------------------------


def feedback_opinion(
    held: FeedbackLetter,
    task: Task,
    unit: Unit,
    problems: tuple[FeedbackProblem, ...],
    labels: Labels,
) -> Paper:
    """The written opinion: introduction, four chapters, 落款 of the group with room for its seal.

    It goes to the body or to its head (主送); the list of problems goes to the body, as an attachment.
    """
    listed = _fed_back(problems) if held.kind != "head" else []
    return Paper(
        name="feedback_opinion",
        title=held.title,
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy, term=held.secrecy_term),
        issuer_mark=task.group_name,
        doc_number=held.document_number,
        addressee=_addressee(held, unit),
        body=tuple(_letter(held)),
        attachments=(f"{unit.short_name or unit.name}{LIST}",) if listed else (),
        signed_by=(task.group_name,),
        signed_on=held.made_on,
        sealed=True,
    )


def _addressee(held: FeedbackLetter, unit: Unit) -> str:
    """主送: the body by its name, its head as 同志."""
    if held.kind != "head":
        return held.addressed_to or unit.name
    name = held.addressed_to or unit.secretary
    return name if not name or name.endswith("同志") else f"{name}同志"


def _letter(held: FeedbackLetter) -> Iterator[Block]:
    yield from paragraphs(held.basis)
    texts = (
        ("总体评价", held.overall),
        ("主要问题", held.problems),
        ("意见建议", held.opinions),
        ("整改要求", held.requirements),
    )
    kept = [(title, text) for title, text in texts if text.strip()]
    for number, (title, text) in zip("一二三四", kept, strict=False):
        yield from chapter(number, title, text)


# 反馈问题清单 (§1.3, §3.4-54) ------------------------------------------------------------------------------


def feedback_list(
    problems: tuple[FeedbackProblem, ...], task: Task, round_: Round, unit: Unit, labels: Labels
) -> Paper:
    """The seven columns, one row a problem that is fed back, in their order; lists other than the main one are named."""
    listed = _fed_back(problems)
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("问题类别", 26),
        Column("问题子类", 26),
        Column("具体问题", weight=1.1),
        Column("具体表现", weight=2.2),
        Column("对应聚焦", 30),
        Column("是否重点关注", 16, align=Align.CENTER),
        Column("重点关注情形", 28),
    )
    rows = tuple(_problem_row(index, held, labels) for index, held in enumerate(listed, 1))
    key = sum(held.key for held in listed)
    immediate = sum(held.immediate for held in listed)
    total = joined(
        f"共{len(listed)}个问题",
        f"其中重点关注{key}个" if key else "",
        f"立行立改{immediate}个" if immediate else "",
    )
    return Paper(
        name="feedback_list",
        title=f"{unit.name}{LIST}",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        subtitle=joined(task.group_name, round_.name, by="　"),
        body=(
            Table(columns, rows),
            sign_block(f"{total}。", ("巡察组组长", task.leader), ("被巡察单位签收", "")),
        ),
        landscape=True,
    )


def _fed_back(problems: tuple[FeedbackProblem, ...]) -> list[FeedbackProblem]:
    kept = [held for held in problems if held.state != "dropped" and not held.deleted]
    return sorted(kept, key=lambda held: (held.special != "main", held.position or 0, held.id))


def _problem_row(index: int, held: FeedbackProblem, labels: Labels) -> tuple[str, ...]:
    special = "" if held.special in ("", "main") else f"（{labels('problem_list', held.special)}）"
    return (
        str(held.position or index),
        held.category + special,
        held.subcategory,
        held.title + ("（立行立改）" if held.immediate else ""),
        held.detail,
        one_label(labels, "focus", held.focus),
        "是" if held.key else "否",
        one_label(labels, "key_case", held.key_case) if held.key else "—",
    )


# From the vault -------------------------------------------------------------------------------------------


def opinion_paper(source: PaperSource, key: str) -> Paper:
    """A feedback letter as its paper."""
    held = source.get(FeedbackLetter, key)
    task = source.get(Task, held.task_id)
    problems = source.find(FeedbackProblem, task_id=task.id)
    return feedback_opinion(held, task, source.get(Unit, task.unit_id), problems, source.code_label)


def _build_list(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    problems = source.find(FeedbackProblem, task_id=task.id)
    unit, round_ = source.get(Unit, task.unit_id), source.get(Round, task.round_id)
    return feedback_list(problems, task, round_, unit, source.code_label)


def _build_list_of_letter(source: PaperSource, key: str) -> Paper:
    held = source.get(FeedbackLetter, key)
    made = _build_list(source, held.task_id)
    own = secrecy_of(source.code_label, held.secrecy, term=held.secrecy_term)
    return replace(made, secrecy=own or made.secrecy)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("feedback_opinion", "反馈意见", "feedback_letter", opinion_paper, row=51),
    PaperSpec("feedback_list", LIST, "feedback_letter", _build_list_of_letter, row=54),
    PaperSpec("feedback_list", LIST, "task", _build_list, row=54),
)
