"""Paper templates of the user's own (.docx with placeholders): what stands in one, and the paper made of it.

It runs in the limited child process alone, for a template may be hostile. It opens nothing but the bytes it is given,
and a template can do no more than name values, repeat rows and leave parts out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import docxtpl
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from app.core.errors import KnownError
from app.exchange.texts import check_archive

MOST_TOKENS = 5_000
MOST_DEPTH = 3
MOST_MADE = 64 << 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"^word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")
_PART_NAMES = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
}
_TOKEN = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#(.*?)#\}", re.DOTALL)
_FOREIGN = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD|DATABASE|MACROBUTTON|AUTOTEXT)\b",
    re.IGNORECASE,
)
_MACROS = re.compile(
    r"vbaProject|vbaData|activeX|/embeddings/|oleObject|customUI|attachedToolbars", re.IGNORECASE
)
_FORBIDDEN_RELATION = re.compile(
    r"/(oleObject|package|control|aFChunk|attachedTemplate|frame|subDocument|vbaProject)$"
)
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)
_PROPERTIES = (
    "author",
    "comments",
    "identifier",
    "language",
    "subject",
    "title",
    "last_modified_by",
    "category",
    "keywords",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_FORM_BREAKS = str.maketrans({"\n": "\a", "\t": " "})

Scan = dict[str, list[dict[str, str]]]
"""tokens: each {"part", "place", "scope", "text", "kind"} in reading order by part; faults: each {"place", "say"}."""


def scan(content: bytes) -> Scan:
    """Every placeholder of a template with the place where it stands, and everything in the file that may not be there.

    KnownError when it is no .docx at all, damaged, or packed like a bomb.
    """
    members = _members(content)
    faults = [*_foreign(members)]
    tokens: list[dict[str, str]] = []
    for name, xml in members.items():
        match = _PARTS.match(name)
        if match is None:
            continue
        label = _PART_NAMES[re.sub(r"\d", "", match[1])]
        for paragraph, place in _paragraphs(_parsed(xml), label):
            _take(paragraph, place, label, tokens, faults)
    if len(tokens) > MOST_TOKENS:
        raise KnownError(f"占位符超过 {MOST_TOKENS} 个")
    return {"tokens": tokens, "faults": faults}


def render(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The paper made of a template and its values (texts, mappings and lists of them; the key "" is a mapping's own text).

    KnownError when anything stands in it that a checked template cannot hold, or when the paper grows too large.
    """
    if scan(content)["faults"]:
        raise KnownError("模板里有宏、外部链接或不允许的内容，没有生成")
    made = docxtpl.DocxTemplate(io.BytesIO(content))
    made.init_docx()
    core = made.docx.core_properties
    for name in _PROPERTIES:  # they would be taken for templates too, and name whoever made the file
        setattr(core, name, "")
    try:
        made.render(_clean(values), jinja_env=_Strict(), autoescape=True)
    except TemplateError as error:
        raise KnownError("模板的占位符写法不对，或用了不允许的写法，没有生成") from error
    out = io.BytesIO()
    made.docx.save(out)
    if out.tell() > MOST_MADE:
        raise KnownError("生成的文稿太大，没有生成")
    return out.getvalue()


class _Strict(ImmutableSandboxedEnvironment):
    """A sandbox in which only names, their parts, loops and conditions exist: no calls, filters, tests or arithmetic."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, finalize=_shown, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _strict(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A part of a value: its key; attributes of Python objects do not exist here."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if type(obj).__name__ == "LoopContext" and attribute in ("index", "first", "last"):
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As getattr."""
        return self.getattr(obj, str(argument))


def _strict(tree: nodes.Node, depth: int = 0) -> None:
    if not isinstance(tree, _ALLOWED):
        raise TemplateError(type(tree).__name__)
    if isinstance(tree, nodes.Name | nodes.Getattr):
        name = tree.name if isinstance(tree, nodes.Name) else tree.attr
        if name.startswith("_") or name == "self":
            raise TemplateError(name)
    if isinstance(tree, nodes.For):
        depth += 1
        if depth > MOST_DEPTH or tree.recursive:
            raise TemplateError("nested")
    for child in tree.iter_child_nodes():
        _strict(child, depth)


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get("", "")
    if isinstance(value, list):
        return "、".join(str(_shown(item)) for item in value)
    return value


