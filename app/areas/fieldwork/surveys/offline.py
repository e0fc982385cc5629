"""The offline form of a questionnaire: an xlsx with drop-downs that is filled elsewhere and read back, row by row.

It stores nothing; a workbook with one wrong cell yields its problems, and its rows must not be used then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.areas.fieldwork.surveys.model import CHOSEN, Answer, Survey, SurveyQuestion
from app.areas.fieldwork.surveys.polls import lines_of
from app.areas.fieldwork.surveys.service import Sheet, sheet_problems
from app.core.errors import Problem
from app.exchange.tables import Row, SheetColumn, read_table, write_table

NUMBER, YES = "问卷编号", "是"


@dataclass(frozen=True)
class Filled:
    """What a workbook held: the sheets, everything wrong with it, and how many rows nobody had filled."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    unused: int = 0


def _offered(question: SurveyQuestion) -> tuple[str, ...]:
    return tuple(f"{place}.{text}" for place, text in enumerate(lines_of(question.options), 1))


def _columns(question: SurveyQuestion) -> tuple[SheetColumn, ...]:
    head = f"第{question.position}题 {question.ask}"
    if question.kind == "multi":
        return tuple(
            SheetColumn(f"第{question.position}题选项{place} {text}", 16, choices=(YES,))
            for place, text in enumerate(lines_of(question.options), 1)
        )
    if question.kind in CHOSEN:
        return (SheetColumn(head, 24, choices=_offered(question)),)
    return (SheetColumn(head, 40),)


def columns_of(survey: Survey, questions: Sequence[SurveyQuestion]) -> tuple[SheetColumn, ...]:
    """The columns of the form: the survey's number, then each question; a column an option where several may be chosen."""
    own = SheetColumn(NUMBER, 18, choices=(survey.number,))
    return (own, *(column for question in questions for column in _columns(question)))


def offline_form(survey: Survey, questions: Sequence[SurveyQuestion], rows: int = 1) -> bytes:
    """An empty form with `rows` rows to be filled, one row a person."""
    columns = columns_of(survey, questions)
    note = [
        f"《{survey.name}》：一人一行，从上往下填，填完存盘交回巡察组。",
        "单选题和量表题从下拉列表里选一项；多选题每个选项一列，选中的选“是”，不选的空着；问答题直接写。",
        "“问卷编号”一列不要改动；需要更多行时，往下照抄这一列。",
    ]
    note += [f"第{q.position}题最多选{q.most}项。" for q in questions if q.kind == "multi" and q.most]
    if survey.anonymous:
        note.append("本问卷不记名，请不要写姓名和其他能认出本人的内容。")
    blank = (survey.number, *[""] * (len(columns) - 1))
    return write_table(None, survey.name, columns, [blank] * rows, note="\n".join(note))


def read_form(source: bytes | Path, survey: Survey, questions: Sequence[SurveyQuestion]) -> Filled:
    """Every filled row as a sheet, with every problem of every cell; unused rows are counted and left out."""
    titles = [SheetColumn(column.title, column.width) for column in columns_of(survey, questions)]
    table = read_table(source, titles)
    problems, sheets, unused = list(table.problems), [], 0
    for row in table.rows:
        if not any(value for title, value in row.cells.items() if title != NUMBER):
            unused += 1
            continue
        number = row.cells.get(NUMBER, "")
        if NUMBER in row.cells and number != survey.number:
            said = f"是{number}" if number else "没有填"
            problems.append(Problem(NUMBER, f"第{row.line}行“{NUMBER}”{said}，应为{survey.number}"))
        answers, wrong = _row(row, questions)
        problems += wrong
        if not wrong:
            problems += [
                Problem(problem.where, f"第{row.line}行：{problem.text}")
                for problem in sheet_problems(questions, answers)
            ]
        sheets.append(answers)
    if not sheets and not problems:
        problems.append(Problem("", "表里没有填好的行"))
    return Filled(tuple(sheets), tuple(problems), unused)


def _row(row: Row, questions: Sequence[SurveyQuestion]) -> tuple[Sheet, list[Problem]]:
    answers, wrong = [], []
    for question in questions:
        columns = _columns(question)
        cells = [row.cells.get(column.title, "") for column in columns]
        position = question.position or 0
        if question.kind == "multi":
            chosen = []
            for place, (column, cell) in enumerate(zip(columns, cells, strict=True), 1):
                if cell in (YES, "√", "1"):
                    chosen.append(place)
                elif cell not in ("", "否", "0"):
                    wrong.append(Problem(column.title, f"第{row.line}行“{column.title}”应为“是”或空着"))
            if chosen:
                answers.append(Answer(position, tuple(chosen)))
        elif question.kind in CHOSEN:
            place = _place(cells[0], question)
            if place:
                answers.append(Answer(position, (place,)))
            elif cells[0]:
                wrong.append(
                    Problem(
                        columns[0].title, f"第{row.line}行第{position}题不是列表里的选项，请从下拉列表里选"
                    )
                )
        elif cells[0]:
            answers.append(Answer(position, words=cells[0]))
    return tuple(answers), wrong


def _place(cell: str, question: SurveyQuestion) -> int:
    """The place of the option that a cell names, by its number, its text or both; 0 for none."""
    options = lines_of(question.options)
    if cell in options:
        return options.index(cell) + 1
    match = re.fullmatch(r"(\d)(?:\.0)?(?:[.．、]\s*(.+))?", cell)
    if match is None or not 1 <= int(match[1]) <= len(options):
        return 0
    return int(match[1]) if match[2] in (None, options[int(match[1]) - 1]) else 0
