"""What stands on an unlocked vault: the areas by hand, their pages and papers, the way to erasure.

Loaded while the unlock screen waits, for it brings in every page and the drawing of papers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.areas.closeout import model as closeout
from app.areas.closeout import view as closeout_view
from app.areas.closeout.handover import Certificate, erase, pending_erasure, resume_erasure
from app.areas.closeout.papers import erase_certificate, erase_facts
from app.areas.closeout.view import EraseRequest, OnErase
from app.areas.clues import model as clues
from app.areas.feedback import model as feedback
from app.areas.feedback import view as feedback_view
from app.areas.fieldwork import model as fieldwork
from app.areas.fieldwork import view as fieldwork_view
from app.areas.insight import view as insight_view
from app.areas.libraries import model as libraries
from app.areas.preparation import model as preparation
from app.areas.preparation import view as preparation_view
from app.areas.rectification import model as rectification
from app.areas.rectification import view as rectification_view
from app.areas.reporting import model as reporting
from app.areas.reporting import view as reporting_view
from app.areas.secrecy import model as secrecy
from app.areas.secrecy import view as secrecy_view
from app.areas.secrecy.backups import DailyBackup, wait_until_none
from app.areas.workpapers import model as workpapers
from app.areas.workpapers import view as workpapers_view
from app.core.paths import certificate_folder
from app.core.records import Catalog
from app.core.roles import Actor
from app.documents.pdf import render_pdf
from app.doors import close_vault, session_opener
from app.hooks import hooks, paper_offers
from app.shell import entry
from app.shell.erasing import Erased, ErasingWindow, close_windows
from app.shell.services import Services
from app.widgets.desk import ActionOffer, Offers, VaultFacts
from app.widgets.page import AreaSpec
from db.vault import Vault

VIEWS = (
    preparation_view,
    fieldwork_view,
    workpapers_view,
    feedback_view,
    rectification_view,
    reporting_view,
    secrecy_view,
)


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
    return Services(
        catalog=types,
        actor=actor,
        vault=VaultFacts(
            vault.settings.title,
            vault.kind,
            vault.settings.grade,
            str(path),
            demo=path.name == "演示库",
        ),
        areas=areas(vault, partial(erase_vault_of, path)),
        open_session=opener,
        close=lambda: close_vault(vault, partial(opener, "writer"), daily),
        replace=replace,
        hooks=hooks(),
        offers=Offers(paper_offers(), action_offers()),
        idle_minutes=vault.settings.idle_minutes,
    )


def areas(vault: Vault, on_erase: OnErase) -> tuple[AreaSpec, ...]:
    """The left column, in the order of the work; then the libraries and what stands beside it."""
    clue_types = clues.TYPES if vault.has_clues else ()
    return (
        AreaSpec("preparation", "准备", "clipboard-list", preparation.TYPES, preparation_view.pages(vault)),
        AreaSpec("fieldwork", "了解", "footprints", fieldwork.TYPES, fieldwork_view.pages(vault)),
        AreaSpec("workpapers", "底稿", "file-check", workpapers.TYPES, workpapers_view.pages(vault)),
        *((AreaSpec("clues", "线索", "lock", clue_types),) if clue_types else ()),
        AreaSpec("reporting", "报告", "file-text", reporting.TYPES, reporting_view.pages(vault)),
        AreaSpec("feedback", "反馈", "send", feedback.TYPES, feedback_view.pages(vault)),
        AreaSpec(
            "rectification", "整改", "list-checks", rectification.TYPES, rectification_view.pages(vault)
        ),
        AreaSpec(
            "closeout", "撤点移交", "package-check", closeout.TYPES, closeout_view.pages(vault, on_erase)
        ),
        AreaSpec("libraries", "资料库", "book-open", libraries.TYPES),
        AreaSpec("insight", "统计", "chart-column", (), insight_view.pages(vault)),
        AreaSpec("secrecy", "保密与台账", "shield", secrecy.TYPES, secrecy_view.pages(vault)),
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
        return _certified(erase(path, request.certificate, output, request.identity), output)

    close_windows()
    return _show_erasing(run)


def _show_erasing(run: Callable[[], Erased]) -> ErasingWindow:
    window = ErasingWindow(run)
    window.show()
    return window


def _certified(done: Certificate, output: Path) -> Erased:
    """The certificate on paper, and in a few words."""
    paper = erase_certificate(erase_facts(done), lambda _list, code: code)
    sheet = output / f"{done.number}.pdf"
    sheet.write_bytes(render_pdf(paper))
    report = done.report
    assert report is not None  # erase() certifies nothing without one
    return Erased(
        (
            f"销毁密钥 {report.keys_destroyed} 把，清除文件 {len(report.files_removed)} 个",
            f"查验 {len(report.places_scanned)} 处，残留 {report.traces} 处",
            f"移交包 {done.bundle_id[:12]}，回执 {done.receipt_id[:12]}，经办 {'、'.join(done.erased_by)}",
        ),
        sheet,
    )


def is_unfinished(output: Path) -> bool:
    """Whether an erasure was cut short whose certificate belongs into `output`."""
    return pending_erasure(output) is not None


def resume(output: Path) -> ErasingWindow:
    """Go on with an erasure that was cut short."""
    return _show_erasing(lambda: _certified(resume_erasure(output), output))
