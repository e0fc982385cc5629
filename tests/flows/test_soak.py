"""The soak of `./run soak`, for seconds instead of minutes."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.soak import soak


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("XUNCHA_FULL") != "1", reason="half a minute: XUNCHA_FULL=1")
def test_half_a_minute_of_kills_loses_no_acknowledged_save(tmp_path: Path) -> None:
    assert soak(tmp_path / "vault", 30, random.Random(1), (0.5, 5.0), lambda told: None) == 0
