"""The pages of secrecy beside its ledgers: cards, users, system; and what is done with a carrier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.areas.secrecy.view import carriers, exposures
from app.areas.secrecy.view.cards import CardsPage
from app.areas.secrecy.view.system import Examined, SystemPage
from app.areas.secrecy.view.users import UsersPage
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

CARDS, USERS, SYSTEM = "secrecy.cards", "secrecy.users", "secrecy.system"


def pages(vault: Vault) -> tuple[PageSpec, ...]:
    """名片与往来, 使用人与口令, 系统与备份."""
    return (
        PageSpec(CARDS, "名片与往来", "user-check", "secrecy", CardsPage),
        PageSpec(USERS, "使用人与口令", "users", "secrecy", partial(_users, vault=vault)),
        PageSpec(
            SYSTEM, "系统与备份", "hard-drive", "secrecy", partial(_system, vault=vault, examined=Examined())
        ),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """领用 and 归还 of carriers, spoilt pages of prints."""
    return {"carrier": carriers.actions(), "exposure": exposures.actions()}


def _users(desk: Desk, *, vault: Vault) -> UsersPage:
    return UsersPage(desk, vault)


def _system(desk: Desk, *, vault: Vault, examined: Examined) -> SystemPage:
    return SystemPage(desk, vault, examined)
