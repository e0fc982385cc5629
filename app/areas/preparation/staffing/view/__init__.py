"""Pages and menu actions: recusal and conditions as matrices, people proposed, rotation, training, letters."""

from __future__ import annotations

from collections.abc import Mapping

from app.areas.preparation.model import Round
from app.areas.preparation.staffing.letters import letters_for
from app.areas.preparation.staffing.model import GROUP, DrawLetter
from app.areas.preparation.staffing.view.conditions import CONDITIONS, ConditionsPage
from app.areas.preparation.staffing.view.recusal import RECUSAL, RecusalPage
from app.areas.preparation.staffing.view.rotation import ROTATION, RotationPage
from app.areas.preparation.staffing.view.suggest import SUGGEST, SuggestPage
from app.areas.preparation.staffing.view.training import TRAINING, TrainingPage
from app.widgets import dialogs
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.field_sheet import active_window
from app.widgets.offering import on_both
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """选配建议, 回避核查, 条件核查, 轮岗和抽调, 培训签到."""
    return (
        PageSpec(SUGGEST, "选配建议", "users", "preparation", SuggestPage, GROUP),
        PageSpec(RECUSAL, "回避核查", "shield-check", "preparation", RecusalPage, GROUP),
        PageSpec(CONDITIONS, "资格核查", "user-check", "preparation", ConditionsPage, GROUP),
        PageSpec(ROTATION, "轮岗和抽调人次", "refresh-cw", "preparation", RotationPage, GROUP),
        PageSpec(TRAINING, "培训签到", "square-check", "preparation", TrainingPage, GROUP),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Ways from rounds, tasks and sessions to the pages; letters for a round."""
    return {
        "round": (
            ActionOffer("生成抽调函…", "send", make_letters),
            ActionOffer("回避核查", "shield-check", _to_recusal),
        ),
        "task": (ActionOffer("选配建议", "users", _to_suggest),),
        "training_course": on_both("签到和成绩", "square-check", "培训场次", _to_training),
    }


def _to_recusal(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, RECUSAL, ids[0])


def _to_suggest(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, SUGGEST, ids[0])


def _to_training(desk: Desk, ids: tuple[str, ...]) -> None:
    go_to(desk, TRAINING, ids[0])


def make_letters(desk: Desk, ids: tuple[str, ...]) -> None:
    """A letter for every home unit that has none, then their list."""

    def made(letters: tuple[DrawLetter, ...]) -> None:
        if not letters:
            dialogs.tell(
                active_window(),
                "没有需要生成的抽调函",
                "本轮组员都已经列进抽调函，或者还没有写明派出单位。先在组员或人员库里补上派出单位。",
            )
            return
        desk.note(f"已生成 {len(letters)} 份抽调函，请填文号和发函日期")
        desk.open_list("draw_letter", (Filter("round_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: letters_for(session, session.get(Round, ids[0])), made)
