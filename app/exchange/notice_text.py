"""Prepare a published text for reading: tidy characters, page furniture off, title found, contact kept.

It decides nothing about problems or figures, and it rewrites no wording: what it keeps is the text as printed.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from app.core.hanzi import has_pinyin_noise, simplify, strip_pinyin_noise, traditional_share
from app.exchange.notice_layout import is_page_number, without_character_spacing, without_hard_line_ends
from app.exchange.notice_model import Contact, NoticeProblem
from app.exchange.notice_table import Tables, read_tables

CHINESE_DIGITS = "〇零一二两三四五六七八九十百千万"

_SHADOW = str.maketrans(
    {
        **{0xFF01 + i: chr(0x21 + i) for i in range(94)},  # full-width ASCII
        **dict.fromkeys(map(ord, "“『「﹁＂〝"), "“"),
        **dict.fromkeys(map(ord, "”』」﹂〞"), "”"),
        **dict.fromkeys(map(ord, "—–－―─～~﹣−"), "-"),
        **dict.fromkeys(map(ord, "\u3000\xa0\t\u2002\u2003\u2009"), " "),
        **dict.fromkeys(map(ord, "｡"), "。"),
        **dict.fromkeys(map(ord, "﹑､"), "、"),
        **dict.fromkeys(map(ord, "〈＜"), "《"),
        **dict.fromkeys(map(ord, "〉＞"), "》"),
        **dict.fromkeys(map(ord, "【〖［["), "["),
        **dict.fromkeys(map(ord, "】〗］]"), "]"),
        **dict.fromkeys(map(ord, "（﹙"), "("),
        **dict.fromkeys(map(ord, "）﹚"), ")"),
        **dict.fromkeys(map(ord, "•●◆■▪◇□★☆►▶·"), "·"),
    }
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RUN = re.compile(r"(.)\1{199,}|\d{200,}")  # no wording: a ruled line of dashes, or a broken file
_TAG_BREAK = re.compile(r"<\s*/?\s*(?:p|div|br|tr|li|h[1-6]|section|table)\b[^>]{0,400}>", re.I)
_TAG_CELL = re.compile(r"<\s*/\s*t[dh]\s*>", re.I)
_TAG_DROP = re.compile(
    r"<(script|style)\b.{0,20000}?</\1\s*>|<!--.{0,5000}?-->|</?[a-zA-Z][^<>]{0,400}>", re.I | re.S
)
_INNER_SPACE = re.compile(r"(?<=\d) +(?=[年月日个项条件次人名万元家份亿余%])|(?<=[年月至到共的]) +(?=\d)")

_LABELS = (
    "信息索引号|索引号|索 引 号|文件名称|信息名称|文件编号|文号|发文字号|发布机构|发文机关|发布单位|公开方式|公开目录|"
    "信息分类|主题分类|体裁分类|成文日期|生成日期|公开日期|发布日期|发布时间|更新时间|时效性|有效性|日期|时间|"
    "来源|信息来源|新闻来源|文章来源|稿件来源|作者|责任编辑|责编|编辑|编辑员|审核|审核人|校对|文字校对|审稿|"
    "初审|复审|终审|一审|二审|三审|监制|"
    "浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击率|点击量|点击|访问量|访问次数|字体|字号|字体大小|"
    "分享到|分享|关键字|关键词|栏目|栏 目|所属栏目|标签|标题|附件|摄影|撰稿|通讯员|原文链接|信息来源|编 辑|审 核|图片来源"
)
_LABEL_LINE = re.compile(rf"^[\[· ]*(?P<label>{_LABELS})[\]]?(?:大小)? *[:：](?P<value>.*)$")
_SPACED_LABEL = re.compile(rf"(?:^|\s)(?:{_LABELS}) *[:：]")
_FURNITURE = re.compile(
    r"^(?:[\[【(（ ]*(?:大|中|小|打印|打印本页|打印此页|关闭|关闭窗口|关闭本页|分享|朗读|收藏|返回|返回顶部|顶部|上一篇|下一篇|"
    r"上一条|下一条|首页|网站首页|扫一扫.{0,30}|无障碍|无障碍浏览|繁体版|简体版|登录|注册|搜索|网站地图|联系我们|设为首页|加入收藏|"
    r"官方微博|官方微信|微信|微博|客户端|移动版|手机版|语音播报|语音阅读|责任编辑|T|A-|A\+|\||>|-|\s|[:：])+[\]】)）]*)$"
)
_FURNITURE_PART = re.compile(
    r"当前位置|您所?在的?位置|您的位置|首页 *(?:>|-|»|/|›)|ICP备|公网安备|版权所有|主办单位|承办单位|技术支持|网站标识码|政府网站|"
    r"扫一扫在手机|二维码|分享至朋友圈|字号?\s*[:：]?\s*[\[【(]?\s*大\s*中?\s*小|欢迎访问|欢迎来到|浏览器|网站支持|客服QQ|不良信息举报|"
    r"免责声明|转载请注明|您访问的链接|Copyright|本站部分信息|本网部分转载|Insert title here|(?:上|下)一(?:篇|条) *[:：]|"
    r"^#|^https?://\S+$|本文已被浏览"
)
_TITLE_END = "(?:通报|公布|公示|公告|报告|公开|通告|通知|反馈意见|情况|简报)"
_TITLE = re.compile(
    rf"^(?=.*(?:巡察|巡视|整改))[^。;；!！]{{4,110}}{_TITLE_END}"
    rf" *(?:\([^)]{{1,20}}\)|（[^）]{{1,20}}）|\[[^\]]{{1,12}}\])?$"
)
_TITLE_BEGINS = re.compile(
    r"(?!.*(?:文件|来源|时间)[:：]?$)(?:中共|中国共产党|关于)|.{2,40}(?:党组|党委|委员会|党支部|党总支|支部|总支|党工委|办公室|领导小组)$"
)
_TITLE_ANYWHERE = re.compile(
    r"(?:中共|中国共产党)[^\s。;；:：,，]{2,70} ?[^\s。;；:：]{0,20}关于[^。;；:：\n]{2,80}?"
    r"(?:通报|公布|公示|公告|报告|公开|通告)(?=\s|$|[\u4e00-\u9fff])"
)
_OPENING = re.compile(
    r"(?:根据|按照|依据|遵照|为(?:深入|进一步|推动|贯彻|切实)|自|近日|日前|近期|\d{4}年 ?\d{0,2}月?|\d{1,2}月\d{1,2}日)"
    r"[^。\n]{2,200}?(?:巡察|巡视)"
)
_PUBLISHED = re.compile(
    r"(?:发布日期|发布时间|成文日期|生成日期|公开日期|日期|时间) *:? *(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})"
)


@dataclass(frozen=True)
class Page:
    """A text ready for reading: `body` as printed, `shadow` as long, with marks and digits made uniform."""

    title: str | None
    body: str
    shadow: str
    published: tuple[int, int, int] | None
    furniture: tuple[str, ...]
    signature: tuple[str, ...]
    notes: tuple[str, ...]
    table_problems: tuple[NoticeProblem, ...] = ()


def _opens(line: str) -> bool:
    """Tell whether a line begins like the body of a notice: 根据…统一部署，…巡察…"""
    return _OPENING.search(line[:500]) is not None


def shadow(text: str) -> str:
    """Return the text with full-width digits and marks made uniform; every position stays the same."""
    uniform = text.translate(_SHADOW)
    if '"' not in uniform:
        return uniform
    parts = uniform.split('"')
    return "".join(
        part if index == 0 else ("“" if index % 2 else "”") + part for index, part in enumerate(parts)
    )


_MAY_HOLD_TABLE = re.compile(r"^[ \u3000]*(?:序号|编号|问题序号)[ \u3000]*$|\t|\|", re.M)


def shadow_line(line: str) -> str:
    """Return one line made uniform with its tabs kept, for reading tables."""
    return "\t".join(shadow(cell) for cell in line.split("\t"))


def prepare(text: str) -> Page:
    """Return the page: tags, readings and furniture gone, traditional text simplified, title apart."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    if len(re.findall("</?(?:p|div|span|br|td|font|strong|html|body)", text, re.I)) > 2:
        text = html.unescape(_TAG_DROP.sub("", _TAG_BREAK.sub("\n", _cells_on_one_line(text))))
    text = _RUN.sub(lambda match: match[0][:200], _INVISIBLE.sub("", text))
    notes: list[str] = []
    if has_pinyin_noise(text):
        notes.append("原文夹有拼音注音，已去除后再读")
        text = strip_pinyin_noise(text)
    if traditional_share(text) > 0.02:
        notes.append("原文为繁体字，已转为简体后再读")
        text = simplify(text)
    text, spaced = without_character_spacing(text)
    if spaced:
        notes.append("原文字间有空格，已去除后再读")
    raw = [line for line in text.split("\n") if line.strip() and not is_page_number(line.strip())]
    tables = (
        read_tables(raw, [shadow_line(line) for line in raw])
        if _MAY_HOLD_TABLE.search(text)
        else Tables(lines=raw)
    )
    lines = without_hard_line_ends([tidied for line in tables.lines if (tidied := _tidy(line))])
    published = _published(lines)
    kept, furniture, title_hint = _without_furniture([line for line in lines if line])
    title, kept = _split_title(kept, title_hint)
    signature, kept = _split_signature(kept)
    body = "\n".join(kept)
    return Page(
        title,
        body,
        shadow(body),
        published,
        tuple(furniture),
        tuple(signature),
        (*notes, *tables.warnings),
        tuple(tables.problems),
    )


