"""Events in the journal, and the table of roles: who may, and who was refused. It must not read or write a record."""

from __future__ import annotations

from app.core.errors import Refused
from app.core.records import Compartment, Record
from app.core.roles import reason_against
from db.connected import Connected


class Noting(Connected):
    """The part of a session that says no, and writes down that it did."""

    def note(self, text: str, record: Record | None = None) -> None:
        """Write an event into the journal: an unlock, a refusal, an exposure. `text` holds no case text."""
        kind = record.TYPE if record else None
        store = self._stores[kind.compartment if kind else Compartment.RECORDS]
        with self.transaction():
            signed = self.signed()
            name, id = (kind.name, record.id) if kind and record else ("", "")
            store.journal.append("event", at=signed.at, who=signed.who, type=name, record=id, note=text)

    def note_refusal(self, text: str, record: Record | None = None) -> bool:
        """Write into the journal that something was refused, also when the transaction around it is rolled back.

        False when this session only reads: then whoever asked has to see to it.
        """
        if self._records.conn.execute("""PRAGMA query_only""").fetchone()[0]:
            return False
        self._afterwards_or_now(lambda: self.note(text, record))
        return True

    def allow(self, action: str, what: str, *, kept: str = "") -> None:
        """Go on when who is at the desk may do `action`; else Refused, naming who may, and a line in the journal."""
        reason = reason_against(self._actor, action)
        if reason:
            noted = self.note_refusal(f"{what}：岗位不符")
            raise Refused(what, [reason], kept=kept, noted=noted)

    def require_guards(self, before: Record | None, after: Record) -> None:
        """Go on when no guard of the type objects to this change by who is at the desk; else Refused and journalled."""
        kind = after.TYPE
        reasons = kind.reasons_against(before, after, self._actor) if kind.guards else ()
        if reasons:
            what = f"不能修改这条{kind.label}" if before else f"不能新建{kind.label}"
            noted = self.note_refusal(f"{what}：" + "；".join(reasons))
            raise Refused(what, reasons, kept="已填写的内容都还在", noted=noted)
