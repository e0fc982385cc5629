"""Hostile paper templates: none runs anything, reads anything, or eats the machine; the child ends and says why."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from docx import Document

from app.core.errors import KnownError
from app.exchange import templates
from app.exchange.child import ask_child

ESCAPES = (
    "{{ ''.__class__ }}",
    "{{ 标题.__class__.__mro__ }}",
    "{{ 标题['__class__'] }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ namespace }}",
    "{{ 标题.format(标题) }}",
    "{{ 标题 | attr('__class__') }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{% set x = 标题 %}{{ x }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% for a in 清单 %}{% for b in 清单 %}{% for c in 清单 %}{% for d in 清单 %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in 清单 recursive %}{{ loop(清单) }}{% endfor %}",
    "{{ 清单 ~ 标题 }}",
    "{{ self }}",
)


def docx(text: str) -> bytes:
    made = Document()
    made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, member in members.items():
            target.writestr(name, member)
    return out.getvalue()


@pytest.mark.parametrize("text", ESCAPES)
def test_no_escape_from_the_sandbox(text: str) -> None:
    with pytest.raises(KnownError, match="没有生成"):
        templates.render(docx(text), {"标题": "题", "清单": [{"": "一"}] * 10})


def test_the_properties_of_the_file_are_emptied_and_not_run() -> None:
    made = Document()
    made.add_paragraph("正文")
    made.core_properties.title = "{{ ''.__class__ }}"
    made.core_properties.author = "某人"
    out = io.BytesIO()
    made.save(out)
    core = Document(io.BytesIO(templates.render(out.getvalue(), {}))).core_properties
    assert (core.title, core.author) == ("", "")


def test_values_are_text_and_never_run() -> None:
    made = templates.render(docx("{{标题}}"), {"标题": "{{ ''.__class__ }}<w:p/>\x00\x0b{% x %}"})
    assert Document(io.BytesIO(made)).paragraphs[0].text == "{{ ''.__class__ }}<w:p/>{% x %}"


def _external(members: dict[str, bytes]) -> None:
    name = "word/_rels/document.xml.rels"
    members[name] = members[name].replace(
        b"</Relationships>",
        b'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="http://example.invalid/x.png" TargetMode="External"/></Relationships>',
    )


def _macro(members: dict[str, bytes]) -> None:
    members["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"


def _entity(members: dict[str, bytes]) -> None:
    body = members["word/document.xml"]
    head, _, rest = body.partition(b"?>")
    members["word/document.xml"] = head + b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rest


def _field(members: dict[str, bytes]) -> None:
    members["word/document.xml"] = members["word/document.xml"].replace(
        b"</w:p>", b'<w:r><w:instrText>DDEAUTO cmd "/c calc"</w:instrText></w:r></w:p>', 1
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [(_external, "指向外部"), (_macro, "宏"), (_entity, "外部实体"), (_field, "运行程序的域")],
)
def test_what_a_template_may_not_hold_is_told_and_not_rendered(
    change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    content = repacked(docx("{{标题}}"), change)
    assert any(said in fault["say"] for fault in templates.scan(content)["faults"])
    with pytest.raises(KnownError, match="没有生成"):
        templates.render(content, {"标题": "题"})


def test_a_bomb_is_refused_by_the_child_before_it_is_unpacked() -> None:
    def blow(members: dict[str, bytes]) -> None:
        members["word/media/a.xml"] = b" " * (300 << 20)

    with pytest.raises(KnownError, match="异常庞大"):
        ask_child(
            {"name": "t.docx", "want": "template"}, repacked(docx("x"), blow), kind="scan", todo="换一个"
        )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\x00" * 1000])
def test_what_is_no_docx_is_refused_by_the_child(content: bytes) -> None:
    with pytest.raises(KnownError):
        ask_child({"name": "t.docx", "want": "template"}, content, kind="scan", todo="换一个")


def test_a_loop_that_outgrows_the_limits_ends_with_the_child() -> None:
    text = (
        "{% for a in 清单 %}{% for b in 清单 %}{% for c in 清单 %}{{a}}{% endfor %}{% endfor %}{% endfor %}"
    )
    content = docx(text)
    values = json.dumps({"清单": ["长" * 1000] * 300}).encode()
    with pytest.raises(KnownError):
        ask_child(
            {"name": "t.docx", "want": "template", "values": len(values), "size": len(content) + len(values)},
            content + values,
            kind="made",
            todo="换一个",
        )
