"""What the year is made of: rounds, units, groups, what each of them finds. All places, people and events are invented.

It computes nothing; the counts that the story is held against are taken from here by `wanted`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PLAN = "云栖县委巡察工作规划"
TERM = (2022, 2026)
ORDINALS = "一二三四五六"


@dataclass(frozen=True)
class Trouble:
    """One problem in three parts, with the evidence it rests on."""

    title: str
    summary: str
    phenomenon: str
    nature: str
    duty: str
    proof: str
    focus: str = "f4-2"
    aspect: str = "f4-2-4"


@dataclass(frozen=True)
class Site:
    """One unit and the group that inspects it. visited: people met on the visit; letters: petitions received."""

    unit: str
    short: str
    category: str
    head: str
    leader: str
    deputy: str
    members: tuple[str, str]
    talks: tuple[str, ...]
    letters: int
    visited: int
    troubles: tuple[Trouble, ...]
    clue: str = ""


@dataclass(frozen=True)
class RoundPlan:
    """One round with its sites, group by group."""

    name: str
    ordinal: str
    approved: date
    stay: tuple[date, date]
    feedback: date
    sites: tuple[Site, ...]


def _receipts(short: str, count: int, amount: str) -> Trouble:
    """The problem that several units share."""
    return Trouble(
        f"{short}差旅费报销凭证审核把关不严",
        f"{count}笔差旅报销没有原始凭证即予报销",
        f"2025年1月至12月，{short}{count}笔差旅费共{amount}元没有附原始凭证，审核人签字后即予报销。",
        "违反财务报销须附原始凭证、逐级审核的规定，是财务制度执行不严的表现。",
        f"{short}党组织负主体责任，分管财务的班子成员负领导责任，财务室负审核责任。",
        "2025年差旅费凭证",
    )


TEAMS = (
    ("郦青崖", "缪听松", ("晏知远", "贲若谷")),
    ("蔺长亭", "逄微雨", ("佘归舟", "缑念之")),
    ("宓南星", "仉闻溪", ("亓百川", "笪忘机")),
)
"""Leader, deputy and members of each group; the same three groups go out in both rounds."""


def _site(
    group: int,
    unit: tuple[str, str, str],
    head: str,
    talks: tuple[str, ...],
    letters: int,
    visited: int,
    troubles: tuple[Trouble, ...],
    clue: str = "",
) -> Site:
    """One unit (its full name, its short name, its category) inspected by group `group`, counted from 0."""
    leader, deputy, members = TEAMS[group]
    name, short, category = unit
    return Site(name, short, category, head, leader, deputy, members, (head, *talks), letters, visited, troubles, clue)  # fmt: skip


def _duty(short: str, title: str, phenomenon: str, proof: str) -> Trouble:
    return Trouble(
        title,
        title,
        phenomenon,
        "是履行职责不到位、抓落实不力的表现。",
        f"{short}党组织负主体责任，班子成员按分工负领导责任。",
        proof,
        "f4-1",
        "",
    )


ROUNDS = (
    RoundPlan(
        "云栖县委第一轮巡察",
        "一",
        date(2026, 1, 12),
        (date(2026, 1, 19), date(2026, 3, 13)),
        date(2026, 4, 10),
        (
            _site(
                0, ("云栖县水务局党组", "县水务局", "department"), "卓望川", ("水利股负责人", "供水站职工"), 2, 14,
                (
                    _receipts("县水务局", 6, "18420"),
                    _duty(
                        "县水务局", "农村供水管网改造推进迟缓",
                        "2024年6月立项的三个村供水管网改造，截至2026年2月只完成一个村，两个村没有进场施工。", "供水改造项目台账",
                    ),
                ),
                "反映县水务局一名股长在供水改造中指定材料供应商",
            ),
            _site(
                1, ("云栖县交通运输局党组", "县交通局", "department"), "荀照野", ("养护股职工",), 1, 9,
                (
                    _receipts("县交通局", 4, "9650"),
                    _duty(
                        "县交通局", "农村公路日常养护检查流于形式",
                        "2025年12次养护检查记录笔迹相同，其中7次检查时间与检查人考勤记录不符。", "养护检查记录簿",
                    ),
                ),
            ),
            _site(
                2, ("云栖县青麓镇党委", "青麓镇", "township"), "厍牧云", ("镇村干部",), 2, 31,
                (
                    _receipts("青麓镇", 9, "22175"),
                    _duty(
                        "青麓镇", "群众办事窗口一次性告知制度没有落实",
                        "2025年下半年抽查的20件退件中，13件没有书面写明需要补充的材料，群众往返两次以上。", "窗口退件登记",
                    ),
                ),
            ),
        ),
    ),
    RoundPlan(
        "云栖县委第二轮巡察",
        "二",
        date(2026, 6, 8),
        (date(2026, 6, 15), date(2026, 8, 7)),
        date(2026, 9, 4),
        (
            _site(
                0, ("云栖县商务局党组", "县商务局", "department"), "乜南乔", ("市场股职工",), 1, 8,
                (
                    _receipts("县商务局", 3, "7310"),
                    _duty(
                        "县商务局", "惠民消费券发放公示不及时",
                        "2025年两批消费券核销结果分别在活动结束后47天、63天才公示，没有按方案在15日内公示。", "消费券活动资料",
                    ),
                ),
                "反映县商务局一名干部利用消费券活动为亲属店铺提供便利",
            ),
            _site(
                1, ("云栖县体育中心党支部", "县体育中心", "institution"), "昝星河", ("场馆管理员",), 1, 12,
                (
                    _duty(
                        "县体育中心", "公共场馆免费开放时段没有落实",
                        "2025年7月至12月，羽毛球馆应免费开放52个时段，实际开放29个时段。", "场馆开放登记",
                    ),
                ),
            ),
            _site(
                2, ("云栖县白鹭乡党委", "白鹭乡", "township"), "苌半夏", ("村党支部书记",), 2, 26,
                (
                    _receipts("白鹭乡", 5, "11860"),
                    _duty(
                        "白鹭乡", "村级小型工程验收资料不全",
                        "2024年至2025年实施的11个村级小型工程，有8个没有群众代表参加验收的签字记录。", "小型工程验收资料",
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip
WAITING = ("云栖县粮食储备中心党支部", "云栖县松岭乡党委")
"""Units of the term that no round of this year reaches."""
POLICY = ("《云栖县机关财务报销管理办法》", "第七条", "报销须附原始凭证，经办人、审核人逐级签字。")
DEPARTMENT = "云栖县财政局"
SATISFIED = {"inspection": (8, 2, 0), "department": (6, 3, 1), "people": (50, 20, 10)}
"""满意、基本满意、不满意 of each side."""


@dataclass(frozen=True)
class Wanted:
    """The counts of one round that were put in."""

    units: int
    problems: int
    opinions: int
    clues: int
    members: int
    talks: int
    petitions: int
    visits: int
    papers: int


def wanted(sites: tuple[Site, ...]) -> Wanted:
    """What the office must count of these sites when all of them have handed over."""
    troubles = sum(len(site.troubles) for site in sites)
    return Wanted(
        units=len(sites),
        problems=troubles,
        opinions=troubles,
        clues=sum(bool(site.clue) for site in sites),
        members=4 * len(sites),
        talks=sum(len(site.talks) for site in sites),
        petitions=sum(site.letters for site in sites),
        visits=sum(site.visited for site in sites),
        papers=troubles,
    )
