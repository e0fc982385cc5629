"""What the papers of all areas share: dates, money and code labels in words, rows of forms, signatures, QR codes.

It knows no record type and reads nothing: it turns values into pieces of a Paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Protocol, cast

import segno

from app.core.errors import KnownError
from app.core.fields import Signature
from app.core.lifecycle import Reader
from app.documents.paper import (
    GRADES,
    STARRED,
    Align,
    Block,
    Cell,
    Form,
    FormRow,
    Heading,
    Paper,
    Paragraph,
    Secrecy,
    written_date,
)

if TYPE_CHECKING:
    from app.core.records import Catalog, Record
    from db.journal import Entry
    from db.session import Session

Labels = Callable[[str, str], str]
"""(list name, code) → what the code means; the code itself where the list does not know it."""

FORM_COLUMNS = (2.5, 5.5, 2.5, 5.5)
"""Label, value, label, value: the grid of most record forms."""

_SECTION = re.compile(r"^（[一二三四五六七八九十]+）")
_POINT = re.compile(r"^(\d+)[.．、]")
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+、[^。；]{1,14}$")
_SHORT = 40  # a numbered line up to this length that ends without a full stop is a heading of its own
_SENTENCE = 12  # characters from which a line of running text is taken for a sentence
BLANK_DAY = "　　　年　　月　　日"
"""A day to be filled in by hand."""
UNSIGNED = f"签字：　　　　　　{BLANK_DAY}"
"""One line to be signed and dated by hand."""


class PaperSource(Reader, Protocol):
    """What a paper may ask of an open vault; db.session.Session satisfies it."""

    @property
    def catalog(self) -> Catalog:
        """The record types of this program."""
        ...

    def code_label(self, list_name: str, code: str) -> str:
        """What a code means; an unknown code is shown as it is."""
        ...

    def history(self, record: Record) -> tuple[Entry, ...]:
        """What happened to the record, newest first."""
        ...


def opened(source: PaperSource) -> Session:
    """The vault behind a source, for papers over projections that a service computes; a paper is always built on one."""
    return cast("Session", source)


@dataclass(frozen=True)
class PaperSpec:
    """One paper that can be printed from a record of type `record`.

    name: neutral id, equal to Paper.name; label: what users call the paper; build: takes the vault and the record's id.
    row: which of the field's 89 documents it is (1 to 89), 0 for a paper beside them. fits: which records of the type
    it is offered for, None for all.
    """

    name: str
    label: str
    record: str
    build: Callable[[PaperSource, str], Paper]
    row: int = 0
    fits: Callable[[Record], bool] | None = None


# Words ----------------------------------------------------------------------------------------------------


def day_text(day: date | None) -> str:
    """2026年3月5日, or nothing."""
    return written_date(day) if day else ""


def moment_text(at: datetime | None) -> str:
    """2026年3月5日9时05分, or nothing."""
    return f"{written_date(at.date())}{at.hour}时{at.minute:02}分" if at else ""


def short_day(day: date | None) -> str:
    """2026-03-05 for dense tables, or nothing."""
    return day.isoformat() if day else ""


def short_moment(at: datetime | None) -> str:
    """2026-03-05 and 09:05 below it, for dense tables, or nothing."""
    return f"{at:%Y-%m-%d}\n{at:%H:%M}" if at else ""


def days_text(start: date | None, end: date | None) -> str:
    """2026年3月5日至4月20日; one of them where the other is open; a single day once."""
    if not start or not end or start == end:
        return day_text(start or end)
    tail = f"{end.month}月{end.day}日" if start.year == end.year else written_date(end)
    return f"{written_date(start)}至{tail}"


def hours_text(start: datetime | None, end: datetime | None) -> str:
    """2026年3月5日9时05分至11时30分; with the second date where the talk went past midnight."""
    if not start or not end:
        return moment_text(start or end)
    tail = f"{end.hour}时{end.minute:02}分" if start.date() == end.date() else moment_text(end)
    return f"{moment_text(start)}至{tail}"


def money_text(fen: int | None) -> str:
    """An amount in 分 as 1,234,567.80元, or nothing."""
    if fen is None:
        return ""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02}元"


def count_text(value: int | None, unit: str = "") -> str:
    """A number with its unit, or nothing."""
    return "" if value is None else f"{value}{unit}"


def one_label(labels: Labels, list_name: str, code: str) -> str:
    """The label of a code, nothing for none."""
    return labels(list_name, code) if code else ""


def all_labels(labels: Labels, list_name: str, codes: Iterable[str]) -> str:
    """The labels of several codes, joined by 、."""
    return "、".join(labels(list_name, code) for code in codes)


def joined(*parts: str, by: str = "，") -> str:
    """The parts that are filled."""
    return by.join(part for part in parts if part.strip())


def ended(text: str) -> str:
    """The text with a full stop after its last line where a sentence was left open."""
    shown = text.strip()
    open_end = shown and len(shown.splitlines()[-1]) > _SENTENCE and shown[-1] not in "。；：！？…）”"
    return f"{shown}。" if open_end else shown


def lines(*parts: str) -> str:
    """The parts that are filled, each on its own line."""
    return joined(*(part.strip() for part in parts), by="\n")


def secrecy_of(labels: Labels, *codes: str, term: str = "") -> Secrecy | None:
    """The mark of the first code that is set: a record's own grade, then that of its task, then of the round.

    term: 保密期限 of the first code, printed with 秘密 and 机密 alone. Raises KnownError for a grade that cannot be printed: a paper must not go out with a mark left off.
    """
    code = next((item for item in codes if item), "")
    if not code:
        return None
    grade = labels("secrecy", code)
    if grade not in GRADES:
        raise KnownError(
            f"密级“{grade}”不能印在文书上",
            kept="记录没有改动",
            todo=f"请把密级改为{'、'.join(GRADES)}之一后再印",
        )
    return Secrecy(grade, term if code == codes[0] and grade in STARRED else "")


def urgency_of(labels: Labels, code: str) -> str:
    """紧急程度 as printed; 平件 prints nothing."""
    return "" if code in ("", "normal") else labels("urgency", code)


def grouped(digest: str) -> str:
    """A checksum in groups of four, eight groups a line, so that two people can read it to each other."""
    groups = [digest[start : start + 4] for start in range(0, len(digest), 4)]
    return "\n".join(" ".join(groups[start : start + 8]) for start in range(0, len(groups), 8))


def qr_png(text: str | bytes) -> bytes:
    """A QR code (error correction M) as PNG, black on white with its quiet zone."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=6, border=4)
    return out.getvalue()


