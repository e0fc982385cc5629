"""Record types of tracking: batches of clues handed over, chasing of answers, urgent reports, notes on leaderships.

All but the table of rules lie in the compartment of clues; what a step refuses there is written only into its own journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from app.areas.clues.model import READY, Clue, reply_due
from app.areas.clues.tracking.routing import RoutingRule
from app.areas.preparation.model import Task
from app.areas.secrecy.terms import secrecy_term
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Sensitivity,
    Signature,
    choice,
    day,
    files,
    flag,
    link,
    links,
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition, Writer
from app.core.records import Compartment, Record, record

GROUP = "移交与办理"

# 移交批次 -------------------------------------------------------------------------------------------------


def _dates(held: ClueTransfer) -> Iterator[Problem]:
    if held.handed_on and held.received_on and held.received_on < held.handed_on:
        yield Problem("received_on", "“签收日期”早于“移交日期”")


def _clues_ready(held: ClueTransfer, reader: Reader) -> str | None:
    clues = [reader.get(Clue, key) for key in held.clue_ids]
    bad = [clue.number for clue in clues if clue.state not in READY or clue.deleted]
    stray = [clue.number for clue in clues if clue.task_id != held.task_id]
    reasons = [f"组长还没有审定，或已经移交：{'、'.join(bad)}"] if bad else []
    reasons += [f"属于另一个任务：{'、'.join(stray)}"] if stray else []
    return "；".join(reasons) or None


def _sealed(held: ClueTransfer, _reader: Reader) -> str | None:
    return None if held.sealed else "材料还没有密封：封好、贴封条后勾选“已密封”"


def _both_counts(held: ClueTransfer, _reader: Reader) -> str | None:
    if not held.intact and not held.note.strip():
        return "封条或件数不符的，要在备注里写明情况；相符的勾选“核对相符”"
    return None


def _hand_clues(held: ClueTransfer, writer: Writer, _why: str) -> None:
    assert held.handed_on is not None  # a need of the step
    for key in held.clue_ids:
        clue = writer.get(Clue, key)
        filled = replace(
            clue,
            transfer_id=held.id,
            receiver_body=held.receiver,
            handed_on=held.handed_on,
            handed_by=held.handed_by,
            seal_number=held.seal_numbers,
            reply_due=held.reply_due or reply_due(writer, clue, held.handed_on),
        )
        writer.move(writer.save(filled), "hand", opinion=f"随{held.number}移交")


def _receive_clues(held: ClueTransfer, writer: Writer, _why: str) -> None:
    for key in held.clue_ids:
        clue = writer.get(Clue, key)
        if clue.state == "handed":
            moved = writer.move(clue, "receive", opinion=f"随{held.number}签收")
            writer.save(replace(moved, received_on=held.received_on, received_by=held.received_by))


@record(
    "clue_transfer",
    "线索移交批次",
    area="clues",
    group=GROUP,
    number="线移〔{year}〕{serial:02}号",
    heading="{number} {receiver_name}",
    icon="package",
    compartment=Compartment.CLUES,
    checks=(_dates,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟移交", "draft"),
            State("handed", "已移交"),
            State("received", "已签收", "done", locked=True),
            State("void", "撤销", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "hand",
                "整批移交",
                ("draft",),
                "handed",
                "clue.hand",
                needs=("clue_ids", "receiver", "handed_on", "handed_by", "seal_numbers"),
                rules=(_clues_ready, _sealed),
                signs=("signed", "移交人"),
                confirm="所列线索一并转为“已移交”，组内不再留存材料，确定？",
                effects=(_hand_clues,),
            ),
            Transition(
                "receive",
                "登记签收回执",
                ("handed",),
                "received",
                "clue.accept",
                needs=("received_on", "received_by"),
                rules=(_both_counts,),
                signs=("signed", "登记人"),
                effects=(_receive_clues,),
            ),
            Transition("void", "撤销", ("draft",), "void", "clue.hand", reason=True),
        ),
    ),
    purpose="几件线索一次密封移交给同一个接收单位：清单、函、封条、签收回执",
)
class ClueTransfer(Record):
    """Clues of one task that go to one receiver under seal."""

    task_id: str = link("巡察任务", to="task", required=True, section="移交")
    clue_ids: tuple[str, ...] = links("线索", to="clue")
    receiver: str = choice("接收单位", codes="clue_receiver", required=True, listed=True)
    receiver_name: str = text("接收单位全称", listed=True, help="函和交接单上照此印出")
    letter_number: str = text("移交函文号", search=True, listed=True)
    basis: str = text("审定情况", help="例如：经县委巡察工作领导小组某月某日会议审定")
    secrecy: str = choice("密级", codes="secrecy", default="secret")
    secrecy_term: str = secrecy_term()
    sealed: bool = flag("已密封", section="封装")
    seal_numbers: str = text("封条号", listed=True)
    pieces: int | None = number("材料件数", unit="件")
    sheets: int | None = number("材料页数", unit="页")
    copies: int | None = number("清单份数", unit="份", default=3, help="移交、接收、存档各一份")
    handed_on: date | None = day("移交日期", listed=True)
    handed_by: str = person("移交经办人")
    second_by: str = person("共同移交人", help="两人送达")
    reply_due: date | None = day("办理反馈期限", help="空着时按轮次的期限推算")
    received_on: date | None = day("签收日期", listed=True, section="签收")
    received_by: str = person("接收经办人")
    receipt_number: str = text("回执号")
    intact: bool = flag("核对相符", help="件数、页数相符，封条完好")
    signed: tuple[Signature, ...] = signatures("签字", roles=("移交人", "登记人"))
    attachments: tuple[FileRef, ...] = files("回执扫描")
    note: str = long_text("备注")


# 督办 -----------------------------------------------------------------------------------------------------


def _chase_dates(held: ClueChase) -> Iterator[Problem]:
    if held.chased_on and held.replied_on and held.replied_on < held.chased_on:
        yield Problem("replied_on", "“答复日期”早于“督办日期”")


@record(
    "clue_chase",
    "线索督办",
    area="clues",
    group=GROUP,
    number="线督〔{year}〕{serial:02}号",
    heading="{number}",
    icon="bell",
    compartment=Compartment.CLUES,
    checks=(_chase_dates,),
    lifecycle=Lifecycle(
        states=(State("open", "待答复"), State("answered", "已答复", "done", locked=True)),
        transitions=(
            Transition(
                "answer", "登记答复", ("open",), "answered", "clue.accept", needs=("reply", "replied_on")
            ),
            Transition("reopen", "撤销答复", ("answered",), "open", "clue.accept", reason=True),
        ),
    ),
    purpose="过了反馈期限的线索，催办一次记一次：方式、对象、要求、答复",
)
class ClueChase(Record):
    """One time that an answer on a clue was asked for."""

    task_id: str = link("巡察任务", to="task", required=True, section="督办")
    clue_id: str = link("线索", to="clue", required=True, listed=True)
    kind: str = choice("方式", codes="chase_kind", default="letter", required=True, listed=True)
    chased_on: date | None = day("督办日期", required=True, listed=True)
    chased_by: str = person("督办人", listed=True)
    addressee: str = text("督办对象", listed=True)
    demand: str = long_text("要求", sensitivity=Sensitivity.GUARDED)
    reply_due: date | None = day("要求答复日期", listed=True)
    reply: str = long_text("答复情况", sensitivity=Sensitivity.GUARDED, section="答复")
    replied_on: date | None = day("答复日期", listed=True)
    attachments: tuple[FileRef, ...] = files("附件")


# 即时报告 -------------------------------------------------------------------------------------------------


@record(
    "urgent_report",
    "线索（重要情况）即时报告",
    area="clues",
    group=GROUP,
    number="急报〔{year}〕{serial:02}号",
    heading="{number}",
    icon="bell",
    compartment=Compartment.CLUES,
    lifecycle=Lifecycle(
        states=(
            State("draft", "草拟", "draft"),
            State("approved", "组长已签发", locked=True),
            State("reported", "已报送"),
            State("answered", "已批示"),
            State("done", "已落实", "done", locked=True),
        ),
        transitions=(
            Transition(
                "approve",
                "组长签发",
                ("draft",),
                "approved",
                "clue.approve",
                needs=("matter", "content", "proposal", "addressee"),
                signs=("signed", "组长"),
            ),
            Transition("report", "报送", ("approved",), "reported", "clue.hand", signs=("signed", "报送人")),
            Transition(
                "answer",
                "登记批示",
                ("reported",),
                "answered",
                "clue.hand",
                needs=("instruction", "instructed_on"),
            ),
            Transition("finish", "落实", ("reported", "answered"), "done", "clue.hand", needs=("result",)),
            Transition("return", "退回修改", ("approved",), "draft", "clue.approve", reason=True),
        ),
    ),
    purpose="情况紧急、不能等到撤点的线索和重要情况，一事一报，只报有权接收的人",
)
class UrgentReport(Record):
    """One thing that cannot wait until the group has left."""

    task_id: str = link("巡察任务", to="task", required=True, section="报告")
    matter: str = text("事由", required=True, search=True, listed=True, help="不写姓名")
    kind: str = choice("种类", codes="urgent_kind", default="clue", required=True, listed=True)
    urgency: str = choice("紧急程度", codes="urgency", default="extra", listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="secret")
    secrecy_term: str = secrecy_term()
    reported_at: datetime | None = moment("报告时间", listed=True)
    addressee: str = text("报送对象", listed=True, help="例如：县委巡察工作领导小组组长")
    reporter: str = person("报告人")
    clue_ids: tuple[str, ...] = links("涉及线索", to="clue")
    content: str = long_text(
        "情况",
        search=True,
        sensitivity=Sensitivity.GUARDED,
        section="内容",
        help="时间、地点、人、事、数额、来源、可信程度",
    )
    done: str = long_text("已采取措施", sensitivity=Sensitivity.GUARDED)
    risk: str = long_text("不及时处理的后果", help="串供、转移财物、外逃、矛盾激化等")
    proposal: str = long_text("建议", sensitivity=Sensitivity.GUARDED)
    instruction: str = long_text("领导批示", sensitivity=Sensitivity.GUARDED, section="批示与落实")
    instructed_by: str = person("批示人")
    instructed_on: date | None = day("批示日期", listed=True)
    result: str = long_text("落实情况", sensitivity=Sensitivity.GUARDED)
    signed: tuple[Signature, ...] = signatures("签字", roles=("组长", "报送人"))
    attachments: tuple[FileRef, ...] = files("附件")


# 领导班子及成员情况 ---------------------------------------------------------------------------------------


@record(
    "leader_note",
    "领导班子及成员情况",
    area="clues",
    group=GROUP,
    number="班情〔{year}〕{serial:02}号",
    heading="{number} {post}",
    icon="users",
    compartment=Compartment.CLUES,
    lifecycle=Lifecycle(
        states=(State("draft", "草拟", "draft"), State("approved", "组长已审", "done", locked=True)),
        transitions=(
            Transition(
                "approve",
                "组长审定",
                ("draft",),
                "approved",
                "clue.approve",
                needs=("reflections", "opinion"),
                signs=("signed", "组长"),
            ),
            Transition("return", "退回修改", ("approved",), "draft", "clue.approve", reason=True),
        ),
    ),
    purpose="班子总体情况和每名成员的反映、来源、初步意见，单独成册，与报告分开报送",
)
class LeaderNote(Record):
    """What was heard of the leadership of a unit as a whole, or of one of its members."""

    task_id: str = link("巡察任务", to="task", required=True, section="对象")
    kind: str = choice("种类", codes="leader_note_kind", default="member", required=True, listed=True)
    name: str = person(
        "姓名", search=True, listed=True, sensitivity=Sensitivity.GUARDED, help="班子总体情况不填"
    )
    post: str = text("职务", listed=True)
    rank: str = choice("职级", codes="rank")
    position: int | None = number("排序")
    secrecy: str = choice("密级", codes="secrecy", default="secret")
    secrecy_term: str = secrecy_term()
    merits: str = long_text("主要表现", sensitivity=Sensitivity.GUARDED, section="情况")
    reflections: str = long_text("反映的问题", search=True, sensitivity=Sensitivity.GUARDED)
    sources: str = text("来源", help="谈话几人次、信访几件、测评结果，不写反映人")
    votes: str = text("民主测评结果")
    clue_ids: tuple[str, ...] = links("另移交的线索", to="clue")
    opinion: str = long_text("初步意见", sensitivity=Sensitivity.GUARDED)
    signed: tuple[Signature, ...] = signatures("签字", roles=("组长",))
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (ClueTransfer, ClueChase, UrgentReport, LeaderNote, RoutingRule)


def leaving_rule(task: Task, reader: Reader) -> Iterator[str]:
    """Whether anything of the compartment is still to be judged; said in one line, for the common journal keeps refusals."""
    clues = [
        c for c in reader.find(Clue, task_id=task.id) if c.state in ("registered", "assessed", "returned")
    ]
    reports = [r for r in reader.find(UrgentReport, task_id=task.id) if r.state in ("draft", "approved")]
    if clues or reports:
        yield "还有单独保管的材料没有审定，请组长核对"


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "leave"): leaving_rule}
