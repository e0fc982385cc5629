"""The page 联动进度: one linked inspection with its shared schedule and how far each member is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.areas.preparation.planning.model.plans import Linkage
from app.areas.preparation.planning.service.means import LinkedMember, linked
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control

if TYPE_CHECKING:
    from db.session import Session

LINKED = "planning.linked"


@dataclass(frozen=True)
class Shown:
    """One linked inspection."""

    linkage: Linkage
    members: tuple[LinkedMember, ...]
    levels: dict[str, str]


def read_linked(session: Session, id: str) -> Shown | None:
    """A linked inspection with its members, None without one."""
    if not id:
        return None
    held = session.get(Linkage, id)
    levels = {code.code: code.label for code in session.codes("linkage_level")}
    return Shown(held, linked(session, held), levels)


class LinkedPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "联动进度", "几级、几家一起巡：同一时间表，各成员走到哪一步", about="linkage", wide=True
        )
        self._box = TaskBox(desk, "linkage")
        name_control(self._box, "联动巡察")
        self._box.chosen.connect(self._on_chosen)
        self.buttons.addWidget(self._box)
        self.buttons.addWidget(button("增加成员", self._on_member, icon_name="plus", role="main"))
        self.watch("linkage", "linkage_member", "task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def _on_chosen(self, id: str) -> None:
        self.desk.work.read(partial(read_linked, id=id), self._on_shown, owner=self, slot="linked")

    def _on_shown(self, shown: Shown | None) -> None:
        box = redraw(self.body)
        if shown is None:
            go = button("去新建联动巡察", partial(self.desk.new_record, "linkage"))
            text = "建立联动巡察，写明牵头单位和同一时间表，再逐级增加成员。"
            box.addWidget(empty("git-merge", "还没有联动巡察", text, go))
            box.addStretch(1)
            return
        held = shown.linkage
        over = sum(row.over for row in shown.members)
        span = " 至 ".join(day.isoformat() for day in (held.starts_on, held.ends_on) if day)
        section(
            box,
            held.name,
            f"成员 {len(shown.members)} 家，已完成 {over} 家",
            button("打开", self._on_open, icon_name="external-link"),
        )
        levels = "、".join(shown.levels.get(code, code) for code in held.levels)
        box.addWidget(
            facts(
                (
                    ("牵头单位", held.lead),
                    ("参与层级", levels),
                    ("起止", span),
                    ("时间安排", held.schedule),
                    ("情况互通", held.sharing),
                )
            )
        )
        section(box, "成员进展", "由本县巡察组承担的，进展随任务走；双击打开")
        heads = ("层级", "被巡察单位", "承担的巡察组", "走到哪一步", "发现问题", "进展")
        lines = Lines("联动成员进展", heads, (110, 240, 170, 116, 84, 280), grow=5)
        for row in shown.members:
            member = row.member
            level = shown.levels.get(member.level, member.level)
            count = str(member.problems) if member.problems is not None else ""
            mark = "✓" if row.over else "○"
            lines.add(
                (level, member.name, member.group_name, f"{mark} {row.stage}", count, member.progress),
                member.id,
            )
        lines.right(4)
        lines.opened.connect(self._on_opened)
        lines.fill(box)
        box.addStretch(1)

    def _on_opened(self, id: str) -> None:
        self.desk.open_record("linkage_member", id)

    def _on_open(self) -> None:
        self.desk.open_record("linkage", self._box.id)

    def _on_member(self) -> None:
        self.desk.new_record("linkage_member", linkage_id=self._box.id)
