"""The texts of rectification that people write in the outline editor: 整改方案, 整改报告, 专题民主生活会 materials."""

from __future__ import annotations

from app.areas.feedback.prose import problem_picks
from app.areas.rectification.accounts.model import DemocraticMeeting, RectPlan, RectReport
from app.areas.rectification.accounts.papers.plans import build_plan
from app.areas.rectification.accounts.papers.reports import build_meeting, build_report
from app.areas.reporting.prose import Prose
from app.areas.reporting.readback import Plan
from app.core.records import Record

PLAN = Plan(
    (
        ("总体要求", ("requirement",)),
        ("组织领导", ("organisation",)),
        ("实施步骤", ("steps",)),
        ("保障措施", ("guarantee",)),
    )
)
"""The chapters of a plan that people write; 任务分解 between them is made of the tasks."""
MEETING = Plan(
    (
        ("领导班子对照检查", ("examination",)),
        ("相互批评意见", ("criticism",)),
        ("整改承诺", ("commitments",)),
        ("情况报告", ("report",)),
    )
)


def report_plan(held: Record) -> Plan:
    """The chapters of a unit's report; 整改统计 is computed and does not come back."""
    assert isinstance(held, RectReport)
    first = "履行第一责任人责任情况" if held.kind == "secretary" else "组织整改情况"
    return Plan(
        (
            (first, ("organised",)),
            ("反馈问题整改情况", ("done",)),
            ("没有完成的任务和原因", ("remaining",)),
            ("下一步打算", ("ahead",)),
        )
    )


PLAN_PROSE = Prose(
    record=RectPlan,
    page="rect_plan_editor",
    compare="rect_plan_compare",
    title="整改方案编写",
    names=("requirement", "organisation", "steps", "guarantee"),
    plan=lambda _held: PLAN,
    paper=build_plan,
    start="先在“整改材料”里生成整改方案，任务表由整改任务生成，正文在这里按提纲编写。",
)
REPORT_PROSE = Prose(
    record=RectReport,
    page="rect_report_editor",
    compare="rect_report_compare",
    title="整改报告编写",
    names=("organised", "done", "figures", "remaining", "ahead"),
    plan=report_plan,
    paper=build_report,
    points="done",
    picks=problem_picks,
    start="先在“整改材料”里生成整改报告，再回到这里按提纲编写。",
)
MEETING_PROSE = Prose(
    record=DemocraticMeeting,
    page="democratic_editor",
    compare="democratic_compare",
    title="专题民主生活会材料编写",
    names=("plan", "examination", "criticism", "commitments", "report"),
    plan=lambda _held: MEETING,
    paper=build_meeting,
    points="examination",
    picks=problem_picks,
    also=("theme",),
    start="先登记专题民主生活会，再回到这里写会议方案、对照检查和情况报告。",
)
