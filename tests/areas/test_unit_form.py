"""Forms for units that have no program: out with keys and ledger, back cell by cell, shown, merged, taken back whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.areas.rectification.model import Measure, Progress, RectTask
from app.areas.rectification.unit_form.enclosures import Folder, folder_beside, look_in
from app.areas.rectification.unit_form.layout import FILES, OF_TASK, PARTS
from app.areas.rectification.unit_form.model import UnitForm, UnitReturn
from app.areas.rectification.unit_form.reading import Checked, wanted_sheets
from app.areas.rectification.unit_form.service import (
    Arrival,
    accept,
    examine,
    issue,
    prepare,
    returns_of,
    stage,
    take_back,
)
from app.areas.secrecy.model import Exposure
from app.core.errors import InputProblems, KnownError, Refused
from app.exchange.form_reading import read_book
from db.conflicts import open_conflicts
from db.session import Session
from tests.areas.cases import OnSite

Edit = Callable[["Paper"], object]


@dataclass
class Sent:
    """A form that went out: two tasks, a measure, and the file."""

    session: Session
    form: UnitForm
    path: Path
    first: RectTask
    second: RectTask
    measure: Measure

    def back(self, *edits: Edit) -> bytes:
        """The file as a unit sends it back."""
        paper = Paper(self.path.read_bytes())
        for edit in edits:
            edit(paper)
        return paper.content()

    def check(self, content: bytes, folder: Folder | None = None) -> Checked:
        return examine(self.session, read_book(content, wanted_sheets()), folder)

    def stage(self, content: bytes, folder: Folder | None = None) -> Arrival:
        return stage(self.session, self.check(content, folder), content)

    def take(self, content: bytes, folder: Folder | None = None) -> UnitReturn:
        return accept(self.session, self.stage(content, folder))


class Paper:
    """A workbook in an office program: cells are found by row mark and column title."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def cell(self, mark: str, title: str) -> Any:
        for sheet in self.book.worksheets:
            titles = [cell.value for cell in sheet[1]]
            for row in sheet.iter_rows(min_row=2):
                if row[0].value == mark and title in titles:
                    return row[titles.index(title)]
        raise AssertionError(f"no {title} in {mark}")

    def put(self, mark: str, **values: object) -> None:
        for title, value in values.items():
            self.cell(mark, title).value = value

    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def put(mark: str, **values: object) -> Edit:
    return lambda paper: paper.put(mark, **values)


@pytest.fixture
def sent(session: Session, site: OnSite, tmp_path: Path) -> Sent:
    first, second = (
        session.create(RectTask(task_id=site.task.id, title=title, lead_unit="财务股", goal="报销有复核"))
        for title in ("完善报销复核", "清退多领补贴")
    )
    measure = session.create(
        Measure(task_id=site.task.id, rect_task_id=first.id, position=1, content="修订报销办法")
    )
    draft = UnitForm(
        task_id=site.task.id, destination="甲局党组", approved_by="主任丁", secrecy="work_secret",
        due_on=date(2026, 9, 30), spare=3,
    )  # fmt: skip
    path = tmp_path / "form.xlsx"
    form = issue(session, prepare(session, draft), path)
    return Sent(session, form, path, first, second, measure)


def test_a_form_leaves_through_the_ledger_with_locked_keys_and_open_cells(sent: Sent) -> None:
    (exposure,) = sent.session.find(Exposure)
    assert (exposure.kind, exposure.paper, exposure.destination) == ("xlsx", "整改填报表", "甲局党组")
    assert (exposure.secrecy, exposure.approved_by, exposure.sha256) == ("work_secret", "主任丁", sent.form.sha256)  # fmt: skip
    assert exposure.copy_numbers
    assert exposure.state == "out"  # close-out asks for it
    assert sent.form.exposure_id == exposure.id
    paper = Paper(sent.path.read_bytes())
    assert paper.book.sheetnames[:4] == ["填写说明", "整改任务", "整改措施", "整改进展"]
    assert {s.title: s.sheet_state for s in paper.book.worksheets[4:]} == {"选项": "hidden", "校验": "veryHidden"}  # fmt: skip
    sheet = paper.book["整改任务"]
    titles = [cell.value for cell in sheet[1]]
    assert titles[0] == "行号"
    assert titles[-2:] == ["键", "封"]
    assert sheet.protection.sheet
    for place in (len(titles) - 1, len(titles)):
        assert sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].hidden
    assert paper.cell("任1", "编号").value == sent.first.number
    assert paper.cell("任1", "编号").protection.locked
    assert not paper.cell("任1", "完成情况").protection.locked
    assert paper.cell("措1", "措施内容").protection.locked  # the plan's words are the office's
    assert not paper.cell("措2", "措施内容").protection.locked
    assert {v.type for v in sheet.data_validations.dataValidation} >= {"list", "date", "whole", "decimal"}
    guide = " ".join(str(row[0].value) for row in paper.book["填写说明"].iter_rows())
    for word in (sent.form.number, "工作秘密", "主任丁", "2026-09-30", "附件"):
        assert word in guide


