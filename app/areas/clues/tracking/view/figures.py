"""The page 线索处置统计: clues, persons, hand-over, cases and sanctions in figures, each rate with its formula."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.areas.clues.tracking.service import Chain, chain_over
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session


def read_chain(session: Session, *, round_id: str, unit_id: str) -> Chain:
    """The chain over the tasks of the round and unit in hand; all tasks without one."""
    asked = (("round_id", round_id), ("unit_id", unit_id))
    scope = tuple(Filter(name, Op.EQ, id) for name, id in asked if id)
    return chain_over(session, [str(id) for (id,) in session.values(Query("task", scope), "id")])


class FiguresPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "线索处置统计",
            "按顶上的轮次和单位计；“不作线索”的不计，每个比率带算式",
            about="clue",
            wide=True,
        )
        self.buttons.addWidget(
            button("去线索台账", partial(desk.open_page, "tracking.ledger"), icon_name="list-checks")
        )
        self.watch("clue", "clue_transfer")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        hand = self.desk.hand
        self.desk.work.read(
            partial(read_chain, round_id=hand.round_id, unit_id=hand.unit_id),
            self._on_chain,
            owner=self,
            slot="chain",
        )

    def _on_chain(self, found: Chain) -> None:
        box = redraw(self.body)
        if not found.clues:
            go = button("去问题线索", partial(self.desk.open_page, "list:clue"))
            box.addWidget(empty("lock", "还没有登记线索", "登记线索以后，这里统计移交、立案和处分。", go))
            box.addStretch(1)
            return
        section(box, "从线索到处分")
        steps = Lines("从线索到处分", ("环节", "件数", "说明"), (220, 100, 400), grow=2)
        for label, count, note in _steps(found):
            steps.add((label, str(count), note))
        steps.right(1)
        steps.fit()
        box.addWidget(steps)
        section(box, "比率和算式")
        box.addWidget(facts(found.formulas))
        section(box, "分类")
        kinds = Lines("分类", ("分类", "项目", "数量"), (200, 400, 100), grow=1)
        for title, rows in (
            ("接收单位", found.by_receiver),
            ("处置方式", found.by_disposal),
            ("四种形态", found.by_form),
            ("处理处分", found.by_sanction),
        ):
            for place, (label, count) in enumerate(rows):
                kinds.add((title if place == 0 else "", label, str(count)))
        kinds.right(2)
        kinds.fit()
        box.addWidget(kinds)
        box.addStretch(1)


def _steps(found: Chain) -> tuple[tuple[str, int, str], ...]:
    return (
        ("线索", found.clues, f"涉及{found.persons}人"),
        ("已移交", found.handed, "移交、接收、办理、反馈、办结的都计"),
        ("已接收", found.received, "接收单位已签收"),
        ("已反馈或办结", found.answered, ""),
        ("超期未反馈", found.overdue, "过了反馈期限还没有结果"),
        ("立案", found.filed, "已立案和已结案"),
        ("受处理处分（人）", found.sanctioned, "按各件登记的处理人数相加"),
        ("移送司法", found.justice, ""),
        ("一案双查", found.dual, ""),
    )
