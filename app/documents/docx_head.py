"""What stands above and below the body in a Word file: 版头, head of a form, 署名, 版记."""

from __future__ import annotations

from docx.oxml.parser import parse_xml

from app.documents import docx_styles as styles
from app.documents.blocks import Measure
from app.documents.closing import signature_places
from app.documents.docx_blocks import Target, attachment_note, begin_page, indented, title, to_grid
from app.documents.docx_tables import keep_with_next
from app.documents.docx_xml import Element, add, border, paragraph, properties, run, twips, w, writable
from app.documents.geometry import (
    BODY_WIDTH,
    FOUR,
    IMPRINT_INNER,
    IMPRINT_OUTER,
    LETTER_MARK_TOP,
    LETTER_RULE_WIDTH,
    LINES,
    MARK_TOP,
    OFFICIAL_AREA,
    THREE,
    TWO,
)
from app.documents.header import MARK_STEP, letter_rows, mark_height, official_rows
from app.documents.paper import Face, Layout, Paper, written_date
from app.documents.typeset import Typesetter

_MARK = 46.0
_MARK_LEADING = 4.0
_RULE, _RULE_GAP = 1.5, 5
"""The red rule under a 版头 and its distance from the line above, in points: both lengthen that line."""
_NARROWEST = 0.62
_RED = "FF0000"
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_SHAPE_TYPE = (
    f'<v:shapetype {_VML} id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
)
_SHAPE = (
    f'<v:shape {_VML} type="#_x0000_t136" fillcolor="#d0d0d0" stroked="f">'
    '<v:fill opacity=".5"/><v:textpath/></v:shape>'
)
_LETTER_RULE = 14.0
"""What the paragraph of the first double rule takes, the rule and its distance with it."""
_OVERHANG = (LETTER_RULE_WIDTH - BODY_WIDTH) / 2


def add_head(paper: Paper, target: Target) -> None:
    """Everything before the body, title and 主送 included. The mark of a 信函 stands in the page header."""
    match paper.layout:
        case Layout.OFFICIAL | Layout.MINUTES:
            _official(paper, target.body)
        case Layout.LETTER:
            _letter_lines(paper, target.body)
        case Layout.PLAIN:
            _grades(paper, target.body)
            paragraph(target.body, styles.FLUSH.key)
        case Layout.FORM:
            _form(paper, target)
            return
    if paper.title:
        title(paper.title, target.body, styles.TITLE)
    number = paper.doc_number if paper.layout is Layout.PLAIN else ""
    for text in (paper.subtitle, number):
        if text:
            paragraph(target.body, styles.SUBTITLE.key, text)
    if paper.title or paper.subtitle or number:
        paragraph(target.body, styles.FLUSH.key)
    if paper.addressee:
        paragraph(target.body, styles.FLUSH.key, paper.addressee.rstrip("：:") + "：")


def _grades(paper: Paper, body: Element, *, second_line: bool = False) -> int:
    """份号, 密级★期限, 紧急程度, each on its line. Returns the number of lines."""
    secrecy = paper.secrecy.mark() if paper.secrecy else ""
    lines = [(paper.copy_number, styles.FLUSH), (secrecy, styles.GRADE), (paper.urgency, styles.GRADE)]
    first = second_line and not paper.copy_number and bool(secrecy or paper.urgency)
    shown = [(text, style) for text, style in lines if text]
    if first:
        shown.insert(0, ("", styles.FLUSH))
    for text, style in shown:
        paragraph(body, style.key, text)
    return len(shown)


def _mark_size(text: str) -> tuple[float, int]:
    """Size in points and width in per cent, as in the PDF."""
    longest = max((len(line) for line in text.split("\n")), default=1) or 1
    room = BODY_WIDTH - 16
    size = min(_MARK, room / (longest * _NARROWEST))
    return size, round(min(1.0, room / (longest * size)) * 100)


def _mark_line(text: str) -> float:
    """The exact line distance of the mark."""
    size = _mark_size(text)[0]
    return size * MARK_STEP if "\n" in text else size + _MARK_LEADING


