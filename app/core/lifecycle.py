"""States of a record and the steps between them. A lifecycle says what must hold; it must not write anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from app.core.roles import Actor, who_may

if TYPE_CHECKING:
    from app.core.records import Record

R = TypeVar("R", bound="Record")


class Reader(Protocol):
    """What a rule may ask: other records of the same vault, and who is at the desk."""

    @property
    def actor(self) -> Actor:
        """Who asks."""
        ...

    def get(self, cls: type[R], id: str) -> R:
        """The record, or KnownError when it does not exist."""
        ...

    def find(self, cls: type[R], **equals: object) -> tuple[R, ...]:
        """Records, not deleted, whose fields equal the given values; for LINKS fields, that contain the value."""
        ...


class Writer(Reader, Protocol):
    """What the effect of a step may do beside asking; db.session.Session satisfies it."""

    def save(self, record: R, *, note: str = "") -> R:
        """Store what changed in the declared fields."""
        ...

    def move(self, record: R, step: str, *, reason: str = "", opinion: str = "") -> R:
        """Take a step of another record's lifecycle."""
        ...


class Reason(str):
    """A reason in the user's words that knows the records it speaks of, so that a window can lead to them."""

    about: tuple[tuple[str, str, str], ...]

    def __new__(cls, text: str, about: Iterable[Record] = ()) -> Reason:
        """`about`: the records; (type, id, number or title) of each is kept."""
        made = super().__new__(cls, text)
        made.about = tuple((held.TYPE.name, held.id, held.number or held.title) for held in about)
        return made


_NAMED = 6
"""How many records one reason names."""


def named(label: str, records: Iterable[Record]) -> Iterator[Reason]:
    """One reason that names the records it is about; nothing when there are none."""
    found = tuple(records)
    if found:
        names = "、".join(held.number or held.title for held in found[:_NAMED])
        yield Reason(f"{label}：{names}{f'等{len(found)}件' if len(found) > _NAMED else ''}", found)


RuleCheck = Callable[[Any, Reader], "str | None"]
"""Takes the record and a Reader; None when the rule holds, else the reason in the user's words."""
StepRule = Callable[[Any, Reader], Iterable[str]]
"""A rule that a later area adds to a step of an earlier one (records.Catalog.step_rules): yields every reason against it."""
Effect = Callable[[Any, Writer, str], None]
"""What a step does to other records: takes the record after the step, a Writer, and the reason or opinion given."""


@dataclass(frozen=True)
class State:
    """`tone` picks the badge: draft, active, done, back, stop. `locked`: fields can no longer be edited."""

    code: str
    label: str
    tone: str = "active"
    locked: bool = False


@dataclass(frozen=True)
class Transition:
    """One step (环节) from any of `sources` to `target`.

    action: a row of roles.MAY; needs: fields that must be filled; rules: what else must hold, all reported at once;
    reason: the person must say why; number: field → numbering pattern assigned with the step; signs: (signature field,
    role label) gets a row with name, day and opinion; confirm: question asked before the step, empty for none;
    effects: what else happens in the same transaction, whoever takes the step and from wherever.
    """

    code: str
    label: str
    sources: tuple[str, ...]
    target: str
    action: str = "record.write"
    needs: tuple[str, ...] = ()
    rules: tuple[RuleCheck, ...] = ()
    reason: bool = False
    number: tuple[tuple[str, str], ...] = ()
    signs: tuple[str, str] | None = None
    confirm: str = ""
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Lifecycle:
    """The states in their order, the first of which a new record has, and the steps between them."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...] = ()

    @property
    def initial(self) -> str:
        """Code of the first state."""
        return self.states[0].code

    def state(self, code: str) -> State:
        """The state called `code`; an unknown code (from a newer program) is shown as it is."""
        return next((s for s in self.states if s.code == code), State(code, code))

    def transition(self, code: str) -> Transition:
        """The step called `code`; KeyError when there is none."""
        for step in self.transitions:
            if step.code == code:
                return step
        raise KeyError(code)

    def from_state(self, code: str) -> tuple[Transition, ...]:
        """The steps that start in state `code`."""
        return tuple(step for step in self.transitions if code in step.sources)


def reasons_against(
    step: Transition, record: Record, reader: Reader, more: Iterable[StepRule] = ()
) -> tuple[str, ...]:
    """Every reason why `step` cannot be taken now ("为何不能…"); empty when it can. more: rules of later areas."""
    kind = record.TYPE
    found: list[str] = []
    if record.state not in step.sources:
        found.append(f"当前状态是“{kind.lifecycle.state(record.state).label}”，不能“{step.label}”")
    if not reader.actor.may(step.action):
        found.append(f"“{step.label}”须由{who_may(step.action)}办理")
    for name in step.needs:
        spec = kind.field(name)
        if spec.shown(record) and spec.is_empty(getattr(record, name)):
            found.append(f"“{spec.label}”还没有填写")
    found.extend(reason for rule in step.rules if (reason := rule(record, reader)))
    found.extend(reason for rule in more for reason in rule(record, reader))
    return tuple(found)
