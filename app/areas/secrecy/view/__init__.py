"""The pages of secrecy beside its ledgers: cards, users; and what is done with a carrier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.areas.secrecy.view import carriers
from app.areas.secrecy.view.cards import CardsPage
from app.areas.secrecy.view.users import UsersPage
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

CARDS, USERS = "secrecy.cards", "secrecy.users"


def pages(vault: Vault) -> tuple[PageSpec, ...]:
    """名片与往来, 使用人与口令."""
    return (
        PageSpec(CARDS, "名片与往来", "user-check", "secrecy", CardsPage),
        PageSpec(USERS, "使用人与口令", "users", "secrecy", partial(_users, vault=vault)),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """领用 and 归还 of carriers."""
    return {"carrier": carriers.actions()}


def _users(desk: Desk, *, vault: Vault) -> UsersPage:
    return UsersPage(desk, vault)
