"""监督重点清单, 六项纪律对照表, 政策参考清单 and 调阅资料清单 (domain.md §3.1-8, -12): lists made of one task's records."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.libraries.model import Policy, Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    centred,
    days_text,
    joined,
    label_row,
    one_label,
    sign_block,
)
from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.focus import ChecklistItem, PolicyReference
from app.areas.preparation.planning.papers.common import mark_of, unit_of
from app.areas.preparation.planning.service.shipped import shipped
from app.documents.paper import Align, Block, Cell, Column, Form, FormRow, Layout, Paper, Paragraph, Table

# 监督重点清单 (§3.1-8) ------------------------------------------------------------------------------------


def checklist(task: Task, unit: Unit, items: Sequence[ChecklistItem], labels: Labels) -> Paper:
    """A unit's own list, board by board: focus, point, concrete questions, what to read, whom to talk to, basis."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("聚焦", 30),
        Column("监督重点", 38),
        Column("具体问题点", weight=3),
        Column("查阅资料", 44),
        Column("谈话对象", 32),
        Column("依据", 36),
    )
    rows = tuple(
        (
            str(place),
            one_label(labels, "focus", item.focus),
            item.point,
            item.questions,
            item.documents,
            item.talk_to,
            item.basis,
        )
        for place, item in enumerate((held for held in items if held.state != "skipped"), 1)
    )
    body: tuple[Block, ...] = (
        Paragraph(f"巡察组：{task.group_name}　　被巡察单位：{unit.name}", indent=False),
        Table(columns, rows, size_pt=9),
        sign_block("本清单经组务会研究。", ("承办人", ""), ("组长", task.leader)),
    )
    return Paper(
        name="unit_checklist",
        title=f"{unit.short_name or unit.name}监督重点清单",
        layout=Layout.FORM,
        landscape=True,
        secrecy=mark_of(labels, task),
        body=body,
    )


# 六项纪律对照表 -------------------------------------------------------------------------------------------


def disciplines(
    task: Task, unit: Unit, items: Sequence[ChecklistItem], titles: dict[str, str], labels: Labels
) -> Paper:
    """The six disciplines against one unit: point, result, what was found, and the findings that came of it."""
    rows: list[FormRow] = [label_row("纪律", "要点", "结论", "了解方式和发现的情况", "形成的问题")]
    for code in dict.fromkeys(item.discipline for item in items):
        own = [item for item in items if item.discipline == code]
        for place, item in enumerate(own):
            said = joined(item.method, item.found, by="；")
            found = "\n".join(titles.get(id, "") for id in item.finding_ids)
            cells = (
                Cell(item.point),
                centred(item.TYPE.lifecycle.state(item.state).label),
                Cell(said),
                Cell(found),
            )
            first = (
                (Cell(one_label(labels, "discipline", code), rows=len(own), label=True),)
                if place == 0
                else ()
            )
            rows.append((*first, *cells))
    return Paper(
        name="discipline_check",
        title=f"{unit.short_name or unit.name}六项纪律对照表",
        layout=Layout.FORM,
        landscape=True,
        secrecy=mark_of(labels, task),
        body=(
            Paragraph(f"巡察组：{task.group_name}　　被巡察单位：{unit.name}", indent=False),
            Form(tuple(rows), (1.6, 4.4, 1.8, 6.0, 4.0)),
        ),
    )


# 政策参考清单 ---------------------------------------------------------------------------------------------


