-- One row: one version of an article in its cluster of near-duplicates, whose text the cluster is, and why.
WITH standing AS (
    SELECT m.cluster_id, m.relation, m.other_id, j.snapshot_id, j.id AS judgment_id
    FROM membership m
    JOIN judgment j ON j.id = m.judgment_id
    JOIN v_active judge ON judge.annotator_id = j.annotator_id AND judge.name = 'duplicates'
    WHERE NOT EXISTS (SELECT 1 FROM membership later WHERE later.judgment_id = m.judgment_id AND later.id > m.id)
),
whose AS (
    SELECT g.* FROM origin g
    WHERE NOT EXISTS (SELECT 1 FROM origin later WHERE later.cluster_id = g.cluster_id AND later.id > g.id)
)
SELECT
    m.cluster_id,
    s.id AS snapshot_id,
    s.article_id,
    o.outlet,
    o.name AS outlet_name,
    coalesce(o.owner, o.outlet) AS voice,
    a.url,
    coalesce(r.published_at, a.published_at) AS published_at,
    opening.captured_at AS first_seen_at,
    m.relation,
    m.other_id AS other_snapshot_id,
    g.snapshot_id AS origin_snapshot_id,
    first.article_id AS origin_article_id,
    fo.outlet AS origin_outlet,
    fa.url AS origin_url,
    first.article_id IS NULL OR first.article_id = s.article_id AS is_origin,
    g.credited,
    g.reason,
    CASE WHEN td.id IS NULL THEN g.evidence ELSE '[withheld: ' || td.reason || ']' END AS evidence,
    m.judgment_id
FROM standing m
JOIN snapshot s ON s.id = m.snapshot_id
JOIN v_active reader ON reader.annotator_id = s.annotator_id AND reader.name = 'read'
JOIN reading r ON r.id = s.reading_id
JOIN attempt opening ON opening.id = s.opened_by
JOIN article a ON a.id = s.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN whose g ON g.cluster_id = m.cluster_id
LEFT JOIN snapshot first ON first.id = g.snapshot_id
LEFT JOIN article fa ON fa.id = first.article_id
LEFT JOIN v_outlet fo ON fo.outlet_id = fa.outlet_id
LEFT JOIN takedown td ON td.article_id = first.article_id
WHERE a.same_as_id IS NULL
