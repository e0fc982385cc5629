"""Cards and bundles between the two laptops, carried on the stick."""

from __future__ import annotations

from pathlib import Path

from app.story.stage import Stage


def make_card(stage: Stage, name: str, path: Path, org: str = "示例县委") -> None:
    """Set up this laptop's identity and put its card on the stick."""
    hands = stage.hands
    hands.go("名片与往来", "保密与台账")
    stage.rest()
    hands.fill({"名称": name, "单位": org})
    hands.press("建立名片")
    stage.rest()
    hands.wait_for("核对词")
    hands.shot(f"名片-{name}")
    hands.press("导出名片…")
    hands.pick_file(path)
    hands.wait("名片文件", path.exists)


def learn_card(stage: Stage, path: Path) -> None:
    """Take the other side's card from the stick, compare the words, keep it."""
    hands = stage.hands
    hands.go("名片与往来", "保密与台账")
    stage.rest()
    hands.press("登记对方名片…")
    hands.pick_file(path)
    hands.wait_for("核对")
    hands.tick("当面核对无误，八个词完全一致")
    hands.shot("核对名片")
    hands.press("登记名片")
    stage.rest()


def make_task_bundle(stage: Stage, task: str, folder: Path, card: str = "") -> Path:
    """The office seals the task for the group (for `card` where there are several); the new bundle in `folder`."""
    hands = stage.hands
    hands.go("制作任务包", "准备")
    stage.rest()
    hands.check_row(task)
    if card:
        hands.choose("封给哪个组的名片", card)
    hands.shot("制作任务包")
    hands.press("制作任务包…")
    return new_bundle(stage, folder, "任务包")


def make_working_bundle(stage: Stage, folder: Path, card: str) -> Path:
    """A working bundle (协作包) of the task in hand for one other laptop of the group; the new bundle in `folder`."""
    hands = stage.hands
    hands.go_to("撤点移交", "密封包往来", "制作密封包")
    stage.rest()
    hands.choose("对方名片", card)
    hands.wait_for("将要送出")
    stage.rest()
    hands.shot(f"制作协作包-{card}")
    hands.press("制作密封包…")
    return new_bundle(stage, folder, "协作包")


def new_bundle(stage: Stage, folder: Path, what: str) -> Path:
    """Name `folder` in the open dialog, and wait for the bundle that appears in it."""
    before = set(folder.glob("*.xcb"))
    stage.hands.pick_file(folder)
    found: set[Path] = set()

    def ready() -> bool:
        found.update(set(folder.glob("*.xcb")) - before)
        return bool(found)

    stage.hands.wait(what, ready, 120)
    stage.rest()
    return found.pop()


def take_bundle(stage: Stage, path: Path, name: str) -> None:
    """Open a bundle, look at what it would change, accept it."""
    hands = stage.hands
    hands.go("打开密封包", "撤点移交")
    stage.rest()
    hands.press("选择密封包…")
    hands.pick_file(path)
    hands.wait_for("不接收")
    hands.shot(f"打开密封包-{name}")
    hands.press("接收")
    stage.rest()
    hands.wait_for("已接收")


def issue_receipt(stage: Stage, path: Path) -> None:
    """The office answers the hand-over it has just accepted."""
    hands = stage.hands
    hands.press("出具回执…")
    hands.pick_file(path)
    hands.wait("回执", path.exists)
    stage.rest()
    hands.shot("出具回执")


def add_member(stage: Stage, name: str, roles: tuple[str, ...], password: str) -> None:
    """A second person, with a password that he has to change at his first unlock."""
    hands = stage.hands
    hands.go("使用人与口令", "保密与台账")
    stage.rest()
    hands.press("新增使用人…")
    hands.fill({"登录名": name, "姓名": name})
    for role in roles:
        hands.tick(f"岗位 {role}")
    hands.tick("可以打开线索专区")
    hands.fill({"初始口令": password, "再输一遍初始口令": password})
    hands.shot("新增使用人")
    hands.press("新增")
    stage.rest()
    hands.wait("使用人", lambda: hands.top is stage.window)
