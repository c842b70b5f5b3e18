-- One row: what an article said from first_seen_at to last_seen_at, both instants at which we looked. Words that were taken down are withheld.
SELECT
    s.id AS snapshot_id,
    s.article_id,
    (
        SELECT count(*) FROM snapshot earlier
        WHERE earlier.article_id = s.article_id AND earlier.annotator_id = s.annotator_id AND earlier.opened_by <= s.opened_by
    ) AS version,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    CASE WHEN td.id IS NULL THEN r.headline ELSE '[withheld: ' || td.reason || ']' END AS headline,
    CASE WHEN td.id IS NULL THEN r.text ELSE '[withheld: ' || td.reason || ']' END AS text,
    r.language,
    r.published_at,
    r.modified_at,
    opening.captured_at AS first_seen_at,
    (SELECT max(si.at) FROM v_sighting si WHERE si.snapshot_id = s.id) AS last_seen_at,
    s.opened_by AS attempt_id,
    td.reason AS withheld,
    r.live,
    (SELECT count(*) FROM v_sighting si WHERE si.snapshot_id = s.id AND si.returned_from_id IS NOT NULL) AS times_returned
FROM snapshot s
JOIN v_active reader ON reader.annotator_id = s.annotator_id AND reader.name = 'read'
JOIN reading r ON r.id = s.reading_id
JOIN attempt opening ON opening.id = s.opened_by
JOIN article a ON a.id = s.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN takedown td ON td.article_id = s.article_id
WHERE a.same_as_id IS NULL
