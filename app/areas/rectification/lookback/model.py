"""Record types: what a 回头看 found of each problem of the earlier inspection.

It judges whether a problem was really put right; the problem's own state is not touched here.
"""

from __future__ import annotations

from datetime import date

from app.core.fields import FileRef, choice, day, files, link, links, long_text, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record


@record(
    "looked_back",
    "回头看核查",
    area="rectification",
    heading="{title_then}",
    icon="history",
    group="回头看",
    lifecycle=Lifecycle(
        states=(State("open", "待核查", "draft"), State("checked", "已核查", "done")),
        transitions=(
            Transition("check", "登记核查", ("open",), "checked", needs=("result", "checked_on", "situation", "evidence")),
            Transition("reopen", "重新核查", ("checked",), "open", reason=True),
        ),
    ),
    purpose="“回头看”时对原来每一个反馈问题的现场核查：真改、假改、未改还是反弹",
)  # fmt: skip
class LookedBack(Record):
    """One earlier problem, as it was found when the inspectors came back."""

    task_id: str = link("回头看任务", to="task", required=True, section="核查")
    earlier_task_id: str = link("原任务", to="task")
    problem_id: str = link("原反馈问题", to="feedback_problem", required=True)
    title_then: str = text("原问题", required=True, search=True, listed=True, readonly=True)
    claimed: str = long_text("单位报告的整改情况", search=True, help="由整改任务带来，可以补充")
    result: str = choice("核查结论", codes="lookback_result", listed=True)
    situation: str = long_text("现场核查情况", search=True, help="看了什么、问了谁、与报告是否一致")
    evidence: str = text("凭证", search=True, listed=True, help="凭证名称、页码或照片编号")
    evidence_ids: tuple[str, ...] = links("佐证", to="evidence")
    checked_on: date | None = day("核查日期", listed=True)
    checked_by: str = person("核查人", listed=True)
    proposal: str = long_text("处理建议", search=True, help="未改、假改和反弹的，提出限期整改或问责建议")
    attachments: tuple[FileRef, ...] = files("附件")


TYPES: tuple[type[Record], ...] = (LookedBack,)
