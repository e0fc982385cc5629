-- 整改填报表
CREATE TABLE unit_form (
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
    task_id TEXT NOT NULL DEFAULT '',
    destination TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    approved_by TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    made_at TEXT,
    spare INTEGER,
    rows INTEGER,
    sha256 TEXT NOT NULL DEFAULT '',
    exposure_id TEXT NOT NULL DEFAULT '',
    stub TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX unit_form_listed ON unit_form(deleted);
CREATE INDEX unit_form_task_id ON unit_form(task_id);
CREATE INDEX unit_form_exposure_id ON unit_form(exposure_id);

-- 填报表收回
CREATE TABLE unit_return (
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
    task_id TEXT NOT NULL DEFAULT '',
    form_id TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    position INTEGER,
    came_at TEXT,
    taken_by TEXT NOT NULL DEFAULT '',
    changed INTEGER,
    files_came INTEGER,
    digest TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    stub TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX unit_return_listed ON unit_return(deleted);
CREATE INDEX unit_return_task_id ON unit_return(task_id);
CREATE INDEX unit_return_form_id ON unit_return(form_id);