def policy_list(
    task: Task, unit: Unit, rows: Sequence[tuple[PolicyReference, Policy]], labels: Labels
) -> Paper:
    """The policies to hold a unit's work against: name and clause, text, focus, where it is used."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("文件和条款", 62),
        Column("条款原文", weight=2),
        Column("对应聚焦", 38),
        Column("用在哪里", 44),
    )
    return Paper(
        name="policy_list",
        title=f"{unit.short_name or unit.name}政策参考清单",
        layout=Layout.FORM,
        landscape=True,
        secrecy=mark_of(labels, task),
        body=(
            Table(
                columns,
                tuple(
                    (
                        str(place),
                        joined(policy.title, policy.clause, by=""),
                        policy.content,
                        one_label(labels, "focus", row.focus),
                        row.why,
                    )
                    for place, (row, policy) in enumerate(rows, 1)
                ),
                size_pt=10,
            ),
        ),
    )


# 调阅资料清单 (§3.1-12) -----------------------------------------------------------------------------------

OWN = "本单位清单另需"


def reading_list(task: Task, unit: Unit, items: Sequence[ChecklistItem], labels: Labels) -> Paper:
    """The documents to be provided in four classes, those of the unit's own list besides; signed on giving and return."""
    read = shipped("planning", "reading")
    classes = [(str(row["kind"]), [str(name) for name in row["names"]]) for row in read["items"]]
    known = {name for _, names in classes for name in names}
    own = dict.fromkeys(
        name.strip()
        for item in items
        if item.state != "skipped" and item.board != "discipline"
        for name in item.documents.splitlines()
        if name.strip() and name.strip() not in known
    )
    classes.append((OWN, list(own)))
    rows: list[FormRow] = [label_row("类别", "序号", "资料名称", "时间段", "份数", "提供签字", "归还签字")]
    number = 0
    for kind, names in classes:
        for place, name in enumerate(names):
            number += 1
            first = (Cell(kind, rows=len(names), label=True),) if place == 0 else ()
            rows.append(
                (*first, centred(str(number)), Cell(name, min_height_mm=9), centred(str(read["period"])), Cell(), Cell(), Cell())
            )  # fmt: skip
    return Paper(
        name="reading_list",
        title="调阅资料清单",
        layout=Layout.FORM,
        secrecy=mark_of(labels, task),
        body=(
            Paragraph(
                f"被巡察单位：{unit.name}　　巡察组：{task.group_name}　　进驻时间：{days_text(task.stay_from, task.stay_to)}",
                indent=False,
                small=True,
            ),
            Form(tuple(rows), (2.0, 1.2, 5.4, 1.6, 1.2, 2.0, 2.0)),
            sign_block("资料逐件核对，借还清楚。", ("提供单位经办人", ""), ("巡察组经办人", task.liaison)),
        ),
    )


# From the vault -------------------------------------------------------------------------------------------


def _items(source: PaperSource, key: str, board: str = "") -> list[ChecklistItem]:
    held = [item for item in source.find(ChecklistItem, task_id=key) if not board or item.board == board]
    return sorted(held, key=lambda item: (item.position or 0, item.id))


def _build_checklist(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return checklist(task, unit_of(source, task), _items(source, key), source.code_label)


def _build_disciplines(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    items = _items(source, key, "discipline")
    cls = source.catalog["finding"].cls
    titles = {held.id: held.title for held in source.find(cls, task_id=key)}
    return disciplines(task, unit_of(source, task), items, titles, source.code_label)


def _build_policies(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    whole = [row for row in source.find(PolicyReference, round_id=task.round_id) if not row.task_id]
    rows = [*source.find(PolicyReference, task_id=key), *whole]
    pairs = [(row, source.get(Policy, row.policy_id)) for row in sorted(rows, key=lambda r: r.position or 0)]
    return policy_list(task, unit_of(source, task), pairs, source.code_label)


def _build_reading(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return reading_list(task, unit_of(source, task), _items(source, key), source.code_label)


CHECKLIST_SPEC = PaperSpec("unit_checklist", "监督重点清单", "task", _build_checklist, row=8)
DISCIPLINE_SPEC = PaperSpec("discipline_check", "六项纪律对照表", "task", _build_disciplines)
LISTS = (
    CHECKLIST_SPEC,
    DISCIPLINE_SPEC,
    PaperSpec("policy_list", "政策参考清单", "task", _build_policies),
    PaperSpec("reading_list", "调阅资料清单", "task", _build_reading, row=12),
)
