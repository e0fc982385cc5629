"""The page 考评总表: units, cadres, partner departments and excellent cadres of a round; a row opens its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.closeout.appraisal.model import ExcellentCadre
from app.areas.closeout.appraisal.service import (
    Board,
    Partner,
    Standing,
    appraise_member,
    appraise_partner,
    appraise_unit,
    board_of,
    nominate,
    points_or_dash,
)
from app.areas.libraries.model import Person
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.view import open_sheet
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.staffing.view.people import RoundBox
from app.core.records import Record
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, words

if TYPE_CHECKING:
    from db.session import Session

BOARD = "appraisal.board"


@dataclass(frozen=True)
class Row:
    """What a line stands for: unit, cadre or partner, by its key."""

    kind: str
    key: str


def read_board(session: Session, *, round_id: str) -> Board | None:
    """The appraisals of a round, None without one."""
    return board_of(session, round_id, today=date.today()) if round_id else None


class BoardPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "考评总表",
            "单位配合、抽调干部、协作单位、优秀干部；双击一行打分",
            about="excellent_cadre",
            wide=True,
        )
        self._round = RoundBox(desk)
        self._nominate = button("推荐优秀干部…", self._on_nominate, icon_name="star")
        new = partial(desk.open_page, "list:partner_task")
        for part in (self._round, button("协作任务", new, icon_name="list-checks"), self._nominate):
            self.buttons.addWidget(part)
        self._round.chosen.connect(self._on_round)
        self.watch("assessment", "partner_task", "excellent_cadre", "member", "task", "staff_limit")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.start()

    def _on_round(self, _id: str) -> None:
        read = partial(read_board, round_id=self._round.id)
        self.desk.work.read(read, self._on_board, owner=self, slot="board")

    def _on_board(self, board: Board | None) -> None:
        box = redraw(self.body)
        self._nominate.setVisible(board is not None)
        if board is None or not (board.units or board.cadres):
            go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
            box.addWidget(
                empty("scale", "还没有可以考评的任务", "考评按轮次进行。先建立轮次和巡察任务。", go)
            )
        else:
            self._draw(box, board)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, board: Board) -> None:
        self._draw_standings(box, "被巡察单位配合情况", ("党组织", "巡察组"), board.units, "unit")
        self._draw_partners(box, board.partners)
        self._draw_excellent(box, board)
        self._draw_standings(box, "抽调（挂职）干部", ("姓名", "组别和职务"), board.cadres, "cadre")

    def _draw_standings(
        self, box: QVBoxLayout, title: str, heads: tuple[str, str], rows: tuple[Standing, ...], kind: str
    ) -> None:
        done = sum(row.state == "已确认" for row in rows)
        section(
            box,
            title,
            f"{len(rows)} 个，已确认 {done} 个" if kind == "unit" else f"{len(rows)} 人，已确认 {done} 人",
        )
        lines = Lines(title, (*heads, "得分", "等次", "状态"), (260, 260, 80, 100, 120), grow=1, most=8)
        for row in rows:
            lines.add(
                (row.name, row.about, points_or_dash(row.points), row.grade, row.state or "○ 还没有打分"),
                Row(kind, row.key),
            )
        lines.right(2)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)

    def _draw_partners(self, box: QVBoxLayout, partners: tuple[Partner, ...]) -> None:
        section(box, "协作单位", f"{len(partners)} 家")
        if not partners:
            box.addWidget(
                words(
                    "还没有分解协作任务。点右上角“协作任务”，一件一条写明部门、任务、标准、时限。",
                    "body-muted",
                )
            )
            return
        heads = ("协作单位", "任务完成", "逾期", "考评得分", "等次")
        lines = Lines("协作单位", heads, (220, 340, 60, 90, 90), grow=1, most=8)
        for each in partners:
            late = f"▲ {each.late}" if each.late else "0"
            item = lines.add(
                (each.department, each.formula, late, points_or_dash(each.points), each.grade),
                Row("partner", each.department),
            )
            if each.late:
                item.setForeground(2, theme.color("amber"))
        lines.right(2, 3)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)

    def _draw_excellent(self, box: QVBoxLayout, board: Board) -> None:
        chosen = sum(row.state == "评定" for row in board.excellent)
        section(box, "优秀巡察干部", f"推荐 {len(board.excellent)} 人，评定 {chosen} 人；{board.share_text}")
        if not board.excellent:
            box.addWidget(words("还没有推荐人选。", "body-muted"))
            return
        lines = Lines("优秀巡察干部", ("姓名", "巡察组", "得分", "状态"), (160, 300, 90, 120), grow=1, most=6)
        for row in board.excellent:
            lines.add((row.name, row.about, points_or_dash(row.points), row.state), row.key)
        lines.right(2)
        lines.opened.connect(partial(self.desk.open_record, "excellent_cadre"))
        lines.fit()
        box.addWidget(lines)

    # Acting

    def _on_opened(self, row: object) -> None:
        if not isinstance(row, Row):
            return
        round_id = self._round.id

        def write(session: Session) -> Assessment:
            match row.kind:
                case "unit":
                    return appraise_unit(session, session.get(Task, row.key))
                case "cadre":
                    return appraise_member(session, session.get(Member, row.key))
                case _:
                    return appraise_partner(session, session.get(Round, round_id), row.key)

        self.desk.work.write(write, self._on_sheet, owner=self)

    def _on_sheet(self, sheet: Assessment) -> None:
        open_sheet(self.desk, (sheet.id,))

    def _on_nominate(self) -> None:
        round_id = self._round.id
        ask_fields(
            self.desk, "推荐优秀巡察干部", lambda _session: ExcellentCadre(round_id=round_id),
            ("person_id", "group_name", "deeds"), "推荐", partial(self._store, round_id),
            needs=("person_id", "deeds"),
        )  # fmt: skip

    def _store(self, round_id: str, _record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> ExcellentCadre:
            return nominate(
                session, session.get(Round, round_id), session.get(Person, str(values["person_id"])),
                deeds=values["deeds"], group_name=values["group_name"],
            )  # fmt: skip

        self.desk.work.write(write, lambda made: self.desk.note(f"已推荐{made.name}"), owner=self)
