"""The first page: what waits for me, what falls due, what I left half typed, how much there is. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.areas.libraries.deadlines.coming import open_states, ruled_fields, upcoming
from app.areas.libraries.deadlines.service import steps_of
from app.core.deadline import Due, Steps, due_colour
from app.core.fields import FieldSpec, Kind
from app.core.records import Catalog, RecordType
from app.core.roles import LABELS, Actor
from app.widgets import theme
from app.widgets.context import Context
from app.widgets.desk import Desk, Hand
from app.widgets.draft import parse_key
from app.widgets.due import due_badge
from app.widgets.icons import pixmap
from app.widgets.notices import Notice
from app.widgets.pieces import Pieces
from app.widgets.rows import beside, button, hairline, words
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

DUE_WORDS = ("期限", "时限", "限期", "截止", "到期")
DUE_NAMES = ("due", "deadline", "limit")
MOST_DUE = 10
MOST_READ = 60
BY_RULES = ("deadline",)
"""Types that remind by their rules alone, not as something that waits for a step."""
TWO_COLUMNS_FROM = 900


@dataclass(frozen=True)
class Waiting:
    """Records of a type that stand in a state from which this person may take a step."""

    type: str
    state: str
    text: str
    count: int


@dataclass(frozen=True)
class Falling:
    """A record with a day that is near or past, in its colour. title: of those that are shown."""

    type: str
    id: str
    title: str
    label: str
    on: date
    due: Due


@dataclass(frozen=True)
class Today:
    """All that the page shows."""

    waiting: tuple[Waiting, ...]
    due: tuple[Falling, ...]
    within: int
    drafts: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, str, str, int], ...]


def read_today(session: Session, catalog: Catalog, hand: Hand, tiles: tuple[str, ...]) -> Today:
    """Everything for the page, on the reader."""
    waiting: list[Waiting] = []
    steps = steps_of(session)
    due = _by_rules(session, hand, steps)
    ruled = ruled_fields(session)
    asked = [kind for kind in catalog if kind.lifecycle.transitions or kind.name in tiles]
    by_state = session.states(Query(kind.name, _hand_filters(kind, hand)) for kind in asked)
    for kind in catalog:
        if kind.name in BY_RULES:
            continue
        waiting.extend(_waiting(session.actor, kind, by_state.get(kind.name, {})))
        for spec in kind.fields:
            if is_due(spec) and (kind.name, spec.name) not in ruled:
                due.extend(_due(session, kind, spec, _hand_filters(kind, hand), steps))
    drafts = []
    for key in session.drafts():
        held = parse_key(key)
        if held is not None and held[0] in catalog:
            label = catalog[held[0]].label
            if not held[1]:
                drafts.append((held[0], "", f"新建{label}（没有保存）"))
            elif session.exists(held[0], held[1]):
                drafts.append((held[0], held[1], f"{label} {session.fetch(held[0], held[1]).title}"))
    counts = tuple(
        (name, catalog[name].label, catalog[name].icon, sum(by_state[name].values())) for name in tiles
    )
    nearest = sorted(due, key=lambda d: (d.on, d.label, d.id))
    shown = tuple(_titled(session, item) for item in nearest[:MOST_DUE])
    return Today(tuple(waiting), (*shown, *nearest[MOST_DUE:]), steps[0], tuple(drafts), counts)


def _titled(session: Session, item: Falling) -> Falling:
    return item if item.title else replace(item, title=session.fetch(item.type, item.id).title)


def _by_rules(session: Session, hand: Hand, steps: Steps) -> list[Falling]:
    today = date.today()
    rows = upcoming(
        session, today=today, within=steps[0], round_id=hand.round_id, unit_id=hand.unit_id, told=MOST_DUE
    )
    return [
        Falling(
            row.about_type,
            row.about_id,
            row.subject,
            row.label,
            row.ends_on,
            due_colour(row.ends_on, today, steps),
        )
        for row in rows
    ]


def is_due(spec: FieldSpec) -> bool:
    """Whether a day of a record is a deadline, by its label or name."""
    return spec.kind is Kind.DATE and (
        any(word in spec.label for word in DUE_WORDS) or any(word in spec.name for word in DUE_NAMES)
    )


def _hand_filters(kind: RecordType, hand: Hand) -> tuple[Filter, ...]:
    found = []
    for spec in kind.fields:
        if spec.kind is Kind.LINK and spec.to == "unit" and hand.unit_id:
            found.append(Filter(spec.name, Op.EQ, hand.unit_id))
        if spec.kind is Kind.LINK and spec.to == "round" and hand.round_id:
            found.append(Filter(spec.name, Op.EQ, hand.round_id))
    return tuple(found)


def _waiting(actor: Actor, kind: RecordType, held: Mapping[str, int]) -> Iterator[Waiting]:
    for state in kind.lifecycle.states:
        steps = [
            step
            for step in kind.lifecycle.from_state(state.code)
            if not step.reason and actor.may(step.action)
        ]
        if steps and (count := held.get(state.code, 0)):
            what = state.label if state.label.startswith("待") else f"待{steps[0].label}"
            yield Waiting(kind.name, state.code, f"{kind.label} · {what}", count)


def _due(
    session: Session, kind: RecordType, spec: FieldSpec, narrowed: tuple[Filter, ...], steps: Steps
) -> list[Falling]:
    today = date.today()
    filters = (
        Filter(spec.name, Op.LE, today + timedelta(days=steps[0])),
        Filter("state", Op.IN, open_states(kind)),
        *narrowed,
    )
    query = Query(kind.name, filters, ((spec.name, True),))
    rows = [
        (str(id), date.fromisoformat(str(day)))
        for id, day in session.values(query, "id", spec.name, limit=MOST_READ)
    ]
    return [Falling(kind.name, id, "", spec.label, on, due_colour(on, today, steps)) for id, on in rows]


class HomePage(QWidget):
    """The page; it reads itself anew when something changes, and is drawn anew when that shows."""

    title = "今日"

    def __init__(self, desk: Desk, tiles: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._tiles = tiles
        self._outdated = False
        self._today: Today | None = None
        self._drawn: tuple[object, ...] = ()
        self._coming: QWidget | None = None
        self._pieces = Pieces(desk.work, self)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._area)
        desk.work.changed.connect(self._on_changed)
        desk.hand_changed.connect(self._on_changed)
        self.refresh()

    def show_context(self) -> None:
        """No record here."""
        self._desk.context_wanted.emit(Context(None))

    def _on_changed(self, _what: object) -> None:
        self._outdated = True
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was in front."""
        super().showEvent(event)
        if self._outdated:
            self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._outdated = False
        read = partial(read_today, catalog=self._desk.catalog, hand=self._desk.hand, tiles=self._tiles)
        self._desk.work.read(read, self._on_today, owner=self, slot="today")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where there is no room for two."""
        super().resizeEvent(event)
        if self._today is not None:
            self._on_today(self._today)

    @property
    def _narrow(self) -> bool:
        return self.width() < theme.scaled(TWO_COLUMNS_FROM)

    def _on_today(self, today: Today) -> None:
        self._today = today
        wanted = (today, self._narrow, date.today(), theme.scheme())
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self._pieces.start(self._drawing(today))

    def _drawing(self, today: Today) -> Iterator[Callable[[], object]]:
        """The steps to a new page, which takes the place of the old one once it is whole."""
        if self._coming is not None:
            self._coming.deleteLater()
        self._coming = inner = QWidget(self)
        inner.hide()
        inner.setMaximumWidth(theme.scaled(1080))
        box = QVBoxLayout(inner)
        box.setContentsMargins(theme.EDGE + theme.GAP, theme.EDGE, theme.EDGE + theme.GAP, theme.EDGE)
        box.setSpacing(theme.EDGE)
        yield partial(self._draw_head, box)
        yield lambda: box.addWidget(self._tiles_of(today))
        columns = QGridLayout()
        columns.setHorizontalSpacing(theme.EDGE * 2)
        columns.setVerticalSpacing(theme.EDGE)
        columns.setColumnStretch(0, 1)
        columns.setColumnStretch(1, 0 if self._narrow else 1)
        box.addLayout(columns)
        box.addStretch(1)
        waiting, left = self._panel("待我办理")
        columns.addWidget(waiting, 0, 0)
        yield from self._waiting_in(left, today)
        due, right = self._panel(f"已超期和 {today.within} 天内到期")
        columns.addWidget(due, *((1, 0) if self._narrow else (0, 1)))
        yield from self._due_in(right, today)
        # Else the style sheet looks at every widget at once, when the page is shown.
        for widget in inner.findChildren(QWidget):
            yield widget.ensurePolished
        yield partial(self._show, inner)

    def _show(self, inner: QWidget) -> None:
        bar = self._area.verticalScrollBar()
        seen = bar.value()
        self._area.setWidget(inner)
        self._coming = None
        inner.show()
        bar.setValue(seen)

    def _draw_head(self, box: QVBoxLayout) -> None:
        actor = self._desk.actor
        posts = "、".join(LABELS[role] for role in LABELS if role in actor.roles)
        hello = QVBoxLayout()
        hello.setSpacing(theme.GRID)
        hello.addWidget(words(f"{actor.name}，今天是{_day_text(date.today())}", "hero", wrap=True))
        hello.addWidget(words(posts, "muted", wrap=True))
        box.addLayout(hello)
        if self._desk.vault.notice:
            due = Notice("warn", "key", self._desk.vault.notice)
            due.offer("修改我的口令", partial(self._desk.open_page, "secrecy.users"))
            box.addWidget(due)

    def _tiles_of(self, today: Today) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GAP + theme.GRID)
        for place, (name, label, icon_name, count) in enumerate(today.counts):
            tile = QFrame()
            tile.setProperty("role", "tile")
            box = QVBoxLayout(tile)
            box.setContentsMargins(theme.EDGE, theme.GAP + theme.GRID, theme.EDGE, theme.GAP)
            box.setSpacing(0)
            sign = QLabel()
            sign.setPixmap(pixmap(icon_name, "ink"))
            figure = words(f"{count:,}", "figure")
            figure.setFont(theme.font(28, strong=True, tabular=True))
            box.addLayout(beside(sign, words(label, "label"), None))
            box.addWidget(figure)
            go = button("查看", partial(self._desk.open_page, f"list:{name}"), role="link")
            go.setAccessibleName(f"查看{label}，{count} 条")
            box.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(tile, *divmod(place, 3 if self._narrow else 6))
        return made

    def _waiting_in(self, box: QVBoxLayout, today: Today) -> Iterator[Callable[[], object]]:
        for item in today.waiting:
            yield partial(self._draw_waiting, box, item)
        if not today.waiting:
            box.addWidget(words("眼下没有等您办理的事项。", "body-muted"))
        if today.drafts:
            box.addSpacing(theme.EDGE)
            box.addWidget(words("没有写完的", "section"))
            box.addWidget(hairline())
            for type_name, id, text in today.drafts:
                go = button(text, partial(self._open_draft, type_name, id), icon_name="pencil", role="link")
                box.addLayout(beside(go, None))
        box.addStretch(1)

    def _draw_waiting(self, box: QVBoxLayout, item: Waiting) -> None:
        go = button(item.text, partial(self._open_state, item), role="link")
        box.addLayout(beside(go, None, words(f"{item.count} 件", "strong")))

    def _due_in(self, box: QVBoxLayout, today: Today) -> Iterator[Callable[[], object]]:
        for item in today.due[:MOST_DUE]:
            yield partial(self._draw_due, box, item)
        if not today.due:
            box.addWidget(words("没有临近或超过期限的事项。", "body-muted"))
        elif len(today.due) > MOST_DUE:
            red = sum(item.due is Due.RED for item in today.due)
            rest = words(f"共 {len(today.due)} 项，其中已到期或超期 {red} 项", "muted")
            go = button("看期限台账", partial(self._desk.open_page, "list:deadline"), role="link")
            box.addLayout(beside(go, None, rest))
        box.addStretch(1)

    def _draw_due(self, box: QVBoxLayout, item: Falling) -> None:
        go = button(_short(item.title), partial(self._desk.open_record, item.type, item.id), role="link")
        go.setToolTip(item.title)
        day = words(item.on.isoformat(), "muted")
        day.setFont(theme.font(theme.TYPE_SMALL, tabular=True))
        box.addLayout(beside(go, None, words(item.label, "muted"), day, due_badge(item.on, item.due)))

    def _panel(self, head: str) -> tuple[QWidget, QVBoxLayout]:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(words(head, "section"))
        box.addWidget(hairline())
        return made, box

    def _open_state(self, item: Waiting) -> None:
        self._desk.open_list(item.type, (Filter("state", Op.EQ, item.state),))

    def _open_draft(self, type_name: str, id: str) -> None:
        if id:
            self._desk.open_record(type_name, id)
        else:
            self._desk.new_record(type_name)


def _day_text(day: date) -> str:
    return f"{day.isoformat()} 星期{'一二三四五六日'[day.weekday()]}"


def _short(text: str) -> str:
    return text if len(text) <= 18 else text[:17] + "…"
