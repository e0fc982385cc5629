"""Record types: questionnaires with their questions and answer sheets; democratic assessment stands in polls.py.

An anonymous questionnaire keeps no trace of who filled it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.areas.fieldwork.surveys.polls import GROUP, MOST_OPTIONS, lines_of
from app.areas.fieldwork.surveys.polls import Poll as Poll
from app.areas.fieldwork.surveys.polls import PollBallot as PollBallot
from app.areas.fieldwork.surveys.polls import PollCount as PollCount
from app.areas.preparation.model import Task
from app.core.errors import Problem
from app.core.fields import FileRef, choice, day, files, flag, link, long_text, number, text
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition, named
from app.core.records import Record, record

CHOSEN = ("single", "multi", "scale")
"""Kinds of question that are answered by choosing."""


# Questionnaires -------------------------------------------------------------------------------------------


def _survey_counts(held: Survey) -> Iterator[Problem]:
    if held.received is not None and held.issued is not None and held.received > held.issued:
        yield Problem("received", "“收回份数”比“发出份数”多")
    if held.opened_on and held.closed_on and held.closed_on < held.opened_on:
        yield Problem("closed_on", "“截止日期”早于“发放日期”")


def _has_questions(held: Survey, reader: Reader) -> str | None:
    return None if reader.find(SurveyQuestion, survey_id=held.id) else "还没有题目：先在“问卷题目”里出题"


def _positions_differ(held: Survey, reader: Reader) -> str | None:
    places = [question.position for question in reader.find(SurveyQuestion, survey_id=held.id)]
    twice = sorted({place for place in places if place is not None and places.count(place) > 1})
    return f"题号重复：{'、'.join(map(str, twice))}" if twice else None


def _group_question(held: Survey, reader: Reader) -> str | None:
    if held.group_by is None:
        return None
    found = [q for q in reader.find(SurveyQuestion, survey_id=held.id) if q.position == held.group_by]
    if not found:
        return f"分组题第{held.group_by}题不存在"
    return None if found[0].kind == "single" else f"分组题第{held.group_by}题不是单选题"


def _all_entered(held: Survey, reader: Reader) -> str | None:
    entered = len(reader.find(AnswerSheet, survey_id=held.id))
    if held.received is not None and entered != held.received:
        return f"收回{held.received}份，已录入{entered}份，两数不符"
    return None


def _no_sheets(held: Survey, reader: Reader) -> str | None:
    entered = len(reader.find(AnswerSheet, survey_id=held.id))
    return f"已录入{entered}份答卷，不能退回修改题目" if entered else None


@record(
    "survey",
    "问卷",
    area="fieldwork",
    number="问卷〔{year}〕{serial:02}号",
    heading="{number} {name}",
    icon="list-checks",
    group=GROUP,
    checks=(_survey_counts,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟题", "draft"),
            State("open", "发放回收"),
            State("closed", "已截止", "done", locked=True),
        ),
        transitions=(
            Transition(
                "open",
                "开始发放",
                ("draft",),
                "open",
                needs=("issued", "opened_on"),
                rules=(_has_questions, _positions_differ, _group_question),
            ),
            Transition(
                "close",
                "截止回收",
                ("open",),
                "closed",
                needs=("received", "closed_on"),
                rules=(_all_entered,),
            ),
            Transition("redraft", "退回拟题", ("open",), "draft", reason=True, rules=(_no_sheets,)),
            Transition("reopen", "重新打开", ("closed",), "open", reason=True),
        ),
    ),
    purpose="一次问卷调查：出题、印发、录入、统计",
)
class Survey(Record):
    """One questionnaire given to one kind of people."""

    task_id: str = link("巡察任务", to="task", required=True, section="问卷")
    name: str = text("标题", required=True, search=True, listed=True, help="印在问卷上，例如：干部职工问卷")
    kind: str = choice("问卷对象", codes="survey_kind", default="cadre", required=True, listed=True)
    anonymous: bool = flag("不记名", default=True, help="不记名的问卷，答卷上不留姓名和编号以外的任何记号")
    intro: str = long_text("卷首语", help="空着时印通用的卷首语")
    place: str = text("发放范围", help="例如：全体在职干部职工")
    opened_on: date | None = day("发放日期", listed=True, section="份数")
    closed_on: date | None = day("截止日期", listed=True)
    issued: int | None = number("发出份数", unit="份", listed=True)
    received: int | None = number("收回份数", unit="份", listed=True, help="清点的纸面份数加导回的电子份数")
    group_by: int | None = number("分组题号", help="按哪一道单选题分组对比，例如第1题“您的身份”；不分组空着")
    attachments: tuple[FileRef, ...] = files("附件", section="附件")
    note: str = long_text("备注")


def _options_fit(held: SurveyQuestion) -> Iterator[Problem]:
    options = lines_of(held.options)
    if held.position is not None and held.position < 1:
        yield Problem("position", "“题号”从1开始")
    if held.kind not in CHOSEN:
        return
    if len(options) < 2:
        yield Problem("options", "选择题至少要有两个选项，一行一个")
    if len(options) > MOST_OPTIONS:
        yield Problem("options", f"选项不超过{MOST_OPTIONS}个，录入时一个数字键对一个选项")
    if len(set(options)) != len(options):
        yield Problem("options", "选项有重复")
    if held.kind == "multi" and held.most is not None and not 1 < held.most <= max(2, len(options)):
        yield Problem("most", "“最多选几项”要在2和选项个数之间")


def _survey_is_draft(held: SurveyQuestion, reader: Reader) -> str | None:
    entered = len(reader.find(AnswerSheet, survey_id=held.survey_id))
    return f"已录入{entered}份答卷，题目不能再改" if entered else None


@record(
    "survey_question",
    "问卷题目",
    area="fieldwork",
    sorting=(("survey_id", False), ("position", False)),
    heading="第{position}题 {ask}",
    icon="list",
    group=GROUP,
    checks=(_options_fit,),
    lifecycle=Lifecycle(
        states=(State("draft", "可改", "draft"), State("fixed", "已定", "done", locked=True)),
        transitions=(
            Transition("fix", "定题", ("draft",), "fixed"),
            Transition("free", "退回修改", ("fixed",), "draft", reason=True, rules=(_survey_is_draft,)),
        ),
    ),
    purpose="一道题一条；录入第一份答卷时题目自动定下，不再改动",
)
class SurveyQuestion(Record):
    """One question of a questionnaire."""

    survey_id: str = link("问卷", to="survey", required=True, listed=True, section="题目")
    position: int | None = number("题号", required=True, listed=True)
    ask: str = text("题目", required=True, search=True, listed=True)
    kind: str = choice("题型", codes="question_kind", default="single", required=True, listed=True)
    options: str = long_text(
        "选项", show_if=("kind", CHOSEN), help="一行一个，最多9个；量表题从最好到最差排列", search=True
    )
    most: int | None = number("最多选几项", show_if=("kind", ("multi",)), help="空着不限")
    note: str = text("填写提示", help="印在题目后面的括号里")


@dataclass(frozen=True)
class Answer:
    """What one sheet says to one question: places of the options chosen, from 1; or words."""

    position: int
    chosen: tuple[int, ...] = ()
    words: str = ""


def packed(answers: tuple[Answer, ...]) -> str:
    """The chosen options as one short text, ";1=2;3=1;3=4;": one entry a choice, so that a filter finds each."""
    entries = [f"{answer.position}={place}" for answer in answers for place in answer.chosen]
    return f";{';'.join(entries)};" if entries else ""


def told_answers(packed_answers: str) -> str:
    """The packed form as people read it: 1题选3；3题选1、4."""
    chosen: dict[str, list[str]] = {}
    for entry in packed_answers.strip(";").split(";"):
        position, _, place = entry.partition("=")
        chosen.setdefault(position, []).append(place)
    return "；".join(f"{position}题选{'、'.join(places)}" for position, places in chosen.items())


def spoken(answers: tuple[Answer, ...]) -> str:
    """The answers in words, one line each: 第5题：…"""
    said = [(answer.position, " ".join(answer.words.split())) for answer in answers]
    return "\n".join(f"第{position}题：{words}" for position, words in said if words)


def answers_of(held: AnswerSheet) -> dict[int, Answer]:
    """What a sheet says, by the number of the question."""
    found: dict[int, Answer] = {}
    for entry in held.answers.split(";"):
        position, mark, place = entry.partition("=")
        if mark and position.isdecimal() and place.isdecimal():
            before = found.get(int(position), Answer(int(position)))
            found[int(position)] = Answer(int(position), (*before.chosen, int(place)))
    for line in lines_of(held.words):
        head, mark, said = line.partition("题：")
        if mark and head.startswith("第") and head[1:].isdecimal():
            found[int(head[1:])] = Answer(int(head[1:]), words=said)
    return found


@record(
    "survey_answer_sheet",
    "答卷",
    area="fieldwork",
    number="答卷-{serial:04}",
    heading="{number} 第{position}份",
    icon="file-check",
    group=GROUP,
    by_program=True,
    lifecycle=Lifecycle(
        states=(State("valid", "有效", "done"), State("void", "废卷", "stop", locked=True)),
        transitions=(
            Transition("void", "作废", ("valid",), "void", reason=True),
            Transition("restore", "恢复有效", ("void",), "valid", reason=True),
        ),
    ),
    purpose="一份答卷一条；由录入页和导入产生",
)
class AnswerSheet(Record):
    """One filled questionnaire."""

    survey_id: str = link("问卷", to="survey", required=True, listed=True, section="答卷")
    task_id: str = link("巡察任务", to="task", required=True)
    position: int | None = number("卷号", listed=True, help="在本问卷里的顺序号，写在纸卷右上角便于复核")
    origin: str = choice("录入方式", codes="sheet_origin", default="paper", listed=True)
    answers: str = text("选择", listed=True, readonly=True, help="第几题选第几项", told=told_answers)
    words: str = long_text("文字回答", search=True, listed=True, help="一行一题，保持“第几题：”开头")
    note: str = text("备注")

    @property
    def extract(self) -> str:
        """The answers in words without the numbers of their questions: what a finding can be drawn from."""
        return "\n".join(answer.words for answer in answers_of(self).values() if answer.words)


TYPES: tuple[type[Record], ...] = (Survey, SurveyQuestion, AnswerSheet, Poll, PollCount, PollBallot)


def _all_counted(task: Task, reader: Reader) -> Iterator[str]:
    """Questionnaires and ballots that are still out when the group wants to leave."""
    yield from named("问卷还在发放回收", reader.find(Survey, task_id=task.id, state="open"))
    yield from named("民主测评没有汇总", reader.find(Poll, task_id=task.id, state="counting"))


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "leave"): _all_counted}
"""What stands against a step of an earlier area."""
