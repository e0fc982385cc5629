"""Checks what stands in a template against the dictionary of its paper: everything that is wrong at once, with its place.

It reads no file and no record; what stands in the file was found by the child process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from app.areas.libraries.templates.dictionary import LOOP, Many, Meaning, One, Text, names_of
from app.core.fields import Kind
from app.core.records import Catalog, RecordType

MOST_LOOPS = 3
_NAME = r"[^\W\d]\w*"
_PATH = re.compile(rf"^{_NAME}(\.{_NAME})*$")
_FOR = re.compile(rf"^for\s+({_NAME})\s+in\s+({_NAME}(?:\.{_NAME})*)$")
_IF = re.compile(r"^(?:el)?if\s+(.+)$", re.DOTALL)
_TERM = re.compile(
    rf"^(?:not\s+)?({_NAME}(?:\.{_NAME})*)(?:\s*(?:==|!=)\s*(?:'[^'\\]*'|\"[^\"\\]*\"|“[^”]*”|‘[^’]*’))?$"
)
_WRITTEN = (Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON, Kind.DATE)
"""Kinds of field that a paper has to print when the record requires them; codes and flags steer, they need not be read."""
_KEYWORDS = ("and", "or", "not", "in", "if", "else", "for", "true", "false", "none")


@dataclass(frozen=True)
class Checked:
    """What a check found. faults: one line each with the place; used: the paths that the paper asks of the record."""

    faults: tuple[str, ...]
    used: tuple[str, ...]


@dataclass
class _State:
    catalog: Catalog
    kind: RecordType
    faults: list[str] = field(default_factory=list)
    used: dict[str, None] = field(default_factory=dict)
    open: list[tuple[str, str, Mapping[str, str], str]] = field(default_factory=list)
    """What is begun and not ended: for or if, its scope, the loop names in force (name → path with []), its place."""

    def say(self, place: str, text: str) -> None:
        self.faults.append(f"{place}：{text}")

    @property
    def names(self) -> Mapping[str, str]:
        return self.open[-1][2] if self.open else {}


def check(catalog: Catalog, kind: RecordType, scan: Mapping[str, Iterable[Mapping[str, str]]]) -> Checked:
    """Everything wrong with a template of a paper of records of that kind, in reading order; the required fields last."""
    state = _State(catalog, kind)
    state.faults += [f"{fault['place']}：{fault['say']}" for fault in scan["faults"]]
    part = ""
    for token in scan["tokens"]:
        if token["part"] != part:
            _all_ended(state)
            part = token["part"]
        if token["kind"] == "value":
            _value(state, token["text"], token["place"])
        elif token["kind"] == "tag":
            _tag(state, token)
    _all_ended(state)
    tops = {path.partition(".")[0].removesuffix("[]") for path in state.used}
    known = names_of(catalog, kind)
    given = {id(known[top]) for top in tops if top in known}
    for name, meaning in known.items():
        spec = meaning.spec
        if (
            isinstance(meaning, Text)
            and spec
            and spec.required
            and spec.kind in _WRITTEN
            and id(meaning) not in given
        ):
            state.faults.append(f"全文：缺少必须写的字段“{spec.label}”，请加上 {{{{{name}}}}}")
    return Checked(tuple(dict.fromkeys(state.faults)), tuple(state.used))


def _all_ended(state: _State) -> None:
    for sort, _, _, place in state.open:
        state.say(place, f"{{% {sort} … %}} 没有写结束的 {{% end{sort} %}}")
    state.open.clear()


def _value(state: _State, text: str, place: str) -> None:
    if not _PATH.match(text):
        state.say(place, f"“{text[:30]}”的写法不支持；占位符只写字段名，如 {{{{任务.组长}}}}")
    else:
        _follow(state, text, place)


def _tag(state: _State, token: Mapping[str, str]) -> None:
    text, place, scope = token["text"], token["place"], token["scope"]
    if match := _FOR.match(text):
        meaning, path = _follow(state, match[2], place)
        names = dict(state.names)
        if meaning is not None and not isinstance(meaning, Many):
            state.say(place, f"“{match[2]}”不是清单，不能逐条重复")
        if match[1] in names_of(state.catalog, state.kind) and match[1] != match[2]:
            pass  # a loop name may hide a field: inside the loop it means the row
        names[match[1]] = f"{path}[]" if isinstance(meaning, Many) else ""
        if sum(sort == "for" for sort, *_ in state.open) >= MOST_LOOPS:
            state.say(place, f"重复最多套 {MOST_LOOPS} 层")
        state.open.append(("for", scope, names, place))
    elif text in ("endfor", "endif"):
        _end(state, text.removeprefix("end"), scope, place)
    elif text == "else":
        if not state.open:
            state.say(place, "{% else %} 前面没有 {% if … %}")
    elif match := _IF.match(text):
        _terms(state, match[1], place)
        if text.startswith("if"):
            state.open.append(("if", scope, state.names, place))
        elif not state.open or state.open[-1][0] != "if":
            state.say(place, "{% elif %} 前面没有 {% if … %}")
    else:
        state.say(place, f"“{text[:30]}”的写法不支持；只能用 for、endfor、if、elif、else、endif")


def _end(state: _State, sort: str, scope: str, place: str) -> None:
    if not state.open or state.open[-1][0] != sort:
        state.say(place, f"{{% end{sort} %}} 前面没有对应的 {{% {sort} … %}}")
        return
    begun = state.open.pop()
    if begun[1] != scope:
        wanted, given = f"{{%{begun[1]} {sort} %}}", f"{{%{scope} end{sort} %}}"
        state.say(place, f"开头写的是 {wanted}（{begun[3]}），结尾写的是 {given}，要一致")


def _terms(state: _State, text: str, place: str) -> None:
    for term in re.split(r"\s+(?:and|or)\s+", text.strip()):
        match = _TERM.match(term.strip())
        if match is None:
            state.say(place, f"条件“{term[:30]}”的写法不支持；写成 if 字段 或 if 字段 == '文字'")
        else:
            _follow(state, match[1], place)


def _follow(state: _State, path: str, place: str) -> tuple[Meaning | None, str]:
    """What a path means, with loop names replaced by the lists they run through; what it names is noted as used."""
    first, *rest = path.split(".")
    if first == "loop":
        in_loop = any(sort == "for" for sort, *_ in state.open)
        if not in_loop or rest not in ([name] for name in LOOP):
            state.say(place, f"“{path}”不能用；在重复里可以写 loop.index")
        return None, path
    meaning: Meaning | None
    if first in state.names:
        base = state.names[first]
        if not base:
            return None, path
        meaning, kind, parts = None, *_item(state, base)
    else:
        base, meaning, kind, parts = "", None, state.kind, None
        rest = [first, *rest]
    whole = base
    for step in rest:
        known: Mapping[str, Meaning] = (
            {name: Text(name, part=part) for name, part in parts.items()}
            if parts is not None
            else names_of(state.catalog, kind, own=kind is state.kind and not base)
            if kind
            else {}
        )
        if step.lower() in _KEYWORDS or step not in known:
            near = get_close_matches(step, known, 1, 0.5)
            hint = f"，是不是“{near[0]}”" if near else "；能用的名称见“字段清单”"
            state.say(place, f"没有“{path}”这个字段{hint}")
            return None, path
        meaning = known[step]
        whole = f"{whole}.{step}" if whole else step
        kind = meaning.kind if isinstance(meaning, One) else None
        parts = None
    if meaning is not None or rest == []:
        state.used.setdefault(whole)
    return meaning, whole


def _item(state: _State, base: str) -> tuple[RecordType | None, Mapping[str, str] | None]:
    """The kind of one row of the list that the path `base` (ending in []) runs through, or its parts."""
    kind: RecordType | None = state.kind
    parts: Mapping[str, str] | None = None
    for step in base.split("."):
        assert kind is not None
        held = names_of(state.catalog, kind, own=kind is state.kind)[step.removesuffix("[]")]
        if isinstance(held, Many):
            kind, parts = held.kind, held.parts
        elif isinstance(held, One):
            kind, parts = held.kind, None
    return kind, parts
