"""The demonstration's review: scored reports and papers, defects, comments, an appraisal with its use, advice of experts.

All of it is invented.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.areas.libraries.schemes.model import Assessment, AssessmentScore, Scheme
from app.areas.libraries.schemes.service import items_of, result_of, score_row
from app.areas.libraries.schemes.shipped import scheme_id
from app.areas.preparation.model import Task
from app.areas.reporting.drafts import shortened
from app.areas.reporting.model import Report
from app.areas.reporting.review.model import (
    AssessmentUse,
    Defect,
    ExpertAdvice,
    LeadershipAssessment,
    ReportComment,
)
from app.areas.workpapers.model import WorkingPaper
from app.core.fields import Signature
from app.demo.calendar import Settled, day
from app.demo.making import put
from db.session import Session

REVIEWER = "左思敏"


def play(session: Session, *, office: bool) -> None:
    """The office's review of the two units that were inspected; one question to an expert on site."""
    if not office:
        put(
            session, ExpertAdvice, "1", subject="集体房屋租金长期不入账怎么定性", kind="finding", task_id="demo.task.1",
            expert_id="demo.person.24", asked_on=day(2026, 3, 20), question="是管理混乱还是私设小金库？", state="asked",
        )  # fmt: skip
        return
    _scores(session)
    _defects(session)
    _drafts(session)
    _appraisal(session)
    _advice(session)


def _sheet(
    session: Session,
    key: str,
    scheme: Scheme,
    subject: str,
    subject_id: str,
    task: Task,
    points: tuple[int, ...],
) -> None:
    """A confirmed sheet; points are tenths, given or taken as the scheme says."""
    items = items_of(session, scheme.id)
    made = put(
        session, Assessment, f"review.{key}", scheme_id=scheme.id, kind=scheme.kind, method=scheme.method,
        subject=subject, subject_id=subject_id, task_id=task.id, unit_id=task.unit_id, stage="第1份",
        assessed_on=day(2026, 5, 24), assessor=REVIEWER, full=scheme.full, state="draft",
    )  # fmt: skip
    deducts = scheme.method == "deduct"
    rows: list[AssessmentScore] = []
    for place, (item, value) in enumerate(zip(items, points, strict=False), 1):
        row = score_row(made, item, place)
        fields = {
            spec.name: getattr(row, spec.name)
            for spec in row.TYPE.fields
            if spec.name not in ("points", "reason")
        }
        said = "见缺陷清单" if deducts and value else ""
        rows.append(
            put(session, AssessmentScore, f"review.{key}.{place}", **fields, points=value, reason=said)
        )
    got = result_of(scheme, made.full, rows)
    saved = session.save(replace(made, points=got.points, grade=got.grade))
    session.move(saved, "confirm")


def _scores(session: Session) -> None:
    reports = session.get(Scheme, scheme_id("report_quality", "default"))
    papers = session.get(Scheme, scheme_id("paper_quality", "default"))
    given = {
        "2": (135, 90, 140, 130, 90, 45, 130, 70, 65),
        "3": (130, 85, 130, 125, 80, 40, 120, 70, 60),
    }
    for key, points in given.items():
        task = session.get(Task, f"demo.task.{key}")
        report = session.get(Report, f"demo.report.{key}")
        _sheet(session, f"report.{key}", reports, report.title, report.id, task, points)
        for n in (1, 2, 3):
            paper = session.get(WorkingPaper, f"demo.working_paper.{key}.{n}")
            taken = (0, 30 if n == 2 else 0, 0, 0, 30 if key == "3" else 0, 50 if n == 3 else 0, 0, 5, 0)
            _sheet(session, f"paper.{key}.{n}", papers, paper.title, paper.id, task, taken)


def _defects(session: Session) -> None:
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        ("2", {"report_id": "demo.report.2", "place": "主要问题第4条", "kind": "basis", "content": "没有写采购限额的依据", "fixed_how": "补写第九条", "state": "fixed"}),
        ("2", {"paper_id": "demo.working_paper.2.2", "place": "现象", "kind": "facts", "content": "两次相同记录没有写会议日期", "fixed_how": "补写日期", "state": "fixed"}),
        ("2", {"paper_id": "demo.working_paper.2.3", "place": "政策依据", "kind": "basis", "content": "条款号写错一处", "state": "open"}),
        ("3", {"report_id": "demo.report.3", "place": "主要问题第2条", "kind": "duty", "content": "镇、村两级责任没有分开", "fixed_how": "已分写", "state": "fixed"}),
        ("3", {"paper_id": "demo.working_paper.3.1", "place": "责任", "kind": "duty", "content": "只写到中心，没有写到岗位", "state": "open"}),
        ("3", {"paper_id": "demo.working_paper.3.3", "place": "依据补充", "kind": "basis", "content": "引用的办法已修订", "state": "open"}),
        ("3", {"report_id": "demo.report.3", "place": "总体评价", "kind": "wording", "content": "“一定程度上”重复三次", "fixed_how": "删去两处", "state": "fixed"}),
    )  # fmt: skip
    for place, (task, row) in enumerate(rows, 1):
        put(
            session, Defect, str(place), task_id=f"demo.task.{task}", found_by=REVIEWER, found_on=day(2026, 5, 24),
            fixed_on=day(2026, 5, 27) if row["state"] == "fixed" else None, **row,
        )  # fmt: skip


