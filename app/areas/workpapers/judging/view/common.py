"""The page 共性问题: what the program found alike over the units of one or several rounds, and what people judged.

A proposal becomes a record only by a person's press of a button.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout

from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.workpapers.judging.likeness import Proposal, adopt, propose
from app.areas.workpapers.judging.model import CommonProblem
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control
from db.query import Query

if TYPE_CHECKING:
    from db.session import Session

LEVELS = (("比对从宽", "loose"), ("比对适中", "middle"), ("比对从严", "strict"))
MOST_ROUNDS = 3
"""Rounds compared together: every finding is held against every other of its sub-category."""
MOST = 100
"""Judged problems that are listed."""
HEADS = ("问题", "子类", "单位", "问题数", "相近度")
WIDTHS = (360, 260, 200, 64, 72)
JUDGED = ("编号", "种类", "名称", "涉及单位", "处理方式", "状态")
JUDGED_WIDTHS = (130, 80, 220, 200, 160, 80)


@dataclass(frozen=True)
class Seen:
    """What the page shows. judged: a row of texts for each record; more: those before them."""

    proposals: tuple[Proposal, ...]
    aspects: dict[str, str]
    units: dict[str, str]
    judged: tuple[tuple[str, tuple[str, ...]], ...]
    more: int = 0


def read_seen(session: Session, *, round_id: str, every: bool, level: str) -> Seen:
    """Proposals over the round, or over the newest MOST_ROUNDS rounds, and everything already judged."""
    if every:
        newest = session.some(Query("round"), MOST_ROUNDS)
        rounds = tuple(held for held in reversed(newest) if isinstance(held, Round))
    else:
        rounds = (session.get(Round, round_id),) if round_id else ()
    proposals = propose(session, rounds, level=level)
    found = [finding for proposal in proposals for finding in proposal.findings]
    of_task = {
        id: _short(session.get(Unit, session.get(Task, id).unit_id))
        for id in {finding.task_id for finding in found}
    }
    units = {finding.id: of_task[finding.task_id] for finding in found}
    wanted = {round_.id for round_ in rounds}
    fitting = [
        held
        for held in session.find(CommonProblem)
        if every or not held.round_ids or wanted & set(held.round_ids)
    ]
    judged = tuple((held.id, _judged(session, held)) for held in fitting[-MOST:])
    aspects = {p.aspect: session.code_label("focus_item", p.aspect) for p in proposals if p.aspect}
    return Seen(proposals, aspects, units, judged, len(fitting) - len(judged))


def _short(unit: Unit) -> str:
    return unit.short_name or unit.name


def _judged(session: Session, held: CommonProblem) -> tuple[str, ...]:
    units = "、".join(_short(session.get(Unit, key)) for key in held.unit_ids)
    treatments = "、".join(session.code_label("common_treatment", code) for code in held.treatments)
    nature = session.code_label("problem_nature", held.nature)
    return held.number, nature, held.title, units, treatments, held.TYPE.lifecycle.state(held.state).label


class CommonPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "共性问题", "同一子类、写法相近、涉及两个以上单位的，由程序列出，人来认定",
            about="common_problem", wide=True,
        )  # fmt: skip
        self._round = TaskBox(desk, "round")
        name_control(self._round, "轮次")
        self._every = QCheckBox("几轮一起比")
        name_control(self._every, "几轮一起比")
        self._every.setChecked(not desk.hand.round_id)
        self._level = QComboBox()
        name_control(self._level, "比对宽严")
        for label, code in LEVELS:
            self._level.addItem(label, code)
        self._level.setCurrentIndex(1)
        self._round.chosen.connect(self._on_chosen)
        self._every.toggled.connect(self._on_toggled)
        self._level.activated.connect(self._on_level)
        for each in (
            self._round,
            self._every,
            self._level,
            button("列为共性问题", self._on_adopt, icon_name="git-merge", role="main"),
        ):
            self.buttons.addWidget(each)
        self._seen = Seen((), {}, {}, ())
        self._lines: Lines | None = None
        self.watch("common_problem", "finding")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._round.ask()

    def _on_chosen(self, _id: str) -> None:
        self._read()

    def _on_toggled(self, _on: bool) -> None:
        self._read()

    def _on_level(self, _place: int) -> None:
        self._read()

    def _read(self) -> None:
        read = partial(
            read_seen, round_id=self._round.id, every=self._every.isChecked(), level=self._level.currentData()
        )
        self.desk.work.read(read, self._on_seen, owner=self, slot="seen")

    def _on_seen(self, seen: Seen) -> None:
        self._seen = seen
        box = redraw(self.body)
        self._lines = None
        section(box, "程序比对提出", f"{len(seen.proposals)} 组；几轮一起比时，比最近 {MOST_ROUNDS} 轮")
        if seen.proposals:
            self._draw_proposals(box)
        else:
            box.addWidget(
                empty(
                    "git-merge", "没有比对出共性问题",
                    "会商认定的问题选了“聚焦”和“子类”，两个以上单位写法相近，就会列在这里；也可以放宽比对，或几轮一起比。",
                    button("去问题列表", partial(self.desk.open_page, "list:finding")),
                )
            )  # fmt: skip
        section(box, "已研判", f"{len(seen.judged) + seen.more} 条")
        if seen.judged:
            lines = Lines("已研判", JUDGED, JUDGED_WIDTHS, grow=2)
            for id, texts in seen.judged:
                lines.add(texts, id)
            lines.opened.connect(self._on_open_judged)
            lines.fit()
            box.addWidget(lines)
            every = partial(self.desk.open_page, "list:common_problem")
            rest(box, seen.more, "条较早的", go=("看全部", every))
        box.addStretch(1)

    def _draw_proposals(self, box: QVBoxLayout) -> None:
        seen = self._seen
        lines = Lines("程序比对提出", HEADS, WIDTHS, grow=1, most=16)
        lines.setRootIsDecorated(True)
        for place, proposal in enumerate(seen.proposals):
            head = lines.add(
                (
                    proposal.title, seen.aspects.get(proposal.aspect, ""),
                    "、".join(_short(unit) for unit in proposal.units), str(len(proposal.findings)),
                    f"{proposal.share:.0%}",
                ),
                place,
            )  # fmt: skip
            for finding in proposal.findings:
                lines.add(
                    (f"{finding.number}　{finding.title}", finding.summary, seen.units[finding.id], "", ""),
                    finding.id, under=head,
                )  # fmt: skip
            head.setExpanded(place < 3)
        lines.right(3, 4)
        lines.fit()
        lines.opened.connect(self._on_open)
        self._lines = lines
        box.addWidget(lines)

    def _on_open(self, key: object) -> None:
        if isinstance(key, str):
            self.desk.open_record("finding", key)

    def _on_open_judged(self, key: object) -> None:
        self.desk.open_record("common_problem", str(key))

    def _on_adopt(self) -> None:
        chosen = [key for key in self._lines.chosen() if isinstance(key, int)] if self._lines else []
        if not chosen:
            text = "在“程序比对提出”里点一组（不是下面的问题），再按这个按钮。"
            dialogs.tell(self.window(), "还没有选中一组问题", text)
            return
        proposal = self._seen.proposals[chosen[0]]

        def done(made: CommonProblem) -> None:
            self.desk.note(f"已列{made.number}，补齐处理方式后研判认定")
            self.desk.open_record("common_problem", made.id)

        self.desk.work.write(lambda session: adopt(session, proposal), done, owner=self)
