"""Record types of filing (立卷归档): what is filed and for how long, files by item (件), volumes (案卷), the office's numbers.

An item points at the record that it is made from; it never repeats what the record says. Clues make no items here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.closeout.archive.patterns import NUMBER, TITLE, faults, named, shown
from app.areas.closeout.archive.returning import Destruction, HoldingPledge, receipt_of_pledges
from app.core.errors import Problem
from app.core.fields import FileRef, choice, day, files, flag, link, long_text, number, person, text
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition
from app.core.records import Record, record

GROUP = "归档"
"""The entry of the navigation that gathers filing."""
PATTERN = "{全宗号}-{门类代码}·{年度}-{保管期限}-{机构代码}-{件号:04}"
"""档号 after DA/T 22-2015: 全宗号-档案门类代码·年度-保管期限-机构（问题）代码-件号."""


def _number_fits(held: ArchiveSetting) -> Iterator[Problem]:
    wrong = tuple(faults("档号格式", held.pattern, NUMBER))
    yield from (Problem("pattern", text) for text in wrong)
    if not wrong and "件号" not in named(held.pattern, NUMBER):
        yield Problem("pattern", "“档号格式”要有件号 {件号}，不然档号会重复")


def _titles_fit(held: ArchiveRule) -> Iterator[Problem]:
    for name, label in (("title_pattern", "题名格式"), ("responsible", "责任者")):
        yield from (Problem(name, text) for text in faults(label, getattr(held, name), TITLE))


@record(
    "archive_setting",
    "归档设置",
    area="closeout",
    group=GROUP,
    heading="{fonds_number} {fonds_name}",
    icon="settings",
    action="code.edit",
    checks=(_number_fits,),
    purpose="全宗号、机构代码、档号格式，按同级档案馆给的填；全库一份",
)
class ArchiveSetting(Record):
    """The numbers that the archive gave this office; one record a vault."""

    fonds_number: str = text("全宗号", listed=True, section="全宗", help="由同级档案馆编给，例如 0068")
    fonds_name: str = text("全宗名称", listed=True, help="立档单位全称")
    kind_code: str = text("档案门类代码", default="WS", listed=True, help="文书档案为 WS")
    org_code: str = text("机构（问题）代码", default="XC", listed=True, help="按本单位分类方案填")
    org_name: str = text("机构名称", default="巡察办", help="归档章“机构（问题）”一格印它")
    pattern: str = text(
        "档号格式",
        default=PATTERN,
        section="编号",
        help=f"可用 {shown(NUMBER)}；{{件号:04}} 表示件号写足四位",
    )
    made_by: str = person("立卷人", section="立卷")
    checked_by: str = person("检查人")
    note: str = long_text("备注")


@record(
    "archive_rule",
    "归档范围",
    area="closeout",
    sorting=(("position", False),),
    group=GROUP,
    heading="{label}",
    icon="list-checks",
    action="code.edit",
    checks=(_titles_fit,),
    purpose="哪些文书归档、归哪一类、保管多久、要不要签字扫描件；可改可停",
)
class ArchiveRule(Record):
    """One row of the office's 文件材料归档范围和保管期限表."""

    position: int | None = number("序号", listed=True, section="范围")
    label: str = text("文件名称", required=True, search=True, listed=True)
    category: str = choice("归档类目", codes="archive_category", required=True, listed=True)
    retention: str = choice("保管期限", codes="retention", required=True, listed=True)
    scan: bool = flag("须有签字扫描件", listed=True)
    active: bool = flag("收集", default=True, listed=True, help="不勾选的不再收集，已收集的不动")
    title_pattern: str = text(
        "题名格式", default="{文件名称} {编号}", section="题名",
        help=f"可用 {shown(TITLE)}；单位即被巡察单位；不写反映人和谈话对象",
    )  # fmt: skip
    responsible: str = text("责任者", default="{巡察组}", help="可用 {巡察组}、{巡察办}、{单位}")
    source: str = text("来源记录", readonly=True, inner=True, section="来源", help="记录类型的代码")
    papers: str = text("文书", readonly=True, inner=True, help="文书代码；几份的合为一件，先后即装订顺序")
    states: str = text("办结状态", readonly=True, inner=True, help="到这些状态才收集；空着的随时收集")
    kinds: str = text("种类", readonly=True, inner=True, help="来源记录是这些种类才收集；空着的都收")
    dated: str = text(
        "日期取自", readonly=True, inner=True, help="来源记录的字段代码；没有办结状态的，到了这一天才收集"
    )
    note: str = long_text("备注", section="备注")


def lacking(held: ArchiveItem, reader: Reader) -> tuple[str, ...]:
    """What an item still lacks before it can be filed, in the order of the 归档检查表."""
    found = []
    if not held.title.strip():
        found.append("没有题名")
    if not held.responsible.strip():
        found.append("没有责任者")
    if held.dated_on is None:
        found.append("没有日期")
    if not held.pages:
        found.append("没有页数")
    if held.item_number is None:
        found.append("没有件号")
    if wants_scan(held, reader) and not held.attachments and not held.note.strip():
        found.append("没有签字扫描件，也没有在备注说明")
    return tuple(found)


