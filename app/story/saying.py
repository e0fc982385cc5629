"""What the stories say while they play: the acts with their seconds. It plays nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def act(name: str) -> Iterator[None]:
    """Say the name of an act, and at its end how long it took."""
    begun = time.monotonic()
    say(f"· {name}")
    yield
    say(f"    {time.monotonic() - begun:.0f} 秒")


def say(*lines: str) -> None:
    """Lines for whoever watches, at once."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
