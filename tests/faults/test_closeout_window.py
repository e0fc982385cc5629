"""The close-out page of the real window, killed at its writes to the disk: reopened, it shows where it stands and goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.areas.closeout.handover import register_receipt
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.service import give_item, receive_item
from app.areas.libraries.service import seed_codes
from app.bundle import contacts, transfer
from app.bundle.bundle import new_identity, verify
from db.layout import is_vault
from db.opening import keep_anchors
from db.vault import Vault
from tests.builders import PASSWORD, new_session, new_vault, session_on
from tests.faults.closing_desk import SECOND, SECOND_PASSWORD
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, TOP
from tests.faults.test_closeout_prefixes import ready

SEAL_AT = range(1, 12) if FULL else (5,)
"""Writes of the sealing; before the fifth the bundle is noted, and has no name yet."""
ERASE_AT = range(1, 90, 3) if FULL else (14,)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="kill −9 is of POSIX")]


def desk(action: str, folder: Path, place: Path, kill_at: int = 0) -> tuple[int, str]:
    """How a window of its own process ended, and what it told."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.closing_desk", action, str(folder), str(place), str(kill_at)],
        cwd=TOP, capture_output=True, text=True, timeout=180,
        env={**os.environ, "PYTHONPATH": str(TOP), "QT_QPA_PLATFORM": "offscreen", "XUNCHA_HOME": str(place.parent / "home")},
    )  # fmt: skip
    assert ran.returncode in (0, -signal.SIGKILL), ran.stderr[-3000:]
    return ran.returncode, ran.stdout.strip()


def test_03_the_page_killed_at_its_writes_goes_on_to_holding_nothing(tmp_path: Path, figure: Figures) -> None:
    base = tmp_path / "base" / "库"
    base.parent.mkdir()
    me = new_identity("第一巡察组", "示例县委", "group")
    with new_session(tmp_path / "office", kind="office") as office:
        contacts.keep_identity(office, new_identity("巡察办", "示例县委", "office"))
        contacts.pin(office, me.card)
        vault = new_vault(base)
        session = session_on(vault)
        seed_codes(session)
        contacts.keep_identity(session, me)
        contacts.pin(session, contacts.own_identity(office).card)
        ready(session)
        keep_anchors(vault, session)
        session.close()
        vault.add_user(SECOND, SECOND_PASSWORD, may_clues=False)
        vault.close()

        cut, went_on = 0, set()
        for number in SEAL_AT:
            top, stick = tmp_path / f"s{number}", tmp_path / f"s{number}" / "stick"
            stick.mkdir(parents=True)
            shutil.copytree(base, top / "库")
            status, _ = desk("seal", top / "库", stick, number)
            cut += status != 0
            if status != 0:
                went_on.add(desk("seal", top / "库", stick)[1])
            (bundle,) = stick.iterdir()
            assert verify(bundle, pinned={me.card.key_id: me.card}).header.bundle_id.startswith(bundle.stem)
        assert "named" in went_on, "no cut came between the note and the name"

        vault = Vault.unlock(top / "库", "组长甲", PASSWORD)
        session = session_on(vault)
        (held,) = session.find(Closeout)
        assert (held.state, held.bundle_id[:12]) == ("sealed", bundle.stem)
        arrival = transfer.receive(office, bundle)
        transfer.accept(office, arrival)
        transfer.answer(office, tmp_path / "r.xcb", arrival)
        register_receipt(session, held, tmp_path / "r.xcb")
        for item in session.find(HandoverItem):
            receive_item(session, give_item(session, item, giver="组长甲"), receiver="巡察办乙")
        keep_anchors(vault, session)
        session.close()
        vault.close()

    resumed = 0
    for number in ERASE_AT:
        place = tmp_path / f"e{number}"
        place.mkdir()
        shutil.copytree(top / "库", place / "库")
        status, told = desk("erase", place / "库", place / "x", number)
        output = place / "清除确认书"
        assert not (list(output.glob("*.json")) and is_vault(place / "库") and status == 0)
        if status != 0:
            resumed += 1
            told = desk("start", place / "库", place / "x")[1]
            if told == "unlock":  # nothing was begun: the page asks two persons once more
                status, told = desk("erase", place / "库", place / "x")
        assert told == "nothing held"
        assert not (place / "库").exists()
        assert sorted(path.suffix for path in output.iterdir()) == [".json", ".pdf"]
    figure(
        "03", "page killed", f"{cut} cuts while sealing, {resumed} while erasing: all went on", "every prefix"
    )
    assert resumed
