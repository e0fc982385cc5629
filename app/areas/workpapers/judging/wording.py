"""What good three-part wording (现象、定性、责任, domain.md A9) avoids: an editable list of phrases, and the checks by it.

It advises and never stops a save; which papers it is asked about stands in the models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache

from app.core.errors import Problem
from app.core.fields import choice, choices, flag, long_text, text
from app.core.lifecycle import Reader
from app.core.paths import RESOURCES
from app.core.records import Record, record

PHRASES = RESOURCES / "judging" / "wording.json"
LABELS = {"phenomenon": "现象", "nature": "定性", "duty": "责任"}

CONCRETE = re.compile(r"\d|[一二三四五六七八九十百千万两]+[年月日次个名户份笔处元]")
TIME = re.compile(r"\d{2,4}年|\d{1,2}月|\d{1,2}日|[一二三四]季度|期间|以来|截至|年度")
PLACE = re.compile(
    r"党委|党组|党总支|支部|[县区镇乡村局委办股科室所站院校厂队组]|街道|社区|中心|公司|项目|窗口|单位|大厅"
)
POST = re.compile(
    r"党委|党组|党总支|支部|书记|主任|局长|科长|股长|所长|站长|院长|校长|经理|负责人|报账员|会计|出纳|委员|班子|分管|[局股科室所站办]"
)


@record(
    "wording_phrase",
    "措辞提示",
    area="workpapers",
    group="研判与核实",
    heading="{phrase}",
    icon="pencil",
    action="code.edit",
    purpose="问题和底稿里不宜出现的说法：为什么不宜，换成什么写法；可以增改停用",
)
class WordingPhrase(Record):
    """One phrase to avoid, why, and what to write instead."""

    phrase: str = text("说法", required=True, search=True, listed=True, section="提示")
    kind: str = choice("种类", codes="wording_kind", required=True, listed=True)
    fields: tuple[str, ...] = choices("检查哪一栏", codes="wording_field", listed=True)
    why: str = text("为什么不宜", required=True, listed=True, help="提示里照此显示")
    instead: str = long_text("建议写法", search=True, listed=True)
    active: bool = flag("启用", default=True, listed=True)


@cache
def shipped_phrases() -> tuple[WordingPhrase, ...]:
    """The phrases as shipped, with ids that are the same in every vault."""
    read = json.loads(PHRASES.read_text(encoding="utf-8"))["phrases"]
    return tuple(
        WordingPhrase(
            id=f"wording.{row['code']}",
            phrase=row["phrase"],
            kind=row["kind"],
            fields=tuple(row["fields"]),
            why=row["why"],
            instead=row["instead"],
        )
        for row in read
    )


def phrases_of(reader: Reader | None) -> tuple[WordingPhrase, ...]:
    """The phrases in force: the vault's own where it has any, else the shipped ones."""
    held = reader.find(WordingPhrase) if reader is not None else ()
    return tuple(phrase for phrase in held or shipped_phrases() if phrase.active)


def found_phrases(
    texts: dict[str, str], phrases: Sequence[WordingPhrase]
) -> Iterator[tuple[str, str, tuple[WordingPhrase, ...]]]:
    """(field, kind, phrases that its text holds) for every field and kind with a hit, in the order of the form."""
    for name, value in texts.items():
        kinds: dict[str, list[WordingPhrase]] = {}
        for phrase in phrases:
            if name in phrase.fields and phrase.phrase in value:
                kinds.setdefault(phrase.kind, []).append(phrase)
        for kind, hits in kinds.items():
            yield name, kind, tuple(hits)


def three_parts(
    phenomenon: str,
    nature: str,
    duty: str,
    basis: bool,
    phrases: Sequence[WordingPhrase] | None = None,
) -> Iterator[Problem]:
    """Advice on the three-part wording; fields phenomenon, nature and duty. `phrases`: the shipped ones unless given."""
    listed = shipped_phrases() if phrases is None else phrases
    texts = {"phenomenon": phenomenon, "nature": nature, "duty": duty}
    said = {name: list(_said({name: value}, listed)) for name, value in texts.items()}
    yield from said["phenomenon"]
    if phenomenon.strip() and not CONCRETE.search(phenomenon):
        yield Problem("phenomenon", "“现象”里没有时间、数量或金额，请用一两个典型事例写实")
    yield from said["nature"]
    if nature.strip() and not basis and "《" not in nature:
        yield Problem("nature", "“定性”没有引据，请引用政策依据或写明文件名称和条款")
    yield from said["duty"]


def _said(texts: dict[str, str], phrases: Sequence[WordingPhrase]) -> Iterator[Problem]:
    for name, _kind, hits in found_phrases(texts, phrases):
        words = "”“".join(hit.phrase for hit in hits)
        instead = f"。可以这样写：{hits[0].instead}" if hits[0].instead else ""
        yield Problem(name, f"“{LABELS[name]}”里有“{words}”：{hits[0].why}{instead}")


def facts_missing(phenomenon: str, duty: str) -> Iterator[Problem]:
    """What a reader would still ask: when, where, and which post."""
    if phenomenon.strip() and CONCRETE.search(phenomenon):
        if not TIME.search(phenomenon):
            yield Problem("phenomenon", "“现象”没有写时间：请写到年月，或写明起止")
        if not PLACE.search(phenomenon):
            yield Problem("phenomenon", "“现象”没有写地点或主体：请写明是哪个单位、哪个股室、哪个村")
    if duty.strip() and not POST.search(duty):
        yield Problem("duty", "“责任”没有写到党组织、岗位或分管关系")


def cadres_named(texts: dict[str, str], names: Sequence[str]) -> Iterator[Problem]:
    """Names of leading cadres in a working paper: its text speaks of posts; what concerns a person is a clue."""
    for name, value in texts.items():
        hits = [cadre for cadre in names if cadre in value]
        if hits:
            yield Problem(
                name,
                f"写了领导干部姓名（{len(hits)}人）：底稿写岗位不写姓名，点名须批准；涉及个人问题的不进底稿，转作问题线索",
            )
