"""Between several laptops: working, clue and rectification bundles, merged in any order, and taken back whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from app.areas.closeout.sending import Draft, counts_of, register_receipt, send_draft
from app.areas.closeout.taking_back import exchanged, take_back
from app.areas.closeout.view.preview import accept_arrival, issue_receipt, open_arrival
from app.areas.clues.model import Clue
from app.areas.clues.tracking.model import ClueTransfer
from app.areas.feedback.model import Opinion
from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Policy, Unit
from app.areas.preparation.model import Task
from app.areas.rectification.model import Progress, RectTask
from app.areas.secrecy.model import BundleLog, Exposure
from app.bundle import contacts, transfer, unfinished
from app.bundle.bundle import BundleKind, Card, new_identity
from app.core.errors import BundleError, InputProblems, KnownError, Refused
from app.core.records import Compartment
from db.conflicts import open_conflicts
from db.session import Session
from tests.areas import cases
from tests.builders import new_session


def no_step(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Laptop:
    """A vault with an identity, that sends to others and takes what they send."""

    def __init__(self, session: Session, name: str, kind: str, folder: Path) -> None:
        self.session = session
        self.folder = folder
        contacts.keep_identity(session, new_identity(name, "示例县委", kind))
        self.card: Card = contacts.own_identity(session).card

    def knows(self, *others: Laptop) -> None:
        for other in others:
            if other is not self:
                contacts.pin(self.session, other.card)

    def send(self, to: Laptop, kind: BundleKind, *, tasks: tuple[str, ...] = (), **more: object) -> Path:
        tasks = tasks or tuple(task.id for task in self.session.find(Task))
        path, _ = send_draft(self.session, self.folder, Draft(kind, tasks, to.card, **more))  # type: ignore[arg-type]  # more: fields of a Draft by name
        return path

    def take(self, path: Path, decided: Mapping[tuple[str, str, str], object] | None = None) -> BundleLog:
        preview = open_arrival(self.session, no_step, lambda: False, path=path)  # type: ignore[arg-type]  # a step that tells nobody
        return accept_arrival(self.session, preview.arrival, (), decided)


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Sequence[Laptop]]:
    made = []
    with ExitStack() as stack:
        for place, name in enumerate("甲乙丙"):
            folder = tmp_path / f"U盘{place}"
            folder.mkdir()
            session = stack.enter_context(new_session(tmp_path / f"laptop{place}"))
            made.append(Laptop(session, f"第一巡察组电脑{name}", "group", folder))
        for laptop in made:
            laptop.knows(*made)
        yield made


def state_of(session: Session) -> object:
    """What a laptop holds of the work, conflicts included, apart from which side is its own."""
    return (
        sorted((p.id, p.summary, p.state) for p in session.find(Petition)),
        sorted((u.id, u.name, u.address) for u in session.find(Unit)),
        sorted(
            (c.id, c.field, tuple(sorted(str(s.value) for s in c.sides))) for c in open_conflicts(session)
        ),
    )


@pytest.mark.parametrize("order", list(permutations(range(3)))[:3])
def test_three_laptops_come_to_the_same_state_in_any_order(
    laptops: Sequence[Laptop], order: tuple[int, ...]
) -> None:
    first = laptops[0]
    site = cases.on_site(first.session, codes=False)
    shared = cases.petition(first.session, site)
    for other in laptops[1:]:
        other.take(first.send(other, BundleKind.COLLAB))
    for place, laptop in enumerate(laptops):
        held = laptop.session.get(Petition, shared.id)
        laptop.session.save(replace(held, summary=f"第{place}台电脑写的"))
        laptop.session.create(
            Petition(
                task_id=site.task.id, received_on=date(2026, 3, 11), channel="visit", summary=f"新件{place}"
            )
        )
    for _ in range(2):
        for sender in order:
            for receiver in order:
                if sender != receiver:
                    laptops[receiver].take(laptops[sender].send(laptops[receiver], BundleKind.COLLAB))
    states = [state_of(laptop.session) for laptop in laptops]
    assert states[0] == states[1] == states[2]
    (conflict,) = open_conflicts(first.session)
    assert conflict.label == Petition.TYPE.field("summary").label
    assert next(side.value for side in conflict.sides) == "第0台电脑写的"
    assert {side.value for side in conflict.sides} == {f"第{place}台电脑写的" for place in range(3)}
    assert all(side.said for side in conflict.sides)


def test_only_what_changed_since_the_last_bundle_goes_out(laptops: Sequence[Laptop]) -> None:
    first, second, _ = laptops
    site = cases.on_site(first.session, codes=False)
    cases.petition(first.session, site)
    second.take(first.send(second, BundleKind.COLLAB))
    draft = Draft(BundleKind.COLLAB, (site.task.id,), second.card, since=True)
    assert "petition" not in counts_of(first.session, draft)
    cases.petition(first.session, site, summary="第二件")
    assert counts_of(first.session, draft)["petition"] == 1
    second.take(first.send(second, BundleKind.COLLAB, since=True))
    assert len(second.session.find(Petition)) == 2


def test_a_whole_import_is_taken_back_and_refused_where_later_work_stands_on_it(
    laptops: Sequence[Laptop],
) -> None:
    first, second, _ = laptops
    site = cases.on_site(first.session, codes=False)
    kept = cases.petition(first.session, site)
    second.take(first.send(second, BundleKind.COLLAB))
    first.session.save(replace(kept, summary="甲改过"))
    second.session.save(replace(second.session.get(Petition, kept.id), summary="乙改过"))
    cases.petition(first.session, site, summary="甲新收")
    log = second.take(first.send(second, BundleKind.COLLAB))
    before = second.session.head().seq
    assert len(second.session.find(Petition)) == 2
    assert open_conflicts(second.session)
    take_back(second.session, log)
    assert [held.summary for held in second.session.find(Petition)] == ["乙改过"]
    assert open_conflicts(second.session) == ()
    assert second.session.head().seq > before
    assert [held.undone for held in exchanged(second.session)] == [True, False]
    with pytest.raises(Refused, match="已经撤销"):
        take_back(second.session, log)
    with pytest.raises(BundleError):
        second.take(next(first.folder.glob(f"{log.bundle_id[:12]}*")))

    cases.petition(first.session, site, summary="甲又收一件")
    again = second.take(first.send(second, BundleKind.COLLAB))
    (came,) = [held for held in second.session.find(Petition) if held.summary == "甲又收一件"]
    second.session.save(replace(came, summary="乙接着改"))
    with pytest.raises(Refused) as told:
        take_back(second.session, again)
    assert "导入之后又改过" in told.value.message
    assert second.session.get(Petition, came.id).summary == "乙接着改"


def test_what_was_decided_in_the_preview_stands_after_accepting(laptops: Sequence[Laptop]) -> None:
    first, second, _ = laptops
    site = cases.on_site(first.session, codes=False)
    held = cases.petition(first.session, site)
    second.take(first.send(second, BundleKind.COLLAB))
    first.session.save(replace(held, summary="甲改过"))
    second.session.save(replace(second.session.get(Petition, held.id), summary="乙改过"))
    second.take(first.send(second, BundleKind.COLLAB), {("petition", held.id, "summary"): "甲乙商定"})
    assert second.session.get(Petition, held.id).summary == "甲乙商定"
    assert open_conflicts(second.session) == ()


def test_clues_go_to_the_receiver_and_their_result_comes_back(tmp_path: Path) -> None:
    with (
        new_session(tmp_path / "office", kind="office") as ours,
        new_session(tmp_path / "organ", kind="office") as theirs,
    ):
        office = Laptop(ours, "巡察办", "office", tmp_path)
        organ = Laptop(theirs, "纪委监委", "organ", tmp_path)
        office.knows(organ)
        organ.knows(office)
        site = cases.on_site(ours)
        batch, clue = cases.handed_batch(ours, site.task)
        other = ours.create(Clue(task_id=site.task.id, source="petition", subject="赵某", summary="别的事"))
        path = office.send(organ, BundleKind.CLUE, transfer_id=batch.id)
        assert [log.counts for log in ours.find(BundleLog)] == [""]
        assert "钱某" not in str(ours.find(Exposure))
        preview = open_arrival(theirs, no_step, lambda: False, path=path)  # type: ignore[arg-type]  # a step that tells nobody
        accept_arrival(theirs, preview.arrival, ())
        assert [held.id for held in theirs.find(Clue)] == [clue.id]
        assert not theirs.exists("clue", other.id)
        issue_receipt(theirs, tmp_path / "r.xcb", preview.arrival)
        (log,) = ours.find(BundleLog, kind="clue")
        register_receipt(ours, log, tmp_path / "r.xcb")
        signed = ours.get(ClueTransfer, batch.id)
        assert signed.state == "received"
        assert signed.received_by == "示例县委纪委监委"
        assert ours.get(BundleLog, log.id).state == "receipted"

        came = theirs.move(theirs.get(Clue, clue.id), "receive", opinion="签收")
        theirs.save(replace(came, outcome="查实，给予处分", form="second", answered_on=date(2026, 8, 1)))
        (back,) = theirs.find(ClueTransfer)
        office.take(organ.send(office, BundleKind.CLUE, transfer_id=back.id))
        assert ours.get(Clue, clue.id).outcome == "查实，给予处分"
        assert ours.get(ClueTransfer, batch.id).state == "received"

        answered = theirs.get(Clue, clue.id)
        theirs.save(replace(answered, form="third", content="换了内容", proposal="keep"))
        beyond = organ.send(office, BundleKind.CLUE, transfer_id=back.id)
        with pytest.raises(BundleError) as refused:
            office.take(beyond)
        assert "线索包里有接收单位无权改动的内容" in refused.value.what
        assert clue.number in refused.value.what
        assert "反映问题" in refused.value.what
        assert "换了内容" not in refused.value.message  # labels, never what was written
        assert ours.get(Clue, clue.id).form == "second"
        (noted,) = [e for e in events(ours) if e.startswith("未接收密封包（线索包")]
        assert "换了内容" not in noted


def events(session: Session) -> list[str]:
    """What the journal of the records says beside changes."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    return [
        str(note)
        for (note,) in store.conn.execute("""SELECT note FROM journal WHERE op = 'event' ORDER BY seq""")
    ]


