-- 清退催办；撤组记录上的清除确认书；打印导出件逐份收回
-- 清退催办
CREATE TABLE holding_chase (
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
    addressee TEXT NOT NULL DEFAULT '',
    times INTEGER,
    chased_on TEXT,
    chased_by TEXT NOT NULL DEFAULT '',
    issuer TEXT NOT NULL DEFAULT '',
    items TEXT NOT NULL DEFAULT '',
    pieces INTEGER,
    demand TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    reply_due TEXT,
    replied_on TEXT,
    reply TEXT NOT NULL DEFAULT '',
    item_keys TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX holding_chase_listed ON holding_chase(deleted);
CREATE INDEX holding_chase_task_id ON holding_chase(task_id);
ALTER TABLE closeout ADD COLUMN certificate_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE closeout ADD COLUMN certified_on TEXT;
ALTER TABLE closeout ADD COLUMN certified_how TEXT NOT NULL DEFAULT '';
ALTER TABLE closeout ADD COLUMN certificate_files TEXT NOT NULL DEFAULT '[]';
ALTER TABLE exposure ADD COLUMN returned_numbers TEXT NOT NULL DEFAULT '';
