-- One row: how many articles of one day (UTC) affirm a claim, out of how many, and the change that was known at its end. Copies are not counted.
WITH total AS (
    SELECT incident, day, count(DISTINCT article_id) AS articles
    FROM v_telling
    WHERE copy_of_snapshot_id IS NULL AND outlet NOT IN (SELECT o.outlet FROM v_outlet o WHERE o.role = 'import')
    GROUP BY incident, day
),
affirming AS (
    SELECT incident, claim, day, count(*) AS affirming
    FROM v_vote
    WHERE stance > 0 AND NOT copy
    GROUP BY incident, claim, day
)
SELECT
    c.incident,
    c.claim,
    c.label,
    t.day,
    coalesce(a.affirming, 0) AS affirming,
    t.articles,
    CASE WHEN t.articles >= 4 THEN CAST(coalesce(a.affirming, 0) AS double precision) / t.articles END AS share,
    p.direction,
    CAST(p.began_on AS text) AS began_on,
    p.share_before,
    p.share_since,
    p.llr
FROM v_claim c
JOIN total t ON t.incident = c.incident
LEFT JOIN affirming a ON a.incident = c.incident AND a.claim = c.claim AND a.day = t.day
LEFT JOIN (
    SELECT point.* FROM change_point point
    JOIN v_active judge ON judge.annotator_id = point.annotator_id
) p ON p.incident = c.incident AND p.claim = c.claim AND CAST(p.day AS text) = t.day
