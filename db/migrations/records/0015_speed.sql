-- many years in one vault: what lists and pages of a full vault ask for, found without walking through all records
CREATE INDEX code_item_of ON code_item(list_name, position);

-- what waits and when it falls due
DROP INDEX petition_due_on_due;
DROP INDEX rect_task_due_on_due;
DROP INDEX measure_due_on_due;
DROP INDEX handover_item_due_on_due;
DROP INDEX evidence_return_due_due;
DROP INDEX deadline_due_on_due;
CREATE INDEX petition_waiting ON petition(deleted, state, due_on, closed_on, task_id, id);
CREATE INDEX rect_task_waiting ON rect_task(deleted, state, due_on, done_on, in_period, task_id, id);
CREATE INDEX measure_waiting ON measure(deleted, state, due_on, done_on, task_id, id);
CREATE INDEX handover_item_waiting ON handover_item(deleted, state, due_on, given_on, code, task_id, id);
CREATE INDEX evidence_waiting ON evidence(deleted, state, return_due, returned_on, original, task_id, id);
CREATE INDEX deadline_waiting ON deadline(deleted, state, due_on, about_field, done_on);

-- what links to a record as one of several
CREATE INDEX finding_evidence_ids ON finding(deleted, evidence_ids) WHERE evidence_ids <> '[]';
CREATE INDEX finding_policy_ids ON finding(deleted, policy_ids) WHERE policy_ids <> '[]';
CREATE INDEX working_paper_finding_ids ON working_paper(deleted, finding_ids) WHERE finding_ids <> '[]';
CREATE INDEX working_paper_evidence_ids ON working_paper(deleted, evidence_ids) WHERE evidence_ids <> '[]';
CREATE INDEX working_paper_policy_ids ON working_paper(deleted, policy_ids) WHERE policy_ids <> '[]';
CREATE INDEX feedback_problem_paper_ids ON feedback_problem(deleted, paper_ids) WHERE paper_ids <> '[]';
CREATE INDEX rect_task_problem_ids ON rect_task(deleted, problem_ids) WHERE problem_ids <> '[]';
CREATE INDEX opinion_problem_ids ON opinion(deleted, problem_ids) WHERE problem_ids <> '[]';
CREATE INDEX checklist_item_finding_ids ON checklist_item(deleted, finding_ids) WHERE finding_ids <> '[]';
CREATE INDEX report_paper_ids ON report(deleted, paper_ids) WHERE paper_ids <> '[]';
CREATE INDEX fact_confirmation_paper_ids ON fact_confirmation(deleted, paper_ids) WHERE paper_ids <> '[]';
CREATE INDEX leader_talk_finding_ids ON leader_talk(deleted, finding_ids) WHERE finding_ids <> '[]';
CREATE INDEX leadership_assessment_finding_ids ON leadership_assessment(deleted, finding_ids) WHERE finding_ids <> '[]';
CREATE INDEX notification_problem_ids ON notification(deleted, problem_ids) WHERE problem_ids <> '[]';
CREATE INDEX recommendation_problem_ids ON recommendation(deleted, problem_ids) WHERE problem_ids <> '[]';
CREATE INDEX supervision_letter_rect_task_ids ON supervision_letter(deleted, rect_task_ids) WHERE rect_task_ids <> '[]';

-- lists by their first day
CREATE INDEX interview_by_day ON interview(deleted, started_at, state);
CREATE INDEX petition_by_day ON petition(deleted, received_on, state);

-- sums
DROP INDEX finding_counted;
CREATE INDEX finding_counted ON finding(deleted, task_id, state, focus, aspect, about_leader, amount);

-- sheets about one thing
CREATE INDEX assessment_subject_id ON assessment(subject_id);

-- what two vaults wrote differently and nobody has decided
CREATE INDEX interview_divided ON interview(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX petition_divided ON petition(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX survey_answer_sheet_divided ON survey_answer_sheet(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX finding_divided ON finding(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX feedback_problem_divided ON feedback_problem(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX checklist_item_divided ON checklist_item(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX archive_item_divided ON archive_item(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX assessment_divided ON assessment(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX document_loan_divided ON document_loan(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX measure_divided ON measure(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX evidence_divided ON evidence(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX info_request_divided ON info_request(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX equipment_item_divided ON equipment_item(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX interview_plan_divided ON interview_plan(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX hotline_duty_divided ON hotline_duty(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX deadline_divided ON deadline(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX petition_step_divided ON petition_step(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX recusal_divided ON recusal(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX pledge_divided ON pledge(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX member_divided ON member(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX post_duty_divided ON post_duty(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX announcement_post_divided ON announcement_post(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX working_paper_divided ON working_paper(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX rect_task_divided ON rect_task(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX progress_divided ON progress(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX visit_check_divided ON visit_check(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX budget_item_divided ON budget_item(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX hearing_divided ON hearing(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX deliberation_divided ON deliberation(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX opinion_divided ON opinion(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX visit_divided ON visit(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX scan_divided ON scan(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX notification_divided ON notification(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX person_divided ON person(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX agenda_item_divided ON agenda_item(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX defect_divided ON defect(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX named_item_divided ON named_item(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX mailbox_opening_divided ON mailbox_opening(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX hotline_call_divided ON hotline_call(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX satisfaction_poll_divided ON satisfaction_poll(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX item_progress_divided ON item_progress(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX warning_divided ON warning(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX report_comment_divided ON report_comment(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX meeting_divided ON meeting(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX report_divided ON report(id) WHERE instr(dots, '"s":{') > 0;
CREATE INDEX exposure_divided ON exposure(id) WHERE instr(dots, '"s":{') > 0;
