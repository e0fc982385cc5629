"""The page 全覆盖: coverage of a term with its formula, by level and category, and where every unit stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.planning.model.plans import Plan
from app.areas.preparation.planning.service.coverage import STATUS, Coverage, Share, coverage
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

COVERAGE = "planning.coverage"
ORDER = ("open", "planned", "doing", "done")


@dataclass(frozen=True)
class Shown:
    """Coverage and the labels of its codes."""

    held: Coverage
    levels: dict[str, str]
    categories: dict[str, str]


def read_coverage(session: Session, plan_id: str) -> Shown | None:
    """Coverage of one plan, None without a plan."""
    if not plan_id:
        return None
    return Shown(
        coverage(session, session.get(Plan, plan_id), today=date.today()),
        {code.code: code.label for code in session.codes("unit_level")},
        {code.code: code.label for code in session.codes("unit_category")},
    )


class CoveragePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "全覆盖", "任期内应巡察的党组织巡到了多少；每个数都能点开", about="plan", wide=True
        )
        self._plan = TaskBox(desk, "plan")
        name_control(self._plan, "巡察规划")
        self._plan.chosen.connect(self._on_plan)
        for each in (
            self._plan,
            button("年度要点", partial(desk.open_page, "list:annual_point"), icon_name="calendar-days"),
            button("列入规划", partial(desk.new_record, "plan_unit"), icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("plan", "plan_unit", "unit", "task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._plan.ask()

    def _on_plan(self, id: str) -> None:
        self.desk.work.read(partial(read_coverage, plan_id=id), self._on_shown, owner=self, slot="coverage")

    def _on_shown(self, shown: Shown | None) -> None:
        box = redraw(self.body)
        if shown is None:
            go = button("去新建巡察规划", partial(self.desk.new_record, "plan"), role="main")
            text = "先建立本届的巡察规划，写明起止年份；覆盖率按这几年里的巡察任务计算。"
            box.addWidget(empty("flag", "还没有巡察规划", text, go))
            box.addStretch(1)
            return
        held = shown.held
        span = f"{held.plan.from_year or ''}—{held.plan.to_year or ''}年"
        section(box, "有形覆盖", span)
        box.addWidget(words(held.whole.formula, "title"))
        target = held.plan.target
        if target is not None and held.whole.percent is not None:
            need = max(0, -(-held.whole.total * target // 100) - held.whole.done)
            said = f"规划目标 {target}%，" + (f"还差 {need} 个党组织。" if need else "已经达到。")
            box.addWidget(words(said, "body-muted"))
        box.addLayout(
            beside(
                *(
                    button(
                        f"{label} {len(held.whole.ids[code])} 个",
                        partial(self._open, held.whole.ids[code]),
                        icon_name="list",
                        hint=f"查看{label}的党组织",
                    )
                    for code, label in STATUS.items()
                ),
                None,
            )
        )
        self._draw_shares(box, held)
        self._draw_units(box, shown)
        box.addStretch(1)

    def _draw_shares(self, box: QVBoxLayout, held: Coverage) -> None:
        section(box, "按级别和类别", "双击一行看其中的党组织")
        heads = ("范围", "应巡察", "已巡察", "正在巡察", "已列入计划", "还没有安排", "覆盖率")
        lines = Lines("按级别和类别的覆盖率", heads, (220, 84, 84, 84, 96, 96, 90), most=16)
        for share in (held.whole, *held.by_level, *held.by_category):
            self._add_share(lines, share)
        lines.right(1, 2, 3, 4, 5, 6)
        lines.opened.connect(self._on_share)
        lines.fit()
        box.addWidget(lines)

    def _add_share(self, lines: Lines, share: Share) -> None:
        percent = f"{share.percent:.1f}%" if share.percent is not None else "—"
        counts = (str(len(share.ids[code])) for code in STATUS)
        item = lines.add((share.label, str(share.total), *counts, percent), share)
        item.setToolTip(6, share.formula)

    def _draw_units(self, box: QVBoxLayout, shown: Shown) -> None:
        section(box, "各党组织", "没有安排的排在前面；双击打开")
        heads = ("党组织", "级别", "类别", "状态", "计划", "任期内最近", "次数")
        lines = Lines("各党组织的覆盖情况", heads, (280, 110, 110, 110, 130, 104, 52))
        for row in sorted(shown.held.units, key=lambda row: (ORDER.index(row.status), row.unit.name)):
            unit = row.unit
            last = row.last_on.isoformat() if row.last_on else ""
            level = shown.levels.get(unit.level, "")
            category = shown.categories.get(unit.category, "")
            item = lines.add(
                (unit.name, level, category, STATUS[row.status], row.planned, last, str(row.times)), unit.id
            )
            if row.status == "open":
                item.setForeground(3, theme.color("amber"))
                item.setText(3, f"△ {STATUS['open']}")
        lines.right(6)
        lines.tight(5)
        lines.opened.connect(self._on_unit)
        lines.fill(box)

    def _on_unit(self, id: str) -> None:
        self.desk.open_record("unit", id)

    def _on_share(self, share: Share) -> None:
        self._open(tuple(id for ids in share.ids.values() for id in ids))

    def _open(self, ids: tuple[str, ...]) -> None:
        self.desk.open_list("unit", (Filter("id", Op.IN, ids),))
