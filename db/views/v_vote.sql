-- One row: what an article that came or changed on a day did with a claim by the end of that day (UTC): its one vote for that claim. An imported text has none: it came on no day.
WITH standing AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.incident, t.article_id, t.day ORDER BY t.attempt_id DESC) AS back
    FROM v_telling t
    WHERE t.outlet NOT IN (SELECT o.outlet FROM v_outlet o WHERE o.role = 'import')
)
SELECT
    t.incident,
    t.outlet,
    t.outlet_name,
    t.voice,
    t.day,
    s.claim,
    s.label,
    s.family,
    s.pole,
    s.rival,
    t.copy_of_snapshot_id IS NOT NULL AS copy,
    s.stance,
    s.both_ways,
    t.after_at,
    t.until_at,
    t.url,
    t.article_id,
    t.snapshot_id,
    s.statement_id
FROM standing t
-- said so that PostgreSQL joins by snapshot: by incident, which nearly all rows share, it would hold every row against every other
JOIN v_stance s ON s.snapshot_id = t.snapshot_id AND s.incident >= t.incident AND s.incident <= t.incident
WHERE t.back = 1