# Rows of forms on FORM_COLUMNS ----------------------------------------------------------------------------


def pair_rows(*items: tuple[str, str], spans: tuple[int, int] = (1, 1)) -> tuple[FormRow, ...]:
    """Two (label, value) a row; a last one alone takes the whole width. `spans`: columns that the two values take."""
    rows: list[FormRow] = []
    for start in range(0, len(items), 2):
        pair = items[start : start + 2]
        if len(pair) == 1:
            rows.append(wide_row(*pair[0]))
            continue
        cells: list[Cell] = []
        for (label, value), span in zip(pair, spans, strict=True):
            cells += [Cell(label, label=True), Cell(value, span=span)]
        rows.append(tuple(cells))
    return tuple(rows)


def wide_row(label: str, value: str, min_height_mm: float = 0.0) -> FormRow:
    """A label, and a value over the rest of the width."""
    return (Cell(label, label=True), Cell(value, min_height_mm=min_height_mm))


def filled_rows(*items: tuple[str, str]) -> tuple[FormRow, ...]:
    """A wide row for every item whose value is filled."""
    return tuple(wide_row(label, value) for label, value in items if value.strip())


def filled_pairs(*items: tuple[str, str], spans: tuple[int, int] = (1, 1)) -> tuple[FormRow, ...]:
    """`pair_rows` of the items whose value is filled."""
    return pair_rows(*((label, value) for label, value in items if value.strip()), spans=spans)


