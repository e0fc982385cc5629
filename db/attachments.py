"""Attachments of a session: in and out as a stream, encrypted with the vault, findable by their text.

Nothing here decodes a file; that is done in a limited child process.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from app.core import hanzi
from app.core.errors import BugError
from app.core.fields import FileRef, Kind
from app.core.records import Compartment, Record
from db import blobs, search
from db.connected import Connected
from db.keys import mac
from db.rows import from_wire

_SHA256 = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class Attachments(Connected):
    """The part of a session that holds files."""

    def attach(
        self,
        source: BinaryIO | Iterator[bytes],
        name: str,
        *,
        compartment: Compartment = Compartment.RECORDS,
        media: str = "application/octet-stream",
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> FileRef:
        """Store the content of `source` encrypted. The reference counts once a record that holds it is saved.

        Commits by itself, in pieces: call it before the transaction of the record, never inside.
        """
        if self._depth:
            raise BugError("A-TRANSACTION")
        stored = blobs.put_blob(
            self._blob_conns[compartment],
            source,
            address_key=self._blob_keys[compartment],
            progress=progress,
            cancelled=cancelled,
        )
        return FileRef(stored.sha256, name, stored.size, media)

    def open_attachment(
        self, ref: FileRef, compartment: Compartment = Compartment.RECORDS
    ) -> io.BufferedIOBase:
        """The content, decrypted as it is read; seekable."""
        return io.BufferedReader(
            blobs.open_blob(self._blob_conns[compartment], self._address(ref.sha256, compartment))
        )

    def read_attachment(
        self, ref: FileRef, compartment: Compartment = Compartment.RECORDS
    ) -> Iterator[bytes]:
        """The content in pieces."""
        return blobs.read_blob(self._blob_conns[compartment], self._address(ref.sha256, compartment))

    def has_content(self, sha256: str, compartment: Compartment = Compartment.RECORDS) -> bool:
        """Whether this content is here."""
        return blobs.has_blob(self._blob_conns[compartment], self._address(sha256, compartment))

    def index_attachment(self, record: Record, ref: FileRef, text: str) -> None:
        """Make the text of an attachment findable."""
        store = self._store(record.TYPE)
        with self.transaction():
            search.drop(store.conn, record.id, ref.sha256)
            store.conn.execute(
                """INSERT OR REPLACE INTO attachment_text (sha256, name, body) VALUES (?, ?, ?)""",
                (ref.sha256, ref.name, text),
            )
            search.add(store.conn, record.TYPE.name, [(record.id, hanzi.index_text(text))], ref.sha256)

    def files_held(self, compartment: Compartment) -> tuple[FileRef, ...]:
        """All attachments that records of a compartment hold, removed records included, each content once."""
        found: dict[str, FileRef] = {}
        store = self._stores[compartment]
        for kind in self.catalog:
            for spec in kind.fields if kind.compartment is compartment else ():
                if spec.kind is Kind.FILES:
                    for (value,) in store.conn.execute(
                        f"SELECT {spec.name} FROM {kind.name} WHERE {spec.name} <> '[]'"
                    ):
                        found.update({ref.sha256: ref for ref in from_wire(Kind.FILES, value)})
        return tuple(found.values())

    def sweep(self) -> int:
        """Remove stored content that no record and no draft holds, left by an attachment whose form was given up."""
        swept = 0
        drafted = self._named_in_drafts()
        for compartment, conn in self._blob_conns.items():
            named = drafted | {ref.sha256 for ref in self.files_held(compartment)}
            live = {self._address(sha256, compartment) for sha256 in named}
            swept += blobs.sweep_orphans(conn, live)
        return swept

    def _named_in_drafts(self) -> set[str]:
        """Whatever looks like a SHA-256 in any user's draft: a form kept half-typed keeps its attachments."""
        return {
            match.decode()
            for store in self._stores.values()
            for (content,) in store.conn.execute("""SELECT content FROM draft""")
            for match in _SHA256.findall(content)
        }

    def _address(self, sha256: str, compartment: Compartment) -> str:
        return mac(self._blob_keys[compartment], bytes.fromhex(sha256)).hex()
