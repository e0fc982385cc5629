"""Record types of close-out (撤组): the items to hand over and the state machine that ends in holding nothing.

It lists what is still open in every other area; it must not settle anything on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from app.areas.clues.model import GONE, Clue, ProtectedPerson
from app.areas.clues.tracking.model import LeaderNote, UrgentReport
from app.areas.fieldwork.model import SETTLED, Evidence, Interview, Petition, Visit
from app.areas.reporting.model import Report
from app.areas.secrecy.model import Carrier, Exposure, exposure_open
from app.areas.workpapers.judging.fixes import OPEN as OPEN_FIXES
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.model import FactConfirmation
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    flag,
    link,
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record


def _counts(held: HandoverItem) -> Iterator[Problem]:
    if held.given is not None and held.due is not None and held.given > held.due:
        yield Problem("given", "“实交”多于“应交”，请核对")


def _complete(held: HandoverItem, _reader: Reader) -> str | None:
    if held.due is not None and (held.given or 0) < held.due and not held.note.strip():
        return f"应交{held.due}，实交{held.given or 0}：少交的要在备注里写明去向"
    return None


ITEM = Lifecycle(
    states=(
        State("open", "未交", "draft"),
        State("given", "已交"),
        State("received", "已收", "done", locked=True),
        State("waived", "不适用", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "give",
            "移交",
            ("open",),
            "given",
            "handover.tick",
            needs=("giver", "given_on"),
            rules=(_complete,),
            signs=("signed", "移交人"),
        ),
        Transition(
            "receive",
            "接收",
            ("given",),
            "received",
            "handover.tick",
            needs=("receiver", "received_on"),
            rules=(_complete,),
            signs=("signed", "接收人"),
        ),
        Transition("waive", "不适用", ("open",), "waived", "paper.sign", reason=True),
        Transition("return", "退回", ("given", "received", "waived"), "open", "handover.tick", reason=True),
    ),
)


@record(
    "handover_item",
    "移交项",
    area="closeout",
    sorting=(("task_id", False), ("position", False)),
    heading="{position} {name}",
    icon="check-square",
    action="handover.tick",
    lifecycle=ITEM,
    checks=(_counts,),
    purpose="撤组时逐项移交：应交、实交、时限、移交人、接收人",
)
class HandoverItem(Record):
    """One row of the close-out checklist (7 方面 17 环节 as shipped; rows can be added or set aside)."""

    task_id: str = link("巡察任务", to="task", required=True, section="移交项")
    position: int | None = number("序号", listed=True)
    code: str = text("项目代码", readonly=True)
    aspect: str = choice("方面", codes="handover_aspect", required=True, listed=True)
    name: str = text("环节", required=True, search=True, listed=True)
    standard: str = long_text("要求")
    time_limit: str = text("时限要求", listed=True)
    due_on: date | None = day("时限", listed=True)
    unit: str = text("计量", default="件")
    due: int | None = number("应交", listed=True)
    given: int | None = number("实交", listed=True)
    contents: str = long_text("内容清册", help="编号、份号或包号，一行一个")
    giver: str = person("移交人", listed=True, section="交接")
    given_on: date | None = day("移交日期", listed=True)
    receiver: str = person("接收人", listed=True)
    received_on: date | None = day("接收日期", listed=True)
    signed: tuple[Signature, ...] = signatures("签字", roles=("移交人", "接收人"))
    attachments: tuple[FileRef, ...] = files("签收单扫描")
    note: str = long_text("备注")


# What is still open ---------------------------------------------------------------------------------------


def _named(label: str, records: Iterable[Record]) -> Iterator[str]:
    found = tuple(records)
    if found:
        shown = "、".join(item.number or item.title for item in found[:6])
        yield f"{label}：{shown}{f'等{len(found)}件' if len(found) > 6 else ''}"


def work_blockers(reader: Reader, task_id: str) -> Iterator[str]:
    """What is incomplete in the work itself: papers, interviews, petitions, findings, report."""
    papers = reader.find(WorkingPaper, task_id=task_id)
    alive = [paper for paper in papers if paper.state != "void"]
    yield from _named("底稿没有佐证", (p for p in alive if not p.evidence_ids))
    yield from _named("底稿没有走完审签", (p for p in alive if p.state not in ("signed", "filed")))
    evidence = reader.find(Evidence, task_id=task_id)
    used = {key for paper in alive for key in paper.evidence_ids}
    yield from _named("底稿引用的佐证没有页码", (e for e in evidence if e.id in used and not e.pages))
    yield from _named(
        "调阅的原件没有归还",
        (e for e in evidence if e.original == "borrowed" and not e.returned_on and e.state != "dropped"),
    )
    yield from _named(
        "谈话记录没有核对签字", (i for i in reader.find(Interview, task_id=task_id) if i.state != "signed")
    )
    yield from _named(
        "走访记录没有核对", (v for v in reader.find(Visit, task_id=task_id) if v.state != "checked")
    )
    yield from _named(
        "信访件没有处理结果", (p for p in reader.find(Petition, task_id=task_id) if p.state not in SETTLED)
    )
    yield from _named(
        "问题没有会商认定，也没有撤销",
        (f for f in reader.find(Finding, task_id=task_id) if f.state == "draft"),
    )
    yield from _named(
        "立行立改没有验收", (f for f in reader.find(InstantFix, task_id=task_id) if f.state in OPEN_FIXES)
    )
    facts = reader.find(FactConfirmation, task_id=task_id)
    yield from _named("事实确认单没有确认", (f for f in facts if f.state in ("sent", "answered")))
    reports = reader.find(Report, task_id=task_id)
    main = [held for held in reports if held.kind == "inspection"]
    if not main:
        yield "还没有巡察报告"
    yield from _named("报告没有定稿", (r for r in reports if r.state != "final"))


def clue_blockers(reader: Reader, task_id: str) -> Iterator[str]:
    """What of the compartment of clues was not handed over; nothing for a user who cannot open it."""
    clues = reader.find(Clue, task_id=task_id)
    yield from _named("线索没有移交", (c for c in clues if c.state not in (*GONE, "dropped")))
    reports = (r for r in reader.find(UrgentReport, task_id=task_id) if r.state in ("draft", "approved"))
    yield from _named("即时报告没有报送", reports)
    yield from _named(
        "班子成员情况没有审定", (n for n in reader.find(LeaderNote, task_id=task_id) if n.state == "draft")
    )
    kept = [held for held in reader.find(ProtectedPerson, task_id=task_id) if held.state != "handed"]
    if kept:
        yield f"受保护反映人的身份材料没有移交：{len(kept)}件"


AFTER_ERASURE = ("computers", "data_erased")
"""Checklist rows that can only be done once the laptop is empty; the certificate answers for them."""


def item_blockers(reader: Reader, task_id: str) -> Iterator[str]:
    """Checklist rows that are open and could be closed by now."""
    items = reader.find(HandoverItem, task_id=task_id)
    waiting = [i for i in items if i.state not in ("received", "waived") and i.code not in AFTER_ERASURE]
    for item in sorted(waiting, key=lambda i: i.position or 0):
        yield f"移交项{item.position}“{item.name}”{ITEM.state(item.state).label}"


def holding_blockers(reader: Reader, task_id: str) -> Iterator[str]:
    """What the group still holds in its hands. The computer is left out: it is given back when it is empty."""
    carriers = (c for c in reader.find(Carrier) if c.task_id in ("", task_id) and c.kind != "computer")
    yield from _named("涉密载体没有归还", (c for c in carriers if c.state == "in_use"))
    exposures = (e for e in reader.find(Exposure) if e.task_id in ("", task_id))
    yield from _named("打印导出件没有收回或销毁", (e for e in exposures if exposure_open(e)))


def blockers(reader: Reader, task_id: str, *, sealed: bool = False) -> tuple[str, ...]:
    """Everything that is open, in the order of the work.

    sealed False: what keeps the vault from being sealed to the office. True: also what keeps it from being erased,
    that is the checklist, carriers and copies, which are settled between sealing and erasing.
    """
    found = [*work_blockers(reader, task_id), *clue_blockers(reader, task_id)]
    if not reader.find(HandoverItem, task_id=task_id):
        found.append("还没有打开撤组清单")
    if sealed:
        found += [*item_blockers(reader, task_id), *holding_blockers(reader, task_id)]
    return tuple(found)


def _rule(reader: Reader, task_id: str, *, sealed: bool) -> str | None:
    # A refused step is written into the common journal, so what the compartment of clues holds is not spelled out here.
    secret = set(clue_blockers(reader, task_id))
    found = [why for why in blockers(reader, task_id, sealed=sealed) if why not in secret]
    if secret:
        found.append("还有材料没有交清，请组长看撤组清单")
    return "；".join(found) or None


def _may_seal(held: Closeout, reader: Reader) -> str | None:
    return _rule(reader, held.task_id, sealed=False)


def _may_erase(held: Closeout, reader: Reader) -> str | None:
    return _rule(reader, held.task_id, sealed=True)


def _was_checked(held: Closeout, _reader: Reader) -> str | None:
    if held.certificate_sha256:
        return None
    return "清除确认书还没有核对，请在“谁还持有什么”里用“登记零持有…”打开组里交来的确认书"


CLOSEOUT = Lifecycle(
    states=(
        State("open", "清单已打开", "draft"),
        State("complete", "资料齐备"),
        State("sealed", "已封装"),
        State("receipted", "回执已核"),
        State("erasing", "清除中", locked=True),
        State("certified", "零持有", "done", locked=True),
    ),
    transitions=(
        Transition("complete", "核对齐备", ("open",), "complete", "bundle.seal", rules=(_may_seal,)),
        Transition(
            "seal", "登记封装", ("complete",), "sealed", "bundle.seal", needs=("bundle_id", "bundle_sha256")
        ),
        Transition(
            "receipt", "登记回执", ("sealed",), "receipted", "bundle.seal", needs=("receipt_id", "receipt_on")
        ),
        Transition(
            "erase",
            "开始清除",
            ("receipted",),
            "erasing",
            "vault.erase",
            needs=("first_by", "second_by"),
            rules=(_may_erase,),
        ),
        Transition(
            "certify",
            "登记零持有",
            ("erasing", "receipted"),
            "certified",
            "receipt.issue",  # by the office, on the certificate that the group brings: the group's own vault is gone
            needs=("certificate_id",),
            rules=(_was_checked,),
        ),
        # From `erasing` too: where the record can still be read, nothing was destroyed.
        Transition(
            "reopen",
            "重新打开",
            ("complete", "sealed", "receipted", "erasing"),
            "open",
            "bundle.seal",
            reason=True,
        ),
    ),
)
"""Never erased without a receipt, never certified without erasure: security.md §7."""


@record(
    "closeout",
    "撤组",
    area="closeout",
    heading="{name}",
    icon="archive",
    action="handover.tick",
    lifecycle=CLOSEOUT,
    purpose="一个任务的撤组：清单、封装、回执、清除、零持有",
)
class Closeout(Record):
    """How far one task has come towards holding nothing."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="撤组")
    name: str = text("名称", required=True, listed=True)
    opened_on: date | None = day("打开日期", listed=True)
    bundle_id: str = text("移交包号", readonly=True, listed=True, section="封装与回执")
    bundle_sha256: str = text("移交包校验值", readonly=True)
    sealed_at: datetime | None = moment("封装时间", readonly=True)
    receipt_id: str = text("回执号", readonly=True, listed=True)
    receipt_on: date | None = day("回执日期", readonly=True)
    first_by: str = person("清除人", section="清除")
    second_by: str = person("监督人", help="与清除人不是同一人")
    erased_at: datetime | None = moment("清除时间", readonly=True)
    certificate_id: str = text("清除确认书号", readonly=True, listed=True)
    pledged: bool = flag("全体组员已签零持有承诺")
    note: str = long_text("备注")
    certificate_sha256: str = text("确认书校验值", section="清除", readonly=True)
    certified_on: date | None = day("登记零持有日期", listed=True, readonly=True)
    certified_how: str = long_text("核对情况", readonly=True)
    certificate_files: tuple[FileRef, ...] = files("清除确认书")


TYPES: tuple[type[Record], ...] = (HandoverItem, Closeout)
