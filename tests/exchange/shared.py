"""Where the shared real texts and suites lie; tests that need them are skipped where they are absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("XUNCHA_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))


def shared(*parts: str) -> Path:
    path = ROOT.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"shared file {'/'.join(parts)} is not here")
    return path
