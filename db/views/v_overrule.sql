-- One row: what stands decided by a person on a look's material, verdict or hidden differences, or on an article's cluster; the newest decision, unless it took back those before.
SELECT
    ov.id AS overrule_id,
    ov.subject,
    CASE WHEN ov.subject <> 'cluster' THEN ov.subject_id END AS attempt_id,
    CASE WHEN ov.subject = 'cluster' THEN ov.subject_id END AS article_id,
    CASE
        WHEN ov.decision LIKE 'apart from %' THEN CAST(substr(ov.decision, 12) AS integer)
        WHEN ov.decision LIKE 'together with %' THEN CAST(substr(ov.decision, 15) AS integer)
    END AS other_article_id,
    ov.decision,
    ov.reason,
    ov.decided_by,
    ov.recorded_at AS decided_at
FROM overrule ov
JOIN (SELECT max(id) AS id FROM overrule GROUP BY subject, subject_id) newest ON newest.id = ov.id
WHERE ov.decision <> 'as judged'
