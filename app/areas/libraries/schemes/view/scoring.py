"""The page 打分: the items of one sheet with points and reasons; sum and grade follow while somebody types.

Each row is stored when the keyboard leaves it; the sums are those of app.areas.libraries.schemes.service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.areas.libraries.schemes.model import Assessment, AssessmentScore, Scheme
from app.areas.libraries.schemes.service import (
    aspect_sums,
    combined,
    confirm,
    result_of,
    rows_of,
    score,
    sheets_about,
)
from app.core.points import points_text, short_points
from app.core.records import Record
from app.widgets import theme
from app.widgets.aim import has_aim, take_aim
from app.widgets.badges import state_badge
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import TaskBox, WorkPage, empty, facts, redraw, section
from app.widgets.points_spin import PointsSpin
from app.widgets.rows import button, hairline, name_control, words
from app.widgets.steps import take_step

if TYPE_CHECKING:
    from db.session import Session

ASSESSMENT = "assessment"
HEAD = ("assessor", "assessed_on", "stage", "opinion")


@dataclass(frozen=True)
class Shown:
    """One sheet with all that the page says of it. average: the sum over all sheets on the same subject, "" for none."""

    sheet: Assessment
    scheme: Scheme
    rows: tuple[AssessmentScore, ...]
    about: str
    average: str


def read_sheet(session: Session, id: str) -> Shown | None:
    """A sheet and its scheme, None when there is none."""
    if not id or not session.exists("assessment", id):
        return None
    sheet = session.get(Assessment, id)
    scheme = session.get(Scheme, sheet.scheme_id)
    names = [
        session.fetch(kind, key).title
        for kind, key in (("task", sheet.task_id), ("unit", sheet.unit_id), ("person", sheet.person_id))
        if session.exists(kind, key)
    ]
    average = ""
    if scheme.averaged:
        given = {
            "subject_id": sheet.subject_id,
            "unit_id": sheet.unit_id,
            "person_id": sheet.person_id,
            "task_id": sheet.task_id,
        }
        others = [
            held
            for held in sheets_about(session, sheet.kind, **given)
            if held.scheme_id == sheet.scheme_id
            and held.subject == sheet.subject
            and held.state == "confirmed"
        ]
        over = combined(session, others)
        average = f"{over.formula}，{over.grade}" if over is not None else ""
    return Shown(sheet, scheme, rows_of(session, sheet), "、".join(dict.fromkeys(names)), average)


class ScoringPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "打分", "逐项给分，离开一格就保存", about="assessment", wide=True)
        self._total = words("", "section")
        self._box = TaskBox(desk, "assessment")
        self._box.setMaximumWidth(theme.scaled(340))
        name_control(self._box, "评分记录")
        self._box.chosen.connect(self._on_chosen)
        self._confirm = button("确认评分", self._on_confirm, icon_name="check", role="main")
        self._reopen = button("退回重评", self._on_reopen, icon_name="undo-2")
        self._form = button("评分人和意见…", self._on_head, icon_name="pencil")
        for part in (self._total, self._box, self._form, self._reopen, self._confirm):
            self.buttons.addWidget(part)
        self._wanted = ""
        self._shown: Shown | None = None
        self._spins: dict[int, PointsSpin] = {}
        self._said: dict[int, QLineEdit] = {}
        self._sums: dict[str, Any] = {}
        self._draw()
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        if aim := take_aim(self.desk, ASSESSMENT):
            self._wanted = aim
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """A sheet may have been asked for while the page was covered."""
        super().showEvent(event)
        if has_aim(self.desk, ASSESSMENT):
            self.refresh()

    def _on_chosen(self, id: str) -> None:
        if self._wanted:
            self._box.choose(self._wanted)
            id, self._wanted = self._wanted, ""
        self._read(id)

    def _read(self, id: str) -> None:
        self.desk.work.read(partial(read_sheet, id=id), self._on_sheet, owner=self, slot="sheet")

    def _on_sheet(self, shown: Shown | None) -> None:
        self._shown = shown
        self._draw()

    # Drawing

    def _draw(self) -> None:
        box = redraw(self.body)
        self._spins, self._said, self._sums = {}, {}, {}
        shown = self._shown
        locked = shown is not None and self._is_locked(shown.sheet)
        for part in (self._form, self._confirm):
            part.setVisible(shown is not None and not locked)
        self._reopen.setVisible(locked)
        self._total.setVisible(shown is not None)
        if shown is None:
            go = button("去评分方案", partial(self.desk.open_page, "list:scheme"), role="main")
            text = "在“评分方案”里选一个方案，点“用此方案打分…”，写明评谁，再逐项给分。"
            box.addWidget(empty("scale", "还没有评分记录", text, go))
            box.addStretch(1)
            return
        self._draw_head(box, shown)
        done = False
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP + theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(4, 2)
        line = self._draw_titles(grid, deduct=shown.sheet.method == "deduct")
        for aspect in dict.fromkeys(row.aspect for row in shown.rows):
            line = self._draw_aspect(grid, line, aspect)
            for row in (row for row in shown.rows if row.aspect == aspect):
                line = self._draw_row(grid, line, row, locked=locked)
            done = True
        made = QWidget()
        made.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        made.setVisible(done)
        box.addWidget(made)
        box.addStretch(1)
        self._add_up()

    def _draw_head(self, box: QVBoxLayout, shown: Shown) -> None:
        sheet = shown.sheet
        section(
            box, f"{sheet.subject}{f'（{sheet.stage}）' if sheet.stage else ''}", shown.scheme.name,
            state_badge(sheet.TYPE.lifecycle.state(sheet.state)),
        )  # fmt: skip
        self._formula = words("", wrap=True)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        on = sheet.assessed_on.isoformat() if sheet.assessed_on else ""
        box.addWidget(
            facts(
                (
                    ("关联", shown.about),
                    ("评分人", f"{sheet.assessor or '不记名'}　{on}"),
                    ("评语", sheet.opinion),
                    ("多人平均", shown.average),
                    ("方案说明", shown.scheme.note),
                )
            )
        )
        box.addWidget(self._formula)

    def _draw_titles(self, grid: QGridLayout, *, deduct: bool) -> int:
        titles = ("序号", "评分内容和标准", "分值", "扣分" if deduct else "得分", "理由")
        for column, title in enumerate(titles):
            made = words(title, "label")
            if column in (2, 3):
                made.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(made, 0, column)
        return 1

    def _draw_aspect(self, grid: QGridLayout, line: int, aspect: str) -> int:
        title, total = words(aspect or "未分方面", "strong"), words("", "muted")
        total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._sums[aspect] = total
        grid.addWidget(hairline(), line, 0, 1, 5)
        grid.addWidget(title, line + 1, 0, 1, 2)
        grid.addWidget(total, line + 1, 2, 1, 2)
        return line + 2

    def _draw_row(self, grid: QGridLayout, line: int, row: AssessmentScore, *, locked: bool) -> int:
        place = row.position or 0
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(words(row.content, wrap=True))
        if row.standard:
            said.addWidget(words(row.standard, "muted", wrap=True))
        spin = PointsSpin(f"第{place}项得分", row.full, row.points)
        spin.valueChanged.connect(self._on_typed)
        spin.editingFinished.connect(partial(self._keep, place))
        reason = QLineEdit(row.reason)
        reason.setMaxLength(500)
        name_control(reason, f"第{place}项理由")
        reason.editingFinished.connect(partial(self._keep, place))
        for part in (spin, reason):
            part.setEnabled(not locked)
        most = words("不限" if row.full is None else points_text(row.full))
        most.setFont(theme.font(tabular=True))
        grid.addWidget(words(str(place), "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(said, line, 1)
        grid.addWidget(most, line, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(spin, line, 3, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(reason, line, 4, Qt.AlignmentFlag.AlignTop)
        self._spins[place], self._said[place] = spin, reason
        return line + 1

    # Sums

    def _on_typed(self, _value: float) -> None:
        self._add_up()

    def _typed_rows(self) -> tuple[AssessmentScore, ...]:
        if self._shown is None:
            return ()
        return tuple(
            replace(row, points=self._spins[place].tenths, reason=self._said[place].text().strip())
            if (place := row.position or 0) in self._spins
            else row
            for row in self._shown.rows
        )

    def _add_up(self) -> None:
        shown = self._shown
        if shown is None:
            return
        rows = self._typed_rows()
        done = result_of(shown.scheme, shown.sheet.full, rows)
        self._total.setText(f"{points_text(done.points)} / {short_points(done.full)} 分　{done.grade}")
        self._formula.setText(done.formula)
        sign = "扣 " if shown.scheme.method == "deduct" else ""
        for aspect, got, most in aspect_sums(rows):
            if aspect in self._sums:
                self._sums[aspect].setText(f"{sign}{points_text(got)} / {short_points(most)}")

    # Storing

    def _keep(self, place: int) -> None:
        shown = self._shown
        if shown is None or place not in self._spins:
            return
        row = next(row for row in shown.rows if row.position == place)
        typed = next(row for row in self._typed_rows() if row.position == place)
        if (row.points, row.reason) == (typed.points, typed.reason):
            return
        given = {place: (typed.points, typed.reason)}
        self._shown = replace(
            shown, rows=tuple(typed if held.position == place else held for held in shown.rows)
        )
        self.desk.work.write(lambda session: score(session, shown.sheet, given), self._on_kept, owner=self)

    def _on_kept(self, sheet: Assessment) -> None:
        if self._shown is not None and self._shown.sheet.id == sheet.id:
            self._shown = replace(self._shown, sheet=sheet)

    def leave(self) -> None:
        """Another page comes: the row in hand is kept."""
        for place in tuple(self._spins):
            self._keep(place)

    def _on_confirm(self) -> None:
        shown = self._shown
        if shown is None:
            return
        self.leave()
        self.desk.work.write(
            lambda session: confirm(session, shown.sheet), lambda done: self._on_done(done), owner=self
        )

    def _on_done(self, sheet: Assessment) -> None:
        self.desk.note(f"已确认：{points_text(sheet.points or 0)}分 {sheet.grade}")
        self._read(sheet.id)

    def _on_reopen(self) -> None:
        if self._shown is not None:
            step = Assessment.TYPE.lifecycle.transition("reopen")
            take_step(self.desk, self, self._shown.sheet, step, self._on_moved)

    def _on_moved(self, record: Record) -> None:
        self._read(record.id)

    def _on_head(self) -> None:
        if self._shown is None:
            return
        self.leave()
        id = self._shown.sheet.id
        ask_fields(
            self.desk, "评分人和意见", lambda session: session.get(Assessment, id), HEAD, "保存",
            partial(self._store_head, id),
        )  # fmt: skip

    def _store_head(self, id: str, _record: Record, values: dict[str, Any]) -> None:
        self.desk.work.write(
            lambda session: session.save(replace(session.get(Assessment, id), **values)),
            self._on_moved,
            owner=self,
        )

    @staticmethod
    def _is_locked(sheet: Assessment) -> bool:
        return sheet.TYPE.lifecycle.state(sheet.state).locked
