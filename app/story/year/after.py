"""After the groups have left: review, the meeting with its numbered copies, feedback, common problems, rectification, publication.

One unit is played in the window; the others follow by the same use cases.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from app.story.delivery import give_twice
from app.story.fieldwork import save, step
from app.story.stage import Stage
from app.story.writing import open_row
from app.story.year.content import DEPARTMENT, SATISFIED, RoundPlan, Site
from app.story.year.office import new_record

REPORTS, MEETINGS = "报告", "会议与批示"
READERS = ("关山远", "齐守中", "陶知止")


def score_report(stage: Stage, site: Site) -> None:
    """The report's quality, item by item, and the sheet confirmed."""
    hands = stage.hands
    open_row(stage, "巡察报告", REPORTS, site.unit)
    hands.open_menu("更多", "质量评审打分…")
    stage.rest()
    hands.wait_for("确认评分")
    for place, points in enumerate((14, 9, 14, 14, 9, 5, 14, 8, 7), 1):
        hands.write(f"第{place}项得分", str(points))
    stage.rest()
    hands.shot("报告评审-打分")
    hands.press("确认评分")
    stage.rest()
    hands.wait_for("退回重评")


def read_bulletin(stage: Stage, plan: RoundPlan) -> None:
    """The bulletin of the review."""
    stage.hands.go_to(REPORTS, "评审与评价", "评审通报")
    stage.rest()
    stage.hands.choose("轮次", plan.name)
    stage.rest()
    stage.hands.shot("评审通报")


def meet(stage: Stage, plan: RoundPlan, folder: Path) -> str:
    """The leading group's meeting: agenda, material, one numbered copy for each reader, all back, minutes. Its title."""
    hands = stage.hands
    title = f"听取{plan.name}情况汇报"
    new_record(
        stage,
        (REPORTS, MEETINGS, "会议"),
        "会议",
        {
            "会议名称": title,
            "会议种类": ("选", "领导小组会"),
            "轮次": ("选", plan.name),
            "开会时间": f"{plan.stay[1] + timedelta(days=14)} 09:00",
            "地点": "县委二楼会议室",
            "主持人": READERS[0],
            "出席": "、".join(READERS[1:]),
            "记录人": "周主任",
            "研究情况": "听取各巡察组汇报，逐项研究问题定性和处理意见。",
            "议定事项": "差旅费报销问题移交财政部门专项治理\n各组报告按意见修改后反馈",
        },
    )
    for name, label, values in (
        ("议题", "议题", {"议题": "审议巡察情况报告", "汇报人": plan.sites[0].leader, "研究意见": "同意"}),
        ("会议材料", "会议材料", {"材料名称": "巡察情况综合汇报", "正文": f"{plan.name}发现的主要问题。"}),
    ):
        new_record(stage, (REPORTS, MEETINGS, name), label, {"会议": ("选", title), "序号": "1", **values})
    hands.go_to(REPORTS, MEETINGS, "制作会议材料")
    stage.rest()
    hands.choose("会议", title)
    stage.rest()
    folder.mkdir(exist_ok=True)
    hands.press("制作会议材料…")
    stage.rest()
    hands.write("发给谁", "、".join(READERS))
    hands.press("制作")
    hands.pick_file(folder)
    hands.wait("会议材料", lambda: len(list(folder.glob("*.pdf"))) == len(READERS), 60)
    stage.rest()
    hands.shot("会议材料-份号")
    hands.select_all("份号和收回")
    hands.press("收回所选…")
    stage.rest()
    hands.fill({"收回或监销人": "周主任"})
    hands.press("收回")
    stage.rest()
    hands.wait_for("全部收回")
    hands.shot("会议材料-收回")
    for file in folder.glob("*.pdf"):
        file.unlink()
    open_group_row(stage, (REPORTS, MEETINGS, "会议"), title)
    step(stage, "会议已召开")
    step(stage, "印发纪要")
    hands.shot("会议-纪要")
    return title


def open_group_row(stage: Stage, way: tuple[str, ...], text: str) -> None:
    """Open a record from a list that stands in a group of the navigation."""
    stage.hands.go_to(*way)
    stage.rest()
    stage.hands.row(text)
    stage.rest()


def give_feedback(stage: Stage, task: str, site: Site, on: date) -> None:
    """Problems out of the report, both letters approved, both sessions held: to the leading body and to its head."""
    hands = stage.hands
    open_row(stage, "巡察报告", REPORTS, site.unit)
    hands.open_menu("更多", "生成反馈问题")
    stage.rest()
    hands.shot("反馈问题")
    open_row(stage, "巡察任务", "准备", task)
    hands.open_menu("更多", "反馈问题全部登记为已反馈")
    stage.rest()
    hands.open_menu("更多", "起草反馈意见")
    stage.rest()
    hands.wait_for("整改要求")
    give_twice(stage, task, presenter=site.leader, head=site.head, on=on)


