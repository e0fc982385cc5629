"""Zips and tables that are not what the stand-alone program writes: refused in the child, or named; never half taken in."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.areas.rectification.unit_form.standalone.service import examine, stage
from app.core.errors import KnownError
from app.exchange.blocks_child import Unreadable
from app.exchange.standalone import Package, contents_of, read_package
from app.exchange.standalone_child import examined
from app.exchange.standalone_rows import heads_of
from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session
from tests.standalone_export import NODES, TABLE, Export, make_export

GOOD = b'{"userInfo": []}'


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], database: bytes = GOOD) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("database.json", database)
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("attachments/a.txt")
    made.create_system = 3
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return made


def locked() -> bytes:
    """The second member marked as encrypted, in its own header and in the directory."""
    content = bytearray(packed(("attachments/a.txt", b"x")))
    at = content.rindex(b"PK\x03\x04", 0, content.index(b"PK\x01\x02"))
    content[at + 6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def counted(entries: int, size: int) -> bytes:
    """A small zip whose end says that it holds more."""
    content = bytearray(packed())
    end = content.rindex(b"PK\x05\x06")
    content[end + 10 : end + 16] = entries.to_bytes(2, "little") + size.to_bytes(4, "little")
    return bytes(content)


def with_locator() -> bytes:
    """A zip that announces the directory of a very large one."""
    content = packed()
    end = content.rindex(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + bytes(16) + content[end:]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a link": (lambda: packed((link(), b"/etc/passwd")), "链接"),
    "an absolute name": (lambda: packed(("/etc/a", b"x")), "越出文件夹"),
    "dot-dot": (lambda: packed(("attachments/../../a", b"x")), "越出文件夹"),
    "a backslash": (lambda: packed(("attachments\\..\\a", b"x")), "越出文件夹"),
    "a drive": (lambda: packed(("C:a.txt", b"x")), "越出文件夹"),
    "an empty part": (lambda: packed(("attachments//a", b"x")), "越出文件夹"),
    "names that differ in case alone": (lambda: packed(("attachments/A.txt", b"x"), ("attachments/a.txt", b"y")), "重名"),
    "a password": (locked, "口令"),
    "many members": (lambda: packed(*((f"attachments/{n}", b"") for n in range(5_001))), "超过 5000 个文件"),
    "an end that tells of many": (lambda: counted(60_000, 46), "超过 5000 个文件"),
    "a large directory": (lambda: counted(2, 1 << 30), "超过 5000 个文件"),
    "a second directory": (with_locator, "超过 5000 个文件"),
    "a bomb": (lambda: packed(("attachments/a.txt", bytes((100 << 20) + 1))), "解开后过大"),
    "a bomb beside": (lambda: packed(("readme.txt", bytes((100 << 20) + 1))), "解开后过大"),
    "a bomb of JSON": (lambda: packed(database=b'{"a": "' + b" " * (32 << 20) + b'"}'), "解开后过大"),
    "no zip": (lambda: b"%PDF-1.4", "不是 zip"),
    "half a zip": (lambda: packed(("attachments/a.txt", b"x" * 5000))[:200], "不是 zip"),
    "no database": (lambda: packed(("attachments/a.txt", b"x")).replace(b"database.json", b"databose.json"), "没有 database.json"),
    "two databases": (lambda: packed(("copy/database.json", GOOD)), "有几个 database.json"),
    "a list": (lambda: packed(database=b"[]"), "不是单机版的数据"),
    "no JSON": (lambda: packed(database=b"{"), "读不出来"),
    "another encoding": (lambda: packed(database="{“甲”: 1}".encode("gb18030")), "读不出来"),
    "no number": (lambda: packed(database=b'{"a": NaN}'), "读不出来"),
    "a number of many digits": (lambda: packed(database=b'{"a": ' + b"9" * 10_000 + b"}"), "读不出来"),
    "deep nesting": (lambda: packed(database=b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}"), "读不出来"),
    "nesting without end": (lambda: packed(database=b"[" * 500_000), "读不出来"),
    "very many values": (lambda: packed(database=b'{"a": [' + b"1," * 1_000_001 + b"1]}"), "过多"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_zip_is_refused(case: str) -> None:
    make, said = HOSTILE[case]
    with pytest.raises(Unreadable, match=said):
        examined(make())


def test_the_child_says_what_is_wrong_and_gives_only_what_it_was_asked_for() -> None:
    with pytest.raises(KnownError, match="越出文件夹") as refused:
        read_package(packed(("../a", b"x")))
    assert refused.value.kept == "库内容没有变化"
    content = packed(("attachments/甲.txt", b"one"), ("attachments/b/乙.txt", b"two"), ("readme.txt", b"x"))
    package = read_package(content)
    assert package.strange == ("readme.txt",)
    assert {name: size for name, (size, _) in package.files.items()} == {"甲.txt": 3, "b/乙.txt": 3}
    assert dict(contents_of(content, package, ["b/乙.txt"])) == {"b/乙.txt": b"two"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_an_export_packed_anew_on_another_machine_is_read_all_the_same(encoding: str) -> None:
    """A packer that leaves the flag of the names unset, and puts everything in a folder."""
    name = "会议.txt".encode(encoding)
    stand_in = ("attachments/" + "A" * (len(name) - 4) + ".txt").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in ("out/database.json", f"out/{stand_in.decode()}", "out/.DS_Store"):
            archive.writestr(member, GOOD)
    found = examined(out.getvalue().replace(stand_in, b"attachments/" + name))
    assert ([held[0] for held in found["files"]], found["strange"]) == (["会议.txt"], [])


def test_signs_that_turn_a_name_around_are_left_out_of_names_and_texts_alike() -> None:
    found = examined(
        packed(("attachments/\u202efdp.甲\u200b.txt", b"x"), database='{"a": "\u202efdp.甲.txt"}'.encode())
    )
    assert (found["files"][0][0], found["tables"]) == ("fdp.甲.txt", {"a": "fdp.甲.txt"})


def test_half_characters_and_control_signs_do_not_reach_the_program() -> None:
    found = examined(
        packed(database=b'{"a\\u0000": "x\\ud800y\\u0007\\r\\nz", "b": 1e400, "c": 123456789012345678901}')
    )
    assert found["tables"] == {"a": "xy\nz", "b": "", "c": "123456789012345678901"}
    json.dumps(found).encode("utf-8", "strict")


KEYS = st.sampled_from(
    ("id", "questionsContent", "performanceContent", "focusConcern", "completeTime", "completeSituation", "measureList",
     "leaderList", "filesMap", "measuresContent", "completeContent", "filePath", "fileName", "fileType", "mj", "sub", "fileList",
     "files", "title", "subsetItemList", "content", "OrgUnpublishMap", "isOrgUnpublish", "issueNoPublicReason", "responsibleLeader",
     "establishSystem", "recoverLossContent", "questionsSpecial", "correspondingContent", "rectifyGoal", "version", "x")
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(("是", "2026-06-01", "已完成", "mgo1", "机密", "会议记录.txt", "1750000000000_会议记录.txt")),
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda held: st.one_of(st.lists(held, max_size=4), st.dictionaries(KEYS, held, max_size=6)),
    max_leaves=25,
)
ROWS = st.lists(st.dictionaries(KEYS, ANYTHING, max_size=8) | ANYTHING, max_size=4)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with new_session(Path(tmp_path_factory.mktemp("standalone")) / "vault", filled="codes") as session:
        yield session, on_site(session)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    nodes=st.dictionaries(st.sampled_from(NODES), ROWS, max_size=6),
    tables=st.dictionaries(KEYS, ANYTHING, max_size=3),
)
def test_garbage_in_the_tables_is_named_and_writes_no_row(
    vault: tuple[Session, OnSite], nodes: dict[str, Any], tables: dict[str, Any]
) -> None:
    session, site = vault
    export: Export = make_export()
    export.tables |= tables
    export.nodes.update(nodes)
    found = examined(export.pack())
    package = Package(found["tables"], {name: (size, place) for name, size, place in found["files"]}, ())
    heads = heads_of(package)
    before = session.head()
    for leave in (False, True):
        checked = examine(session, package, heads[0], site.task.id, {}, leave=leave)
        assert all(problem.text for problem in checked.problems)
        if leave and not checked.asked and not checked.files:
            stage(session, checked, package, b"")
    assert session.head() == before
    assert heads[0].table == TABLE
