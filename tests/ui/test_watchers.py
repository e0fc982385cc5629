"""The watchers of conftest.py themselves: each must see what it is there to see. It must not test the product."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.canary import forms, found_in, new_canary

pytest_plugins = ["pytester"]
TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def careless(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project of its own with our conftest and settings, into which a careless test is written."""
    (pytester.path / "pyproject.toml").write_text((TOP / "pyproject.toml").read_text("utf-8"), "utf-8")
    (pytester.path / "resources").symlink_to(TOP / "resources")
    (pytester.path / "tests").mkdir()
    for name in ("conftest.py", "watch_leaks.py", "watch_stalls.py"):
        (pytester.path / "tests" / name).write_text((TOP / "tests" / name).read_text("utf-8"), "utf-8")
    return pytester


def _outcome(careless: pytest.Pytester, body: str) -> tuple[int, str]:
    (careless.path / "tests" / "test_it.py").write_text(textwrap.dedent(body), "utf-8")
    result = careless.runpytest_subprocess("tests")
    return int(result.ret), result.stdout.str()


def test_each_kind_of_careless_test_fails_for_its_own_reason(careless: pytest.Pytester) -> None:
    body = """
        import logging, socket, threading, time
        from PySide6.QtCore import QThread, QTimer, qWarning
        from PySide6.QtWidgets import QPushButton, QWidget

        KEPT = []

        def test_log():
            logging.getLogger("x").warning("careless log")

        def test_qt(qtbot):
            qWarning("careless Qt")

        def test_window(qapp):
            KEPT.append(QWidget())

        def test_timer(qapp):
            KEPT.append(QTimer())
            KEPT[-1].start(99999)

        def test_thread():
            threading.Thread(target=threading.Event().wait, args=(4,), name="careless").start()

        def test_qt_thread(qapp):
            KEPT.append(QThread())
            KEPT[-1].start()

        def test_network():
            socket.socket(socket.AF_INET)

        def test_waiting(qtbot):
            QTimer.singleShot(0, lambda: time.sleep(0.9))
            qtbot.wait(50)

        def spin():
            end = time.thread_time() + 0.9
            while time.thread_time() < end:
                pass

        def test_computing(qtbot):
            button = QPushButton("x")
            qtbot.addWidget(button)
            button.clicked.connect(spin)
            button.click()
            qtbot.wait(50)

        def test_end():
            KEPT[-1].quit()
            assert KEPT[-1].wait(5000)
    """
    code, output = _outcome(careless, body)
    assert code == 1
    for reason in (
        "unexpected log:\nWARNING x: careless log",
        "careless Qt",
        "window QWidget",
        "timer 99999",
        "thread careless",
        "Qt thread QThread",
        "no network socket",
        "time.sleep(0.9))",
        "test_computing: button.click()",
    ):
        assert reason in output, output
    assert "test_end" not in output


def test_a_test_that_hangs_is_ended_and_the_rest_goes_on(
    careless: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNCHA_TEST_SECONDS", "1")
    body = """
        from hypothesis import given, settings, strategies

        @settings(deadline=None)
        @given(strategies.integers())
        def test_hang(number):
            while True:
                number += 1

        def test_after():
            pass
    """
    code, output = _outcome(careless, body)
    assert code == 1
    assert "OverTime: this test ran for more than 1 s" in output
    assert "1 failed, 1 passed" in output


def test_a_careful_test_passes_though_its_own_code_is_slow(careless: pytest.Pytester) -> None:
    body = """
        import logging, time
        import pytest
        from PySide6.QtCore import QLocale, QThread, QTimer
        from PySide6.QtWidgets import QLabel, QWidget

        def test_it(qtbot, caplog):
            window = QWidget()
            qtbot.addWidget(window)
            window.show()
            qtbot.wait(30)
            time.sleep(0.4)
            qtbot.wait(30)
            with caplog.at_level(logging.WARNING):
                logging.getLogger("x").warning("expected")
            worker = QThread()
            worker.start()
            worker.quit()
            worker.wait()
            assert QLocale().name() == "zh_CN"

        @pytest.mark.allow_stall
        def test_that_says_why_it_stalls(qtbot):
            QTimer.singleShot(0, lambda: time.sleep(0.5))
            qtbot.wait(50)
    """
    code, output = _outcome(careless, body)
    assert code == 0, output


def test_a_canary_is_found_in_every_encoding_and_across_blocks(tmp_path: Path) -> None:
    canary = new_canary()
    for name, form in forms(canary).items():
        (tmp_path / name).write_bytes(b"\0" * ((1 << 20) - 5) + form + b"\0" * 9)
    (tmp_path / "clean").write_bytes(b"\0" * 2048)
    assert {(path.name, found) for path, _, found in found_in([canary], tmp_path)} == {
        (n, n) for n in forms(canary)
    }
