"""The demonstration's records of fieldwork.comparison: two small lists, a comparison, hits in each state.

Every name and number is invented; the identity numbers are of no living person.
"""

from __future__ import annotations

from typing import Any

from app.areas.fieldwork.comparison.model import DataHit, DataList
from app.areas.fieldwork.comparison.rows import put_rows
from app.areas.fieldwork.comparison.service import columns_text, seed_comparisons
from app.areas.preparation.model import Task
from app.demo.making import put
from db.session import Session

_PAID = (
    ("领示甲", "110101199003070011", "示例县示例中心", "在职"),
    ("领示乙", "110101198001010010", "示例县示例站", "在职"),
    ("领示丙", "", "柳溪社区", "在职"),
)
_GRANTED = (
    ("领示甲", "110101********0011", "1200.00", "2025-06-30"),
    ("领示丁", "110101197002020012", "1200.00", "2025-06-30"),
    ("领示丙", "", "600.00", "2025-12-31"),
)
_HEADS = (("姓名", "证件号码", "单位", "状态"), ("领取人", "证件号码", "补贴金额", "发放日期"))
_ROLES = (("name", "identity", "unit", ""), ("name", "identity", "amount", "date"))


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    seed_comparisons(session)
    key = "2" if office else "1"
    task = session.get(Task, f"demo.task.{key}")
    for n, (name, source, rows) in enumerate(
        (("财政供养人员", "县财政局", _PAID), ("惠民补贴发放", "县民政局", _GRANTED))
    ):
        held = put(
            session, DataList, f"{key}.{n + 1}", task_id=task.id, name=name, source=source, obtained_on=task.stay_from,
            period="2025年", row_total=len(rows), columns=columns_text(_HEADS[n], _ROLES[n]), invalid=0,
        )  # fmt: skip
        put_rows(session, held.id, enumerate(rows, 2))
    common: dict[str, Any] = {
        "task_id": task.id, "rule": "财政供养人员领取补贴", "left_list_id": f"demo.data_list.{key}.1",
        "right_list_id": f"demo.data_list.{key}.2",
    }  # fmt: skip
    for n, line, matched, state, finding in (
        (1, 2, "姓名和证件号码后四位相同", "open", ""),
        (2, 4, "姓名相同", "excluded", "同名不同人，出生年月不一致"),
    ):
        left, right = _PAID[line - 2], _GRANTED[line - 2]
        put(
            session, DataHit, f"{key}.{n}", **common, name=left[0], matched=matched, amount=int(float(right[2]) * 100),
            left_line=line, left_text=_told("财政供养人员", 0, left), right_line=line,
            right_text=_told("惠民补贴发放", 1, right), finding=finding, checker=task.liaison if finding else "",
            checked_on=task.stay_from if finding else None, state=state,
        )  # fmt: skip


def _told(name: str, side: int, cells: tuple[str, ...]) -> str:
    told = [f"{title}：{cell}" for title, cell in zip(_HEADS[side], cells, strict=True) if cell]
    return "\n".join([f"【{name}】", *told])
