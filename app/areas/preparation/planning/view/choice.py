"""The page 对象排序: units by points with the reasons, and the choice put on the round's proposed list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTreeWidgetItem

from app.areas.preparation.model import Round
from app.areas.preparation.planning.model.choosing import Candidate
from app.areas.preparation.planning.service.choosing import CLUE, Ranked, propose, ranking, schemes_of
from app.areas.preparation.planning.service.shipped import load_weights
from app.core.errors import Refused
from app.core.points import points_text
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, rest, section
from app.widgets.lines import ID, Lines
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

CHOICE = "planning.choice"
MOST = 100
"""Units listed, the first by points; those behind are listed when they are asked for."""


@dataclass(frozen=True)
class Shown:
    """The ranking by one scheme. proposed: units already on the round's list."""

    schemes: tuple[str, ...]
    scheme: str
    ranked: tuple[Ranked, ...]
    proposed: frozenset[str]
    clues: bool


def read_choice(session: Session, scheme: str, round_id: str) -> Shown:
    """The ranking; by the first scheme when `scheme` is not there."""
    schemes = schemes_of(session)
    chosen = scheme if scheme in schemes else next(iter(schemes), "")
    held = session.find(Candidate, round_id=round_id) if round_id else ()
    return Shown(
        schemes,
        chosen,
        ranking(session, chosen, today=date.today()) if chosen else (),
        frozenset(row.unit_id for row in held),
        session.can_clues,
    )


class ChoicePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "对象排序", "按权重给党组织排序，理由逐条写明；排序只供研究", about="candidate", wide=True
        )
        self._round = TaskBox(desk, "round")
        name_control(self._round, "轮次")
        self._round.chosen.connect(self._on_round)
        self._scheme = QComboBox()
        name_control(self._scheme, "权重方案")
        self._scheme.setMinimumWidth(theme.scaled(120))
        self._scheme.activated.connect(self._on_scheme)
        for each in (
            self._round,
            self._scheme,
            button("登记单位情况", partial(desk.new_record, "unit_signal"), icon_name="plus"),
            button("改权重", partial(desk.open_page, "list:choice_factor"), icon_name="scale"),
            button("列入建议名单", self._on_propose, icon_name="star", role="main"),
        ):
            self.buttons.addWidget(each)
        self._lines: Lines | None = None
        self._why: Lines | None = None
        self._every = False
        self.watch("unit", "unit_signal", "choice_factor", "candidate", "task", "plan_unit")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.ask()

    def _on_round(self, _id: str) -> None:
        self._read()

    def _on_every(self) -> None:
        self._every = True
        self._read()

    def _on_scheme(self, _place: int) -> None:
        self._read()

    def _read(self) -> None:
        read = partial(read_choice, scheme=self._scheme.currentText(), round_id=self._round.id)
        self.desk.work.read(read, self._on_shown, owner=self, slot="choice")

    def _on_shown(self, shown: Shown) -> None:
        self._scheme.clear()
        self._scheme.addItems(list(shown.schemes))
        self._scheme.setCurrentText(shown.scheme)
        self._lines = self._why = None
        box = redraw(self.body)
        if not shown.scheme:
            go = button("载入通用权重", self._on_load, role="main")
            text = "先有一套权重：信访、审计、距上次巡察年数等各计多少分。载入通用权重后按本地情况修改。"
            box.addWidget(empty("scale", "还没有选题权重", text, go))
            box.addStretch(1)
            return
        section(box, f"排序（{shown.scheme}）", f"{len(shown.ranked)} 个党组织；勾选后列入建议名单")
        heads = ("名次", "党组织", "分数", "主要理由", "本轮", "上次巡察")
        lines = Lines("党组织排序", heads, (64, 250, 64, 320, 76, 104), grow=3, most=14)
        listed = shown.ranked if self._every else shown.ranked[:MOST]
        for place, ranked in enumerate(listed, 1):
            self._add(lines, place, ranked, ranked.unit.id in shown.proposed)
        lines.right(2)
        lines.tight(5)
        lines.currentItemChanged.connect(self._on_current)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)
        rest(box, len(shown.ranked) - len(listed), "个分数较低的党组织", go=("全部列出", self._on_every))
        section(box, "理由", "选中的党组织各项因素怎样计分")
        self._why = Lines("计分理由", ("因素", "数量", "得分", "算法"), (160, 64, 64, 420), grow=3, most=8)
        box.addWidget(self._why)
        if shown.clues:
            box.addWidget(words("问题线索只在有专库钥匙时计算，列入建议名单时不写分数和件数。", "muted"))
        go = button("查看建议名单", self._on_list, icon_name="list")
        box.addLayout(beside(go, None))
        box.addStretch(1)
        self._lines = lines
        if (first := lines.topLevelItem(0)) is not None:
            lines.setCurrentItem(first)

    def _add(self, lines: Lines, place: int, ranked: Ranked, proposed: bool) -> None:
        last = ranked.unit.last_inspected
        why = "；".join(part.words.split("：")[0] + f" {part.value}" for part in ranked.parts[:4])
        texts = (
            str(place), ranked.unit.name, points_text(ranked.tenths), why or "没有可计分的因素",
            "已列入" if proposed else "", last.isoformat() if last else "从未",
        )  # fmt: skip
        item = lines.add(texts, ranked)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Unchecked)

    def _on_current(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        ranked = item.data(0, ID) if item is not None else None
        if self._why is None or not isinstance(ranked, Ranked):
            return
        self._why.clear()
        for part in ranked.parts:
            label = f"{part.label}（仅专库可见）" if part.factor == CLUE else part.label
            self._why.add((label, str(part.value), points_text(part.tenths), part.words))
        self._why.right(1, 2)
        self._why.fit()

    def _on_opened(self, ranked: Ranked) -> None:
        self.desk.open_record("unit", ranked.unit.id)

    def _on_list(self) -> None:
        filters = (Filter("round_id", Op.EQ, self._round.id),) if self._round.id else ()
        self.desk.open_list("candidate", filters)

    def _on_load(self) -> None:
        self.desk.work.write(load_weights, lambda count: self.desk.note(f"已载入 {count} 项权重"), owner=self)

    def _on_propose(self) -> None:
        rows = self._lines.every() if self._lines is not None else []
        chosen = [row.data(0, ID) for row in rows if row.checkState(0) is Qt.CheckState.Checked]
        round_id, scheme = self._round.id, self._scheme.currentText()
        if not chosen or not round_id:
            text = "先在顶部选轮次" if not round_id else "先在排序里勾选党组织"
            dialogs.tell(self.window(), "还不能列入建议名单", f"{text}，再点“列入建议名单”。")
            return

        def write(session: Session) -> int:
            if not session.exists("round", round_id):
                raise Refused("还不能列入建议名单", ["没有选轮次"])
            return len(propose(session, session.get(Round, round_id), chosen, scheme))

        self.desk.work.write(
            write, lambda count: self.desk.note(f"已把 {count} 个党组织列入建议名单"), owner=self
        )
