"""What stands on an unlocked vault: the areas by hand, their pages and papers, the way to erasure.

Loaded while the unlock screen waits, for it brings in every page and the drawing of papers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.areas.closeout import model as closeout
from app.areas.closeout import view as closeout_view
from app.areas.closeout.appraisal import model as appraisal
from app.areas.closeout.appraisal import view as appraisal_view
from app.areas.closeout.archive import model as archive
from app.areas.closeout.archive import view as archive_view
from app.areas.closeout.certificate import Certificate
from app.areas.closeout.erasure import Aftermath, Search, erase, pending_erasure, resume_erasure
from app.areas.closeout.holding import model as holding
from app.areas.closeout.papers import erase_certificate, erase_facts
from app.areas.closeout.view import EraseRequest, OnErase
from app.areas.clues import model as clues
from app.areas.clues import view as clues_view
from app.areas.clues.tracking import model as tracking
from app.areas.clues.tracking import view as tracking_view
from app.areas.feedback import model as feedback
from app.areas.feedback import view as feedback_view
from app.areas.feedback.delivery import model as delivery
from app.areas.feedback.delivery import view as delivery_view
from app.areas.fieldwork import model as fieldwork
from app.areas.fieldwork import view as fieldwork_view
from app.areas.fieldwork.comparison import model as comparison
from app.areas.fieldwork.comparison import view as comparison_view
from app.areas.fieldwork.intake import model as intake
from app.areas.fieldwork.intake import view as intake_view
from app.areas.fieldwork.presence import model as presence
from app.areas.fieldwork.presence import view as presence_view
from app.areas.fieldwork.surveys import model as surveys
from app.areas.fieldwork.surveys import view as surveys_view
from app.areas.insight import view as insight_view
from app.areas.libraries import model as libraries
from app.areas.libraries.deadlines import model as deadlines
from app.areas.libraries.deadlines import view as deadlines_view
from app.areas.libraries.documents import model as documents
from app.areas.libraries.documents import view as documents_view
from app.areas.libraries.handbook import model as handbook
from app.areas.libraries.handbook import view as handbook_view
from app.areas.libraries.schemes import model as schemes
from app.areas.libraries.schemes import view as schemes_view
from app.areas.libraries.templates import model as templates
from app.areas.libraries.templates import view as templates_view
from app.areas.preparation import model as preparation
from app.areas.preparation import view as preparation_view
from app.areas.preparation.planning import model as planning
from app.areas.preparation.planning import view as planning_view
from app.areas.preparation.process import model as process
from app.areas.preparation.process import view as process_view
from app.areas.preparation.staffing import model as staffing
from app.areas.preparation.staffing import view as staffing_view
from app.areas.rectification import model as rectification
from app.areas.rectification import view as rectification_view
from app.areas.rectification.accounts import model as accounts
from app.areas.rectification.accounts import view as accounts_view
from app.areas.rectification.lookback import model as lookback
from app.areas.rectification.lookback import view as lookback_view
from app.areas.rectification.publication import model as publication
from app.areas.rectification.publication import view as publication_view
from app.areas.rectification.satisfaction import model as satisfaction
from app.areas.rectification.satisfaction import view as satisfaction_view
from app.areas.rectification.supervision import model as supervision
from app.areas.rectification.supervision import view as supervision_view
from app.areas.rectification.unit_form import model as unit_form
from app.areas.rectification.unit_form import view as unit_form_view
from app.areas.reporting import model as reporting
from app.areas.reporting import view as reporting_view
from app.areas.reporting.meetings import model as meetings
from app.areas.reporting.meetings import view as meetings_view
from app.areas.reporting.review import model as review
from app.areas.reporting.review import view as review_view
from app.areas.secrecy import model as secrecy
from app.areas.secrecy import view as secrecy_view
from app.areas.secrecy.backups import DailyBackup, wait_until_none
from app.areas.secrecy.keyholders import term_notice
from app.areas.secrecy.register import model as register
from app.areas.secrecy.register import view as register_view
from app.areas.secrecy.view.alarm import Alarm
from app.areas.secrecy.view.system import Examined
from app.areas.secrecy.view.users import OnRekey, RekeyRequest
from app.areas.workpapers import model as workpapers
from app.areas.workpapers import view as workpapers_view
from app.areas.workpapers.judging import model as judging
from app.areas.workpapers.judging import view as judging_view
from app.core.paths import certificate_folder, session_folders
from app.core.records import Catalog
from app.core.roles import Actor
from app.documents.pdf import render_pdf
from app.doors import close_vault, session_opener
from app.hooks import hooks, paper_offers
from app.known import forget
from app.shell import entry
from app.shell.environment import remove_left_sessions
from app.shell.erasing import Erased, ErasingWindow, close_windows
from app.shell.rekeying import RekeyingWindow, Written
from app.shell.services import Services
from app.tasks.work import Progress
from app.widgets.desk import ActionOffer, Offers, VaultFacts
from app.widgets.page import AreaSpec
from db.durable import replace_file
from db.rekey import reencrypt
from db.vault import Vault

VIEWS = (
    deadlines_view,
    schemes_view,
    handbook_view,
    templates_view,
    documents_view,
    preparation_view,
    process_view,
    planning_view,
    staffing_view,
    fieldwork_view,
    surveys_view,
    presence_view,
    intake_view,
    comparison_view,
    workpapers_view,
    judging_view,
    clues_view,
    tracking_view,
    reporting_view,
    meetings_view,
    review_view,
    feedback_view,
    delivery_view,
    rectification_view,
    supervision_view,
    satisfaction_view,
    publication_view,
    accounts_view,
    lookback_view,
    unit_form_view,
    appraisal_view,
    archive_view,
    secrecy_view,
    register_view,
)
"""Every view that adds actions to menus."""

TILES = ("interview", "petition", "finding", "working_paper", "feedback_problem", "rect_task")
"""What the first page counts."""


def compose(
    types: Catalog,
    vault: Vault,
    actor: Actor,
    path: Path,
    *,
    replace: Callable[[], None] = entry.replace_process,
) -> Services:
    """Everything that works on an unlocked vault. replace: what lock does once the vault is closed."""
    opener = session_opener(vault, types, actor)
    daily = DailyBackup(vault)
    daily.begin()
    examined = Examined()
    after = Alarm(vault, partial(opener, "reader"), examined) if vault.is_unsure else None
    return Services(
        catalog=types,
        actor=actor,
        vault=VaultFacts(
            vault.settings.title,
            vault.kind,
            vault.settings.grade,
            str(path),
            demo=path.name == "演示库",
            notice="" if path.name == "演示库" else term_notice(vault.user, vault.settings.rule),
        ),
        areas=areas(vault, partial(erase_vault_of, path), partial(rekey_vault_of, path, replace), examined),
        open_session=opener,
        close=lambda: close_vault(
            vault, partial(opener, "writer"), *((daily,) if after is None else (daily, after))
        ),
        replace=replace,
        hooks=hooks(),
        offers=Offers(paper_offers(), action_offers()),
        idle_minutes=vault.settings.idle_minutes,
        tiles=TILES,
        begin=after.begin if after is not None else None,
    )


def areas(
    vault: Vault, on_erase: OnErase, on_rekey: OnRekey | None = None, examined: Examined | None = None
) -> tuple[AreaSpec, ...]:
    """The left column, in the order of the work; then the libraries and what stands beside it."""
    clue_types = (*clues.TYPES, *tracking.TYPES) if vault.has_clues else ()

    def area(step: str, label: str, icon: str, models: tuple[Any, ...], views: tuple[Any, ...]) -> AreaSpec:
        types = tuple(cls for model in models for cls in model.TYPES)
        return AreaSpec(step, label, icon, types, tuple(page for view in views for page in view.pages(vault)))

    return (
        area(
            "preparation",
            "准备",
            "clipboard-list",
            (preparation, process, planning, staffing),
            (preparation_view, process_view, planning_view, staffing_view),
        ),
        area(
            "fieldwork",
            "了解",
            "footprints",
            (fieldwork, intake, presence, surveys, comparison),
            (fieldwork_view, intake_view, presence_view, surveys_view, comparison_view),
        ),
        area("workpapers", "底稿", "file-check", (workpapers, judging), (workpapers_view, judging_view)),
        *((AreaSpec("clues", "线索", "lock", clue_types, tracking_view.pages(vault)),) if clue_types else ()),
        area(
            "reporting",
            "报告",
            "file-text",
            (reporting, meetings, review),
            (reporting_view, meetings_view, review_view),
        ),
        area("feedback", "反馈", "send", (feedback, delivery), (feedback_view, delivery_view)),
        area(
            "rectification",
            "整改",
            "list-checks",
            (rectification, unit_form, supervision, satisfaction, publication, accounts, lookback),
            (
                rectification_view,
                unit_form_view,
                supervision_view,
                satisfaction_view,
                publication_view,
                accounts_view,
                lookback_view,
            ),
        ),
        AreaSpec(
            "closeout",
            "撤点移交",
            "package-check",
            (*closeout.TYPES, *appraisal.TYPES, *archive.TYPES, *holding.TYPES),
            (*closeout_view.pages(vault, on_erase), *appraisal_view.pages(vault), *archive_view.pages(vault)),
        ),
        area(
            "libraries",
            "资料库",
            "book-open",
            (libraries, handbook, schemes, deadlines, templates, documents),
            (handbook_view, schemes_view, deadlines_view, templates_view, documents_view),
        ),
        AreaSpec("insight", "统计", "chart-column", (), insight_view.pages(vault)),
        AreaSpec(
            "secrecy",
            "保密与台账",
            "shield",
            (*secrecy.TYPES, *register.TYPES),
            (*secrecy_view.pages(vault, on_rekey, examined), *register_view.pages(vault)),
        ),
    )


def action_offers() -> dict[str, tuple[ActionOffer, ...]]:
    """The use cases that areas add to the menus of lists and forms."""
    found: dict[str, tuple[ActionOffer, ...]] = {}
    for view in VIEWS:
        for name, offers in view.actions().items():
            found[name] = (*found.get(name, ()), *offers)
    return found


def erase_vault_of(path: Path, request: EraseRequest) -> ErasingWindow:
    """Let go of the vault in `path`: close its window, then erase and certify in a window of its own."""
    output = certificate_folder(path)

    def run() -> Erased:
        wait_until_none()  # a backup that is still being written would outlive the erasure
        done = erase(
            path,
            request.certificate,
            output,
            request.identity,
            search=request.search,
            aftermath=_aftermath(path, output),
        )
        return _told(done, output)

    close_windows()
    return _show_erasing(run)


def rekey_vault_of(path: Path, leave: Callable[[], None], request: RekeyRequest) -> RekeyingWindow:
    """Let go of the vault in `path`: close its window, then encrypt it anew in a window of its own."""

    def run(progress: Progress) -> Written:
        wait_until_none()  # a backup under the old keys that is still being written would stay
        vault = Vault.unlock(path, request.login, request.password, token=request.token)
        try:
            made = reencrypt(vault, request.password, lambda _what, done, total: progress(done, total))
        finally:
            vault.close()
        notes = ["旧的备份已一并销毁；解锁以后程序会自动做一份新的备份"]
        if made.away:
            notes.append(
                "不在手边的介质上还有用旧钥匙加密的备份，找到后请销毁：" + "、".join(map(str, made.away))
            )
        return Written(made.recovery_code, made.passwords, tuple(notes))

    close_windows()
    window = RekeyingWindow(run, leave)
    window.show()
    return window


def _show_erasing(run: Callable[[], Erased]) -> ErasingWindow:
    window = ErasingWindow(run)
    window.show()
    return window


def _aftermath(path: Path, output: Path) -> Aftermath:
    """What belongs to an erasure beside the vault: the certificate on paper, and no list that still names the vault."""

    def ended() -> None:
        forget(path)
        remove_left_sessions()

    return Aftermath(partial(write_sheet, output), ended)


def write_sheet(output: Path, done: Certificate) -> Path:
    """The certificate on paper, durable in `output`."""
    paper = erase_certificate(erase_facts(done), lambda _list, code: code)
    sheet = output / f"{done.number}.pdf"
    replace_file(sheet, render_pdf(paper))
    return sheet


def _told(done: Certificate, output: Path) -> Erased:
    """What was done, in a few words."""
    report = done.report
    assert report is not None  # erase() certifies nothing without one
    return Erased(
        (
            f"销毁密钥 {report.keys_destroyed} 把，清除文件 {len(report.files_removed)} 个",
            f"查验 {len(report.places_scanned)} 处，残留 {report.traces} 处",
            f"移交包 {done.bundle_id[:12]}，回执 {done.receipt_id[:12]}，经办 {'、'.join(done.erased_by)}",
            *(() if done.signature else ("清除中途断过电，确认书没有电子签名，以两人在纸上的签字为准",)),
        ),
        output / f"{done.number}.pdf",
    )


def resume(output: Path) -> ErasingWindow:
    """Go on with an erasure that was cut short, the sheet and the forgetting included."""
    found = pending_erasure(output)
    path = found[0] if found else output
    search = Search(places=session_folders(), near=(path.parent,))

    def run() -> Erased:
        return _told(resume_erasure(output, search=search, aftermath=_aftermath(path, output)), output)

    return _show_erasing(run)