def test_a_refused_bundle_changes_nothing_and_is_in_the_journal(laptops: Sequence[Laptop]) -> None:
    first, second, third = laptops
    site = cases.on_site(first.session, codes=False)
    cases.petition(first.session, site)
    path = first.send(second, BundleKind.COLLAB)
    later = first.send(second, BundleKind.COLLAB)
    second.take(later)
    held = [(u.id, u.rev) for u in second.session.find(Unit)]
    broken = path.with_name("broken.xcb")
    broken.write_bytes(path.read_bytes()[:-3])
    for file, who, said in (
        (later, second, "已经接收过"),
        (path, second, "旧包"),
        (path, third, "发给别的单位"),
        (broken, second, "不完整|截断|长度|损坏"),
    ):
        with pytest.raises(BundleError, match=said):
            who.take(file)
    assert [(u.id, u.rev) for u in second.session.find(Unit)] == held
    noted = [e for e in events(second.session) if e.startswith("未接收密封包")]
    assert len(noted) == 3
    assert len([e for e in events(third.session) if e.startswith("未接收密封包（协作包，包号 ")]) == 1
    with pytest.raises(KnownError, match="不是本库封装的"), second.session.transaction():
        register_receipt(second.session, second.session.find(BundleLog)[0], path)


def test_rectification_goes_to_the_unit_and_back(tmp_path: Path) -> None:
    with (
        new_session(tmp_path / "office", kind="office") as ours,
        new_session(tmp_path / "unit", kind="office") as theirs,
    ):
        office = Laptop(ours, "巡察办", "office", tmp_path)
        unit = Laptop(theirs, "示例县甲局党组", "organ", tmp_path)
        office.knows(unit)
        unit.knows(office)
        site = cases.on_site(ours, codes=False)
        cases.petition(ours, site)
        held = ours.create(RectTask(task_id=site.task.id, title="健全报销复核制度"))
        unit.take(office.send(unit, BundleKind.RECTIFICATION))
        assert theirs.find(Petition) == ()
        assert theirs.find(Policy) == ()
        theirs.save(replace(theirs.get(RectTask, held.id), result="已出台办法"))
        log = office.take(unit.send(office, BundleKind.RECTIFICATION))
        assert ours.get(RectTask, held.id).result == "已出台办法"
        assert log.counts
        take_back(ours, log)
        assert ours.get(RectTask, held.id).result == ""


