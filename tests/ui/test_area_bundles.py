"""Every kind of sealed bundle through the real pages: made in one window, opened, looked at and taken in in another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from app.areas.closeout.archive.model import ArchiveItem
from app.areas.closeout.archive.shipped import archive_setting, seed_archive
from app.areas.closeout.archive.view import FILING
from app.areas.closeout.archive.view.filing import FilingPage
from app.areas.closeout.view import ARRIVAL, CLOSING, EXCHANGES, SEND
from app.areas.closeout.view.arrival import ArrivalPage
from app.areas.closeout.view.exchanges import ExchangesPage
from app.areas.closeout.view.send import SendPage
from app.areas.closeout.view.steps import StepsPage
from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Interview, Petition
from app.areas.libraries.model import Policy, Unit
from app.areas.preparation.model import Round, Task
from app.areas.preparation.view import DISPATCH, DispatchPage
from app.areas.rectification.model import RectTask
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts
from app.bundle.bundle import BundleKind, Card
from app.widgets.lines import Lines
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.builders import ALL, session_on
from tests.ui.area_kit import Shown, filled_vault, look, with_cards
from tests.ui.desks import open_whole, tidy
from tests.ui_typing import find_by_name, shown_text


class Place:
    """A vault with its card, a window on it, and the stick on which its bundles are put."""

    def __init__(self, folder: Path, name: str, kind: str) -> None:
        self.vault: Vault = filled_vault(folder / name, kind)
        self.card: Card = with_cards(self.vault, name, kind)
        self.stick = folder / f"U盘-{name}"
        self.stick.mkdir()
        self._shown: Shown | None = None

    @property
    def shown(self) -> Shown:
        """The window, opened when it is first looked at."""
        if self._shown is None:
            self._shown = Shown(open_whole(self.vault, ALL, size=(1600, 900)).window, self.vault)
        return self._shown

    def knows(self, *others: Place) -> None:
        self.write(lambda session: [contacts.pin(session, other.card) for other in others])

    def write(self, work: Callable[[Session], object]) -> None:
        session = session_on(self.vault)
        try:
            work(session)
        finally:
            session.close()

    def made(self, before: set[Path]) -> Path:
        self.shown.settle(lambda: bool(set(self.stick.glob("*.xcb")) - before), seconds=60)
        (path,) = set(self.stick.glob("*.xcb")) - before
        return path

    def sends(self, kind: BundleKind, to: Place) -> Path:
        """Make a bundle on the page 制作密封包."""
        self.shown.go(SEND)
        page = self.shown.page(SendPage)
        self.choose(page, kind)
        if kind is not BundleKind.CLUE:
            for item in find_by_name(page, Lines, "要送的任务").every():
                item.setCheckState(0, Qt.CheckState.Checked)
        self.choose(page, to.card)
        self.shown.settle()
        assert "将要送出" in shown_text(page)
        before = set(self.stick.glob("*.xcb"))
        page.seal_into(self.stick, page.draft())
        path = self.made(before)
        self.shown.settle()
        assert f"刚制作的密封包\n文件\n{path}\n种类\n{kind.label}" in shown_text(page)
        return path

    def choose(self, page: SendPage, value: object) -> None:
        """Pick what is offered in one of the page's boxes."""
        boxes = [box for box in page.findChildren(QComboBox) if not box.isHidden()]
        box, place = next((b, n) for b in boxes for n in range(b.count()) if b.itemData(n) == value)
        box.setCurrentIndex(place)
        box.activated.emit(place)
        self.shown.settle()

    def takes(self, path: Path, kind: BundleKind, sender: Place) -> ArrivalPage:
        """Open a bundle on the page 打开密封包, see what it is and would change, and take it in."""
        self.shown.go(ARRIVAL)
        page = self.shown.page(ArrivalPage)
        page.open_file(path)
        self.shown.settle(seconds=60)
        said = shown_text(page)
        assert "✓ 签名与名片相符，内容完整" in said
        assert kind.label in said
        assert f"示例县委{sender.card.name}" in said
        assert "接收后的变化" in said
        self.shown.shot(f"bundle-{kind.value}")
        self.shown.press("接收")
        assert "已接收并登记" in shown_text(page)
        return page

    def logged(self) -> list[tuple[str, str]]:
        return look(self.vault, lambda s: [(log.kind, log.direction) for log in s.find(BundleLog)])  # type: ignore[return-value]  # look() returns what the lambda returns

    def close(self) -> None:
        if self._shown is not None:
            self._shown.close()  # and with it the vault
        else:
            self.vault.close()


@pytest.fixture
def places(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Place, Place, Place, Place]]:
    """The office, a group's two laptops, and the desk of another body."""
    kinds = (("巡察办", "office"), ("第一巡察组", "group"), ("第一巡察组二号机", "group"), ("甲局", "office"))
    made = [Place(tmp_path, name, kind) for name, kind in kinds]
    office, group, member, other = made
    office.knows(group, other)
    group.knows(office, member)
    member.knows(group)
    other.knows(office)
    yield office, group, member, other
    for place in made:
        place.close()
    tidy()


