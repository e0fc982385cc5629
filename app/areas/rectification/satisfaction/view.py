"""The page 三满意结果: the votes of each side, the three together by the office's rule, and the assessments beside them.

Nothing is written here but a sheet or poll that is begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.service import begin, result, schemes_of, sheets_about
from app.areas.libraries.schemes.view import open_sheet
from app.areas.preparation.model import Task
from app.areas.rectification.satisfaction.model import EVALUATION
from app.areas.rectification.satisfaction.service import Satisfaction, satisfaction
from app.core.errors import Refused
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import facts, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.rows import button, words
from app.widgets.task_page import TaskPage
from db.vault import Vault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from db.session import Session

PAGE = "rectification.satisfaction"
REVIEW = "rectification_review"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """三满意结果."""
    return (PageSpec(PAGE, "三满意结果", "gauge", "rectification", SatisfactionPage, group=EVALUATION),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """An assessment is begun on the page."""
    return {}


@dataclass(frozen=True)
class Shown:
    """The result of a unit, and its assessments as (subject, stage, formula, grade, id)."""

    result: Satisfaction
    sheets: tuple[tuple[str, str, str, str, str], ...]


class SatisfactionPage(TaskPage[Shown]):
    """Sides with their formulas, the result, the assessments."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "三满意结果",
            "督查评估、业务主管部门、党员干部群众三方测评，合成的算式写在下面",
            about="satisfaction_poll",
            watched=("satisfaction_poll", "satisfaction_rule", "assessment", "assessment_score"),
            more=(
                button("修改算法", self._on_rule, icon_name="settings"),
                button("登记测评", self._on_poll, icon_name="plus", role="main"),
            ),
        )
        self._rule = ("", "")

    def read(self, session: Session, task_id: str) -> Shown:
        """The sides of one unit and its sheets."""
        task = session.get(Task, task_id)
        sheets = sheets_about(session, REVIEW, task_id=task_id)
        return Shown(satisfaction(session, task), tuple(_sheet(session, held) for held in sheets))

    def draw(self, box: QVBoxLayout, shown: Shown) -> None:
        """The table of sides, the sum, the assessments."""
        done = shown.result
        self._rule = (done.rule.id, done.rule.round_id)
        section(box, "三方测评", done.verdict)
        heads = ("测评方", "权重", "发出", "收回", "满意", "基本满意", "不满意", "满意率", "算式")
        lines = Lines("三方测评", heads, (120, 56, 48, 48, 48, 72, 60, 76, 200), grow=8)
        for side in done.sides:
            percent = f"{side.percent:.2f}%" if side.percent is not None else ""
            votes = (side.issued, side.returned, side.very, side.basic, side.dissatisfied)
            lines.add((side.label, f"{side.weight}%", *map(str, votes), percent, side.formula), side.side)
        lines.right(1, 2, 3, 4, 5, 6, 7)
        lines.fit()
        lines.opened.connect(self._on_side)
        box.addWidget(lines)
        veto = "；".join(done.vetoed)
        rows = [
            ("合成", done.formula),
            ("一票否决", veto),
            ("算法", done.rule.name + (f"（{done.rule.source}）" if done.rule.source else "")),
        ]
        box.addWidget(facts(rows))
        section(box, "整改评估", "", button("整改评估打分", self.with_task(review)))
        if not shown.sheets:
            box.addWidget(words("还没有评估。集中整改期满后，用评分方案打分。", "body-muted", wrap=True))
            return
        sheets = Lines("整改评估", ("评估对象", "阶段", "算式", "等次"), (200, 100, 240, 80), grow=2)
        for *texts, id in shown.sheets:
            sheets.add(texts, id)
        sheets.opened.connect(self._on_sheet)
        sheets.fit()
        box.addWidget(sheets)

    def _on_side(self, side: object) -> None:
        self.desk.new_record("satisfaction_poll", task_id=self.task_id, side=str(side))

    def _on_sheet(self, id: object) -> None:
        open_sheet(self.desk, (str(id),))

    def _on_poll(self) -> None:
        if self.task_id:
            self.desk.new_record("satisfaction_poll", task_id=self.task_id)

    def _on_rule(self) -> None:
        id, _round = self._rule
        if id:
            self.desk.open_record("satisfaction_rule", id)
        else:
            self.desk.new_record("satisfaction_rule")


def _sheet(session: Session, held: Assessment) -> tuple[str, str, str, str, str]:
    done = result(session, held)
    return held.subject, held.stage, done.formula, done.grade, held.id


def review(desk: Desk, ids: tuple[str, ...]) -> None:
    """Begin a sheet by the first scheme of rectification reviews, and open it."""

    def write(session: Session) -> str:
        task = session.get(Task, ids[0])
        schemes = schemes_of(session, REVIEW)
        if not schemes:
            raise Refused(
                "不能打分", ["没有启用的“整改评估”评分方案"], todo="在资料库的评分方案里启用或新建一个"
            )
        return begin(session, schemes[0].id, task_id=task.id, unit_id=task.unit_id, stage="集中整改期满").id

    desk.work.write(write, lambda id: open_sheet(desk, (id,)))
