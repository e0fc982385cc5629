"""The office through its window: plan, rounds, tasks, task bundles out, what the groups hand over in, and its receipts.

What stands in a list already is found there by its text, as a person would find it.
"""

from __future__ import annotations

from pathlib import Path

from app.areas.preparation.model import Round, Task
from app.bundle import contacts
from app.bundle.bundle import Card
from app.story import exchange
from app.story.fieldwork import save, step
from app.story.stage import Stage
from app.story.year.books import add_group, task_of
from app.story.year.content import ORDINALS, PLAN, TERM, RoundPlan
from db.session import Session

AREA, PLANNING = "准备", "规划与责任"


def new_record(stage: Stage, way: tuple[str, ...], label: str, values: dict[str, object]) -> None:
    """A record of the list at `way` of the navigation, typed into its form and saved."""
    stage.hands.go_to(*way)
    stage.rest()
    stage.hands.press(f"新建{label}")
    stage.rest()
    stage.hands.fill(values)
    save(stage)


def make_plan(stage: Stage) -> None:
    """The plan of the term, and what this year is to bring."""
    new_record(
        stage,
        (AREA, PLANNING, "巡察规划"),
        "巡察规划",
        {
            "规划名称": PLAN,
            "届次": "云栖县委",
            "起年": str(TERM[0]),
            "止年": str(TERM[1]),
            "全覆盖目标": "100",
            "总体目标": "任期内对所辖党组织巡察一遍，发现问题、形成震慑，推动改革、促进发展。",
            "批准日期": "2022-03-01",
            "批准机关": "云栖县委",
        },
    )
    step(stage, "批准实施")
    stage.hands.shot("巡察规划")
    for place, content in enumerate(("上半年组织第一轮常规巡察", "下半年组织第二轮常规巡察"), 1):
        new_record(
            stage,
            (AREA, PLANNING, "年度要点"),
            "年度要点",
            {
                "巡察规划": ("选", PLAN),
                "年度": "2026",
                "序号": str(place),
                "要点": content,
                "责任人": "周主任",
            },
        )
    stage.hands.shot("年度要点")


def open_round(stage: Stage, plan: RoundPlan) -> str:
    """The round, typed and started; returns its id."""
    new_record(
        stage,
        (AREA, "轮次"),
        "轮次",
        {
            "轮次名称": plan.name,
            "届次": "云栖县委",
            "轮次": plan.ordinal,
            "年度": "2026",
            "巡察类型": ("选", "常规巡察"),
            "开始日期": plan.stay[0].isoformat(),
            "结束日期": plan.feedback.isoformat(),
            "方案批准日期": plan.approved.isoformat(),
            "批准机关": "云栖县委",
            "总体要求": "坚持政治巡察定位，紧盯权力和责任。",
        },
    )
    step(stage, "启动")
    stage.hands.shot(f"轮次-{plan.ordinal}")
    return stage.ask(lambda session: session.find(Round, name=plan.name)[0].id)


def set_tasks(stage: Stage, plan: RoundPlan, round_id: str, count: int) -> None:
    """The first task typed, the others written into the books; every member declared and pledged."""
    site = plan.sites[0]
    new_record(
        stage,
        (AREA, "巡察任务"),
        "巡察任务",
        {
            "任务名称": f"县委第一巡察组巡察{site.short}",
            "轮次": ("选", plan.name),
            "被巡察党组织": ("选", site.unit),
            "巡察组名称": "县委第一巡察组",
            "组别": "一",
            "组长": site.leader,
            "副组长": site.deputy,
            "联络员": site.members[0],
            "授权日期": plan.approved.isoformat(),
            "值班电话": "0000-5550111",
            "联系信箱": "云栖县邮政专用信箱",
            "办公地点": "县城东路一号",
            "进驻日期": plan.stay[0].isoformat(),
            "离点日期": plan.stay[1].isoformat(),
        },
    )
    stage.hands.shot(f"巡察任务-{plan.ordinal}")

    def write(session: Session) -> None:
        round_ = session.get(Round, round_id)
        first = session.find(Task, round_id=round_id)[0]
        add_group(session, first, site, plan.approved)
        for place in range(1, count):
            task_of(session, round_, plan, place)

    stage.directly(write)
    stage.hands.go("组员", AREA)
    stage.rest()
    stage.hands.shot(f"组员-{plan.ordinal}")


def meet(stage: Stage, cards: list[Card], stick: Path, *, renewed: bool) -> None:
    """The first card compared in the window, the others entered as compared.

    renewed: the groups' cards of the round before, whose laptops are empty, are no longer accepted.
    """
    if renewed:
        stage.directly(_forget)
    path = stick / f"{cards[0].key_id}.card"
    path.write_bytes(cards[0].to_bytes())
    exchange.learn_card(stage, path)

    def pin(session: Session) -> None:
        for card in cards[1:]:
            contacts.pin(session, card)

    stage.directly(pin)


def _forget(session: Session) -> None:
    for key in contacts.cards(session):
        contacts.unpin(session, key)


def send_out(stage: Stage, plan: RoundPlan, cards: list[Card], stick: Path) -> list[Path]:
    """A task bundle for every group, sealed to its card in the window."""
    return [
        exchange.make_task_bundle(
            stage, f"县委第{ORDINALS[place]}巡察组巡察{plan.sites[place].short}", stick, card.name
        )
        for place, card in enumerate(cards)
    ]


def take_in(stage: Stage, bundle: Path, receipt: Path) -> None:
    """A hand-over looked at, accepted, and answered with a receipt."""
    exchange.take_bundle(stage, bundle, f"移交包-{bundle.stem[:4]}")
    exchange.issue_receipt(stage, receipt)


def look_at_coverage(stage: Stage) -> str:
    """The page 全覆盖; returns the formula that it shows."""
    hands = stage.hands
    hands.go_to(AREA, PLANNING, "全覆盖")
    stage.rest()
    hands.wait_for("覆盖率＝")
    hands.shot("全覆盖")
    return next(line for line in hands.words().splitlines() if line.startswith("覆盖率＝"))
