"""The texts of feedback that people write in the outline editor: 反馈意见 and 巡察建议书 with the advice on governance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.areas.feedback.delivery.model import Recommendation
from app.areas.feedback.delivery.papers.letters import advice_paper
from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.feedback.papers import opinion_paper
from app.areas.reporting.prose import Pick, Prose, finding_picks
from app.areas.reporting.readback import LETTER, Plan
from app.core.records import Record

if TYPE_CHECKING:
    from db.session import Session

ADVICE = Plan((("存在的问题", ("problems",)), ("原因分析", ("causes",)), ("具体建议", ("advice",))))
"""The chapters of a recommendation."""


def problem_picks(session: Session, held: Record) -> tuple[Pick, ...]:
    """The problems that the unit of the record's task was, or is to be, told; of a recommendation those that it names."""
    ids: tuple[str, ...] = getattr(held, "problem_ids", ())
    task = str(getattr(held, "task_id", ""))
    found = [session.get(FeedbackProblem, id) for id in ids]
    if task:
        found += [row for row in session.find(FeedbackProblem, task_id=task) if row.id not in ids]
    kept = [row for row in found if row.state != "dropped" and not row.deleted]
    return tuple(
        Pick(row.title, session.code_label("focus", row.focus), row.number, _point(row)) for row in kept
    )


def _point(held: FeedbackProblem) -> str:
    parts = (" ".join(text.split()) for text in (held.title, held.detail) if text.strip())
    return "".join(text if text.endswith(("。", "！", "？")) else f"{text}。" for text in parts)


def _letter_picks(session: Session, held: Record) -> tuple[Pick, ...]:
    assert isinstance(held, FeedbackLetter)
    return problem_picks(session, held) or finding_picks(session, held.task_id, cites=False)


LETTER_PROSE = Prose(
    record=FeedbackLetter,
    page="letter_editor",
    compare="letter_compare",
    title="反馈意见编写",
    names=("basis", "overall", "problems", "opinions", "requirements"),
    plan=lambda _held: LETTER,
    paper=opinion_paper,
    points="problems",
    picks=_letter_picks,
    start="先在巡察任务里“起草反馈意见”，由报告和反馈问题生成初稿，再回到这里按提纲编写。",
)
ADVICE_PROSE = Prose(
    record=Recommendation,
    page="advice_editor",
    compare="advice_compare",
    title="巡察建议书编写",
    names=("problems", "causes", "advice"),
    plan=lambda _held: ADVICE,
    paper=advice_paper,
    points="problems",
    picks=problem_picks,
    start="巡察建议、专项治理建议和共性问题移交都在这里按提纲编写。",
)