def finish_work(session: Session) -> None:
    """All the work on the task that came, so that it can be handed over."""
    (task,), (unit,), (round_,) = session.find(Task), session.find(Unit), session.find(Round)
    policy = session.create(
        Policy(title="《示例财务管理办法》", clause="第五条", content="报销须附原始凭证。")
    )
    site = cases.OnSite(round_, unit, task, policy)
    cases.interview(session, site)
    cases.signed_paper(session, site)
    report = session.save(replace(assemble_report(session, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)


def test_each_of_the_seven_kinds_is_made_in_one_window_and_taken_in_in_anothers(
    places: tuple[Place, Place, Place, Place],
) -> None:
    office, group, member, other = places

    # 任务包
    office.write(lambda session: cases.on_site(session, codes=False))
    office.shown.go(DISPATCH)
    dispatch = office.shown.page(DispatchPage)
    find_by_name(dispatch, Lines, "要下发的任务").every()[0].setCheckState(0, Qt.CheckState.Checked)
    office.shown.settle()
    dispatch.seal_into(office.stick, dispatch.chosen_tasks(), group.card, dispatch.chosen_parts())
    group.takes(office.made(set()), BundleKind.TASK, office)
    assert look(group.vault, lambda s: len(s.find(Task))) == 1

    # 协作包
    group.write(finish_work)
    member.takes(group.sends(BundleKind.COLLAB, member), BundleKind.COLLAB, group)
    assert look(member.vault, lambda s: len(s.find(Interview))) == 1

    # 移交包
    group.shown.go(CLOSING)
    steps = group.shown.page(StepsPage)
    group.shown.press("打开撤组清单")
    before = set(group.stick.glob("*.xcb"))
    steps.seal_to(group.stick, office.card)
    arrival = office.takes(group.made(before), BundleKind.HANDOVER, group)
    assert look(office.vault, lambda s: len(s.find(Interview))) == 1

    # 回执
    receipt = office.stick / "r.xcb"
    arrival.issue(receipt)
    office.shown.settle()
    group.shown.go(ARRIVAL)
    group.shown.page(ArrivalPage).open_file(receipt)
    group.shown.settle()
    assert "这是一份回执" in shown_text(group.shown.page(ArrivalPage))
    group.shown.press("去撤组与零持有")
    group.shown.page(StepsPage).take_receipt(receipt)
    group.shown.settle()
    assert "回执已核" in shown_text(group.shown.page(StepsPage))

    # 整改包, and what comes back in it
    task_id = look(office.vault, lambda s: s.find(Task)[0].id)
    office.write(lambda session: session.create(RectTask(task_id=str(task_id), title="健全报销复核制度")))
    other.takes(office.sends(BundleKind.RECTIFICATION, other), BundleKind.RECTIFICATION, office)
    other.write(lambda s: s.save(replace(s.find(RectTask)[0], result="已出台办法", title="自行改小的任务")))
    back = office.takes(other.sends(BundleKind.RECTIFICATION, office), BundleKind.RECTIFICATION, other)
    assert "不予采用 1 条" in shown_text(back)
    assert "整改任务不由对方改动" in shown_text(back)
    held = look(office.vault, lambda s: [(t.title, t.result) for t in s.find(RectTask)])
    assert held == [("健全报销复核制度", "已出台办法")]

    # 线索包, signed for by its receipt
    office.write(lambda session: cases.handed_batch(session, session.find(Task)[0]))
    clues = other.takes(office.sends(BundleKind.CLUE, other), BundleKind.CLUE, office)
    assert look(other.vault, lambda s: [clue.subject for clue in s.find(Clue)]) == ["钱某"]
    clues.issue(other.stick / "r.xcb")
    other.shown.settle()
    office.shown.go(EXCHANGES)
    log = look(office.vault, lambda s: next(log for log in s.find(BundleLog, kind="clue")))
    office.shown.page(ExchangesPage).take_receipt(log, other.stick / "r.xcb")  # type: ignore[arg-type]  # look() returns what the lambda returns
    office.shown.settle()
    assert look(office.vault, lambda s: s.find(BundleLog, kind="clue")[0].state) == "receipted"

    # 归档包
    def ready(session: Session) -> None:
        seed_archive(session)
        session.save(replace(archive_setting(session), fonds_number="0068"))

    office.write(ready)
    office.shown.go(FILING)
    filing = office.shown.page(FilingPage)
    for text in ("收集归档文件", "整理编号", "组卷"):
        office.shown.press(text)
    office.write(lambda s: [s.save(replace(i, note="原件装订在卷")) for i in s.find(ArchiveItem)])
    office.shown.press("归档齐全的件")
    before = set(office.stick.glob("*.xcb"))
    filing.seal_to(office.stick, other.card)
    other.takes(office.made(before), BundleKind.ARCHIVE, office)
    assert look(other.vault, lambda s: {item.state for item in s.find(ArchiveItem)}) == {"filed"}

    assert {kind for place in places for kind, _ in place.logged()} == {kind.value for kind in BundleKind}
    assert look(member.vault, lambda s: s.find(Petition)) == ()
