"""The page 办理进度: petitions on their nine steps, repeats found, registers in and out.

It decides nothing: petition_work and petition_sheet do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.intake.papers import petitions as papers
from app.areas.fieldwork.intake.petition_sheet import (
    Incoming,
    blank_table,
    import_petitions,
    read_petitions,
    same_in_vault,
)
from app.areas.fieldwork.intake.petition_work import (
    Repeat,
    StepMark,
    next_step,
    repeats,
    step_marks,
)
from app.areas.fieldwork.intake.view.petition_actions import CLOSE, ask_contact, take_next
from app.areas.fieldwork.model import SETTLED, Petition
from app.areas.fieldwork.service import merge_petition
from app.areas.preparation.model import Task
from app.tasks.decoder import extract_sheets
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, read_file, redraw, rest, section, written
from app.widgets.lines import Lines
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, name_control, words
from app.widgets.step_bar import Mark, StepBar
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

PETITIONS_PAGE = "fieldwork.petitions"
HEADS = ("信访号", "受理日期", "来源", "内容摘要", "走到", "下一步", "承办人", "办理时限")
WIDTHS = (140, 96, 112, 240, 96, 84, 84, 112)
SHEETS = "表格 (*.xlsx *.csv)"
MOST_BYTES = 32 << 20
MOST = 60
"""Petitions, and repeats, that are listed; the most urgent ones stand first."""


@dataclass(frozen=True)
class Office:
    """The petitions of a task as the page shows them. rows: texts by petition, settled ones last; more: those beyond."""

    task: Task | None
    petitions: tuple[Petition, ...]
    rows: tuple[tuple[str, ...], ...]
    summary: str
    repeats: tuple[Repeat, ...]
    more: int = 0


@dataclass(frozen=True)
class Chosen:
    """The petition whose steps are shown."""

    petition: Petition
    marks: tuple[StepMark, ...]


def read_office(session: Session, task_id: str) -> Office:
    """All petitions of a task with how far each is."""
    if not task_id:
        return Office(None, (), (), "", ())
    held = sorted(
        session.find(Petition, task_id=task_id),
        key=lambda p: (p.state in SETTLED, str(p.due_on or "9"), str(p.received_on or ""), p.number),
    )
    shown = tuple(held[:MOST])
    return Office(
        session.get(Task, task_id),
        shown,
        tuple(_row(session, petition) for petition in shown),
        _summary(session, held),
        repeats(session, task_id),
        len(held) - len(shown),
    )


def _row(session: Session, petition: Petition) -> tuple[str, ...]:
    code = next_step(petition)
    left = ""
    if petition.due_on:
        days = (petition.due_on - date.today()).days
        late = petition.state not in SETTLED and days < 0
        left = f"{petition.due_on}{'　✕ 已超期' if late else ''}"
    return (
        petition.number,
        str(petition.received_on or ""),
        session.code_label("petition_origin", petition.origin) if petition.origin else "",
        petition.summary,
        petition.TYPE.lifecycle.state(petition.state).label,
        CLOSE if code == "close" else session.code_label("petition_step_kind", code) if code else "—",
        petition.handler,
        left,
    )


def _summary(session: Session, held: list[Petition]) -> str:
    origins = "、".join(
        f"{item.label} {count}"
        for item in session.codes("petition_origin")
        if (count := sum(p.origin == item.code for p in held))
    )
    inside = sum(p.in_scope == "in" for p in held)
    outside = sum(p.in_scope == "out" for p in held)
    done = sum(p.state in SETTLED for p in held)
    scope = f"；受理范围内 {inside} 件、外 {outside} 件" if inside or outside else ""
    return f"共 {len(held)} 件（{origins}）{scope}；已了结 {done} 件，在办 {len(held) - done} 件"


class PetitionsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "办理进度", "信访件从拆阅到移交走到哪一步", about="petition", wide=True)
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(self._on_task)
        self._office = Office(None, (), (), "", ())
        self._incoming: tuple[str, Incoming, int] | None = None
        self._picked = ""
        self._bar = QVBoxLayout()
        for each in (
            self._task,
            button("登记来访…", partial(self._on_contact, "visit"), icon_name="user"),
            button("导入信访…", self._on_pick, icon_name="import"),
            button("打印移交清单", self._on_print, icon_name="printer"),
            button("登记来电…", partial(self._on_contact, "phone"), icon_name="phone"),
        ):
            self.buttons.addWidget(each)
        self.watch("petition", "petition_step")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _on_task(self, id: str) -> None:
        self.desk.work.read(partial(read_office, task_id=id), self._on_office, owner=self, slot="office")

    def _on_office(self, office: Office) -> None:
        self._office = office
        self._draw()

    def _draw(self) -> None:
        box = redraw(self.body)
        self._bar = QVBoxLayout()
        office = self._office
        if office.task is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"), role="main")
            box.addWidget(
                empty("mail", "还没有巡察任务", "信访件归到任务名下。先接收任务包，或新建巡察任务。", go)
            )
            box.addStretch(1)
            return
        if self._incoming is not None:
            self._draw_incoming(box, *self._incoming)
        if not office.petitions:
            text = "来信在“信访件”里登记，来电来访用右上的按钮，交办的一批用“导入信访…”。"
            new = button(
                "登记信访件", partial(self.desk.new_record, "petition", task_id=office.task.id), role="main"
            )
            box.addWidget(empty("mail", "还没有信访件", text, new))
        else:
            self._draw_office(box, office)
        box.addStretch(1)

    def _draw_office(self, box: QVBoxLayout, office: Office) -> None:
        box.addWidget(words(office.summary, "strong"))
        blank = button("空白登记表…", self._on_blank, role="link")
        section(box, "信访件", "选中一件看九步，双击打开", blank)
        lines = Lines("信访件", HEADS, WIDTHS, grow=3, most=9)
        for petition, row in zip(office.petitions, office.rows, strict=True):
            lines.add(row, petition.id)
        lines.tight(0, 1, 4, 5, 6, 7)
        lines.opened.connect(self._on_opened)
        lines.itemSelectionChanged.connect(self._on_selected)
        lines.fit()
        self._lines = lines
        box.addWidget(lines)
        rest(box, office.more, "件", go=("看这个任务的全部信访件", self._on_all))
        box.addLayout(self._bar)
        if office.repeats:
            self._draw_repeats(box, office.repeats)
        wanted = [n for n, p in enumerate(office.petitions) if p.id == self._picked]
        lines.setCurrentItem(lines.every()[wanted[0] if wanted else 0])

    def _draw_repeats(self, box: QVBoxLayout, found: tuple[Repeat, ...]) -> None:
        section(box, "疑似重复", f"{len(found)} 件，核对后并入先收到的一件")
        lines = Lines("疑似重复", ("本件", "内容摘要", "先收到的件", "先收到的内容", "理由"), (140, 200, 140, 200, 200), grow=1, most=6)  # fmt: skip
        for item in found[:MOST]:
            texts = (
                item.petition.number,
                item.petition.summary,
                item.earlier.number,
                item.earlier.summary,
                "、".join(item.reasons),
            )
            lines.add(texts, (item.petition.id, item.earlier.id))
        lines.tight(0, 2)
        lines.opened.connect(self._on_repeat_opened)
        lines.fit()
        self._repeats = lines
        box.addWidget(lines)
        rest(box, len(found) - MOST, "件", "并案以后接着列出")
        merge = button("并入先收到的件", self._on_merge, icon_name="git-merge")
        box.addLayout(beside(merge, words("并案后本件办结，先收到的件备注里记下。", "muted"), None))

    def _on_opened(self, id: str) -> None:
        self.desk.open_record("petition", id)

    def _on_all(self) -> None:
        task = self._office.task
        if task is not None:
            self.desk.open_list("petition", (Filter("task_id", Op.EQ, task.id),))

    def _on_repeat_opened(self, pair: tuple[str, str]) -> None:
        self.desk.open_record("petition", pair[0])

    def _on_selected(self) -> None:
        chosen = self._lines.chosen()
        if chosen:
            self._picked = str(chosen[0])
            self.desk.work.read(
                partial(_read_chosen, id=self._picked), self._on_chosen, owner=self, slot="chosen"
            )

    def _on_chosen(self, chosen: Chosen) -> None:
        box = redraw(self._bar)
        code = next_step(chosen.petition)
        label = CLOSE if code == "close" else next((m.label for m in chosen.marks if m.code == code), "")
        go = button(f"办理：{label}…", partial(take_next, self.desk, (chosen.petition.id,)), role="main")
        section(box, f"{chosen.petition.number}的九步", "", *((go,) if code else ()))
        marks = [Mark(m.label, m.state, _under(m)) for m in chosen.marks]
        box.addWidget(StepBar("信访件九步", marks))
        for mark in chosen.marks:
            if mark.opinion:
                box.addWidget(words(f"{mark.label}：{mark.opinion}", "body-muted", wrap=True))

    def _on_merge(self) -> None:
        pairs: list[tuple[str, str]] = self._repeats.chosen()
        if not pairs:
            dialogs.tell(self.window(), "还没有选中重复件", "先在“疑似重复”里点一行，核对是同一件事再并案。")
            return

        def write(session: Session) -> str:
            for one, into in pairs:
                merge_petition(session, session.get(Petition, one), session.get(Petition, into))
            return session.get(Petition, pairs[0][1]).number

        self.desk.work.write(write, lambda number: self.desk.note(f"已并入{number}"), owner=self)

    # Registers

    def _on_contact(self, channel: str) -> None:
        if self._office.task is not None:
            ask_contact(self.desk, self._office.task.id, channel)

    def _on_print(self) -> None:
        task = self._office.task
        if task is not None:
            spec = next(spec for spec in papers.PAPERS if spec.row == 61)
            self.desk.print_paper(spec.label, lambda session: spec.build(session, task.id), (task,))

    def _on_blank(self) -> None:
        def save(target: str) -> None:
            def write(session: Session) -> None:
                written(Path(target), blank_table(session))

            self.desk.work.read(write, lambda _none: self.desk.note("空白登记表已存好"), owner=self)

        dialogs.pick_save(self.window(), "另存空白信访登记表", "信访登记表.xlsx", save, kinds="表格 (*.xlsx)")

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择信访登记表", lambda names: self.open_file(Path(names[0])), kinds=SHEETS
        )

    def open_file(self, path: Path) -> None:
        """Read a table in the child process and show it with everything that is wrong with it."""
        task = self._office.task
        if task is None:
            return

        def decode(_progress: Progress, cancelled: Cancel) -> Any:
            return extract_sheets(path.name, read_file(path, MOST_BYTES), cancelled)

        def check(session: Session, sheets: Any) -> tuple[Incoming, int]:
            incoming = read_petitions(session, task, sheets)
            return incoming, same_in_vault(session, task.id, incoming.petitions)

        def shown(found: tuple[Incoming, int]) -> None:
            self._incoming = (path.name, *found)
            self._draw()

        def decoded(sheets: Any) -> None:
            self.desk.work.read(partial(check, sheets=sheets), shown, owner=self, slot="sheet")

        self.desk.work.job("正在读取表格…", decode, decoded, owner=self)

    def _draw_incoming(self, box: QVBoxLayout, name: str, incoming: Incoming, same: int) -> None:
        section(box, f"要导入的表格：{name}", f"{len(incoming.petitions)} 件")
        if incoming.problems:
            strip = Notice("stop", "circle-x", f"表格里有 {len(incoming.problems)} 处要改，改好后重新选择")
            for problem in incoming.problems[:200]:
                strip.line(f"✕ {problem.text}")
            box.addWidget(strip)
        if same:
            box.addWidget(
                Notice("warn", "triangle-alert", f"有 {same} 件库里已经登记过（日期、渠道、摘要都相同）")
            )
        if incoming.petitions:
            lines = Lines(
                "要导入的信访件", ("受理日期", "内容摘要", "被反映人"), (110, 360, 140), grow=1, most=6
            )
            for held in incoming.petitions:
                lines.add((str(held.received_on or ""), held.summary, held.subject))
            lines.fit()
            box.addWidget(lines)
        confirm = button("确认导入", self._on_import, icon_name="import", role="main")
        confirm.setVisible(bool(incoming.petitions) and not incoming.problems)
        drop = button("不导入", self._on_drop)
        box.addLayout(beside(confirm, drop, words("还没有导入任何一行。", "muted"), None))

    def _on_drop(self) -> None:
        self._incoming = None
        self._draw()

    def _on_import(self) -> None:
        if self._incoming is None:
            return
        incoming = self._incoming[1]

        def stored(made: tuple[Petition, ...]) -> None:
            self._incoming = None
            self.desk.note(f"已导入 {len(made)} 件信访")
            self.refresh()

        self.desk.work.write(partial(import_petitions, incoming=incoming), stored, owner=self)


def _read_chosen(session: Session, *, id: str) -> Chosen:
    petition = session.get(Petition, id)
    return Chosen(petition, step_marks(session, petition))


def _under(mark: StepMark) -> str:
    return "\n".join(part for part in (mark.who, f"{mark.on:%m-%d}" if mark.on else "") if part)
