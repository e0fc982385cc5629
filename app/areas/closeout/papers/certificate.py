"""The 清除确认书 (domain.md §3.7-85, security.md §7): what was destroyed, what was searched, what is not covered.

No text of the case stands in it: the certificate is what remains on the laptop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.areas.closeout.certificate import Certificate, sheet_text
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    day_text,
    filled_pairs,
    filled_rows,
    grouped,
    joined,
    moment_text,
    qr_png,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.core.errors import BugError
from app.documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Form,
    Layout,
    Paper,
    Picture,
    Table,
)

KEYS_GONE = "以随机数覆盖并写盘，原口令、恢复码从此不能打开"
FILES_GONE = "首尾覆盖、截断后删除"


@dataclass(frozen=True)
class Removed:
    """A file that was overwritten and removed: where it lay, its former size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Searched:
    """A place that was searched for remains: files and bytes read, files that could not be read, hits."""

    place: str
    files: int
    size: int
    unreadable: int
    hits: int


@dataclass(frozen=True)
class Copy:
    """A print or export that left the program. `end` says what became of it; empty: to be ticked by hand."""

    number: str
    kind: str
    paper: str
    copies: int = 0
    copy_numbers: str = ""
    destination: str = ""
    end: str = ""


@dataclass(frozen=True)
class EraseFacts:
    """What the certificate says. task: a neutral name or number, never text of the case; secrecy: code.

    keys: key slots destroyed; missing: backup places that were not in reach; not_covered: "what：what was found";
    anchors: (name, value) of the journal's end, in ASCII; signature, order: hex of the vault's own signatures, may be
    empty; code: what the QR code on the sheet holds.
    """

    number: str
    vault_id: str
    erased_at: datetime
    bundle_id: str
    bundle_sha256: str
    receipt_id: str
    receipt_on: date | None
    office: str
    erased_by: tuple[str, str]
    keys: int
    files: tuple[Removed, ...]
    searched: tuple[Searched, ...]
    not_covered: tuple[str, ...]
    missing: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    anchors: tuple[tuple[str, str], ...] = ()
    signature: str = ""
    group: str = ""
    task: str = ""
    device: str = ""
    secrecy: str = ""
    order: str = ""
    code: str = ""

    def qr_text(self) -> str:
        """The facts that a later check compares, one a line, in ASCII, with their signature: what the office reads back."""
        return self.code


def erase_facts(
    certificate: Certificate, *, group: str = "", device: str = "", secrecy: str = ""
) -> EraseFacts:
    """The facts of a finished erasure. BugError before the erasure has run: nothing can be certified yet."""
    report = certificate.report
    if report is None:
        raise BugError("C-CERT", "certificate printed before the erasure")
    return EraseFacts(
        number=certificate.number,
        vault_id=report.vault_id,
        erased_at=report.begun_at,
        bundle_id=certificate.bundle_id,
        bundle_sha256=certificate.bundle_sha256,
        receipt_id=certificate.receipt_id,
        receipt_on=date.fromisoformat(certificate.receipt_on) if certificate.receipt_on else None,
        office=certificate.office,
        erased_by=certificate.erased_by,
        keys=report.keys_destroyed,
        files=tuple(Removed(item.path, item.size) for item in report.files_removed),
        searched=tuple(
            Searched(item.place, item.files, item.size, item.unreadable, len(item.traces))
            for item in report.places_scanned
        ),
        not_covered=report.not_covered,
        missing=report.places_missing,
        copies=tuple(
            Copy(item.number, item.kind, item.paper, item.copies, item.copy_numbers, end=item.end)
            for item in certificate.outside
        ),
        anchors=certificate.anchors,
        signature=certificate.signature,
        order=certificate.order,
        code=sheet_text(certificate),
        group=group,
        task=certificate.task,
        device=device,
        secrecy=secrecy,
    )


def erase_certificate(facts: EraseFacts, labels: Labels) -> Paper:
    """What was destroyed, where was looked, what is not covered, which copies are out; two persons sign."""
    first, second = facts.erased_by
    return Paper(
        name="erase_certificate",
        title="数据清除确认书",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, facts.secrecy),
        doc_number=facts.number,
        subtitle=facts.group,
        body=(
            _head(facts),
            Picture(
                qr_png(facts.qr_text()), 48, "巡察办拍照或扫描，在“谁还持有什么”里核对登记", follows=True
            ),
            _destroyed(facts),
            _searched(facts),
            _not_covered(facts),
            *_copies(facts.copies),
            _meaning(facts),
            sign_block(
                "以上清除由程序在本机完成，清除人、监督人共同见证；程序以外的副本按第四项收回或销毁。",
                ("清除人", first),
                ("监督人", second),
            ),
        ),
    )


