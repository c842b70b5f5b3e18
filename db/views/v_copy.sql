-- One row: one version of an article that prints another's text, and how many of the origin's sentences it kept, changed, moved and cut.
SELECT
    c.cluster_id,
    c.snapshot_id,
    c.article_id,
    c.outlet,
    c.outlet_name,
    c.voice,
    c.url,
    c.first_seen_at,
    c.origin_snapshot_id,
    c.origin_outlet,
    c.origin_url,
    c.credited,
    c.voice <> coalesce(fo.owner, fo.outlet) AS other_voice,
    v.coverage,
    v.coverage_of_other AS coverage_of_origin,
    sum(CASE WHEN p.fate = 'kept' THEN 1 ELSE 0 END) AS kept,
    sum(CASE WHEN p.fate = 'changed' THEN 1 ELSE 0 END) AS changed,
    sum(CASE WHEN p.fate = 'moved' THEN 1 ELSE 0 END) AS moved,
    sum(CASE WHEN p.fate = 'cut' THEN 1 ELSE 0 END) AS cut,
    sum(CASE WHEN p.fate = 'added' THEN 1 ELSE 0 END) AS added
FROM v_cluster c
JOIN v_outlet fo ON fo.outlet = c.origin_outlet
LEFT JOIN overlap v ON v.judgment_id = c.judgment_id AND v.other_id = c.origin_snapshot_id
LEFT JOIN passage p ON p.judgment_id = c.judgment_id AND p.origin_id = c.origin_snapshot_id
WHERE NOT c.is_origin
GROUP BY
    c.cluster_id, c.snapshot_id, c.article_id, c.outlet, c.outlet_name, c.voice, c.url, c.first_seen_at, c.origin_snapshot_id,
    c.origin_outlet, c.origin_url, c.credited, fo.owner, fo.outlet, v.coverage, v.coverage_of_other
