-- One row: an article that was listed, looked at or imported, whether or not its text was ever seen.
SELECT
    a.id AS article_id,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    a.local_id,
    a.published_at,
    (SELECT min(p.captured_at) FROM entry e JOIN poll p ON p.id = e.poll_id WHERE e.article_id = a.id) AS first_listed_at,
    (SELECT min(si.at) FROM v_sighting si WHERE si.article_id = a.id) AS first_seen_at,
    (SELECT max(si.at) FROM v_sighting si WHERE si.article_id = a.id) AS last_seen_at,
    (
        SELECT count(*) FROM snapshot s
        JOIN v_active reader ON reader.annotator_id = s.annotator_id AND reader.name = 'read'
        WHERE s.article_id = a.id
    ) AS versions,
    (SELECT count(*) FROM attempt look WHERE look.article_id = a.id AND look.kind = 'look') AS looks,
    last_look.captured_at AS last_look_at,
    last_look.outcome AS last_outcome,
    last_look.reason AS last_reason,
    last_look.id AS last_attempt_id,
    td.reason AS withheld
FROM article a
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN attempt last_look ON last_look.id = (SELECT max(look.id) FROM attempt look WHERE look.article_id = a.id)
LEFT JOIN takedown td ON td.article_id = a.id
WHERE a.same_as_id IS NULL
