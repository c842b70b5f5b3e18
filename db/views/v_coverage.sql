-- One row: a span of time over which one feed, or one article's page, could be seen, or could not: looks in a row of which all, or none, did see it.
WITH look AS (
    SELECT
        f.outlet_id, 'feed' AS kind, f.url, CAST(NULL AS integer) AS article_id, p.captured_at, p.id, p.outcome, p.reason,
        p.outcome IN ('new', 'unchanged', 'not_modified') AS seen
    FROM poll p
    JOIN feed f ON f.id = p.feed_id
    UNION ALL
    -- What an outlet answers instead of a page that it took away is seen, too; walls, refusals and errors are not.
    SELECT
        a.outlet_id, 'page', a.url, a.id, t.captured_at, t.id, t.outcome, t.reason,
        t.outcome IN ('new', 'changed', 'unchanged', 'not_modified', 'moved', 'gone', 'missing', 'soft_404')
    FROM attempt t
    JOIN article a ON a.id = t.article_id
    WHERE a.same_as_id IS NULL AND t.kind = 'look'
),
turning AS (
    SELECT
        look.*,
        CASE WHEN seen = lag(seen) OVER (PARTITION BY kind, url ORDER BY captured_at, id) THEN 0 ELSE 1 END AS turns
    FROM look
),
numbered AS (
    SELECT turning.*, sum(turns) OVER (PARTITION BY kind, url ORDER BY captured_at, id) AS span FROM turning
),
ended AS (
    SELECT
        numbered.*,
        first_value(outcome) OVER latest AS last_outcome,
        first_value(reason) OVER latest AS last_reason
    FROM numbered
    WINDOW latest AS (PARTITION BY kind, url, span ORDER BY captured_at DESC, id DESC)
),
spans AS (
    SELECT
        outlet_id, kind, url, article_id, span, seen, last_outcome, last_reason,
        min(captured_at) AS from_at, max(captured_at) AS to_at, count(*) AS looks
    FROM ended
    GROUP BY outlet_id, kind, url, article_id, span, seen, last_outcome, last_reason
)
SELECT
    o.outlet,
    o.name AS outlet_name,
    s.kind,
    s.url,
    s.article_id,
    CASE WHEN s.seen THEN 'seen' ELSE 'unseen' END AS state,
    s.last_outcome AS outcome,
    s.last_reason AS reason,
    s.from_at,
    s.to_at,
    lead(s.from_at) OVER (PARTITION BY s.kind, s.url ORDER BY s.span) AS until_at,
    s.looks
FROM spans s
JOIN v_outlet o ON o.outlet_id = s.outlet_id
