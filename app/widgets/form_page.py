"""The generic page of one record: load, edit, save, take steps, keep what is half typed. It names no record type.

Nothing is asked when one leaves: what was typed lies in the vault as a draft and comes back with a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.core.errors import InputProblems, XunchaError
from app.core.lifecycle import Transition
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.advice import Advice
from app.widgets.around import surroundings
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.draft import draft_key, pack
from app.widgets.follow_up import Kept, ask_follow_up, keep_alone
from app.widgets.form import FormView, build_in_pieces
from app.widgets.form_head import FormHead, HeadActions
from app.widgets.form_load import FormLoad, both_rows, load_form, read_again, rebase
from app.widgets.form_notices import FormNotices
from app.widgets.steps import take_step
from app.widgets.texts import index_new_files
from db.session import Session, Stale

DRAFT_AFTER_MS = 2000


class FormPage(QWidget):
    """The form of record `id` of a type, or of one yet to be made when `id` is ""."""

    loaded = Signal()
    title_changed = Signal(str)

    def __init__(
        self, desk: Desk, type_name: str, id: str = "", preset: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        self.desk = desk
        self.kind = desk.catalog[type_name]
        self.id = id
        self.title = self.kind.label
        self._preset = {**desk.starting_values(type_name), **(preset or {})} if not id else {}
        self._load: FormLoad | None = None
        self._form: FormView | None = None
        self._own_write = False
        self._draft_kept = False
        self._building: FormView | None = None
        self._waiting: Callable[[], object] | None = None
        self._head = FormHead(
            self.kind, desk,
            HeadActions(self.save, self.take, self.undo, self.remove, self.restore, self.drop_changes),
        )  # fmt: skip
        self._notices = FormNotices(self.kind)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(self._area.focusPolicy().NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addLayout(self._notices)
        self._advice = Advice(desk, self, lambda: self._form)
        self._advice.strip.setContentsMargins(theme.EDGE, theme.GRID, theme.EDGE, 0)
        box.addLayout(self._advice.strip)
        box.addWidget(self._area, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        for keys, act in (
            ("Ctrl+S", self.save),
            ("Ctrl+Return", self.main_step),
            ("Ctrl+Enter", self.main_step),
        ):
            QShortcut(QKeySequence(keys), self, act)
        desk.work.changed.connect(self._on_changed)
        self.refresh()

    # What the window asks

    @property
    def record(self) -> Record | None:
        """The record with what stands in the form, None while it is being read."""
        return self._form.record() if self._form else None

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._form is not None and bool(self._form.changed_fields())

    def draft_now(self) -> tuple[str, bytes] | None:
        """Key and content of the draft to keep, None when nothing is half typed."""
        if self._form is None or not self.dirty:
            return None
        return draft_key(self.kind.name, self.id), pack(self.kind, self._form.draft())

    def leave(self) -> None:
        """Another page comes over this one."""
        if self._timer.isActive():
            self.keep_draft()

    def refresh(self) -> None:
        """Read the record anew; what is typed is kept by the draft."""
        read = partial(
            load_form, kind=self.kind, id=self.id, preset=self._preset, dates=self.desk.hooks.dates
        )
        self.desk.work.read(read, self._on_loaded, owner=self, slot="load")

    def show_context(self) -> None:
        """Let the right pane speak of this record."""
        record = self._load.record if self._load and not self._load.fresh else None
        self.desk.context_wanted.emit(Context(self.kind, record))

    # Actions

    def save(self, then: object = None) -> None:
        """Store what is typed; problems are shown beside the fields and above the form."""
        form = self._form
        if form is None or form.readonly:
            return
        problems = form.problems()
        if problems:
            self._notices.show_problems(problems, form)
            return
        if not self.dirty and self.id:
            self.desk.note("没有需要保存的修改")
            if callable(then):
                then()
            return
        record, key = form.record(), draft_key(self.kind.name, self.id)
        before = form.base
        self._timer.stop()
        self._own_write = True

        keep = self.desk.hooks.keep or keep_alone

        def write(session: Session) -> Kept:
            kept = keep(session, record)
            session.drop_draft(key)
            return kept

        def saved(kept: Kept) -> None:
            stored = kept.record
            self._own_write = False
            self._draft_kept = False
            self.id = stored.id
            self._preset = {}
            index_new_files(self.desk, stored, before)
            self.desk.note(f"已保存{self.kind.label} {stored.number}".rstrip())
            if kept.offer is None:
                self._after_write(stored, then)
                return
            self._after_write(stored, None)
            ask_follow_up(self.desk, self.window(), kept.offer, then if callable(then) else None)

        self.desk.work.write(write, saved, failed=self._on_not_saved, owner=self)

    def take(self, step: Transition) -> None:
        """Take a step of the lifecycle; what is typed is saved first."""
        if self.dirty or not self.id:
            self.save(lambda: self.take(step))
        elif self._form is not None:
            take_step(self.desk, self, self._form.base, step, self._on_moved)

    def main_step(self) -> None:
        """Ctrl+Enter: the accent button of the head."""
        self._head.press_main()

    def undo(self) -> None:
        """Take back the newest change."""
        self._write(lambda session, record: session.undo(record), "已撤销上次修改")

    def remove(self) -> None:
        """Take the record out of the lists; the reason is asked."""

        def go(reason: str) -> None:
            self._write(
                lambda session, record: session.delete(record, reason), f"已移除这条{self.kind.label}"
            )

        dialogs.ask_text(
            self.window(), f"移除这条{self.kind.label}", "移除原因", "移除", go,
            text="移除后可以在列表的“已移除”里找回，办结撤点前一直保留。",
        )  # fmt: skip

    def restore(self) -> None:
        """Bring a removed record back."""
        self._write(lambda session, record: session.restore(record), f"已恢复这条{self.kind.label}")

    def drop_changes(self) -> None:
        """Throw away what is typed and its draft, and show the stored record."""
        self._timer.stop()
        key = draft_key(self.kind.name, self.id)
        self.desk.work.write(lambda session: session.drop_draft(key), lambda _n: self.refresh(), owner=self)
        self._draft_kept = False
        if self._form is not None:
            self._form.put(self._form.base)

    def keep_draft(self) -> None:
        """Put what is typed into the vault, or take an outdated draft out."""
        self._timer.stop()
        held = self.draft_now()
        if held is not None:
            key, content = held
            self._draft_kept = True
            self.desk.work.write(lambda session: session.keep_draft(key, content))
        elif self._draft_kept:
            key = draft_key(self.kind.name, self.id)
            self._draft_kept = False
            self.desk.work.write(lambda session: session.drop_draft(key))

    # Answers

    def _on_loaded(self, load: FormLoad) -> None:
        first = self._form is None
        self._load = load
        record = load.record
        state = self.kind.lifecycle.state(record.state)
        readonly = state.locked or record.deleted or not self.desk.actor.may(self.kind.action)
        around = surroundings(self.desk, self.kind, load.names, self, editable=not readonly)
        held = self._area.verticalScrollBar().value()
        focus = self._focused_field()
        fixed = [spec.name for spec in self.kind.fields if spec.readonly]
        if (
            self._form is not None
            and not readonly
            and not self._form.readonly
            and all(getattr(self._form.base, name) == getattr(record, name) for name in fixed)
        ):
            self._form.put(record, around)
        else:
            made = FormView(self.kind, record, around, readonly=readonly)
            made.edited.connect(self._on_edited)
            self._building = made
            build_in_pieces(
                self.desk.work,
                self._area.viewport(),
                made,
                partial(self._on_built, made, load, held, focus, first),
            )
            return
        self._show_load(load, focus, first=first)

    def _on_built(self, made: FormView, load: FormLoad, held: int, focus: str, first: bool) -> None:
        if made is not self._building:
            made.deleteLater()  # the record was read anew meanwhile
            return
        self._building = None
        self._form = made
        self._area.setWidget(made)
        self._show_load(load, focus, first=first)
        self._area.verticalScrollBar().setValue(held)

    def _show_load(self, load: FormLoad, focus: str, *, first: bool) -> None:
        form = self._form
        assert form is not None
        self._notices.drop()
        self._notices.show_conflicts(load, self._settle)
        if load.draft is not None and not form.readonly:
            form.put_values(load.draft.values, load.draft.typed)
            self._draft_kept = True
            if self.dirty:
                self._notices.show_draft(load, self.drop_changes)
        self._notices.show_dates(load)
        self._advice.now()
        self._show_head()
        if self.isVisible() and not form.readonly and (first or focus):
            form.go_to(focus or form.first_field())
        self.show_context()
        self.loaded.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _on_edited(self, _name: str) -> None:
        self._timer.start()
        self._advice.start()
        self._show_head()

    def _on_moved(self, stored: Record) -> None:
        self.desk.note(f"已办理，现在是“{self.kind.lifecycle.state(stored.state).label}”")
        self.refresh()

    def _on_not_saved(self, error: XunchaError) -> None:
        self._own_write = False
        match error:
            case InputProblems():
                if self._form is not None:
                    self._notices.show_problems(error.problems, self._form)
            case Stale():
                self.desk.show_error(error, self.window())
                self.desk.work.read(
                    partial(read_again, kind=self.kind, id=self.id), self._on_read_again, owner=self
                )
            case _:
                self.desk.show_error(error, self.window())
                self._timer.start()

    def _on_read_again(self, load: FormLoad) -> None:
        form = self._form
        if form is None:
            return
        merged = rebase(form.base, form.values(), load.record)
        form.rebase(merged.record)
        form.put_values(merged.take)
        self._notices.show_both(both_rows(self.kind, merged, form.values(), load.names), self._take_value)
        self._timer.start()
        self._show_head()

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        if not self.id or (self.kind.name, self.id) not in touched or self._own_write:
            return
        if not self.dirty:
            self.refresh()

    # Parts

    def _write(self, fn: Any, note: str) -> None:
        if self._form is None or not self.id:
            return
        base = self._form.base
        key = draft_key(self.kind.name, self.id)

        def write(session: Session) -> None:
            session.drop_draft(key)
            fn(session, base)

        def done(_none: None) -> None:
            self.desk.note(note)
            self._draft_kept = False
            self.refresh()

        self._timer.stop()
        self.desk.work.write(write, done, owner=self)

    def _after_write(self, stored: Record, then: object) -> None:
        if self._form is not None:
            self._form.put(stored)
        self._notices.drop()
        read = partial(load_form, kind=self.kind, id=stored.id, preset={}, dates=self.desk.hooks.dates)

        self._waiting = then if callable(then) else None
        self.desk.work.read(read, self._on_loaded, owner=self, slot="load")

    def _take_value(self, name: str, value: Any) -> None:
        if self._form is not None:
            self._form.put_values({name: value})
            self._timer.start()
            self._show_head()
            self._form.go_to(name)

    def _settle(self, name: str, value: Any) -> None:
        self._write(lambda session, record: session.settle(record, name, value), "已选定")

    def _show_head(self) -> None:
        if self._form is None or self._load is None:
            return
        base = self._form.base
        self.title = base.title if self.id else f"新建{self.kind.label}"
        self._head.show_record(
            replace(base) if self.id else base,
            fresh=not self.id,
            dirty=self.dirty,
            readonly=self._form.readonly,
        )
        self.title_changed.emit(self.title)

    def _focused_field(self) -> str:
        if self._form is None or not self._form.isAncestorOf(self.focusWidget() or self):
            return ""
        focus = self.focusWidget()
        return focus.objectName() if focus is not None and self.kind.has(focus.objectName()) else ""
