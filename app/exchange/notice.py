"""Read a published feedback report, rectification notice or round statistic into fields to be confirmed.

It reads what is printed, recomputes what can be recomputed, and says what it could not read; it never
guesses and never raises on any text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.exchange import notice_dates, notice_text
from app.exchange.notice_figures import Figures, read_figures, summary_stretches
from app.exchange.notice_findings import Findings, read_findings
from app.exchange.notice_head import Head, read_head
from app.exchange.notice_marks import DEFICIENT
from app.exchange.notice_model import Contact, Money, Notice, NoticeProblem, to_json
from app.exchange.notice_outline import Outline, read_outline
from app.exchange.notice_problems import Found, lists_problems, read_problems

__all__ = ["Contact", "Money", "Notice", "NoticeProblem", "read_notice", "to_json"]

RECTIFICATION = "整改通报"
FEEDBACK = "反馈情况"
ANNOUNCEMENT = "巡察公告"
STATISTICS = "巡察统计"
OTHER = "其他"

MAX_CHARACTERS = 400_000  # a notice has at most some 60,000; longer input is cut and says so


# Sentences of the opening and of demands: they name problems in general and hold none.
_USUAL = re.compile(
    "根据|按照|公布|公示|反馈(?:了|会|巡|的)|巡[察视]情况|政治体检|高度重视|领导小组|会议|要求|强调|表示|认真|坚持|切实|工作方针|条例|表态|诚恳接受|针对以上"
)


def read_notice(text: str) -> Notice:
    """Return what the text holds. Takes any string; the worst case is an empty notice with warnings."""
    too_long = len(text) > MAX_CHARACTERS
    page = notice_text.prepare(text[:MAX_CHARACTERS])
    outline = read_outline(page.shadow)
    document = _document(page, outline)
    found = Found()
    if document == RECTIFICATION:
        found = read_problems(page.body, page.shadow, outline)
    elif document == FEEDBACK and lists_problems(page.shadow, outline):
        found = read_problems(page.body, page.shadow, outline, answered=False)
    findings = Findings((), (0, 0))
    if document in (FEEDBACK, RECTIFICATION) and not found.problems and not page.table_problems:
        findings = read_findings(page.body, page.shadow)
    problems = (*page.table_problems, *found.problems) or findings.problems
    spans = found.used if found.problems else [findings.span]
    outside = _outside(spans, len(page.body))
    figures = read_figures(page.body, page.shadow, outside)
    if figures.values.get("problems") is None:
        figures = _with_summaries(page, outside, spans, figures)
    reported = document
    if document == FEEDBACK and not problems and isinstance(figures.values.get("problems"), int):
        document = STATISTICS
    tail = notice_text.shadow("\n".join(page.signature)) or page.shadow[-24:]
    published = page.published or notice_dates.signed_day(tail)
    dates = notice_dates.read_dates(page.shadow, published)
    about_one = reported in (RECTIFICATION, FEEDBACK, ANNOUNCEMENT) or bool(dates.period_text)
    head = _as_printed(
        page,
        read_head(notice_text.shadow(page.title) if page.title else None, page.shadow, about_one=about_one),
    )
    named = [name for names in head.units for name in names.split("、")]
    if len(named) > 1 and not re.search(r"等|所辖|所属|\d|及", head.unit or ""):
        figures.values.setdefault("units", len(named))
    if head.teams is not None:
        figures.values.setdefault("groups", head.teams)
    warnings = [
        *page.notes,
        *(["文本过长，只读了前 40 万字"] if too_long else []),
        *dates.warnings,
        *notice_dates.holes(page.shadow),
        *figures.warnings,
        *outline.warnings[:20],
        *_count_check(problems, figures, document, found),
        *_cut_short(page),
    ]
    narrative = tuple(page.body[start:end].strip() for start, end in found.skipped)
    return Notice(
        document=document,
        title=page.title,
        unit=head.unit,
        units=head.units,
        group=head.group,
        kind=head.kind,
        period=dates.period,
        period_text=dates.period_text,
        feedback_on=dates.feedback_on,
        published_on=notice_dates.iso_day(published),
        problems=problems,
        figures=figures.values,
        meetings=figures.meetings,
        money=tuple(figures.money),
        contact=notice_text.contact(page),
        warnings=tuple(dict.fromkeys(warnings)),
        unread=tuple(dict.fromkeys((*figures.unread, *_unplaced(page, found, findings, figures, document)))),
        narrative=narrative,
    )


def _as_printed(page: notice_text.Page, head: Head) -> Head:
    """Give the names the brackets and digits that the text prints."""

    def printed(name: str) -> str:
        for even, text in ((page.shadow, page.body), (title, page.title or "")):
            at = even.find(name)
            if at >= 0:
                return text[at : at + len(name)]
        return name

    title = notice_text.shadow(page.title or "")

    return replace(
        head, group=printed(head.group) if head.group else None, units=tuple(map(printed, head.units))
    )


def _document(page: notice_text.Page, outline: Outline) -> str:
    """Tell the kind of text from its title, its opening and whether it answers problems."""
    title = notice_text.shadow(page.title or "")
    opening = page.shadow[:1500]
    labels = sum(label.sort == "measure" for label in outline.labels)
    about = len(
        re.findall(r"问题的整改|(?:^|[\n。\d.、)])(?:关于|针对)“[^”\n]{2,300}”(?:的)?问题", page.shadow)
    )
    if re.search("整改[^。]{0,16}(?:通报|公布|公示|公开|公告|报告|情况)", title) or labels + about >= 2:
        return RECTIFICATION
    if re.search(
        r"现将[^。]{0,60}整改[^。]{0,30}(?:公布|公开|通报|公示|公告|报告|汇报)|整改(?:落实|进展|完成)?情况[^。]{0,12}(?:公布|公开|通报|公示|报告)如下",
        page.shadow,
    ):
        return RECTIFICATION
    if re.search("公告|公示", title) and re.search("受理|进驻|信箱", page.shadow):
        return ANNOUNCEMENT
    if re.search(
        r"(?:主要|重点)受理|受理(?:反映|范围|方式|时间)|受理[^。\d]{0,40}反映[^。]{0,60}(?:来信|来电|来访|举报)|值班电话",
        page.shadow,
    ) and not re.search("反馈(?:了|巡|会)|向[^。]{2,40}反馈|存在(?:的)?(?:一些)?问题", page.shadow):
        return ANNOUNCEMENT
    if re.search(
        r"反馈(?:会|了|情况|指出|巡[察视]|意见)|(?:向|对)[^。]{2,60}反馈", opening + title
    ) and re.search(r"(?:发现|指出|反馈|存在)[^。]{0,160}(?:问题|不足|差距)", page.shadow):
        return FEEDBACK
    if re.search(
        r"巡[察视](?:中|组|期间)?[^。]{0,20}(?:发现|指出)[^。]{0,60}(?:主要|以下|存在)[^。]{0,40}问题",
        page.shadow,
    ):
        return FEEDBACK
    if re.search(r"\d{1,6}(?:个|件|条|人次)", page.shadow) and re.search("巡[察视]", page.shadow):
        return STATISTICS
    return OTHER


def _outside(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return what lies between the spans."""
    stretches: list[tuple[int, int]] = []
    position = 0
    for start, end in sorted(spans):
        if start > position:
            stretches.append((position, start))
        position = max(position, end)
    if position < length:
        stretches.append((position, length))
    return stretches


