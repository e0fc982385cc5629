"""Pages and menu actions of delivery: who was told what, task by task; drafts for all levels; reminders.

Nothing is written here; app.areas.feedback.delivery.service does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.feedback.delivery.model import MEETINGS, FeedbackSession, Notification, Recommendation
from app.areas.feedback.delivery.service import (
    DoubleFeedback,
    Followed,
    chase,
    double_feedback,
    draft_head_letter,
    draft_notifications,
    draft_recommendation,
    followed,
    levels,
    plan_sessions,
    recommend_common,
)
from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.prose import ADVICE_PROSE
from app.areas.fieldwork.view import on_both
from app.areas.preparation.model import Task
from app.areas.reporting.view.prose_pages import actions_of, pages_of
from app.areas.workpapers.judging.model import CommonProblem
from app.core.records import Record
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import ask_fields, facts, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.rows import beside, button
from app.widgets.task_page import TaskPage
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from db.session import Session

PAGE = "feedback.delivery"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """双反馈与抄告一览; the editor of a recommendation."""
    overview = PageSpec(PAGE, "双反馈与抄告一览", "send", "feedback", DeliveryPage, group=MEETINGS)
    return (overview, *pages_of(ADVICE_PROSE))


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Recommendations and their reminders; the page makes the rest."""
    return {
        "feedback_problem": on_both("起草巡察建议书…", "lightbulb", "反馈问题", recommend),
        "recommendation": (ActionOffer("登记催办…", "bell", remind), *actions_of(ADVICE_PROSE)),
        "common_problem": (ActionOffer("起草巡察建议书…", "lightbulb", recommend_judged),),
    }


@dataclass(frozen=True)
class Told:
    """What the page shows. sessions, levels: texts of the cells and the record behind, ("", "") for none yet."""

    double: DoubleFeedback
    sessions: tuple[tuple[tuple[str, ...], tuple[str, str]], ...]
    levels: tuple[tuple[tuple[str, ...], tuple[str, str]], ...]
    advice: Followed
    advised: tuple[tuple[tuple[str, ...], tuple[str, str]], ...]


