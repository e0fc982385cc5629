"""The page 双公开一览 and the actions that gather what is withheld and draft both versions.

Nothing is written here; app.areas.rectification.publication.service does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from app.areas.preparation.model import Task
from app.areas.rectification.publication.model import PUBLICATION, Publication, WithheldItem
from app.areas.rectification.publication.service import composed, draft_publication, gather_withheld
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import facts, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.rows import button, words
from app.widgets.task_page import TaskPage
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from db.session import Session

PAGE = "rectification.publication"
SCOPES = ("party", "public")


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """双公开一览."""
    return (
        PageSpec(PAGE, "双公开一览", "external-link", "rectification", PublicationPage, group=PUBLICATION),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Drafts are made on the page."""
    return {}


@dataclass(frozen=True)
class Version:
    """One version: its label, facts of the newest publication, its text as it would be made today, how many were left out."""

    scope: str
    label: str
    id: str
    rows: tuple[tuple[str, str], ...]
    text: str
    left: int


@dataclass(frozen=True)
class Shown:
    """What is withheld (cells, id) and both versions."""

    withheld: tuple[tuple[tuple[str, ...], str], ...]
    versions: tuple[Version, ...]


class PublicationPage(TaskPage[Shown]):
    """What is withheld, then the party's and the public version."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "双公开一览",
            "公开稿由整改记录生成，减去批准不公开的事项",
            about="publication",
            watched=("publication", "withheld_item", "feedback_problem", "rect_task"),
        )

    def read(self, session: Session, task_id: str) -> Shown:
        """Withheld items and both versions of one unit."""
        task = session.get(Task, task_id)
        items = session.find(WithheldItem, task_id=task_id)
        withheld = tuple((_item(session, held), held.id) for held in items)
        return Shown(withheld, tuple(_version(session, task, scope) for scope in SCOPES))

    def draw(self, box: QVBoxLayout, shown: Shown) -> None:
        """Three sections."""
        go = button("汇总拟不公开事项", self.with_task(gather))
        section(box, "拟不公开事项", f"{len(shown.withheld)}项", go)
        if shown.withheld:
            heads = ("事项", "对谁不公开", "问题的理由", "措施的理由", "审批")
            lines = Lines("拟不公开事项", heads, (220, 150, 150, 150, 90), most=6)
            for cells, id in shown.withheld:
                lines.add(cells, id)
            lines.opened.connect(self._on_item)
            lines.fit()
            box.addWidget(lines)
        else:
            text = "没有。反馈问题或整改任务上勾了“拟不公开”的，在这里汇总报批。"
            box.addWidget(words(text, "body-muted", wrap=True))
        for version in shown.versions:
            make = button(
                "起草公开稿" if not version.id else "再起草一稿",
                self.with_task(partial(draft, version.scope)),
                role="main" if version.scope == "public" and not version.id else "",
            )
            parts = [make]
            if version.id:
                parts.insert(
                    0, button("打开公开稿", partial(self.desk.open_record, "publication", version.id))
                )
            section(box, version.label, f"按今天的记录减去{version.left}项", *parts)
            box.addWidget(facts(version.rows))
            text = version.text or "还没有可以公开的内容。"
            box.addWidget(words(text if len(text) < 240 else f"{text[:240]}……", "body-muted", wrap=True))

    def _on_item(self, id: object) -> None:
        self.desk.open_record("withheld_item", str(id))


def _item(session: Session, held: WithheldItem) -> tuple[str, ...]:
    scopes = "、".join(session.code_label("publication_scope", code) for code in held.scopes)
    return (
        held.matter, scopes, held.problem_why, held.measure_why, held.TYPE.lifecycle.state(held.state).label,
    )  # fmt: skip


def _version(session: Session, task: Task, scope: str) -> Version:
    label = session.code_label("publication_scope", scope)
    text, left = composed(session, task, scope)
    held = session.find(Publication, task_id=task.id, scope=scope)
    if not held:
        return Version(scope, label, "", (("情况", "还没有起草"),), text, left)
    newest = held[-1]
    period = " 至 ".join(str(day) for day in (newest.from_on, newest.to_on) if day)
    count = "" if newest.opinions_count is None else f"{newest.opinions_count}条"
    rows = (
        ("情况", f"{newest.number}　{newest.TYPE.lifecycle.state(newest.state).label}"),
        ("公示期", period),
        ("载体", newest.medium),
        ("联系方式", " ".join(filter(None, (newest.contact, newest.phone)))),
        ("收到意见", count),
    )
    return Version(scope, label, newest.id, rows, text, left)


def gather(desk: Desk, ids: tuple[str, ...]) -> None:
    """Make an item for every problem marked to be withheld, and show them."""

    def done(made: tuple[WithheldItem, ...]) -> None:
        desk.note(f"已汇总 {len(made)} 项" if made else "没有新的拟不公开事项")
        desk.open_list("withheld_item", (Filter("task_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: gather_withheld(session, session.get(Task, ids[0])), done)


def draft(scope: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Draft one version and open it."""
    desk.work.write(
        lambda session: draft_publication(session, session.get(Task, ids[0]), scope, today=date.today()).id,
        lambda id: desk.open_record("publication", id),
    )
