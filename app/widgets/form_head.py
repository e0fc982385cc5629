"""The head of a form: title, number, state, and the buttons of the steps. It must not decide whether a step may be taken.

Steps stay pressable: who presses one that is refused is told every reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout

from app.core.lifecycle import Transition
from app.core.records import Record, RecordType
from app.core.roles import reason_against
from app.widgets import theme
from app.widgets.badges import plain_badge, state_badge
from app.widgets.desk import Desk, PaperOffer
from app.widgets.icons import icon
from app.widgets.page_head import PageHead
from app.widgets.rows import barred, barred_entry, button, clear_layout, tool, words

MOST_STEPS = 4


@dataclass(frozen=True)
class HeadActions:
    """What the buttons do."""

    save: Callable[[], object]
    take: Callable[[Transition], object]
    undo: Callable[[], object]
    remove: Callable[[], object]
    restore: Callable[[], object]
    drop: Callable[[], object]


class FormHead(PageHead):
    """Shows one record's head; called again after every change."""

    def __init__(self, kind: RecordType, desk: Desk, actions: HeadActions) -> None:
        title = words(kind.label, "title", wrap=True)
        title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        badges, buttons, text = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for row in (badges, buttons):
            row.setSpacing(theme.GAP)
        text.setSpacing(theme.GRID)
        text.addWidget(title)
        text.addLayout(badges)
        super().__init__(text, buttons, tool("返回（Esc）", "arrow-left", desk.back, name="返回"))
        self._kind = kind
        self._desk = desk
        self._actions = actions
        self._main: QPushButton | None = None
        self._shown: tuple[object, ...] = ()
        self._title, self._badges, self._buttons = title, badges, buttons

    def press_main(self) -> None:
        """Press the accent button, if there is one."""
        if self._main is not None and self._main.isEnabled():
            self._main.click()

    def show_record(self, record: Record, *, fresh: bool, dirty: bool, readonly: bool) -> None:
        """Draw title, badges and buttons for the record as it stands."""
        look = (record.id, record.rev, record.state, record.deleted, fresh, dirty, readonly)
        if look == self._shown:
            return
        self._shown = look
        self._title.setText(f"新建{self._kind.label}" if fresh else record.title)
        clear_layout(self._badges)
        if record.number and record.number not in record.title:
            self._badges.addWidget(words(record.number, "muted"))
        elif fresh and self._kind.purpose:
            self._badges.addWidget(words(self._kind.purpose, "muted", wrap=True), 100)
        if not fresh:
            if record.title != self._kind.label:
                self._badges.addWidget(words(self._kind.label, "muted"))
            if self._kind.lifecycle.transitions:
                self._badges.addWidget(state_badge(self._kind.lifecycle.state(record.state)))
        if record.deleted:
            self._badges.addWidget(plain_badge("✕ 已移除", "stop"))
        if dirty:
            self._badges.addWidget(plain_badge("● 有未保存的内容", "back"))
        if why := reason_against(self._desk.actor, self._kind.action):
            self._badges.addWidget(words(f"只能查看：修改{why}", "muted"))
        self._badges.addStretch(1)
        self._draw_buttons(record, fresh=fresh, dirty=dirty, readonly=readonly)

    def _draw_buttons(self, record: Record, *, fresh: bool, dirty: bool, readonly: bool) -> None:
        clear_layout(self._buttons)
        self._main = None
        if record.deleted:
            self._main = button("恢复", self._actions.restore, icon_name="undo-2", role="main")
            self._buttons.addWidget(self._main)
            return
        steps = () if fresh else self._kind.lifecycle.from_state(record.state)
        main = next((step for step in steps if not step.reason), None) if not dirty else None
        for step in [step for step in steps if step is not main][:MOST_STEPS]:
            self._buttons.addWidget(button(step.label, partial(self._actions.take, step)))
        if not readonly:
            saves = fresh or dirty or main is None
            save = button(
                "保存", self._actions.save, icon_name="save", role="main" if saves else "", hint="Ctrl+S"
            )
            self._buttons.addWidget(save)
            if saves:
                self._main = save
        if main is not None:
            self._main = button(main.label, partial(self._actions.take, main), role="main", hint="Ctrl+Enter")
            self._buttons.addWidget(self._main)
        elif dirty and not fresh and (first := next((s for s in steps if not s.reason), None)):
            self._buttons.insertWidget(0, button(first.label, partial(self._actions.take, first)))
        self._draw_menus(record, steps, fresh=fresh, dirty=dirty, readonly=readonly)

    def _draw_menus(
        self, record: Record, steps: tuple[Transition, ...], *, fresh: bool, dirty: bool, readonly: bool
    ) -> None:
        if not fresh:
            offers = self._desk.offers.papers.get(self._kind.name, ())
            papers = [offer for offer in offers if offer.offered_for(record)]
            if papers:
                menu = QMenu(self)
                for offer in papers:
                    menu.addAction(offer.label, partial(self._on_print, offer, record))
                self._add_menu("打印", "printer", menu, reason_against(self._desk.actor, "paper.print"))
        menu = QMenu(self)
        actions = self._desk.offers.actions.get(self._kind.name, ())
        for action in actions if not fresh else ():
            if not action.on_list:
                menu.addAction(icon(action.icon), action.label, partial(action.run, self._desk, (record.id,)))
        rest = [step for step in steps if step.reason or step is not steps[0]][MOST_STEPS:]
        for step in rest:
            menu.addAction(step.label, partial(self._actions.take, step))
        if menu.actions():
            menu.addSeparator()
        if dirty:
            menu.addAction(icon("undo-2"), "放弃未保存的内容", self._actions.drop)
        if not fresh and not readonly:
            menu.addAction(icon("history"), "撤销上次修改", self._actions.undo)
            remove = menu.addAction(icon("trash-2"), f"移除这条{self._kind.label}…", self._actions.remove)
            barred_entry(menu, remove, reason_against(self._desk.actor, "record.delete"))
        if menu.actions():
            self._add_menu("更多", "ellipsis", menu)

    def _add_menu(self, text: str, icon_name: str, menu: QMenu, why: str = "") -> None:
        made = barred(button(text, lambda: None, icon_name=icon_name), why)
        made.setMenu(menu)
        self._buttons.insertWidget(0, made)

    def _on_print(self, offer: PaperOffer, record: Record) -> None:
        self._desk.print_paper(offer.label, lambda session: offer.make(session, record.id), (record,))
