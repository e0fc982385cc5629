"""Comparison of lists (㊹): two tables in, joined by rules, hits with both rows, judged, and the lists erased."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.clues.extraction import clue_from_hit
from app.areas.fieldwork.comparison import keys
from app.areas.fieldwork.comparison.model import DataHit, DataList, DataRule
from app.areas.fieldwork.comparison.rows import rows_of
from app.areas.fieldwork.comparison.service import (
    compare,
    empty_list,
    exclude,
    import_list,
    incoming,
    make_lead,
    seed_comparisons,
    side_of,
)
from app.areas.fieldwork.model import Evidence
from app.areas.workpapers.extraction import finding_from_hit
from app.compose import areas
from app.core.errors import InputProblems, Refused
from app.exchange.tables import SheetColumn, write_table
from app.tasks.decoder import extract_sheets
from db.session import Session
from tests.areas import cases
from tests.builders import new_session, new_vault

ONE, TWO, THREE = "110101199003070011", "110101198001010117", "110101197002022132"
PAID = f"姓名,证件号码,单位\n甲某,{ONE},示例县甲局\n乙　某,{TWO},示例县乙局\n丙某,{ONE[:-1]}5,示例县丙局\n"
GRANTED = f'户主姓名,身份证号码,补贴金额（元）,发放日期\n甲某,{ONE[:6]}********0011,"1,200.50",2025-06-01\n丁某,{THREE},300,2025-06-01\n乙某,１１０１０１198001010117,600,20250701\n'


def _valid(number: str) -> str:
    """A number of 18 places with the right last place."""
    from stdnum.cn import ric

    return number[:17] + str(ric.calc_check_digit(number))


def _list(session: Session, task_id: str, name: str, text: str) -> DataList:
    fixed = text.replace(TWO, _valid(TWO)).replace(
        "１１０１０１198001010117", "１１０１０１" + _valid(TWO)[6:]
    )
    table = incoming(name, extract_sheets(f"{name}.csv", fixed.encode("gb18030")))
    return import_list(session, table, name=name, task_id=task_id, source="县财政局")


def test_system_44_lists_are_compared_hits_are_judged_and_become_findings_or_clues(tmp_path: Path) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        seed_comparisons(session)
        paid = _list(session, site.task.id, "财政供养人员", PAID)
        granted = _list(session, site.task.id, "补贴发放", GRANTED)
        assert (paid.row_total, paid.invalid) == (3, 1)
        assert side_of(granted).roles == ("name", "identity", "amount", "date")
        rule = next(r for r in session.find(DataRule) if r.name == "财政供养人员领取补贴")
        with pytest.raises(Refused) as refused:
            compare(session, paid.id, paid.id, rule)
        assert "左右要选两份不同的名单" in refused.value.reasons

        done = compare(session, paid.id, granted.id, rule)
        assert {hit.name for hit in done.made} == {"甲某", "乙某"}
        first = next(hit for hit in done.made if hit.name == "甲某")
        assert first.matched == "姓名和证件号码后四位相同"
        assert first.amount == 120050
        assert "单位：示例县甲局" in first.left_text
        assert "发放日期：2025-06-01" in first.right_text
        again = compare(session, paid.id, granted.id, rule)
        assert (again.made, again.known) == ((), 2)

        with pytest.raises(Refused):
            finding_from_hit(session, first, title="违规领取补贴")
        second = next(hit for hit in done.made if hit.name == "乙某")
        exclude(session, [second], "政策允许，已核对")
        assert session.get(DataHit, second.id).state == "excluded"
        lead = make_lead(session, first, "本人在职，由其签领")
        found = finding_from_hit(session, lead, title="财政供养人员违规领取补贴")
        proof = session.get(Evidence, found.evidence_ids[0])
        assert (proof.source, proof.hit_id) == ("comparison", lead.id)
        assert "示例县甲局" in proof.quote
        clue = clue_from_hit(session, lead, summary="甲局甲某涉嫌违规领取补贴")
        assert lead.number in clue.ground

        emptied = empty_list(session, paid, "比对完成，按要求清除")
        assert emptied.state == "emptied"
        assert list(rows_of(session, paid.id)) == []
        assert "示例县甲局" in session.get(DataHit, lead.id).left_text
        with pytest.raises(Refused) as gone:
            compare(session, paid.id, granted.id, rule)
        assert any("已经清除" in reason for reason in gone.value.reasons)


def test_receipt_after_death_and_double_receipt_are_found(tmp_path: Path) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        seed_comparisons(session)
        rules = {rule.name: rule for rule in session.find(DataRule)}
        dead = _list(
            session,
            site.task.id,
            "死亡人员",
            f"姓名,身份证号,死亡日期\n甲某,{ONE},2025年6月\n乙某,{TWO},2025-12-31\n",
        )
        paid = _list(
            session, site.task.id, "发放", f"姓名,身份证号,金额,发放时间\n甲某,{ONE},100,2025-08-01\n甲某,{ONE},100,2025-05-01\n乙某,{TWO},100,2025-08-01\n"
        )  # fmt: skip
        (late,) = compare(session, dead.id, paid.id, rules["死亡以后仍在领取"]).made
        assert (late.name, late.right_line) == ("甲某", 2)
        (double,) = compare(session, paid.id, paid.id, rules["同一人重复领取"]).made
        assert (double.left_line, double.right_line) == (2, 3)
        with pytest.raises(Refused) as refused:
            compare(session, paid.id, dead.id, replace(rules["账号与他人相同"]))
        assert any("没有这条规则要用的列" in reason for reason in refused.value.reasons)


def test_cells_are_compared_in_one_spelling() -> None:
    assert (
        keys.identity(" 110101 19900307　0011 ")
        == keys.identity("１１０１０１１９９００３０７００１１")
        == ONE
    )
    assert keys.identity("110101900307001") == _valid("110101199003070010")
    assert keys.identity("110101199003070012") == ""
    assert keys.unit("示例 县（某某）建设有限公司") == keys.unit("示例县某某建设有限责任公司")
    assert keys.name("歐陽　某") == "欧阳某"
    assert keys.phone("+86 139-0000-0001") == "13900000001"
    assert (keys.cents("￥1,200.5元"), keys.cents("无")) == (120050, None)
    assert str(keys.day("20250701")) == "2025-07-01"


def test_a_table_that_cannot_be_a_list_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(InputProblems):
        incoming("空", ())
    with pytest.raises(InputProblems) as refused:
        incoming("重名", (("表", [["姓名", "姓名"]]),))
    assert len(refused.value.problems) == 2
    with new_session(tmp_path / "库") as session:
        table = incoming(
            "无列",
            extract_sheets(
                "a.xlsx", write_table(None, "表", [SheetColumn("甲"), SheetColumn("乙")], [("1", "2")])
            ),
        )
        with pytest.raises(InputProblems):
            import_list(session, table, name="无列")
        assert session.find(DataList) == ()


def test_twenty_thousand_rows_a_side_are_compared_in_seconds_and_cancelling_leaves_nothing(
    tmp_path: Path,
) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        seed_comparisons(session)
        rule = next(r for r in session.find(DataRule) if r.name == "账号与他人相同")
        sides = []
        for start in (0, 19_990):
            rows = tuple((n + 2, (f"某{n}", f"62220000{n:08}")) for n in range(start, start + 20_000))
            table = replace(incoming("大", (("表", [["姓名", "账号"], ["某", "62220000"]]),)), rows=rows)
            sides.append(import_list(session, table, name=f"大{start}", task_id=site.task.id))

        class Stopped(Exception):
            pass

        def stop(_done: int, _total: int) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            compare(session, sides[0].id, sides[1].id, rule, progress=stop)
        assert session.find(DataHit) == ()
        begun = time.perf_counter()
        done = compare(session, sides[0].id, sides[1].id, rule)
        assert len(done.made) == 10
        assert time.perf_counter() - begun < 20


def test_the_page_of_comparison_stands_in_the_window(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    try:
        fieldwork = next(area for area in areas(vault, lambda _request: None) if area.step == "fieldwork")
    finally:
        vault.close()
    assert [(page.label, page.group) for page in fieldwork.pages if page.code == "fieldwork.compare"] == [
        ("数据比对", "资料与数据")
    ]
