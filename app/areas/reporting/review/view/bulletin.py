"""The page 评审通报: the groups of a round by score, the common defects, and those that are still open.

Each figure is the service's; the page draws it and prints the bulletin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Round
from app.areas.reporting.review.papers import bulletin_paper
from app.areas.reporting.review.service import Bulletin, bulletin
from app.core.points import points_text
from app.documents.paper import Paper
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button, name_control, words
from db.session import Session

BULLETIN = "review_bulletin"
HEADS = ("名次", "巡察组", "被巡察单位", "报告得分", "等次", "底稿均分", "评了底稿", "总评", "缺陷", "已改")
WIDTHS = (56, 150, 220, 90, 70, 90, 90, 80, 64, 64)


@dataclass(frozen=True)
class Shown:
    """The bulletin with the words of its codes and the names of tasks."""

    made: Bulletin
    kinds: dict[str, str]
    tasks: dict[str, str]


def read_bulletin(session: Session, round_id: str) -> Shown | None:
    """The bulletin of a round; None when there is no round."""
    if not round_id or not session.exists("round", round_id):
        return None
    made = bulletin(session, round_id)
    return Shown(
        made,
        {code.code: code.label for code in session.codes("defect_kind")},
        {row.task.id: row.task.group_name for row in made.rows},
    )


class BulletinPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "评审通报", "报告和底稿质量评审的得分、名次和共性缺陷", about="defect", wide=True
        )
        self._shown: Shown | None = None
        self._round = TaskBox(desk, "round")
        name_control(self._round, "轮次")
        self._round.chosen.connect(lambda _id: self._read())
        for each in (
            self._round,
            button("列出缺陷", partial(desk.new_record, "defect"), icon_name="plus"),
            button("打印通报", self._on_print, icon_name="printer", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("defect", "assessment", "report", "working_paper")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.ask()

    def _read(self) -> None:
        if self.desk.hand.round_id:
            self._round.choose(self.desk.hand.round_id)
        read = partial(read_bulletin, round_id=self._round.id)
        self.desk.work.read(read, self._on_shown, owner=self, slot="bulletin")

    def _on_shown(self, shown: Shown | None) -> None:
        self._shown = shown
        box = redraw(self.body)
        if shown is None or not shown.made.rows:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            text = "有了任务和报告、底稿，在它们的“更多”里点“质量评审打分…”，这里汇总得分和缺陷。"
            box.addWidget(empty("chart-column", "还没有可以评审的任务", text, go))
            box.addStretch(1)
            return
        made = shown.made
        section(box, "得分和名次", f"{len(made.rows)} 个组；双击打开任务")
        ranking = Lines("得分和名次", HEADS, WIDTHS, grow=2)
        for row in made.rows:
            texts = (
                str(row.rank) if row.total is not None else "—", row.task.group_name, row.unit, _points(row.report),
                row.grade or "—", _points(row.papers), f"{row.scored}/{row.of}", _points(row.total),
                str(row.defects), str(row.fixed),
            )  # fmt: skip
            ranking.add(texts, row.task.id)
        ranking.right(0, 3, 5, 6, 7, 8, 9)
        ranking.opened.connect(partial(self.desk.open_record, "task"))
        ranking.fit()
        box.addWidget(ranking)
        box.addLayout(beside(words(made.formula, "muted"), None))
        self._draw_kinds(box, shown)
        self._draw_open(box, shown)
        box.addStretch(1)

    def _draw_kinds(self, box: QVBoxLayout, shown: Shown) -> None:
        if not shown.made.kinds:
            return
        section(box, "共性缺陷", f"{sum(count for _, count, _ in shown.made.kinds)} 处")
        lines = Lines("共性缺陷", ("缺陷种类", "处数", "涉及巡察组"), (240, 90, 110), most=10)
        for kind, count, groups in shown.made.kinds:
            lines.add((shown.kinds.get(kind, kind), str(count), f"{groups} 个"))
        lines.right(1, 2)
        lines.fit()
        box.addWidget(lines)

    def _draw_open(self, box: QVBoxLayout, shown: Shown) -> None:
        left = shown.made.open
        section(box, "还没有改的缺陷", f"{len(left)} 处；双击打开" if left else "没有")
        if not left:
            return
        lines = Lines(
            "还没有改的缺陷",
            ("巡察组", "位置", "种类", "缺陷", "评审人"),
            (150, 170, 100, 380, 90),
            grow=3,
            most=12,
        )
        for held in left:
            texts = (
                shown.tasks.get(held.task_id, ""), held.place, shown.kinds.get(held.kind, held.kind),
                " ".join(held.content.split()), held.found_by,
            )  # fmt: skip
            lines.add(texts, held.id)
        lines.opened.connect(partial(self.desk.open_record, "defect"))
        lines.fit()
        box.addWidget(lines)

    def _on_print(self) -> None:
        round_id = self._round.id
        if self._shown is None or not round_id:
            dialogs.tell(self.window(), "没有可以打印的通报", "先选一轮，完成评审打分。")
            return

        def make(session: Session) -> Paper:
            return bulletin_paper(
                session.get(Round, round_id), bulletin(session, round_id), session.code_label
            )

        self.desk.print_paper("评审通报", make, [row.task for row in self._shown.made.rows])


def _points(tenths: int | None) -> str:
    return "—" if tenths is None else points_text(tenths)