def test_without_approval_or_open_tasks_no_form_is_made(session: Session, site: OnSite) -> None:
    with pytest.raises(InputProblems) as refused:
        prepare(session, UnitForm(task_id=site.task.id))
    assert [problem.where for problem in refused.value.problems] == ["destination", "approved_by", "task_id"]
    assert not session.find(Exposure)


def test_what_a_unit_filled_in_comes_in_field_by_field_with_its_files_and_goes_back_whole(
    sent: Sent, tmp_path: Path
) -> None:
    session = sent.session
    stick = tmp_path / "附件"
    stick.mkdir()
    (stick / "办法.pdf").write_bytes(b"%PDF-1.4 new rules")
    (stick / "进1 会议记录.txt").write_bytes("记录".encode())
    (stick / "无关.jpg").write_bytes(b"x")
    (stick / "link.txt").symlink_to("/etc/hostname")
    assert folder_beside(sent.path) == stick
    content = sent.back(
        put("任1", 完成情况="已修订办法", 建章立制=1, 挽回或清退金额=1234.5, 完成日期="2026年8月1日"),
        put("措1", 完成说明="已印发", 附件文件名="办法.pdf"),
        put("措2", 所属整改任务=sent.second.number, 措施内容="逐人清退", 措施类型="专项整治"),
        put("进1", 所属整改任务=sent.first.number, 上报日期="2026-08-02", 进展摘要="办法已试行"),
    )
    folder = look_in(stick)
    arrival = sent.stage(content, folder)
    assert arrival.checked.unknown == ("无关.jpg", "link.txt（不是普通文件，没有读）")
    counts = arrival.plan.counts
    assert (counts["new"], counts["take"], counts["conflict"]) == (2, 2, 0)
    shown = {d.label: (d.mine, d.theirs) for r in arrival.plan.records for d in r.differences}
    assert shown["完成情况"] == ("", "已修订办法")
    assert session.get(RectTask, sent.first.id).result == ""  # nothing is applied before a person says so

    taken = accept(session, arrival)
    first = session.get(RectTask, sent.first.id)
    assert (first.result, first.rules_made, first.recovered, first.done_on) == (
        "已修订办法", 1, 123450, date(2026, 8, 1),
    )  # fmt: skip
    (ref,) = session.get(Measure, sent.measure.id).attachments
    assert b"".join(session.read_attachment(ref)) == b"%PDF-1.4 new rules"
    (added,) = session.find(Measure, rect_task_id=sent.second.id)
    assert (added.content, added.position) == ("逐人清退", 1)
    (progress,) = session.find(Progress)
    assert (progress.rect_task_id, [held.name for held in progress.attachments]) == (sent.first.id, ["进1 会议记录.txt"])  # fmt: skip
    assert session.get(UnitForm, sent.form.id).state == "collected"
    with pytest.raises(KnownError, match="已经导入过"):
        sent.check(content, folder)

    later = sent.back(
        put("任1", 完成情况="已修订办法，已培训", 建章立制=1, 挽回或清退金额=1234.5, 完成日期="2026-08-01"),
        put("措1", 完成说明="已印发", 附件文件名="办法.pdf"),
        put("措2", 所属整改任务=sent.second.number, 措施内容="逐人清退", 措施类型="专项整治"),
        put("进1", 所属整改任务=sent.first.number, 上报日期="2026-08-02", 进展摘要="办法已试行"),
    )
    second = sent.stage(later, folder)
    assert [(r.id, [d.field for d in r.differences]) for r in second.plan.records] == [(sent.first.id, ["result"])]  # fmt: skip
    again = accept(session, second)
    with pytest.raises(KnownError, match="较早交回的一份"):
        sent.check(content, folder)
    with pytest.raises(Refused, match="之后又改过"):
        take_back(session, taken)
    take_back(session, again)
    take_back(session, taken)
    assert session.get(RectTask, sent.first.id).result == ""
    assert not session.find(Progress)
    assert [held.state for held in returns_of(session, sent.form)] == ["undone", "undone"]
    assert sent.take(content, folder).changed == 4  # the same file again, after it was taken back
    assert session.get(RectTask, sent.first.id).result == "已修订办法"
    assert len(session.find(Progress)) == 1
    assert not open_conflicts(session)


def test_where_office_and_unit_wrote_the_same_field_a_person_decides(sent: Sent) -> None:
    session = sent.session
    session.save(replace(session.get(RectTask, sent.first.id), result="办公室写的", leader="局长戊"))
    content = sent.back(put("任1", 完成情况="单位写的", 配合单位="人事股"))
    arrival = sent.stage(content)
    assert arrival.plan.counts["conflict"] == 1
    accept(session, arrival, {("rect_task", sent.first.id, "result"): "办公室写的\n单位写的"})
    held = session.get(RectTask, sent.first.id)
    assert (held.result, held.leader, held.partners) == ("办公室写的\n单位写的", "局长戊", "人事股")
    assert not open_conflicts(session)


