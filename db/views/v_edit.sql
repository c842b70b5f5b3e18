-- One row: what happened to one sentence, or to the headline, after the look at after_at and no later than the one at until_at.
SELECT
    e.id AS edit_id,
    rv.article_id,
    rv.outlet,
    rv.outlet_name,
    rv.url,
    rv.after_at,
    rv.until_at,
    e.part,
    e.action,
    e.label,
    CASE WHEN rv.material THEN e.material ELSE false END AS material,
    rv.verdict,
    CASE WHEN td.id IS NOT NULL AND e.before_start IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE e.before END AS before,
    CASE WHEN td.id IS NOT NULL AND e.after_start IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE e.after END AS after,
    e.rule,
    rv.last_attempt_id,
    rv.first_attempt_id,
    td.reason AS withheld,
    rv.revision_id,
    e.coarse,
    CASE WHEN td.id IS NOT NULL AND e.evidence <> '' THEN '[withheld: ' || td.reason || ']' ELSE e.evidence END AS evidence,
    replace(replace(replace(CAST(e.headlines AS text), '[', ''), ']', ''), '"', '') AS headlines
FROM v_revision rv
JOIN edit e ON e.revision_id = rv.revision_id
LEFT JOIN takedown td ON td.article_id = rv.article_id
