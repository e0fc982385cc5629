"""The soak of `./run soak`, for seconds instead of minutes."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.soak import soak


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("XUNCHA_FULL") != "1", reason="a minute: XUNCHA_FULL=1")
def test_a_minute_of_use_and_kills_loses_nothing_that_the_window_said_was_saved(tmp_path: Path) -> None:
    assert soak(tmp_path / "vault", 60, random.Random(1), (5.0, 20.0), lambda told: None) == 0
