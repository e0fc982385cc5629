"""What a vault keeps beside its records: code lists in use, settings, drafts of half-typed forms."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from app.core.records import Compartment
from db.codes import Code, CodeLists
from db.connected import Connected
from db.numbers import next_number


class Keeping(Connected):
    """The part of a session for codes, settings, numbers and drafts."""

    def codes(self, list_name: str) -> tuple[Code, ...]:
        """The lines of a code list in their order, switched-off ones included."""
        return self._code_lists.of(list_name).items

    def code_label(self, list_name: str, code: str) -> str:
        """What a code means; an unknown code is shown as it is."""
        return self._code_lists.of(list_name).labels.get(code, code)

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the vault."""
        row = self._records.conn.execute("""SELECT value FROM setting WHERE key = ?""", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting in the vault."""
        with self.transaction():
            self._records.conn.execute(
                """INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)""", (key, value)
            )

    def number(self, pattern: str, compartment: Compartment = Compartment.RECORDS) -> str:
        """The next number of `pattern`; inside a transaction. Numbers of a compartment are counted within it."""
        context = {
            "year": date.today().year,
            "group": self.setting("group", "一"),
            "round": self.setting("round", "一"),
        }
        return next_number(self._stores[compartment].conn, pattern, context, self.setting("mark"))

    def keep_draft(self, key: str, content: bytes) -> None:
        """Keep a half-typed form, for this user only."""
        with self.transaction():
            self._drafts.execute(
                """INSERT OR REPLACE INTO draft (key, user, at, content) VALUES (?, ?, ?, ?)""",
                (self._draft_key(key), self._actor.user_id, self.signed().at, content),
            )

    def draft(self, key: str) -> bytes | None:
        """The draft kept under `key` by this user."""
        row = self._drafts.execute(
            """SELECT content FROM draft WHERE key = ?""", (self._draft_key(key),)
        ).fetchone()
        return bytes(row[0]) if row else None

    def drafts(self) -> tuple[str, ...]:
        """Keys of this user's drafts, newest first."""
        rows = self._drafts.execute(
            """SELECT key FROM draft WHERE user = ? ORDER BY at DESC""", (self._actor.user_id,)
        )
        return tuple(str(row[0]).partition("\x1f")[2] for row in rows)

    def drop_draft(self, key: str) -> None:
        """Forget a draft."""
        with self.transaction():
            self._drafts.execute("""DELETE FROM draft WHERE key = ?""", (self._draft_key(key),))

    @cached_property
    def _code_lists(self) -> CodeLists:
        return CodeLists(self._records.conn)

    @property
    def _drafts(self) -> Any:
        """Drafts of those who may open clues lie in that compartment: a half-typed clue is a clue."""
        return self._stores.get(Compartment.CLUES, self._records).conn

    def _draft_key(self, key: str) -> str:
        return f"{self._actor.user_id}\x1f{key}"
