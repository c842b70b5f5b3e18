-- One row: a version about an incident comes to stand, after after_at (null: it was there at our first look) and no later than until_at.
WITH judged AS (
    SELECT substr(judge.name, 8) AS incident, s.id AS snapshot_id, s.article_id, s.opened_by, s.annotator_id, r.language, j.id AS judgment_id
    FROM v_active judge
    JOIN judgment j ON j.annotator_id = judge.annotator_id
    JOIN snapshot s ON s.id = j.snapshot_id
    JOIN reading r ON r.id = s.reading_id
    WHERE judge.name LIKE 'claims/%' AND s.annotator_id = (SELECT reader.annotator_id FROM v_active reader WHERE reader.name = 'read')
),
stood AS (
    SELECT judged.*, judged.opened_by AS attempt_id, 0 AS back
    FROM judged
    UNION ALL
    SELECT judged.*, si.attempt_id, 1
    FROM judged
    JOIN sighting si ON si.snapshot_id = judged.snapshot_id
    WHERE si.returned_from_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM sighting later
        JOIN snapshot other ON other.id = later.snapshot_id
        WHERE later.attempt_id = si.attempt_id AND later.id > si.id AND other.annotator_id = judged.annotator_id
    )
),
told AS (
    SELECT
        stood.*,
        look.captured_at AS until_at,
        lag(stood.snapshot_id) OVER (PARTITION BY stood.incident, stood.article_id, stood.language ORDER BY stood.attempt_id) AS before_id
    FROM stood
    JOIN attempt look ON look.id = stood.attempt_id
),
-- Whose text a version prints: the origin that counts of the cluster that counts, unless it is of the same article.
printed AS (
    SELECT j.snapshot_id, g.snapshot_id AS origin_id, first.article_id AS origin_article_id
    FROM judgment j
    JOIN membership m ON m.judgment_id = j.id
    JOIN origin g ON g.cluster_id = m.cluster_id
    JOIN snapshot first ON first.id = g.snapshot_id
    WHERE j.annotator_id = (SELECT judge.annotator_id FROM v_active judge WHERE judge.name = 'duplicates')
    AND NOT EXISTS (SELECT 1 FROM membership later WHERE later.judgment_id = m.judgment_id AND later.id > m.id)
    AND NOT EXISTS (SELECT 1 FROM origin later WHERE later.cluster_id = g.cluster_id AND later.id > g.id)
)
SELECT
    t.incident,
    o.outlet,
    o.name AS outlet_name,
    coalesce(o.owner, o.outlet) AS voice,
    a.url,
    t.article_id,
    t.snapshot_id,
    t.attempt_id,
    t.language,
    t.back = 1 AS returned,
    t.before_id AS before_snapshot_id,
    CASE
        WHEN t.before_id IS NOT NULL THEN (
            SELECT max(look.captured_at)
            FROM snapshot s
            JOIN reading r ON r.id = s.reading_id
            JOIN sighting si ON si.snapshot_id = s.id
            JOIN attempt look ON look.id = si.attempt_id
            WHERE s.article_id = t.article_id AND s.annotator_id = t.annotator_id AND r.language = t.language AND si.attempt_id < t.attempt_id
            AND NOT EXISTS (
                SELECT 1 FROM sighting later
                JOIN snapshot other ON other.id = later.snapshot_id
                WHERE later.attempt_id = si.attempt_id AND later.id > si.id AND other.annotator_id = t.annotator_id
            )
        )
        ELSE (
            SELECT (
                SELECT before.captured_at FROM poll before
                WHERE before.feed_id = listing.feed_id AND before.captured_at < listing.captured_at
                AND before.outcome IN ('new', 'unchanged', 'not_modified')
                ORDER BY before.captured_at DESC
                LIMIT 1
            )
            FROM entry e
            JOIN poll listing ON listing.id = e.poll_id
            WHERE e.article_id = t.article_id
            ORDER BY e.poll_id
            LIMIT 1
        )
    END AS after_at,
    t.until_at,
    strftime('%Y-%m-%d', t.until_at) AS day,
    (SELECT p.origin_id FROM printed p WHERE p.snapshot_id = t.snapshot_id AND p.origin_article_id <> t.article_id) AS copy_of_snapshot_id,
    t.judgment_id
FROM told t
JOIN article a ON a.id = t.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
WHERE a.same_as_id IS NULL
