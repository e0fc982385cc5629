"""From what was heard and read to findings, and from findings to signed papers: the actions of the menus.

Nothing is written here; app.areas.workpapers.service does it, and every refusal comes from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit

from app.areas.fieldwork.comparison.model import DataHit
from app.areas.fieldwork.intake.talks import Line
from app.areas.fieldwork.intake.talks import lines_of as lines_in
from app.areas.fieldwork.intake.view.lines import LineSheet
from app.areas.fieldwork.model import Interview, Petition, page_reference
from app.areas.fieldwork.service import evidence_from
from app.areas.fieldwork.view import SOURCES, Heard, on_both
from app.areas.preparation.model import Task
from app.areas.workpapers.dossier import open_dossier
from app.areas.workpapers.extraction import finding_from_hit, finding_from_lines
from app.areas.workpapers.model import Finding, WorkingPaper
from app.areas.workpapers.papers import approval_sheet, working_paper
from app.areas.workpapers.service import finding_from, make_paper, sign_as_author, void_paper
from app.core.errors import Refused
from app.documents.paper import PageBreak, Paper
from app.widgets import dialogs, theme
from app.widgets.desk import ActionOffer, Desk
from app.widgets.dialogs import Sheet
from app.widgets.frame import active_window
from app.widgets.page import PageSpec
from app.widgets.rows import Row
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """No page of its own: findings and papers are lists and forms."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """提取为问题, 编入底稿, 承办人签字, 打印底稿与审批单, 作废."""
    offers = {
        name: on_both("提取为问题…", "file-plus", cls.TYPE.label, partial(extract, name))
        for name, cls in SOURCES.items()
    }
    return {
        **offers,
        "interview": (*offers["interview"], ActionOffer("逐句提取为问题…", "list", extract_lines)),
        "data_hit": on_both("提取为问题…", "file-plus", "比对结果", extract_hit),
        "finding": on_both("编入底稿", "file-check", "问题", into_paper),
        "working_paper": (
            *on_both("承办人签字…", "stamp", "问题底稿", sign),
            ActionOffer("打印底稿与审批单", "printer", print_both),
            ActionOffer("作废并退回所列问题…", "ban", void),
        ),
    }


# A finding out of its sources -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Extracted:
    """What a finding can be made of. lines: what the sources themselves say in one line each."""

    sources: tuple[Heard, ...]
    lines: tuple[str, ...]


def read_sources(session: Session, *, name: str, ids: tuple[str, ...]) -> Extracted:
    """The sources, oldest first, with the lines that could become the title; Refused over two tasks."""
    sources = tuple(
        sorted((session.get(SOURCES[name], id) for id in ids), key=lambda s: (str(s.created_at), s.number))
    )
    if len({source.task_id for source in sources}) > 1:
        raise Refused(
            "不能提取为一个问题",
            ["选中的记录属于不同的巡察任务"],
            kept="选中的记录没有变化",
            todo="请只选同一任务的记录",
        )
    lines = [line for source in sources for line in lines_of(source)]
    return Extracted(sources, tuple(dict.fromkeys(lines)))


def lines_of(source: Heard) -> tuple[str, ...]:
    """What a source says in lines that could be the title of a finding; a petition without its 反映."""
    if isinstance(source, Petition):
        return (source.summary.removeprefix("反映").strip(),)
    return tuple(line.strip() for line in source.extract.splitlines() if line.strip())


def extract(name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for title and pages, then make the finding and its evidence, and open it."""

    def show(found: Extracted) -> None:
        ExtractSheet(found, partial(_extract, desk, found)).open()

    desk.work.read(partial(read_sources, name=name, ids=ids), show)


class ExtractSheet(Sheet):
    """Title of the finding, and where in each source it stands. `then(title, pages)`."""

    def __init__(self, found: Extracted, then: Callable[[str, tuple[str, ...]], object]) -> None:
        super().__init__(active_window(), "提取为问题", sign="file-plus")
        self.setMinimumWidth(theme.scaled(520))
        self._then = then
        self._title = QLineEdit(found.lines[0] if found.lines else "")
        self.say("来源自动登记为佐证并挂到问题上；问题先是草拟，会商认定后才能编入底稿。", "body-muted")
        if len(found.lines) > 1:
            lines = QComboBox()
            lines.addItems(found.lines)
            lines.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            lines.textActivated.connect(self._title.setText)
            self.body.addWidget(Row("从提炼里选一行", lines))
        help_ = Finding.TYPE.field("title").help
        self._title_row = Row("问题标题", self._title, help=help_, required=True)
        self.body.addWidget(self._title_row)
        self._pages: list[tuple[QLineEdit, Row]] = []
        for source in found.sources:
            line = QLineEdit()
            line.setPlaceholderText("第1页、第3-5页")
            row = Row(
                f"页码（{source.number}）",
                line,
                help="问题在原件的第几页；还没有编页的先空着，提交底稿前要补上",
            )
            self._pages.append((line, row))
            self.body.addWidget(row)
        self.foot("取消", self.reject)
        self.foot("提取", self._on_done, main=True)
        self._title.setFocus()

    def _on_done(self) -> None:
        title = self._title.text().strip()
        self._title_row.show_problem("" if title else "请填写")
        bad = not title
        for line, row in self._pages:
            text = line.text().strip()
            wrong = (page_reference(text) or "") if text else ""
            row.show_problem(wrong)
            bad = bad or bool(wrong)
        if not bad:
            pages = tuple(line.text().strip() for line, _ in self._pages)
            self.accept()
            self._then(title, pages)


