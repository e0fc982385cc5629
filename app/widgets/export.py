"""Takes a list out of the vault as a table file. It must not write the file format: a hook of the composition root does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.core.fields import FieldSpec, Sensitivity
from app.core.records import RecordType
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk, Exposure

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
            partial(
                _write, desk=desk, kind=kind, specs=specs, rows=rows, target=Path(target), exposure=exposure
            ),
            lambda _none: desk.note(f"已导出 {len(rows)} 条，并已记入输出台账"),
            owner=owner,
        )

    name = f"导出-{datetime.now():%Y%m%d-%H%M}.xlsx"
    dialogs.pick_save(
        owner.window(), f"导出 {len(rows)} 条（离开本库，记入台账）", name, chosen, kinds="表格 (*.xlsx)"
    )


def _write(
    session: Session, progress: Progress, cancelled: Cancel, *, desk: Desk, kind: RecordType,
    specs: tuple[FieldSpec, ...], rows: Sequence[int], target: Path, exposure: Exposure,
) -> None:  # fmt: skip
    write = desk.hooks.export_table
    if write is None:
        return
    try:
        with target.open("wb") as out:
            write(session, kind.name, specs, rows, out, progress, cancelled)
    except (OSError, Cancelled) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, Cancelled):
            raise
        raise KnownError("文件没有写成", kept="库内容没有变化", todo="请检查目标盘的空间和权限") from error
    if desk.hooks.expose is not None:
        desk.hooks.expose(session, exposure)
