"""The pages of questionnaires and democratic assessment, and the ways to them from the menus of the records."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.fieldwork.surveys.polls import GROUP
from app.areas.fieldwork.surveys.view.entry import ENTRY, EntryPage
from app.areas.fieldwork.surveys.view.poll_page import POLL, PollPage
from app.areas.fieldwork.surveys.view.results import RESULTS, ResultsPage
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.query import Filter, Op, Query
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """答卷录入, 问卷统计, 测评计票."""
    return (
        PageSpec(ENTRY, "答卷录入", "keyboard", "fieldwork", EntryPage, group=GROUP),
        PageSpec(RESULTS, "问卷统计", "chart-column", "fieldwork", ResultsPage, group=GROUP),
        PageSpec(POLL, "测评计票", "scale", "fieldwork", PollPage, group=GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """From a questionnaire to its questions, entry and count; from an assessment to its votes."""
    return {
        "survey": (
            ActionOffer("增加题目…", "plus", _add_question),
            ActionOffer("看题目", "list", _questions),
            ActionOffer("录入答卷", "keyboard", lambda desk, ids: go_to(desk, ENTRY, ids[0])),
            ActionOffer("看统计", "chart-column", lambda desk, ids: go_to(desk, RESULTS, ids[0])),
        ),
        "poll": (ActionOffer("计票和汇总", "scale", lambda desk, ids: go_to(desk, POLL, ids[0])),),
    }


def _add_question(desk: Desk, ids: tuple[str, ...]) -> None:
    query = Query("survey_question", (Filter("survey_id", Op.EQ, ids[0]),))

    def show(count: int) -> None:
        desk.new_record("survey_question", survey_id=ids[0], position=count + 1)

    desk.work.read(lambda session: session.count(query), show)


def _questions(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.open_list("survey_question", (Filter("survey_id", Op.EQ, ids[0]),))
