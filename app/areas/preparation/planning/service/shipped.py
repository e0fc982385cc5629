"""Bring what is shipped with the program into the vault, where it can be edited: boards, duties, weights, partners, templates.

What a user changed or added stays as it is; loading twice adds nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from app.areas.libraries.model import LibraryItem
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.choosing import ChoiceFactor
from app.areas.preparation.planning.model.focus import FocusItem
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem, PostDuty
from app.areas.preparation.planning.model.partners import Cooperation, Partner
from app.areas.preparation.planning.model.plans import Responsibility, RoundStep
from app.core.errors import Refused
from app.core.paths import RESOURCES
from app.core.records import Record
from db.session import Session

BOARDS = (
    "regular", "village", "discipline", "leader", "special_projects", "special_subsidies", "special_grain",
    "special_education", "special_rural", "special_business",
)  # fmt: skip
TEXTS = ("report_outline", "mobilise_outline", "statement_outline", "discipline_demands")
LINES = "\n"


@cache
def shipped(folder: str, name: str) -> Any:
    """A file of shipped data as it was read; callers change nothing in it."""
    return json.loads((RESOURCES / folder / f"{name}.json").read_text(encoding="utf-8"))


def _allow(session: Session) -> None:
    session.allow("preparation.write", "不能载入")


def _seed(session: Session, records: Iterable[Record]) -> int:
    _allow(session)
    added = 0
    with session.transaction():
        for held in records:
            if not session.exists(held.TYPE.name, held.id):
                session.seed(held)
                added += 1
    return added


def load_boards(session: Session) -> int:
    """The points of all shipped boards (常规、村社区、六项纪律、一把手、专项); returns how many were added."""
    return _seed(session, board_items())


def board_items() -> Iterable[FocusItem]:
    """The points of all shipped boards, ready to be stored."""
    for name in BOARDS:
        yield from _board(name)


def _board(name: str) -> Iterable[FocusItem]:
    read = shipped("focus", name)
    for row in read["items"]:
        yield FocusItem(
            id=f"focus.{name}.{row['position']:02}",
            board=read["board"],
            theme=read["theme"],
            position=row["position"],
            focus=row["focus"],
            discipline=row.get("discipline", ""),
            point=row["point"],
            questions=LINES.join(row["questions"]),
            documents=LINES.join(row["documents"]),
            talk_to=row["talk_to"],
            basis=row["basis"],
            categories=("village",) if read["board"] == "village" else (),
            about_leader=bool(row.get("about_leader")),
        )


def load_responsibilities(session: Session, year: int) -> int:
    """The duties of the six bodies for `year`; returns how many were added."""
    return _seed(session, responsibility_items(year))


def responsibility_items(year: int) -> Iterable[Responsibility]:
    """The shipped duties of the six bodies, ready to be stored for `year`."""
    read = shipped("planning", "responsibilities")
    for place, row in enumerate(read["items"], 1):
        yield Responsibility(
            id=f"duty.{year}.{place:02}",
            body=row["body"],
            year=year,
            position=place,
            item=row["item"],
            basis=read["basis"],
            standard=f"{row['standard']}；凭证：{row['proof_hint']}",
            period=row["period"],
        )


def load_weights(session: Session) -> int:
    """The shipped weighting scheme for choosing units."""
    return _seed(session, weight_items())


def weight_items() -> Iterable[ChoiceFactor]:
    """The shipped weights, ready to be stored."""
    read = shipped("planning", "weights")
    for row in read["items"]:
        yield ChoiceFactor(id=f"weight.{row['factor']}", scheme=read["scheme"], **row)


def load_partners(session: Session) -> int:
    """The usual cooperating departments and their duties; names are examples to be made one's own."""
    return _seed(session, partner_items())


def partner_items() -> Iterable[Record]:
    """The usual departments, then their duties, ready to be stored."""
    yield from (
        Partner(id=f"partner.{row['kind']}", name=row["name"], kind=row["kind"], asks=LINES.join(row["asks"]))
        for row in shipped("planning", "partners")["items"]
    )
    read = shipped("planning", "cooperation")
    yield from (
        Cooperation(
            id=f"cooperation.{place:02}",
            partner_id=f"partner.{row['kind']}",
            position=place,
            stages=tuple(row["stages"]),
            duty=row["duty"],
            how=row["how"],
            basis=read["basis"],
        )
        for place, row in enumerate(read["items"], 1)
    )


def asks_of(partner: Partner) -> str:
    """What `partner` is asked before a round: its own list, else the usual one of its kind."""
    if partner.asks.strip():
        return partner.asks
    rows = shipped("planning", "partners")["items"]
    return next((LINES.join(row["asks"]) for row in rows if row["kind"] == partner.kind), "")


def load_texts(session: Session) -> int:
    """The outlines that papers of preparation print (汇报提纲、动员讲话、表态发言、纪律), as editable library items."""
    read = shipped("planning", "texts")
    return _seed(
        session,
        (
            LibraryItem(
                id=text_id(name), title=read[name]["title"], kind="cases",
                content=LINES.join(read[name]["lines"]), tags="准备阶段、提纲", source="随程序提供",
            )
            for name in TEXTS
        ),
    )  # fmt: skip


def text_id(name: str) -> str:
    """The id of a shipped outline in every vault."""
    return f"planning.{name}"


def shipped_lines(name: str) -> tuple[str, ...]:
    """The lines of a shipped outline, for a vault that has not loaded them."""
    return tuple(shipped("planning", "texts")[name]["lines"])


def apply_round_template(session: Session, round_: Round) -> int:
    """The steps of a round's work plan from the shipped template; Refused when the round has steps already."""
    if session.find(RoundStep, round_id=round_.id):
        raise Refused(
            "不能套用模板", ["本轮已有安排"], kept="原来的安排没有变化", todo="需要重来的，先移除原来的安排"
        )
    rows = shipped("planning", "first_round")["steps"]
    with session.transaction():
        for place, row in enumerate(rows, 1):
            due = round_.starts_on + timedelta(days=7 * place) if round_.starts_on else None
            session.create(RoundStep(round_id=round_.id, position=place, ends_on=due, **row))
    return len(rows)  # fmt: skip


def apply_posts(session: Session, task: Task) -> int:
    """The posts of a group with their duties; people are put in by hand. Refused when the task has some."""
    if session.find(PostDuty, task_id=task.id):
        raise Refused("不能套用模板", ["本任务已有岗位职责"], kept="原来的内容没有变化")
    rows = shipped("planning", "first_round")["posts"]
    names = {"组长": task.leader, "副组长": task.deputies, "综合协调": task.liaison}
    with session.transaction():
        for place, row in enumerate(rows, 1):
            session.create(
                PostDuty(
                    task_id=task.id,
                    position=place,
                    post=row["post"],
                    name=names.get(row["post"], ""),
                    duties=LINES.join(row["duties"]),
                    outputs=row["outputs"],
                )
            )
    return len(rows)


def apply_means(session: Session, task: Task) -> int:
    """The usual equipment and budget lines of a group; amounts are left at nought to be filled in."""
    held = (*session.find(EquipmentItem, task_id=task.id), *session.find(BudgetItem, task_id=task.id))
    if held:
        raise Refused("不能套用模板", ["本任务已有装备或经费"], kept="原来的内容没有变化")
    read = shipped("planning", "first_round")
    with session.transaction():
        for row in read["equipment"]:
            session.create(EquipmentItem(task_id=task.id, source="巡察办配发", **row))
        for row in read["budget"]:
            session.create(BudgetItem(task_id=task.id, amount=0, **row))
    return len(read["equipment"]) + len(read["budget"])
