"""巡前情况通报函 with its 回函, 进驻通知 and 汇报提纲要求 (domain.md §3.1-7, -10, -11): letters before the group arrives."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    day_text,
    days_text,
    ended,
    filled_rows,
    joined,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_row,
    wide_row,
)
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.planning.model.partners import InfoRequest, Partner
from app.areas.preparation.planning.papers.common import (
    chapters,
    mark_of,
    office_of,
    outline,
    points,
    unit_of,
)
from app.documents.paper import Form, Heading, Layout, Paper, Paragraph

# 巡前情况通报函 (§3.1-7) ----------------------------------------------------------------------------------


def info_letter(
    held: InfoRequest, partner: Partner, tasks: Sequence[tuple[Task, Unit]], round_: Round, labels: Labels
) -> Paper:
    """One letter to one department about every unit that it is asked about."""
    kinds = all_labels(labels, "inspection_kind", round_.kinds)
    opening = (
        f"根据{round_.approved_by or '县委'}部署，近期将开展{round_.name}{f'（{kinds}）' if kinds else ''}。"
        "为做好进驻前准备工作，请你单位按照协作机制，书面提供下列单位的有关情况。"
    )
    contact = joined(held.contact, held.contact_phone, by="，电话")
    ask = joined(
        f"请于{day_text(held.due_on)}前，按单位分别书面回复" if held.due_on else "请按单位分别书面回复",
        "没有相关情况的，也请书面说明",
    )
    body = (
        Paragraph(opening),
        Heading(1, "一、被巡察单位"),
        *points("\n".join(unit.name for _, unit in tasks)),
        Heading(1, "二、请提供的情况"),
        *points(held.content),
        Heading(1, "三、有关要求"),
        *points(
            "\n".join(
                part
                for part in (
                    f"{ask}。",
                    "回函加盖公章，密封送达，请勿通过互联网传递；涉及人员问题线索的，另行密封标注。",
                    f"联系人：{contact}。" if contact else "",
                )
                if part
            )
        ),
    )
    return Paper(
        name="info_letter",
        title="关于提供被巡察单位有关情况的函",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, round_.secrecy),
        issuer_mark=office_of(round_),
        doc_number=held.letter_number,
        addressee=partner.name,
        body=body,
        attachments=("巡前情况回函",),
        signed_by=(office_of(round_),),
        signed_on=held.sent_on,
        sealed=True,
    )


def info_reply(held: InfoRequest, partner: Partner, unit: Unit, labels: Labels) -> Paper:
    """The form on which a department answers about one unit; what came is printed, the rest is left to be written."""
    asked = held.content.splitlines()
    rows = (
        *pair_rows(("回复单位", partner.name), ("被巡察单位", unit.name)),
        *pair_rows(("原函号", held.letter_number), ("回复期限", day_text(held.due_on))),
        *(
            (wide_row("回复内容", held.answer, 90),)
            if held.answer.strip()
            else tuple(
                wide_row(f"问题{place}", line.strip(), 26)
                for place, line in enumerate(asked, 1)
                if line.strip()
            )
        ),
        wide_row("其他需要说明的情况", held.usable if held.answer.strip() else "", 24),
        *filled_rows(("回函文号", held.answered_by), ("回函日期", day_text(held.answered_on))),
        sign_row("单位负责人", None),
    )
    return Paper(
        name="info_reply",
        title="巡前情况回函",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy),
        body=(Form(rows, FORM_COLUMNS),),
    )


# 进驻通知 (§3.1-10) ---------------------------------------------------------------------------------------


def entry_notice(task: Task, unit: Unit, round_: Round, members: Sequence[Member], labels: Labels) -> Paper:
    """Who comes when, what the unit prepares, where the group works, whom to ask."""
    kinds = all_labels(labels, "inspection_kind", task.kinds or round_.kinds)
    people = "、".join(f"{m.name}（{labels('group_role', m.role)}）" for m in members if m.state != "left")
    opening = (
        f"根据{round_.name}工作部署，{task.group_name}将于{days_text(task.stay_from, task.stay_to) or '近期'}"
        f"对{unit.name}开展{kinds or '巡察'}。现将有关事项通知如下。"
    )
    body = (
        Paragraph(opening),
        *chapters(
            (
                ("巡察组组成", paragraphs(ended(people or joined(task.leader, task.deputies, by="、")))),
                ("会议安排", paragraphs(_meeting(task))),
                ("准备工作", points(_preparations(task))),
                ("办公和食宿", paragraphs(_place(task))),
                ("联络", paragraphs(_liaison(task))),
            )
        ),
    )
    return Paper(
        name="entry_notice",
        title=f"关于{task.group_name}进驻\n{unit.short_name or unit.name}开展巡察的通知",
        layout=Layout.LETTER,
        secrecy=mark_of(labels, task),
        issuer_mark=office_of(round_),
        doc_number=task.notice_number,
        addressee=unit.name,
        body=body,
        attachments=("汇报提纲要求", "调阅资料清单"),
        signed_by=(office_of(round_),),
        signed_on=task.authorised_on or round_.approved_on,
        sealed=True,
    )


def _meeting(task: Task) -> str:
    when = day_text(task.mobilised_on or task.stay_from)
    return joined(
        f"{when}召开动员会" if when else "进驻当日召开动员会",
        "由党组织主要负责人主持并作表态发言，请通知班子成员、中层干部、下属单位负责人和职工代表参加",
    ) + "。"  # fmt: skip


def _preparations(task: Task) -> str:
    lines = [
        "按汇报提纲准备书面汇报和三个专题汇报，问题部分一般不少于全文七成，动员会前一日交巡察组",
        "按调阅资料清单整理资料，指定专人负责，交接时逐件登记",
        "提供班子成员、中层干部、下属单位负责人和近三年退休、调离班子成员名册",
        "在办公区、办事大厅和下属单位张贴巡察公告，设置意见箱",
    ]
    if task.extended.strip():
        lines.append(f"通知延伸对象做好准备：{'、'.join(task.extended.split())}")
    return "\n".join(lines)


def _place(task: Task) -> str:
    where = f"办公地点：{task.office}。" if task.office else "请安排相对独立的办公室和谈话室。"
    return f"{where}办公设备从简，食宿按标准自理或据实结算，不得超标准接待，不得赠送任何礼品、礼金和土特产。"


def _liaison(task: Task) -> str:
    ours = joined(task.liaison or task.leader, task.hotline, by="，电话")
    return joined(
        f"巡察组联络员：{ours}" if ours else "",
        "请指定一名联络员，并将名单和联系方式报巡察组",
        by="；",
    ) + "。"  # fmt: skip


# 汇报提纲要求 (§3.1-11) -----------------------------------------------------------------------------------


def report_outline(task: Task, unit: Unit, lines: Sequence[str], labels: Labels) -> Paper:
    """What the unit's written report has to contain, in which proportions."""
    basics = f"请{unit.name}围绕以下内容准备书面汇报材料，重点讲问题、讲原因、讲责任。"
    numbered = "\n".join(lines)
    body = (
        Paragraph(basics),
        *paragraphs(numbered),
        Heading(1, "有关要求"),
        *points(
            "汇报材料实事求是，问题部分一般不少于全文七成，不以成绩代替问题，不以共性代替个性\n"
            "由党组织主要负责人审定，经领导班子集体研究，签字盖章\n"
            f"{_when(task)}书面版和电子版一并报送，电子版用保密介质交换"
        ),
    )
    return Paper(
        name="report_outline",
        title=f"{unit.short_name or unit.name}向巡察组汇报提纲要求",
        layout=Layout.PLAIN,
        secrecy=mark_of(labels, task),
        body=body,
        signed_by=(task.group_name,),
        signed_on=task.stay_from,
    )


