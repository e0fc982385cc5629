-- 线索的分办、函询审批、函询或初核期限
ALTER TABLE clue ADD COLUMN accept_due TEXT;
ALTER TABLE clue ADD COLUMN accepted_on TEXT;
ALTER TABLE clue ADD COLUMN approval_due TEXT;
ALTER TABLE clue ADD COLUMN approved_on TEXT;
ALTER TABLE clue ADD COLUMN handle_due TEXT;