def _drafts(session: Session) -> None:
    """汇报材料 of one unit as it is being written, with earlier wording in its history and comments beside it."""
    source = session.get(Report, "demo.report.2")
    made = put(
        session, Report, "brief.2", task_id=source.task_id, kind="brief", title="关于巡察示例县水务局党组情况的汇报",
        made_on=day(2026, 6, 8), basics=Settled(source.basics), overall=source.overall, problems=source.problems,
        suggestions=source.suggestions, paper_ids=source.paper_ids, crosswalk=source.crosswalk, drafter=source.drafter,
        state="draft",
    )  # fmt: skip
    made = session.save(replace(made, problems=shortened(source.problems)), note="精简问题")
    made = session.move(made, "consult")
    session.save(
        replace(
            made,
            overall="局党组能够履行职责，但抓项目不紧、管权力不严，差距集中在决策落实和财务管理上。",
            suggestions="1.压实主体责任，逐项整改。\n2.项目调度一月一次，滞后的向县政府说明。\n3.完善内部制度并严格执行。",
        )
    )
    comments: tuple[dict[str, Any], ...] = (
        {"part": "overall", "quoted": "抓项目不紧", "comment": "点到具体项目，书记会上要问。", "noted_by": "文清晏", "state": "open"},
        {"part": "problems", "quoted": "项目采购化整为零", "comment": "金额写进来，一句话就够。", "noted_by": "方守正", "state": "open"},
        {"part": "suggestions", "quoted": "完善内部制度", "comment": "太笼统，写清哪一项制度。", "noted_by": "文清晏", "state": "kept",
         "answer": "汇报材料从简，正式报告里已写明。"},
    )  # fmt: skip
    for place, row in enumerate(comments, 1):
        put(
            session,
            ReportComment,
            str(place),
            report_id=made.id,
            task_id=made.task_id,
            noted_on=day(2026, 6, 8),
            **row,
        )


def _appraisal(session: Session) -> None:
    held = put(
        session, LeadershipAssessment, "2", task_id="demo.task.2", unit_id="demo.unit.2", grade="fair",
        made_on=day(2026, 5, 25), made_by="方守正",
        overall="班子总体团结，能够完成防汛供水等重点任务；抓重点项目和财务管理用力不够，民主集中制执行有欠缺。",
        strengths="防汛抗旱任务完成好；班子成员下基层多。", shortcomings="重点项目调度不及时；大额支出没有都上会。",
        members="主要负责人业务熟、抓得实，统筹班子还要加强；分管财务的同志把关不严；其他成员能够履职。",
        finding_ids=tuple(f"demo.finding.2.{n}" for n in (1, 3, 5)),
        signed=(Signature("审定", "文清晏", day(2026, 6, 12), "同意"),), state="confirmed",
    )  # fmt: skip
    scheme = session.get(Scheme, scheme_id("leadership", "default"))
    task = session.get(Task, "demo.task.2")
    points = (130, 85, 130, 85, 70, 85, 85, 85, 85)
    _sheet(session, "leadership.2", scheme, "示例县水务局党组领导班子", held.id, task, points)
    put(
        session, AssessmentUse, "1", appraisal_id=held.id, task_id=task.id, receiver="县委组织部", given_on=day(2026, 6, 15),
        given_by="郑立言", use="adjust", feedback="作为班子分工调整的参考，已约谈分管财务的同志。",
        feedback_on=day(2026, 7, 20), state="answered",
    )  # fmt: skip
    put(
        session, AssessmentUse, "2", appraisal_id=held.id, task_id=task.id, receiver="县考核办", given_on=day(2026, 6, 15),
        given_by="郑立言", use="assessment", state="given",
    )  # fmt: skip


def _advice(session: Session) -> None:
    rows: tuple[dict[str, Any], ...] = (
        {"subject": "第三轮工作方案的监督重点", "kind": "plan", "round_id": "demo.round.1", "expert_id": "demo.person.23",
         "asked_on": day(2026, 2, 10), "question": "重点是否覆盖群众身边的问题？", "advice": "增加惠农补贴发放一项。",
         "advised_on": day(2026, 2, 14), "adoption": "full", "adopted_how": "写入方案监督重点第二条。", "state": "settled"},
        {"subject": "拆分采购的定性", "kind": "paper", "task_id": "demo.task.2", "paper_id": "demo.working_paper.2.4",
         "expert_id": "demo.person.24", "asked_on": day(2026, 4, 20), "question": "三份合同同一供货方，能否认定拆分？",
         "advice": "时间、标的、供货方一致，可以认定；补上年度采购预算。", "advised_on": day(2026, 4, 22),
         "adoption": "full", "adopted_how": "补充预算批复作佐证。", "state": "settled"},
        {"subject": "差旅费清退的整改措施", "kind": "measure", "task_id": "demo.task.2", "rect_task_id": "demo.rect_task.2.3",
         "measure_id": "demo.measure.2.3.1", "expert_id": "demo.person.25", "asked_on": day(2026, 7, 2),
         "question": "没有审批单的是否一律清退？", "advice": "确因公且有旁证的补办手续，其余清退。",
         "advised_on": day(2026, 7, 5), "state": "advised"},
    )  # fmt: skip
    for place, row in enumerate(rows, 1):
        put(session, ExpertAdvice, str(place), **row)
