"""Record type of holding: the chase (清退催办) for what should have come back. It does not say what has come back."""

from __future__ import annotations

from datetime import date

from app.core.fields import FileRef, choice, day, files, link, long_text, number, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "持有与清退"
"""The entry of the navigation that gathers holding."""
BETWEEN = "｜"
"""Stands between the parts of a line of `items`: name, kind, numbers, holder, day it was due."""


@record(
    "holding_chase",
    "清退催办",
    area="closeout",
    group=GROUP,
    number="催退〔{year}〕{serial:03}号",
    heading="{number} {addressee}",
    icon="bell",
    action="handover.tick",
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟催办", "draft"),
            State("sent", "已发出"),
            State("settled", "已交清", "done", locked=True),
        ),
        transitions=(
            Transition(
                "send", "发出", ("draft",), "sent", "handover.tick", needs=("addressee", "chased_on", "items")
            ),
            Transition("settle", "交清", ("sent",), "settled", "handover.tick", needs=("replied_on",)),
            Transition("return", "退回", ("sent", "settled"), "draft", "handover.tick", reason=True),
        ),
    ),
    purpose="载体、打印件、借阅资料超期没有交回的，逐件列明催交，第几次催、答复没有都有登记",
)
class HoldingChase(Record):
    """One notice that demands things back, with every copy it speaks of."""

    task_id: str = link("巡察任务", to="task", section="催办")
    addressee: str = text("催办对象", required=True, search=True, listed=True, help="巡察组、单位或个人")
    times: int | None = number("第几次催办", listed=True, unit="次")
    chased_on: date | None = day("催办日期", listed=True)
    chased_by: str = person("催办人")
    issuer: str = text("发文单位")
    items: str = long_text("应交清单", help="一行一件：名称｜种类｜份号或编号｜持有人｜应还日期")
    pieces: int | None = number("件数", listed=True, unit="件")
    demand: str = long_text("要求", default="请逐件清点，当面交回；确已遗失、损毁的，写明经过并由组长签字。")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    reply_due: date | None = day("答复期限", listed=True)
    replied_on: date | None = day("答复日期", listed=True, section="结果")
    reply: str = long_text("答复情况")
    item_keys: str = long_text("所催登记", readonly=True, help="记录类型和标识，一行一件，由程序填写")
    attachments: tuple[FileRef, ...] = files("签收件扫描")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (HoldingChase,)
