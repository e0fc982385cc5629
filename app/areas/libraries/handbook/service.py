"""The handbooks: chapters shipped with the program, those that the county wrote in their stead, and readers' notes.

Shipped files are only read; a local chapter never deletes the shipped one, which comes back when it is switched off.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from app.areas.libraries.handbook.model import HandbookChapter, HandbookNote
from app.core.errors import Refused
from app.core.paths import RESOURCES
from app.core.records import RecordType
from db.session import Session

FOLDER = RESOURCES / "handbook"


@dataclass(frozen=True)
class Text:
    """One chapter as it is read. record_id: the local chapter that it is, "" for a shipped one."""

    book: str
    place: str
    name: str
    markdown: str
    record_id: str = ""

    @property
    def code(self) -> str:
        """Names the chapter: its book and place, inspect/03."""
        return f"{self.book}/{self.place}"

    @property
    def body(self) -> str:
        """The text without its title."""
        head, _, rest = self.markdown.partition("\n")
        return rest.strip() if head.startswith("# ") else self.markdown.strip()


@cache
def shipped_texts() -> tuple[Text, ...]:
    """Every chapter of resources/handbook/<book>/NN-name.md, in order."""
    found = []
    for path in sorted(FOLDER.glob("*/*.md")):
        markdown = path.read_text("utf-8")
        name = markdown.partition("\n")[0].removeprefix("# ").strip()
        found.append(Text(path.parent.name, path.stem[:2], name, markdown))
    return tuple(found)


def texts(session: Session) -> tuple[Text, ...]:
    """All chapters, the county's own in the place of shipped ones; by book in the order of the code list."""
    held = {text.code: text for text in shipped_texts()}
    for own in session.find(HandbookChapter, used=True):
        text = Text(own.book, own.place, own.name, f"# {own.name}\n\n{own.content.strip()}\n", own.id)
        held[text.code] = text
    order = {item.code: place for place, item in enumerate(session.codes("handbook_book"))}
    return tuple(
        sorted(held.values(), key=lambda text: (order.get(text.book, len(order)), text.book, text.place))
    )


@cache
def _chapters_by_subject() -> tuple[dict[str, str], dict[str, str]]:
    read = json.loads((FOLDER / "chapters.json").read_text("utf-8"))
    return dict(read["types"]), dict(read["areas"])


def chapter_for(kind: RecordType) -> str:
    """The code of the chapter that speaks of a record type, by the type or else by its area; "" for none."""
    types, areas = _chapters_by_subject()
    return types.get(kind.name) or areas.get(kind.area, "")


def notes_of(session: Session, code: str) -> tuple[HandbookNote, ...]:
    """The notes written beside a chapter, oldest first."""
    return tuple(reversed(session.find(HandbookNote, chapter=code)))


def add_note(session: Session, text: Text, content: str) -> HandbookNote:
    """Write a note beside a chapter."""
    return session.create(HandbookNote(chapter=text.code, about=text.name, content=content))


def rewritten(session: Session, code: str) -> HandbookChapter:
    """A local chapter to begin from: the one that stands there, else a new one with the shipped text, not stored."""
    text = next((held for held in texts(session) if held.code == code), None)
    if text is None:
        raise Refused("找不到这一章", ["它可能刚被停用"], kept="手册没有变化")
    if text.record_id:
        return session.get(HandbookChapter, text.record_id)
    return HandbookChapter(book=text.book, place=text.place, name=text.name, content=text.body)


def next_place(session: Session, book: str) -> str:
    """The place behind the last chapter of a book."""
    last = max((int(text.place) for text in texts(session) if text.book == book), default=0)
    return f"{last + 1:02}"
