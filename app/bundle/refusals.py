"""How a bundle is refused: one sentence a cause, always with what was not lost. It decides nothing itself."""

from __future__ import annotations

from app.core.errors import BundleError, KnownError

KEPT = "本机数据没有变化"
ASK_AGAIN = "请对方重新封装后再送"


class BundleCancelled(KnownError):
    """The user stopped sealing or opening; nothing was left behind."""


def refusal(what: str, todo: str = ASK_AGAIN) -> BundleError:
    """The error for one cause, in the user's words."""
    return BundleError(what, kept=KEPT, todo=todo)


def cancelled_by_user(what: str) -> BundleCancelled:
    """The error that ends a cancelled step; what: "封装" or "打开"."""
    return BundleCancelled(f"{what}已取消", kept=KEPT)
