-- One row: a span of time in which every look that saw an article's words saw one and the same version, from the look at from_at to the one at to_at.
-- Each step has one window, and every window is within an article: so a question about one article reads no other.
WITH seen AS (
    SELECT
        s.article_id,
        s.id AS snapshot_id,
        s.annotator_id,
        s.opened_by,
        r.language,
        si.attempt_id,
        si.at,
        lag(s.id) OVER (PARTITION BY s.article_id, r.language ORDER BY si.attempt_id) AS before_id
    FROM v_sighting si
    JOIN snapshot s ON s.id = si.snapshot_id
    JOIN reading r ON r.id = s.reading_id
),
turned AS (
    SELECT
        seen.*,
        sum(CASE WHEN before_id = snapshot_id THEN 0 ELSE 1 END) OVER (PARTITION BY article_id, language ORDER BY attempt_id) AS turn
    FROM seen
),
lasting AS (
    SELECT
        turned.*,
        row_number() OVER each_turn AS nth,
        max(at) OVER each_turn AS to_at,
        count(*) OVER each_turn AS looks
    FROM turned
    WINDOW each_turn AS (
        PARTITION BY article_id, language, turn ORDER BY attempt_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
),
spans AS (
    SELECT lasting.*, row_number() OVER (PARTITION BY article_id ORDER BY attempt_id) AS span
    FROM lasting
    WHERE nth = 1
)
SELECT
    spans.article_id,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    (
        SELECT count(*) FROM snapshot earlier
        WHERE earlier.article_id = spans.article_id AND earlier.annotator_id = spans.annotator_id AND earlier.opened_by <= spans.opened_by
    ) AS version,
    spans.language,
    spans.span,
    spans.at AS from_at,
    spans.to_at,
    spans.looks,
    CAST((SELECT count(*) FROM v_sighting si WHERE si.snapshot_id = spans.snapshot_id) AS double precision)
    / (SELECT count(*) FROM v_sighting si WHERE si.article_id = spans.article_id) AS share,
    spans.snapshot_id
FROM spans
JOIN article a ON a.id = spans.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
WHERE a.same_as_id IS NULL
