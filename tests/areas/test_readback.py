"""A report edited outside comes back: paragraph by paragraph, marks of papers kept, nothing lost and nothing applied by itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from app.areas.feedback.model import FeedbackLetter
from app.areas.feedback.view import compare_letter
from app.areas.reporting.model import Report
from app.areas.reporting.papers import report_paper
from app.areas.reporting.readback import Edited, plan_of, read_back, read_edited, taken
from app.core.errors import KnownError
from app.documents.docx import render_docx
from app.exchange.texts import read_text
from app.hooks import paper_offers
from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session

PROBLEMS = """（一）学习方面
1.学习不深入。中心组学习次数不够。［底稿：第一组-底稿-001］
2.研究不经常。没有专题研究。［底稿：第一组-底稿-002］
（二）作风方面
3.报销不规范。发票要素不全。［底稿：第一组-底稿-003］"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


def report(session: Session, site: OnSite) -> Report:
    return session.create(
        Report(
            task_id=site.task.id,
            title="关于巡察甲局情况的报告",
            basics="三月至四月开展了巡察。\n其间谈话二十人次。",
            overall="总体看，成绩应当肯定。",
            problems=PROBLEMS,
            suggestions="一、加强学习。\n二、规范报销。",
        )
    )


def edited(printed: bytes, change: Callable[[Any], None]) -> bytes:
    document = Document(io.BytesIO(printed))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def say(document: Any, start: str) -> Any:
    return next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith(start))


def read(content: bytes) -> Edited:
    found = read_text(content)
    rows = tuple(" ".join(" ".join(row).split()) for table in found.tables for row in table)
    return Edited(found.paragraphs, rows)


def test_a_paper_that_nobody_edited_brings_nothing(session: Session, site: OnSite) -> None:
    held = report(session, site)
    printed = render_docx(report_paper(session, held.id))
    found = read_back(held, plan_of(held), printed, read_edited(printed))
    assert found.changes == ()
    assert found.stray == ()


def test_changes_are_found_by_paragraph_and_taken_one_by_one(session: Session, site: OnSite) -> None:
    held = report(session, site)
    printed = render_docx(report_paper(session, held.id))

    def change(document: Any) -> None:
        say(document, "1.学习不深入").text = "1.学习不深入不系统。中心组学习次数不够。"
        say(document, "2.研究不经常").insert_paragraph_before("新加的一段，讲学习计划没有落实。")
        gone = say(document, "一、加强学习")
        gone._element.getparent().remove(gone._element)
        say(document, "总体看").text = "总体看，成绩值得肯定。"
        say(document, "关于巡察甲局").insert_paragraph_before("标题前面的一行")

    found = read_back(held, plan_of(held), printed, read_edited(edited(printed, change)))
    assert [(c.chapter, c.word) for c in found.changes] == [
        ("总体评价", "改动"), ("主要问题", "改动"), ("主要问题", "增加"), ("意见建议", "删去"),
    ]  # fmt: skip
    assert found.stray == ("标题前面的一行",)
    assert session.get(Report, held.id).problems == PROBLEMS
    new = [piece.text for piece in found.changes[1].beside.right if piece.mark == "new"]
    assert new == ["不系统"]

    texts = taken(found, [1, 2])
    assert set(texts) == {"problems"}
    assert texts["problems"].splitlines()[1:4] == [
        "1.学习不深入不系统。中心组学习次数不够。［底稿：第一组-底稿-001］",
        "新加的一段，讲学习计划没有落实。",
        "2.研究不经常。没有专题研究。［底稿：第一组-底稿-002］",
    ]
    everything = taken(found, range(len(found.changes)))
    assert everything["suggestions"] == "二、规范报销。"
    assert everything["overall"] == "总体看，成绩值得肯定。"
    saved = session.save(replace(held, **everything))
    again = read_back(
        saved,
        plan_of(saved),
        render_docx(report_paper(session, saved.id)),
        read_edited(edited(printed, change)),
    )
    assert again.changes == ()


def test_new_tables_and_text_behind_the_report_are_shown_and_not_lost(session: Session, site: OnSite) -> None:
    held = report(session, site)
    printed = render_docx(report_paper(session, held.id))

    def change(document: Any) -> None:
        document.add_table(1, 2).cell(0, 0).text = "新加的表"
        document.add_paragraph("文末的话")

    found = read_back(held, plan_of(held), printed, read(edited(printed, change)))
    assert found.changes == ()
    assert found.stray == ("文末的话", "新加的表")


def test_a_long_report_is_compared_in_moments(session: Session, site: OnSite) -> None:
    lines = [
        f"{n}.第{n}个问题。" + "表现在学习研究部署落实检查各个环节都有差距，" * 12 + f"共{n}处。"
        for n in range(1, 301)
    ]
    held = session.save(replace(report(session, site), problems="\n".join(lines)))
    printed = render_docx(report_paper(session, held.id))

    def change(document: Any) -> None:
        for n in (3, 150, 299):
            found = say(document, f"{n}.第{n}个")
            found.text = found.text.replace("部署", "安排")

    found = read_back(held, plan_of(held), printed, read(edited(printed, change)))
    assert [c.at for c in found.changes] == [2, 149, 298]


def test_a_special_report_maps_its_first_chapter_to_two_fields(session: Session, site: OnSite) -> None:
    held = session.save(replace(report(session, site), kind="special"))
    printed = render_docx(report_paper(session, held.id))

    def change(document: Any) -> None:
        say(document, "总体看").text = "总体看，成绩很大。"

    found = read_back(held, plan_of(held), printed, read(edited(printed, change)))
    assert taken(found, [0]) == {"overall": "总体看，成绩很大。"}


def test_a_feedback_letter_comes_back_with_its_introduction(session: Session, site: OnSite) -> None:
    held = session.create(
        FeedbackLetter(
            task_id=site.task.id, title="反馈意见", basis="根据部署开展了巡察。", overall="总的看较好。",
            problems="（一）学习方面\n1.学习不深入。", opinions="一、加强学习。", requirements="三个月内报送。",
        )
    )  # fmt: skip
    offer = next(o for o in paper_offers()["feedback_letter"] if o.label == "反馈意见")
    printed = render_docx(offer.make(session, held.id))

    def change(document: Any) -> None:
        say(document, "根据部署").text = "根据县委部署开展了巡察。"
        say(document, "三个月内").text = "三个月内书面报送。"

    found = compare_letter(session, held.id, read(edited(printed, change)))
    assert found.stray == ()
    assert taken(found, [0, 1]) == {"basis": "根据县委部署开展了巡察。", "requirements": "三个月内书面报送。"}


def test_what_is_no_docx_is_refused() -> None:
    for content in (b"", b"%PDF-1.4", b"PK\x03\x04 broken"):
        with pytest.raises(KnownError):
            read_edited(content)
