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

-- lists by their first day
CREATE INDEX interview_by_day ON interview(deleted, started_at, state);
CREATE INDEX petition_by_day ON petition(deleted, received_on, state);

-- sums
DROP INDEX finding_counted;
CREATE INDEX finding_counted ON finding(deleted, task_id, state, focus, aspect, about_leader, amount);

-- sheets about one thing
CREATE INDEX assessment_subject_id ON assessment(subject_id);
