"""Record types: work of partner departments, review of the group's conduct, excellent cadres, information pieces.

Points are scored with the schemes of the libraries; what a score is good for is decided by people here.
"""

from __future__ import annotations

from datetime import date

from app.areas.preparation.model import Member, Task
from app.areas.preparation.staffing.model import StaffLimit
from app.core.fields import (
    FileRef,
    choice,
    day,
    files,
    link,
    long_text,
    number,
    person,
    tenths,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

GROUP = "考评与后评估"
DEFAULT_SHARE = 20
SHARE = "excellent_share"


@record(
    "partner_task",
    "协作任务",
    area="closeout",
    sorting=(("round_id", False), ("position", False)),
    heading="{department} {content}",
    icon="list-checks",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("assigned", "已分解", "draft"),
            State("done", "已完成"),
            State("checked", "已核对", "done", locked=True),
        ),
        transitions=(
            Transition(
                "finish", "完成", ("assigned",), "done", "preparation.write", needs=("result", "done_on")
            ),
            Transition("check", "核对得分", ("done",), "checked", "preparation.write", needs=("score",)),
            Transition("reopen", "改正", ("done", "checked"), "assigned", "preparation.write", reason=True),
        ),
    ),
    purpose="协作单位任务分解表：哪个部门、做什么、什么标准、何时完成、得几分",
)
class PartnerTask(Record):
    """One piece of work that a partner department owes a round."""

    round_id: str = link("轮次", to="round", required=True, listed=True, section="任务")
    task_id: str = link("巡察任务", to="task", help="只为一个组做的，选定任务；为全轮做的留空")
    position: int | None = number("序号", listed=True)
    department: str = text("协作单位", required=True, search=True, listed=True)
    content: str = text("任务内容", required=True, search=True, listed=True)
    standard: str = long_text("完成标准", search=True)
    leader: str = person("责任人", listed=True)
    due_on: date | None = day("完成时限", listed=True)
    done_on: date | None = day("完成日期", listed=True, section="完成")
    result: str = long_text("完成情况", search=True)
    full: int | None = tenths("分值", default=100)
    score: int | None = tenths("得分", listed=True, help="核对时由巡察办打分，不超过分值")
    score_why: str = text("得分理由")
    attachments: tuple[FileRef, ...] = files("回函和材料")


def _enough_sheets(held: ConductReview, _reader: Reader) -> str | None:
    return None if held.sheets else "还没有一份已确认的问卷"


def _talked(held: ConductReview, _reader: Reader) -> str | None:
    return None if held.talked_on and held.talk.strip() else "还没有登记评估谈话（日期和内容）"


