"""The page 绩效考核: what the records say of every cadre of a round, the points, and the ranking with its reasons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.closeout.appraisal.performance import FIGURES, Cadre, Ranking, ranking, score_member
from app.areas.closeout.appraisal.service import points_or_dash
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.view import open_sheet
from app.areas.preparation.model import Member
from app.areas.preparation.staffing.view.people import RoundBox
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, words

if TYPE_CHECKING:
    from db.session import Session

PERFORMANCE_PAGE = "appraisal.performance"
SHORT = {
    "problems": "问题", "papers": "底稿", "clues": "线索", "talks": "谈话", "visits": "走访", "petitions": "信访",
    "pieces": "信息",
}  # fmt: skip


def read_ranking(session: Session, *, round_id: str) -> Ranking | None:
    """The ranking of a round, None without one."""
    return ranking(session, round_id) if round_id else None


def score_all(session: Session, round_id: str) -> int:
    """Begin or bring up to date the sheet of every cadre; confirmed ones stay. Returns how many there are."""
    keys = [cadre.key for cadre in ranking(session, round_id).cadres]
    with session.transaction():
        for key in keys:
            score_member(session, session.get(Member, key))
    return len(keys)


class PerformancePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "绩效考核",
            "数字由记录算出，建议分由程序按方案折算，最后由人打分确认",
            about="member",
            wide=True,
        )
        self._round = RoundBox(desk)
        self._all = button("全部生成评分表", self._on_all, icon_name="scale", role="main")
        pieces = button("信息稿件", partial(desk.open_page, "list:info_piece"), icon_name="file-text")
        for part in (self._round, pieces, self._all):
            self.buttons.addWidget(part)
        self._round.chosen.connect(self._on_round)
        self.watch("assessment", "member", "finding", "working_paper", "info_piece")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.start()

    def _on_round(self, _id: str) -> None:
        read = partial(read_ranking, round_id=self._round.id)
        self.desk.work.read(read, self._on_ranking, owner=self, slot="ranking")

    def _on_ranking(self, ranked: Ranking | None) -> None:
        box = redraw(self.body)
        self._all.setVisible(ranked is not None and bool(ranked.cadres))
        if ranked is None or not ranked.cadres:
            go = button("去组员", partial(self.desk.open_page, "list:member"), role="main")
            text = "组员到组、记录了谈话和底稿以后，这里按人统计并排名。"
            box.addWidget(empty("chart-column", "还没有可以考核的干部", text, go))
        else:
            self._draw(box, ranked)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, ranked: Ranking) -> None:
        codes = [code for code in FIGURES if code in ranked.averages]
        done = sum(cadre.confirmed for cadre in ranked.cadres)
        section(box, "排名", f"{len(ranked.cadres)} 人，已确认 {done} 人；双击打分")
        heads = ("名次", "姓名", "巡察组", *(SHORT[code] for code in codes), "得分", "等次", "理由")
        widths = (52, 76, 124, *(56 for _ in codes), 64, 64, 260)
        lines = Lines("绩效排名", heads, widths, grow=len(heads) - 1)
        for place, cadre in enumerate(ranked.cadres, 1):
            lines.add(self._texts(place, cadre, codes, ranked), cadre.key)
        average = ("", "人均", "", *(f"{ranked.averages[code]:.1f}" for code in codes), "", "", "")
        foot = lines.add(average)
        foot.setFont(1, theme.font(strong=True))
        lines.right(0, *range(3, 4 + len(codes)))
        lines.opened.connect(self._on_opened)
        lines.fill(box)
        box.addWidget(
            words(
                "发现问题：本人登记为发现人，或列入本人承办并审签底稿的问题；谈话：担任谈话人或记录人；信访：由本人登记；"
                "线索只对能打开专库的人统计。",
                "muted", wrap=True,
            )
        )  # fmt: skip

    def _texts(self, place: int, cadre: Cadre, codes: list[str], ranked: Ranking) -> tuple[str, ...]:
        points = points_or_dash(cadre.points) + ("" if cadre.confirmed or cadre.points is None else "△")
        counts = (str(cadre.counts.get(code, 0)) for code in codes)
        return (str(place), cadre.name, cadre.group_name, *counts, points, cadre.grade, ranked.reasons(cadre))

    def _on_opened(self, key: object) -> None:
        if not key:
            return
        self.desk.work.write(
            lambda session: score_member(session, session.get(Member, str(key))), self._on_sheet, owner=self
        )

    def _on_sheet(self, sheet: Assessment) -> None:
        open_sheet(self.desk, (sheet.id,))

    def _on_all(self) -> None:
        round_id = self._round.id
        self.desk.work.write(
            lambda session: score_all(session, round_id),
            lambda count: self.desk.note(f"已生成或更新 {count} 份评分表，评价指标请逐份打分"),
            owner=self,
        )
