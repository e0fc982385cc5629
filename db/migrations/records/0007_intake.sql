-- intake: talks planned, petitions step by step, documents borrowed and scanned, lists compared

ALTER TABLE petition ADD COLUMN opened_on TEXT;
ALTER TABLE petition ADD COLUMN opened_by TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN from_body TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN from_number TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN met_at TEXT;
ALTER TABLE petition ADD COLUMN met_by TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN report TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN filed_as TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN copies INTEGER;
ALTER TABLE petition ADD COLUMN answered_on TEXT;
ALTER TABLE interview ADD COLUMN plan_id TEXT NOT NULL DEFAULT '';
ALTER TABLE interview ADD COLUMN former_id TEXT NOT NULL DEFAULT '';
ALTER TABLE interview ADD COLUMN open_points TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN quote TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN quote_lines TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN reading_id TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN hit_id TEXT NOT NULL DEFAULT '';
CREATE INDEX interview_plan_id ON interview(plan_id);
CREATE INDEX interview_former_id ON interview(former_id);
CREATE INDEX evidence_reading_id ON evidence(reading_id);
CREATE INDEX evidence_hit_id ON evidence(hit_id);

-- 谈话安排
CREATE TABLE interview_plan (
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
    subject TEXT NOT NULL DEFAULT '',
    subject_unit TEXT NOT NULL DEFAULT '',
    subject_post TEXT NOT NULL DEFAULT '',
    subject_kind TEXT NOT NULL DEFAULT '',
    must TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    planned_at TEXT,
    place TEXT NOT NULL DEFAULT '',
    interviewer TEXT NOT NULL DEFAULT '',
    recorder TEXT NOT NULL DEFAULT '',
    points TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX interview_plan_listed ON interview_plan(deleted);
CREATE INDEX interview_plan_task_id ON interview_plan(task_id);

-- 谈话题库
CREATE TABLE question (
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
    use TEXT NOT NULL DEFAULT '',
    subject_kind TEXT NOT NULL DEFAULT '',
    wording TEXT NOT NULL DEFAULT '',
    follow_up TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    position INTEGER,
    active INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX question_listed ON question(deleted);

-- 办理步骤
CREATE TABLE petition_step (
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
    petition_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',
    taken_on TEXT,
    opinion TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX petition_step_listed ON petition_step(deleted);
CREATE INDEX petition_step_task_id ON petition_step(task_id);
CREATE INDEX petition_step_petition_id ON petition_step(petition_id);

-- 信访借阅复印
CREATE TABLE petition_loan (
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
    petition_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    applicant TEXT NOT NULL DEFAULT '',
    applied_on TEXT,
    reason TEXT NOT NULL DEFAULT '',
    copies INTEGER,
    pages TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    lent_by TEXT NOT NULL DEFAULT '',
    returned_on TEXT,
    returned_to TEXT NOT NULL DEFAULT '',
    returned_copies INTEGER,
    signed TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX petition_loan_listed ON petition_loan(deleted);
CREATE INDEX petition_loan_task_id ON petition_loan(task_id);
CREATE INDEX petition_loan_petition_id ON petition_loan(petition_id);

-- 调阅资料
CREATE TABLE document_loan (
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
    kind TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL DEFAULT '',
    copies INTEGER,
    pages INTEGER,
    form TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    provided_on TEXT,
    provided_by TEXT NOT NULL DEFAULT '',
    received_by TEXT NOT NULL DEFAULT '',
    copied INTEGER,
    storage TEXT NOT NULL DEFAULT '',
    return_due TEXT,
    returned_on TEXT,
    returned_by TEXT NOT NULL DEFAULT '',
    returned_to TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX document_loan_listed ON document_loan(deleted);
CREATE INDEX document_loan_task_id ON document_loan(task_id);

-- 查阅记录
CREATE TABLE reading (
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
    loan_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    pages TEXT NOT NULL DEFAULT '',
    found TEXT NOT NULL DEFAULT '',
    excerpt TEXT NOT NULL DEFAULT '',
    reader TEXT NOT NULL DEFAULT '',
    read_on TEXT,
    evidence_id TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reading_listed ON reading(deleted);
CREATE INDEX reading_task_id ON reading(task_id);
CREATE INDEX reading_loan_id ON reading(loan_id);
CREATE INDEX reading_evidence_id ON reading(evidence_id);

-- 纸质材料
CREATE TABLE scan (
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
    paper_title TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    pages INTEGER,
    made_on TEXT,
    made_by TEXT NOT NULL DEFAULT '',
    old_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    shelf TEXT NOT NULL DEFAULT '',
    box TEXT NOT NULL DEFAULT '',
    scanned_on TEXT,
    scanned_by TEXT NOT NULL DEFAULT '',
    interview_id TEXT NOT NULL DEFAULT '',
    petition_id TEXT NOT NULL DEFAULT '',
    loan_id TEXT NOT NULL DEFAULT '',
    evidence_id TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX scan_listed ON scan(deleted);
CREATE INDEX scan_task_id ON scan(task_id);
CREATE INDEX scan_interview_id ON scan(interview_id);
CREATE INDEX scan_petition_id ON scan(petition_id);
CREATE INDEX scan_loan_id ON scan(loan_id);
CREATE INDEX scan_evidence_id ON scan(evidence_id);

-- 比对名单
CREATE TABLE data_list (
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
    name TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    obtained_on TEXT,
    period TEXT NOT NULL DEFAULT '',
    row_total INTEGER,
    columns TEXT NOT NULL DEFAULT '',
    invalid INTEGER,
    digest TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX data_list_listed ON data_list(deleted);
CREATE INDEX data_list_task_id ON data_list(task_id);

-- 比对规则
CREATE TABLE data_rule (
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
    left_kind TEXT NOT NULL DEFAULT '',
    right_kind TEXT NOT NULL DEFAULT '',
    keys TEXT NOT NULL DEFAULT '[]',
    later INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0,
    meaning TEXT NOT NULL DEFAULT '',
    position INTEGER,
    active INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX data_rule_listed ON data_rule(deleted);

-- 比对结果
CREATE TABLE data_hit (
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
    rule TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    matched TEXT NOT NULL DEFAULT '',
    amount INTEGER,
    left_list_id TEXT NOT NULL DEFAULT '',
    left_line INTEGER,
    left_text TEXT NOT NULL DEFAULT '',
    right_list_id TEXT NOT NULL DEFAULT '',
    right_line INTEGER,
    right_text TEXT NOT NULL DEFAULT '',
    checker TEXT NOT NULL DEFAULT '',
    checked_on TEXT,
    finding TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX data_hit_listed ON data_hit(deleted);
CREATE INDEX data_hit_task_id ON data_hit(task_id);
CREATE INDEX data_hit_left_list_id ON data_hit(left_list_id);
CREATE INDEX data_hit_right_list_id ON data_hit(right_list_id);

-- Rows of the imported lists: cells is a JSON array of texts in the order of the list's columns
CREATE TABLE list_row (
    list_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (list_id, line)
) STRICT, WITHOUT ROWID;
