"""The page 文书目录: the 89 papers, what feeds each, its number, 密级, retention and steps; and the action 编文号.

It declares nothing; the service says what a row is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.areas.libraries.documents.model import PaperSeries
from app.areas.libraries.documents.service import (
    DocumentFacts,
    PaperFacts,
    described,
    give_number,
    shipped_series,
)
from app.areas.libraries.templates.model import GROUP
from app.widgets import theme
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import WorkPage, facts, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.rows import beside, button, clear_layout, name_control, words
from db.vault import Vault

DOCUMENTS = "documents"
"""Code of the page."""


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """文书目录."""
    return (PageSpec(DOCUMENTS, "文书目录", "list", "libraries", DocumentsPage, group=GROUP),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """编文号 on every record whose paper has a series."""
    found: dict[str, tuple[ActionOffer, ...]] = {}
    every = shipped_series()
    for held in every:
        alone = sum(other.type == held.type for other in every) == 1
        label = "编文号" if alone else f"编{held.label}文号"
        offer = ActionOffer(label, "stamp", partial(number_papers, held))
        found[held.type] = (*found.get(held.type, ()), offer)
    return found


def number_papers(series: PaperSeries, desk: Desk, ids: tuple[str, ...]) -> None:
    """Give the records their next number, and say which."""

    def told(given: tuple[str, ...]) -> None:
        desk.note(f"已编文号：{'、'.join(given)}" if given else "已经有文号，没有改动；要改直接在记录上改")

    desk.work.write(lambda session: give_number(session, series.type, series.field, ids), told)


class DocumentsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "文书目录",
            "89 种文书：由哪些记录生成、还能改什么、文号、默认密级、保管期限、谁起草核稿签发",
            about="paper_template",
            wide=True,
        )
        self._rows: tuple[DocumentFacts, ...] = ()
        self._find = QLineEdit()
        name_control(self._find, "查找文书")
        self._find.setPlaceholderText("查找：文书名称、记录、文号、密级、保管期限")
        self._find.setClearButtonEnabled(True)
        self._find.setFixedWidth(theme.scaled(380))
        self._find.textChanged.connect(self._on_find)
        self._count = words("", "muted")
        self.body.addLayout(beside(self._find, self._count, None))
        self._lines = Lines(
            "文书目录", ("序号", "文书", "由什么生成", "文号", "密级", "保管期限"),
            (52, 210, 260, 200, 130, 140), grow=2, most=12,
        )  # fmt: skip
        self._lines.itemSelectionChanged.connect(self._on_chosen)
        self.body.addWidget(self._lines)
        holder = QWidget()
        self._about_row = QVBoxLayout(holder)
        self._about_row.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(holder)
        self.body.addStretch(1)
        for label, type_name in (("文号格式", "paper_series"), ("归档范围", "archive_rule")):
            self.buttons.addWidget(button(label, partial(desk.open_list, type_name)))
        self.watch("paper_series", "archive_rule")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(described, self._on_described, owner=self, slot="documents")

    def _on_described(self, rows: tuple[DocumentFacts, ...]) -> None:
        self._rows = rows
        self._show()

    def _on_find(self, _text: str) -> None:
        self._show()

    def _show(self) -> None:
        chosen = self._lines.chosen()
        wanted = self._find.text().split()
        shown = [row for row in self._rows if all(word in self._words(row) for word in wanted)]
        self._lines.clear()
        for row in shown:
            item = self._lines.add(
                (
                    str(row.row),
                    row.name,
                    row.said("feeds"),
                    row.said("number"),
                    row.said("secrecy"),
                    row.said("retention"),
                ),
                row.row,
            )
            if [row.row] == chosen:
                self._lines.setCurrentItem(item)
        self._lines.right(0)
        self._lines.fit()
        self._count.setText(f"{len(shown)} 种" if shown else "没有这样的文书")
        first = self._lines.topLevelItem(0)
        if first is not None and not self._lines.chosen():
            self._lines.setCurrentItem(first)
        self._on_chosen()

    def _words(self, row: DocumentFacts) -> str:
        parts = (row.said(what) for what in ("feeds", "edit", "number", "secrecy", "retention", "steps"))
        papers = (self._label(paper) for paper in row.papers)
        return "\n".join((row.name, *papers, *parts))

    def _label(self, paper: PaperFacts) -> str:
        offers = self.desk.offers.papers.get(paper.type, ())
        return next((offer.label for offer in offers if offer.name == paper.name), paper.name)

    def _on_chosen(self) -> None:
        clear_layout(self._about_row)
        chosen = self._lines.chosen()
        row = next((row for row in self._rows if [row.row] == chosen), None)
        for paper in row.papers if row else ():
            self._tell(paper)

    def _tell(self, paper: PaperFacts) -> None:
        kind = self.desk.catalog[paper.type]
        go = button(f"打开“{kind.label}”列表", partial(self.desk.open_list, paper.type), role="link")
        why = words("线索专库的记录，打开专库才能看", "muted")
        section(self._about_row, self._label(paper), "", go if paper.openable else why)
        self._about_row.addWidget(
            facts(
                (
                    ("由什么生成", paper.feeds),
                    ("还能改什么", paper.edit),
                    ("文号", paper.number),
                    ("默认密级", paper.secrecy),
                    ("保管期限", paper.retention),
                    ("起草核稿签发", paper.steps),
                )
            )
        )
