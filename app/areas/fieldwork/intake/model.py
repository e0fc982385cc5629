"""Record types of taking in: interview plans and questions, petition steps and loans, borrowed and scanned documents.

The identity of a protected reporter never stands here; a step or a loan names a petition by its number alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.areas.fieldwork.model import Interview, page_reference
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
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition, named
from app.core.records import Record, record

TALKS, PETITIONS, MATERIAL = "谈话", "信访办理", "资料与数据"
"""The groups of the navigation."""
"""Records that a reason names."""

# Interviews -----------------------------------------------------------------------------------------------


def _plan_people(held: InterviewPlan) -> Iterator[Problem]:
    if held.interviewer and held.interviewer == held.recorder:
        yield Problem("recorder", "谈话须两人以上：谈话人和记录人不能是同一人")


def _record_made(held: InterviewPlan, reader: Reader) -> str | None:
    return None if reader.find(Interview, plan_id=held.id) else "还没有谈话记录：用“开始谈话”建立记录"


PLAN = Lifecycle(
    states=(
        State("listed", "待约", "draft"),
        State("arranged", "已约定"),
        State("held", "已谈", "done"),
        State("dropped", "不再安排", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "arrange",
            "约定",
            ("listed",),
            "arranged",
            needs=("subject", "planned_at", "interviewer", "recorder"),
        ),
        Transition("hold", "已谈", ("listed", "arranged"), "held", rules=(_record_made,)),
        Transition("again", "改约", ("arranged", "held"), "listed", reason=True),
        Transition("drop", "不再安排", ("listed", "arranged"), "dropped", reason=True),
        Transition("restore", "恢复安排", ("dropped",), "listed", reason=True),
    ),
)


@record(
    "interview_plan",
    "谈话安排",
    area="fieldwork",
    heading="{subject} {subject_post}",
    icon="calendar-days",
    group=TALKS,
    lifecycle=PLAN,
    warners=(_plan_people,),
    purpose="谁必谈、谁选谈、什么时间由谁谈；谈完一个勾一个",
)
class InterviewPlan(Record):
    """One person who is to be talked to."""

    task_id: str = link("巡察任务", to="task", required=True, section="谈话对象")
    subject: str = person("谈话对象", search=True, listed=True, help="还不知道姓名的先空着，写明职务")
    subject_unit: str = text("单位", search=True)
    subject_post: str = text("职务", search=True, listed=True)
    subject_kind: str = choice("对象类别", codes="interview_subject", listed=True, help="决定用哪一套提纲")
    must: str = choice("必谈选谈", codes="interview_must", default="must", listed=True)
    phone: str = text("联系电话", sensitivity=Sensitivity.GUARDED)
    planned_at: datetime | None = moment("约定时间", listed=True, section="时间地点")
    place: str = text("地点")
    interviewer: str = person("谈话人", listed=True)
    recorder: str = person("记录人", listed=True)
    points: str = long_text("要谈清的事", help="在题库之外要当面核实的事项，一行一个")
    note: str = long_text("备注")


@record(
    "question",
    "谈话题库",
    area="fieldwork",
    sorting=(("use", False), ("subject_kind", False), ("position", False)),
    heading="{wording}",
    icon="circle-help",
    group=TALKS,
    purpose="按谈话对象类别备好的问题，另有谈话中不得说、不得问的清单；可以增改停用",
)
class Question(Record):
    """One question for a kind of interviewee, or one thing that must not be said in a talk."""

    use: str = choice("用途", codes="question_use", default="ask", required=True, listed=True, section="问题")
    subject_kind: str = choice(
        "对象类别", codes="interview_subject", listed=True, help="空着的是通用问题，各类对象都用"
    )
    wording: str = text("问题", required=True, search=True, listed=True)
    follow_up: str = long_text("追问", search=True, help="一行一个，照回答情况选用")
    basis: str = text("依据", help="问这个问题的依据或监督重点")
    position: int | None = number("顺序", listed=True)
    active: bool = flag("启用", default=True, listed=True)


# Petitions ------------------------------------------------------------------------------------------------


@record(
    "petition_step",
    "办理步骤",
    area="fieldwork",
    heading="{who} {taken_on}",
    icon="history",
    group=PETITIONS,
    by_program=True,
    purpose="信访件每一步由谁、何时、怎样办理，从拆阅到移交",
)
class PetitionStep(Record):
    """One of the nine steps, as it was taken."""

    task_id: str = link("巡察任务", to="task", required=True, section="步骤")
    petition_id: str = link("信访件", to="petition", required=True, listed=True)
    kind: str = choice("步骤", codes="petition_step_kind", required=True, listed=True)
    who: str = person("办理人", listed=True)
    taken_on: date | None = day("日期", listed=True)
    opinion: str = long_text("意见", listed=True)
    attachments: tuple[FileRef, ...] = files("附件")


def _loan_copies(held: PetitionLoan) -> Iterator[Problem]:
    if held.kind == "copy" and not held.copies:
        yield Problem("copies", "复印的要写明份数")


def _other_approver(held: PetitionLoan, reader: Reader) -> str | None:
    same = held.applicant and held.applicant == reader.actor.name
    return "申请人不能批准自己的申请" if same else None


@record(
    "petition_loan",
    "信访借阅复印",
    area="fieldwork",
    number="信借〔{year}〕{serial:03}号",
    heading="{number}",
    icon="copy",
    group=PETITIONS,
    checks=(_loan_copies,),
    lifecycle=Lifecycle(
        states=(
            State("asked", "已申请", "draft"),
            State("approved", "已批准"),
            State("returned", "已归还", "done", locked=True),
            State("refused", "未批准", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "approve",
                "批准",
                ("asked",),
                "approved",
                "petition.decide",
                needs=("reason", "applicant"),
                rules=(_other_approver,),
                signs=("signed", "批准人"),
            ),
            Transition(
                "refuse",
                "不批准",
                ("asked",),
                "refused",
                "petition.decide",
                reason=True,
                signs=("signed", "批准人"),
            ),
            Transition("give_back", "归还", ("approved",), "returned", needs=("returned_on", "returned_to")),
        ),
    ),
    purpose="信访原件借阅、复印先申请后批准，用完归还",
)
class PetitionLoan(Record):
    """One request to borrow or copy a petition."""

    task_id: str = link("巡察任务", to="task", required=True, section="申请")
    petition_id: str = link("信访件", to="petition", required=True, listed=True)
    kind: str = choice("方式", codes="petition_loan_kind", default="borrow", required=True, listed=True)
    applicant: str = person("申请人", required=True, listed=True)
    applied_on: date | None = day("申请日期", required=True, listed=True)
    reason: str = long_text("原因", required=True, search=True)
    copies: int | None = number("份数", unit="份", listed=True)
    pages: str = text("页码范围", help="只借阅、复印一部分的写明第几页")
    due_on: date | None = day("应归还日期", section="归还")
    lent_by: str = person("经办人")
    returned_on: date | None = day("归还日期", listed=True)
    returned_to: str = person("接收人")
    returned_copies: int | None = number("归还份数", unit="份")
    signed: tuple[Signature, ...] = signatures("审批", roles=("批准人",))
    note: str = long_text("备注")


# Documents of the unit ------------------------------------------------------------------------------------

LOAN = Lifecycle(
    states=(
        State("asked", "待提供", "draft"),
        State("held", "已调阅"),
        State("returned", "已归还", "done", locked=True),
        State("kept", "留存复印件", "done", locked=True),
        State("none", "单位无此资料", "stop", locked=True),
    ),
    transitions=(
        Transition("take", "接收", ("asked",), "held", needs=("provided_on", "provided_by", "received_by")),
        Transition("give_back", "归还", ("held",), "returned", needs=("returned_on", "returned_to")),
        Transition("keep", "留存不还", ("held",), "kept", reason=True),
        Transition("none", "单位无此资料", ("asked",), "none", reason=True),
        Transition("reopen", "更正", ("returned", "kept", "none"), "asked", reason=True),
    ),
)


def _loan_dates(held: DocumentLoan) -> Iterator[Problem]:
    if held.provided_on and held.returned_on and held.returned_on < held.provided_on:
        yield Problem("returned_on", "“归还日期”早于“提供日期”")


@record(
    "document_loan",
    "调阅资料",
    area="fieldwork",
    number="调阅-{serial:03}",
    heading="{number} {name}",
    icon="folder-open",
    group=MATERIAL,
    lifecycle=LOAN,
    checks=(_loan_dates,),
    purpose="向被巡察单位调阅的资料，一份一登，谁给谁收、何时归还；撤点前全部归还",
)
class DocumentLoan(Record):
    """One document of the inspected unit, asked for, received and given back."""

    task_id: str = link("巡察任务", to="task", required=True, section="资料")
    kind: str = choice("类别", codes="loan_class", required=True, listed=True)
    name: str = text("资料名称", required=True, search=True, listed=True)
    period: str = text("时间段", listed=True, help="例如：2023年至2025年")
    copies: int | None = number("份数", default=1, unit="份", listed=True)
    pages: int | None = number("页数", unit="页")
    form: str = choice("原件复印件", codes="evidence_form", default="borrowed")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    provided_on: date | None = day("提供日期", listed=True, section="接收")
    provided_by: str = person("提供人", help="被巡察单位经办人")
    received_by: str = person("接收人")
    copied: int | None = number("组内复印", unit="份", help="组内又复印了几份")
    storage: str = text("存放位置")
    return_due: date | None = day("应归还日期", section="归还")
    returned_on: date | None = day("归还日期", listed=True)
    returned_by: str = person("归还人")
    returned_to: str = person("单位接收人")
    attachments: tuple[FileRef, ...] = files("扫描件", section="附件")
    note: str = long_text("备注")


def _nothing_out(task: Task, reader: Reader) -> Iterator[str]:
    """Documents and petitions that are still out, and people who had to be talked to, when the group wants to leave."""
    yield from named("调阅的资料没有归还", reader.find(DocumentLoan, task_id=task.id, state="held"))
    yield from named(
        "借阅、复印的信访件没有归还", reader.find(PetitionLoan, task_id=task.id, state="approved")
    )
    plans = reader.find(InterviewPlan, task_id=task.id, must="must")
    yield from named("必谈对象还没有谈", (plan for plan in plans if plan.state in ("listed", "arranged")))


@record(
    "reading",
    "查阅记录",
    area="fieldwork",
    number="查阅-{serial:03}",
    heading="{number} {name} {pages}",
    icon="book-open",
    group=MATERIAL,
    purpose="查了什么资料的哪几页、发现什么；要用的一键登记为佐证",
)
class Reading(Record):
    """What somebody read in a document, and what he found there."""

    task_id: str = link("巡察任务", to="task", required=True, section="查阅")
    loan_id: str = link("调阅资料", to="document_loan")
    name: str = text("资料名称", required=True, search=True, listed=True)
    pages: str = text("页码", listed=True, checks=(page_reference,), help="例如：第3-5页")
    found: str = long_text("发现点", required=True, search=True, listed=True, help="一句话写明发现什么")
    excerpt: str = long_text("摘录", search=True, help="照录原文，注明凭证号、会议日期")
    reader: str = person("查阅人", listed=True)
    read_on: date | None = day("查阅日期", listed=True)
    evidence_id: str = link("已登记佐证", to="evidence", readonly=True)
    note: str = long_text("备注")


@record(
    "scan",
    "纸质材料",
    area="fieldwork",
    number="扫描〔{year}〕{serial:04}号",
    heading="{number} {paper_title}",
    icon="archive",
    group=MATERIAL,
    lifecycle=Lifecycle(
        states=(State("entered", "待核对", "draft"), State("checked", "已核对", "done", locked=True)),
        transitions=(
            Transition("check", "核对", ("entered",), "checked", needs=("pages", "attachments")),
            Transition("reopen", "更正", ("checked",), "entered", reason=True),
        ),
    ),
    purpose="纸质材料扫描进库：编号、题名、页数、放在哪个柜哪个盒，按编号和内容都能查到",
)
class Scan(Record):
    """A paper record brought into the vault, with the place of its original."""

    task_id: str = link("巡察任务", to="task", section="材料")
    paper_title: str = text("题名", required=True, search=True, listed=True)
    kind: str = choice("种类", codes="scan_kind", default="document", listed=True)
    pages: int | None = number("页数", unit="页", listed=True)
    made_on: date | None = day("形成日期")
    made_by: str = text("责任者", search=True, help="写材料的单位或个人；信访件不写反映人")
    old_number: str = text("原编号", search=True, listed=True, help="纸质件上原有的文号、件号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    shelf: str = text("柜架", section="存放", help="例如：3号柜第2层")
    box: str = text("盒号", search=True, listed=True)
    scanned_on: date | None = day("扫描日期", listed=True)
    scanned_by: str = person("扫描人")
    interview_id: str = link("谈话记录", to="interview", section="关联")
    petition_id: str = link("信访件", to="petition")
    loan_id: str = link("调阅资料", to="document_loan")
    evidence_id: str = link("佐证", to="evidence")
    attachments: tuple[FileRef, ...] = files("扫描件", section="附件")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (
    InterviewPlan,
    Question,
    PetitionStep,
    PetitionLoan,
    DocumentLoan,
    Reading,
    Scan,
)
STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "leave"): _nothing_out}
"""What stands against a step of an earlier area."""
