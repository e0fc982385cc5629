"""The page 报告编写 and those of other texts: outline at the left, text at the right, confirmed findings put in, drafts kept as a form keeps them.

It shares its draft with the form of the record: what is half typed in one is found in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.areas.reporting.outline import characters
from app.areas.reporting.prose import REPORT, Pick, Prose, with_points
from app.areas.reporting.view.aim import go_to, has_aim, remember, remembered, take_aim
from app.areas.reporting.view.comments import WIDTH, CommentPanel
from app.areas.reporting.view.editor_notices import both_notice, locked_notice
from app.areas.reporting.view.named import ask_named, named_passages
from app.areas.reporting.view.picker import ask_point
from app.areas.reporting.view.sections import Sections
from app.core.errors import InputProblems, XunchaError
from app.core.records import Record
from app.widgets import theme
from app.widgets.badges import plain_badge, state_badge
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.draft import Draft, draft_key, pack
from app.widgets.form_load import FormLoad, load_form, read_again, rebase
from app.widgets.frame import TaskBox, empty, redraw
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, clear_layout, holder, name_control, words
from db.session import Session, Stale

DRAFT_AFTER_MS = 2000


class EditorPage(QWidget):
    """The page. It begins with the report that was aimed at, else with the one shown last, else with the newest."""

    def __init__(self, desk: Desk, prose: Prose = REPORT) -> None:
        super().__init__()
        self.desk = desk
        self._prose, self._kind = prose, prose.record.TYPE
        self.title = prose.title
        self._load: FormLoad | None = None
        self._base: Record | None = None
        self._papers: dict[str, str] = {}
        self._own_write = False
        self._draft_kept = False
        self._box = TaskBox(desk, prose.name)
        name_control(self._box, prose.label)
        self._box.chosen.connect(self._on_chosen)
        self._badges = QHBoxLayout()
        self._badges.setSpacing(theme.GAP)
        self._total = words("", "muted")
        self._open = button("打开登记表", self._on_open, hint="标题、文号、主送、审签和依据底稿")
        self._versions = button(
            "稿次对照", self._on_versions, icon_name="columns-3", hint="两稿左右对照，改动处有标记"
        )
        self._save = button("保存", self.save, icon_name="save", role="main", hint="Ctrl+S")
        row = beside(words(prose.title, "title"), self._box)
        row.addLayout(self._badges)
        row.addStretch(1)
        for part in (self._total, self._versions, self._open, self._save):
            row.addWidget(part)
        row.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._head = holder(row, "bar")
        self._notices = QVBoxLayout()
        self._notices.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._notices.setSpacing(theme.GRID)
        self.sections = Sections(prose)
        self.sections.edited.connect(self._on_edited)
        self.sections.insert_wanted.connect(self._on_insert)
        self.sections.name_wanted.connect(self._on_name)
        self._comments = CommentPanel(desk, prose)
        self._comments.sought.connect(self.sections.seek)
        self._comments.wanted.connect(self._on_comment)
        self.sections.addWidget(self._comments)
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
        return draft_key(self._kind.name, self._base.id), pack(
            self._kind, Draft(values, typed, self._base.rev)
        )

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
        if has_aim(self.desk, self._prose.page):
            self.refresh()

    def show_context(self) -> None:
        """Let the right pane speak of the report."""
        self.desk.context_wanted.emit(Context(self._kind, self._base))

    def keyboard_start(self) -> QWidget:
        """The text, once there is one."""
        return self.sections.text(self.sections.name) if self._base else self._box

    # Reading

    def _on_chosen(self, id: str) -> None:
        aim = take_aim(self.desk, self._prose.page)
        if not aim and self._base is None:
            aim = remembered(self.desk, self._prose.page)
        if aim:
            self._box.choose(aim)
            id = self._box.id
        held = self._base.id if self._base else ""
        if not id:
            self._show_nothing()
        elif id != held or not self.dirty:
            if self._timer.isActive():
                self.keep_draft()
            read = partial(load_form, kind=self._kind, id=id, preset={})
            self.desk.work.read(read, self._on_loaded, owner=self, slot="load")

    def _show_nothing(self) -> None:
        self._base = self._load = None
        for part in (self._box, self._total, self._versions, self._open, self._save):
            part.hide()
        label, page = self._prose.begin
        way = partial(self.desk.open_page, page) if page else partial(self.desk.new_record, self._kind.name)
        go = button(label or f"登记{self._kind.label}", way, role="main")
        head = f"还没有{self._kind.label}"
        redraw(self._nothing_box).addWidget(empty("file-text", head, self._prose.start, go))
        self._nothing_box.addStretch(1)
        self._stack.setCurrentWidget(self._nothing)

    def _on_loaded(self, load: FormLoad) -> None:
        fresh = self._base is None or self._base.id != load.record.id
        self._load, self._base = load, load.record
        remember(self.desk, self._prose.page, load.record.id)
        if fresh:
            self._papers = {}
        state = self._kind.lifecycle.state(load.record.state)
        readonly = state.locked or load.record.deleted or not self.desk.actor.may(self._kind.action)
        texts = {name: getattr(load.record, name) for name in self._prose.names}
        clear_layout(self._notices)
        if load.draft is not None and not readonly:
            texts.update(
                {name: text for name, text in load.draft.values.items() if name in self._prose.names}
            )
            self._draft_kept = True
        self.sections.put(texts, readonly=readonly)
        for part in (self._box, self._total, self._versions, self._open):
            part.show()
        self._save.setVisible(not readonly)
        self._stack.setCurrentWidget(self.sections)
        if self.dirty and load.draft is not None:
            self._show_draft(load)
        if readonly:
            noun = "报告" if self._prose is REPORT else self._kind.label
            self._notices.addWidget(locked_notice(noun, state))
        self._comments.show_for(load.record)
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
        self.sections.put({name: getattr(base, name) for name in self._prose.names}, readonly=False)
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
        key = draft_key(self._kind.name, base.id)
        left = pack(self._kind, Draft(others, {}, base.rev + 1)) if others else b""
        self._timer.stop()
        self._own_write = True

        def write(session: Session) -> Record:
            stored = session.save(record)
            if left:
                session.keep_draft(key, left)
            else:
                session.drop_draft(key)
            return stored

        self.desk.work.write(write, self._on_saved, failed=self._on_not_saved, owner=self)

    def _record(self, base: Record) -> Record:
        texts: dict[str, Any] = dict(self.sections.values())
        return with_points(replace(base, **texts), base, self._papers)

    def _on_saved(self, stored: Record) -> None:
        self._own_write = False
        self._draft_kept = False
        self._base = stored
        clear_layout(self._notices)
        self.desk.note(f"已保存{self._kind.label} {stored.number}".rstrip())
        self._show_head()
        self.refresh()

    def _on_not_saved(self, error: XunchaError) -> None:
        self._own_write = False
        self._timer.start()
        self.desk.show_error(error, self.window())
        base = self._base
        if isinstance(error, InputProblems):
            place = next(
                (problem.where for problem in error.problems if problem.where in self._prose.names), ""
            )
            if place:
                self.sections.go_to(place)
        elif isinstance(error, Stale) and base is not None:
            read = partial(read_again, kind=self._kind, id=base.id)
            self.desk.work.read(read, self._on_read_again, owner=self)

    def _on_read_again(self, load: FormLoad) -> None:
        base = self._base
        assert base is not None
        mine = self.sections.values()
        merged = rebase(base, mine, load.record)
        self._base = load.record
        self.sections.put({**mine, **merged.take}, readonly=False)
        clear_layout(self._notices)
        if merged.both:
            sides = {name: (mine[name], getattr(load.record, name)) for name in merged.both}
            self._notices.addWidget(both_notice(self._kind, sides, load.names, self._take))
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
        key, others = draft_key(self._kind.name, self._base.id), self._others()
        content = pack(self._kind, Draft(others, {}, self._base.rev))
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
        held = self._load.draft.values if self._load and self._load.draft else {}
        return {name: value for name, value in held.items() if name not in self._prose.names}

    def _show_head(self) -> None:
        base = self._base
        if base is None:
            return
        clear_layout(self._badges)
        self._badges.addWidget(state_badge(self._kind.lifecycle.state(base.state)))
        if self.dirty:
            self._badges.addWidget(plain_badge("● 有未保存的内容", "back"))
        total = sum(characters(text) for text in self.sections.values().values())
        self._total.setText(f"全文 {total:,} 字")

    def _on_edited(self) -> None:
        self._timer.start()
        self._show_head()

    def _on_open(self) -> None:
        if self._base is not None:
            self.desk.open_record(self._kind.name, self._base.id)

    def _on_versions(self) -> None:
        if self._base is not None:
            go_to(self.desk, self._prose.compare, self._base.id)

    def _on_comment(self) -> None:
        self._comments.ask(self.sections.name, self.sections.chosen_text())

    def _on_name(self, text: str) -> None:
        if self._base is not None and text:
            ask_named(self.desk, _task_of(self._base), text, lambda _made: self.desk.note("已登记为点人点事"))
        else:
            self.desk.note("先在正文里选中点到的人或事")

    def _read_named(self) -> None:
        if self._base is not None:
            read = partial(named_passages, task_id=_task_of(self._base))
            self.desk.work.read(read, self.sections.mark_named, owner=self, slot="named")

    def _on_insert(self) -> None:
        if self._base is not None:
            used = self.sections.values()[self._prose.points]
            ask_point(self.desk, self, self._prose, self._base, used, self._on_pick)

    def _on_pick(self, pick: Pick) -> None:
        if pick.paper_id:
            self._papers[pick.paper_id] = pick.paper_number
        self.sections.insert_point(pick.point)
        if self._prose.cites and not pick.paper_number:
            self.desk.note("已插入；这条问题还没有审签的底稿，送审前要补上底稿号")

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        base = self._base
        if any(name == "named_item" for name, _ in touched):
            self._read_named()
        if base is None:
            if any(name == self._kind.name for name, _ in touched):
                self.refresh()
        elif (self._kind.name, base.id) in touched and not self._own_write and not self.dirty:
            self.refresh()


def _task_of(held: Record) -> str:
    return str(getattr(held, "task_id", ""))
