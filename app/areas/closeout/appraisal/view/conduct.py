"""The page 问卷和结果 of 作风纪律后评估: anonymous sheets entered one by one, averages, the talk, the result.

It never shows who filled in a sheet, for nobody writes it down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.areas.closeout.appraisal.model import ConductReview
from app.areas.closeout.appraisal.papers import PAPERS
from app.areas.closeout.appraisal.service import (
    ItemAverage,
    add_sheet,
    count_review,
    item_averages,
    points_or_dash,
    review_sheets,
    review_text,
)
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.service import Result
from app.areas.libraries.schemes.view import open_sheet
from app.core.points import points_text, short_points
from app.core.records import Record
from app.widgets import theme
from app.widgets.aim import has_aim, take_aim
from app.widgets.badges import state_badge
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import TaskBox, WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control, words
from app.widgets.steps import take_step

if TYPE_CHECKING:
    from db.session import Session

CONDUCT_PAGE = "appraisal.conduct"
WEAK = 5
TALK = ("sent", "talked_on", "talked_by", "talked_with", "talk", "self_view", "conclusion")


@dataclass(frozen=True)
class Shown:
    """A review with its sheets, the average over them and the items, weakest first."""

    review: ConductReview
    sheets: tuple[Assessment, ...]
    done: Result | None
    items: tuple[ItemAverage, ...]


def read_review(session: Session, *, id: str) -> Shown | None:
    """A review counted anew, None when there is none. On the writer: the count is kept in the review."""
    if not id or not session.exists("conduct_review", id):
        return None
    review, done = count_review(session, session.get(ConductReview, id))
    sheets = review_sheets(session, review)
    confirmed = [sheet for sheet in sheets if sheet.state == "confirmed"]
    return Shown(review, sheets, done, item_averages(session, confirmed))


class ConductPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "作风纪律后评估", "问卷不记名，一份一录；结合谈话定结果", about="conduct_review", wide=True
        )
        self._box = TaskBox(desk, "conduct_review")
        self._box.setMaximumWidth(theme.scaled(280))
        name_control(self._box, "后评估")
        self._add = button("录一份问卷", self._on_add, icon_name="plus")
        self._talk = button("谈话和结论…", self._on_talk, icon_name="message-square")
        self._print = button("打印", self._on_print, icon_name="printer")
        self._settle = button("定结果", self._on_settle, icon_name="check", role="main")
        for part in (self._box, self._add, self._talk, self._print, self._settle):
            self.buttons.addWidget(part)
        self._wanted = ""
        self._shown: Shown | None = None
        self._box.chosen.connect(self._on_chosen)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._wanted = take_aim(self.desk, CONDUCT_PAGE) or self._wanted
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """A review may have been asked for while the page was covered."""
        super().showEvent(event)
        if has_aim(self.desk, CONDUCT_PAGE):
            self.refresh()

    def _on_chosen(self, _id: str) -> None:
        if self._wanted:
            self._box.choose(self._wanted)
            self._wanted = ""
        self._read()

    def _read(self) -> None:
        self.desk.work.write(partial(read_review, id=self._box.id), self._on_read, owner=self)

    def _on_read(self, shown: Shown | None) -> None:
        self._shown = shown
        box = redraw(self.body)
        opened = shown is not None and shown.review.state == "open"
        for part in (self._add, self._talk, self._settle):
            part.setVisible(opened)
        self._print.setVisible(shown is not None)
        if shown is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"), role="main")
            text = "在巡察任务的菜单里选“作风纪律后评估”，建立一次后评估，再逐份录入问卷。"
            box.addWidget(empty("shield-check", "还没有后评估", text, go))
        else:
            self._draw(box, shown)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, shown: Shown) -> None:
        review = shown.review
        state = review.TYPE.lifecycle.state(review.state)
        section(box, f"{review.group_name}作风纪律后评估", review.grade, state_badge(state))
        box.addWidget(words(review_text(review, shown.done), "strong", wrap=True))
        due = review.talk_due.isoformat() if review.talk_due else ""
        talked = review.talked_on.isoformat() if review.talked_on else "还没有谈话"
        box.addWidget(
            facts(
                (
                    ("谈话期限", due),
                    ("评估谈话", f"{talked}　{review.talked_with}".strip()),
                    ("谈话情况", review.talk),
                    ("结论", review.conclusion),
                )
            )
        )
        self._draw_items(box, shown.items)
        self._draw_sheets(box, shown.sheets)

    def _draw_items(self, box: QVBoxLayout, items: tuple[ItemAverage, ...]) -> None:
        if not items:
            return
        section(box, "各项平均", f"{len(items)} 项，得分率低的在前")
        heads = ("方面", "评估内容", "分值", "平均分", "得分率")
        lines = Lines("各项平均", heads, (120, 420, 64, 72, 80), grow=1, most=7)
        for place, item in enumerate(items):
            mark = "▲ " if place < WEAK and item.share < 90 else ""
            lines.add(
                (
                    item.aspect,
                    item.content,
                    short_points(item.full),
                    points_text(item.average),
                    f"{mark}{item.share:.0f}%",
                )
            )
        lines.right(2, 3, 4)
        lines.fit()
        box.addWidget(lines)

    def _draw_sheets(self, box: QVBoxLayout, sheets: tuple[Assessment, ...]) -> None:
        section(box, "问卷", f"{len(sheets)} 份；双击打开")
        if not sheets:
            box.addWidget(
                words("还没有录入问卷，点“录一份问卷”。空白问卷在评分方案的打印菜单里。", "body-muted")
            )
            return
        lines = Lines(
            "问卷", ("问卷", "录入日期", "得分", "等次", "状态"), (160, 140, 90, 100, 120), grow=0, most=10
        )
        for sheet in sheets:
            state = sheet.TYPE.lifecycle.state(sheet.state).label
            on = sheet.assessed_on.isoformat() if sheet.assessed_on else ""
            lines.add((sheet.stage, on, points_or_dash(sheet.points), sheet.grade, state), sheet.id)
        lines.right(2)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)

    # Acting

    def _on_opened(self, id: object) -> None:
        open_sheet(self.desk, (str(id),))

    def _on_add(self) -> None:
        if self._shown is not None:
            review = self._shown.review
            self.desk.work.write(
                lambda session: add_sheet(session, session.get(ConductReview, review.id)),
                self._on_added,
                owner=self,
            )

    def _on_added(self, sheet: Assessment) -> None:
        open_sheet(self.desk, (sheet.id,))

    def _on_talk(self) -> None:
        if self._shown is None:
            return
        id = self._shown.review.id
        ask_fields(
            self.desk, "谈话和结论", lambda session: session.get(ConductReview, id), TALK, "保存",
            partial(self._store, id),
        )  # fmt: skip

    def _store(self, id: str, _record: Record, values: dict[str, Any]) -> None:
        self.desk.work.write(
            lambda session: session.save(replace(session.get(ConductReview, id), **values)),
            lambda _held: self._read(),
            owner=self,
        )

    def _on_print(self) -> None:
        if self._shown is not None:
            review = self._shown.review
            spec = next(spec for spec in PAPERS if spec.name == "conduct_review")
            self.desk.print_paper(spec.label, lambda session: spec.build(session, review.id), (review,))

    def _on_settle(self) -> None:
        if self._shown is not None:
            step = ConductReview.TYPE.lifecycle.transition("settle")
            take_step(self.desk, self, self._shown.review, step, lambda _record: self._read())
