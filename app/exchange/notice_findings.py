"""Problems of a feedback report (反馈情况): numbered lists inside a sentence, or prose cut at its marks.

Demands, advice and declarations that follow the problems are not problems and are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.chinese_numbers import number
from app.exchange.notice_marks import DEFICIENT
from app.exchange.notice_model import NoticeProblem

_LEAD = re.compile(
    r"(?:发现|指出|反馈|存在|反映|查找|梳理)[^。\n]{0,80}?(?:问题|不足|差距|短板|薄弱环节)[^。:\n]{0,24}(?:[:。,](?= ?(?:一|1|\(|①|一是|\n))|[:]|\n)"
    r"|(?:主要)?问题(?:是|有|包括|表现为|表现在|如下)?[:：]|主要(?:是|有|表现为|表现在|存在)[:,]"
    r"|(?:同时|此外|但是?|不过)?[,，]?(?:巡察|巡视)(?:中|组)?(?:也|还)?(?:发现|认为|指出)[^。:\n]{0,30}(?:问题|不足|差距)[^。:\n]{0,16}[:,。]"
    r"|(?:反馈|指出|认为|发现)[^。\n]{0,30}[:,](?=一是[^。,;\n]{2,30}(?:方面|上)[:,])"
)
_DEMAND = re.compile(
    r"要求|建议|意见[:：]|希望|强调|表态|表示|提出(?:了)?.{0,8}(?:整改)?(?:意见|建议|要求)|整改(?:意见|建议)|下一步|针对(?:以上|上述|这些|存在|巡察)|对此"
)
_NUMBERED = (
    re.compile(r"(?:^|(?<=[:;。,\s]))([一二三四五六七八九十]{1,3})[、.](?!\d)"),
    re.compile(r"(?:^|(?<=[:;。,\s]))\(([一二三四五六七八九十]{1,3})\)[、.]?"),
    re.compile(r"(?:^|(?<=[:;。,\s]))(\d{1,2})[、.](?!\d)"),
    re.compile(r"(?:^|(?<=[:;。,\s]))\((\d{1,2})\)[、.]?"),
    re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮])"),
    re.compile(r"(?:^|(?<=[:;。,、\s]))([一二三四五六七八九十]{1,3})是(?!否)"),
    re.compile(r"(?:^|(?<=[:;。,\s]))第([一二三四五六七八九十]{1,2})[,、]"),
)
_ASPECT = re.compile(
    r"^(?:在|关于|从)?(?P<aspect>[^,，;。]{3,70}?方面)[,:，：]? ?(?:主要)?(?:存在(?:着|的问题)?|表现为|是|有)?[:：,，]?(?P<rest>.{4,})$",
    re.S,
)
_PROSE = re.compile(
    r"(?:(?:发现|指出)[^,。;:]{0,20}?[,:]?(?=在?[^,;。:]{3,70}方面[,:]|在[^,;。:]{3,70}方面(?:存在|主要))"
    r"|主要(?:是|有|表现为|表现在)[:,]?|(?:发现|指出|存在|反映)[^。;]{0,60}?(?:存在|问题[,:](?:主要)?(?:是|有|表现为)?[:,]?)(?:着|的主要问题是)?|也发现(?:了)?|存在)"
    r"(?:(?:(?:一些|一定|部分|不少|若干|存在|突出|明显|主要|不容忽视|需要重视|值得重视|值得注意|需要引起重视|亟待解决|共性|具体|的)*(?:问题|不足|差距|短板)(?:(?:和|与|、)(?:不足|问题|短板|差距|薄弱环节))?[,:])?(?:主要|突出|集中)?(?:是|有(?!的)|表现为|表现在|体现在|问题是)?(?:以下)?(?:[一二三四五六七八九十\d]{1,2}个方面)?[:,]?)"
    r"(?P<list>[^。]{8,1200})"
)
_TAIL = re.compile(
    r"(?:等|的)(?:方面)?(?:的)?(?:\d{1,3}[个类项]|[一二三四五六七八九十]{1,3}[个类项]|“[^”]{1,6}”)?(?:具体|突出|主要|一些|方面)*(?:的)?"
    r"(?:问题|不足|情况|差距|现象)(?:和不足)?[,。;]?$|等[,。;]?$"
)
_LAST = re.compile(r"等(?:方面)?(?:的)?(?:具体|突出|主要)?问题(?=[,。;]|$).*", re.S)


@dataclass(frozen=True)
class Findings:
    """Problems found in prose, and the stretch of text that held them."""

    problems: tuple[NoticeProblem, ...]
    span: tuple[int, int]


def read_findings(body: str, text: str) -> Findings:
    """Return the problems that a feedback report names; `text` is `body` made uniform."""
    for lead in _LEAD.finditer(text):
        if re.search("要求|建议|强调", text[max(0, lead.start() - 24) : lead.start()].split("。")[-1]):
            continue
        found = _numbered(body, text, lead.end())
        if found is not None:
            return found
    for match in _PROSE.finditer(text):
        sentence = text[max(0, match.start() - 120) : match.start()].split("。")[-1]
        if re.search(
            "要求[,:]|(?:会议|反馈|提出|组|书记|强调)要求|建议|强调|受理|重点(?:监督|检查|了解|关注)|着力|是否",
            sentence + match[0][:16],
        ):
            continue
        if re.match("问题[、,]", match["list"]):
            continue
        if re.search(
            r"问题(?:共|线索)?\d{1,6}(?:个|条|项|件)|\d{1,6}(?:个|条|项|件)(?:问题)?线索", match["list"]
        ):
            continue  # a count of problems, not their names
        problems = _prose(body, text, *match.span("list"))
        if len(problems) >= 2 or (problems and re.search("发现|指出", sentence + match[0][:20])):
            return Findings(tuple(problems), match.span("list"))
    return Findings((), (0, 0))


def _numbered(body: str, text: str, start: int) -> Findings | None:
    """Read the list that begins at `start`, in whatever style its first number is written."""
    window = text[start : start + 6000]
    best: list[tuple[int, int, int]] = []
    for pattern in _NUMBERED:
        begun = pattern.search(window, 0, 14)
        if begun is None or begun.start() > 6:
            continue  # no list begins here; a look at the whole window would be slow for nothing
        items: list[tuple[int, int, int]] = []
        for match in pattern.finditer(window):
            value = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮".find(match[1]) + 1 or int(number(match[1]) or 0)
            if not items and (value != 1 or match.start() > 6):
                break
            if value != len(items) + 1:
                continue
            between = window[items[-1][1] if items else 0 : match.start()]
            if items and _DEMAND.search(_after_first_sentence(between)):
                break
            items.append((match.start(), match.end(), value))
        if len(items) > len(best) and len(items) >= 2:
            best = items
            break
    if not best:
        return None
    problems = []
    stop = 0
    for index, (_, begin, value) in enumerate(best):
        last = index + 1 == len(best)
        end = len(window) if last else best[index + 1][0]
        if last:
            named = _UNDER.match(window, begin)
            lead = named.end() - begin if named and window[named.end() - 1] == "。" else 0
            end = begin + lead + len(_first_sentence(window[begin + lead : end]))
        stop = end
        printed = body[start + begin : start + end]
        problems.extend(
            _item(value, _LAST.sub("", printed) if last else printed, text[start + begin : start + end])
        )
    if not any(DEFICIENT.search(problem.text) for problem in problems):
        return None
    return Findings(tuple(problems), (start + best[0][0], start + stop))


_UNDER = re.compile(
    r" ?(?:在|关于)?(?P<aspect>[^,;。:]{2,60}?(?:方面|上))(?:[:,](?:主要)?(?:存在|表现为|是)?[:]?|。(?= ?(?:1|\(1\)|①)))"
)
_INNER = re.compile(r" ?(?:(?P<n>\d{1,2})[.、)]|\((?P<m>\d{1,2})\)|(?P<c>[①②③④⑤⑥⑦⑧⑨⑩])) ?")


def _item(value: int | None, printed: str, even: str) -> list[NoticeProblem]:
    """Read one numbered item; 党的领导方面：A；B；C holds as many problems as it has clauses."""
    named = _UNDER.match(even)
    if named is None or (";" not in even and even[named.end() - 1] != "。"):
        return [_problem(value, printed)]
    clauses = [(a + named.end(), b + named.end()) for a, b in _cut(even[named.end() : len(printed)], ";。")]
    problems: list[NoticeProblem] = []
    for a, b in clauses:
        inner = _INNER.match(even, a, b)
        own = int(inner["n"] or inner["m"] or "①②③④⑤⑥⑦⑧⑨⑩".find(inner["c"]) + 1) if inner else None
        one = _TAIL.sub("", printed[inner.end() if inner else a : b].strip(" 。;；,，\n"))
        if one:
            problems.append(NoticeProblem(own, named["aspect"], one))
    return problems


def _first_sentence(text: str) -> str:
    match = re.search(r"[。\n](?!”)", text)
    return text[: match.end()] if match else text


def _after_first_sentence(text: str) -> str:
    return text[len(_first_sentence(text)) :]


def _problem(value: int | None, printed: str) -> NoticeProblem:
    printed = printed.replace("\n", "").strip(" 。;；,，:：、")
    aspect = _ASPECT.match(printed)
    if aspect and DEFICIENT.search(aspect["rest"]):
        rest = _TAIL.sub("", aspect["rest"].strip(" 。;；,，"))
        return NoticeProblem(value, aspect["aspect"], rest.strip(" 。;；,，、"))
    return NoticeProblem(value, "", printed)


def _prose(body: str, text: str, start: int, end: int) -> list[NoticeProblem]:
    """Cut a sentence that names problems at ;, else at the commas between whole problems."""
    printed, even = body[start:end], text[start:end]
    problems: list[NoticeProblem] = []
    clauses = _cut(even, ";")
    if len(clauses) == 1 and len(re.findall("(?:^|,)有的", even)) > 1:
        clauses = [
            (begin + (even[begin] == ","), stop)
            for begin, stop in _before_each(even, re.compile("(?:^|,)有的"))
        ]
    for begin, stop in clauses:
        lead = re.match(
            r"\s*(?:但|同时)?有的(?:党组织|单位|村|社区|部门|党委|党组|党员干部|\(社区\))*(?=.{6})(?:存在)?",
            even[begin:stop],
        )
        begin += lead.end() if lead else 0
        clause = printed[begin:stop].strip()
        problem = _problem(None, clause)
        inner = problem.text
        clean = re.sub(_TAIL, "", inner)
        offset = clause.find(inner)
        uniform = even[begin:stop].strip()[max(0, offset) :][: len(clean)]
        # Among several clauses a clause is one problem, unless it enumerates: A、B、C等问题.
        whole = len(clauses) > 1 and not _TAIL.search(clause)
        for part in [clean.strip(" ,，、")] if whole else _enumeration(clean, uniform):
            problems.append(NoticeProblem(None, problem.aspect, part))
    return [
        problem for problem in problems if DEFICIENT.search(problem.text) or problem.text.endswith("问题")
    ]


def _before_each(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    starts = [match.start() for match in pattern.finditer(text)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _enumeration(printed: str, even: str) -> list[str]:
    """Split A不到位、B不规范 where each part is a problem of its own; else keep the whole.

    A part without a word of shortcoming belongs to the next one: 担当尽责、为民服务意识不强 is one problem.
    """
    cuts = _cut(even, "、,")
    parts: list[tuple[int, int]] = []
    begin = cuts[0][0] if cuts else 0
    for _, stop in cuts:
        if DEFICIENT.search(even[begin:stop]):
            parts.append((begin, stop))
            begin = stop + 1
    if begin < len(even) and even[begin:].strip():
        if parts:
            parts[-1] = (parts[-1][0], len(even))
        else:
            parts = [(begin, len(even))]
    pieces = [re.sub("^(?:和|及|以及)", "", printed[a:b].strip(" ,，、")) for a, b in parts]
    return [piece for piece in pieces if piece]


def _cut(text: str, marks: str) -> list[tuple[int, int]]:
    """Return the pieces between the marks that stand outside quotes and brackets."""
    pieces: list[tuple[int, int]] = []
    depth = begin = 0
    for position, char in enumerate(text):
        if char in "“(《":
            depth += 1
        elif char in "”)》":
            depth = max(0, depth - 1)
        elif char in marks and depth == 0:
            pieces.append((begin, position))
            begin = position + 1
    pieces.append((begin, len(text)))
    return [(a, b) for a, b in pieces if text[a:b].strip()]