def judge_common(stage: Stage, title: str) -> None:
    """What several units have in common, adopted, judged, and handed to the department of the trade."""
    hands = stage.hands
    hands.go_to("底稿", "研判与核实", "共性问题")
    stage.rest()
    hands.tick("几轮一起比")
    stage.rest()
    hands.wait_for("列为共性问题")
    hands.shot("共性问题-比对")
    hands.select_row(title)
    hands.press("列为共性问题")
    stage.rest()
    hands.fill({"处理方式": ("勾", "转行业主管部门"), "行业主管部门": DEPARTMENT})
    save(stage)
    step(stage, "研判认定", "属共性问题")
    hands.shot("共性问题-认定")


def recommend(stage: Stage) -> None:
    """The judged problem, open in its form, becomes a recommendation to the department; it is sent."""
    hands = stage.hands
    hands.open_menu("更多", "起草巡察建议书…")
    stage.rest()
    hands.fill({"种类": ("选", "共性问题移交")})
    hands.press("起草")
    stage.rest()
    hands.wait_for("具体建议")
    hands.fill(
        {
            "具体建议": "修订差旅费报销审核办法，对各单位2025年以来的差旅费报销开展一次专项检查。",
            "发出日期": "2026-09-14",
            "答复期限": "2026-10-14",
        }
    )
    save(stage)
    step(stage, "发出", "同意")
    hands.shot("巡察建议书")


def warn(stage: Stage, task: str, trouble: str, today: date) -> None:
    """Warnings proposed by colour, one sent; points taken off by stage."""
    hands = stage.hands
    _supervision(stage, task)
    hands.shot("预警与督办一览")
    hands.press("提出到期预警")
    stage.rest()
    hands.row(trouble)
    stage.rest()
    hands.fill(
        {
            "要求": "倒排时间，按期完成。",
            "发函日期": today.isoformat(),
            "答复期限": (today + timedelta(days=5)).isoformat(),
        }
    )
    save(stage)
    step(stage, "发预警函", "同意")
    hands.shot("整改预警")
    _supervision(stage, task)
    hands.press("扣分…")
    stage.rest()
    hands.fill({"督查阶段": ("选", "日常监督")})
    hands.press("打开扣分表")
    stage.rest()
    hands.wait_for("确认评分")
    hands.write("第6项得分", "3")
    hands.write("第6项理由", "一项任务推进滞后")
    stage.rest()
    hands.shot("督查扣分")
    _supervision(stage, task)
    hands.wait_for("扣3")


def _supervision(stage: Stage, task: str) -> None:
    stage.hands.go_to("整改", "督查督办", "预警与督办一览")
    stage.rest()
    stage.hands.choose("巡察任务", task)
    stage.rest()


def satisfy(stage: Stage, task: str, today: date) -> None:
    """The votes of one side typed; the page then shows all three with their formula."""
    hands = stage.hands
    way = ("整改", "评估与满意度", "三满意结果")
    hands.go_to(*way)
    stage.rest()
    hands.choose("巡察任务", task)
    stage.rest()
    hands.press("登记测评")
    stage.rest()
    very, basic, bad = SATISFIED["people"]
    hands.fill(
        {
            "测评方": ("选", "党员干部群众"),
            "测评日期": today.isoformat(),
            "发出": str(very + basic + bad),
            "收回": str(very + basic + bad),
            "满意": str(very),
            "基本满意": str(basic),
            "不满意": str(bad),
        }
    )
    save(stage)
    step(stage, "核定")
    hands.go_to(*way)
    stage.rest()
    hands.choose("巡察任务", task)
    stage.rest()
    hands.shot("三满意结果")


def publish(stage: Stage, task: str) -> None:
    """The public version beside the party's, approved."""
    hands = stage.hands
    way = ("整改", "公开", "双公开一览")
    hands.go_to(*way)
    stage.rest()
    hands.choose("巡察任务", task)
    stage.rest()
    hands.press("起草公开稿")
    stage.rest()
    hands.wait_for("公开载体")
    step(stage, "审定", "同意公开")
    hands.go_to(*way)
    stage.rest()
    hands.choose("巡察任务", task)
    stage.rest()
    hands.shot("双公开一览")


def file_away(stage: Stage, task: str) -> None:
    """What is finished of one task collected item by item, numbered, and bound into volumes."""
    hands = stage.hands
    new_record(
        stage,
        ("撤点移交", "归档", "归档设置"),
        "归档设置",
        {"全宗号": "0146"},
    )
    hands.go_to("撤点移交", "归档", "立卷归档")
    stage.rest()
    hands.choose("巡察任务", task)
    stage.rest()
    hands.press("收集归档文件")
    stage.rest()
    hands.press("整理编号")
    stage.rest()
    hands.press("组卷")
    stage.rest()
    hands.shot("立卷归档")
