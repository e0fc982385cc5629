"""What people read of a record in titles and lists is in their words: no code and no id stands there."""

from __future__ import annotations

from app.catalog import catalog
from app.core.fields import Kind

CODED = (Kind.CHOICE, Kind.CHOICES, Kind.LINK, Kind.LINKS, Kind.POINTS, Kind.MONEY, Kind.FLAG)


def test_no_title_is_made_of_codes_or_ids() -> None:
    bad = [
        f"{kind.name}.{name}"
        for kind in catalog()
        for name in kind.heading_fields
        if kind.has(name) and (kind.field(name).inner or kind.field(name).kind in CODED)
    ]
    assert not bad, bad


def test_lists_begin_in_an_order_of_their_own_fields() -> None:
    bad = [f"{kind.name}.{name}" for kind in catalog() for name, _ in kind.sorting if not kind.has(name)]
    assert not bad, bad


def test_what_is_the_programs_own_stands_in_no_list() -> None:
    bad = [
        f"{kind.name}.{spec.name}" for kind in catalog() for spec in kind.fields if spec.inner and spec.listed
    ]
    assert not bad, bad
