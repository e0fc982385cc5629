"""What every page may use: the work lanes, the catalogue, who sits here, and ways to go elsewhere. It owns no widget.

A page says where it wants to go (`open_record`, `open_page`, …) and the window hears it; so no page imports the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol

from PySide6.QtCore import QObject, Signal

from app.core.errors import Refused, XunchaError
from app.core.fields import FieldSpec
from app.core.records import Catalog, Record, RecordType
from app.core.roles import Actor, reason_against
from app.tasks.work import Cancel, Progress, Work

if TYPE_CHECKING:
    from app.core.deadline import DateNote
    from app.documents.paper import Paper
    from app.widgets.follow_up import Kept
    from db.session import Session


@dataclass(frozen=True)
class VaultFacts:
    """What the window shows about the open vault. kind: "group" or "office"; grade: 密级 word such as 机密, may be "".

    notice: what the first page says to who sits here of his password, "" for nothing.
    """

    name: str
    kind: str
    grade: str = ""
    path: str = ""
    demo: bool = False
    notice: str = ""


@dataclass(frozen=True)
class Exposure:
    """One print, save, export or copy that leaves the vault. act: print, pdf, docx, xlsx, file, clipboard.

    sheets: pages of a copy; grade: 密级 as printed on the paper, "" for none; approved_by: who allowed it; sha256: of the
    file that went out, so that it is known again. Files are entered through app.widgets.leaving.
    """

    act: str
    title: str
    records: tuple[tuple[str, str], ...] = ()
    copies: int = 1
    fields: tuple[str, ...] = ()
    target: str = ""
    sheets: int | None = None
    grade: str = ""
    approved_by: str = ""
    sha256: str = ""


ExportTable = Callable[
    ["Session", str, tuple[FieldSpec, ...], Sequence[int], BinaryIO, Progress, Cancel], None
]
"""(session, type name, columns, rows, stream, progress, cancelled): writes the rows as xlsx into the stream."""


class OwnDocx(Protocol):
    """A Word paper that a template of the user's own makes; `label` names the template, `make` waits."""

    @property
    def label(self) -> str:
        """The template's name."""
        ...

    def make(self) -> bytes:
        """The finished file. For a worker."""
        ...


@dataclass(frozen=True)
class Hooks:
    """What lower layers do for the pages, put together in app/main. An absent hook hides its button.

    docx: Paper → the finished file. own_docx: (session, Paper.name, its records) → the paper by a template of the user's
    own, None where there is none. expose: writes an Exposure into the ledger and returns the 份号 given, "" for none.
    keep: stores what a form holds and says what that brings with it. dates: the deadlines of a record, for its form.
    chapter: the page and the place in it where a handbook speaks of a record type, None when none does.
    """

    docx: Callable[[Paper], bytes] | None = None
    own_docx: Callable[[Session, str, tuple[tuple[str, str], ...]], OwnDocx | None] | None = None
    expose: Callable[[Session, Exposure], str] | None = None
    export_table: ExportTable | None = None
    keep: Callable[[Session, Record], Kept] | None = None
    dates: Callable[[Session, Record], tuple[DateNote, ...]] | None = None
    chapter: Callable[[RecordType], tuple[str, str] | None] | None = None


@dataclass(frozen=True)
class Hand:
    """The round and the unit in hand: the ids that lists are narrowed to and new records start with; "" for all."""

    round_id: str = ""
    unit_id: str = ""


@dataclass(frozen=True)
class PaperWanted:
    """A paper to be built on the reader and shown in the preview."""

    title: str
    make: Callable[[Session], Paper]
    records: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PapersWanted:
    """The same paper of many records of a type (row numbers of a Query), behind each other in one preview."""

    title: str
    type_name: str
    rows: tuple[int, ...]
    offer: PaperOffer


@dataclass(frozen=True)
class PaperOffer:
    """A paper that a record type can be printed as: shown in the form's 打印 menu for the records that it `fits`.

    name: the paper's neutral id, by which a rule of the archive names it.
    """

    label: str
    make: Callable[[Session, str], Paper]
    states: tuple[str, ...] = ()
    fits: Callable[[Record], bool] | None = None
    name: str = ""

    def offered_for(self, record: Record) -> bool:
        """Whether this record can be printed so."""
        return (not self.states or record.state in self.states) and (self.fits is None or self.fits(record))


