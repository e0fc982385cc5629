"""Fixtures of the fault tests: the bundles' people, and the collector of figures."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.bundle.conftest import people, sealed
from tests.faults.figures import Figures

__all__ = ["people", "sealed"]

_FIGURES = Figures()


@pytest.fixture(scope="session")
def figure() -> Figures:
    """Takes one figure reached: `figure(nn, what, reached, target, seed=…, passed=…)`."""
    return _FIGURES


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count how the tests of each row end."""
    report = yield
    if report.when == "call" or (report.when == "setup" and not report.passed):
        why = report.longrepr[2] if report.skipped and isinstance(report.longrepr, tuple) else ""
        _FIGURES.count(item.name, report.outcome, str(why).removeprefix("Skipped: "))
    return report


def pytest_sessionfinish() -> None:
    """Write the table where `./run faults` wants it."""
    folder = os.environ.get("XUNCHA_FAULTS")
    if folder:
        _FIGURES.keep(Path(folder), os.environ.get("XUNCHA_FAULTS_PART", ""))
