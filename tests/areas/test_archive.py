"""Filing by item: what is collected once stays one item, numbers run on, what is lacking is said, nothing secret is collected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from app.areas.closeout.archive.binding import bind_volumes, contents_of, draft_pledges
from app.areas.closeout.archive.figures import filing_figures
from app.areas.closeout.archive.model import ArchiveItem, ArchiveRule, ArchiveVolume
from app.areas.closeout.archive.papers import PAPERS as OWN
from app.areas.closeout.archive.returning import Destruction, HoldingPledge
from app.areas.closeout.archive.service import (
    archive_number,
    check,
    collect,
    due_for_filing,
    file_complete,
    item_of,
    items_for,
    items_of,
    sort_and_number,
)
from app.areas.closeout.archive.shipped import archive_setting, seed_archive, shipped_rules
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.service import checklist, give_item, open_closeout, receive_item
from app.areas.clues.service import register_clue
from app.areas.preparation.model import Member
from app.areas.secrecy.model import Carrier, Exposure
from app.areas.secrecy.service import record_exposure
from app.catalog import catalog
from app.core.errors import InputProblems, Refused
from app.documents import raster
from app.documents.paper import ArchiveStamp
from app.documents.pdf import render_pdf
from app.hooks import PAPERS
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite
from tests.areas.papers_reading import assert_clean, in_model


@pytest.fixture
def site(session: Session) -> OnSite:
    made = cases.on_site(session)
    seed_archive(session)
    session.save(replace(archive_setting(session), fonds_number="0068", org_code="XCB"))
    return made


def talks(session: Session, site: OnSite) -> list[ArchiveItem]:
    return [item for item in items_of(session, site.task) if item.source_type == "interview"]


def test_every_shipped_row_names_types_papers_states_and_fields_that_exist(session: Session) -> None:
    kinds, offered = catalog(), {(spec.record, spec.name) for spec in PAPERS}
    categories = {code.code for code in session.codes("archive_category")}
    for row in shipped_rules():
        kind = kinds[row["source"]]
        assert kind.compartment.value == "records"
        assert {(kind.name, name) for name in row["papers"].split()} <= offered
        assert set(row["states"].split()) <= {state.code for state in kind.lifecycle.states}
        assert not row["dated"] or kind.has(row["dated"])
        assert not row["kinds"] or kind.has("kind")
        assert not categories or row["category"] in categories


def test_collecting_again_makes_nothing_twice_and_keeps_what_was_typed(
    session: Session, site: OnSite
) -> None:
    held = cases.interview(session, site)
    cases.interview(session, site, signed=False, subject="受访人乙")
    first = collect(session, site.task, PAPERS)
    assert first.failed == ()
    (item,) = talks(session, site)
    assert (item.source_id, item.pages, item.counted, item.year) == (held.id, 1, 1, 2026)
    assert held.subject not in item.title
    session.save(replace(item, title="[县甲局谈话记录]", pages=3, location="1柜2盒"))
    scan = session.attach(BytesIO(b"scan"), "签字页.png", media="image/png")
    held = session.move(held, "reopen", reason="补签字页")
    session.move(session.save(replace(held, attachments=(scan,))), "sign")
    again = collect(session, site.task, PAPERS, pages_of=lambda _ref: 1)
    assert (again.made, again.renewed) == (0, 1)
    (item,) = talks(session, site)
    assert (item.title, item.pages, item.location) == ("[县甲局谈话记录]", 3, "1柜2盒")
    assert (item.counted, item.attachments) == (2, (scan,))


def test_numbers_follow_year_retention_and_category_and_run_on_behind_filed_ones(
    session: Session, site: OnSite
) -> None:
    cases.interview(session, site)
    cases.signed_paper(session, site)
    collect(session, site.task, PAPERS)
    count = sort_and_number(session, site.task)
    items = items_of(session, site.task)
    assert count == len(items)
    thirty = [item for item in items if item.retention == "30y"]
    assert [item.item_number for item in thirty] == list(range(1, len(thirty) + 1))
    order = [code.code for code in session.codes("archive_category")]
    assert [order.index(item.category) for item in thirty] == sorted(
        order.index(item.category) for item in thirty
    )
    assert thirty[0].archive_number == "0068-WS·2026-D30-XCB-0001"
    (talk,) = talks(session, site)
    session.move(session.save(replace(talk, note="无扫描条件")), "file")
    cases.interview(session, site, subject="受访人丙")
    collect(session, site.task, PAPERS)
    sort_and_number(session, site.task)
    (kept,) = [item for item in talks(session, site) if item.state == "filed"]
    assert kept.item_number == talk.item_number
    numbers = [item.item_number for item in items_of(session, site.task) if item.retention == "30y"]
    assert len(set(numbers)) == len(numbers)


def test_numbering_without_the_fonds_number_is_refused(session: Session, site: OnSite) -> None:
    session.save(replace(archive_setting(session), fonds_number=""))
    with pytest.raises(Refused, match="全宗号"):
        sort_and_number(session, site.task)
    with pytest.raises(InputProblems, match="件号"):
        session.save(replace(archive_setting(session), pattern="{fonds}-{year}"))
    with pytest.raises(InputProblems, match="只能用"):
        session.save(replace(archive_setting(session), pattern="{room}-{item}"))


def test_what_is_lacking_keeps_an_item_from_being_filed(session: Session, site: OnSite) -> None:
    cases.interview(session, site)
    before = check(session, site.task)
    assert {one.type for one in before.unfiled} >= {"interview", "task"}
    assert not before.mapped
    collect(session, site.task, PAPERS)
    sort_and_number(session, site.task)
    checked = check(session, site.task)
    assert checked.mapped
    (talk,) = talks(session, site)
    assert {lack.item.id: lack.what for lack in checked.lacks}[talk.id] == (
        "没有签字扫描件，也没有在备注说明",
    )
    filed, left = file_complete(session, site.task)
    assert filed > 0
    assert left == len(check(session, site.task).lacks)
    session.save(replace(talk, note="原件无法扫描，见卷内备考表"))
    assert file_complete(session, site.task) == (1, left - 1)


def test_paper_and_record_lead_to_each_other(session: Session, site: OnSite) -> None:
    held = cases.interview(session, site)
    collect(session, site.task, PAPERS)
    (talk,) = talks(session, site)
    assert items_for(session, held) == (talk,)
    by_hand = session.create(
        ArchiveItem(task_id=site.task.id, title="[现场照片册]", category="material", retention="10y")
    )
    session.delete(session.move(held, "reopen", reason="登记重复"), "重复登记")
    checked = check(session, site.task)
    assert [item.id for item in checked.lost] == [talk.id]
    assert [item.id for item in checked.by_hand] == [by_hand.id]


def test_clues_make_no_items_and_no_figures_for_who_cannot_open_them(session: Session, site: OnSite) -> None:
    clue = register_clue(session, site.task, [], summary="某甲问题")
    collect(session, site.task, PAPERS)
    assert all(clue.id != item.source_id for item in session.find(ArchiveItem))
    assert ("问题线索" in {one.label for one in filing_figures(session, site.task)}) is session.can_clues
    rule = session.create(
        ArchiveRule(label="线索登记表", category="clue", retention="30y", source="clue", papers="clue_form")
    )
    assert collect(session, site.task, PAPERS).made == 0
    assert rule.active


def test_a_pattern_that_cannot_be_filled_is_said_before_anything_is_collected(
    session: Session, site: OnSite
) -> None:
    (rule,) = [r for r in session.find(ArchiveRule) if r.papers == "announcement"]
    with pytest.raises(
        InputProblems, match=r"没有\{person\}这一项，只能用 \{文件名称\}、\{编号\}、\{标题\}、\{单位\}"
    ):
        session.save(replace(rule, title_pattern="{person}的公告"))
    with pytest.raises(InputProblems, match="“责任者”里的大括号没有配对"):
        session.save(replace(rule, responsible="{巡察组"))
    session.seed(replace(rule, id="archive_rule.of_an_older_vault", title_pattern="{person}的公告"))
    with pytest.raises(Refused, match="格式写错"):
        collect(session, site.task, PAPERS)
    assert session.find(ArchiveItem) == ()


def test_titles_and_numbers_name_their_places_in_chinese_and_older_vaults_in_english(
    session: Session, site: OnSite
) -> None:
    (rule,) = [r for r in session.find(ArchiveRule) if r.papers == "announcement"]
    assert rule.title_pattern == "{巡察组}巡察{单位}公告"
    item = ArchiveItem(year=2026, retention="30y")
    held = archive_setting(session)
    number = archive_number(item, 7, held)
    english = session.save(replace(held, pattern="{fonds}-{kind}·{year}-{retention}-{org}-{item:04}"))
    assert archive_number(item, 7, english) == number
    assert number.endswith("-0007")
    due = next(one for one in due_for_filing(session, site.task) if one.rule.id == rule.id)
    made = item_of(session, site.task, due, held, 1, ())
    old = replace(
        due, rule=session.save(replace(rule, title_pattern="{group}巡察{unit}公告", responsible="{group}"))
    )
    again = item_of(session, site.task, old, held, 1, ())
    assert (made.title, made.responsible) == (again.title, again.responsible)
    assert made.title.startswith(site.task.group_name)


def test_a_volume_counts_what_lies_in_it_and_prints_three_sheets(session: Session, site: OnSite) -> None:
    for n in range(3):
        cases.interview(session, site, subject=f"受访人{n}")
    collect(session, site.task, PAPERS)
    sort_and_number(session, site.task)
    made = bind_volumes(session, site.task)
    volumes = session.find(ArchiveVolume)
    assert made == len(volumes)
    (volume,) = [v for v in volumes if v.category_name == "个别谈话"]
    assert (volume.item_count, volume.page_count) == (3, 3)
    assert (volume.starts_on, volume.ends_on) == (date(2026, 3, 12), date(2026, 3, 12))
    assert [item.category for item in contents_of(session, volume)] == ["talk"] * 3
    assert bind_volumes(session, site.task) == 0
    assert "“立卷人”还没有填写" in session.why_not(volume, "bind")
    text = in_model(next(s for s in OWN if s.name == "archive_volume").build(session, volume.id))
    for part in ("卷宗封面", "卷内目录", "卷内备考表", "个别谈话", "0068-WS·2026-D30-XCB-卷", "20260312"):
        assert part in text


def test_catalogue_and_check_list_say_what_there_is(session: Session, site: OnSite) -> None:
    cases.signed_paper(session, site)
    collect(session, site.task, PAPERS)
    sort_and_number(session, site.task)
    for name, wanted in (
        ("archive_catalogue", ("全宗号：0068", "0068-WS·2026-D30-XCB-0001", "20260309", "2026年度")),
        ("archive_check", ("缺项", "没有签字扫描件", "档案与系统记录一一对应", "立卷归档统计", "问题底稿")),
    ):
        text = in_model(next(s for s in OWN if s.name == name).build(session, site.task.id))
        assert_clean(text)
        assert all(part in text for part in wanted), name


def test_the_stamp_stands_on_the_first_page_alone(session: Session, site: OnSite) -> None:
    paper = next(s for s in PAPERS if s.name == "group_plan").build(session, site.task.id)
    plain = render_pdf(paper)
    stamped = render_pdf(
        replace(paper, archive_stamp=ArchiveStamp("0068", "2026", "0007", "巡察办", "30年", "5"))
    )
    assert raster.pages(stamped) == raster.pages(plain)
    boxes = (
        "全宗号",
        "0068",
        "年度",
        "2026",
        "件号",
        "0007",
        "机构（问题）",
        "巡察办",
        "保管期限",
        "30年",
        "页数",
    )
    first = raster.page_text(stamped, 0)
    assert all(part in first for part in boxes)
    hits = raster.find_text(stamped, "0007")
    assert [page for page, *_ in hits] == [0]
    assert all(bottom < 30 / 25.4 * 72 for _, _, _, _, bottom in hits)


def test_a_pledge_needs_every_row_ticked_or_explained_and_tells_the_closeout(
    session: Session, site: OnSite
) -> None:
    session.create(Member(task_id=site.task.id, name="组员乙"))
    closeout = open_closeout(session, site.task)
    assert draft_pledges(session, site.task) == 1
    assert draft_pledges(session, site.task) == 0
    (pledge,) = session.find(HoldingPledge)
    pledge = session.save(replace(pledge, ticked=("computers",), signed_on=date(2026, 5, 8)))
    assert "2.涉密U盘、光盘、移动硬盘归还" in session.why_not(pledge, "sign")[0]
    notes = next(i for i in session.find(HandoverItem, task_id=site.task.id) if i.code == "personal")
    notes = give_item(session, notes, giver="组长甲")
    with pytest.raises(Refused, match="零持有承诺书还没有签：组员乙"):
        receive_item(session, notes, receiver="巡察办乙")
    codes = tuple(row.code for row in checklist())
    pledge = session.move(session.save(replace(pledge, ticked=codes)), "sign")
    assert session.get(Closeout, closeout.id).pledged
    assert receive_item(session, notes, receiver="巡察办乙").state == "received"
    text = in_model(next(s for s in OWN if s.name == "holding_pledge").build(session, pledge.id))
    assert text.count("☑") == 17
    assert_clean(text)


def test_destroying_needs_approval_and_two_who_watch_and_marks_everything_named(
    session: Session, site: OnSite
) -> None:
    stick = session.create(Carrier(name="涉密U盘", kind="usb", carrier_number="U-9"))
    prints = record_exposure(session, kind="print", paper="谈话记录", copies=2)
    held = session.create(
        Destruction(task_id=site.task.id, name="集中销毁", reason="损坏", applicant="组员乙")
    )
    held = session.save(replace(held, approved_by="主任甲", approved_on=date(2026, 5, 9)))
    assert "还没有写明销毁什么" in session.why_not(held, "approve")[0]
    held = session.save(
        replace(held, carrier_ids=(stick.id,), exposure_ids=(prints.id,), contents="废页 12页")
    )
    held = session.move(held, "approve")
    with pytest.raises(InputProblems, match="不能是同一个人"):
        session.save(replace(held, supervisor="监销甲", second_supervisor="监销甲"))
    with pytest.raises(InputProblems, match="批准人不能兼任"):
        session.save(replace(held, supervisor="主任甲", second_supervisor="监销甲"))
    held = session.save(
        replace(
            held, method="shred", destroyed_on=date(2026, 5, 10), place="定点机构", supervisor="监销甲",
            second_supervisor="监销乙",
        )
    )  # fmt: skip
    held = session.move(held, "destroy")
    carrier, entry = session.get(Carrier, stick.id), session.get(Exposure, prints.id)
    assert (carrier.state, carrier.supervised_by, carrier.approved_by) == (
        "destroyed",
        "监销甲、监销乙",
        "主任甲",
    )
    assert (entry.state, entry.returned_copies) == ("destroyed", 2)
    text = in_model(next(s for s in OWN if s.name == "destruction").build(session, held.id))
    assert_clean(text)
    for part in (held.number, "主任甲", "监销甲", "监销乙", "U-9", "000001、000002", "废页12页", "粉碎"):
        assert part in text


def test_the_return_sheet_names_the_device_how_it_was_emptied_and_who_checked(
    session: Session, site: OnSite
) -> None:
    held = session.create(
        Carrier(
            task_id=site.task.id, name="保密计算机", kind="computer", carrier_number="PC-3", disk_number="D-77",
            serial_number="S-1", holder="组员乙", wiped=True, wipe_method="program", wiped_on=date(2026, 5, 9),
            verified_by="保密员丁", wipe_report="清-01KQ7ZB3", wipe_sha256="ab" * 32,
        )
    )  # fmt: skip
    text = in_model(next(s for s in OWN if s.name == "carrier_return").build(session, held.id))
    assert_clean(text)
    for part in ("PC-3", "D-77", "程序清除工作库", "保密员丁", "清-01KQ7ZB3", "abab"):
        assert part in text
