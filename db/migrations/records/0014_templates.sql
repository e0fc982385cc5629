-- 文书模板
CREATE TABLE paper_template (
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
    paper TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT '',
    checked_at TEXT,
    problems TEXT NOT NULL DEFAULT '',
    placeholders TEXT NOT NULL DEFAULT '',
    checked_sha TEXT NOT NULL DEFAULT '',
    checked_paper TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX paper_template_listed ON paper_template(deleted);
