"""Counting a questionnaire: 发、收、有效, the share of each answer with its denominator, answers in words, groups compared.

It counts records that it is given; it reads and writes none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.areas.fieldwork.surveys.model import (
    CHOSEN,
    Answer,
    AnswerSheet,
    Survey,
    SurveyQuestion,
    answers_of,
)
from app.areas.fieldwork.surveys.polls import lines_of, percent

Given = tuple[AnswerSheet, dict[int, Answer]]


@dataclass(frozen=True)
class OptionCount:
    """How often one option was chosen; `groups` has one count for each group."""

    place: int
    text: str
    count: int
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Said:
    """One answer in words, with the sheet it stands on."""

    sheet_id: str
    number: str
    words: str


@dataclass(frozen=True)
class QuestionResult:
    """One question: how many sheets answered it, the count of each option, the answers in words, the mean of a scale."""

    question: SurveyQuestion
    answered: int
    options: tuple[OptionCount, ...] = ()
    said: tuple[Said, ...] = ()
    mean: str = ""
    answered_by_group: tuple[int, ...] = ()

    @property
    def formula(self) -> str:
        """How the shares were computed."""
        more = "；可以选几项，合计会超过100%" if self.question.kind == "multi" else ""
        return f"比例＝选该项的份数÷作答{self.answered}份{more}"


@dataclass(frozen=True)
class SurveyResult:
    """A whole questionnaire. groups: names of the groups compared with how many valid sheets each has."""

    survey: Survey
    issued: int | None
    received: int
    entered: int
    valid: int
    questions: tuple[QuestionResult, ...]
    groups: tuple[tuple[str, int], ...] = ()

    @property
    def formula(self) -> str:
        """发、收、有效 with the two rates."""
        valid = (
            f"有效{self.valid}份，有效率＝{self.valid}÷{self.received}＝{percent(self.valid, self.received)}"
        )
        if self.issued is None:
            return f"发出份数未填；收回{self.received}份；{valid}"
        rate = percent(self.received, self.issued)
        return f"发出{self.issued}份，收回{self.received}份，回收率＝{self.received}÷{self.issued}＝{rate}；{valid}"

    @property
    def warning(self) -> str:
        """What does not agree, "" when all does."""
        if self.survey.received is not None and self.survey.received != self.entered:
            return f"清点收回{self.survey.received}份，已录入{self.entered}份，还差{self.survey.received - self.entered}份"
        if self.issued is not None and self.entered > self.issued:
            return f"已录入{self.entered}份，比发出的{self.issued}份多"
        return ""


def survey_result(
    survey: Survey, questions: Sequence[SurveyQuestion], sheets: Sequence[AnswerSheet]
) -> SurveyResult:
    """Count every valid sheet. 收 is the number counted by hand, else the number entered."""
    ordered = sorted(questions, key=lambda held: held.position or 0)
    valid = [(sheet, answers_of(sheet)) for sheet in sheets if sheet.state != "void" and not sheet.deleted]
    by = next((q for q in ordered if q.position == survey.group_by and q.kind == "single"), None)
    names = lines_of(by.options) if by is not None else ()

    def group_of(answers: dict[int, Answer]) -> int:
        chosen = answers[survey.group_by].chosen if survey.group_by in answers else ()
        return chosen[0] - 1 if chosen else -1

    places = [group_of(answers) for _, answers in valid]
    return SurveyResult(
        survey,
        survey.issued,
        survey.received if survey.received is not None else len(sheets),
        len(sheets),
        len(valid),
        tuple(_question_result(question, valid, places, len(names)) for question in ordered),
        tuple((name, places.count(place)) for place, name in enumerate(names)),
    )


def _question_result(
    question: SurveyQuestion, valid: list[Given], places: list[int], groups: int
) -> QuestionResult:
    position = question.position or 0
    given = [
        (sheet, answers[position], place)
        for (sheet, answers), place in zip(valid, places, strict=True)
        if position in answers
    ]
    if question.kind not in CHOSEN:
        said = tuple(Said(sheet.id, sheet.number, answer.words) for sheet, answer, _ in given if answer.words)
        return QuestionResult(question, len(said), said=said)
    counts: Counter[tuple[int, int]] = Counter()
    for _, answer, place in given:
        counts.update((chosen, place) for chosen in answer.chosen)
    options = tuple(
        OptionCount(
            place,
            text,
            sum(count for (chosen, _), count in counts.items() if chosen == place),
            tuple(counts[place, group] for group in range(groups)),
        )
        for place, text in enumerate(lines_of(question.options), 1)
    )
    by_group = tuple(sum(place == group for _, _, place in given) for group in range(groups))
    return QuestionResult(
        question, len(given), options, mean=_mean(question, options), answered_by_group=by_group
    )


def _mean(question: SurveyQuestion, options: Sequence[OptionCount]) -> str:
    total = sum(option.count for option in options)
    if question.kind != "scale" or not total:
        return ""
    most = len(options)
    points = sum((most + 1 - option.place) * option.count for option in options)
    return f"平均分＝{points}÷{total}＝{points / total:.2f}（最好{most}分，最差1分）"
