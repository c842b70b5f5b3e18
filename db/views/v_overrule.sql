-- One row: what stands decided by a person on a look's material, verdict or hidden differences, on an article's cluster, or on a statement; the newest decision, unless it took back those before.
SELECT
    ov.id AS overrule_id,
    ov.subject,
    CASE WHEN ov.subject = 'statement' THEN c.attempt_id WHEN ov.subject <> 'cluster' THEN ov.subject_id END AS attempt_id,
    CASE WHEN ov.subject = 'cluster' THEN ov.subject_id END AS article_id,
    CASE
        WHEN ov.decision LIKE 'apart from %' THEN CAST(substr(ov.decision, 12) AS integer)
        WHEN ov.decision LIKE 'together with %' THEN CAST(substr(ov.decision, 15) AS integer)
    END AS other_article_id,
    ov.decision,
    ov.reason,
    ov.decided_by,
    ov.recorded_at AS decided_at,
    c.incident,
    c.claim,
    CASE WHEN td.id IS NULL THEN c.text ELSE '[withheld: ' || td.reason || ']' END AS text
FROM overrule ov
JOIN (SELECT max(id) AS id FROM overrule GROUP BY subject, subject_id) newest ON newest.id = ov.id
LEFT JOIN cited c ON ov.subject = 'statement' AND c.id = ov.subject_id
LEFT JOIN attempt opening ON opening.id = c.attempt_id
LEFT JOIN takedown td ON td.article_id = opening.article_id
WHERE ov.decision <> 'as judged'
