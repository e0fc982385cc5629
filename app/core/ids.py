"""Identifiers of records: 26 characters that sort by the time they were made (ULID). They carry no meaning else."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class _Last:
    value = 0


def new_id() -> str:
    """A new id, greater than every id that this process made before."""
    fresh = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    _Last.value = fresh if fresh > _Last.value else _Last.value + 1
    value = _Last.value
    digits = []
    for _ in range(26):
        digits.append(_ALPHABET[value & 31])
        value >>= 5
    return "".join(reversed(digits))
