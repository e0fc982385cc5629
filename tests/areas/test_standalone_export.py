"""Exports of the stand-alone rectification program: read end to end, merged field by field, taken back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.feedback.model import FeedbackProblem
from app.areas.preparation.model import Task
from app.areas.rectification.accounts.model import DemocraticMeeting, RectPlan, RectReport
from app.areas.rectification.model import Measure, RectTask
from app.areas.rectification.publication.model import WithheldItem
from app.areas.rectification.unit_form.model import UnitReturn
from app.areas.rectification.unit_form.service import take_back
from app.areas.rectification.unit_form.standalone.matching import tasks_fitting
from app.areas.rectification.unit_form.standalone.service import Arrival, Checked, accept, examine, stage
from app.core.errors import InputProblems, KnownError, Refused
from app.core.roles import Role
from app.exchange.standalone import read_package
from app.exchange.standalone_rows import heads_of, read_task
from db.conflicts import open_conflicts
from db.session import Session
from tests.areas.cases import OnSite
from tests.builders import new_session
from tests.standalone_export import AT_WORK, LIST, PLAN, UNPUBLISHED, Export, file, make_export


def check(session: Session, site: OnSite, export: Export, *, leave: bool = False, **answers: str) -> Checked:
    package = read_package(export.pack())
    said = {key.replace("__", ":"): value for key, value in answers.items()}
    return examine(session, package, heads_of(package)[0], site.task.id, said, leave=leave)


def stage_it(session: Session, checked: Checked, export: Export) -> Arrival:
    content = export.pack()
    return stage(session, checked, read_package(content), content)


def take(session: Session, site: OnSite, export: Export) -> UnitReturn:
    return accept(session, stage_it(session, check(session, site, export), export))


def test_an_export_becomes_problems_tasks_measures_and_papers_with_their_files(
    session: Session, site: OnSite
) -> None:
    export = make_export()
    checked = check(session, site, export)
    assert not checked.problems
    assert not checked.asked
    assert checked.told.head.said == "十五届　第三轮　第一巡察组　常规巡察　示例县甲局党组"
    assert "表“evaluation”（1 条）" in checked.told.unknown
    assert "反馈问题：“undefined”，4 处" in checked.told.unknown
    assert any("多余.txt" in name for name in checked.told.unknown)
    (missing,) = checked.told.missing
    assert "没有拷来.pdf" in missing
    assert "线索材料" in checked.notices[0]
    assert any("密级最高的是机密，本库这个任务的密级是内部" in text for text in checked.notices)
    assert [(line.here, line.task, line.measures, line.status) for line in checked.shown] == [
        ("新增", "新增", 2, "已完成"), ("新增", "新增", 1, "基本完成"), ("新增", "", 0, ""),
    ]  # fmt: skip
    assert checked.graded == 2
    arrival = stage_it(session, checked, export)
    assert not session.find(FeedbackProblem)  # nothing is applied before a person says so
    taken = accept(session, arrival)

    first, second, third = session.find(FeedbackProblem)
    assert (first.title, first.detail, first.category, first.subcategory) == (
        "报销审核不严", "3笔差旅费没有原始凭证即予报销", "财务管理", "报销审核",
    )  # fmt: skip
    assert (first.focus, first.key, first.key_case, first.state) == ("f4-4", True, "exposed", "assigned")
    assert (second.focus, second.withheld, second.withheld_why) == ("f4-2", True, "涉及个人隐私")
    assert (third.special, third.state, first.number != second.number) == ("ideology", "issued", True)
    one, two = session.find(RectTask)
    assert (one.problem_ids, one.goal, one.leader, one.leader_kind, one.lead_unit) == (
        (first.id,), "报销有人复核", "局长戊、副局长己", "secretary", "财务股",
    )  # fmt: skip
    assert (one.due_on, one.permanent, one.in_period, one.result) == (date(2026, 9, 30), False, True, "已修订办法，3笔凭证已补齐")  # fmt: skip
    assert (one.state, one.rules_made, two.state, two.permanent, two.in_period) == ("done", 1, "mostly", True, False)  # fmt: skip
    assert (two.recovered, "共 2 份" in one.proof, "副局长己（其他领导班子成员）" in one.note) == (350_000, True, True)  # fmt: skip
    rules, review = session.find(Measure, rect_task_id=one.id)
    assert (rules.content, rules.kind, rules.leader, rules.due_on, rules.state) == (
        "修订报销办法", "system", "副局长己", date(2026, 8, 31), "done",
    )  # fmt: skip
    assert review.result == "已复核\n措施类型：举一反三、专项整治\n成效：举一反三 2项"
    held = {ref.name: b"".join(session.read_attachment(ref)).decode() for ref in rules.attachments}
    assert held == {"建章立制 新办法.pdf": "内容 新办法.pdf", "〔秘密〕会议记录.txt": "内容 会议记录.txt"}
    (item,) = session.find(WithheldItem)
    assert (item.problem_id, item.scopes, item.matter, item.problem_why) == (second.id, ("public",), "补贴问题", "涉及个人隐私")  # fmt: skip
    (plan,), (report,), (meeting,) = session.find(RectPlan), session.find(RectReport), session.find(DemocraticMeeting)  # fmt: skip
    assert [ref.name for ref in plan.attachments] == ["〔内部〕第1版 整改方案.docx"]
    assert (report.kind, report.secrecy, len(report.attachments), len(meeting.attachments)) == ("progress", "confidential", 1, 1)  # fmt: skip
    assert (taken.form_id, taken.changed, taken.files_came) == ("", 12, 6)
    assert any("签收单" in ref.name for ref in taken.stub)
    assert "时间：2026-06-20" in taken.note
    assert all("处置" not in ref.name for held in (report, plan) for ref in held.attachments)

    with pytest.raises(KnownError, match="导出包已经导入过"):
        check(session, site, export)
    export.nodes["updatedAt"] = "later"  # another export of the same: nothing new in it
    assert not stage_it(session, check(session, site, export), export).plan.records


def test_what_changed_here_stays_and_what_changed_there_comes_and_both_is_asked(
    session: Session, site: OnSite
) -> None:
    export = make_export()
    take(session, site, export)
    one, two = session.find(RectTask)
    session.save(replace(one, goal="办公室改过的目标", result="办公室写的情况"))
    later = export.copy()
    for node in (AT_WORK, UNPUBLISHED):
        later.nodes[node][0]["problemCompletionOverview"] = "单位又写的情况"
        later.nodes[node][1] |= {"completeSituation": "已完成", "problemCompletionOverview": "都清退了"}
        later.nodes[node][1]["measureList"][0] |= {"completeSituation": 2, "completeContent": "都退了"}
        later.nodes[node][1]["measureList"][0]["filesMap"]["recoverLossContent"] = [file("收据.pdf")]
    later.files["1750000000000_收据.pdf"] = b"receipt"
    arrival = stage_it(session, check(session, site, later), later)
    said = {(r.type, d.field): (d.mine, d.theirs, d.conflict) for r in arrival.plan.records for d in r.differences}  # fmt: skip
    assert said["rect_task", "result"] in (("办公室写的情况", "单位又写的情况", True), ("已清退1人，另1人分期退", "都清退了", False))  # fmt: skip
    assert arrival.plan.counts["conflict"] == 1
    assert ("rect_task", "goal") not in said
    again = accept(session, arrival, {("rect_task", one.id, "result"): "办公室写的情况"})
    assert session.get(RectTask, one.id).goal == "办公室改过的目标"
    assert (session.get(RectTask, two.id).result, session.get(RectTask, two.id).state) == ("都清退了", "done")
    (refund,) = session.find(Measure, rect_task_id=two.id)
    assert (refund.state, [ref.name for ref in refund.attachments]) == ("done", ["〔内部〕挽回损失 收据.pdf"])
    assert not open_conflicts(session)
    assert len(session.find(FeedbackProblem)) == 3
    take_back(session, again)
    assert session.get(RectTask, two.id).state == "mostly"


def test_an_import_is_taken_back_whole_and_can_come_again(session: Session, site: OnSite) -> None:
    export = make_export()
    taken = take(session, site, export)
    first = session.find(FeedbackProblem)[0]
    take_back(session, taken)
    kinds = (FeedbackProblem, RectTask, Measure, WithheldItem, RectPlan, RectReport, DemocraticMeeting)
    assert not any(session.find(kind) for kind in kinds)
    assert session.get(UnitReturn, taken.id).state == "undone"
    take(session, site, export)
    assert session.find(FeedbackProblem)[0].id == first.id
    assert [len(session.find(kind)) for kind in kinds] == [3, 2, 3, 1, 1, 1, 1]


def test_problems_that_are_here_are_matched_and_doubtful_ones_are_asked_for(
    session: Session, site: OnSite
) -> None:
    def held(title: str, detail: str) -> FeedbackProblem:
        made = session.create(FeedbackProblem(task_id=site.task.id, title=title, detail=detail, focus="f4-4"))
        return session.move(made, "issue")

    known = held("报销审核不严", "3笔差旅费没有原始凭证即予报销。")
    twin, other = held("补贴发放不规范", "甲"), held("补贴发放不规范", "乙")
    dated = {"task_id": site.task.id, "problem_ids": (known.id,), "due_on": date(2026, 6, 30)}
    tasks = [session.create(RectTask(title=title, **dated)) for title in ("一", "二")]
    export = make_export()
    checked = check(session, site, export)
    assert [asked.key for asked in checked.asked] == ["problem:mgo2", "task:mgo1"]
    with pytest.raises(InputProblems):
        stage_it(session, checked, export)
    answers = {"problem__mgo2": other.id, "task__mgo1": tasks[1].id}
    settled = check(session, site, export, **answers)
    assert any("库里的完成时限2026-06-30，以库里的为准" in text for text in settled.notices)
    arrival = stage_it(session, settled, export)
    disputed = {(r.id, d.field) for r in arrival.plan.records for d in r.differences if d.conflict}
    assert disputed == {
        (other.id, "detail"),
        (other.id, "focus"),
    }  # a stop at the end of a text is no difference
    accept(session, arrival)
    assert {(found.id, found.field) for found in open_conflicts(session)} == disputed
    assert session.get(FeedbackProblem, known.id).state == "assigned"
    assert session.get(FeedbackProblem, other.id).withheld
    assert not session.get(FeedbackProblem, twin.id).withheld
    assert session.get(RectTask, tasks[0].id).goal == ""
    assert session.get(RectTask, tasks[1].id).goal == "报销有人复核"
    assert session.get(RectTask, tasks[1].id).due_on == date(2026, 6, 30)  # the deadline is the office's
    assert len(session.find(FeedbackProblem)) == 4


def test_what_the_office_has_closed_is_left_as_it_is(session: Session, site: OnSite) -> None:
    export = make_export()
    take(session, site, export)
    two = session.find(RectTask)[1]
    dropped = session.move(session.move(two, "return", reason="再查"), "drop", reason="单位撤销")
    later = export.copy()
    later.nodes[UNPUBLISHED][1]["problemCompletionOverview"] = "改了"
    checked = check(session, site, later)
    assert any("不再适用" in text for text in checked.notices)
    accept(session, stage_it(session, checked, later))
    assert session.get(RectTask, two.id).rev == dropped.rev


def test_only_the_same_unit_and_round_name_a_task_by_themselves(session: Session, site: OnSite) -> None:
    def fitting(unit: str, round_: str) -> tuple[str, int]:
        found = tasks_fitting(session, heads_of(read_package(make_export(unit, round_).pack()))[0])
        return found.certain, len(found.near)

    assert fitting("示例县甲局党组", "第3轮") == (site.task.id, 1)
    assert fitting("甲局", "三") == (site.task.id, 1)
    assert fitting("示例县甲局党组", "第四轮") == ("", 1)
    assert fitting("甲局党组办公室", "第三轮") == ("", 1)
    assert fitting("某某局", "第三轮") == ("", 0)
    session.create(replace(site.task, id="", number="", name="第二巡察组"))
    assert fitting("示例县甲局党组", "第三轮") == ("", 2)


def test_a_task_that_a_person_chose_against_the_name_is_pointed_out(session: Session, site: OnSite) -> None:
    said = "\n".join(check(session, site, make_export("示例县乙局党组", "第四轮")).notices)
    assert "导出包的党组织是“示例县乙局党组”" in said
    assert "导出包的轮次是“十五届 第四轮”" in said


def test_without_the_right_to_open_bundles_nothing_is_read(tmp_path: Path) -> None:
    package = read_package(make_export().pack())
    refused = pytest.raises(Refused, match="不能读入单机版导出包")
    with new_session(tmp_path / "库", filled="group", roles=frozenset({Role.AUDITOR})) as held, refused:
        examine(held, package, heads_of(package)[0], held.find(Task)[0].id, {})


def test_of_several_tasks_each_stands_by_itself_the_one_last_open_first() -> None:
    export = make_export()
    first = dict(export.tables["userInfo"][0], id="older", round="第二轮")
    export.tables["userInfo"] = [first, dict(first, id="without rows"), *export.tables["userInfo"]]
    export.tables["older"] = [{"id": 1, LIST: [dict(export.nodes[LIST][2], id="old1")]}]
    package = read_package(export.pack())
    assert [(head.round, head.current) for head in heads_of(package)] == [("第三轮", True), ("第二轮", False)]
    assert [item.title for item in read_task(package, heads_of(package)[1]).items] == ["学习不经常"]


def test_every_bad_value_is_named_at_once_and_may_be_left_out(session: Session, site: OnSite) -> None:
    export = make_export()
    nodes = export.nodes
    nodes[LIST][0] |= {"correspondingContent": "聚焦别的", "focusSituation": "随便写的"}
    nodes[LIST][2] |= {"focusConcern": "也许", "performanceContent": {"a": 1}}
    nodes[PLAN][0] |= {"completeTime": "年底", "oftenInsist": 7}
    nodes[UNPUBLISHED][0]["completeSituation"] = "差不多"
    spoiled = nodes[UNPUBLISHED][0]["measureList"][0]
    spoiled |= {"cutoffTime": "2026-13-01", "completeSituation": 9, "establishSystemContent": "两项"}
    spoiled["filesMap"]["completeContent"] = [file("会议记录.txt", "绝密")]
    nodes[UNPUBLISHED][1]["problemCompletionOverview"] = "见线索〔2026〕001号"
    nodes[PLAN].append("不是一行")
    checked = check(session, site, export)
    said = "\n".join(problem.text for problem in checked.problems)
    for part in (
        "“反馈问题清单”第1行“对应聚焦”填的是“聚焦别的”", "“重点关注情形”填的是“随便写的”", "第3行“是否重点关注”填的是“也许”",
        "“反馈问题清单”第3行“具体表现”不是文字", "“整改方案”第1行“预计完成时间”填的是“年底”，不是日期",
        "“整改方案”第1行“是否常态化坚持”填的是“7”", "“拟不公开事项”第1行“具体问题整改完成情况”填的是“差不多”",
        "“拟不公开事项”第1行第1条措施“预计完成时间”填的是“2026-13-01”", "第1条措施“完成情况”填的是“9”",
        "第1条措施“建章立制”填的是“两项”", "密级是“绝密”", "“整改方案”第4行不是一条记录", "线索",
    ):  # fmt: skip
        assert part in said, (part, said)
    with pytest.raises(InputProblems):
        stage_it(session, checked, export)
    assert not session.find(FeedbackProblem)
    some = check(session, site, export, leave=True)
    accept(session, stage_it(session, some, export))
    assert [p.title for p in session.find(FeedbackProblem)] == [
        "报销审核不严",
        "补贴发放不规范",
        "学习不经常",
    ]
    assert session.find(FeedbackProblem)[0].focus == ""


def test_a_bad_value_that_is_left_out_empties_nothing_and_an_emptied_one_does(
    session: Session, site: OnSite
) -> None:
    export = make_export()
    take(session, site, export)
    one = session.find(RectTask)[0]
    for node in (PLAN, AT_WORK, UNPUBLISHED):
        export.nodes[node][0]["rectifyGoal"] = {"not": "a text"}
    some = check(session, site, export, leave=True)
    assert any("整改落实目标" in text for text in some.notices)
    accept(session, stage_it(session, some, export))
    assert session.get(RectTask, one.id).goal == "报销有人复核"
    for node in (PLAN, AT_WORK, UNPUBLISHED):
        export.nodes[node][0]["rectifyGoal"] = ""
    take(session, site, export)
    assert session.get(RectTask, one.id).goal == ""
