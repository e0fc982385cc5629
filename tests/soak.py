"""`./run soak [minutes]`: random use through the real window, killed every 5 to 60 seconds, for ten minutes by default.

After each kill the vault is examined whole, and every text that the window had said to be saved must stand where it was
typed. A text typed later but not yet acknowledged may stand there instead.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.areas.secrecy.model import Account
from app.catalog import seed_shipped
from app.core.roles import Role
from app.demo import fill_demo
from db.opening import keep_anchors
from db.session import Session
from tests.builders import PASSWORD, new_vault, session_on
from tests.faults.kernel_kit import LOGIN, TOP, examined, slot_key

TOO_BUSY = 75
"""The exit status of tests.soak_person that says so."""

Say = Callable[[str], object]
LONGEST_START = 180.0
"""Seconds that a start may take on a busy machine."""
Place = tuple[str, str, str]
"""Type, id and field."""


@dataclass
class Memory:
    """What the window has said to be saved, and what was typed since."""

    saved: dict[Place, str] = field(default_factory=dict)
    since: dict[Place, set[str]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    def hear(self, line: str) -> None:
        """One line of the person's."""
        try:
            said = json.loads(line)
        except ValueError:  # cut off by the kill
            return
        self.told[said["event"]] += 1
        if said["event"] not in ("typed", "saved") or not said["id"]:
            return
        place = (said["type"], said["id"], said["field"])
        if said["event"] == "saved":
            self.saved[place] = said["text"]
            self.since[place] = set()
        else:
            self.since.setdefault(place, set()).add(said["text"])

    def lost_in(self, session: Session) -> list[Place]:
        """Where neither the saved text nor a later one stands; afterwards what stands there is what is remembered."""
        lost = []
        for place, text in self.saved.items():
            name, id, spec = place
            held = getattr(session.fetch(name, id), spec) if session.exists(name, id) else None
            if held != text and held not in self.since.get(place, set()):
                lost.append(place)
            self.saved[place] = str(held)
        self.since.clear()
        return lost


def prepared(folder: Path) -> bytes:
    """A group's vault with the demonstration in it and an account for LOGIN; the key of its slot."""
    vault = new_vault(folder, login=LOGIN)
    session = session_on(vault, roles=frozenset(Role))
    seed_shipped(session)
    fill_demo(session, office=False)
    session.create(
        Account(user_id=vault.user.user_id, login=LOGIN, name=LOGIN, roles=(Role.LEADER.value,), clues=True)
    )
    keep_anchors(vault, session)
    session.close()
    vault.close()
    return slot_key(folder)


def one_life(folder: Path, seed: int, seconds: float, memory: Memory, *, early: bool) -> int | None:
    """The program at work until it is killed; None, or the status with which it ended by itself.

    The seconds count from its being unlocked, or, if `early`, from its start, so that some kills come while it opens.
    """
    home = {"HOME": folder.parent, "XUNCHA_HOME": folder.parent / "home", "TMPDIR": folder.parent}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.soak_person", str(folder), str(seed)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=TOP,
        env={**os.environ, **{name: str(path) for name, path in home.items()}, "PYTHONPATH": str(TOP)},
    ) as person:  # fmt: skip
        assert person.stdin is not None
        assert person.stdout is not None
        person.stdin.write(json.dumps({"login": LOGIN, "password": PASSWORD}) + "\n")
        person.stdin.flush()
        killer = threading.Timer(seconds if early else LONGEST_START, person.kill)
        killer.start()
        for line in person.stdout:
            memory.hear(line)
            if not early and '"unlocked"' in line:
                killer.cancel()
                killer = threading.Timer(seconds, person.kill)
                killer.start()
        killer.cancel()
        ended = person.wait()
    return None if ended == -9 else ended


def soak(folder: Path, seconds: float, chance: random.Random, between: tuple[float, float], say: Say) -> int:
    """Use and kill for `seconds`; how many acknowledged texts were lost, and lives that ended by themselves."""
    key = prepared(folder)
    memory = Memory()
    ends, kills, wrong = time.monotonic() + seconds, 0, 0
    while time.monotonic() < ends:
        when = min(chance.uniform(*between), max(between[0], ends - time.monotonic()))
        early = chance.random() < 0.15
        ended = one_life(folder, chance.randrange(10**6), when, memory, early=early)
        if ended == TOO_BUSY:
            say("the machine was too busy to open the vault in time")
        elif ended is not None:
            say(f"the program ended by itself with status {ended}")
            wrong += 1
        with examined(folder, key) as session:
            lost = memory.lost_in(session)
        kills += 1
        wrong += len(lost)
        told = ", ".join(f"{count} {what}" for what, count in sorted(memory.told.items()))
        say(f"{kills} kills; {told}; {len(memory.saved)} texts watched, {len(lost)} lost")
        for place in lost:
            say(f"  lost: {place}")
    return wrong


def main(arguments: Sequence[str]) -> int:
    """Soak for the minutes asked (10)."""
    minutes = float(arguments[0]) if arguments else 10.0
    seed = int(os.environ.get("XUNCHA_SEED") or random.SystemRandom().randrange(10**6))
    print(f"XUNCHA_SEED={seed}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        wrong = soak(
            Path(place) / "vault",
            60 * minutes,
            random.Random(seed),
            (5.0, 60.0),
            lambda told: print(told, flush=True),
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
