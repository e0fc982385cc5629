"""Words of the stand-alone program as values of our fields: code lists, figures, texts that gather what has no field here.

A word that no list of the vault has is a problem with its place; it is never put into a list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.areas.feedback.service import ALSO
from app.core.fields import FileRef
from app.exchange.standalone_model import KINDS, Item, Step
from app.exchange.standalone_values import DONE, MOSTLY, OPEN, Attached

if TYPE_CHECKING:
    from db.session import Session

MEASURE_KINDS = {
    "establishSystem": "system",
    "recoverLoss": "recover",
    "accountability": "accountable",
    "drawInferences": "infer",
    "specialRectification": "campaign",
    "significantMeasures": "major",
}
LEADER_KINDS = {"党组织主要负责人": "secretary", "其他领导班子成员": "other"}
LISTS = {
    "": "main",
    "巡察": "main",
    "巡视": "main",
    "巡察专项": "main",
    "选人用人专项": "personnel",
    "意识形态专项": "ideology",
    "立行立改": "immediate",
}
GRADE_CODES = {"公开": "public", "内部": "internal", "秘密": "secret", "机密": "confidential"}
GRADE_ORDER = ("公开", "内部", "秘密", "机密")
MEASURE_STATES = {OPEN: "open", MOSTLY: "mostly", DONE: "done"}
STATUS_WORDS = {OPEN: "未完成", MOSTLY: "基本完成", DONE: "已完成"}
_CASES = (
    ("批示", "instruction"), ("五人小组", "personnel"), ("点出", "personnel"), ("曝光", "exposed"), ("损失", "loss"),
    ("以案促改", "loss"), ("其他", "other"),
)  # fmt: skip
"""What tells one 重点关注情形 from another, where its words are not those of our list."""


class Words:
    """The code lists of a vault, asked with the words of another program. scheme: the focus scheme of the round."""

    def __init__(self, session: Session, scheme: str) -> None:
        self._lists: dict[str, dict[str, str]] = {}
        for name in ("focus", "key_case", "leader_kind", "measure_kind", "problem_list"):
            found: dict[str, str] = {}
            items = sorted(session.codes(name), key=lambda item: name == "focus" and item.parent != scheme)
            for item in items:
                for word in (item.label, *item.note.partition(ALSO)[2].split("；")):
                    if word.strip():
                        found.setdefault(_word(word), item.code)
            self._lists[name] = found
        self._codes = {name: {item.code for item in session.codes(name)} for name in self._lists}

    def focus(self, said: str) -> str | None:
        """The code of a 对应聚焦 (or 对应四落实); None when no list has it."""
        word = _word(said)
        held = self._lists["focus"]
        if not word or word in held:
            return held.get(word, "")
        longest = max(
            (label for label in held if len(label) >= 6 and word.startswith(label)), key=len, default=""
        )
        if longest:
            return held[longest]
        return "d4-4" if word.startswith("落实巡视") and "d4-4" in self._codes["focus"] else None

    def case(self, said: str) -> str | None:
        """The code of a 重点关注情形; None when no list has it."""
        word = _word(said)
        held = self._lists["key_case"]
        if not word or word in held:
            return held.get(word, "")
        code = next((code for part, code in _CASES if part in word), "")
        return code if code in self._codes["key_case"] else None

    def one(self, name: str, code: str) -> str:
        """A code, "" when the user has taken it off the list."""
        return code if code in self._codes[name] else ""


def _word(text: str) -> str:
    said = "".join(unicodedata.normalize("NFKC", text).split()).strip("。；;")
    return said.removesuffix("方面").removesuffix("情况")


def leaders_of(leaders: Sequence[tuple[str, str]]) -> str:
    """The names, in the order of the export."""
    return "、".join(name for name, _ in leaders)


def leaders_note(leaders: Sequence[tuple[str, str]]) -> str:
    """Who is what, where there is more than one."""
    if len(leaders) < 2:
        return ""
    return "责任领导：" + "、".join(f"{name}（{kind}）" if kind else name for name, kind in leaders)


def figures_of(item: Item) -> Mapping[str, int | None]:
    """The figures of a rectification task: the sums over its measures; None where no measure has one."""
    sums = {key: sum(step.counts.get(key, 0.0) for step in item.steps) for key in KINDS}
    money = round(sums["recoverLoss"] * 1_000_000)
    return {
        "rules_made": round(sums["establishSystem"]) or None,
        "recovered": money or None,
        "people_handled": round(sums["accountability"]) or None,
    }


def result_of(step: Step) -> str:
    """What came of a measure, kind by kind, as a text: the kinds have no fields of their own here."""
    lines = [step.done] if step.done else []
    if len(step.kinds) > 1:
        lines.append("措施类型：" + "、".join(KINDS[key][0] for key in step.kinds))
    if step.counts:
        told = (f"{KINDS[key][0]} {count:g}{KINDS[key][1]}" for key, count in step.counts.items())
        lines.append("成效：" + "；".join(told))
    if step.other:
        lines.append(f"其他：{step.other}")
    return "\n".join(lines)


def file_name(file: Attached) -> str:
    """The name under which an attachment is kept: its 密级 stands before it, as on paper, and of what it is a proof."""
    mark = f"〔{file.grade}〕" if file.grade and file.grade != "公开" else ""
    kind = f"{file.said} " if file.said and file.said != "完成情况" else ""
    return f"{mark}{kind}{file.name}"


def once(refs: Iterable[FileRef]) -> tuple[FileRef, ...]:
    """Each content once, under the name it came with first."""
    found: dict[str, FileRef] = {}
    for ref in refs:
        found.setdefault(ref.sha256, ref)
    return tuple(found.values())


def highest(files: Sequence[Attached]) -> str:
    """The code of the highest 密级 among some files, at least 内部."""
    ranks = [GRADE_ORDER.index(file.grade) for file in files if file.grade]
    return GRADE_CODES[GRADE_ORDER[max([1, *ranks])]]
