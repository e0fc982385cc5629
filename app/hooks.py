"""What the generic pages need from layers they do not know: papers drawn, tables written, exposures entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import BinaryIO

from app.areas.closeout import papers as closeout
from app.areas.closeout.appraisal import papers as appraisal
from app.areas.closeout.archive import papers as archive
from app.areas.closeout.holding import papers as holding
from app.areas.clues import papers as clues
from app.areas.clues.tracking import papers as tracking
from app.areas.feedback import papers as feedback
from app.areas.feedback.delivery import papers as delivery
from app.areas.fieldwork import papers as fieldwork
from app.areas.fieldwork.comparison import papers as comparison
from app.areas.fieldwork.intake import papers as intake
from app.areas.fieldwork.presence import papers as presence
from app.areas.fieldwork.surveys import papers as surveys
from app.areas.insight import papers as insight
from app.areas.libraries.deadlines import papers as deadlines
from app.areas.libraries.deadlines.service import Move, apply_moves, dates_of, keep
from app.areas.libraries.handbook import papers as handbook
from app.areas.libraries.handbook.model import HANDBOOK
from app.areas.libraries.handbook.service import chapter_for
from app.areas.libraries.schemes import papers as schemes
from app.areas.libraries.templates.service import own_paper
from app.areas.parts import PaperSpec
from app.areas.preparation import papers as preparation
from app.areas.preparation.planning import papers as planning
from app.areas.preparation.process import papers as process
from app.areas.preparation.staffing import papers as staffing
from app.areas.rectification.accounts import papers as accounts
from app.areas.rectification.lookback import papers as lookback
from app.areas.rectification.publication import papers as publication
from app.areas.rectification.satisfaction import papers as satisfaction
from app.areas.rectification.supervision import papers as supervision
from app.areas.reporting import papers as reporting
from app.areas.reporting.meetings import papers as meetings
from app.areas.reporting.review import papers as review
from app.areas.secrecy import papers as secrecy
from app.areas.secrecy.register import papers as register
from app.areas.secrecy.service import GRADES, highest_grade, record_exposure
from app.areas.workpapers import papers as workpapers
from app.areas.workpapers.judging import papers as judging
from app.core.fields import FieldSpec, Kind
from app.core.records import Record, RecordType
from app.documents.docx import render_docx
from app.documents.paper import GRADES as PRINTED_GRADES
from app.exchange.tables import Kind as SheetKind
from app.exchange.tables import SheetColumn, write_table
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets.desk import Exposure, Hooks, PaperOffer
from app.widgets.follow_up import FollowUp, Kept, Line
from db.session import Session

_MODULES = (
    deadlines,
    schemes,
    handbook,
    preparation,
    process,
    planning,
    staffing,
    fieldwork,
    surveys,
    presence,
    intake,
    comparison,
    workpapers,
    judging,
    clues,
    tracking,
    reporting,
    meetings,
    review,
    feedback,
    delivery,
    supervision,
    satisfaction,
    publication,
    accounts,
    lookback,
    closeout,
    appraisal,
    archive,
    holding,
    insight,
    secrecy,
    register,
)
PAPERS: tuple[PaperSpec, ...] = tuple(spec for module in _MODULES for spec in module.PAPERS)
_SHEET_KIND: dict[Kind, SheetKind] = {
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.POINTS: "number",
    Kind.DATE: "date",
}
_PAGE = 200


def hooks() -> Hooks:
    """The hooks of the product."""
    return Hooks(
        docx=render_docx,
        own_docx=own_paper,
        expose=_expose,
        export_table=_export_table,
        keep=_keep,
        dates=dates_of,
        chapter=_chapter,
    )


def paper_offers() -> dict[str, tuple[PaperOffer, ...]]:
    """The papers that each record type can be printed as."""
    found: dict[str, list[PaperOffer]] = {}
    for spec in PAPERS:
        found.setdefault(spec.record, []).append(
            PaperOffer(spec.label, spec.build, fits=spec.fits, name=spec.name)
        )
    return {name: tuple(offers) for name, offers in found.items()}


def _chapter(kind: RecordType) -> tuple[str, str] | None:
    code = chapter_for(kind)
    return (HANDBOOK, code) if code else None


def _keep(session: Session, record: Record) -> Kept:
    stored, moves = keep(session, record)
    return Kept(stored, _offer(moves) if moves else None)


def _offer(moves: tuple[Move, ...]) -> FollowUp:
    def apply(session: Session, chosen: tuple[int, ...]) -> None:
        apply_moves(session, (moves[place] for place in chosen))

    return FollowUp(
        title=f"有 {len(moves)} 个日期随之变动，要不要调整？",
        text="这些日期由刚才改动的日期或规则推算。勾选的按规则调整，没有勾选的保持原样；"
        "原来由人工定的日期默认不勾选。",
        lines=tuple(Line(move.text, move.how, ticked=not move.by_hand) for move in moves),
        yes="调整勾选的",
        no="都不调整",
        apply=apply,
        done="日期已按规则调整",
    )


def _expose(session: Session, exposure: Exposure) -> str:
    records = tuple(session.fetch(name, id) for name, id in exposure.records if session.exists(name, id))
    entry = record_exposure(
        session,
        kind=exposure.act,
        paper=exposure.title,
        records=records,
        copies=exposure.copies,
        destination=exposure.target,
        sha256=exposure.sha256,
        sheets=exposure.sheets,
        secrecy=_grade(exposure, records),
        approved_by=exposure.approved_by,
    )
    return entry.copy_numbers


def _grade(exposure: Exposure, records: Sequence[Record]) -> str:
    """The code of the highest 密级: that of the paper or of a record in it; "" leaves it to the records."""
    if exposure.grade not in PRINTED_GRADES:
        return ""
    printed = GRADES[PRINTED_GRADES.index(exposure.grade)]
    return highest_grade([printed, *(str(getattr(record, "secrecy", "")) for record in records)])


def _export_table(
    session: Session,
    type_name: str,
    specs: tuple[FieldSpec, ...],
    rows: Sequence[int],
    out: BinaryIO,
    progress: Progress,
    cancelled: Cancel,
) -> None:
    kind = session.catalog[type_name]
    columns = (
        SheetColumn("编号", 22),
        *(_column(spec) for spec in specs),
        SheetColumn("状态", 12),
    )

    def cells(record: Record) -> tuple[object, ...]:
        shown = (_cell(session, spec, getattr(record, spec.name)) for spec in specs)
        return (record.number, *shown, kind.lifecycle.state(record.state).label)

    def pages() -> Iterator[tuple[object, ...]]:
        for start in range(0, len(rows), _PAGE):
            if cancelled():
                raise Cancelled
            progress(start, len(rows))
            yield from map(cells, session.page(type_name, rows[start : start + _PAGE]))

    out.write(write_table(None, kind.label, columns, pages()))


def _column(spec: FieldSpec) -> SheetColumn:
    width = 40 if spec.kind is Kind.LONG_TEXT else 18
    return SheetColumn(spec.label, width, _SHEET_KIND.get(spec.kind, "text"))


def _cell(session: Session, spec: FieldSpec, value: object) -> object:
    label = partial(session.code_label, spec.codes)
    match spec.kind:
        case Kind.CHOICE:
            return label(str(value)) if value else ""
        case Kind.CHOICES:
            return "、".join(map(label, value if isinstance(value, tuple) else ()))
        case Kind.LINK:
            return session.fetch(spec.to, str(value)).title if session.exists(spec.to, str(value)) else ""
        case Kind.LINKS:
            ids = value if isinstance(value, tuple) else ()
            return "、".join(session.fetch(spec.to, id).title for id in ids if session.exists(spec.to, id))
        case Kind.FLAG:
            return "是" if value else "否"
        case Kind.FILES | Kind.SIGNATURES:
            return "、".join(item.name for item in value) if isinstance(value, tuple) else ""
        case Kind.MOMENT:
            return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else ""
        case Kind.POINTS:
            return value / 10 if isinstance(value, int) else ""
        case Kind.DATE:
            return value if isinstance(value, date) else ""
        case _:
            return "" if value is None else value
