"""Rectification of two tasks, leaving the site, hand-over, receipt, two persons, and the certificate."""

from __future__ import annotations

from pathlib import Path

from app.shell.erasing import ErasingWindow
from app.story.exchange import new_bundle
from app.story.fieldwork import TASK, save, step
from app.story.stage import Stage, password
from app.story.writing import open_row

TASKS = (
    (
        "修订居民代表会议议事规则并重新发包鱼塘",
        "一户一票民主议定，合同和价款公开",
        "召开居民代表会议，修订议事规则，对鱼塘重新议定发包方案并公示。",
        "已召开代表会议2次，修订议事规则1项，鱼塘重新发包，年承包款提高到31000元并公示。",
        "会议记录、新合同、公示照片",
    ),
    (
        "清退违规报销餐费并规范现金使用",
        "违规餐费全部清退，现金使用合规",
        "清退无公函餐费8640元，制定报销和现金管理办法。",
        "8640元已由责任人退回集体账户，制定管理办法1项。",
        "收款收据、管理办法文本",
    ),
)


def task_step(stage: Stage, label: str, values: dict[str, object] | None = None) -> None:
    """Move the inspection task itself on."""
    open_row(stage, "巡察任务", "准备", TASK)
    if values:
        stage.hands.fill(values)
        save(stage)
    step(stage, label)


PLANNED = ("古见山", "言守正", "副主任", "组织人事负责人", "近三年退休")
"""Those of the task bundle's talk plan whom the story does not talk to."""


def settle_plans(stage: Stage) -> None:
    """Every open line of the talk plan closed with its reason, as leaving the site asks."""
    for who in PLANNED:
        stage.hands.go_to("了解", "谈话", "谈话安排")
        stage.rest()
        stage.hands.row(who)
        stage.rest()
        step(stage, "不再安排", "分工已在其他谈话中谈清")


def rectify(stage: Stage) -> None:
    """Two rectification tasks with a measure each, done and struck off."""
    hands = stage.hands
    for number, (title, goal, measure, result, proof) in enumerate(TASKS):
        hands.go("整改任务", "整改")
        stage.rest()
        hands.press("新建整改任务")
        stage.rest()
        hands.fill(
            {
                "巡察任务": ("选", TASK),
                "整改任务": title,
                "反馈问题": ("选", "财务管理不规范" if number else "从严治党"),
                "整改目标": goal,
                "责任领导": "贺常青",
                "责任单位": "柳溪社区党总支",
                "完成时限": "2026-08-31",
            }
        )
        save(stage)
        hands.go("整改措施", "整改")
        stage.rest()
        hands.press("新建整改措施")
        stage.rest()
        hands.fill(
            {
                "整改任务": ("选", title),
                "巡察任务": ("选", TASK),
                "措施内容": measure,
                "措施类型": ("选", "挽回损失" if number else "建章立制"),
                "责任单位": "柳溪社区党总支",
                "完成时限": "2026-08-31",
                "完成日期": "2026-08-20",
                "完成说明": result,
            }
        )
        save(stage)
        step(stage, "完成")
        open_row(stage, "整改任务", "整改", title)
        step(stage, "启动")
        hands.fill({"完成日期": "2026-08-20", "完成情况": result, "建章立制": "1", "佐证材料说明": proof})
        save(stage)
        step(stage, "完成")
        step(stage, "销号", "资料齐全，同意销号。")
        if number == 0:
            hands.shot("整改任务-销号")


def print_paper(stage: Stage, entry: str, area: str, row: str, paper: str, path: Path) -> None:
    """Preview a paper and save it as PDF: that is an exposure, and stands in the ledger."""
    hands = stage.hands
    open_row(stage, entry, area, row)
    hands.open_menu("打印", paper)
    stage.rest()
    hands.wait("预览", lambda: stage.work.idle and hands.sees("另存为 PDF"))
    hands.settle(600)
    hands.shot(f"预览-{paper}")
    hands.press("另存为 PDF")
    hands.pick_file(path)
    hands.wait("PDF", path.exists)
    stage.rest()


def bring_back_copies(stage: Stage, count: int) -> None:
    """Tick off the copies that are out, one by one."""
    hands = stage.hands
    for _ in range(count):
        hands.go("打印导出登记", "保密与台账")
        stage.rest()
        hands.row("在外")
        stage.rest()
        hands.fill({"收回或销毁日期": "2026-09-10", "收回或监销人": "魏收文"})
        save(stage)
        step(stage, "收回")


def hand_over(stage: Stage, stick: Path) -> Path:
    """Open the list, show what is open, seal to the office."""
    hands = stage.hands
    hands.go("撤组与零持有", "撤点移交")
    stage.rest()
    hands.press("打开撤组清单")
    stage.rest()
    hands.shot("撤组清单")
    hands.press("封装移交包…")
    bundle = new_bundle(stage, stick, "移交包")
    hands.shot("已封装")
    return bundle


def take_receipt(stage: Stage, path: Path) -> None:
    """Verify the office's receipt."""
    hands = stage.hands
    hands.go("撤组与零持有", "撤点移交")
    stage.rest()
    hands.press("登记回执…")
    hands.pick_file(path)
    stage.rest()
    hands.wait_for("回执已核")
    hands.shot("回执已核")


def close_items(stage: Stage, giver: str = "程明理", receiver: str = "魏收文") -> None:
    """All seventeen rows: given by the group, taken by the office."""
    hands = stage.hands
    for label, field, name in (("移交所选…", "移交人", giver), ("接收所选…", "接收人", receiver)):
        hands.select_all("撤组清单")
        hands.press(label)
        hands.write(field, name)
        hands.press(label.removesuffix("所选…"))
        stage.rest()
    hands.shot("十七个环节")


def erase(stage: Stage, persons: tuple[str, str], group: str = "group") -> Path:
    """Two persons, two passwords; what is left is the certificate in the folder of `group`."""
    hands = stage.hands
    hands.press("清除…")
    for title, name in zip(("清除人", "监督人"), persons, strict=True):
        hands.fill({f"{title}登录名": name, f"{title}口令": password(name)})
    hands.tick("我们已核对回执，同意清除")
    hands.shot("清除-两人口令")
    hands.press("清除")
    hands.wait("清除窗口", lambda: isinstance(hands.top, ErasingWindow), 120)
    hands.wait_for("本机零持有", 120)
    hands.shot("零持有")
    hands.press("完成")
    return stage.path(group) / "清除确认书"
