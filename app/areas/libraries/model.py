"""Record types of the libraries: inspected units, the talent pool, policy sources, code lists, reference items.

Nothing here belongs to one round; what a round does with a unit or a person stands in preparation.
"""

from __future__ import annotations

from datetime import date

from app.areas.libraries.list_names import list_label
from app.core.fields import (
    FileRef,
    Sensitivity,
    choice,
    choices,
    day,
    files,
    flag,
    link,
    long_text,
    number,
    person,
    text,
)
from app.core.records import Record, record

SIX_LIBRARIES = "六库"


@record(
    "unit",
    "被巡察党组织",
    area="libraries",
    heading="{name}",
    icon="building",
    group=SIX_LIBRARIES,
    purpose="本县（市、区）所有可以被巡察的党组织，一个党组织一条",
)
class Unit(Record):
    """A party organisation that can be inspected."""

    name: str = text(
        "党组织名称",
        required=True,
        search=True,
        listed=True,
        section="基本情况",
        help="用规范全称，文书上照此印出",
    )
    short_name: str = text("简称", search=True, listed=True, help="表格和统计图里用的短名")
    form: str = choice("党组织形式", codes="party_form", listed=True)
    category: str = choice("单位类别", codes="unit_category", listed=True)
    level: str = choice("级别", codes="unit_level")
    industry: str = choice("行业领域", codes="industry", help="用来比较同类单位的共性问题")
    superior_id: str = link("上级党组织", to="unit", help="村（社区）填所属乡镇（街道）党（工）委")
    village_grade: str = choice(
        "村（社区）分类", codes="village_grade", show_if=("category", ("village",)), help="按本地分类办法填写"
    )
    secretary: str = person("党组织书记", listed=True, section="班子与联系", help="整改第一责任人")
    secretary_phone: str = text("书记联系电话", sensitivity=Sensitivity.GUARDED)
    discipline_head: str = person("纪检负责人", help="纪（工）委书记、派驻组组长或纪检委员")
    county_leader: str = person("联系县领导", help="分管或联系该单位的县（市、区）领导，专报送给谁")
    contact: str = person("日常联系人")
    contact_phone: str = text("联系人电话", sensitivity=Sensitivity.GUARDED)
    address: str = text("办公地址", search=True)
    staff: int | None = number("干部职工", unit="人", section="规模")
    members: int | None = number("党员", unit="人")
    branches: int | None = number("下属党组织", unit="个")
    subordinate_units: str = long_text("下属单位", search=True, help="一行一个，作为延伸巡察的备选")
    last_inspected: date | None = day(
        "上次巡察时间", listed=True, section="巡察经历", help="离点日期；留空表示还没有巡察过"
    )
    last_kind: str = choice("上次巡察类型", codes="inspection_kind")
    last_summary: str = long_text("上次巡察主要问题", search=True, help="供本轮核对旧账，看有没有整改反弹")
    duties: str = long_text("主要职责", search=True, help="对照“三定”规定写，政治监督从职责切入")
    note: str = long_text("备注", search=True)
    outside: bool = flag("不列入全覆盖", section="巡察经历", help="例如已撤销、由上级巡察的党组织")


@record(
    "person",
    "人员",
    area="libraries",
    heading="{name} {post}",
    icon="user",
    group=SIX_LIBRARIES,
    purpose="巡察人才库：组长、副组长、组员和协查专家的人选",
)
class Person(Record):
    """Somebody who can be drawn into a group."""

    name: str = person("姓名", required=True, search=True, listed=True, section="基本情况")
    pool: str = choice("入库类别", codes="pool_kind", default="member", listed=True)
    gender: str = choice("性别", codes="gender")
    born: date | None = day("出生年月", help="只知道年月时填当月1日")
    nation: str = text("民族")
    politics: str = choice("政治面貌", codes="politics", listed=True)
    joined_party: date | None = day("入党时间", show_if=("politics", ("party", "probationary")))
    education: str = choice("学历", codes="education")
    major: str = text("所学专业", search=True)
    employer: str = text("工作单位", search=True, listed=True)
    post: str = text("职务", search=True, listed=True)
    rank: str = choice("职级", codes="rank")
    phone: str = text("联系电话", sensitivity=Sensitivity.GUARDED)
    skills: tuple[str, ...] = choices(
        "专长", codes="skill", listed=True, section="专长与经历", help="组建时按专长搭配"
    )
    career: str = long_text("工作经历", search=True, help="写明起止年月和单位，系统据此提示任职、公务回避")
    rounds: int | None = number("参加巡察次数", unit="次")
    training: str = long_text("培训情况", help="培训名称、时间、考核结果")
    appraisal: str = long_text("历次考评", help="每次抽调结束时的评价")
    native_place: str = text("籍贯", section="回避信息", help="精确到乡镇，用于提示地域回避")
    grown_up: str = text("成长地", help="与籍贯不同时填写")
    relatives: str = long_text(
        "近亲属任职情况",
        sensitivity=Sensitivity.GUARDED,
        help="配偶、直系血亲、三代以内旁系血亲、近姻亲在本县任职的单位和职务",
    )
    available: bool = flag("可以抽调", default=True, listed=True, section="抽调")
    unavailable_why: str = text("不能抽调的原因", show_if=("available", ("0",)))
    note: str = long_text("备注")
    appraisals: str = long_text(
        "近三年考核", section="资格核查", help="一行一年，例如：2025 优秀；用来核对抽调条件"
    )
    sanctions: str = long_text(
        "处分和处理情况", sensitivity=Sensitivity.GUARDED, help="没有的写“无”；有的写明时间和种类"
    )
    sanction_until: date | None = day("处分影响期至", help="影响期内不抽调")
    home_unit: str = text("派出单位全称", search=True, help="抽调函的主送单位；与工作单位相同的可以不填")


