"""Papers of filing and of giving back, each built from the vault. They read records and write nothing."""

from __future__ import annotations

from app.areas.closeout.archive.papers.filing import build_catalogue, build_check, build_volume
from app.areas.closeout.archive.papers.returning import build_destruction, build_pledge, build_return
from app.areas.parts import PaperSpec
from app.areas.secrecy.model import Carrier
from app.core.records import Record


def _device(held: Record) -> bool:
    return isinstance(held, Carrier) and held.kind != "paper"


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("archive_catalogue", "归档文件目录", "task", build_catalogue, row=82),
    PaperSpec("archive_check", "归档检查表", "task", build_check, row=82),
    PaperSpec("archive_volume", "卷宗封面、卷内目录、备考表", "archive_volume", build_volume, row=83),
    PaperSpec("carrier_return", "设备、介质归还及清除确认单", "carrier", build_return, row=85, fits=_device),
    PaperSpec("holding_pledge", "零持有承诺书", "holding_pledge", build_pledge, row=86),
    PaperSpec("destruction", "销毁审批和登记表", "destruction", build_destruction, row=87),
)
