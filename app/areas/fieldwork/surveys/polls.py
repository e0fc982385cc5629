"""Democratic assessment (民主测评): the meeting, its votes by tally or ballot by ballot, and whether the sums agree.

No name of a voter stands anywhere here; rates are made from the valid ballots alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.model import CodeItem
from app.core.errors import Problem
from app.core.fields import choice, day, link, long_text, number, text
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

GROUP = "问卷与测评"
MOST_OPTIONS = 9
"""One key for each option or grade: the entry pages take the keys 1 to 9."""


def lines_of(value: str) -> tuple[str, ...]:
    """The filled lines of a text."""
    return tuple(line.strip() for line in value.splitlines() if line.strip())


def percent(part: int, whole: int) -> str:
    """part ÷ whole as 37.50%, a dash when there is nothing to divide by."""
    return f"{part * 100 / whole:.2f}%" if whole else "—"


def _poll_counts(held: Poll) -> Iterator[Problem]:
    issued, received, valid = held.issued, held.received, held.valid
    if issued is not None and received is not None and received > issued:
        yield Problem("received", f"收回{received}张，比发出{issued}张多")
    if received is not None and valid is not None and valid > received:
        yield Problem("valid", f"有效{valid}张，比收回{received}张多")
    for name, label in (("subjects", "测评对象"), ("items", "测评项目"), ("grades", "等次")):
        held_lines = lines_of(getattr(held, name))
        if len(set(held_lines)) != len(held_lines):
            yield Problem(name, f"“{label}”里有重复的行")
    if len(lines_of(held.grades)) > MOST_OPTIONS:
        yield Problem("grades", f"等次不超过{MOST_OPTIONS}个")


def _counted(held: Poll, reader: Reader) -> str | None:
    counts, ballots = reader.find(PollCount, poll_id=held.id), reader.find(PollBallot, poll_id=held.id)
    return "；".join(poll_problems(held, shape_of(reader, held), counts, ballots)) or None


@record(
    "poll",
    "民主测评",
    area="fieldwork",
    number="测评〔{year}〕{serial:02}号",
    heading="{number} {name}",
    icon="scale",
    group=GROUP,
    checks=(_poll_counts,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "筹备", "draft"),
            State("counting", "计票"),
            State("counted", "已汇总", "done", locked=True),
        ),
        transitions=(
            Transition("begin", "开始计票", ("draft",), "counting", needs=("held_on", "issued", "subjects")),
            Transition(
                "finish",
                "核对汇总",
                ("counting",),
                "counted",
                needs=("received", "valid"),
                rules=(_counted,),
            ),
            Transition("recount", "重新计票", ("counted",), "counting", reason=True),
            Transition("redraft", "退回筹备", ("counting",), "draft", reason=True),
        ),
    ),
    purpose="对领导班子和成员的民主测评：发、收、有效三数对得上才汇总",
)
class Poll(Record):
    """One assessment meeting: who is assessed, in what, by which grades."""

    task_id: str = link("巡察任务", to="task", required=True, section="测评")
    name: str = text("标题", required=True, search=True, listed=True)
    kind: str = choice("测评类别", codes="poll_kind", default="leadership", required=True, listed=True)
    held_on: date | None = day("测评日期", listed=True)
    place: str = text("地点和范围", help="例如：机关会议室，全体干部职工")
    subjects: str = long_text("测评对象", search=True, help="一行一个：班子写“领导班子”，成员写“姓名 职务”")
    items: str = long_text("测评项目", help="一行一项；空着用下拉选项“测评项目”里的各项")
    grades: str = long_text("等次", help="从好到差，一行一个；空着用下拉选项“测评等次”里的各等")
    favourable: int | None = number("好评算前几等", default=2, help="好评率按前几个等次合计")
    method: str = choice("计票方式", codes="poll_method", default="tally", section="票数", listed=True)
    issued: int | None = number("发出", unit="张", listed=True)
    received: int | None = number("收回", unit="张", listed=True)
    valid: int | None = number("有效", unit="张", listed=True)
    counters: str = text("计票人和监票人", help="两人以上，用顿号隔开")
    note: str = long_text("备注", help="无效票的情形在这里写明")


def told_votes(votes: str) -> str:
    """The numbers as people read them."""
    return votes.replace(",", "、")


@record(
    "poll_count",
    "测评计票",
    area="fieldwork",
    heading="{subject} {item}",
    icon="list-checks",
    group=GROUP,
    by_program=True,
    purpose="一个对象一个项目的各等票数；由计票页写入",
)
class PollCount(Record):
    """The votes for one subject in one item."""

    poll_id: str = link("民主测评", to="poll", required=True, listed=True, section="计票")
    subject: str = text("测评对象", required=True, search=True, listed=True)
    item: str = text("测评项目", required=True, listed=True)
    votes: str = text(
        "各等票数", listed=True, help="按等次从好到差，用逗号隔开，例如 30,5,2,0", told=told_votes
    )
    abstained: int | None = number("未填", unit="张", default=0, listed=True)


@record(
    "poll_ballot",
    "测评票",
    area="fieldwork",
    number="票-{serial:04}",
    heading="第{position}张",
    icon="square-check",
    group=GROUP,
    by_program=True,
    lifecycle=Lifecycle(
        states=(State("valid", "有效", "done"), State("void", "无效", "stop", locked=True)),
        transitions=(
            Transition("void", "判为无效", ("valid",), "void", reason=True),
            Transition("restore", "恢复有效", ("void",), "valid", reason=True),
        ),
    ),
    purpose="逐票录入时一张一条，不记名",
)
class PollBallot(Record):
    """One ballot, entered mark by mark."""

    poll_id: str = link("民主测评", to="poll", required=True, listed=True, section="票")
    position: int | None = number("票序", listed=True)
    marks: str = text("各格等次", listed=True, help="按对象和项目的顺序，一格一个数字，0是未填")


# Counting -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """What a poll asks: subjects × items × grades, the defaults of the code lists filled in."""

    subjects: tuple[str, ...]
    items: tuple[str, ...]
    grades: tuple[str, ...]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """(subject, item) in the order of the ballot."""
        return tuple((subject, item) for subject in self.subjects for item in self.items)


@dataclass(frozen=True)
class PollRow:
    """The votes of one subject in one item. problem: why they do not add up, "" when they do."""

    subject: str
    item: str
    votes: tuple[int, ...]
    abstained: int
    problem: str = ""

    @property
    def total(self) -> int:
        """All votes with those left open."""
        return sum(self.votes) + self.abstained


@dataclass(frozen=True)
class PollResult:
    """A whole assessment with everything that does not agree."""

    poll: Poll
    shape: Shape
    rows: tuple[PollRow, ...]
    problems: tuple[str, ...]
    entered: int

    def rates(self, row: PollRow) -> tuple[str, ...]:
        """Share of each grade, then of the favourable grades, over the valid ballots."""
        valid = self.poll.valid or 0
        first = self.poll.favourable or 0
        return (*(percent(count, valid) for count in row.votes), percent(sum(row.votes[:first]), valid))

    @property
    def formula(self) -> str:
        """发、收、有效 with the rates, and how a rate is made."""
        poll = self.poll
        issued, received, valid = poll.issued or 0, poll.received or 0, poll.valid or 0
        good = "、".join(self.shape.grades[: poll.favourable or 0])
        return (
            f"发出{issued}张，收回{received}张，回收率＝{received}÷{issued}＝{percent(received, issued)}；"
            f"有效{valid}张，有效率＝{valid}÷{received}＝{percent(valid, received)}。"
            f"各率＝该等票数÷有效票{valid}张" + (f"；好评率＝（{good}）÷有效票" if good else "")
        )


def votes_of(held: PollCount) -> tuple[int, ...]:
    """The votes of a count, best grade first; what is no number counts as 0."""
    parts = held.votes.replace("，", ",").split(",") if held.votes.strip() else []
    return tuple(int(part) if part.strip().isdecimal() else 0 for part in parts)


def poll_rows(
    poll: Poll, shape: Shape, counts: Iterable[PollCount], ballots: Iterable[PollBallot]
) -> tuple[PollRow, ...]:
    """The votes of every cell, from the counts or ballot by ballot, as the poll says; each row is checked."""
    width = len(shape.grades)
    found: dict[tuple[str, str], tuple[tuple[int, ...], int]] = {}
    if poll.method == "ballot":
        marks = [held.marks for held in ballots if held.state != "void" and not held.deleted]
        for place, cell in enumerate(shape.cells):
            given = [
                int(mark[place]) if place < len(mark) and mark[place].isdecimal() else 0 for mark in marks
            ]
            found[cell] = tuple(given.count(grade) for grade in range(1, width + 1)), given.count(0)
    else:
        for held in counts:
            votes = votes_of(held)
            found[held.subject, held.item] = (
                (*votes, *[0] * (width - len(votes)))[:width],
                held.abstained or 0,
            )
    rows = []
    for subject, item in shape.cells:
        votes, abstained = found.get((subject, item), ((0,) * width, 0))
        rows.append(
            PollRow(
                subject,
                item,
                votes,
                abstained,
                _row_problem(poll, (subject, item) in found, votes, abstained),
            )
        )
    return tuple(rows)


def _row_problem(poll: Poll, entered: bool, votes: tuple[int, ...], abstained: int) -> str:
    if not entered:
        return "还没有计票"
    total = sum(votes) + abstained
    if poll.valid is None:
        return ""
    return "" if total == poll.valid else f"合计{total}张，有效{poll.valid}张，差{poll.valid - total}张"


def shape_of(reader: Reader, poll: Poll) -> Shape:
    """What a poll asks; the code lists 测评项目 and 测评等次 stand in where the poll leaves them open."""
    return Shape(
        lines_of(poll.subjects),
        lines_of(poll.items) or _listed(reader, "poll_item"),
        lines_of(poll.grades) or _listed(reader, "poll_grade"),
    )


def _listed(reader: Reader, list_name: str) -> tuple[str, ...]:
    items = [item for item in reader.find(CodeItem, list_name=list_name) if item.active]
    return tuple(item.label for item in sorted(items, key=lambda item: (item.position or 0, item.code)))


def poll_problems(
    poll: Poll, shape: Shape, counts: Sequence[PollCount], ballots: Sequence[PollBallot]
) -> tuple[str, ...]:
    """Everything that keeps the three numbers and the votes from agreeing, in the user's words."""
    wrong = []
    if poll.method == "ballot":
        valid = sum(held.state != "void" for held in ballots)
        if poll.received is not None and len(ballots) != poll.received:
            wrong.append(f"收回{poll.received}张，录入{len(ballots)}张")
        if poll.valid is not None and valid != poll.valid:
            wrong.append(f"有效票填{poll.valid}张，录入的有效票{valid}张")
    rows = poll_rows(poll, shape, counts, ballots)
    return (*wrong, *(f"{row.subject}“{row.item}”{row.problem}" for row in rows if row.problem))


def poll_result(
    poll: Poll, shape: Shape, counts: Sequence[PollCount], ballots: Sequence[PollBallot]
) -> PollResult:
    """The whole count with its checks."""
    entered = len(ballots) if poll.method == "ballot" else len(counts)
    return PollResult(
        poll,
        shape,
        poll_rows(poll, shape, counts, ballots),
        poll_problems(poll, shape, counts, ballots),
        entered,
    )
