"""A table in a Word file is read where it stands, so that a notice laid out as a table can be read from it."""

from __future__ import annotations

import io

from docx import Document

from app.exchange.notice import read_notice
from app.exchange.texts import read_text


def test_problems_in_a_word_table_are_read_as_problems() -> None:
    document = Document()
    document.add_paragraph("中共示例县水务局党组关于巡察整改进展情况的通报")
    document.add_paragraph(
        "2025年3月3日至4月30日，县委第二巡察组对县水务局党组开展了常规巡察。2025年6月10日反馈了巡察意见。现将整改进展情况予以公布。"
    )
    table = document.add_table(rows=0, cols=4)
    for cells in (
        ("序号", "反馈问题", "整改措施", "完成情况"),
        ("1", "河道巡查记录不完整", "修订巡河制度，补录记录36份", "已完成"),
        ("2", "工程验收资料归档不及时", "归档验收资料12卷", "已完成"),
    ):
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    notice = read_notice(read_text(out.getvalue(), "通报.docx").text)
    assert [problem.text for problem in notice.problems] == ["河道巡查记录不完整", "工程验收资料归档不及时"]
    assert [problem.measures for problem in notice.problems] == [
        ("修订巡河制度，补录记录36份",),
        ("归档验收资料12卷",),
    ]
