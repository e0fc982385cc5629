"""What menus of clues offer: 按管理权限提出去向, 编移交批次, 督办. It writes nothing itself and shows no text of a clue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueChase, ClueTransfer
from app.areas.clues.tracking.service import batch, chase, route_clues
from app.areas.fieldwork.view import on_both
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields

if TYPE_CHECKING:
    from db.session import Session


def offers() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Record type → its offers."""
    return {
        "clue": (
            *on_both("按管理权限提出去向", "send", "问题线索", propose),
            *on_both("编移交批次", "package", "问题线索", make_batch),
            ActionOffer("督办…", "bell", ask_chase),
        )
    }


def propose(desk: Desk, ids: tuple[str, ...]) -> None:
    """Fill in the receivers that the rules give; those already chosen stay."""

    def write(session: Session) -> int:
        return len(route_clues(session, [session.get(Clue, id) for id in ids]))

    def done(count: int) -> None:
        desk.note(
            f"已按规则提出 {count} 件的接收单位，请核对" if count else "没有可提出的：已经选定，或缺职级"
        )

    desk.work.write(write, done)


def make_batch(desk: Desk, ids: tuple[str, ...]) -> None:
    """One batch of approved clues, opened."""

    def done(made: ClueTransfer) -> None:
        desk.note(f"已编{made.number}，密封后填封条号，再“整批移交”")
        desk.open_record("clue_transfer", made.id)

    desk.work.write(lambda session: batch(session, [session.get(Clue, id) for id in ids]), done)


def ask_chase(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask how and for what, then enter the chase and open it."""
    if len(ids) != 1:
        dialogs.tell(active_window(), "一次督办一件线索", "先在列表里点一行。")
        return

    def make(session: Session) -> ClueChase:
        return ClueChase(task_id=session.get(Clue, ids[0]).task_id, clue_id=ids[0])

    def store(_record: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: chase(
                session, session.get(Clue, ids[0]), kind=values["kind"], demand=values["demand"], due=values["reply_due"]
            ),
            done,
        )  # fmt: skip

    def done(made: ClueChase) -> None:
        desk.note(f"已登记{made.number}")
        desk.open_record("clue_chase", made.id)

    ask_fields(
        desk, "督办线索办理", make, ("kind", "demand", "reply_due"), "登记督办", store, needs=("kind",)
    )