@dataclass(frozen=True)
class ActionOffer:
    """A use case of an area beside the generic steps, shown in the form's or list's menu; `run` gets desk and ids."""

    label: str
    icon: str
    run: Callable[[Desk, tuple[str, ...]], None]
    on_list: bool = False


@dataclass(frozen=True)
class Offers:
    """What areas add to the generic pages, by record type name."""

    papers: Mapping[str, tuple[PaperOffer, ...]] = field(default_factory=dict)
    actions: Mapping[str, tuple[ActionOffer, ...]] = field(default_factory=dict)


class Desk(QObject):
    """The one object every page is given."""

    record_wanted = Signal(str, str)
    new_wanted = Signal(str, object)
    page_wanted = Signal(str)
    list_wanted = Signal(str, object)
    paper_wanted = Signal(object)
    trouble = Signal(object, object)
    noted = Signal(str)
    back_wanted = Signal()
    hand_changed = Signal(object)
    context_wanted = Signal(object)
    scheme_changed = Signal()

    def __init__(
        self,
        work: Work,
        catalog: Catalog,
        actor: Actor,
        vault: VaultFacts,
        hooks: Hooks | None = None,
        offers: Offers | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.work = work
        self.catalog = catalog
        self.actor = actor
        self.vault = vault
        self.hooks = hooks or Hooks()
        self.offers = offers or Offers()
        self._hand = Hand()

    @property
    def hand(self) -> Hand:
        """The round and unit in hand."""
        return self._hand

    def take_in_hand(self, hand: Hand) -> None:
        """Change the round or unit in hand and tell everybody."""
        if hand != self._hand:
            self._hand = hand
            self.hand_changed.emit(hand)

    def open_record(self, type_name: str, id: str) -> None:
        """Show the form of a record."""
        self.record_wanted.emit(type_name, id)

    def new_record(self, type_name: str, **preset: object) -> None:
        """Show the form of a record yet to be made, with some fields filled in."""
        self.new_wanted.emit(type_name, dict(preset))

    def open_page(self, code: str) -> None:
        """Show a page by its code; `list:<type>` is the generic list."""
        self.page_wanted.emit(code)

    def open_list(self, type_name: str, filters: Sequence[object] = ()) -> None:
        """Show the generic list of a type, narrowed by db.query Filters."""
        self.list_wanted.emit(type_name, tuple(filters))

    def print_paper(
        self, title: str, make: Callable[[Session], Paper], records: Sequence[Record] = ()
    ) -> None:
        """Build a paper on the reader and show its preview, from where it is printed or saved."""
        self.paper_wanted.emit(PaperWanted(title, make, tuple((r.TYPE.name, r.id) for r in records)))

    def print_papers(self, type_name: str, rows: Sequence[int], offer: PaperOffer) -> None:
        """Build the same paper of many records, piece by piece, and show them in one preview."""
        self.paper_wanted.emit(PapersWanted(offer.label, type_name, tuple(rows), offer))

    def show_error(self, error: XunchaError, parent: object = None) -> None:
        """Show an error in the user's words."""
        self.trouble.emit(error, parent)

    def may(self, action: str, what: str, parent: object = None) -> bool:
        """Whether who sits here may do `action`; when not, he is told why and who may, and the journal gets a line."""
        reason = reason_against(self.actor, action)
        if reason:
            self.show_error(Refused(what, [reason]), parent)
        return not reason

    def note(self, text: str) -> None:
        """Say in passing that something is done (a line at the foot of the window)."""
        self.noted.emit(text)

    def back(self) -> None:
        """Go back to the page before."""
        self.back_wanted.emit()

    def starting_values(self, kind_name: str) -> dict[str, object]:
        """Link fields of a new record that the round and unit in hand decide."""
        values: dict[str, object] = {}
        for spec in self.catalog[kind_name].fields:
            if spec.to == "round" and self._hand.round_id and spec.kind == "link":
                values[spec.name] = self._hand.round_id
            if spec.to == "unit" and self._hand.unit_id and spec.kind == "link":
                values[spec.name] = self._hand.unit_id
        return values
