"""What leads into the compartment of clues: lines of a talk, hits of compared lists, a reporter to be protected.

Whoever has no key to the compartment is told so, and nothing else happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.clues.extraction import clue_from_hit, clue_from_lines
from app.areas.clues.model import Clue, ProtectedPerson
from app.areas.clues.service import NO_KEY, protect_reporter
from app.areas.fieldwork.comparison.model import DataHit
from app.areas.fieldwork.intake.talks import Line, lines_of
from app.areas.fieldwork.intake.view.lines import LineSheet
from app.areas.fieldwork.model import Interview, Petition
from app.core.errors import Refused
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields

if TYPE_CHECKING:
    from db.session import Session


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """逐句提取为线索, 提取为线索, 保护反映人身份."""
    return {
        "interview": (ActionOffer("逐句提取为线索…", "key", extract_lines),),
        "data_hit": (ActionOffer("提取为线索…", "key", extract_hit),),
        "petition": (ActionOffer("保护反映人身份…", "shield", protect),),
    }


def _with_key(session: Session, read: Callable[[Session], Any]) -> Any:
    if not session.can_clues:
        raise Refused("不能进入线索专库", [NO_KEY])
    return read(session)


def _open(desk: Desk, made: Clue) -> None:
    desk.note(f"已登记{made.number}")
    desk.open_record("clue", made.id)


def extract_lines(desk: Desk, ids: tuple[str, ...]) -> None:
    """Show the talk line by line; the chosen lines become a clue."""

    def show(talk: Interview) -> None:
        def store(lines: tuple[Line, ...], summary: str, subject: str) -> None:
            def write(session: Session) -> Clue:
                held = session.get(Interview, talk.id)
                return clue_from_lines(session, held, lines, summary=summary, subject=subject)

            desk.work.write(write, partial(_open, desk))

        help_ = Clue.TYPE.field("summary").help
        LineSheet(
            "逐句提取为线索",
            lines_of(talk),
            "登记线索",
            store,
            first="线索名称",
            second="被反映人",
            help=help_,
        ).open()

    def read(session: Session) -> Interview:
        return session.get(Interview, ids[0])

    desk.work.read(partial(_with_key, read=read), show)


def extract_hit(desk: Desk, ids: tuple[str, ...]) -> None:
    """A hit that was checked becomes a clue."""

    def write(session: Session, summary: str) -> Clue:
        return clue_from_hit(session, session.get(DataHit, ids[0]), summary=summary)

    dialogs.ask_text(
        active_window(), "提取为线索", "线索名称", "登记线索",
        lambda summary: desk.work.write(lambda session: write(session, summary), partial(_open, desk)),
        text="核实为线索的比对结果才能提取；线索进专库，比对结果里不留痕迹。", long=False,
    )  # fmt: skip


def protect(desk: Desk, ids: tuple[str, ...]) -> None:
    """Keep a reporter's identity in the compartment; the petition says 要求保护 and nothing else."""

    def make(session: Session) -> Record:
        def read(inside: Session) -> ProtectedPerson:
            held = inside.get(Petition, ids[0])
            return ProtectedPerson(
                task_id=held.task_id, petition_id=held.id, name=held.reporter,
                contact=held.reporter_contact, unit=held.reporter_address,
            )  # fmt: skip

        found: ProtectedPerson = _with_key(session, read)
        return found

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> ProtectedPerson:
            return protect_reporter(session, session.get(Petition, ids[0]), **values)

        desk.work.write(write, lambda made: desk.note(f"身份已登入专库：{made.number}"))

    ask_fields(
        desk, "保护反映人身份", make, ("name", "contact", "unit", "request"), "登入专库", store, needs=("name",),
        text="身份只存进线索专库；信访件上改为“要求保护身份”，反映人各栏清空。",
    )  # fmt: skip