def _mark(body: Element, text: str, before: float) -> Element:
    size, scale = _mark_size(text)
    element = paragraph(body, styles.MARK.key)
    add(
        properties(element),
        "spacing",
        before=twips(before),
        after=0,
        line=twips(_mark_line(text)),
        lineRule="exact",
    )
    piece = run(element, text)
    settings = add(piece, "rPr")
    piece.insert(0, settings)
    add(settings, "w", val=scale)
    add(settings, "sz", val=round(size * 2))
    return element


def _official(paper: Paper, body: Element) -> None:
    lines = _grades(paper, body, second_line=True)
    gap = max(MARK_TOP - lines * styles.LINE, 0.0)
    _mark(body, paper.issuer_mark, gap)
    count = paper.issuer_mark.count("\n") + 1
    number_row, last_row, rows = official_rows(paper, mark_height(_mark_size(paper.issuer_mark)[0], count))
    used = lines * styles.LINE + gap + count * _mark_line(paper.issuer_mark)
    minutes = paper.layout is Layout.MINUTES
    upward = paper.signer and not minutes
    issued = minutes and bool(paper.signed_by or paper.signed_on)
    element = paragraph(body, styles.NUMBER.key)
    pieces: list[Element] = [element]
    if issued and not paper.doc_number:
        _issuer(element, paper)
    elif upward:
        _two_sides(element)
        run(element, f"\t{paper.doc_number}\t签发人：")
        run(element, paper.signer, styles.RUN_STYLES[Face.KAI])
    else:
        run(element, paper.doc_number)
    if issued and paper.doc_number:
        pieces.append(paragraph(body, styles.NUMBER.key))
        _issuer(pieces[-1], paper)
    border(add(properties(pieces[-1]), "pBdr"), "bottom", "single", round(_RULE * 8), _RULE_GAP, _RED)
    add(
        properties(element),
        "spacing",
        before=twips(max(number_row * styles.LINE - used, 0.0)),
        line=twips(styles.LINE),
        lineRule="exact",
    )
    for row in range(last_row + 1, rows):
        empty = properties(paragraph(body, styles.FLUSH.key))
        if row == last_row + 1:
            add(empty, "snapToGrid", val=0)
            add(empty, "spacing", line=twips(styles.LINE - _RULE - _RULE_GAP), lineRule="exact")


def _issuer(element: Element, paper: Paper) -> None:
    """Who issues minutes, and the day, at both sides of their line."""
    _two_sides(element)
    name = paper.signed_by[0] if paper.signed_by else ""
    run(element, f"\t{name}\t{written_date(paper.signed_on) if paper.signed_on else ''}")


def _two_sides(element: Element) -> None:
    """Text left and right, each one character from the margin, after a tab: an indent would shorten the red rule."""
    settings = properties(element)
    tabs = add(settings, "tabs")
    add(tabs, "tab", val="left", pos=twips(THREE))
    add(tabs, "tab", val="right", pos=twips(BODY_WIDTH - THREE))
    add(settings, "jc", val="left")


def letter_header(paper: Paper, header: Element) -> None:
    """The mark and the first double rule, in the header of the first page."""
    _mark(header, paper.issuer_mark, 0)
    element = paragraph(header, styles.MARK.key)
    settings = properties(element)
    border(add(settings, "pBdr"), "bottom", "thickThinSmallGap", 24, 1, _RED)
    add(settings, "spacing", line=twips(_LETTER_RULE - 4), lineRule="exact")
    add(settings, "ind", left=twips(-_OVERHANG), right=twips(-_OVERHANG))


def letter_footer(footer: Element) -> None:
    """The second double rule, thin above thick, in the footer of the first page."""
    element = paragraph(footer, styles.MARK.key)
    settings = properties(element)
    border(add(settings, "pBdr"), "top", "thinThickSmallGap", 24, 1, _RED)
    add(settings, "spacing", line=twips(5), lineRule="exact")
    add(settings, "ind", left=twips(-_OVERHANG), right=twips(-_OVERHANG))


