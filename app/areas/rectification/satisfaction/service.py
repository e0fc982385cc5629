"""How satisfied each side is, and all three together, each figure with the sum behind it.

Weights, the worth of 基本满意, the pass mark and the veto come from a rule that the office edits.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.preparation.model import Task
from app.areas.rectification.rates import percent_of
from app.areas.rectification.satisfaction.model import SatisfactionPoll, SatisfactionRule
from db.session import Session

SIDES = ("inspection", "department", "people")


@dataclass(frozen=True)
class SideResult:
    """The votes of one side, all its polls together. percent is None while nobody voted."""

    side: str
    label: str
    weight: int
    issued: int
    returned: int
    very: int
    basic: int
    dissatisfied: int
    percent: float | None
    formula: str


@dataclass(frozen=True)
class Satisfaction:
    """The three sides together. percent is None until every side with a weight has voted."""

    rule: SatisfactionRule
    sides: tuple[SideResult, ...]
    percent: float | None
    passed: bool
    vetoed: tuple[str, ...]
    formula: str

    @property
    def verdict(self) -> str:
        """The result in a word."""
        if self.vetoed:
            return "一票否决"
        if self.percent is None:
            return "还没有测完"
        return "合格" if self.passed else "不合格"


def rule_for(session: Session, round_id: str) -> SatisfactionRule:
    """The rule of a round, else the general one, else the shipped default, which is not stored until somebody edits it."""
    held = session.find(SatisfactionRule)
    own = [rule for rule in held if rule.round_id == round_id and round_id]
    general = [rule for rule in held if not rule.round_id]
    return (own or general or [SatisfactionRule()])[-1]


def satisfaction(session: Session, task: Task) -> Satisfaction:
    """The result of one unit."""
    rule = rule_for(session, task.round_id)
    polls = session.find(SatisfactionPoll, task_id=task.id)
    sides = tuple(_side(session, rule, side, polls) for side in SIDES)
    weighty = [side for side in sides if side.weight]
    vetoed = tuple(
        f"{side.label}{side.percent:.2f}%，低于{rule.veto_below}%"
        for side in sides
        if side.side in rule.veto_sides
        and side.percent is not None
        and rule.veto_below is not None
        and side.percent < rule.veto_below
    )
    if not weighty or any(side.percent is None for side in weighty):
        waiting = "、".join(side.label for side in weighty if side.percent is None)
        return Satisfaction(rule, sides, None, False, vetoed, f"还没有测评：{waiting}")
    # Percentages have two places: hundredths times whole weights stay exact, floats would not.
    hundredths = sum(round((side.percent or 0.0) * 100) * side.weight for side in weighty)
    percent = percent_of(hundredths, 1_000_000) or 0.0
    terms = "＋".join(f"{side.percent:.2f}%×{side.weight}%" for side in weighty)
    return Satisfaction(
        rule,
        sides,
        percent,
        percent >= (rule.passing or 0) and not vetoed,
        vetoed,
        f"综合满意率＝{terms}＝{percent:.2f}%（合格线{rule.passing or 0}%）",
    )


def _side(
    session: Session, rule: SatisfactionRule, side: str, polls: tuple[SatisfactionPoll, ...]
) -> SideResult:
    mine = [poll for poll in polls if poll.side == side]
    issued, returned = (sum(getattr(p, name) or 0 for p in mine) for name in ("issued", "returned"))
    very, basic, dissatisfied, unsure = (
        sum(getattr(p, name) or 0 for p in mine) for name in ("very", "basic", "dissatisfied", "unsure")
    )
    valid = very + basic + dissatisfied + unsure
    share = 100 if rule.basic_share is None else rule.basic_share
    percent = percent_of(very * 100 + basic * share, valid * 100)
    worth = "" if share == 100 else f"×{share}%"
    formula = (
        f"（满意{very}＋基本满意{basic}{worth}）÷有效{valid}＝{percent:.2f}%"
        if percent is not None
        else "还没有票"
    )
    label = session.code_label("satisfaction_side", side)
    return SideResult(
        side, label, getattr(rule, side) or 0, issued, returned, very, basic, dissatisfied, percent, formula
    )
