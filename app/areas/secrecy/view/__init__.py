"""The pages of secrecy beside its ledgers: cards, users, system; and what is done with a carrier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.areas.secrecy.view import carriers, exposures
from app.areas.secrecy.view.cards import CardsPage
from app.areas.secrecy.view.journal import JournalPage
from app.areas.secrecy.view.posts import PostsPage
from app.areas.secrecy.view.system import Examined, SystemPage
from app.areas.secrecy.view.users import OnRekey, UsersPage
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

CARDS, USERS, SYSTEM = "secrecy.cards", "secrecy.users", "secrecy.system"
POSTS, JOURNAL = "secrecy.posts", "secrecy.journal"


def pages(
    vault: Vault, on_rekey: OnRekey | None = None, examined: Examined | None = None
) -> tuple[PageSpec, ...]:
    """名片与往来, 使用人与口令, 岗位与权限, 操作日志, 系统与备份. on_rekey: None hides the way to encrypting anew."""
    held = examined or Examined()
    return (
        PageSpec(CARDS, "名片与往来", "user-check", "secrecy", CardsPage),
        PageSpec(USERS, "使用人与口令", "users", "secrecy", partial(_users, vault=vault, on_rekey=on_rekey)),
        PageSpec(POSTS, "岗位与权限", "shield-check", "secrecy", PostsPage, "权限与审计"),
        PageSpec(JOURNAL, "操作日志", "history", "secrecy", JournalPage, "权限与审计"),
        PageSpec(SYSTEM, "系统与备份", "hard-drive", "secrecy", partial(_system, vault=vault, examined=held)),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """领用 and 归还 of carriers, spoilt pages of prints."""
    return {"carrier": carriers.actions(), "exposure": exposures.actions()}


def _users(desk: Desk, *, vault: Vault, on_rekey: OnRekey | None) -> UsersPage:
    return UsersPage(desk, vault, on_rekey)


def _system(desk: Desk, *, vault: Vault, examined: Examined) -> SystemPage:
    return SystemPage(desk, vault, examined)
