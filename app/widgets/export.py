"""Takes a list out of the vault as a table file. It must not write the file format: a hook of the composition root does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.fields import FieldSpec, Sensitivity
from app.core.records import RecordType
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk, Exposure
from app.widgets.leaving import let_out

if TYPE_CHECKING:
    from db.session import Session


def export_list(
    desk: Desk, owner: QWidget, kind: RecordType, specs: tuple[FieldSpec, ...], rows: Sequence[int]
) -> None:
    """Ask where, write the rows as xlsx, and enter it in the ledger."""

    def chosen(target: str) -> None:
        guarded = tuple(spec.label for spec in specs if spec.sensitivity is Sensitivity.GUARDED)
        exposure = Exposure("xlsx", f"{kind.label}列表（{len(rows)} 条）", fields=guarded, target=target)
        desk.work.write_job(
            "正在导出…",
            partial(_write, desk=desk, kind=kind, specs=specs, rows=rows, exposure=exposure),
            lambda _none: desk.note(f"已导出 {len(rows)} 条，并已记入输出台账"),
            owner=owner,
        )

    name = f"导出-{datetime.now():%Y%m%d-%H%M}.xlsx"
    dialogs.pick_save(
        owner.window(), f"导出 {len(rows)} 条（离开本库，记入台账）", name, chosen, kinds="表格 (*.xlsx)"
    )


def _write(
    session: Session, progress: Progress, cancelled: Cancel, *, desk: Desk, kind: RecordType,
    specs: tuple[FieldSpec, ...], rows: Sequence[int], exposure: Exposure,
) -> None:  # fmt: skip
    write = desk.hooks.export_table
    if write is not None:
        let_out(
            desk,
            session,
            lambda out: write(session, kind.name, specs, rows, out, progress, cancelled),
            exposure,
        )