def wants_scan(held: ArchiveItem, reader: Reader) -> bool:
    """Whether the rule that the item was collected by asks for a signed scan."""
    rules = reader.find(ArchiveRule, source=held.source_type, papers=held.papers) if held.papers else ()
    return any(rule.scan for rule in rules)


def _nothing_lacking(held: ArchiveItem, reader: Reader) -> str | None:
    return "；".join(lacking(held, reader)) or None


ITEM = Lifecycle(
    states=(
        State("collected", "已收集", "draft"),
        State("sorted", "已整理编号"),
        State("filed", "已归档", "done", locked=True),
    ),
    transitions=(
        Transition(
            "sort", "整理编号", ("collected",), "sorted", needs=("category", "retention", "item_number")
        ),
        Transition(
            "file", "归档", ("sorted",), "filed", needs=("archive_number",), rules=(_nothing_lacking,)
        ),
        Transition("return", "退回整理", ("sorted", "filed"), "collected", reason=True),
    ),
)


@record(
    "archive_item",
    "归档文件",
    area="closeout",
    group=GROUP,
    heading="{title}",
    icon="file-check",
    lifecycle=ITEM,
    purpose="按“件”归档（DA/T 22—2015）：每件有件号、页数、题名、责任者和保管期限，与系统里的记录一一对应",
)
class ArchiveItem(Record):
    """One 件. `counted` is what the program counted last: 页数 follows it as long as nobody typed another figure."""

    task_id: str = link("巡察任务", to="task", section="归档文件")
    title: str = text(
        "题名", required=True, search=True, listed=True,
        help="原无题名而自拟的加方括号；不写反映人、谈话对象和线索内容",
    )  # fmt: skip
    category: str = choice("归档类目", codes="archive_category", required=True, listed=True)
    responsible: str = text("责任者", search=True)
    document_number: str = text("文号", search=True, listed=True)
    dated_on: date | None = day("日期", listed=True)
    secrecy: str = choice("密级", codes="secrecy")
    pages: int | None = number("页数", unit="页", listed=True)
    counted: int | None = number("系统页数", unit="页", readonly=True, help="文书和扫描件的页数")
    year: int | None = number("年度", listed=True, section="编号")
    retention: str = choice("保管期限", codes="retention", required=True, listed=True)
    org: str = text("机构（问题）", help="空着的用归档设置里的")
    item_number: int | None = number("件号", listed=True)
    archive_number: str = text("档号", readonly=True, search=True, listed=True)
    volume_id: str = link("案卷", to="archive_volume", section="实体")
    location: str = text("存放位置", search=True, help="库房、柜、盒号")
    attachments: tuple[FileRef, ...] = files("签字扫描件")
    source_type: str = text("来源记录类型", readonly=True, section="与系统记录对应")
    source_id: str = text("来源记录", readonly=True, search=True)
    papers: str = text("文书", readonly=True)
    note: str = long_text("备注", help="没有签字扫描件的在这里写明原因")


@record(
    "archive_volume",
    "案卷",
    area="closeout",
    group=GROUP,
    heading="{archive_number} {title}",
    icon="folder",
    lifecycle=Lifecycle(
        states=(State("draft", "组卷", "draft"), State("bound", "已立卷", "done", locked=True)),
        transitions=(
            Transition(
                "bind",
                "立卷",
                ("draft",),
                "bound",
                needs=("archive_number", "title", "retention", "made_by", "checked_by", "made_on"),
            ),
            Transition("open", "拆卷", ("bound",), "draft", reason=True),
        ),
    ),
    purpose="需要装订成卷的：卷宗封面、卷内目录、备考表由卷内各件生成",
)
class ArchiveVolume(Record):
    """One 案卷 (GB/T 9705); what lies in it are the items that point at it."""

    task_id: str = link("巡察任务", to="task", section="案卷")
    fonds_name: str = text("全宗名称", required=True)
    category_name: str = text("类目名称", required=True, listed=True)
    title: str = text("案卷题名", required=True, search=True, listed=True)
    year: int | None = number("年度", listed=True)
    starts_on: date | None = day("起始日期")
    ends_on: date | None = day("终止日期")
    retention: str = choice("保管期限", codes="retention", listed=True)
    secrecy: str = choice("密级", codes="secrecy")
    item_count: int | None = number("件数", unit="件", listed=True)
    page_count: int | None = number("页数", unit="页", listed=True)
    filing_number: str = text("归档号", section="编号")
    archive_number: str = text("档号", search=True, listed=True, help="全宗号-门类·年度-期限-机构-案卷号")
    location: str = text("存放位置")
    made_by: str = person("立卷人", section="备考")
    checked_by: str = person("检查人")
    made_on: date | None = day("立卷时间")
    remark: str = long_text("情况说明", help="缺损、补充、移出、销毁等情况")


TYPES: tuple[type[Record], ...] = (
    ArchiveItem, ArchiveVolume, HoldingPledge, Destruction, ArchiveRule, ArchiveSetting,
)  # fmt: skip
STEP_RULES: dict[tuple[str, str], StepRule] = {("handover_item", "receive"): receipt_of_pledges}
