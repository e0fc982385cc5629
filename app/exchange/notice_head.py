"""Who inspected whom, and how: group, unit and kind of inspection from the opening of a notice.

Names are returned as printed; nothing is completed from outside the text.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from app.core.chinese_numbers import number

_COMMITTEE = r"(?:[\u4e00-\u9fff]{2,8}\([\u4e00-\u9fff]{1,8}\)党[组委]|中央|省委|市委|县委|区委|旗委|州委|盟委|地委|自治区党委|[\u4e00-\u9fff]{2,10}党委|党委|党组|[\u4e00-\u9fff]{1,8}党组|党工委|工委)"
# A place name may stand before 市委, 县委…; it begins at a mark or after a word that ends a phrase.
_PLACE = r"(?:(?:(?<=^)|(?<![\u4e00-\u9fff])|(?<=[日月由经据间]))[\u4e00-\u9fff]{2,5}?(?=[市县区旗州省]委))?"
_ORDINAL = r"第?[〇零一二三四五六七八九十百\d]{1,4}"
_TEAM = re.compile(
    rf"(?P<name>{_PLACE}{_COMMITTEE}"
    rf"(?:{_ORDINAL}轮)?(?:[提上交专机常联延][\u4e00-\u9fff]{{1,3}})?(?:[\u4e00-\u9fff]{{0,10}}领域)?"
    rf"(?:{_ORDINAL}(?:-\d{{1,3}})?)?(?:[提上交专机常联延政营优][\u4e00-\u9fff]{{1,3}})?"
    rf"(?:[\u4e00-\u9fff]{{0,6}}(?:专项|提级|联动|交叉))?"
    rf"(?:[\u4e00-\u9fff“”]{{0,6}})?巡[察视](?:{_ORDINAL}(?![轮个]))?(?:工作)?组)"
)
_TEAMS = re.compile(
    rf"(?P<name>{_PLACE}{_COMMITTEE}?(?:{_ORDINAL}轮(?:政治|常规|专项|集中)?巡[察视](?:的|工作)?)?"
    r"(?:共|已|先后|统一)?(?:派出|组建|成立|组织|安排|抽调|设立)?(?:了)?"
    r"(?P<count>[〇零一二两三四五六七八九十百\d]{1,4})个[\u4e00-\u9fff]{0,8}巡[察视]组)"
)
_LISTED_TEAMS = re.compile(
    rf"(?P<name>{_COMMITTEE}第[一二三四五六七八九十\d]{{1,3}}(?:[、,和及至]第?[一二三四五六七八九十\d]{{1,3}}){{1,12}}巡[察视]组)"
)
_WHERE = r"(?:开展|进行|实施)(?:了|的)?"
_TARGET = re.compile(
    rf"(?:对|分别对|进驻(?!前|后|以来|期间|动员|各|被|完))(?P<unit>(?![^。;]{{0,3}}巡[察视])[^。;\n]{{2,400}}?),?(?:全面|集中|分别|统一|同步)?{_WHERE}"
    rf"(?P<kind>[^。;\n,]{{0,40}}?)(?P<verb>政治巡[察视]|巡[察视])(?P<after>工作|“?回头看”?|,)?"
)
_DIRECT = re.compile(
    r"巡[察视]组(?:于[^。;,]{4,40})?巡[察视](?P<unit>[\u4e00-\u9fff“”()、]{3,80}?(?:机关|局|中心|街道|镇|乡|村|社区|医院|学校|学院|公司|[委办院校馆])?(?:党组|党委|党工委|党总支|党支部)"
    r"|[\u4e00-\u9fff“”()、]{3,80}?(?:机关|局|中心|街道|镇|乡|村|社区|医院|学校|学院|公司))"
    r"(?=[。,;\s]|工作|情况|反馈|进驻)"
)
_SURVEYED = re.compile(r"(?:轮|本次|此次)巡[察视](?:了)?(?P<unit>[^,。;\d]{4,200}?)(?=,(?:共)?发现)")
_RETURNED = re.compile(
    r"向(?P<unit>[^。;,\n向]{2,60}?)(?:主要负责人|领导班子)?(?:进行了?|作了?)?(?:集中|全面|正式|分别|专题)?反馈"
)
_TITLE_UNIT = re.compile(
    r"^(?:\[[^\]]{1,16}\])? *(?P<unit>(?:中共|中国共产党)?[^\s关]{3,60}?(?:党组|党委|委员会|党支部|党总支|总支部|支部|党工委|工委)) ?关于"
)
_TITLE_ABOUT = re.compile(
    r"^(?:\[[^\]]{1,16}\])?关于(?P<unit>(?!巡|落实|县|市|区|省|中央)[^\s关于]{2,40}?(?:党组|党委|委员会|党支部|党总支|支部|党工委))(?:落实|巡[察视]|县委|市委|区委|反馈|整改)"
)
_ALIAS = re.compile(r"\((?:以下)?(?:统一)?简称:?[^)]{1,40}\)")
_VAGUE = re.compile(
    r"^(?:我|本|该|全)(?:院|局|镇|乡|县|区|市|村|校|街道|单位|委|公司|社区|中心|办|集团)?(?:党组|党委|党支部|党总支|党工委)?$|^(?:校|院|局|镇|乡|村|委|社区|馆|中心|集团|公司|集团公司|街道|医院|学校|学院)(?:党组|党委|党支部|党总支|党工委)$|^(?:其|它|他们|被巡察单位.{0,4}|被巡察党组织)$"
)

KINDS: tuple[tuple[str, str], ...] = (
    ("常规", "常规"),
    ("提级", "提级"),
    ("机动", "机动"),
    ("交叉", "交叉"),
    ("回头看", "回头看"),
    ("联动", "联动"),
    ("巡乡带村|对村|村.{0,6}延伸|延伸", "延伸"),
    ("巡审", "巡审结合"),
    ("专项", "专项"),
)


@dataclass(frozen=True)
class Head:
    """Group, units and kind as printed; `teams` is the number of groups where one is printed."""

    group: str | None
    units: tuple[str, ...]
    kind: str | None
    teams: int | None

    @property
    def unit(self) -> str | None:
        """The units in one line, as the JSON shows them."""
        return "；".join(self.units) or None


def read_head(title: str | None, text: str, *, about_one: bool) -> Head:
    """Read the opening from uniform text (`notice_text.shadow`).

    about_one: the text reports on one inspection. An article about many names groups and units in
    passing; of such only a list that it says was inspected counts.
    """
    opening = text[:4000]
    group, teams = _group(opening)
    if not about_one:
        surveyed = _SURVEYED.search(text)
        names = tuple(surveyed["unit"].split("、")) if surveyed else ()
        return Head(group if teams else None, names, None, teams)
    units, kinds = _units(opening, title)
    for pattern, kind in KINDS:
        if group and re.search(pattern, group) and kind not in kinds:
            kinds.append(kind)
    if not kinds and title:
        kinds = [
            kind
            for pattern, kind in KINDS
            if re.search(rf"(?:{pattern})[^关]{{0,4}}巡[察视]|巡[察视].?回头看", title)
            and (kind != "回头看" or "回头看" in title)
        ]
    if not kinds and (
        plain := re.search(
            rf"(?:开展|进行)了?[^。,;]{{0,12}}?(?P<kind>{'|'.join(pattern for pattern, _ in KINDS)})巡[察视]",
            opening,
        )
    ):
        kinds = [kind for pattern, kind in KINDS if re.search(pattern, plain["kind"])]
    return Head(group, units, "、".join(kinds) or None, teams)


def _group(text: str) -> tuple[str | None, int | None]:
    several = _TEAMS.search(text)
    listed = _LISTED_TEAMS.search(text)
    named = list(itertools.islice(_TEAM.finditer(text), 8))
    single = next(
        (match for match in named if re.search(r"第?[一二三四五六七八九十\d]{1,3}", match["name"])),
        named[0] if named else None,
    )
    teams = None
    if several is not None:
        value = number(several["count"])
        teams = int(value) if value is not None and value < 1000 else None
    if listed is not None:
        count = len(re.findall("[、,和及]", listed["name"])) + 1
        if between := re.search("第([^第]{1,3})至第?(.{1,3})巡", listed["name"]):
            first, last = number(between[1]), number(between[2])
            count = int(last - first) + 1 if first is not None and last is not None and last > first else 0
        return _trim(listed["name"]), teams or count
    if several is not None and (single is None or several.start() <= single.start() or (teams and teams > 1)):
        return re.sub(
            "(?:共|已|先后|统一)?(?:派出|组建|成立|组织|安排|抽调|设立)了?(?=.{1,4}个)",
            "",
            _trim(several["name"]),
        ), teams
    if single is not None:
        return _trim(single["name"]), teams
    return None, teams


def _trim(name: str) -> str:
    """Drop words that the pattern caught before the name: 根据, 由, 经…"""
    return re.sub(r"^(?:根据|按照|关于|经|由|近日|日前|期间|近期|会上|日|月|年|从|在|的|并|于)+", "", name)


def _units(text: str, title: str | None) -> tuple[tuple[str, ...], list[str]]:
    units: list[str] = []
    kinds: list[str] = []
    for match in _TARGET.finditer(text):
        if _is_aside(text, match):
            continue
        unit = _clean_unit(match["unit"])
        for pattern, kind in KINDS:
            if re.search(pattern, match["kind"] + (match["after"] or "")) and kind not in kinds:
                kinds.append(kind)
        if units and re.match("(?:所辖|所属|下属|下辖|其|该)", unit):
            continue  # 并对所辖5个村延伸巡察 names no unit of its own
        if unit and unit not in units and not any(unit in known for known in units):
            units.append(unit)
        if len(units) == 12:
            break
    units = [unit for unit in units if not _VAGUE.match(unit)]
    if not units and (direct := _DIRECT.search(text)):
        units = [direct["unit"]]
    if not units and (named := title and _TITLE_UNIT.match(title)):
        units = [named["unit"]]
    if not units and (named := title and _TITLE_ABOUT.match(title)):
        units = [named["unit"]]
    if not units and (surveyed := _SURVEYED.search(text)):
        return tuple(surveyed["unit"].split("、")), kinds
    if not units:
        for match in _RETURNED.finditer(f"{text}\n{title or ''}"):
            unit = _clean_unit(match["unit"])
            if unit and not _VAGUE.match(unit):
                return (unit,), kinds
    return tuple(units), kinds


def _is_aside(text: str, match: re.Match[str]) -> bool:
    """Tell a target from other uses of 对…: demands, purposes, general talk."""
    unit = match["unit"]
    if (
        re.search(r"[!?:]|问题|整改|情况|监督|精神|要求|工作(?!委|局|部|站)", unit[:60])
        and "、" not in unit[:40]
    ):
        return True
    return text[max(0, match.start() - 1) : match.start()] in tuple("针面相应绝反")


def _clean_unit(unit: str) -> str:
    unit = _ALIAS.sub("", unit)
    unit = re.sub(r"^(?:了|由|被巡[察视]的?)", "", unit)
    # A second 对 inside is the real one: 对标…，对某局党组开展巡察.
    if "对" in unit[1:] and not re.search("对外|对口|对台", unit):
        unit = unit[unit.rindex("对") + 1 :]
    return unit.strip(" ,、")
