"""Build the files of a new vault in an empty staging folder. It must not touch an existing vault."""

from __future__ import annotations

import secrets
from datetime import datetime

from db import header, keys, slots
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, connect, create_database
from db.durable import sync_folder
from db.header import RECOVERY_SLOT, USER_SLOT, Header
from db.layout import VaultPaths
from db.migrate import MIGRATIONS, migrate
from db.roster import Contents, UserKey, VaultSettings


def build(
    paths: VaultPaths,
    settings: VaultSettings,
    login: str,
    password: str,
    token: bytes | None,
    now: datetime | None,
) -> str:
    """Write databases and header for a first user who may open clues; returns the recovery code."""
    records_key, blobs_key, clues_key = (secrets.token_bytes(keys.DATABASE_KEY_BYTES) for _ in range(3))
    create_database(paths.records, records_key, page_size=PAGE_SIZE)
    create_database(paths.blobs, blobs_key, page_size=BLOB_PAGE_SIZE)
    create_database(paths.clues, clues_key, page_size=PAGE_SIZE)
    connection = connect(paths.blobs, blobs_key, role="writer", page_size=BLOB_PAGE_SIZE)
    try:
        migrate(connection, MIGRATIONS / "blobs")
    finally:
        connection.close()

    vault_key, clue_key = secrets.token_bytes(32), secrets.token_bytes(32)
    empty = Header(
        1, secrets.token_bytes(16), settings.kind, settings.kdf, secrets.token_bytes(32), (), b"", b""
    )
    user = UserKey(
        secrets.token_hex(8), slots.shown(login), True, slots.expiry(settings, now), False, token is not None
    )
    code, _ = keys.new_recovery_code()
    user_slot_key = keys.user_key(login, password, token, salt=empty.salt, params=settings.kdf)
    recovery_slot_key = keys.recovery_key(code, salt=empty.salt, params=settings.kdf)
    user_slot = slots.make_slot(
        empty, bytes.fromhex(user.user_id), USER_SLOT, user_slot_key, vault_key, clue_key
    )
    recovery_slot = slots.make_slot(
        empty, secrets.token_bytes(8), RECOVERY_SLOT, recovery_slot_key, vault_key, clue_key
    )
    clue_part = keys.seal(clue_key, slots.CLUE_CONTENT.pack(clues_key, 0, bytes(32)), empty.clue_binding())
    filled = Header(
        empty.epoch,
        empty.vault_id,
        empty.kind,
        empty.kdf,
        empty.salt,
        (user_slot, recovery_slot),
        clue_part,
        b"",
    )
    contents = Contents(records_key, blobs_key, settings, (user,), secrets.token_hex(8))
    region, _ = slots.seal_region(filled, contents, vault_key)
    header.create(paths.header, region)
    paths.backups.mkdir(mode=0o700)
    header.mirror(paths.header_mirror, region)
    sync_folder(paths.folder)
    return code
