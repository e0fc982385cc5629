"""The page 点人点事: everything that was pointed at or decided, with where it came from, who has it and until when.

Items are entered and moved in their forms; nothing is decided here.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from app.areas.preparation.model import Round
from app.areas.reporting.meetings.item_papers import tracked_list
from app.areas.reporting.meetings.model import NamedItem
from app.areas.reporting.meetings.tracked import Tracked, TrackedItem, first_tracked, tracked
from app.documents.paper import Paper
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import button
from db.session import Session

TRACKED = "named_items"
SOON = 7
HEADS = ("事项", "类别", "涉及单位和职务", "出处", "承办单位", "期限", "剩余", "进展", "状态")
WIDTHS = (240, 80, 150, 170, 110, 96, 84, 60, 84)

MOST = 60
"""Open items, and closed ones, that are listed."""
Read = tuple[Tracked, dict[str, str]]


def read_tracked(session: Session, round_id: str) -> Read:
    """The items, and the labels of their kinds."""
    found = first_tracked(session, today=date.today(), round_id=round_id, most=MOST)
    return found, {code.code: code.label for code in session.codes("named_kind")}


class TrackedPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "点人点事",
            "会上点到的人和事、议定事项、批示事项，逐件跟到办结",
            about="named_item",
            wide=True,
        )
        self._rows: tuple[TrackedItem, ...] = ()
        for each in (
            button("打印清单", self._on_print, icon_name="printer"),
            button("从会议转来", partial(desk.open_page, "list:meeting"), icon_name="users"),
            button("登记事项", partial(desk.new_record, "named_item"), icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("named_item", "item_progress", "meeting", "instruction")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(read_tracked, round_id=self.desk.hand.round_id)
        self.desk.work.read(read, self._on_read, owner=self, slot="items")

    def _on_read(self, held: Read) -> None:
        found, kinds = held
        self._rows = (*found.open, *found.closed)
        box = redraw(self.body)
        if not self._rows:
            text = (
                "在会议的“议定事项”里一行写一项，印发纪要后用“议定事项转为督办事项”一次转来；也可以直接登记。"
            )
            go = button("登记事项", partial(self.desk.new_record, "named_item"))
            box.addWidget(empty("flag", "还没有点人点事事项", text, go))
            box.addStretch(1)
            return
        every = ("看全部事项", partial(self.desk.open_page, "list:named_item"))
        late = f"，▲ 超期 {found.late} 件" if found.late else ""
        section(box, "未办结", f"{found.left} 件{late}；双击打开")
        if found.open:
            box.addWidget(self._lines("未办结的事项", found.open, kinds))
            rest(box, found.left - len(found.open), "件", go=every)
        if found.closed:
            section(box, "已办结", f"{found.done} 件")
            box.addWidget(self._lines("已办结的事项", found.closed, kinds))
            rest(box, found.done - len(found.closed), "件", go=every)
        box.addStretch(1)

    def _lines(self, name: str, rows: tuple[TrackedItem, ...], kinds: dict[str, str]) -> Lines:
        lines = Lines(name, HEADS, WIDTHS, most=16)
        for row in rows:
            held = row.item
            texts = (
                held.content, kinds.get(held.kind, held.kind), held.about, row.source, held.assigned_to or "—",
                held.due_on.isoformat() if held.due_on else "—", left_text(row.left), f"{len(row.steps)} 次",
                held.TYPE.lifecycle.state(held.state).label,
            )  # fmt: skip
            item = lines.add(texts, held.id)
            if row.left is not None and row.left <= SOON:
                item.setForeground(6, theme.color("red" if row.overdue else "amber"))
        lines.right(7)
        lines.tight(5, 6, 8)
        lines.opened.connect(partial(self.desk.open_record, "named_item"))
        lines.fit()
        return lines

    def _on_print(self) -> None:
        round_id = self.desk.hand.round_id or next(
            (row.item.round_id for row in self._rows if row.item.round_id), ""
        )
        if not self._rows or not round_id:
            dialogs.tell(self.window(), "没有可以打印的清单", "先登记事项，并写明属于哪一轮。")
            return

        def make(session: Session) -> Paper:
            rows = tracked(session, today=date.today(), round_id=round_id)
            return tracked_list(session.get(Round, round_id), rows, session.code_label)

        records: list[NamedItem] = [row.item for row in self._rows]
        self.desk.print_paper("点人点事清单", make, records)


def left_text(left: int | None) -> str:
    """Days left in words with a sign."""
    if left is None:
        return "—"
    return f"▲ 超 {-left} 天" if left < 0 else f"△ {left} 天" if left <= SOON else f"{left} 天"