def _clean(value: Any) -> Any:
    """Values without characters that no XML may hold; a new line becomes a new paragraph of the same style."""
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    text = _CONTROL.sub("", str(value).replace("\r\n", "\n"))
    return text.strip("\n").translate(_FORM_BREAKS)


def _members(content: bytes) -> dict[str, bytes]:
    names = check_archive(content)
    if "word/document.xml" not in names:
        raise KnownError("这个文件不是 .docx 文稿")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: archive.read(name)
            for name in names
            if name.endswith((".xml", ".rels")) or _MACROS.search(name)
        }


def _parsed(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise KnownError("文件已损坏，不是有效的 .docx") from error


def _foreign(members: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    for name, xml in members.items():
        if _MACROS.search(name):
            yield {"place": name, "say": "文件里有宏、控件或嵌入的对象，请去掉后再载入"}
            continue
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            yield {"place": name, "say": "文件里有外部实体声明，请用办公软件另存后再载入"}
            continue
        if name == "[Content_Types].xml" and (b"macroEnabled" in xml or b"vbaProject" in xml):
            yield {"place": "文件类型", "say": "这是带宏的文档，请另存为不带宏的 .docx"}
        if name.endswith(".rels"):
            for relation in _parsed(xml):
                if relation.get("TargetMode") == "External":
                    yield {
                        "place": name,
                        "say": "文件里有指向外部的链接，请去掉（取消超链接、断开链接的图片和附加模板）",
                    }
                elif _FORBIDDEN_RELATION.search(relation.get("Type", "")):
                    yield {"place": name, "say": "文件里有嵌入的文档或对象，请去掉"}


def _paragraphs(root: Any, label: str) -> Iterator[tuple[Any, str]]:
    """Every paragraph with the words for where it stands; in a table by table, row and column."""
    tables = {table: number for number, table in enumerate(root.iter(f"{_W}tbl"), 1)}
    number = 0
    for paragraph in root.iter(f"{_W}p"):
        cell = next((up for up in paragraph.iterancestors(f"{_W}tc")), None)
        if cell is None:
            number += 1
            yield paragraph, f"{label}第{number}段"
            continue
        row = next(cell.iterancestors(f"{_W}tr"))
        table = next(row.iterancestors(f"{_W}tbl"))
        across = 1 + sum(1 for _ in cell.itersiblings(f"{_W}tc", preceding=True))
        down = 1 + sum(1 for _ in row.itersiblings(f"{_W}tr", preceding=True))
        yield paragraph, f"{label}第{tables[table]}个表第{down}行第{across}格"


def _text(element: Any) -> str:
    found = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if next(node.iterancestors(f"{_W}p"), None) is element or element.tag != f"{_W}p":
            found.append(node.text or "" if node.tag == f"{_W}t" else " ")
    return "".join(found)


def _take(
    paragraph: Any, place: str, label: str, tokens: list[dict[str, str]], faults: list[dict[str, str]]
) -> None:
    for code in paragraph.iter(f"{_W}instrText"):
        if _FOREIGN.search(code.text or ""):
            faults.append({"place": place, "say": "这里有会读取外部内容或运行程序的域，请去掉"})
    text = _text(paragraph)
    rest = _TOKEN.sub("", text)
    for mark in ("{{", "}}", "{%", "%}"):
        if mark in rest:
            faults.append({"place": place, "say": f"“{mark}”没有配对：{rest.strip()[:24]}"})
    for match in _TOKEN.finditer(text):
        scope, said = "", next(group for group in match.groups() if group is not None)
        if (tag := re.match(r"(tr|tc|p|r)\s", said)) and match[2] is not None:
            scope, said = tag[1], said[tag.end() :]
        if scope == "tr":
            _row_alone(paragraph, place, faults)
        kind = "value" if match[1] is not None else "tag" if match[2] is not None else "remark"
        tokens.append(
            {
                "part": label,
                "place": place,
                "scope": scope,
                "text": said.strip().strip("-").strip(),
                "kind": kind,
            }
        )


def _row_alone(paragraph: Any, place: str, faults: list[dict[str, str]]) -> None:
    row = next(paragraph.iterancestors(f"{_W}tr"), None)
    if row is None:
        faults.append({"place": place, "say": "{%tr …%} 只能写在表格里，自成一行"})
        return
    rest = _TOKEN.sub("", "".join(node.text or "" for node in row.iter(f"{_W}t"))).strip()
    if rest:
        faults.append({"place": place, "say": f"{{%tr …%}} 要自成一行，同一行的“{rest[:16]}”会丢失"})