class DeliveryPage(TaskPage[Told]):
    """Both feedback sessions, every level beside the unit, and the recommendations of the round."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "双反馈与抄告一览",
            "两个反馈都办了（或者有批准的理由）才算已反馈；专报和抄告逐级签收",
            about="feedback_session",
            watched=("feedback_session", "notification", "recommendation", "feedback_letter"),
        )

    def read(self, session: Session, task_id: str) -> Told:
        """Sessions, levels and recommendations of a task."""
        task = session.get(Task, task_id)
        double = double_feedback(session, task)
        advised = [
            one for one in session.find(Recommendation, round_id=task.round_id) if one.state != "dropped"
        ]
        return Told(
            double,
            tuple(
                _session_row(session, kind, held)
                for kind, held in (("head", double.head), ("body", double.body))
            ),
            tuple(_level_row(session, level.audience, level.sent) for level in levels(session, task)),
            followed(session, task.round_id, today=date.today()),
            tuple(_advice_row(session, one) for one in advised),
        )

    def draw(self, box: QVBoxLayout, shown: Told) -> None:
        """Three sections, one below the other."""
        state = "已反馈" if shown.double.fed_back else "还不算已反馈"
        section(
            box, "双反馈", state,
            button("起草对主要负责人的反馈意见", self.with_task(head_letter)),
            button("安排双反馈", self.with_task(both_sessions), role="main"),
        )  # fmt: skip
        if shown.double.missing:
            box.addWidget(facts([("还缺", "；".join(shown.double.missing))]))
        if shown.double.exception:
            box.addWidget(facts([("不作双反馈", shown.double.exception)]))
        heads = ("反馈对象", "日期", "地点", "反馈人", "签收", "状态")
        box.addWidget(self._lines("双反馈", heads, (130, 96, 130, 80, 210, 90), shown.sessions, 2))
        sent = sum(bool(key[1]) for _, key in shown.levels)
        draft = button("起草专报和抄告", self.with_task(all_levels))
        section(box, "专报与抄告", f"{sent}/{len(shown.levels)}级", draft)
        levels_heads = ("送给哪一级", "收件", "问题", "送出", "签收", "答复", "状态")
        box.addWidget(
            self._lines("专报与抄告", levels_heads, (110, 150, 50, 96, 150, 96, 80), shown.levels, 1)
        )
        section(box, "本轮巡察建议", shown.advice.formula)
        heads = ("发给", "建议", "期限", "催办", "采纳", "状态")
        if shown.advised:
            box.addWidget(self._lines("巡察建议", heads, (130, 240, 96, 60, 90, 80), shown.advised, 1))
        else:
            go = button("去反馈问题", partial(self.desk.open_page, "list:feedback_problem"))
            box.addLayout(beside(go, None))
            box.addWidget(facts([("怎么起草", "在反馈问题里选中一个或几个问题，用“起草巡察建议书…”")]))

    def _lines(
        self,
        name: str,
        heads: tuple[str, ...],
        widths: tuple[int, ...],
        rows: tuple[tuple[tuple[str, ...], tuple[str, str]], ...],
        grow: int,
    ) -> Lines:
        made = Lines(name, heads, widths, grow=grow)
        for texts, key in rows:
            made.add(texts, key if key[1] else None)
        made.opened.connect(self._on_opened)
        made.fit()
        return made

    def _on_opened(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)


def _session_row(
    session: Session, kind: str, held: FeedbackSession | None
) -> tuple[tuple[str, ...], tuple[str, str]]:
    label = session.code_label("feedback_kind", kind)
    if held is None:
        return (label, "", "", "", "", "还没有安排"), ("", "")
    signed = " ".join(filter(None, (held.signed_for_by, str(held.signed_for_on or ""))))
    cells = (
        label, str(held.held_on or ""), held.place, held.presenter, signed or "未签收",
        held.TYPE.lifecycle.state(held.state).label,
    )  # fmt: skip
    return cells, (held.TYPE.name, held.id)


def _level_row(
    session: Session, audience: str, held: Notification | None
) -> tuple[tuple[str, ...], tuple[str, str]]:
    label = session.code_label("notification_audience", audience)
    if held is None:
        return (label, "", "", "", "", "", "还没有起草"), ("", "")
    receipt = " ".join(filter(None, (held.receipt_by, str(held.receipt_on or ""))))
    cells = (
        label, held.addressee or "还没有填写", str(len(held.problem_ids)), str(held.sent_on or ""), receipt,
        str(held.answered_on or ""), held.TYPE.lifecycle.state(held.state).label,
    )  # fmt: skip
    return cells, (held.TYPE.name, held.id)


def _advice_row(session: Session, held: Recommendation) -> tuple[tuple[str, ...], tuple[str, str]]:
    adopted = session.code_label("advice_adoption", held.adopted) if held.adopted else ""
    cells = (
        held.receiver or "还没有填写", held.title, str(held.due_on or ""), str(held.chases or ""), adopted,
        held.TYPE.lifecycle.state(held.state).label,
    )  # fmt: skip
    return cells, (held.TYPE.name, held.id)


# Actions --------------------------------------------------------------------------------------------------


def head_letter(desk: Desk, ids: tuple[str, ...]) -> None:
    """Draft the written feedback to the head."""
    desk.work.write(
        lambda session: draft_head_letter(session, session.get(Task, ids[0])).id,
        lambda id: desk.open_record("feedback_letter", id),
    )


def both_sessions(desk: Desk, ids: tuple[str, ...]) -> None:
    """Arrange what is not arranged yet, and show both."""

    def done(made: tuple[FeedbackSession, ...]) -> None:
        desk.note(f"已安排 {len(made)} 次反馈" if made else "两次反馈都已安排")
        desk.open_list("feedback_session", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: plan_sessions(session, session.get(Task, ids[0])), done)


def all_levels(desk: Desk, ids: tuple[str, ...]) -> None:
    """Draft a report or copy for each level that has none."""

    def done(made: tuple[Notification, ...]) -> None:
        desk.note(f"已起草 {len(made)} 件专报和抄告" if made else "各级都已起草")
        desk.open_list("notification", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: draft_notifications(session, session.get(Task, ids[0])), done)


def recommend(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for kind and receiver, then draft a recommendation over the chosen problems."""

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> str:
            problems = [session.get(FeedbackProblem, id) for id in ids]
            return draft_recommendation(session, problems, **values).id

        desk.work.write(write, lambda id: desk.open_record("recommendation", id))

    ask_fields(
        desk, "起草巡察建议书", lambda _session: Recommendation(), ("kind", "receiver"), "起草", store,
        needs=("kind", "receiver"), text=f"依据所选 {len(ids)} 个问题；建议内容在表单里补写。",
    )  # fmt: skip


def recommend_judged(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for kind and receiver, then draft a recommendation out of a judged problem."""

    def make(session: Session) -> Recommendation:
        common = session.get(CommonProblem, ids[0])
        return Recommendation(kind="common", receiver=common.authority)

    def store(_record: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: recommend_common(session, session.get(CommonProblem, ids[0]), **values).id,
            lambda id: desk.open_record("recommendation", id),
        )

    ask_fields(
        desk, "起草巡察建议书", make, ("kind", "receiver"), "起草", store,
        needs=("kind", "receiver"), text="共同表现、原因和建议由研判带过来，依据的反馈问题自动列上。",
    )  # fmt: skip


def remind(desk: Desk, ids: tuple[str, ...]) -> None:
    """Enter a reminder with its day."""

    def store(held: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: chase(session, session.get(Recommendation, held.id), on=values["chased_on"]),
            lambda made: desk.note(f"{made.number}已催办 {made.chases} 次"),
        )

    def make(session: Session) -> Recommendation:
        return session.get(Recommendation, ids[0])

    ask_fields(desk, "登记催办", make, ("chased_on",), "登记", store, needs=("chased_on",))
