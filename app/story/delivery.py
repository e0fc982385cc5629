"""Feedback given twice: the letter to the body and the one to the head approved, both meetings held and signed for."""

from __future__ import annotations

from datetime import date

from app.story.fieldwork import save, step
from app.story.stage import Stage

RECEIVERS = ("党组织领导班子", "主要负责人")


def give_twice(stage: Stage, task: str, *, presenter: str, head: str, on: date) -> None:
    """With the drafted letter to the body open: both letters approved, both sessions held on one day."""
    hands = stage.hands
    step(stage, "审定", "同意")
    open_delivery(stage, task)
    hands.press("起草对主要负责人的反馈意见")
    stage.rest()
    hands.wait_for("整改要求")
    hands.shot("反馈意见-主要负责人")
    step(stage, "审定", "同意")
    for place, receiver in enumerate(RECEIVERS):
        open_delivery(stage, task)
        if place == 0:
            hands.press("安排双反馈")
            stage.rest()
        else:
            hands.go_to("反馈", "反馈会与抄告", "反馈会")
            stage.rest()
        hands.row(receiver)
        stage.rest()
        hands.fill(
            {
                "反馈日期": on.isoformat(),
                "地点": "单位会议室",
                "反馈人": presenter,
                "被反馈人": head,
                "书面反馈意见已交付": True,
                "交付份数": "2",
                "签收人": head,
                "签收日期": on.isoformat(),
                "表态发言要点": "照单全收，立即整改。",
            }
        )
        save(stage)
        step(stage, "登记已反馈")
    open_delivery(stage, task)
    hands.shot("双反馈一览")


def open_delivery(stage: Stage, task: str) -> None:
    """The page 双反馈与抄告一览 of a task."""
    stage.hands.go_to("反馈", "反馈会与抄告", "双反馈与抄告一览")
    stage.rest()
    stage.hands.choose("巡察任务", task)
    stage.rest()
