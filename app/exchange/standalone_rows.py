"""What the tables of the stand-alone rectification program say of its tasks and problems.

It reads plain values and knows no record. Of the copies of a problem that the program keeps, one for each node, it makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exchange.standalone import Package
from app.exchange.standalone_model import ITEMS, KINDS, LIST, MATERIALS, PLAN, Head, Item, Kept, Step, Told
from app.exchange.standalone_papers import materials_of
from app.exchange.standalone_values import CLUE, Attached, Notes

OTHER = "rectificationOther"
_ROW = frozenset({"id", "createdAt", "updatedAt", "key"})
_SCREEN = frozenset({"expand", "requireKey", "requireUploadFileCount", "isRequire", "isLoaclAdd", "fileList"})
"""What the program's screens leave in a measure."""
_SEVEN = (
    "questionsType",
    "questionsSubclass",
    "questionsContent",
    "performanceContent",
    "correspondingContent",
)
_ASKED = ("questionsSpecial", "focusConcern", "focusSituation")
_PLANNED = (
    "rectifyGoal", "leaderList", "responsibleDepartment", "oftenInsist", "concentratedRectification", "completeTime",
)  # fmt: skip
_COMPLETED = ("measureList", "completeSituation", "problemCompletionOverview")
_WITHHELD = {
    "OrgUnpublishMap": ("isOrgUnpublish", "party"),
    "SocietyUnpublishMap": ("isSocietyUnpublish", "public"),
}
_ITEM = (
    _ROW | {*_SEVEN, *_ASKED, *_PLANNED, *_COMPLETED, *_WITHHELD, *(flag for flag, _ in _WITHHELD.values())}
) | {"responsiblePerson"}
_MEASURE = _ROW | _SCREEN | {
    "measuresContent", "leaderList", "responsiblePerson", "responsibleDepartment", "cutoffTime", "measureType",
    "completeSituation", "completeContent", "filesMap", OTHER, f"{OTHER}Content", *KINDS, *(f"{key}Content" for key in KINDS),
}  # fmt: skip


def heads_of(package: Package) -> tuple[Head, ...]:
    """The tasks whose rows the export holds, the one last open first."""
    notes = Notes({})
    current = {
        str(row.get("currentTaskId", "")) for _, row in notes.rows(package.tables.get("currentTaskId"), "")
    }
    found = []
    for _, row in notes.rows(package.tables.get("userInfo"), ""):
        table = row.get("id")
        if isinstance(table, str) and _rows_of(package, table) is not None:
            term, round_, group, kind, unit = (
                notes.line(row, key, "", "")
                for key in ("session", "round", "inspectionTeam", "inspectionType", "organization")
            )
            found.append(Head(table, term, round_, group, kind, unit, table in current))
    return tuple(sorted(found, key=lambda head: not head.current))


def _rows_of(package: Package, table: str) -> Mapping[str, Any] | None:
    held = package.tables.get(table)
    if table in ("settings", "userInfo", "currentTaskId") or not isinstance(held, list):
        return None
    return next((row for row in held if isinstance(row, dict) and row.get("id") == 1), None)


def read_task(package: Package, head: Head) -> Told:
    """Everything that the export says of one task, and everything that is wrong or not understood in it."""
    notes = Notes(package.files)
    nodes = _rows_of(package, head.table) or {}
    others = {other.table for other in heads_of(package)}
    for name, held in package.tables.items():
        if name not in ("settings", "userInfo", "currentTaskId") and name not in others:
            count = f"（{len(held)} 条）" if isinstance(held, list) else ""
            notes.unknown[f"表“{name[:40]}”{count}"] += 1
    for key in nodes:
        if key not in ITEMS and key not in MATERIALS and key not in _ROW:
            notes.unknown[f"环节“{key[:40]}”"] += 1
    items = _items(notes, nodes)
    materials = tuple(
        material for node in MATERIALS for material in materials_of(notes, node, nodes.get(node))
    )
    _note_strange(notes, package)
    unknown = tuple(f"{name}{f'，{times} 处' if times > 1 else ''}" for name, times in notes.unknown.items())
    return Told(
        head, items, materials, tuple(notes.problems), tuple(notes.notices), unknown,
        tuple(dict.fromkeys(notes.missing)), notes.sealed,
    )  # fmt: skip


