-- deadlines
-- 期限规则
CREATE TABLE deadline_rule (
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
    label TEXT NOT NULL DEFAULT '',
    offset INTEGER,
    unit TEXT NOT NULL DEFAULT '',
    direction TEXT NOT NULL DEFAULT '',
    base TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0,
    round_id TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL DEFAULT '',
    source_note TEXT NOT NULL DEFAULT '',
    target TEXT NOT NULL DEFAULT '',
    done TEXT NOT NULL DEFAULT '',
    applies TEXT NOT NULL DEFAULT '',
    round_field TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    position INTEGER
) STRICT;
CREATE INDEX deadline_rule_listed ON deadline_rule(deleted);
CREATE INDEX deadline_rule_round_id ON deadline_rule(round_id);

-- 节假日
CREATE TABLE holiday (
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
    day TEXT,
    kind TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    year INTEGER
) STRICT;
CREATE INDEX holiday_listed ON holiday(deleted);

-- 期限
CREATE TABLE deadline (
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
    label TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    done_on TEXT,
    task_id TEXT NOT NULL DEFAULT '',
    base_on TEXT,
    basis TEXT NOT NULL DEFAULT '',
    extended_to TEXT,
    reason TEXT NOT NULL DEFAULT '',
    rule_code TEXT NOT NULL DEFAULT '',
    about_type TEXT NOT NULL DEFAULT '',
    about_id TEXT NOT NULL DEFAULT '',
    about_field TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deadline_listed ON deadline(deleted);
CREATE INDEX deadline_task_id ON deadline(task_id);

-- 流程步骤
CREATE TABLE process_step (
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
    round_id TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',
    what TEXT NOT NULL DEFAULT '',
    output TEXT NOT NULL DEFAULT '',
    standard TEXT NOT NULL DEFAULT '',
    rule_id TEXT NOT NULL DEFAULT '',
    time_limit TEXT NOT NULL DEFAULT '',
    planned_from TEXT,
    planned_to TEXT,
    done_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    proof TEXT NOT NULL DEFAULT '',
    position INTEGER
) STRICT;
CREATE INDEX process_step_listed ON process_step(deleted);
CREATE INDEX process_step_round_id ON process_step(round_id);
CREATE INDEX process_step_rule_id ON process_step(rule_id);

