"""Record types of giving back: the pledge of holding nothing (零持有承诺), and what is destroyed with approval (销毁登记).

They register what people sign; the erasure of the vault itself is closeout.handover's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.secrecy.model import Carrier, Exposure
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    choices,
    day,
    files,
    link,
    links,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition, Writer
from app.core.records import Record, record

GROUP = "归档"
PLEDGED_ROW = "personal"
"""The row of the checklist that asks for everybody's pledge."""


def unticked(held: HoldingPledge, reader: Reader) -> tuple[str, ...]:
    """The rows of the checklist that the pledge does not tick, by position and name."""
    rows = sorted(reader.find(HandoverItem, task_id=held.task_id), key=lambda row: row.position or 0)
    return tuple(f"{row.position}.{row.name}" for row in rows if row.code not in held.ticked)


def _all_ticked(held: HoldingPledge, reader: Reader) -> str | None:
    if held.note.strip():
        return None
    open_rows = unticked(held, reader)
    return f"没有勾选、也没有在备注说明：{'、'.join(open_rows)}" if open_rows else None


def _tell_closeout(held: HoldingPledge, writer: Writer, _why: str) -> None:
    pledges = writer.find(HoldingPledge, task_id=held.task_id)
    signed = all(pledge.state == "signed" for pledge in pledges)
    for closeout in writer.find(Closeout, task_id=held.task_id):
        if closeout.pledged != signed and closeout.state not in ("erasing", "certified"):
            writer.save(replace(closeout, pledged=signed))


@record(
    "holding_pledge",
    "零持有承诺",
    area="closeout",
    group=GROUP,
    heading="{name}的零持有承诺",
    icon="user-check",
    action="handover.tick",
    lifecycle=Lifecycle(
        states=(State("draft", "未签", "draft"), State("signed", "已签", "done", locked=True)),
        transitions=(
            Transition(
                "sign",
                "签订",
                ("draft",),
                "signed",
                "handover.tick",
                needs=("signed_on",),
                rules=(_all_ticked,),
                effects=(_tell_closeout,),
            ),
            Transition(
                "return",
                "退回重签",
                ("signed",),
                "draft",
                "handover.tick",
                reason=True,
                effects=(_tell_closeout,),
            ),
        ),
    ),
    purpose="每名组员撤点前逐项勾选十七个环节，承诺手里什么都不留",
)
class HoldingPledge(Record):
    """What one member pledges: each of the seventeen rows given back, or not his."""

    task_id: str = link("巡察任务", to="task", required=True, section="承诺")
    member_id: str = link("组员", to="member")
    name: str = person("承诺人", required=True, search=True, listed=True)
    ticked: tuple[str, ...] = choices("已交清（无持有）", codes="holding_item", help="逐项核对后勾选")
    signed_on: date | None = day("签订日期", listed=True)
    witness: str = person("监督人", listed=True)
    attachments: tuple[FileRef, ...] = files("签字扫描件")
    note: str = long_text("备注", help="没有勾选的项在这里说明去向")


def receipt_of_pledges(held: HandoverItem, reader: Reader) -> Iterable[str]:
    """A row about personal notes is not taken over while a drafted pledge waits for its signature."""
    if held.code != PLEDGED_ROW:
        return
    waiting = [p.name for p in reader.find(HoldingPledge, task_id=held.task_id) if p.state != "signed"]
    if waiting:
        yield f"零持有承诺书还没有签：{'、'.join(waiting)}"


def _two_watch(held: Destruction) -> Iterator[Problem]:
    first, second = held.supervisor.strip(), held.second_supervisor.strip()
    if first and first == second:
        yield Problem("second_supervisor", "两名监销人不能是同一个人")
    if held.approved_by.strip() and held.approved_by.strip() in (first, second):
        yield Problem("approved_by", "批准人不能兼任监销人")


def _names_something(held: Destruction, _reader: Reader) -> str | None:
    if held.carrier_ids or held.exposure_ids or held.contents.strip():
        return None
    return "还没有写明销毁什么：选载体、打印导出件，或填写清单"