def _cells_on_one_line(text: str) -> str:
    """Put the cells of a table row on one line, a tab between them."""
    if "<td" not in text.lower():
        return text
    rows = re.split(r"(?i)(?=<tr\b)|(?<=</tr>)", text)
    return "".join(
        _TAG_CELL.sub("\t", re.sub(r"\s*\n\s*|(?i:</?(?:p|div|br)\b[^>]{0,400}>)", " ", row)) + "\n"
        if row[:3].lower() == "<tr"
        else row
        for row in rows
    )


def _tidy(line: str) -> str:
    line = re.sub(r"\*\*|^\s*#{1,6}\s+|^\s*[-*+]\s+", "", line)  # marks of Markdown
    line = re.sub("^[\\s•●◆■▪◇□★☆►▶·]+", "", line)
    line = re.sub("[\u3000\xa0\t\u2002\u2003\u2009 ]+", " ", line).strip()
    return _INNER_SPACE.sub("", line)


def _published(lines: list[str]) -> tuple[int, int, int] | None:
    for line in (shadow(line) for line in lines[:40]):
        if match := _PUBLISHED.search(line[:400]):
            return int(match[1]), int(match[2]), int(match[3])
    return None


def _without_furniture(lines: list[str]) -> tuple[list[str], list[str], str]:
    """Split page furniture from the text; the third value is a title that a header label names."""
    kept: list[str] = []
    furniture: list[str] = []
    title = ""
    pending = ""  # a label whose value stands on the next line
    for position, line in enumerate(lines):
        even = shadow(line)
        if pending:
            label, pending = pending, ""
            if label in ("标题", "文件名称", "信息名称") and not title:
                title = line
            valued = label not in ("字体", "字体大小", "字号", "分享", "分享到") and not _TITLE.match(line)
            if len(line) <= 60 and not _opens(even) and valued:
                furniture.append(line)
                continue
        label_line = _LABEL_LINE.match(even) if len(line) <= 300 else None
        if label_line and not _opens(even) and not re.search("[。]", even[:-1]):
            value = label_line["value"].strip()
            if label_line["label"] in ("标题", "文件名称", "信息名称") and value:
                title = title or value
            pending = "" if value else label_line["label"].strip()
            furniture.append(line)
            continue
        if _is_furniture(even, position, len(lines)):
            furniture.append(line)
            continue
        kept.append(line)
    return kept, furniture, title


