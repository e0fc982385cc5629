"""Points (分) are kept in whole tenths, so that sums are exact. This module writes them; it adds nothing up."""

from __future__ import annotations


def points_text(tenths: int) -> str:
    """Tenths as points with one decimal: 875 → 87.5, 900 → 90.0."""
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{whole}.{rest}"


def short_points(tenths: int) -> str:
    """Points in running text, without a decimal that says nothing: 875 → 87.5, 900 → 90."""
    return points_text(tenths).removesuffix(".0")
