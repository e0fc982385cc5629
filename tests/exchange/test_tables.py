"""Sheets out and in, and the seven-column feedback list, round trip and with other people's habits."""

import datetime
import io
import tempfile
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import KnownError
from app.exchange.feedback_list import FeedbackRow, read_feedback_list, write_feedback_list
from app.exchange.tables import SheetColumn, read_table, write_table

COLUMNS = (
    SheetColumn("姓名", 12, required=True),
    SheetColumn("日期", 12, "date"),
    SheetColumn("金额（元）", 14, "money"),
    SheetColumn("件数", 8, "number"),
    SheetColumn("结果", 10, choices=("属实", "不属实")),
)


def test_rows_come_back_as_written():
    rows = [("甲某", datetime.date(2024, 3, 15), 123_450, 7, "属实"), ("乙某", None, None, 0, "")]
    table = read_table(write_table(None, "信访清单", COLUMNS, rows), COLUMNS)
    assert table.problems == ()
    assert [list(row.cells.values()) for row in table.rows] == [
        ["甲某", "2024-03-15", "1234.5", "7", "属实"],
        ["乙某", "", "", "0", ""],
    ]
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("x")',
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        "0123",
        "1e5",
        "#N/A",
        "TRUE",
    ],
)
def test_text_never_becomes_a_formula_or_a_number(text):
    content = write_table(None, "表", (SheetColumn("内容"),), [(text,)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert read_table(content, ("内容",)).rows[0].cells["内容"] == text.strip()


def test_header_is_frozen_and_choices_are_offered():
    long_list = tuple(f"选项，{number}" for number in range(80))
    content = write_table(
        None, "表/一", (*COLUMNS, SheetColumn("很多", choices=long_list)), [], note="第一行\n第二行"
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert sheet.title == "表一"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 12
    formulas = [validation.formula1 for validation in sheet.data_validations.dataValidation]
    assert '"属实,不属实"' in formulas
    assert "选项!$A$1:$A$80" in formulas
    assert book["选项"].sheet_state == "hidden"
    assert book["填写说明"]["A2"].value == "第二行"


def test_every_problem_is_reported_at_once_with_its_place():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某单位统计表"])
    sheet.append(["姓 名", "日期 ", "金额\n（元）", "件数", "结  果"])
    sheet.append(["", "昨天", "很多", "七", "大概"])
    sheet.append(["丙某", "2024年3月5日", "1,200.50", 3, "属实"])
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table(buffer.getvalue(), COLUMNS)
    assert [problem.text for problem in table.problems] == [
        "第3行“姓名”没有填写",
        "第3行“日期”应为日期，如 2024-03-15",
        "第3行“金额（元）”应为数字",
        "第3行“件数”应为数字",
        "第3行“结果”应为属实或不属实",
    ]
    assert [problem.where for problem in table.problems] == ["A3", "B3", "C3", "D3", "E3"]
    assert table.rows[1].cells["日期"] == "2024年3月5日"


def test_missing_columns_and_missing_header_are_said():
    content = write_table(
        None,
        "表",
        (SheetColumn("姓名"), SheetColumn("日期"), SheetColumn("金额（元）")),
        [("甲", "2024-01-01", "1")],
    )
    assert [problem.text for problem in read_table(content, COLUMNS).problems] == [
        "缺少“件数”这一列",
        "缺少“结果”这一列",
    ]
    assert "没有找到表头" in read_table(content, ("甲列", "乙列", "丙列")).problems[0].text


def test_a_row_of_the_wrong_width_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="columns"):
        write_table(None, "表", COLUMNS, [("甲",)])


def test_no_temporary_file_is_written(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    rows = [("甲某", None, None, None, "属实")] * 3000
    assert len(read_table(write_table(None, "表", COLUMNS, rows, note="说明"), COLUMNS).rows) == 3000


def test_what_is_no_workbook_is_refused():
    with pytest.raises(KnownError):
        read_table(b"not a workbook", ("姓名",))


LIST = (
    FeedbackRow(
        "聚焦基层党组织和党员队伍建设",
        "党内政治生活",
        "组织生活会质量不高",
        "2023年民主评议\n走过场",
        "聚焦基层党组织和党员队伍建设",
        True,
        "其他",
    ),
    FeedbackRow("聚焦基层党组织和党员队伍建设", "发展党员", "=材料缺失", "", "", False, ""),
    FeedbackRow(
        "聚焦群众身边不正之风和腐败问题", "财务管理", "报销不规范", "12张凭证无附件", "其他", False, ""
    ),
)


def test_feedback_list_round_trip():
    rows, problems = read_feedback_list(write_feedback_list(LIST, "反馈问题清单"))
    assert rows == LIST
    assert problems == ()


cell = st.text(alphabet=st.characters(codec="utf-8"), max_size=40).map(
    lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip()
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            FeedbackRow,
            cell.filter(bool),
            cell.filter(bool),
            cell.filter(bool),
            cell,
            cell,
            st.booleans(),
            cell,
        ),
        max_size=5,
    )
)
def test_any_feedback_list_comes_back_exactly(rows):
    read, _ = read_feedback_list(write_feedback_list(rows))
    assert list(read) == rows


def _foreign(header: list[str], rows: list[list[object]], merges: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某某局党组巡察反馈问题清单"])
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_merged_categories_count_for_every_row_under_them():
    content = _foreign(
        ["序号", "问题类别", "问题子类", "具体问题", "具体表现", "对应四落", "是否重点关注", "重点关注情形"],
        [
            [1, "党的领导", "决策", "议事规则不全", "甲表现", "其他", "是", "其他"],
            [2, None, None, None, "乙表现", "其他", "否", None],
            [3, None, "队伍", "干部老化", None, "其他", "否", None],
            [4, "党的建设", None, "支部不健全", None, "其他", "√", "其他"],
        ],
        ("B3:B5", "C3:C4"),
    )
    rows, problems = read_feedback_list(content)
    assert problems == ()
    assert [(row.category, row.subcategory, row.problem, row.key_concern) for row in rows] == [
        ("党的领导", "决策", "议事规则不全", True),
        ("党的领导", "决策", "议事规则不全", False),
        ("党的领导", "队伍", "干部老化", False),
        ("党的建设", "", "支部不健全", True),
    ]
    assert {row.focus for row in rows} == {"其他"}


def test_wrong_cells_of_a_feedback_list_are_all_reported():
    content = _foreign(
        ["问题类别", "问题子类", "具体问题", "具体表现", "对应聚焦", "是否重点关注", "重点关注情形"],
        [
            ["党的领导", "决策", None, None, "其他", "大概", None],
            ["党的领导", "决策", "议事规则不全", None, None, "是", None],
        ],
    )
    _, problems = read_feedback_list(content)
    assert [problem.text for problem in problems] == [
        "第3行“具体问题”没有填写",
        "第3行“是否重点关注”应为是或否",
        "第4行重点关注的问题没有写明“重点关注情形”",
    ]
