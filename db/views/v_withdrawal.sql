-- One row: an article no longer affirms what its version before did: it says nothing of it now, or denies it; and when it said it again.
SELECT
    w.incident,
    w.claim,
    coalesce(c.label, q.label) AS label,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    w.after_at,
    w.until_at,
    CASE WHEN EXISTS (
        SELECT 1 FROM v_telling t
        JOIN v_statement s ON s.incident = t.incident AND s.snapshot_id = t.snapshot_id
        WHERE t.incident = w.incident AND t.article_id = w.article_id AND t.until_at = w.until_at
        AND s.claim = w.claim AND s.polarity = 'negate'
    ) THEN 'negated' ELSE 'absent' END AS how,
    CASE WHEN td.id IS NULL THEN st.text ELSE '[withheld: ' || td.reason || ']' END AS text,
    (
        SELECT min(again.until_at) FROM event again
        WHERE again.annotator_id = w.annotator_id AND again.incident = w.incident AND again.kind = 'claim_added'
        AND again.article_id = w.article_id AND again.claim = w.claim AND again.until_at > w.until_at
    ) AS restored_until_at,
    w.article_id,
    w.statement_id,
    w.id AS event_id,
    td.reason AS withheld
FROM event w
JOIN v_active judge ON judge.annotator_id = w.annotator_id
JOIN article a ON a.id = w.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN v_claim c ON c.incident = w.incident AND c.claim = w.claim
JOIN annotator maker ON maker.id = w.annotator_id
LEFT JOIN quantity q ON q.definition_id = maker.definition_id AND q.quantity = w.claim
LEFT JOIN statement st ON st.id = w.statement_id
LEFT JOIN takedown td ON td.article_id = w.article_id
WHERE w.kind = 'claim_withdrawn'
