"""The list of the 89 papers in a vault: what it says follows the vault's own rules; 文号 are given by its series."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.closeout.archive.model import ArchiveRule
from app.areas.libraries.documents.model import PaperSeries
from app.areas.libraries.documents.service import DocumentFacts, described, give_number, shipped_series
from app.areas.preparation.model import Task
from app.areas.preparation.planning.papers import PAPERS
from app.catalog import seed_shipped
from app.core.errors import KnownError
from app.core.roles import Role
from db.session import Session
from tests.areas.cases import OnSite
from tests.builders import new_session


@pytest.fixture
def shipped(session: Session) -> Session:
    """The vault with everything that is shipped."""
    seed_shipped(session)
    return session


def row(session: Session, number: int) -> DocumentFacts:
    return next(held for held in described(session) if held.row == number)


def test_every_row_says_everything_in_words(shipped: Session) -> None:
    rows = described(shipped)
    assert len(rows) == 89
    for held in rows:
        for paper in held.papers:
            said = (paper.feeds, paper.edit, paper.number, paper.secrecy, paper.retention, paper.steps)
            assert all(text.strip() for text in said), (held.row, said)
            assert "归档范围里没有" not in paper.retention


def test_retention_and_numbers_are_those_of_this_vault(shipped: Session) -> None:
    notice = row(shipped, 10)
    assert notice.said("retention") == "30年，要签字扫描件"
    assert notice.said("number").startswith("县委巡察办〔2026〕1号")
    (rule,) = [held for held in shipped.find(ArchiveRule, source="task") if held.papers == "entry_notice"]
    shipped.save(replace(rule, retention="permanent", scan=False))
    series = shipped.get(PaperSeries, "paper_series.task.notice_number")
    shipped.save(replace(series, pattern="青巡办发〔{年度}〕{顺序号:02}号"))
    notice = row(shipped, 10)
    assert notice.said("retention") == "永久"
    assert notice.said("number").startswith("青巡办发〔2026〕01号")


def test_a_rule_that_was_stopped_is_told(shipped: Session) -> None:
    (rule,) = [held for held in shipped.find(ArchiveRule) if held.papers == "announcement"]
    shipped.save(replace(rule, active=False))
    assert row(shipped, 13).said("retention") == "归档范围里已停收"


def test_a_number_is_given_once_and_printed_and_can_be_changed(shipped: Session, site: OnSite) -> None:
    assert give_number(shipped, "task", "notice_number", [site.task.id])[0].startswith("县委巡察办〔")
    task = shipped.get(Task, site.task.id)
    build = next(spec for spec in PAPERS if spec.name == "entry_notice").build
    assert build(shipped, task.id).doc_number == task.notice_number
    assert give_number(shipped, "task", "notice_number", [task.id]) == ()
    shipped.save(replace(task, notice_number="县委巡察办〔2026〕15号"))
    assert build(shipped, task.id).doc_number == "县委巡察办〔2026〕15号"


def test_papers_of_one_pattern_share_one_run_of_numbers(shipped: Session, site: OnSite) -> None:
    for held in shipped.find(PaperSeries, type="round"):
        shipped.save(replace(held, pattern="县委巡〔{年度}〕{顺序号}号"))
    given = [
        number
        for name in ("plan_number", "decision_number")
        for number in give_number(shipped, "round", name, [site.round.id])
    ]
    assert [number.partition("〕")[2] for number in given] == ["1号", "2号"]


def test_without_a_series_nothing_is_numbered(shipped: Session, site: OnSite) -> None:
    shipped.delete(shipped.get(PaperSeries, "paper_series.task.notice_number"), "不用")
    with pytest.raises(KnownError, match="没有这种文书的文号格式"):
        give_number(shipped, "task", "notice_number", [site.task.id])
    assert not shipped.get(Task, site.task.id).notice_number


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("县委巡〔{年度}〕号", "要有顺序号"),
        ("县委巡〔{year}〕{顺序号}号", "只能用"),
        ("第{顺序号:99}期", "只能用"),
    ],
)
def test_a_wrong_pattern_is_told_on_saving(shipped: Session, pattern: str, told: str) -> None:
    held = replace(shipped_series()[0], pattern=pattern)
    assert any(told in problem.text for problem in held.TYPE.problems(held))
    assert all(not series.TYPE.problems(series) for series in shipped_series())


def test_who_cannot_open_clues_is_not_led_to_their_list(tmp_path: Path) -> None:
    with new_session(tmp_path / "库", roles=frozenset({Role.MEMBER})) as held:
        seed_shipped(held)
        (paper,) = row(held, 57).papers
        assert paper.openable == held.can_clues
        assert paper.retention.startswith("不归档：线索专库")
