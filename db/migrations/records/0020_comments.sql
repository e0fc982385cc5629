-- 批注不只批报告，也批反馈意见、巡察建议书、整改文稿
ALTER TABLE report_comment ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE report_comment ADD COLUMN letter_id TEXT NOT NULL DEFAULT '';
ALTER TABLE report_comment ADD COLUMN advice_id TEXT NOT NULL DEFAULT '';
ALTER TABLE report_comment ADD COLUMN plan_id TEXT NOT NULL DEFAULT '';
ALTER TABLE report_comment ADD COLUMN rect_report_id TEXT NOT NULL DEFAULT '';
ALTER TABLE report_comment ADD COLUMN meeting_id TEXT NOT NULL DEFAULT '';
CREATE INDEX report_comment_letter_id ON report_comment(letter_id);
CREATE INDEX report_comment_advice_id ON report_comment(advice_id);
CREATE INDEX report_comment_plan_id ON report_comment(plan_id);
CREATE INDEX report_comment_rect_report_id ON report_comment(rect_report_id);
CREATE INDEX report_comment_meeting_id ON report_comment(meeting_id);
