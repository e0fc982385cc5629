"""The demonstration's close-out, forms that a unit filled in, and what of the clues' compartment an office keeps of its groups.

All of it is invented; files and bundles are not made, as they come of real exchanges only.
"""

from __future__ import annotations

from datetime import timedelta

from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.service import checklist, due_counts
from app.areas.clues.model import ProtectedPerson
from app.areas.clues.tracking.model import UrgentReport
from app.areas.fieldwork.surveys.model import Poll, PollBallot
from app.areas.libraries.deadlines.service import due_from, length_of
from app.areas.preparation.model import Task
from app.areas.rectification.model import RectTask
from app.areas.rectification.unit_form.model import UnitForm, UnitReturn
from app.core.fields import Signature
from app.demo.calendar import day, moment
from app.demo.making import put
from db.session import Session

KEEPER = "祁慎言"
"""Who receives for the office."""


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    if not office:
        return
    inspected, closed = session.get(Task, "demo.task.2"), session.get(Task, "demo.task.3")
    _ballots(session, closed)
    _closed(session, closed)
    _forms(session, closed)
    if session.can_clues:
        _kept_apart(session, inspected)


def _ballots(session: Session, task: Task) -> None:
    """A small assessment that is counted ballot by ballot; one ballot is void."""
    poll = put(
        session, Poll, "3.ballots", task_id=task.id, name="选人用人工作民主测评", kind="employment", method="ballot",
        held_on=task.stay_from, place="镇机关二楼会议室，近两年提拔干部所在站所代表", subjects="选人用人工作",
        items="程序规范\n群众公认", grades="好\n较好\n一般\n差", issued=7, received=7, valid=6,
        counters="计票员丙、监票员丁", note="1张整张划掉，按无效票计。", state="counted",
    )  # fmt: skip
    for place, marks in enumerate(("11", "12", "21", "11", "23", "12", "00"), 1):
        put(
            session, PollBallot, f"3.{place}", poll_id=poll.id, position=place, marks=marks,
            state="void" if marks == "00" else "valid",
        )  # fmt: skip


def _closed(session: Session, task: Task) -> None:
    """A group that has handed everything over and holds nothing; one row did not apply to it."""
    assert task.stay_to is not None
    counts = due_counts(session, task)
    for place, row in enumerate(checklist(), 1):
        rule = f"handover_{row.code}"
        length = length_of(session, rule, round_id=task.round_id)
        count = counts.get(row.count)
        apart = row.code == "special_reports"
        due_on = due_from(session, rule, task.stay_to, round_id=task.round_id)
        given_on = min(task.stay_to + timedelta(days=2), due_on or task.stay_to + timedelta(days=3))
        signed = (Signature("移交人", task.liaison, given_on), Signature("接收人", KEEPER, given_on))
        handed = {
            "given": count, "giver": task.liaison, "given_on": given_on, "receiver": KEEPER, "received_on": given_on,
            "signed": signed,
        }  # fmt: skip
        put(
            session, HandoverItem, f"3.{place:02}", task_id=task.id, position=place, code=row.code, aspect=row.aspect,
            name=row.name, standard=row.standard, unit=row.unit, due=count,
            time_limit=f"撤点后{length}" if length[:1].isdigit() else row.limit,
            due_on=due_on,
            note="本组没有专题报告任务" if apart else "", state="waived" if apart else "received", **({} if apart else handed),
        )  # fmt: skip
    put(
        session, Closeout, "3", task_id=task.id, name=f"{task.name}撤组", opened_on=task.stay_to - timedelta(days=7),
        bundle_id="XC-YJ-3-0001", sealed_at=moment(2026, 5, 11, 16, 20), receipt_id="XC-HZ-3-0001",
        receipt_on=day(2026, 5, 11), first_by=task.liaison, second_by=task.deputies,
        erased_at=moment(2026, 5, 12, 10, 5), certificate_id="XC-QC-3-0001", pledged=True, certified_on=day(2026, 5, 13),
        certified_how="纸质清除确认书与回执逐项核对相符，原件存撤组卷。", state="certified",
    )  # fmt: skip


def _forms(session: Session, task: Task) -> None:
    """Two forms for the unit: one came back and was taken in, one is out."""
    rows = 3 * len(session.find(RectTask, task_id=task.id))
    said = {"task_id": task.id, "approved_by": "巡察办主任", "spare": 6, "rows": rows}
    first = put(
        session, UnitForm, "1", **said, destination="柏坪镇党政办 收文员", due_on=day(2026, 8, 14),
        made_at=moment(2026, 7, 30, 15, 10), note="第一次集中填报，光盘当面交接。", state="collected",
    )  # fmt: skip
    put(
        session, UnitForm, "2", **said, destination="柏坪镇党政办 收文员", due_on=day(2026, 9, 22),
        made_at=moment(2026, 9, 8, 9, 40), note="集中整改期满前填报。", state="issued",
    )  # fmt: skip
    put(
        session, UnitReturn, "1.1", task_id=task.id, form_id=first.id, label=f"{first.number} 第1次收回", position=1,
        came_at=moment(2026, 8, 14, 10, 30), taken_by=KEEPER, changed=9, files_came=4, source=f"{first.number} 第1次收回",
        note="两处日期写错，当面核对后重填。", state="taken",
    )  # fmt: skip


def _kept_apart(session: Session, task: Task) -> None:
    put(
        session, ProtectedPerson, "2.1", task_id=task.id, petition_id="demo.petition.2.3", name="群众丁",
        contact="通过乡镇联络员转达", unit="水务局下属站所职工", relation="同事", request="不约见、不去电，不提反映的时间",
        risk="反映内容只有三人经手，核实时扩大到全部经手人。", known_to="组长、联络员", requested_on=day(2026, 3, 18),
        handed_on=day(2026, 5, 14), handed_to="示例县纪委监委案件监督管理室", state="handed",
    )  # fmt: skip
    put(
        session, UrgentReport, "2", task_id=task.id, matter="有人准备转移项目资料", kind="clue", urgency="extra",
        secrecy_term="5年", reported_at=moment(2026, 4, 9, 20, 10), addressee="县委巡察工作领导小组组长",
        reporter=task.leader, clue_ids=("demo.clue.2.1",),
        content="4月9日下午，两名经办人反映有人要求把监测设备采购资料搬出档案室。",
        done="当晚与党组书记沟通，档案室加封，资料逐册登记。", risk="资料灭失后无法核对合同和验收。",
        proposal="由纪委监委派员到场核对封存。", instruction="同意，当晚办理。", instructed_by="领导小组组长",
        instructed_on=day(2026, 4, 9), result="4月10日封存资料31册，未发现缺失。",
        signed=(Signature("组长", task.leader, day(2026, 4, 9), "报"),), state="done",
    )  # fmt: skip
