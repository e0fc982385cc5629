"""What a vault that an earlier version wrote keeps when this one opens it: its records, and their seals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.areas.reporting.model import Report
from app.areas.reporting.review.model import ReportComment
from app.areas.reporting.review.service import comments_of, settle_comment
from app.areas.reporting.service import assemble_report
from app.catalog import catalog, step_rules
from app.core.fields import choice, day, link, long_text, person, text
from app.core.records import Catalog, Compartment, Record, record
from app.core.roles import Actor
from db.opening import open_session, prepare
from db.salvage import salvage
from db.session import Session
from db.store import Store
from db.vault import Vault
from db.verify import verify
from tests.areas import cases
from tests.builders import ALL, CHEAP, PASSWORD, session_on


@record(
    "report_comment", "报告批注", area="reporting", heading="{noted_by} {comment}", lifecycle=ReportComment.TYPE.lifecycle
)  # fmt: skip
class CommentOfBefore(Record):
    """A comment as it was declared while only reports could be commented on."""

    report_id: str = link("报告", to="report", required=True, listed=True, section="批注")
    task_id: str = link("巡察任务", to="task")
    part: str = choice("哪一部分", codes="report_part", default="problems", required=True, listed=True)
    quoted: str = text("原文", search=True, listed=True)
    comment: str = long_text("意见", required=True, search=True, listed=True)
    noted_by: str = person("提出人", listed=True)
    noted_on: date | None = day("日期", listed=True)
    answer: str = long_text("处理说明")


def records(session: Session) -> Store:
    store = session.store(Compartment.RECORDS)
    assert store is not None
    return store


@pytest.fixture
def old(tmp_path: Path) -> Iterator[tuple[Vault, str]]:
    """A vault with two comments on a report as the version before wrote them, and the report's id."""
    vault, _ = Vault.create(
        tmp_path / "库", kind="group", grade="工作秘密", login="组长甲", password=PASSWORD, kdf=CHEAP
    )
    prepare(
        vault
    )  # rows written by the old declaration have in the new columns what the migration puts there
    types = [kind.cls for kind in catalog() if kind.name != "report_comment"]
    actor = Actor(vault.user.user_id, "组长甲", ALL, vault.replica_id)
    session = open_session(vault, Catalog((*types, CommentOfBefore), step_rules()), actor, "writer")
    site = cases.on_site(session)
    cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    for comment in ("写清金额", "换个说法"):
        session.create(
            CommentOfBefore(report_id=report.id, task_id=site.task.id, quoted="报销", comment=comment)
        )
    session.close()
    yield vault, report.id
    vault.close()


def test_comments_of_before_other_texts_could_be_commented_on_stay_sealed_and_can_be_settled(
    old: tuple[Vault, str],
) -> None:
    vault, report_id = old
    session = session_on(vault)
    try:
        held = comments_of(session, report_id)
        assert {comment.comment for comment in held} == {"写清金额", "换个说法"}
        assert {(comment.about, comment.quoted, comment.state) for comment in held} == {("", "报销", "open")}
        assert verify(session) == ()
        assert any(
            "还有2条批注没有处理" in why for why in session.why_not(session.get(Report, report_id), "submit")
        )
        settle_comment(session, held[0], adopted=True, answer="")
        assert {comment.state for comment in comments_of(session, report_id)} == {"adopted", "open"}
        assert verify(session) == ()
        records(session).conn.execute("UPDATE report_comment SET about = 'rect_plan' WHERE state = 'open'")
        assert records(session).faulty_rows(ReportComment.TYPE) == [
            comment.id for comment in comments_of(session, report_id) if comment.state == "open"
        ]
    finally:
        session.close()


def test_a_salvage_keeps_the_comments_of_before(old: tuple[Vault, str], tmp_path: Path) -> None:
    vault, _ = old
    vault.close()
    assert salvage(tmp_path / "库", catalog(), "组长甲", PASSWORD).kept["报告批注"] == 2
