-- One row: a sentence near the incident that looks like a statement and in which the definition in force finds none. is_copy: it is another article's text.
SELECT
    u.id AS unmapped_id,
    u.incident,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    s.article_id,
    s.id AS snapshot_id,
    opening.captured_at AS first_seen_at,
    u.cues,
    u.part,
    u.start,
    u."end",
    CASE WHEN td.id IS NULL THEN u.text ELSE '[withheld: ' || td.reason || ']' END AS text,
    CASE WHEN cp.snapshot_id IS NULL THEN false ELSE true END AS is_copy,
    td.reason AS withheld
FROM unmapped u
JOIN judgment j ON j.id = u.judgment_id
JOIN v_active claims ON claims.annotator_id = j.annotator_id
JOIN snapshot s ON s.id = j.snapshot_id
JOIN attempt opening ON opening.id = s.opened_by
JOIN article a ON a.id = s.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN v_copy cp ON cp.snapshot_id = s.id
LEFT JOIN takedown td ON td.article_id = s.article_id
WHERE a.same_as_id IS NULL
