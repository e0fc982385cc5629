"""The styles and page settings of our Word files, named in Chinese, in the official fonts.

Recipe for the grid: exact lines of 28.95 pt on docGrid type "lines" with linePitch 579, and −0.25 pt between
characters, give 22 lines of 28 characters; type "linesAndChars" breaks in LibreOffice.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.docx_xml import Element, add, twips, w
from app.documents.geometry import FIVE, FORM_BODY_PITCH, FOUR, PITCH, SMALL_FOUR, SMALL_PITCH, THREE, TWO
from app.documents.paper import Face

OFFICIAL_FONTS = {
    Face.SONG: "方正小标宋简体",
    Face.FANG: "仿宋_GB2312",
    Face.KAI: "楷体_GB2312",
    Face.HEI: "黑体",
    Face.TEXT: "宋体",
}
LINE = 28.95
GRID_PITCH = 579
TIGHT = -5
_KEPT = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}


@dataclass(frozen=True)
class WordStyle:
    """A paragraph style: id, Chinese name, face, size, exact line distance, alignment and indents in characters."""

    key: str
    name: str
    face: Face = Face.FANG
    size: float = THREE
    line: float = LINE
    align: str = "both"
    first_chars: int = 0
    outline: int = -1
    keep: bool = False
    red: bool = False
    after: float = 0.0
    tight: bool = True
    """Set on the 28 × 22 grid; other styles leave the grid, or LibreOffice would raise their lines to its pitch."""


BODY = WordStyle("Body", "公文正文", first_chars=2)
FLUSH = WordStyle("Flush", "公文顶格")
TITLE = WordStyle("TitleCn", "公文标题", Face.SONG, TWO, align="center", keep=True, tight=False)
SUBTITLE = WordStyle("SubtitleCn", "公文副题", Face.KAI, align="center", keep=True)
HEADINGS = (
    WordStyle("H1", "公文一级标题", Face.HEI, first_chars=2, outline=0, keep=True),
    WordStyle("H2", "公文二级标题", Face.KAI, first_chars=2, outline=1, keep=True),
    WordStyle("H3", "公文三级标题", first_chars=2, outline=2, keep=True),
    WordStyle("H4", "公文四级标题", first_chars=2, outline=3, keep=True),
)
GRADE = WordStyle("Grade", "密级和紧急程度", Face.HEI, align="left")
MARK = WordStyle("Mark", "发文机关标志", Face.SONG, 46, 50, "center", red=True, tight=False)
NUMBER = WordStyle("DocNumber", "发文字号", align="center")
ATTACHMENT = WordStyle("AttachmentMark", "附件标识", Face.HEI, align="left", outline=0, keep=True)
IMPRINT = WordStyle("Imprint", "版记", size=FOUR, line=26, align="left", tight=False)
PAGE = WordStyle("PageNumber", "公文页码", Face.TEXT, FOUR, 18, "left", tight=False)
FORM_TITLE = WordStyle(
    "FormTitle", "表单标题", Face.SONG, TWO, PITCH, "center", keep=True, tight=False, after=6.0
)
FORM_GRADE = WordStyle("FormGrade", "表单密级", Face.HEI, line=22, align="left", keep=True, tight=False)
FORM_SUBTITLE = WordStyle(
    "FormSubtitle", "表单副题", size=SMALL_FOUR, line=15, align="left", keep=True, tight=False, after=5.0
)
FORM_BODY = WordStyle("FormBody", "表单正文", size=FOUR, line=FORM_BODY_PITCH, first_chars=2, tight=False)
CELL = WordStyle("CellText", "表格文字", size=SMALL_FOUR, line=SMALL_PITCH, align="left", tight=False)
LABEL = WordStyle("CellLabel", "表格标签", Face.HEI, SMALL_FOUR, SMALL_PITCH, "center", tight=False)
FINE = WordStyle("FineText", "表格小字", size=FIVE, line=15.75, align="left", tight=False)
FINE_LABEL = WordStyle("FineLabel", "表格小字标签", Face.HEI, FIVE, 15.75, "center", tight=False)
TINY = WordStyle("TinyText", "表格细字", size=9, line=13.5, align="left", tight=False)
TINY_LABEL = WordStyle("TinyLabel", "表格细字标签", Face.HEI, 9, 13.5, "center", tight=False)
NOTE = WordStyle(
    "NoteText", "注释", size=SMALL_FOUR, line=SMALL_PITCH, align="left", first_chars=2, tight=False
)

ALL = (
    BODY, FLUSH, TITLE, SUBTITLE, *HEADINGS, GRADE, MARK, NUMBER, ATTACHMENT, IMPRINT, PAGE, FORM_TITLE, FORM_GRADE, FORM_SUBTITLE,
    FORM_BODY, CELL, LABEL, FINE, FINE_LABEL, TINY, TINY_LABEL, NOTE,
)  # fmt: skip
RUN_STYLES = {Face.HEI: "RunHei", Face.KAI: "RunKai", Face.SONG: "RunSong"}


def cell_styles(size: float) -> tuple[WordStyle, WordStyle]:
    """The styles of text and header of a table in about `size` points."""
    sizes = ((CELL, LABEL), (FINE, FINE_LABEL), (TINY, TINY_LABEL))
    return min(sizes, key=lambda pair: abs(pair[0].size - size))


def install_styles(styles: Element) -> None:
    """Replace the template's styles by ours. `styles` is the root of styles.xml."""
    for style in styles.findall(w("style")):
        if style.get(w("styleId")) not in _KEPT:
            styles.remove(style)
    defaults = styles.find(w("docDefaults"))
    for child in list(defaults):
        defaults.remove(child)
    run = add(add(defaults, "rPrDefault"), "rPr")
    _fonts(run, Face.FANG)
    # Chinese as the language of digits lets LibreOffice break numbers.
    add(run, "lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    add(add(defaults, "pPrDefault"), "pPr")
    normal = next(style for style in styles.findall(w("style")) if style.get(w("styleId")) == "Normal")
    for tag in ("pPr", "rPr"):
        for old in normal.findall(w(tag)):
            normal.remove(old)
    _properties(normal, WordStyle("Normal", "Normal"))
    for style in ALL:
        element = add(styles, "style", type="paragraph", customStyle="1", styleId=style.key)
        add(element, "name", val=style.name)
        add(element, "basedOn", val="Normal")
        add(element, "qFormat")
        _properties(element, style)
    for face, key in RUN_STYLES.items():
        element = add(styles, "style", type="character", customStyle="1", styleId=key)
        add(element, "name", val=f"{face.value}字")
        _fonts(add(element, "rPr"), face)


def _fonts(run: Element, face: Face) -> None:
    name = OFFICIAL_FONTS[face]
    add(run, "rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def _properties(element: Element, style: WordStyle) -> None:
    """pPr and rPr, children in the order the schema asks for."""
    paragraph = add(element, "pPr")
    if style.keep:
        add(paragraph, "keepNext")
    add(paragraph, "widowControl", val=0)
    add(paragraph, "kinsoku")
    add(paragraph, "overflowPunct")
    add(paragraph, "autoSpaceDE", val=0)
    add(paragraph, "autoSpaceDN", val=0)
    if not style.tight:
        add(paragraph, "snapToGrid", val=0)
    add(paragraph, "spacing", before=0, after=twips(style.after), line=twips(style.line), lineRule="exact")
    if style.first_chars:
        add(
            paragraph,
            "ind",
            firstLine=twips(style.first_chars * style.size),
            firstLineChars=style.first_chars * 100,
        )
    add(paragraph, "jc", val=style.align)
    if style.outline >= 0:
        add(paragraph, "outlineLvl", val=style.outline)
    run = add(element, "rPr")
    _fonts(run, style.face)
    if style.red:
        add(run, "color", val="FF0000")
    if style.tight:
        add(run, "spacing", val=TIGHT)
    add(run, "kern", val=0)
    add(run, "sz", val=round(style.size * 2))
    add(run, "szCs", val=round(style.size * 2))