def _is_furniture(line: str, position: int, count: int) -> bool:
    if _FURNITURE.match(line):
        return True
    if len(line) > 300 or _opens(line):
        return False
    if _FURNITURE_PART.search(line):
        return True
    edge = position < 12 or position >= count - 8
    return edge and len(_SPACED_LABEL.findall(line)) >= 2 and not line.endswith("。")


def _split_title(lines: list[str], hint: str) -> tuple[str | None, list[str]]:
    """Find the title among the lines before the opening sentence, or glued before it."""
    opening = next(
        (i for i, line in enumerate(lines) if len(line) > 36 and (_opens(shadow(line)) or "。" in line)),
        min(len(lines), 6),
    )
    head = lines[: min(opening, 12)]
    for index, line in enumerate(head):
        if _TITLE.match(line) or len(line) > 40 or not _TITLE_BEGINS.match(line):
            continue
        for count in (2, 3, 4):
            joined = "".join(head[index : index + count])
            if _TITLE.match(joined) and "关于" in joined and index + count <= len(head):
                return joined, head[index + count :] + lines[len(head) :]
    titles = [line for line in head if _TITLE.match(line)]
    if titles:
        title = max(titles, key=lambda line: ("关于" in line, len(line)))
        rest = [line for line in head[head.index(title) + 1 :] if line not in (title, hint)]
        return title, rest + lines[len(head) :]
    if opening < len(lines):
        glued = _glued_title(lines[opening])
        if glued:
            return glued[0], [glued[1], *lines[opening + 1 :]]
    if hint:
        return hint, [line for line in lines if line != hint]
    short = [line for line in head if 6 <= len(line) <= 60 and not re.search("[。;；:：]$|^[（(一1]", line)]
    if short and opening < len(lines):
        title = short[-1] if "编者按" not in short[-1] else short[0]
        return title, [line for line in lines if line != title]
    return None, lines


