"""Record types of the work on site: petitions, interviews, visits, and the evidence taken from them.

The identity of a reporter who asked for protection never stands here; it lies in the clue compartment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.areas.fieldwork.petitions import SETTLED as SETTLED
from app.areas.fieldwork.petitions import Petition as Petition
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
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

PAGES = re.compile(r"^第\d+(-\d+)?页(、第\d+(-\d+)?页)*$")


def page_reference(value: str) -> str | None:
    """None when `value` reads 第3页, 第3-5页, or several of them joined by 、; else what is wrong."""
    return None if PAGES.match(value.strip()) else "要写成“第3页”或“第3-5页”，几处用顿号隔开"


def page_count(pages: str) -> int:
    """How many pages a page reference covers; 0 when it is not one."""
    if not PAGES.match(pages.strip()):
        return 0
    spans = [[int(n) for n in re.findall(r"\d+", part)] for part in pages.split("、")]
    return sum(span[-1] - span[0] + 1 for span in spans)


# Interviews -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """One line of an interview: `speaker` is 问 or 答, or empty for a line that is neither."""

    speaker: str
    words: str


TURN = re.compile(r"^\s*(问|答)\s*[：:]\s*(.*)$")


def turns(content: str) -> tuple[Turn, ...]:
    """The question and answer lines of an interview; a line without 问： or 答： continues the one before."""
    found: list[Turn] = []
    for line in content.splitlines():
        if not line.strip():
            continue
        if match := TURN.match(line):
            found.append(Turn(match[1], match[2].strip()))
        elif found:
            last = found.pop()
            found.append(Turn(last.speaker, f"{last.words}\n{line.strip()}".strip()))
        else:
            found.append(Turn("", line.strip()))
    return tuple(found)


def _two_people(held: Interview, _reader: Reader) -> str | None:
    if held.interviewer and held.interviewer == held.recorder:
        return "谈话须两人以上：谈话人和记录人不能是同一人"
    return None


def _confirmed(held: Interview, _reader: Reader) -> str | None:
    if held.confirmed in ("", "open"):
        return "还没有登记被谈话人核对签字的情况"
    if held.confirmed == "refused" and not held.note.strip():
        return "被谈话人没有签字的，要在备注里写明原因和在场人"
    return None


def _interview_times(held: Interview) -> Iterator[Problem]:
    if held.started_at and held.ended_at and held.ended_at < held.started_at:
        yield Problem("ended_at", "“结束时间”早于“开始时间”")


def _interview_advice(held: Interview) -> Iterator[Problem]:
    if held.content and not any(turn.speaker for turn in turns(held.content)):
        yield Problem("content", "正文里没有“问：”“答：”，印出来不成问答式")
    if held.state == "signed" and not held.attachments:
        yield Problem("attachments", "还没有挂签字件的扫描")


INTERVIEW = Lifecycle(
    states=(
        State("draft", "草稿", "draft"),
        State("signed", "已核对签字", "done", locked=True),
    ),
    transitions=(
        Transition(
            "sign",
            "核对签字",
            ("draft",),
            "signed",
            needs=("content", "subject", "started_at", "interviewer", "recorder"),
            rules=(_two_people, _confirmed),
            signs=("signed", "记录人"),
        ),
        Transition("reopen", "退回改正", ("signed",), "draft", "paper.review", reason=True),
    ),
)


@record(
    "interview",
    "谈话记录",
    area="fieldwork",
    number="谈话〔{year}〕{serial:03}号",
    heading="{number} {subject}",
    icon="message",
    lifecycle=INTERVIEW,
    checks=(_interview_times,),
    warners=(_interview_advice,),
    purpose="一人一次谈话一份记录，当场核对签字",
)
class Interview(Record):
    """One talk with one person, in question-and-answer form."""

    task_id: str = link("巡察任务", to="task", required=True, section="谈话对象")
    subject: str = person("谈话对象", required=True, search=True, listed=True)
    subject_unit: str = text("单位", search=True, listed=True)
    subject_post: str = text("职务", search=True, listed=True)
    subject_politics: str = choice("政治面貌", codes="politics")
    subject_kind: str = choice("对象类别", codes="interview_subject", help="决定用哪一套谈话提纲")
    subject_phone: str = text("联系电话", sensitivity=Sensitivity.GUARDED)
    must: str = choice("必谈选谈", codes="interview_must", default="must")
    kind: str = choice("谈话方式", codes="interview_kind", default="single", section="时间地点")
    started_at: datetime | None = moment("开始时间", listed=True)
    ended_at: datetime | None = moment("结束时间")
    place: str = text("地点")
    interviewer: str = person("谈话人", listed=True, help="一人问、一人记")
    recorder: str = person("记录人", listed=True)
    others: str = text("其他在场人")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    told: bool = flag(
        "已告知权利义务", default=True, section="谈话内容", help="谈话开头说明来意、纪律和如实反映的要求"
    )
    outline: str = long_text("谈话提纲", help="谈前准备的问题，一行一个")
    content: str = long_text(
        "谈话内容",
        search=True,
        help="一行一句，以“问：”或“答：”开头；涉及重点人、重点事的话记完整，不替对方概括",
    )
    extract: str = long_text("问题提炼", search=True, help="从谈话里可以提炼的问题，一行一个，不写进签字正文")
    signed_pages: int | None = number("签字页数", unit="页", section="核对签字")
    confirmed: str = choice("核对签字情况", codes="interview_confirmed", default="open", listed=True)
    confirmed_on: date | None = day("签字日期")
    signed: tuple[Signature, ...] = signatures("签字", roles=("被谈话人", "谈话人", "记录人"))
    attachments: tuple[FileRef, ...] = files("签字件扫描", help="手签原件扫描后挂在这里")
    note: str = long_text("备注")
    plan_id: str = link("谈话安排", to="interview_plan", section="谈话对象")
    former_id: str = link("前次谈话", to="interview", section="谈话对象", help="再约谈时指向上一次谈话")
    open_points: str = long_text("待核实事项", section="谈话内容", help="再约谈要谈清的事，一行一个")


# Visits ---------------------------------------------------------------------------------------------------


@record(
    "visit",
    "走访记录",
    area="fieldwork",
    number="走访〔{year}〕{serial:03}号",
    heading="{number} {place}",
    icon="map-pin",
    lifecycle=Lifecycle(
        states=(State("draft", "草稿", "draft"), State("checked", "已核对", "done", locked=True)),
        transitions=(
            Transition("check", "核对", ("draft",), "checked", needs=("content", "visitors")),
            Transition("reopen", "退回改正", ("checked",), "draft", reason=True),
        ),
    ),
    purpose="走访、下沉、延伸了解、明察暗访和座谈，一次一记",
)
class Visit(Record):
    """One visit to a place: households, sub-units, an unannounced check, a meeting."""

    task_id: str = link("巡察任务", to="task", required=True, section="走访")
    kind: str = choice("方式", codes="visit_kind", default="visit", required=True, listed=True)
    visited_at: datetime | None = moment("时间", listed=True)
    place: str = text("地点", required=True, search=True, listed=True)
    visitors: str = text("走访人", listed=True, help="几人用顿号隔开")
    met: str = long_text("走访对象", help="姓名和身份；不愿具名的写“群众甲”")
    people: int | None = number("走访人次", default=1, unit="人次", listed=True)
    unannounced: bool = flag("四不两直", help="不发通知、不打招呼、不听汇报、不用陪同，直奔基层、直插现场")
    content: str = long_text("了解情况", search=True, section="情况")
    extract: str = long_text("问题提炼", search=True, help="一行一个")
    attachments: tuple[FileRef, ...] = files("照片与附件", help="照片按编号排列，文件名里不写姓名")
    note: str = long_text("备注")
    target_id: str = link(
        "延伸对象", to="extension_target", section="延伸", help="在村（社区）、下属单位的走访填写"
    )
    households: int | None = number("入户户数", unit="户")


# Evidence -------------------------------------------------------------------------------------------------


def _evidence_source(held: Evidence) -> Iterator[Problem]:
    wanted = {"interview": held.interview_id, "petition": held.petition_id, "visit": held.visit_id}
    if held.source in wanted and not wanted[held.source]:
        yield Problem(f"{held.source}_id", "佐证取自谈话、信访或走访的，要指明是哪一份")


def _same_task(held: Evidence, reader: Reader) -> str | None:
    tasks = [reader.get(Interview, held.interview_id).task_id] if held.interview_id else []
    tasks += [reader.get(Petition, held.petition_id).task_id] if held.petition_id else []
    tasks += [reader.get(Visit, held.visit_id).task_id] if held.visit_id else []
    return None if all(task == held.task_id for task in tasks) else "佐证的出处属于另一个任务"


def _source_settled(held: Evidence, reader: Reader) -> str | None:
    if not held.interview_id:
        return None
    talk = reader.get(Interview, held.interview_id)
    return None if talk.state == "signed" else f"出处{talk.number}还没有核对签字"


@record(
    "evidence",
    "佐证",
    area="fieldwork",
    number="佐证-{serial:03}",
    heading="{number} {name} {pages}",
    icon="paperclip",
    checks=(_evidence_source,),
    lifecycle=Lifecycle(
        states=(
            State("kept", "已登记", "draft"),
            State("verified", "已核对", "done"),
            State("dropped", "不采用", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "verify", "核对", ("kept",), "verified", needs=("pages",), rules=(_same_task, _source_settled)
            ),
            Transition("drop", "不采用", ("kept", "verified"), "dropped", reason=True),
            Transition("restore", "重新采用", ("dropped",), "kept", reason=True),
        ),
    ),
    purpose="支撑问题的材料：出处、页码、份号和扫描件",
)
class Evidence(Record):
    """A piece of supporting material with its page reference."""

    task_id: str = link("巡察任务", to="task", required=True, section="佐证")
    name: str = text("材料名称", required=True, search=True, listed=True, help="例如：2025年第三季度报销凭证")
    source: str = choice("来源", codes="evidence_source", default="document", required=True, listed=True)
    interview_id: str = link("谈话记录", to="interview", show_if=("source", ("interview",)))
    petition_id: str = link("信访件", to="petition", show_if=("source", ("petition",)))
    visit_id: str = link("走访记录", to="visit", show_if=("source", ("visit",)))
    pages: str = text(
        "页码", listed=True, checks=(page_reference,), help="用到的页，例如：第3-5页；没有页码的材料先编页"
    )
    page_total: int | None = number("总页数", unit="页")
    copy_number: str = text("份号", listed=True, help="涉密或编号材料照原件份号填写")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    proves: str = long_text("证明什么", search=True, help="一句话写明这份材料证明哪个事实")
    provider: str = text("提供单位或人", section="取得")
    obtained_on: date | None = day("取得日期", listed=True)
    obtained_by: str = person("取得人")
    original: str = choice("原件复印件", codes="evidence_form", default="copy")
    storage: str = text("存放位置", help="纸质件放在哪个柜、哪个盒")
    return_due: date | None = day("应归还日期", help="调阅的原件，撤点前归还")
    returned_on: date | None = day("归还日期")
    attachments: tuple[FileRef, ...] = files("扫描件", section="附件")
    note: str = long_text("备注")
    quote: str = long_text("原话摘录", section="佐证", search=True, help="照录原话、原文，不作概括")
    quote_lines: str = text("行号", section="佐证", help="原话在记录的第几行")
    reading_id: str = link("查阅记录", to="reading", section="佐证", show_if=("source", ("document",)))
    hit_id: str = link("比对结果", to="data_hit", section="佐证", show_if=("source", ("comparison",)))


TYPES: tuple[type[Record], ...] = (Petition, Interview, Visit, Evidence)
