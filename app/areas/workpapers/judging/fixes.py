"""立行立改 and 立查立处 on site: a notice with a limit, signed for by the head of the unit, answered, accepted.

It knows nothing of rectification after the feedback, which has tasks of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, cast

from app.areas.libraries.deadlines.service import set_due
from app.areas.secrecy.terms import secrecy_term
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    link,
    links,
    long_text,
    money,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition, Writer
from app.core.records import Record, record

if TYPE_CHECKING:
    from db.session import Session

OPEN = ("draft", "issued", "signed", "answered", "returned")
"""States in which a fix is not settled."""


def _dates(held: InstantFix) -> Iterator[Problem]:
    if held.issued_on and held.due_on and held.due_on < held.issued_on:
        yield Problem("due_on", "“整改时限”早于“签发日期”")
    if held.issued_on and held.signed_on and held.signed_on < held.issued_on:
        yield Problem("signed_on", "“签收日期”早于“签发日期”")


def _advice(held: InstantFix) -> Iterator[Problem]:
    late = held.due_on and held.answered_on and held.answered_on > held.due_on
    if late:
        yield Problem("answered_on", "单位超过时限才反馈，请在备注里写明原因")


def _proved(held: InstantFix, _reader: Reader) -> str | None:
    if held.evidence_ids or held.attachments or held.proof.strip():
        return None
    return "没有佐证：挂佐证、附件，或写明佐证材料"


def _limit(held: InstantFix, writer: Writer, _why: str) -> None:
    if held.due_on is None:
        set_due(cast("Session", writer), held, "immediate_fix")


@record(
    "instant_fix",
    "立行立改",
    area="workpapers",
    group="研判与核实",
    number="立改〔{year}〕{serial:02}号",
    heading="{number} {title}",
    icon="clock",
    checks=(_dates,),
    warners=(_advice,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟通知", "draft"),
            State("issued", "已签发"),
            State("signed", "一把手已签收"),
            State("answered", "已反馈"),
            State("returned", "退回再改", "back"),
            State("accepted", "已验收", "done", locked=True),
            State("void", "撤销", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "issue",
                "组长签发",
                ("draft",),
                "issued",
                "paper.sign",
                needs=("problem", "requirement", "issued_on"),
                signs=("signed", "组长"),
                effects=(_limit,),
            ),
            Transition("sign", "登记签收", ("issued",), "signed", needs=("received_by", "signed_on")),
            Transition(
                "answer",
                "登记反馈",
                ("signed", "returned"),
                "answered",
                needs=("measures", "result", "answered_on"),
                rules=(_proved,),
            ),
            Transition(
                "accept",
                "验收",
                ("answered",),
                "accepted",
                "paper.review",
                needs=("accepted_on", "acceptance"),
                rules=(_proved,),
                signs=("signed", "验收人"),
            ),
            Transition("return", "退回再改", ("answered",), "returned", "paper.review", reason=True),
            Transition("void", "撤销", ("draft", "issued", "signed"), "void", "paper.sign", reason=True),
            Transition("reopen", "重新办理", ("accepted",), "answered", "paper.review", reason=True),
        ),
    ),
    purpose="驻点期间能改的马上改、该查的马上查：通知书编号、一把手签收、限时反馈、组里验收",
)
class InstantFix(Record):
    """One problem that the unit has to put right while the group is still there."""

    task_id: str = link("巡察任务", to="task", required=True, section="通知")
    title: str = text("事项", required=True, search=True, listed=True)
    mode: str = choice("方式", codes="fix_mode", default="correct", required=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    finding_id: str = link("所据问题", to="finding")
    petition_id: str = link("所据信访件", to="petition")
    problem: str = long_text("存在问题", search=True, help="写事实，不写来源")
    requirement: str = long_text("整改要求", search=True, help="做到什么、拿什么证明，具体可查")
    issued_on: date | None = day("签发日期", listed=True)
    due_on: date | None = day(
        "整改时限", listed=True, help="空着时签发按“期限规则”的立行立改时限推算，可以改"
    )
    received_by: str = person("签收人", listed=True, section="签收", help="党组织主要负责人本人签收")
    received_post: str = text("签收人职务")
    signed_on: date | None = day("签收日期", listed=True)
    measures: str = long_text("整改措施", search=True, section="反馈")
    result: str = long_text("整改结果", search=True)
    amount: int | None = money("挽回金额")
    people: int | None = number("处理人数", unit="人")
    rules_made: int | None = number("建章立制", unit="项")
    evidence_ids: tuple[str, ...] = links("佐证", to="evidence")
    proof: str = text("佐证材料", help="没有登记成佐证的，写明材料名称和页数")
    answered_on: date | None = day("反馈日期", listed=True)
    accepted_on: date | None = day("验收日期", listed=True, section="验收")
    acceptance: str = long_text("验收意见", search=True, help="看了什么、是否改到位")
    signed: tuple[Signature, ...] = signatures("签字", roles=("组长", "验收人"))
    attachments: tuple[FileRef, ...] = files("附件", help="通知书、反馈表和佐证的扫描件")
    note: str = long_text("备注")
