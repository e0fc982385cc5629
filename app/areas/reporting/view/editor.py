"""The page 报告编写: outline at the left, text at the right, confirmed findings put in, drafts kept as a form keeps them.

It shares its draft with the form of the report: what is half typed in one is found in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.areas.reporting.model import Report, cited
from app.areas.reporting.view.aim import ASSEMBLE, EDITOR, has_aim, remember, remembered, take_aim
from app.areas.reporting.view.comments import WIDTH, CommentPanel
from app.areas.reporting.view.named import ask_named, named_passages
from app.areas.reporting.view.outline import characters, crosswalk, point_of
from app.areas.reporting.view.picker import FindingSheet, Pick, read_picks
from app.areas.reporting.view.sections import NAMES, Sections
from app.core.errors import InputProblems, XunchaError
from app.widgets import dialogs, theme
from app.widgets.badges import plain_badge, state_badge
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.display import shown
from app.widgets.draft import Draft, draft_key, pack
from app.widgets.form_load import FormLoad, load_form, read_again, rebase
from app.widgets.frame import TaskBox, empty, redraw
from app.widgets.notices import Notice, conflict_notice
from app.widgets.rows import beside, button, clear_layout, holder, name_control, words
from db.session import Session, Stale

DRAFT_AFTER_MS = 2000


class EditorPage(QWidget):
    """The page. It begins with the report that was aimed at, else with the one shown last, else with the newest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.title = "报告编写"
        self._load: FormLoad | None = None
        self._base: Report | None = None
        self._papers: dict[str, str] = {}
        self._own_write = False
        self._draft_kept = False
        self._box = TaskBox(desk, "report")
        name_control(self._box, "巡察报告")
        self._box.chosen.connect(self._on_chosen)
        self._badges = QHBoxLayout()
        self._badges.setSpacing(theme.GAP)
        self._total = words("", "muted")
        self._open = button("打开登记表", self._on_open, hint="标题、文号、主送、审签和依据底稿")
        self._save = button("保存", self.save, icon_name="save", role="main", hint="Ctrl+S")
        row = beside(words("报告编写", "title"), self._box)
        row.addLayout(self._badges)
        row.addStretch(1)
        for part in (self._total, self._open, self._save):
            row.addWidget(part)
        row.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._head = holder(row, "bar")
        self._notices = QVBoxLayout()
        self._notices.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._notices.setSpacing(theme.GRID)
        self.sections = Sections()
        self.sections.edited.connect(self._on_edited)
        self.sections.insert_wanted.connect(self._on_insert)
        self.sections.name_wanted.connect(self._on_name)
        self.comments = CommentPanel(desk)
        self.comments.sought.connect(self.sections.seek)
        self.comments.wanted.connect(self._on_comment)
        self.sections.addWidget(self.comments)
        self.sections.setSizes([theme.scaled(width) for width in (230, 620, WIDTH)])
        self._nothing = QWidget()
        self._nothing_box = QVBoxLayout(self._nothing)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sections)
        self._stack.addWidget(self._nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addLayout(self._notices)
        box.addWidget(self._stack, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        desk.work.changed.connect(self._on_changed)
        desk.scheme_changed.connect(self.sections.recolour)
        self.refresh()

    # What the window asks

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return bool(self._changed())

    def draft_now(self) -> tuple[str, bytes] | None:
        """Key and content of the draft to keep, None when nothing is half typed."""
        changed = self._changed()
        if self._base is None or not changed:
            return None
        values = {**self._others(), **changed}
        typed = self._load.draft.typed if self._load and self._load.draft else {}
        return draft_key("report", self._base.id), pack(Report.TYPE, Draft(values, typed, self._base.rev))

    def leave(self) -> None:
        """Another page comes over this one."""
        if self._timer.isActive():
            self.keep_draft()

    def refresh(self) -> None:
        """Read the reports anew; what is typed stays."""
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Another report may be wanted since the page was last shown."""
        super().showEvent(event)
        if has_aim(self.desk, EDITOR):
            self.refresh()

    def show_context(self) -> None:
        """Let the right pane speak of the report."""
        self.desk.context_wanted.emit(Context(Report.TYPE, self._base))

    def keyboard_start(self) -> QWidget:
        """The text, once there is one."""
        return self.sections.text(self.sections.name) if self._base else self._box

    # Reading

    def _on_chosen(self, id: str) -> None:
        aim = take_aim(self.desk, EDITOR)
        if not aim and self._base is None:
            aim = remembered(self.desk, EDITOR)
        if aim:
            self._box.choose(aim)
            id = self._box.id
        held = self._base.id if self._base else ""
        if not id:
            self._show_nothing()
        elif id != held or not self.dirty:
            if self._timer.isActive():
                self.keep_draft()
            read = partial(load_form, kind=Report.TYPE, id=id, preset={})
            self.desk.work.read(read, self._on_loaded, owner=self, slot="load")

    def _show_nothing(self) -> None:
        self._base = self._load = None
        for part in (self._box, self._total, self._open, self._save):
            part.hide()
        go = button("去汇成报告", partial(self.desk.open_page, ASSEMBLE), role="main")
        text = "报告由组长审签的底稿汇成。先选任务汇成初稿，再回到这里按提纲编写。"
        redraw(self._nothing_box).addWidget(empty("file-text", "还没有巡察报告", text, go))
        self._nothing_box.addStretch(1)
        self._stack.setCurrentWidget(self._nothing)

    def _on_loaded(self, load: FormLoad) -> None:
        assert isinstance(load.record, Report)
        fresh = self._base is None or self._base.id != load.record.id
        self._load, self._base = load, load.record
        remember(self.desk, EDITOR, load.record.id)
        if fresh:
            self._papers = {}
        state = Report.TYPE.lifecycle.state(load.record.state)
        readonly = state.locked or load.record.deleted or not self.desk.actor.may(Report.TYPE.action)
        texts = {name: getattr(load.record, name) for name in NAMES}
        clear_layout(self._notices)
        if load.draft is not None and not readonly:
            texts.update({name: text for name, text in load.draft.values.items() if name in NAMES})
            self._draft_kept = True
        self.sections.put(texts, readonly=readonly)
        for part in (self._box, self._total, self._open):
            part.show()
        self._save.setVisible(not readonly)
        self._stack.setCurrentWidget(self.sections)
        if self.dirty and load.draft is not None:
            self._show_draft(load)
        if readonly:
            why = f"报告已是“{state.label}”，只能看" if state.locked else "这份报告只能看"
            notice = Notice("notice", "lock", why)
            if state.locked:
                notice.line("需要修改时，在登记表里先办理退回。")
            self._notices.addWidget(notice)
        self.comments.show_for(load.record)
        self._read_named()
        self._show_head()
        if fresh and self.isVisible():
            self.sections.text(self.sections.name).setFocus()
        self.show_context()

    def _show_draft(self, load: FormLoad) -> None:
        assert load.draft is not None
        when = f"{load.draft.at:%m月%d日 %H:%M}" if load.draft.at else "上次"
        notice = Notice("notice", "history", f"已恢复{when}没有保存的内容")
        notice.offer("放弃这些内容", self._drop)
        self._notices.addWidget(notice)

    def _drop(self) -> None:
        base = self._base
        if base is None:
            return
        self._timer.stop()
        self._draft_kept = False
        self.sections.put({name: getattr(base, name) for name in NAMES}, readonly=False)
        clear_layout(self._notices)
        self._keep_rest()
        self._show_head()

    # Writing

    def save(self) -> None:
        """Store what is typed; problems are shown all at once."""
        base = self._base
        if base is None or self._save.isHidden():
            return
        if not self.dirty:
            self.desk.note("没有需要保存的修改")
            return
        record = self._record(base)
        others = self._others()
        key = draft_key("report", base.id)
        left = pack(Report.TYPE, Draft(others, {}, base.rev + 1)) if others else b""
        self._timer.stop()
        self._own_write = True

        def write(session: Session) -> Report:
            stored = session.save(record)
            if left:
                session.keep_draft(key, left)
            else:
                session.drop_draft(key)
            return stored

        self.desk.work.write(write, self._on_saved, failed=self._on_not_saved, owner=self)

    def _record(self, base: Report) -> Report:
        """The report with what is typed; papers of points put in are added, the table follows the points."""
        texts: dict[str, Any] = dict(self.sections.values())
        numbers = set(cited(texts["problems"]))
        ids = [id for id, number in self._papers.items() if number in numbers and id not in base.paper_ids]
        made = replace(base, **texts, paper_ids=(*base.paper_ids, *ids))
        if texts["problems"] != base.problems:
            made = replace(made, crosswalk=crosswalk(texts["problems"]))
        return made

    def _on_saved(self, stored: Report) -> None:
        self._own_write = False
        self._draft_kept = False
        self._base = stored
        clear_layout(self._notices)
        self.desk.note(f"已保存报告 {stored.number}")
        self._show_head()
        self.refresh()

    def _on_not_saved(self, error: XunchaError) -> None:
        self._own_write = False
        self._timer.start()
        self.desk.show_error(error, self.window())
        base = self._base
        if isinstance(error, InputProblems):
            place = next((problem.where for problem in error.problems if problem.where in NAMES), "")
            if place:
                self.sections.go_to(place)
        elif isinstance(error, Stale) and base is not None:
            read = partial(read_again, kind=Report.TYPE, id=base.id)
            self.desk.work.read(read, self._on_read_again, owner=self)

    def _on_read_again(self, load: FormLoad) -> None:
        base = self._base
        assert base is not None
        assert isinstance(load.record, Report)
        mine = self.sections.values()
        merged = rebase(base, mine, load.record)
        self._base = load.record
        self.sections.put({**mine, **merged.take}, readonly=False)
        clear_layout(self._notices)
        if merged.both:
            kind = Report.TYPE
            rows = [
                (name, tuple((shown(kind.field(name), v, load.names), v) for v in (mine[name], getattr(load.record, name))))
                for name in merged.both
            ]  # fmt: skip
            labels = {name: kind.field(name).label for name in merged.both}
            self._notices.addWidget(conflict_notice(rows, self._take, labels))
        self._show_head()

    def _take(self, name: str, value: Any) -> None:
        self.sections.put({**self.sections.values(), name: value}, readonly=False)
        self.sections.go_to(name)
        self._on_edited()

    def keep_draft(self) -> None:
        """Put what is typed into the vault, or take an outdated draft out."""
        self._timer.stop()
        held = self.draft_now()
        if held is not None:
            key, content = held
            self._draft_kept = True
            self.desk.work.write(lambda session: session.keep_draft(key, content))
        elif self._draft_kept:
            self._draft_kept = False
            self._keep_rest()

    def _keep_rest(self) -> None:
        """The draft without the texts of this page: what the form left half typed stays."""
        if self._base is None:
            return
        key, others = draft_key("report", self._base.id), self._others()
        content = pack(Report.TYPE, Draft(others, {}, self._base.rev))
        self.desk.work.write(
            lambda session: session.keep_draft(key, content) if others else session.drop_draft(key)
        )

    # Inside

    def _changed(self) -> Mapping[str, str]:
        base = self._base
        if base is None:
            return {}
        return {n: text for n, text in self.sections.values().items() if text != getattr(base, n).rstrip()}

    def _others(self) -> dict[str, Any]:
        draft = self._load.draft if self._load else None
        return {name: value for name, value in draft.values.items() if name not in NAMES} if draft else {}

    def _show_head(self) -> None:
        base = self._base
        if base is None:
            return
        clear_layout(self._badges)
        self._badges.addWidget(state_badge(Report.TYPE.lifecycle.state(base.state)))
        if self.dirty:
            self._badges.addWidget(plain_badge("● 有未保存的内容", "back"))
        total = sum(characters(text) for text in self.sections.values().values())
        self._total.setText(f"全文 {total:,} 字")

    def _on_edited(self) -> None:
        self._timer.start()
        self._show_head()

    def _on_open(self) -> None:
        if self._base is not None:
            self.desk.open_record("report", self._base.id)

    def _on_comment(self) -> None:
        self.comments.ask(self.sections.name, self.sections.chosen_text())

    def _on_name(self, text: str) -> None:
        if self._base is not None and text:
            ask_named(self.desk, self._base, text, lambda _made: self.desk.note("已登记为点人点事"))
        else:
            self.desk.note("先在正文里选中点到的人或事")

    def _read_named(self) -> None:
        if self._base is not None:
            read = partial(named_passages, task_id=self._base.task_id)
            self.desk.work.read(read, self.sections.mark_named, owner=self, slot="named")

    def _on_insert(self) -> None:
        base = self._base
        if base is not None:
            read = partial(read_picks, task_id=base.task_id)
            self.desk.work.read(read, self._on_picks, owner=self, slot="picks")

    def _on_picks(self, picks: tuple[Pick, ...]) -> None:
        if not picks:
            text = "问题在“问题”列表里登记，经会商认定后才能写进报告。"
            dialogs.tell(self.window(), "本任务还没有会商认定的问题", text)
            return
        used = self.sections.values()["problems"]
        FindingSheet(self.window(), picks, used, self._on_pick).open()

    def _on_pick(self, pick: Pick) -> None:
        if pick.paper_id:
            self._papers[pick.paper_id] = pick.paper_number
        self.sections.insert_point(point_of(pick.finding, pick.paper_number))
        if not pick.paper_number:
            self.desk.note("已插入；这条问题还没有审签的底稿，送审前要补上底稿号")

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        base = self._base
        if any(name == "named_item" for name, _ in touched):
            self._read_named()
        if base is None:
            if any(name == "report" for name, _ in touched):
                self.refresh()
        elif ("report", base.id) in touched and not self._own_write and not self.dirty:
            self.refresh()