def _note_strange(notes: Notes, package: Package) -> None:
    for name in package.strange:
        notes.unknown[f"压缩包里的“{name[-60:]}”"] += 1
    for name in package.files:
        if name in notes.used:
            continue
        if CLUE in name:
            notes.sealed += 1
        else:
            notes.unknown[f"附件“{name[-60:]}”（没有哪一条引用它）"] += 1


def _items(notes: Notes, nodes: Mapping[str, Any]) -> tuple[Item, ...]:
    copies: dict[str, dict[str, tuple[str, Mapping[str, Any]]]] = {}
    for node, label in ITEMS.items():
        for place, row in notes.rows(nodes.get(node), f"“{label}”"):
            where = f"“{label}”第{place}行"
            notes.keys(row, _ITEM, "反馈问题")
            id = row.get("id")
            if not isinstance(id, str) or not id.strip():
                notes.wrong(where, "没有编号，对不上前后环节")
            elif node in copies.setdefault(id, {}):
                notes.wrong(where, f"与{copies[id][node][0]}是同一条")
            else:
                copies[id][node] = (where, row)
    found = (_item(notes, id, held) for id, held in copies.items())
    return tuple(item for item in found if item is not None)


class _Copies:
    """The copies of one problem, to be asked field by field."""

    def __init__(self, notes: Notes, held: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        self._notes = notes
        self._held = held
        self._latest = [node for node in reversed(tuple(ITEMS)) if node in held]
        self.where = next(iter(held.values()))[0]

    def order(self, first: str) -> list[str]:
        """Where a field is looked for: where it is filled in, then from the last node back."""
        return [node for node in (first, *self._latest) if node in self._held]

    def of(self, key: str, first: str = "") -> tuple[str, Mapping[str, Any]]:
        """The copy that a field is taken from: the first that has it filled in."""
        order = self.order(first)
        node = next((node for node in order if self._held[node][1].get(key) not in (None, "", [])), order[0])
        return self._held[node]

    def note_differences(self, labels: Mapping[str, str], first: str) -> None:
        """Say where the copies differ in what only one node lets a person fill in."""
        for key, label in labels.items():
            said = [row.get(key) for _, row in self._held.values()]
            if len({str(value) for value in said if value not in (None, "", [])}) > 1:
                where = self.of(key, first)[0]
                self._notes.notices.append(f"“{label}”前后环节写的不一样，取了{where}的")


def _item(notes: Notes, id: str, held: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Item | None:
    copies = _Copies(notes, held)

    def text(key: str, label: str, first: str, *, one_line: bool = False) -> str:
        where, row = copies.of(key, first)
        return (notes.line if one_line else notes.text)(row, key, where, label)

    def truth(key: str, label: str, first: str) -> bool | None:
        where, row = copies.of(key, first)
        return notes.truth(row, key, where, label)

    category = text("questionsType", "问题类别", LIST, one_line=True)
    subcategory = text("questionsSubclass", "问题子类", LIST, one_line=True)
    title = text("questionsContent", "具体问题", LIST, one_line=True)
    detail = text("performanceContent", "具体表现", LIST)
    copies.note_differences({"questionsContent": "具体问题", "performanceContent": "具体表现"}, LIST)
    copies.note_differences({"rectifyGoal": "整改落实目标", "completeTime": "预计完成时间"}, PLAN)
    if not title and not detail:
        notes.wrong(copies.where, "没有“具体问题”，也没有“具体表现”")
        return None
    due_where, due_row = copies.of("completeTime", PLAN)
    status_where, status_row = copies.of("completeSituation")
    steps = _steps(notes, *copies.of("measureList"))
    leaders = _leaders(notes, *copies.of("leaderList", PLAN))
    person = text("responsiblePerson", "责任人", PLAN, one_line=True)
    return Item(
        id=id,
        where=copies.where,
        special=text("questionsSpecial", "所属专项", LIST, one_line=True),
        category=category,
        subcategory=subcategory,
        title=title or " ".join(detail.split()),
        detail=detail,
        focus=text("correspondingContent", "对应聚焦", LIST, one_line=True),
        key=bool(truth("focusConcern", "是否重点关注", LIST)),
        case=text("focusSituation", "重点关注情形", LIST, one_line=True),
        planned=any(
            row.get(key) not in (None, "", []) for key in (*_PLANNED, *_COMPLETED) for _, row in held.values()
        ),
        goal=text("rectifyGoal", "整改落实目标", PLAN),
        leaders=leaders or (((person, ""),) if person else ()),
        unit=text("responsibleDepartment", "责任单位", PLAN, one_line=True),
        lasting=truth("oftenInsist", "是否常态化坚持", PLAN),
        in_period=truth("concentratedRectification", "是否集中整改期完成", PLAN),
        due=notes.day(due_row, "completeTime", due_where, "预计完成时间"),
        status=notes.status(status_row, status_where, "具体问题整改完成情况"),
        overview=text("problemCompletionOverview", "问题完成情况概述", ""),
        steps=steps,
        kept=_kept(notes, copies),
    )


def _leaders(notes: Notes, where: str, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    found = []
    for _, person in notes.rows(row.get("leaderList"), f"{where}“责任领导”"):
        notes.keys(person, frozenset({"responsibleLeader", "responsibleLeaderType"}), "责任领导")
        name = notes.line(person, "responsibleLeader", where, "责任领导")
        if name:
            found.append((name, notes.line(person, "responsibleLeaderType", where, "责任领导类型")))
    return tuple(found)


def _steps(notes: Notes, where: str, row: Mapping[str, Any]) -> tuple[Step, ...]:
    found = []
    for place, held in notes.rows(row.get("measureList"), f"{where}“整改措施”"):
        at = f"{where}第{place}条措施"
        notes.keys(held, _MEASURE, "整改措施")
        content = notes.line(held, "measuresContent", at, "措施内容")
        files = _step_files(notes, at, held)
        if not content:
            if files or notes.text(held, "completeContent", at, "完成概述"):
                notes.wrong(at, "没有“措施内容”")
            continue
        person = notes.line(held, "responsiblePerson", at, "责任人")
        found.append(
            Step(
                at,
                content,
                _leaders(notes, at, held) or (((person, ""),) if person else ()),
                notes.line(held, "responsibleDepartment", at, "责任单位"),
                notes.day(held, "cutoffTime", at, "预计完成时间"),
                tuple(key for key, (label, _) in KINDS.items() if notes.truth(held, key, at, label)),
                notes.status(held, at, "完成情况"),
                notes.text(held, "completeContent", at, "完成概述"),
                {
                    key: count
                    for key, (label, _) in KINDS.items()
                    if (count := notes.count(held, f"{key}Content", at, label))
                },
                _other(notes, at, held),
                files,
            )
        )
    return tuple(found)


def _other(notes: Notes, where: str, held: Mapping[str, Any]) -> str:
    said = notes.line(held, f"{OTHER}Content", where, "其他")
    return "" if said == "0" else said


def _step_files(notes: Notes, where: str, held: Mapping[str, Any]) -> tuple[Attached, ...]:
    map_ = held.get("filesMap")
    if map_ not in (None, "") and not isinstance(map_, dict):
        notes.wrong(where, "的附件清单读不懂")
        return ()
    names = {"completeContent": "完成情况", f"{OTHER}Content": "其他"}
    names |= {f"{key}Content": label for key, (label, _) in KINDS.items()}
    lists = dict(map_ or {"completeContent": held.get("fileList")})
    for key in lists:
        if key not in names:
            notes.unknown[f"措施附件：“{key[:40]}”"] += 1
    found: list[Attached] = []
    for key, label in names.items():
        for _, row in notes.rows(lists.get(key), f"{where}“{label}”附件"):
            file = notes.file(row, where, label)
            if file is not None:
                found.append(file)
    return tuple(dict.fromkeys(found))


def _kept(notes: Notes, copies: _Copies) -> tuple[Kept, ...]:
    found = []
    for key, (flag, scope) in _WITHHELD.items():
        where, row = copies.of(key)
        held = row.get(key)
        if not isinstance(held, dict):
            if held not in (None, ""):
                notes.wrong(where, "的拟不公开事项读不懂")
            continue
        if row.get(flag) is False:
            continue
        said = [
            notes.text(held, name, where, label)
            for name, label in (
                ("issueNoPublic", "具体问题（拟不公开）"),
                ("issueNoPublicReason", "拟不公开理由"),
                ("issueRectificationNoPublic", "整改落实情况（拟不公开）"),
                ("issueRectificationNoPublicReason", "拟不公开理由"),
            )
        ]
        found.append(Kept(scope, *said))
    return tuple(found)
