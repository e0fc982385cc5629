-- judging: what findings say of themselves, and the record types of research and verification.
ALTER TABLE finding ADD COLUMN about_leader INTEGER NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN spread TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN disciplines TEXT NOT NULL DEFAULT '[]';
ALTER TABLE finding ADD COLUMN meeting_steps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE finding ADD COLUMN meeting_views TEXT NOT NULL DEFAULT '[]';

-- 立行立改
CREATE TABLE instant_fix (
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
    title TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    finding_id TEXT NOT NULL DEFAULT '',
    petition_id TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    requirement TEXT NOT NULL DEFAULT '',
    issued_on TEXT,
    due_on TEXT,
    received_by TEXT NOT NULL DEFAULT '',
    received_post TEXT NOT NULL DEFAULT '',
    signed_on TEXT,
    measures TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    amount INTEGER,
    people INTEGER,
    rules_made INTEGER,
    evidence_ids TEXT NOT NULL DEFAULT '[]',
    proof TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    accepted_on TEXT,
    acceptance TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX instant_fix_listed ON instant_fix(deleted);
CREATE INDEX instant_fix_task_id ON instant_fix(task_id);
CREATE INDEX instant_fix_finding_id ON instant_fix(finding_id);
CREATE INDEX instant_fix_petition_id ON instant_fix(petition_id);

-- 事实确认单
CREATE TABLE fact_confirmation (
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
    title TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    paper_ids TEXT NOT NULL DEFAULT '[]',
    facts TEXT NOT NULL DEFAULT '',
    handlers TEXT NOT NULL DEFAULT '[]',
    sent_on TEXT,
    answer_due TEXT,
    answered_on TEXT,
    opinion TEXT NOT NULL DEFAULT '',
    statement TEXT NOT NULL DEFAULT '',
    unit_signed TEXT NOT NULL DEFAULT '[]',
    verified TEXT NOT NULL DEFAULT '',
    talk_id TEXT NOT NULL DEFAULT '',
    talked TEXT NOT NULL DEFAULT '',
    reviewed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX fact_confirmation_listed ON fact_confirmation(deleted);
CREATE INDEX fact_confirmation_task_id ON fact_confirmation(task_id);
CREATE INDEX fact_confirmation_talk_id ON fact_confirmation(talk_id);

-- 与主要负责人沟通记录
CREATE TABLE leader_talk (
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
    matter TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    talked_at TEXT,
    ended_at TEXT,
    place TEXT NOT NULL DEFAULT '',
    partner TEXT NOT NULL DEFAULT '',
    partner_post TEXT NOT NULL DEFAULT '',
    speaker TEXT NOT NULL DEFAULT '',
    recorder TEXT NOT NULL DEFAULT '',
    others TEXT NOT NULL DEFAULT '',
    finding_ids TEXT NOT NULL DEFAULT '[]',
    content TEXT NOT NULL DEFAULT '',
    attitude TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT '',
    follow_up TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX leader_talk_listed ON leader_talk(deleted);
CREATE INDEX leader_talk_task_id ON leader_talk(task_id);

-- 共性典型问题
CREATE TABLE common_problem (
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
    title TEXT NOT NULL DEFAULT '',
    nature TEXT NOT NULL DEFAULT '',
    focus TEXT NOT NULL DEFAULT '',
    aspect TEXT NOT NULL DEFAULT '',
    round_ids TEXT NOT NULL DEFAULT '[]',
    unit_ids TEXT NOT NULL DEFAULT '[]',
    finding_ids TEXT NOT NULL DEFAULT '[]',
    summary TEXT NOT NULL DEFAULT '',
    causes TEXT NOT NULL DEFAULT '',
    likeness TEXT NOT NULL DEFAULT '',
    treatments TEXT NOT NULL DEFAULT '[]',
    authority TEXT NOT NULL DEFAULT '',
    proposal TEXT NOT NULL DEFAULT '',
    treated_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX common_problem_listed ON common_problem(deleted);

-- 措辞提示
CREATE TABLE wording_phrase (
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
    phrase TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '[]',
    why TEXT NOT NULL DEFAULT '',
    instead TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX wording_phrase_listed ON wording_phrase(deleted);

-- 底稿自查规则
CREATE TABLE quality_rule (
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
    code TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    aspect TEXT NOT NULL DEFAULT '',
    points INTEGER,
    active INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX quality_rule_listed ON quality_rule(deleted);

-- 线索移交规则
CREATE TABLE routing_rule (
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
    position INTEGER,
    ranks TEXT NOT NULL DEFAULT '[]',
    managed TEXT NOT NULL DEFAULT '',
    sources TEXT NOT NULL DEFAULT '[]',
    disciplines TEXT NOT NULL DEFAULT '[]',
    receiver TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX routing_rule_listed ON routing_rule(deleted);
