-- One row: a headline in one place (a feed, or one of four places of the page), which came after the look at after_at and no later than from_at.
-- Each step has one window, and every window is within an article: so a question about one article reads no other.
WITH place AS (
    SELECT 'h1' AS name UNION ALL SELECT 'og' UNION ALL SELECT 'title' UNION ALL SELECT 'jsonld'
),
looked AS (
    SELECT
        s.article_id, place.name AS place, 0 AS feed_id, r.language, coalesce(r.headlines ->> place.name, '') AS text, si.at,
        si.attempt_id AS look_id, 0 AS entry_id
    FROM v_sighting si
    JOIN snapshot s ON s.id = si.snapshot_id
    JOIN reading r ON r.id = s.reading_id
    CROSS JOIN place
),
listed AS (
    SELECT e.article_id, 'feed' AS place, e.feed_id, '' AS language, e.title AS text, p.captured_at AS at, p.id AS look_id, e.id AS entry_id
    FROM (SELECT id AS entry_id, poll_id FROM entry UNION ALL SELECT entry_id, poll_id FROM relisting) shown
    JOIN entry e ON e.id = shown.entry_id
    JOIN poll p ON p.id = shown.poll_id
    WHERE e.article_id IS NOT NULL
),
said AS (
    SELECT
        one.article_id, one.place, one.feed_id, one.language, one.at, one.look_id, one.entry_id, td.reason AS withheld,
        CASE WHEN td.id IS NULL THEN one.text ELSE '[withheld: ' || td.reason || ']' END AS text
    FROM (SELECT * FROM looked UNION ALL SELECT * FROM listed) one
    LEFT JOIN takedown td ON td.article_id = one.article_id
),
changed AS (
    SELECT said.*, lag(text) OVER (PARTITION BY article_id, place, feed_id, language ORDER BY look_id, entry_id) AS before_text
    FROM said
),
turned AS (
    SELECT
        changed.*,
        sum(CASE WHEN before_text = text THEN 0 ELSE 1 END)
        OVER (PARTITION BY article_id, place, feed_id, language ORDER BY look_id, entry_id ROWS UNBOUNDED PRECEDING) AS turn
    FROM changed
),
lasting AS (
    SELECT turned.*, row_number() OVER each_turn AS nth, max(at) OVER each_turn AS until_at
    FROM turned
    WINDOW each_turn AS (
        PARTITION BY article_id, place, feed_id, language, turn
        ORDER BY look_id, entry_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
),
followed AS (
    SELECT lasting.*, lag(until_at) OVER (PARTITION BY article_id, place, feed_id, language ORDER BY look_id, entry_id) AS before_at
    FROM lasting
    WHERE nth = 1
)
SELECT
    h.article_id,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    h.place,
    f.url AS feed,
    h.language,
    h.text,
    CASE
        WHEN h.before_at IS NULL OR h.place <> 'feed' THEN h.before_at
        ELSE (
            SELECT max(p.captured_at) FROM poll p
            WHERE p.feed_id = h.feed_id AND p.id < h.look_id AND p.outcome IN ('new', 'unchanged', 'not_modified')
        )
    END AS after_at,
    h.at AS from_at,
    h.until_at,
    h.withheld
FROM followed h
JOIN article a ON a.id = h.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN feed f ON f.id = h.feed_id
WHERE a.same_as_id IS NULL AND h.text <> ''