def _extract(desk: Desk, found: Extracted, title: str, pages: tuple[str, ...]) -> None:
    def done(made: Finding) -> None:
        desk.note(f"已提取为{made.number}，挂上佐证 {len(made.evidence_ids)} 份")
        desk.open_record("finding", made.id)

    desk.work.write(partial(make_finding, sources=found.sources, title=title, pages=pages), done)


def make_finding(session: Session, *, sources: Sequence[Heard], title: str, pages: Sequence[str]) -> Finding:
    """One draft finding on all the sources, each of them as a piece of evidence with its pages."""
    made = finding_from(session, sources[0], title=title, pages=pages[0])
    more = [
        evidence_from(session, source, pages=place, proves=title)
        for source, place in zip(sources[1:], pages[1:], strict=True)
    ]
    said = [line for source in sources for line in lines_of(source) if line != title]
    summary = said[0] if said and isinstance(sources[0], Petition) else ""
    if more or summary:
        ids = (*made.evidence_ids, *(proof.id for proof in more))
        made = session.save(replace(made, evidence_ids=ids, summary=summary))
    return made


def extract_lines(desk: Desk, ids: tuple[str, ...]) -> None:
    """Show the talk line by line; the chosen lines become a finding with their words as evidence."""

    def show(talk: Interview) -> None:
        def store(lines: tuple[Line, ...], title: str, pages: str) -> None:
            def write(session: Session) -> Finding:
                return finding_from_lines(
                    session, session.get(Interview, talk.id), lines, title=title, pages=pages
                )

            desk.work.write(write, partial(_open_finding, desk))

        help_ = Finding.TYPE.field("title").help
        LineSheet(
            "逐句提取为问题", lines_in(talk), "提取为问题", store, first="问题标题", second="页码", help=help_, paged=True
        ).open()  # fmt: skip

    desk.work.read(lambda session: session.get(Interview, ids[0]), show)


def extract_hit(desk: Desk, ids: tuple[str, ...]) -> None:
    """A hit of compared lists that was checked becomes a finding, with both rows as evidence."""

    def write(session: Session, title: str) -> Finding:
        return finding_from_hit(session, session.get(DataHit, ids[0]), title=title)

    dialogs.ask_text(
        active_window(), "提取为问题", "问题标题", "提取",
        lambda title: desk.work.write(lambda session: write(session, title), partial(_open_finding, desk)),
        text="核实为线索的比对结果才能提取；左右两行内容作为佐证保存。", long=False,
    )  # fmt: skip


def _open_finding(desk: Desk, made: Finding) -> None:
    desk.note(f"已提取为{made.number}，挂上佐证 {len(made.evidence_ids)} 份")
    desk.open_record("finding", made.id)


# Papers ---------------------------------------------------------------------------------------------------


def into_paper(desk: Desk, ids: tuple[str, ...]) -> None:
    """Make one working paper of the findings; several are asked about first."""

    def write(session: Session) -> WorkingPaper:
        findings = sorted((session.get(Finding, id) for id in ids), key=lambda held: held.number)
        return make_paper(session, session.get(Task, findings[0].task_id), findings)

    def done(paper: WorkingPaper) -> None:
        desk.note(f"已编制底稿{paper.number}，请补齐内容后由承办人签字")
        desk.open_record("working_paper", paper.id)

    def go() -> None:
        desk.work.write(write, done)

    if len(ids) == 1:
        go()
    else:
        text = "一事一底稿：只有同一事项的几个问题才合编，标题和分类取编号最前的一个。"
        dialogs.ask(active_window(), f"把 {len(ids)} 个问题编入同一份底稿？", text, "编入底稿", go)


def sign(desk: Desk, ids: tuple[str, ...]) -> None:
    """Sign open papers as one of their authors."""
    name = desk.actor.name

    def write(session: Session, opinion: str) -> int:
        papers = [session.get(WorkingPaper, id) for id in ids]
        return sum(sign_as_author(session, paper, opinion).rev != paper.rev for paper in papers)

    def done(count: int) -> None:
        desk.note(f"已签上{name}（{count} 份底稿）" if count else f"{name}已经签过，没有重复签")
        if len(ids) == 1:
            desk.open_record("working_paper", ids[0])

    dialogs.ask_text(
        active_window(), "承办人签字", "意见", "签字",
        lambda said: desk.work.write(lambda session: write(session, said), done),
        text=f"以承办人身份签上“{name}”和今天的日期"
        + (f"，共 {len(ids)} 份底稿。" if len(ids) > 1 else "。")
        + "每份底稿须两名以上承办人。",
        required=False, long=False,
    )  # fmt: skip


def print_both(desk: Desk, ids: tuple[str, ...]) -> None:
    """The working paper with its approval sheet behind it, as one print."""

    def make(session: Session) -> Paper:
        dossier = open_dossier(session, ids[0])
        paper = working_paper(dossier, session.code_label)
        sheet = approval_sheet(dossier, session.code_label)
        return replace(paper, body=(*paper.body, PageBreak(), *sheet.body))

    def show(paper: WorkingPaper) -> None:
        desk.print_paper("问题底稿与审批单", make, (paper,))

    desk.work.read(lambda session: session.get(WorkingPaper, ids[0]), show)


def void(desk: Desk, ids: tuple[str, ...]) -> None:
    """Void a paper and give its findings back."""

    def write(session: Session, reason: str) -> WorkingPaper:
        return void_paper(session, session.get(WorkingPaper, ids[0]), reason)

    dialogs.ask_text(
        active_window(), "作废底稿", "作废原因", "作废",
        lambda reason: desk.work.write(
            lambda session: write(session, reason),
            lambda paper: desk.note(f"{paper.number}已作废，所列问题退回“会商认定”"),
        ),
        text="作废后这份底稿不能再用；所列问题退回“会商认定”，可以编入别的底稿。",
    )  # fmt: skip
