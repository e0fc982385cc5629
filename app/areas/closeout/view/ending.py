"""The last two steps of the close-out page as they are drawn: what is left before erasing, and what will remain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from app.areas.closeout.view.closing import Closing
from app.areas.closeout.view.rows import blocker_rows
from app.widgets.desk import Desk
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, words


def draw_erase(
    box: QVBoxLayout,
    desk: Desk,
    closing: Closing,
    see_list: Callable[[], object],
    wanted: Callable[[], object],
) -> None:
    """What has to be settled before erasing, then the door to it. see_list: unfolds the checklist."""
    closeout = closing.closeout
    if closeout is None or not closeout.bundle_id:
        box.addWidget(
            words(
                "封装以后，先交清载体、打印件和清单各项，登记回执，再由两名使用人各自输入口令清除。",
                "body-muted",
            )
        )
        return
    if closeout.state == "erasing":
        cut = Notice("warn", "triangle-alert", "两人已经确认，但清除没有开始：程序在这中间关闭了")
        cut.line("库里什么都没有清除。按“清除…”由两人再确认一次就接着办；要改内容的，先退回撤组、重新封装。")
        cut.offer("打开撤组记录", lambda: desk.open_record("closeout", closeout.id))
        box.addWidget(cut)
    others = tuple(blocker for blocker in closing.after if blocker.type != "handover_item")
    waiting = len(closing.after) - len(others)
    if closing.after:
        box.addWidget(words("清除以前还要交清：", "body-muted"))
    if waiting:
        go = button("看清单", see_list, role="link")
        box.addLayout(beside(words(f"○ 移交清单还有 {waiting} 个环节没有交接"), go, None))
    blocker_rows(box, desk, others, closing.task.id)
    if closing.saved:
        numbers = "、".join(number for number, _ in closing.saved[:6])
        box.addWidget(
            words(
                f"▲ 另存出去的文件还在原处 {len(closing.saved)} 个（{numbers}）：清除不会动它们，请先删除或随介质交出。",
                "body-muted",
                wrap=True,
            )
        )
    if closeout.state in ("receipted", "erasing"):
        said = "清除的是整个工作库：记录、附件、线索专区、日志、密钥和本机备份。清除后不能恢复。"
        box.addWidget(words(said, "body-muted", wrap=True))
        box.addLayout(beside(button("清除…", wanted, icon_name="trash-2", role="main"), None))


def draw_end(box: QVBoxLayout, folder: Path) -> None:
    """What will be left once everything is gone, and where."""
    for text in (
        "清除完成后，程序逐处查验没有残留，出具带签名的清除确认书，打印后交巡察办和保密管理员各一份。",
        f"这台电脑上只留下确认书（回执在它的电子文件里），在 {folder}。巡察办凭确认书文件或纸上的二维码登记零持有。",
        "确认书证明登记在册的都清了，不证明没有登记的不存在。",
    ):
        box.addWidget(words(text, "body-muted", wrap=True))
