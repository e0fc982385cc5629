"""Record types of the forms that units fill in (整改填报表): each form that went out, and each time one came back.

They state what went out and what came in; what a unit writes stands in the tasks, measures and progress themselves.
"""

from __future__ import annotations

from datetime import date, datetime

from app.core.fields import (
    FileRef,
    choice,
    day,
    files,
    link,
    long_text,
    moment,
    number,
    person,
    text,
)
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

FORMS = "单位填报"
"""The entry of the navigation that gathers page and lists."""


@record(
    "unit_form",
    "整改填报表",
    area="rectification",
    group=FORMS,
    number="填报表〔{year}〕{serial:03}",
    heading="{number} {destination}",
    icon="table-2",
    by_program=True,
    lifecycle=Lifecycle(
        states=(
            State("issued", "已发出", "draft"),
            State("collected", "已收回", "done"),
            State("void", "已作废", "stop", locked=True),
        ),
        transitions=(
            Transition("collect", "登记收回", ("issued",), "collected"),
            Transition("void", "作废", ("issued", "collected"), "void", reason=True),
            Transition("restore", "恢复", ("void",), "issued", "rectification.confirm", reason=True),
        ),
    ),
    purpose="给没有本程序的单位填写的整改表：谁批准、发给谁、几时收回；键值留底，交回时逐格核对",
)
class UnitForm(Record):
    """One form that went out. stub: the file as it left, and the keys by which it is read back."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="填报表")
    destination: str = text("发给", required=True, search=True, listed=True, help="填报单位和经手人")
    secrecy: str = choice("密级", codes="secrecy", default="internal", listed=True)
    approved_by: str = person("批准人", help="批准这份材料离开本库的人")
    due_on: date | None = day("交回期限", listed=True)
    made_at: datetime | None = moment("制作时间", listed=True, readonly=True)
    spare: int | None = number("备用行", default=12, unit="行", help="新增措施和进展各留几行空行")
    rows: int | None = number("已有行数", unit="行", readonly=True)
    sha256: str = text("文件校验值", readonly=True)
    exposure_id: str = link("打印导出登记", to="exposure", readonly=True)
    stub: tuple[FileRef, ...] = files("留底", readonly=True)
    note: str = long_text("备注")


@record(
    "unit_return",
    "填报表收回",
    area="rectification",
    group=FORMS,
    heading="{label}",
    icon="download",
    by_program=True,
    lifecycle=Lifecycle(
        states=(
            State("taken", "已导入"),
            State("undone", "已撤销", "stop", locked=True),
        ),
        transitions=(Transition("undo", "撤销导入", ("taken",), "undone", "bundle.undo", reason=True),),
    ),
    purpose="填报表每一次交回、单机版导出包每一次读入：哪一天、改了多少、附件几份；可以整次撤销",
)
class UnitReturn(Record):
    """One time that a form came back, or an export of the stand-alone program came, and was taken in.

    stub: the form as it came, and what was new in it; of an export, what it brought and its papers that have no record.
    """

    task_id: str = link("巡察任务", to="task", required=True, section="收回")
    form_id: str = link("整改填报表", to="unit_form", listed=True, help="读入单机版导出包的没有")
    label: str = text("名称", required=True, search=True, listed=True, readonly=True)
    position: int | None = number("第几次", listed=True, readonly=True)
    came_at: datetime | None = moment("导入时间", listed=True, readonly=True)
    taken_by: str = person("导入人", listed=True, readonly=True)
    changed: int | None = number("变化的记录", unit="条", listed=True, readonly=True)
    files_came: int | None = number("附件", unit="份", listed=True, readonly=True)
    digest: str = text("内容校验值", readonly=True)
    sha256: str = text("文件校验值", readonly=True)
    source: str = text("台账里的来源", readonly=True)
    stub: tuple[FileRef, ...] = files("留底", readonly=True)
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (UnitForm, UnitReturn)
