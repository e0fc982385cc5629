-- handbook: chapters written locally, readers' notes, the register of rules and processes

-- 手册章节
CREATE TABLE handbook_chapter (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    rev INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    dots TEXT NOT NULL,
    mac BLOB NOT NULL,
    book TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    used INTEGER NOT NULL DEFAULT 0,
    revised_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX handbook_chapter_listed ON handbook_chapter(deleted);

-- 手册笔记
CREATE TABLE handbook_note (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    rev INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    dots TEXT NOT NULL,
    mac BLOB NOT NULL,
    chapter TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX handbook_note_listed ON handbook_note(deleted);

-- 制度流程
CREATE TABLE work_rule (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    rev INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    dots TEXT NOT NULL,
    mac BLOB NOT NULL,
    position INTEGER,
    name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    issuer TEXT NOT NULL DEFAULT '',
    doc_number TEXT NOT NULL DEFAULT '',
    issued_on TEXT,
    content TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    step_ids TEXT NOT NULL DEFAULT '[]',
    in_force INTEGER NOT NULL DEFAULT 0,
    replaces_id TEXT NOT NULL DEFAULT '',
    ended_on TEXT,
    reviewed_on TEXT,
    review_by TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX work_rule_listed ON work_rule(deleted);
CREATE INDEX work_rule_replaces_id ON work_rule(replaces_id);
