"""Papers of meetings: 动员会议程、签到、记录、报道稿提纲, 座谈和列席记录, 临时党支部批复和会议记录.

What the group draws from a meeting (问题提炼) is printed in its own record alone, never in what is handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.areas.fieldwork.presence.model import ExtensionTarget, Hearing, TemporaryBranch
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    count_text,
    day_text,
    ended,
    filled_rows,
    joined,
    moment_text,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Member, Task
from app.core.errors import KnownError
from app.documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Form,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Table,
)

SIGN_ROWS = 18
TITLES = {
    "seminar": "座谈会记录",
    "attend": "列席会议记录",
    "report": "听取汇报记录",
    "mobilise": "巡察动员会会议记录",
    "branch": "临时党支部会议记录",
}

# 动员会 (domain.md §3.1-15) --------------------------------------------------------------------------------


def mobilisation_agenda(task: Task, unit: Unit, held: Hearing, labels: Labels) -> Paper:
    """What happens at the kick-off meeting, in order, and who does it."""
    head = unit.secretary or "党组织主要负责人"
    steps = (
        ("主持人宣布开会，介绍到会人员", held.host or head),
        ("宣读组长授权任职和任务分工决定", "巡察办到会负责人"),
        ("组长作动员讲话", task.leader),
        ("党组织主要负责人表态", head),
        ("说明民主测评和问卷的填写要求，当场填写、当场收回", task.deputies or "副组长"),
        ("主持人小结，宣布散会", held.host or head),
    )
    columns = (
        Column("序号", 14, align=Align.CENTER),
        Column("议程", weight=2.4),
        Column("主讲或主持", weight=1),
    )
    return Paper(
        name="mobilisation_agenda",
        title=f"{task.group_name}\n巡察{unit.short_name or unit.name}动员会议程",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy),
        body=(
            *_lead(
                ("时间", moment_text(held.held_at) or day_text(task.mobilised_on or task.stay_from)),
                ("地点", held.place),
                ("主持", held.host or head),
                ("参加人员", held.attendees or "巡察组全体成员，被巡察党组织班子成员、中层干部和职工代表"),
            ),
            Table(columns, tuple((str(n), *step) for n, step in enumerate(steps, 1))),
            Paragraph("会前组长与党组织主要负责人单独沟通；会场不设横幅鲜花，手机统一保管。", small=True),
        ),
    )


def _lead(*items: tuple[str, str]) -> tuple[Block, ...]:
    return tuple(
        Paragraph(f"{label}：{'、'.join(value.split()) if label == '参加人员' else value}")
        for label, value in items
        if value.strip()
    )


def sign_in(task: Task, unit: Unit, held: Hearing, labels: Labels) -> Paper:
    """A sheet to sign in on by hand, two people a row."""
    heads = ("序号", "姓名", "单位和职务", "签名") * 2
    rows = [tuple(Cell(head, label=True) for head in heads)]
    rows += [
        tuple(
            Cell(text, min_height_mm=9, align=Align.CENTER)
            for text in (str(line), "", "", "", str(line + SIGN_ROWS), "", "", "")
        )
        for line in range(1, SIGN_ROWS + 1)
    ]
    when = moment_text(held.held_at) or day_text(task.mobilised_on or task.stay_from)
    return Paper(
        name="mobilisation_sign_in",
        title="巡察动员会签到表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=joined(f"{task.group_name}巡察{unit.short_name or unit.name}", when, held.place, by="　"),
        body=(Form(tuple(rows), (0.8, 1.6, 2.8, 1.8, 0.8, 1.6, 2.8, 1.8)),),
    )


def news_outline(task: Task, unit: Unit, held: Hearing) -> Paper:
    """What a report of the meeting says, in paragraphs to be finished: nothing of what is inspected in detail."""
    when = day_text(held.held_at.date() if held.held_at else task.mobilised_on or task.stay_from)
    secretary = unit.secretary or "党组织主要负责人"
    return Paper(
        name="news_outline",
        title=f"{task.group_name}\n巡察{unit.short_name or unit.name}动员会召开（报道稿提纲）",
        layout=Layout.PLAIN,
        body=(
            Heading(1, "一、导语"),
            Paragraph(
                f"{joined(when, f'{task.group_name}巡察{unit.name}工作动员会召开')}。"
                f"组长{task.leader}作动员讲话，{secretary}主持会议并表态。"
            ),
            Heading(1, "二、组长讲话要点"),
            *paragraphs(
                "巡察的政治定位和本轮任务。\n对党组织和干部群众配合巡察的要求。\n巡察组自身的纪律，欢迎监督。"
            ),
            Heading(1, "三、表态要点"),
            *paragraphs("统一思想，自觉接受监督。\n如实提供情况，做好服务保障。\n边巡边改，照单整改。"),
            Heading(1, "四、公布事项"),
            *paragraphs("\n".join(_contacts(task))),
            Paragraph("刊发前由组长审定；不写监督重点的具体内容，不写谈话和测评情况。", small=True),
        ),
    )


def _contacts(task: Task) -> Iterator[str]:
    span = joined(day_text(task.stay_from), day_text(task.stay_to), by="至")
    yield f"现场巡察时间：{span}。" if span else "现场巡察时间以公告为准。"
    for label, value in (("值班电话", task.hotline), ("联系信箱", task.mailbox), ("来访地点", task.office)):
        if value.strip():
            yield f"{label}：{value.strip()}。"
    if task.petition_until:
        yield f"受理来信、来电、来访截至{day_text(task.petition_until)}。"


# 会议记录 (§3.2-22, also for the kick-off and the branch) ---------------------------------------------------


def hearing_record(held: Hearing, task: Task, unit: Unit, labels: Labels, target: str = "") -> Paper:
    """One meeting as it was written down; blank where it is to be written by hand."""
    rows = (
        *pair_rows(
            ("会议主题", held.topic),
            ("类别", labels("hearing_kind", held.kind)),
            ("时间", moment_text(held.held_at)),
            ("地点", held.place),
            ("主持人", held.host),
            ("记录人", held.recorder),
        ),
        wide_row("出席人员", joined(held.attendees, count_text(held.people, "人"), by="\n")),
        *filled_rows(("列席人员", held.observers), ("延伸对象", target)),
        wide_row("发言要点", held.content, 110 if not held.content.strip() else 0),
        wide_row("问题提炼", held.extract, 24),
        *filled_rows(("备注", held.note)),
    )
    return Paper(
        name="hearing_record",
        title=TITLES.get(held.kind, "会议记录"),
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=held.number,
        subtitle=f"{task.group_name}　{unit.name}",
        body=(
            Form(rows, FORM_COLUMNS),
            sign_block("以上记录经核对无误。", ("主持人", held.host), ("记录人", held.recorder)),
        ),
    )


# 临时党支部 (§3.1-16) ---------------------------------------------------------------------------------------


def branch_approval(held: TemporaryBranch, task: Task, labels: Labels) -> Paper:
    """The answer to the group's request to form a temporary branch."""
    asked = (
        f"你组{day_text(held.asked_on)}关于成立临时党支部的请示收悉。"
        if held.asked_on
        else "你组关于成立临时党支部的请示收悉。"
    )
    posts = joined(f"书记由{held.secretary}担任", ended(held.committee).rstrip("。"), by="；")
    size = f"，现有党员{held.members}人" if held.members else ""
    return Paper(
        name="branch_approval",
        title=f"关于同意成立\n{held.name}的批复",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=held.doc_number,
        addressee=task.group_name,
        body=(
            Paragraph(f"{asked}经研究，批复如下。"),
            Paragraph(f"一、同意成立{held.name}{size}。"),
            Paragraph(f"二、支部委员会组成：{posts}。"),
            Paragraph("三、临时党支部在巡察期间存续，任务完成、撤组时自行撤销；党员的组织关系不转移。"),
            Paragraph("四、支部要按期过组织生活，抓好学习、保密和纪律教育，做好组员的思想工作。"),
        ),
        signed_by=(held.approved_by,) if held.approved_by else (),
        signed_on=held.approved_on,
        sealed=bool(held.approved_by),
    )


