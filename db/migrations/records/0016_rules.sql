-- 报告关口；任务不作双反馈的理由；期限规则只推算不提醒；信访件告知和答复期限
-- 报告关口
CREATE TABLE report_gate (
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
    keeper TEXT NOT NULL DEFAULT '',
    roles TEXT NOT NULL DEFAULT '[]',
    points TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX report_gate_listed ON report_gate(deleted);
ALTER TABLE task ADD COLUMN feedback_exception TEXT NOT NULL DEFAULT '';
ALTER TABLE deadline_rule ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE petition ADD COLUMN notify_due TEXT;
ALTER TABLE petition ADD COLUMN notified_on TEXT;
ALTER TABLE petition ADD COLUMN reply_due TEXT;
