-- One row: what stands decided by a person on a look's material, verdict or hidden differences; the newest decision, unless it took back those before.
SELECT ov.id AS overrule_id, ov.subject, ov.subject_id AS attempt_id, ov.decision, ov.reason, ov.decided_by, ov.recorded_at AS decided_at
FROM overrule ov
JOIN (SELECT max(id) AS id FROM overrule GROUP BY subject, subject_id) newest ON newest.id = ov.id
WHERE ov.decision <> 'as judged'
