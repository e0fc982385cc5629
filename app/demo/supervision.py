"""The demonstration's records of rectification: warnings, letters, a summons, visits, votes, publication, the unit's papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.model import Unit
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.service import grade_for, items_of, schemes_of, score_row
from app.areas.preparation.model import Task
from app.areas.rectification.accounts.model import (
    DemocraticMeeting,
    HandledCadre,
    PledgeOfTruth,
    RectPlan,
    RectReport,
)
from app.areas.rectification.accounts.service import STATEMENT, done_text, figures_text, remaining_text
from app.areas.rectification.model import RectTask
from app.areas.rectification.publication.model import Publication, WithheldItem
from app.areas.rectification.publication.service import composed
from app.areas.rectification.satisfaction.model import SatisfactionPoll, SatisfactionRule
from app.areas.rectification.supervision.model.letters import RectWarning, Summons, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit, VisitCheck
from app.core.fields import Signature
from app.demo.calendar import Settled, day, is_moved
from app.demo.making import put
from db.session import Session

OFFICE = "巡察办主任"
OPEN = ("idle", "doing", "mostly")


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    if not office:
        return
    tasks = [task for task in session.find(Task) if task.feedback_on]
    first = tasks[0]
    rects = sorted(session.find(RectTask, task_id=first.id), key=lambda t: t.position or 0)
    waiting = [rect for rect in rects if rect.state in OPEN]
    _warnings(session, first, waiting)
    _letters(session, first, waiting)
    _visits(session, first, rects)
    _sheets(session, first)
    for task in tasks:
        _votes(session, task, whole=task is first)
    _publication(session, first)
    _papers(session, first, rects)


def _warnings(session: Session, task: Task, waiting: list[RectTask]) -> None:
    unit = session.get(Unit, task.unit_id)
    plans = (
        ("green", 20, "lifted"),
        ("yellow", 9, "answered"),
        ("yellow", 8, "sent") if is_moved() else ("red", 0, "sent"),
    )
    for place, (colour, left, state) in enumerate(plans, 1):
        rect = waiting[(place - 1) % len(waiting)]
        assert rect.due_on is not None
        found = rect.due_on - timedelta(days=left)
        said = f"还有{left}天到期" if left else "今天到期"
        put(
            session,
            RectWarning,
            str(place),
            task_id=task.id,
            rect_task_id=rect.id,
            colour=colour,
            matter=f"{rect.title}，{said}",
            task_due=rect.due_on,
            found_on=found,
            days_left=left,
            addressee=unit.name,
            document_number=f"巡察办预警〔2026〕{place}号",
            requirement="请查明没有完成的原因，明确完成时间和责任人，在答复期限内书面报告。",
            sent_on=found,
            answer_due=found + timedelta(days=5),
            receipt_by="办公室收文",
            answer="已召开专题会，倒排时间推进。" if state != "sent" else "",
            answered_on=found + timedelta(days=4) if state != "sent" else None,
            signed=(Signature("签发", OFFICE, found, "同意"),),
            state=state,
        )


def _letters(session: Session, task: Task, waiting: list[RectTask]) -> None:
    unit = session.get(Unit, task.unit_id)
    common: dict[str, Any] = {
        "task_id": task.id,
        "addressee": unit.name,
        "rect_task_ids": tuple(rect.id for rect in waiting[:2]),
        "matter": f"{waiting[0].title}等{len(waiting[:2])}项",
        "requirement": "主要负责人专题研究，逐项说明原因。\n明确完成时限和责任人。\n在答复期限内书面报告，附佐证材料。",
    }
    problem = "\n".join(f"{n}.{rect.title}：措施还没有落实。" for n, rect in enumerate(waiting[:2], 1))
    reminded = put(
        session, SupervisionLetter, "1", **common, kind="remind", stage="daily", document_number="巡察督〔2026〕1号",
        problem=problem, made_on=day(2026, 7, 20), delivered_on=day(2026, 7, 21), due_on=day(2026, 7, 31),
        delivered_by="巡察办干部", receipt_by="办公室收文",
        signed=(Signature("签发", OFFICE, day(2026, 7, 20), "同意"),), state="escalated",
    )  # fmt: skip
    pressed = put(
        session, SupervisionLetter, "2", **common, kind="letter", stage="special", document_number="巡察督〔2026〕4号",
        problem=f"2026-07-21送达情况提醒书，期限内没有答复。\n{problem}", made_on=day(2026, 8, 4),
        delivered_on=day(2026, 8, 5), due_on=day(2026, 8, 20), previous_id=reminded.id, receipt_by="办公室收文",
        answer="两项措施已经启动，9月上旬完成。", answered_on=day(2026, 8, 19),
        signed=(Signature("签发", OFFICE, day(2026, 8, 4), "同意"),), state="answered",
    )  # fmt: skip
    put(
        session, Summons, "1", task_id=task.id, letter_id=pressed.id, called=unit.secretary or "党组织书记",
        post=f"{unit.name}书记", reason="整改进度滞后，提醒后没有按期答复", talker="领导小组副组长", attended="巡察办2人",
        recorder="巡察办干部", made_on=day(2026, 8, 6), talked_on=day(2026, 8, 10), place="县委巡察办",
        content="指出两项任务进度滞后、佐证不实。对方说明因人员调整耽误，愿意承担责任。",
        commitment="9月25日前完成两项任务，每周报告一次进度。", commit_due=day(2026, 9, 25),
        signed=(Signature("批准", OFFICE, day(2026, 8, 6), "同意"),), state="held",
    )  # fmt: skip


def _visits(session: Session, task: Task, rects: list[RectTask]) -> None:
    unit = session.get(Unit, task.unit_id)
    done = put(
        session,
        InspectionVisit,
        "1",
        task_id=task.id,
        kind="special",
        title=f"{unit.short_name}整改专项督查",
        visited_on=day(2026, 9, 1),
        ended_on=day(2026, 9, 2),
        leader="巡察办副主任",
        inspectors="巡察办2人、原巡察组2人",
        received_by="分管副职",
        methods=("hear", "ledger", "documents", "cases", "site"),
        heard="听取主要负责人汇报整改组织情况和逐项进展。",
        ledger="台账与上报一致，一项完成时间写错，当场更正。",
        documents="核对制度文本、会议记录和整改凭据。",
        cases="抽查报销凭证12份，2份仍缺原始凭证。",
        site="到两个项目现场查看，进度与汇报一致。",
        findings="个别任务有制度没有执行，佐证不完整。",
        advice="退回重新整改，补齐佐证；对同类凭证全部复核。",
        signed=(Signature("督查组长", "巡察办副主任", day(2026, 9, 2), "情况属实"),),
        state="done",
    )
    for place, rect in enumerate(rects, 1):
        verdict = "real" if rect.state in ("closed", "done") else ("partly", "fake")[place % 2]
        put(
            session, VisitCheck, f"1.{place}", visit_id=done.id, task_id=task.id, rect_task_id=rect.id, position=place,
            matter=rect.title, claimed=rect.TYPE.lifecycle.state(rect.state).label, verdict=verdict,
            seen="查看凭据，与上报一致。" if verdict == "real" else "制度已印发，抽查的事项没有按制度办。",
            demand="" if verdict == "real" else "退回整改，一个月内补齐。",
        )  # fmt: skip
    put(
        session, InspectionVisit, "2", task_id=task.id, kind="lookback", title=f"{unit.short_name}整改回头看",
        visited_on=day(2026, 11, 5), leader="巡察办副主任", inspectors="巡察办2人", methods=("hear", "documents", "talk"),
        completion="应完成任务全部复核。", carried_out="措施逐条有记录。", lasting="没有发现反弹。",
        mechanism="制度已执行两个季度。", grade="fair", findings="一项制度还没有纳入年度检查。", state="doing",
    )  # fmt: skip


def _sheets(session: Session, task: Task) -> None:
    unit = session.get(Unit, task.unit_id)
    taken = {
        "rectification_warning": (
            "daily",
            "日常监督",
            {6: (30, "一项任务逾期未完成"), 9: (20, "两项缺佐证")},
        ),
        "rectification_review": (
            "",
            "集中整改期满",
            {2: (10, "两处措施笼统"), 7: (50, "完成率低10个百分点")},
        ),
    }
    for kind, (subject_id, stage, lost) in taken.items():
        scheme = schemes_of(session, kind)[0]
        points = (scheme.full or 0) - sum(points for points, _ in lost.values())
        sheet = put(
            session, Assessment, kind, scheme_id=scheme.id, kind=kind, method=scheme.method, subject=unit.name,
            task_id=task.id, unit_id=unit.id, subject_id=subject_id, stage=stage, assessed_on=day(2026, 9, 8),
            assessor="巡察办副主任", points=points, full=scheme.full, grade=grade_for(scheme, points),
        )  # fmt: skip
        for place, item in enumerate(items_of(session, scheme.id), 1):
            gone, why = lost.get(place, (None, ""))
            row = score_row(sheet, item, place)
            session.seed(replace(row, id=f"demo.assessment_score.{kind}.{place}", points=gone, reason=why))


def _votes(session: Session, task: Task, *, whole: bool) -> None:
    if whole:
        put(
            session,
            SatisfactionRule,
            "1",
            name="三满意合成办法（县）",
            veto_sides=("people",),
            source="县委巡察办规定",
        )
    plans = (
        ("inspection", "督查组成员", 9, 9, 6, 3, 0, 0),
        ("department", "业务主管部门", 12, 12, 8, 3, 1, 0),
        ("people", "党员、干部和群众代表", 60, 57, 39, 13, 4, 1),
    )
    key = task.id.rpartition(".")[2]
    for place, (side, who, issued, returned, very, basic, bad, unsure) in enumerate(plans, 1):
        if not whole and side == "people":
            continue
        put(
            session, SatisfactionPoll, f"{key}.{place}", task_id=task.id, side=side, respondents=who,
            polled_on=day(2026, 9, 8), way="现场填票", issued=issued, returned=returned, very=very, basic=basic,
            dissatisfied=bad, unsure=unsure, counted_by="巡察办干部", state="counted" if whole else "open",
        )  # fmt: skip


def _publication(session: Session, task: Task) -> None:
    unit = session.get(Unit, task.unit_id)
    problem = sorted(session.find(FeedbackProblem, task_id=task.id), key=lambda p: p.position or 0)[-1]
    put(
        session, WithheldItem, "1", task_id=task.id, position=problem.position, problem_id=problem.id,
        matter=problem.title, scopes=("public",), problem_why="涉及内部工作安排，不宜向社会公开。",
        signed=(Signature("审批", OFFICE, day(2026, 9, 10), "同意不向社会公开"),), state="approved",
    )  # fmt: skip
    for scope, state in (("party", "closed"), ("public", "published")):
        text, left = composed(session, task, scope)
        word = "公示" if scope == "public" else "通报"
        put(
            session, Publication, scope, task_id=task.id, scope=scope, title=f"{unit.name}关于巡察整改情况的{word}",
            issuer=unit.name, made_on=day(2026, 9, 10), content=Settled(text), withheld=left, from_on=day(2026, 9, 11),
            to_on=day(2026, 9, 30), contact="单位办公室", phone="0000-1234567",
            address=unit.address or "示例县城关镇1号",
            medium="县政府网站、单位公开栏" if scope == "public" else "机关党员大会",
            published_on=day(2026, 9, 11), proof="网页打印件、现场照片，存整改卷",
            opinions_count=2 if scope == "public" else 0, opinions="建议公布联系电话的值守时间。" if scope == "public" else "",
            handled="已补充公布。" if scope == "public" else "", signed=(Signature("审定", OFFICE, day(2026, 9, 11), "同意"),),
            state=state,
        )  # fmt: skip


def _papers(session: Session, task: Task, rects: list[RectTask]) -> None:
    unit = session.get(Unit, task.unit_id)
    secretary = unit.secretary or "党组织书记"
    put(
        session, RectPlan, "1", task_id=task.id, title=f"{unit.name}关于落实巡察反馈意见的整改方案",
        document_number="〔2026〕18号", made_on=day(2026, 7, 6),
        requirement="对照反馈的问题，逐项明确目标、措施、责任和时限，以整改推动工作。",
        organisation=f"成立整改工作领导小组，{secretary}任组长，班子成员按分工负责。",
        steps="部署阶段：7月上旬制定方案、分解任务。\n集中整改阶段：9月中旬前逐项整改销号。\n巩固阶段：长期任务按季度报告。",
        guarantee="每月听取一次整改进展。\n整改情况纳入班子和个人考核。", due_on=day(2026, 7, 9), received_on=day(2026, 7, 7),
        reviewed_by=OFFICE, opinion="任务、责任、时限明确，同意。",
        signed=(Signature("审核", OFFICE, day(2026, 7, 10), "同意"),), state="accepted",
    )  # fmt: skip
    total = sum(rect.state != "dropped" for rect in rects)
    done = sum(rect.state in ("done", "closed") for rect in rects)
    for place, (kind, title, state) in enumerate(
        (
            ("progress", f"{unit.name}关于巡察整改进展情况的报告", "accepted"),
            ("secretary", f"{unit.name}主要负责人组织落实巡察整改情况的报告", "received"),
        ),
        1,
    ):
        report = put(
            session, RectReport, str(place), task_id=task.id, kind=kind, title=title, document_number=f"〔2026〕{24 + place}号",
            made_on=day(2026, 9, 9), until=day(2026, 9, 7),
            organised=f"{secretary}主持研究整改方案，召开专题会议4次，逐项明确责任领导和完成时限。",
            done=done_text(session, task), figures=figures_text(session, task), remaining=remaining_text(session, task),
            ahead="对没有完成的任务逐项倒排时间；对已完成的开展自查，防止反弹。", due_on=task.rectification_due,
            received_on=day(2026, 9, 10), printed_total=total, printed_done=done,
            printed_rate=f"{done * 100 / total:.2f}%", reviewed_by=OFFICE if state == "accepted" else "",
            opinion="数字与记录一致，同意接收。" if state == "accepted" else "",
            signed=(Signature("审核", OFFICE, day(2026, 9, 11), "同意"),) if state == "accepted" else (), state=state,
        )  # fmt: skip
        if state == "accepted":
            put(
                session, PledgeOfTruth, "1", task_id=task.id, report_id=report.id, unit_name=unit.name, secretary=secretary,
                statement=STATEMENT.format(title=title), signed_on=day(2026, 9, 9), scan="见整改卷第2册", state="signed",
            )  # fmt: skip
    put(
        session, DemocraticMeeting, "1", task_id=task.id, theme="落实巡察整改，压实管党治党责任", due_on=day(2026, 7, 18),
        held_on=day(2026, 7, 15), place="机关三楼会议室", chaired_by=secretary, attended="班子成员7人\n督导组3人",
        plan="通报反馈意见；班子和个人对照检查；相互批评；上级点评。", asked=26, opinions="重点水利项目调度要更经常。\n报销审核要从严。",
        talks=21, talk_notes="主要负责人与班子成员必谈，班子成员与分管科室谈。",
        examination="对照反馈问题，检查出决策落实不够具体、制度执行不严等5个方面的不足。",
        criticism="相互批评意见14条，点到具体事。", commitments="带头领办重点任务，9月中旬前完成集中整改。",
        report="会议达到预期，已形成整改清单。", reported_on=day(2026, 7, 22), guided_by="督导组组长", state="reported",
    )  # fmt: skip
    problems = sorted(session.find(FeedbackProblem, task_id=task.id), key=lambda p: p.position or 0)
    cadres = (("甲某", "原财务股股长", "admonish"), ("乙某", "项目股副股长", "criticise"))
    for place, (name, post, how) in enumerate(cadres, 1):
        put(
            session, HandledCadre, str(place), task_id=task.id, problem_id=problems[place - 1].id, name=name, post=post,
            kind=how, handled_on=day(2026, 8, 20 + place), decided_by="县纪委监委派驻纪检监察组", document_number=f"〔2026〕{place}号",
            reason=f"对“{problems[place - 1].title}”负直接责任",
        )  # fmt: skip
