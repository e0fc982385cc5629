"""The gates of a report (四关): what each looks at, who keeps it, who may sign it; a list that the vault's users edit.

A gate says nothing about the levels of deliberation; it is signed by name and day in the report itself.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from app.core.fields import choices, flag, long_text, number, text
from app.core.lifecycle import Reader
from app.core.paths import RESOURCES
from app.core.records import Record, record
from app.core.roles import LABELS, Actor

if TYPE_CHECKING:
    from db.session import Session

SHIPPED = RESOURCES / "checklists" / "report_gates.json"


@record(
    "report_gate",
    "报告关口",
    area="reporting",
    group="会议与批示",
    heading="{name}",
    icon="shield-check",
    action="code.edit",
    purpose="报告送审前要过的几道关：看什么、谁来把、谁可以签；可以增减改名，不用的停用",
)
class ReportGate(Record):
    """One gate that a report passes before it is submitted."""

    name: str = text(
        "关口", required=True, search=True, listed=True, section="关口", help="改名以后，原来的签署按原名保留"
    )
    position: int | None = number("顺序", listed=True)
    keeper: str = text("谁来把", listed=True, help="写进审议页和审签单，例如：组办会商")
    roles: tuple[str, ...] = choices("可由谁签", codes="role", help="空着不限；写了的，只有这些岗位能签")
    points: str = long_text("看什么", search=True, help="一行一项，签的时候逐项对照")
    active: bool = flag("启用", default=True, listed=True)


@cache
def shipped_gates() -> tuple[ReportGate, ...]:
    """The gates in resources/checklists/report_gates.json, in their order."""
    read = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        ReportGate(
            id=f"gate.{row['code']}",
            position=place,
            name=row["name"],
            keeper=row["keeper"],
            roles=tuple(row["roles"]),
            points="\n".join(row["points"]),
        )
        for place, row in enumerate(read["items"], 1)
    )


def seed_gates(session: Session) -> int:
    """Store the shipped gates that the vault never had; returns how many."""
    fresh = [gate for gate in shipped_gates() if not session.exists("report_gate", gate.id)]
    with session.transaction():
        for gate in reversed(fresh):  # lists show the newest first
            session.seed(gate)
    return len(fresh)


def gates_of(reader: Reader) -> tuple[ReportGate, ...]:
    """The gates in use, in order; those shipped where the vault holds none at all."""
    held = reader.find(ReportGate) or shipped_gates()
    return tuple(sorted((g for g in held if g.active), key=lambda g: (g.position or 99, g.name)))


def may_sign(gate: ReportGate, actor: Actor) -> bool:
    """Whether one of the actor's posts may sign the gate."""
    return actor.may("record.write") and (not gate.roles or any(role in gate.roles for role in actor.roles))


def signers(gate: ReportGate) -> str:
    """The posts that may sign the gate, as one phrase for a refusal."""
    return "、".join(label for role, label in LABELS.items() if role in gate.roles) or "经办人员"
