"""The marks of a notice: numbers of headings in every style, unnumbered headings, labels such as 整改情况：.

How they nest is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.chinese_numbers import number

# Words that name a shortcoming; a heading with one of them states a problem.
DEFICIENT = re.compile(
    r"不(?:公|透明|按|予|到位|够|足|实|严|力|深|强|高|全面|健全|完善|规范|扎实|彻底|及时|明显|准确|充分|清|细|紧|透|齐|畅|符|当|好|佳|均衡|平衡|精准|牢|完整|合理|经常|真|坚决|主动|科学|"
    r"多|大|准|密切|落实|积极|重视|严格|严肃|显著|理想|一致|统一|聚焦|集中|认真|具体|落地|顺|优|广|快|硬|坚定|稳|突出|凸显|成熟|担当|作为|匹配|适应|熟悉|敏锐)"
    r"|欠(?:缺|佳|账|深入|规范|扎实|缺失|到位|紧密)|缺(?:失|乏|少|位|项|陷)|薄弱|弱化|虚化|边缘化|淡薄|淡化|滞后|偏[弱差软低慢少高重大松]|差距|短板|弱项|隐患|漏洞|松[懈散弛]|流于形式|走过场|"
    r"宽松软|违规|违纪|违反|超标|挪用|截留|虚报|套取|拖欠|长期(?:挂账|未)|未(?![来婚成年])|没有|不准|不愿|不敢|不会|不想|乏力|落差|温差|偏差|脱节|混乱|随意|形式主义|官僚主义|"
    r"风险(?!防控|任务|点|排查|应对|管理|评估|防范|等级|预警|管控)|(?:质量|水平|质效|成效|效率|效能|标准|程度|站位|觉悟)不?(?:较|偏)?低|有待|仍需|还需|需(?:要)?(?:进一步)?(?:加强|提[高升]|改进)|存在(?:的)?问题|瑕疵|老化|断档|浪费|冗余|僵化|粗放|简单化|一刀切|力度小|作用(?:发挥)?不|弄虚作假|不正之风|腐败问题|打折扣|搞变通|慢作为|不作为|乱作为|懒政|失责|失察|失管|失职|压力传导层层递减|上热(?:中温)?下冷"
)

_CN = "[一二三四五六七八九十]{1,4}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_IDEOGRAPH = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"

# One letter a style, outermost first by custom: A 一、 B (一) C 1. D (1) G 1) E ① F 一是.
_MARK = re.compile(
    r"(?<=\n)(?P<H>\d{1,2}\.\d{1,2})(?=[ 、]|[\u4e00-\u9fff“])(?![万亿元个倍米公平])[ 、]?|(?<=\n)(?P<H1>\d{1,2}) (?=[\u4e00-\u9fff“])|"
    rf"(?P<A>{_CN})[、.](?!\d)"
    rf"|\( ?(?P<B>{_CN}) ?\)[、.,]?"
    rf"|(?P<B1>[{_IDEOGRAPH}])[、.]?"
    r"|(?<![\d.])(?P<C>\d{1,3}) ?[.、](?!\d{1,3}(?!\d)|\d{5}|\d{4}(?!年))"
    rf"|(?P<C1>[{_DOTTED}])"
    r"|\( ?(?P<D>\d{1,3}) ?\)[、.,]?"
    rf"|(?P<D1>[{_BRACKETED}])[、.]?"
    r"|(?<![\d(])(?P<G>\d{1,2})\)[、.]?"
    rf"|(?P<E>[{_CIRCLED}])[、.]?"
    r"|(?P<F>[一二三四五六七八九十]{1,3})是(?!否)"
    r"|第(?P<F1>[一二三四五六七八九十]{1,2})[,、:]"
    r"|其(?P<F2>[一二三四五六七八九十])[,、:是]"
    rf"|(?:反馈)?问题 ?(?P<P>{_CN}|\d{{1,3}}) ?[:、.]"
)
_HEADING_LINE = re.compile(
    r"^(?:[·*-] *)?(?:"
    r"(?P<Q>(?:关于|针对|对于)[^\n]{3,240}?问题(?:的?整改(?:落实)?(?:情况|进展)?)?)"
    r"|(?P<U>(?:在|关于|围绕|聚焦)?[“《]?[^\n。;]{4,80}方面(?:存在的?(?:主要)?问题)?(?:的?整改(?:落实)?(?:情况|进展)?)?)"
    r"|(?P<U1>聚焦[^\n。;]{6,80})"
    r"|第[一二三四五六七八九十]{1,2}个?方面[:、, ] ?(?P<U3>[^\n。;]{4,80})"
    r"|(?P<U2>\[[^\]\n]{3,50}(?:方面|问题)\])"
    r")[。:]?$",
    re.M,
)
# A problem named at the head of a paragraph that goes on with what was done: 针对反馈指出的“…”问题，开展…
_INLINE_HEAD = re.compile(
    r"(?P<line>^(?:[-·*]{1,2} ?)?)?(?P<at>(?<=[-·*。,; \n])|(?<=^))(?P<word>关于|针对|对于|对照|对)(?P<said>(?:县委|市委|区委|省委)?(?:巡[察视]组?)?(?:反馈|指出|提出|发现|存在)(?:意见|情况)?(?:中|里)?(?:指出|提出|反馈)?的?)?"
    r"(?:“[^”\n]{2,240}”(?:等)?的?(?:等)?(?:方面)?的?问题|(?P<plain>[^“”,。;\n]{4,100}?)的?问题)[,:。]",
    re.M,
)
LABEL = re.compile(
    r"(?:\[ ?)?(?P<name>"
    r"(?:巡[察视])?(?:问题)?(?:集中)?整改(?:工作)?(?:落实|完成|进展|推进|开展)?(?:情况|措施|结果|成效|举措|效果|进展|状态|做法)(?:及(?:成效|措施|结果|效果|完成情况))?"
    r"|(?:已)?(?:采取的?|具体|主要)(?:整改)?(?:措施|举措|做法)|落实(?:整改)?情况|完成情况|进展情况|取得(?:的)?成效|工作成效|措施及成效|长期坚持情况|整改落实|整改完成"
    r"|(?:整改|措施|举措|成效|状态|结果|进展)(?=\]? ?:)"
    r"|反馈(?:的)?问题|存在(?:的)?问题|具体问题|问题(?:表现|描述|概述|内容)|具体表现|主要表现|巡[察视]反馈(?:意见|问题)?"
    r"|(?:整改)?责任(?:人|领导|单位|部门|科室|班子)|(?:牵头|分管|包联|责任)(?:领导|部门|单位|人)|配合(?:单位|部门)|(?:整改|完成|预计完成)(?:时限|时间|期限)|整改目标|整改类型|完成时限|整改类别"
    r") ?(?:\])? ?(?P<end>[:\]]|(?=一是)|(?=\n)|$)"
)
_DUTY = re.compile("责任|领导|部门|单位|时限|时间|期限|目标|类型|类别")
_PROBLEM_LABEL = re.compile("反馈|存在|具体问题|表现|问题(?:表现|描述|概述|内容)$")
EXPLICIT = re.compile(
    r"^ ?对[^。\n]{4,120}的整改$|^ ?(?:关于|针对|对于|在“|存在|反馈|“[^”]{2,200}”(?:等)?的?问题)|问题(?:的?整改)?(?:情况)?[:;]?$"
)
# Where the list of problems ends without a heading: next steps, contact, the summing-up, thanks.
_TAIL = re.compile(
    r"(?:(?<=\n)|(?<=[。 ]))(?:下一步[,,工我局院党公]|下步|今后|接下来|欢迎广大|欢迎社会|欢迎干部|联系(?:方式|电话|人)|监督(?:电话|方式|举报)|举报电话|公示(?:期|时间)|通讯地址|邮政信箱|"
    r"特此|以上整改|(?:截至|截止|到)(?:目前|\d{4}年)[^。\n]{0,60}(?:反馈|涉及|指出|整改)[^。\n]{0,30}\d{1,6}(?:个|条|项)|总体(?:来看|上)|通过(?:此次|这次|本次|集中)(?:巡察)?整改|虽然|尽管|(?:同时|此外)?,?(?:县委|市委|区委|省委)?(?:第?[一二三四五六七八九十\d]{1,3})?巡[察视]组(?:还|同时)收到|[^。\n]{0,16}巡[察视]组(?:对[^。\n]{2,20})?提出|[^。\n]{0,12}提出(?:以下|如下|了)?(?:整改)?(?:意见|建议|要求)|[^。,\n]{2,30}(?:表示|表态)|(?:巡[察视])?整改(?:工作)?虽)"
)


@dataclass(frozen=True)
class Label:
    """A label such as 整改情况：; `sort` is 'measure', 'duty' or 'problem'."""

    start: int
    end: int
    sort: str


@dataclass(frozen=True)
class Mark:
    style: str
    number: int | None
    start: int
    end: int
    own_line: bool
    glued: bool


def read_marks(text: str) -> tuple[list[Mark], list[Label]]:
    """Return the marks and the labels of uniform text (`notice_text.shadow`), each in the order of the text."""
    labels = _labels(text)
    return _without_labels(_marks(text, labels), labels), labels


def _labels(text: str) -> list[Label]:
    found: list[Label] = []
    for match in LABEL.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        bare = match["end"] == ""
        boundary = before in "。;!?\n ”)]、:,." or before.isdigit() or match[0].startswith("[")
        if bare and before not in "。 \n":
            continue
        if not boundary:
            continue
        name = match["name"]
        if _DUTY.search(name) and not re.search("整改(?!责任|目标|时|期|类)|措施|情况", name):
            sort = "duty"
        elif _PROBLEM_LABEL.search(name) and not re.search("整改|措施", name):
            sort = "problem"
        else:
            sort = "measure"
        found.append(Label(match.start(), match.end(), sort))
    return found


def _marks(text: str, labels: list[Label]) -> list[Mark]:
    quoted = _quoted(text)
    found: list[Mark] = []
    decimal = len(re.findall(r"^\d{1,2}\.\d{1,2}[ 、“\u4e00-\u9fff]", text, re.M)) > 1
    for match in _MARK.finditer(text):
        style = match.lastgroup or ""
        mark = _mark(text, match, "C" if style == "H1" and decimal else style[0], quoted)
        if mark is not None:
            found.append(mark)
    if sum(mark.style == "H" for mark in found) < 2:
        found = [mark for mark in found if mark.style != "H"]
    starts = {mark.start for mark in found}
    label_starts = {label.start for label in labels}
    for match in _HEADING_LINE.finditer(text):
        if match.start() in starts or match.start() in label_starts or _MARK.match(text, match.start()):
            continue
        style = "Q" if match["Q"] else "U"
        begin = match.start("U3") if match["U3"] else match.start()
        found.append(Mark(style, None, match.start(), begin, True, False))
    sparse = not any(label.sort == "measure" for label in labels) and sum(mark.own_line for mark in found) < 3
    found.extend(_inline_heads(text, {mark.start for mark in found} | label_starts, sparse=sparse))
    last = max((mark.start for mark in found if mark.style != "F"), default=None)
    if last is not None and (tail := _TAIL.search(text, last)):
        # In one line the tail must follow a full stop; a 下一步 within the last problem's line stays its own.
        found = [mark for mark in found if mark.start < tail.start()]
        found.append(Mark("Z", None, tail.start(), tail.start(), True, False))
    return sorted(found, key=lambda mark: mark.start)


_DASHED = re.compile(r"^[-·*]{1,2} ?(?=(?P<head>[^\n。]{4,90})[。\n])", re.M)
_INLINE_ASPECT = re.compile(r"^(?:在|聚焦|围绕)[^。,;:\n]{3,60}方面[,:]", re.M)


def _inline_heads(text: str, taken: set[int], *, sparse: bool) -> list[Mark]:
    """Find unnumbered problems whose paragraph goes on; 针对 alone opens a measure as often, so it must recur.

    sparse: the text has neither numbered headings nor labels, so its sentences are all there is.
    """
    matches = [match for match in _INLINE_HEAD.finditer(text) if match.start("word") not in taken]
    heads = [match for match in matches if not match["plain"] or DEFICIENT.search(match["plain"])]
    recurring = len([match for match in heads if match["line"] is not None]) >= 3
    starts: dict[int, tuple[str, int]] = {}
    for match in heads:
        at_line = match["line"] is not None
        before = text[match.start("word") - 1 : match.start("word")]
        about = text.startswith("关于", match.start("word"))
        if (
            (at_line and (recurring or about))
            or (before not in ",;" and match["said"])
            or (sparse and len(heads) > 1)
        ):
            starts[match.start("word")] = ("Q", match.start())
    dashed = [match for match in _DASHED.finditer(text) if match.end() not in starts]
    dashed = [match for match in dashed if not _MARK.match(text, match.end()) and match.start() not in taken]
    if sum(DEFICIENT.search(match["head"]) is not None for match in dashed) > max(1, 0.6 * len(dashed)):
        starts.update({match.end(): ("V", match.start()) for match in dashed})
    if sparse and starts:
        starts.update({match.start(): ("U", match.start()) for match in _INLINE_ASPECT.finditer(text)})
    return [Mark(style, None, start, end, True, False) for end, (style, start) in starts.items()]


def _without_labels(marks: list[Mark], labels: list[Label]) -> list[Mark]:
    """Take the number before a label into the label: 1.整改措施： names no heading of its own."""
    by_start = {label.start: index for index, label in enumerate(labels)}
    at = [by_start.get(mark.end, by_start.get(mark.end + 1)) for mark in marks]
    kept: list[Mark] = []
    for position, mark in enumerate(marks):
        index = at[position]
        if (
            index is None
            or mark.style in "AUQZ"
            or (labels[index].sort == "problem" and not _answered(position, marks, at, labels))
        ):
            kept.append(mark)
        else:
            labels[index] = Label(mark.start, labels[index].end, labels[index].sort)
    return kept


def _answered(position: int, marks: list[Mark], at: list[int | None], labels: list[Label]) -> bool:
    """Tell (1)问题表现：…(2)整改情况：… from a list of problems: the second item answers the first."""
    mark = marks[position]
    following = next(
        (i for i in range(position + 1, min(len(marks), position + 40)) if marks[i].style == mark.style), None
    )
    if mark.number != 1 or following is None or marks[following].number != 2:
        return False
    answer = at[following]
    return answer is not None and labels[answer].sort != "problem"


def _mark(text: str, match: re.Match[str], style: str, quoted: bytearray) -> Mark | None:
    start = match.start()
    back = start
    while back and text[back - 1] in " ·*":
        back -= 1
    before = text[back - 1 : back]
    own_line = before in ("", "\n")
    if not own_line and quoted[start]:
        return None
    bounded = own_line or back < start or before in '。;!?:”"])…|》' or (style == "F" and before in ",、(")
    if not bounded and style not in "BDE":
        return None
    if not bounded and (
        before in "条款项第件号〔“" or re.match(r"(?:项|款|条|版|稿)", text[match.end() : match.end() + 1])
    ):
        return None
    value = _value(style, match)
    if value is None or not 0 < value < 200:
        return None
    return Mark(style, value, start, match.end(), own_line, not bounded)


def _value(style: str, match: re.Match[str]) -> int | None:
    printed = match[match.lastgroup or 0] or ""
    for glyphs in (_CIRCLED, _BRACKETED, _IDEOGRAPH, _DOTTED):
        if printed in glyphs:
            return glyphs.index(printed) + 1
    value = number(printed.rpartition(".")[2])  # 2.3 is the third below 2.
    return int(value) if value is not None else None


def _quoted(text: str) -> bytearray:
    """Mark the positions inside “…”, 《…》: a number there is no heading."""
    inside = bytearray(len(text) + 1)
    for match in re.finditer(r"“[^”\n“]{0,400}”|《[^》\n《]{0,120}》", text):
        inside[match.start() + 1 : match.end() - 1] = b"\x01" * (match.end() - match.start() - 2)
    return inside
