-- One row: a difference between a version and what a later look saw that was judged to be noise, and by which rule; shown when a person undid that.
SELECT
    su.id AS suppression_id,
    s.article_id,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    (
        SELECT count(*) FROM snapshot earlier
        WHERE earlier.article_id = s.article_id AND earlier.annotator_id = s.annotator_id AND earlier.opened_by <= s.opened_by
    ) AS version,
    look.captured_at AS at,
    su.attempt_id,
    su.rule,
    su.part,
    CASE WHEN td.id IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE su.before END AS before,
    CASE WHEN td.id IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE su.after END AS after,
    undone.overrule_id IS NOT NULL AS shown,
    undone.reason AS shown_because,
    undone.decided_by AS shown_by,
    td.reason AS withheld
FROM suppression su
JOIN snapshot s ON s.id = su.snapshot_id
JOIN v_active reader ON reader.annotator_id = s.annotator_id AND reader.name = 'read'
JOIN attempt look ON look.id = su.attempt_id
JOIN article a ON a.id = s.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN v_overrule undone ON undone.subject = 'hidden' AND undone.attempt_id = su.attempt_id
LEFT JOIN takedown td ON td.article_id = s.article_id
WHERE a.same_as_id IS NULL