def _in_store(held: Destruction, reader: Reader) -> str | None:
    carriers = (reader.get(Carrier, id) for id in held.carrier_ids)
    kept = [c.number for c in carriers if c.state == "in_use"]
    return f"这些载体还没有归还：{'、'.join(kept)}" if kept else None


def _destroy_named(held: Destruction, writer: Writer, _why: str) -> None:
    why = f"按{held.number}销毁"
    watched = f"{held.supervisor}、{held.second_supervisor}"
    for id in held.carrier_ids:
        carrier = writer.get(Carrier, id)
        if carrier.state == "destroyed":
            continue
        filled = replace(
            carrier,
            destroy_method=held.method,
            destroyed_on=held.destroyed_on,
            approved_by=held.approved_by,
            supervised_by=watched,
        )
        writer.move(writer.save(filled), "destroy", reason=why)
    for id in held.exposure_ids:
        entry = writer.get(Exposure, id)
        if entry.state == "out":
            filled_entry = replace(
                entry, returned_on=held.destroyed_on, returned_to=watched, returned_copies=entry.copies
            )
            writer.move(writer.save(filled_entry), "destroy", reason=why)


@record(
    "destruction",
    "销毁登记",
    area="closeout",
    group=GROUP,
    number="销毁〔{year}〕{serial:03}号",
    heading="{number} {name}",
    icon="trash-2",
    action="handover.tick",
    checks=(_two_watch,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟销毁", "draft"),
            State("approved", "已批准"),
            State("destroyed", "已销毁", "done", locked=True),
            State("refused", "不同意", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "approve",
                "批准",
                ("draft",),
                "approved",
                "carrier.destroy",
                needs=("reason", "applicant", "approved_by", "approved_on"),
                rules=(_names_something,),
                signs=("signed", "批准人"),
            ),
            Transition("refuse", "不同意", ("draft",), "refused", "carrier.destroy", reason=True),
            Transition(
                "destroy",
                "登记销毁",
                ("approved",),
                "destroyed",
                "carrier.destroy",
                needs=("method", "destroyed_on", "place", "supervisor", "second_supervisor"),
                rules=(_in_store,),
                signs=("signed", "监销人"),
                confirm="登记后，所列载体和打印件都记为已销毁，不能再领用，确定？",
                effects=(_destroy_named,),
            ),
            Transition("return", "退回", ("approved",), "draft", "carrier.destroy", reason=True),
        ),
    ),
    purpose="先批准、后销毁，两人监销；个人不得自行销毁或留存",
)
class Destruction(Record):
    """Things that are destroyed together, with one approval and two who watch."""

    task_id: str = link("巡察任务", to="task", section="申请")
    name: str = text("事由", required=True, search=True, listed=True)
    reason: str = long_text("销毁原因")
    applicant: str = person("申请人", listed=True)
    applied_on: date | None = day("申请日期")
    secrecy: str = choice("最高密级", codes="secrecy", default="internal", listed=True)
    carrier_ids: tuple[str, ...] = links("涉密载体", to="carrier", section="销毁清单")
    exposure_ids: tuple[str, ...] = links("打印导出件", to="exposure")
    contents: str = long_text("其他物品", help="一行一项：名称、份数、页数、编号，用空格或逗号隔开")
    pieces: int | None = number("合计", unit="件（份）")
    approved_by: str = person("批准人", listed=True, section="批准")
    approved_on: date | None = day("批准日期", listed=True)
    opinion: str = long_text("批准意见")
    method: str = choice("销毁方式", codes="destroy_method", section="销毁")
    destroyed_on: date | None = day("销毁日期", listed=True)
    place: str = text("销毁地点")
    supervisor: str = person("监销人", listed=True, help="监销须两人")
    second_supervisor: str = person("监销人（二）")
    signed: tuple[Signature, ...] = signatures("签字", roles=("批准人", "监销人"))
    attachments: tuple[FileRef, ...] = files("审批和登记表扫描")
    note: str = long_text("备注")
