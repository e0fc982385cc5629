"""Pages and menu actions: interview plans and outlines, petition steps, loans, scanned paper, exchange of data.

What they do lies in the modules beside; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.fieldwork.intake.model import MATERIAL, PETITIONS, TALKS
from app.areas.fieldwork.intake.view import exchange, material, petition_actions, petitions, talks
from app.widgets.desk import ActionOffer
from app.widgets.page import PageSpec
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """谈话进度, 信访办理, 扫描入库, 数据交换."""
    step = "fieldwork"
    return (
        PageSpec(talks.TALKS_PAGE, "谈话进度", "users", step, talks.TalksPage, group=TALKS),
        PageSpec(
            petitions.PETITIONS_PAGE, "办理进度", "mail", step, petitions.PetitionsPage, group=PETITIONS
        ),
        PageSpec(material.SCANS_PAGE, "扫描入库", "archive", step, material.ScansPage, group=MATERIAL),
        PageSpec(exchange.EXCHANGE_PAGE, "数据交换", "upload", step, exchange.ExchangePage, group=MATERIAL),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Use cases in the menus of lists and forms."""
    found: dict[str, tuple[ActionOffer, ...]] = {}
    for part in (talks.actions(), petition_actions.actions(), material.actions()):
        for name, offers in part.items():
            found[name] = (*found.get(name, ()), *offers)
    return found
