"""Meetings from agenda to minutes, copies that come back one by one, decisions tracked to the end, levels of a report."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.areas.preparation.model import Task
from app.areas.reporting.gates import gates_of
from app.areas.reporting.meetings.issuing import copies_of, issue_copies, take_back
from app.areas.reporting.meetings.model import (
    AgendaItem,
    Deliberation,
    Instruction,
    Meeting,
    MeetingMaterial,
    NamedItem,
)
from app.areas.reporting.meetings.pack import Outlook, look_ahead, make_pack
from app.areas.reporting.meetings.service import (
    begin_deliberation,
    hear,
    item_from_instruction,
    items_from_minutes,
    meetings_of,
    report_on,
    sign_gate,
    steps_of,
)
from app.areas.reporting.meetings.tracked import tracked
from app.areas.reporting.model import Report
from app.areas.reporting.service import assemble_report
from app.areas.secrecy.model import Exposure
from app.core.errors import InputProblems, KnownError, Refused
from app.core.roles import Role
from app.documents import raster
from app.documents.paper import Attachment, Layout, Paper, Paragraph, Slot
from app.documents.pdf import render_pdf
from app.exchange.leaves import Leaf, bind
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite
from tests.builders import new_vault, session_on
from tests.systems.places import paper_text, places

TODAY = date(2026, 6, 20)
CHAIR = "关山远"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Session, OnSite, dict[str, str]]]:
    """A vault with a task on site, and where the window shows each page and list: code → area / group / label."""
    vault = new_vault(tmp_path / "库")
    session = session_on(vault)
    yield session, cases.on_site(session), places(vault)
    session.close()
    vault.close()


def meeting(session: Session, site: OnSite, kind: str, **more: Any) -> Meeting:
    """A meeting that was held."""
    given: dict[str, Any] = {
        "title": "第三轮巡察第2次会议",
        "kind": kind,
        "round_id": site.round.id,
        "task_id": site.task.id,
        "at": datetime(2026, 6, 10, 9, 0),
        "place": "二楼会议室",
        "chair": CHAIR,
        "attendees": f"{CHAIR}、齐守中\n陶知止",
        "recorder": "郑立言",
        "discussion": "听取汇报，逐项研究。",
        "conclusions": "清查集体房屋出租\n差旅费逐笔清退",
    }
    return session.move(session.create(Meeting(**{**given, **more})), "hold")


def draft_report(session: Session, site: OnSite) -> Report:
    """A report that was written and is being consulted about."""
    cases.signed_paper(session, site)
    made = assemble_report(session, site.task)
    made = session.save(replace(made, overall="总体较好，财务管理有差距。", suggestions="1.完善审核。"))
    return session.move(made, "consult")


def test_system_16_a_meeting_goes_from_agenda_to_minutes_and_its_copies_come_back_one_by_one(
    held: tuple[Session, OnSite, dict[str, str]], tmp_path: Path
) -> None:
    session, site, shown = held
    assert shown["list:meeting"] == "报告/会议与批示/会议"
    assert shown["meeting_pack"] == "报告/会议与批示/制作会议材料"
    met = meeting(session, site, "group", title="第一巡察组组务会")
    with pytest.raises(Refused, match="现在不能“印发纪要”") as refused:
        session.move(session.save(replace(met, conclusions="", recorder="")), "minute")
    assert len(refused.value.reasons) == 2
    met = session.save(replace(session.get(Meeting, met.id), conclusions="核完台账", recorder="郑立言"))
    session.create(
        AgendaItem(
            meeting_id=met.id, position=1, topic="研究集体房屋", reporter="组员乙", opinion="再核两处凭证"
        )
    )
    assert meetings_of(session, site.task.id) == (met,)
    with pytest.raises(Refused, match="不能制作会议材料"):
        issue_copies(session, met, (), act="pdf")
    material = session.create(
        MeetingMaterial(
            meeting_id=met.id, position=1, name="两周小结", content="共谈话3人次。", secrecy="work_secret"
        )
    )
    folder = tmp_path / "盘"
    folder.mkdir()
    made = make_pack(session, met.id, ("齐守中", "陶知止"), act="pdf", watermark=True, folder=folder)
    numbers = [bound.copy.number for bound in made]
    assert len(set(numbers)) == 2
    assert sorted(file.name for file in folder.iterdir()) == [
        f"会议材料-{number}.pdf" for number in sorted(numbers)
    ]
    text = "".join(raster.page_text(made[0].pdf, page) for page in range(raster.pages(made[0].pdf)))
    assert numbers[0] in text
    assert "两周小结" in text
    entries = [session.get(Exposure, bound.copy.id) for bound in made]
    assert {entry.destination for entry in entries} == {"齐守中", "陶知止"}
    assert [entry.sha256 for entry in entries] == [hashlib.sha256(bound.pdf).hexdigest() for bound in made]
    assert {(entry.secrecy, entry.sheets, entry.copies) for entry in entries} == {("work_secret", 2, 1)}
    with pytest.raises(Refused, match="不能制作会议材料") as again:
        issue_copies(session, met, ("齐守中",), act="print")
    assert "上一份还没有收回：齐守中" in again.value.reasons
    assert take_back(session, [made[0].copy.id], to="郑立言", on=TODAY) == 1
    states = [(copy.open, copy.returned_to) for copy in copies_of(session, met.id)]
    assert states == [(False, "郑立言"), (True, "")]
    assert session.get(Exposure, made[0].copy.id).state == "returned"
    sheet = paper_text(session, "distribution", met.id)
    assert "共发2份，已收回1份，未收回1份" in sheet
    assert material.name in sheet
    text = paper_text(session, "group_minutes", session.move(met, "minute").id)
    for wanted in (
        "县委第一巡察组组务会纪要",
        "二楼会议室",
        CHAIR,
        "研究集体房屋",
        "再核两处凭证",
        "核完台账",
        "齐守中",
    ):
        assert wanted in text
    for name in ("agenda", "sign_in", "leading_minutes", "secretary_minutes"):
        assert met.title in paper_text(session, name, met.id)


def test_a_pack_that_cannot_be_written_leaves_no_number_no_entry_and_no_file(
    held: tuple[Session, OnSite, dict[str, str]], tmp_path: Path
) -> None:
    session, site, _ = held
    met = meeting(session, site, "group")
    session.create(AgendaItem(meeting_id=met.id, position=1, topic="研究问题"))
    with pytest.raises(Exception, match="会议材料没有写成"):
        make_pack(session, met.id, ("齐守中",), act="pdf", watermark=False, folder=tmp_path / "没有")
    assert copies_of(session, met.id) == ()
    made = make_pack(session, met.id, ("齐守中",), act="print", watermark=False)
    assert made[0].copy.number == "000001"


def attach_files(session: Session, met: Meeting, secrecy: str = "internal") -> MeetingMaterial:
    """A material that is files only: a PDF of an upright and a turned page, a scan, and a table."""
    pages = Paper(
        "given", "外来材料", Layout.PLAIN, (Paragraph("外来第一页。"), Attachment("", "宽表", landscape=True), Paragraph("外来第二页。"))
    )  # fmt: skip
    scan = io.BytesIO()
    Image.new("RGB", (840, 1188), "white").save(scan, "PNG")
    files = (("材料.pdf", render_pdf(pages)), ("扫描.png", scan.getvalue()), ("底数.xlsx", b"PK"))
    refs = tuple(session.attach(io.BytesIO(content), name) for name, content in files)
    return session.create(
        MeetingMaterial(meeting_id=met.id, position=1, name="专题材料", attachments=refs, secrecy=secrecy)
    )


def test_what_is_attached_is_bound_into_each_copy_with_its_number_and_name_on_every_page(
    held: tuple[Session, OnSite, dict[str, str]],
) -> None:
    session, site, _ = held
    met = meeting(session, site, "group")
    attach_files(session, met)
    ahead = look_ahead(session, met.id, ("齐守中",))
    assert ahead == Outlook(4, "")
    (bound,) = make_pack(session, met.id, ("齐守中",), act="print", watermark=True)
    text = [raster.page_text(bound.pdf, page) for page in range(raster.pages(bound.pdf))]
    assert len(text) == 4
    assert all(bound.copy.number in page and "齐守中" in page for page in text)
    assert "另附" in text[0]
    assert "外来第一页。" in text[1]
    assert "专题材料　附1　第2页，共2页" in text[2]
    assert "外来第二页。" in text[2]
    wide, high = raster.page_size(bound.pdf, 2)
    assert wide > high
    assert session.get(Exposure, bound.copy.id).sheets == 4
    again = make_pack(session, met.id, ("陶知止",), act="print", watermark=False)[0]
    assert bound.copy.number not in raster.page_text(again.pdf, 1)
    assert len(set(re.findall(rb"/ID ?\[[^]]*\]", bound.pdf + again.pdf))) == 2


def test_equal_files_are_bound_to_equal_bytes_and_stay_sound(tmp_path: Path) -> None:
    pack = render_pdf((Paper("a", "", Layout.PLAIN, (Slot("000001", "附件", "附件"), Slot())),))
    cover = render_pdf(Paper("c", "", Layout.PLAIN, (Slot(),), watermark="齐守中"))
    given = render_pdf(Paper("given", "外来材料", Layout.PLAIN, (Paragraph("外来文字。"),)))
    scan = io.BytesIO()
    Image.effect_noise((400, 500), 60).save(scan, "TIFF")
    files = (("材料.pdf", given), ("扫描.tif", scan.getvalue()))
    box = (28.0, 28.0, 540.0, 760.0)
    leaves = (Leaf(0, 0, 0, 0, box), Leaf(1, 1, 0, -1, box))
    made = bind(pack, cover, files, leaves)
    assert bind(pack, cover, files, leaves) == made
    assert "外来文字。" in raster.page_text(made, 0)
    assert "齐守中" not in raster.page_text(made, 1)
    if shutil.which("qpdf"):
        (tmp_path / "made.pdf").write_bytes(made)
        subprocess.run(["qpdf", "--check", str(tmp_path / "made.pdf")], check=True, capture_output=True)


def test_a_file_that_cannot_be_read_is_named_by_its_place_and_leaves_no_number(
    held: tuple[Session, OnSite, dict[str, str]],
) -> None:
    session, site, _ = held
    met = meeting(session, site, "group")
    ref = session.attach(io.BytesIO(b"%PDF-1.7 broken"), "坏的.pdf")
    session.create(MeetingMaterial(meeting_id=met.id, position=1, name="材料", attachments=(ref,)))
    with pytest.raises(KnownError, match="第 1 个附件打不开"):
        make_pack(session, met.id, ("齐守中",), act="print", watermark=False)
    assert copies_of(session, met.id) == ()


def test_a_secret_pack_asks_who_approved_it_and_is_entered_only_as_it_leaves(
    held: tuple[Session, OnSite, dict[str, str]],
) -> None:
    session, site, _ = held
    met = meeting(session, site, "group")
    attach_files(session, met, "secret")
    assert look_ahead(session, met.id, ("齐守中",)).grade == "秘密"
    with pytest.raises(Refused, match="不能制作会议材料") as refused:
        make_pack(session, met.id, ("齐守中",), act="print", watermark=False)
    assert refused.value.reasons == ("秘密件须经批准，没有写批准人",)
    seen: list[int] = []

    def jammed(pdf: bytes, pages: int) -> None:
        seen.append(pages)
        raise KnownError("打印机没有接收这份文书")

    with pytest.raises(KnownError, match="打印机没有接收"):
        make_pack(
            session, met.id, ("齐守中",), act="print", watermark=False, approved_by="组长甲", send=jammed
        )
    assert (seen, copies_of(session, met.id)) == ([4], ())
    made = make_pack(session, met.id, ("齐守中",), act="print", watermark=False, approved_by="组长甲")
    entry = session.get(Exposure, made[0].copy.id)
    assert (entry.approved_by, entry.secrecy, entry.copy_numbers) == ("组长甲", "secret", "000001")


def test_system_40_what_was_decided_and_named_is_tracked_to_its_end(
    held: tuple[Session, OnSite, dict[str, str]],
) -> None:
    session, site, shown = held
    assert shown["named_items"] == "报告/会议与批示/点人点事"
    met = session.move(meeting(session, site, "secretary"), "minute")
    items = items_from_minutes(session, met)
    assert [item.content for item in items] == ["清查集体房屋出租", "差旅费逐笔清退"]
    assert {(item.said_by, item.said_on, item.unit_id) for item in items} == {
        (CHAIR, date(2026, 6, 10), site.unit.id)
    }
    assert items_from_minutes(session, met) == ()
    item = items[0]
    assert session.why_not(item, "assign") == ("“承办单位”还没有填写", "“办理期限”还没有填写")
    item = session.save(replace(item, assigned_to="县农业农村局", due_on=TODAY - timedelta(days=5)))
    item = session.move(item, "assign")
    report_on(session, item, "七个镇报来底数", on=TODAY)
    rows = tracked(session, today=TODAY, round_id=site.round.id)
    late = next(row for row in rows if row.item.id == item.id)
    assert (late.left, late.overdue, late.source, len(late.steps)) == (-5, True, met.title, 1)
    item = session.move(session.save(replace(item, result="清查完毕，租金入账")), "answer")
    item = session.move(item, "close", opinion="属实")
    assert [(row.role, row.name) for row in item.signed] == [("核实", "组长甲")]
    with pytest.raises(Refused, match="不能登记进展"):
        report_on(session, item, "又一次")
    assert not next(row for row in tracked(session, today=TODAY) if row.item.id == item.id).overdue
    text = paper_text(session, "tracked_list", site.round.id)
    assert "共2件，办结1件" in text
    with pytest.raises(InputProblems, match="还不能保存"):
        session.create(NamedItem(content="查一查线索〔2026〕003号", kind="person"))


def test_system_48_an_instruction_is_passed_on_answered_and_closed(
    held: tuple[Session, OnSite, dict[str, str]],
) -> None:
    session, site, shown = held
    assert shown["list:instruction"] == "报告/会议与批示/批示"
    given = session.create(
        Instruction(
            given_by=CHAIR, post="县委书记", given_on=TODAY, on_paper="综合汇报", round_id=site.round.id,
            task_id=site.task.id, content="问题找得准，限期整改。", requirement="月底报结果",
        )
    )  # fmt: skip
    assert session.why_not(given, "pass") == ("“批给谁”还没有填写",)
    given = session.save(replace(given, addressed_to="分管副县长", due_on=TODAY))
    given = session.move(given, "pass")
    item = item_from_instruction(session, given)
    assert (item.kind, item.assigned_to, item.due_on) == ("instruction", "分管副县长", TODAY)
    assert item_from_instruction(session, given) == item
    given = session.save(replace(given, feedback="已整改", feedback_on=TODAY))
    given = session.move(session.move(given, "answer"), "finish", opinion="办结")
    assert given.state == "done"
    text = paper_text(session, "instruction_sheet", given.id)
    assert all(wanted in text for wanted in (CHAIR, "综合汇报", "问题找得准", "已整改", item.number))


def test_a_report_passes_its_levels_in_order_each_with_its_meeting_and_the_four_gates(
    held: tuple[Session, OnSite, dict[str, str]],
) -> None:
    session, site, shown = held
    assert shown["deliberation"] == "报告/会议与批示/逐级审议"
    report = draft_report(session, site)
    assert session.why_not(report, "submit") == ()
    steps = begin_deliberation(session, report)
    assert [step.name for step in steps] == [
        "组内审议",
        "征求意见",
        "组办联审",
        "领导小组审议",
        "书记专题会审定",
    ]
    assert begin_deliberation(session, report) == steps
    assert session.why_not(report, "submit") == (
        "审议还没有通过：组内审议、组办联审",
        "四关还没有签：文字关、事例关、观点关、政治关",
    )
    with pytest.raises(Refused, match="现在不能“审议通过”") as early:
        hear(session, steps[2], passed=True, opinion="同意", held_on=TODAY)
    assert early.value.reasons == ("前面还有没通过的：组内审议", "没有选是哪一次会议")
    assert session.get(Deliberation, steps[2].id).opinion == ""
    own = meeting(session, site, "group", title="报告讨论会")
    hear(session, steps[0], passed=True, opinion="事例准确", meeting_id=own.id)
    with pytest.raises(Refused, match="现在不能") as wrong:
        hear(session, steps[2], passed=True, opinion="同意", meeting_id=own.id)
    assert wrong.value.reasons == ("“报告讨论会”不是这一级的会议",)
    joint = meeting(session, site, "joint", title="组办联审会")
    item = session.create(AgendaItem(meeting_id=joint.id, topic="联审报告", report_id=report.id))
    back = hear(session, steps[2], passed=False, opinion="补写依据", meeting_id=joint.id)
    assert (back.state, back.held_on, back.draft) == ("returned", date(2026, 6, 10), "征求意见稿第1稿")
    hear(session, back, passed=True, opinion="同意送审", handled="已补写", meeting_id=joint.id)
    assert session.get(AgendaItem, item.id).result == "pass"
    for gate in gates_of(session):
        report = sign_gate(session, report, gate.name)
    report = session.move(report, "submit")
    assert session.why_not(report, "finish") == ("审议还没有通过：领导小组审议、书记专题会审定",)
    for place, kind, title in ((3, "leading", "领导小组会"), (4, "secretary", "书记专题会")):
        met = meeting(session, site, kind, title=title)
        hear(session, steps_of(session, report.id)[place], passed=True, opinion="通过", meeting_id=met.id)
    assert session.get(Task, site.task.id).reported_on == date(2026, 6, 10)
    report = session.move(report, "finish")
    text = paper_text(session, "report", report.id)
    for wanted in (
        "报告讨论会",
        "组办联审会",
        "领导小组会",
        "书记专题会",
        "修改采纳：已补写",
        "文字关",
        "工作量统计",
    ):
        assert wanted in text


def test_a_gate_is_signed_only_by_who_may(
    held: tuple[Session, OnSite, dict[str, str]], tmp_path: Path
) -> None:
    session, site, _ = held
    report = draft_report(session, site)
    vault = new_vault(tmp_path / "别")
    member = session_on(vault, name="组员乙", roles=frozenset({Role.MEMBER}))
    try:
        with pytest.raises(Refused, match="不能签“观点关”"):
            sign_gate(member, report, "观点关")
    finally:
        member.close()
        vault.close()
