"""The sealed 归档包: one PDF an item with its 归档章, a catalogue in XML and on paper, manifests; readable without this program.

Only filed items go in. docs/archive-format.md is the contract with whoever reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from app.areas.closeout.archive.binding import contents_of
from app.areas.closeout.archive.model import ArchiveItem, ArchiveSetting, ArchiveVolume
from app.areas.closeout.archive.papers.filing import build_catalogue, eight_digits, volume_paper
from app.areas.closeout.archive.service import RETENTION_CODES, items_of, papers_of
from app.areas.closeout.archive.shipped import archive_setting
from app.areas.parts import (
    FORM_COLUMNS,
    PaperSpec,
    count_text,
    filled_rows,
    pair_rows,
    secrecy_of,
    wide_row,
)
from app.areas.preparation.dispatch import bundle_entry, name_by_id
from app.areas.preparation.model import Task
from app.areas.secrecy.service import log_bundle
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, Card, Sealed
from app.bundle.contents import Cancelled, Progress
from app.bundle.refusals import cancelled_by_user
from app.core.errors import KnownError, Refused
from app.documents.paper import ArchiveStamp, Form, Layout, Paper
from app.documents.pdf import render_pdf
from db.session import Session

NAMESPACE = "urn:xuncha-desk:archive:1"
TYPES = ("archive_item", "archive_volume", "archive_setting")
MOST_REASONS = 12
README = """XUNCHA DESK ARCHIVE BUNDLE / 归档包说明

catalogue.xml   归档文件目录（机读，UTF-8，命名空间 urn:xuncha-desk:archive:1）
catalogue.pdf   归档文件目录（人读）
items/          每件一个 PDF，首页上端印有归档章；文件名：年度-保管期限-件号
volumes/        每卷的封面、卷内目录、备考表
attachments/    签字扫描件原样，文件名为 SHA-256，原名见 catalogue.xml

校验：在上一级文件夹执行  sha256sum -c manifest-sha256.txt
"""


@dataclass(frozen=True)
class Held:
    """A file of the bundle that belongs to an item: its path inside the bag, role and content's facts."""

    role: str
    path: str
    sha256: str
    size: int
    media: str
    name: str = ""


