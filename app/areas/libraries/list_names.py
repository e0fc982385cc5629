"""What the shipped drop-down lists are called. It reads the names only; the items are the service's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from app.core.paths import RESOURCES


def list_label(list_name: str) -> str:
    """What users call a code list; the name itself when it was not shipped."""
    return _labels().get(list_name, list_name)


@cache
def _labels() -> Mapping[str, str]:
    read = (json.loads(path.read_text(encoding="utf-8")) for path in (RESOURCES / "codes").glob("*.json"))
    return {str(held["list"]): str(held["label"]) for held in read}
