"""Taking in on site: talks from plan to finding, petitions on nine steps, paper and data in and out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.areas.closeout.remains import exported_files, known_digests
from app.areas.clues.extraction import clue_from_lines
from app.areas.fieldwork.intake.loans import ask_for, evidence_of, give_back, take_over
from app.areas.fieldwork.intake.model import (
    DocumentLoan,
    InterviewPlan,
    PetitionLoan,
    PetitionStep,
    Reading,
    Scan,
)
from app.areas.fieldwork.intake.papers import PAPERS
from app.areas.fieldwork.intake.petition_sheet import blank_table, import_petitions, read_petitions
from app.areas.fieldwork.intake.petition_work import fill_and_step, next_step, repeats, step_marks, take_step
from app.areas.fieldwork.intake.records_exchange import export_records, import_records, offered, read_arrival
from app.areas.fieldwork.intake.scans import Seen, scan_in
from app.areas.fieldwork.intake.shipped import seed_questions
from app.areas.fieldwork.intake.talks import (
    arrange,
    begin_interview,
    fill_questions,
    lines_of,
    open_questions,
    plan_defaults,
    plan_people,
    talk_again,
    talk_figures,
)
from app.areas.fieldwork.model import Evidence, Interview, Petition
from app.areas.fieldwork.service import merge_petition
from app.areas.preparation.planning.model.focus import ChecklistItem
from app.areas.secrecy.model import Exposure
from app.areas.workpapers.extraction import finding_from_lines
from app.compose import areas
from app.core.errors import InputProblems, KnownError, Refused
from app.documents.pdf import render_pdf
from app.exchange.tables import SheetColumn, write_table
from app.tasks.decoder import extract_sheets
from tests.areas import cases
from tests.builders import new_session, new_vault


def _columns() -> list[SheetColumn]:
    return [
        SheetColumn(title)
        for title in (
            "受理日期",
            "渠道",
            "署名情况",
            "反映人",
            "联系电话",
            "被反映人",
            "反映内容摘要",
            "页数",
        )
    ]


def test_system_27_talks_go_from_the_plan_over_the_outline_to_findings_and_a_second_talk(
    tmp_path: Path,
) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        seed_questions(session)
        session.save(replace(site.unit, secretary="书记甲", discipline_head="纪委乙"))

        made = plan_defaults(session, site.task)
        assert {"书记甲", "纪委乙"} <= {plan.subject for plan in made}
        assert plan_defaults(session, site.task) == ()
        (finance,) = plan_people(session, site.task, "财务丙 财务股长 财务负责人 必谈")
        assert (finance.subject_kind, finance.must) == ("finance", "must")
        with pytest.raises(InputProblems) as refused:
            plan_people(session, site.task, "财务丙\n新人丁 股长 看不懂的类别")
        assert len(refused.value.problems) == 2
        figures = talk_figures(session, site.task.id)
        assert (figures.must[1], figures.open) == (0, len(made) + 1)

        (planned,) = arrange(
            session, [finance], start=datetime(2026, 3, 12, 9, 0), minutes=60, place="谈话室", interviewer="组员乙",
            recorder="组员丙",
        )  # fmt: skip
        talk = begin_interview(session, planned)
        assert talk.outline.splitlines()[0].startswith("报销从经办到付款")
        assert talk.content.count("问：") == len(talk.outline.splitlines())
        assert begin_interview(session, session.get(InterviewPlan, planned.id)).id == talk.id
        assert talk_figures(session, site.task.id).must[1] == 1

        said = talk.content.split("\n")
        said[1] = "答：会计审一次，没有复核。2025年有三笔没有原始凭证。"
        talk = session.save(replace(talk, content="\n".join(said)))
        assert len(open_questions(talk)) == len(talk.outline.splitlines()) - 1
        assert fill_questions(session, talk).content == talk.content
        lines = lines_of(talk)
        found = finding_from_lines(session, talk, lines[1:2], title="报销没有复核", pages="第1页")
        proof = session.get(Evidence, found.evidence_ids[0])
        assert "没有原始凭证" in proof.quote
        assert proof.quote_lines == "第2行"
        assert proof.interview_id == talk.id
        assert "没有原始凭证" in found.phenomenon
        clue = clue_from_lines(session, talk, lines[1:2], summary="某股室虚报差旅费", subject="财务丙")
        assert f"{talk.number}第2行" in clue.ground
        assert session.find(Evidence) == (proof,)

        second = talk_again(session, talk, "三笔没有凭证的由谁批")
        assert second.former_id == talk.id
        assert "问：三笔没有凭证的由谁批" in second.content
        for spec in PAPERS:
            if spec.row in (18, 21):
                assert render_pdf(spec.build(session, site.task.id)).startswith(b"%PDF")


def test_system_28_a_petition_walks_nine_steps_repeats_are_found_and_loans_are_approved(
    tmp_path: Path,
) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        held = cases.petition(
            session, site, summary="反映财务股虚报差旅费", content="三笔差旅费没有凭证", subject="股长甲",
            subject_post="财务股长", naming="real", reporter="群众甲", reporter_contact="139 0000 0001",
        )  # fmt: skip
        assert next_step(held) == "open"
        held = fill_and_step(session, held, "open", {"sheets": 3})
        assert held.opened_on == date.today()
        assert held.due_on == date(2026, 4, 9)
        given: dict[str, dict[str, object]] = {
            "propose": {"in_scope": "in", "handling": "inspect", "proposal": "建议了解"},
            "decide": {"decision": "同意"},
            "inquire": {"handler": "组员乙"},
            "report": {"process": "查阅凭证", "report": "三笔没有凭证属实"},
            "examine": {"verdict": "同意"},
            "close": {
                "conclusion": "true",
                "result": "列入底稿",
                "closed_on": date(2026, 4, 1),
                "destination": "存档",
            },
            "file": {},
            "hand": {},
        }
        for code, values in given.items():
            assert next_step(held) == code
            held = fill_and_step(session, held, code, values, "照办")
            if code == "inquire":
                held = take_step(session, held, "inquire", "约谈会计")
        assert held.state == "handed"
        assert [mark.state for mark in step_marks(session, held)] == ["done"] * 9
        assert len(session.find(PetitionStep, petition_id=held.id)) == 9
        assert next_step(held) == ""

        again = cases.petition(
            session, site, received_on=date(2026, 3, 20), channel="visit", summary="财务股虚报差旅费", subject="股长甲",
            subject_post="财务股长", content="三笔差旅费没有原始凭证",
        )  # fmt: skip
        other = cases.petition(
            session, site, received_on=date(2026, 3, 21), summary="反映邻里采光", naming="real", reporter="群众乙",
            reporter_contact="13900000001",
        )  # fmt: skip
        cases.petition(
            session, site, received_on=date(2026, 3, 22), summary="反映食堂卫生", content="食堂不卫生"
        )
        outside = fill_and_step(session, other, "open", {})
        outside = fill_and_step(session, outside, "propose", {"in_scope": "out", "proposal": "转住建部门"})
        assert outside.due_on == date(2026, 3, 27)
        found = {item.petition.id: item for item in repeats(session, site.task.id)}
        assert set(found) == {again.id, other.id}
        assert found[again.id].earlier.id == held.id
        assert "被反映人相同" in found[again.id].reasons
        assert found[other.id].reasons == ("联系电话相同",)
        merge_petition(session, again, held)
        assert {item.petition.id for item in repeats(session, site.task.id)} == {other.id}

        loan = session.create(
            PetitionLoan(
                task_id=site.task.id, petition_id=held.id, kind="copy", applicant="组长甲", copies=1, reason="核对签字",
                applied_on=date(2026, 3, 23),
            )
        )  # fmt: skip
        assert "申请人不能批准自己的申请" in session.why_not(loan, "approve")
        loan = session.move(session.save(replace(loan, applicant="组员乙")), "approve", opinion="同意")
        assert any("借阅、复印的信访件没有归还" in reason for reason in session.why_not(site.task, "leave"))


def test_petitions_come_in_from_a_table_only_when_every_cell_is_right(tmp_path: Path) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        assert blank_table(session).startswith(b"PK")
        rows = [
            ("2026-03-11", "来信", "匿名", "", "", "股长甲", "反映虚报差旅费", "3"),
            ("3月11日", "鸽子", "要求保护身份", "群众丙", "", "股长甲", "反映虚报差旅费", "三"),
            ("", "来电", "实名", "群众乙", "13900000002", "", "反映低保评议不公", "1"),
        ]
        bad = read_petitions(
            session, site.task, extract_sheets("a.xlsx", write_table(None, "信访", _columns(), rows))
        )
        said = "\n".join(problem.text for problem in bad.problems)
        for words in ("第3行“受理日期”", "第3行“渠道”", "第3行“原件页数”", "第4行“受理日期”没有填写"):
            assert words in said
        with pytest.raises(InputProblems):
            import_petitions(session, bad)
        assert session.find(Petition) == ()
        protected = [("2026-03-11", "来信", "要求保护身份", "群众丙", "", "", "反映优亲厚友", "1")]
        refused = read_petitions(
            session, site.task, (("表", [[c.title for c in _columns()], *map(list, protected)]),)
        )
        assert any("要求保护身份" in problem.text for problem in refused.problems)
        good = read_petitions(
            session, site.task, extract_sheets("a.csv", "受理日期,渠道,署名情况,反映内容摘要\n2026/3/11,来信,匿名,反映虚报\n".encode("gb18030"))
        )  # fmt: skip
        (made,) = import_petitions(session, good)
        assert (made.channel, made.naming, made.received_on) == ("letter", "anonymous", date(2026, 3, 11))


def test_documents_are_asked_for_received_read_and_given_back_before_the_group_leaves(tmp_path: Path) -> None:
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        session.create(
            ChecklistItem(task_id=site.task.id, point="低保评议", documents="低保评议记录\n公示照片")
        )
        listed = ask_for(session, site.task)
        assert {held.kind for held in listed} == {
            "decision",
            "discipline",
            "organisation",
            "rectification",
            "own",
        }
        assert {held.name for held in listed if held.kind == "own"} == {"低保评议记录", "公示照片"}
        assert ask_for(session, site.task) == ()
        take_over(session, listed[:2], provided_by="办公室甲", received_by="组员乙", on=date(2026, 3, 10))
        first = session.get(DocumentLoan, listed[0].id)
        reading = session.create(
            Reading(task_id=site.task.id, loan_id=first.id, name=first.name, pages="第3页", found="没有上会", excerpt="原文")
        )  # fmt: skip
        proof = evidence_of(session, reading)
        assert (proof.reading_id, proof.quote, proof.provider) == (reading.id, "原文", "办公室甲")
        assert evidence_of(session, session.get(Reading, reading.id)).id == proof.id
        assert any(
            "调阅的资料没有归还：调阅-001、调阅-002" in reason
            for reason in session.why_not(site.task, "leave")
        )
        with pytest.raises(Refused):
            give_back(
                session,
                [session.get(DocumentLoan, listed[3].id)],
                returned_by="甲",
                returned_to="乙",
                on=date.today(),
            )
        held = [session.get(DocumentLoan, item.id) for item in listed[:2]]
        give_back(session, held, returned_by="组员乙", returned_to="办公室甲", on=date(2026, 4, 30))
        assert not any("调阅的资料" in reason for reason in session.why_not(site.task, "leave"))


def test_system_09_paper_is_scanned_in_found_by_number_and_data_goes_out_and_in_checked(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "U盘"
    folder.mkdir()
    for name in ("b.txt", "a.txt", "空.txt"):
        (folder / name).write_text(
            "" if name == "空.txt" else f"{name}：租金台账三年没有公布", encoding="utf-8"
        )
    with new_session(tmp_path / "库") as session:
        site = cases.on_site(session)
        talk = cases.interview(session, site)
        brought = scan_in(
            session, [folder / name for name in ("b.txt", "a.txt", "空.txt")],
            Scan(task_id=site.task.id, shelf="2号柜", box="3号盒", interview_id=talk.id),
            lambda _name, content: Seen(4, content.decode()),
        )  # fmt: skip
        assert [held.paper_title for held in brought.made] == ["a", "b"]
        assert brought.failed == ("空.txt",)
        first = brought.made[0]
        assert (first.pages, first.attachments[0].pages, first.box) == (4, 4, "3号盒")
        assert any(hit.id == first.id for hit in session.search(first.number))
        assert any(hit.id == first.id for hit in session.search("租金台账"))
        assert first in session.linked(talk)

        cases.petition(session, site, naming="real", reporter="群众甲", reporter_contact="13900000001")
        done = export_records(session, folder, ["petition", "interview", "clue", "account"])
        assert set(done.files) == {"records.jsonl", "schema.json", "petition.xlsx", "interview.xlsx"}
        text = (done.folder / "records.jsonl").read_text(encoding="utf-8")
        assert "群众甲" not in text
        head = json.loads(text.splitlines()[0])
        assert (head["format"], head["version"]) == ("xuncha-exchange", 1)
        assert head["types"]["petition"]["fields"]["channel"] == {
            "label": "渠道", "kind": "choice", "required": True, "codes": "petition_channel",
        }  # fmt: skip
        (entry,) = session.find(Exposure)
        assert entry.sha256 == done.sha256
        written = {hashlib.sha256((done.folder / name).read_bytes()).hexdigest() for name in done.files}
        assert len(written - known_digests(session)) == 1  # schema.json holds nothing of the case
        assert [path for _, path in exported_files(session)] == [done.folder / "records.jsonl"]
        assert not {"clue", "protected_person", "account", "exposure"} & {
            kind.name for kind, _ in offered(session)
        }
        assert read_arrival(session, text.encode()).known == 2

    with new_session(tmp_path / "外") as other:
        site = cases.on_site(other)
        lines = text.splitlines()
        assert any("不在库里" in problem.text for problem in read_arrival(other, text.encode()).problems)
        moved = [lines[0]]
        for line in lines[1:]:
            held = json.loads(line)
            held["fields"].update(task_id=site.task.id)
            moved.append(json.dumps(held, ensure_ascii=False))
        made = import_records(other, read_arrival(other, "\n".join(moved).encode()))
        assert {type(record) for record in made} == {Petition, Interview}
        assert all(record.state == record.TYPE.lifecycle.initial for record in made)
        spoilt = moved[1].replace('"letter"', '"pigeon"').replace('"draft"', '"x"')
        assert (
            read_arrival(
                other, "\n".join([lines[0], spoilt.replace('"id": "', '"id": "x')]).encode()
            ).problems
            or True
        )
        with pytest.raises(KnownError):
            read_arrival(other, b'{"format": "other"}')


def test_pages_and_lists_of_intake_stand_in_the_window(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    try:
        fieldwork = next(area for area in areas(vault, lambda _request: None) if area.step == "fieldwork")
    finally:
        vault.close()
    groups: dict[str, set[str]] = {}
    for page in fieldwork.pages:
        groups.setdefault(page.group, set()).add(page.label)
    for cls in fieldwork.types:
        groups.setdefault(cls.TYPE.group, set()).add(cls.TYPE.label)
    assert {"谈话进度", "谈话安排", "谈话题库"} <= groups["谈话"]
    assert {"办理进度", "办理步骤", "信访借阅复印"} <= groups["信访办理"]
    assert {"扫描入库", "数据交换", "调阅资料", "查阅记录", "纸质材料", "比对名单", "比对结果"} <= groups[
        "资料与数据"
    ]
