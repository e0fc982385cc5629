-- 反馈会
CREATE TABLE feedback_session (
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
    letter_id TEXT NOT NULL DEFAULT '',
    held_on TEXT,
    place TEXT NOT NULL DEFAULT '',
    chaired_by TEXT NOT NULL DEFAULT '',
    presenter TEXT NOT NULL DEFAULT '',
    attended_by TEXT NOT NULL DEFAULT '',
    receivers TEXT NOT NULL DEFAULT '',
    headcount INTEGER,
    agenda TEXT NOT NULL DEFAULT '',
    points TEXT NOT NULL DEFAULT '',
    group_speech TEXT NOT NULL DEFAULT '',
    leader_speech TEXT NOT NULL DEFAULT '',
    reply TEXT NOT NULL DEFAULT '',
    letter_given INTEGER NOT NULL DEFAULT 0,
    copies INTEGER,
    signed_for_by TEXT NOT NULL DEFAULT '',
    signed_for_on TEXT,
    waived_why TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX feedback_session_listed ON feedback_session(deleted);
CREATE INDEX feedback_session_task_id ON feedback_session(task_id);
CREATE INDEX feedback_session_letter_id ON feedback_session(letter_id);

-- 专报与抄告
CREATE TABLE notification (
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
    audience TEXT NOT NULL DEFAULT '',
    addressee TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    problem_ids TEXT NOT NULL DEFAULT '[]',
    overview TEXT NOT NULL DEFAULT '',
    problems TEXT NOT NULL DEFAULT '',
    advice TEXT NOT NULL DEFAULT '',
    sent_on TEXT,
    sent_by TEXT NOT NULL DEFAULT '',
    receipt_by TEXT NOT NULL DEFAULT '',
    receipt_on TEXT,
    due_on TEXT,
    answer TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notification_listed ON notification(deleted);
CREATE INDEX notification_task_id ON notification(task_id);

-- 巡察建议书
CREATE TABLE recommendation (
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
    kind TEXT NOT NULL DEFAULT '',
    receiver TEXT NOT NULL DEFAULT '',
    industry TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    common_problem_id TEXT NOT NULL DEFAULT '',
    problem_ids TEXT NOT NULL DEFAULT '[]',
    problems TEXT NOT NULL DEFAULT '',
    causes TEXT NOT NULL DEFAULT '',
    advice TEXT NOT NULL DEFAULT '',
    sent_on TEXT,
    due_on TEXT,
    chased_on TEXT,
    chases INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    adopted TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX recommendation_listed ON recommendation(deleted);
CREATE INDEX recommendation_round_id ON recommendation(round_id);
CREATE INDEX recommendation_task_id ON recommendation(task_id);
CREATE INDEX recommendation_common_problem_id ON recommendation(common_problem_id);

-- 整改预警
CREATE TABLE warning (
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
    rect_task_id TEXT NOT NULL DEFAULT '',
    colour TEXT NOT NULL DEFAULT '',
    matter TEXT NOT NULL DEFAULT '',
    task_due TEXT,
    found_on TEXT,
    days_left INTEGER,
    addressee TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    requirement TEXT NOT NULL DEFAULT '',
    sent_on TEXT,
    answer_due TEXT,
    receipt_by TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX warning_listed ON warning(deleted);
CREATE INDEX warning_task_id ON warning(task_id);
CREATE INDEX warning_rect_task_id ON warning(rect_task_id);

-- 督办文书
CREATE TABLE supervision_letter (
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
    stage TEXT NOT NULL DEFAULT '',
    addressee TEXT NOT NULL DEFAULT '',
    matter TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    rect_task_ids TEXT NOT NULL DEFAULT '[]',
    problem TEXT NOT NULL DEFAULT '',
    requirement TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    previous_id TEXT NOT NULL DEFAULT '',
    delivered_on TEXT,
    delivered_by TEXT NOT NULL DEFAULT '',
    receipt_by TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX supervision_letter_listed ON supervision_letter(deleted);
CREATE INDEX supervision_letter_task_id ON supervision_letter(task_id);
CREATE INDEX supervision_letter_previous_id ON supervision_letter(previous_id);

-- 约谈
CREATE TABLE summons (
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
    letter_id TEXT NOT NULL DEFAULT '',
    called TEXT NOT NULL DEFAULT '',
    post TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    talker TEXT NOT NULL DEFAULT '',
    attended TEXT NOT NULL DEFAULT '',
    recorder TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    talked_on TEXT,
    place TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    commitment TEXT NOT NULL DEFAULT '',
    commit_due TEXT,
    result TEXT NOT NULL DEFAULT '',
    result_on TEXT,
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX summons_listed ON summons(deleted);
CREATE INDEX summons_task_id ON summons(task_id);
CREATE INDEX summons_letter_id ON summons(letter_id);

-- 回访与督查
CREATE TABLE inspection_visit (
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
    title TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    visited_on TEXT,
    ended_on TEXT,
    leader TEXT NOT NULL DEFAULT '',
    inspectors TEXT NOT NULL DEFAULT '',
    received_by TEXT NOT NULL DEFAULT '',
    methods TEXT NOT NULL DEFAULT '[]',
    heard TEXT NOT NULL DEFAULT '',
    ledger TEXT NOT NULL DEFAULT '',
    documents TEXT NOT NULL DEFAULT '',
    cases TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL DEFAULT '',
    completion TEXT NOT NULL DEFAULT '',
    carried_out TEXT NOT NULL DEFAULT '',
    lasting TEXT NOT NULL DEFAULT '',
    mechanism TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL DEFAULT '',
    findings TEXT NOT NULL DEFAULT '',
    advice TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX inspection_visit_listed ON inspection_visit(deleted);
CREATE INDEX inspection_visit_task_id ON inspection_visit(task_id);

-- 逐项核查
CREATE TABLE visit_check (
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
    visit_id TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    rect_task_id TEXT NOT NULL DEFAULT '',
    position INTEGER,
    matter TEXT NOT NULL DEFAULT '',
    claimed TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    seen TEXT NOT NULL DEFAULT '',
    demand TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX visit_check_listed ON visit_check(deleted);
CREATE INDEX visit_check_visit_id ON visit_check(visit_id);
CREATE INDEX visit_check_task_id ON visit_check(task_id);
CREATE INDEX visit_check_rect_task_id ON visit_check(rect_task_id);

-- 满意度测评
CREATE TABLE satisfaction_poll (
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
    side TEXT NOT NULL DEFAULT '',
    respondents TEXT NOT NULL DEFAULT '',
    polled_on TEXT,
    way TEXT NOT NULL DEFAULT '',
    issued INTEGER,
    returned INTEGER,
    very INTEGER,
    basic INTEGER,
    dissatisfied INTEGER,
    unsure INTEGER,
    opinions TEXT NOT NULL DEFAULT '',
    counted_by TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX satisfaction_poll_listed ON satisfaction_poll(deleted);
CREATE INDEX satisfaction_poll_task_id ON satisfaction_poll(task_id);

-- 满意度算法
CREATE TABLE satisfaction_rule (
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
    round_id TEXT NOT NULL DEFAULT '',
    inspection INTEGER,
    department INTEGER,
    people INTEGER,
    basic_share INTEGER,
    passing INTEGER,
    veto_sides TEXT NOT NULL DEFAULT '[]',
    veto_below INTEGER,
    source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX satisfaction_rule_listed ON satisfaction_rule(deleted);
CREATE INDEX satisfaction_rule_round_id ON satisfaction_rule(round_id);

-- 拟不公开事项
CREATE TABLE withheld_item (
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
    problem_id TEXT NOT NULL DEFAULT '',
    matter TEXT NOT NULL DEFAULT '',
    scopes TEXT NOT NULL DEFAULT '[]',
    problem_why TEXT NOT NULL DEFAULT '',
    measure_why TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX withheld_item_listed ON withheld_item(deleted);
CREATE INDEX withheld_item_task_id ON withheld_item(task_id);
CREATE INDEX withheld_item_problem_id ON withheld_item(problem_id);

-- 整改公开
CREATE TABLE publication (
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
    scope TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    issuer TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    content TEXT NOT NULL DEFAULT '',
    withheld INTEGER,
    from_on TEXT,
    to_on TEXT,
    contact TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    medium TEXT NOT NULL DEFAULT '',
    published_on TEXT,
    proof TEXT NOT NULL DEFAULT '',
    opinions_count INTEGER,
    opinions TEXT NOT NULL DEFAULT '',
    handled TEXT NOT NULL DEFAULT '',
    handled_by TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX publication_listed ON publication(deleted);
CREATE INDEX publication_task_id ON publication(task_id);

-- 整改方案
CREATE TABLE rect_plan (
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
    document_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    requirement TEXT NOT NULL DEFAULT '',
    organisation TEXT NOT NULL DEFAULT '',
    steps TEXT NOT NULL DEFAULT '',
    guarantee TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    received_on TEXT,
    reviewed_by TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX rect_plan_listed ON rect_plan(deleted);
CREATE INDEX rect_plan_task_id ON rect_plan(task_id);

-- 整改报告
CREATE TABLE rect_report (
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
    title TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    until TEXT,
    organised TEXT NOT NULL DEFAULT '',
    done TEXT NOT NULL DEFAULT '',
    figures TEXT NOT NULL DEFAULT '',
    remaining TEXT NOT NULL DEFAULT '',
    ahead TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    received_on TEXT,
    printed_total INTEGER,
    printed_done INTEGER,
    printed_rate TEXT NOT NULL DEFAULT '',
    reviewed_by TEXT NOT NULL DEFAULT '',
    opinion TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX rect_report_listed ON rect_report(deleted);
CREATE INDEX rect_report_task_id ON rect_report(task_id);

-- 真实性承诺书
CREATE TABLE pledge_of_truth (
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
    unit_name TEXT NOT NULL DEFAULT '',
    secretary TEXT NOT NULL DEFAULT '',
    statement TEXT NOT NULL DEFAULT '',
    signed_on TEXT,
    scan TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX pledge_of_truth_listed ON pledge_of_truth(deleted);
CREATE INDEX pledge_of_truth_task_id ON pledge_of_truth(task_id);
CREATE INDEX pledge_of_truth_report_id ON pledge_of_truth(report_id);

-- 专题民主生活会
CREATE TABLE democratic_meeting (
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
    theme TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    held_on TEXT,
    place TEXT NOT NULL DEFAULT '',
    chaired_by TEXT NOT NULL DEFAULT '',
    attended TEXT NOT NULL DEFAULT '',
    plan TEXT NOT NULL DEFAULT '',
    asked INTEGER,
    opinions TEXT NOT NULL DEFAULT '',
    talks INTEGER,
    talk_notes TEXT NOT NULL DEFAULT '',
    examination TEXT NOT NULL DEFAULT '',
    criticism TEXT NOT NULL DEFAULT '',
    commitments TEXT NOT NULL DEFAULT '',
    report TEXT NOT NULL DEFAULT '',
    reported_on TEXT,
    guided_by TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX democratic_meeting_listed ON democratic_meeting(deleted);
CREATE INDEX democratic_meeting_task_id ON democratic_meeting(task_id);

-- 处理干部
CREATE TABLE handled_cadre (
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
    problem_id TEXT NOT NULL DEFAULT '',
    rect_task_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    post TEXT NOT NULL DEFAULT '',
    rank TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    handled_on TEXT,
    decided_by TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX handled_cadre_listed ON handled_cadre(deleted);
CREATE INDEX handled_cadre_task_id ON handled_cadre(task_id);
CREATE INDEX handled_cadre_problem_id ON handled_cadre(problem_id);
CREATE INDEX handled_cadre_rect_task_id ON handled_cadre(rect_task_id);
