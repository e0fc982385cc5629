-- archive
-- 归档文件
-- 归档文件
CREATE TABLE archive_item (
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
    category TEXT NOT NULL DEFAULT '',
    responsible TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    dated_on TEXT,
    secrecy TEXT NOT NULL DEFAULT '',
    pages INTEGER,
    counted INTEGER,
    year INTEGER,
    retention TEXT NOT NULL DEFAULT '',
    org TEXT NOT NULL DEFAULT '',
    item_number INTEGER,
    archive_number TEXT NOT NULL DEFAULT '',
    volume_id TEXT NOT NULL DEFAULT '',
    location TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    source_type TEXT NOT NULL DEFAULT '',
    source_id TEXT NOT NULL DEFAULT '',
    papers TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX archive_item_listed ON archive_item(deleted);
CREATE INDEX archive_item_task_id ON archive_item(task_id);
CREATE INDEX archive_item_volume_id ON archive_item(volume_id);
-- 案卷
-- 案卷
CREATE TABLE archive_volume (
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
    fonds_name TEXT NOT NULL DEFAULT '',
    category_name TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    year INTEGER,
    starts_on TEXT,
    ends_on TEXT,
    retention TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    item_count INTEGER,
    page_count INTEGER,
    filing_number TEXT NOT NULL DEFAULT '',
    archive_number TEXT NOT NULL DEFAULT '',
    location TEXT NOT NULL DEFAULT '',
    made_by TEXT NOT NULL DEFAULT '',
    checked_by TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    remark TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX archive_volume_listed ON archive_volume(deleted);
CREATE INDEX archive_volume_task_id ON archive_volume(task_id);
-- 零持有承诺
-- 零持有承诺
CREATE TABLE holding_pledge (
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
    member_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    ticked TEXT NOT NULL DEFAULT '[]',
    signed_on TEXT,
    witness TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX holding_pledge_listed ON holding_pledge(deleted);
CREATE INDEX holding_pledge_task_id ON holding_pledge(task_id);
CREATE INDEX holding_pledge_member_id ON holding_pledge(member_id);
-- 销毁登记
-- 销毁登记
CREATE TABLE destruction (
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
    reason TEXT NOT NULL DEFAULT '',
    applicant TEXT NOT NULL DEFAULT '',
    applied_on TEXT,
    secrecy TEXT NOT NULL DEFAULT '',
    carrier_ids TEXT NOT NULL DEFAULT '[]',
    exposure_ids TEXT NOT NULL DEFAULT '[]',
    contents TEXT NOT NULL DEFAULT '',
    pieces INTEGER,
    approved_by TEXT NOT NULL DEFAULT '',
    approved_on TEXT,
    opinion TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    destroyed_on TEXT,
    place TEXT NOT NULL DEFAULT '',
    supervisor TEXT NOT NULL DEFAULT '',
    second_supervisor TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX destruction_listed ON destruction(deleted);
CREATE INDEX destruction_task_id ON destruction(task_id);
-- 归档范围
-- 归档范围
CREATE TABLE archive_rule (
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
    label TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT '',
    retention TEXT NOT NULL DEFAULT '',
    scan INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 0,
    title_pattern TEXT NOT NULL DEFAULT '',
    responsible TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    papers TEXT NOT NULL DEFAULT '',
    states TEXT NOT NULL DEFAULT '',
    kinds TEXT NOT NULL DEFAULT '',
    dated TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX archive_rule_listed ON archive_rule(deleted);
-- 归档设置
-- 归档设置
CREATE TABLE archive_setting (
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
    fonds_number TEXT NOT NULL DEFAULT '',
    fonds_name TEXT NOT NULL DEFAULT '',
    kind_code TEXT NOT NULL DEFAULT '',
    org_code TEXT NOT NULL DEFAULT '',
    org_name TEXT NOT NULL DEFAULT '',
    pattern TEXT NOT NULL DEFAULT '',
    made_by TEXT NOT NULL DEFAULT '',
    checked_by TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX archive_setting_listed ON archive_setting(deleted);
-- 载体的清除
ALTER TABLE carrier ADD COLUMN wipe_method TEXT NOT NULL DEFAULT '';
ALTER TABLE carrier ADD COLUMN wiped_on TEXT;
ALTER TABLE carrier ADD COLUMN verified_by TEXT NOT NULL DEFAULT '';
ALTER TABLE carrier ADD COLUMN wipe_report TEXT NOT NULL DEFAULT '';
ALTER TABLE carrier ADD COLUMN wipe_sha256 TEXT NOT NULL DEFAULT '';
