"""From the open checklist to two persons who agree to erase: every door refuses until the one before it is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLineEdit, QPushButton

from app.areas.closeout.model import Closeout
from app.areas.closeout.view import ARRIVAL, CLOSING, EraseRequest, pages
from app.areas.closeout.view.arrival import ArrivalPage
from app.areas.closeout.view.steps import StepsPage
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.areas.preparation.view import DISPATCH, DispatchPage
from app.areas.preparation.view import pages as preparation_pages
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import BundleLog, Exposure
from app.bundle import transfer
from app.bundle.bundle import BundleKind, Card
from app.widgets.lines import Lines
from db.session import Session
from db.token_file import new_token_file
from db.vault import Vault
from tests.areas import cases
from tests.builders import PASSWORD, session_on
from tests.ui.area_kit import Shown, dialog, filled_vault, open_dialogs, show_on, with_cards
from tests.ui.desks import tidy
from tests.ui_typing import find_by_name, press, shown_text, type_text

SECOND = "Song-Bai-2026-chang"


@dataclass
class Both:
    """A group's and an office's vault that know each other; windows are opened one at a time."""

    group: Vault
    office: Vault
    folder: Path
    group_card: Card
    office_card: Card
    token: Path = Path()
    asked: list[EraseRequest] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    def open(self, vault: Vault) -> Shown:
        """The window on one of them."""
        self.leave()
        made = show_on(
            vault, (*pages(vault, self.asked.append), *preparation_pages(vault)),
            name="巡察办乙" if vault is self.office else "组长甲", keep_open=True,
        )  # fmt: skip
        self.shown.append(made)
        return made

    def leave(self) -> None:
        """Close the window but keep the vault open for the next."""
        for each in self.shown:
            each.close()
        self.shown.clear()


@pytest.fixture
def both(qapp: QApplication, tmp_path: Path) -> Iterator[Both]:
    group = filled_vault(tmp_path / "组", "group")
    office = filled_vault(tmp_path / "办", "office")
    group_card = with_cards(group, "第一巡察组", "group")
    office_card = with_cards(office, "巡察办", "office", group_card)
    with_cards(group, "第一巡察组", "group", office_card)
    made = Both(group, office, tmp_path, group_card, office_card)
    yield made
    made.leave()
    for vault in (group, office):
        vault.close()
    tidy()


def finish_work(session: Session) -> None:
    """A task on site with all its work done, and a scan that has to travel along."""
    scan = session.attach(BytesIO(b"%PDF-1.7 scanned " * 4000), "凭证.pdf", media="application/pdf")
    site = cases.on_site(session, codes=False)
    session.save(replace(cases.evidence(session, site), attachments=(scan,)))
    cases.interview(session, site)
    cases.signed_paper(session, site)
    report = session.save(replace(assemble_report(session, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)


def fill(vault: Vault, work: Callable[[Session], object]) -> None:
    session = session_on(vault)
    try:
        work(session)
    finally:
        session.close()


def test_a_task_bundle_goes_from_the_office_to_the_group(both: Both) -> None:
    fill(both.office, lambda session: cases.on_site(session, codes=False))
    shown = both.open(both.office)
    shown.go(DISPATCH)
    page = shown.page(DispatchPage)
    tasks = find_by_name(page, Lines, "要下发的任务")
    tasks.every()[0].setCheckState(0, Qt.CheckState.Checked)
    shown.settle()
    shown.shot("area-preparation-dispatch")
    stick = both.folder / "U盘"
    stick.mkdir()
    page.seal_into(stick, page.chosen_tasks(), both.group_card, page.chosen_parts())
    shown.settle()
    (bundle,) = stick.iterdir()
    assert bundle.suffix == ".xcb"
    assert bundle.name in shown_text(page)
    shown.shot("area-preparation-made")
    session = session_on(both.office, role="reader")
    try:
        assert [log.kind for log in session.find(BundleLog)] == ["task"]
        assert [entry.kind for entry in session.find(Exposure)] == ["bundle"]
    finally:
        session.close()

    shown = both.open(both.group)
    shown.go(ARRIVAL)
    arrival = shown.page(ArrivalPage)
    assert "打开巡察办发来的任务包" in shown_text(arrival)
    arrival.open_file(bundle)
    shown.settle()
    said = shown_text(arrival)
    assert "示例县委巡察办" in said
    assert "当面核对过" in said
    shown.shot("area-closeout-arrival")
    shown.press("接收")
    session = session_on(both.group, role="reader")
    try:
        assert [task.name for task in session.find(Task)] == ["县委第一巡察组巡察示例县甲局党组"]
        assert [log.direction for log in session.find(BundleLog)] == ["in"]
    finally:
        session.close()
    assert "已接收并登记" in shown_text(arrival)


def test_a_bundle_that_is_declined_changes_nothing(both: Both) -> None:
    path = both.folder / "a.xcb"

    def send(session: Session) -> None:
        site = cases.on_site(session, codes=False)
        scan = session.attach(BytesIO(b"%PDF-1.7 scanned " * 4000), "方案.pdf", media="application/pdf")
        session.save(replace(site.task, attachments=(scan,)))
        transfer.send(
            session, path, kind=BundleKind.TASK, to=[both.group_card], kinds=list(session.catalog),
            wanted=lambda record: record.TYPE.name in ("task", "round", "unit"), facts={},
        )  # fmt: skip

    fill(both.office, send)
    shown = both.open(both.group)
    shown.go(ARRIVAL)
    page = shown.page(ArrivalPage)
    page.open_file(path)
    shown.settle()
    assert "新增 3" in shown_text(page)
    shown.press("不接收")
    assert "插上U盘" in shown_text(page)
    session = session_on(both.group, role="reader")
    try:
        assert session.find(Task) == ()
        assert session.find(BundleLog) == ()
    finally:
        session.close()


def test_a_bundle_for_somebody_else_is_refused_and_nothing_changes(both: Both, tmp_path: Path) -> None:
    other = filled_vault(tmp_path / "别组", "group")
    stranger = with_cards(other, "第二巡察组", "group")
    other.close()
    path = both.folder / "a.xcb"

    def send(session: Session) -> None:
        cases.on_site(session, codes=False)
        transfer.send(
            session, path, kind=BundleKind.TASK, to=[stranger], kinds=[Task.TYPE], wanted=lambda _r: True, facts={}
        )  # fmt: skip

    fill(both.office, send)
    shown = both.open(both.group)
    shown.go(ARRIVAL)
    page = shown.page(ArrivalPage)
    page.open_file(path)
    shown.settle()
    assert "这个密封包是发给别的单位的" in shown_text(dialog())
    press(dialog(), "知道了")
    assert "插上U盘" in shown_text(page)


def test_what_is_open_is_listed_with_a_way_to_it(both: Both) -> None:
    def open_work(session: Session) -> None:
        site = cases.on_site(session, codes=False)
        cases.petition(session, site)
        cases.draft_paper(session, site)

    fill(both.group, open_work)
    shown = both.open(both.group)
    shown.go(CLOSING)
    page = shown.page(StepsPage)
    shown.press("打开撤组清单")
    said = shown_text(page)
    assert "信访件没有处理结果" in said
    assert "还没有巡察报告" in said
    shown.shot("area-closeout-blockers")
    session = session_on(both.group, role="reader")
    try:
        number = session.find(Petition)[0].number
    finally:
        session.close()
    shown.press(number)
    assert shown.window.page.title.startswith(number)


def close_all_items(shown: Shown, page: StepsPage) -> None:
    """Hand over and receive every row that can be before the laptop is empty, by selecting them in the list."""
    for step, who, name in (("移交", "移交人", "组长甲"), ("接收", "接收人", "巡察办乙")):
        lines = find_by_name(page, Lines, "撤组清单")
        for item in lines.every():
            item.setSelected("保密计算机" not in item.text(0) and "清除" not in item.text(0))
        shown.press(f"{step}所选…")
        sheet = dialog()
        type_text(find_by_name(sheet, QLineEdit, who), name)
        press(sheet, step)
        shown.settle()


def sealed_by_group(both: Both) -> Path:
    """The group finishes its work and seals it; the file on the stick."""
    fill(both.group, finish_work)
    token_stick = both.folder / "令牌盘"
    token_stick.mkdir()
    both.token, token = new_token_file(token_stick)
    both.group.add_user("联络员乙", SECOND, may_clues=True, token=token)
    shown = both.open(both.group)
    shown.go(CLOSING)
    page = shown.page(StepsPage)
    shown.press("打开撤组清单")
    assert "没有未了的事项" in shown_text(page)
    shown.shot("area-closeout-ready")
    stick = both.folder / "U盘"
    stick.mkdir()
    page.seal_to(stick, both.office_card)
    shown.settle(seconds=60)
    (bundle,) = stick.iterdir()
    assert bundle.stem in shown_text(page)
    shown.shot("area-closeout-sealed")
    return bundle


def receipt_by_office(both: Both, bundle: Path) -> Path:
    """The office opens and accepts the bundle, and issues its receipt."""
    shown = both.open(both.office)
    shown.go(ARRIVAL)
    arrival = shown.page(ArrivalPage)
    arrival.open_file(bundle)
    shown.settle(seconds=60)
    assert "随包文书" in shown_text(arrival)
    shown.shot("area-closeout-office-preview")
    shown.press("接收")
    receipt = bundle.with_name("r.xcb")
    arrival.issue(receipt)
    shown.settle()
    assert "r.xcb" in shown_text(arrival)
    shown.shot("area-closeout-office-receipt")
    return receipt


def test_the_whole_way_from_checklist_to_the_request_to_erase(both: Both) -> None:
    receipt = receipt_by_office(both, sealed_by_group(both))
    shown = both.open(both.group)
    shown.go(ARRIVAL)
    shown.page(ArrivalPage).open_file(receipt)
    shown.settle()
    assert "这是一份回执" in shown_text(shown.page(ArrivalPage))
    shown.press("去撤组与零持有")
    page = shown.page(StepsPage)
    page.take_receipt(receipt)
    shown.settle()
    assert "回执已核" in shown_text(page)
    assert "移交清单还有" in shown_text(page)
    shown.shot("area-closeout-receipt")
    close_all_items(shown, page)
    assert "移交清单还有" not in shown_text(page)
    shown.shot("area-closeout-items")
    shown.press("清除…")
    sheet = dialog()
    press(sheet, "清除")
    assert "两个人的登录名和口令都要填" in shown_text(sheet)
    for title, login, password in (("清除人", "组长甲", PASSWORD), ("监督人", "联络员乙", SECOND)):
        type_text(find_by_name(sheet, QLineEdit, f"{title}登录名"), login)
        type_text(find_by_name(sheet, QLineEdit, f"{title}口令"), password)
    find_by_name(sheet, QCheckBox, "我们已核对回执，同意清除").setChecked(True)
    press(sheet, "清除")
    assert "“联络员乙”设过令牌：插好存放令牌的U盘，再选他的令牌文件" in shown_text(sheet)
    find_by_name(sheet, QPushButton, "监督人的令牌文件").click()
    chooser = next(w for w in open_dialogs() if isinstance(w, QFileDialog))
    chooser.filesSelected.emit([str(both.token)])
    chooser.close()
    assert f"令牌文件 {both.token.name}" in shown_text(sheet)
    assert "再选他的令牌文件" not in shown_text(sheet)
    shown.shot("area-closeout-erase")
    press(sheet, "清除")
    shown.settle(lambda: bool(both.asked))
    (request,) = both.asked
    assert request.certificate.erased_by == ("组长甲", "联络员乙")
    session = session_on(both.group, role="reader")
    try:
        assert session.find(Closeout)[0].state == "erasing"
    finally:
        session.close()


def test_a_change_on_both_sides_is_settled_field_by_field(both: Both) -> None:
    fill(both.office, lambda session: cases.on_site(session, codes=False))
    paths = [both.folder / "1.xcb", both.folder / "2.xcb"]

    def send(session: Session, path: Path) -> None:
        transfer.send(
            session, path, kind=BundleKind.TASK, to=[both.group_card], kinds=[session.catalog[name] for name in ("unit", "round", "task")],
            wanted=lambda record: record.TYPE.name in ("task", "round", "unit"), facts={},
        )  # fmt: skip

    fill(both.office, lambda session: send(session, paths[0]))
    fill(both.group, lambda session: transfer.accept(session, transfer.receive(session, paths[0])))
    fill(
        both.office,
        lambda s: s.save(replace(s.find(Task)[0], note="巡察办写的", hotline="一")) and send(s, paths[1]),
    )
    fill(both.group, lambda s: s.save(replace(s.find(Task)[0], note="组里写的", hotline="二")))
    shown = both.open(both.group)
    shown.go(ARRIVAL)
    page = shown.page(ArrivalPage)
    page.open_file(paths[1])
    shown.settle()
    assert "有 1 条记录两边改了同一处" in shown_text(page)
    shown.shot("area-closeout-conflict")
    shown.press("接收")
    assert "还有 2 处没有选定" in shown_text(page)
    shown.shot("area-closeout-settle")
    shown.press("用两者")
    shown.press("用对方")
    assert "都已选定" in shown_text(page)
    session = session_on(both.group, role="reader")
    try:
        task = session.find(Task)[0]
        assert task.note == "组里写的\n巡察办写的"
        assert task.hotline == "一"
        assert session.conflicts(task) == ()
    finally:
        session.close()