def test_every_problem_of_a_form_is_named_at_once_with_its_place(sent: Sent) -> None:
    session = sent.session

    def spoil(paper: Paper) -> None:
        paper.put("任1", 完成情况='=HYPERLINK("http://x","看这里")', 完成日期="下个月", 责任领导类型="大领导")
        paper.put("任1", 挽回或清退金额="约三万", 建章立制="两项")
        paper.cell("任2", "编号").value = "整改〔2026〕999"
        paper.cell("措1", "措施内容").value = "换了一条"
        paper.put("措2", 措施内容="没有选任务")
        paper.put("措3", 所属整改任务=sent.first.number, 措施内容="日期序号", 完成时限=46086)
        paper.cell("措3", "完成时限").number_format = "General"
        paper.cell("进2", "键").value = paper.cell("进1", "键").value
        paper.put("进2", 进展摘要="抄来的一行")
        sheet = paper.book["整改进展"]
        sheet.append(["进9", None, None, "另加的一行"])
        sheet.merge_cells("D3:E3")

    checked = sent.check(sent.back(spoil))
    said = "\n".join(problem.text for problem in checked.problems)
    for part in (
        "“整改任务”第2行“完成情况”（N2）是公式", "第2行“完成日期”填的是“下个月”，不是日期", "“责任领导类型”填的是“大领导”",
        "“挽回或清退金额”应为金额", "“建章立制”应为整数", "第3行“编号”是锁定的", "“整改措施”第2行“措施内容”是锁定的",
        f"“整改措施”第3行“{OF_TASK}”没有选", "像是日期的序号", "“整改进展”第3行：隐藏的键被改动过", "这一行是另加的", "D3:E3 合并了单元格",
    ):  # fmt: skip
        assert part in said, (part, said)
    with pytest.raises(InputProblems):
        stage(session, checked, b"")
    assert not session.find(Progress)
    assert session.get(RectTask, sent.first.id).rev == sent.first.rev


def test_rows_may_be_sorted_and_a_row_left_out_changes_nothing(sent: Sent) -> None:
    def sort(paper: Paper) -> None:
        paper.put("任2", 完成情况="已清退")
        sheet = paper.book["整改任务"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for line, values in enumerate(reversed(rows), 2):
            for place, value in enumerate(values, 1):
                sheet.cell(line, place).value = value
        paper.book["整改措施"].delete_rows(2)

    checked = sent.check(sent.back(sort))
    assert not checked.problems
    assert [(c.row.id, c.values) for c in checked.changes] == [(sent.second.id, {"result": "已清退"})]
    assert "措1" in checked.notices[0]


def test_a_task_that_was_struck_off_meanwhile_takes_nothing_more(sent: Sent) -> None:
    held = sent.session.get(RectTask, sent.second.id)
    sent.session.move(held, "drop", reason="并入另一项")
    checked = sent.check(sent.back(put("任2", 完成情况="还在改")))
    assert [p.text for p in checked.problems] == [
        "“整改任务”第3行：这条整改任务在库里已是“不再适用”，不能再改，请恢复原样或与巡察办联系"
    ]


def test_hostile_and_foreign_files_are_refused_with_a_sentence(sent: Sent, tmp_path: Path) -> None:
    good = sent.path.read_bytes()

    def with_part(name: str, content: bytes) -> bytes:
        out = io.BytesIO(good)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return out.getvalue()

    macro = sent.check(with_part("xl/vbaProject.bin", b"macro"))
    assert "文件里有宏" in macro.problems[0].text
    other = openpyxl.Workbook()
    other.active.title = "整改任务"
    out = io.BytesIO()
    other.save(out)
    foreign = sent.back(lambda p: setattr(p.book["校验"]["B2"], "value", "01OTHERVAULT"))
    for content, said in (
        (out.getvalue(), "不是本库发出的"),
        (foreign, "不是本库发出的"),
        (with_part("xl/worksheets/sheet9.xml", b"0" * (60 << 20)), "过大"),
        (b"PK\x03\x04" + b"\0" * 1000, "已损坏"),
        (b"%PDF-1.4", "不是 .xlsx"),
    ):
        with pytest.raises(KnownError, match=said):
            sent.check(content)
    forged = sent.check(sent.back(lambda p: setattr(p.book["校验"]["B3"], "value", "0" * 16)))
    assert "校验内容被改动过" in forged.problems[0].text
    short = sent.check(sent.back(lambda p: p.book.remove(p.book["整改进展"])))
    assert "没有找到“整改进展”这张表" in short.problems[0].text
    sent.session.move(sent.session.get(UnitForm, sent.form.id), "void", reason="另发新表")
    with pytest.raises(KnownError, match="已作废"):
        sent.check(good)


def test_the_sheets_name_only_fields_that_exist() -> None:
    assert all(part.type.TYPE.has(name) for part in PARTS for name in part.fields)
    assert FILES not in {spec.label for part in PARTS for spec in part.specs()}