def _head(facts: EraseFacts) -> Form:
    receipt = joined(facts.receipt_id, facts.office, day_text(facts.receipt_on))
    return Form(
        (
            *filled_rows(("巡察任务", facts.task)),
            *filled_pairs(("清除时间", moment_text(facts.erased_at)), ("设备", facts.device)),
            wide_row("保险库标识", facts.vault_id),
            wide_row("移交包号", facts.bundle_id),
            wide_row("移交包哈希", grouped(facts.bundle_sha256)),
            wide_row("接收回执", receipt),
            *filled_rows(
                ("日志锚点", "\n".join(f"{name} {grouped(value)}" for name, value in facts.anchors)),
                ("程序签名", grouped(facts.signature)),
                ("清除令签名", "" if facts.signature else grouped(facts.order)),
            ),
        ),
        FORM_COLUMNS,
    )


def _destroyed(facts: EraseFacts) -> Table:
    columns = (
        Column("序号", 14, align=Align.CENTER),
        Column("密钥和文件", weight=1.5),
        Column("清除方式", weight=1),
        Column("大小（字节）", 32, align=Align.RIGHT),
    )
    rows = [("1", f"密钥槽{facts.keys}个（含备份中的副本）", KEYS_GONE, "—")]
    rows += [
        (str(index), item.path, FILES_GONE, f"{item.size:,}") for index, item in enumerate(facts.files, 2)
    ]
    total = sum(item.size for item in facts.files)
    caption = f"一、已销毁的密钥和文件（密钥槽{facts.keys}个，文件{len(facts.files)}个、{total:,}字节）"
    return Table(columns, tuple(rows), caption=caption)


def _searched(facts: EraseFacts) -> Table:
    hits = sum(item.hits for item in facts.searched)
    verdict = "没有发现残留" if hits == 0 else f"发现残留{hits}处"
    columns = (
        Column("检查位置", weight=1),
        Column("文件数", 22, align=Align.RIGHT),
        Column("字节数", 36, align=Align.RIGHT),
        Column("未能读取", 22, align=Align.RIGHT),
        Column("残留", 16, align=Align.RIGHT),
    )
    rows = tuple(
        (item.place, f"{item.files:,}", f"{item.size:,}", str(item.unreadable), str(item.hits))
        for item in facts.searched
    )
    return Table(columns, rows, caption=f"二、残留检查（{verdict}）")


def _not_covered(facts: EraseFacts) -> Table:
    rows = []
    for text in facts.not_covered:
        what, _, found = text.partition("：")
        rows.append((what, found))
    rows += [("未能到达的备份位置", place) for place in facts.missing]
    columns = (Column("项目", weight=1), Column("本机检查情况和处理要求", weight=1.5))
    return Table(columns, tuple(rows), caption="三、本次清除不能覆盖的范围")


def _copies(copies: tuple[Copy, ...]) -> Iterator[Block]:
    caption = f"四、打印导出件逐项核对（共{len(copies)}项）"
    if not copies:
        yield Form(((Cell("本保险库没有打印、导出过文件。"),),), caption=caption)
        return
    sent = any(copy.destination for copy in copies)
    columns = [
        Column("登记号", 24, align=Align.CENTER),
        Column("方式", 24, align=Align.CENTER),
        Column("文书", weight=1),
        Column("份数", 13, align=Align.CENTER),
        Column("份号", 28, align=Align.CENTER),
        Column("核对", 30),
    ]
    if sent:
        columns.insert(5, Column("去向", weight=0.8))
    rows = []
    for copy in copies:
        cells = [copy.number, copy.kind, copy.paper, str(copy.copies or "—"), copy.copy_numbers or "—"]
        cells += [copy.destination] if sent else []
        rows.append((*cells, f"☑ {copy.end}" if copy.end else "□ 已收回\n□ 已销毁"))
    yield Table(tuple(columns), tuple(rows), caption=caption, size_pt=10.5)


def _meaning(facts: EraseFacts) -> Form:
    """What the certificate proves and what it does not, in plain words."""
    signed = (
        "二维码和电子文件有签名，改一个字就验不过"
        if facts.signature
        else "清除中途断过电，签名的钥匙已先销毁，电子签名为空：以两人在本页的签字和清除令签名为准"
    )
    proves = (
        "上列两人各自输入口令后开始清除；巡察办的回执核验过，对应上列移交包；本库的钥匙和列出的文件已销毁，"
        f"列出的位置查过；登记在册的打印件、导出件逐份有着落。{signed}。"
    )
    not_proved = (
        "别处没有副本。没有登记的打印、拍照、抄录和自行拷走的文件夹，程序不知道；"
        "固态盘和U盘备用块、交换分区、休眠文件、系统快照覆写不到，按第三项另行处理。"
    )
    return Form(
        (wide_row("证明", proves), wide_row("不证明", not_proved)),
        (2.5, 13.5),
        caption="五、本确认书证明什么、不证明什么",
    )
