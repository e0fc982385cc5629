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

-- 用人需求
CREATE TABLE staff_need (
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
    role TEXT NOT NULL DEFAULT '',
    duty TEXT NOT NULL DEFAULT '',
    skills TEXT NOT NULL DEFAULT '[]',
    count INTEGER,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX staff_need_listed ON staff_need(deleted);
CREATE INDEX staff_need_task_id ON staff_need(task_id);

-- 抽调函
CREATE TABLE draw_letter (
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
    home_unit TEXT NOT NULL DEFAULT '',
    member_ids TEXT NOT NULL DEFAULT '[]',
    people TEXT NOT NULL DEFAULT '',
    starts_on TEXT,
    ends_on TEXT,
    doc_number TEXT NOT NULL DEFAULT '',
    sent_on TEXT,
    reply_by TEXT,
    issuer TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX draw_letter_listed ON draw_letter(deleted);
CREATE INDEX draw_letter_round_id ON draw_letter(round_id);

-- 培训场次
CREATE TABLE training_course (
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
    name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    turn TEXT NOT NULL DEFAULT '',
    held_on TEXT,
    hours INTEGER,
    place TEXT NOT NULL DEFAULT '',
    teacher TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL DEFAULT '',
    outline TEXT NOT NULL DEFAULT '',
    examined INTEGER NOT NULL DEFAULT 0,
    full INTEGER,
    pass_mark INTEGER,
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX training_course_listed ON training_course(deleted);
CREATE INDEX training_course_round_id ON training_course(round_id);

-- 参训记录
CREATE TABLE training_attendance (
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
    course_id TEXT NOT NULL DEFAULT '',
    person_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    employer TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    present INTEGER NOT NULL DEFAULT 0,
    score INTEGER,
    made_up_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX training_attendance_listed ON training_attendance(deleted);
CREATE INDEX training_attendance_course_id ON training_attendance(course_id);
CREATE INDEX training_attendance_person_id ON training_attendance(person_id);

-- 巡察人员条件
CREATE TABLE staff_condition (
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
    content TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL DEFAULT '',
    value INTEGER,
    decisive INTEGER NOT NULL DEFAULT 0,
    valid INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX staff_condition_listed ON staff_condition(deleted);

-- 条件核查
CREATE TABLE condition_check (
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
    person_id TEXT NOT NULL DEFAULT '',
    condition_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    condition TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    checked_on TEXT,
    checked_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX condition_check_listed ON condition_check(deleted);
CREATE INDEX condition_check_person_id ON condition_check(person_id);
CREATE INDEX condition_check_condition_id ON condition_check(condition_id);

-- 以往巡察经历
CREATE TABLE service_spell (
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
    person_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    year INTEGER,
    round_name TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    post TEXT NOT NULL DEFAULT '',
    unit_name TEXT NOT NULL DEFAULT '',
    home_unit TEXT NOT NULL DEFAULT '',
    started_on TEXT,
    ended_on TEXT,
    appraisal TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX service_spell_listed ON service_spell(deleted);
CREATE INDEX service_spell_person_id ON service_spell(person_id);

-- 人员管理参数
CREATE TABLE staff_limit (
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
    name TEXT NOT NULL DEFAULT '',
    value INTEGER,
    unit TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX staff_limit_listed ON staff_limit(deleted);

-- 协作任务
CREATE TABLE partner_task (
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
    task_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    department TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    standard TEXT NOT NULL DEFAULT '',
    leader TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    done_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    full INTEGER,
    score INTEGER,
    score_why TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX partner_task_listed ON partner_task(deleted);
CREATE INDEX partner_task_round_id ON partner_task(round_id);
CREATE INDEX partner_task_task_id ON partner_task(task_id);

-- 作风纪律后评估
CREATE TABLE conduct_review (
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
    scheme_id TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    started_on TEXT,
    sent INTEGER,
    sheets INTEGER,
    points INTEGER,
    grade TEXT NOT NULL DEFAULT '',
    talk_due TEXT,
    talked_on TEXT,
    talked_by TEXT NOT NULL DEFAULT '',
    talked_with TEXT NOT NULL DEFAULT '',
    talk TEXT NOT NULL DEFAULT '',
    self_view TEXT NOT NULL DEFAULT '',
    conclusion TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX conduct_review_listed ON conduct_review(deleted);
CREATE INDEX conduct_review_task_id ON conduct_review(task_id);
CREATE INDEX conduct_review_scheme_id ON conduct_review(scheme_id);

-- 优秀巡察干部
CREATE TABLE excellent_cadre (
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
    person_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    employer TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    points INTEGER,
    deeds TEXT NOT NULL DEFAULT '',
    veto TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT '',
    decided_on TEXT
) STRICT;
CREATE INDEX excellent_cadre_listed ON excellent_cadre(deleted);
CREATE INDEX excellent_cadre_round_id ON excellent_cadre(round_id);
CREATE INDEX excellent_cadre_person_id ON excellent_cadre(person_id);

-- 信息稿件
CREATE TABLE info_piece (
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
    author TEXT NOT NULL DEFAULT '',
    written_on TEXT,
    adopted TEXT NOT NULL DEFAULT '',
    adopted_by TEXT NOT NULL DEFAULT '',
    adopted_on TEXT
) STRICT;
CREATE INDEX info_piece_listed ON info_piece(deleted);
CREATE INDEX info_piece_task_id ON info_piece(task_id);

-- Fields of 人员 and 组员
ALTER TABLE person ADD COLUMN appraisals TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN sanctions TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN sanction_until TEXT;
ALTER TABLE person ADD COLUMN home_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN draw_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN home_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN chosen_why TEXT NOT NULL DEFAULT '';
