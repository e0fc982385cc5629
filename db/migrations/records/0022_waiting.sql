-- what waits and when it falls due, found without reading the records that are done
DROP INDEX document_loan_return_due_due;
DROP INDEX info_request_due_on_due;
DROP INDEX supervision_letter_due_on_due;
DROP INDEX named_item_due_on_due;
DROP INDEX fact_confirmation_answer_due_due;
DROP INDEX democratic_meeting_due_on_due;
DROP INDEX instant_fix_due_on_due;
DROP INDEX conduct_review_talk_due_due;
DROP INDEX notification_due_on_due;
DROP INDEX publication_to_on_due;
DROP INDEX rect_plan_due_on_due;
DROP INDEX rect_report_due_on_due;
CREATE INDEX document_loan_waiting ON document_loan(deleted, state, return_due, returned_on, task_id, id);
CREATE INDEX info_request_waiting ON info_request(deleted, state, due_on, answered_on, task_id, id);
CREATE INDEX supervision_letter_waiting ON supervision_letter(deleted, state, due_on, answered_on, task_id, id);
CREATE INDEX named_item_waiting ON named_item(deleted, state, due_on, answered_on, task_id, id);
CREATE INDEX fact_confirmation_waiting ON fact_confirmation(deleted, state, answer_due, answered_on, task_id, id);
CREATE INDEX democratic_meeting_waiting ON democratic_meeting(deleted, state, due_on, held_on, task_id, id);
CREATE INDEX instant_fix_waiting ON instant_fix(deleted, state, due_on, answered_on, task_id, id);
CREATE INDEX conduct_review_waiting ON conduct_review(deleted, state, talk_due, talked_on, task_id, id);
CREATE INDEX holding_chase_waiting ON holding_chase(deleted, state, reply_due, replied_on, task_id, id);
CREATE INDEX notification_waiting ON notification(deleted, state, due_on, answered_on, task_id, id);
CREATE INDEX publication_waiting ON publication(deleted, state, to_on, task_id, id);
CREATE INDEX rect_plan_waiting ON rect_plan(deleted, state, due_on, received_on, task_id, id);
CREATE INDEX rect_report_waiting ON rect_report(deleted, state, due_on, received_on, task_id, id);

-- which tasks have the record that ends a deadline
CREATE INDEX rect_plan_received ON rect_plan(deleted, task_id, received_on);
CREATE INDEX rect_report_received ON rect_report(deleted, task_id, received_on);
CREATE INDEX inspection_visit_ended ON inspection_visit(deleted, task_id, ended_on);
CREATE INDEX conduct_review_talked ON conduct_review(deleted, task_id, talked_on);
CREATE INDEX democratic_meeting_held ON democratic_meeting(deleted, task_id, held_on);
CREATE INDEX publication_published ON publication(deleted, task_id, published_on);
