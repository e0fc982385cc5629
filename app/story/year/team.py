"""One group with three laptops: work shared out, changed on two of them at once, and brought together without losing a word.

The two changes of one field stay open until the leader decides them in the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.areas.workpapers.model import Finding
from app.bundle import contacts
from app.bundle.bundle import Card
from app.core.roles import Role
from app.story import exchange
from app.story.stage import Stage
from app.story.year import groups, laptops
from app.story.year.content import Site
from app.story.year.laptops import OF_MEMBER, Laptop
from db.session import Session

OF_LEADER = ((Role.LEADER, Role.DEPUTY, Role.LIAISON), OF_MEMBER[1])
FIRST, SECOND = (
    "经逐笔核对，六笔中有四笔只附派车单，没有住宿和交通票据。",
    "经询问报账员，两笔系事后补填审批单，审批日期晚于报销日期。",
)
"""What the two members add to the same field."""
AMOUNTS = (1842000, 1796000)
"""涉及金额 as each of them counted it, in 分."""


def laptops_of(folder: Path, site: Site) -> tuple[Laptop, Laptop, Laptop]:
    """The leader's laptop and those of the two members; the deputy is the second person on each."""
    return (
        Laptop(folder / "组长" / "vault", "第一巡察组", (site.leader, site.deputy)),
        *(
            Laptop(folder / mark / "vault", f"第一巡察组{mark}", (name, site.deputy), OF_MEMBER)
            for mark, name in zip(("组员甲", "组员乙"), site.members, strict=True)
        ),
    )  # type: ignore[return-value]  # three by construction


def know_each_other(team: tuple[Laptop, ...], cards: tuple[Card, ...]) -> None:
    """The laptops of the group compare their cards: the members with the leader."""
    for place, laptop in enumerate(team):
        with laptops.desk(laptop) as session:
            for card in cards[1:] if place == 0 else cards[:1]:
                contacts.pin(session, card)


def share(stage: Stage, laptop: Laptop, cards: Sequence[Card], stick: Path) -> list[Path]:
    """A 协作包 for each of `cards`, made in the window of `laptop`."""
    name = laptop.users[0]
    stage.unlock(laptop.folder, name, name)
    made = [exchange.make_working_bundle(stage, stick, card.name) for card in cards]
    stage.switch_off()
    return made


def work_apart(
    stage: Stage,
    team: tuple[Laptop, Laptop, Laptop],
    site: Site,
    task: Path,
    cards: tuple[Card, Card, Card],
    stick: Path,
) -> tuple[Path, Path]:
    """The task arrives, a problem is drafted and shared, both members change it; what each of them sends back."""
    leader, *members = team
    with laptops.desk(leader) as session:
        laptops.take(session, task)
        groups.enter(session)
        for trouble in site.troubles:
            groups.find(session, trouble)
        groups.walk(session, site)
    shared = share(stage, leader, cards[1:], stick)
    back = []
    for laptop, words, amount, came in zip(members, (FIRST, SECOND), AMOUNTS, shared, strict=True):
        with laptops.desk(laptop) as session:
            laptops.take(session, came)
            if words == FIRST:
                groups.talk(session, site)
        with laptops.desk(laptop, 1) as session:
            if words == SECOND:
                groups.read_letters(session, site)
        with laptops.desk(laptop) as session:
            _change(session, site, words, amount)
        back += share(stage, laptop, cards[:1], stick)
    return back[0], back[1]


def _change(session: Session, site: Site, words: str, amount: int) -> None:
    held = session.find(Finding, title=site.troubles[0].title)[0]
    session.save(replace(held, phenomenon=f"{held.phenomenon}\n{words}", amount=amount))


def bring_together(stage: Stage, back: tuple[Path, Path]) -> None:
    """Both bundles accepted in the leader's window; the text keeps both, of the sums the second stands."""
    hands = stage.hands
    exchange.take_bundle(stage, back[0], "协作包-组员甲")
    exchange.take_bundle(stage, back[1], "协作包-组员乙")
    hands.wait_for("两处不一致")
    hands.shot("冲突-待选定")
    hands.press("用两者")
    stage.rest()
    hands.press("用对方")
    stage.rest()
    hands.wait_for("都已选定")
    hands.shot("冲突-已选定")


def finish(stage: Stage, team: tuple[Laptop, ...], site: Site, cards: tuple[Card, ...], stick: Path) -> None:
    """The leader writes papers, clue and report, and shares the end of it with both members."""
    leader, *members = team
    with laptops.desk(leader) as session:
        groups.write_papers(session, site)
        groups.tell_on(session, site)
        groups.report(session, site)
    for laptop, came in zip(members, share(stage, leader, cards[1:], stick), strict=True):
        with laptops.desk(laptop) as session:
            laptops.take(session, came)


def lost(session: Session, site: Site) -> tuple[str, ...]:
    """What of either member's change is told nowhere: neither in the record nor in its history; nothing when all is there."""
    held = session.find(Finding, title=site.troubles[0].title)[0]
    told = "\n".join(
        str(value)
        for entry in session.history(held)
        for change in entry.changes
        for value in (change.before, change.after)
    )
    told += f"\n{held.phenomenon}\n{held.amount}"
    return tuple(text for text in (FIRST, SECOND, *map(str, AMOUNTS)) if text not in told)
