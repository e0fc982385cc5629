"""Menu actions of the paper templates: load, check, look, and the starters and lists of fields that a county begins with.

Whether a template is right is decided by the service; files are decoded by the child process alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.areas.libraries.templates.model import PaperTemplate
from app.areas.libraries.templates.service import (
    MOST_BYTES,
    content_of,
    keep_check,
    kind_of,
    load_template,
    scan_template,
)
from app.areas.libraries.templates.starters import field_list, starter
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.field_sheet import active_window, ask_fields
from app.widgets.frame import read_file, written
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

WORD = "Word 文稿 (*.docx)"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """Templates are a list and a form."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """载入, 检查 and what there is to begin with."""
    return {
        "paper_template": (
            ActionOffer("载入模板…", "file-plus", ask_template, on_list=True),
            ActionOffer("导出起始模板…", "download", ask_starter, on_list=True),
            ActionOffer("导出字段清单…", "table-2", ask_fields_of, on_list=True),
            ActionOffer("检查模板", "list-checks", check_template),
        )
    }


def ask_template(desk: Desk, _ids: tuple[str, ...]) -> None:
    """Ask for which paper and under which name, then for the file."""

    def then(_record: Record, values: dict[str, Any]) -> None:
        dialogs.pick_open(
            active_window(),
            "选择模板文件（.docx）",
            lambda names: load_file(desk, values["paper"], values["name"], Path(names[0])),
            kinds=WORD,
        )

    ask_fields(
        desk, "载入文书模板", lambda _session: PaperTemplate(), ("paper", "name"), "选择文件…", then,
        needs=("paper", "name"), text="载入时一次查出所有写错的占位符、缺的字段、宏和外部链接；没有问题才能启用。",
    )  # fmt: skip


def load_file(desk: Desk, paper: str, name: str, path: Path) -> None:
    """Read, check and store a template; what is wrong with it is shown at once."""

    def read() -> tuple[bytes, Mapping[str, Any]]:
        content = read_file(path, MOST_BYTES)
        return content, scan_template(content)

    def store(found: tuple[bytes, Mapping[str, Any]]) -> None:
        content, scan = found

        def write(session: Session, _progress: object, _cancelled: object) -> PaperTemplate:
            ref = session.attach(iter((content,)), path.name)
            return load_template(session, paper, name, ref, scan)

        desk.work.store_job("正在保存模板…", write, partial(_said, desk))

    desk.work.compute(read, store)


def check_template(desk: Desk, ids: tuple[str, ...]) -> None:
    """Check the file of a template again."""

    def checked(held: tuple[PaperTemplate, bytes]) -> None:
        template, content = held
        desk.work.compute(partial(scan_template, content), partial(keep, template))

    def keep(template: PaperTemplate, scan: Mapping[str, Any]) -> None:
        desk.work.write(lambda session: keep_check(session, template, scan), partial(_said, desk))

    def read(session: Session) -> tuple[PaperTemplate, bytes]:
        template = session.get(PaperTemplate, ids[0])
        return template, content_of(session, template)

    desk.work.read(read, checked)


def _said(desk: Desk, template: PaperTemplate) -> None:
    desk.open_record("paper_template", template.id)
    if template.problems:
        count = len(template.problems.splitlines())
        dialogs.tell(
            active_window(), f"模板有 {count} 处要改，改好前不能启用", template.problems, sign="alert"
        )
    else:
        desk.note("模板检查没有发现问题，可以启用")


def ask_starter(desk: Desk, ids: tuple[str, ...]) -> None:
    """Save the starter of a paper."""

    def make(session: Session, paper: str) -> bytes:
        kind = kind_of(session.catalog, paper)
        return starter(
            session.catalog, kind, paper.partition(".")[2], session.code_label("template_paper", paper)
        )

    _ask_paper(desk, ids, "导出起始模板", "起始模板.docx", WORD, make)


def ask_fields_of(desk: Desk, ids: tuple[str, ...]) -> None:
    """Save the list of what a template of a paper may name."""

    def make(session: Session, paper: str) -> bytes:
        return field_list(
            session.catalog, kind_of(session.catalog, paper), session.code_label("template_paper", paper)
        )

    _ask_paper(desk, ids, "导出字段清单", "字段清单.xlsx", "表格 (*.xlsx)", make)


def _ask_paper(
    desk: Desk, ids: tuple[str, ...], title: str, name: str, kinds: str, make: Callable[[Session, str], bytes]
) -> None:
    def then(_record: Record, values: dict[str, Any]) -> None:
        def save(target: str) -> None:
            def wrote(content: bytes) -> None:
                desk.work.compute(
                    partial(written, Path(target), content),
                    lambda _none: desk.note(f"已保存到 {Path(target).name}"),
                )

            desk.work.read(lambda session: make(session, values["paper"]), wrote)

        dialogs.pick_save(active_window(), title, name, save, kinds=kinds)

    def begin(session: Session) -> PaperTemplate:
        return session.get(PaperTemplate, ids[0]) if len(ids) == 1 else PaperTemplate()

    text = "里面没有库里的内容，不记台账。"
    ask_fields(desk, title, begin, ("paper",), "保存到…", then, needs=("paper",), text=text)
