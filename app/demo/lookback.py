"""The demonstration's 回头看: the second group goes back to a unit in a later round. All of it is invented."""

from __future__ import annotations

from app.areas.feedback.model import FeedbackProblem
from app.areas.preparation.model import Round, Task
from app.areas.rectification.lookback.model import LookedBack
from app.areas.rectification.model import RectTask
from app.demo.calendar import day, year
from app.demo.making import put
from db.session import Session

AGAIN = "demo.task.9"
EARLIER = "demo.task.2"


def ahead(session: Session) -> None:
    """Round and task of the 回头看, stored before the others so that lists begin with the round that is under way."""
    round_ = put(
        session, Round, "9", name="示例县委第四轮巡察（回头看）", term="示例县委", ordinal="四", year=year(),
        kinds=("review",), approved_by="示例县委", approved_on=day(2026, 8, 24), state="running",
        starts_on=day(2026, 8, 31), ends_on=day(2026, 10, 16),
    )  # fmt: skip
    put(
        session, Task, "9", name="县委第二巡察组对县水务局开展“回头看”", round_id=round_.id, unit_id="demo.unit.2",
        group_name="县委第二巡察组", group_ordinal="二", kinds=("review",), leader="方守正", liaison="任重行",
        stay_from=day(2026, 8, 31), stay_to=day(2026, 10, 16), earlier_task_id=EARLIER, state="onsite",
    )  # fmt: skip


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    if not office:
        return
    results = ("real", "partly", "back", "fake", "", "real")
    problems = sorted(session.find(FeedbackProblem, task_id=EARLIER), key=lambda held: held.position or 0)
    for place, (problem, result) in enumerate(zip(problems, results, strict=False), 1):
        tasks = session.find(RectTask, problem_ids=problem.id)
        put(
            session, LookedBack, str(place), task_id=AGAIN, earlier_task_id=EARLIER, problem_id=problem.id,
            title_then=problem.title, claimed="\n".join(f"{held.title}：{held.result}" for held in tasks), result=result,
            situation="现场核对凭证和会议记录，" + ("与报告一致，成效还在" if result == "real" else "与报告不完全一致") if result else "",
            evidence=f"凭证复印件{place}份" if result else "", checked_on=day(2026, 9, 9) if result else None,
            checked_by="任重行" if result else "", proposal="" if result in ("real", "") else "限期一个月整改，由派驻纪检监察组跟踪",
            state="checked" if result else "open",
        )  # fmt: skip
