"""Actions on hits and lists: exclude, make a lead, erase a list's contents. The service writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.areas.fieldwork.comparison.model import DataHit, DataList
from app.areas.fieldwork.comparison.service import empty_list, exclude, make_lead
from app.areas.fieldwork.view import on_both
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window

if TYPE_CHECKING:
    from db.session import Session


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """排除, 成为线索; 清除名单内容."""
    return {
        "data_hit": (
            *on_both("核实后排除…", "ban", "比对结果", rule_out),
            *on_both("核实为线索…", "flag", "比对结果", lead),
        ),
        "data_list": on_both("清除名单内容…", "trash-2", "比对名单", empty),
    }


def rule_out(desk: Desk, ids: tuple[str, ...]) -> None:
    """Exclude hits for one reason."""

    def write(session: Session, reason: str) -> int:
        return exclude(session, [session.get(DataHit, id) for id in ids], reason)

    dialogs.ask_text(
        active_window(), f"排除 {len(ids)} 条比对结果", "排除的原因", "排除",
        lambda reason: desk.work.write(
            lambda session: write(session, reason), lambda count: desk.note(f"已排除 {count} 条")
        ),
        text="写明查了什么、为什么不算问题，例如：同名不同人，证件号码不一致。",
    )  # fmt: skip


def lead(desk: Desk, ids: tuple[str, ...]) -> None:
    """Say what was found out, and make the hits leads."""

    def write(session: Session, finding: str) -> int:
        for id in ids:
            make_lead(session, session.get(DataHit, id), finding)
        return len(ids)

    dialogs.ask_text(
        active_window(), f"{len(ids)} 条核实为线索", "核实情况", "核实为线索",
        lambda finding: desk.work.write(
            lambda session: write(session, finding), lambda count: desk.note(f"{count} 条成为线索，可以提取为问题或线索")
        ),
        text="写明身份、政策、时间、钱款去向核到哪一步，疑点是什么。",
    )  # fmt: skip


def empty(desk: Desk, ids: tuple[str, ...]) -> None:
    """Erase the contents of lists, with the reason."""

    def write(session: Session, reason: str) -> int:
        for id in ids:
            empty_list(session, session.get(DataList, id), reason)
        return len(ids)

    dialogs.ask_text(
        active_window(), f"清除 {len(ids)} 份名单的内容", "清除的原因", "清除",
        lambda reason: desk.work.write(
            lambda session: write(session, reason), lambda count: desk.note(f"已清除 {count} 份名单")
        ),
        text="名单里的每一行都从库里清掉，不能恢复；已登记的比对结果各自留着对上的两行。",
    )  # fmt: skip
