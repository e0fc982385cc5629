-- The kernel every compartment has: journal, search, attachment texts; and what only this one keeps: numbers,
-- settings, drafts, journals of other vaults.

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    device TEXT NOT NULL,
    op TEXT NOT NULL,
    type TEXT NOT NULL,
    record TEXT NOT NULL,
    rev INTEGER NOT NULL,
    changes TEXT NOT NULL,
    note TEXT NOT NULL,
    mac BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_record ON journal(record, seq) WHERE record <> '';
CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append only'); END;
CREATE TRIGGER journal_keeps_content BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append only'); END;

CREATE TABLE journal_head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL) STRICT;

CREATE TABLE search_doc (
    doc INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    record TEXT NOT NULL,
    part TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX search_doc_record ON search_doc(record);
CREATE VIRTUAL TABLE search_text USING fts5(body, content='', contentless_delete=1, tokenize='unicode61');
INSERT INTO search_text(search_text, rank) VALUES ('pgsz', 3900);

CREATE TABLE attachment_text (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL) STRICT;

CREATE TABLE sequence (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE draft (key TEXT PRIMARY KEY, user TEXT NOT NULL, at TEXT NOT NULL, content BLOB NOT NULL) STRICT;
CREATE TABLE foreign_journal (device TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (device, seq)) STRICT;
CREATE TABLE bundle_sent (
    bundle_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    header TEXT NOT NULL,
    head INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE bundle_seen (
    bundle_id TEXT PRIMARY KEY,
    sender TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