def signed_by(rows: Sequence[Signature], role: str) -> Signature | None:
    """The newest signature of a role."""
    return next((row for row in reversed(rows) if row.role == role), None)


def sign_row(
    label: str, signature: Signature | None, *, opinion: str = "", spans: tuple[int, int] = (2, 1)
) -> FormRow:
    """意见, and 签字 with its day; blanks to be filled by hand where nobody signed. `spans`: columns of the two.

    Approvals stay together: the last one never stands alone on a page.
    """
    said = signature.opinion.strip() if signature else ""
    text = opinion.strip() if said in opinion else lines(opinion, said)
    return (
        Cell(label, label=True, keep=True),
        Cell(text, span=spans[0], min_height_mm=16),
        Cell(sign_text(signature), span=spans[1], min_height_mm=16),
    )


def sign_text(signature: Signature | None) -> str:
    """签字 and the day below it."""
    name = signature.name if signature else ""
    day = day_text(signature.on) if signature else ""
    return f"签字：{name}\n{day or BLANK_DAY}"


def to_sign(name: str) -> str:
    """The name of somebody who signs beside it, or the place to sign alone."""
    return f"{name}　　（签字）" if name else "（签字）"


def sign_block(statement: str, *signers: tuple[str, str]) -> Form:
    """What is signed and the signers (label, name where known) in one row, so that no signature stands alone on a page.

    It stays with the last rows of the list above it; lists end with this rather than with loose signature lines.
    """
    cells = [Cell(f"{label}：{name}\n（签字）　年　月　日", min_height_mm=18) for label, name in signers]
    weights = (1.6 if len(signers) < 3 else 2.2, *(1.2 if len(signers) < 3 else 1.0 for _ in signers))
    return Form(((Cell(statement), *cells),), weights, follows=True)


def centred(text: str, span: int = 1, rows: int = 1) -> Cell:
    """A short value in the middle of its cell."""
    return Cell(text, span=span, rows=rows, align=Align.CENTER)


def label_row(*labels: str) -> FormRow:
    """A row of column labels inside a form."""
    return tuple(Cell(label, label=True) for label in labels)


# Text of letters ------------------------------------------------------------------------------------------


def paragraphs(text: str) -> tuple[Block, ...]:
    """Every filled line as a paragraph."""
    return tuple(Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def text_blocks(text: str) -> tuple[Block, ...]:
    """The text of a chapter: a short （一）… is a second-level heading, a short 1.… below one a third-level heading.

    （一）… that no text follows are items of a list, not headings. A third level without a second stays body text, which looks the same: levels of an outline do not skip.
    """
    found: list[Block] = []
    section = False
    given = [raw.strip() for raw in text.splitlines() if raw.strip()]
    for line, after in zip(given, (*given[1:], ""), strict=True):
        short = len(line) <= _SHORT and not line.endswith(("。", "；", "："))
        plain = _POINT.sub(r"\1.", line)
        listed = _SECTION.match(after) or not after
        if short and _SECTION.match(line) and not listed:
            section = True
            found.append(Heading(2, line))
        elif short and section and _POINT.match(line):
            found.append(Heading(3, plain))
        else:
            found.append(Paragraph(ended(plain)))
    return tuple(found)


def chapter(number: str, title: str, text: str) -> tuple[Block, ...]:
    """A first-level heading and its text; the same heading typed once more at the head of the text is dropped."""
    found = [line for line in text.splitlines() if line.strip()]
    if found and _CHAPTER.match(found[0].strip()):
        found = found[1:]
    if not found:
        return ()
    return (Heading(1, f"{number}、{title}"), *text_blocks("\n".join(found)))
