"""The lines of what is open, and the steps with what was done in them, as the close-out page shows them. They write nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.areas.closeout.model import Closeout
from app.areas.closeout.papers import PAPERS, bundle_cover, cover_of
from app.areas.closeout.view.closing import Blocker
from app.areas.secrecy.model import BundleLog
from app.widgets import theme
from app.widgets.badges import SIGNS, plain_badge
from app.widgets.desk import Desk
from app.widgets.frame import facts, rest
from app.widgets.inputs.choice import Flow
from app.widgets.rows import beside, button, tool, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session

LINK_HEIGHT = 26
MOST_BLOCKERS = 40
WHOLE_VAULT = ("carrier", "exposure")
"""Types of which a close-out asks for all, whether they name its task or not."""


def blocker_rows(box: QVBoxLayout, desk: Desk, blockers: Sequence[Blocker], task_id: str) -> None:
    """Everything that is open, a line each, up to a length that can be read."""
    for blocker in blockers[:MOST_BLOCKERS]:
        box.addWidget(blocker_row(desk, blocker, task_id))
    rest(box, len(blockers) - MOST_BLOCKERS, "项")


def blocker_row(desk: Desk, blocker: Blocker, task_id: str) -> QWidget:
    """One thing that is open, with a link to each record that it names and to their list."""
    made = QWidget()
    flow = Flow(gap=2)
    made.setLayout(flow)
    head, _, _ = blocker.text.partition("：")
    said = words(f"○ {head}" if blocker.records else f"○ {blocker.text}")
    said.setMinimumHeight(theme.scaled(LINK_HEIGHT))
    flow.addWidget(said)
    for id, number in blocker.records:
        flow.addWidget(button(number, partial(desk.open_record, blocker.type, id), role="link"))
    if blocker.type and blocker.type != "handover_item":
        kind = desk.catalog[blocker.type]
        narrow = kind.has("task_id") and blocker.type not in WHOLE_VAULT
        filters = (Filter("task_id", Op.EQ, task_id),) if narrow else ()
        go = button("去列表", partial(desk.open_list, blocker.type, filters), role="link")
        go.setAccessibleName(f"去{kind.label}列表")
        flow.addWidget(go)
    return made


def step_frame(
    place: int, name: str, at: int, said: str, fold: Callable[[], object], *, opened: bool
) -> tuple[QFrame, QVBoxLayout]:
    """The frame of one step with its head; its body goes into the layout. at: the step in hand, `said`: one line."""
    made = QFrame()
    made.setProperty("role", "tile")
    box = QVBoxLayout(made)
    box.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
    box.setSpacing(theme.GAP)
    tone = "done" if place < at else "active" if place == at else "draft"
    state = "已办" if place < at else "正在办" if place == at else "还没到"
    sign = tool(f"{'收起' if opened else '展开'} {name}", "chevron-down" if opened else "chevron-right", fold)
    head = beside(sign, words(f"{place + 1}. {name}", "section"), plain_badge(f"{SIGNS[tone]} {state}", tone))
    head.addWidget(words(said, "muted"))
    head.addStretch(1)
    box.addLayout(head)
    return made, box


def bundle_facts(log: BundleLog) -> QWidget:
    """What was sealed, to whom."""
    return facts(
        (
            ("包号", log.bundle_id),
            ("封给", log.counterpart),
            ("内容", f"{log.records} 条记录"),
            ("校验值", log.sha256),
        )
    )


def receipt_facts(closeout: Closeout) -> QWidget:
    """The receipt that was verified."""
    when = closeout.receipt_on.isoformat() if closeout.receipt_on else ""
    good = "✓ 签名、包号、校验值、记录数都与送出的包一致"
    return facts((("回执号", closeout.receipt_id), ("出具日期", when), ("结论", good)))


def print_cover(desk: Desk, log: BundleLog) -> None:
    """封装单: the cover sheet of a bundle."""

    def make(session: Session) -> Paper:
        return bundle_cover(cover_of(session, session.get(BundleLog, log.id)), session.code_label)

    desk.print_paper("封装单", make, (log,))


def print_list(desk: Desk, closeout: Closeout) -> None:
    """零持有移交清单 as it stands now."""
    spec = next(spec for spec in PAPERS if spec.name == "zero_holding_list")
    desk.print_paper(spec.label, lambda session: spec.build(session, closeout.id), (closeout,))
