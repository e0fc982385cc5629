-- planning
-- 责任事项
CREATE TABLE responsibility (
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
    body TEXT NOT NULL DEFAULT '',
    year INTEGER,
    position INTEGER,
    item TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    standard TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    round_id TEXT NOT NULL DEFAULT '',
    unit_id TEXT NOT NULL DEFAULT '',
    owner TEXT NOT NULL DEFAULT '',
    done_on TEXT,
    proof TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX responsibility_listed ON responsibility(deleted);
CREATE INDEX responsibility_round_id ON responsibility(round_id);
CREATE INDEX responsibility_unit_id ON responsibility(unit_id);

-- 巡察规划
CREATE TABLE plan (
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
    term TEXT NOT NULL DEFAULT '',
    from_year INTEGER,
    to_year INTEGER,
    target INTEGER,
    goals TEXT NOT NULL DEFAULT '',
    tasks TEXT NOT NULL DEFAULT '',
    approved_on TEXT,
    approved_by TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_listed ON plan(deleted);

-- 规划对象
CREATE TABLE plan_unit (
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
    plan_id TEXT NOT NULL DEFAULT '',
    unit_id TEXT NOT NULL DEFAULT '',
    year INTEGER,
    batch TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_unit_listed ON plan_unit(deleted);
CREATE INDEX plan_unit_plan_id ON plan_unit(plan_id);
CREATE INDEX plan_unit_unit_id ON plan_unit(unit_id);
CREATE INDEX plan_unit_round_id ON plan_unit(round_id);

-- 年度要点
CREATE TABLE annual_point (
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
    plan_id TEXT NOT NULL DEFAULT '',
    year INTEGER,
    position INTEGER,
    content TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    owner TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    round_id TEXT NOT NULL DEFAULT '',
    done_on TEXT,
    result TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX annual_point_listed ON annual_point(deleted);
CREATE INDEX annual_point_plan_id ON annual_point(plan_id);
CREATE INDEX annual_point_round_id ON annual_point(round_id);

-- 轮次安排
CREATE TABLE round_step (
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
    position INTEGER,
    phase TEXT NOT NULL DEFAULT '',
    step TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',
    output TEXT NOT NULL DEFAULT '',
    starts_on TEXT,
    ends_on TEXT,
    done_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX round_step_listed ON round_step(deleted);
CREATE INDEX round_step_round_id ON round_step(round_id);

-- 单位情况
CREATE TABLE unit_signal (
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
    unit_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    seen_on TEXT,
    count INTEGER,
    summary TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX unit_signal_listed ON unit_signal(deleted);
CREATE INDEX unit_signal_unit_id ON unit_signal(unit_id);

-- 选题权重
CREATE TABLE choice_factor (
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
    scheme TEXT NOT NULL DEFAULT '',
    factor TEXT NOT NULL DEFAULT '',
    points INTEGER,
    cap INTEGER,
    years INTEGER,
    active INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX choice_factor_listed ON choice_factor(deleted);

-- 拟巡察对象
CREATE TABLE candidate (
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
    unit_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    score INTEGER,
    scheme TEXT NOT NULL DEFAULT '',
    reasons TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    decided_on TEXT,
    decision TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX candidate_listed ON candidate(deleted);
CREATE INDEX candidate_round_id ON candidate(round_id);
CREATE INDEX candidate_unit_id ON candidate(unit_id);

-- 单位清单项
CREATE TABLE checklist_item (
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
    item_id TEXT NOT NULL DEFAULT '',
    board TEXT NOT NULL DEFAULT '',
    theme TEXT NOT NULL DEFAULT '',
    position INTEGER,
    focus TEXT NOT NULL DEFAULT '',
    discipline TEXT NOT NULL DEFAULT '',
    point TEXT NOT NULL DEFAULT '',
    questions TEXT NOT NULL DEFAULT '',
    documents TEXT NOT NULL DEFAULT '',
    talk_to TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    about_leader INTEGER NOT NULL DEFAULT 0,
    assigned_to TEXT NOT NULL DEFAULT '',
    checked_on TEXT,
    checked_by TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    found TEXT NOT NULL DEFAULT '',
    finding_ids TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX checklist_item_listed ON checklist_item(deleted);
CREATE INDEX checklist_item_task_id ON checklist_item(task_id);
CREATE INDEX checklist_item_item_id ON checklist_item(item_id);

-- 监督重点库
CREATE TABLE focus_item (
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
    board TEXT NOT NULL DEFAULT '',
    theme TEXT NOT NULL DEFAULT '',
    position INTEGER,
    focus TEXT NOT NULL DEFAULT '',
    discipline TEXT NOT NULL DEFAULT '',
    point TEXT NOT NULL DEFAULT '',
    questions TEXT NOT NULL DEFAULT '',
    documents TEXT NOT NULL DEFAULT '',
    talk_to TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    categories TEXT NOT NULL DEFAULT '[]',
    about_leader INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX focus_item_listed ON focus_item(deleted);

-- 政策参考
CREATE TABLE policy_reference (
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
    policy_id TEXT NOT NULL DEFAULT '',
    focus TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX policy_reference_listed ON policy_reference(deleted);
CREATE INDEX policy_reference_round_id ON policy_reference(round_id);
CREATE INDEX policy_reference_task_id ON policy_reference(task_id);
CREATE INDEX policy_reference_policy_id ON policy_reference(policy_id);

-- 协作单位
CREATE TABLE partner (
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
    leader TEXT NOT NULL DEFAULT '',
    liaison TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    asks TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX partner_listed ON partner(deleted);

-- 巡前情况函
CREATE TABLE info_request (
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
    partner_id TEXT NOT NULL DEFAULT '',
    letter_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    contact_phone TEXT NOT NULL DEFAULT '',
    sent_on TEXT,
    due_on TEXT,
    chased INTEGER,
    chased_on TEXT,
    chases TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    answered_by TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    usable TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX info_request_listed ON info_request(deleted);
CREATE INDEX info_request_round_id ON info_request(round_id);
CREATE INDEX info_request_task_id ON info_request(task_id);
CREATE INDEX info_request_partner_id ON info_request(partner_id);

-- 协作机制
CREATE TABLE cooperation (
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
    partner_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    stages TEXT NOT NULL DEFAULT '[]',
    duty TEXT NOT NULL DEFAULT '',
    how TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cooperation_listed ON cooperation(deleted);
CREATE INDEX cooperation_partner_id ON cooperation(partner_id);

-- 协作办理
CREATE TABLE cooperation_done (
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
    cooperation_id TEXT NOT NULL DEFAULT '',
    partner_id TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    done_on TEXT,
    what TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    done_by TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX cooperation_done_listed ON cooperation_done(deleted);
CREATE INDEX cooperation_done_cooperation_id ON cooperation_done(cooperation_id);
CREATE INDEX cooperation_done_partner_id ON cooperation_done(partner_id);
CREATE INDEX cooperation_done_round_id ON cooperation_done(round_id);

-- 联动巡察
CREATE TABLE linkage (
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
    kinds TEXT NOT NULL DEFAULT '[]',
    theme TEXT NOT NULL DEFAULT '',
    lead TEXT NOT NULL DEFAULT '',
    levels TEXT NOT NULL DEFAULT '[]',
    starts_on TEXT,
    ends_on TEXT,
    schedule TEXT NOT NULL DEFAULT '',
    sharing TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX linkage_listed ON linkage(deleted);
CREATE INDEX linkage_round_id ON linkage(round_id);

-- 联动成员
CREATE TABLE linkage_member (
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
    linkage_id TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    unit_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    started_on TEXT,
    done_on TEXT,
    problems INTEGER,
    progress TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX linkage_member_listed ON linkage_member(deleted);
CREATE INDEX linkage_member_linkage_id ON linkage_member(linkage_id);
CREATE INDEX linkage_member_unit_id ON linkage_member(unit_id);
CREATE INDEX linkage_member_task_id ON linkage_member(task_id);

-- 岗位职责
CREATE TABLE post_duty (
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
    position INTEGER,
    post TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    duties TEXT NOT NULL DEFAULT '',
    outputs TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX post_duty_listed ON post_duty(deleted);
CREATE INDEX post_duty_task_id ON post_duty(task_id);

-- 装备物资
CREATE TABLE equipment_item (
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
    quantity INTEGER,
    unit TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    holder TEXT NOT NULL DEFAULT '',
    issued_on TEXT,
    returned_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX equipment_item_listed ON equipment_item(deleted);
CREATE INDEX equipment_item_task_id ON equipment_item(task_id);

-- 经费预算
CREATE TABLE budget_item (
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
    content TEXT NOT NULL DEFAULT '',
    quantity INTEGER,
    price INTEGER,
    amount INTEGER,
    basis TEXT NOT NULL DEFAULT '',
    spent INTEGER,
    spent_on TEXT,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX budget_item_listed ON budget_item(deleted);
CREATE INDEX budget_item_task_id ON budget_item(task_id);

-- 回头看核查
CREATE TABLE looked_back (
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
    earlier_task_id TEXT NOT NULL DEFAULT '',
    problem_id TEXT NOT NULL DEFAULT '',
    title_then TEXT NOT NULL DEFAULT '',
    claimed TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    situation TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '',
    evidence_ids TEXT NOT NULL DEFAULT '[]',
    checked_on TEXT,
    checked_by TEXT NOT NULL DEFAULT '',
    proposal TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX looked_back_listed ON looked_back(deleted);
CREATE INDEX looked_back_task_id ON looked_back(task_id);
CREATE INDEX looked_back_earlier_task_id ON looked_back(earlier_task_id);
CREATE INDEX looked_back_problem_id ON looked_back(problem_id);

ALTER TABLE round ADD COLUMN plan_id TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN theme TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN theme TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN earlier_task_id TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN web_link TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN outside INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feedback_problem ADD COLUMN about_leader INTEGER NOT NULL DEFAULT 0;
