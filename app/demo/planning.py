"""The demonstration's records of planning: plans, duties, coverage, choice of units, focus lists, letters, means.

All of it is invented; what is shipped with the program is loaded as a user would load it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.choosing import Candidate, UnitSignal
from app.areas.preparation.planning.model.focus import ChecklistItem, FocusItem, PolicyReference
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem, PostDuty
from app.areas.preparation.planning.model.partners import CooperationDone, InfoRequest, Partner
from app.areas.preparation.planning.model.plans import (
    AnnualPoint,
    Linkage,
    LinkageMember,
    Plan,
    PlanUnit,
    RoundStep,
)
from app.areas.preparation.planning.service.focus import COPIED
from app.areas.preparation.planning.service.shipped import (
    asks_of,
    board_items,
    partner_items,
    responsibility_items,
    shipped,
    weight_items,
)
from app.core.records import Record
from app.demo.calendar import day, is_moved, year
from app.demo.making import put
from db.session import Session

ROUND = "demo.round.1"
OWNERS = {
    "committee": "县委办公室主任", "lead_group": "领导小组联络员", "office": "巡察办主任", "group": "巡察组组长",
    "partner": "协作单位联络员", "unit": "党组织书记",
}  # fmt: skip


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    boards = tuple(board_items())
    _seed(session, boards)
    plan = _plan(session)
    if office:
        _duties(session)
        _planned(session, plan)
        _choosing(session)
        _linked(session)
        _steps(session)
    tasks = tuple(session.get(Task, f"demo.task.{n}") for n in ((1, 2, 3) if office else (1,)))
    _letters(session, tasks)
    _checklists(session, boards, tasks)
    _policies(session, tasks[0])
    for task in tasks:
        _means(session, task)


def _seed(session: Session, records: Iterable[Record]) -> None:
    for held in records:
        session.seed(held)


def _duties(session: Session) -> None:
    for place, item in enumerate(responsibility_items(year())):
        quarter = day(2026, 3 * (place % 4) + 3, 28)
        done = place % 3 != 2 or (is_moved() and quarter < day(2026, 9, 12))
        session.seed(
            replace(
                item,
                owner=OWNERS[item.body],
                due_on=quarter,
                done_on=min(quarter - timedelta(days=9), day(2026, 6, 26)) if done else None,
                proof=item.standard.partition("凭证：")[2] if done else "",
                state="done" if done else "open",
            )
        )


def _plan(session: Session) -> Plan:
    return put(
        session, Plan, "1", name="示例县委第十五届任期巡察工作规划", term="第十五届", from_year=year(2022), to_year=year(),
        goals="任期内对县委管理的党组织和村（社区）党组织巡察全覆盖，做到有形覆盖与有效覆盖相统一。",
        tasks="每年开展两至三轮常规巡察\n每年组织一次专项或机动巡察\n对村（社区）分类延伸巡察\n对整改不力的单位开展“回头看”",
        approved_on=date(year(2022), 3, 18), approved_by="示例县委", state="running",
    )  # fmt: skip


def _planned(session: Session, plan: Plan) -> None:
    rows = ((1, year(), "第三轮", "village"), (2, year(), "第三轮", "regular"), (3, year(), "第三轮", "regular"),
            (5, year(2022), "第一轮", "regular"), (6, year(), "第四轮", "regular"))  # fmt: skip
    for unit, when, batch, kind in rows:
        put(
            session, PlanUnit, str(unit), plan_id=plan.id, unit_id=f"demo.unit.{unit}", year=when, batch=batch,
            round_id=ROUND if batch == "第三轮" else "", kind=kind,
            reason="规划排定" if unit != 1 else "群众反映较集中，提前安排",
        )  # fmt: skip
    for place, (content, owner, done) in enumerate(
        (
            ("组织开展第三轮常规巡察，延伸村（社区）", "巡察办主任", True),
            ("对惠民惠农资金开展专项巡察", "巡察办副主任", False),
            ("对两个单位开展巡察整改“回头看”", "第二巡察组组长", False),
            ("修订协作配合机制和信息共享办法", "巡察办主任", True),
        ),
        1,
    ):
        put(
            session, AnnualPoint, str(place), plan_id=plan.id, year=year(), position=place, content=content, owner=owner,
            due_on=day(2026, 12, 20), round_id=ROUND if place == 1 else "",
            done_on=day(2026, 6, 30) if done else None, result="已完成并报领导小组" if done else "",
            state="done" if done else "open",
        )  # fmt: skip


def _choosing(session: Session) -> None:
    _seed(session, weight_items())
    rows = (
        (1, "petition", 9, "低保评议和集体租金反映集中", "县信访局"),
        (2, "audit", 4, "项目资金管理有4个问题", "县审计局"),
        (3, "audit", 3, "惠农补贴专项审计发现3个问题", "县审计局"),
        (3, "petition", 6, "反映石门村租金和补贴", "县信访局"),
        (5, "finance", 2, "药品采购支出增长异常", "县财政局"),
        (6, "opinion", 5, "校服和食堂收费舆情", "县委宣传部"),
        (6, "audit", 2, "食堂账目不规范", "县审计局"),
        (4, "key_work", 1, "城市更新任务落后通报", "县委督查室"),
    )
    for place, (unit, kind, count, summary, source) in enumerate(rows, 1):
        put(
            session, UnitSignal, str(place), unit_id=f"demo.unit.{unit}", kind=kind, seen_on=date(2025, 6 + place % 6, 12),
            count=count, summary=summary, source=source,
        )  # fmt: skip
    for place, (unit, score, state) in enumerate(
        ((1, 170, "approved"), (3, 190, "approved"), (2, 120, "approved"), (6, 145, "proposed")), 1
    ):
        put(
            session, Candidate, str(place), round_id=ROUND, unit_id=f"demo.unit.{unit}", position=place, score=score,
            scheme="通用方案", reasons="信访举报、审计发现问题和距上次巡察年数综合排序靠前", kind="regular",
            decided_on=day(2026, 2, 20) if state == "approved" else None, state=state,
        )  # fmt: skip


def _linked(session: Session) -> None:
    held = put(
        session, Linkage, "1", round_id=ROUND, name="惠民惠农资金县乡村联动巡察", kinds=("linked", "special"),
        theme="惠民惠农资金专项巡察", lead="示例县委巡察办", levels=("county", "township", "village"),
        starts_on=day(2026, 3, 9), ends_on=day(2026, 5, 9),
        schedule="3月9日至3月20日：县级部门核对资金总账\n3月21日至4月20日：乡镇核对发放名册\n4月21日至5月9日：村级入户核实",
        sharing="资金比对结果在三级之间共享，同一问题由发现的一级登记，上级汇总", state="running",
    )  # fmt: skip
    rows = (
        ("county", "示例县财政局党组", "", "", "县委第一巡察组", "done", 3, "资金总账核对完毕"),
        ("township", "示例县柏坪镇党委", "demo.unit.3", "demo.task.3", "县委第三巡察组", "done", 5, "名册核对完毕"),
        ("township", "示例县城关街道党工委", "demo.unit.4", "", "县委第四巡察组", "running", 2, "正在核对发放名册"),
        ("village", "示例县城关街道柳溪社区党总支", "demo.unit.1", "demo.task.1", "县委第一巡察组", "waiting", None, ""),
    )  # fmt: skip
    for place, (level, name, unit, task, group, state, count, progress) in enumerate(rows, 1):
        put(
            session, LinkageMember, str(place), linkage_id=held.id, level=level, name=name, unit_id=unit, task_id=task,
            group_name=group, started_on=day(2026, 3, 9) if state != "waiting" else None,
            done_on=day(2026, 4, 20) if state == "done" else None, problems=count, progress=progress, state=state,
        )  # fmt: skip


def _steps(session: Session) -> None:
    first = day(2026, 2, 24)
    for place, row in enumerate(shipped("planning", "first_round")["steps"], 1):
        due = first + timedelta(days=9 * place)
        if is_moved() and place == 16:
            due = day(2026, 10, 30)
        done = place < (16 if is_moved() else 14)
        put(
            session, RoundStep, str(place), round_id=ROUND, position=place, ends_on=due,
            done_on=due if done else None, state="done" if done else "open", **row,
        )  # fmt: skip


def _letters(session: Session, tasks: tuple[Task, ...]) -> None:
    held = tuple(partner_items())
    _seed(session, (replace(p, liaison="联络员甲") if isinstance(p, Partner) else p for p in held))
    partners = [item for item in held if isinstance(item, Partner)]
    for number, partner in enumerate(partners, 1):
        for task in tasks:
            later = is_moved() and task.state == "preparing"
            answered = number % 4 != 0 or task.state == "rectifying"
            chased = not answered and not later
            sent = day(2026, 9, 1) if later else day(2026, 2, 26)
            put(
                session, InfoRequest, f"{number}.{task.id[-1]}", round_id=ROUND, task_id=task.id, partner_id=partner.id,
                letter_number=f"巡情函〔2026〕{number:02}号", content=asks_of(partner), contact="巡察办联络员",
                contact_phone="0999-8600100", sent_on=sent, due_on=sent + timedelta(days=20 if later else 14),
                chased=2 if chased else None, chased_on=day(2026, 3, 20) if chased else None,
                chases="2026-03-16 电话催办（巡察办联络员）\n2026-03-20 书面催办（巡察办联络员）" if chased else "",
                answered_on=sent + timedelta(days=8 + number % 5) if answered else None,
                answer="按要求逐项回复，详见回函原件。" if answered else "",
                usable="财务审批和集体资产有反映，建议查阅近三年凭证" if answered and number < 4 else "",
                state="answered" if answered else "sent",
            )  # fmt: skip
    put(
        session, CooperationDone, "1", cooperation_id="cooperation.09", partner_id="partner.audit", round_id=ROUND,
        done_on=day(2026, 3, 18), what="派两名审计人员协助核账", result="完成三个单位往来款核对", done_by="审计联络员",
    )  # fmt: skip


def _checklists(session: Session, boards: tuple[FocusItem, ...], tasks: tuple[Task, ...]) -> None:
    for task in tasks:
        key = task.id[-1]
        main = "village" if "village" in task.kinds else "regular"
        chosen = [item for item in boards if item.board == "leader"][:4]
        chosen += [item for item in boards if item.board == main][:10]
        chosen += [item for item in boards if item.board == "discipline"]
        first = "demo.finding.1.1" if session.exists("finding", "demo.finding.1.1") else ""
        finding = "demo.finding.2.5" if key == "2" else first
        for place, item in enumerate(chosen, 1):
            state = _state(place, bool(finding), key)
            put(
                session, ChecklistItem, f"{key}.{place:02}", task_id=task.id, item_id=item.id, position=place,
                assigned_to=(task.liaison, task.deputies)[place % 2], state=state,
                checked_on=(day(2026, 3, 10) if first else day(2026, 4, 2)) + timedelta(days=place % 20) if state != "open" else None,
                checked_by=task.liaison if state != "open" else "",
                method="查阅会议记录和凭证，个别谈话核对" if state != "open" else "",
                found="会议记录不完整，个别支出没有上会，已形成问题" if state == "found" else "",
                finding_ids=(finding,) if state == "found" else (),
                **{name: getattr(item, name) for name in COPIED},
            )  # fmt: skip


def _state(place: int, has_finding: bool, key: str) -> str:
    if has_finding and place % 11 == 3:
        return "found"
    return "open" if key == "1" and place > 6 else "clear"


def _policies(session: Session, task: Task) -> None:
    for place, (number, focus, why) in enumerate(
        ((1, "f4-3", "村（社区）“两委”班子"), (6, "f4-2", "集体“三资”管理、村级财务和报账"), (5, "f4-3", "组织生活和党员管理")), 1
    ):  # fmt: skip
        put(
            session, PolicyReference, str(place), round_id=ROUND, task_id=task.id, position=place,
            policy_id=f"demo.policy.{number}", focus=focus, why=why,
        )  # fmt: skip


def _means(session: Session, task: Task) -> None:
    key, read = task.id[-1], shipped("planning", "first_round")
    names = {"组长": task.leader, "副组长": task.deputies, "综合协调": task.liaison}
    for place, row in enumerate(read["posts"], 1):
        put(
            session, PostDuty, f"{key}.{place}", task_id=task.id, position=place, post=row["post"],
            name=names.get(row["post"], ""), duties="\n".join(row["duties"]), outputs=row["outputs"],
        )  # fmt: skip
    for place, row in enumerate(read["equipment"], 1):
        back = key == "2" and place != 2
        put(
            session, EquipmentItem, f"{key}.{place}", task_id=task.id, source="巡察办配发", holder=task.liaison,
            issued_on=day(2026, 3, 6), returned_on=day(2026, 5, 12) if back else None,
            state="returned" if back else "issued", **row,
        )  # fmt: skip
    for place, row in enumerate(read["budget"], 1):
        put(
            session, BudgetItem, f"{key}.{place}", task_id=task.id, amount=place * 320_000, spent=place * 288_000, **row
        )  # fmt: skip