# From the vault -------------------------------------------------------------------------------------------


def around(source: PaperSource, task_id: str) -> tuple[Task, Unit]:
    """The task of a record and its unit."""
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id)


def _meeting(source: PaperSource, task_id: str, kind: str) -> Hearing:
    """The newest meeting of a kind, or a blank one."""
    found = [held for held in source.find(Hearing, task_id=task_id) if held.kind == kind]
    return found[-1] if found else Hearing(task_id=task_id, kind=kind)


def _build_agenda(source: PaperSource, key: str) -> Paper:
    return mobilisation_agenda(*around(source, key), _meeting(source, key, "mobilise"), source.code_label)


def _build_sign_in(source: PaperSource, key: str) -> Paper:
    return sign_in(*around(source, key), _meeting(source, key, "mobilise"), source.code_label)


def _build_news(source: PaperSource, key: str) -> Paper:
    return news_outline(*around(source, key), _meeting(source, key, "mobilise"))


def _build_kick_off(source: PaperSource, key: str) -> Paper:
    held = _meeting(source, key, "mobilise")
    return replace(hearing_record(held, *around(source, key), source.code_label), name="mobilisation_record")


def _build_hearing(source: PaperSource, key: str) -> Paper:
    held = source.get(Hearing, key)
    target = source.get(ExtensionTarget, held.target_id).name if held.target_id else ""
    return hearing_record(held, *around(source, held.task_id), source.code_label, target)


def _build_approval(source: PaperSource, key: str) -> Paper:
    held = source.get(TemporaryBranch, key)
    if not held.secretary:
        raise KnownError("批复还不能印", kept="记录没有改动", todo="请先填写支部书记")
    return branch_approval(held, source.get(Task, held.task_id), source.code_label)


def _build_minutes(source: PaperSource, key: str) -> Paper:
    branch = source.get(TemporaryBranch, key)
    held = _meeting(source, branch.task_id, "branch")
    if not held.id:
        people = source.find(Member, task_id=branch.task_id)
        held = replace(
            held,
            host=branch.secretary,
            attendees="、".join(member.name for member in people if member.state == "serving"),
        )
    made = hearing_record(held, *around(source, branch.task_id), source.code_label)
    return replace(made, name="branch_minutes", subtitle=branch.name)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("mobilisation_agenda", "动员会议程", "task", _build_agenda, row=15),
    PaperSpec("mobilisation_sign_in", "动员会签到表", "task", _build_sign_in, row=15),
    PaperSpec("mobilisation_record", "动员会会议记录", "task", _build_kick_off, row=15),
    PaperSpec("news_outline", "动员会报道稿提纲", "task", _build_news, row=15),
    PaperSpec("branch_approval", "临时党支部批复", "temporary_branch", _build_approval, row=16),
    PaperSpec("branch_minutes", "临时党支部会议记录", "temporary_branch", _build_minutes, row=16),
    PaperSpec("hearing_record", "会议记录", "hearing", _build_hearing, row=22),
)