def test_a_unit_answers_what_was_sent_to_it_and_the_rest_stays_out_with_its_reason(tmp_path: Path) -> None:
    with (
        new_session(tmp_path / "office", kind="office") as ours,
        new_session(tmp_path / "unit", kind="office") as theirs,
    ):
        office, desk = (
            Laptop(ours, "巡察办", "office", tmp_path),
            Laptop(theirs, "甲局办公室", "office", tmp_path),
        )
        office.knows(desk)
        desk.knows(office)
        site = cases.on_site(ours, codes=False)
        task = ours.create(RectTask(task_id=site.task.id, title="健全报销复核制度", due_on=date(2026, 9, 1)))
        closed = ours.create(RectTask(task_id=site.task.id, title="清退款项", result="已清退"))
        letter = ours.create(Opinion(task_id=site.task.id, content="健全制度"))
        elsewhere = ours.create(replace(site.task, id="", number="", name="别的任务"))
        foreign = ours.create(RectTask(task_id=elsewhere.id, title="别的单位的任务"))
        desk.take(office.send(desk, BundleKind.RECTIFICATION, tasks=(site.task.id,)))
        assert not theirs.exists("rect_task", foreign.id)

        mine = theirs.get(RectTask, task.id)
        theirs.save(
            replace(
                mine, result="已出台办法", proof="办法一份", title="改小了的任务", due_on=date(2027, 9, 1)
            )
        )
        theirs.move(
            theirs.save(replace(theirs.get(RectTask, closed.id), result="都清退了")), "drop", reason="不适用"
        )
        theirs.save(replace(theirs.get(Opinion, letter.id), content="改了意见", answer="照办"))
        theirs.create(RectTask(task_id=site.task.id, title="自己加的任务"))
        good = theirs.create(
            Progress(task_id=site.task.id, rect_task_id=task.id, reported_on=date(2026, 7, 1), content="印发")
        )
        judged = theirs.create(
            Progress(
                task_id=site.task.id,
                rect_task_id=task.id,
                reported_on=date(2026, 7, 2),
                content="自评",
                checked="属实",
            )
        )
        before = ours.head().seq
        path = desk.send(office, BundleKind.RECTIFICATION, tasks=(site.task.id,))
        preview = open_arrival(ours, no_step, lambda: False, path=path)  # type: ignore[arg-type]  # a step that tells nobody
        said = {held.id: held.why for held in preview.beyond}
        assert "整改任务、完成时限不由对方改动" in said[task.id]
        assert "状态改为“不再适用”须由巡察办办理" in said[closed.id]
        assert "意见建议不由对方改动" in said[letter.id]
        assert "填了由巡察办填写的：核实情况" in said[judged.id]
        assert "对方不能新增整改任务" in str(said.values())
        assert len(said) == 5
        shown = {d.field for p in preview.plan.records for d in p.differences}
        assert {"result", "proof", "answer"} <= shown
        assert shown.isdisjoint({"title", "due_on", "content", "state"})
        assert ours.head().seq == before

        log = accept_arrival(ours, preview.arrival, ())
        now = ours.get(RectTask, task.id)
        assert (now.title, now.due_on) == ("健全报销复核制度", date(2026, 9, 1))
        assert (now.result, now.proof) == ("已出台办法", "办法一份")
        assert (ours.get(RectTask, closed.id).state, ours.get(RectTask, closed.id).result) == (
            "idle",
            "都清退了",
        )
        assert (ours.get(Opinion, letter.id).content, ours.get(Opinion, letter.id).answer) == (
            "健全制度",
            "照办",
        )
        assert ours.exists("progress", good.id)
        assert not ours.exists("progress", judged.id)
        assert open_conflicts(ours) == ()
        noted = [e for e in events(ours) if e.startswith("未采用整改包里的内容")]
        assert len(noted) == 5
        assert not any("改小了" in e or "自己加的" in e or "改了意见" in e for e in noted)
        assert "未采用 5 处" in log.note

        desk.take(
            office.send(desk, BundleKind.RECTIFICATION, tasks=(site.task.id,))
        )  # and the decision travels back
        assert theirs.get(RectTask, task.id).title == "健全报销复核制度"
        assert theirs.get(RectTask, closed.id).state == "idle"
        assert open_conflicts(theirs) == ()