def add_watermark(header: Element, text: str, order: int) -> None:
    """Grey words across the page, behind the text, as Word itself writes a watermark. `order` makes its id unique."""
    element = paragraph(header, styles.MARK.key)
    add(properties(element), "spacing", line=20, lineRule="exact")
    size = min(60.0, 560.0 / max(len(text), 1))
    holder = add(add(element, "r"), "pict")
    holder.append(parse_xml(_SHAPE_TYPE))
    shape: Element = parse_xml(_SHAPE)
    shape.set("id", f"watermark{order}")
    place = "position:absolute;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
    place += (
        "mso-position-vertical:center;mso-position-vertical-relative:page;rotation:315;z-index:-251658752;"
    )
    shape.set("style", f"{place}width:{len(text) * size:.0f}pt;height:{size * 1.2:.0f}pt")
    shape[-1].set("string", writable(text))
    shape[-1].set("style", f"font-family:'{styles.OFFICIAL_FONTS[Face.HEI]}';font-size:{size:.0f}pt")
    holder.append(shape)


def _letter_lines(paper: Paper, body: Element) -> None:
    """文号 right and the grades left on the same lines."""
    secrecy = paper.secrecy.mark() if paper.secrecy else ""
    hei = styles.RUN_STYLES[Face.HEI]
    lines = [item for item in ((paper.copy_number, ""), (secrecy, hei), (paper.urgency, hei)) if item[0]]
    for index in range(max(len(lines), 1)):
        element = paragraph(body, styles.FLUSH.key)
        settings = properties(element)
        add(add(settings, "tabs"), "tab", val="right", pos=twips(BODY_WIDTH))
        if index < len(lines):
            run(element, *lines[index])
        if index == 0 and paper.doc_number:
            run(element, f"\t{paper.doc_number}")
    count = max(len(lines), 1)
    for _ in range(max(_letter_rows_left(paper.issuer_mark, count) - count, 1)):
        paragraph(body, styles.FLUSH.key)


def _letter_rows_left(mark: str, count: int) -> int:
    """Rows from the header of a 信函 to its title, so that the first page holds as many lines of text as the PDF's."""
    lines = mark.count("\n") + 1
    header = LETTER_MARK_TOP + lines * _mark_line(mark) + _LETTER_RULE
    held = int((OFFICIAL_AREA.bottom - header) / styles.LINE)
    return letter_rows(mark_height(_mark_size(mark)[0], lines), count)[2] - (LINES - held)


def _form(paper: Paper, target: Target) -> None:
    most = int(target.width / TWO) - 2
    mark = paper.secrecy.mark() if paper.secrecy else ""
    if target.landscape and mark and not paper.copy_number and len(paper.title) <= most - 2 * len(mark):
        _beside(paper, mark, target)
    else:
        _form_grades(paper, target.body)
        title(paper.title, target.body, styles.FORM_TITLE, most)
    if paper.subtitle or paper.doc_number:
        element = paragraph(target.body, styles.FORM_SUBTITLE.key)
        add(add(properties(element), "tabs"), "tab", val="right", pos=twips(target.width))
        run(element, paper.subtitle)
        if paper.doc_number:
            run(element, f"\t编号：{paper.doc_number}")
    if paper.addressee:
        paragraph(target.body, target.style.key, paper.addressee)


def _form_grades(paper: Paper, body: Element) -> None:
    secrecy = paper.secrecy.mark() if paper.secrecy else ""
    shown = [text for text in (paper.copy_number, secrecy, paper.urgency) if text]
    for text in shown:
        element = paragraph(body, styles.FORM_GRADE.key, text)
        if text is shown[-1]:
            add(
                properties(element),
                "spacing",
                after=twips(8),
                line=twips(styles.FORM_GRADE.line),
                lineRule="exact",
            )


def _beside(paper: Paper, mark: str, target: Target) -> None:
    """On a wide page the grade stands left of the title, 紧急程度 below it."""
    element = paragraph(target.body, styles.FORM_TITLE.key)
    add(add(properties(element), "tabs"), "tab", val="center", pos=twips(target.width / 2))
    add(properties(element), "jc", val="left")
    settings = add(run(element, mark, styles.RUN_STYLES[Face.HEI])[0], "sz")
    settings.set(w("val"), str(round(THREE * 2)))
    run(element, f"\t{paper.title}")
    if paper.urgency:
        paragraph(target.body, styles.FORM_GRADE.key, paper.urgency)


