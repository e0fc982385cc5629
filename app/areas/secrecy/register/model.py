"""Record type of the register of papers (收发文登记): what came, what went out, who dealt with it, where it is filed.

What the program itself issues stands in its own records; the register is for what they do not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.secrecy.terms import secrecy_term
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    link,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

GROUP = "收发文"
"""The navigation entry that gathers these lists."""


def _days(held: OfficeDocument) -> Iterator[Problem]:
    if held.moved_on and held.made_on and held.moved_on < held.made_on:
        yield Problem("moved_on", "“收发日期”早于“成文日期”")
    if held.moved_on and held.done_on and held.done_on < held.moved_on:
        yield Problem("done_on", "“办结日期”早于“收发日期”")


def _came(held: OfficeDocument, _reader: Reader) -> str | None:
    return "发文不用拟办和批示：直接办结" if held.direction == "out" else None


def _answered(held: OfficeDocument, _reader: Reader) -> str | None:
    if held.direction == "out":
        return None if held.issuer.strip() else "发文没有写“签发人”"
    return None if held.result.strip() else "没有写“办理结果”；只供传阅的，写明谁已阅"


DOCUMENT = Lifecycle(
    states=(
        State("registered", "已登记", "draft"),
        State("proposed", "已拟办"),
        State("decided", "已批示"),
        State("done", "已办结", "done"),
        State("filed", "已归档", "done", locked=True),
        State("void", "作废", "stop", locked=True),
    ),
    transitions=(
        Transition("propose", "拟办", ("registered",), "proposed", needs=("proposal",), rules=(_came,), signs=("signed", "拟办")),
        Transition(
            "decide", "登记批示", ("registered", "proposed"), "decided", needs=("decision", "handler"), rules=(_came,),
        ),
        Transition(
            "finish", "办结", ("registered", "proposed", "decided"), "done", needs=("other_side", "moved_on", "done_on"),
            rules=(_answered,),
        ),
        Transition("file", "归档", ("done",), "filed", needs=("category", "retention")),
        Transition("void", "作废", ("registered", "proposed", "decided"), "void", reason=True),
        Transition("reopen", "重新办理", ("done", "filed", "void"), "registered", reason=True),
    ),
)  # fmt: skip


@record(
    "office_document",
    "收发文登记",
    area="secrecy",
    number="收发〔{year}〕{serial:04}",
    heading="{document_number} {title_text}",
    apart=("other_side",),
    icon="mail",
    group=GROUP,
    lifecycle=DOCUMENT,
    checks=(_days,),
    purpose="收到和发出的公文函件：一件一登，拟办、批示、承办、办结、归档",
)
class OfficeDocument(Record):
    """One paper that came in, went out, or stayed inside."""

    direction: str = choice(
        "方向", codes="document_direction", default="in", required=True, listed=True, section="公文"
    )
    title_text: str = text("标题", required=True, search=True, listed=True)
    kind: str = choice("文种", codes="document_kind")
    document_number: str = text("文号", search=True, listed=True, help="照原件写；没有文号的留空")
    other_side: str = text("来文或主送单位", search=True, listed=True)
    spread: str = text("抄送和发放范围", search=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal", listed=True)
    secrecy_term: str = secrecy_term()
    urgency: str = choice("紧急程度", codes="urgency", default="normal")
    made_on: date | None = day("成文日期")
    moved_on: date | None = day("收发日期", required=True, listed=True)
    version: str = text("版本", help="例如：送审稿、定稿")
    copies: int | None = number("份数（印数）", unit="份")
    copy_numbers: str = text("份号", help="有份号的照写")
    sheets: int | None = number("页数", unit="页")
    task_id: str = link("巡察任务", to="task", help="只关系一个任务的选上")
    round_id: str = link("轮次", to="round")
    drafter: str = person("起草人", section="办理", show_if=("direction", ("out", "inner")))
    checker: str = person("核稿人", show_if=("direction", ("out", "inner")))
    issuer: str = person("签发人", show_if=("direction", ("out", "inner")))
    proposal: str = long_text("拟办意见", show_if=("direction", ("in", "inner")))
    decision: str = long_text("领导批示", search=True, show_if=("direction", ("in", "inner")))
    handler: str = text("承办人", listed=True, show_if=("direction", ("in", "inner")), help="几人用顿号隔开")
    due_on: date | None = day("办理期限", listed=True, show_if=("direction", ("in", "inner")))
    result: str = long_text("办理结果", search=True, help="怎么办的、复了什么、谁已阅；发文写对方签收情况")
    done_on: date | None = day("办结日期", listed=True)
    answers_id: str = link("针对哪件来文", to="office_document", show_if=("direction", ("out",)))
    signed: tuple[Signature, ...] = signatures("传阅和签字", roles=("拟办", "批示", "传阅"))
    category: str = choice("归档类目", codes="archive_category", section="归档")
    retention: str = choice("保管期限", codes="retention")
    kept_at: str = text("存放位置", help="柜、盒")
    attachments: tuple[FileRef, ...] = files("原件扫描")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (OfficeDocument,)
