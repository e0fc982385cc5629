-- Questionnaires, democratic assessment, announcement, letter box, hotline, village work, methods

-- 问卷
CREATE TABLE survey (
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
    kind TEXT NOT NULL DEFAULT '',
    anonymous INTEGER NOT NULL DEFAULT 0,
    intro TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    opened_on TEXT,
    closed_on TEXT,
    issued INTEGER,
    received INTEGER,
    group_by INTEGER,
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX survey_listed ON survey(deleted);
CREATE INDEX survey_task_id ON survey(task_id);

-- 问卷题目
CREATE TABLE survey_question (
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
    survey_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    ask TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '',
    most INTEGER,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX survey_question_listed ON survey_question(deleted);
CREATE INDEX survey_question_survey_id ON survey_question(survey_id);

-- 答卷
CREATE TABLE survey_answer_sheet (
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
    survey_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    origin TEXT NOT NULL DEFAULT '',
    answers TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX survey_answer_sheet_listed ON survey_answer_sheet(deleted);
CREATE INDEX survey_answer_sheet_survey_id ON survey_answer_sheet(survey_id);
CREATE INDEX survey_answer_sheet_task_id ON survey_answer_sheet(task_id);

-- 民主测评
CREATE TABLE poll (
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
    kind TEXT NOT NULL DEFAULT '',
    held_on TEXT,
    place TEXT NOT NULL DEFAULT '',
    subjects TEXT NOT NULL DEFAULT '',
    items TEXT NOT NULL DEFAULT '',
    grades TEXT NOT NULL DEFAULT '',
    favourable INTEGER,
    method TEXT NOT NULL DEFAULT '',
    issued INTEGER,
    received INTEGER,
    valid INTEGER,
    counters TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX poll_listed ON poll(deleted);
CREATE INDEX poll_task_id ON poll(task_id);

-- 测评计票
CREATE TABLE poll_count (
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
    poll_id TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    votes TEXT NOT NULL DEFAULT '',
    abstained INTEGER
) STRICT;
CREATE INDEX poll_count_listed ON poll_count(deleted);
CREATE INDEX poll_count_poll_id ON poll_count(poll_id);

-- 测评票
CREATE TABLE poll_ballot (
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
    poll_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    marks TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX poll_ballot_listed ON poll_ballot(deleted);
CREATE INDEX poll_ballot_poll_id ON poll_ballot(poll_id);

-- 公告张贴
CREATE TABLE announcement_post (
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
    place TEXT NOT NULL DEFAULT '',
    posted_at TEXT,
    posted_by TEXT NOT NULL DEFAULT '',
    copies INTEGER,
    effective_at TEXT,
    photos TEXT NOT NULL DEFAULT '[]',
    taken_down_on TEXT,
    taken_down_by TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX announcement_post_listed ON announcement_post(deleted);
CREATE INDEX announcement_post_task_id ON announcement_post(task_id);

-- 意见箱开箱
CREATE TABLE mailbox_opening (
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
    box TEXT NOT NULL DEFAULT '',
    opened_at TEXT,
    opener TEXT NOT NULL DEFAULT '',
    witness TEXT NOT NULL DEFAULT '',
    sealed INTEGER NOT NULL DEFAULT 0,
    letters INTEGER,
    other_items INTEGER,
    petition_ids TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mailbox_opening_listed ON mailbox_opening(deleted);
CREATE INDEX mailbox_opening_task_id ON mailbox_opening(task_id);

-- 值班安排
CREATE TABLE hotline_duty (
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
    duty_on TEXT,
    shift TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    deputy TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX hotline_duty_listed ON hotline_duty(deleted);
CREATE INDEX hotline_duty_task_id ON hotline_duty(task_id);

-- 来电登记
CREATE TABLE hotline_call (
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
    called_at TEXT,
    minutes INTEGER,
    recorder TEXT NOT NULL DEFAULT '',
    naming TEXT NOT NULL DEFAULT '',
    caller TEXT NOT NULL DEFAULT '',
    caller_phone TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    subject_post TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    petition_id TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX hotline_call_listed ON hotline_call(deleted);
CREATE INDEX hotline_call_task_id ON hotline_call(task_id);
CREATE INDEX hotline_call_petition_id ON hotline_call(petition_id);

-- 延伸对象
CREATE TABLE extension_target (
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
    kind TEXT NOT NULL DEFAULT '',
    unit_id TEXT NOT NULL DEFAULT '',
    households INTEGER,
    people INTEGER,
    members INTEGER,
    head TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX extension_target_listed ON extension_target(deleted);
CREATE INDEX extension_target_task_id ON extension_target(task_id);
CREATE INDEX extension_target_unit_id ON extension_target(unit_id);

-- 延伸最低要求
CREATE TABLE extension_minimum (
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
    counter TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    least INTEGER,
    kinds TEXT NOT NULL DEFAULT '[]',
    active INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX extension_minimum_listed ON extension_minimum(deleted);

-- 座谈与会议
CREATE TABLE hearing (
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
    topic TEXT NOT NULL DEFAULT '',
    held_at TEXT,
    place TEXT NOT NULL DEFAULT '',
    target_id TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '',
    attendees TEXT NOT NULL DEFAULT '',
    observers TEXT NOT NULL DEFAULT '',
    people INTEGER,
    recorder TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    extract TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX hearing_listed ON hearing(deleted);
CREATE INDEX hearing_task_id ON hearing(task_id);
CREATE INDEX hearing_target_id ON hearing(target_id);

-- 临时党支部
CREATE TABLE temporary_branch (
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
    secretary TEXT NOT NULL DEFAULT '',
    committee TEXT NOT NULL DEFAULT '',
    members INTEGER,
    asked_on TEXT,
    approved_by TEXT NOT NULL DEFAULT '',
    approved_on TEXT,
    doc_number TEXT NOT NULL DEFAULT '',
    ended_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX temporary_branch_listed ON temporary_branch(deleted);
CREATE INDEX temporary_branch_task_id ON temporary_branch(task_id);

-- 个人有关事项抽查
CREATE TABLE disclosure_check (
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
    post TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    declared TEXT NOT NULL DEFAULT '',
    found TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    checker TEXT NOT NULL DEFAULT '',
    checked_on TEXT,
    handling TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX disclosure_check_listed ON disclosure_check(deleted);
CREATE INDEX disclosure_check_task_id ON disclosure_check(task_id);

-- 工作法
CREATE TABLE method_list (
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
    active INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX method_list_listed ON method_list(deleted);

-- 工作方法
CREATE TABLE method (
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
    list_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    name TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    counters TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX method_listed ON method(deleted);
CREATE INDEX method_list_id ON method(list_id);

-- 方法运用
CREATE TABLE method_use (
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
    method_id TEXT NOT NULL DEFAULT '',
    used_on TEXT,
    times INTEGER,
    users TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX method_use_listed ON method_use(deleted);
CREATE INDEX method_use_task_id ON method_use(task_id);
CREATE INDEX method_use_method_id ON method_use(method_id);

-- 周报
CREATE TABLE weekly_report (
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
    starts_on TEXT,
    ends_on TEXT,
    figures TEXT NOT NULL DEFAULT '',
    by_focus TEXT NOT NULL DEFAULT '',
    work TEXT NOT NULL DEFAULT '',
    next_plan TEXT NOT NULL DEFAULT '',
    difficulties TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    approver TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX weekly_report_listed ON weekly_report(deleted);
CREATE INDEX weekly_report_task_id ON weekly_report(task_id);

-- 走访记录
ALTER TABLE visit ADD COLUMN target_id TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN households INTEGER;
CREATE INDEX visit_target_id ON visit(target_id);
