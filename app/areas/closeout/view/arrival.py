"""The page 打开密封包: choose a file, see who sealed it and what it would change, then accept it or not.

Nothing is applied before a person says so; what both sides changed stays open until somebody settles it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.closeout.papers import PAPERS
from app.areas.closeout.view.preview import (
    Preview,
    accept_arrival,
    issue_receipt,
    kind_text,
    open_arrival,
    sender_text,
    store_papers,
    when_text,
)
from app.areas.closeout.view.taking_back import ask_take_back
from app.areas.preparation.dispatch import NOTICES
from app.areas.secrecy.model import BundleLog
from app.bundle import transfer
from app.bundle.bundle import BundleHeader, BundleKind, Sealed, inspect
from app.core.fields import FileRef
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, counted, empty, facts, redraw, section
from app.widgets.merging.deciding import Answer, Question, draw_questions
from app.widgets.merging.plan import ShownDifference, ShownRecord, disputed, questions_of
from app.widgets.merging.view import Chosen, PlanView
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, words
from app.widgets.viewer import AttachmentViewer

if TYPE_CHECKING:
    from db.session import Session

KINDS = "密封包 (*.xcb)"
CLOSING = "closeout.steps"
MOST_BEYOND = 12
PAPER_LABELS = {f"{spec.name}.pdf": spec.label for spec in PAPERS}


@dataclass(frozen=True)
class Taken:
    """An arrival that was accepted. receipt: the file of the receipt once it is issued."""

    preview: Preview
    log: BundleLog
    settled: frozenset[tuple[str, str]] = frozenset()
    receipt: str = ""


class ArrivalPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "打开密封包",
            "先核验、再预览、后接收；接收之前，本库内容一条也不变",
            about="bundle_log",
            wide=True,
        )
        self._pick = button("选择密封包…", self._on_pick, role="main")
        self._decline = button("不接收", self._on_decline)
        self._accept = button("接收", self._on_accept, icon_name="check", role="main")
        for each in (self._pick, self._decline, self._accept):
            self.buttons.addWidget(each)
        self._preview: Preview | None = None
        self._taken: Taken | None = None
        self._receipt: BundleHeader | None = None
        self._chosen: Chosen = {}
        self._draw()

    def refresh(self) -> None:
        """Show what stands."""
        self._draw()

    # Opening

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择密封包（.xcb）", lambda names: self.open_file(Path(names[0])), kinds=KINDS
        )

    def open_file(self, path: Path) -> None:
        """Look at a bundle's header, then open it; a receipt is sent to the page of close-out."""
        self._preview = self._taken = self._receipt = None
        self._draw()
        self.desk.work.compute(partial(inspect, path), partial(self._on_header, path), owner=self)

    def _on_header(self, path: Path, header: BundleHeader) -> None:
        if header.kind is BundleKind.RECEIPT:
            self._receipt = header
            self._draw()
            return
        self.desk.work.store_job(
            "正在核验并打开…", partial(open_arrival, path=path), self._on_opened, owner=self
        )

    def _on_opened(self, preview: Preview) -> None:
        self._chosen = {}
        self._preview = preview
        self._draw()

    # Deciding

    def _on_accept(self) -> None:
        preview = self._preview
        if preview is None:
            return

        arrival = preview.arrival
        decided = {key: value for key, (_, value) in self._chosen.items()}

        def store(session: Session, _progress: Progress, _cancelled: Cancel) -> tuple[FileRef, ...]:
            return store_papers(session, arrival)

        def accept(papers: tuple[FileRef, ...]) -> None:
            self.desk.work.write_job(
                "正在接收…",
                lambda session, _progress, _cancelled: accept_arrival(session, arrival, papers, decided),
                accepted,
                owner=self,
            )

        def accepted(log: BundleLog) -> None:
            self._preview = None
            self._taken = Taken(preview, log, frozenset((key[1], key[2]) for key in decided))
            self.desk.note(f"已接收，{preview.changes} 条记录有变化")
            self._draw()

        self.desk.work.store_job("正在接收…", store, accept, owner=self)

    def _on_decline(self) -> None:
        def gone(_none: None) -> None:
            self._preview = None
            self.desk.note("没有接收，本库内容没有变化")
            self._draw()

        def forget(session: Session, _progress: Progress, _cancelled: Cancel) -> None:
            transfer.decline(session)

        self.desk.work.store_job("正在清理…", forget, gone, owner=self)

    def _on_settle(self, pairs: Sequence[tuple[Question, Answer]]) -> None:
        wanted = tuple((question.key, answer.value) for question, answer in pairs)

        def settle(session: Session) -> None:
            for (type_name, id, field), value in wanted:
                session.settle(session.fetch(type_name, id), field, value)

        def settled(_none: None) -> None:
            assert self._taken is not None
            done = self._taken.settled | {(key[1], key[2]) for key, _ in wanted}
            self._taken = replace(self._taken, settled=done)
            self._draw()

        self.desk.work.write(settle, settled, owner=self)

    def _on_receipt(self) -> None:
        taken = self._taken
        if taken is None:
            return
        name = f"{taken.log.bundle_id[:8]}-r.xcb"
        dialogs.pick_save(
            self.window(),
            "出具回执：存到U盘交回对方",
            name,
            lambda target: self.issue(Path(target)),
            kinds=KINDS,
        )

    def issue(self, path: Path) -> None:
        """Issue the receipt for the accepted bundle into a file."""
        taken = self._taken
        if taken is None:
            return

        def answer(session: Session, _progress: Progress, _cancelled: Cancel) -> Sealed:
            try:
                return issue_receipt(session, path, taken.preview.arrival)
            except BaseException:
                path.unlink(missing_ok=True)
                raise

        def issued(_sealed: Sealed) -> None:
            self._taken = replace(taken, receipt=str(path))
            self.desk.note("回执已出具并登记")
            self._draw()

        self.desk.work.store_job("正在出具回执…", answer, issued, owner=self)

    def _on_take_back(self) -> None:
        if self._taken is not None:
            ask_take_back(self.desk, self, self._taken.log, self._on_taken_back)

    def _on_taken_back(self) -> None:
        self._taken = None
        self._draw()

    # Drawing

    def _draw(self) -> None:
        box = redraw(self.body)
        self._pick.setVisible(self._preview is None)
        for each in (self._decline, self._accept):
            each.setVisible(self._preview is not None)
        theme.mark(self._pick, role="" if self._taken is not None else "main")
        if self._receipt is not None:
            self._draw_receipt(box, self._receipt)
        elif self._preview is not None:
            self._draw_preview(box, self._preview)
        elif self._taken is not None:
            self._draw_taken(box, self._taken)
        else:
            office = self.desk.vault.kind == "office"
            what = "巡察组交来的移交包" if office else "巡察办发来的任务包"
            box.addWidget(
                empty(
                    "package",
                    f"打开{what}",
                    "插上U盘，用右上角“选择密封包…”选中 .xcb 文件。程序先核验封装人的名片和内容是否完整，再让您逐条看清会有什么变化。",
                )
            )
        box.addStretch(1)

    def _draw_receipt(self, box: QVBoxLayout, header: BundleHeader) -> None:
        go = button("去撤组与零持有", partial(self.desk.open_page, CLOSING), role="main")
        text = f"包号 {header.bundle_id[:12]}。回执不在这里打开，请到“撤组与零持有”用“登记回执…”核验。"
        buttons = () if self.desk.vault.kind == "office" else (go,)
        box.addWidget(empty("receipt", "这是一份回执", text, *buttons))

    def _draw_facts(self, box: QVBoxLayout, preview: Preview) -> None:
        arrival = preview.arrival
        header = arrival.header
        papers = {name: content for name, content in arrival.extras.items() if name != NOTICES}
        told = len(arrival.extras.get(NOTICES, b"").splitlines())
        section(box, "核验结果", "✓ 签名与名片相符，内容完整")
        box.addWidget(
            facts(
                (
                    ("种类", kind_text(header.kind)),
                    ("封装人", sender_text(arrival.sender)),
                    ("名片", preview.sender_note),
                    ("封装时间", when_text(header.created)),
                    ("包号", f"{header.bundle_id}（第 {header.sequence} 号包）"),
                    ("内容", counted(header.counts, self.desk.catalog)),
                    ("随包文书", f"{len(papers)} 份" if papers else ""),
                    ("名片通告", f"{told} 份吊销通告，接收后生效" if told else ""),
                )
            )
        )
        if papers:
            row = beside()
            for name, content in papers.items():
                row.addWidget(
                    button(
                        f"查看{PAPER_LABELS.get(name, name)}",
                        partial(self._view, name, content),
                        icon_name="eye",
                    )
                )
            row.addStretch(1)
            box.addLayout(row)

    def _view(self, name: str, content: bytes) -> None:
        AttachmentViewer(self.window(), FileRef("", name, len(content)), content).show()

    def _draw_preview(self, box: QVBoxLayout, preview: Preview) -> None:
        self._draw_facts(box, preview)
        self._draw_beyond(box, preview)
        box.addWidget(PlanView(preview, self.desk.catalog, self._chosen))
        if not preview.changes:
            box.addWidget(words("这个包里没有新的内容。接收只作登记，可以据此出具回执。", "body-muted"))

    def _draw_beyond(self, box: QVBoxLayout, preview: Preview) -> None:
        if not preview.beyond:
            return
        strip = Notice("stop", "circle-x", f"不予采用 {len(preview.beyond)} 条：对方只能填报发给它的整改内容")
        for held in preview.beyond[:MOST_BEYOND]:
            strip.line(held.shown)
        more = len(preview.beyond) - MOST_BEYOND
        strip.line(
            f"还有 {more} 条；" * (more > 0) + "其余的可以照常接收，本库这些地方不变。每一处都记入日志。"
        )
        box.addWidget(strip)

    def _draw_taken(self, box: QVBoxLayout, taken: Taken) -> None:
        box.addWidget(Notice("notice", "circle-check", f"已接收并登记　{taken.preview.said}"))
        self._draw_beyond(box, taken.preview)
        left = [
            (record, held)
            for record, held in disputed(taken.preview)
            if (record.id, held.difference.field) not in taken.settled
        ]
        if taken.preview.conflicts:
            self._draw_conflicts(box, left)
        if self.desk.vault.kind == "office" and taken.preview.arrival.header.kind is not BundleKind.RECEIPT:
            self._draw_answer(box, taken)
        self._draw_facts(box, taken.preview)
        box.addLayout(
            beside(
                button("打开登记", partial(self.desk.open_record, "bundle_log", taken.log.id)),
                button("撤销本次导入…", self._on_take_back, icon_name="undo-2"),
                None,
            )
        )

    def _draw_answer(self, box: QVBoxLayout, taken: Taken) -> None:
        section(box, "回执")
        if taken.receipt:
            box.addWidget(facts((("回执文件", taken.receipt), ("对应包号", taken.log.bundle_id))))
            box.addWidget(words("请把回执文件交回封装人，由他登记后办理清除。", "body-muted"))
            return
        box.addWidget(
            words(
                "出具签名回执，写明收到了哪个包、多少条记录；对方核验回执后才能清除自己的库。",
                "body-muted",
                wrap=True,
            )
        )
        box.addLayout(beside(button("出具回执…", self._on_receipt, icon_name="receipt", role="main"), None))

    def _draw_conflicts(self, box: QVBoxLayout, left: list[tuple[ShownRecord, ShownDifference]]) -> None:
        section(box, "两处不一致", f"还有 {len(left)} 处没有选定" if left else "都已选定")
        if not left:
            return
        said = "可以现在逐处选定，也可以以后在“待裁决”里选定；没选定之前，两边的内容都留着。"
        box.addWidget(words(said, "body-muted", wrap=True))
        draw_questions(box, questions_of(self.desk.catalog, left), {}, self._on_settle)
