"""设备、介质归还及清除确认单, 零持有承诺书, 销毁审批和登记表 (domain.md §3.7-85 to 87). No text of the case stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.closeout.archive.returning import Destruction, HoldingPledge
from app.areas.closeout.model import HandoverItem
from app.areas.closeout.service import checklist
from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    Labels,
    PaperSource,
    count_text,
    day_text,
    filled_rows,
    grouped,
    joined,
    lines,
    one_label,
    pair_rows,
    secrecy_of,
    sign_block,
    to_sign,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.secrecy.model import Carrier, Exposure
from app.documents.paper import Align, Cell, Column, Form, Layout, Paper, Paragraph, Table

_CENTER = Align.CENTER
PLEDGE = (
    "本人参加本次巡察，已逐项核对下列环节。凡属本人经手、领用、保管的载体、材料和电子内容，均已按要求移交、归还或交由"
    "统一销毁；本人手中不留原件、复印件、照片、录音、笔记和电子副本，也未存放在手机、私人电脑、网盘和聊天工具中。"
    "离组后继续保守在巡察中知悉的秘密。如有不实，愿承担相应责任。"
)


def return_sheet(held: Carrier, group: str, labels: Labels) -> Paper:
    """One device or medium given back: its numbers, how it was emptied, who checked that, and three to sign."""
    rows = (
        *pair_rows(("登记号", held.number), ("密级", one_label(labels, "secrecy", held.secrecy))),
        *pair_rows(("名称", joined(held.name, held.brand, by=" ")), ("类型", one_label(labels, "carrier_kind", held.kind))),
        *pair_rows(("设备（载体）编号", held.carrier_number), ("出厂标签号", held.factory_number)),
        *pair_rows(("硬件序列号", held.serial_number), ("硬盘序列号", held.disk_number)),
        *pair_rows(("领用人", held.holder), ("领用日期", day_text(held.issued_on))),
        *pair_rows(("归还日期", day_text(held.returned_on) or BLANK_DAY), ("接收人", held.returned_to)),
        *pair_rows(
            ("清除方式", one_label(labels, "wipe_method", held.wipe_method) or "□ 程序清除　□ 工具覆写\n□ 重装覆写　□ 消磁"),
            ("清除日期", day_text(held.wiped_on) or BLANK_DAY),
        ),
        *pair_rows(("清除报告编号", held.wipe_report), ("核验人", held.verified_by)),
        wide_row("报告校验值", grouped(held.wipe_sha256)),
        wide_row(
            "核验情况",
            f"□ 编号、序列号与领用登记一致　　{_box(held.wiped)} 内容已清除\n"
            "□ 抽查无残留文件　　□ 外观、封签完好　　□ 配件齐全",
        ),
        *filled_rows(("备注", held.note)),
    )  # fmt: skip
    signers = (
        (Cell(f"交还人：{to_sign(held.holder)}\n{BLANK_DAY}", span=2, min_height_mm=20),
         Cell(f"接收人：{to_sign(held.returned_to)}\n{BLANK_DAY}", span=2, min_height_mm=20)),
        (Cell(f"核验人：{to_sign(held.verified_by)}\n{BLANK_DAY}", span=2, min_height_mm=20),
         Cell(f"保密员：（签字）\n{BLANK_DAY}", span=2, min_height_mm=20)),
    )  # fmt: skip
    return Paper(
        name="carrier_return",
        title="设备、介质归还及清除确认单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy),
        subtitle=group,
        body=(Form((*rows, *signers), FORM_COLUMNS),),
    )


def _box(ticked: bool) -> str:
    return "☑" if ticked else "□"


def pledge_sheet(
    held: HoldingPledge, rows: Sequence[tuple[str, str, str, str]], task: Task, labels: Labels
) -> Paper:
    """The pledge of one member. rows: (code, aspect, name, standard) of the checklist in its order."""
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("方面", 32),
        Column("环节", weight=1.1),
        Column("要求", weight=1.4),
        Column("已交清或无持有", 24, align=_CENTER),
    )
    table = tuple(
        (str(place), aspect, name, standard, _box(code in held.ticked))
        for place, (code, aspect, name, standard) in enumerate(rows, 1)
    )
    ticked = sum(code in held.ticked for code, *_ in rows)
    said = lines(
        f"共{len(rows)}项，已勾选{ticked}项。",
        f"未勾选的说明：{held.note}" if held.note else "",
        day_text(held.signed_on),
    )
    return Paper(
        name="holding_pledge",
        title="零持有承诺书",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=joined(task.group_name, task.name, by="　")
        if task.group_name not in task.name
        else task.name,
        body=(
            Paragraph(PLEDGE, small=True),
            Table(columns, table, size_pt=9),
            sign_block(said, ("承诺人", held.name), ("监督人", held.witness)),
        ),
    )


def destruction_sheet(
    held: Destruction, carriers: Sequence[Carrier], exposures: Sequence[Exposure], labels: Labels
) -> Paper:
    """Application, list, approval and the two who watched, on one sheet."""
    head = Form(
        (
            *pair_rows(("编号", held.number), ("最高密级", one_label(labels, "secrecy", held.secrecy))),
            wide_row("事由", held.name),
            wide_row("销毁原因", held.reason, 16),
            *pair_rows(
                ("申请人", to_sign(held.applicant)), ("申请日期", day_text(held.applied_on) or BLANK_DAY)
            ),
        ),
        FORM_COLUMNS,
    )
    columns = (
        Column("序号", 13, align=_CENTER),
        Column("登记号", 26, align=_CENTER),
        Column("名称", weight=1),
        Column("编号（份号）", weight=0.9),
        Column("密级", 18, align=_CENTER),
        Column("份数", 14, align=_CENTER),
        Column("页数", 14, align=_CENTER),
    )
    found = [
        (
            c.number,
            joined(c.name, c.brand, by=" "),
            lines(c.carrier_number, c.disk_number),
            c.secrecy,
            c.copies,
            c.sheets,
        )
        for c in carriers
    ]
    found += [(e.number, e.paper, e.copy_numbers, e.secrecy, e.copies, e.sheets) for e in exposures]
    found += [("—", line.strip(), "", "", None, None) for line in held.contents.splitlines() if line.strip()]
    rows = tuple(
        (
            str(n),
            number,
            name,
            code or "—",
            one_label(labels, "secrecy", grade),
            count_text(copies),
            count_text(sheets),
        )
        for n, (number, name, code, grade, copies, sheets) in enumerate(found, 1)
    )
    total = held.pieces or sum(row[4] or 1 for row in found)
    tail = Form(
        (
            (Cell("批准意见", label=True, keep=True),
             Cell(lines(held.opinion, f"批准人：{to_sign(held.approved_by)}", day_text(held.approved_on) or BLANK_DAY),
                  span=3, min_height_mm=22)),
            *pair_rows(
                ("销毁方式", one_label(labels, "destroy_method", held.method)),
                ("销毁日期", day_text(held.destroyed_on) or BLANK_DAY),
            ),
            wide_row("销毁地点", held.place),
            (Cell("监销人\n（两人）", label=True, keep=True),
             Cell(f"{to_sign(held.supervisor)}\n{BLANK_DAY}", min_height_mm=18),
             Cell(f"{to_sign(held.second_supervisor)}\n{BLANK_DAY}", span=2, min_height_mm=18)),
            *filled_rows(("备注", held.note)),
        ),
        FORM_COLUMNS,
        follows=True,
    )  # fmt: skip
    return Paper(
        name="destruction",
        title="销毁审批和登记表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy),
        body=(
            head,
            Table(
                columns,
                rows or (("", "", "（清单未填）", "", "", "", ""),),
                caption=f"销毁清单（共{total}件、份）",
            ),
            tail,
        ),
    )


def build_return(source: PaperSource, key: str) -> Paper:
    """The sheet of one carrier."""
    held = source.get(Carrier, key)
    return return_sheet(
        held, source.get(Task, held.task_id).group_name if held.task_id else "", source.code_label
    )


def build_pledge(source: PaperSource, key: str) -> Paper:
    """The pledge with the rows of the task's own checklist, or the shipped ones before it is opened."""
    held = source.get(HoldingPledge, key)
    labels = source.code_label
    own = sorted(source.find(HandoverItem, task_id=held.task_id), key=lambda row: (row.position or 0, row.id))
    rows = [(r.code, labels("handover_aspect", r.aspect), r.name, r.standard) for r in own] or [
        (r.code, labels("handover_aspect", r.aspect), r.name, r.standard) for r in checklist()
    ]
    return pledge_sheet(held, rows, source.get(Task, held.task_id), labels)


def build_destruction(source: PaperSource, key: str) -> Paper:
    """The register of one destruction."""
    held = source.get(Destruction, key)
    carriers = [source.get(Carrier, id) for id in held.carrier_ids]
    exposures = [source.get(Exposure, id) for id in held.exposure_ids]
    return destruction_sheet(held, carriers, exposures, source.code_label)
