"""What a paper says, as plain texts: everything printed in reading order, and what of it stands on which page by rule.

It lays nothing out; fonts are asked about these texts, words are counted in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.documents.paper import (
    Attachment,
    AttachmentNote,
    Block,
    Bullets,
    Form,
    Heading,
    KeyValues,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    QuestionAnswer,
    Signatures,
    Slot,
    Space,
    Table,
    written_date,
)


def attachment_lines(items: tuple[str, ...]) -> tuple[str, ...]:
    """Names for 附件说明: numbered when there are several, closing punctuation taken away."""
    names = tuple(item.rstrip("。；;，,、.") for item in items)
    if len(names) < 2:
        return names
    return tuple(f"{index}.{name}" for index, name in enumerate(names, 1))


def follows(block: Block) -> bool:
    """Whether a block must stand on the page of the end of the block before it."""
    return isinstance(block, Form | Signatures | Picture | Paragraph) and block.follows


def texts(paper: Paper) -> Iterator[str]:
    """Every string that is printed, in reading order, for coverage checks and word counts."""
    mark = paper.secrecy.mark() if paper.secrecy else ""
    head = (paper.copy_number, mark, paper.urgency, paper.issuer_mark, paper.doc_number, paper.signer)
    yield from (text for text in (*head, paper.title, paper.subtitle, paper.addressee) if text)
    for block in paper.body:
        yield from block_texts(block)
    yield from (*attachment_lines(paper.attachments), *paper.signed_by)
    yield from (f"{item.role}：{item.names}" for item in paper.attendance)
    if paper.signed_on:
        yield written_date(paper.signed_on)
    yield from (text for text in (paper.note, *paper.copies_to, paper.printed_by, paper.page_foot) if text)
    if paper.archive_stamp:
        yield from (text for row in paper.archive_stamp.boxes() for box in row for text in box)


def block_texts(block: Block) -> Iterator[str]:
    """Every string of one block, in reading order."""
    match block:
        case Heading(text=text):
            yield text
        case Paragraph():
            yield block.plain()
        case Table(columns=columns, rows=rows, caption=caption):
            yield from (caption, *(column.title for column in columns))
            yield from (text for row in rows for text in row)
        case Form(rows=form_rows, caption=caption):
            yield from (caption, *(cell.text for row in form_rows for cell in row))
        case Signatures(items=lines):
            yield from (text for line in lines for text in (line.label, line.name, line.date))
        case QuestionAnswer(question=question, answer=answer):
            yield from (question, answer)
        case Attachment(number=number, title=title):
            yield from (f"附件{number}", title)
        case AttachmentNote(items=items):
            yield from attachment_lines(items)
        case Bullets(items=items):
            yield from items
        case KeyValues(items=pairs):
            yield from (text for pair in pairs for text in pair)
        case Picture(caption=caption):
            yield caption
        case Slot(left=left, right=right):
            yield from (left, right)
        case PageBreak() | Space():
            return


def of_slots(paper: Paper) -> bool:
    """Whether a paper is pages left free for those of another file."""
    return bool(paper.body) and all(isinstance(block, Slot) for block in paper.body)
