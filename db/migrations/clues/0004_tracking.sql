-- tracking: batches, chasing, urgent reports and notes on leaderships; how a clue ended.
ALTER TABLE clue ADD COLUMN transfer_id TEXT NOT NULL DEFAULT '';
ALTER TABLE clue ADD COLUMN case_state TEXT NOT NULL DEFAULT '';
ALTER TABLE clue ADD COLUMN filed_on TEXT;
ALTER TABLE clue ADD COLUMN sanctioned INTEGER;
ALTER TABLE clue ADD COLUMN dual INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clue ADD COLUMN dual_note TEXT NOT NULL DEFAULT '';
ALTER TABLE clue ADD COLUMN answered_on TEXT;
ALTER TABLE clue ADD COLUMN answered_by TEXT NOT NULL DEFAULT '';
CREATE INDEX clue_transfer_id ON clue(transfer_id);

-- 线索移交批次
CREATE TABLE clue_transfer (
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
    clue_ids TEXT NOT NULL DEFAULT '[]',
    receiver TEXT NOT NULL DEFAULT '',
    receiver_name TEXT NOT NULL DEFAULT '',
    letter_number TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    sealed INTEGER NOT NULL DEFAULT 0,
    seal_numbers TEXT NOT NULL DEFAULT '',
    pieces INTEGER,
    sheets INTEGER,
    copies INTEGER,
    handed_on TEXT,
    handed_by TEXT NOT NULL DEFAULT '',
    second_by TEXT NOT NULL DEFAULT '',
    reply_due TEXT,
    received_on TEXT,
    received_by TEXT NOT NULL DEFAULT '',
    receipt_number TEXT NOT NULL DEFAULT '',
    intact INTEGER NOT NULL DEFAULT 0,
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX clue_transfer_listed ON clue_transfer(deleted);
CREATE INDEX clue_transfer_task_id ON clue_transfer(task_id);

-- 线索督办
CREATE TABLE clue_chase (
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
    clue_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    chased_on TEXT,
    chased_by TEXT NOT NULL DEFAULT '',
    addressee TEXT NOT NULL DEFAULT '',
    demand TEXT NOT NULL DEFAULT '',
    reply_due TEXT,
    reply TEXT NOT NULL DEFAULT '',
    replied_on TEXT,
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX clue_chase_listed ON clue_chase(deleted);
CREATE INDEX clue_chase_task_id ON clue_chase(task_id);
CREATE INDEX clue_chase_clue_id ON clue_chase(clue_id);

-- 线索（重要情况）即时报告
CREATE TABLE urgent_report (
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
    kind TEXT NOT NULL DEFAULT '',
    urgency TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    reported_at TEXT,
    addressee TEXT NOT NULL DEFAULT '',
    reporter TEXT NOT NULL DEFAULT '',
    clue_ids TEXT NOT NULL DEFAULT '[]',
    content TEXT NOT NULL DEFAULT '',
    done TEXT NOT NULL DEFAULT '',
    risk TEXT NOT NULL DEFAULT '',
    proposal TEXT NOT NULL DEFAULT '',
    instruction TEXT NOT NULL DEFAULT '',
    instructed_by TEXT NOT NULL DEFAULT '',
    instructed_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    attachments TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX urgent_report_listed ON urgent_report(deleted);
CREATE INDEX urgent_report_task_id ON urgent_report(task_id);

-- 领导班子及成员情况
CREATE TABLE leader_note (
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
    post TEXT NOT NULL DEFAULT '',
    rank TEXT NOT NULL DEFAULT '',
    position INTEGER,
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    merits TEXT NOT NULL DEFAULT '',
    reflections TEXT NOT NULL DEFAULT '',
    sources TEXT NOT NULL DEFAULT '',
    votes TEXT NOT NULL DEFAULT '',
    clue_ids TEXT NOT NULL DEFAULT '[]',
    opinion TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX leader_note_listed ON leader_note(deleted);
CREATE INDEX leader_note_task_id ON leader_note(task_id);
