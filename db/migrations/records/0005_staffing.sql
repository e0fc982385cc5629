-- Scoring schemes, staffing, appraisal.

-- 评分方案
CREATE TABLE scheme (
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
    name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    full INTEGER,
    averaged INTEGER NOT NULL DEFAULT 0,
    thresholds TEXT NOT NULL DEFAULT '',
    valid INTEGER NOT NULL DEFAULT 0,
    local INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX scheme_listed ON scheme(deleted);

-- 评分项目
CREATE TABLE scheme_item (
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
    scheme_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    aspect TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    points INTEGER,
    standard TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX scheme_item_listed ON scheme_item(deleted);
CREATE INDEX scheme_item_scheme_id ON scheme_item(scheme_id);

-- 评分记录
CREATE TABLE assessment (
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
    scheme_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    unit_id TEXT NOT NULL DEFAULT '',
    person_id TEXT NOT NULL DEFAULT '',
    subject_id TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    assessed_on TEXT,
    assessor TEXT NOT NULL DEFAULT '',
    points INTEGER,
    full INTEGER,
    grade TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX assessment_listed ON assessment(deleted);
CREATE INDEX assessment_scheme_id ON assessment(scheme_id);
CREATE INDEX assessment_task_id ON assessment(task_id);
CREATE INDEX assessment_unit_id ON assessment(unit_id);
CREATE INDEX assessment_person_id ON assessment(person_id);

-- 评分明细
CREATE TABLE assessment_score (
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
    assessment_id TEXT NOT NULL DEFAULT '',
    item_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    aspect TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    standard TEXT NOT NULL DEFAULT '',
    full INTEGER,
    points INTEGER,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX assessment_score_listed ON assessment_score(deleted);
CREATE INDEX assessment_score_assessment_id ON assessment_score(assessment_id);
CREATE INDEX assessment_score_item_id ON assessment_score(item_id);