@record(
    "conduct_review",
    "作风纪律后评估",
    area="closeout",
    heading="{group_name}后评估",
    icon="shield-check",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("open", "收集问卷", "draft"),
            State("settled", "已定结果", "done", locked=True),
        ),
        transitions=(
            Transition(
                "settle",
                "定结果",
                ("open",),
                "settled",
                "report.approve",
                needs=("conclusion",),
                rules=(_enough_sheets, _talked),
            ),
            Transition("reopen", "重新评估", ("settled",), "open", "report.approve", reason=True),
        ),
    ),
    purpose="反馈后由被巡察单位不记名评巡察组的作风纪律，结合谈话定结果",
)
class ConductReview(Record):
    """How one group behaved at one unit, by anonymous sheets and talks."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="后评估")
    scheme_id: str = link("评分方案", to="scheme", required=True)
    group_name: str = text("巡察组", search=True, listed=True)
    started_on: date | None = day("开始日期", listed=True)
    sent: int | None = number("发出问卷", unit="份", listed=True)
    sheets: int | None = number("有效问卷", unit="份", listed=True, readonly=True)
    points: int | None = tenths("平均得分", listed=True, readonly=True)
    grade: str = text("等次", listed=True, readonly=True)
    talk_due: date | None = day("谈话期限", listed=True, section="评估谈话")
    talked_on: date | None = day("谈话日期")
    talked_by: str = person("谈话人")
    talked_with: str = text("谈话对象", help="职务和人数；不写反映内容出自谁")
    talk: str = long_text("谈话了解的情况", search=True)
    self_view: str = long_text("巡察组自评", section="结果")
    conclusion: str = long_text("结论和建议", search=True, help="评价、需要改进的、要核实的问题和去向")
    attachments: tuple[FileRef, ...] = files("问卷和谈话记录")


def cap_of(drawn: int, share: int) -> int:
    """How many of `drawn` cadres may be excellent at `share` per cent; a part of a person does not count."""
    return drawn * share // 100


def share_of(reader: Reader) -> int:
    """The per cent that the vault allows."""
    held = [limit.value for limit in reader.find(StaffLimit, code=SHARE) if limit.value is not None]
    return held[-1] if held else DEFAULT_SHARE


def drawn_in(reader: Reader, round_id: str) -> int:
    """People drawn into a round, each once; those merely named are not drawn."""
    return len(
        {
            member.person_id or member.name
            for task in reader.find(Task, round_id=round_id)
            for member in reader.find(Member, task_id=task.id)
            if member.state != "named"
        }
    )


def _within_share(held: ExcellentCadre, reader: Reader) -> str | None:
    chosen = [
        other for other in reader.find(ExcellentCadre, round_id=held.round_id) if other.state == "chosen"
    ]
    drawn, share = drawn_in(reader, held.round_id), share_of(reader)
    most = cap_of(drawn, share)
    if len(chosen) + 1 <= most:
        return None
    return f"超过比例：抽调{drawn}人×{share}%＝最多{most}人，已评定{len(chosen)}人"


def _no_veto(held: ExcellentCadre, _reader: Reader) -> str | None:
    return f"一票否决：{held.veto.strip()}" if held.veto.strip() else None


@record(
    "excellent_cadre",
    "优秀巡察干部",
    area="closeout",
    heading="{name}",
    icon="star",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("nominated", "推荐", "draft"),
            State("chosen", "评定", "done", locked=True),
            State("dropped", "未评定", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "choose",
                "评定",
                ("nominated",),
                "chosen",
                "report.approve",
                needs=("deeds",),
                rules=(_no_veto, _within_share),
            ),
            Transition("drop", "不评定", ("nominated",), "dropped", "report.approve", reason=True),
            Transition(
                "reopen", "重新评议", ("chosen", "dropped"), "nominated", "report.approve", reason=True
            ),
        ),
    ),
    purpose="每轮推荐和评定，人数不超过抽调干部的规定比例",
)
class ExcellentCadre(Record):
    """One nomination."""

    round_id: str = link("轮次", to="round", required=True, listed=True, section="推荐")
    person_id: str = link("人员", to="person")
    name: str = person("姓名", required=True, search=True, listed=True)
    employer: str = text("单位职务", listed=True)
    group_name: str = text("巡察组", listed=True)
    points: int | None = tenths("评选得分", listed=True, help="没有在本库打分的，填写评议得分")
    deeds: str = long_text("主要事迹", search=True, help="发现的问题、承担的任务、工作表现，写事实")
    veto: str = text("一票否决情形", help="违纪违规、失泄密、被投诉属实等；没有的留空")
    opinion: str = long_text("评议意见", section="评定")
    decided_on: date | None = day("评定日期", listed=True)


@record(
    "info_piece",
    "信息稿件",
    area="closeout",
    heading="{title}",
    icon="file-text",
    group=GROUP,
    purpose="巡察信息、宣传稿和经验材料，采用情况计入绩效",
)
class InfoPiece(Record):
    """A piece of information somebody wrote; it holds no case text."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="稿件")
    title: str = text("题目", required=True, search=True, listed=True, help="不得写未公开的巡察内容")
    author: str = person("作者", required=True, search=True, listed=True)
    written_on: date | None = day("报送日期", listed=True)
    adopted: str = choice("采用", codes="info_adopted", default="none", listed=True)
    adopted_by: str = text("采用单位或刊物", search=True, listed=True)
    adopted_on: date | None = day("采用日期")


TYPES: tuple[type[Record], ...] = (PartnerTask, ConductReview, ExcellentCadre, InfoPiece)
