"""Record types of publication (双公开): what is withheld and why, and the two texts that are published.

Whether something may be withheld is approved here; the texts leave out what was approved and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.feedback.model import FeedbackProblem
from app.areas.workpapers.model import names_clue
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    choices,
    day,
    files,
    link,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

PUBLICATION = "公开"
"""The entry of the navigation that gathers these lists."""


def _whys(held: WithheldItem) -> Iterator[Problem]:
    if not held.problem_why.strip() and not held.measure_why.strip():
        yield Problem("problem_why", "要写明问题或措施不公开的理由，至少一项")


@record(
    "withheld_item",
    "拟不公开事项",
    area="rectification",
    sorting=(("task_id", False), ("position", False)),
    group=PUBLICATION,
    heading="{position} {matter}",
    icon="eye-off",
    checks=(_whys,),
    lifecycle=Lifecycle(
        states=(
            State("proposed", "已提出", "draft"),
            State("approved", "同意不公开", "done", locked=True),
            State("refused", "应当公开", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "approve",
                "同意不公开",
                ("proposed",),
                "approved",
                "rectification.confirm",
                needs=("scopes",),
                signs=("signed", "审批"),
            ),
            Transition(
                "refuse",
                "应当公开",
                ("proposed",),
                "refused",
                "rectification.confirm",
                reason=True,
                signs=("signed", "审批"),
            ),
            Transition(
                "reopen",
                "重新审批",
                ("approved", "refused"),
                "proposed",
                "rectification.confirm",
                reason=True,
            ),
        ),
    ),
    purpose="哪些问题、哪些措施不公开，分别写明理由，批准后公开稿里自动减去",
)
class WithheldItem(Record):
    """One problem, or what was done about it, that is not to be published."""

    task_id: str = link("巡察任务", to="task", required=True, section="事项")
    position: int | None = number("序号", listed=True)
    problem_id: str = link("反馈问题", to="feedback_problem", required=True)
    matter: str = text("事项", required=True, search=True, listed=True)
    scopes: tuple[str, ...] = choices("对谁不公开", codes="publication_scope", listed=True)
    problem_why: str = long_text("问题不公开的理由", search=True, help="涉密、涉及个人隐私、影响稳定等")
    measure_why: str = long_text(
        "整改措施不公开的理由", search=True, help="问题可以公开、措施不宜公开的填这里"
    )
    signed: tuple[Signature, ...] = signatures("审批", roles=("审批",), section="审批")
    attachments: tuple[FileRef, ...] = files("请示与批复")


def _withheld_decided(held: Publication, reader: Reader) -> str | None:
    flagged = [p for p in reader.find(FeedbackProblem, task_id=held.task_id) if p.withheld]
    decided = {
        item.problem_id
        for item in reader.find(WithheldItem, task_id=held.task_id)
        if item.state != "proposed"
    }
    left = [problem.title[:14] for problem in flagged if problem.id not in decided]
    return f"标了“拟不公开”的还没有审批：{'；'.join(left)}" if left else None


def _open_items_decided(held: Publication, reader: Reader) -> str | None:
    left = [i.matter[:14] for i in reader.find(WithheldItem, task_id=held.task_id) if i.state == "proposed"]
    return f"拟不公开事项还没有批：{'；'.join(left)}" if left else None


def _period(held: Publication) -> Iterator[Problem]:
    if held.from_on and held.to_on and held.to_on < held.from_on:
        yield Problem("to_on", "“公示截止”早于“公示开始”")


def _no_clue(held: Publication) -> Iterator[Problem]:
    if names_clue(held.content):
        yield Problem("content", "公开稿里写了线索编号，请删去")


def _period_over(held: Publication, _reader: Reader) -> str | None:
    if held.to_on and held.to_on > date.today():
        return f"公示期还没有满，截止{held.to_on}"
    return None


@record(
    "publication",
    "整改公开",
    area="rectification",
    group=PUBLICATION,
    number="公开〔{year}〕{serial:03}",
    heading="{number} {title}",
    icon="external-link",
    checks=(_period, _no_clue),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟稿", "draft"),
            State("approved", "已审定"),
            State("published", "公示中"),
            State("closed", "公示期满", "done", locked=True),
        ),
        transitions=(
            Transition(
                "approve",
                "审定",
                ("draft",),
                "approved",
                "rectification.confirm",
                needs=("content", "contact", "phone"),
                rules=(_withheld_decided, _open_items_decided),
                signs=("signed", "审定"),
            ),
            Transition(
                "publish",
                "登记公开",
                ("approved",),
                "published",
                needs=("published_on", "medium", "from_on", "to_on", "proof"),
            ),
            Transition(
                "close",
                "公示期满",
                ("published",),
                "closed",
                needs=("opinions_count",),
                rules=(_period_over,),
            ),
            Transition(
                "return",
                "退回修改",
                ("approved", "published"),
                "draft",
                "rectification.confirm",
                reason=True,
            ),
            Transition("reopen", "改正", ("closed",), "published", "rectification.confirm", reason=True),
        ),
    ),
    purpose="整改情况向党内通报、向社会公开，公示期、联系方式、载体和收到的意见都留痕",
)
class Publication(Record):
    """One published text about the rectification of one unit."""

    task_id: str = link("巡察任务", to="task", required=True, section="公开稿")
    scope: str = choice("公开范围", codes="publication_scope", default="public", required=True, listed=True)
    title: str = text("标题", required=True, search=True, listed=True)
    issuer: str = text("公开单位")
    made_on: date | None = day("成文日期")
    content: str = long_text("正文", search=True, help="由整改记录生成，批准不公开的已经减去；可以修改文字")
    withheld: int | None = number("减去事项", unit="项", readonly=True)
    from_on: date | None = day("公示开始", listed=True, section="公示")
    to_on: date | None = day("公示截止", listed=True)
    contact: str = text("联系人或部门")
    phone: str = text("联系电话")
    address: str = text("通信地址和邮箱")
    medium: str = text("公开载体", listed=True, help="例如：党内通报会、县政府网站、公开栏")
    published_on: date | None = day("公开日期", listed=True)
    proof: str = text("公开凭据", help="截图、网页打印件、会议签到，写明存放处")
    opinions_count: int | None = number("收到意见", unit="条", section="收到的意见", help="没有收到的填0")
    opinions: str = long_text("意见内容", search=True)
    handled: str = long_text("处理情况", search=True)
    handled_by: str = person("经办人")
    signed: tuple[Signature, ...] = signatures("审定", roles=("审定",))
    attachments: tuple[FileRef, ...] = files("公开稿与凭据")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (WithheldItem, Publication)