def _when(task: Task) -> str:
    day = day_text(task.mobilised_on or task.stay_from)
    return f"动员会（{day}）前一日，" if day else "动员会前一日，"


# From the vault -------------------------------------------------------------------------------------------


def _build_letter(source: PaperSource, key: str) -> Paper:
    held = source.get(InfoRequest, key)
    same = source.find(InfoRequest, partner_id=held.partner_id, letter_number=held.letter_number)
    rows = same if held.letter_number else (held,)
    tasks = [source.get(Task, row.task_id) for row in rows]
    round_ = source.get(Round, held.round_id or tasks[0].round_id)
    pairs = [(task, unit_of(source, task)) for task in tasks]
    return info_letter(held, source.get(Partner, held.partner_id), pairs, round_, source.code_label)


def _build_reply(source: PaperSource, key: str) -> Paper:
    held = source.get(InfoRequest, key)
    unit = unit_of(source, source.get(Task, held.task_id))
    return info_reply(held, source.get(Partner, held.partner_id), unit, source.code_label)


def _build_notice(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return entry_notice(
        task, unit_of(source, task), source.get(Round, task.round_id), source.find(Member, task_id=key), source.code_label
    )  # fmt: skip


def _build_outline(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return report_outline(task, unit_of(source, task), outline(source, "report_outline"), source.code_label)


LETTERS = (
    PaperSpec("info_letter", "巡前情况通报函", "info_request", _build_letter, row=7),
    PaperSpec("info_reply", "巡前情况回函", "info_request", _build_reply),
    PaperSpec("entry_notice", "进驻通知", "task", _build_notice, row=10),
    PaperSpec("report_outline", "汇报提纲要求", "task", _build_outline, row=11),
)
