"""The rules by which a working paper is checked before review: what each asks and how many points its breach costs.

The formal review by schemes is not done here; this is the authors' own look.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from app.core.fields import choice, flag, long_text, number, text
from app.core.lifecycle import Reader
from app.core.paths import RESOURCES
from app.core.records import Record, record

RULES = RESOURCES / "judging" / "quality.json"
FULL = 100


@record(
    "quality_rule",
    "底稿自查规则",
    area="workpapers",
    group="研判与核实",
    heading="{label}",
    icon="scale",
    action="code.edit",
    purpose="底稿自查扣分的规则；分值可以改，不用的停用",
)
class QualityRule(Record):
    """One rule of the self-check: its breach costs `points` of a hundred."""

    code: str = text("规则代码", readonly=True, inner=True)
    label: str = text("缺陷", required=True, search=True, listed=True, section="规则")
    aspect: str = choice("方面", codes="quality_aspect", required=True, listed=True)
    points: int | None = number("扣分", default=5, unit="分", listed=True)
    active: bool = flag("启用", default=True, listed=True)
    note: str = long_text("说明")


@dataclass(frozen=True)
class Defect:
    """One thing wrong with a working paper. where: the field; points: what it costs of 100."""

    code: str
    where: str
    aspect: str
    text: str
    points: int


@dataclass(frozen=True)
class Quality:
    """The self-check of one paper. score: 100 less the points of its defects, never below 0."""

    defects: tuple[Defect, ...]

    @property
    def score(self) -> int:
        """Points of a hundred."""
        return max(0, FULL - sum(defect.points for defect in self.defects))

    @property
    def formula(self) -> str:
        """How the score was computed."""
        lost = "－".join(str(defect.points) for defect in self.defects)
        return f"{FULL}－{lost}＝{self.score}分" if lost else f"{FULL}分，没有查到缺陷"


@cache
def shipped_rules() -> tuple[QualityRule, ...]:
    """The rules as shipped, with ids that are the same in every vault."""
    read = json.loads(RULES.read_text(encoding="utf-8"))["rules"]
    return tuple(QualityRule(id=f"quality.{row['code']}", **row) for row in read)


def rules_of(reader: Reader) -> dict[str, QualityRule]:
    """Code → rule in force: the vault's own where it has any, else the shipped ones."""
    return {rule.code: rule for rule in reader.find(QualityRule) or shipped_rules() if rule.active}