def _with_summaries(
    page: notice_text.Page, outside: list[tuple[int, int]], spans: list[tuple[int, int]], figures: Figures
) -> Figures:
    """Read again with the sentences inside the problems that sum up the whole, where such are."""
    summaries = summary_stretches(page.shadow, spans)
    return read_figures(page.body, page.shadow, [*outside, *summaries]) if summaries else figures


def _count_check(
    problems: tuple[NoticeProblem, ...], figures: Figures, document: str, found: Found
) -> list[str]:
    warnings = [
        f"“{claim.name}”称{claim.stated}个问题，读出{claim.read}个，请核对"
        for claim in found.claims
        if claim.stated not in (claim.read, claim.leaves)
    ]
    stated = figures.values.get("problems")
    total = sum(claim.stated for claim in found.claims)
    if (
        len(found.claims) > 1
        and {problem.aspect for problem in problems} == {claim.name for claim in found.claims}
        and isinstance(stated, int)
        and total != stated
    ):
        warnings.append(f"各部分所称的问题数相加为{total}，与文中总数{stated}不符，请核对")
    return warnings + _total_check(problems, figures, document)


def _total_check(problems: tuple[NoticeProblem, ...], figures: Figures, document: str) -> list[str]:
    stated = figures.values.get("problems") if figures.weight or document == FEEDBACK else None
    if document not in (RECTIFICATION, FEEDBACK) or not problems or not isinstance(stated, int):
        return []
    everything = [inner for problem in problems for inner in problem.with_children()]
    leaves = sum(not problem.children for problem in everything)
    if stated in (len(problems), leaves, len(everything)):
        return []
    inner = f"（含子问题共{leaves}个）" if leaves != len(problems) else ""
    return [f"文中称{stated}个问题，读出{len(problems)}个{inner}，请核对"]


def _cut_short(page: notice_text.Page) -> list[str]:
    last = page.shadow.rstrip().rsplit("\n", 1)[-1] if page.body.strip() else ""
    if len(last) < 26 or re.search(
        r"[。!?;…”)》\].]$|\d$|[A-Za-z]$|特此|邮编|电话|邮箱|地址|网址|公示|日$", last[-60:]
    ):
        return []
    return [f"文末不完整，可能被截断：“…{page.body.rstrip()[-16:]}”"]


def _unplaced(
    page: notice_text.Page, found: Found, findings: Findings, figures: Figures, document: str
) -> list[str]:
    """Return sentences outside every field and every recognised section that read like a problem."""
    if document not in (RECTIFICATION, FEEDBACK):
        return []
    covered = sorted([*found.used, *found.skipped, *found.headings, findings.span])
    known = sorted(figures.understood)
    unread: list[str] = []
    position = 0
    for match in re.finditer(r"[^。\n]+(?:[。\n]|$)", page.shadow):
        start, end = match.span()
        sentence = match[0]
        while position < len(covered) and covered[position][1] <= start:
            position += 1
        inside = any(a < end and start < b for a, b in covered[position : position + 3])
        if (
            inside
            or any(start <= a < end for a, _ in known)
            or len(sentence) < 12
            or _USUAL.search(sentence)
            or sentence.rstrip().endswith(":")
        ):
            continue
        numbered = re.match(r" ?[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.]", sentence)
        if numbered or (DEFICIENT.search(sentence) and "问题" in sentence):
            unread.append(page.body[start:end].strip())
    return unread


def with_problems(notice: Notice, problems: tuple[NoticeProblem, ...]) -> Notice:
    """Return the notice with the problems that the user confirmed in place of those read."""
    return replace(notice, problems=problems)
