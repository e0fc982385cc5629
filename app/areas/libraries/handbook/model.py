"""Record types: chapters that an office writes for the handbooks, readers' own notes, the register of rules and processes.

The shipped chapters are files of the program (service.py); only what a county changes or adds is a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import FileRef, choice, day, files, flag, link, links, long_text, number, text
from app.core.records import Record, record

HANDBOOK_GROUP = "手册"
RULES_GROUP = "制度"
INSPECT, RECTIFY = "inspect", "rectify"
HANDBOOK = "handbook"
"""Code of the page that shows the handbooks."""


def _place(held: HandbookChapter) -> Iterator[Problem]:
    if held.place and not (held.place.isdecimal() and len(held.place) == 2):
        yield Problem("place", "“章次”写成两位数字，例如 03")


@record(
    "handbook_chapter",
    "手册章节",
    area="libraries",
    heading="{place} {name}",
    icon="book-open",
    action="code.edit",
    group=HANDBOOK_GROUP,
    checks=(_place,),
    purpose="本地改写或增加的手册章节；章次与程序所带的相同时，替换那一章",
)
class HandbookChapter(Record):
    """A chapter written in the county. One with the book and place of a shipped chapter stands in its stead."""

    book: str = choice(
        "手册", codes="handbook_book", default=INSPECT, required=True, listed=True, section="章节"
    )
    place: str = text("章次", required=True, listed=True, help="两位数字，例如 03；与原有章次相同的替换原章")
    name: str = text("章名", required=True, search=True, listed=True)
    content: str = long_text(
        "正文",
        required=True,
        search=True,
        help="空行分段；“## ”开头是小标题，“- ”开头是条目，**两对星号**加粗",
    )
    used: bool = flag("启用", default=True, listed=True, help="停用以后恢复程序所带的章节")
    revised_on: date | None = day("修订日期", listed=True)
    note: str = text("修订说明")


@record(
    "handbook_note",
    "手册笔记",
    area="libraries",
    heading="{about} {content}",
    icon="pencil",
    group=HANDBOOK_GROUP,
    purpose="读手册时给自己记的话，一条记在一章名下",
)
class HandbookNote(Record):
    """What a reader wrote down beside a chapter."""

    chapter: str = text("章节代号", readonly=True, inner=True, section="笔记", help="由阅读页填写")
    about: str = text("章名", listed=True, search=True)
    content: str = long_text("笔记", required=True, search=True, listed=True, help="不写线索和反映人")


def _valid_dates(held: WorkRule) -> Iterator[Problem]:
    if held.issued_on and held.ended_on and held.ended_on < held.issued_on:
        yield Problem("ended_on", "“废止日期”早于“印发日期”")
    if held.id and held.replaces_id == held.id:
        yield Problem("replaces_id", "“代替的旧制度”不能是它自己")


def _advice(held: WorkRule) -> Iterator[Problem]:
    if held.in_force and held.ended_on:
        yield Problem("in_force", "已写废止日期，请取消“现行有效”")
    if not held.content.strip() and not held.attachments:
        yield Problem("content", "没有正文也没有附件，查阅的人看不到内容")
    if held.kind == "process" and not held.step_ids:
        yield Problem("step_ids", "工作流程最好连到本轮的流程步骤，便于从步骤查到它")


@record(
    "work_rule",
    "制度流程",
    area="libraries",
    sorting=(("position", False),),
    heading="{name}",
    icon="scale",
    action="code.edit",
    group=RULES_GROUP,
    checks=(_valid_dates,),
    warners=(_advice,),
    purpose="巡察工作的规章制度和工作流程：一件一条，现行的、修订的、废止的都登记",
)
class WorkRule(Record):
    """One rule or process that the county's inspections go by, in force or not."""

    position: int | None = number("序号", listed=True, section="制度流程")
    name: str = text("名称", required=True, search=True, listed=True)
    kind: str = choice("种类", codes="work_rule_kind", default="rule", required=True, listed=True)
    subject: str = choice("方面", codes="work_rule_subject", listed=True)
    issuer: str = text("制定机关", search=True)
    doc_number: str = text("文号", search=True, listed=True)
    issued_on: date | None = day("印发日期", listed=True)
    content: str = long_text("正文或要点", search=True, section="内容")
    attachments: tuple[FileRef, ...] = files("文件附件")
    step_ids: tuple[str, ...] = links("对应的流程步骤", to="process_step", help="从流程图上的步骤能查到它")
    in_force: bool = flag("现行有效", default=True, listed=True, section="效力和清理")
    replaces_id: str = link("代替的旧制度", to="work_rule", help="选了以后，旧制度另行取消“现行有效”")
    ended_on: date | None = day("废止日期")
    reviewed_on: date | None = day("最近清理日期", help="逐件核对还适不适用的日子")
    review_by: date | None = day("下次清理日期", help="到期的在“制度流程登记”页标出")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (HandbookChapter, HandbookNote, WorkRule)
"""The record types of handbooks and rules."""
