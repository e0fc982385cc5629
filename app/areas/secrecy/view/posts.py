"""The page 岗位与权限: who may do what, from the one table; what the keys separate, and what the program alone does.

It changes nothing: posts are granted in the account of a user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QHeaderView, QVBoxLayout

from app.core.roles import LABELS, TABLE, Act, Role, reason_against
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, facts, redraw, section
from app.widgets.matrix import Matrix, MatrixCell
from app.widgets.pieces import Pieces
from app.widgets.rows import words

_RULES = (
    (
        "三员分立",
        "安全审计员不能兼任系统管理员或安全保密管理员；登记时就拦住，已有冲突的，三员的权限都不生效。",
    ),
    ("没有超级管理员", "没有一个岗位什么都能办；除组长、巡察办主任外，谁也不能给自己增加岗位。"),
    ("两人同办", "清除工作库要两名使用人各自输入口令。"),
    ("留痕", "每一次被拒绝的操作都记入操作日志。"),
    ("钥匙隔开的", "线索专区（线索、受保护的反映人、移交批次、督办等）：没有钥匙的人，换什么工具都打不开。"),
    ("程序管的", "上表其余各项：在本程序里有效；能打开本库又懂技术的人，可以绕过程序看到普通记录。"),
)


class PostsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "岗位与权限", "谁能办什么：全部动作和岗位对照", about="account", wide=True)
        self._pieces = Pieces(desk.work, self)
        self.refresh()

    def refresh(self) -> None:
        """Draw; the table is the program's."""
        redraw(self.body)
        self._pieces.start(self._drawing(self.body))

    def _drawing(self, box: QVBoxLayout) -> Iterator[Callable[[], object]]:
        mine = "、".join(label for role, label in LABELS.items() if role in self.desk.actor.roles)
        section(box, "我的岗位", mine or "没有登记岗位")
        for group, acts in groupby(TABLE, key=lambda act: act.group):
            yield partial(self._draw_group, box, group, tuple(acts))
        yield partial(self._draw_rules, box)

    def _draw_group(self, box: QVBoxLayout, group: str, acts: tuple[Act, ...]) -> None:
        section(box, group, f"{len(acts)} 项")
        rows = []
        for act in acts:
            why = reason_against(self.desk.actor, act.code)
            me = MatrixCell("✕", "red", f"为何不能：{why}") if why else MatrixCell("✓", "", "您可以办")
            rows.append(
                (
                    MatrixCell(act.label, "", act.label),
                    me,
                    *(_cell(act.label, role, role in act.roles) for role in LABELS),
                )
            )
        table = Matrix(f"岗位与权限 {group}", ("动作", "我", *LABELS.values()), rows, most=len(rows))
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        box.addWidget(table)

    def _draw_rules(self, box: QVBoxLayout) -> None:
        section(box, "怎么分开的")
        box.addWidget(facts(_RULES))
        box.addWidget(words("岗位在“使用人与口令”里选人后点“岗位与姓名…”授予。", "muted", wrap=True))
        box.addStretch(1)


def _cell(label: str, role: Role, may: bool) -> MatrixCell:
    return MatrixCell("✓" if may else "", "", f"{LABELS[role]}{'可以' if may else '不能'}{label}")
