-- meetings, review
-- 会议
CREATE TABLE meeting (
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
    kind TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    task_ids TEXT NOT NULL DEFAULT '[]',
    at TEXT,
    ends_at TEXT,
    place TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    chair TEXT NOT NULL DEFAULT '',
    attendees TEXT NOT NULL DEFAULT '',
    observers TEXT NOT NULL DEFAULT '',
    absent TEXT NOT NULL DEFAULT '',
    recorder TEXT NOT NULL DEFAULT '',
    discussion TEXT NOT NULL DEFAULT '',
    conclusions TEXT NOT NULL DEFAULT '',
    minutes_number TEXT NOT NULL DEFAULT '',
    minuted_on TEXT,
    copies_to TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX meeting_listed ON meeting(deleted);
CREATE INDEX meeting_round_id ON meeting(round_id);
CREATE INDEX meeting_task_id ON meeting(task_id);
-- 议题
CREATE TABLE agenda_item (
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
    meeting_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    topic TEXT NOT NULL DEFAULT '',
    reporter TEXT NOT NULL DEFAULT '',
    minutes INTEGER,
    task_id TEXT NOT NULL DEFAULT '',
    report_id TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX agenda_item_listed ON agenda_item(deleted);
CREATE INDEX agenda_item_meeting_id ON agenda_item(meeting_id);
CREATE INDEX agenda_item_task_id ON agenda_item(task_id);
CREATE INDEX agenda_item_report_id ON agenda_item(report_id);
-- 会议材料
CREATE TABLE meeting_material (
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
    meeting_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    name TEXT NOT NULL DEFAULT '',
    report_id TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    pages INTEGER,
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    provided_by TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX meeting_material_listed ON meeting_material(deleted);
CREATE INDEX meeting_material_meeting_id ON meeting_material(meeting_id);
CREATE INDEX meeting_material_report_id ON meeting_material(report_id);
-- 点人点事事项
CREATE TABLE named_item (
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
    kind TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    unit_id TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    meeting_id TEXT NOT NULL DEFAULT '',
    instruction_id TEXT NOT NULL DEFAULT '',
    said_by TEXT NOT NULL DEFAULT '',
    said_on TEXT,
    assigned_to TEXT NOT NULL DEFAULT '',
    handler TEXT NOT NULL DEFAULT '',
    requirement TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX named_item_listed ON named_item(deleted);
CREATE INDEX named_item_unit_id ON named_item(unit_id);
CREATE INDEX named_item_round_id ON named_item(round_id);
CREATE INDEX named_item_task_id ON named_item(task_id);
CREATE INDEX named_item_meeting_id ON named_item(meeting_id);
CREATE INDEX named_item_instruction_id ON named_item(instruction_id);
-- 督办进展
CREATE TABLE item_progress (
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
    item_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    happened_on TEXT,
    reported_by TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX item_progress_listed ON item_progress(deleted);
CREATE INDEX item_progress_item_id ON item_progress(item_id);
CREATE INDEX item_progress_task_id ON item_progress(task_id);
-- 批示
CREATE TABLE instruction (
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
    given_by TEXT NOT NULL DEFAULT '',
    post TEXT NOT NULL DEFAULT '',
    given_on TEXT,
    on_paper TEXT NOT NULL DEFAULT '',
    report_id TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    addressed_to TEXT NOT NULL DEFAULT '',
    requirement TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    feedback TEXT NOT NULL DEFAULT '',
    feedback_on TEXT,
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX instruction_listed ON instruction(deleted);
CREATE INDEX instruction_report_id ON instruction(report_id);
CREATE INDEX instruction_round_id ON instruction(round_id);
CREATE INDEX instruction_task_id ON instruction(task_id);
-- 审议环节
CREATE TABLE deliberation (
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
    report_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    level TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    required INTEGER NOT NULL DEFAULT 0,
    meeting_id TEXT NOT NULL DEFAULT '',
    held_on TEXT,
    draft TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT '',
    handled TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deliberation_listed ON deliberation(deleted);
CREATE INDEX deliberation_report_id ON deliberation(report_id);
CREATE INDEX deliberation_task_id ON deliberation(task_id);
CREATE INDEX deliberation_meeting_id ON deliberation(meeting_id);
-- 评审缺陷
CREATE TABLE defect (
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
    report_id TEXT NOT NULL DEFAULT '',
    paper_id TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    found_by TEXT NOT NULL DEFAULT '',
    found_on TEXT,
    by_rule INTEGER NOT NULL DEFAULT 0,
    fixed_how TEXT NOT NULL DEFAULT '',
    fixed_on TEXT
) STRICT;
CREATE INDEX defect_listed ON defect(deleted);
CREATE INDEX defect_task_id ON defect(task_id);
CREATE INDEX defect_report_id ON defect(report_id);
CREATE INDEX defect_paper_id ON defect(paper_id);
-- 报告批注
CREATE TABLE report_comment (
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
    report_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    part TEXT NOT NULL DEFAULT '',
    quoted TEXT NOT NULL DEFAULT '',
    comment TEXT NOT NULL DEFAULT '',
    noted_by TEXT NOT NULL DEFAULT '',
    noted_on TEXT,
    answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX report_comment_listed ON report_comment(deleted);
CREATE INDEX report_comment_report_id ON report_comment(report_id);
CREATE INDEX report_comment_task_id ON report_comment(task_id);
-- 班子评价
CREATE TABLE leadership_assessment (
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
    unit_id TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    made_by TEXT NOT NULL DEFAULT '',
    overall TEXT NOT NULL DEFAULT '',
    strengths TEXT NOT NULL DEFAULT '',
    shortcomings TEXT NOT NULL DEFAULT '',
    members TEXT NOT NULL DEFAULT '',
    finding_ids TEXT NOT NULL DEFAULT '[]',
    secrecy TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX leadership_assessment_listed ON leadership_assessment(deleted);
CREATE INDEX leadership_assessment_task_id ON leadership_assessment(task_id);
CREATE INDEX leadership_assessment_unit_id ON leadership_assessment(unit_id);
-- 评价运用
CREATE TABLE assessment_use (
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
    appraisal_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    receiver TEXT NOT NULL DEFAULT '',
    given_on TEXT,
    given_by TEXT NOT NULL DEFAULT '',
    use TEXT NOT NULL DEFAULT '',
    feedback TEXT NOT NULL DEFAULT '',
    feedback_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX assessment_use_listed ON assessment_use(deleted);
CREATE INDEX assessment_use_appraisal_id ON assessment_use(appraisal_id);
CREATE INDEX assessment_use_task_id ON assessment_use(task_id);
-- 专家指导意见
CREATE TABLE expert_advice (
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
    subject TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    expert_id TEXT NOT NULL DEFAULT '',
    asked_on TEXT,
    question TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    finding_id TEXT NOT NULL DEFAULT '',
    paper_id TEXT NOT NULL DEFAULT '',
    report_id TEXT NOT NULL DEFAULT '',
    rect_task_id TEXT NOT NULL DEFAULT '',
    measure_id TEXT NOT NULL DEFAULT '',
    advice TEXT NOT NULL DEFAULT '',
    advised_on TEXT,
    adoption TEXT NOT NULL DEFAULT '',
    adopted_how TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX expert_advice_listed ON expert_advice(deleted);
CREATE INDEX expert_advice_expert_id ON expert_advice(expert_id);
CREATE INDEX expert_advice_round_id ON expert_advice(round_id);
CREATE INDEX expert_advice_task_id ON expert_advice(task_id);
CREATE INDEX expert_advice_finding_id ON expert_advice(finding_id);
CREATE INDEX expert_advice_paper_id ON expert_advice(paper_id);
CREATE INDEX expert_advice_report_id ON expert_advice(report_id);
CREATE INDEX expert_advice_rect_task_id ON expert_advice(rect_task_id);
CREATE INDEX expert_advice_measure_id ON expert_advice(measure_id);
-- 巡察报告
ALTER TABLE report ADD COLUMN causes TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN gates TEXT NOT NULL DEFAULT '[]';
-- 打印导出登记
ALTER TABLE exposure ADD COLUMN meeting_id TEXT NOT NULL DEFAULT '';
CREATE INDEX exposure_meeting_id ON exposure(meeting_id);
