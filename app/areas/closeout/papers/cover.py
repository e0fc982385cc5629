"""The 封装单 (domain.md §3.7-88): the sheet that travels with a sealed bundle, for both sides to compare and sign.

It seals nothing and checks nothing; the facts arrive in a CoverSheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.areas.parts import (
    BLANK_DAY,
    FORM_COLUMNS,
    Labels,
    count_text,
    day_text,
    filled_pairs,
    filled_rows,
    grouped,
    joined,
    lines,
    moment_text,
    pair_rows,
    qr_png,
    secrecy_of,
    to_sign,
    wide_row,
)
from app.documents.paper import Form, FormRow, Layout, Paper, Picture


@dataclass(frozen=True)
class CoverSheet:
    """What the cover sheet of a sealed bundle says.

    kind and label as users read them; secrecy: code; records, files: counts; counts: (what, how many) in print order;
    size in bytes; sha256 of the ciphertext, content_root and previous as hex; journal: (compartment label, number
    of the newest entry, its hash) for each anchor.
    """

    bundle_id: str
    kind: str
    sealed_by: str
    sender: str
    receiver: str
    sha256: str
    content_root: str
    sealed_at: datetime | None = None
    label: str = ""
    task: str = ""
    secrecy: str = ""
    records: int | None = None
    files: int | None = None
    counts: tuple[tuple[str, int], ...] = ()
    size: int | None = None
    sequence: int | None = None
    previous: str = ""
    sender_key: str = ""
    receiver_key: str = ""
    journal: tuple[tuple[str, int, str], ...] = ()
    medium: str = ""
    carried_by: str = ""
    receipt_id: str = ""
    note: str = ""

    def anchors(self) -> str:
        """The facts that a later check compares, one a line, in ASCII: the text of the QR code."""
        return "\n".join(
            (
                f"XCB {self.bundle_id}",
                f"sha256 {self.sha256}",
                f"root {self.content_root}",
                f"seq {self.sequence if self.sequence is not None else '-'}",
                f"prev {self.previous or '-'}",
                *(f"journal {number} {digest}" for _, number, digest in self.journal),
            )
        )


def bundle_cover(sheet: CoverSheet, labels: Labels) -> Paper:
    """The sheet that travels with a sealed bundle: what it is, its checksums to compare, who sealed and who takes it."""
    counted = "、".join(f"{what}{count}" for what, count in sheet.counts)
    amount = joined(
        count_text(sheet.records, "条记录"),
        count_text(sheet.files, "个文件"),
        f"{sheet.size:,}字节" if sheet.size is not None else "",
    )
    rows: tuple[FormRow, ...] = (
        wide_row("包号", sheet.bundle_id),
        *pair_rows(
            ("种类", sheet.kind), ("序号", f"第{sheet.sequence}号包" if sheet.sequence is not None else "")
        ),
        *filled_rows(("名称", lines(sheet.label, sheet.task)), ("内容", lines(amount, counted))),
        wide_row("总哈希", grouped(sheet.sha256)),
        wide_row("内容校验值", grouped(sheet.content_root)),
        *filled_rows(("上一包校验值", grouped(sheet.previous))),
        *(
            wide_row(f"{where}日志锚点", f"第{number}条 {grouped(digest)}")
            for where, number, digest in sheet.journal
        ),
        *pair_rows(("封装单位", sheet.sender), ("接收单位", sheet.receiver)),
        *filled_pairs(("封装方密钥", sheet.sender_key), ("接收方密钥", sheet.receiver_key)),
        *filled_pairs(("封装时间", moment_text(sheet.sealed_at)), ("介质编号", sheet.medium)),
        *pair_rows(
            ("封装人", _signing(sheet.sealed_by, sheet.sealed_at)),
            ("接收人", _signing(sheet.carried_by, None)),
        ),
        wide_row("接收核对", "□ 包号、总哈希相符　　□ 介质和封条完好　　□ 程序验签通过"),
        *filled_rows(("回执号", sheet.receipt_id), ("备注", sheet.note)),
    )
    return Paper(
        name="bundle_cover",
        title="移交包封装单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, sheet.secrecy),
        body=(
            Form(rows, FORM_COLUMNS),
            Picture(qr_png(sheet.anchors()), 26, "扫码核对包号、校验值（SHA-256）和日志锚点", follows=True),
        ),
    )


def _signing(name: str, at: datetime | None) -> str:
    return f"{to_sign(name)}\n{day_text(at.date()) if at else BLANK_DAY}"
