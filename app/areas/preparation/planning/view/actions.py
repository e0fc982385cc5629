"""Menu actions of planning: loading what is shipped, templates for a round or a group, lists, letters, citing policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.areas.libraries.model import Policy
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.focus import FocusItem, PolicyReference
from app.areas.preparation.planning.service import shipped
from app.areas.preparation.planning.service.focus import (
    citable,
    cite,
    import_theme,
    propose_policies,
    read_points,
    set_emphasis,
    start_list,
)
from app.areas.preparation.planning.view.checklist import CHECKLIST
from app.areas.preparation.planning.view.duties import load_duties
from app.areas.preparation.planning.view.letters import answer_letter, ask_round, chase_letters
from app.areas.preparation.planning.view.means import MEANS
from app.core.errors import InputProblems, Problem
from app.widgets import dialogs, theme
from app.widgets.aim import go_to
from app.widgets.desk import ActionOffer, Desk
from app.widgets.field_sheet import active_window
from app.widgets.frame import read_file
from app.widgets.lines import ID, Lines
from app.widgets.offering import on_both
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

MOST_BYTES = 16 << 20


def offers() -> Mapping[str, tuple[ActionOffer, ...]]:
    """By record type."""
    return {
        "responsibility": (ActionOffer("载入通用责任清单…", "import", load_duties, on_list=True),),
        "focus_item": (
            ActionOffer("载入随程序提供的重点", "import", _load(shipped.load_boards), on_list=True),
            ActionOffer("从表格导入专项重点…", "upload", import_points, on_list=True),
        ),
        "choice_factor": (ActionOffer("载入通用权重", "import", _load(shipped.load_weights), on_list=True),),
        "partner": (
            ActionOffer("载入常用协作单位和职责", "import", _load(shipped.load_partners), on_list=True),
        ),
        "library_item": (
            ActionOffer("载入准备阶段文书提纲", "import", _load(shipped.load_texts), on_list=True),
        ),
        "round": (
            ActionOffer("套用首轮方案模板", "list", _apply_round),
            ActionOffer("向协作单位制发情况函…", "mail", ask_round),
        ),
        "task": (
            ActionOffer("列出一单位一清单", "list-checks", _start_list),
            ActionOffer("把清单写入监督重点", "pencil", _emphasis),
            ActionOffer("提出政策参考", "book-open", _policies),
            ActionOffer("套用岗位职责模板", "users", _apply_posts),
            ActionOffer("套用装备经费模板", "package", _apply_means),
        ),
        "info_request": (
            *on_both("催办…", "bell", "巡前情况函", chase_letters),
            ActionOffer("登记回函…", "check", answer_letter),
        ),
        "finding": (ActionOffer("引用政策参考…", "book-open", cite_policies),),
    }


def _load(load: Callable[[Session], int]) -> Callable[[Desk, tuple[str, ...]], None]:
    def run(desk: Desk, _ids: tuple[str, ...]) -> None:
        desk.work.write(
            load, lambda count: desk.note(f"已载入 {count} 条" if count else "已经载入过，没有新增")
        )

    return run


def _apply_round(desk: Desk, ids: tuple[str, ...]) -> None:
    def done(count: int) -> None:
        desk.note(f"已列出 {count} 步，请核对时间和负责")
        desk.open_list("round_step", (Filter("round_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: shipped.apply_round_template(session, session.get(Round, ids[0])), done)


def _start_list(desk: Desk, ids: tuple[str, ...]) -> None:
    def done(count: int) -> None:
        desk.note(f"已列入 {count} 条，请删改成本单位的清单")
        go_to(desk, CHECKLIST, ids[0])

    desk.work.write(lambda session: len(start_list(session, session.get(Task, ids[0]))), done)


def _emphasis(desk: Desk, ids: tuple[str, ...]) -> None:
    desk.work.write(
        lambda session: set_emphasis(session, session.get(Task, ids[0])),
        lambda _task: desk.note("已把清单写入本任务的监督重点"),
    )


def _policies(desk: Desk, ids: tuple[str, ...]) -> None:
    def done(count: int) -> None:
        desk.note(f"已提出 {count} 条政策参考" if count else "没有新的政策可以提出")
        desk.open_list("policy_reference", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: len(propose_policies(session, session.get(Task, ids[0]))), done)


def _apply_posts(desk: Desk, ids: tuple[str, ...]) -> None:
    def done(count: int) -> None:
        desk.note(f"已列出 {count} 个岗位，请填人员")
        desk.open_list("post_duty", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: shipped.apply_posts(session, session.get(Task, ids[0])), done)


def _apply_means(desk: Desk, ids: tuple[str, ...]) -> None:
    def done(count: int) -> None:
        desk.note(f"已列出 {count} 项，请填写数量和金额")
        go_to(desk, MEANS, ids[0])

    desk.work.write(lambda session: shipped.apply_means(session, session.get(Task, ids[0])), done)


# A special theme's list from a sheet ----------------------------------------------------------------------


def import_points(desk: Desk, _ids: tuple[str, ...]) -> None:
    """Pick a sheet, ask for the theme, and keep its points as the list of that special theme."""
    dialogs.pick_open(
        active_window(),
        "选择专项监督重点表（.xlsx）",
        lambda names: open_points(desk, Path(names[0])),
        kinds="表格 (*.xlsx)",
    )


def open_points(desk: Desk, path: Path) -> None:
    """Read a sheet of points; everything that is wrong with it is shown at once, and then nothing is imported."""

    def read() -> tuple[tuple[FocusItem, ...], tuple[Problem, ...]]:
        return read_points(read_file(path, MOST_BYTES))

    def shown(held: tuple[tuple[FocusItem, ...], tuple[Problem, ...]]) -> None:
        rows, problems = held
        if problems:
            desk.show_error(InputProblems("这张表还不能导入", problems))
            return
        dialogs.ask_text(
            active_window(),
            f"导入 {len(rows)} 条监督重点",
            "专项主题",
            "导入",
            partial(_keep_points, desk, rows),
            text="同一专项的重点写同一个主题；轮次和任务按主题取用。已有的重点不重复。",
            long=False,
        )

    desk.work.compute(read, shown)


def _keep_points(desk: Desk, rows: tuple[FocusItem, ...], theme_name: str) -> None:
    desk.work.write(
        lambda session: import_theme(session, rows, theme_name),
        lambda count: desk.note(f"已导入 {count} 条监督重点"),
    )


# Citing ---------------------------------------------------------------------------------------------------


def cite_policies(desk: Desk, ids: tuple[str, ...]) -> None:
    """Offer the reference list of the finding's task; what is ticked is added to its policies."""

    def show(rows: tuple[tuple[PolicyReference, Policy], ...]) -> None:
        if not rows:
            dialogs.tell(
                active_window(),
                "没有可以引用的政策参考",
                "本任务还没有政策参考清单，或清单里的都已引用。可以在巡察任务的菜单里“提出政策参考”。",
            )
            return
        _offer(desk, ids[0], rows)

    desk.work.read(partial(citable, finding_id=ids[0]), show)


def _offer(desk: Desk, finding_id: str, rows: tuple[tuple[PolicyReference, Policy], ...]) -> None:
    sheet = dialogs.Sheet(active_window(), "引用政策参考")
    sheet.setMinimumWidth(theme.scaled(760))
    sheet.say("勾选要引用的条款；与问题同一聚焦的排在前面。", "body-muted")
    lines = Lines("政策参考清单", ("文件和条款", "条款原文", "用在哪里"), (300, 240, 160), grow=1, most=12)
    for row, policy in rows:
        item = lines.add((policy.title + policy.clause, " ".join(policy.content.split()), row.why), policy.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Unchecked)
        item.setToolTip(1, policy.content)
    lines.fit()
    sheet.body.addWidget(lines)

    def done() -> None:
        chosen = [
            str(item.data(0, ID)) for item in lines.every() if item.checkState(0) is Qt.CheckState.Checked
        ]
        sheet.accept()
        if chosen:
            desk.work.write(
                lambda session: cite(session, finding_id, chosen),
                lambda _made: desk.note(f"已引用 {len(chosen)} 条政策依据"),
            )

    sheet.foot("取消", sheet.reject)
    sheet.foot("引用", done, main=True)
    sheet.open()
