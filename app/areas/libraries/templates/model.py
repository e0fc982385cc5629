"""Record type of a paper template (文书模板): a .docx of the user's own that takes the place of a built-in Word paper.

It says when a template may be used; what a template may name is decided by the dictionary.
"""

from __future__ import annotations

from datetime import datetime

from app.core.fields import FileRef, choice, files, long_text, moment, text
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

GROUP = "文书模板"


def _checked(held: PaperTemplate, _reader: Reader) -> str | None:
    if len(held.file) != 1:
        return "模板文件要有一个，也只能有一个"
    if held.checked_sha != held.file[0].sha256 or held.checked_paper != held.paper:
        return "这个文件还没有检查过，请先点“检查模板”"
    return "检查发现的问题还没有改好：\n" + held.problems if held.problems else None


def _only_one(held: PaperTemplate, reader: Reader) -> str | None:
    others = [
        one
        for one in reader.find(PaperTemplate, paper=held.paper)
        if one.state == "active" and one.id != held.id and not one.deleted
    ]
    return f"这种文书已经启用模板“{others[0].name}”，请先停用它" if others else None


TEMPLATE = Lifecycle(
    states=(
        State("draft", "未启用", "draft"),
        State("active", "启用", "done", locked=True),
        State("stopped", "停用", "stop"),
    ),
    transitions=(
        Transition(
            "activate", "启用", ("draft", "stopped"), "active", "code.edit", rules=(_checked, _only_one)
        ),
        Transition("stop", "停用", ("active",), "stopped", "code.edit"),
    ),
)


@record(
    "paper_template",
    "文书模板",
    area="libraries",
    group=GROUP,
    heading="{name}",
    icon="file-text",
    action="code.edit",
    lifecycle=TEMPLATE,
    purpose="本县自己的 Word 样式：用占位符写出字段，启用后“另存为 DOCX”按它生成；PDF 和打印仍用内置版式",
)
class PaperTemplate(Record):
    """One .docx with placeholders for one kind of paper. paper: "record type.paper name", as PaperSpec names them."""

    paper: str = choice("文书", codes="template_paper", required=True, listed=True, section="模板")
    name: str = text("名称", required=True, search=True, listed=True, help="例如：反馈意见（本县样式）")
    file: tuple[FileRef, ...] = files("模板文件", help="一个 .docx；不能有宏、外部链接和嵌入对象")
    note: str = long_text("说明")
    checked_at: datetime | None = moment("检查时间", readonly=True, listed=True, section="检查")
    problems: str = long_text("检查发现的问题", readonly=True, help="一行一个；没有问题才能启用")
    placeholders: str = long_text("用到的占位符", readonly=True)
    checked_sha: str = text("检查的文件", readonly=True)
    checked_paper: str = text("按哪种文书检查", readonly=True)


TYPES: tuple[type[Record], ...] = (PaperTemplate,)
