-- 收发文登记；方案批准、进驻通知、上级备案和反馈公开的日期
-- 收发文登记
CREATE TABLE office_document (
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
    direction TEXT NOT NULL DEFAULT '',
    title_text TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    other_side TEXT NOT NULL DEFAULT '',
    spread TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    secrecy_term TEXT NOT NULL DEFAULT '',
    urgency TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    moved_on TEXT,
    version TEXT NOT NULL DEFAULT '',
    copies INTEGER,
    copy_numbers TEXT NOT NULL DEFAULT '',
    sheets INTEGER,
    task_id TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    drafter TEXT NOT NULL DEFAULT '',
    checker TEXT NOT NULL DEFAULT '',
    issuer TEXT NOT NULL DEFAULT '',
    proposal TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT '',
    handler TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    done_on TEXT,
    answers_id TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '[]',
    category TEXT NOT NULL DEFAULT '',
    retention TEXT NOT NULL DEFAULT '',
    kept_at TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX office_document_listed ON office_document(deleted);
CREATE INDEX office_document_task_id ON office_document(task_id);
CREATE INDEX office_document_round_id ON office_document(round_id);
CREATE INDEX office_document_answers_id ON office_document(answers_id);
CREATE INDEX office_document_standing ON office_document(deleted, state);
CREATE INDEX office_document_due_on_due ON office_document(due_on) WHERE due_on IS NOT NULL;
CREATE INDEX petition_notify_due_due ON petition(notify_due) WHERE notify_due IS NOT NULL;
CREATE INDEX petition_reply_due_due ON petition(reply_due) WHERE reply_due IS NOT NULL;
ALTER TABLE round ADD COLUMN filed_on TEXT;
ALTER TABLE task ADD COLUMN plan_approved_on TEXT;
ALTER TABLE task ADD COLUMN plan_approved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN notice_sent_on TEXT;
ALTER TABLE task ADD COLUMN notice_receipt_by TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN notice_receipt_on TEXT;
ALTER TABLE feedback_session ADD COLUMN news_on TEXT;
ALTER TABLE feedback_session ADD COLUMN news_where TEXT NOT NULL DEFAULT '';
