"""The laptop of a group in its second week: some things signed, some half done, some waiting.

All of it is invented.
"""

from __future__ import annotations

from typing import Any

from app.areas.clues.model import ProtectedPerson
from app.areas.fieldwork.model import Evidence, Interview, Petition
from app.areas.preparation.model import Task
from app.areas.secrecy.model import Carrier
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.fields import Signature
from app.demo.calendar import day, moment
from app.demo.inspected import clue_of, talk_with
from app.demo.making import Libraries, put
from db.session import Session


def on_site(session: Session, task: Task, libraries: Libraries) -> None:
    """The first group in its second week: some things signed, some half done, some waiting."""
    asker, writer = task.liaison, task.deputies
    plan = {"unit": 0, "members": [6, 7], "problems": _FIRST}
    talks = [talk_with(session, f"1.{n}", task, plan, n, libraries) for n in (1, 2)]
    put(
        session, Interview, "1.3", task_id=task.id, subject="谈话对象03", subject_post="社区干部",
        started_at=moment(2026, 3, 19, 15, 0), interviewer=asker, recorder=writer,
        content="问：集体房屋的租金怎么管理？\n答：", state="draft",
    )  # fmt: skip
    letter: dict[str, Any] = {"task_id": task.id, "in_scope": "in", "registrar": asker}
    put(
        session, Petition, "1.1", **letter, received_on=day(2026, 3, 11), channel="letter", naming="anonymous",
        summary="反映集体房屋租金收支不公开", content="两处集体房屋出租三年，没有公布过收入。", handling="inspect",
        proposal="建议查阅台账", decision="同意", handler=asker, due_on=day(2026, 4, 10), state="handling",
    )  # fmt: skip
    put(
        session, Petition, "1.2", **letter, received_on=day(2026, 3, 13), channel="visit", naming="real",
        reporter="群众甲", summary="反映低保评议没有公示", content="评议结果没有张榜。", state="registered",
    )  # fmt: skip
    put(
        session, Petition, "1.3", **{**letter, "in_scope": "out"}, received_on=day(2026, 3, 16), channel="phone",
        naming="real", reporter="群众乙", summary="反映邻里采光纠纷", destination="县信访局", state="transferred",
    )  # fmt: skip
    protected = put(
        session, Petition, "1.4", **letter, received_on=day(2026, 3, 17), channel="code", naming="protected",
        summary="反映社区干部优亲厚友", content="公益岗位安排亲属。", state="registered",
    )  # fmt: skip
    proof = put(
        session, Evidence, "1.1", task_id=task.id, name="集体房屋出租合同", source="document", pages="第1-6页",
        page_total=6, copy_number="001", obtained_on=day(2026, 3, 12), obtained_by=asker, state="verified",
    )  # fmt: skip
    talked = put(
        session, Evidence, "1.2", task_id=task.id, name=f"{talks[0].number}谈话笔录", source="interview",
        interview_id=talks[0].id, pages="第1页", state="kept",
    )  # fmt: skip
    for n, (row, state) in enumerate(zip(_FIRST, ("papered", "draft"), strict=True), 1):
        fields: dict[str, Any] = {
            **row, "task_id": task.id, "policy_ids": (libraries.policies[5].id,),
            "evidence_ids": (proof.id, talked.id) if n == 1 else (), "sources": ("document", "interview"),
        }  # fmt: skip
        put(session, Finding, f"1.{n}", **fields, found_by=asker, found_on=day(2026, 3, 18), state=state)
        if state == "papered":
            put(
                session, WorkingPaper, f"1.{n}", **fields, finding_ids=("demo.finding.1.1",), made_on=day(2026, 3, 20),
                authors=tuple(Signature("承办人", name, day(2026, 3, 20)) for name in (asker, "孟求真")),
                state="submitted",
            )  # fmt: skip
    for n, (name, kind) in enumerate(
        (("保密计算机", "computer"), ("涉密U盘", "usb"), ("保密工作本", "notebook")), 1
    ):
        put(
            session, Carrier, f"1.{n}", task_id=task.id, name=name, kind=kind, carrier_number=f"示例巡-{n:03}",
            holder=asker, issued_on=day(2026, 3, 2), issued_by="巡察办", return_due=day(2026, 4, 29), state="in_use",
        )  # fmt: skip
    if session.can_clues:
        clue_of(
            session,
            "1.1",
            task,
            ["某社区干部优亲厚友", "社区干部甲", "柳溪社区", "副主任", "mass", "petition"],
            day(2026, 3, 18),
            day(2026, 3, 20),
        )
        put(
            session, ProtectedPerson, "1.1", task_id=task.id, petition_id=protected.id, name="群众丙",
            request="不约见、不去电", requested_on=day(2026, 3, 17),
        )  # fmt: skip


_FIRST: list[dict[str, Any]] = [
    {
        "title": "集体资产出租收入管理不规范",
        "summary": "2处集体房屋租金三年没有公开",
        "focus": "f4-2",
        "aspect": "f4-2-6",
        "phenomenon": "2023年至2025年，2处集体房屋年租金3.6万元，没有台账，三年没有公布收支。",
        "nature": "违反《农村集体经济组织财务制度》关于资产登记和收支公开的规定。",
        "duty": "社区党总支负主体责任，社区报账员负直接责任。",
        "disposals": ("feedback",),
    },
    {
        "title": "组织生活不经常",
        "summary": "2个支部有5个月没有开展主题党日",
        "focus": "f4-3",
        "aspect": "f4-3-3",
        "phenomenon": "2025年，第二、第四支部分别有2个月和3个月没有开展主题党日。",
        "nature": "",
        "duty": "",
        "disposals": (),
    },
]
"""What the first group has found so far."""
