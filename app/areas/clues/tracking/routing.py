"""Who receives a clue, by 干部管理权限: an editable table of rules, asked from the top. It proposes; a person decides."""

from __future__ import annotations

import json
from functools import cache
from typing import Protocol

from app.core.fields import choice, choices, flag, number, text
from app.core.lifecycle import Reader
from app.core.paths import RESOURCES
from app.core.records import Record, record

RULES = RESOURCES / "tracking" / "routing.json"


@record(
    "routing_rule",
    "线索移交规则",
    area="clues",
    sorting=(("position", False),),
    group="移交与办理",
    heading="{position} {name}",
    icon="send",
    action="code.edit",
    purpose="按干部管理权限提出线索移交去向：从上往下，第一条符合的算；可以增改停用",
)
class RoutingRule(Record):
    """One rule: whom it fits, and who receives such clues."""

    name: str = text("规则", required=True, search=True, listed=True, section="规则")
    position: int | None = number("顺序", listed=True, help="数小的先看")
    ranks: tuple[str, ...] = choices("被反映人职级", codes="rank", listed=True, help="空着表示不限")
    managed: str = choice("管理权限", codes="managed_by", default="any", listed=True)
    sources: tuple[str, ...] = choices("线索来源", codes="clue_source", help="空着表示不限")
    disciplines: tuple[str, ...] = choices("涉及纪律", codes="discipline", help="空着表示不限")
    receiver: str = choice("移交给", codes="clue_receiver", required=True, listed=True)
    reason: str = text("理由", listed=True)
    active: bool = flag("启用", default=True, listed=True)


class Routed(Protocol):
    """What a rule looks at."""

    @property
    def subject_rank(self) -> str:
        """职级."""
        ...

    @property
    def county_managed(self) -> bool:
        """县管干部."""
        ...

    @property
    def source(self) -> str:
        """线索来源."""
        ...

    @property
    def disciplines(self) -> tuple[str, ...]:
        """涉及纪律."""
        ...


@cache
def shipped_routing() -> tuple[RoutingRule, ...]:
    """The rules as shipped, with ids that are the same in every vault."""
    read = json.loads(RULES.read_text(encoding="utf-8"))["rules"]
    return tuple(
        RoutingRule(
            id=f"routing.{row['code']}",
            name=row["name"],
            position=row["position"],
            ranks=tuple(row["ranks"]),
            managed=row["managed"],
            sources=tuple(row["sources"]),
            disciplines=tuple(row["disciplines"]),
            receiver=row["receiver"],
            reason=row["reason"],
        )
        for row in read
    )


def route(reader: Reader | None, clue: Routed) -> RoutingRule | None:
    """The first rule in force that fits the clue, None when none does or the rank is still open."""
    held = (reader.find(RoutingRule) if reader is not None else ()) or shipped_routing()
    for rule in sorted((r for r in held if r.active), key=lambda r: (r.position or 0, r.id)):
        if _fits(rule, clue):
            return rule
    return None


def _fits(rule: RoutingRule, clue: Routed) -> bool:
    if rule.ranks and clue.subject_rank not in rule.ranks:
        return False
    if rule.managed != "any" and (rule.managed == "county") != clue.county_managed:
        return False
    if rule.sources and clue.source not in rule.sources:
        return False
    return not rule.disciplines or bool(set(rule.disciplines) & set(clue.disciplines))
