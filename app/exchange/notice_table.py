"""Problems of a table (序号｜反馈问题｜整改措施｜完成情况): rows of cells, or cells flattened to one a line.

It reads a table only where a header row names its columns; any other text is handed back untouched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from app.exchange.notice_model import NoticeProblem
from app.exchange.notice_statements import STATE, statements

_COLUMNS = (
    ("number", re.compile("序号|编号|问题序号|No.?")),
    ("state", re.compile("(?:是否)?(?:整改)?(?:完成|落实|进展|整改)?(?:状态|与否)|(?:完成|进展|销号|办结)情况|整改结果|是否(?:完成|整改|销号).*|整改完成情况|备注|完成程度")),
    ("duty", re.compile("(?:整改)?(?:责任|牵头|分管|包联|配合|主管|督办)(?:人|领导|单位|部门|科室|股室|班子成员|县领导)?(?:及职务)?|(?:完成|整改|办结|预计完成|计划完成)(?:时限|时间|期限|日期)|整改(?:目标|类型|类别|性质)|问题(?:来源|性质)|联系电话")),
    ("measures", re.compile("(?:已?采取(?:的)?|具体|主要|巡[察视])?(?:整改)?(?:落实|工作)?(?:措施|举措|成效|做法|情况|结果|进展)(?:及|和|与|、)?(?:完成|落实|整改|进展)?(?:措施|举措|成效|做法|情况|结果|进展)?|整改(?:落实|进展|完成|工作)+情况|整改落实")),
    ("aspect", re.compile("(?:问题)?(?:类别|类型|分类|方面|大类)|所属方面|对应聚焦|问题类别")),
    ("problem", re.compile("(?:巡[察视])?(?:组)?(?:反馈|存在|具体|发现|主要|整改)?(?:的)?(?:具体|主要)?问题(?:清单|描述|内容|表现)?|巡[察视]反馈意见|反馈意见|具体表现|问题具体表现")),
)  # fmt: skip
_DIGITS = re.compile(r"\d{1,3}[.、]?")


@dataclass
class Tables:
    """The problems of the tables, the lines that are none of a table's, and what did not fit."""

    problems: list[NoticeProblem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_tables(lines: list[str], shadow_of: list[str]) -> Tables:
    """Take the tables out of the lines; `shadow_of` holds the lines made uniform, with tabs kept."""
    found = Tables()
    index = 0
    while index < len(lines):
        columns, rows, after = _rows(lines, shadow_of, index)
        if rows:
            _take(columns, rows, found)
            index = after
        else:
            found.lines.append(lines[index])
            index += 1
    return found


@lru_cache(maxsize=1024)
def _column(cell: str) -> str | None:
    name = re.sub(r"[\s:()]", "", cell)
    return (
        next((key for key, pattern in _COLUMNS if pattern.fullmatch(name)), None) if len(name) <= 14 else None
    )


def _rows(lines: list[str], even: list[str], index: int) -> tuple[list[str], list[list[str]], int]:
    """Return the columns, the rows and the line after the table that starts at `index`; no rows, no table."""
    cells = _cells(even[index])
    if len(cells) >= 3:
        columns = [_column(cell) or "" for cell in cells]
        if _is_header(columns):
            return _cell_rows(lines, even, index + 1, columns)
    elif _column(even[index]) == "number":
        columns = []
        while (
            index < len(even)
            and len(columns) < 12
            and (column := _column(even[index]))
            and (column != "number" or not columns)
        ):
            columns.append(column)
            index += 1
        if _is_header(columns) and index < len(even) and _DIGITS.fullmatch(even[index].strip()):
            return _line_rows(lines, even, index, columns)
    return [], [], index


def _is_header(columns: list[str]) -> bool:
    return (
        columns.count("problem") >= 1
        and ("measures" in columns or "state" in columns)
        and sum(map(bool, columns)) >= 3
    )


def _cells(line: str) -> list[str]:
    if "|" in line:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else []


def _cell_rows(
    lines: list[str], even: list[str], index: int, columns: list[str]
) -> tuple[list[str], list[list[str]], int]:
    rows: list[list[str]] = []
    while index < len(lines):
        cells = _cells(lines[index])
        if len(cells) >= 2:
            if not all(re.fullmatch(r"[-: ]*", cell) for cell in cells):
                rows.append(cells[: len(columns)] + [""] * (len(columns) - len(cells)))
        elif (
            rows
            and lines[index].strip()
            and not re.match(r" *(?:公示|监督|联系|举报|备注|注[:：]|中共|附)", lines[index])
            and index + 1 < len(lines)
            and len(_cells(lines[index + 1])) >= 2
        ):
            # A cell of several lines: what stands alone between two rows goes on in the last cell filled.
            last = max((i for i, cell in enumerate(rows[-1]) if cell), default=0)
            rows[-1][last] += lines[index].strip()
        else:
            break
        index += 1
    return columns, rows, index


def _line_rows(
    lines: list[str], even: list[str], index: int, columns: list[str]
) -> tuple[list[str], list[list[str]], int]:
    """Read cells that stand one a line; a line that holds the next number opens the next row."""
    rows: list[list[str]] = []
    while index < len(lines) and _opens_row(even[index], len(rows) + 1):
        cells = [lines[index].strip()]
        index += 1
        while index < len(lines) and not _opens_row(even[index], len(rows) + 2):
            done = len(cells) >= len(columns)
            if done and (
                STATE.fullmatch(even[index - 1].strip())
                or re.match(
                    r"公示|监督|联系|举报|中共|注:|以上|下一步|特此|[一二三四五六七八九十]{1,2}、",
                    even[index],
                )
            ):
                break
            cells.append(lines[index].strip())
            index += 1
        rows.append(_fitted(cells, columns))
    return columns, rows, index


def _opens_row(line: str, number: int) -> bool:
    return line.strip().rstrip(".、") == str(number)


def _fitted(cells: list[str], columns: list[str]) -> list[str]:
    """Bring a row to the number of columns: what is too much belongs to the measures, the longest cell."""
    extra = len(cells) - len(columns)
    if extra > 0 and "measures" in columns:
        at = columns.index("measures")
        cells = [*cells[:at], "\n".join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]
    return cells[: len(columns)] + [""] * max(0, -extra)


def _take(columns: list[str], rows: list[list[str]], found: Tables) -> None:
    aspect = ""
    for position, row in enumerate(rows, 1):
        value: int | None = None
        texts: list[str] = []
        measures: list[str] = []
        state = ""
        own_aspect = ""
        for column, cell in zip(columns, row, strict=True):
            plain = cell.strip()
            if column == "number" and _DIGITS.fullmatch(_even(plain)):
                value = int(re.sub(r"\D", "", _even(plain)))
            elif column == "problem" and plain:
                texts.append(re.sub(r"^\d{1,3}[.、．] ?", "", plain.replace("\n", "")).rstrip("。；; "))
            elif column == "aspect":
                own_aspect = plain.replace("\n", "")
            elif plain and (column in ("measures", "state")):
                if STATE.fullmatch(_even(plain)):
                    state = plain.rstrip("。")
                else:
                    measures.extend(statements(plain, _even(plain), 0, len(plain)))
        aspect = own_aspect or aspect
        if not texts:
            if any(row):
                found.warnings.append(f"表格第{position}行没有读出问题，请核对")
            continue
        if not measures and not state:
            found.warnings.append(f"表格第{position}行缺少整改措施或完成情况，请核对")
        found.problems.append(NoticeProblem(value, aspect, "。".join(texts), (), tuple(measures), state))


def _even(cell: str) -> str:
    """Make digits and marks uniform, position for position."""
    return cell.translate({0xFF01 + i: chr(0x21 + i) for i in range(94)})
