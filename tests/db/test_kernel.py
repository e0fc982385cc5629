"""What the kernel promises of any record type, on a real vault."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Interview, Petition
from app.areas.libraries.model import CodeItem, Person, Unit
from app.areas.preparation.model import Round, Task
from app.catalog import catalog
from app.core.errors import InputProblems, KnownError, Refused, VaultError
from app.core.fields import Kind
from app.core.records import Compartment
from app.core.roles import Role
from db.opening import keep_anchors, prepare
from db.query import Filter, Op, Query
from db.schema import columns
from db.session import Session, Stale
from db.vault import Vault
from tests.builders import CHEAP, PASSWORD, new_session, new_vault, session_on


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        yield made


def petition(session: Session, **given: object) -> Petition:
    """A petition filled as far as a save asks."""
    task = some_task(session)
    values = {"task_id": task.id, "received_on": date(2026, 3, 16), "channel": "letter", "origin": "received"}
    return Petition(**{**values, "summary": "反映村集体鱼塘发包未公开", **given})  # type: ignore[arg-type]


def some_task(session: Session) -> Task:
    found = session.find(Task)
    if found:
        return found[0]
    unit = session.create(Unit(name="示例镇", category="township", level="county"))
    round_ = session.create(Round(name="示例县委第一轮巡察"))
    return session.create(
        Task(name="第一组巡察示例镇", group_name="县委第一巡察组", round_id=round_.id, unit_id=unit.id)
    )


def test_declarations_and_migrated_schema_agree(session: Session) -> None:
    for kind in catalog():
        store = session.store(kind.compartment)
        assert store is not None
        held = [
            (row[1], row[2]) for row in store.conn.execute(f"SELECT * FROM pragma_table_info('{kind.name}')")
        ]
        wanted = [(name, sql.split()[0]) for name, sql in columns(kind)]
        assert sorted(held) == sorted(wanted), kind.name


def test_every_kind_of_field_comes_back_as_it_was_typed(session: Session) -> None:
    for kind in catalog():
        assert {spec.kind for spec in kind.fields} <= set(Kind)
    made = session.create(petition(session, summary="引号“”与\n换行、𠮷、👍"))
    assert session.get(Petition, made.id) == made
    assert made.number.startswith("信访〔")


def test_numbers_rise_and_are_never_given_twice(session: Session) -> None:
    first = session.create(petition(session))
    session.delete(first, "登记重复")
    second = session.create(petition(session))
    assert first.number != second.number
    assert second.number > first.number


def test_a_saved_change_stands_in_the_history_field_by_field(session: Session) -> None:
    made = session.create(petition(session))
    session.save(replace_field(made, "summary", "反映鱼塘发包未公开招标"))
    newest = session.history(made)[0]
    assert newest.op == "save"
    assert [(c.field, c.before, c.after) for c in newest.changes] == [
        ("summary", "反映村集体鱼塘发包未公开", "反映鱼塘发包未公开招标")
    ]
    assert newest.who == "组长甲"


def test_undo_brings_the_last_change_back_and_is_itself_in_the_history(session: Session) -> None:
    made = session.create(petition(session))
    changed = session.save(replace_field(made, "summary", "改过"))
    undone = session.undo(changed)
    assert undone.summary == made.summary
    assert [entry.op for entry in session.history(made)] == ["undo", "save", "create"]


def test_a_removed_record_leaves_lists_and_search_and_can_come_back(session: Session) -> None:
    made = session.create(petition(session))
    session.delete(made, "与另一件重复")
    assert session.count(Query("petition")) == 0
    assert session.search("鱼塘") == ()
    session.restore(session.get(Petition, made.id))
    assert session.count(Query("petition")) == 1
    assert session.search("鱼塘")[0].id == made.id


def test_removal_without_a_reason_is_refused(session: Session) -> None:
    made = session.create(petition(session))
    with pytest.raises(Refused, match="须写明原因"):
        session.delete(made, " ")


def test_a_save_over_somebody_elses_change_is_refused(session: Session) -> None:
    made = session.create(petition(session))
    session.save(replace_field(made, "summary", "先改"))
    with pytest.raises(Stale):
        session.save(replace_field(made, "summary", "后改"))


def test_all_problems_of_a_form_are_told_at_once(session: Session) -> None:
    required = [spec.name for spec in Interview.TYPE.fields if spec.required]
    assert len(required) >= 2
    with pytest.raises(InputProblems) as told:
        session.create(Interview())
    assert [problem.where for problem in told.value.problems] == required


def test_what_fails_after_a_failed_transaction_does_not_hide_why_it_failed(session: Session) -> None:
    store = session.store(Compartment.RECORDS)
    assert store is not None

    def fail() -> None:
        with session.transaction():
            session.note_refusal(
                "不能办理：岗位不符"
            )  # waits, and is written when the transaction has been undone
            store.conn.close()
            raise OSError("no space")

    with pytest.raises(OSError, match="no space") as told:
        fail()
    assert told.value.__notes__ == ["and afterwards: ProgrammingError"] * 2


def test_a_failed_transaction_leaves_nothing(session: Session) -> None:
    head = session.head()
    with pytest.raises(ZeroDivisionError), session.transaction():
        session.create(petition(session, sheets=1 // 0) if session.create(petition(session)) else None)
    assert session.count(Query("petition")) == 0
    assert session.head() == head


@pytest.mark.parametrize("typed", ["鱼", "鱼塘", "塘发包", "魚塘", "信访〔", "未公开"])
def test_any_substring_of_chinese_is_found_in_either_script(session: Session, typed: str) -> None:
    made = session.create(petition(session))
    hits = session.search(typed)
    assert [hit.id for hit in hits] == [made.id]
    assert hits[0].match


def test_a_person_is_found_by_pinyin_initials(session: Session) -> None:
    made = session.create(Person(name="单晓喆"))
    assert [hit.id for hit in session.search("sxz")] == [made.id]
    assert [hit.id for hit in session.search("sx")] == [made.id]
    assert session.search("sxz")[0].match == "单晓喆"


def test_search_operators_and_quotes_typed_by_a_user_break_nothing(session: Session) -> None:
    session.create(petition(session))
    for typed in (
        '"',
        "' OR 1=1 --",
        "a AND",
        "NEAR(",
        "*",
        "鱼*",
        '鱼" OR "塘',
        "",
        "   ",
        "\x00",
        "{x}: y",
    ):
        session.search(typed)
        session.rows(Query("petition", text=typed))


def test_lists_filter_and_sort_by_any_declared_field(session: Session) -> None:
    late = session.create(petition(session, received_on=date(2026, 4, 2), channel="visit"))
    early = session.create(petition(session, received_on=date(2026, 3, 1)))
    by_day = session.page("petition", session.rows(Query("petition", sort=(("received_on", False),))))
    assert [r.id for r in by_day] == [early.id, late.id]
    visits = session.rows(Query("petition", filters=(Filter("channel", Op.EQ, "visit"),)))
    assert [r.id for r in session.page("petition", visits)] == [late.id]
    after = Query("petition", filters=(Filter("received_on", Op.GE, date(2026, 4, 1)),))
    assert session.count(after) == 1
    assert session.count(Query("petition", text="鱼塘")) == 2


def test_attachments_go_in_and_out_and_their_text_is_found(session: Session) -> None:
    content = bytes(range(256)) * 9000
    ref = session.attach(io.BytesIO(content), "账页扫描.pdf", media="application/pdf")
    made = session.create(petition(session, attachments=(ref,)))
    assert b"".join(session.read_attachment(made.attachments[0])) == content
    with session.open_attachment(ref) as file:
        file.seek(1 << 20)
        assert file.read(10) == content[1 << 20 : (1 << 20) + 10]
    session.index_attachment(made, ref, "第三页 水泥采购单价偏高")
    hit = session.search("单价偏高")[0]
    assert (hit.id, hit.field_label) == (made.id, "附件《账页扫描.pdf》")


def test_an_attachment_whose_record_was_never_saved_is_swept(session: Session) -> None:
    session.attach(io.BytesIO(b"left over"), "x.txt")
    kept = session.attach(io.BytesIO(b"kept"), "y.txt")
    session.create(petition(session, attachments=(kept,)))
    assert session.sweep() == 1
    assert session.has_content(kept.sha256)


def test_drafts_belong_to_one_user_and_survive_reopening(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "v")
    session = session_on(vault)
    session.keep_draft("petition:new", "半份登记".encode())
    session.close()
    vault.close()
    vault = Vault.unlock(tmp_path / "v", "组长甲", PASSWORD)
    prepare(vault)
    session = session_on(vault)
    assert session.draft("petition:new") == "半份登记".encode()
    session.drop_draft("petition:new")
    assert session.drafts() == ()
    session.close()
    vault.close()


def test_clues_do_not_exist_for_a_user_without_their_key(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "v")
    session = session_on(vault)
    kept = Clue(task_id=some_task(session).id, source="petition", subject="钱某", summary="涉嫌虚报青苗补偿")
    session.create(kept)
    session.close()
    vault.add_user("组员乙", PASSWORD + "2", may_clues=False)
    vault.close()
    vault = Vault.unlock(tmp_path / "v", "组员乙", PASSWORD + "2")
    prepare(vault)
    session = session_on(vault, name="组员乙", roles=frozenset({Role.MEMBER}))
    assert not session.can_clues
    assert session.count(Query("clue")) == 0
    assert session.search("青苗") == ()
    assert session.store(Compartment.CLUES) is None
    with pytest.raises(KnownError):
        session.create(kept)
    session.close()
    vault.close()


def test_a_refused_step_lists_every_reason_and_is_journalled(session: Session) -> None:
    made = session.create(petition(session))
    step = next(s for s in Petition.TYPE.lifecycle.transitions if made.state not in s.sources)
    with pytest.raises(Refused) as told:
        session.move(made, step.code)
    assert told.value.reasons
    assert session.history(made)[0].op == "event"


def test_the_journal_refuses_to_be_changed_and_notices_what_was_changed_around_it(session: Session) -> None:
    session.create(petition(session))
    store = session.store(Compartment.RECORDS)
    assert store is not None
    for statement in ("UPDATE journal SET who = 'x'", "DELETE FROM journal"):
        with pytest.raises(Exception, match="append only"):
            store.conn.execute(statement)
    assert store.journal.check_head()
    assert store.journal.broken_at() is None
    assert store.faulty_rows(Petition.TYPE) == []
    store.conn.execute("UPDATE petition SET summary = '换过的内容'")
    assert len(store.faulty_rows(Petition.TYPE)) == 1
    store.conn.execute("DROP TRIGGER journal_keeps_content")
    store.conn.execute("UPDATE journal SET who = 'x' WHERE seq = 1")
    assert store.journal.broken_at() == 1


def test_a_database_put_back_to_an_older_one_is_noticed_at_unlock(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "v")
    session = session_on(vault)
    session.create(petition(session))
    keep_anchors(vault, session)
    session.close()
    vault.close()
    old = (tmp_path / "v" / "records.vault").read_bytes()
    vault = Vault.unlock(tmp_path / "v", "组长甲", PASSWORD)
    prepare(vault)
    session = session_on(vault)
    session.create(petition(session))
    keep_anchors(vault, session)
    session.close()
    vault.close()
    (tmp_path / "v" / "records.vault").write_bytes(old)
    vault = Vault.unlock(tmp_path / "v", "组长甲", PASSWORD)
    with pytest.raises(VaultError, match="旧"):
        prepare(vault)
    vault.close()


def replace_field(record: Petition, name: str, value: object) -> Petition:
    """The record with one field typed anew."""
    from dataclasses import replace

    return replace(record, **{name: value})  # type: ignore[arg-type]


assert CHEAP


def test_a_code_list_is_read_anew_once_somebody_wrote_and_never_remembered_half_way(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    writer, reader = session_on(vault), session_on(vault, role="reader")
    line = writer.create(CodeItem(list_name="colour", code="r", label="红"))
    assert reader.code_label("colour", "r") == "红"
    assert reader.code_label("colour", "x") == "x"
    changed = writer.save(replace(line, label="朱红"))
    assert [held.code_label("colour", "r") for held in (writer, reader)] == ["朱红", "朱红"]
    with suppress(KnownError), writer.transaction():
        writer.save(replace(changed, label="紫"))
        assert writer.code_label("colour", "r") == "紫"
        raise KnownError("半途而废")
    assert writer.code_label("colour", "r") == "朱红"
    for session in (writer, reader):
        session.close()
    vault.close()


def test_fields_of_a_list_are_read_in_its_order_without_its_records(
    session: Session,
) -> None:
    first, second = (session.create(Unit(name=f"示例{name}局")) for name in "甲乙")
    query = Query("unit", (), (("name", True),))
    assert session.values(query, "name", "id") == [("示例甲局", first.id), ("示例乙局", second.id)]
    assert session.values(query, "name", limit=1) == [("示例甲局",)]


def test_checking_the_seals_of_more_records_takes_in_proportion_longer(session: Session) -> None:
    """Each asks the journal for its newest entry: found through the index, not by reading the journal through."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    steps = []
    for count in (200, 600):
        with session.transaction():
            for number in range(count):
                session.create(Unit(name=f"示例单位{count}之{number}"))
        beats: list[int] = []
        store.conn.set_progress_handler(lambda beats=beats: beats.append(0), 100)
        assert store.faulty_rows(Unit.TYPE) == []
        store.conn.set_progress_handler(None, 0)
        steps.append(len(beats))
    assert steps[1] < 6 * steps[0], "four times the records"