def add_closing(paper: Paper, target: Target, setter: Typesetter, measure: Measure) -> None:
    """附件说明, 署名 and 成文日期 at the places of the PDF, attendance, 附注; kept with the end of the body."""
    to_grid(target)
    start = len(target.body)
    if paper.attachments:
        attachment_note(paper.attachments, target)
    if paper.layout is not Layout.MINUTES and (paper.signed_by or paper.signed_on):
        places, rows = signature_places(paper, setter, measure)
        for row in range(rows):
            here = [place for place in places if place.row == row]
            element = paragraph(target.body, styles.FLUSH.key)
            if not here:
                continue
            if len(here) > 1:
                tabs = add(properties(element), "tabs")
                for place in here[1:]:
                    add(tabs, "tab", val="left", pos=twips(place.x))
            indented(element, here[0].x, 0)
            add(properties(element), "jc", val="left")
            run(element, "\t".join(place.text for place in here))
    for index, item in enumerate(paper.attendance):
        if index == 0:
            paragraph(target.body, styles.FLUSH.key)
        element = paragraph(target.body, styles.FLUSH.key)
        run(element, f"{item.role}：", styles.RUN_STYLES[Face.HEI])
        run(element, item.names)
        hang = (len(item.role) + 1) * target.cell
        indented(element, 2 * target.cell + hang, -hang)
    if paper.note:
        text = paper.note if paper.note.startswith(("（", "(")) else f"（{paper.note}）"
        paragraph(target.body, target.style.key, text)
    for element in target.body[max(start - 1, 0) : -1]:
        if element.tag == w("p") and len(target.body) > start:
            keep_with_next(element)
    begin_page(target, start)


def add_imprint(paper: Paper, body: Element, height: float) -> bool:
    """版记, `height` points high, in frames at the foot of the type area. False when there is none.

    Not a floating table, and one frame for each paragraph: LibreOffice lets a table as wide as the text, and ruled
    paragraphs in one frame, run with the text.
    """
    letter = paper.layout is Layout.LETTER
    printed = bool(paper.printed_by or paper.printed_on) and not letter
    if not paper.copies_to and not printed:
        return False
    outer, inner = round(IMPRINT_OUTER * 8), round(IMPRINT_INNER * 8)
    if paper.copies_to:
        text = "抄送：" + "，".join(name.rstrip("。，") for name in paper.copies_to) + "。"
        rules = {} if letter else {"top": outer} | ({} if printed else {"bottom": outer})
        element = _imprint_line(body, height, rules)
        run(element, text)
        indented(element, 4 * FOUR, -3 * FOUR, FOUR)
    if printed:
        rules = {"top": inner if paper.copies_to else outer, "bottom": outer}
        element = _imprint_line(body, styles.IMPRINT.line, rules)
        add(add(properties(element), "tabs"), "tab", val="right", pos=twips(BODY_WIDTH - FOUR))
        day = f"{written_date(paper.printed_on)}印发" if paper.printed_on else ""
        run(element, f"{paper.printed_by}\t{day}")
        indented(element, FOUR, 0)
    last = paragraph(body, styles.FLUSH.key)
    add(properties(last), "spacing", line=20, lineRule="exact")
    return True


def _imprint_line(body: Element, height: float, rules: dict[str, int]) -> Element:
    """A paragraph in a frame whose top lies `height` points above the foot of the type area."""
    element = paragraph(body, styles.IMPRINT.key)
    settings = properties(element)
    add(
        settings,
        "framePr",
        w=twips(BODY_WIDTH),
        hSpace=0,
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=twips(OFFICIAL_AREA.left),
        y=twips(OFFICIAL_AREA.bottom - height),
    )
    if rules:
        box = add(settings, "pBdr")
        for side, size in rules.items():
            border(box, side, "single", size, 0)
    return element