@record(
    "policy",
    "政策依据",
    area="libraries",
    heading="{title} {clause}",
    icon="book",
    group=SIX_LIBRARIES,
    purpose="定性时引用的党内法规、法律和政策文件，按条款入库",
)
class Policy(Record):
    """One clause that a finding can rest on."""

    title: str = text(
        "文件名称", required=True, search=True, listed=True, section="依据", help="带书名号的规范名称"
    )
    clause: str = text("条款", search=True, listed=True, help="精确到条、款、项，例如：第十条第二款")
    content: str = long_text("条款原文", search=True, help="照录原文，不作概括")
    kind: str = choice("类别", codes="policy_kind", listed=True)
    issuer: str = text("制定机关", search=True)
    doc_number: str = text("文号", search=True)
    effective_on: date | None = day("施行日期", section="效力")
    ended_on: date | None = day("废止日期", help="行为发生在废止之前的，仍可引用当时有效的条款")
    valid: bool = flag("现行有效", default=True, listed=True)
    focuses: tuple[str, ...] = choices("适用聚焦", codes="focus", section="适用")
    keywords: str = text("关键词", search=True, listed=True, help="用顿号隔开")
    attachments: tuple[FileRef, ...] = files("原文附件")
    note: str = long_text("引用提示", help="容易引错的地方、与其他条款的区别")


@record(
    "code_item",
    "代码项",
    area="libraries",
    heading="{label}",
    icon="list",
    action="code.edit",
    by_program=True,
    sorting=(("list_name", False), ("position", False)),
    purpose="各种下拉选项；可以增改停用，不删除，旧记录仍能看懂",
)
class CodeItem(Record):
    """One entry of an editable code list. Switched off rather than deleted, so that old records stay readable."""

    list_name: str = text(
        "所属列表", required=True, listed=True, help="列表的内部名称，不要改动", told=list_label
    )
    code: str = text("代码", required=True, inner=True, help="存进记录的值，启用后不要改动")
    label: str = text("名称", required=True, search=True, listed=True)
    parent: str = text("上级代码", inner=True, help="有层级的列表填写，例如子类所属的聚焦")
    position: int | None = number("顺序", listed=True)
    active: bool = flag("启用", default=True, listed=True)
    note: str = text("说明")


@record(
    "library_item",
    "资料",
    area="libraries",
    heading="{title}",
    icon="library",
    group=SIX_LIBRARIES,
    purpose="共性问题、监督重点、典型案例、提纲和文书范本",
)
class LibraryItem(Record):
    """A reference text of one of the six libraries."""

    title: str = text("标题", required=True, search=True, listed=True, section="资料")
    kind: str = choice("资料库", codes="library_kind", required=True, listed=True)
    focuses: tuple[str, ...] = choices("对应聚焦", codes="focus", listed=True)
    industries: tuple[str, ...] = choices("适用领域", codes="industry")
    content: str = long_text("内容", search=True)
    tags: str = text("标签", search=True, listed=True, help="用顿号隔开")
    source: str = text("来源", help="文件名、会议或本地实践")
    version: str = text("版本")
    attachments: tuple[FileRef, ...] = files("附件")


TYPES: tuple[type[Record], ...] = (Unit, Person, Policy, CodeItem, LibraryItem)
