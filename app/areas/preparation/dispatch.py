"""Make a task bundle (任务包): what a group needs of its tasks, sealed to its card and entered in both ledgers.

It sends nothing that was found on site, and no clue; a bundle that is not entered is not left on the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.preparation.model import Member, Round, Task
from app.areas.secrecy.model import BundleLog
from app.areas.secrecy.service import log_bundle, record_exposure
from app.bundle import contacts, transfer, unfinished
from app.bundle.bundle import BundleHeader, BundleKind, Card
from app.bundle.contents import Cancelled, Progress
from app.core.errors import InputProblems, KnownError, Problem
from app.core.records import Record

if TYPE_CHECKING:
    from db.session import Session


@dataclass(frozen=True)
class Part:
    """A group of record types that goes into a task bundle together. fixed: a bundle without it makes no sense."""

    code: str
    label: str
    types: tuple[str, ...]
    fixed: bool = False


PARTS = (
    Part("task", "任务、轮次和被巡察党组织", ("round", "unit", "task"), fixed=True),
    Part("people", "组员、回避申报和保密承诺", ("person", "member", "recusal", "pledge")),
    Part("policies", "政策依据库", ("policy",)),
    Part(
        "planning",
        "监督重点、单位清单、情况函和分工",
        (
            "plan",
            "focus_item",
            "checklist_item",
            "policy_reference",
            "partner",
            "info_request",
            "round_step",
            "post_duty",
            "equipment_item",
            "budget_item",
        ),
    ),
    Part(
        "lookback",
        "“回头看”的原反馈问题和整改情况",
        ("feedback_problem", "rect_task", "measure", "looked_back"),
    ),
    Part("codes", "下拉选项（代码项）", ("code_item",)),
    Part("schemes", "评分方案", ("scheme", "scheme_item")),
    Part("deadlines", "期限规则和节假日", ("deadline_rule", "holiday")),
    Part("judging", "措辞提示、底稿自查和线索移交规则", ("wording_phrase", "quality_rule", "routing_rule")),
    Part("gates", "报告关口", ("report_gate",)),
    Part("methods", "工作法和延伸最低要求", ("method_list", "method", "extension_minimum")),
    Part("process", "本轮流程步骤", ("process_step",)),
    Part("library", "共性问题、提纲等资料", ("library_item",)),
    Part("handbook", "本地手册章节和制度流程", ("handbook_chapter", "work_rule")),
    Part(
        "talks",
        "谈话题库和安排、调阅清单、比对规则",
        ("question", "interview_plan", "document_loan", "data_rule"),
    ),
    Part("templates", "文书模板和文号格式", ("paper_template", "paper_series")),
    Part("carriers", "发给该组的涉密载体", ("carrier",)),
    Part("archive", "归档范围和归档设置", ("archive_rule", "archive_setting")),
)


OF_TASK = frozenset(
    (
        "member", "recusal", "pledge", "carrier", "checklist_item", "info_request", "post_duty", "equipment_item",
        "budget_item", "looked_back", "interview_plan", "document_loan",
    )
)  # fmt: skip
"""Types of which only the records of the chosen tasks go out."""


@dataclass(frozen=True)
class Scope:
    """Which records of the chosen tasks go out."""

    tasks: frozenset[str]
    rounds: frozenset[str]
    units: frozenset[str]
    people: frozenset[str]
    earlier: frozenset[str] = frozenset()
    """Tasks that chosen ones look back at (回头看); their problems and rectification go along, nothing else."""

    def holds(self, record: Record) -> bool:
        """Whether `record` belongs to the tasks; libraries go whole."""
        if record.deleted:
            return False
        match record.TYPE.name:
            case "task":
                return record.id in self.tasks or record.id in self.earlier
            case "round":
                return record.id in self.rounds
            case "unit":
                return record.id in self.units
            case "person":
                return record.id in self.people
            case "process_step":
                return getattr(record, "round_id", "") in self.rounds
            case "deadline_rule":
                return getattr(record, "round_id", "") in {"", *self.rounds}
            case "feedback_problem" | "rect_task" | "measure":
                return getattr(record, "task_id", "") in self.earlier
            case "round_step":
                return getattr(record, "round_id", "") in self.rounds
            case "policy_reference":
                own, of_round = getattr(record, "task_id", ""), getattr(record, "round_id", "")
                return own in self.tasks if own else of_round in self.rounds
            case kind if kind in OF_TASK:
                return getattr(record, "task_id", "") in self.tasks
            case _:
                return True


def scope_of(session: Session, tasks: Sequence[Task]) -> Scope:
    """What belongs to `tasks`."""
    members = [held for task in tasks for held in session.find(Member, task_id=task.id)]
    wanted = [task.earlier_task_id for task in tasks]
    earlier = [session.get(Task, id) for id in wanted if session.exists("task", id)]
    both = (*tasks, *earlier)
    return Scope(
        frozenset(task.id for task in tasks),
        frozenset(task.round_id for task in both),
        frozenset(task.unit_id for task in both),
        frozenset(held.person_id for held in members if held.person_id),
        frozenset(task.id for task in earlier),
    )


def counts_of(session: Session, tasks: Sequence[Task]) -> dict[str, int]:
    """Part code → how many records it would send."""
    scope = scope_of(session, tasks)
    found = {}
    for part in PARTS:
        kinds = [session.catalog[name].cls for name in part.types if name in session.catalog]
        found[part.code] = sum(scope.holds(record) for cls in kinds for record in session.find(cls))
    return found


def send_tasks(
    session: Session,
    folder: Path,
    tasks: Sequence[Task],
    to: Card,
    parts: Sequence[str],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Path, BundleLog]:
    """Seal `tasks` with the chosen parts to a group's card, into `folder` under a neutral name; one transaction.

    Refused or InputProblems, with everything that is wrong; then no file is left.
    """
    session.allow("bundle.seal", "不能制作任务包")
    wrong = [] if tasks else [Problem("tasks", "还没有选任务")]
    if to.kind != "group":
        wrong.append(Problem("card", "任务包要封给巡察组的名片"))
    if wrong:
        raise InputProblems("任务包还不能制作", wrong)
    scope = scope_of(session, tasks)
    chosen = [part for part in PARTS if part.fixed or part.code in parts]
    names = [name for part in chosen for name in part.types]

    path = unfinished.working_path(session, folder)
    try:
        with session.transaction():
            sealed = transfer.send(
                session,
                path,
                kind=BundleKind.TASK,
                to=[to],
                kinds=[session.catalog[name] for name in names],
                wanted=scope.holds,
                facts={"tasks": len(tasks)},
                extra=_notices(session),
                progress=progress,
                cancelled=cancelled,
            )
            logged = log_bundle(
                session, bundle_entry(sealed.header, to, "out", tasks[0].id if len(tasks) == 1 else "")
            )
            record_exposure(
                session,
                kind="bundle",
                paper=BundleKind.TASK.label,
                records=list(tasks),
                destination=f"{to.org}{to.name}",
                sha256=sealed.sha256,
            )
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    # Named once it is registered: a number may be skipped after a power cut, but never given to two bundles.
    return name_by_id(path, sealed.bundle_id), logged


NOTICES = "cards/notices.jsonl"
"""Where a task bundle carries the notices of cards that the office took back."""


def _notices(session: Session) -> tuple[tuple[str, bytes], ...]:
    passed_on = contacts.notices_to_pass_on(session)
    return ((NOTICES, passed_on),) if passed_on else ()


def take_over_numbering(session: Session, tasks: Sequence[Task]) -> None:
    """Let this vault number its papers by the group and round of the task that came."""
    for task in tasks[:1]:
        round_ = session.get(Round, task.round_id)
        for key, ordinal in (("group", task.group_ordinal), ("round", round_.ordinal)):
            if ordinal:
                session.set_setting(key, ordinal)


def name_by_id(path: Path, bundle_id: str) -> Path:
    """Rename a fresh bundle to its neutral name in the same folder. KnownError when the disk refuses."""
    try:
        return path.replace(neutral_path(path.parent, bundle_id))
    except OSError as error:
        raise KnownError("密封包没有写成", kept="库内容没有变化", todo="请检查目标盘的空间和权限") from error


def neutral_path(folder: Path, bundle_id: str) -> Path:
    """The file name of a bundle: the beginning of its id, so that the name tells nothing."""
    return folder / f"{bundle_id[:12]}.xcb"


def bundle_entry(header: BundleHeader, other: Card, direction: str, task_id: str) -> BundleLog:
    """The register's entry for a bundle sent to, or received from, `other`."""
    return BundleLog(
        task_id=task_id,
        bundle_id=header.bundle_id,
        label=header.kind.label,
        kind=header.kind.value,
        direction=direction,
        made_at=datetime.now().replace(second=0, microsecond=0),
        counterpart=f"{other.org}{other.name}",
        counterpart_key=other.key_id,
        sha256=header.sha256,
        content_root=header.content_root,
        size=header.payload_offset + header.length,
        sequence=header.sequence,
        previous_sha256=header.previous,
        counts="\n".join(f"{name} {count}" for name, count in header.counts.items()),
        records=sum(header.counts.values()),
        journal_head=header.anchors.get("head", ""),
        journal_seq=int(header.anchors.get("seq", "0")),
    )