def test_what_a_bounded_import_brought_is_taken_back_whole(tmp_path: Path) -> None:
    with (
        new_session(tmp_path / "office", kind="office") as ours,
        new_session(tmp_path / "unit", kind="office") as theirs,
    ):
        office, unit = Laptop(ours, "巡察办", "office", tmp_path), Laptop(theirs, "甲局", "organ", tmp_path)
        office.knows(unit)
        unit.knows(office)
        site = cases.on_site(ours, codes=False)
        task = ours.create(RectTask(task_id=site.task.id, title="健全报销复核制度"))
        unit.take(office.send(unit, BundleKind.RECTIFICATION))
        theirs.save(replace(theirs.get(RectTask, task.id), result="已出台办法", title="另一个任务"))
        ours.save(replace(task, title="健全报销复核制度（修订）"))
        log = office.take(unit.send(office, BundleKind.RECTIFICATION))
        held = ours.get(RectTask, task.id)
        assert (held.title, held.result) == ("健全报销复核制度（修订）", "已出台办法")
        assert open_conflicts(ours) == ()
        take_back(ours, log)
        held = ours.get(RectTask, task.id)
        assert (held.title, held.result) == ("健全报销复核制度（修订）", "")


def test_a_bundle_with_records_that_its_kind_must_not_bring_is_refused(laptops: Sequence[Laptop]) -> None:
    first, second, _ = laptops
    site = cases.on_site(first.session, codes=False)
    cases.petition(first.session, site)
    path = first.folder / "a.xcb"
    transfer.send(
        first.session, path, kind=BundleKind.RECTIFICATION, to=[second.card], kinds=list(first.session.catalog),
        wanted=lambda record: record.TYPE.name in ("task", "petition"), facts={},
    )  # fmt: skip
    with pytest.raises(BundleError, match="不该有这些记录：信访件"):
        second.take(path)
    assert second.session.find(Task) == ()


def test_a_draft_says_everything_that_is_wrong(laptops: Sequence[Laptop]) -> None:
    first = laptops[0]
    with pytest.raises(InputProblems) as told:
        send_draft(first.session, first.folder, Draft(BundleKind.CLUE, (), None))
    assert len(told.value.problems) == 3
    assert list(first.folder.iterdir()) == []


def test_leftovers_of_a_killed_sealing_are_removed_and_nobody_elses(laptops: Sequence[Laptop]) -> None:
    first, second, _ = laptops
    cases.on_site(first.session, codes=False)
    mine = unfinished.working_path(first.session, first.folder)
    theirs = unfinished.working_path(second.session, first.folder)
    part = mine.with_name(f"{mine.name}.0123abcd.part")
    strange = first.folder / ".notes.part"
    for path in (mine, theirs, part, strange):
        path.write_bytes(b"half")
    made = first.send(second, BundleKind.COLLAB)
    assert set(first.folder.iterdir()) == {made, theirs, strange}
