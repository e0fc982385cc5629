"""The page 逐级审议: the levels of one report with meeting, day and opinion, and its four gates.

Whether a level may pass is decided by the step's own rules; the page only asks what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.parts import signed_by
from app.areas.reporting.gates import ReportGate, gates_of
from app.areas.reporting.meetings.model import HELD, MEETINGS_OF, Deliberation, Meeting
from app.areas.reporting.meetings.service import begin_deliberation, hear, meetings_of, sign_gate, steps_of
from app.areas.reporting.model import Report
from app.areas.reporting.view.aim import has_aim, remember, remembered, take_aim
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.badges import state_badge
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, ask_fields, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button, name_control, words

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from db.session import Session

DELIBERATION = "deliberation"
BACK = FieldSpec("back", "退回修改", Kind.FLAG, help="这一级没有通过，退回修改后再审议")
EDITABLE = ("draft", "consulting", "returned")


@dataclass(frozen=True)
class Chain:
    """A report with its levels; `titles` names the meetings; gates: those in use."""

    report: Report
    steps: tuple[Deliberation, ...]
    titles: dict[str, str]
    gates: tuple[ReportGate, ...]

    @property
    def next(self) -> Deliberation | None:
        """The level that is to be heard now."""
        return next((step for step in self.steps if step.state in ("open", "returned")), None)


def read_chain(session: Session, id: str) -> Chain:
    """The chain of a report."""
    steps = steps_of(session, id)
    ids = {step.meeting_id for step in steps if step.meeting_id}
    titles = {key: session.get(Meeting, key).title for key in ids}
    return Chain(session.get(Report, id), steps, titles, gates_of(session))


def proposed(session: Session, id: str) -> Deliberation:
    """The next level of a report, with the newest meeting that can hear it already chosen."""
    step = next(step for step in steps_of(session, id) if step.state in ("open", "returned"))
    kinds = MEETINGS_OF.get(step.level, ())
    fitting = [
        held for held in meetings_of(session, step.task_id) if held.kind in kinds and held.state in HELD
    ]
    if not fitting:
        return step
    held = fitting[-1]
    return replace(step, meeting_id=held.id, held_on=held.at.date() if held.at else None)


class DeliberationPage(WorkPage):
    """The page. It begins with the report that was aimed at, else with the one shown last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "逐级审议", "组内、征求意见、组办联审、领导小组、书记专题会，一级一级留下会议、日期和意见",
            about="deliberation", wide=True,
        )  # fmt: skip
        self._chain: Chain | None = None
        self._box = TaskBox(desk, "report")
        name_control(self._box, "报告")
        self._box.chosen.connect(self._on_chosen)
        self._gate = button("签四关…", self._on_gate, icon_name="shield-check")
        self._skip = button("略过这一级…", self._on_skip, icon_name="chevrons-left")
        self._hear = button("登记审议结果…", self._on_hear, icon_name="stamp", role="main")
        self._begin = button("开始逐级审议", self._on_begin, icon_name="list-checks", role="main")
        for part in (self._box, self._gate, self._skip, self._hear, self._begin):
            self.buttons.addWidget(part)
        self.watch("deliberation", "report", "meeting", "report_gate")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Another report may be wanted since the page was last shown."""
        super().showEvent(event)
        if has_aim(self.desk, DELIBERATION):
            self.refresh()

    def _on_chosen(self, id: str) -> None:
        wanted = take_aim(self.desk, DELIBERATION) or (
            "" if self._chain else remembered(self.desk, DELIBERATION)
        )
        if wanted:
            self._box.choose(wanted)
            id = self._box.id
        if not id:
            self._show_nothing()
            return
        remember(self.desk, DELIBERATION, id)
        self.desk.work.read(partial(read_chain, id=id), self._on_chain, owner=self, slot="chain")

    def _show_nothing(self) -> None:
        self._chain = None
        for part in (self._box, self._gate, self._skip, self._hear, self._begin):
            part.hide()
        go = button("去汇成报告", partial(self.desk.open_page, "assemble_report"), role="main")
        box = redraw(self.body)
        box.addWidget(empty("list-checks", "还没有报告", "有了报告初稿，才能逐级审议。", go))
        box.addStretch(1)

    def _on_chain(self, chain: Chain) -> None:
        self._chain = chain
        self._box.show()
        self._begin.setVisible(not chain.steps)
        self._hear.setVisible(chain.next is not None)
        self._skip.setVisible(chain.next is not None and not chain.next.required)
        self._gate.setVisible(chain.report.state in EDITABLE)
        box = redraw(self.body)
        report = chain.report
        row = beside(
            words(report.title, "strong"), state_badge(Report.TYPE.lifecycle.state(report.state)), None
        )
        row.addWidget(button("打开报告", partial(self.desk.open_record, "report", report.id), role="link"))
        box.addLayout(row)
        self._draw_gates(box, chain)
        self._draw_steps(box, chain)
        box.addStretch(1)

    def _draw_gates(self, box: QVBoxLayout, chain: Chain) -> None:
        rows = chain.report.gates
        signed = sum(signed_by(rows, gate.name) is not None for gate in chain.gates)
        section(box, "四关", f"已签 {signed}/{len(chain.gates)}；送审前签全；双击看这一关看什么")
        lines = Lines(
            "四关", ("关口", "谁来把", "签署", "日期", "意见"), (120, 140, 140, 120, 260), grow=4, most=6
        )
        for gate in chain.gates:
            row = signed_by(rows, gate.name)
            day = row.on.isoformat() if row and row.on else ""
            texts = (gate.name, gate.keeper, row.name if row else "○ 未签", day, row.opinion if row else "")
            lines.add(texts, gate.id if gate.rev else None)
        lines.opened.connect(self._on_gate_opened)
        lines.fit()
        box.addWidget(lines)

    def _on_gate_opened(self, id: str | None) -> None:
        if id:
            self.desk.open_record("report_gate", id)

    def _draw_steps(self, box: QVBoxLayout, chain: Chain) -> None:
        passed = sum(step.state == "passed" for step in chain.steps)
        section(box, "审议环节", f"通过 {passed}/{len(chain.steps)}；双击打开" if chain.steps else "")
        if not chain.steps:
            text = "点“开始逐级审议”，按“报告审议级次”列出各级；级次可以在资料库的下拉选项里增减。"
            box.addWidget(words(text, "body-muted", wrap=True))
            return
        heads = ("环节", "结果", "哪次会议", "日期", "稿次", "审议意见", "修改采纳")
        lines = Lines("审议环节", heads, (140, 96, 210, 96, 130, 240, 170), grow=5, most=10)
        for step in chain.steps:
            state = step.TYPE.lifecycle.state(step.state).label
            sign = {"passed": "●", "returned": "▲", "skipped": "—"}.get(step.state, "○")
            texts = (
                step.name if step.required else f"{step.name}（非必经）", f"{sign} {state}",
                chain.titles.get(step.meeting_id, ""), step.held_on.isoformat() if step.held_on else "",
                step.draft, step.opinion, step.handled,
            )  # fmt: skip
            item = lines.add(texts, step.id)
            if step.state == "returned":
                item.setForeground(1, theme.color("amber"))
        lines.opened.connect(partial(self.desk.open_record, "deliberation"))
        lines.tight(1, 3)
        lines.fit()
        box.addWidget(lines)

    # Writing

    def _on_begin(self) -> None:
        if self._chain is None:
            return
        id = self._chain.report.id
        self.desk.work.write(
            lambda session: begin_deliberation(session, session.get(Report, id)),
            lambda steps: self.desk.note(f"已列出 {len(steps)} 级审议环节"),
            owner=self,
        )

    def _on_hear(self) -> None:
        if self._chain is None or self._chain.next is None:
            return
        ask_fields(
            self.desk, f"登记审议结果：{self._chain.next.name}", partial(proposed, id=self._chain.report.id),
            ("meeting_id", "held_on", "opinion", "handled"), "登记", self._store, needs=("held_on", "opinion"),
            more=(BACK,), text="需要开会的级次要选会议；会议先在“会议”里登记并办理“会议已召开”。",
        )  # fmt: skip

    def _store(self, record: Record, values: dict[str, Any]) -> None:
        given = dict(values)
        passed = not given.pop("back")

        def write(session: Session) -> Deliberation:
            return hear(session, session.get(Deliberation, record.id), passed=passed, **given)

        self.desk.work.write(
            write, lambda step: self.desk.note(f"{step.name}：{'通过' if passed else '退回修改'}"), owner=self
        )

    def _on_skip(self) -> None:
        step = self._chain.next if self._chain else None
        if step is None:
            return

        def skip(reason: str) -> None:
            self.desk.work.write(
                lambda session: session.move(session.get(Deliberation, step.id), "skip", reason=reason),
                lambda moved: self.desk.note(f"{moved.name}：略过"),
                owner=self,
            )

        dialogs.ask_text(self.window(), f"略过“{step.name}”", "原因", "略过", skip)

    def _on_gate(self) -> None:
        if self._chain is None:
            return
        id = self._chain.report.id
        held = {row.role for row in self._chain.report.gates}
        gates = self._chain.gates
        gate = next((gate for gate in gates if gate.name not in held), gates[0] if gates else None)
        if gate is None:
            return

        def sign(opinion: str) -> None:
            self.desk.work.write(
                lambda session: sign_gate(session, session.get(Report, id), gate.name, opinion),
                lambda _report: self.desk.note(f"已签{gate.name}"),
                owner=self,
            )

        points = "；".join(gate.points.split("\n")) if gate.points else ""
        dialogs.ask_text(
            self.window(), f"签“{gate.name}”", "意见", "签署", sign,
            text=f"以您的姓名和今天的日期签署“{gate.name}”；各关依次签。{f'对照：{points}。' if points else ''}",
        )  # fmt: skip
