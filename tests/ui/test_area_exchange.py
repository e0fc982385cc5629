"""Exchange through the window: a working bundle made and merged, a conflict decided, a card read from paper, who holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import Qt

from app.areas.closeout import view as closeout_view
from app.areas.closeout.view import ARRIVAL, CONFLICTS, EXCHANGES, HOLDING, SEND
from app.areas.closeout.view.arrival import ArrivalPage
from app.areas.closeout.view.conflicts import ConflictsPage
from app.areas.closeout.view.send import SendPage
from app.areas.fieldwork.model import Petition
from app.areas.secrecy.model import Carrier, Exposure
from app.areas.secrecy.view.cards import card_in
from app.bundle.bundle import Card, new_identity
from app.core.errors import KnownError
from app.widgets.lines import Lines
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.builders import session_on
from tests.ui.area_kit import Shown, dialog, filled_vault, look, show_on, with_cards
from tests.ui_typing import find_by_name, press, shown_text


class Team:
    """Two laptops of one group that know each other's cards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.leader = filled_vault(folder / "组长", "group")
        self.member = filled_vault(folder / "组员", "group")
        self.leader_card: Card = with_cards(self.leader, "组长电脑", "group")
        self.member_card: Card = with_cards(self.member, "组员电脑", "group", self.leader_card)
        with_cards(self.leader, "组长电脑", "group", self.member_card)
        self.shown: list[Shown] = []

    def open(self, vault: Vault) -> Shown:
        shown = show_on(vault, closeout_view.pages(vault), keep_open=True)
        self.shown.append(shown)
        return shown


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = Team(tmp_path)
    yield made
    for shown in made.shown:
        shown.close()
    made.leader.close()
    made.member.close()


def fill(vault: Vault, work: Callable[[Session], object]) -> None:
    session = session_on(vault)
    try:
        work(session)
    finally:
        session.close()


def sent(team: Team, vault: Vault, stick: Path) -> Path:
    shown = team.open(vault)
    shown.go(SEND)
    page = shown.page(SendPage)
    tasks = find_by_name(page, Lines, "要送的任务")
    tasks.every()[0].setCheckState(0, Qt.CheckState.Checked)
    shown.settle()
    assert "将要送出" in shown_text(page)
    shown.shot("exchange-send")
    before = set(stick.iterdir())
    page.seal_into(stick, page.draft())
    shown.settle(seconds=60)
    (made,) = set(stick.iterdir()) - before
    return made


def test_a_working_bundle_is_merged_and_what_both_changed_is_decided_later(team: Team) -> None:
    fill(team.leader, lambda session: cases.petition(session, cases.on_site(session, codes=False)))
    stick = team.folder / "U盘"
    stick.mkdir()
    first = sent(team, team.leader, stick)
    shown = team.open(team.member)
    shown.go(ARRIVAL)
    shown.page(ArrivalPage).open_file(first)
    shown.settle(seconds=60)
    assert "协作包" in shown_text(shown.page(ArrivalPage))
    shown.press("接收")
    for vault, said in ((team.leader, "组长写的"), (team.member, "组员写的")):
        fill(vault, lambda s, said=said: s.save(replace(s.find(Petition)[0], summary=said)))  # type: ignore[misc]  # a lambda that keeps the value of its turn
    second = sent(team, team.member, stick)
    shown = team.open(team.leader)
    shown.go(ARRIVAL)
    shown.page(ArrivalPage).open_file(second)
    shown.settle(seconds=60)
    shown.press("接收")
    shown.go(CONFLICTS)
    said = shown_text(shown.page(ConflictsPage))
    assert "组长写的" in said
    assert "组员写的" in said
    assert "组长甲" in said
    shown.shot("exchange-conflicts")
    shown.press("用对方")
    assert "没有待裁决的地方" in shown_text(shown.page(ConflictsPage))
    assert look(team.leader, lambda s: s.find(Petition)[0].summary) == "组员写的"
    shown.go(EXCHANGES)
    assert "收到" in shown_text(shown.window.page)
    shown.shot("exchange-log")
    shown.press("撤销本次导入…")
    press(dialog(), "撤销导入")
    shown.settle()
    assert look(team.leader, lambda s: s.find(Petition)[0].summary) == "组长写的"


def test_who_holds_what_is_listed_copy_by_copy(team: Team) -> None:
    def out(session: Session) -> None:
        site = cases.on_site(session, codes=False)
        session.create(
            Exposure(
                task_id=site.task.id, happened_at=datetime(2026, 4, 1, 9, 0), kind="print", paper="问题底稿", copies=2,
                copy_numbers="000001、000002", who="组员乙", destination="组长甲",
            )
        )  # fmt: skip
        carrier = session.create(
            Carrier(
                task_id=site.task.id, name="涉密U盘", kind="usb", holder="组员丙", issued_on=date(2026, 3, 9),
                return_due=date(2026, 3, 20),
            )
        )  # fmt: skip
        session.move(carrier, "issue")

    fill(team.leader, out)
    shown = team.open(team.leader)
    shown.go(HOLDING)
    lines = find_by_name(shown.window.page, Lines, "县委第一巡察组 持有")
    said = "\n".join(row.text(place) for row in lines.every() for place in range(lines.columnCount()))
    for part in ("问题底稿", "000001、000002", "组长甲", "涉密U盘", "组员丙", "▲ 已超期"):
        assert part in said
    shown.shot("exchange-holding")


def test_a_card_is_read_back_from_a_picture_of_its_code(tmp_path: Path) -> None:
    pytest.importorskip("zxingcpp")
    card = new_identity("第一巡察组", "示例县委", "group").card
    content = BytesIO()
    segno.make_qr(card.to_bytes(), error="m").save(content, kind="png", scale=4, border=4)
    path = tmp_path / "照片.png"
    path.write_bytes(content.getvalue())
    assert card_in(path) == card


def test_a_picture_without_a_code_is_refused_with_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("zxingcpp")
    content = BytesIO()
    segno.make_qr("别的内容", error="m").save(content, kind="png", scale=4, border=4)
    path = tmp_path / "照片.png"
    path.write_bytes(content.getvalue())
    with pytest.raises(KnownError, match="没有找到名片二维码"):
        card_in(path)
