"""The page 装备与经费: what a group has, what has not come back, budget against spending with the sums."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.areas.parts import PaperSpec
from app.areas.preparation.model import Task
from app.areas.preparation.planning.papers import BUDGET_SPEC, EQUIPMENT_SPEC
from app.areas.preparation.planning.service.means import Means, means_of
from app.areas.preparation.planning.service.shipped import apply_means
from app.areas.preparation.planning.view.task_page import TaskPage
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.display import money_text
from app.widgets.frame import empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button

if TYPE_CHECKING:
    from db.session import Session

MEANS = "planning.means"


@dataclass(frozen=True)
class Shown:
    """The means of one task, with the labels of their codes."""

    held: Means
    equipment: dict[str, str]
    budget: dict[str, str]


def read_means(session: Session, task_id: str) -> Shown:
    """What one task has and costs."""
    return Shown(
        means_of(session, task_id),
        {code.code: code.label for code in session.codes("equipment_kind")},
        {code.code: code.label for code in session.codes("budget_kind")},
    )


class MeansPage(TaskPage):
    """The page."""

    code = MEANS

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "装备与经费", "这个组要什么、配了没有、还了没有；预算和支出的合计", about="equipment_item"
        )
        for each in (
            button("打印装备登记表", partial(self._on_print, EQUIPMENT_SPEC), icon_name="printer"),
            button("打印经费表", partial(self._on_print, BUDGET_SPEC), icon_name="printer"),
            button("新增装备", self._on_equipment, icon_name="plus"),
            button("新增预算", self._on_budget, icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self._held: Means | None = None
        self.watch("equipment_item", "budget_item")
        self.refresh()

    def read(self, task_id: str) -> None:
        """Ask for the means of a task."""
        self.desk.work.read(partial(read_means, task_id=task_id), self._on_shown, owner=self, slot="means")

    def _on_shown(self, shown: Shown) -> None:
        box = redraw(self.body)
        held = self._held = shown.held
        if not held.equipment and not held.budget:
            go = button("套用通用模板", self._on_template, role="main")
            text = "先套用通用的装备和预算科目，再按本组人数、天数填写数量和金额。"
            box.addWidget(empty("package", "还没有装备和经费", text, go))
            box.addStretch(1)
            return
        section(box, "合计")
        left = f"{money_text(held.planned)} − {money_text(held.spent)} ＝ {money_text(held.left)}"
        back = "、".join(row.name for row in held.outstanding)
        box.addWidget(
            facts(
                (
                    ("预算合计", f"{money_text(held.planned)} 元"),
                    ("实际支出", f"{money_text(held.spent)} 元"),
                    ("结余", f"{left} 元" + ("　▲ 超支" if held.left < 0 else "")),
                    ("还没有归还", back or "没有"),
                )
            )
        )
        section(box, "装备物资", f"{len(held.equipment)} 种；双击打开")
        heads = ("类别", "名称", "数量", "来源", "保管人", "配发", "归还", "状态")
        lines = Lines("装备物资", heads, (120, 200, 64, 130, 84, 104, 104, 84), grow=1, most=12)
        for row in held.equipment:
            lines.add(
                (
                    shown.equipment.get(row.kind, ""), row.name, f"{row.quantity or ''}{row.unit}", row.source, row.holder,
                    row.issued_on.isoformat() if row.issued_on else "",
                    row.returned_on.isoformat() if row.returned_on else "",
                    row.TYPE.lifecycle.state(row.state).label,
                ),
                ("equipment_item", row.id),
            )  # fmt: skip
        lines.right(2)
        lines.tight(5, 6)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)
        section(box, "经费预算", "金额单位：元")
        lines = Lines(
            "经费预算", ("科目", "内容", "预算", "支出", "结余", "测算依据"), (120, 240, 110, 110, 110, 240), grow=5, most=14
        )  # fmt: skip
        for item in held.budget:
            amount, spent = item.amount or 0, item.spent or 0
            texts = (
                shown.budget.get(item.kind, ""), item.content, money_text(amount), money_text(spent),
                money_text(amount - spent), item.basis,
            )  # fmt: skip
            lines.add(texts, ("budget_item", item.id))
        lines.add(
            ("合计", "", money_text(held.planned), money_text(held.spent), money_text(held.left), ""), None
        )
        lines.right(2, 3, 4)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)
        box.addStretch(1)

    def _on_opened(self, key: tuple[str, str] | None) -> None:
        if key:
            self.desk.open_record(*key)

    def _on_print(self, spec: PaperSpec) -> None:
        id = self.box.id
        if not id or self._held is None:
            dialogs.tell(self.window(), "还没有任务", "先建立巡察任务，再打印。")
            return
        rows: tuple[Record, ...] = self._held.equipment if spec is EQUIPMENT_SPEC else self._held.budget
        self.desk.print_paper(spec.label, lambda session: spec.build(session, id), rows)

    def _on_equipment(self) -> None:
        self.desk.new_record("equipment_item", task_id=self.box.id)

    def _on_budget(self) -> None:
        self.desk.new_record("budget_item", task_id=self.box.id)

    def _on_template(self) -> None:
        id = self.box.id
        self.desk.work.write(
            lambda session: apply_means(session, session.get(Task, id)),
            lambda count: self.desk.note(f"已列出 {count} 项，请填写数量和金额"),
            owner=self,
        )