def _glued_title(line: str) -> tuple[str, str] | None:
    even = shadow(line)
    match = _TITLE_ANYWHERE.search(even[:600])
    if match is None:
        match = re.match(
            r"(?=.{0,90}(?:巡察|巡视|整改))[^。;:,]{6,90}?(?:通报|公布|公示|公告|报告|通告|情况|公开)"
            r"(?= *(?:根据|按照|遵照|(?:为|自)?\d{4}年))",
            even,
        )
        if match is None:
            return None
    rest = line[match.end() :].strip()
    opening = re.search(r"根据|按照|遵照|为贯彻|为进一步|\d{4}年\d{1,2}月", shadow(rest)[:400])
    between = shadow(rest)[: opening.start()] if opening else ""
    if opening and not re.search("[。;]", between):
        rest = rest[opening.start() :]
    return line[match.start() : match.end()].strip(), rest


_SIGNED = re.compile(
    r"^(?:(?:中共|中国共产党)?[\u4e00-\u9fff()]{2,40}(?:党组|党委|委员会|党支部|党总支|党工委|办公室|领导小组|巡察办|支部|总支)|"
    r"\d{4}年\d{1,2}月\d{1,2}日|[〇零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|特此(?:公告|通报|公示)。?|"
    r"\((?:来源|作者|记者|供稿|文|撰稿)?[^)]{1,40}\))$"
)


def _split_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    signature: list[str] = []
    while lines and (_SIGNED.match(shadow(lines[-1])) or len(lines[-1]) <= 2):
        signature.insert(0, lines[-1])
        lines = lines[:-1]
    return signature, lines


_PHONE = re.compile(
    r"(?:电话|热线|手机|传真)[^:\d\n。]{0,12}[:为是]? *((?:\(?0?\d{2,4}\)?[- ]?)?\d{5,11}(?:-\d{1,5})?)"
)
_MORE_PHONES = re.compile(r"[,、;/或和 ]+((?:\(?0\d{2,3}\)?[- ]?)?\d{7,11})(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,24}){1,4}")
_POST = re.compile(
    r"(?:邮政信箱|通[信讯]地址|联系地址|邮寄地址|来信地址|来信请寄|邮政地址|来访地址|信件投递)(?:\([^)]{0,20}\))?"
    r" *[:为]? *([^。;\n]{4,90})"
)
_PUBLICITY = re.compile(r"(公[示布开](?:期限?|时间)[:为是,]?[^。;\n]{2,60})")


def contact(page: Page) -> Contact:
    """Return telephone, address and period of display as printed, from the text and the lines under it."""
    text = "\n".join((page.body, *page.signature))
    even = shadow(text)
    phones: list[str] = []
    for match in _PHONE.finditer(even):
        phones.append(match[1].strip())
        end = match.end()
        while more := _MORE_PHONES.match(even, end):
            phones.append(more[1])
            end = more.end()
    post = _POST.search(even)
    mail = ""
    if post:
        stop = re.search(
            r"[,，]? ?(?:联系)?电话|[,，]? ?(?:电子)?邮箱|[,，]? ?邮政?编码?[:：]",
            even[post.start(1) : post.end(1)],
        )
        mail = text[post.start(1) : post.start(1) + stop.start() if stop else post.end(1)].strip(" ,，、")
    publicity = _PUBLICITY.search(even)
    return Contact(
        tuple(dict.fromkeys(phones)),
        mail,
        tuple(dict.fromkeys(match[0] for match in _EMAIL.finditer(even))),
        re.split(
            r"[ ,，](?:监督|联系|举报|反映)?(?:电话|方式)| ?中共", text[publicity.start() : publicity.end()]
        )[0]
        if publicity
        else "",
    )
