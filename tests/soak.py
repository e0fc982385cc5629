"""`./run soak [minutes]`: a process that writes records, attachments and clues is killed every 5 to 60 seconds.

After each kill the vault is examined whole, and every save that had been acknowledged must be there. It works below the
window; the windows' own walk is tests/ui.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.areas import cases
from tests.builders import new_vault, session_on
from tests.faults.kernel_kit import Nursery, everything, examined, slot_key

Say = Callable[[str], object]


def soak(folder: Path, seconds: float, chance: random.Random, between: tuple[float, float], say: Say) -> int:
    """Work and kill for `seconds`; how many acknowledged saves were lost."""
    vault = new_vault(folder)
    session = session_on(vault)
    cases.on_site(session, codes=False)
    session.close()
    vault.close()
    key = slot_key(folder)
    ends, kills, acknowledged, lost = time.monotonic() + seconds, 0, 0, 0
    with Nursery() as nursery:
        while time.monotonic() < ends:
            when = min(chance.uniform(*between), max(0.2, ends - time.monotonic()))
            ended = nursery.run("write", folder, key.hex(), chance.randrange(10**6), kill_after=when)
            with examined(folder, key) as held:
                there = everything(held)
            kills += 1
            acknowledged += len(ended.said)
            lost += sum(there.get(str(said["id"]), 0) < int(str(said["rev"])) for said in ended.said)
            say(f"{kills} kills, {acknowledged} saves acknowledged, {lost} lost, {len(there)} records")
    return lost


def main(arguments: Sequence[str]) -> int:
    """Soak for the minutes asked (10)."""
    minutes = float(arguments[0]) if arguments else 10.0
    seed = int(os.environ.get("XUNCHA_SEED") or random.SystemRandom().randrange(10**6))
    print(f"XUNCHA_SEED={seed}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        lost = soak(
            Path(place) / "vault",
            60 * minutes,
            random.Random(seed),
            (5.0, 60.0),
            lambda told: print(told, flush=True),
        )
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
