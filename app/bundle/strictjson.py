"""Reads and writes the one spelling of JSON that is signed. It knows nothing of what the fields mean.

A text that could be spelled otherwise is refused, so that no two readers see two meanings under one signature.
"""

from __future__ import annotations

import json
from collections.abc import Mapping


def encode(value: Mapping[str, object]) -> bytes:
    """Canonical UTF-8: keys sorted, no spaces, no escapes beyond what JSON demands."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def decode(content: bytes) -> dict[str, object]:
    """The object in `content`; ValueError when it is no JSON object in the canonical spelling."""
    try:
        value = json.loads(content.decode("utf-8"), parse_float=_no_float)
        if not isinstance(value, dict) or encode(value) != content:
            raise ValueError("not canonical")
    except RecursionError:
        raise ValueError("too deep") from None
    return value


def _no_float(text: str) -> float:
    raise ValueError("no fractions here")
