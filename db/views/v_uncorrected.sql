-- One row: a sentence that an origin took back or replaced, and one copy that said it: until when the copy was seen to say it still.
WITH carried AS (
    SELECT
        k.edit_id,
        c.article_id,
        c.outlet,
        c.outlet_name,
        c.url,
        c.origin_outlet,
        c.origin_url,
        c.credited,
        max(CASE WHEN k.carries THEN v.last_seen_at END) AS still_seen_at,
        max(CASE WHEN k.carries THEN v.first_seen_at END) AS last_carrying_at
    FROM carrying k
    JOIN v_cluster c ON c.judgment_id = k.judgment_id
    JOIN v_version v ON v.snapshot_id = c.snapshot_id
    WHERE NOT c.is_origin AND c.outlet NOT IN (SELECT o.outlet FROM v_outlet o WHERE o.role = 'import')
    GROUP BY k.edit_id, c.article_id, c.outlet, c.outlet_name, c.url, c.origin_outlet, c.origin_url, c.credited
)
SELECT
    k.edit_id,
    e.before,
    e.after,
    e.label,
    k.origin_outlet,
    k.origin_url,
    e.after_at AS edited_after_at,
    e.until_at AS edited_until_at,
    k.article_id,
    k.outlet,
    k.outlet_name,
    k.url,
    k.credited,
    k.still_seen_at,
    (
        SELECT min(v.first_seen_at)
        FROM carrying other
        JOIN v_cluster c ON c.judgment_id = other.judgment_id
        JOIN v_version v ON v.snapshot_id = c.snapshot_id
        WHERE other.edit_id = k.edit_id AND c.article_id = k.article_id AND NOT other.carries AND v.first_seen_at > k.last_carrying_at
    ) AS corrected_until_at
FROM carried k
JOIN v_edit e ON e.edit_id = k.edit_id
WHERE k.still_seen_at IS NOT NULL
