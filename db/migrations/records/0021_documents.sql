-- 文号格式；轮次、任务上的文号
-- 文号格式
CREATE TABLE paper_series (
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
    label TEXT NOT NULL DEFAULT '',
    pattern TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX paper_series_listed ON paper_series(deleted);
ALTER TABLE round ADD COLUMN plan_number TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN decision_number TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN notice_number TEXT NOT NULL DEFAULT '';
