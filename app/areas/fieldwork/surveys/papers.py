"""Papers: 调查问卷 with its count, 民主测评表 with its 汇总表. They read records and write nothing.

The blank forms carry no mark by which the one who fills them in could be known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.areas.fieldwork.surveys.model import (
    CHOSEN,
    AnswerSheet,
    Poll,
    PollBallot,
    PollCount,
    Survey,
    SurveyQuestion,
)
from app.areas.fieldwork.surveys.polls import PollResult, Shape, lines_of, percent, poll_result, shape_of
from app.areas.fieldwork.surveys.tally import QuestionResult, SurveyResult, survey_result
from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    day_text,
    days_text,
    joined,
    secrecy_of,
    sign_block,
)
from app.areas.preparation.model import Task
from app.documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Form,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Table,
)

BOX = "□"
INTRO = (
    "您好！为全面、客观了解情况，巡察组请您填写这份问卷。答案没有对错之分，请按自己的真实看法填写。"
    "问卷只作统计和了解情况使用，巡察组对填写内容严格保密。"
)
ANONYMOUS = "本问卷不记名，请不要写姓名。"
HOW = f"请在所选项前的“{BOX}”内打“√”；没有写明可以多选的题，只选一项。"
WRITING_LINES = 4
LINE_LENGTH = 25
"""Characters of a line of the form, less its indent."""

# 调查问卷 (domain.md §3.2-31) -------------------------------------------------------------------------------


def survey_form(
    survey: Survey, questions: Sequence[SurveyQuestion], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """The blank questionnaire as it is handed out."""
    title = survey.name if "问卷" in survey.name else f"{survey.name}调查问卷"
    closing = Paragraph(
        joined(task.group_name, day_text(survey.opened_on), by="　"),
        indent=False,
        align=Align.RIGHT,
        follows=True,
    )
    return Paper(
        name="survey_form",
        title=title,
        layout=Layout.FORM,
        doc_number=survey.number,
        subtitle=joined(unit.name, labels("survey_kind", survey.kind), by="　"),
        body=(*_survey_body(survey, questions), closing),
    )


def _survey_body(survey: Survey, questions: Sequence[SurveyQuestion]) -> Iterator[Block]:
    yield Paragraph(survey.intro.strip() or INTRO)
    yield Paragraph(f"{ANONYMOUS if survey.anonymous else ''}{HOW}")
    for question in questions:
        yield from _question(question)
    yield Paragraph("感谢您的支持！", indent=False, align=Align.CENTER, follows=True)


def _question(question: SurveyQuestion) -> Iterator[Block]:
    most = f"最多选{question.most}项" if question.most else "可以选几项"
    hint = {"multi": most, "text": ""}.get(question.kind, "")
    note = joined(hint, question.note.strip())
    yield Heading(3, f"{question.position}.{question.ask}{f'（{note}）' if note else ''}")
    if question.kind not in CHOSEN:
        yield Form(((Cell("", min_height_mm=9.0 * WRITING_LINES),),), follows=True)
        return
    for line in _option_lines(lines_of(question.options)):
        yield Paragraph(line, follows=True)


def _option_lines(options: Sequence[str]) -> tuple[str, ...]:
    """The options with their boxes, as many on a line as fit; none is broken over two lines."""
    found: list[str] = []
    for option in options:
        piece = f"{BOX}{option}"
        if found and len(found[-1]) + len(piece) + 2 <= LINE_LENGTH:
            found[-1] += f"　　{piece}"
        else:
            found.append(piece)
    return tuple(found)


# 问卷统计表 ------------------------------------------------------------------------------------------------


def survey_results(result: SurveyResult, task: Task, unit: Unit, labels: Labels) -> Paper:
    """Every question with the count and share of each option, and what was written."""
    survey = result.survey
    return Paper(
        name="survey_results",
        title="问卷调查统计表",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=survey.number,
        subtitle=f"{task.group_name}　{unit.name}",
        body=tuple(_results_body(result, labels)),
    )


def _results_body(result: SurveyResult, labels: Labels) -> Iterator[Block]:
    survey = result.survey
    span = days_text(survey.opened_on, survey.closed_on)
    about = joined(
        f"《{survey.name}》",
        f"对象：{labels('survey_kind', survey.kind)}",
        f"范围：{survey.place}" if survey.place else "",
        f"时间：{span}" if span else "",
        by="；",
    )
    yield Paragraph(f"{about}。")
    yield Paragraph(f"{result.formula}。")
    if result.warning:
        yield Paragraph(f"注意：{result.warning}。")
    for held in result.questions:
        yield Heading(3, f"{held.question.position}.{held.question.ask}")
        if held.question.kind in CHOSEN:
            yield _options_table(result, held)
            yield Paragraph(
                "；".join(part for part in (held.formula, held.mean) if part) + "。", small=True, follows=True
            )
        elif held.said:
            yield Table(
                (Column("答卷", 30), Column("回答", weight=1)),
                tuple((said.number, said.words) for said in held.said),
            )
        else:
            yield Paragraph("没有人作答。")


def _options_table(result: SurveyResult, held: QuestionResult) -> Table:
    crossed = bool(result.groups) and held.question.position != result.survey.group_by
    groups = result.groups if crossed else ()
    columns = (
        Column("选项", weight=1.5),
        Column("份数", 14, align=Align.RIGHT),
        Column("比例", 20, align=Align.RIGHT),
        *(Column(name, weight=1.2, align=Align.RIGHT) for name, _ in groups),
    )
    rows = tuple(
        (
            option.text,
            str(option.count),
            percent(option.count, held.answered),
            *(
                f"{count}（{percent(count, base)}）"
                for count, base in zip(option.groups, held.answered_by_group, strict=True)
                if crossed
            ),
        )
        for option in held.options
    )
    return Table(columns, rows, size_pt=9 if crossed else 10.5)


# 民主测评表 (§3.2-32) ---------------------------------------------------------------------------------------


def poll_form(poll: Poll, shape: Shape, task: Task, unit: Unit) -> Paper:
    """The blank ballot: each subject's items against the grades, to be ticked by hand."""
    heads = (
        Cell("测评对象", label=True),
        Cell("测评项目", label=True),
        *(Cell(g, label=True) for g in shape.grades),
    )
    rows = [heads]
    for subject in shape.subjects:
        name = "\n".join(subject.split())
        for place, item in enumerate(shape.items):
            first = (Cell(name, rows=len(shape.items), align=Align.CENTER),) if place == 0 else ()
            blanks = tuple(Cell("", min_height_mm=8) for _ in shape.grades)
            rows.append((*first, Cell(item, align=Align.CENTER), *blanks))
    weights = (3.0, 3.0, *(1.6 for _ in shape.grades))
    return Paper(
        name="poll_form",
        title="民主测评表",
        layout=Layout.FORM,
        subtitle=joined(unit.name, day_text(poll.held_on), by="　"),
        body=(
            Paragraph(
                "请按自己的真实看法，在每一项的一个等次栏内打“√”；一项打两个以上“√”或者整张不填的，按无效票计。本表不记名。"
            ),
            Form(tuple(rows), weights),
            Paragraph(f"{task.group_name}印发，当场收回。", small=True),
        ),
    )


