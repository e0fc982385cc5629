"""What a template may name: for each record type the Chinese labels of its fields, of linked records and of lists.

It follows the declarations of the record types, so a new field is a new placeholder; the compartment of clues is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.core.fields import FieldSpec, Kind, Sensitivity
from app.core.records import Catalog, Compartment, RecordType

SIGNATURE = {"角色": "role", "姓名": "name", "日期": "on", "意见": "opinion"}
FILE = {"名称": "name", "页数": "pages"}
META = {"编号": "number", "状态": "state", "标题": "title"}
LOOP = {"index": "第几个，从 1 起", "first": "是不是第一个", "last": "是不是最后一个"}
EVERYDAY = {"unit": "单位", "task": "任务", "round": "轮次"}
"""Short words for linked records that everybody uses, by record type."""
_PREFIX = re.compile(r"^(被巡察|巡察)")


@dataclass(frozen=True)
class Text:
    """A value that is printed as text. spec: the field it comes from, None for what every record has."""

    label: str
    spec: FieldSpec | None = None
    part: str = ""


@dataclass(frozen=True)
class One:
    """A linked record."""

    kind: RecordType
    spec: FieldSpec


@dataclass(frozen=True)
class Many:
    """A list: of records (kind), or of signatures or files (kind None, parts). back: they link here by this field."""

    label: str
    kind: RecordType | None
    spec: FieldSpec
    back: bool = False
    parts: Mapping[str, str] | None = None


Meaning = Text | One | Many


def word(label: str) -> str:
    """A label as it is written in a placeholder: letters, digits and Han characters alone."""
    made = re.sub(r"\W", "", label)
    return f"第{made}" if made[:1].isdigit() else made


def names_of(catalog: Catalog, kind: RecordType, *, own: bool = True) -> dict[str, Meaning]:
    """Everything a placeholder may name of a record of that kind. own: it is the paper's record, whose guarded fields may be named."""
    found: dict[str, Meaning] = {}
    for spec in kind.fields:
        if spec.sensitivity is Sensitivity.GUARDED and not own:
            continue
        found.setdefault(word(spec.label), _meaning(catalog, kind, spec))
    for label, name in META.items():
        found.setdefault(label, Text(label, part=name))
    for spec in kind.fields:
        held = found.get(word(spec.label))
        if isinstance(held, One) and held.spec is spec:
            everyday = EVERYDAY.get(held.kind.name, "")
            for short in (everyday, _short(spec.label), word(held.kind.label), _short(held.kind.label)):
                if short:
                    found.setdefault(short, held)
    for other, spec in catalog.linking_to(kind.name):
        if spec.kind is not Kind.LINK or _hidden(other, kind):
            continue
        many = Many(other.label, other, spec, back=True)
        found.setdefault(f"{word(other.label)}清单", many)
        found.setdefault(f"{_short(other.label)}清单", many)
    return found


def _short(label: str) -> str:
    return _PREFIX.sub("", word(label)) or word(label)


def _hidden(kind: RecordType, seen_from: RecordType) -> bool:
    return kind.compartment is Compartment.CLUES and seen_from.compartment is not Compartment.CLUES


def _meaning(catalog: Catalog, kind: RecordType, spec: FieldSpec) -> Meaning:
    match spec.kind:
        case Kind.LINK if spec.to in catalog and not _hidden(catalog[spec.to], kind):
            return One(catalog[spec.to], spec)
        case Kind.LINKS if spec.to in catalog and not _hidden(catalog[spec.to], kind):
            return Many(spec.label, catalog[spec.to], spec)
        case Kind.SIGNATURES:
            return Many(spec.label, None, spec, parts=SIGNATURE)
        case Kind.FILES:
            return Many(spec.label, None, spec, parts=FILE)
        case _:
            return Text(spec.label, spec)


def listed(catalog: Catalog, kind: RecordType) -> Iterator[tuple[str, str, str]]:
    """(how it is written, what it is, text / linked record / list) for the 字段清单: two steps deep, each meaning once."""
    for name, meaning in _once(names_of(catalog, kind)):
        match meaning:
            case Text():
                yield f"{{{{{name}}}}}", f"{kind.label}：{meaning.label}", "文字"
            case One():
                yield f"{{{{{name}}}}}", f"{meaning.spec.label}（{meaning.kind.label}的标题）", "关联记录"
                for inner, held in _once(names_of(catalog, meaning.kind, own=False)):
                    sort = (
                        "文字" if isinstance(held, Text) else "清单" if isinstance(held, Many) else "关联记录"
                    )
                    yield f"{{{{{name}.{inner}}}}}", f"{meaning.kind.label}：{_label(held)}", sort
            case Many():
                item = item_of(name)
                yield (
                    f"{{%tr for {item} in {name} %}} … {{%tr endfor %}}",
                    f"{meaning.label}，一条一行",
                    "清单",
                )
                for inner, _sort in _inner(catalog, meaning):
                    yield f"{{{{{item}.{inner}}}}}", f"{meaning.label}：{inner}", "清单里的文字"


def _inner(catalog: Catalog, many: Many) -> Iterator[tuple[str, str]]:
    if many.kind is None:
        yield from (many.parts or {}).items()
        return
    for name, held in _once(names_of(catalog, many.kind, own=False)):
        if not isinstance(held, Many):
            yield name, _label(held)


def _once(names: Mapping[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """The shortest name of each linked record and list, the only name of everything else, in the order of the form."""
    best: dict[tuple[object, ...], str] = {}
    for name, held in names.items():
        key = _key(held)
        if key not in best or (not isinstance(held, Text) and len(name) < len(best[key])):
            best[key] = name
    for name in best.values():
        yield name, names[name]


def _key(held: Meaning) -> tuple[object, ...]:
    match held:
        case Text():
            return ("text", held.label)
        case One():
            return ("one", held.spec.name)
        case Many():
            return ("many", held.kind.name if held.kind else "", held.spec.name, held.back)


def _label(held: Meaning) -> str:
    return held.spec.label if isinstance(held, One) else held.label


def item_of(name: str) -> str:
    """The word for one row of a list, in examples and starters: 问题清单 → 问题."""
    short = name.rpartition(".")[2].removesuffix("清单")
    return short if short != name else f"{name}项"
