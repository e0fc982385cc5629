"""Paper templates of the user's own: every kind of paper can have one, it is checked whole, and a paper is made of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.libraries.templates.model import PaperTemplate
from app.areas.libraries.templates.service import (
    active_template,
    checked,
    load_template,
    own_paper,
    scan_template,
)
from app.areas.libraries.templates.starters import field_list, starter
from app.catalog import catalog
from app.core.errors import Refused
from app.core.paths import RESOURCES
from app.exchange import templates as child
from app.exchange.texts import read_sheets
from app.hooks import PAPERS
from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session

CATALOG = catalog()
LETTER = "feedback_letter.feedback_opinion"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


def docx(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for y, row in enumerate(table):
            for x, text in enumerate(row):
                grid.cell(y, x).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def faults(content: bytes, paper: str = LETTER) -> tuple[str, ...]:
    return checked(CATALOG, paper, child.scan(content)).faults


def loaded(session: Session, content: bytes, paper: str = LETTER) -> PaperTemplate:
    ref = session.attach(iter((content,)), "样式.docx")
    return load_template(session, paper, "本县样式", ref, scan_template(content))


def letter(session: Session, site: OnSite) -> FeedbackLetter:
    for position, title in enumerate(("学习不深入", "报销不规范"), 1):
        session.create(
            FeedbackProblem(task_id=site.task.id, position=position, title=title, detail=f"{title}的表现")
        )
    return session.create(
        FeedbackLetter(
            task_id=site.task.id,
            title="关于巡察情况的反馈意见",
            addressed_to="甲局党组",
            basis="引言。",
            overall="第一段。\n第二段<&>。",
            problems="（一）学习方面\n1.学习不深入。",
            opinions="一、改。",
            requirements="三个月内报送。",
        )
    )


def test_every_paper_of_the_program_can_have_a_template() -> None:
    held = json.loads((RESOURCES / "codes" / "template_paper.json").read_text("utf-8"))["items"]
    assert {row["code"] for row in held} == {f"{spec.record}.{spec.name}" for spec in PAPERS}


SHIPPED = tuple(json.loads((RESOURCES / "templates" / "starters.json").read_text("utf-8")))
OTHERS = tuple(sorted({f"{spec.record}.{spec.name}" for spec in PAPERS if spec.row} - {*SHIPPED}))


@pytest.mark.parametrize("key", [*SHIPPED, *OTHERS[::8]])
def test_the_starter_of_every_paper_has_no_fault(key: str) -> None:
    kind = CATALOG[key.partition(".")[0]]
    assert faults(starter(CATALOG, kind, key.partition(".")[2], "文书"), key) == ()


def test_the_list_of_fields_names_fields_links_and_lists() -> None:
    text = str(read_sheets(field_list(CATALOG, CATALOG["feedback_letter"], "反馈意见")))
    assert "{{标题}}" in text
    assert "{{任务.组长}}" in text
    assert "{%tr for" in text


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    content = docx(
        "{{标题}}和{{任务.组掌}}",
        "{{不存在的字段}}",
        "{% if 密级 %}没有结束",
        "{{标题|upper}}",
        "开头{{没配对",
        table=(
            ("{%tr for 问题 in 任务.反馈问题清单 %}", "会丢的字"),
            ("{{问题.具体问题}}", "{{问题.级别}}"),
            ("{%tr endfor %}", ""),
        ),
    )
    said = "\n".join(faults(content))
    assert "正文第1段：没有“任务.组掌”这个字段，是不是“组长”" in said
    assert "正文第2段：没有“不存在的字段”" in said
    assert "正文第3段：{% if … %} 没有写结束的" in said
    assert "正文第4段：“标题|upper”的写法不支持" in said
    assert "正文第5段：“{{”没有配对" in said
    assert "正文第1个表第1行第1格：{%tr …%} 要自成一行，同一行的“会丢的字”会丢失" in said
    assert "正文第1个表第2行第2格：没有“问题.级别”" in said


def test_a_required_field_that_is_missing_is_told() -> None:
    assert faults(docx("{{主送}}")) == ("全文：缺少必须写的字段“标题”，请加上 {{标题}}",)


def test_clues_cannot_be_named_from_outside_their_compartment() -> None:
    text = "\n".join(faults(docx("{{标题}}", "{{任务.问题线索清单}}", "{{任务.线索清单}}")))
    assert text.count("没有“任务.") == 2


def test_a_template_with_faults_cannot_be_used_and_a_good_one_makes_the_paper(
    session: Session, site: OnSite
) -> None:
    bad = loaded(session, docx("{{标提}}"))
    assert "是不是“标题”" in bad.problems
    with pytest.raises(Refused, match="还没有改好"):
        session.move(bad, "activate")

    content = docx(
        "{{标题}}",
        "{{任务.单位}}：{{总体评价}}",
        "{%p if 备注 %}",
        "不印出来",
        "{%p endif %}",
        table=(
            ("{%tr for 问题 in 任务.反馈问题清单 %}", ""),
            ("{{loop.index}}", "{{问题.具体问题}}（{{问题.状态}}）"),
            ("{%tr endfor %}", ""),
        ),
    )
    good = session.move(loaded(session, content), "activate")
    assert active_template(session, LETTER) == good
    held = letter(session, site)
    own = own_paper(session, "feedback_opinion", ((held.TYPE.name, held.id),))
    assert own is not None
    assert own.label == "本县样式"
    made = Document(io.BytesIO(own.make()))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[0] == "关于巡察情况的反馈意见"
    assert texts[1:] == [f"{site.unit.name}：第一段。", "第二段<&>。"]
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["1", "学习不深入（拟反馈）"],
        ["2", "报销不规范（拟反馈）"],
    ]
    assert made.core_properties.author == ""

    second = loaded(session, content)
    with pytest.raises(Refused, match="已经启用模板"):
        session.move(second, "activate")
    session.move(good, "stop")
    assert own_paper(session, "feedback_opinion", ((held.TYPE.name, held.id),)) is None


def test_the_shipped_starter_makes_a_feedback_letter(session: Session, site: OnSite) -> None:
    content = starter(CATALOG, FeedbackLetter.TYPE, "feedback_opinion", "反馈意见")
    session.move(loaded(session, content), "activate")
    held = letter(session, site)
    own = own_paper(session, "feedback_opinion", ((held.TYPE.name, held.id),))
    assert own is not None
    made = Document(io.BytesIO(own.make()))
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "{{" not in text
    assert "三个月内报送。" in text
    assert "报销不规范的表现" in [cell.text for row in made.tables[0].rows for cell in row.cells]


def test_a_changed_file_has_to_be_checked_again(session: Session) -> None:
    from dataclasses import replace

    held = loaded(session, docx("{{标题}}"))
    other = session.attach(iter((docx("{{标提}}"),)), "新.docx")
    changed = session.save(replace(held, file=(other,)))
    with pytest.raises(Refused, match="还没有检查过"):
        session.move(changed, "activate")
