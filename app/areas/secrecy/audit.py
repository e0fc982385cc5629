"""The journal as the auditor reads it: who did what and when, and what was refused. Never what a record says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.records import Compartment
from db.session import Session

MOST = 200
_OPS = {
    "create": "新建", "save": "修改", "move": "流转", "delete": "移除", "restore": "恢复", "undo": "撤销修改",
    "settle": "裁决", "merge": "导入", "event": "事件",
}  # fmt: skip


class Wanted(StrEnum):
    """Which entries are asked for; the value is what the choice is called."""

    EVERYTHING = "全部"
    REFUSED = "被拒绝的"
    PEOPLE = "解锁、口令、使用人"
    WRITES = "记录的增减改"


_CLAUSES = {
    Wanted.EVERYTHING: "1",
    Wanted.REFUSED: "op = 'event' AND (note LIKE '未能%' OR note LIKE '不能%')",
    Wanted.PEOPLE: "type = 'account' OR (op = 'event' AND (note LIKE '%解锁' OR note LIKE '%口令%' OR note LIKE '%使用人%'"
    " OR note LIKE '%恢复码%' OR note LIKE '%令牌%' OR note LIKE '%重新加密%'))",
    Wanted.WRITES: "op <> 'event'",
}


@dataclass(frozen=True)
class Line:
    """One entry. what: the event, or the kind of change; subject: type and number of the record, no content."""

    seq: int
    at: datetime
    who: str
    what: str
    subject: str


def audit(session: Session, wanted: Wanted) -> tuple[Line, ...]:
    """The newest entries of the common journal, at most 200. Refused for whoever may not audit."""
    session.allow("journal.audit", "不能查看操作日志")
    store = session.store(Compartment.RECORDS)
    assert store is not None
    rows = store.conn.execute(
        f"""SELECT seq, at, who, op, type, record, note FROM journal
            WHERE {_CLAUSES[wanted]} ORDER BY seq DESC LIMIT ?""",
        (MOST,),
    ).fetchall()
    return tuple(_line(session, row) for row in rows)


def _line(session: Session, row: tuple[int, str, str, str, str, str, str]) -> Line:
    seq, at, who, op, type_name, record, note = row
    subject = ""
    if type_name in session.catalog:
        kind = session.catalog[type_name]
        held = session.fetch(type_name, record) if session.exists(type_name, record) else None
        subject = f"{kind.label} {held.number}".strip() if held is not None else kind.label
    what = note if op == "event" else _OPS.get(op, op)
    return Line(seq, datetime.fromisoformat(at), who, what, subject)
