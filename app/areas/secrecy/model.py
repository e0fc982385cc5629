"""Record types of secrecy: carriers, the ledger of exposures, the users of a vault, the register of bundles.

The ledger records that something left the program; it never holds what left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    choices,
    day,
    files,
    flag,
    link,
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record
from app.core.roles import WIDENING, Actor, conflict_of, reason_against

CARRIER = Lifecycle(
    states=(
        State("store", "在库", "draft"),
        State("in_use", "在用"),
        State("returned", "已归还", "done"),
        State("destroyed", "已销毁", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "issue", "领用", ("store", "returned"), "in_use", "carrier.write", needs=("holder", "issued_on")
        ),
        Transition(
            "return",
            "归还",
            ("in_use",),
            "returned",
            "carrier.write",
            needs=("returned_on", "returned_to"),
            signs=("signed", "接收人"),
        ),
        Transition(
            "destroy",
            "销毁",
            ("store", "returned"),
            "destroyed",
            "carrier.destroy",
            needs=("destroy_method", "destroyed_on", "approved_by", "supervised_by"),
            reason=True,
            signs=("signed", "监销人"),
            confirm="销毁登记后不能再领用，确定？",
        ),
    ),
)


@record(
    "carrier",
    "涉密载体",
    area="secrecy",
    number="载体-{serial:04}",
    heading="{number} {name}",
    icon="hard-drive",
    action="carrier.write",
    lifecycle=CARRIER,
    purpose="保密计算机、涉密U盘、光盘、纸质涉密材料：谁领、在哪、何时还",
)
class Carrier(Record):
    """A device, a medium or a numbered paper that has to come back."""

    task_id: str = link("巡察任务", to="task", listed=True, section="载体")
    name: str = text("名称", required=True, search=True, listed=True)
    kind: str = choice("类型", codes="carrier_kind", required=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal", listed=True)
    carrier_number: str = text("载体编号", search=True, listed=True, help="单位贴的统一编号；纸质件写份号")
    brand: str = text("品牌型号")
    factory_number: str = text("出厂标签号")
    serial_number: str = text("硬件序列号", search=True, help="计算机填主机序列号")
    disk_number: str = text("硬盘序列号")
    copies: int | None = number("份数", default=1, unit="份")
    sheets: int | None = number("页数", unit="页")
    holder: str = person("领用人", search=True, listed=True, section="领用归还")
    issued_on: date | None = day("领用日期", listed=True)
    issued_by: str = person("发放人")
    location: str = text("存放位置")
    return_due: date | None = day("应归还日期", listed=True)
    returned_on: date | None = day("归还日期", listed=True)
    returned_to: str = person("接收人")
    wiped: bool = flag("已清除内容", help="归还前清除并核验；清除报告编号写在备注")
    destroy_method: str = choice("销毁方式", codes="destroy_method", section="报废销毁")
    destroyed_on: date | None = day("销毁日期")
    approved_by: str = person("批准人")
    supervised_by: str = person("监销人")
    signed: tuple[Signature, ...] = signatures("签字", roles=("领用人", "接收人", "监销人"))
    attachments: tuple[FileRef, ...] = files("登记表扫描")
    note: str = long_text("备注")
    wipe_method: str = choice("清除方式", codes="wipe_method", section="领用归还")
    wiped_on: date | None = day("清除日期")
    verified_by: str = person("核验人", help="与清除人不是同一人")
    wipe_report: str = text("清除报告编号", help="清除确认书或工具报告的编号")
    wipe_sha256: str = text("报告校验值")


def _returnable(held: Exposure, _reader: Reader) -> str | None:
    return None if held.kind in PAPER_KINDS else "复制和移交包不用收回，请选“核销”并写明去向"


def _copyless(held: Exposure, _reader: Reader) -> str | None:
    return None if held.kind in COPYLESS_KINDS else "外面留有副本，要收回、销毁，或者核销并写明去向"


PAPER_KINDS = ("print", "pdf", "docx", "xlsx", "file")
"""Kinds of exposure that leave a copy which somebody has to bring back or destroy."""
COPYLESS_KINDS = ("clipboard", "bundle")
"""Kinds that leave none: a bundle stays sealed and has its receipt, the clipboard is emptied. They are only noted."""


def exposure_open(held: Exposure) -> bool:
    """Whether a copy is still out: printed or exported, and neither returned, destroyed nor written off."""
    return held.kind in PAPER_KINDS and held.state == "out"


@record(
    "exposure",
    "打印导出登记",
    area="secrecy",
    by_program=True,
    number="登-{serial:05}",
    heading="{number} {paper}",
    icon="printer",
    lifecycle=Lifecycle(
        states=(
            State("out", "在外"),
            State("returned", "已收回", "done", locked=True),
            State("destroyed", "已销毁", "done", locked=True),
            State("settled", "已核销", "done", locked=True),
            State("noted", "不需收回"),
        ),
        transitions=(
            Transition(
                "return",
                "收回",
                ("out",),
                "returned",
                "handover.tick",
                needs=("returned_on", "returned_to"),
                rules=(_returnable,),
            ),
            Transition(
                "destroy",
                "销毁",
                ("out",),
                "destroyed",
                "handover.tick",
                needs=("returned_on", "returned_to"),
                rules=(_returnable,),
                reason=True,
            ),
            Transition("settle", "核销", ("out", "noted"), "settled", "handover.tick", reason=True),
            Transition("note", "改记为不需收回", ("out",), "noted", "handover.tick", rules=(_copyless,)),
            Transition(
                "reopen",
                "撤销收回",
                ("returned", "destroyed", "settled"),
                "out",
                "handover.tick",
                reason=True,
            ),
        ),
    ),
    purpose="每一次打印、导出、复制敏感内容和制作移交包，都自动登记一条",
)
class Exposure(Record):
    """One time that content left the program; written by the program, ticked off by people."""

    task_id: str = link("巡察任务", to="task", section="登记")
    happened_at: datetime | None = moment("时间", listed=True, readonly=True)
    kind: str = choice("方式", codes="exposure_kind", required=True, listed=True, readonly=True)
    paper: str = text("文书", search=True, listed=True, readonly=True, help="文书种类，不写内容")
    subjects: str = long_text("涉及记录", readonly=True, help="记录的编号，一行一个")
    secrecy: str = choice("密级", codes="secrecy", listed=True, readonly=True)
    who: str = person("操作人", search=True, listed=True, readonly=True)
    copies: int | None = number("份数", unit="份", listed=True, readonly=True)
    copy_numbers: str = text("份号", search=True, listed=True, readonly=True)
    sheets: int | None = number("每份页数", unit="页", readonly=True)
    destination: str = text("去向", search=True, listed=True, help="给了谁、存到哪个盘")
    sha256: str = text("文件校验值", readonly=True)
    approved_by: str = person("批准人")
    approved_on: date | None = day("批准日期")
    returned_on: date | None = day("收回或销毁日期", section="收回")
    returned_to: str = person("收回或监销人")
    returned_copies: int | None = number("收回份数", unit="份")
    note: str = long_text("备注")
    meeting_id: str = link("会议", to="meeting", section="登记", readonly=True)
    returned_numbers: str = text("已收回份号", section="收回", readonly=True)


def separate_officers(held: Account) -> Iterator[Problem]:
    """The auditor is never also system or security officer (三员分立)."""
    if reason := conflict_of(held.roles):
        yield Problem("roles", reason)


def granted_posts(before: Account | None, after: Account, actor: Actor) -> Iterator[str]:
    """Posts are granted by those who may, and nobody but who leads widens his own."""
    held = set(before.roles) if before is not None else set()
    if set(after.roles) == held:
        return
    if reason := reason_against(actor, "role.grant"):
        yield f"岗位{reason}"
    if after.user_id == actor.user_id and set(after.roles) - held and not actor.roles & WIDENING:
        yield "不能给自己增加岗位，须由组长或巡察办主任办理"


@record(
    "account",
    "使用人",
    area="secrecy",
    by_program=True,
    heading="{name}",
    icon="id-card",
    action="user.manage",
    checks=(separate_officers,),
    guards=(granted_posts,),
    lifecycle=Lifecycle(
        states=(
            State("active", "启用"),
            State("off", "停用", "stop"),
        ),
        transitions=(
            Transition("disable", "停用", ("active",), "off", "user.manage", reason=True),
            Transition("enable", "启用", ("off",), "active", "user.manage", reason=True),
        ),
    ),
    purpose="本库的使用人和岗位；密码和密钥在库头里，不在这里",
)
class Account(Record):
    """A user of this vault; `user_id` is the slot that his password opens."""

    user_id: str = text("用户标识", required=True, readonly=True, section="使用人")
    login: str = text("登录名", required=True, listed=True)
    name: str = person("姓名", required=True, search=True, listed=True)
    person_id: str = link("人才库人员", to="person")
    roles: tuple[str, ...] = choices("岗位", codes="role", listed=True)
    clues: bool = flag("可打开线索", listed=True, readonly=True, help="由能打开线索的人授权")
    fingerprint: str = text("身份指纹", readonly=True, help="当面核对用的词组")
    card: str = long_text("公开身份卡", readonly=True)
    joined_on: date | None = day("启用日期", listed=True)
    left_on: date | None = day("停用日期")
    note: str = long_text("备注")


@record(
    "bundle_log",
    "移交包登记",
    area="secrecy",
    by_program=True,
    heading="{label} {bundle_id}",
    icon="package",
    lifecycle=Lifecycle(
        states=(
            State("sealed", "已封装", "draft"),
            State("delivered", "已送出"),
            State("imported", "已导入", "done", locked=True),
            State("receipted", "已收回执", "done", locked=True),
            State("refused", "已拒收", "stop", locked=True),
        ),
        transitions=(
            Transition("deliver", "登记送出", ("sealed",), "delivered", "bundle.seal", needs=("handed_to",)),
            Transition("import", "登记导入", ("sealed", "delivered"), "imported", "bundle.open"),
            Transition(
                "receipt",
                "登记回执",
                ("sealed", "delivered"),
                "receipted",
                "bundle.open",
                needs=("receipt_id",),
            ),
            Transition("refuse", "拒收", ("sealed", "delivered"), "refused", "bundle.open", reason=True),
        ),
    ),
    purpose="制作和收到的每一个移交包、回执，编号、校验值、序号和去向",
)
class BundleLog(Record):
    """One sealed bundle or receipt, sent or received."""

    task_id: str = link("巡察任务", to="task", section="移交包")
    bundle_id: str = text("包号", required=True, search=True, listed=True, readonly=True)
    label: str = text("名称", listed=True)
    kind: str = choice("种类", codes="bundle_kind", required=True, listed=True, readonly=True)
    direction: str = choice("方向", codes="direction", required=True, listed=True, readonly=True)
    made_at: datetime | None = moment("时间", listed=True, readonly=True)
    counterpart: str = text("对方", search=True, listed=True, help="对方单位或人员")
    counterpart_key: str = text("对方密钥标识", readonly=True)
    sha256: str = text("密文校验值", readonly=True)
    content_root: str = text("内容校验值", readonly=True)
    size: int | None = number("字节数", readonly=True)
    sequence: int | None = number("序号", listed=True, readonly=True)
    previous_sha256: str = text("上一包校验值", readonly=True)
    counts: str = long_text("内容数量", readonly=True, help="记录和附件的数量，一行一类")
    records: int | None = number("记录数", readonly=True)
    attachments_count: int | None = number("附件数", readonly=True)
    nonce: str = text("随机数", readonly=True)
    journal_head: str = text("日志链头", readonly=True)
    journal_seq: int | None = number("日志序号", readonly=True)
    receipt_id: str = text("回执号", search=True, readonly=True, section="交接")
    receipt_at: datetime | None = moment("回执时间", readonly=True)
    handed_to: str = person("交给")
    medium: str = text("介质编号")
    attachments: tuple[FileRef, ...] = files("签收单")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (Carrier, Exposure, Account, BundleLog)
