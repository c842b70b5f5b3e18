-- One row: something that happened in the narrative, after after_at (null: it was there at our first look) and no later than until_at.
SELECT
    ev.id AS event_id,
    ev.incident,
    ev.kind,
    ev.claim,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    ev.after_at,
    ev.until_at,
    CASE WHEN td.id IS NOT NULL AND st.id IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE st.text END AS text,
    td.reason AS withheld,
    ev.detail,
    ev.statement_id,
    ev.other_statement_id,
    CASE WHEN td2.id IS NOT NULL THEN '[withheld: ' || td2.reason || ']' ELSE other.text END AS other_text,
    ev.edit_id,
    ev.article_id
FROM event ev
JOIN v_active judge ON judge.annotator_id = ev.annotator_id
LEFT JOIN article a ON a.id = ev.article_id
LEFT JOIN v_outlet o ON o.outlet_id = coalesce(a.outlet_id, ev.outlet_id)
LEFT JOIN statement st ON st.id = ev.statement_id
LEFT JOIN takedown td ON td.article_id = ev.article_id
LEFT JOIN statement other ON other.id = ev.other_statement_id
LEFT JOIN judgment oj ON oj.id = other.judgment_id
LEFT JOIN snapshot os ON os.id = oj.snapshot_id
LEFT JOIN takedown td2 ON td2.article_id = os.article_id
WHERE NOT EXISTS (
    SELECT 1 FROM v_ruling ru
    WHERE ru.statement_id IN (ev.statement_id, ev.other_statement_id) AND ru.replaced_at IS NULL AND ru.decision = 'rejected'
)