# 测评汇总表 (§3.2-33) ---------------------------------------------------------------------------------------


def poll_summary(result: PollResult, task: Task, unit: Unit, labels: Labels) -> Paper:
    """The votes and rates of every subject in every item, with the three numbers and their check."""
    poll, grades = result.poll, result.shape.grades
    columns = (
        Column("测评对象", 34),
        Column("项目", weight=1.4),
        *(Column(grade, weight=1, align=Align.RIGHT) for grade in grades),
        Column("未填", weight=1, align=Align.RIGHT),
        *(Column(f"{grade}率", weight=1.5, align=Align.RIGHT) for grade in grades),
        Column("好评率", weight=1.5, align=Align.RIGHT),
    )
    rows = tuple(
        (row.subject, row.item, *map(str, row.votes), str(row.abstained), *result.rates(row))
        for row in result.rows
    )
    agreed = (
        "发、收、有效和各等票数核对一致。"
        if not result.problems
        else f"核对不一致：{'；'.join(result.problems)}。"
    )
    return Paper(
        name="poll_summary",
        title="民主测评汇总表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=poll.number,
        subtitle=f"{task.group_name}　{unit.name}",
        landscape=True,
        body=(
            Paragraph(
                joined(
                    poll.name,
                    f"测评时间：{day_text(poll.held_on)}" if poll.held_on else "",
                    f"范围：{poll.place}" if poll.place else "",
                    by="；",
                )
                + "。"
            ),
            Paragraph(f"{result.formula}。"),
            Table(columns, rows, size_pt=10.5),
            Paragraph(joined(agreed, poll.note.strip(), by=""), small=True),
            sign_block("以上票数当场清点核对。", ("计票人和监票人", poll.counters), ("组长", task.leader)),
        ),
    )


# From the vault -------------------------------------------------------------------------------------------


def _around(source: PaperSource, task_id: str) -> tuple[Task, Unit]:
    task = source.get(Task, task_id)
    return task, source.get(Unit, task.unit_id)


def _questions(source: PaperSource, survey: Survey) -> tuple[SurveyQuestion, ...]:
    found = source.find(SurveyQuestion, survey_id=survey.id)
    return tuple(sorted(found, key=lambda held: held.position or 0))


def _build_form(source: PaperSource, key: str) -> Paper:
    survey = source.get(Survey, key)
    return survey_form(
        survey, _questions(source, survey), *_around(source, survey.task_id), source.code_label
    )


def _build_results(source: PaperSource, key: str) -> Paper:
    survey = source.get(Survey, key)
    result = survey_result(survey, _questions(source, survey), source.find(AnswerSheet, survey_id=key))
    return survey_results(result, *_around(source, survey.task_id), source.code_label)


def _build_poll(source: PaperSource, key: str) -> Paper:
    poll = source.get(Poll, key)
    return poll_form(poll, shape_of(source, poll), *_around(source, poll.task_id))


def _build_summary(source: PaperSource, key: str) -> Paper:
    poll = source.get(Poll, key)
    counts, ballots = source.find(PollCount, poll_id=key), source.find(PollBallot, poll_id=key)
    result = poll_result(poll, shape_of(source, poll), counts, ballots)
    return poll_summary(result, *_around(source, poll.task_id), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("survey_form", "调查问卷（空白）", "survey", _build_form, row=31),
    PaperSpec("survey_results", "问卷统计表", "survey", _build_results, row=31),
    PaperSpec("poll_form", "民主测评表（空白）", "poll", _build_poll, row=32),
    PaperSpec("poll_summary", "测评汇总表", "poll", _build_summary, row=33),
)
