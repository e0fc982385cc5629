"""Lists and pages that are gathered under a group of the navigation are found through it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.areas.preparation.model import Member, Round, Task
from app.core.roles import Actor
from app.shell.navigator import Navigator
from app.widgets.page import AreaSpec, PageSpec, gathered, group_code, list_code


def _page(code: str, label: str, group: str) -> PageSpec:
    return PageSpec(code, label, "users", "preparation", lambda _desk: QWidget(), group)


AREA = AreaSpec(
    "preparation",
    "准备",
    "users",
    (Round, Task, Member),
    (
        _page("matrix", "回避核查", "人员"),
        _page("picks", "选配建议", "人员"),
        _page("alone", "全覆盖", "规划"),
    ),
)


def test_a_group_of_one_stands_by_itself() -> None:
    groups = gathered(AREA)
    assert [entry.label for entry in groups[""]] == ["全覆盖", "轮次", "巡察任务", "组员"]
    assert [entry.label for entry in groups["人员"]] == ["回避核查", "选配建议"]


def test_the_navigation_shows_a_group_once_and_marks_it_for_its_pages(qapp: object) -> None:
    nav = Navigator((AREA,), Actor("u", "某人", frozenset()), "库")
    assert nav.labels() == ("今日", "全覆盖", "轮次", "巡察任务", "组员", "人员")
    nav.show_code("picks")
    assert nav.tree.currentItem().text(0) == "人员"
    nav.show_code(list_code("round"))
    assert nav.tree.currentItem().text(0) == "轮次"
    assert group_code("preparation", "人员") in nav.codes()
    nav.deleteLater()
