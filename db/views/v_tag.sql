-- One row: whether one version of an article is about one incident, and by how much.
SELECT
    t.id AS tag_id,
    t.incident,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    s.article_id,
    s.id AS snapshot_id,
    opening.captured_at AS first_seen_at,
    t.decision,
    t.score,
    t.focus,
    t.coverage,
    (SELECT count(*) FROM mention m WHERE m.tag_id = t.id) AS mentions,
    CASE WHEN td.id IS NULL THEN (
        SELECT m.text FROM mention m WHERE m.tag_id = t.id ORDER BY CASE m.part WHEN 'heading' THEN 0 ELSE 1 END, m.start, m.id LIMIT 1
    ) ELSE '[withheld: ' || td.reason || ']' END AS first_mention,
    d.version AS definition_version,
    d.sha256 AS definition_sha256,
    td.reason AS withheld
FROM tag t
JOIN judgment j ON j.id = t.judgment_id
JOIN v_active tags ON tags.annotator_id = j.annotator_id
JOIN annotator an ON an.id = j.annotator_id
LEFT JOIN definition d ON d.id = an.definition_id
JOIN snapshot s ON s.id = j.snapshot_id
JOIN v_active reader ON reader.annotator_id = s.annotator_id AND reader.name = 'read'
JOIN attempt opening ON opening.id = s.opened_by
JOIN article a ON a.id = s.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN takedown td ON td.article_id = s.article_id
WHERE a.same_as_id IS NULL
