"""The model of a document: what stands in it, in which order, in which of five layouts.

It knows no records, no fonts and no file formats; equal papers make equal files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

GRADES = ("公开", "内部", "工作秘密", "秘密", "机密")
STARRED = ("秘密", "机密")
_DIGITS = "零一二三四五六七八九"


class Layout(Enum):
    """公文 with 版头 and 版记, 信函格式, 纪要格式 (all GB/T 9704-2012), a ruled form, or a titled text."""

    OFFICIAL = "公文"
    LETTER = "信函"
    MINUTES = "纪要"
    FORM = "表单"
    PLAIN = "文稿"


class Align(Enum):
    """Where text stands in its line or cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Face(Enum):
    """The official faces. TEXT is 宋体, used for page numbers alone."""

    SONG = "小标宋"
    FANG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    TEXT = "宋体"


@dataclass(frozen=True)
class Secrecy:
    """密级 and 保密期限. `grade` is one of GRADES, `term` as printed ("5年"), may be empty."""

    grade: str
    term: str = ""

    def __post_init__(self) -> None:
        if self.grade not in GRADES:
            raise ValueError("unknown grade of secrecy")

    def mark(self) -> str:
        """What is printed: 秘密★5年; 工作秘密 never takes the star (domain.md §5.2); 公开 prints nothing."""
        if self.grade == "公开":
            return ""
        if self.grade in STARRED:
            return f"{self.grade}★{self.term}" if self.term else self.grade
        return f"{self.grade} {self.term}" if self.term else self.grade


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph in one face, for lead words."""

    text: str
    face: Face = Face.FANG


@dataclass(frozen=True)
class Heading:
    """A heading of level 1–4; the text carries its own number ("一、…", "（一）…", "1.…", "（1）…")."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError("a heading has level 1 to 4")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line breaks in it start new paragraphs. `runs`, where given, replace `text`.

    `small` sets it in 小四 (notes under a table). `align` other than LEFT is never justified. `follows` as for
    Signatures.
    """

    text: str = ""
    indent: bool = True
    runs: tuple[Run, ...] = ()
    align: Align = Align.LEFT
    small: bool = False
    follows: bool = False

    def plain(self) -> str:
        """The text without faces."""
        return "".join(run.text for run in self.runs) if self.runs else self.text


@dataclass(frozen=True)
class Column:
    """A table column. A width in mm is kept; the columns without one share the rest by weight."""

    title: str
    width_mm: float = 0.0
    weight: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A table whose header row returns on every page and whose rows grow and break over pages."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    size_pt: float = 0.0
    """Size of the text; 0 chooses 小四 up to six columns, else 五号."""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has as many cells as the table has columns")


@dataclass(frozen=True)
class Cell:
    """A cell of a form: spans columns and rows; a label cell is centred and returns after a page break."""

    text: str = ""
    span: int = 1
    rows: int = 1
    label: bool = False
    min_height_mm: float = 0.0
    align: Align = Align.LEFT
    heads: int = 0
    """Its row is a header of so many rows below it, and returns with them after a page break."""
    keep: bool = False
    """Its row stays on the page of the row below it (approvals and signatures)."""


FormRow = tuple[Cell, ...]


@dataclass(frozen=True)
class Form:
    """A ruled record form. `columns` are weights of the column grid; empty means equal columns.

    A row may be taller than a page: its value cells go on after the break. `follows`: its first row stays on the
    page of the block before it.
    """

    rows: tuple[FormRow, ...]
    columns: tuple[float, ...] = ()
    caption: str = ""
    follows: bool = False

    def width(self) -> int:
        """Number of columns of the grid, ≥ 1, with the cells that reach down from rows above."""
        if self.columns:
            return len(self.columns)
        return max((sum(cell.span for cell in row) for row in self.rows), default=1)


@dataclass(frozen=True)
class SignLine:
    """One line to be signed: label, the name where it is known, the date where it is known."""

    label: str
    name: str = ""
    date: str = ""


@dataclass(frozen=True)
class Signatures:
    """Lines to be signed by hand, kept together. With `dated`, an empty date prints 年　月　日.

    `follows`: they stay on the page of the end of the block before them.
    """

    items: tuple[SignLine, ...]
    dated: bool = True
    follows: bool = False


@dataclass(frozen=True)
class QuestionAnswer:
    """One question and its answer in a 谈话记录, with the lead words 问 and 答."""

    question: str
    answer: str


@dataclass(frozen=True)
class PageBreak:
    """The next block starts a page."""


@dataclass(frozen=True)
class Attachment:
    """A new page with 附件 and its number top left, then the attachment's title. "" is the only one.

    `landscape` turns the page for a wide table; it holds until the next Attachment.
    """

    number: str = ""
    title: str = ""
    landscape: bool = False


@dataclass(frozen=True)
class AttachmentNote:
    """附件说明 inside the body: names without closing punctuation."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Bullets:
    """Short items, each its own paragraph. `numbered` counts them 1. 2. 3."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class KeyValues:
    """Lines "label：value", the label in 黑体, the value returning under itself."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG the program made itself, centred, `width_mm` wide; `follows` as for Signatures."""

    png: bytes
    width_mm: float
    caption: str = ""
    follows: bool = False


