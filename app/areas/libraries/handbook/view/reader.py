"""The page 指导手册: both handbooks with one search, own notes beside each chapter, and the way to write a chapter anew.

It opens at the chapter that a record's guide asked for. Shipped chapters are never changed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.areas.libraries.handbook.model import HANDBOOK, HandbookChapter, HandbookNote
from app.areas.libraries.handbook.service import Text, add_note, next_place, notes_of, rewritten, texts
from app.widgets import dialogs, theme
from app.widgets.aim import take_aim
from app.widgets.chapters import ChapterRoom
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.reading import Chapter, chapter_of
from app.widgets.rows import beside, button, clear_layout, hairline, holder, words

if TYPE_CHECKING:
    from db.session import Session

CHAPTERS_WIDTH = 232
MOST_NOTES = 3
LONGEST_NOTE = 60


@dataclass(frozen=True)
class Books:
    """What the page reads: the chapters, and what each book is called."""

    texts: tuple[Text, ...]
    labels: dict[str, str]


def read_books(session: Session) -> Books:
    """Both handbooks as they stand."""
    return Books(texts(session), {item.code: item.label for item in session.codes("handbook_book")})


class HandbookPage(QWidget):
    """The page."""

    title = "指导手册"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._books = Books((), {})
        self._made: dict[Text, Chapter] = {}
        self._notes: tuple[HandbookNote, ...] = ()
        self._room = ChapterRoom(CHAPTERS_WIDTH)
        self._room.turned.connect(self._on_turned)
        head = beside(words("指导手册", "title"), None, *self._room.head_parts())
        head.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(theme.EDGE, theme.GRID, theme.EDGE, theme.GAP)
        self._foot.setSpacing(theme.GRID)
        self._room.under.addWidget(hairline())
        self._room.under.addLayout(self._foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(holder(head, "bar"))
        box.addWidget(self._room, 1)
        desk.work.changed.connect(self._on_changed)
        self._read()

    # The window

    def show_context(self) -> None:
        """The right pane speaks of chapters; a chapter that was asked for comes up."""
        self._desk.context_wanted.emit(Context(self._desk.catalog["handbook_chapter"]))
        self._turn_to_aim()

    def keyboard_start(self) -> QWidget:
        """The keyboard begins in the search."""
        return self._room.search

    def refresh(self) -> None:
        """Read anew."""
        self._read()

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        if self.isVisible() and any(name in ("handbook_chapter", "handbook_note") for name, _ in touched):
            self._read()

    # The books

    @property
    def text(self) -> Text | None:
        """The chapter now shown."""
        place = self._room.place
        return self._books.texts[place] if 0 <= place < len(self._books.texts) else None

    def _read(self) -> None:
        self._desk.work.read(read_books, self._on_books, owner=self, slot="books")

    def _on_books(self, books: Books) -> None:
        held = self.text.code if self.text else ""
        if books != self._books:
            self._books = books
            self._made = {
                text: self._made.get(text) or chapter_of(text.place, text.markdown) for text in books.texts
            }
            first = {text.book: place for place, text in reversed(list(enumerate(books.texts)))}
            headings = {place: books.labels.get(book, book) for book, place in first.items()}
            self._room.set_chapters([self._made[text] for text in books.texts], headings)
            self._turn(held)
        else:
            self._room.set_again()
        self._turn_to_aim()

    def _turn_to_aim(self) -> None:
        if self._books.texts and (wanted := take_aim(self._desk, HANDBOOK)):
            self._room.search.clear()
            self._turn(wanted)

    def _turn(self, code: str) -> None:
        found = (place for place, text in enumerate(self._books.texts) if text.code == code)
        self._room.turn_to(next(found, 0))

    def _on_turned(self, _place: int) -> None:
        text = self.text
        if text is not None:
            read = partial(notes_of, code=text.code)
            self._desk.work.read(read, partial(self._on_notes, text), owner=self, slot="notes")

    # Notes

    def _on_notes(self, text: Text, notes: tuple[HandbookNote, ...]) -> None:
        if text != self.text:
            return
        clear_layout(self._foot)
        said = f"本章笔记 {len(notes)} 条" if notes else "本章还没有笔记"
        mine = "本地章节" if text.record_id else ""
        row = beside(
            words(said, "label"),
            words(mine, "muted"),
            None,
            *self._chapter_buttons(),
            button("记笔记…", self._on_note, icon_name="pencil", role="main"),
        )
        self._foot.addLayout(row)
        for note in notes[-MOST_NOTES:]:
            line = " ".join(note.content.split())
            shown = line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1] + "…"
            go = button(
                f"{note.created_by}：{shown}",
                partial(self._desk.open_record, "handbook_note", note.id),
                role="link",
            )
            go.setToolTip(note.content)
            self._foot.addLayout(beside(go, None))

    def _chapter_buttons(self) -> tuple[QWidget, ...]:
        if not self._desk.actor.may(HandbookChapter.TYPE.action):
            return ()
        return (
            button("改写本章…", self._on_rewrite, icon_name="pencil"),
            button("增加一章…", self._on_add, icon_name="plus"),
        )

    def _on_note(self) -> None:
        text = self.text
        if text is None:
            return

        def store(said: str) -> None:
            self._desk.work.write(
                lambda session: add_note(session, text, said), lambda _made: self._desk.note("笔记已记下")
            )

        dialogs.ask_text(
            self.window(), f"记笔记：{text.name}", "笔记", "记下", store, help="不写线索和反映人"
        )  # fmt: skip

    # Chapters of the county's own

    def _on_rewrite(self) -> None:
        text = self.text
        if text is not None:
            self._desk.work.read(partial(rewritten, code=text.code), self._on_rewritten)

    def _on_rewritten(self, chapter: HandbookChapter) -> None:
        if chapter.id:
            self._desk.open_record("handbook_chapter", chapter.id)
        else:
            self._desk.new_record(
                "handbook_chapter",
                book=chapter.book,
                place=chapter.place,
                name=chapter.name,
                content=chapter.content,
            )

    def _on_add(self) -> None:
        book = self.text.book if self.text else "inspect"
        self._desk.work.read(
            partial(next_place, book=book),
            lambda place: self._desk.new_record("handbook_chapter", book=book, place=place),
        )