def pack(
    session: Session,
    task: Task,
    path: Path,
    to: Card,
    specs: Iterable[PaperSpec],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Sealed:
    """Seal everything filed of a task to `to` and register it. Refused, with every reason, while an item is not filed.

    progress counts items while papers are drawn, then bytes while they are sealed. Nothing stands at `path` on failure.
    """
    session.allow("bundle.seal", "不能封装归档包")
    items = items_of(session, task)
    if reasons := _against(items):
        raise Refused("还不能封装归档包", reasons, kept="各件都没有改动", todo="请补齐、归档以后再封装")
    if not contacts.has_identity(session):
        raise KnownError("本库还没有名片", todo="请先在“名片与往来”里建立本单位名片")
    extra = files_of(session, task, items, tuple(specs), progress=progress, cancelled=cancelled)
    sealed = transfer.send(
        session,
        path,
        kind=BundleKind.ARCHIVE,
        to=[to],
        kinds=[session.catalog[name] for name in TYPES],
        wanted=lambda record: record.TYPE.name == "archive_setting" or record.task_id == task.id,
        facts={"task_id": task.id, "items": len(items)},
        extra=extra,
        progress=progress,
        cancelled=cancelled,
    )
    log_bundle(session, bundle_entry(sealed.header, to, "out", task.id))
    return sealed


def pack_into(
    session: Session,
    progress: Progress,
    cancelled: Cancelled,
    *,
    task_id: str,
    folder: Path,
    to: Card,
    specs: Sequence[PaperSpec],
) -> Path:
    """`pack` into a folder under the bundle's neutral name, as a job of a page."""
    path = folder / f"{hashlib.sha256(task_id.encode()).hexdigest()[:12]}.part"
    try:
        task = session.get(Task, task_id)
        sealed = pack(session, task, path, to, specs, progress=progress, cancelled=cancelled)
        return name_by_id(path, sealed.bundle_id)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _against(items: Sequence[ArchiveItem]) -> list[str]:
    if not items:
        return ["这个任务还没有归档文件，请先收集"]
    waiting = [item for item in items if item.state != "filed"]
    found = [f"“{item.title}”还没有归档" for item in waiting[:MOST_REASONS]]
    if len(waiting) > MOST_REASONS:
        found.append(f"还有{len(waiting) - MOST_REASONS}件没有归档")
    return found


def files_of(
    session: Session,
    task: Task,
    items: Sequence[ArchiveItem],
    specs: Sequence[PaperSpec],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[tuple[str, bytes]]:
    """Every file beside records and scans: README, both catalogues, a PDF an item, a PDF a volume."""
    setting = archive_setting(session)
    found: list[tuple[str, bytes]] = []
    held: dict[str, list[Held]] = {}
    for place, item in enumerate(items):
        if cancelled is not None and cancelled():
            raise cancelled_by_user("封装")
        if progress is not None:
            progress(place, len(items))
        name, content = f"items/{item_name(item)}.pdf", item_pdf(session, item, setting, specs)
        found.append((name, content))
        digest = hashlib.sha256(content).hexdigest()
        held[item.id] = [
            Held("paper", f"data/{name}", digest, len(content), "application/pdf"),
            *(
                Held("scan", f"data/attachments/{ref.sha256}", ref.sha256, ref.size, ref.media, ref.name)
                for ref in item.attachments
            ),
        ]
    volumes = session.find(ArchiveVolume, task_id=task.id)
    for place, volume in enumerate(volumes, 1):
        paper = volume_paper(volume, contents_of(session, volume), session.code_label)
        found.append((f"volumes/{place:03}.pdf", render_pdf(paper)))
    found.append(("catalogue.pdf", render_pdf(build_catalogue(session, task.id))))
    found.append(("catalogue.xml", catalogue_xml(session, task, items, volumes, setting, held)))
    found.append(("README.txt", README.encode()))
    return found


def item_name(item: ArchiveItem) -> str:
    """年度-期限-件号, in ASCII; with the head of the id where another 机构（问题） numbers on its own."""
    term = RETENTION_CODES.get(item.retention, "X")
    tail = f"-{item.id[-6:]}" if item.org else ""
    return f"{item.year or 0}-{term}-{item.item_number or 0:04}{tail}"


def item_pdf(
    session: Session, item: ArchiveItem, setting: ArchiveSetting, specs: Sequence[PaperSpec]
) -> bytes:
    """The papers of an item behind each other, the stamp on the first page; for paper alone a sheet that stands for it."""
    stamp = stamp_of(session, item, setting)
    if item.source_id and session.exists(item.source_type, item.source_id):
        papers = papers_of(session, item.source_type, item.source_id, item.papers, specs)
    else:
        papers = (_stand_in(session, item),)
    first, *rest = papers
    return render_pdf([replace(first, archive_stamp=stamp), *rest])


def stamp_of(session: Session, item: ArchiveItem, setting: ArchiveSetting) -> ArchiveStamp:
    """The six texts of the 归档章."""
    return ArchiveStamp(
        fonds=setting.fonds_number,
        year=str(item.year or ""),
        item=f"{item.item_number:04}" if item.item_number else "",
        org=item.org or setting.org_name,
        retention=session.code_label("retention", item.retention),
        pages=str(item.pages or ""),
    )


def _stand_in(session: Session, item: ArchiveItem) -> Paper:
    rows = (
        wide_row("题名", item.title),
        *pair_rows(("责任者", item.responsible), ("日期", eight_digits(item.dated_on))),
        *pair_rows(("档号", item.archive_number), ("页数", count_text(item.pages, "页"))),
        *filled_rows(
            ("存放位置", item.location), ("扫描件", "、".join(ref.name for ref in item.attachments))
        ),
        wide_row("说明", "本件为纸质原件或外来材料，系统中没有对应文书；扫描件随包，原件按存放位置查找。"),
    )
    return Paper(
        name="archive_stand_in",
        title="归档文件说明页",
        layout=Layout.FORM,
        secrecy=secrecy_of(session.code_label, item.secrecy),
        body=(Form(rows, FORM_COLUMNS),),
    )


def catalogue_xml(
    session: Session,
    task: Task,
    items: Sequence[ArchiveItem],
    volumes: Sequence[ArchiveVolume],
    setting: ArchiveSetting,
    held: dict[str, list[Held]],
) -> bytes:
    """catalogue.xml as docs/archive-format.md describes it; UTF-8, indented, in catalogue order."""
    ElementTree.register_namespace("", NAMESPACE)
    root = _element(None, "archive", version="1", made=f"{datetime.now():%Y-%m-%dT%H:%M:%S}")
    _element(
        root,
        "fonds",
        setting.fonds_name,
        number=setting.fonds_number,
        kind=setting.kind_code,
        org=setting.org_code,
    )
    _element(root, "task", task.name, id=task.id)
    listed = _element(root, "items", count=str(len(items)), pages=str(sum(i.pages or 0 for i in items)))
    for place, item in enumerate(items, 1):
        one = _element(listed, "item", id=item.id, position=str(place))
        for name, text, code in (
            ("archive-number", item.archive_number, ""),
            ("document-number", item.document_number, ""),
            ("responsible", item.responsible, ""),
            ("title", item.title, ""),
            ("date", eight_digits(item.dated_on), ""),
            ("secrecy", session.code_label("secrecy", item.secrecy) if item.secrecy else "", item.secrecy),
            ("pages", str(item.pages or ""), ""),
            ("year", str(item.year or ""), ""),
            ("retention", session.code_label("retention", item.retention), RETENTION_CODES.get(item.retention, item.retention)),
            ("category", session.code_label("archive_category", item.category), item.category),
            ("org", item.org or setting.org_name, item.org or setting.org_code),
            ("item-number", f"{item.item_number or 0:04}", ""),
            ("location", item.location, ""),
            ("note", item.note, ""),
        ):  # fmt: skip
            if text:
                _element(one, name, text, **({"code": code} if code else {}))
        if item.volume_id:
            _element(one, "volume", id=item.volume_id)
        if item.source_id:
            _element(one, "source", type=item.source_type, id=item.source_id, papers=item.papers)
        for file in held.get(item.id, ()):
            facts = {
                "role": file.role,
                "path": file.path,
                "sha256": file.sha256,
                "size": str(file.size),
                "media": file.media,
            }
            _element(one, "file", **facts, **({"name": file.name} if file.name else {}))
    bound = _element(root, "volumes", count=str(len(volumes)))
    for place, volume in enumerate(volumes, 1):
        one = _element(
            bound, "volume", id=volume.id, path=f"data/volumes/{place:03}.pdf", items=str(volume.item_count or 0),
            pages=str(volume.page_count or 0),
        )  # fmt: skip
        _element(one, "archive-number", volume.archive_number)
        _element(one, "title", volume.title)
        _element(one, "retention", session.code_label("retention", volume.retention))
    ElementTree.indent(root, " ")
    made: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _element(
    above: ElementTree.Element | None, tag_name: str, text: str = "", /, **facts: str
) -> ElementTree.Element:
    """One element; characters that XML cannot hold are dropped."""
    tag = f"{{{NAMESPACE}}}{tag_name}"
    clean = {key: _clean(value) for key, value in facts.items()}
    made = ElementTree.Element(tag, clean) if above is None else ElementTree.SubElement(above, tag, clean)
    if text:
        made.text = _clean(text)
    return made


def _clean(text: str) -> str:
    return "".join(char for char in text if char in "\t\n" or ord(char) >= 32)
