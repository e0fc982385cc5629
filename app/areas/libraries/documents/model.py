"""Record type of a number series (文号格式): which 文号 a kind of paper gets and where it is written.

It gives no number itself; the service does, when somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.areas.libraries.templates.model import GROUP
from app.core.errors import Problem
from app.core.fields import long_text, number, text
from app.core.records import Record, record

_PLACES = {"年度": "year", "顺序号": "serial"}
_PLACE = re.compile(r"\{(年度|顺序号)(:0[2-6])?\}")


def counted(pattern: str) -> str:
    """The pattern as numbers are counted by it: 年度 and 顺序号 under the names that the vault knows."""
    return _PLACE.sub(lambda found: f"{{{_PLACES[found[1]]}{found[2] or ''}}}", pattern)


def _pattern_fits(held: PaperSeries) -> Iterator[Problem]:
    if {"{", "}"} & set(_PLACE.sub("", held.pattern)):
        yield Problem(
            "pattern", "“文号格式”只能用 {年度} 和 {顺序号} 两项，例如 县委巡察办函〔{年度}〕{顺序号}号"
        )
    elif "顺序号" not in (found[1] for found in _PLACE.finditer(held.pattern)):
        yield Problem("pattern", "“文号格式”要有顺序号 {顺序号}，不然文号会重复")


@record(
    "paper_series",
    "文号格式",
    area="libraries",
    sorting=(("position", False),),
    group=GROUP,
    heading="{label}",
    icon="stamp",
    action="code.edit",
    checks=(_pattern_fits,),
    by_program=True,
    purpose="对外发出的文书用什么机关代字、怎样顺序编号；在记录上点“编文号”时按它取下一个号",
)
class PaperSeries(Record):
    """The series of one numbered field. Two with the same pattern share one run of numbers."""

    position: int | None = number("序号", listed=True, section="文号")
    label: str = text("文书", required=True, search=True, listed=True)
    pattern: str = text(
        "文号格式", required=True, listed=True,
        help="{年度} 是编号那年，{顺序号} 一年一排，{顺序号:02} 写足两位；机关代字按本机关的改。格式相同的，连着编号",
    )  # fmt: skip
    note: str = long_text("备注")
    type: str = text("记录类型", readonly=True, inner=True)
    field: str = text("写在哪一项", readonly=True, inner=True)


TYPES: tuple[type[Record], ...] = (PaperSeries,)
