"""The demonstration's records of fieldwork.intake: interview plans and outlines, petition steps, loans, scanned paper.

All of it is invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.areas.fieldwork.intake.model import (
    DocumentLoan,
    InterviewPlan,
    PetitionLoan,
    PetitionStep,
    Reading,
    Scan,
)
from app.areas.fieldwork.intake.shipped import standard_documents
from app.areas.fieldwork.model import Interview, Petition
from app.areas.preparation.model import Task
from app.core.fields import Signature
from app.demo.calendar import day
from app.demo.making import put
from db.session import Session

_PLANS = (
    ("古见山", "党委书记", "secretary", "must", "held"),
    ("言守正", "纪委书记", "discipline", "must", "held"),
    ("班知行", "副主任", "leader", "must", "arranged"),
    ("组文清", "组织人事负责人", "personnel", "must", "listed"),
    ("", "近三年退休、调离的班子成员", "retired", "must", "listed"),
    ("财正言", "财务负责人", "finance", "chosen", "arranged"),
    ("建广厦", "工程采购岗位", "key_post", "chosen", "listed"),
    ("民一心", "服务对象代表", "masses", "chosen", "dropped"),
)
_STEPS = (
    ("open", "完好，信封和附件共3页"),
    ("register", ""),
    ("propose", "反映具体，建议查阅台账、找经办人了解"),
    ("decide", "同意，抓紧了解"),
    ("inquire", "已调阅租赁台账，约谈报账员"),
)


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    key = "2" if office else "1"
    task = session.get(Task, f"demo.task.{key}")
    if office:
        _plans(session, session.get(Task, "demo.task.1"), "1", begun=False)
    _plans(session, task, key, begun=True)
    _steps(session, task, key)
    _loans(session, task, key, office)
    _scans(session, task, key)


def _plans(session: Session, task: Task, key: str, *, begun: bool) -> None:
    first = task.stay_from or day(2026, 3, 9)
    for n, (name, post, kind, must, state) in enumerate(_PLANS, 1):
        planned = begun and state in ("held", "arranged")
        at = datetime.combine(first + timedelta(days=2 + n // 3), datetime.min.time()).replace(hour=8 + n % 3)
        put(
            session, InterviewPlan, f"{key}.{n}", task_id=task.id, subject=name if begun or n < 3 else "",
            subject_post=post, subject_kind=kind, must=must, planned_at=at if planned else None,
            place="谈话室" if planned else "", interviewer=task.liaison if planned else "",
            recorder=task.deputies if planned else "",
            points="租金收入三年没有公布的原因" if kind == "finance" else "", state=state if begun else "listed",
        )  # fmt: skip


def _steps(session: Session, task: Task, key: str) -> None:
    petition = session.get(Petition, f"demo.petition.{key}.1")
    start = petition.received_on or day(2026, 3, 11)
    whole = (
        ()
        if petition.state == "handling"
        else (("report", "部分属实，列入底稿"), ("examine", "同意结论"), ("file", "信访卷第1册"))
    )
    for n, (kind, opinion) in enumerate((*_STEPS, *whole)):
        put(
            session, PetitionStep, f"{key}.{n}", task_id=task.id, petition_id=petition.id, kind=kind,
            who=task.leader if kind in ("decide", "examine") else task.liaison,
            taken_on=start + timedelta(days=n), opinion=opinion,
        )  # fmt: skip
    asked: dict[str, Any] = {"task_id": task.id, "petition_id": petition.id, "applicant": task.deputies}
    put(
        session, PetitionLoan, f"{key}.1", **asked, kind="copy", applied_on=start + timedelta(days=4), copies=1,
        reason="核对合同签字，需要附件复印件", returned_on=start + timedelta(days=6), returned_to=task.liaison,
        returned_copies=1, signed=(Signature("批准人", task.leader, start + timedelta(days=4), "同意，用完即还"),),
        state="returned",
    )  # fmt: skip
    put(
        session, PetitionLoan, f"{key}.2", **asked, kind="borrow", applied_on=start + timedelta(days=8), copies=1,
        reason="谈话前核对反映的具体事项", state="asked",
    )  # fmt: skip


def _loans(session: Session, task: Task, key: str, office: bool) -> None:
    came = (task.stay_from or day(2026, 3, 9)) + timedelta(days=1)
    for n, row in enumerate(standard_documents(), 1):
        state = "returned" if office else ("asked", "held", "held", "returned")[n % 4]
        there = state != "asked"
        put(
            session, DocumentLoan, f"{key}.{n:02}", task_id=task.id, kind=row.kind, name=row.name, period=row.period,
            provided_on=came if there else None, provided_by="办公室经办人" if there else "",
            received_by=task.liaison if there else "", return_due=task.stay_to, pages=40 + 7 * n if there else None,
            returned_on=came + timedelta(days=12) if state == "returned" else None,
            returned_by=task.liaison if state == "returned" else "",
            returned_to="办公室经办人" if state == "returned" else "", state=state,
        )  # fmt: skip
    for n, (pages, found, excerpt) in enumerate(
        (
            ("第12-13页", "两处房屋出租没有上会研究", "会议纪要三年共38期，没有集体房屋出租的议题。"),
            ("第5页", "租金收入没有入账", "2024年往来明细中没有租金收入科目。"),
        ),
        1,
    ):
        loan = session.get(DocumentLoan, f"demo.document_loan.{key}.{('01', '07')[n - 1]}")
        put(
            session, Reading, f"{key}.{n}", task_id=task.id, loan_id=loan.id, name=loan.name, pages=pages, found=found,
            excerpt=excerpt, reader=task.deputies, read_on=came + timedelta(days=n),
        )  # fmt: skip


def _scans(session: Session, task: Task, key: str) -> None:
    talks = session.find(Interview, task_id=task.id)
    petition = session.get(Petition, f"demo.petition.{key}.1")
    on = (task.stay_from or day(2026, 3, 9)) + timedelta(days=15)
    rows: tuple[tuple[str, str, int, str, dict[str, str]], ...] = (
        ("谈话记录签字件", "interview", 4, "1号盒", {"interview_id": talks[0].id} if talks else {}),
        ("来信原件", "petition", 3, "2号盒", {"petition_id": petition.id}),
        ("房屋租赁合同", "document", 6, "3号盒", {}),
        ("会议纪要摘页", "minutes", 12, "3号盒", {"loan_id": f"demo.document_loan.{key}.01"}),
    )
    for n, (title, kind, pages, box, links) in enumerate(rows, 1):
        put(
            session, Scan, f"{key}.{n}", task_id=task.id, paper_title=title, kind=kind, pages=pages, shelf="保密柜第2层",
            box=box, scanned_on=on, scanned_by=task.liaison, **links,
        )  # fmt: skip