@dataclass(frozen=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True)
class Slot:
    """A page left free for a page of another file, with a small line above it; `title` is an outline entry.

    A paper of slots is nothing else: it has no head, no title and no page numbers.
    """

    left: str = ""
    right: str = ""
    title: str = ""
    landscape: bool = False


Block = (
    Heading
    | Paragraph
    | Table
    | Form
    | Signatures
    | QuestionAnswer
    | PageBreak
    | Attachment
    | AttachmentNote
    | Bullets
    | KeyValues
    | Picture
    | Space
    | Slot
)


@dataclass(frozen=True)
class Attendance:
    """出席, 请假 or 列席 with the names, for 纪要."""

    role: str
    names: str


@dataclass(frozen=True)
class ArchiveStamp:
    """归档章 (DA/T 22-2015): six boxes in the top blank of the first page. Every text as printed."""

    fonds: str
    year: str
    item: str
    org: str
    retention: str
    pages: str

    def boxes(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Two rows of three (label, text)."""
        return (
            (("全宗号", self.fonds), ("年度", self.year), ("件号", self.item)),
            (("机构（问题）", self.org), ("保管期限", self.retention), ("页数", self.pages)),
        )


@dataclass(frozen=True)
class Paper:
    """One document. `name` is a neutral id ("working_paper"): it may stand in logs, the title may not.

    issuer_mark 发文机关标志, doc_number 文号, signer 签发人 (makes it 上行文), addressee 主送,
    attachments 附件说明, signed_by 署名, note 附注, copies_to 抄送. `page_foot` stands left of the page
    number on every page of a FORM or PLAIN paper (the place where an interviewee signs each page).
    """

    name: str
    title: str
    layout: Layout
    body: tuple[Block, ...] = ()
    secrecy: Secrecy | None = None
    copy_number: str = ""
    urgency: str = ""
    issuer_mark: str = ""
    doc_number: str = ""
    signer: str = ""
    subtitle: str = ""
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    signed_on: date | None = None
    sealed: bool = False
    note: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    landscape: bool = False
    watermark: str = ""
    attendance: tuple[Attendance, ...] = ()
    page_foot: str = ""
    archive_stamp: ArchiveStamp | None = None
    """Printed on the PDF alone, for the archive."""


def written_date(day: date) -> str:
    """成文日期: Arabic digits, no padding: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(value: int) -> str:
    """1–99 as 一 … 九十九, for heading numbers."""
    if not 0 < value < 100:
        raise ValueError("headings are numbered 1 to 99")
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def heading_number(level: int, value: int) -> str:
    """The number of a heading as GB/T 9704-2012 writes it: 一、 （一） 1. （1）."""
    match level:
        case 1:
            return f"{chinese_number(value)}、"
        case 2:
            return f"（{chinese_number(value)}）"
        case 3:
            return f"{value}."
        case 4:
            return f"（{value}）"
        case _:
            raise ValueError("a heading has level 1 to 4")
